// The use cases on both databases, on the invented demonstration: what `make run` shows.
#include "chain/chain.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "chain/chain_analysis.h"
#include "chain/chain_reference.h"
#include "registry/registry.h"
#include "storage/test_database.h"

namespace gaoxin {
namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

class ChainTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    const Timestamp now = {int64_t{1'790'000'000} * 1'000'000};
    const auto prepared = database().write_result([&](Transaction& db) -> Result<Done> {
      ensure_root_zone(db);
      TRY(load_shipped_codes(db, "catalogue"));
      TRY(load_shipped_chain(db, "catalogue"));
      return load_demo_chain(db, "catalogue", now);
    });
    ASSERT_TRUE(prepared.ok()) << prepared.error().text.en;
    const auto demo = load_demo(database(), "catalogue");
    ASSERT_TRUE(demo.ok()) << demo.error().text.en;
    zones_ = database().read_value([](Transaction& db) { return load_zone_tree(db); });
    for (const Zone& zone : zones_.zones()) {
      if (zone.code == "CN-2201-AUTO") park_ = zone.id;
      if (zone.code == "CN") root_ = zone.id;
    }
    ASSERT_NE(park_, 0);
  }

  template <typename Out, typename In>
  Result<Out> run(Result<Out> (*use_case)(Call&, const In&), const In& in) {
    const Actor actor = system_actor();
    return database().write_result([&](Transaction& db) {
      Call call{db, database(), actor, zones_, {int64_t{1'790'000'000} * 1'000'000}, "test", {}};
      return use_case(call, in);
    });
  }

  ZoneTree zones_;
  int64_t park_ = 0, root_ = 0;
};

TEST_P(ChainTest, TheDemonstrationHasWeakLinksAndTargets) {
  const auto page = run(list_weak_links, ListWeakLinks{park_, {}, {}, {}, {}});
  ASSERT_TRUE(page.ok()) << page.error().text.en;
  EXPECT_TRUE(page->demonstration);
  EXPECT_GT(page->residents_with_revenue, 5);
  ASSERT_FALSE(page->items.empty());
  EXPECT_EQ(page->items[0].score, 100);
  EXPECT_TRUE(page->items[0].demand);
  const auto detail = run(get_weak_link, GetWeakLink{park_, page->items[0].id});
  ASSERT_TRUE(detail.ok());
  EXPECT_EQ(detail->factors.size(), 4u);
  EXPECT_FALSE(detail->users.empty());
  int64_t with_targets = 0;
  for (const WeakLinkRow& row : page->items) {
    if (row.candidates == 0) continue;
    const auto targets = run(list_targets, ListTargets{park_, row.id, {}, {}, {}, {}});
    ASSERT_TRUE(targets.ok()) << targets.error().text.en;
    with_targets += targets->total > 0;
    EXPECT_TRUE(targets->total == 0 || !targets->items[0].reasons.empty());
  }
  EXPECT_GE(with_targets, 3);
  EXPECT_EQ(run(list_weak_links, ListWeakLinks{park_, {}, "nonsense", {}, {}}).error().key,
            "chain.sort");
  EXPECT_EQ(run(list_weak_links, ListWeakLinks{park_, {}, {}, 0, {}}).error().key, "api.page");
}

TEST_P(ChainTest, ExclusionsAreRespectedAndAudited) {
  const std::string node = "product:正极材料";
  const auto before = run(list_targets, ListTargets{park_, node, {}, {}, {}, {}});
  ASSERT_TRUE(before.ok()) << before.error().text.en;
  ASSERT_FALSE(before->items.empty());
  const std::string company = before->items[0].company;
  EXPECT_EQ(run(add_exclusion, AddExclusion{park_, company, node, " "}).error().key, "chain.text");
  EXPECT_EQ(run(add_exclusion, AddExclusion{park_, "123456", node, "x"}).error().key,
            "chain.company.unknown");
  const auto added = run(add_exclusion, AddExclusion{park_, company, node, "已在外省建厂"});
  ASSERT_TRUE(added.ok()) << added.error().text.en;
  const auto after = run(list_targets, ListTargets{park_, node, {}, {}, {}, {}});
  EXPECT_EQ(after->excluded, 1);
  for (const ChainTargetRow& row : after->items) EXPECT_NE(row.company, company);
  EXPECT_EQ(run(list_exclusions, ListExclusions{park_, {}, {}})->items[0].reason, "已在外省建厂");
  EXPECT_EQ(run(remove_exclusion, RemoveExclusion{root_, added->id}).error().key,
            "chain.exclusion.unknown");
  ASSERT_TRUE(run(remove_exclusion, RemoveExclusion{park_, added->id}).ok());
  EXPECT_EQ(run(list_targets, ListTargets{park_, node, {}, {}, {}, {}})->items[0].company, company);
  for (const char* lang : {"zh", "en"}) {
    const auto word = run(get_briefing, GetBriefing{park_, node, company, lang, {}});
    ASSERT_TRUE(word.ok()) << word.error().text.en;
    EXPECT_TRUE(word->bytes.starts_with("PK"));
    const auto pdf = run(get_briefing, GetBriefing{park_, node, company, lang, "pdf"});
    ASSERT_TRUE(pdf.ok()) << pdf.error().text.en;
    EXPECT_TRUE(pdf->bytes.starts_with("%PDF"));
  }
  EXPECT_EQ(run(get_briefing, GetBriefing{park_, node, company, {}, "odt"}).error().key,
            "chain.briefing.format");
  const auto table = run(export_targets, ExportTargets{park_, node, {}, {}, "csv", {}, "en"});
  ASSERT_TRUE(table.ok());
  EXPECT_NE(table->bytes.find("Stock code"), std::string::npos);
}

TEST_P(ChainTest, TheMapHoldsTogether) {
  const auto map = run(get_chain_map, GetChainMap{park_, {}, 300});
  ASSERT_TRUE(map.ok());
  EXPECT_GT(map->nodes.size(), 20u);
  EXPECT_LE(map->nodes.size(), 300u);
  std::set<std::string> ids;
  for (const ChainMapNode& node : map->nodes) EXPECT_TRUE(ids.insert(node.id).second) << node.id;
  for (const ChainMapEdge& edge : map->edges)
    EXPECT_TRUE(ids.contains(edge.from) && ids.contains(edge.to));
  EXPECT_FALSE(run(get_chain_map, GetChainMap{park_, {}, 301}).ok());
  const auto near = run(get_chain_map, GetChainMap{park_, map->nodes[0].id, 300});
  EXPECT_LE(near->nodes.size(), map->nodes.size());
}

TEST_P(ChainTest, ImportsAreAllOrNothingAndIdempotent) {
  const auto import = [&](const std::string& name, const std::string& bytes) {
    return run(import_chain_file, ImportChainFile{root_, {name, bytes}, {}, {}});
  };
  const std::string good = "company_code,product,rel,weight\n990001,测试产品,主营产品,0.5\n";
  const auto first = import("more.csv", good);
  ASSERT_TRUE(first.ok()) << first.error().text.en;
  EXPECT_TRUE(first->changed);
  EXPECT_FALSE(import("more.csv", good)->changed);
  const auto node = run(get_chain_node, GetChainNode{root_, "product:测试产品", {}, {}});
  ASSERT_TRUE(node.ok());
  EXPECT_EQ(node->total, 1);
  const auto bad = import("more.csv", good + "abc,坏行,主营产品,0.1\n");
  EXPECT_FALSE(bad->changed);
  EXPECT_EQ(bad->rows_refused, 1);
  EXPECT_EQ(bad->issues[0].line, 3);
  EXPECT_EQ(import("x.csv", "hello\nworld\n").error().key, "chain.file.unknown");
  EXPECT_FALSE(import("", good).ok());
}

TEST_P(ChainTest, TablesConcordanceAndFacts) {
  const auto tables = run(list_io_tables, ListIoTables{root_});
  ASSERT_EQ(tables->items.size(), 1u);
  EXPECT_TRUE(tables->items[0].demonstration);
  EXPECT_EQ(tables->items[0].system, "42");
  EXPECT_EQ(run(activate_io_table, ActivateIoTable{root_, 5}).error().key, "chain.io.unknown");
  ASSERT_TRUE(run(activate_io_table, ActivateIoTable{root_, tables->items[0].id}).ok());
  EXPECT_GT(run(list_sectors, ListSectors{root_, {}, "-backward", {}, {}})->total, 20);
  EXPECT_EQ(run(list_coefficients, ListCoefficients{root_, "18", {}, {}})->items[0].input, "18");
  EXPECT_GT(
      run(list_location_quotients, ListLocationQuotients{root_, {}, {}, {}, {}, {}, {}})->total, 5);
  const UpdateConcordance halves{root_, "gb", "36", "42", {{"18", 0.5}, {"19", 0.5}}, "试改"};
  const auto updated = run(update_concordance, halves);
  ASSERT_TRUE(updated.ok()) << updated.error().text.en;
  for (const auto& [shares, key] :
       std::vector<std::pair<std::vector<ConcordanceShare>, const char*>>{
           {{{"18", 0.5}}, "chain.concordance.sum"},
           {{{"18", 0.5}, {"18", 0.5}}, "chain.concordance.share"},
           {{{"99", 1}}, "chain.concordance.share"},
           {{}, "chain.concordance.sum"}}) {
    UpdateConcordance bad = halves;
    bad.shares = shares;
    EXPECT_EQ(run(update_concordance, bad).error().key, key);
  }
  const AddChainFact patent{park_,
                            "product:动力电池",
                            ChainFactKind::patent,
                            "CN100A",
                            "电池包",
                            "某厂",
                            make_date(2020, 1, 1),
                            "公报"};
  ASSERT_TRUE(run(add_chain_fact, patent).ok());
  EXPECT_EQ(run(add_chain_fact, patent).error().key, "chain.fact.known");
  AddChainFact future = patent;
  future.identifier = "CN2";
  future.date = make_date(2999, 1, 1);
  EXPECT_EQ(run(add_chain_fact, future).error().key, "chain.fact.future");
  EXPECT_EQ(run(list_chain_facts, ListChainFacts{root_, {}, {}, {}, {}})->total, 1);
  EXPECT_FALSE(run(find_chain_nodes, FindChainNodes{root_, "电池", {}})->items.empty());
  for (const char* bad : {"", "x", "sector:", "moon:1", "sector:999"})
    EXPECT_FALSE(run(get_chain_node, GetChainNode{root_, bad, {}, {}}).ok()) << bad;
}

TEST_P(ChainTest, RealTablesTakeOverFromInventedOnes) {
  const std::string path = "../shared/data/input_output/china_2020_153.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the published data are not there";
  const auto answer = run(import_chain_file,
                          ImportChainFile{root_, {"china_2020_153.csv", bytes_of(path)}, {}, {}});
  ASSERT_TRUE(answer.ok()) << answer.error().text.en;
  EXPECT_TRUE(answer->changed);
  const auto page = run(list_weak_links, ListWeakLinks{park_, {}, {}, {}, {}});
  ASSERT_TRUE(page.ok());
  EXPECT_FALSE(page->demonstration);
  EXPECT_GT(page->total, 100);
}

INSTANTIATE_TEST_SUITE_P(Engines, ChainTest, testing::ValuesIn(test_engines()), engine_name);

}  // namespace
}  // namespace gaoxin
