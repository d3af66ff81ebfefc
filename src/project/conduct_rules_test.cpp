// The pure rules of the conduct part: splitting, decimals, scores, commitments, cases, appraisal,
// probabilities. No database.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "project/apportion.h"
#include "project/appraisal_rules.h"
#include "project/assessment_rules.h"
#include "project/case_rules.h"
#include "project/commitment_rules.h"
#include "project/outlook_rules.h"

namespace gaoxin {
namespace {

using Shares = std::vector<int64_t>;

TEST(Apportion, GivesTheRestToTheLargestFractions) {
  struct Row {
    int64_t total;
    Shares weights, wanted;
  };
  const Row rows[] = {
      {100, {1, 1, 1}, {34, 33, 33}},  // Equal fractions: the earlier place.
      {10, {3, 3, 1}, {4, 4, 2}},      // 4.28, 4.28, 1.43
      {0, {5, 5}, {0, 0}},
      {-100, {1, 1, 1}, {-34, -33, -33}},
      {7, {0, 1}, {0, 7}},
      {INT64_MAX, {1, 1}, {INT64_MAX / 2 + 1, INT64_MAX / 2}},
      {INT64_MIN, {1}, {INT64_MIN}},
  };
  for (const Row& row : rows) EXPECT_EQ(apportion(row.total, row.weights), row.wanted) << row.total;
  EXPECT_FALSE(apportion(5, Shares{0, 0}).has_value());
  EXPECT_FALSE(apportion(5, Shares{}).has_value());
  EXPECT_FALSE(apportion(5, Shares{2, -1}).has_value());
}

TEST(Apportion, AlwaysAddsUpAndIsNeverOffByOneUnit) {
  Random random(5);
  for (int round = 0; round < 2000; ++round) {
    Shares weights(1 + random.below(9));
    for (int64_t& weight : weights) weight = static_cast<int64_t>(random.below(10'000));
    const int64_t sum = std::accumulate(weights.begin(), weights.end(), int64_t{0});
    const int64_t total = static_cast<int64_t>(random.below(1'000'000));
    const auto shares = apportion(total, weights);
    ASSERT_EQ(shares.has_value(), sum > 0);
    if (!shares) continue;
    EXPECT_EQ(std::accumulate(shares->begin(), shares->end(), int64_t{0}), total);
    for (size_t i = 0; i < weights.size(); ++i) {
      const int64_t floor = total * weights[i] / sum;
      EXPECT_GE((*shares)[i], floor);
      EXPECT_LE((*shares)[i], floor + 1);
    }
  }
}

TEST(Decimal, ReadsAndWritesFourDecimalsExactly) {
  const std::pair<const char*, const char*> rows[] = {
      {"300", "300"},         {"0.1234", "0.1234"},
      {"-0.0001", "-0.0001"}, {"1,234.50", "1234.5"},
      {" 7.10 ", "7.1"},      {"922337203685477.5807", "922337203685477.5807"},
  };
  for (const auto& [in, out] : rows) {
    const Result<Decimal> value = parse_decimal(in);
    ASSERT_TRUE(value.ok()) << in;
    EXPECT_EQ(format_decimal(*value), out);
  }
  for (const char* bad :
       {"", "-", ".5", "5.", "1.23456", "1e3", "12 3", "922337203685477.5808", "1.2.3", "五"})
    EXPECT_FALSE(parse_decimal(bad).ok()) << bad;
  EXPECT_EQ(format_decimal(divide(1, 1, 3, 1).value()), "0.3333");
  EXPECT_EQ(format_decimal(divide(-2, 1, 3, 1).value()), "-0.6667");
  EXPECT_FALSE(divide(1, 1, 0, 1).has_value());
  EXPECT_FALSE(divide(INT64_MAX, 1, 1, 1).has_value());
}

TEST(Assessment, UnknownUntilEveryCriterionAndEnoughAssessors) {
  const ScoreRule rule;
  const Scores full{80, 70, 60, 90, 50, 75};
  EXPECT_EQ(sheet_total(rule.weights, full), 71.75);  // 16+14+12+13.5+5+11.25
  Scores part = full;
  part.energy.reset();
  EXPECT_FALSE(sheet_total(rule.weights, part).has_value());

  Assessment answer = assess(rule, std::vector{part, part, part});
  EXPECT_FALSE(answer.total.has_value());
  EXPECT_EQ(answer.verdict, ScoreVerdict::unknown);
  EXPECT_NE(answer.reason.zh.find("能源消耗"), std::string::npos);

  answer = assess(rule, std::vector{full, full});
  EXPECT_EQ(answer.total, 71.75);
  EXPECT_EQ(answer.verdict, ScoreVerdict::unknown);  // Two of three sheets.

  // A missing score is not a zero: the mean is over those who gave it.
  answer = assess(rule, std::vector{full, part, full});
  EXPECT_EQ(answer.criteria[4].assessors, 2);
  EXPECT_EQ(answer.criteria[4].mean, 50);
  EXPECT_EQ(answer.verdict, ScoreVerdict::passed);

  const Scores low{20, 20, 20, 20, 20, 20};
  answer = assess(rule, std::vector{full, full, low});
  EXPECT_EQ(answer.spread, 51.75);
  EXPECT_TRUE(answer.wide_spread);
  EXPECT_EQ(answer.total, 54.5);
  EXPECT_EQ(answer.verdict, ScoreVerdict::failed);
  EXPECT_EQ(answer.criteria[0].low, 20);
  EXPECT_EQ(answer.criteria[0].high, 80);
}

TEST(Assessment, RefusesWhatIsNoRuleOrScore) {
  ScoreRule rule;
  EXPECT_TRUE(check_score_rule(rule).ok());
  rule.weights.fit = 21;
  EXPECT_EQ(check_score_rule(rule).error().key, "project.score_rule.weight");
  rule = {};
  rule.weights.fit = -20;
  rule.weights.market = 60;
  EXPECT_FALSE(check_score_rule(rule).ok());
  rule = {};
  rule.threshold = 101;
  EXPECT_FALSE(check_score_rule(rule).ok());
  EXPECT_FALSE(check_scores({}).ok());
  EXPECT_FALSE(check_scores({.fit = 101}).ok());
  EXPECT_TRUE(check_scores({.benefit = 0}).ok());
}

FormulaFact fact(int64_t id, const char* field, const char* period, int64_t amount) {
  return {id, field, period, amount, "", "示范", {}};
}

TEST(Commitments, FormulasAreExact) {
  // 30 mu are 20,000 m²; 3,000 万元 of investment a year for three years.
  const std::vector<FormulaFact> facts = {
      fact(1, "land_area", "2023", 20'000'000),
      fact(2, "floor_area", "2024", 30'000'000),
      fact(3, "investment", "2023", 3'000'000'000),
      fact(4, "investment", "2024", 3'000'000'000),
      fact(5, "investment", "2025", 3'000'000'000),
      fact(6, "tax_paid", "2025", 600'000'000),       // 600 万元
      fact(7, "value_added", "2025", 2'000'000'000),  // 2,000 万元
      fact(8, "energy_use", "2025", 400'000),         // 400 tce
      fact(9, "rd_expense", "2025", 100'000'000),
      fact(10, "revenue", "2025", 3'000'000'000),
      fact(11, "pollutant_emissions", "2025", 1'500),  // 1.5 t
      fact(12, "employees", "2025", 321),
      fact(13, "tax_paid", "2025", 660'000'000),  // A correction: the higher id counts.
  };
  const std::pair<const char*, const char*> rows[] = {{"investment_intensity", "300"},
                                                      {"floor_area_ratio", "1.5"},
                                                      {"tax_per_mu", "22"},
                                                      {"energy_per_value_added", "0.2"},
                                                      {"rd_ratio", "3.3333"},
                                                      {"emissions_per_value_added", "0.75"},
                                                      {"fixed_investment", "90000000"},
                                                      {"jobs", "321"},
                                                      {"tax", "6600000"},
                                                      {"energy_use", "400"}};
  for (const auto& [name, wanted] : rows) {
    const Metric* metric = find_metric(name);
    ASSERT_NE(metric, nullptr) << name;
    const ComputedActual actual = compute_actual(*metric, 2025, 2023, facts);
    ASSERT_TRUE(actual.value.has_value()) << name << actual.reason.en;
    EXPECT_EQ(format_decimal(*actual.value), wanted) << name;
    EXPECT_FALSE(actual.facts.empty());
  }
}

TEST(Commitments, UnknownStaysUnknown) {
  const Metric& intensity = *find_metric("investment_intensity");
  // A year of the sum is missing, the denominator is missing, the denominator is zero.
  EXPECT_FALSE(
      compute_actual(intensity, 2025, 2024,
                     std::vector{fact(1, "investment", "2025", 5), fact(2, "land_area", "2025", 5)})
          .value);
  EXPECT_FALSE(
      compute_actual(intensity, 2025, 2025, std::vector{fact(1, "investment", "2025", 5)}).value);
  const ComputedActual zero = compute_actual(
      intensity, 2025, 2025,
      std::vector{fact(1, "investment", "2025", 5), fact(2, "land_area", "2025", 0)});
  EXPECT_FALSE(zero.value);
  EXPECT_NE(zero.reason.zh.find("为零"), std::string::npos);
  // A fact of a part of the year is not the year's.
  EXPECT_FALSE(compute_actual(*find_metric("tax"), 2025, 2025,
                              std::vector{fact(1, "tax_paid", "2025-Q1", 5)})
                   .value);
  EXPECT_FALSE(compute_actual(*find_metric("other"), 2025, 2025, {}).value);
  // An area of a later year says nothing about this one.
  EXPECT_FALSE(
      compute_actual(*find_metric("tax_per_mu"), 2024, 2024,
                     std::vector{fact(1, "tax_paid", "2024", 5), fact(2, "land_area", "2025", 5)})
          .value);
}

Date day(const char* text) { return parse_date(text).value(); }
Decimal number(const char* text) { return parse_decimal(text).value(); }
ActualPoint point(const char* on, const char* value, bool verified = true) {
  return {day(on), number(value), verified};
}

TEST(Commitments, LightsAndTheirReasons) {
  const Metric& tax = *find_metric("tax");
  const Metric& invested = *find_metric("fixed_investment");
  const Metric& energy = *find_metric("energy_per_value_added");
  struct Row {
    const char* what;
    const Metric& metric;
    const char* target;
    const char* as_of;
    std::vector<ActualPoint> actuals;
    Light light;
    bool met, failed;
  };
  const Row rows[] = {
      {"nothing", tax, "100", "2025-06-01", {}, Light::grey, false, false},
      {"due, nothing", tax, "100", "2026-02-01", {}, Light::grey, false, false},
      {"met", tax, "100", "2026-02-01", {point("2025-12-31", "100")}, Light::green, true, false},
      {"short",
       tax,
       "100",
       "2026-02-01",
       {point("2025-12-31", "99.9999")},
       Light::red,
       false,
       true},
      {"unverified",
       tax,
       "100",
       "2026-02-01",
       {point("2025-12-31", "100", false)},
       Light::yellow,
       false,
       false},
      {"an old year does not count",
       tax,
       "100",
       "2026-02-01",
       {point("2024-12-31", "500")},
       Light::grey,
       false,
       false},
      {"what was built stays",
       invested,
       "100",
       "2026-02-01",
       {point("2023-12-31", "500")},
       Light::green,
       true,
       false},
      {"met late",
       tax,
       "100",
       "2027-02-01",
       {point("2025-12-31", "50"), point("2026-12-31", "120")},
       Light::green,
       true,
       false},
      {"on course by the last",
       tax,
       "100",
       "2025-06-01",
       {point("2024-12-31", "100")},
       Light::green,
       false,
       false},
      {"behind",
       tax,
       "100",
       "2025-06-01",
       {point("2024-12-31", "60")},
       Light::yellow,
       false,
       false},
      {"on course by the line",
       tax,
       "100",
       "2025-06-01",
       {point("2022-12-31", "40"), point("2023-12-31", "60"), point("2024-12-31", "81")},
       Light::green,
       false,
       false},
      {"behind by the line",
       tax,
       "110",
       "2025-06-01",
       {point("2022-12-31", "40"), point("2023-12-31", "60"), point("2024-12-31", "81")},
       Light::yellow,
       false,
       false},
      {"at most",
       energy,
       "0.5",
       "2026-02-01",
       {point("2025-12-31", "0.5")},
       Light::green,
       true,
       false},
      {"at most, above",
       energy,
       "0.5",
       "2026-02-01",
       {point("2025-12-31", "0.51")},
       Light::red,
       false,
       true},
      {"later actuals are not seen",
       tax,
       "100",
       "2025-06-01",
       {point("2025-12-31", "500")},
       Light::grey,
       false,
       false},
  };
  for (const Row& row : rows) {
    const LightAnswer answer = milestone_light(row.metric, row.metric.direction, number(row.target),
                                               day("2025-12-31"), day(row.as_of), row.actuals);
    EXPECT_EQ(answer.light, row.light) << row.what << ": " << answer.reason.en;
    EXPECT_EQ(answer.met, row.met) << row.what;
    EXPECT_EQ(answer.failed, row.failed) << row.what;
    EXPECT_FALSE(answer.reason.zh.empty() || answer.reason.en.empty()) << row.what;
  }
}

TEST(Commitments, ForecastIsALineWithItsRange) {
  EXPECT_FALSE(
      forecast(std::vector{point("2023-12-31", "1"), point("2024-12-31", "2")}, day("2025-12-31"))
          .known);
  EXPECT_FALSE(forecast(std::vector(3, point("2024-12-31", "2")), day("2025-12-31")).known);
  const std::vector<ActualPoint> straight = {point("2023-01-01", "10"), point("2023-01-11", "20"),
                                             point("2023-01-21", "30"),
                                             point("2023-01-25", "99", false)};
  const Forecast answer = forecast(straight, day("2023-01-31"));
  ASSERT_TRUE(answer.known);
  EXPECT_EQ(format_decimal(answer.value), "40");
  EXPECT_EQ(answer.low, answer.high);
  EXPECT_EQ(answer.points, 3);  // The unverified one is not used.
  const Forecast uneven = forecast(
      std::vector{point("2023-01-01", "10"), point("2023-01-11", "24"), point("2023-01-21", "30")},
      day("2023-01-31"));
  EXPECT_LT(uneven.low, uneven.value);
  EXPECT_GT(uneven.high, uneven.value);
}

TEST(Cases, StepsFollowTheTable) {
  for (const CaseStepRule& rule : case_steps()) {
    // Every case can end, and a step that ends it is followed by none.
    EXPECT_EQ(next_case_steps(rule.kind, rule.step).empty(), rule.days == 0) << rule.step;
    for (const CaseStepRule* next : next_case_steps(rule.kind, rule.step)) {
      EXPECT_TRUE(check_case_step(rule.kind, rule.step, next->step, true, true).ok());
      EXPECT_EQ(check_case_step(rule.kind, rule.step, next->step, false, true).ok(),
                !next->document);
      EXPECT_EQ(check_case_step(rule.kind, rule.step, next->step, true, false).ok(),
                !next->second_person);
    }
  }
  EXPECT_EQ(check_case_step(CaseKind::breach, "opened", "recovered", true, true).error().key,
            "project.case.step");
  EXPECT_EQ(check_case_step(CaseKind::breach, "recovered", "notice", true, true).error().key,
            "project.case.closed");
  EXPECT_EQ(check_case_step(CaseKind::exit, "hearing", "decided", true, false).error().key,
            "project.case.second_person");
}

TEST(Appraisal, PointsNameTheirEventAndAddUp) {
  AppraisedProject plain{.id = 1,
                         .number = "XM1",
                         .name = "甲",
                         .credit = {{true, 7, 3334}, {false, 5, 3333}, {true, 8, 3333}}};
  AppraisedProject expansion{.id = 2,
                             .number = "XM2",
                             .parent_id = 1,
                             .investment = Money{25},
                             .parent_investment = Money{100},
                             .credit = {{true, 7, 10'000}}};
  AppraisedProject old{.id = 3, .number = "XM3", .historical = true, .credit = {{true, 7, 10'000}}};
  AppraisedProject unknown = expansion;
  unknown.id = 4;
  unknown.investment.reset();
  AppraisedProject nobody{.id = 5, .number = "XM5"};
  const std::map<int64_t, AppraisedProject> projects = {
      {1, plain}, {2, expansion}, {3, old}, {4, unknown}, {5, nobody}};
  const std::vector<StageEvent> events = {
      {105, 1, 5, day("2026-03-02")},       {101, 1, 3, day("2026-01-05")},
      {106, 1, 5, day("2026-03-09")},  // Signed again after moving back: once is enough.
      {107, 2, 5, day("2026-02-01")},       {108, 3, 8, day("2026-02-01")},
      {109, 4, 5, day("2026-02-01")},       {110, 5, 5, day("2026-02-01")},
      {111, 1, 7, day("2026-04-01"), true}, {112, 1, 4, day("2026-02-20")},
      {113, 1, 8, day("2026-05-01")}};
  const AppraisalRule rule;
  const Appraisal answer = appraise(rule, events, projects, {{1, AppraisalCategory::producing}});
  EXPECT_EQ(answer.hundredths, 1'000 + 500 + 2'000);  // groundwork, a quarter of a target, target
  int64_t sum = 0;
  for (const AppraisalPoint& one : answer.points) sum += one.hundredths;
  EXPECT_EQ(sum, answer.hundredths);
  ASSERT_EQ(answer.points.size(), 7U);
  EXPECT_EQ(answer.points[0].event_id, 101);
  EXPECT_EQ(answer.points[0].holder_id, 7);
  EXPECT_EQ(answer.points[0].hundredths, 334);
  EXPECT_EQ(answer.points[1].hundredths + answer.points[2].hundredths, 666);
  EXPECT_FALSE(answer.points[2].person);  // Persons stand before parks.
  std::map<int64_t, std::string> why;
  for (const SkippedEvent& skipped : answer.skipped) why[skipped.event_id] = skipped.key;
  EXPECT_EQ(why, (std::map<int64_t, std::string>{{106, "counted_before"},
                                                 {108, "historical"},
                                                 {109, "no_amount"},
                                                 {110, "no_credit"},
                                                 {111, "overridden"},
                                                 {113, "counted_before"}}));
  AppraisalRule generous = rule;
  generous.count_overridden = true;
  EXPECT_EQ(appraise(generous, events, projects, {}).hundredths, 3'500 + 3'000 + 4'000);
  EXPECT_FALSE(check_appraisal_rule({0, 0, 0, 0}).ok());
  EXPECT_FALSE(check_appraisal_rule({-1, 20, 30, 40}).ok());
}

TEST(Outlook, WilsonInterval) {
  const Interval half = wilson_interval(5, 10);
  EXPECT_NEAR(half.low, 0.2366, 1e-4);  // Newcombe 1998, table I
  EXPECT_NEAR(half.high, 0.7634, 1e-4);
  EXPECT_EQ(wilson_interval(0, 20).low, 0);
  EXPECT_GT(wilson_interval(0, 20).high, 0.1);
  EXPECT_EQ(wilson_interval(0, 0).high, 1);
}

StageDays entered(std::initializer_list<std::pair<int, int>> stages) {
  StageDays out;
  out.fill(kNeverEntered);
  for (const auto& [stage, days] : stages) out[static_cast<size_t>(stage)] = days;
  return out;
}

TEST(Outlook, CohortsAreThoseWhosePeriodIsOver) {
  const std::vector<StageDays> projects = {
      entered({{3, 100}, {8, 150}}),  // reached after 50 days
      entered({{3, 100}, {9, 190}}),  // full capacity without a record of production
      entered({{3, 100}, {8, 201}}),  // too late
      entered({{3, 100}}),            // never
      entered({{3, 901}, {8, 950}}),  // period not over: not counted although reached
      entered({{3, 100}, {8, 100}}),  // entered afterwards: no future
      entered({{4, 100}}),
  };
  const Cohort cohort = count_cohort(projects, 3, 8, 100, Date{1000});
  EXPECT_EQ(cohort.entered, 4);
  EXPECT_EQ(cohort.reached, 2);
  EXPECT_EQ(cohort.days, (std::vector<int32_t>{50, 90}));
}

TEST(Outlook, CalibrationOfAHonestForecastIsGood) {
  Random random(3);
  std::vector<Prediction> honest, boasting;
  for (int i = 0; i < 20'000; ++i) {
    const double p = static_cast<double>(random.below(100)) / 100;
    const bool happened = random.uniform() < p;
    honest.push_back({p, happened});
    boasting.push_back({std::min(1.0, p + 0.3), happened});
  }
  const Calibration good = calibrate(honest);
  for (const CalibrationBin& bin : good.bins) EXPECT_NEAR(bin.predicted, bin.happened, 0.03);
  EXPECT_LT(*good.brier, *good.baseline);
  EXPECT_GT(*calibrate(boasting).brier, *good.brier);
  EXPECT_FALSE(calibrate({}).brier.has_value());
  EXPECT_EQ(calibrate(std::vector<Prediction>{{1.0, true}}).bins.size(), 1U);
}

TEST(Outlook, PastPredictionsSeeOnlyThePast) {
  // Before day 1000 half of those in stage 5 reach production in 100 days; later all do.
  std::vector<StageDays> projects;
  for (int i = 0; i < 400; ++i) {
    const int at = i * 10;
    projects.push_back(at >= 1000 || i % 2 == 0 ? entered({{5, at}, {8, at + 50}})
                                                : entered({{5, at}}));
  }
  const std::vector<Prediction> predictions =
      past_predictions(projects, 8, 100, Date{1100 + 91}, 1, 10);
  ASSERT_FALSE(predictions.empty());
  for (const Prediction& one : predictions) {
    EXPECT_NEAR(one.probability, 0.5, 0.02);
    EXPECT_TRUE(one.happened);
  }
  EXPECT_TRUE(past_predictions(projects, 8, 100, Date{1191}, 1, 1000).empty());
}

TEST(Outlook, PastPredictionsAreWhatEachQuarterWouldHaveCounted) {
  Random random(5);
  const Date today{3000};
  constexpr int kHorizon = 300, kQuarters = 8, kCohort = 20;
  std::vector<StageDays> projects;
  for (int i = 0; i < 3000; ++i) {
    const int at = static_cast<int>(random.below(3000));
    StageDays days = entered({{3, at}});
    if (random.below(2) == 0) days[8] = at + 1 + static_cast<int>(random.below(500));
    projects.push_back(days);
  }
  std::vector<std::pair<double, bool>> found, wanted;
  for (const Prediction& one : past_predictions(projects, 8, kHorizon, today, kQuarters, kCohort))
    found.emplace_back(one.probability, one.happened);
  for (int quarter = 1; quarter <= kQuarters; ++quarter) {
    const int begin = today.days - kHorizon - quarter * 91;
    const Cohort cohort = count_cohort(projects, 3, 8, kHorizon, Date{begin});
    ASSERT_GE(cohort.entered, kCohort);
    for (const StageDays& days : projects)
      if (days[3] > begin && days[3] <= begin + 91)
        wanted.emplace_back(
            static_cast<double>(cohort.reached) / static_cast<double>(cohort.entered),
            days[8] != kNeverEntered && days[8] - days[3] <= kHorizon);
  }
  std::sort(found.begin(), found.end());
  std::sort(wanted.begin(), wanted.end());
  EXPECT_EQ(found, wanted);
}

}  // namespace
}  // namespace gaoxin
