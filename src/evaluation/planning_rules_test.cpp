// The rules of planning without a database: classes and their stability, stages with what is
// unknown, allotted industries, and rules that are wrong.
#include "evaluation/planning_rules.h"

#include <gtest/gtest.h>

namespace gaoxin {
namespace {

ScreeningRules simple_rules() {
  ScreeningRules rules;
  rules.title = {"规则", "Rules"};
  rules.source = "test";
  for (const char* key : {"location_quotient", "share", "competitive_growth", "supplies"})
    rules.factors.push_back({key, {key, key}, "", 0, 1, {}});
  rules.factors[0].high = 2;
  rules.factors[2].low = -0.1;
  rules.factors[2].high = 0.1;
  rules.factors[3].high = 0.2;
  rules.classes = {
      {"leading", {"主导", "Leading"}, {}, {{"location_quotient", 1.2}}, {{"share", 1}}, 40, 1},
      {"core",
       {"核心", "Core"},
       {},
       {},
       {{"location_quotient", 1}, {"competitive_growth", 1}},
       50,
       5},
      {"auxiliary", {"配套", "Auxiliary"}, {}, {{"supplies", 0.05}}, {{"supplies", 1}}, 40, 5}};
  return rules;
}

/// Two areas, four industries; the first area is strong in industry 0 and grows in 1.
ScreeningInput simple_input() {
  ScreeningInput in;
  in.regions = 2;
  in.industries = 4;
  in.now = {60, 30, 0, 10, 10, 20, 40, 30};
  in.before = {60, 20, 0, 10, 10, 20, 40, 30};
  in.after = in.now;
  in.unknown = {0, 0, 0, 0, 0, 0, 0, 0};
  in.years = 2;
  in.inputs.assign(16, 0.0);
  in.inputs[2 * 4 + 0] = 0.15;  // Industry 2 supplies industry 0.
  return in;
}

const ScreenedIndustry& row_of(const std::vector<ScreenedIndustry>& rows, size_t industry) {
  for (const ScreenedIndustry& row : rows)
    if (row.industry == industry) return row;
  ADD_FAILURE() << "no industry " << industry;
  return rows.front();
}

TEST(ScreeningTest, EachClassTakesItsOwnAndSaysWhy) {
  const ScreeningInput input = simple_input();
  const ScreeningRules rules = simple_rules();
  ASSERT_TRUE(check_rules(rules).ok());
  const auto rows = screen_region(input, screening_basis(input), 0, rules);
  EXPECT_EQ(row_of(rows, 0).chosen, 0u);
  EXPECT_NEAR(*row_of(rows, 0).scores[0], 60, 1e-9);
  EXPECT_EQ(row_of(rows, 1).chosen, 1u);
  EXPECT_EQ(row_of(rows, 2).chosen, 2u);  // Nobody here makes it, and industry 0 needs it.
  EXPECT_FALSE(row_of(rows, 3).chosen);
  // 60 of industry 0 and 30 of industry 1 were chosen: 0.15 x 60 / 90.
  EXPECT_NEAR(*row_of(rows, 2).factors[3].value, 0.1, 1e-12);
  // sqrt(30 / 20) - sqrt(50 / 40)
  EXPECT_NEAR(*row_of(rows, 1).factors[2].value, 1.224744871391589 - 1.118033988749895, 1e-12);
  EXPECT_EQ(row_of(rows, 2).factors[2].because, UnknownBecause::zero_start);
  // Classes in their order, then those in none.
  EXPECT_EQ(rows.front().industry, 0u);
  EXPECT_EQ(rows.back().industry, 3u);
}

TEST(ScreeningTest, StabilityIsSeededAndFallsAtAThreshold) {
  const ScreeningInput input = simple_input();
  ScreeningRules rules = simple_rules();
  const ScreeningBasis basis = screening_basis(input);
  EXPECT_EQ(row_of(screen_region(input, basis, 0, rules), 0).stability, 1);
  // The score of industry 1 moves with the weights; a threshold at it is met in about half.
  rules.classes[1].score_at_least = *row_of(screen_region(input, basis, 0, rules), 1).scores[1];
  rules.replications = 1000;
  const double first = row_of(screen_region(input, basis, 0, rules), 1).stability;
  EXPECT_GT(first, 0.4);
  EXPECT_LT(first, 0.6);
  EXPECT_EQ(row_of(screen_region(input, basis, 0, rules), 1).stability, first);
  rules.seed = 2;
  EXPECT_NE(row_of(screen_region(input, basis, 0, rules), 1).stability, first);
  rules.spread = 0;
  EXPECT_EQ(row_of(screen_region(input, basis, 0, rules), 1).stability, 1);
}

TEST(ScreeningTest, WhatIsUnknownIsUndeterminedNotRefused) {
  ScreeningInput input = simple_input();
  input.now[3] = 0;  // Somebody is there, and nothing is known of it.
  input.unknown[3] = 1;
  const auto rows = screen_region(input, screening_basis(input), 0, simple_rules());
  EXPECT_TRUE(row_of(rows, 3).undetermined);
  EXPECT_FALSE(row_of(rows, 3).chosen);
  EXPECT_FALSE(row_of(rows, 3).factors[0].value);
  EXPECT_FALSE(row_of(rows, 3).scores[0]);
  // One area alone: no quotient, so nothing leads, and everything could.
  ScreeningInput alone = simple_input();
  alone.regions = 1;
  alone.now.resize(4);
  alone.before.resize(4);
  alone.after.resize(4);
  alone.unknown.resize(4);
  const auto lonely = screen_region(alone, screening_basis(alone), 0, simple_rules());
  EXPECT_EQ(row_of(lonely, 0).factors[0].because, UnknownBecause::one_region);
  EXPECT_TRUE(row_of(lonely, 0).undetermined);
}

TEST(ScreeningTest, WithoutTheChainNothingServes) {
  ScreeningInput input = simple_input();
  input.inputs.clear();
  const auto rows = screen_region(input, screening_basis(input), 0, simple_rules());
  EXPECT_FALSE(row_of(rows, 2).chosen);
}

ParkStageRules simple_stages() {
  ParkStageRules rules;
  rules.title = {"阶段", "Stages"};
  rules.source = "test";
  for (const char* key : {"residents", "brand", "supply_links"})
    rules.indicators.push_back({key, {key, key}, "", {}});
  rules.stages = {{"initial", {"起步", "Initial"}, {}, 0, {}, {}},
                  {"filling", {"充实", "Filling"}, {}, 0.5, {{"residents", 8, 1, {}}}, {}},
                  {"cluster",
                   {"集群", "Cluster"},
                   {},
                   0.6,
                   {{"supply_links", 0.5, 2, {}}, {"brand", 1, 1, {}}, {"residents", 20, 1, {}}},
                   {}}};
  return rules;
}

TEST(StageTest, VerdictsAndWhatIsUnknown) {
  const ParkStageRules rules = simple_stages();
  ASSERT_TRUE(check_rules(rules).ok());
  const auto is = [](double value) { return IndicatorValue{value, value}; };
  const IndicatorValue unknown;
  const struct {
    const char* name;
    IndicatorValue residents, links, brand;
    size_t lowest, highest;
  } kCases[] = {
      {"too few residents", is(7), is(1), is(1), 0, 0},
      {"the boundary belongs to it", is(8), is(0.4), is(1), 1, 1},
      {"two of four are not 60 %", is(9), is(0.5), unknown, 1, 2},
      {"three of four", is(9), is(0.5), is(1), 2, 2},
      {"an unknown that cannot decide", is(25), is(0.1), unknown, 1, 1},
      {"nothing is known", unknown, unknown, unknown, 0, 2},
      {"at least so much is enough", {std::nullopt, 21}, is(0.5), is(0), 2, 2},
      {"at least so much is not enough", {std::nullopt, 5}, is(0), is(0), 0, 1},
      {"a later stage needs the one before", is(3), is(9), is(1), 0, 0},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    const ParkStageVerdict verdict = diagnose_stage(
        rules, {{"residents", c.residents}, {"supply_links", c.links}, {"brand", c.brand}});
    EXPECT_EQ(verdict.lowest, c.lowest);
    EXPECT_EQ(verdict.highest, c.highest);
  }
}

TEST(AllocationTest, CodesWordsAndCoarseCodes) {
  const AllottedIndustry rail{"rail", {"轨道客车", "Rail"}, {"371"}, {"转向架"}, {}};
  const AllottedIndustry corn{"corn", {"玉米", "Corn"}, {}, {"玉米"}, {"13"}};
  EXPECT_EQ(belongs_to(rail, "3714", ""), Belongs::yes);
  EXPECT_EQ(belongs_to(rail, "37", ""), Belongs::maybe);
  EXPECT_EQ(belongs_to(rail, "372", ""), Belongs::no);
  EXPECT_EQ(belongs_to(rail, "36", "某公司\n转向架"), Belongs::yes);
  EXPECT_EQ(belongs_to(rail, std::nullopt, "某公司"), Belongs::no);
  EXPECT_EQ(belongs_to(corn, "1391", ""), Belongs::maybe);
  EXPECT_EQ(belongs_to(corn, "1391", "玉米淀粉"), Belongs::yes);
}

template <typename Rules>
std::vector<std::string> wrong_places(const Rules& rules) {
  std::vector<std::string> out;
  const Result<Done> checked = check_rules(rules);
  if (checked.ok()) return out;
  EXPECT_EQ(checked.error().key, "evaluation.planning.rules");
  for (const FieldError& field : checked.error().fields) out.push_back(field.path);
  return out;
}

TEST(RulesTest, EveryMistakeIsNamed) {
  ScreeningRules screening = simple_rules();
  screening.factors[0].key = "luck";
  screening.factors[1].high = screening.factors[1].low;
  screening.classes[0].weights = {{"share", 0}};
  screening.classes[1].weights[0].weight = -1;
  screening.classes[2].needs[0].factor = "nothing";
  screening.spread = 2;
  const std::vector<std::string> places = wrong_places(screening);
  for (const char* place : {"factors[0].key", "factors[1].high", "classes[0].weights",
                            "classes[1].weights[0].weight", "classes[2].needs[0].factor", "spread"})
    EXPECT_NE(std::find(places.begin(), places.end(), place), places.end()) << place;

  ParkStageRules stages = simple_stages();
  stages.stages[0].conditions = {{"brand", 1, 1, {}}};
  stages.stages[1].conditions[0].weight = 0;
  stages.stages[2].met_at_least = 1.5;
  EXPECT_EQ(wrong_places(stages),
            (std::vector<std::string>{"stages[0].conditions", "stages[1].conditions[0].weight",
                                      "stages[2].met_at_least"}));
  OverlapRules overlap;
  overlap.krugman_at_most = 3;
  EXPECT_EQ(wrong_places(overlap),
            (std::vector<std::string>{"title", "source", "krugman_at_most"}));
  AllocationRules allocation;
  allocation.title = {"布局", "Allocation"};
  allocation.source = "test";
  allocation.regions = {{"吉林", {"长春", "Changchun"}, {{"x", {"x", "x"}, {}, {}, {}}}, {}}};
  EXPECT_EQ(wrong_places(allocation),
            (std::vector<std::string>{"regions[0].region_code", "regions[0].industries[0].codes"}));
}

}  // namespace
}  // namespace gaoxin
