// The pure rules: codes, facts, similarity of names, trees of codes, meaning of columns.
#include <gtest/gtest.h>

#include "base/random.h"
#include "registry/code_tree.h"
#include "registry/column_mapping.h"
#include "registry/credit_code.h"
#include "registry/fact_fields.h"
#include "registry/name_similarity.h"
#include "registry/stock_code.h"

namespace gaoxin {
namespace {

/// A code with right check characters around invented digits.
std::string make_credit_code(const std::string& division, const std::string& eight) {
  std::string code = "91" + division + eight + organisation_code_check_character(eight);
  return code + credit_code_check_character(code);
}

TEST(CreditCode, AcceptsRightOnes) {
  const std::string code = make_credit_code("220102", "12345678");
  EXPECT_EQ(parse_credit_code(code).value(), code);
  EXPECT_EQ(credit_code_division(code), "220102");
}

TEST(CreditCode, ChecksTheExampleOfTheStandard) {
  // GB 11714-1997, annex A: D2143569 has the check character X.
  EXPECT_EQ(organisation_code_check_character("D2143569"), 'X');
}

TEST(CreditCode, FoldsWidthCaseAndSpaces) {
  const std::string code = make_credit_code("220102", "MA17ABCD");
  std::string spaced;
  for (const char c : code) spaced += std::string(1, c >= 'A' && c <= 'Z' ? char(c + 32) : c) + " ";
  EXPECT_EQ(parse_credit_code(" " + spaced).value(), code);
}

TEST(CreditCode, EveryWrongCharacterIsFound) {
  const std::string code = make_credit_code("220102", "12345678");
  int found = 0;
  for (size_t i = 0; i < code.size(); ++i) {
    std::string wrong = code;
    wrong[i] = wrong[i] == '3' ? '4' : '3';
    found += parse_credit_code(wrong).ok() ? 0 : 1;
  }
  EXPECT_EQ(found, 18);
}

TEST(CreditCode, SaysWhatIsWrong) {
  const std::string code = make_credit_code("220102", "12345678");
  const std::string other = make_credit_code("990102", "12345678");
  std::string organisation = code;
  organisation[16] = organisation[16] == '1' ? '2' : '1';
  std::string check = code;
  check[17] = check[17] == '1' ? '2' : '1';
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "length"},
      {"123", "length"},
      {std::string(100'000, '9'), "length"},
      {"91220102I23456780X", "character"},
      {"91220102汉3456780X1", "character"},
      {other, "division"},
      {organisation, "organisation"},
      {check, "check_digit"},
      {std::string("\xff\xfe\x00", 3), "length"}};
  for (const auto& [text, key] : cases) {
    const auto result = parse_credit_code(text);
    ASSERT_FALSE(result.ok()) << text.substr(0, 40);
    EXPECT_EQ(result.error().key, "registry.credit_code." + key) << text.substr(0, 40);
  }
}

TEST(StockCode, ReadsEveryForm) {
  for (const char* text : {"000578", "000578.SZ", "SZ000578", "sz.000578", "578", "０００５７８"})
    EXPECT_EQ(parse_stock_code(text).value(), "000578.SZ") << text;
  EXPECT_EQ(parse_stock_code("688722").value(), "688722.SH");
  EXPECT_EQ(parse_stock_code("600519.SS").value(), "600519.SH");
  EXPECT_EQ(parse_stock_code("900901").value(), "900901.SH");
  EXPECT_EQ(parse_stock_code("830799").value(), "830799.BJ");
  EXPECT_EQ(parse_stock_code("920002").value(), "920002.BJ");
  for (const char* text : {"", "abc", "1234567", "000578.XX", "700000", "0005-78", "12SZ34"})
    EXPECT_FALSE(parse_stock_code(text).ok()) << text;
}

TEST(FactValue, ReadsMoneyExactly) {
  const FactField& revenue = *find_fact_field("revenue");
  const std::vector<std::tuple<const char*, const char*, int64_t>> cases{
      {"1234.5", "元", 123450},   {"1,234.56", "", 123456},
      {"0.1", "万元", 100000},    {"2.0961", "百万元", 209610000},
      {"500万元", "", 500000000}, {"(3)", "元", -300},
      {"-59.004", "元", -5900},   {"0.005", "元", 1},
      {"1.5e3", "元", 150000},    {"92233720368547758.07", "元", INT64_MAX}};
  for (const auto& [text, unit, fen] : cases)
    EXPECT_EQ(parse_fact_value(revenue, text, unit).value().whole, fen) << text << unit;
  for (const char* text : {"", "abc", "1.2.3", "NaN", "inf", "12元3"})
    EXPECT_FALSE(parse_fact_value(revenue, text, "元").ok()) << text;
  EXPECT_EQ(parse_fact_value(revenue, "92233720368547758.08", "元").error().key,
            "registry.fact.too_large");
  EXPECT_EQ(parse_fact_value(revenue, "99999999999999999999999999999999999999", "亿元").error().key,
            "registry.fact.too_large");
  EXPECT_EQ(parse_fact_value(revenue, "1", "美元").error().key, "registry.fact.unit");
}

TEST(FactValue, CountsAreWholeAndNotNegative) {
  const FactField& employees = *find_fact_field("employees");
  EXPECT_EQ(parse_fact_value(employees, "1,200人", "").value().whole, 1200);
  for (const char* text : {"-1", "1.5", "1e300", "x"})
    EXPECT_FALSE(parse_fact_value(employees, text, "").ok()) << text;
}

TEST(Period, ReadsWhatPeopleWrite) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {"2024", "2024"},           {"2024年", "2024"},
      {"2024-Q1", "2024-Q1"},     {"2024q3", "2024-Q3"},
      {"2024-3", "2024-03"},      {"2024年3月", "2024-03"},
      {"2024-12", "2024-12"},     {"2024/03/31", "2024-03-31"},
      {"20240331", "2024-03-31"}, {"2024-03-31", "2024-03-31"}};
  for (const auto& [text, period] : cases) {
    const auto result = parse_period(text);
    ASSERT_TRUE(result.ok()) << text;
    EXPECT_EQ(*result, period) << text;
  }
  for (const char* text : {"", "24", "2024-13", "2024-Q5", "二零二四", "2024-02-30", "202"})
    EXPECT_FALSE(parse_period(text).ok()) << text;
}

TEST(NameSimilarity, CoreLeavesWhatDistinguishes) {
  EXPECT_EQ(name_core("吉林省长春市示范光电科技有限公司"), U"示范光电科技");
  EXPECT_EQ(name_core("（长春）示范光电 Ｃｏ．，Ｌｔｄ"), U"示范光电");
  EXPECT_EQ(name_core("中国公司"), name_core("中国公司"));
  EXPECT_FALSE(name_core("有限公司").empty());
  EXPECT_TRUE(name_core("").empty());
}

TEST(NameSimilarity, AlikeAboveAndDifferentBelowTheThreshold) {
  EXPECT_EQ(name_similarity("长春示范光电科技有限公司", "示范光电科技股份有限公司"), 1);
  EXPECT_GE(name_similarity("长春示范光电科技有限公司", "长春示范光电科技发展有限公司"),
            kReviewThreshold);
  EXPECT_LT(name_similarity("长春示范光电科技有限公司", "通化示范制药有限公司"), kReviewThreshold);
  EXPECT_EQ(name_similarity("", "长春示范"), 0);
  Random random(7);
  for (int i = 0; i < 500; ++i) {  // Symmetric and bounded, whatever the bytes.
    std::string a, b;
    for (uint64_t k = random.below(12); k > 0; --k) a += static_cast<char>(random.below(256));
    for (uint64_t k = random.below(12); k > 0; --k) b += static_cast<char>(random.below(256));
    const double score = name_similarity(a, b);
    EXPECT_GE(score, 0);
    EXPECT_LE(score, 1);
    EXPECT_NEAR(score, name_similarity(b, a), 0.2);
  }
}

TEST(NameIndex, FindsTheAlikeAmongMany) {
  NameIndex index;
  for (int i = 0; i < 5000; ++i)
    index.add(i, "长春示范" + std::to_string(i * 7919) + "科技有限公司");
  index.add(9001, "通化示范胰岛素制药股份有限公司");
  const auto matches = index.find("通化市示范胰岛素制药有限公司", kReviewThreshold, 3);
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_EQ(matches[0].id, 9001);
  EXPECT_TRUE(index.find("", kReviewThreshold, 3).empty());
}

CodeTree small_industries() {
  return CodeTree({{"C", {}, "制造业", {}},
                   {"36", "C", "汽车制造业", {}},
                   {"39", "C", "计算机、通信和其他电子设备制造业", {}},
                   {"397", "39", "电子器件制造", {}},
                   {"3972", "397", "半导体分立器件制造", {}}});
}

TEST(CodeTree, SearchesAndKnowsWhatIsAcceptable) {
  const CodeTree tree = small_industries();
  EXPECT_EQ(tree.children("").size(), 1u);
  EXPECT_EQ(tree.children("C").size(), 2u);
  EXPECT_EQ(tree.path("3972").size(), 4u);
  EXPECT_EQ(tree.search("39", 10).size(), 3u);
  EXPECT_EQ(tree.search("汽车", 10)[0]->code, "36");
  EXPECT_TRUE(acceptable_industry(tree, "3972"));
  EXPECT_FALSE(acceptable_industry(tree, "3979"));  // Its group's classes are loaded.
  EXPECT_TRUE(acceptable_industry(tree, "3611"));   // Nothing below 36 is.
  EXPECT_FALSE(acceptable_industry(tree, "9911"));
  EXPECT_EQ(normal_industry_code("C3972"), "3972");
  EXPECT_EQ(normal_industry_code("c"), "C");
  for (const char* text : {"", "Z", "39721", "汽车", "3x"})
    EXPECT_FALSE(normal_industry_code(text)) << text;
  EXPECT_EQ(parent_industry_code("36"), "C");
}

TEST(CodeTree, EndsOnACycle) {
  const CodeTree tree({{"1", "2", "甲", {}}, {"2", "1", "乙", {}}});
  EXPECT_LE(tree.path("1").size(), 8u);
}

TEST(Region, NormalisesAndKnowsShortNames) {
  const CodeTree tree({{"22", {}, "吉林省", {}}, {"2201", "22", "长春市", {}}});
  EXPECT_EQ(normal_region_code("220000"), "22");
  EXPECT_EQ(normal_region_code("220100"), "2201");
  EXPECT_EQ(normal_region_code("220102001000"), "220102001");
  EXPECT_FALSE(normal_region_code("22010"));
  for (const auto& [name, code] : {std::pair("吉林", "22"),
                                   {"吉林省", "22"},
                                   {"内蒙", "15"},
                                   {"新疆维吾尔自治区", "65"},
                                   {"深圳", "4403"},
                                   {"长春", "2201"}})
    EXPECT_EQ(region_of_name(tree, name), code) << name;
  EXPECT_FALSE(region_of_name(tree, "亚特兰蒂斯"));
}

TEST(ColumnMapping, SplitsHeaders) {
  const HeaderParts parts = split_header("2023年营业收入（万元）");
  EXPECT_EQ(parts.name, "营业收入");
  EXPECT_EQ(parts.unit, "万元");
  EXPECT_EQ(parts.period, "2023");
  EXPECT_EQ(split_header("营业收入 2022").period, "2022");
  EXPECT_EQ(split_header("*企业名称").name, "企业名称");
  EXPECT_EQ(period_of_filename("profit2015_4.csv"), "2015");
  EXPECT_FALSE(period_of_filename("company.json"));
  EXPECT_FALSE(period_of_filename("220102001.csv"));
}

TableHead head_of(std::vector<std::string> headers, std::vector<std::vector<std::string>> rows) {
  TableHead head;
  head.header_row = 1;
  head.headers = std::move(headers);
  for (size_t i = 0; i < rows.size(); ++i) head.row_numbers.push_back(static_cast<int64_t>(i + 2));
  head.rows = std::move(rows);
  return head;
}

TEST(ColumnMapping, GuessesByHeaderAndContent) {
  const std::string code = make_credit_code("220102", "12345678");
  const ColumnPlan plan = guess_columns(
      head_of({"企业名称", "甲", "行业代码", "营业收入(万元)", "联系人", "乙", "2022年营业收入"},
              {{"长春示范有限公司", code, "3972", "12", "张", "x", "1"}}));
  const std::vector<std::optional<std::string>> expected{
      "name",         "credit_code", "industry_code", "fact:revenue",
      "contact_name", std::nullopt,  "fact:revenue"};
  ASSERT_EQ(plan.columns.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i)
    EXPECT_EQ(plan.columns[i].target, expected[i]) << plan.columns[i].header;
  EXPECT_EQ(plan.columns[3].unit, "万元");
  EXPECT_EQ(plan.columns[6].period, "2022");
  EXPECT_EQ(plan.columns[1].because, "content");
  EXPECT_EQ(plan.kind, ImportKind::enterprises);
}

TEST(ColumnMapping, GivesATargetOnce) {
  const ColumnPlan plan = guess_columns(head_of({"企业名称", "公司名称"}, {{"a", "b"}}));
  EXPECT_EQ(plan.columns[0].target, "name");
  EXPECT_FALSE(plan.columns[1].target);
}

TEST(ColumnMapping, RecognisesForeignFiles) {
  EXPECT_EQ(guess_columns(head_of({"code", "name", "provinceCode"}, {})).kind, ImportKind::regions);
  EXPECT_EQ(guess_columns(head_of({"", "TS代码", "股票代码", "股票名称", "行业"}, {})).known_file,
            "ashare_basic");
  EXPECT_EQ(
      guess_columns(head_of({"id", "industry_id", "name", "parent_id", "level_type"}, {})).kind,
      ImportKind::industry_codes);
}

TEST(ColumnMapping, AChainsIndustriesAreNotProvinces) {
  TableHead industries = head_of({"code", "name"}, {{"110000", "农林牧渔"}});
  EXPECT_EQ(guess_columns(industries).known_file, "provinces");
  industries.info.format = "json lines";
  EXPECT_EQ(guess_columns(industries).known_file, "");
}

TEST(ColumnMapping, EveryTargetOfAKnownFileExists) {
  for (const TargetRow& row : import_targets()) EXPECT_TRUE(is_import_target(row.target));
  EXPECT_FALSE(is_import_target("fact:nonsense"));
  EXPECT_FALSE(is_import_target("password"));
}

}  // namespace
}  // namespace gaoxin
