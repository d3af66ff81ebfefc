#!/bin/sh
# Imports the folder of real files as they are: import_data.sh BUILD DATA
set -eu
gaoxin=$1/gaoxin
data=$2
"$gaoxin" import --zone CN \
  "$data/industry_codes/gbt4754_2017.csv" "$data/industry_codes/gb_2011_2017.csv" \
  "$data/regions/provinces.csv" "$data/regions/cities.csv" "$data/regions/areas.csv" \
  "$data/companies/stock_basics_2016.csv" "$data/companies/profit2015_4.csv" \
  "$data/companies/debtpaying2015_4.csv" "$data/companies/ashare_basic_2021.csv"
"$gaoxin" import --zone CN --keep-good \
  "$data/chain/industry.json" "$data/chain/industry_industry.json" "$data/chain/industry_up.json" \
  "$data/chain/company.json" "$data/chain/company_industry.json" "$data/chain/product.json" \
  "$data/chain/product_product.csv" "$data/chain/company_product.csv" \
  "$data/input_output/china_2020_153.csv" "$data/input_output/china_2020_42.csv"
