// Selection, commitments, cases and teams on both databases, with the races that matter.
#include <atomic>
#include <numeric>
#include <set>
#include <thread>

#include "policy/policy.h"
#include "project/cases.h"
#include "project/commitments.h"
#include "project/project_test.h"
#include "project/selection.h"
#include "project/teams.h"

namespace gaoxin {
namespace {

class ConductTest : public ProjectFixture {
 protected:
  void SetUp() override {
    ProjectFixture::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database().write([&](Transaction& db) {
      auditor_ = user(db, "auditor", "auditor", province_);
      finance_ = user(db, "finance", "finance_officer", west_);
      return true;
    });
  }
  Date today() const { return date_of(now_); }
  void next_day(int days = 1) { now_.microseconds += int64_t{days} * 86'400'000'000; }

  Result<Reservation> reserve_energy(int64_t project, double amount, int days = 30) {
    return run(reserve, Reserve{west_, project, Resource::energy, 2025, amount,
                                Date{today().days + days}, ""});
  }
  Budget put_energy(int64_t zone, double amount, int64_t version = 0) {
    return run(put_budget,
               PutBudget{zone, 2025, Resource::energy, amount, "吉发改〔2025〕1号", version},
               director_)
        .value();
  }
  Budget energy_budget(int64_t zone) {
    for (const Budget& row : run(list_budgets, ListBudgets{zone, 2025}).value().items)
      if (row.zone_id == zone) return row;
    ADD_FAILURE() << "no budget";
    return {};
  }

  /// A lead with an enterprise of the west zone behind it.
  struct WithEnterprise {
    Project project;
    int64_t enterprise = 0;
  };
  WithEnterprise with_enterprise(const std::string& name, int number) {
    CreateEnterprise enterprise;
    enterprise.zone = west_park_;
    enterprise.enterprise.name = name + "实业有限公司";
    WithEnterprise out;
    out.enterprise = run(create_enterprise, enterprise).value().id;
    UpdateProject in;
    in.zone = west_;
    in.id = make_lead(name, number).id;
    in.version = get(in.id).version;
    in.project.enterprise_id = out.enterprise;
    const Result<Project> updated = run(update_project, in);
    EXPECT_TRUE(updated.ok()) << updated.error().text.en;
    out.project = get(in.id);
    return out;
  }
  void fact(int64_t enterprise, const std::string& field, const std::string& period,
            const std::string& value) {
    const Result<FactList> done =
        run(record_facts, RecordFacts{west_, enterprise, {{field, period, value, {}, "年报", {}}}});
    EXPECT_TRUE(done.ok()) << done.error().text.en;
  }
  Commitment promise(int64_t project, const std::string& metric,
                     std::vector<MilestoneInput> milestones) {
    AddCommitment in;
    in.zone = west_;
    in.id = project;
    in.metric = metric;
    in.began_on = make_date(2023, 5, 1);
    in.milestones = std::move(milestones);
    const Result<Commitment> out = run(add_commitment, in);
    EXPECT_TRUE(out.ok()) << out.error().text.en;
    return *out;
  }
  Commitment from_facts(int64_t commitment, int64_t year) {
    RecordActual in;
    in.zone = west_;
    in.id = commitment;
    in.year = year;
    const Result<Commitment> out = run(record_actual, in);
    EXPECT_TRUE(out.ok()) << out.error().text.en;
    return *out;
  }
  Commitment verify(const Commitment& commitment) {
    const Result<Commitment> out =
        run(decide_actual, DecideActual{west_, commitment.actuals.front().id, true, "与税单一致"},
            planner_);
    EXPECT_TRUE(out.ok()) << out.error().text.en;
    return *out;
  }
  int64_t evidence(int64_t project) {
    int64_t id = 0;
    database().write([&](Transaction& db) {
      id = db.new_id();
      db.execute(
          "INSERT INTO project_evidence (zone_id, id, project_id, kind, filename, media_type, "
          "size_bytes, sha256, issuer, issued_on, uploaded_at, uploaded_by, state) VALUES ($1, $2, "
          "$3, 'other', 'f.pdf', 'application/pdf', 1, 'x', 'i', '2025-01-01', $4, 1, 'pending')",
          {west_park_, id, project, now_});
      return true;
    });
    return id;
  }
  PayoutLock lock_of(int64_t project, std::optional<int64_t> incentive = std::nullopt) {
    return run(payout_lock, PayoutQuery{west_, project, incentive, {}}).value();
  }
  std::string key_of(const auto& result) { return result.ok() ? "ok" : result.error().key; }

  Actor auditor_, finance_;
};

INSTANTIATE_TEST_SUITE_P(Engines, ConductTest, testing::ValuesIn(test_engines()), engine_name);

// ---- Selection ---------------------------------------------------------------------------------

TEST_P(ConductTest, SheetsOfSeveralAssessors) {
  const Project project = make_lead("激光雷达", 1);
  const Scores high{90, 80, 80, 80, 80, 80}, low{40, 40, 40, 40, 40, 40};
  EXPECT_EQ(key_of(run(sign_sheet, SignSheet{west_, project.id, high, "好"})), "project.host");
  ASSERT_TRUE(run(sign_sheet, SignSheet{west_, project.id, high, "好"}, planner_).ok());
  ASSERT_TRUE(run(sign_sheet, SignSheet{west_, project.id, low, "不看好"}, auditor_).ok());
  ProjectAssessment two = run(get_assessment, ProjectId{west_, project.id}).value();
  EXPECT_EQ(two.result.verdict, ScoreVerdict::unknown);
  EXPECT_EQ(two.result.spread, 42);
  EXPECT_TRUE(two.result.wide_spread);
  // A second sheet of the same person supersedes the first, which stays to be seen.
  ASSERT_TRUE(run(sign_sheet, SignSheet{west_, project.id, high, "改变看法"}, auditor_).ok());
  const ProjectAssessment three =
      run(sign_sheet, SignSheet{west_, project.id, high, "同意"}, finance_).value();
  EXPECT_EQ(three.result.verdict, ScoreVerdict::passed);
  EXPECT_EQ(three.result.total, 82);
  EXPECT_EQ(three.sheets.size(), 4U);
  EXPECT_EQ(std::count_if(three.sheets.begin(), three.sheets.end(),
                          [](const ScoreSheet& s) { return s.superseded; }),
            1);
  // Each sheet is an event of the project.
  const ProjectEventPage events =
      run(list_project_events, ListProjectEvents{west_, project.id, {}, {}}).value();
  EXPECT_EQ(events.items.front().kind, "sheet");

  UpdateProject owner;
  owner.zone = west_;
  owner.id = project.id;
  owner.version = get(project.id).version;
  owner.project.owner_user_id = director_.user_id;
  ASSERT_TRUE(run(update_project, owner).ok());
  EXPECT_EQ(key_of(run(sign_sheet, SignSheet{west_, project.id, high, "好"}, director_)),
            "project.sheet.owner");
}

TEST_P(ConductTest, SheetsSignedAtOnceAllCount) {
  const Project project = make_lead("激光雷达", 1);
  const Actor* actors[] = {&planner_, &auditor_, &finance_, &director_};
  std::atomic<int> signed_sheets = 0;
  std::vector<std::thread> threads;
  for (const Actor* actor : actors)
    threads.emplace_back([&, actor] {
      const Scores scores{70, 70, 70, 70, 70, 70};
      if (run(sign_sheet, SignSheet{west_, project.id, scores, "可"}, *actor).ok()) ++signed_sheets;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(signed_sheets, 4);
  EXPECT_EQ(run(get_assessment, ProjectId{west_, project.id}).value().sheets.size(), 4U);
}

TEST_P(ConductTest, ScoreRulesAreVersionsOfTheNearestZone) {
  ScoreRule strict;
  strict.threshold = 90;
  ASSERT_TRUE(run(set_score_rule, SetScoreRule{province_, today(), strict}, director_).ok());
  ScoreRule later = strict;
  later.assessors_min = 1;
  ASSERT_TRUE(
      run(set_score_rule, SetScoreRule{west_, Date{today().days + 1}, later}, director_).ok());
  const auto in_force = [&] {
    for (const ScoreRuleRow& row : run(list_score_rules, ProjectZone{west_park_}).value().items)
      if (row.in_force) return row.rule.assessors_min;
    return int64_t{0};
  };
  EXPECT_EQ(in_force(), 3);
  next_day();
  EXPECT_EQ(in_force(), 1);
  later.weights.fit = 0;
  EXPECT_EQ(key_of(run(set_score_rule, SetScoreRule{west_, today(), later}, director_)),
            "project.score_rule.weight");
}

TEST_P(ConductTest, TheLastOfABudgetGoesToOne) {
  put_energy(west_, 100);
  std::vector<int64_t> projects;
  for (int i = 0; i < 8; ++i) projects.push_back(make_lead(fmt::format("项目{}号机电", i), i).id);
  std::atomic<int> won = 0, refused = 0;
  std::vector<std::thread> threads;
  for (const int64_t project : projects)
    threads.emplace_back([&, project] {
      const Result<Reservation> one = reserve_energy(project, 30);
      if (one.ok())
        ++won;
      else if (one.error().key == "project.budget.short")
        ++refused;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(won, 3);
  EXPECT_EQ(refused, 5);
  EXPECT_EQ(energy_budget(west_).available, 10);
}

TEST_P(ConductTest, EveryBudgetAboveHolds) {
  const Project project = make_lead("激光雷达", 1);
  EXPECT_EQ(key_of(reserve_energy(project.id, 1)), "project.budget.none");
  put_energy(west_, 100);
  put_energy(province_, 50);
  const Result<Reservation> too_much = reserve_energy(project.id, 60);
  ASSERT_EQ(key_of(too_much), "project.budget.short");
  EXPECT_NE(too_much.error().text.en.find("50"), std::string::npos);
  ASSERT_TRUE(reserve_energy(project.id, 49.999).ok());
  EXPECT_NEAR(energy_budget(west_).available, 50.001, 1e-9);
  EXPECT_EQ(key_of(reserve_energy(project.id, 0.002)), "project.budget.short");
  EXPECT_EQ(key_of(reserve_energy(project.id, 0.0005)), "project.quantity");
  // A budget cannot fall below what has been promised from it.
  EXPECT_EQ(
      key_of(run(put_budget, PutBudget{west_, 2025, Resource::energy, 40, "减", 1}, director_)),
      "project.budget.below_taken");
  EXPECT_EQ(
      key_of(run(put_budget, PutBudget{west_, 2025, Resource::energy, 60, "减", 7}, director_)),
      "project.stale");
}

TEST_P(ConductTest, ReservationsExpireByTheDay) {
  put_energy(west_, 100);
  const Project project = make_lead("激光雷达", 1);
  const Reservation one = reserve_energy(project.id, 80, 5).value();
  next_day(5);
  EXPECT_EQ(energy_budget(west_).reserved, 80);  // It holds on its last day.
  next_day();
  EXPECT_EQ(energy_budget(west_).available, 100);
  EXPECT_EQ(
      run(list_reservations, ListReservations{west_, project.id, {}, {}}).value().items[0].state,
      ReservationState::expired);
  SettleReservation settle{west_, one.id, one.version, SettleAction::use, {}, {}, "开工"};
  EXPECT_EQ(key_of(run(settle_reservation, settle)), "project.reservation.expired");

  const Reservation again = reserve_energy(project.id, 90).value();
  settle.id = again.id;
  settle.amount = 91;
  EXPECT_EQ(key_of(run(settle_reservation, settle)), "project.reservation.amount");
  settle.amount = 70;
  const Reservation used = run(settle_reservation, settle).value();
  EXPECT_EQ(used.state, ReservationState::used);
  next_day(400);  // What is used does not expire; what was not needed is free.
  EXPECT_EQ(energy_budget(west_).used, 70);
  EXPECT_EQ(energy_budget(west_).available, 30);
  EXPECT_EQ(key_of(run(settle_reservation, settle)), "project.stale");
  settle.version = used.version;
  EXPECT_EQ(key_of(run(settle_reservation, settle)), "project.reservation.state");
  settle.action = SettleAction::release;
  EXPECT_TRUE(run(settle_reservation, settle).ok());
  EXPECT_EQ(energy_budget(west_).available, 100);
}

TEST_P(ConductTest, GatesSayWhatIsMissing) {
  Project project = make_lead("激光雷达", 1);
  const auto gates = [&] { return run(get_gates, GetGates{west_, project.id, 2025}).value(); };
  EXPECT_EQ(gates().verdict, ScoreVerdict::unknown);
  EXPECT_EQ(gates().items.size(), 3U);
  UpdateProject needs;
  needs.zone = west_;
  needs.id = project.id;
  needs.version = project.version;
  needs.project.energy_tce = 40;
  needs.project.emissions_tco2 = 0;
  needs.project.land_area_square_metres = 0;
  ASSERT_TRUE(run(update_project, needs).ok());
  EXPECT_EQ(gates().verdict, ScoreVerdict::failed);
  put_energy(west_, 100);
  ASSERT_TRUE(reserve_energy(project.id, 40).ok());
  EXPECT_EQ(gates().verdict, ScoreVerdict::passed);
  // A new budget of water makes water a question.
  ASSERT_TRUE(
      run(put_budget, PutBudget{province_, 2025, Resource::water, 1000, "水", 0}, director_).ok());
  EXPECT_EQ(gates().verdict, ScoreVerdict::unknown);
  ASSERT_TRUE(
      run(reserve, Reserve{west_, project.id, Resource::water, 2025, 0, today(), "不用水"}).ok());
  EXPECT_EQ(gates().verdict, ScoreVerdict::passed);
}

TEST_P(ConductTest, NoIncentiveWithoutItsReview) {
  const Project project = make_lead("激光雷达", 1);
  ProposeIncentive in{west_, project.id, "厂房租金补贴", Money{500'000'00}, {}, {}, "三年", {}};
  EXPECT_EQ(key_of(run(propose_incentive, in)), "project.incentive.basis");
  in.policy_id = "no-such-policy";
  EXPECT_EQ(key_of(run(propose_incentive, in)), "policy.not_found");
  in.legal_basis = "吉政发〔2024〕9 号第五条";
  EXPECT_EQ(key_of(run(propose_incentive, in)), "project.incentive.basis");
  in.policy_id.reset();
  const Incentive proposed = run(propose_incentive, in).value();
  const StepIncentive step{west_, proposed.id, proposed.version, {}};
  EXPECT_EQ(key_of(run(offer_incentive, step, director_)), "project.incentive.review");
  ReviewIncentive review{west_, proposed.id,  proposed.version,
                         true,  "不影响竞争", "公平竞争审查条例第八条"};
  EXPECT_EQ(key_of(run(review_incentive, review)), "project.host");  // Without the right to.
  const Incentive passed = run(review_incentive, review, planner_).value();
  EXPECT_EQ(key_of(run(review_incentive, review, auditor_)), "project.stale");
  const Incentive offered =
      run(offer_incentive, StepIncentive{west_, proposed.id, passed.version, {}}, director_)
          .value();
  EXPECT_EQ(offered.state, IncentiveState::offered);
  EXPECT_EQ(offered.offered_by_name, "director");

  // Who proposed it neither reviews nor offers it, whatever the role.
  const Incentive own = run(propose_incentive, in, director_).value();
  review.id = own.id;
  review.version = own.version;
  EXPECT_EQ(key_of(run(review_incentive, review, director_)), "project.second_person");
  const Incentive reviewed = run(review_incentive, review, planner_).value();
  EXPECT_EQ(
      key_of(run(offer_incentive, StepIncentive{west_, own.id, reviewed.version, {}}, director_)),
      "project.second_person");
  review.id = run(propose_incentive, in).value().id;
  review.version = 1;
  review.passed = false;
  const Incentive failed = run(review_incentive, review, planner_).value();
  EXPECT_EQ(
      key_of(run(offer_incentive, StepIncentive{west_, failed.id, failed.version, {}}, director_)),
      "project.incentive.review");
}

TEST_P(ConductTest, AnIncentiveStandsOnAPublishedPolicy) {
  const std::string source =
      "policy: west-rent\ntitle: {zh: 西区租金补贴, en: Rent in the west}\nclass: finance\n"
      "kind: subsidy\neffective: {from: 2025-01-01}\n"
      "source: {document: Our own, clause: \"1\"}\nentity: enterprise\n"
      "conditions:\n  - {id: big, label: {zh: 收入, en: Revenue}, clause: \"1\", "
      "expr: \"revenue >= 1000 CNY\"}\neligible: big\n"
      "tests:\n  - {as_of: 2025-06-01, given: {revenue: 1000 CNY}, "
      "expect: {verdict: eligible}}\n";
  database().write([](Transaction& db) {
    EXPECT_TRUE(load_shipped_policies(db, "catalogue").ok());  // With the fields that rules ask.
    return true;
  });
  const Actor author{director_.user_id, "a", "a", false, {{"zone_admin", west_}}};
  const Actor second{planner_.user_id, "b", "b", false, {{"zone_admin", west_}}};
  const Result<Policy> draft = run(save_draft, SaveDraft{west_, source, {}}, author);
  ASSERT_TRUE(draft.ok()) << draft.error().text.en;
  const Project project = make_lead("激光雷达", 1);
  const ProposeIncentive in{west_,       project.id, "租金补贴", Money{500'000'00},
                            "west-rent", {},         "三年",     {}};
  EXPECT_EQ(key_of(run(propose_incentive, in)),
            "project.incentive.policy");  // A draft grants nothing.
  const int64_t revision = draft->summary.revision;
  const ReviewPolicy review{west_, "west-rent", revision, draft->version, "依据", "不限制竞争"};
  const Result<Policy> reviewed = run(review_policy, review, author);
  ASSERT_TRUE(reviewed.ok()) << reviewed.error().text.en;
  const Result<Policy> approved =
      run(approve_policy, StepPolicy{west_, "west-rent", revision, reviewed->version}, second);
  ASSERT_TRUE(approved.ok()) << approved.error().text.en;
  const Result<Policy> published =
      run(publish_policy, StepPolicy{west_, "west-rent", revision, approved->version}, second);
  ASSERT_TRUE(published.ok()) << published.error().text.en;
  const Result<Incentive> proposed = run(propose_incentive, in);
  ASSERT_TRUE(proposed.ok()) << proposed.error().text.en;
  EXPECT_EQ(proposed->policy_id, "west-rent");
  ASSERT_TRUE(proposed->policy_title.has_value());
  EXPECT_EQ(proposed->policy_title->zh, "西区租金补贴");
}

// ---- Commitments -------------------------------------------------------------------------------

TEST_P(ConductTest, CommitmentsFromFactsToThePayout) {
  const WithEnterprise one = with_enterprise("激光雷达", 1);
  fact(one.enterprise, "land_area", "2023", "20000");
  fact(one.enterprise, "tax_paid", "2024", "6600000.00");
  const Commitment tax =
      promise(one.project.id, "tax_per_mu",
              {{make_date(2024, 12, 31), "20"}, {make_date(2025, 12, 31), "25"}});
  EXPECT_EQ(tax.milestones[0].light, Light::grey);
  EXPECT_TRUE(lock_of(one.project.id).locked);
  const ComputedAnswer preview =
      run(compute_commitment, ComputeActual{west_, tax.id, 2024}).value();
  EXPECT_EQ(preview.value, "22");
  EXPECT_EQ(preview.facts.size(), 2U);
  RecordActual unknown;
  unknown.zone = west_;
  unknown.id = tax.id;
  unknown.year = 2023;  // No tax is known of that year: unknown, not 0.
  EXPECT_EQ(key_of(run(record_actual, unknown)), "project.actual.unknown");

  Commitment recorded = from_facts(tax.id, 2024);
  EXPECT_EQ(recorded.milestones[0].light, Light::yellow);
  EXPECT_EQ(recorded.actuals[0].value, "22");
  EXPECT_EQ(recorded.actuals[0].facts[0].source, "年报");
  EXPECT_TRUE(lock_of(one.project.id).locked);
  // Not by who recorded it, though the role would allow it; not by who may not verify.
  const DecideActual decide{west_, recorded.actuals[0].id, true, "一致"};
  EXPECT_EQ(key_of(run(decide_actual, decide)), "project.host");
  const Date before = today();
  next_day();
  const Commitment verified = verify(recorded);
  EXPECT_EQ(verified.milestones[0].light, Light::green);
  EXPECT_TRUE(verified.milestones[0].met);
  EXPECT_FALSE(verified.milestones[1].met);
  EXPECT_EQ(key_of(run(decide_actual, decide, auditor_)), "project.actual.decided");
  const PayoutLock open = lock_of(one.project.id);
  EXPECT_FALSE(open.locked) << open.reason.en;
  EXPECT_EQ(open.milestones_met, 1);
  // As of the day before, it was not verified.
  const CommitmentList past =
      run(list_commitments, ListCommitments{west_, one.project.id, before}).value();
  EXPECT_EQ(past.items[0].milestones[0].light, Light::yellow);
  EXPECT_EQ(past.items[0].actuals[0].state, ActualState::pending);
}

TEST_P(ConductTest, TheVerifierIsNeitherRecorderNorOwner) {
  const WithEnterprise one = with_enterprise("激光雷达", 1);
  fact(one.enterprise, "tax_paid", "2024", "100.00");
  const Commitment tax = promise(one.project.id, "tax", {{make_date(2024, 12, 31), "100"}});
  RecordActual record;
  record.zone = west_;
  record.id = tax.id;
  record.year = 2024;
  const Commitment by_director = run(record_actual, record, director_).value();
  EXPECT_EQ(key_of(run(decide_actual, DecideActual{west_, by_director.actuals[0].id, true, "一致"},
                       director_)),
            "project.second_person");
  const DecideActual decide{west_, from_facts(tax.id, 2024).actuals[0].id, true, "一致"};
  UpdateProject owner;
  owner.zone = west_;
  owner.id = one.project.id;
  owner.version = get(one.project.id).version;
  owner.project.owner_user_id = director_.user_id;
  ASSERT_TRUE(run(update_project, owner).ok());
  EXPECT_EQ(key_of(run(decide_actual, decide, director_)), "project.second_person");
  EXPECT_TRUE(run(decide_actual, decide, auditor_).ok());
}

TEST_P(ConductTest, EnteredValuesNeedEvidenceOfTheirProject) {
  const Project project = make_lead("激光雷达", 1);
  AddCommitment other;
  other.zone = west_;
  other.id = project.id;
  other.metric = "other";
  other.milestones = {{make_date(2025, 6, 1), "3"}};
  EXPECT_EQ(key_of(run(add_commitment, other)), "project.text.missing");
  other.title = "引进专家";
  other.unit = "人";
  const Commitment promise = run(add_commitment, other).value();
  RecordActual in;
  in.zone = west_;
  in.id = promise.id;
  EXPECT_EQ(key_of(run(record_actual, in)), "project.actual.input");
  in.value = "3";
  in.measured_on = make_date(2025, 5, 30);
  in.source = "聘任书";
  EXPECT_EQ(key_of(run(record_actual, in)), "project.actual.evidence");
  const int64_t own = evidence(project.id);
  in.evidence_id = evidence(make_lead("另一项目", 2).id);
  EXPECT_EQ(key_of(run(record_actual, in)), "project.actual.evidence");
  in.evidence_id = own;
  in.value = "3.00001";
  EXPECT_EQ(key_of(run(record_actual, in)), "project.decimal");
  in.value = "3";
  in.measured_on = make_date(2026, 1, 1);
  EXPECT_EQ(key_of(run(record_actual, in)), "project.actual.date");
  in.measured_on = make_date(2025, 5, 30);
  const Commitment recorded = run(record_actual, in).value();
  EXPECT_TRUE(verify(recorded).milestones[0].met);
}

TEST_P(ConductTest, ABreachGoesByItsSteps) {
  const WithEnterprise one = with_enterprise("激光雷达", 1);
  fact(one.enterprise, "tax_paid", "2024", "99.99");
  const Commitment tax = promise(one.project.id, "tax", {{make_date(2024, 12, 31), "100"}});
  const Commitment failed = verify(from_facts(tax.id, 2024));
  EXPECT_EQ(failed.milestones[0].light, Light::red);
  const RedMilestonePage red =
      run(list_red_milestones, ListRedMilestones{province_, {}, {}}, director_).value();
  ASSERT_EQ(red.total, 1);
  EXPECT_FALSE(red.items[0].case_open);
  EXPECT_EQ(run(list_red_milestones, ListRedMilestones{east_, {}, {}}, east_officer_).value().total,
            0);

  OpenCase open;
  open.zone = west_;
  open.kind = CaseKind::breach;
  open.title = "亩均税收未达标";
  open.reason = "2024 年税收 99.99 元";
  EXPECT_EQ(key_of(run(open_case, open)), "project.case.subject");
  open.project_id = one.project.id;
  open.milestone_id = tax.milestones[0].id;
  ProjectCase breach = run(open_case, open).value();
  EXPECT_EQ(breach.due_on, Date{today().days + 15});
  EXPECT_EQ(key_of(run(open_case, open)), "project.case.exists");
  EXPECT_EQ(lock_of(one.project.id).missing.back().key, "breach");
  next_day(16);
  EXPECT_TRUE(run(get_project_case, CaseId{west_, breach.id}).value().overdue);
  EXPECT_EQ(key_of(run(get_project_case, CaseId{east_, breach.id}, east_officer_)),
            "project.not_found");

  const auto step = [&](const std::string& name, const Actor& actor,
                        std::optional<Money> amount = std::nullopt) {
    TakeCaseStep in{west_, breach.id, breach.version, name, "说明", "文号", {}, amount, {}};
    const Result<ProjectCase> out = run(take_case_step, in, actor);
    if (out.ok()) breach = *out;
    return key_of(out);
  };
  EXPECT_EQ(step("recovered", officer_), "project.case.step");
  EXPECT_EQ(step("notice", officer_), "ok");
  EXPECT_EQ(step("recovery_proposed", officer_), "project.case.amount");
  EXPECT_EQ(step("recovery_proposed", officer_, Money{12'345}), "ok");
  EXPECT_EQ(step("recovery_approved", officer_), "project.case.second_person");
  EXPECT_EQ(step("recovery_approved", colleague_), "project.case.second_person");
  EXPECT_EQ(step("recovery_approved", director_), "ok");
  EXPECT_EQ(step("recovered", officer_), "ok");
  EXPECT_EQ(breach.steps.size(), 5U);
  EXPECT_EQ(breach.amount, Money{12'345});
  EXPECT_FALSE(breach.due_on.has_value());
  EXPECT_EQ(step("notice", officer_), "project.case.closed");
  // Every step stands in the project's own history.
  int64_t logged = 0;
  for (const ProjectEvent& event :
       run(list_project_events, ListProjectEvents{west_, one.project.id, {}, {}}).value().items)
    if (event.kind == "case") ++logged;
  EXPECT_EQ(logged, 5);
  EXPECT_EQ(
      run(list_project_cases, ListProjectCases{west_, CaseKind::breach, {}, false, {}, {}, {}})
          .value()
          .total,
      1);
}

TEST_P(ConductTest, MetMilestonesAreNoBreach) {
  const WithEnterprise one = with_enterprise("激光雷达", 1);
  fact(one.enterprise, "tax_paid", "2024", "100.00");
  const Commitment tax = promise(one.project.id, "tax", {{make_date(2024, 12, 31), "100"}});
  verify(from_facts(tax.id, 2024));
  OpenCase open;
  open.zone = west_;
  open.kind = CaseKind::breach;
  open.title = "误立";
  open.reason = "误";
  open.project_id = one.project.id;
  open.milestone_id = tax.milestones[0].id;
  EXPECT_EQ(key_of(run(open_case, open)), "project.case.met");
}

// ---- Relocation and exit -----------------------------------------------------------------------

TEST_P(ConductTest, SharedTaxAddsUpToTheFen) {
  const WithEnterprise one = with_enterprise("激光雷达", 1);
  OpenCase open;
  open.zone = west_;
  open.kind = CaseKind::relocation;
  open.enterprise_id = one.enterprise;
  open.title = "整体迁入";
  open.reason = "县域企业向特色园区转移";
  EXPECT_EQ(key_of(run(open_case, open)), "project.case.origin");
  open.origin_zone_id = east_;
  ProjectCase moving = run(open_case, open).value();
  const auto share = [&](int64_t from, int64_t to, int64_t basis_points) {
    const Result<ProjectCase> out = run(
        set_tax_share,
        SetTaxShare{
            west_, moving.id, moving.version, {from, to, basis_points, "两地税收分享协议第三条"}});
    if (out.ok()) moving = *out;
    return key_of(out);
  };
  EXPECT_EQ(share(2024, 2026, 3333), "ok");
  EXPECT_EQ(share(2026, 2028, 2000), "project.tax_share.overlap");
  EXPECT_EQ(share(2027, 2028, 10'001), "project.tax_share.basis_points");
  EXPECT_EQ(share(2027, 2028, 2000), "ok");
  const auto issue = [&](int64_t year) {
    return run(issue_tax_statement, IssueTaxStatement{west_, moving.id, year});
  };
  EXPECT_EQ(key_of(issue(2024)), "project.tax_statement.agreement");
  for (const char* step : {"negotiation", "agreed"}) {
    const TakeCaseStep in{west_, moving.id, moving.version, step, "进展", "协议文号", {}, {}, {}};
    moving = run(take_case_step, in, director_).value();
  }
  EXPECT_EQ(key_of(issue(2029)), "project.tax_statement.share");
  EXPECT_EQ(key_of(issue(2024)), "project.tax_statement.fact");
  fact(one.enterprise, "tax_paid", "2024", "1000000.01");
  const TaxStatement first = issue(2024).value();
  EXPECT_EQ(first.origin_amount, Money{33'330'000});  // 33,330,000.3333 fen
  EXPECT_EQ(first.own_amount, Money{66'670'001});
  EXPECT_EQ(first.origin_amount.fen + first.own_amount.fen, first.tax.fen);
  EXPECT_EQ(first.origin_name.en, "E");
  EXPECT_EQ(key_of(issue(2024)), "project.tax_statement.same");
  const ApproveTaxStatement approve{west_, moving.id, 2024, 1};
  EXPECT_EQ(key_of(run(approve_tax_statement, approve)), "project.second_person");
  EXPECT_TRUE(run(approve_tax_statement, approve, director_).ok());
  EXPECT_EQ(key_of(run(approve_tax_statement, approve, director_)),
            "project.tax_statement.approved");
  // A corrected fact gives a new revision; the approved one stays.
  fact(one.enterprise, "tax_paid", "2024", "1000000.02");
  EXPECT_EQ(issue(2024).value().revision, 2);
  EXPECT_EQ(run(get_project_case, CaseId{west_, moving.id}).value().statements.size(), 2U);
}

TEST_P(ConductTest, AnExitHasDeadlines) {
  const WithEnterprise one = with_enterprise("旧线", 1);
  OpenCase open;
  open.zone = west_park_;
  open.kind = CaseKind::exit;
  open.enterprise_id = one.enterprise;
  open.title = "高耗能退出";
  open.reason = "单位能耗连续两年超限";
  const ProjectCase leaving = run(open_case, open).value();
  TakeCaseStep in{west_, leaving.id, leaving.version, "notice", "已送达", {}, {}, {}, {}};
  EXPECT_EQ(key_of(run(take_case_step, in)), "project.case.document");
  in.document = "告知书 3 号";
  in.taken_on = Date{today().days + 1};
  EXPECT_EQ(key_of(run(take_case_step, in)), "project.case.date");
  in.taken_on.reset();
  EXPECT_TRUE(run(take_case_step, in).ok());
  EXPECT_EQ(key_of(run(take_case_step, in)), "project.stale");
  next_day(31);
  EXPECT_EQ(
      run(list_project_cases, ListProjectCases{west_, {}, {}, {}, true, {}, {}}).value().total, 1);
}

// ---- Teams, activities, introducers, signals ----------------------------------------------------

TEST_P(ConductTest, WhoIsWhereAsOfADay) {
  PutTeam team;
  team.zone = west_;
  team.name = "光电专班";
  team.industries = {"39"};
  team.from_date = make_date(2024, 1, 1);
  const int64_t optics = run(put_team, team).value().id;
  team.name = "汽车专班";
  const int64_t cars = run(put_team, team).value().id;
  const auto post = [&](int64_t at, int64_t person, PostRole role, bool part_time, Date from,
                        std::optional<Date> to) {
    PutPost in;
    in.zone = west_;
    in.team_id = at;
    in.user_id = person;
    in.role = role;
    in.part_time = part_time;
    in.from_date = from;
    in.to_date = to;
    return key_of(run(put_post, in));
  };
  const Date new_year = make_date(2024, 1, 1), summer = make_date(2025, 6, 1);
  const Date before_summer = make_date(2025, 5, 31);
  EXPECT_EQ(post(optics, director_.user_id, PostRole::chain_leader, true, new_year, {}), "ok");
  EXPECT_EQ(post(optics, planner_.user_id, PostRole::chain_leader, true, summer, {}),
            "project.post.leader");
  EXPECT_EQ(post(optics, officer_.user_id, PostRole::member, false, new_year, before_summer), "ok");
  EXPECT_EQ(post(cars, officer_.user_id, PostRole::lead, false, before_summer, {}),
            "project.post.overlap");
  EXPECT_EQ(post(cars, officer_.user_id, PostRole::lead, false, summer, {}), "ok");
  EXPECT_EQ(post(cars, director_.user_id, PostRole::chain_leader, true, summer, {}), "ok");
  const auto people = [&](Date day, int64_t at) {
    for (const Team& row : run(list_teams, ListTeams{west_, day}).value().items)
      if (row.id == at) return row.posts.size();
    return size_t{99};
  };
  EXPECT_EQ(people(before_summer, optics), 2U);
  EXPECT_EQ(people(summer, optics), 1U);
  EXPECT_EQ(people(summer, cars), 2U);
  EXPECT_EQ(people(make_date(2023, 1, 1), cars), 99U);
  EXPECT_TRUE(run(list_teams, ListTeams{east_, summer}, east_officer_).value().items.empty());
  // Of its industries, also in the parks below.
  CreateProject optical = lead("光学镜头", 9);
  optical.project.industry_code = "39";
  ASSERT_TRUE(run(create_project, optical).ok());
  for (const Team& row : run(list_teams, ListTeams{west_, summer}).value().items)
    EXPECT_EQ(row.open_projects, 1);
}

TEST_P(ConductTest, WhatAnActivityAndAnIntroducerBrought) {
  PutActivity fair;
  fair.zone = west_;
  fair.kind = ActivityKind::exhibition;
  fair.title = "光博会";
  fair.place = "深圳";
  fair.from_date = make_date(2025, 3, 1);
  fair.to_date = make_date(2025, 3, 3);
  fair.cost = Money{10'000'001};
  const int64_t activity = run(put_activity, fair).value().id;
  PutIntroducer chamber;
  chamber.zone = west_;
  chamber.kind = IntroducerKind::chamber;
  chamber.name = "吉商会";
  const int64_t introducer = run(put_introducer, chamber).value().id;
  const Project first = make_lead("激光雷达", 1), second = make_lead("光学镜头", 2);
  advance_to(second.id, ProjectStage::contract);
  for (const int64_t project : {first.id, second.id, second.id})
    ASSERT_TRUE(
        run(add_origin, AddOrigin{west_, project, OriginKind::activity, activity, {}}).ok());
  ASSERT_TRUE(
      run(add_origin, AddOrigin{west_, second.id, OriginKind::introducer, introducer, {}}).ok());
  EXPECT_EQ(key_of(run(add_origin, AddOrigin{west_, second.id, OriginKind::signal, 77, {}})),
            "project.not_found");
  const PromotionActivity row =
      run(list_activities, ListActivities{west_, {}, {}}).value().items[0];
  EXPECT_EQ(row.brought.projects, 2);
  EXPECT_EQ(row.brought.signed_projects, 1);
  EXPECT_EQ(row.cost_per_project, Money{5'000'001});  // Half a fen is rounded away from zero.
  const Introducer brought = run(list_introducers, ProjectZone{west_}).value().items[0];
  EXPECT_EQ(brought.brought.investment, Money{50'000'000'000});
  ListOrigins origins;
  origins.zone = west_;
  origins.kind = OriginKind::activity;
  origins.origin_id = activity;
  EXPECT_EQ(run(list_origins, origins).value().items.size(), 2U);
}

TEST_P(ConductTest, SignalsFade) {
  const WithEnterprise one = with_enterprise("激光雷达", 1);
  const auto signal = [&](Date noted, int64_t strength) {
    AddSignal in;
    in.zone = west_;
    in.enterprise_id = one.enterprise;
    in.kind = SignalKind::capacity_full;
    in.noted_on = noted;
    in.strength = strength;
    in.half_life_days = 100;
    in.text = "产能利用率 97%";
    in.source = "走访记录";
    return run(add_signal, in);
  };
  ASSERT_TRUE(signal(today(), 80).ok());
  ASSERT_TRUE(signal(Date{today().days - 100}, 40).ok());
  ASSERT_TRUE(signal(Date{today().days - 500}, 40).ok());
  EXPECT_EQ(key_of(signal(Date{today().days + 1}, 40)), "project.signal.date");
  ReinvestmentLeads leads = run(list_signals, ListSignals{west_, {}, {}}).value();
  ASSERT_EQ(leads.items.size(), 1U);
  EXPECT_NEAR(leads.items[0].weight, 80 + 20 + 1.25, 0.01);
  EXPECT_EQ(leads.old_signals, 1);
  EXPECT_EQ(leads.old_signals_hit, 0);
  const int64_t oldest = leads.items[0].signals.back().id;
  ASSERT_TRUE(
      run(add_origin, AddOrigin{west_, one.project.id, OriginKind::signal, oldest, {}}).ok());
  ASSERT_TRUE(run(close_signal, CloseSignal{west_, leads.items[0].signals[0].id, "暂缓"}).ok());
  EXPECT_EQ(key_of(run(close_signal, CloseSignal{west_, leads.items[0].signals[0].id, "暂缓"})),
            "project.signal.closed");
  leads = run(list_signals, ListSignals{west_, {}, {}}).value();
  EXPECT_NEAR(leads.items[0].weight, 20, 0.01);
  EXPECT_EQ(leads.old_signals_hit, 1);
}

// ---- Stage rules may ask for all of it ----------------------------------------------------------

TEST_P(ConductTest, StagesAskForScoresPromisesAndWhatTheZoneTurnsOn) {
  const Project project = make_lead("激光雷达", 1);
  advance_to(project.id, ProjectStage::assessment);
  const auto missing = [&] {
    std::set<std::string> rules;
    for (const Missing& item : run(check_stage, ProjectId{west_, project.id}).value().missing)
      rules.insert(item.rule);
    return rules;
  };
  EXPECT_TRUE(missing().contains("negotiation.score"));
  EXPECT_FALSE(missing().contains("negotiation.passed"));  // Off until the zone turns it on.
  ASSERT_TRUE(
      run(put_project_setting, PutProjectSetting{west_, "assessment_gate", 1}, director_).ok());
  EXPECT_TRUE(missing().contains("negotiation.passed"));
  prepare_for(project.id, ProjectStage::negotiation);
  EXPECT_TRUE(missing().empty());
  advance_to(project.id, ProjectStage::review);
  EXPECT_TRUE(missing().contains("contract.promises"));
  EXPECT_FALSE(missing().contains("contract.incentives_reviewed"));
  EXPECT_FALSE(missing().contains("contract.quota"));
  const ProposeIncentive grant{west_, project.id, "租金补贴", Money{100}, {}, "依据", "三年", {}};
  const Incentive proposed = run(propose_incentive, grant).value();
  EXPECT_TRUE(missing().contains("contract.incentives_reviewed"));
  ASSERT_TRUE(
      run(withdraw_incentive, StepIncentive{west_, proposed.id, proposed.version, "不再需要"})
          .ok());
  ASSERT_TRUE(run(put_project_setting, PutProjectSetting{west_, "quota_gate", 1}, director_).ok());
  prepare_for(project.id, ProjectStage::contract);
  EXPECT_EQ(missing(), std::set<std::string>{"contract.quota"});
  const StageCheck check = run(check_stage, ProjectId{west_, project.id}).value();
  EXPECT_EQ(check.missing[0].condition, "gates.passed = 'yes'");
  EXPECT_EQ(check.missing[0].clause_title->zh, "特色产业园区意见第九部分");
  EXPECT_EQ(check.missing[0].title.en, "Resource gates passed (yes/no)");
  ASSERT_TRUE(run(put_project_setting, PutProjectSetting{west_, "quota_gate", {}}, director_).ok());
  advance_to(project.id, ProjectStage::production);
  // A milestone that is due and not verified keeps it from full capacity.
  promise(project.id, "tax", {{Date{today().days - 10}, "5000000"}});
  prepare_for(project.id, ProjectStage::full_capacity);
  EXPECT_EQ(missing(), std::set<std::string>{"full_capacity.promises"});
}

TEST_P(ConductTest, AStageRuleCanAskForAPassedAssessment) {
  const Project project = make_lead("激光雷达", 1);
  advance_to(project.id, ProjectStage::assessment);
  AddStageRule rule;
  rule.zone = west_;
  rule.stage = ProjectStage::negotiation;
  rule.must_hold = "assessment.passed = 'yes'";
  rule.effective_from = today();
  rule.clause = "园区项目评审办法第四条";
  rule.message = {"评审通过后才能洽谈", "negotiate only after a passed assessment"};
  const Result<StageRuleRow> added = run(add_stage_rule, rule, director_);
  ASSERT_TRUE(added.ok()) << added.error().text.en;
  ScoreRule all_four;
  all_four.assessors_min = 4;
  ASSERT_TRUE(run(set_score_rule, SetScoreRule{west_, today(), all_four}, director_).ok());
  prepare_for(project.id, ProjectStage::negotiation);
  const auto asked = [&] {
    const StageCheck check = run(check_stage, ProjectId{west_, project.id}).value();
    return check.missing.size();
  };
  EXPECT_EQ(asked(), 2U);  // Three have signed: no score yet, and nothing passed.
  const Scores good{80, 80, 80, 80, 80, 80};
  ASSERT_TRUE(run(sign_sheet, SignSheet{west_, project.id, good, "好"}, finance_).ok());
  EXPECT_EQ(asked(), 0U);
}

}  // namespace
}  // namespace gaoxin
