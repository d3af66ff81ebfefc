// Cases of dynamic management from results to appeal, on both databases.
#include "evaluation/evaluation_fixture.h"

namespace gaoxin {
namespace {

constexpr const char* kScheme = "national-hitech-zones";

class ManagementTest : public EvaluationTest {
 protected:
  void SetUp() override {
    EvaluationTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database().write([&](Transaction& db) {
      for (int i = 0; i < 12; ++i)
        zones_.push_back(create(db, root_, ZoneLevel::zone, fmt::format("Z{:02}", i)));
      return true;
    });
  }

  /// Zone i has rank i + 1; all in one region.
  RecordResults results(int64_t year, const std::string& method = "gaoxin-2021") {
    RecordResults in{root_, kScheme, year, method, {}, "示例", {}, {}};
    for (size_t i = 0; i < zones_.size(); ++i) {
      YearResultInput& row = in.results.emplace_back();
      row.zone_id = zones_[i];
      row.region = "东";
      row.rank = static_cast<int64_t>(i) + 1;
      row.probabilities = std::map<std::string, double>{{"bottom:5:region", i >= 9   ? 0.97
                                                                            : i >= 6 ? 0.6
                                                                                     : 0.1}};
    }
    return in;
  }
  ProposeCase proposal(size_t zone, const std::string& note = "") {
    return {root_, zones_[zone], kScheme, "rectify-region", 2024, {}, note};
  }

  std::vector<int64_t> zones_;
};

INSTANTIATE_TEST_SUITE_P(Engines, ManagementTest, testing::ValuesIn(test_engines()), engine_name);

TEST_P(ManagementTest, FromResultsToACaseThatIsDone) {
  EXPECT_EQ(run(record_results, results(2023), checker_)->recorded, 12);
  EXPECT_EQ(run(record_results, results(2023), checker_)->unchanged, 12);
  EXPECT_EQ(run(record_results, results(2024), checker_)->recorded, 12);
  const VerdictList verdicts =
      run(evaluate_scheme, EvaluateScheme{root_, kScheme, 2024, {}}).value();
  int rectify = 0, safe = 0;
  for (const ZoneVerdict& verdict : verdicts.items) {
    if (verdict.rule.id != "rectify-region" || !verdict.met) continue;
    ++rectify;
    safe += verdict.safe;
    EXPECT_EQ(verdict.years.size(), 3u);
  }
  EXPECT_EQ(rectify, 5);
  EXPECT_EQ(safe, 3);  // The other two hold with 0.6 x 0.6 only.

  EXPECT_EQ(run(propose_case, proposal(0), checker_).error().key, "evaluation.case.not_met");
  const Result<ManagementCase> unsafe = run(propose_case, proposal(8), checker_);
  ASSERT_FALSE(unsafe.ok());
  EXPECT_EQ(unsafe.error().key, "evaluation.case.unsafe");
  EXPECT_EQ(unsafe.error().fields[0].key, "evaluation.case.uncertain");
  EXPECT_TRUE(run(propose_case, proposal(8, "两年均靠后,且整改动议已由省厅提出"), checker_).ok());

  ManagementCase one = run(propose_case, proposal(11), checker_).value();
  EXPECT_EQ(one.state, CaseState::proposed);
  EXPECT_EQ(one.verdict.years[2].rank, 12);
  EXPECT_TRUE(one.verdict.years[2].result_id.has_value());
  EXPECT_EQ(run(propose_case, proposal(11), second_).error().key, "evaluation.case.exists");
  EXPECT_EQ(run(approve_case, DecideCase{root_, one.id, one.version, ""}, checker_).error().key,
            "evaluation.case.second_person");
  one = run(approve_case, DecideCase{root_, one.id, one.version, "同意"}, second_).value();
  EXPECT_EQ(one.state, CaseState::approved);
  EXPECT_EQ(one.due_on, make_date(2026, 3, 15));
  EXPECT_EQ(run(record_case,
                RecordCase{root_, one.id, 1, CaseRecordKind::held, make_date(2025, 3, 1), "约谈"},
                checker_)
                .error()
                .code,
            ErrorCode::conflict);
  EXPECT_EQ(run(record_case,
                RecordCase{root_, one.id, one.version, CaseRecordKind::held, make_date(2025, 9, 1),
                           "约谈"},
                checker_)
                .error()
                .key,
            "evaluation.case.date");
  one = run(record_case,
            RecordCase{root_, one.id, one.version, CaseRecordKind::failed, make_date(2025, 3, 10),
                       "整改不力"},
            checker_)
            .value();
  EXPECT_EQ(one.state, CaseState::failed);
  EXPECT_EQ(one.timeline.size(), 3u);
  // What follows: withdrawal, with the failed case as its evidence.
  bool withdraw = false;
  for (const ZoneVerdict& verdict :
       run(evaluate_scheme, EvaluateScheme{root_, kScheme, 2024, {}})->items) {
    if (verdict.rule.id != "withdraw-failed") continue;
    withdraw = true;
    EXPECT_EQ(verdict.failed_case, one.id);
  }
  EXPECT_TRUE(withdraw);
  EXPECT_EQ(run(list_cases, ListCases{root_, {}, CaseState::failed})->total, 1);
  EXPECT_EQ(run(list_cases, ListCases{zones_[0], {}, {}})->total, 0);
  EXPECT_EQ(run(get_case, ZoneAndId{zones_[0], one.id}).error().code, ErrorCode::not_found);
}

TEST_P(ManagementTest, AnAppealIsDecidedOnCorrectedFacts) {
  run(record_results, results(2023), checker_).value();
  run(record_results, results(2024), checker_).value();
  ManagementCase one = run(propose_case, proposal(10), checker_).value();
  one = run(approve_case, DecideCase{root_, one.id, one.version, ""}, second_).value();
  EXPECT_EQ(run(appeal_case, DecideCase{root_, one.id, one.version, " "}, clerk_).error().key,
            "evaluation.case.note");
  one = run(appeal_case, DecideCase{root_, one.id, one.version, "研发经费漏计"}, clerk_).value();
  EXPECT_EQ(one.state, CaseState::appealed);
  // While nothing is corrected the case can be dismissed; once it is, it cannot.
  RecordResults corrected = results(2024);
  std::swap(corrected.results[10].rank, corrected.results[0].rank);
  EXPECT_EQ(run(record_results, corrected, checker_)->recorded, 2);
  const ManagementCase seen = run(get_case, ZoneAndId{root_, one.id}).value();
  EXPECT_TRUE(seen.verdict.met);  // The evidence stands as it was.
  EXPECT_TRUE(!seen.recomputed || !seen.recomputed->met);
  EXPECT_EQ(run(decide_appeal, DecideAppeal{root_, one.id, one.version, false, "不成立"}, second_)
                .error()
                .key,
            "evaluation.case.not_met");
  EXPECT_EQ(run(decide_appeal, DecideAppeal{root_, one.id, one.version, true, "成立"}, checker_)
                .error()
                .key,
            "evaluation.case.second_person");
  one = run(decide_appeal, DecideAppeal{root_, one.id, one.version, true, "事实已更正"}, second_)
            .value();
  EXPECT_EQ(one.state, CaseState::cancelled);
}

TEST_P(ManagementTest, WrongResultsAreNamed) {
  RecordResults in = results(2024);
  in.results[1].zone_id = 999999;
  in.results[2].rank = 0;
  in.results[3].rank_low5 = 9;
  in.results[4].rank_low5 = 9;
  in.results[4].rank_high95 = 3;
  (*in.results[5].probabilities)["bottom:5:region"] = 1.5;
  in.results[7].zone_id = in.results[6].zone_id;
  const Result<RecordedResults> recorded = run(record_results, in, checker_);
  ASSERT_FALSE(recorded.ok());
  EXPECT_EQ(recorded.error().fields.size(), 6u);
  EXPECT_EQ(recorded.error().fields[0].path, "results[1].zone_id");
  in = results(2031);
  EXPECT_EQ(run(record_results, in, checker_).error().key, "evaluation.management.year");
  in = results(2024);
  in.scheme = "nothing";
  EXPECT_EQ(run(record_results, in, checker_).error().code, ErrorCode::not_found);
}

TEST_P(ManagementTest, ResultsComeFromATable) {
  const std::string csv =
      "年份,园区代码,名次,指标体系,来源,地区,得分\n2024,Z00,1,s,公告,东,90.5\n2024,Z01,2,s,公告,东,"
      "88\n";
  ImportResults in{root_, kScheme, true, Upload{"r.csv", csv}};
  EXPECT_FALSE(run(import_results, in, checker_)->committed);
  in.preview = false;
  EXPECT_EQ(run(import_results, in, checker_)->recorded, 2);
  EXPECT_EQ(run(import_results, in, checker_)->unchanged, 2);
  const YearResultList list = run(list_results, ListResults{root_, kScheme, 2024}).value();
  ASSERT_EQ(list.total, 2);
  EXPECT_DOUBLE_EQ(*list.items[0].score, 90.5);
  in.file.bytes = csv + "2024,NOWHERE,x,s,公告,东,\n";
  const ImportedResults bad = run(import_results, in, checker_).value();
  EXPECT_FALSE(bad.committed);
  EXPECT_EQ(bad.bad_cells.size(), 2u);
  EXPECT_EQ(bad.bad_cells[0].row, 4);
}

TEST_P(ManagementTest, DeductionsAreOfTheScheme) {
  RecordResults in = results(2024);
  in.scheme = "national-economic-zones-2021";
  for (YearResultInput& row : in.results) row.score = 100.0 - static_cast<double>(row.rank);
  run(record_results, in, checker_).value();
  AddDeduction add{zones_[0], in.scheme, 2024, "larger_accident", 2, "通报"};
  EXPECT_TRUE(run(add_deduction, add, checker_).ok());
  add.kind = "noise";
  EXPECT_EQ(run(add_deduction, add, checker_).error().key, "evaluation.management.deduction");
  const YearResultList list = run(list_results, ListResults{zones_[0], in.scheme, {}}).value();
  ASSERT_EQ(list.total, 1);
  EXPECT_DOUBLE_EQ(list.items[0].deduction, 2);
}

}  // namespace
}  // namespace gaoxin
