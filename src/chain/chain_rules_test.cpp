// The pure rules: readers, tables, coefficients, graph, ranking, weak links, targets. Tests on the
// published data read ../shared/data and say so when it is not there.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <set>
#include <sstream>

#include "base/random.h"
#include "base/text.h"
#include "chain/chain_import.h"
#include "chain/evaluation.h"
#include "chain/source_text.h"

namespace gaoxin {
namespace {

const std::string kData = "../shared/data/";

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}
bool has_data() { return std::filesystem::exists(kData + "chain/company.json"); }
#define NEEDS_DATA() \
  if (!has_data()) GTEST_SKIP() << "the published data are not at " << kData

constexpr const char* kTable =
    "Code,Description,DescriptionInChinese,01,02,TIU,TFU,IM,GO\n"
    "01,Corn,粮食,20,30,50,60,10,100\n"
    "02,Cars,汽车,10,40,50,150,0,200\n"
    "TII,Total,中间投入合计,30,70,,,,\n"
    "VA001,Pay,劳动者报酬,70,130,,,,\n"
    "TVA,Value added,增加值合计,70,130,,,,\n"
    "TI,Total,总投入,100,200,,,,\n";

TEST(SourceText, Encodings) {
  EXPECT_EQ(source_text("\xEF\xBB\xBF"
                        "a,b")
                .value(),
            "a,b");
  EXPECT_EQ(source_text("\xD6\xD0").value(), "中");  // GB18030
  EXPECT_EQ(source_text("").error().key, "chain.file.empty");
  EXPECT_EQ(source_text(" \n\t").error().key, "chain.file.empty");
  EXPECT_EQ(source_text(std::string_view("PK\x03\x04\0\0", 6)).error().key, "chain.file.not_text");
  EXPECT_EQ(source_text("\xFF\xFF\xFF").error().key, "chain.file.encoding");
}

TEST(SourceText, Csv) {
  CsvRows rows("a,\"b\nc\",\"d\"\"e\"\r\n\n,x,\n");
  const auto first = rows.next().value().value();
  EXPECT_EQ(first.line, 1);
  EXPECT_EQ(first.cells, (std::vector<std::string_view>{"a", "b\nc", "d\"e"}));
  const auto second = rows.next().value().value();
  EXPECT_EQ(second.line, 4);
  EXPECT_EQ(second.cells, (std::vector<std::string_view>{"", "x", ""}));
  EXPECT_FALSE(rows.next().value().has_value());
  for (const char* bad : {"a,\"b", "\"a\"b,c"})
    EXPECT_EQ(CsvRows(bad).next().error().key, "chain.file.quote") << bad;
  const std::string huge(1'000'000, 'x');
  EXPECT_EQ(CsvRows(huge).next().error().key, "chain.file.cell");
  EXPECT_EQ(CsvRows("\"" + huge + "\"").next().error().key, "chain.file.cell");
}

TEST(SourceText, Numbers) {
  EXPECT_EQ(parse_number(" 1.5 "), 1.5);
  EXPECT_EQ(parse_number("-2e3"), -2000);
  for (const char* bad : {"", "--", "nan", "inf", "1e999", "1,5", "0x10", "5 %"})
    EXPECT_FALSE(parse_number(bad)) << bad;
}

TEST(ChainFiles, StockCodes) {
  for (const char* good : {"000578", "000578.SZ", "sz000578", " 000578 "})
    EXPECT_EQ(stock_code(good), "000578") << good;
  for (const char* bad : {"", "57", "00057a", "000578.S", "000578.12", "0005780", "２００００"})
    EXPECT_FALSE(stock_code(bad)) << bad;
}

TEST(ChainFiles, EveryKindOfDirtHasItsPlace) {
  const auto companies = read_companies(
      "{\"name\":\"甲\",\"fullname\":\"甲公司\",\"code\":\"000001\",\"time\":\"2010-01-01\"}\n"
      "{\"name\":\"甲\",\"fullname\":\"甲公司\",\"code\":\"000001.SZ\",\"time\":\"x\"}\n"
      "{\"name\":\"\",\"code\":\"000002\"}\n[1]\n{broken\n{\"code\":5}\n");
  ASSERT_TRUE(companies.ok());
  EXPECT_EQ(companies->data.size(), 1u);
  EXPECT_EQ(companies->report.rows_read, 6);
  EXPECT_EQ(companies->report.rows_dropped, 1);
  EXPECT_EQ(companies->report.rows_refused, 4);
  EXPECT_EQ(companies->report.issues[1].line, 3);
  EXPECT_EQ(companies->report.issues[1].column, "name");
  EXPECT_EQ(read_companies("not json at all").error().key, "chain.file.no_good_row");

  const auto links = read_company_products(
      "company_code,product,rel,weight\n000001.SZ,钢,主营产品,0.5\n000001,钢,主营产品,0.7\n"
      "000001,铁,主营产品,-59\n000001,铜,主营产品,3.2\n000001,平衡项目,主营产品,0.1\n"
      "xyz,锌,主营产品,0.1\n000001,,主营产品,0.1\n000001,铝,主营产品\n000001,镍,主营产品,abc\n");
  ASSERT_TRUE(links.ok());
  ASSERT_EQ(links->data.size(), 4u);
  EXPECT_EQ(links->data[0].share, 0.7);  // The larger of the duplicates.
  EXPECT_FALSE(links->data[1].share);    // Negative: unknown.
  EXPECT_FALSE(links->data[2].share);    // Stacked: unknown.
  EXPECT_EQ(links->report.rows_repaired, 3);
  EXPECT_EQ(links->report.rows_dropped, 2);
  EXPECT_EQ(links->report.rows_refused, 3);
  EXPECT_EQ(read_company_products("a,b\n1,2\n").error().key, "chain.file.header_missing");

  const auto relations = read_product_relations(
      "from_product,to_product,rel\n钢,钢,上游材料\n车,钢,上游材料\n木糖,木糖醇,下游产品\n"
      "钢,特钢,产品小类\n车,钢,上游材料\n车,钢,亲戚\n");
  ASSERT_TRUE(relations.ok());
  ASSERT_EQ(relations->data.size(), 3u);
  EXPECT_EQ(relations->data[1].product, "木糖醇");  // Made from 木糖.
  EXPECT_EQ(relations->report.rows_dropped, 2);
  EXPECT_EQ(relations->report.rows_refused, 1);
}

TEST(ChainFiles, PublishedFiles) {
  NEEDS_DATA();
  const auto companies = read_companies(bytes_of(kData + "chain/company.json"));
  EXPECT_EQ(companies->data.size(), 4586u);
  EXPECT_EQ(companies->report.rows_dropped, 68);
  EXPECT_EQ(read_industries(bytes_of(kData + "chain/industry.json"))->data.size(), 511u);
  EXPECT_EQ(read_industry_inputs(bytes_of(kData + "chain/industry_up.json"))->data.size(), 5256u);
  const auto relations = read_product_relations(bytes_of(kData + "chain/product_product.csv"));
  int64_t loops = 0;
  for (const ReadIssue& issue : relations->report.issues)
    loops += issue.key == "chain.product.self";
  EXPECT_EQ(loops, 108);
  // 374 downstream rows say again, the other way round, what an upstream row said.
  EXPECT_EQ(relations->report.rows_dropped, 108 + 374);
  EXPECT_EQ(relations->data.size(), 110153u - 108u - 374u);
  const auto links = read_company_products(bytes_of(kData + "chain/company_product.csv"));
  EXPECT_EQ(links->report.rows_read, 53785);
  EXPECT_EQ(links->report.rows_refused, 0);
}

TEST(IoTable, ReadsAndSolves) {
  const IoTable table = read_io_table(kTable).value();
  EXPECT_EQ(table.size(), 2);
  const Coefficients c = solve_leontief(table).value();
  EXPECT_DOUBLE_EQ(c.direct(0, 1), 0.15);
  // (I - A)^-1 of [[.2,.15],[.1,.2]]: determinant 0.625.
  EXPECT_NEAR(c.leontief(0, 0), 0.8 / 0.625, 1e-12);
  EXPECT_NEAR(c.backward(0), (0.8 + 0.1) / 0.625, 1e-12);
  EXPECT_NEAR(c.complete()(1, 1), 0.8 / 0.625 - 1, 1e-12);
  EXPECT_NEAR(over_mean(c.backward).mean(), 1, 1e-12);
}

TEST(IoTable, WrongTotalsHaveTheirPlace) {
  struct Case {
    const char *from, *to, *key, *place;
  };
  const Case kCases[] = {
      {"20,30,50,60", "20,30,90,60", "chain.io.row_total", "row 2, column TIU"},
      {"60,10,100", "90,10,100", "chain.io.row_total", "row 2, column GO"},
      {"TVA,Value added,增加值合计,70", "TVA,Value added,增加值合计,99", "chain.io.value_added",
       "row 6, column 01"},
      {"总投入,100,200", "总投入,100,300", "chain.io.column_total", "row 7, column 02"},
      {"01,Corn,粮食,20", "01,Corn,粮食,x", "chain.io.number", "row 2, column 01"},
      {"01,Corn,粮食,20", "01,Corn,粮食,1e400", "chain.io.number", "row 2, column 01"},
      {"02,Cars", "01,Cars", "chain.io.sector_missing", "row 3, column Code"},
      {"02,Cars", "09,Cars", "chain.io.sector_missing", "row 1, column 02"},
      {"TVA,", "XXX,", "chain.io.layout", "row 1, column Code"},
  };
  for (const Case& test : kCases) {
    std::string text = kTable;
    text.replace(text.find(test.from), std::string(test.from).size(), test.to);
    const auto result = read_io_table(text);
    ASSERT_FALSE(result.ok()) << test.to;
    EXPECT_EQ(result.error().key, test.key) << test.to;
    EXPECT_EQ(result.error().fields.at(0).path, test.place) << test.to;
  }
  EXPECT_EQ(read_io_table("hello,world\n1,2\n").error().key, "chain.io.layout");
  EXPECT_EQ(read_io_table("").error().key, "chain.file.empty");
}

TEST(IoTable, ImpossibleTechnology) {
  IoTable table = read_io_table(kTable).value();
  table.inputs << 100, 0, 0, 40;  // Needs all of itself: I - A is singular.
  EXPECT_EQ(solve_leontief(table).error().key, "chain.io.singular");
  table.inputs << 150, 0, 0, 40;
  EXPECT_EQ(solve_leontief(table).error().key, "chain.io.not_productive");
  table.inputs(0, 0) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(solve_leontief(table).error().key, "chain.io.not_finite");
  table = read_io_table(kTable).value();
  table.output(0) = -1;
  EXPECT_EQ(solve_leontief(table).error().key, "chain.io.negative_output");
  table.output(0) = 0;  // A sector nobody runs is no error.
  EXPECT_TRUE(solve_leontief(table).ok());
}

TEST(IoTable, BeutelsLinkages) {
  NEEDS_DATA();
  const IoTable table = read_io_table(bytes_of(kData + "input_output/Beutel_15_4.csv")).value();
  const Coefficients c = solve_leontief(table).value();
  const double kBackward[] = {1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782};
  for (Eigen::Index i = 0; i < 6; ++i) EXPECT_NEAR(c.backward(i), kBackward[i], 6e-5) << i;
  EXPECT_NEAR(c.leontief(0, 0), 1.0339, 6e-5);
  EXPECT_NEAR(c.leontief(1, 1), 1.4292, 6e-5);
  EXPECT_NEAR(c.leontief(2, 2), 1.0289, 6e-5);
}

TEST(IoTable, ChinasTables) {
  NEEDS_DATA();
  const std::map<std::string, std::pair<Eigen::Index, double>> kTables = {
      {"china_2017_149.csv", {149, 82.32}},
      {"china_2020_153.csv", {153, 101.64}},
      {"china_2017_42.csv", {42, 82.32}},
      {"china_2020_42.csv", {42, 101.64}}};
  for (const auto& [file, expected] : kTables) {
    const IoTable table = read_io_table(bytes_of(kData + "input_output/" + file)).value();
    EXPECT_EQ(table.size(), expected.first) << file;
    EXPECT_NEAR(table.value_added.sum() * table.unit_yuan / 1e12, expected.second, 0.01) << file;
    const Coefficients c = solve_leontief(table).value();
    EXPECT_GE(c.leontief.diagonal().minCoeff(), 1) << file;
    EXPECT_GE(c.upstreamness.minCoeff(), 0.9) << file;
    // Value added of one more unit of final use is one unit, less what is imported.
    const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(table.size(), table.size());
    EXPECT_LT(((identity - c.direct) * c.leontief - identity).cwiseAbs().maxCoeff(), 1e-9) << file;
  }
}

TEST(LocationQuotient, CoalInShanxi) {
  RegionalCounts counts;
  counts.add("甲", "钢", 3);
  counts.add("甲", "车", 1);
  counts.add("乙", "车", 4);
  EXPECT_NEAR(counts.quotient("甲", "钢").value(), (3.0 / 4) / (3.0 / 8), 1e-12);
  EXPECT_EQ(counts.quotient("乙", "钢"), 0.0);
  EXPECT_FALSE(counts.quotient("丙", "钢"));
  EXPECT_FALSE(counts.quotient("甲", "船"));
  NEEDS_DATA();
  RegionalCounts listed;
  const auto read =
      read_company_figures(bytes_of(kData + "companies/stock_basics_2016.csv"), std::nullopt);
  for (const CompanyFiguresRecord& record : read->data)
    listed.add(record.figures.region, record.figures.listing_industry, 1);
  EXPECT_NEAR(listed.quotient("山西", "煤炭开采").value(), 21.1, 0.05);
}

TEST(Concordance, ShippedTableIsComplete) {
  const auto rows = read_concordance(bytes_of("catalogue/chains/concordance.csv"));
  ASSERT_TRUE(rows.ok()) << rows.error().text.en;  // Shares add up to 1.
  const Concordance concordance(*rows);
  std::map<std::string, std::string> sectors_42;
  EXPECT_FALSE(concordance.sectors("gb", "3670", "153").empty());  // A class goes with its group.
  EXPECT_TRUE(concordance.sectors("gb", "XX", "153").empty());
  NEEDS_DATA();
  const auto industries = read_industries(bytes_of(kData + "chain/industry.json"));
  for (const IndustryRecord& industry : industries->data)
    for (const char* system : {"153", "42"})
      EXPECT_FALSE(concordance.sectors("sw", industry.code, system).empty()) << industry.name;
  for (const char* name : {"153", "42"}) {
    const IoTable table =
        read_io_table(bytes_of(kData + "input_output/china_2020_" + name + ".csv")).value();
    for (const ConcordanceRow& row : *rows)
      EXPECT_TRUE(row.io_system != name || table.find(row.io_code)) << row.io_code;
  }
  std::istringstream codes(bytes_of(kData + "industry_codes/gbt4754_2017.csv"));
  for (std::string line; std::getline(codes, line);) {
    const auto cells = split(line, ',');
    const bool is_division =
        cells.size() > 1 && cells[1].size() == 2 && cells[1][0] >= '0' && cells[1][0] <= '9';
    EXPECT_FALSE(is_division && concordance.sectors("gb", cells[1], "153").empty()) << line;
  }
}

TEST(Concordance, BadShares) {
  const std::string header = "system,code,name,io_system,io_code,share,note\n";
  EXPECT_EQ(read_concordance(header + "gb,01,a,42,01,0.5,\n").error().key, "chain.concordance.sum");
  EXPECT_EQ(read_concordance(header + "gb,01,a,42,01,nan,\n").error().key,
            "chain.concordance.share");
  EXPECT_EQ(read_concordance(header + "gb,01,a,42,01,-1,\n").error().key,
            "chain.concordance.share");
}

TEST(WeakLinks, EveryFactorByHand) {
  const IoTable table = read_io_table(kTable).value();
  const Coefficients c = solve_leontief(table).value();
  const ChainResident maker{1, "车厂", {{1, 1.0}}, 1e8};
  const WeakLinks found = find_weak_links(c, {maker}, {});
  ASSERT_EQ(found.links.size(), 2u);
  EXPECT_EQ(found.links[0].sector, 0);
  const WeakLink& corn = found.links[0];
  EXPECT_NEAR(corn.demand_yuan.value(), 0.15e8, 1);
  EXPECT_NEAR(corn.demand_share, 0.15 / 0.35, 1e-12);
  EXPECT_EQ(corn.local_supply_share, 0);
  EXPECT_FALSE(corn.region_supply_share);
  EXPECT_EQ(corn.users, 1);
  EXPECT_NEAR(corn.score, 100, 1e-12);
  EXPECT_NEAR(corn.import_share, 10.0 / 110, 1e-12);
  // Its own product it can supply itself: no weak link.
  EXPECT_EQ(found.links[1].local_supply_share, 1);
  EXPECT_EQ(found.links[1].score, 0);
}

TEST(WeakLinks, UnknownStaysUnknown) {
  const Coefficients c = solve_leontief(read_io_table(kTable).value()).value();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::optional<double> revenue :
       {std::optional<double>(), std::optional(nan), std::optional(-5.0), std::optional(0.0)}) {
    const WeakLinks found = find_weak_links(c, {{1, "车厂", {{1, 1.0}}, revenue}}, {});
    ASSERT_EQ(found.links.size(), 2u);
    EXPECT_FALSE(found.links[0].demand_yuan);
    EXPECT_FALSE(found.links[0].gap_yuan);
    EXPECT_EQ(found.with_revenue, 0);
  }
  EXPECT_TRUE(find_weak_links(c, {}, {}).links.empty());
  const WeakLinks unplaced = find_weak_links(c, {{1, "谜", {}, 5.0}}, {});
  EXPECT_TRUE(unplaced.links.empty());
  EXPECT_EQ(unplaced.residents, 1);
  // What cannot be attracted is no link to fill, and a region that has it supplies it.
  const ChainPlace mine{{std::nullopt, std::nullopt}, {0, 1}};
  EXPECT_EQ(find_weak_links(c, {{1, "车厂", {{1, 1.0}}, 1e8}}, mine).links[0].feasibility, 0);
  const ChainPlace farm{{2.0, std::nullopt}, {}};
  for (const WeakLink& link : find_weak_links(c, {{1, "车厂", {{1, 1.0}}, 1e8}}, farm).links)
    EXPECT_EQ(link.local_supply_share, 1);
}

ChainRecords small_records() {
  ChainRecords r;
  r.companies = {{"000001", "甲锂电", "甲锂电股份", {}},
                 {"000002", "乙正极", "乙正极材料", {}},
                 {"000003", "丙汽车", "丙汽车股份", {}},
                 {"000004", "丁食品", "丁食品股份", {}}};
  r.industries = {
      {"630000", "电力设备"}, {"630700", "电池"}, {"630701", "锂电池"}, {"340400", "食品加工"}};
  r.industry_parents = {{"630701", "630700"}, {"630700", "630000"}};
  r.company_industries = {{"000001", "630701", "锂电池"},
                          {"000002", "999999", "锂电池"},  // Moved: found by its name.
                          {"000004", "340400", "食品加工"},
                          {"000009", "340400", "食品加工"},     // Nobody knows the company.
                          {"000003", "888888", "没有的行业"}};  // Nor the industry.
  r.company_products = {{"000001", "动力电池", 0.8},
                        {"000002", "磷酸铁锂正极材料", 0.9},
                        {"000003", "乘用车", 0.9},
                        {"000004", "酸奶", 0.9}};
  r.product_relations = {{"乘用车", "动力电池", ProductRelation::material},
                         {"动力电池", "正极材料", ProductRelation::material},
                         {"正极材料", "动力电池", ProductRelation::material},  // A cycle.
                         {"正极材料", "磷酸铁锂正极材料", ProductRelation::subtype}};
  return r;
}

TEST(ChainGraph, JoinsAndReports) {
  ReadReport report;
  const ChainGraph graph = ChainGraph::build(small_records(), report);
  EXPECT_EQ(graph.companies().size(), 4u);
  EXPECT_EQ(graph.edge_count(EdgeKind::in_industry), 3u);
  EXPECT_EQ(report.rows_repaired, 1);
  EXPECT_EQ(report.rows_dropped, 2);
  EXPECT_EQ(graph.industry_line(*graph.find_company("000001")).size(), 3u);
  EXPECT_FALSE(graph.find_product("火箭"));
  ReadReport none;
  EXPECT_EQ(ChainGraph::build({}, none).edge_count(), 0u);
}

TEST(Targets, SmallGraph) {
  ReadReport report;
  const ChainGraph graph = ChainGraph::build(small_records(), report);
  const ChainNames names(graph);
  const LinkModel model(graph, names, {});
  TargetQuery query;
  query.product_name = "正极材料";
  query.product = graph.find_product("正极材料");
  query.residents = {
      {"甲锂电", graph.find_company("000001"), {*graph.find_product("动力电池")}, {}}};
  const auto targets = find_targets(model, names, query, 10);
  ASSERT_FALSE(targets.empty());
  EXPECT_EQ(graph.companies()[targets[0].company].code, "000002");
  EXPECT_EQ(targets[0].paths[0].kind, PathKind::makes_similar);
  EXPECT_FALSE(targets[0].risk);
  EXPECT_FALSE(targets[0].scale);
  for (const ChainTarget& target : targets)
    EXPECT_NE(graph.companies()[target.company].code, "000001");  // A resident is no target.
  query.excluded = {false, true, false, false};
  for (const ChainTarget& target : find_targets(model, names, query, 10))
    EXPECT_NE(graph.companies()[target.company].code, "000002");
}

struct Published {
  ChainGraph graph;
  std::unique_ptr<ChainNames> names;
  static const Published& get() {
    static const Published kPublished = [] {
      std::vector<chain_store::Source> sources;
      const std::vector<std::string> files = {"chain/company.json",
                                              "chain/company_industry.json",
                                              "chain/industry.json",
                                              "chain/industry_industry.json",
                                              "chain/industry_up.json",
                                              "chain/product.json",
                                              "chain/company_product.csv",
                                              "chain/product_product.csv",
                                              "companies/stock_basics_2016.csv",
                                              "companies/profit2015_4.csv",
                                              "companies/debtpaying2015_4.csv"};
      for (const std::string& file : files) {
        auto checked = check_chain_file(bytes_of(kData + file), file).value();
        sources.push_back({0, checked.kind, file, "", checked.content, 2015, false, true, {}, ""});
      }
      Published out;
      ReadReport report;
      out.graph = ChainGraph::build(records_of(sources), report);
      return out;
    }();
    return kPublished;
  }
};

TEST(Targets, RemovingACitedEdgeLowersTheScore) {
  NEEDS_DATA();
  const ChainGraph& graph = Published::get().graph;
  const ChainNames names(graph);
  const LinkModel model(graph, names, {});
  std::vector<TargetQuery> queries(3);
  queries[0].product_name = "正极材料";
  queries[0].product = graph.find_product("正极材料");
  queries[1].industries = {{*graph.find_industry("280206"), 1.0}};
  queries[2].product_name = "车规级碳化硅功率模块";
  size_t cited = 0;
  for (TargetQuery& query : queries) {
    query.region = "吉林省";
    query.residents = {{"宁德时代",
                        graph.find_company("300750"),
                        {*graph.find_product("动力电池系统")},
                        {*graph.find_industry("280502")}}};
    const auto targets = find_targets(model, names, query, 4);
    ASSERT_EQ(targets.size(), 4u);
    for (const ChainTarget& target : targets) {
      EXPECT_LE(target.paths.size(), 3u);
      for (const TargetPath& path : target.paths)
        for (const PathStep& step : path.steps) {
          if (!step.edge) continue;
          ++cited;
          TargetQuery without = query;
          without.without_edge = step.edge;
          double now = 0;
          for (const ChainTarget& other : find_targets(model, names, without, 5000))
            if (other.company == target.company) now = other.score;
          // The same kind of path may exist twice, equally strong; then the walk still falls.
          EXPECT_LT(now, target.score) << target.company << " " << step.words.en;
        }
    }
  }
  EXPECT_GT(cited, 10u);
}

TEST(Evaluation, OursBeatsEveryBaseline) {
  NEEDS_DATA();
  const ChainGraph& graph = Published::get().graph;
  const ChainNames names(graph);
  EvaluationOptions options;
  options.queries = 500;
  options.training_queries = 500;
  const Evaluation evaluation = evaluate_chain(graph, names, options);
  std::map<std::string, std::map<std::string, EvaluationResult>> all;
  for (const EvaluationResult& result : evaluation.results)
    if (result.group == "all") all[result.split][result.method] = result;
  ASSERT_EQ(all.size(), 2u);
  for (const auto& [split, methods] : all) {
    ASSERT_EQ(methods.size(), 7u);
    const EvaluationResult& ours = methods.at("gaoxin");
    EXPECT_EQ(ours.queries, 500u);
    for (const auto& [name, other] : methods) {
      if (name == "gaoxin") continue;
      EXPECT_GT(ours.hit_10, other.hit_10) << split << " " << name;
      EXPECT_GT(ours.recall_20, other.recall_20) << split << " " << name;
      EXPECT_GT(ours.ndcg_10, other.ndcg_10) << split << " " << name;
      EXPECT_GT(ours.mrr, other.mrr) << split << " " << name;
    }
  }
}

TEST(Evaluation, NothingToHide) {
  ReadReport report;
  const ChainGraph graph = ChainGraph::build(small_records(), report);
  EXPECT_TRUE(evaluate_chain(graph, ChainNames(graph), {}).results.empty());
}

TEST(Readers, NoiseNeverCrashes) {
  Random random(7);
  const std::string seed_texts[] = {kTable, "company_code,product,rel,weight\n000001,a,b,0.1\n",
                                    "{\"name\":\"a\",\"fullname\":\"b\",\"code\":\"000001\"}\n"};
  for (int round = 0; round < 3000; ++round) {
    std::string text = seed_texts[random.below(3)];
    for (uint64_t edits = random.below(6); edits > 0; --edits)
      text[random.below(text.size())] = static_cast<char>(random.below(256));
    (void)check_chain_file(text, "noise.csv");
    (void)read_concordance(text);
  }
}

}  // namespace
}  // namespace gaoxin
