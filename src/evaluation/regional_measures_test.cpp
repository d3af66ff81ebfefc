// Regional measures against the reference files, against numbers the reference packages print, and
// on input that has no answer.
#include "evaluation/regional_measures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <string>

#include "base/text.h"

namespace gaoxin {
namespace {

using enum UnknownBecause;

const std::string kFolder = "../shared/data/evaluation/regional/";

/// A reference file: rows of cells without their quotes; empty when it is missing.
std::vector<std::vector<std::string>> read_reference(const std::string& name) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream file(kFolder + name);
  for (std::string line; std::getline(file, line);) {
    auto& row = rows.emplace_back();
    for (std::string_view cell : split(line, ',')) {
      std::string text(trim(cell));
      std::erase(text, '"');
      row.push_back(text);
    }
  }
  return rows;
}

/// A table with its numbers; the first column is a name.
struct NumberTable {
  std::vector<std::string> names, headers;
  std::vector<double> values;
  RegionTable view() const { return {names.size(), headers.size() - 1, values}; }
};
NumberTable read_numbers(const std::string& name) {
  NumberTable out;
  for (const auto& row : read_reference(name)) {
    if (out.headers.empty()) {
      out.headers = row;
      continue;
    }
    out.names.push_back(row.front());
    for (size_t k = 1; k < row.size(); ++k) out.values.push_back(std::stod(row[k]));
  }
  return out;
}

void expect_near(const Measure& measure, double expected, const std::string& what) {
  ASSERT_TRUE(measure.value) << what << ": " << unknown_text(measure.because).en;
  EXPECT_NEAR(*measure.value, expected, 1e-9 * std::max(1.0, std::abs(expected))) << what;
}

class GermanEmployment : public testing::Test {
 protected:
  void SetUp() override {
    table_ = read_numbers("in_employment_16regions_x_17industries.csv");
    if (table_.names.empty()) GTEST_SKIP() << "no reference files";
    ASSERT_EQ(table_.names.size(), 16u);
    ASSERT_EQ(table_.headers.size(), 18u);
  }
  NumberTable table_;
};

TEST_F(GermanEmployment, LocationQuotients) {
  const NumberTable expected = read_numbers("out_LQ.csv");
  const MeasureTable quotients = location_quotients(table_.view());
  ASSERT_EQ(quotients.cells.size(), expected.values.size());
  for (size_t k = 0; k < expected.values.size(); ++k)
    expect_near(quotients.cells[k], expected.values[k], std::to_string(k));
}

TEST_F(GermanEmployment, KrugmanOfPairs) {
  const NumberTable expected = read_numbers("out_krugman_pairwise_regions.csv");
  const MeasureTable pairs = krugman_pairs(table_.view());
  ASSERT_EQ(pairs.cells.size(), expected.values.size());
  for (size_t k = 0; k < expected.values.size(); ++k)
    expect_near(pairs.cells[k], expected.values[k], std::to_string(k));
}

TEST_F(GermanEmployment, ConcentrationOfIndustries) {
  const NumberTable expected = read_numbers("out_industry_concentration.csv");
  const RegionTable view = table_.view();
  const std::map<std::string, std::vector<Measure>> columns = {
      {"hoover_unrounded", hoover_of_industries(view)},
      {"locational_gini_EconGeo", locational_gini(view)},
      {"krugman_conc", krugman_of_industries(view)},
      {"HHI_regions", herfindahl_of_industries(view)},
      {"gini_conc_REAT", gini_of_concentration(view)},
      {"ubiquity_rca", ubiquity(advantages(view, AdvantageRule::above_one))}};
  size_t checked = 0;
  for (size_t column = 1; column < expected.headers.size(); ++column) {
    const auto found = columns.find(expected.headers[column]);
    if (found == columns.end()) continue;  // Rounded to two digits there.
    ++checked;
    for (size_t i = 0; i < expected.names.size(); ++i)
      expect_near(found->second[i], expected.values[i * (expected.headers.size() - 1) + column - 1],
                  expected.headers[column] + " " + expected.names[i]);
  }
  EXPECT_EQ(checked, columns.size());
}

// What the packages' own formulas give on the same table.
TEST_F(GermanEmployment, SpecialisationOfRegions) {
  const RegionTable view = table_.view();
  expect_near(krugman_against_all(view)[0], 0.16048021255908845, "EconGeo krugman_index");
  expect_near(specialisation_coefficients(view)[1], 0.10016269581148879 / 2, "spec_coeff");
  expect_near(krugman_against_mean_of_others(view)[0], 0.22675612237297527, "REAT krugman.spec2");
  expect_near(krugman_of_industries_against_others(view)[1], 0.26813759167707535, "krugman.conc2");
  expect_near(hachman(view)[1], 0.9857620805792013, "hachman");
  expect_near(gini_of_specialisation(view)[0], 0.10300695222674017, "gini.spec");
  expect_near(herfindahl(view.values.first(17)), 0.1306652042029255, "herfindahl");
  expect_near(entropy(view.values.first(17)), 3.379974826518636, "entropy");
}

TEST_F(GermanEmployment, Relatedness) {
  const AdvantageTable binary = advantages(table_.view(), AdvantageRule::above_one);
  const std::vector<double> together = co_occurrence(binary);
  using enum RelatednessMethod;
  const struct {
    RelatednessMethod method;
    double first, second, far;
  } kCases[] = {
      {probability, 0.844151509951956, 1.406365779910677, 1.1250657164554005},
      {association, 0.8748936170212765, 1.482870537324198, 1.193613933236575},
      {cosine, 0.02917299829957891, 0.07596001757335209, 0.06814992436959855},
      {jaccard, 0.01408450704225352, 0.0392156862745098, 0.03508771929824561},
  };
  for (const auto& c : kCases) {
    const std::vector<double> values = relatedness(together, 17, c.method);
    EXPECT_NEAR(values[1], c.first, 1e-12);
    EXPECT_NEAR(values[2], c.second, 1e-12);
    EXPECT_NEAR(values[5 * 17 + 7], c.far, 1e-12);
    EXPECT_EQ(values[0], 0);
  }
  const MeasureTable density =
      relatedness_density(binary, binary_relatedness(relatedness(together, 17, probability)));
  expect_near(density.at(0, 0), 14.285714285714285, "density");
  expect_near(density.at(0, 1), 30, "density");
  expect_near(density.at(2, 0), 42.857142857142854, "density");
}

TEST_F(GermanEmployment, ProximityAndComplexity) {
  const AdvantageTable binary = advantages(table_.view(), AdvantageRule::from_one);
  const std::vector<double> present(binary.cells.begin(), binary.cells.end());
  const MeasureTable density = proximity_density(present, 16, proximity(binary), 17);
  expect_near(density.at(0, 0), 0.12591532699267738, "density");
  expect_near(density.at(5, 7), 0.620810481413772, "density");
  const Complexity complex = complexity(binary);
  expect_near(complex.eci[0], -2.3164259291662352, "eci");
  expect_near(complex.eci[2], -0.07203737051474342, "eci");
  expect_near(complex.pci[0], 2.0272657289915093, "pci");
  expect_near(complex.pci[1], -3.359470440540485, "pci");
  expect_near(complex.outlook[0], 0.8170051059427359, "coi");
  expect_near(complex.gain.at(0, 0), 0.5114034434690594, "cog");
  expect_near(complex.gain.at(2, 0), 0.1934495485392268, "cog");

  const MeasureTable quotients = location_quotients(table_.view());
  const auto near = continuous_proximity(quotients);
  ASSERT_TRUE(near);
  EXPECT_NEAR((*near)[1], 0.5461094742036833, 1e-12);
  std::vector<double> values;
  for (const Measure& cell : quotients.cells) values.push_back(*cell.value);
  expect_near(proximity_density(values, 16, *near, 17).at(0, 1), 0.9746816832366827, "density");
}

TEST(ShiftShareTest, TextbookAsInTheReference) {
  const NumberTable table = read_numbers("in_shiftshare_textbook_ABC.csv");
  const auto expected = read_reference("out_shiftshare_components.csv");
  if (table.names.empty() || expected.empty()) GTEST_SKIP() << "no reference files";
  const auto column = [&](const std::string& name) {
    std::vector<double> out;
    for (size_t c = 1; c < table.headers.size(); ++c)
      for (size_t row = 0; table.headers[c] == name && row < table.names.size(); ++row)
        out.push_back(table.values[row * (table.headers.size() - 1) + c - 1]);
    return out;
  };
  int checked = 0;
  for (const auto& row : expected) {
    if (!row[0].starts_with("textbook_")) continue;
    const std::string region = row[0].substr(9);
    const ShiftShareMethod method = row[1] == "Dunn"      ? ShiftShareMethod::dunn
                                    : row[1] == "Esteban" ? ShiftShareMethod::esteban
                                                          : ShiftShareMethod::gerfin;
    const ShiftShare share = shift_share(column(region + "_t"), column(region + "_t1"),
                                         column("N_t"), column("N_t1"), method);
    const std::map<std::string, Measure> parts = {
        {"Growth (t1-t)", share.growth}, {"National share", share.national},
        {"Industrial mix", share.mix},   {"Regional share", share.regional},
        {"Net total shift", share.net},  {"Allocation effect", share.allocation}};
    const Measure& part = parts.at(row[2]);
    ASSERT_TRUE(part.value) << row[0] << row[1] << row[2];
    EXPECT_NEAR(*part.value, std::stod(row[3]), 1e-9) << row[0] << " " << row[1] << " " << row[2];
    ++checked;
  }
  EXPECT_EQ(checked, 39);
}

TEST(ShiftShareTest, IndustriesAddUpAndYearsToo) {
  const std::vector<double> region = {90, 20, 10, 60, 95, 25, 0, 70, 100, 40, 10, 55};
  const std::vector<double> whole = {400, 150, 150, 400, 410, 180, 140, 420, 440, 210, 135, 480};
  const auto year = [](const std::vector<double>& v, size_t y) {
    return std::span<const double>(v).subspan(y * 4, 4);
  };
  const auto method = ShiftShareMethod::dunn;
  const auto rows = shift_share_by_industry(year(region, 0), year(region, 2), year(whole, 0),
                                            year(whole, 2), ShiftShareMethod::esteban);
  const ShiftShare all = shift_share(year(region, 0), year(region, 2), year(whole, 0),
                                     year(whole, 2), ShiftShareMethod::esteban);
  double sum = 0;
  for (const ShiftShare& row : rows) sum += *row.allocation.value + *row.regional.value;
  EXPECT_NEAR(sum, *all.allocation.value + *all.regional.value, 1e-9);
  EXPECT_NEAR(*all.national.value + *all.mix.value + sum, *all.growth.value, 1e-9);
  const DynamicShiftShare years = dynamic_shift_share({3, 4, region}, {3, 4, whole}, method);
  ASSERT_EQ(years.periods.size(), 2u);
  EXPECT_NEAR(*years.total.growth.value, 25, 1e-9);
  EXPECT_NEAR(*years.total.regional.value,
              *years.periods[0].regional.value + *years.periods[1].regional.value, 1e-9);
  const DynamicShiftShare factors =
      dynamic_shift_share({3, 4, region}, {3, 4, whole}, ShiftShareMethod::gerfin);
  EXPECT_NEAR(*factors.total.net.value,
              (*factors.periods[0].net.value + *factors.periods[1].net.value) / 2, 1e-12);
}

TEST(ShiftShareTest, FromNothingThereIsNoRate) {
  const std::vector<double> before = {10, 0}, after = {12, 5}, whole = {100, 0}, later = {110, 9};
  const ShiftShare share = shift_share(before, after, whole, later, ShiftShareMethod::dunn);
  EXPECT_EQ(share.regional, Measure(zero_start));
  EXPECT_EQ(share.mix, Measure(zero_start));
  EXPECT_NEAR(*share.growth.value, 7, 1e-12);
  // New here, known elsewhere: all of it is the region's own.
  const std::vector<double> whole2 = {100, 50}, later2 = {110, 60};
  EXPECT_NEAR(*shift_share(before, after, whole2, later2, ShiftShareMethod::dunn).regional.value,
              12 - 11 + 5, 1e-12);
  EXPECT_EQ(shift_share(before, after, whole2, later2, ShiftShareMethod::esteban).regional,
            Measure(zero_start));
  const std::vector<double> nothing = {0, 0};
  EXPECT_EQ(shift_share(nothing, after, whole2, later2, ShiftShareMethod::dunn).growth,
            Measure(empty_region));
  EXPECT_EQ(shift_share(before, after, nothing, later2, ShiftShareMethod::gerfin).mix,
            Measure(empty_table));
}

// Farhauer, Kroell 2014, as in REAT's help.
TEST(ClusterTest, TextbookExamples) {
  const std::vector<Firm> firms = {{0, 200},   {0, 650},   {0, 12000}, {0, 100},  {0, 50},
                                   {1, 16000}, {1, 13000}, {1, 1500},  {1, 1500}, {2, 25000}};
  const std::vector<double> totals = {500000, 400000, 100000};
  const EllisonGlaeser found = ellison_glaeser(firms, totals);
  EXPECT_NEAR(*found.gamma.value, 0.05990628, 5e-9);
  EXPECT_EQ(found.firms, 10);
  EXPECT_TRUE(found.z.value);
  EXPECT_NEAR(*litzenberger_sternberg({1743, 5740, 50, 576, 488, 4621, 35, 53}).value, 21.87491,
              5e-6);
  const std::vector<Firm> one = {{0, 5}};
  EXPECT_EQ(ellison_glaeser(one, totals).gamma, Measure(one_firm));
  const std::vector<double> place = {100};
  EXPECT_EQ(ellison_glaeser(std::vector<Firm>{{0, 5}, {0, 6}}, place).gamma, Measure(one_region));
  EXPECT_EQ(ellison_glaeser({}, totals).gamma, Measure(empty_industry));
  EXPECT_EQ(ellison_glaeser(std::vector<Firm>{{0, -5}, {0, 6}}, totals).g, Measure(negative));
  EXPECT_EQ(litzenberger_sternberg({1743, 5740, 0, 576, 488, 4621, 35, 53}),
            Measure(zero_denominator));
}

// Doersam 2004 and Stoermann 2009, as in REAT's help; Theil T by hand.
TEST(InequalityTest, TextbookExamples) {
  const std::vector<double> sales = {20, 50, 20, 10};
  EXPECT_NEAR(*gini(sales).value, 0.3, 1e-12);
  EXPECT_NEAR(*hoover(sales).value, 0.25, 1e-12);
  const std::vector<double> income = {10, 10, 10, 20, 50};
  EXPECT_NEAR(*theil_l(income).value, 0.2326302, 5e-8);
  EXPECT_NEAR(*theil_t(income).value,
              3 * 0.1 * std::log(0.5) + 0.2 * std::log(1.0) + 0.5 * std::log(2.5), 1e-12);
  EXPECT_NEAR(*variation(income, Deviation::sample).value, std::sqrt(1200.0 / 4) / 20, 1e-12);
  EXPECT_NEAR(*variation(income, Deviation::population).value, std::sqrt(1200.0 / 5) / 20, 1e-12);
  const std::vector<double> one_has_all = {100, 0, 0, 0}, same = {100, 100, 100, 100};
  EXPECT_NEAR(*atkinson(one_has_all, 0.8).value, 0.99609375, 1e-12);
  EXPECT_NEAR(*atkinson(same, 0.8).value, 0, 1e-12);
  EXPECT_NEAR(*atkinson(income, 1).value, 1 - std::pow(10.0 * 10 * 10 * 20 * 50, 0.2) / 20, 1e-12);
  EXPECT_EQ(atkinson(one_has_all, 1), Measure(not_positive));
  EXPECT_EQ(theil_l(one_has_all), Measure(not_positive));
  EXPECT_NEAR(*theil_t(one_has_all).value, std::log(4.0), 1e-12);
  const std::vector<size_t> groups = {0, 0, 0, 1, 1};
  const TheilParts parts = theil_parts(income, groups);
  EXPECT_NEAR(*parts.between.value, 0.3 * std::log(0.3 / 0.6) + 0.7 * std::log(0.7 / 0.4), 1e-12);
  EXPECT_NEAR(*parts.between.value + *parts.within.value, *theil_t(income).value, 1e-12);
}

struct DegenerateCase {
  const char* name;
  size_t regions, industries;
  std::vector<double> values;
  UnknownBecause first;  ///< of the first region and industry
};

TEST(DegenerateTest, IsUnknownWithItsReasonAndNeverNaN) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  const DegenerateCase kCases[] = {
      {"NaN", 2, 2, {nan, 1, 2, 3}, not_a_number},
      {"infinite", 2, 2, {1, infinite, 2, 3}, not_a_number},
      {"negative", 2, 2, {1, 1, -2, 3}, negative},
      {"nothing", 2, 2, {0, 0, 0, 0}, empty_table},
      {"one region", 1, 2, {1, 2}, one_region},
      {"empty region", 2, 2, {0, 0, 2, 3}, empty_region},
      {"empty industry", 2, 2, {0, 4, 0, 3}, empty_industry},
      {"no regions", 0, 0, {}, empty_table},
  };
  for (const DegenerateCase& c : kCases) {
    SCOPED_TRACE(c.name);
    const RegionTable table{c.regions, c.industries, c.values};
    const MeasureTable quotients = location_quotients(table);
    if (!quotients.cells.empty()) {
      EXPECT_EQ(quotients.cells[0], Measure(c.first));
    }
    const AdvantageTable binary = advantages(table, AdvantageRule::from_one);
    const std::vector<double> together = co_occurrence(binary);
    const std::vector<double> related =
        relatedness(together, c.industries, RelatednessMethod::probability);
    const Complexity complex = complexity(binary);
    std::vector<std::vector<Measure>> lists = {quotients.cells,
                                               krugman_against_all(table),
                                               krugman_against_mean_of_others(table),
                                               specialisation_coefficients(table),
                                               hachman(table),
                                               gini_of_specialisation(table),
                                               herfindahl_of_industries(table),
                                               krugman_of_industries(table),
                                               krugman_of_industries_against_others(table),
                                               hoover_of_industries(table),
                                               locational_gini(table),
                                               gini_of_concentration(table),
                                               diversity(binary),
                                               ubiquity(binary),
                                               krugman_pairs(table).cells,
                                               cosine_pairs(table).cells,
                                               relatedness_density(binary, related).cells,
                                               complex.eci,
                                               complex.pci,
                                               complex.outlook,
                                               complex.gain.cells};
    for (size_t list = 0; list < lists.size(); ++list)
      for (const Measure& measure : lists[list]) {
        EXPECT_EQ(measure.value.has_value(), measure.because == known) << list;
        EXPECT_TRUE(std::isfinite(measure.value.value_or(0))) << list;
        EXPECT_FALSE(unknown_text(measure.because).zh.empty());
        EXPECT_FALSE(unknown_text(measure.because).en.empty());
      }
    for (const double value : related) EXPECT_TRUE(std::isfinite(value));
  }
  EXPECT_EQ(herfindahl(std::vector<double>{0, 0}), Measure(empty_table));
  EXPECT_EQ(entropy(std::vector<double>{-1, 2}), Measure(negative));
  EXPECT_EQ(gini(std::vector<double>{7}), Measure(one_region));
  EXPECT_EQ(hoover(std::vector<double>{}), Measure(empty_table));
  EXPECT_EQ(variation(std::vector<double>{1, -1}, Deviation::sample), Measure(zero_denominator));
}

TEST(ComplexityTest, WithoutAUniqueAnswerItIsUnknown) {
  // Two halves without a common industry: the second eigenvalue is 1 as well.
  const std::vector<double> halves = {5, 0, 0, 4, 0, 0, 0, 3, 2, 0, 2, 5};
  const AdvantageTable binary = advantages({4, 3, halves}, AdvantageRule::from_one);
  EXPECT_EQ(complexity(binary).eci[0], Measure(not_unique));
  // All regions alike: nothing to tell them apart by.
  const std::vector<double> alike = {2, 3, 2, 3};
  EXPECT_EQ(complexity(advantages({2, 2, alike}, AdvantageRule::from_one)).eci[0],
            Measure(no_variance));
}

TEST(AdvantageTest, TheThresholdIsSaid) {
  const std::vector<double> even = {2, 2, 3, 3};  // Every quotient is exactly 1.
  EXPECT_FALSE(advantages({2, 2, even}, AdvantageRule::above_one).at(0, 0));
  EXPECT_TRUE(advantages({2, 2, even}, AdvantageRule::from_one).at(0, 0));
}

}  // namespace
}  // namespace gaoxin
