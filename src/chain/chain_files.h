// Readers of the graph's files: companies, industries, products and their relations, as they are
// published (JSON lines and CSV). They are dirty, and each kind of dirt has one answer here:
// duplicate company codes keep the first row, "000578.SZ" and "000578" are one code, accounting
// lines that are no products are dropped, a negative or stacked revenue weight becomes a share in
// 0..1 or unknown, self-loops are dropped. Cycles are allowed. What joins two files (an industry
// code that no industry has) is decided where the graph is built: see chain_graph.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "chain/read_report.h"

namespace gaoxin {

/// "301079", "000578.SZ", "sz000578" → six digits; nothing when it is no stock code.
std::optional<std::string> stock_code(std::string_view text);

struct CompanyRecord {
  std::string code;  ///< six digits
  std::string name;
  std::string full_name;
  std::optional<Date> listed_on;
};
struct CompanyIndustryRecord {
  std::string company;        ///< six digits
  std::string industry_code;  ///< Shenwan, six digits
  std::string industry_name;
  uint16_t source = 0;  ///< in ChainRecords::sources
};
struct IndustryRecord {
  std::string code;
  std::string name;
};
struct IndustryParentRecord {
  std::string child_code;
  std::string parent_code;
  uint16_t source = 0;  ///< in ChainRecords::sources
};
/// Industry `user` buys from industry `supplier`; `count` = in how many sources it was said.
struct IndustryInputRecord {
  std::string user;  ///< names: the file has no codes
  std::string supplier;
  double count = 0;
  uint16_t source = 0;  ///< in ChainRecords::sources
};
struct CompanyProductRecord {
  std::string company;
  std::string product;
  /// Share of revenue, 0..1; nothing when the file's figure cannot be one.
  std::optional<double> share;
  uint16_t source = 0;  ///< in ChainRecords::sources
};
enum class ProductRelation { material, subtype };
/// material: `product` is made from `other`. subtype: `other` is a kind of `product`.
struct ProductRelationRecord {
  std::string product;
  std::string other;
  ProductRelation relation = ProductRelation::material;
  uint16_t source = 0;  ///< in ChainRecords::sources
};

Result<FileRead<std::vector<CompanyRecord>>> read_companies(std::string_view bytes);
Result<FileRead<std::vector<CompanyIndustryRecord>>> read_company_industries(
    std::string_view bytes);
Result<FileRead<std::vector<IndustryRecord>>> read_industries(std::string_view bytes);
Result<FileRead<std::vector<IndustryParentRecord>>> read_industry_parents(std::string_view bytes);
Result<FileRead<std::vector<IndustryInputRecord>>> read_industry_inputs(std::string_view bytes);
Result<FileRead<std::vector<std::string>>> read_products(std::string_view bytes);
Result<FileRead<std::vector<CompanyProductRecord>>> read_company_products(std::string_view bytes);
Result<FileRead<std::vector<ProductRelationRecord>>> read_product_relations(std::string_view bytes);

/// True for lines of a revenue table that are accounting and no products: 平衡项目, 分部间抵销, …
bool is_accounting_line(std::string_view product);

}  // namespace gaoxin
