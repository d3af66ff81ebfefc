// The use cases on both databases: the shipped catalogue, the life of a policy, parameters of
// zones, matching, what-if and the calculator.
#include "policy/policy.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "policy/policy_library.h"
#include "registry/registry.h"
#include "storage/test_database.h"

namespace gaoxin {
namespace {

std::string grant_policy(const std::string& from, const std::string& amount,
                         const std::string& condition = "revenue >= 1000 CNY") {
  return fmt::format(
      "policy: growth-grant\ntitle: {{zh: 成长补贴, en: Growth grant}}\nclass: finance\n"
      "kind: subsidy\neffective: {{from: {}}}\nsource: {{document: Our own, clause: \"1\"}}\n"
      "entity: enterprise\nparams:\n  grant: {{type: money, label: {{zh: 金额, en: Grant}}, "
      "values: "
      "{{2020-01-01: {}}}}}\nconditions:\n  - {{id: big, label: {{zh: 收入, en: Revenue}}, clause: "
      "\"1\", expr: \"{}\"}}\neligible: big\namount: {{expr: grant, round: down}}\n"
      "tests:\n  - {{as_of: 2026-01-01, given: {{revenue: 1000 CNY}}, expect: {{verdict: "
      "eligible}}}}\n",
      from, amount, condition);
}

class PolicyTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database().write([&](Transaction& db) {
      root_ = ensure_root_zone(db).id;
      EXPECT_TRUE(load_shipped_codes(db, "catalogue").ok());
      EXPECT_TRUE(load_shipped_policies(db, "catalogue").ok());
      zone_ = create(db, root_, ZoneLevel::zone, "W");
      other_ = create(db, root_, ZoneLevel::zone, "E");
      park_ = create(db, zone_, ZoneLevel::park, "WP");
      return true;
    });
    author_ = user(7);
    second_ = user(8);
    system_ = system_actor();
    PutPark park;
    park.zone = park_;
    park.kind = ParkKind::characteristic;
    EXPECT_TRUE(run(put_park, park).ok());
  }

  static int64_t create(Transaction& db, int64_t parent, ZoneLevel level, const std::string& code) {
    return create_zone(db, load_zone_tree(db), {parent, level, code, {code, code}, {}}).value().id;
  }
  Actor user(int64_t id) {
    Actor actor;
    actor.user_id = id;
    actor.display_name = "u";
    actor.grants = {{"zone_admin", zone_}};
    return actor;
  }
  template <typename Out, typename In>
  Result<Out> run(Result<Out> (*use_case)(Call&, const In&), const In& in,
                  const Actor* actor = nullptr) {
    return database().write_result([&](Transaction& db) {
      const ZoneTree zones = load_zone_tree(db);
      Call call{db, database(), actor == nullptr ? system_ : *actor, zones, now_, "test", {}};
      return use_case(call, in);
    });
  }
  int64_t enterprise(const std::string& name, const std::string& revenue) {
    CreateEnterprise in;
    in.zone = park_;
    in.enterprise.name = name;
    in.enterprise.scale = EnterpriseScale::small;
    const int64_t id = run(create_enterprise, in).value().id;
    EXPECT_TRUE(run(set_residence, SetResidence{park_, id, make_date(2024, 1, 1), {}}).ok());
    if (!revenue.empty()) {
      RecordFacts facts{park_, id, {{"revenue", "2024", revenue, {}, "report", {}}}};
      EXPECT_TRUE(run(record_facts, facts).ok());
    }
    return id;
  }
  void answer(int64_t id, const std::string& field, const std::string& value) {
    const RecordAnswers in{zone_, id, {{field, value, {}, "asked", {}}}};
    const auto out = run(record_answers, in);
    ASSERT_TRUE(out.ok()) << out.error().text.en;
  }
  Policy publish(const std::string& source) {
    const auto draft = run(save_draft, SaveDraft{zone_, source, {}}, &author_);
    EXPECT_TRUE(draft.ok()) << draft.error().text.en;
    const PolicyRow row = draft->summary;
    const auto reviewed =
        run(review_policy,
            ReviewPolicy{zone_, row.id, row.revision, draft->version, "Law 1", "No restriction"},
            &author_);
    EXPECT_TRUE(reviewed.ok()) << reviewed.error().text.en;
    const auto approved =
        run(approve_policy, StepPolicy{zone_, row.id, row.revision, reviewed->version}, &second_);
    EXPECT_TRUE(approved.ok()) << approved.error().text.en;
    const auto published =
        run(publish_policy, StepPolicy{zone_, row.id, row.revision, approved->version}, &second_);
    EXPECT_TRUE(published.ok()) << published.error().text.en;
    return published.value();
  }
  const MatchCard* card(const EnterpriseMatches& matches, const std::string& id) {
    for (const MatchCard& item : matches.items)
      if (item.policy.id == id) return &item;
    return nullptr;
  }

  Actor system_, author_, second_;
  Timestamp now_{1'750'000'000'000'000};  // 2025-06-15
  int64_t root_ = 0, zone_ = 0, other_ = 0, park_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Engines, PolicyTest, testing::ValuesIn(test_engines()), engine_name);

TEST_P(PolicyTest, TheCatalogueIsListedSearchedAndShown) {
  ListPolicies in;
  in.zone = zone_;
  in.page_size = 200;
  EXPECT_GE(run(list_policies, in)->total, 40);
  in.q = "辅导期";
  EXPECT_EQ(run(list_policies, in)->items.at(0).id, "listing-counselling");
  in.q = "no such words at all";
  EXPECT_EQ(run(list_policies, in)->total, 0);
  in.q = {};
  in.policy_class = {{PolicyClass::land}};
  const PolicyPage all = run(list_policies, in).value();
  for (const PolicyRow& row : all.items) EXPECT_EQ(row.policy_class, PolicyClass::land);
  in.sort = "bogus";
  EXPECT_FALSE(run(list_policies, in).ok());
  const auto policy = run(get_policy, GetPolicy{zone_, "loan-interest-discount", {}, {}});
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy->summary.parameters_to_set, (std::vector<std::string>{"rate", "cap"}));
  EXPECT_FALSE(policy->source.empty());
  EXPECT_FALSE(run(get_policy, GetPolicy{zone_, "none", {}, {}}).ok());
  // Loading again changes nothing.
  database().write([&](Transaction& db) { return load_shipped_policies(db, "catalogue").ok(); });
  EXPECT_EQ(run(get_policy, GetPolicy{zone_, "listing-counselling", {}, {}})->revisions.size(), 1u);
}

TEST_P(PolicyTest, ALifeFromDraftToSuperseded) {
  const std::string source = grant_policy("2025-01-01", "100 CNY");
  const auto draft = run(save_draft, SaveDraft{zone_, source, {}}, &author_);
  ASSERT_TRUE(draft.ok()) << draft.error().text.en;
  EXPECT_EQ(draft->summary.state, PolicyState::draft);
  EXPECT_EQ(run(save_draft, SaveDraft{zone_, source, {}}, &author_).error().key,
            "policy.draft.exists");
  EXPECT_EQ(run(save_draft, SaveDraft{zone_, source, 99}, &author_).error().key,
            "policy.draft.stale");
  EXPECT_EQ(run(save_draft, SaveDraft{zone_, "nonsense: [", {}}, &author_).error().key,
            "policy.source.invalid");
  const StepPolicy early{zone_, "growth-grant", 1, draft->version};
  EXPECT_EQ(run(approve_policy, early, &second_).error().key, "policy.state");
  EXPECT_EQ(run(review_policy, ReviewPolicy{zone_, "growth-grant", 1, draft->version, " ", "x"})
                .error()
                .key,
            "policy.review.incomplete");
  const auto reviewed = run(
      review_policy, ReviewPolicy{zone_, "growth-grant", 1, draft->version, "L", "F"}, &author_);
  ASSERT_TRUE(reviewed.ok());
  const StepPolicy step{zone_, "growth-grant", 1, reviewed->version};
  EXPECT_EQ(run(approve_policy, step, &author_).error().key, "policy.approval.second_person");
  const auto approved = run(approve_policy, step, &second_);
  ASSERT_TRUE(approved.ok());
  const auto published =
      run(publish_policy, StepPolicy{zone_, "growth-grant", 1, approved->version}, &second_);
  ASSERT_TRUE(published.ok());
  EXPECT_EQ(published->summary.state, PolicyState::published);

  const Policy second = publish(grant_policy("2025-06-01", "300 CNY"));
  EXPECT_EQ(second.summary.revision, 2);
  EXPECT_EQ(second.revisions.at(1).state, PolicyState::superseded);
  const auto past = run(get_policy, GetPolicy{zone_, "growth-grant", {}, make_date(2025, 3, 1)});
  EXPECT_EQ(past->summary.revision, 1);
  const int64_t id = enterprise("示范甲", "5000");
  const auto amount_on = [&](Date day) {
    const auto out = run(match_enterprise, MatchEnterprise{zone_, id, day, {}, {}});
    return card(*out, "growth-grant")->amount->exact->fen;
  };
  EXPECT_EQ(amount_on(make_date(2025, 3, 1)), 10000);
  EXPECT_EQ(amount_on(make_date(2025, 6, 15)), 30000);
  // Another zone does not see it.
  EXPECT_FALSE(run(get_policy, GetPolicy{other_, "growth-grant", {}, {}}).ok());
}

TEST_P(PolicyTest, ARuleThatFailsItsTestsIsNotReviewed) {
  std::string source = grant_policy("2025-01-01", "100 CNY", "revenue >= 2000 CNY");
  const auto check = run(check_policy, CheckPolicy{zone_, source});
  ASSERT_TRUE(check.ok());
  EXPECT_FALSE(check->valid);
  EXPECT_FALSE(check->tests.at(0).passed);
  const auto draft = run(save_draft, SaveDraft{zone_, source, {}}, &author_);
  ASSERT_TRUE(draft.ok());
  EXPECT_EQ(run(review_policy, ReviewPolicy{zone_, "growth-grant", 1, draft->version, "L", "F"})
                .error()
                .key,
            "policy.review.check_failed");
}

TEST_P(PolicyTest, AnEnterpriseGetsCardsReasonsAndTheNextQuestion) {
  publish(grant_policy("2025-01-01", "100 CNY"));
  const int64_t id = enterprise("示范甲", "5000");
  auto out = run(match_enterprise, MatchEnterprise{zone_, id, {}, true, {}});
  ASSERT_TRUE(out.ok()) << out.error().text.en;
  EXPECT_EQ(out->items.at(0).policy.id, "growth-grant");
  EXPECT_EQ(out->items[0].verdict, MatchVerdict::eligible);
  EXPECT_EQ(out->items[0].explained.at(0).data.at(0).source, "report");
  EXPECT_FALSE(out->next_questions.empty());
  const MatchCard* listing = card(*out, "listing-counselling");
  ASSERT_NE(listing, nullptr);
  EXPECT_EQ(listing->verdict, MatchVerdict::unknown);
  EXPECT_EQ(listing->missing.size(), 2u);  // counselling_filed_on, received
  answer(id, "counselling_filed_on", "2025-03-01");
  answer(id, "received", "");
  out = run(match_enterprise, MatchEnterprise{zone_, id, {}, {}, "listing-counselling"});
  EXPECT_EQ(out->items.at(0).verdict, MatchVerdict::eligible);
  EXPECT_EQ(out->items[0].amount->exact->fen, 50000000);
  answer(id, "received", "listing-counselling");
  out = run(match_enterprise, MatchEnterprise{zone_, id, {}, {}, "listing-counselling"});
  EXPECT_EQ(out->items.at(0).because, std::vector<std::string>{"first_time"});
  EXPECT_FALSE(run(match_enterprise, MatchEnterprise{other_, id, {}, {}, {}}).ok());
  const RecordAnswers wrong{
      zone_, id, {{"revenue", "many", {}, "x", {}}, {"bogus", "1", {}, "x", {}}}};
  EXPECT_EQ(run(record_answers, wrong).error().fields.size(), 2u);
}

TEST_P(PolicyTest, TheCardAndTheListChooseTheSamePeriod) {
  publish(grant_policy("2025-01-01", "100 CNY"));
  const int64_t id = enterprise("示范甲", "");
  // In this order the list read the month last and the card the quarter.
  for (const char* period : {"2024-12-31", "2024", "2024-Q4", "2024-12"}) {
    const RecordFacts facts{
        park_,
        id,
        {{"revenue", period, std::string(period) == "2024" ? "5000" : "10", {}, "r", {}}}};
    ASSERT_TRUE(run(record_facts, facts).ok()) << period;
  }
  const auto one = run(match_enterprise, MatchEnterprise{zone_, id, {}, {}, "growth-grant"});
  ASSERT_TRUE(one.ok());
  EXPECT_EQ(one->items.at(0).verdict, MatchVerdict::eligible);  // The whole year counts.
  const auto all = run(match_policy, MatchPolicy{zone_, "growth-grant", {}, {}, {}, {}, {}});
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(std::tuple(all->eligible, all->ineligible, all->unknown), std::tuple(1, 0, 0));
}

TEST_P(PolicyTest, OnePolicyForAllWhatIfAndExport) {
  publish(grant_policy("2025-01-01", "100 CNY"));
  enterprise("示范甲", "5000");
  enterprise("示范乙", "10");
  enterprise("示范丙", "");
  MatchPolicy in{zone_, "growth-grant", {}, {}, {}, {}, {}};
  auto out = run(match_policy, in);
  ASSERT_TRUE(out.ok()) << out.error().text.en;
  EXPECT_EQ(std::tuple(out->eligible, out->ineligible, out->unknown), std::tuple(1, 1, 1));
  EXPECT_EQ(out->amount.fen, 10000);
  EXPECT_TRUE(out->gives_amount);
  EXPECT_EQ(out->items.at(0).name, "示范甲");
  EXPECT_EQ(out->by_park.at(0).park_id, park_);
  in.verdict = {{MatchVerdict::unknown}};
  EXPECT_EQ(run(match_policy, in)->items.at(0).missing, std::vector<std::string>{"revenue"});
  EXPECT_EQ(
      run(match_policy, MatchPolicy{other_, "listing-counselling", {}, {}, {}, {}, {}})->total, 0);

  ExportMatches file;
  file.zone = zone_;
  file.id = "growth-grant";
  file.format = "csv";
  file.lang = "en";
  const auto exported = run(export_matches, file);
  ASSERT_TRUE(exported.ok());
  EXPECT_NE(exported->bytes.find("示范甲"), std::string::npos);
  EXPECT_NE(exported->bytes.find("100.00"), std::string::npos);

  auto answer = run(
      what_if,
      WhatIf{
          zone_, "growth-grant", std::map<std::string, std::string>{{"grant", "250 CNY"}}, {}, {}});
  ASSERT_TRUE(answer.ok()) << answer.error().text.en;
  EXPECT_EQ(answer->cost.fen, 15000);
  EXPECT_EQ(std::tuple(answer->winners, answer->losers), std::tuple(1, 0));
  EXPECT_EQ(answer->by_park.at(0).cost.fen, 15000);
  EXPECT_EQ(answer->by_size.at(0).key, "small");
  const std::string easier = grant_policy("2025-01-01", "60 CNY", "revenue >= 10 CNY");
  answer = run(what_if, WhatIf{zone_, "growth-grant", {}, easier, {}});
  ASSERT_TRUE(answer.ok()) << answer.error().text.en;
  EXPECT_EQ(std::tuple(answer->winners, answer->losers), std::tuple(1, 1));
  EXPECT_EQ(answer->cost.fen, 2000);
  EXPECT_FALSE(run(what_if, WhatIf{zone_,
                                   "growth-grant",
                                   std::map<std::string, std::string>{{"bogus", "1 CNY"}},
                                   {},
                                   {}})
                   .ok());

  const auto proactive = run(list_proactive, Proactive{zone_, {}});
  ASSERT_TRUE(proactive.ok());
  EXPECT_EQ(proactive->enterprises, 3);
  EXPECT_EQ(proactive->items.at(0).policy.id, "growth-grant");
  EXPECT_EQ(proactive->items[0].eligible, 1);
}

TEST_P(PolicyTest, AZoneSetsItsParametersWithinTheLimits) {
  const auto set = [&](int64_t zone, const std::string& value) {
    return run(set_parameter,
               SetParameter{zone, "ip-pledge-financing", "rate", value, make_date(2025, 1, 1)});
  };
  EXPECT_EQ(set(zone_, "11 %").error().key, "policy.parameter.range");
  EXPECT_EQ(set(zone_, "5 CNY").error().key, "policy.parameter.value");
  const auto changed = set(zone_, "2 %");
  ASSERT_TRUE(changed.ok()) << changed.error().text.en;
  EXPECT_EQ(changed->parameters.at(0).value, "2 %");
  // The park below inherits it, the zone beside does not.
  const auto value = [&](int64_t zone) {
    return run(get_policy, GetPolicy{zone, "ip-pledge-financing", {}, {}})->parameters.at(0).value;
  };
  EXPECT_EQ(value(park_), "2 %");
  EXPECT_EQ(value(other_), std::nullopt);
  EXPECT_TRUE(set(park_, "3 %").ok());
  EXPECT_EQ(value(park_), "3 %");
  EXPECT_EQ(value(zone_), "2 %");
}

TEST_P(PolicyTest, TheCalculatorAnswersAndKeepsNothing) {
  Calculate in;
  in.answers = {{"park_kind", "characteristic"}, {"received", ""}};
  auto out = run(calculate, in);
  ASSERT_TRUE(out.ok()) << out.error().text.en;
  EXPECT_FALSE(out->next_questions.empty());
  in.answers["counselling_filed_on"] = "2025-02-01";
  in.policy = "listing-counselling";
  out = run(calculate, in);
  EXPECT_EQ(out->items.at(0).verdict, MatchVerdict::eligible);
  EXPECT_EQ(out->total.exact->fen, 50000000);
  in.answers["park_kind"] = "moon";
  in.answers["bogus"] = "1";
  EXPECT_EQ(run(calculate, in).error().fields.size(), 2u);
  EXPECT_EQ(database().read_value(
                [](Transaction& db) { return db.value("SELECT COUNT(*) FROM policy_answer"); }),
            0);
}

TEST_P(PolicyTest, TheDemonstrationHasSomebodyToServe) {
  for (int i = 0; i < 30; ++i) enterprise(fmt::format("示范{}", i), "5000");
  database().write([&](Transaction& db) {
    db.execute("UPDATE registry_enterprise SET invented = 1");
    EXPECT_TRUE(load_demo_answers(db, now_).ok());
    EXPECT_TRUE(load_demo_answers(db, now_).ok());
    return true;
  });
  const auto list = run(list_proactive, Proactive{zone_, {}});
  ASSERT_TRUE(list.ok());
  EXPECT_GT(list->items.at(0).eligible, 0);
}

TEST(PolicyCheckCommand, ReportsAndGivesAnExitStatus) {
  std::string output;
  EXPECT_EQ(run_policy_check({"catalogue/policies"}, "en", output), 0) << output;
  EXPECT_NE(output.find("tests passed"), std::string::npos);
  EXPECT_EQ(run_policy_check({"/no/such/path"}, "zh", output), 2);
}

}  // namespace
}  // namespace gaoxin
