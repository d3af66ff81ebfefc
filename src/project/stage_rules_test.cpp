// Conditions, rules and deadlines, table by table.
#include "project/stage_rules.h"

#include <gtest/gtest.h>

#include "project/project_settings.h"

namespace gaoxin {
namespace {

TEST(Condition, IsEvaluated) {
  const std::map<std::string, std::string> values = {{"total_investment", "50000000.00"},
                                                     {"fixed_investment", "50000000.01"},
                                                     {"is_expansion", "false"},
                                                     {"source", "展会"},
                                                     {"first_sale_on", "2025-03-01"}};
  const struct {
    const char* condition;
    Truth truth;
  } kCases[] = {
      {"total_investment >= 50000000", Truth::yes},
      {"total_investment > 50000000.00", Truth::no},
      {"fixed_investment <= total_investment", Truth::no},
      {"fixed_investment != total_investment", Truth::yes},
      {"is_expansion", Truth::no},
      {"not is_expansion", Truth::yes},
      {"foreign_id", Truth::no},
      {"not foreign_id", Truth::yes},
      {"jobs > 10", Truth::unknown},
      {"jobs > 10 and is_expansion", Truth::no},
      {"not foreign_id and total_investment < 9e", Truth::unknown},  // Refused before.
      {"source = '展会'", Truth::yes},
      {"source = '自主'", Truth::no},
      {"first_sale_on < 2025-03-02", Truth::yes},
      {"first_sale_on>=2025-03-02", Truth::no},
  };
  for (const auto& item : kCases) {
    const Result<Done> checked = check_condition(item.condition);
    if (std::string_view(item.condition).ends_with("9e")) {
      EXPECT_FALSE(checked.ok());
      continue;
    }
    ASSERT_TRUE(checked.ok()) << item.condition;
    EXPECT_EQ(evaluate_condition(item.condition, values), item.truth) << item.condition;
  }
}

TEST(Condition, SaysWhatIsWrong) {
  for (const char* wrong : {"", "unheard_of", "jobs >", "jobs > 'a", "jobs jobs", "jobs and", "and",
                            "jobs > unheard", "not", "jobs ! 3"})
    EXPECT_EQ(check_condition(wrong).error().key, "project.condition") << wrong;
}

TEST(StageRules, TheProductsOwnAreWellFormed) {
  std::set<std::string> ids;
  for (const StageRule& rule : product_stage_rules()) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
    EXPECT_EQ(!rule.field.empty() + !rule.evidence.empty() + !rule.must_hold.empty(), 1) << rule.id;
    EXPECT_TRUE(rule.field.empty() || check_condition(rule.field).ok()) << rule.id;
    EXPECT_TRUE(rule.evidence.empty() || find_evidence_kind(rule.evidence) != nullptr) << rule.id;
    for (const std::string& condition : {rule.applies_when, rule.must_hold})
      EXPECT_TRUE(condition.empty() || check_condition(condition).ok()) << rule.id;
    EXPECT_NE(clause_title(rule.clause).en, rule.clause) << rule.id;  // A code has its words.
  }
}

TEST(StageRules, Evidence) {
  StageRule rule;
  rule.id = "r";
  rule.stage = ProjectStage::contract;
  rule.evidence = "agreement";
  rule.verified = true;
  const std::vector<StageRule> rules = {rule};
  const Date today = make_date(2025, 6, 1);
  const struct {
    std::vector<EvidenceFact> evidence;
    std::string problem;  // Empty: fulfilled.
  } kCases[] = {
      {{}, "missing"},
      {{{"agreement", true, false, std::nullopt}}, ""},
      {{{"minutes", true, false, std::nullopt}}, "missing"},
      {{{"agreement", false, false, std::nullopt}}, "unverified"},
      {{{"agreement", false, true, std::nullopt}}, "missing"},
      {{{"agreement", true, false, make_date(2025, 5, 31)}}, "expired"},
      {{{"agreement", true, false, today}}, ""},  // The last day counts.
      {{{"agreement", false, false, std::nullopt}, {"agreement", true, false, std::nullopt}}, ""},
  };
  for (const auto& item : kCases) {
    StageFacts facts;
    facts.evidence = item.evidence;
    const std::vector<Missing> missing = missing_for(rules, ProjectStage::contract, facts, today);
    if (item.problem.empty()) {
      EXPECT_TRUE(missing.empty());
    } else {
      ASSERT_EQ(missing.size(), 1u);
      EXPECT_EQ(missing[0].problem, item.problem);
    }
  }
}

TEST(StageRules, HoldFromDayToDay) {
  StageRule rule;
  rule.id = "r";
  rule.stage = ProjectStage::review;
  rule.field = "risks";
  rule.from = make_date(2025, 6, 1);
  rule.to = make_date(2025, 6, 30);
  const std::vector<StageRule> rules = {rule};
  const auto missing = [&](int month, int day, ProjectStage stage = ProjectStage::review) {
    return missing_for(rules, stage, {}, make_date(2025, month, day)).size();
  };
  EXPECT_EQ(missing(5, 31), 0u);
  EXPECT_EQ(missing(6, 1), 1u);
  EXPECT_EQ(missing(6, 30), 1u);
  EXPECT_EQ(missing(7, 1), 0u);
  EXPECT_EQ(missing(6, 1, ProjectStage::contract), 0u);
}

TEST(Deadlines, FollowTheStage) {
  const SettingOf days = [](std::string_view name) { return find_project_setting(name)->standard; };
  constexpr int64_t kDay = 86'400'000'000;
  const Timestamp now{20'000 * kDay + 5};
  const auto before = [&](int64_t count) { return Timestamp{now.microseconds - count * kDay}; };
  Project project;
  project.created_at = project.stage_entered_at = project.last_activity_at = before(10);
  const auto due = [&] { return next_deadline(project, now, days); };
  EXPECT_EQ(due()->kind, "answer");
  EXPECT_EQ(due()->due_on.days, 20'000 - 9);
  project.answered_at = before(9);
  EXPECT_FALSE(due());
  project.stage = ProjectStage::assessment;
  EXPECT_EQ(due()->kind, "assess");
  project.assessed_at = before(8);
  EXPECT_EQ(due()->kind, "feedback");
  project.reported_at = before(7);
  EXPECT_FALSE(due());
  project.stage = ProjectStage::negotiation;
  EXPECT_EQ(due()->due_on.days, 20'000 - 7 + 14);
  project.status = ProjectStatus::dormant;
  EXPECT_FALSE(due());
  project.status = ProjectStatus::delayed;
  project.stage_entered_at = before(-400);  // A clock that ran ahead once.
  EXPECT_EQ(due()->due_on.days, 20'000 + 14);
  EXPECT_EQ(project_age(project, now, days).days_in_stage, 0);
}

TEST(Deadlines, MarksNeverGoBack) {
  constexpr int64_t kDay = 86'400'000'000;
  const Timestamp last{100 * kDay};
  EXPECT_EQ(monotonic_moment(last, {101 * kDay}).microseconds, 101 * kDay);
  EXPECT_EQ(monotonic_moment(last, {100 * kDay - 1}), last);
  EXPECT_EQ(monotonic_moment(last, {50 * kDay}).microseconds, 50 * kDay);  // It was wrong before.
}

}  // namespace
}  // namespace gaoxin
