// The ledger: mapping, refusing, lowering, historical entry, the same file twice, its own export.
#include "project/ledger.h"

#include <thread>

#include "project/ledger_columns.h"
#include "project/project_test.h"

namespace gaoxin {
namespace {

TEST(LedgerColumns, AreGuessed) {
  const struct {
    const char* header;
    const char* target;
    const char* unit;
  } kCases[] = {{"项目名称", "name", ""},
                {"* 项目名称", "name", ""},
                {"投资方", "investor", ""},
                {"统一社会信用代码", "credit_code", ""},
                {"行业", "industry_code", ""},
                {"计划总投资(万元)", "total_investment", "万元"},
                {"固定资产投资(亿元)", "fixed_investment", "亿元"},
                {"用地(亩)", "land_area_square_metres", "亩"},
                {"当前阶段", "stage", ""},
                {"签约日期", "signed_on", ""},
                {"负责人", "owner", ""},
                {"首报园区", "zone", ""},
                {"Total investment(元)", "total_investment", "元"},
                {"序号", "", ""},
                {"备注", "", ""}};
  for (const auto& item : kCases) {
    TableHead head;
    head.headers = {item.header};
    const std::vector<LedgerColumn> columns = guess_ledger_columns(head);
    EXPECT_EQ(columns[0].target.value_or(""), item.target) << item.header;
    EXPECT_EQ(columns[0].unit.value_or(""), item.unit) << item.header;
  }
}

TEST(LedgerColumns, CellsAreRead) {
  EXPECT_EQ(ledger_money("1,200.5", "万元").value(), Money{1'200'500'000});
  EXPECT_EQ(ledger_money("3亿元", "万元").value(), Money{30'000'000'000});
  EXPECT_EQ(ledger_money("12", std::nullopt).error().key, "project.ledger.unit");
  EXPECT_EQ(ledger_money("约3亿", "亿元").error().key, "project.field.money");
  EXPECT_NEAR(ledger_area("3", "亩").value(), 2000, 1e-9);
  EXPECT_NEAR(ledger_area("1.5公顷", std::nullopt).value(), 15'000, 1e-9);
  EXPECT_EQ(ledger_area("3", std::nullopt).error().key, "project.ledger.unit");
  EXPECT_EQ(ledger_stage("已签约").value(), ProjectStage::contract);
  EXPECT_EQ(ledger_stage("在谈").value(), ProjectStage::negotiation);
  EXPECT_EQ(ledger_stage("快了").error().key, "project.ledger.stage");
  EXPECT_EQ(ledger_status("流失").value(), ProjectStatus::lost);
}

class LedgerTest : public ProjectFixture {
 protected:
  Result<LedgerReport> import(const std::string& text, LedgerOptions options = {},
                              const Actor* actor = nullptr) {
    return import_ledger(database(), actor == nullptr ? officer_ : *actor, west_, "台账.csv", text,
                         options, now_);
  }
  std::string row(int number, const std::string& stage, const std::string& more = "") {
    return fmt::format("示范项目{0}号,示范投资{0}有限公司,{1},39,1.5,12000,{2},officer,WP{3}\n",
                       std::string(1, static_cast<char>('A' + number)), credit_code(number), stage,
                       more);
  }
  static constexpr const char* kHeader =
      "项目名称,投资方,统一社会信用代码,行业,计划总投资(亿元),固定资产投资(万元),当前阶段,负责人,"
      "首报园区";
};
INSTANTIATE_TEST_SUITE_P(Engines, LedgerTest, testing::ValuesIn(test_engines()), engine_name);

TEST_P(LedgerTest, ALateStageWithoutItsProofEntersWhereItIsProven) {
  const std::string text = kHeader + std::string(",来源,引荐人,产业链环节\n") +
                           row(1, "投产", ",展会,自主,sector:39") + row(2, "线索", ",展会,,");
  const LedgerReport report = import(text).value();
  EXPECT_TRUE(report.committed);
  EXPECT_EQ(report.created, 2);
  EXPECT_EQ(report.lowered, 1);
  EXPECT_EQ(report.bad, 0);
  ASSERT_EQ(report.bad_rows.size(), 1u);
  EXPECT_FALSE(report.bad_rows[0].refused);
  EXPECT_EQ(report.bad_rows[0].row, 2);
  EXPECT_NE(report.bad_rows[0].message.zh.find("来源记录"), std::string::npos);
  ListProjects list;
  list.zone = west_;
  const ProjectPage page = run(list_projects, list).value();
  for (const Project& project : page.items) {
    EXPECT_EQ(project.stage, ProjectStage::lead);
    EXPECT_EQ(project.total_investment, Money{15'000'000'000});
    EXPECT_EQ(project.owner_user_id, officer_.user_id);
    EXPECT_EQ(project.zone_id, west_park_);
    EXPECT_FALSE(project.signed_on);
  }
  // The same file again changes nothing.
  const int64_t events = count("project_event");
  const LedgerReport again = import(text).value();
  EXPECT_EQ(again.created + again.updated, 0);
  EXPECT_EQ(again.unchanged, 2);
  EXPECT_EQ(count("project_event"), events);
}

TEST_P(LedgerTest, StrictRefusesTheRowAndTheFile) {
  LedgerOptions strict;
  strict.mode = LedgerMode::strict;
  const std::string text = std::string(kHeader) + "\n" + row(1, "签约") + row(2, "线索");
  LedgerReport report = import(text, strict).value();
  EXPECT_FALSE(report.committed);
  EXPECT_EQ(report.bad, 1);
  EXPECT_EQ(report.bad_rows[0].key, "project.rules");
  EXPECT_EQ(count("project_project"), 0);  // All or nothing.
  strict.keep_good = true;
  report = import(text, strict).value();
  EXPECT_TRUE(report.committed);
  EXPECT_EQ(count("project_project"), 1);
}

TEST_P(LedgerTest, HistoricalEntryWaitsForASecondPerson) {
  LedgerOptions historical;
  historical.mode = LedgerMode::historical;
  const std::string text = kHeader + std::string(",签约日期\n") + row(1, "投产", ",2023-05-06");
  EXPECT_EQ(import(text, historical).error().key, "project.text");  // A reason must stand.
  historical.reason = "历史项目补录";
  EXPECT_EQ(import(text, historical).value().overrides, 1);
  EXPECT_EQ(import(text, historical).value().overrides, 0);  // It waits already.
  ListOverrides list;
  list.zone = west_;
  const Override asked = run(list_overrides, list, director_).value().items.at(0);
  EXPECT_TRUE(asked.historical);
  EXPECT_EQ(asked.to_stage, ProjectStage::production);
  EXPECT_EQ(get(asked.project_id).stage, ProjectStage::lead);
  EXPECT_FALSE(run(decide_override, DecideOverride{west_, asked.id, true, "同意"}).ok());
  ASSERT_TRUE(run(decide_override, DecideOverride{west_, asked.id, true, "同意"}, director_).ok());
  const Project project = get(asked.project_id);
  EXPECT_EQ(project.stage, ProjectStage::production);
  EXPECT_TRUE(project.historical);
  EXPECT_EQ(project.signed_on, make_date(2023, 5, 6));
  EXPECT_EQ(import(text, historical).value().unchanged, 1);
}

TEST_P(LedgerTest, EveryBadCellIsNamed) {
  const std::string text = std::string(kHeader) +
                           "\n示范甲,投资甲,91220102000000000X,39,1.5,12000,线索,officer,WP\n"
                           "示范乙,投资乙,,没有的行业,一亿,12000,快了,nobody,Nowhere\n";
  const LedgerReport report = import(text).value();
  EXPECT_FALSE(report.committed);
  EXPECT_EQ(report.bad, 2);
  std::map<int64_t, std::vector<int64_t>> columns;
  for (const LedgerBadRow& bad : report.bad_rows) columns[bad.row].push_back(bad.column);
  EXPECT_EQ(columns[2].size(), 1u);
  std::sort(columns[3].begin(), columns[3].end());
  EXPECT_EQ(columns[3], (std::vector<int64_t>{4, 5, 7, 8, 9}));
  EXPECT_EQ(count("project_project"), 0);
}

TEST_P(LedgerTest, AClaimOfAnotherZoneHoldsForRowsToo) {
  CreateProject other = lead("东区项目", 1);
  other.zone = east_;
  ASSERT_TRUE(run(create_project, other, east_officer_).ok());
  const LedgerReport report = import(std::string(kHeader) + "\n" + row(1, "线索")).value();
  EXPECT_EQ(report.bad, 1);
  EXPECT_EQ(report.bad_rows[0].key, "project.duplicate");
  EXPECT_EQ(report.bad_rows[0].message.zh.find("东区项目"), std::string::npos);
}

TEST_P(LedgerTest, FillsInWhatIsUnknownAndOverwritesNothing) {
  ASSERT_TRUE(import(std::string(kHeader) + "\n" + row(1, "线索")).value().committed);
  const std::string more =
      "项目名称,统一社会信用代码,计划总投资(亿元),新增就业,首报园区\n示范项目B号," +
      credit_code(1) + ",9,120,WP\n";
  const LedgerReport report = import(more).value();
  EXPECT_EQ(report.updated, 1);
  ListProjects list;
  list.zone = west_;
  const Project project = run(list_projects, list).value().items.at(0);
  EXPECT_EQ(project.jobs, 120);
  EXPECT_EQ(project.total_investment, Money{15'000'000'000});
}

TEST_P(LedgerTest, ReadsItsOwnExport) {
  ASSERT_TRUE(
      import(std::string(kHeader) + "\n" + row(1, "线索") + row(2, "线索")).value().committed);
  ExportProjects out;
  out.zone = west_;
  const File file = run(export_projects, out).value();
  EXPECT_TRUE(is_ledger(file.bytes));
  const int64_t events = count("project_event");
  const LedgerReport again = import(file.bytes).value();
  for (const LedgerBadRow& bad : again.bad_rows) ADD_FAILURE() << bad.header << bad.message.en;
  EXPECT_EQ(again.unchanged, 2);
  EXPECT_EQ(count("project_event"), events);
}

TEST_P(LedgerTest, ThePreviewWritesNothingAndTheRunDoes) {
  UploadLedger upload;
  upload.zone = west_;
  upload.file = {"台账.csv", "项目名称,计划总投资,当前阶段\n示范甲,1.5,线索\n"};
  const auto own = [&]<typename Out, typename In>(Result<Out> (*use_case)(Call&, const In&),
                                                  const In& in) {
    return database().read_value([&](Transaction& db) {
      const ZoneTree zones = load_zone_tree(db);
      Call call{db, database(), officer_, zones, now_, "test", {}};
      return use_case(call, in);
    });
  };
  LedgerImport import = own(upload_ledger, upload).value();
  ASSERT_TRUE(import.preview);
  EXPECT_EQ(import.preview->bad, 1);
  EXPECT_EQ(import.preview->bad_rows[0].key, "project.ledger.unit");
  MapLedger map{west_, import.id, {{2, "total_investment", "亿元"}}};
  import = own(map_ledger, map).value();
  EXPECT_EQ(import.preview->created, 1);
  EXPECT_EQ(count("project_project"), 0);
  RunLedger go;
  go.zone = west_;
  go.id = import.id;
  ASSERT_TRUE(own(run_ledger, go).ok());
  for (int i = 0; i < 600 && import.state != LedgerState::done; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    import = run(get_ledger, ProjectId{west_, import.id}).value();
    ASSERT_NE(import.state, LedgerState::failed);
  }
  EXPECT_EQ(import.state, LedgerState::done);
  EXPECT_EQ(count("project_project"), 1);
  EXPECT_EQ(own(run_ledger, go).error().key, "project.ledger.state");
}

}  // namespace
}  // namespace gaoxin
