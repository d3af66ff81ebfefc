// Planning on both databases, on the invented demonstration and on uploaded tables.
#include "evaluation/planning.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "chain/chain.h"
#include "evaluation/planning_panel.h"
#include "storage/test_database.h"

namespace gaoxin {
namespace {

class PlanningTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    const auto prepared = database().write_result([&](Transaction& db) -> Result<Done> {
      ensure_root_zone(db);
      TRY(load_shipped_codes(db, "catalogue"));
      TRY(load_shipped_chain(db, "catalogue"));
      TRY(load_shipped_planning(db, "catalogue"));
      return load_demo_chain(db, "catalogue", now_);
    });
    ASSERT_TRUE(prepared.ok()) << prepared.error().text.en;
    ASSERT_TRUE(load_demo(database(), "catalogue").ok());
    zones_ = database().read_value([](Transaction& db) { return load_zone_tree(db); });
    for (const Zone& zone : zones_.zones()) ids_[zone.code] = zone.id;
  }

  template <typename Out, typename In>
  Result<Out> run(Result<Out> (*use_case)(Call&, const In&), const In& in,
                  const Actor* actor = nullptr) {
    return database().write_result([&](Transaction& db) {
      Call call{db, database(), actor == nullptr ? system_ : *actor, zones_, now_, "test", {}};
      return use_case(call, in);
    });
  }

  template <typename In>
  In scope(const std::string& zone) {
    In in;
    in.zone = ids_.at(zone);
    return in;
  }

  Timestamp now_ = {int64_t{1'790'000'000} * 1'000'000};  // September 2026
  Actor system_ = system_actor();
  ZoneTree zones_;
  std::map<std::string, int64_t> ids_;
};

const IndustryProposal* find(const ScreeningAnswer& answer, const std::string& industry) {
  for (const IndustryProposal& row : answer.items)
    if (row.industry == industry) return &row;
  return nullptr;
}

TEST_P(PlanningTest, ScreeningProposesWithReasons) {
  const auto answer = run(screen_industries, scope<ScreenIndustries>("CN-2201-AUTO"));
  ASSERT_TRUE(answer.ok()) << answer.error().text.en;
  EXPECT_EQ(answer->basis.areas, 16);
  EXPECT_EQ(answer->basis.year, 2024);
  EXPECT_EQ(answer->basis.from_year, 2022);
  EXPECT_TRUE(answer->basis.invented);
  EXPECT_TRUE(answer->io_table);
  EXPECT_LT(answer->basis.residents_known, answer->basis.residents);
  EXPECT_FALSE(answer->basis.remarks.empty());
  const IndustryProposal* cars = find(*answer, "36");
  ASSERT_NE(cars, nullptr);
  EXPECT_EQ(cars->chosen, "leading");
  EXPECT_EQ(cars->rank, 1);
  EXPECT_TRUE(cars->declared);
  EXPECT_GT(cars->stability, 0.9);
  ASSERT_EQ(cars->reasons.size(), 9u);
  double weights = 0;
  for (const ProposalReason& reason : cars->reasons) {
    EXPECT_FALSE(reason.words.zh.empty());
    EXPECT_FALSE(reason.words.en.empty());
    EXPECT_FALSE(reason.source.empty()) << reason.factor;
    weights += reason.weight.value_or(0);
  }
  EXPECT_NEAR(weights, 1, 1e-12);
  int auxiliary = 0;
  for (const IndustryProposal& row : answer->items) {
    EXPECT_NE(row.chosen, "none");
    if (row.chosen == "auxiliary") ++auxiliary;
  }
  EXPECT_GE(auxiliary, 3);
  // A declared industry without a resident is shown as a deviation.
  const auto chemicals = run(screen_industries, scope<ScreenIndustries>("CN-2202-CHEM"));
  ASSERT_TRUE(chemicals.ok());
  EXPECT_EQ(chemicals->deviations.size(), 1u);
  for (const char* format : {"xlsx", "csv"}) {
    ExportScreening out = scope<ExportScreening>("CN-2201-AUTO");
    out.format = format;
    out.lang = "en";
    const auto file = run(export_screening, out);
    ASSERT_TRUE(file.ok()) << file.error().text.en;
    EXPECT_GT(file->bytes.size(), 500u);
  }
}

TEST_P(PlanningTest, OneParkAloneHasNothingToCompareWith) {
  Actor local;
  local.user_id = 9;
  local.grants = {{"planner", ids_.at("CN-2201-AUTO")}};
  const auto answer = run(screen_industries, scope<ScreenIndustries>("CN-2201-AUTO"), &local);
  ASSERT_TRUE(answer.ok()) << answer.error().text.en;
  EXPECT_EQ(answer->basis.areas, 1);
  const IndustryProposal* cars = find(*answer, "36");
  ASSERT_NE(cars, nullptr);
  EXPECT_EQ(cars->chosen, "undetermined");
  EXPECT_FALSE(cars->unknown.empty());
  // What the actor may not read cannot be the reference.
  ScreenIndustries in = scope<ScreenIndustries>("CN-2201-AUTO");
  in.reference = ids_.at("CN-22");
  EXPECT_EQ(run(screen_industries, in, &local).error().key, "evaluation.planning.reference");
  ASSERT_TRUE(run(screen_industries, in).ok());
}

TEST_P(PlanningTest, MeasuresCellsAndShiftShareAgree) {
  const auto measures = run(get_regional_measures, scope<GetRegionalMeasures>("CN-22"));
  ASSERT_TRUE(measures.ok()) << measures.error().text.en;
  ASSERT_EQ(measures->regions.size(), 16u);
  EXPECT_EQ(static_cast<int64_t>(measures->industries.size()), measures->basis.industries);
  double total = 0, industries = 0;
  for (const RegionalRegion& row : measures->regions) total += row.total.value.value_or(0);
  for (const RegionalIndustry& row : measures->industries)
    industries += row.total.value.value_or(0);
  EXPECT_EQ(total, industries);

  ListPlanningCells list = scope<ListPlanningCells>("CN-2201-AUTO");
  const auto cells = run(list_planning_cells, list);
  ASSERT_TRUE(cells.ok()) << cells.error().text.en;
  double shares = 0;
  for (const PlanningCell& cell : cells->items) shares += cell.share.value.value_or(0);
  EXPECT_NEAR(shares, 1, 1e-12);
  list.sort = "luck";
  EXPECT_EQ(run(list_planning_cells, list).error().key, "evaluation.planning.sort");

  for (const char* method : {"dunn", "esteban", "gerfin"}) {
    GetShiftShare in = scope<GetShiftShare>("CN-2201-AUTO");
    in.method = method;
    const auto answer = run(get_shift_share, in);
    ASSERT_TRUE(answer.ok()) << answer.error().text.en;
    EXPECT_NEAR(*answer->total.growth.value, *answer->after.value - *answer->before.value, 1e-6);
    if (answer->method == "dunn") {
      EXPECT_NEAR(
          *answer->total.growth.value,
          *answer->total.national.value + *answer->total.mix.value + *answer->total.regional.value,
          1e-6);
      EXPECT_TRUE(answer->total.allocation.unknown);
    }
  }
  // Money: fen inside, yuan outside.
  GetShiftShare revenue = scope<GetShiftShare>("CN-2201-AUTO");
  revenue.measure = PlanningMeasure::revenue;
  const auto money = run(get_shift_share, revenue);
  ASSERT_TRUE(money.ok());
  EXPECT_EQ(money->basis.unit, "元");
  EXPECT_GT(*money->after.value, 1e9);
  EXPECT_LT(*money->after.value, 1e12);
}

TEST_P(PlanningTest, GrowthComparesTheSameEnterprises) {
  // A resident whose value of 2022 is unknown must not look like growth.
  const int64_t park = ids_.at("CN-2201-AUTO");
  const auto before = run(get_shift_share, scope<GetShiftShare>("CN-2201-AUTO"));
  ASSERT_TRUE(before.ok());
  const int64_t id =
      database()
          .write_result([&](Transaction& db) -> Result<int64_t> {
            Call call{db, database(), system_, zones_, now_, "test", {}};
            EnterpriseInput input;
            input.name = "后来的企业";
            input.industry_code = "36";
            TRY_ASSIGN(made, create_enterprise(call, {park, input}));
            TRY(set_residence(call, {park, made.id, make_date(2015, 1, 1), std::nullopt}));
            TRY(record_facts(call,
                             {park, made.id, {{"employees", "2024", "5000", {}, "report", {}}}}));
            return made.id;
          })
          .value();
  const auto after = run(get_shift_share, scope<GetShiftShare>("CN-2201-AUTO"));
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(*after->total.growth.value, *before->total.growth.value);
  EXPECT_EQ(after->basis.growth_excluded, before->basis.growth_excluded + 1);
  // Known in both years it counts; the newest statement of a year is the one that counts.
  const auto recorded =
      run(record_facts, RecordFacts{park,
                                    id,
                                    {{"employees", "2022", "100", {}, "report", {}},
                                     {"employees", "2022", "4000", {}, "correction", {}}}});
  ASSERT_TRUE(recorded.ok()) << recorded.error().text.en;
  const auto both = run(get_shift_share, scope<GetShiftShare>("CN-2201-AUTO"));
  EXPECT_EQ(*both->total.growth.value, *before->total.growth.value + 1000);
}

TEST_P(PlanningTest, OverlapWarnsAndSuggests) {
  const auto answer = run(get_overlap, scope<PlanningScope>("CN-22"));
  ASSERT_TRUE(answer.ok()) << answer.error().text.en;
  EXPECT_EQ(answer->areas.size(), 16u);
  EXPECT_EQ(answer->pairs.size(), 120u);
  EXPECT_GT(answer->warnings, 0);
  for (const OverlapPair& pair : answer->pairs) {
    if (pair.krugman.value) {
      EXPECT_GE(*pair.krugman.value, 0);
      EXPECT_LE(*pair.krugman.value, 2);
    } else {
      EXPECT_TRUE(pair.krugman.unknown);
    }
    EXPECT_EQ(pair.warning && pair.reasons.empty(), false);
  }
  const OverlapPair& worst = answer->pairs.front();  // Two parks of medicine.
  EXPECT_TRUE(worst.warning);
  EXPECT_EQ(worst.shared_leading, std::vector<std::string>{"27"});
  EXPECT_EQ(worst.nearness, "same_province");
  EXPECT_FALSE(worst.suggestions.empty());
  // A park sees its own pairs only.
  const auto own = run(get_overlap, scope<PlanningScope>("CN-2205-PHARMA"));
  ASSERT_TRUE(own.ok());
  EXPECT_EQ(own->pairs.size(), 15u);
  ExportPlanning out = scope<ExportPlanning>("CN-22");
  out.format = "csv";
  out.lang = "en";
  EXPECT_NE(run(export_overlap, out)->bytes.find("same province"), std::string::npos);
}

TEST_P(PlanningTest, AllocationShowsWhatIsMissingAndWhatIsOutside) {
  const auto answer = run(get_allocation, scope<ZoneOnly>("CN-22"));
  ASSERT_TRUE(answer.ok()) << answer.error().text.en;
  std::map<std::pair<std::string, std::string>, const AllocationRow*> rows;
  for (const AllocationRow& row : answer->items) rows[{row.region_code, row.key}] = &row;
  EXPECT_EQ(answer->items.size(), 43u);
  EXPECT_EQ(rows.at({"2201", "automobile"})->state, "present");
  EXPECT_GT(rows.at({"2201", "automobile"})->residents, 10);
  EXPECT_EQ(rows.at({"2201", "leather"})->state, "absent");
  EXPECT_EQ(rows.at({"2201", "agricultural_machinery"})->state, "uncertain");
  EXPECT_EQ(rows.at({"2224", "ginseng"})->state, "present");
  EXPECT_EQ(rows.at({"2224", "ginseng"})->clause, "3");
  bool automobiles_in_siping = false;
  for (const OutsideAllocation& row : answer->outside)
    if (row.region_code == "2203" && row.industry == "36")
      automobiles_in_siping = row.allotted_to == std::vector<Text>{{"长春市", "Changchun"}};
  EXPECT_TRUE(automobiles_in_siping);
  // A park sees its own region, and counts only what is its own.
  const auto park = run(get_allocation, scope<ZoneOnly>("CN-2201-OPTO"));
  ASSERT_TRUE(park.ok());
  for (const AllocationRow& row : park->items) EXPECT_EQ(row.region_code, "2201");
  EXPECT_TRUE(run(export_allocation, scope<ExportZone>("CN-22")).ok());
}

TEST_P(PlanningTest, StagesWithMeasuresOfTheSource) {
  const auto list = run(list_stages, scope<ZoneOnly>("CN-22"));
  ASSERT_TRUE(list.ok()) << list.error().text.en;
  ASSERT_EQ(list->items.size(), 16u);
  std::set<std::string> stages;
  for (const ParkStage& park : list->items) {
    EXPECT_EQ(park.certain, park.stage.has_value());
    EXPECT_EQ(park.values.size(), 13u);
    if (park.stage) stages.insert(*park.stage);
    EXPECT_FALSE(park.measures.empty());
    for (const ParkStageMeasure& measure : park.measures) EXPECT_FALSE(measure.clause.empty());
    // Every indicator without a value is named with its reason.
    size_t unknown = 0;
    for (const ParkStageValue& value : park.values) {
      unknown += !value.value;
      EXPECT_FALSE(value.words.zh.empty()) << value.key;
    }
    EXPECT_EQ(park.unknown.size(), unknown);
    for (const ParkStageConditionResult& row : park.to_next) {
      EXPECT_EQ(row.gap.has_value(), row.state == "unmet");
      EXPECT_TRUE(!row.gap || *row.gap > 0) << row.indicator;
    }
  }
  EXPECT_GE(stages.size(), 2u);
  const auto cars = run(get_stage, scope<ZoneOnly>("CN-2201-AUTO"));
  ASSERT_TRUE(cars.ok());
  EXPECT_EQ(cars->stage, "cluster");
  EXPECT_EQ(run(get_stage, scope<ZoneOnly>("CN-2201")).error().key, "evaluation.planning.no_park");
  EXPECT_TRUE(run(export_stages, scope<ExportZone>("CN-22")).ok());
}

TEST_P(PlanningTest, RulesAreRevisedByZoneAndVersion) {
  const auto shipped =
      run(get_planning_rules, GetPlanningRules{ids_.at("CN-22"), PlanningRuleKind::screening, {}});
  ASSERT_TRUE(shipped.ok()) << shipped.error().text.en;
  EXPECT_EQ(shipped->head.zone_id, 0);
  PutPlanningRules put;
  put.zone = ids_.at("CN-2201");
  put.version = shipped->head.revision;
  put.screening = shipped->screening;
  put.screening->classes[0].needs[1].at_least = 0.99;  // Nothing is so large.
  const auto own = run(put_planning_rules, put);
  ASSERT_TRUE(own.ok()) << own.error().text.en;
  EXPECT_EQ(own->head.revision, shipped->head.revision + 1);
  EXPECT_EQ(run(put_planning_rules, put).error().key, "evaluation.planning.version");
  // In force below the zone, not beside it.
  const auto below = run(screen_industries, scope<ScreenIndustries>("CN-2201-AUTO"));
  EXPECT_EQ(below->rules_revision, own->head.revision);
  EXPECT_NE(find(*below, "36")->chosen, "leading");
  EXPECT_FALSE(below->deviations.empty());
  const auto beside = run(screen_industries, scope<ScreenIndustries>("CN-2205-PHARMA"));
  EXPECT_EQ(beside->rules_revision, shipped->head.revision);
  // A revision of tomorrow is not in force today.
  put.version = own->head.revision;
  put.screening->valid_from = make_date(2027, 1, 1);
  ASSERT_TRUE(run(put_planning_rules, put).ok());
  EXPECT_EQ(run(screen_industries, scope<ScreenIndustries>("CN-2201-AUTO"))->rules_revision,
            own->head.revision);
  put.screening->classes.clear();
  EXPECT_EQ(run(put_planning_rules, put).error().key, "evaluation.planning.rules");
  put.overlap = OverlapRules{};
  EXPECT_EQ(run(put_planning_rules, put).error().key, "evaluation.planning.rules");
  EXPECT_EQ(run(list_planning_rules, scope<ZoneOnly>("CN-2205"))->total, 4);
  EXPECT_EQ(run(list_planning_rules, scope<ZoneOnly>("CN-2201"))->total, 6);
  // Loading the catalogue again changes nothing.
  ASSERT_TRUE(
      database()
          .write_result([](Transaction& db) { return load_shipped_planning(db, "catalogue"); })
          .ok());
  EXPECT_EQ(run(list_planning_rules, scope<ZoneOnly>("CN-2201"))->total, 6);
}

TEST_P(PlanningTest, UploadedTables) {
  ImportPlanningTable in;
  in.zone = ids_.at("CN-22");
  in.file = {"jobs.csv",
             "地区,行业代码,年份,从业人员\n长春市,36,2022,100\n长春市,27,2022,50\n"
             "吉林市,36,2022,40\n吉林市,27,2022,60\n长春市,36,2024,140\n长春市,27,2024,50\n"
             "吉林市,36,2024,40\n吉林市,27,2024,\n"};
  in.source = "统计年鉴";
  const auto table = run(import_planning_table, in);
  ASSERT_TRUE(table.ok()) << table.error().text.en;
  EXPECT_EQ(table->cells, 7);
  EXPECT_EQ(table->years, (std::vector<int64_t>{2022, 2024}));
  ListPlanningCells list = scope<ListPlanningCells>("CN-2201");
  list.table = table->id;
  const auto cells = run(list_planning_cells, list);
  ASSERT_TRUE(cells.ok()) << cells.error().text.en;
  EXPECT_EQ(cells->basis.source.zh, "统计年鉴");
  ASSERT_EQ(cells->items.size(), 2u);
  // The empty cell is unknown: the sums are over 140, 50 and 40.
  EXPECT_EQ(cells->items[0].industry, "27");
  EXPECT_NEAR(*cells->items[0].quotient.value, (50.0 / 190) / (50.0 / 230), 1e-12);
  EXPECT_FALSE(cells->basis.remarks.empty());
  // As zero when the person who uploads says so.
  in.blank_is_zero = true;
  in.name = "zeros";
  ListPlanningCells other = scope<ListPlanningCells>("CN-2202");
  other.table = run(import_planning_table, in)->id;
  bool seen = false;
  const auto zeros = run(list_planning_cells, other);
  for (const PlanningCell& cell : zeros->items)
    if (cell.industry == "27") {
      seen = true;
      EXPECT_EQ(cell.total.value, 0);
    }
  EXPECT_TRUE(seen);
  // By name of the row; an unknown one is told.
  list.area = "吉林市";
  EXPECT_TRUE(run(list_planning_cells, list).ok());
  list.area = "月球";
  EXPECT_EQ(run(list_planning_cells, list).error().key, "evaluation.planning.area");
  ScreenIndustries screen = scope<ScreenIndustries>("CN-2201");
  screen.table = table->id;
  EXPECT_TRUE(run(screen_industries, screen).ok());
  // Not of zones beside.
  ZoneAndId beside{ids_.at("CN-2201"), table->id};
  EXPECT_EQ(run(delete_planning_table, beside).error().code, ErrorCode::not_found);
  EXPECT_EQ(run(list_planning_tables, scope<ZoneOnly>("CN"))->total, 0);
  EXPECT_EQ(run(list_planning_tables, scope<ZoneOnly>("CN-2201"))->total, 2);
  ASSERT_TRUE(run(delete_planning_table, ZoneAndId{ids_.at("CN-22"), table->id}).ok());
  EXPECT_EQ(run(screen_industries, screen).error().key, "evaluation.planning.table");
}

TEST_P(PlanningTest, BadTablesChangeNothing) {
  const struct {
    const char* bytes;
    const char* path;
  } kCases[] = {
      {"region,industry,year,value\n长春市,36,2024,-5\n", "row 2, column 4"},
      {"region,industry,year,value\n长春市,36,2024,many\n", "row 2, column 4"},
      {"region,industry,year,value\n,36,2024,5\n", "row 2, column 4"},
      {"region,industry,year,value\n长春市,36,24,5\n", "row 2, column 4"},
      {"region,industry,year,value\n长春市,36,2024,5\n长春市,36,2024,6\n", "row 3, column 4"},
      {"region,36,36\n长春市,5,6\n", "row 1, column 3"},
  };
  for (const auto& c : kCases) {
    ImportPlanningTable in;
    in.zone = ids_.at("CN-22");
    in.file = {"bad.csv", c.bytes};
    if (std::string_view(c.bytes).starts_with("region,36")) in.year = 2024;
    const auto result = run(import_planning_table, in);
    ASSERT_FALSE(result.ok()) << c.bytes;
    ASSERT_FALSE(result.error().fields.empty()) << result.error().text.en;
    EXPECT_EQ(result.error().fields[0].path, c.path) << c.bytes;
  }
  ImportPlanningTable empty;
  empty.zone = ids_.at("CN-22");
  empty.file = {"empty.csv", "region,36,37\n长春市,,\n"};
  empty.year = 2024;
  EXPECT_EQ(run(import_planning_table, empty).error().key, "evaluation.planning.table_empty");
  EXPECT_EQ(run(list_planning_tables, scope<ZoneOnly>("CN-22"))->total, 0);
}

TEST_P(PlanningTest, GermanTableGivesTheReferenceQuotients) {
  const std::string folder = "../shared/data/evaluation/regional/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no reference files";
  std::ifstream file(folder + "in_employment_16regions_x_17industries.csv");
  std::ostringstream bytes;
  bytes << file.rdbuf();
  ImportPlanningTable in;
  in.zone = ids_.at("CN");
  in.file = {"german.csv", bytes.str()};
  in.year = 2015;
  const auto table = run(import_planning_table, in);
  ASSERT_TRUE(table.ok()) << table.error().text.en;
  EXPECT_EQ(table->areas, 16);
  EXPECT_EQ(table->industries, 17);
  ListPlanningCells list = scope<ListPlanningCells>("CN");
  list.table = table->id;
  list.area = "Bayern";
  list.sort = "industry";
  const auto cells = run(list_planning_cells, list);
  ASSERT_TRUE(cells.ok()) << cells.error().text.en;
  ASSERT_EQ(cells->items.size(), 17u);
  EXPECT_NEAR(*cells->items[1].quotient.value, 1.1902784760088321, 1e-9);
  EXPECT_TRUE(cells->items[1].growth.unknown);  // One year only.
}

TEST_P(PlanningTest, BadScopesAreTold) {
  ScreenIndustries in = scope<ScreenIndustries>("CN-2201-AUTO");
  in.digits = 5;
  EXPECT_EQ(run(screen_industries, in).error().key, "evaluation.planning.digits");
  in = scope<ScreenIndustries>("CN-2201-AUTO");
  in.level = ZoneLevel::nation;
  EXPECT_EQ(run(screen_industries, in).error().key, "evaluation.planning.level");
  in.level = ZoneLevel::city;
  EXPECT_EQ(run(screen_industries, in).error().key, "evaluation.planning.area");
  in = scope<ScreenIndustries>("CN-2201-AUTO");
  in.year = 2022;
  in.from_year = 2024;
  EXPECT_EQ(run(screen_industries, in).error().key, "evaluation.planning.years");
  in.from_year = 2022;
  const auto one_year = run(screen_industries, in);
  ASSERT_TRUE(one_year.ok());
  EXPECT_FALSE(one_year->basis.from_year);
}

INSTANTIATE_TEST_SUITE_P(Engines, PlanningTest, testing::ValuesIn(test_engines()), engine_name);

}  // namespace
}  // namespace gaoxin
