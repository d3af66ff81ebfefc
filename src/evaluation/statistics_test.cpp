// Reports from entry to totals, on both databases.
#include <fstream>
#include "evaluation/evaluation_fixture.h"
#include "registry/table_reader.h"
#include "registry/table_writer.h"

namespace gaoxin {
namespace {

class StatisticsTest : public EvaluationTest {
 protected:
  ZoneTotals totals(int64_t zone, const std::string& period, std::optional<Timestamp> as_of = {},
                    bool public_view = false, bool estimates = false) {
    return run(get_totals, GetTotals{zone, period, as_of, public_view, estimates}).value();
  }
  Result<UploadAnswer> upload(const std::string& csv, ImportMode mode = ImportMode::all_or_nothing,
                              bool preview = false, const std::string& period = "2024-12") {
    return run(upload_reports,
               UploadReports{root_, period, mode, preview, Upload{"reports.csv", csv}}, clerk_);
  }
};

INSTANTIATE_TEST_SUITE_P(Engines, StatisticsTest, testing::ValuesIn(test_engines()), engine_name);

TEST_P(StatisticsTest, FromDraftToTotalsAndRegistryFacts) {
  const int64_t a = resident(park_, "甲示范有限公司");
  const int64_t b = resident(park_, "乙示范有限公司");
  const Report report = accepted(west_, a, "2024", core("1000000.50", "50000"));
  EXPECT_EQ(report.state, ReportState::accepted);
  EXPECT_EQ(report.zone_id, park_);
  ZoneTotals sums = totals(root_, "2024");
  EXPECT_EQ(total_of(sums, "revenue"), "1000000.50");
  EXPECT_EQ(sums.expected, 2);
  EXPECT_EQ(sums.accepted, 1);
  EXPECT_EQ(total_of(sums, "exports"), std::nullopt);  // Nobody reported it: unknown, not 0.
  accepted(west_, b, "2024", core("3000000", "150000"));
  sums = totals(west_, "2024");
  EXPECT_EQ(total_of(sums, "revenue"), "4000000.50");
  for (const RatioRow& ratio : sums.ratios) {
    if (ratio.code == "rd_per_revenue") {
      EXPECT_NEAR(*ratio.value, 5, 1e-5);
    }
    if (ratio.code == "rd_per_output") {
      EXPECT_EQ(ratio.why, "missing");
      EXPECT_FALSE(ratio.value.has_value());
    }
  }
  EXPECT_EQ(totals(east_, "2024").expected, 0);
  // The registry knows it now, with the report as its source.
  const FactList facts = run(list_facts, ListFacts{park_, a, "revenue", {}, {}}).value();
  ASSERT_EQ(facts.total, 1);
  EXPECT_EQ(facts.items[0].value, "1000000.50");
  EXPECT_NE(facts.items[0].source.find("统计报表"), std::string::npos);
  const auto items = database().read_value([&](Transaction& db) {
    const ZoneTree zones = load_zone_tree(db);
    Call call{db, database(), system_, zones, now_, "test", {}};
    return item_totals(call, root_, "2024").value();
  });
  EXPECT_DOUBLE_EQ(items.at("revenue").value, 4'000'000.5);
}

TEST_P(StatisticsTest, ErrorsBlockAndWarningsNeedAReason) {
  const int64_t a = resident(park_, "甲示范有限公司");
  Result<Report> saved = save(west_, a, "2024", core("1000000", "0", "-3"));
  ASSERT_TRUE(saved.ok());  // A draft may be wrong.
  Result<Report> submitted =
      run(submit_report, SubmitReport{west_, a, "2024", saved->version, {}}, clerk_);
  ASSERT_FALSE(submitted.ok());
  EXPECT_EQ(submitted.error().key, "evaluation.report.errors");
  EXPECT_EQ(submitted.error().fields[0].key, "evaluation.check.not_negative");

  saved = save(west_, a, "2024", {{"revenue", "1000000", {}}, {"staff", "20", {}}}, saved->version);
  submitted = run(submit_report, SubmitReport{west_, a, "2024", saved->version, {}}, clerk_);
  ASSERT_FALSE(submitted.ok());
  EXPECT_EQ(submitted.error().key, "evaluation.report.warnings");
  EXPECT_EQ(submitted.error().fields.size(), 2u);  // Tax and R&D are missing.
  SubmitReport with_reasons{west_, a, "2024", saved->version, std::vector<ForcedReason>{}};
  with_reasons.reasons = {{"core_items", "tax", "税务局尚未出具"},
                          {"core_items", "rd_expense", "无"}};
  submitted = run(submit_report, with_reasons, clerk_);
  ASSERT_FALSE(submitted.ok());
  EXPECT_EQ(submitted.error().key, "evaluation.report.reason");  // One character says nothing.
  (*with_reasons.reasons)[1].reason = "没有研发活动";
  submitted = run(submit_report, with_reasons, clerk_);
  ASSERT_TRUE(submitted.ok());
  EXPECT_EQ(submitted->findings[0].reason_by, clerk_.user_id);
  EXPECT_EQ(submitted->findings[0].reason, "税务局尚未出具");
}

TEST_P(StatisticsTest, AnotherPersonDecidesAndAReturnedReportGoesOn) {
  const int64_t a = resident(park_, "甲示范有限公司");
  const Report saved = save(west_, a, "2024-12", core("1000000")).value();
  const Report submitted =
      run(submit_report, SubmitReport{west_, a, "2024-12", saved.version, {}}, clerk_).value();
  DecideReport decide{west_, a, "2024-12", submitted.version, {}};
  EXPECT_EQ(run(accept_report, decide, clerk_).error().key, "evaluation.report.second_person");
  EXPECT_EQ(run(return_report, decide, clerk_).error().key, "evaluation.report.second_person");
  EXPECT_EQ(run(return_report, decide, checker_).error().key, "evaluation.report.note");
  // Submitted: nobody changes it under the checker.
  EXPECT_EQ(save(west_, a, "2024-12", core("2000000"), submitted.version).error().key,
            "evaluation.report.submitted");
  decide.note = "请核对营业收入";
  const Report returned = run(return_report, decide, checker_).value();
  EXPECT_EQ(returned.state, ReportState::returned);
  const Report again = save(west_, a, "2024-12", core("2000000"), returned.version).value();
  EXPECT_EQ(again.revision, 2);
  EXPECT_EQ(again.revisions.size(), 2u);
  EXPECT_EQ(again.revisions[1].decision_note, "请核对营业收入");
  // Somebody with the old version learns that it has changed.
  EXPECT_EQ(save(west_, a, "2024-12", core("3000000"), returned.version).error().code,
            ErrorCode::conflict);
}

TEST_P(StatisticsTest, RevisionsAreKeptAndEarlierTotalsStand) {
  const int64_t a = resident(park_, "甲示范有限公司");
  const int64_t b = resident(park_, "乙示范有限公司");
  const Report first = accepted(west_, a, "2024", core("1000000"));
  accepted(west_, b, "2024", core("500000"));
  const Timestamp then = now_;
  now_.microseconds += 3'600'000'000;
  const Report corrected = accepted(west_, a, "2024", core("1200000"), first.version);
  EXPECT_EQ(corrected.revision, 2);
  EXPECT_EQ(total_of(totals(west_, "2024"), "revenue"), "1700000.00");
  EXPECT_EQ(total_of(totals(west_, "2024", then), "revenue"), "1500000.00");
  EXPECT_EQ(total_of(totals(west_, "2024", Timestamp{then.microseconds - 1}), "revenue"),
            std::nullopt);
  const Report old = run(get_report, GetReport{west_, a, "2024", 1}).value();
  EXPECT_EQ(old.values[0].value, "1000000.00");
  EXPECT_EQ(old.state, ReportState::accepted);
  // The same values once more are no new revision.
  EXPECT_EQ(save(west_, a, "2024", core("1200000"), corrected.version)->revision, 2);
}

TEST_P(StatisticsTest, WhatMayNotBeEnteredIsRefused) {
  const int64_t a = resident(park_, "甲示范有限公司");
  const int64_t late = resident(park_, "晚示范有限公司", "2025-02-01");
  const int64_t other = resident(east_park_, "东示范有限公司");
  struct Case {
    const char* what;
    int64_t zone, enterprise;
    const char* period;
    std::vector<ReportValueInput> values;
    const char* key;
  };
  const Case cases[] = {
      {"a period that is not over", west_, a, "2025-03", core("1"), "evaluation.period.future"},
      {"a period to come", west_, a, "2026", core("1"), "evaluation.period.future"},
      {"no period", west_, a, "2024-13", core("1"), "evaluation.period"},
      {"another zone's enterprise", west_, other, "2024", core("1"),
       "evaluation.report.enterprise"},
      {"not yet resident", west_, late, "2024", core("1"), "evaluation.report.enterprise"},
      {"nobody", west_, 999999, "2024", core("1"), "evaluation.report.enterprise"},
      {"an unknown item", west_, a, "2024", {{"revenues", "1", {}}}, "evaluation.report.values"},
      {"an item of the year in a month",
       west_,
       a,
       "2024-12",
       {{"equity", "1", {}}},
       "evaluation.report.values"},
      {"an item of the zone",
       west_,
       a,
       "2024",
       {{"incubators", "1", {}}},
       "evaluation.report.values"},
      {"no number", west_, a, "2024", {{"revenue", "many", {}}}, "evaluation.report.values"},
      {"twice",
       west_,
       a,
       "2024",
       {{"revenue", "1", {}}, {"revenue", "2", {}}},
       "evaluation.report.values"}};
  for (const Case& c : cases) {
    const Result<Report> saved = save(c.zone, c.enterprise, c.period, c.values);
    ASSERT_FALSE(saved.ok()) << c.what;
    EXPECT_EQ(saved.error().key, c.key) << c.what;
  }
  // Closed above holds below, and opening it again needs the version.
  const StatPeriod closed = run(put_period, PutPeriod{west_, "2024", {}, true, 0}).value();
  EXPECT_EQ(save(west_, a, "2024", core("1")).error().key, "evaluation.period.closed");
  EXPECT_EQ(run(put_period, PutPeriod{west_, "2024", {}, false, 0}).error().code,
            ErrorCode::conflict);
  EXPECT_TRUE(run(put_period, PutPeriod{west_, "2024", {}, false, closed.version}).ok());
  EXPECT_TRUE(save(west_, a, "2024", core("1")).ok());
}

TEST_P(StatisticsTest, UnitsAreSuspectedAgainstTheHistory) {
  const int64_t a = resident(park_, "甲示范有限公司");
  accepted(west_, a, "2023", core("12000000"));
  const Report saved = save(west_, a, "2024", {{"revenue", "120000000000", {}}}).value();
  bool found = false;
  for (const ReportFinding& finding : saved.findings) found = found || finding.rule == "unit";
  EXPECT_TRUE(found);
  // The same figure in its unit is fine.
  const Report mended =
      save(west_, a, "2024", {{"revenue", "1200", "万元"}}, saved.version).value();
  EXPECT_EQ(mended.values[0].value, "12000000.00");
  for (const ReportFinding& finding : mended.findings) EXPECT_NE(finding.rule, "unit");
}

TEST_P(StatisticsTest, TheSheetGoesOutAndComesBack) {
  const int64_t a = resident(park_, "甲示范有限公司", "2020-01-01", "91220100MAXXX00151");
  resident(park_, "乙示范有限公司");
  accepted(west_, a, "2024-11", core("1000000"));
  const File sheet = run(report_template, ReportTemplate{west_, "2024-12", {}}).value();
  std::vector<std::vector<std::string>> rows;
  ASSERT_TRUE(read_table(sheet.bytes, [&](const TableRow& row) {
                rows.emplace_back(row.cells.begin(), row.cells.end());
                return true;
              }).ok());
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0][3], "营业收入(万元)");
  EXPECT_EQ(rows[0][4], "上期:营业收入(万元)");
  EXPECT_EQ(rows[1][2], "甲示范有限公司");
  EXPECT_EQ(rows[1][3], "");
  EXPECT_EQ(rows[1][4], "100");
  // Filled in as a person would, and uploaded as XLSX.
  const std::vector<TableColumn> columns = {{rows[0][0]}, {rows[0][1]}, {rows[0][2]},
                                            {rows[0][3]}, {rows[0][4]}, {"期末从业人员(人)"}};
  const std::string bytes =
      write_table(TableFormat::xlsx, "x", columns, [&](const AddRow& add) {
        const std::vector<TableCell> cells = {
            "2024-12", rows[1][1].c_str(), rows[1][2].c_str(), 123.45, 100.0, int64_t{60}};
        add(cells);
      }).value();
  UploadReports in{west_, "2024-12", {}, true, Upload{"t.xlsx", bytes}};
  UploadAnswer answer = run(upload_reports, in, clerk_).value();
  EXPECT_FALSE(answer.committed);
  EXPECT_EQ(answer.created, 1);
  EXPECT_EQ(answer.bad, 0);
  in.preview = false;
  answer = run(upload_reports, in, clerk_).value();
  EXPECT_TRUE(answer.committed);
  const Report report = run(get_report, GetReport{west_, a, "2024-12", {}}).value();
  EXPECT_EQ(report.values[0].value, "1234500.00");
  EXPECT_EQ(report.values[0].before, "1000000.00");
  EXPECT_EQ(report.revisions[0].source, "t.xlsx");
  answer = run(upload_reports, in, clerk_).value();
  EXPECT_EQ(answer.unchanged, 1);
  EXPECT_EQ(answer.created + answer.changed, 0);
}

TEST_P(StatisticsTest, BadCellsAreNamedAndOnlyGoodRowsAreKeptWhenAsked) {
  resident(park_, "甲示范有限公司");
  resident(park_, "乙示范有限公司");
  resident(park_, "丙示范有限公司");
  const std::string csv =
      "报告期,企业名称,营业收入(万元),期末从业人员,其中:研发人员\n"
      "2024-12,甲示范有限公司,100,10,2\n"
      "2024-12,乙示范有限公司,abc,10,2\n"
      "2024-12,丙示范有限公司,100,10,20\n"
      "2024-12,丁示范有限公司,100,10,2\n"
      "2024-12,甲示范有限公司,100,10,2\n"
      "2024-11,丙示范有限公司,100,10,2\n";
  UploadAnswer answer = upload(csv).value();
  EXPECT_FALSE(answer.committed);
  EXPECT_EQ(answer.bad, 5);
  std::vector<std::string> keys;
  for (const BadRow& bad : answer.bad_cells)
    keys.push_back(fmt::format("{}:{}:{}", bad.row, bad.column, bad.key));
  EXPECT_EQ(keys, (std::vector<std::string>{
                      "3:3:evaluation.value", "4:5:evaluation.check.rd_in_staff",
                      "5:2:evaluation.report.enterprise", "6:2:evaluation.upload.twice",
                      "7:1:evaluation.upload.period", "7:2:evaluation.upload.twice"}));
  EXPECT_EQ(run(report_board, ReportBoard{root_, 2024, {}, {}, {}, {}, {}})->periods[11].draft, 0);
  answer = upload(csv, ImportMode::keep_good).value();
  EXPECT_TRUE(answer.committed);
  EXPECT_EQ(answer.created, 1);
  EXPECT_FALSE(answer.warnings.empty());
  EXPECT_EQ(upload("a,b\n1,2\n").error().key, "evaluation.upload.header");
  EXPECT_EQ(upload(csv, ImportMode::keep_good, false, "2025-12").error().key,
            "evaluation.period.future");
}

TEST_P(StatisticsTest, TheBoardAndTheRemindersCountEverybody) {
  const int64_t a = resident(park_, "甲示范有限公司");
  const int64_t b = resident(park_, "乙示范有限公司");
  resident(east_park_, "东示范有限公司");
  accepted(west_, a, "2024-12", core("1000000"));
  save(west_, b, "2024-12", core("500000")).value();
  const BoardPage board = run(report_board, ReportBoard{root_, 2024, {}, {}, {}, {}, {}}).value();
  ASSERT_EQ(board.periods.size(), 12u);
  EXPECT_EQ(board.periods[11].expected, 3);
  EXPECT_EQ(board.periods[11].accepted, 1);
  EXPECT_EQ(board.periods[11].draft, 1);
  EXPECT_EQ(board.periods[11].missing, 1);
  EXPECT_EQ(board.total, 3);
  EXPECT_EQ(run(report_board, ReportBoard{root_, 2024, {}, "draft", {}, {}, {}})->total, 1);
  EXPECT_EQ(run(report_board, ReportBoard{root_, 2024, {}, {}, "乙示范", {}, {}})->total, 1);
  EXPECT_TRUE(run(put_period, PutPeriod{root_, "2024-12", make_date(2025, 1, 10), false, 0}).ok());
  const MissingPage missing = run(list_missing, ListMissing{root_, "2024-12", {}, {}}).value();
  EXPECT_EQ(missing.total, 4);  // B's draft, the eastern one, and the two zones themselves.
  for (const MissingRow& row : missing.items) EXPECT_EQ(row.days_overdue, 64);
  // Whole lists at once; own work is left for another person.
  EXPECT_EQ(run(submit_reports, ZoneAndPeriod{root_, "2024-12"}, clerk_)->done, 1);
  const BatchAnswer own = run(accept_reports, ZoneAndPeriod{root_, "2024-12"}, clerk_).value();
  EXPECT_EQ(own.done, 0);
  EXPECT_EQ(own.left, 1);
  EXPECT_NE(own.left_why[0].zh.find("乙示范有限公司"), std::string::npos);
  EXPECT_EQ(run(accept_reports, ZoneAndPeriod{root_, "2024-12"}, checker_)->done, 1);
  EXPECT_EQ(total_of(totals(west_, "2024-12"), "revenue"), "1500000.00");
}

TEST_P(StatisticsTest, EstimatesStandBesideTheTotalAndThePublicSeesLess) {
  std::vector<int64_t> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(resident(park_, fmt::format("示范{}有限公司", i)));
  const int64_t east = resident(east_park_, "东示范有限公司");
  for (const int64_t id : ids) accepted(west_, id, "2024-11", core("1000000"));
  for (size_t i = 0; i < 4; ++i) accepted(west_, ids[i], "2024-12", core("1100000"));
  accepted(east_, east, "2024-12", core("700000"));
  const ZoneTotals sums = totals(west_, "2024-12", {}, false, true);
  for (const TotalRow& row : sums.items) {
    if (row.item != "revenue") continue;
    EXPECT_EQ(row.total, "4400000.00");
    EXPECT_EQ(row.estimate, "1100000.00");
    EXPECT_EQ(row.estimated, 1);
    EXPECT_EQ(row.reporters, 4);
    EXPECT_EQ(row.expected, 5);
  }
  // One reporter in the east: hidden there, and not to be had from the nation less the west.
  EXPECT_EQ(total_of(totals(east_, "2024-12", {}, true), "revenue"), std::nullopt);
  const bool west_hidden = !total_of(totals(west_, "2024-12", {}, true), "revenue").has_value();
  const bool root_hidden = !total_of(totals(root_, "2024-12", {}, true), "revenue").has_value();
  EXPECT_TRUE(west_hidden || root_hidden);
  EXPECT_EQ(total_of(totals(east_, "2024-12"), "revenue"), "700000.00");
  const Ranking ranking =
      run(rank_zones, TotalRanking{root_, "2024-12", "revenue", {}, {}}).value();
  ASSERT_EQ(ranking.total, 2);
  EXPECT_EQ(ranking.items[0].zone_id, west_);
  EXPECT_EQ(ranking.items[1].rank, 2);
  const Ranking shown =
      run(rank_zones, TotalRanking{root_, "2024-12", "revenue", {}, true}).value();
  for (const RankedZone& row : shown.items) {
    if (row.zone_id == east_) {
      EXPECT_TRUE(row.hidden);
      EXPECT_FALSE(row.value.has_value());
    }
  }
  const Series series =
      run(total_series, TotalSeries{west_, "revenue", "2024-10", "2024-12", {}}).value();
  ASSERT_EQ(series.points.size(), 3u);
  EXPECT_FALSE(series.points[0].value.has_value());
  EXPECT_DOUBLE_EQ(*series.points[2].value, 4'400'000);
}

TEST_P(StatisticsTest, TheZoneReportsItsOwnItems) {
  const Report own =
      accepted(west_, 0, "2024", {{"incubators", "3", {}}, {"new_enterprises", "120", {}}});
  EXPECT_EQ(own.zone_id, west_);
  EXPECT_EQ(total_of(totals(root_, "2024"), "incubators"), "3");
  EXPECT_EQ(totals(root_, "2024").accepted, 0);  // No enterprise.
}

TEST_P(StatisticsTest, TaxStandsOnlyOverTheLandOfThoseWhoReportedIt) {
  const int64_t a = resident(park_, "甲示范有限公司");
  const int64_t b = resident(east_park_, "东示范有限公司");
  accepted(west_, a, "2024", core("1000000", "0", "50", "60000"));
  accepted(east_, b, "2024", core("9000000", "0", "50", "900000"));
  accepted(west_, 0, "2024",
           {{"zone_land", "10", {}}, {"built_land", "5", {}}, {"industrial_land", "3", {}}});
  for (const RatioRow& ratio : totals(root_, "2024").ratios) {
    if (ratio.code != "tax_per_hectare") continue;
    EXPECT_DOUBLE_EQ(*ratio.value, 20'000);  // Not 960,000 over 3: the east's land is unknown.
    EXPECT_EQ(ratio.reporters_above, 1);
  }
}

TEST_P(StatisticsTest, DefinitionsOnlyGrow) {
  StatDefinitions before = run(list_stat_items, ListStatItems{}).value();
  std::string csv =
      "number,code,subject,periods,kind,value,unit,zh,en,definition_zh,definition_en,"
      "registry_field\n"
      "1,revenue,enterprise,year,flow,money,元,营业收入,Revenue,定义,Definition,revenue\n";
  const auto import = [&](const std::string& text) {
    return run(import_stat_items, ImportStatItems{root_, Upload{"items.csv", text}}, checker_);
  };
  EXPECT_EQ(import(csv).ok(), false);  // Checks name items that would be gone.
  std::string shipped;
  {
    std::ifstream file("catalogue/statistics/items.csv", std::ios::binary);
    shipped.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  EXPECT_EQ(import(shipped)->version, before.version);
  const Result<StatDefinitions> more = import(shipped +
                                              "200,robots,enterprise,year,stock,count,台,"
                                              "工业机器人,Industrial robots,期末数,At the end,\n");
  ASSERT_TRUE(more.ok());
  EXPECT_EQ(more->version, before.version + 1);
  EXPECT_EQ(more->items.size(), before.items.size() + 1);
  std::string changed = shipped;
  changed.replace(changed.find("stock,count,人"), 15, "stock,amount,人");
  EXPECT_EQ(import(changed).error().key, "evaluation.items.changed");
}

TEST_P(StatisticsTest, FiguresFromOutsideNeedASource) {
  SetContext in{root_, 2024, "national_rd", "36000", "亿元", ""};
  EXPECT_EQ(run(set_context, in).error().key, "evaluation.context.source");
  in.source = "示例公报";
  EXPECT_EQ(run(set_context, in)->value, "3600000000000.00");
  in.value = "36130";
  EXPECT_TRUE(run(set_context, in).ok());
  const ContextList list = run(list_context, ListContext{west_, 2024}).value();
  ASSERT_EQ(list.total, 1);
  EXPECT_EQ(list.items[0].value, "3613000000000.00");
  in.item = "revenue";
  EXPECT_EQ(run(set_context, in).error().key, "evaluation.context.item");
}

}  // namespace
}  // namespace gaoxin
