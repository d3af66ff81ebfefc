// Claims with masks, transfer, credit sums, merging and its undoing.
#include "project/claims.h"

#include <algorithm>

#include "chain/chain.h"
#include "project/project_test.h"

namespace gaoxin {
namespace {

class ClaimsTest : public ProjectFixture {
 protected:
  CreateProject east_lead(const std::string& name, int number) {
    CreateProject in = lead(name, number);
    in.zone = east_;
    return in;
  }
  void pass_days(int64_t days) { now_.microseconds += days * 86'400'000'000; }
};
INSTANTIATE_TEST_SUITE_P(Engines, ClaimsTest, testing::ValuesIn(test_engines()), engine_name);

TEST_P(ClaimsTest, ASecondParkSeesOnlyThatItExists) {
  make_lead("示范光电项目", 1);
  const CreateProject second = east_lead("完全不同的名称", 1);  // The same code.
  const Result<Project> refused = run(create_project, second, east_officer_);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_EQ(refused.error().key, "project.duplicate");
  EXPECT_NE(refused.error().text.zh.find("officer"), std::string::npos);
  EXPECT_NE(refused.error().text.zh.find("线索"), std::string::npos);
  EXPECT_EQ(refused.error().text.zh.find("示范光电"), std::string::npos);  // No more than that.
  CheckDuplicates check;
  check.zone = east_;
  check.credit_code = credit_code(1);
  const DuplicateList masked = run(check_duplicates, check, east_officer_).value();
  ASSERT_EQ(masked.items.size(), 1u);
  EXPECT_EQ(masked.items[0].because, "credit_code");
  EXPECT_EQ(masked.items[0].owner, "officer");
  EXPECT_FALSE(masked.items[0].id);
  check.zone = province_;
  EXPECT_TRUE(run(check_duplicates, check, director_).value().items[0].id);
  // A code cannot be talked away; a mere name can, with a reason.
  CreateProject talked = second;
  talked.distinct_reason = "不同项目";
  EXPECT_EQ(run(create_project, talked, east_officer_).error().key, "project.duplicate");
  CreateProject named = east_lead("示范光电项目", 2);
  named.project.credit_code.reset();
  named.project.investor.reset();
  EXPECT_EQ(run(create_project, named, east_officer_).error().fields[0].path, "project.name");
  named.distinct_reason = "同名的另一家公司";
  EXPECT_TRUE(run(create_project, named, east_officer_).ok());
}

TEST_P(ClaimsTest, ProtectionEndsUnlessThereIsActivity) {
  const Project project = make_lead("示范光电项目", 1);
  const CreateProject second = east_lead("示范光电项目", 1);
  pass_days(89);
  EXPECT_FALSE(run(create_project, second, east_officer_).ok());
  ASSERT_TRUE(
      run(add_project_event, AddProjectEvent{west_, project.id, "visit", "走访", {}, {}, {}}).ok());
  pass_days(89);
  EXPECT_FALSE(run(create_project, second, east_officer_).ok());
  EXPECT_EQ(run(get_claim, ProjectId{west_, project.id}).value().protected_until,
            (Date{date_of(now_).days + 1}));
  pass_days(2);
  EXPECT_TRUE(run(create_project, second, east_officer_).ok());
}

TEST_P(ClaimsTest, OnceSignedItIsProtectedForEver) {
  const Project project = make_lead("示范光电项目", 1);
  advance_to(project.id, ProjectStage::contract);
  pass_days(2000);
  EXPECT_FALSE(run(create_project, east_lead("示范光电项目", 1), east_officer_).ok());
}

TEST_P(ClaimsTest, AReleasedOrLostOneDoesNotProtect) {
  const Project first = make_lead("示范光电项目", 1);
  ASSERT_TRUE(run(release_claim, ReleaseClaim{west_, first.id, "让给东区"}).ok());
  EXPECT_TRUE(run(create_project, east_lead("示范光电项目", 1), east_officer_).ok());
  EXPECT_EQ(run(release_claim, ReleaseClaim{west_, first.id, "again"}).error().key,
            "project.claim.released");
}

TEST_P(ClaimsTest, AnExpansionIsNoDuplicate) {
  const Project first = make_lead("示范光电项目", 1);
  CreateProject expansion = lead("示范光电项目二期", 1);
  EXPECT_FALSE(run(create_project, expansion).ok());
  expansion.project.parent_id = first.id;
  const Project second = run(create_project, expansion).value();
  EXPECT_TRUE(second.is_expansion);
  EXPECT_EQ(second.parent_id, first.id);
}

TEST_P(ClaimsTest, ATransferIsAcceptedByTheOtherZone) {
  const Project project = make_lead("示范光电项目", 1);
  const RequestTransfer ask{west_, project.id, east_, std::nullopt, "更适合东区"};
  const Transfer asked = run(request_transfer, ask).value();
  EXPECT_EQ(run(request_transfer, ask).error().key, "project.transfer.pending");
  const DecideTransfer accept{east_, asked.id, TransferState::accepted, std::nullopt, std::nullopt};
  EXPECT_EQ(run(decide_transfer, accept, officer_).error().code, ErrorCode::not_found);
  ASSERT_TRUE(run(decide_transfer, accept, east_officer_).ok());
  EXPECT_EQ(run(decide_transfer, accept, east_officer_).error().key, "project.transfer.decided");
  const Project moved = run(get_project, ProjectId{east_, project.id}, east_officer_).value();
  EXPECT_EQ(moved.host_zone_id, east_);
  EXPECT_EQ(moved.zone_id, west_park_);
  EXPECT_EQ(moved.owner_user_id, east_officer_.user_id);
  // Who reported it first still sees it, and cannot change it.
  EXPECT_TRUE(run(get_project, ProjectId{west_, project.id}).ok());
  EXPECT_EQ(run(add_project_event, AddProjectEvent{west_, project.id, "note", "x", {}, {}, {}})
                .error()
                .key,
            "project.host");
  ListProjects reported;
  reported.zone = west_;
  EXPECT_EQ(run(list_projects, reported).value().total, 0);
  reported.reported = true;
  EXPECT_EQ(run(list_projects, reported).value().total, 1);
}

TEST_P(ClaimsTest, CreditAddsUpToTheWhole) {
  const Project project = make_lead("示范光电项目", 1);
  SetCredit in{west_, project.id, project.version, {}};
  in.credit = {{"person", officer_.user_id, {}, 6000}, {"park", west_park_, {}, 3999}};
  const Result<ProjectClaim> short_sum = run(set_credit, in);
  EXPECT_EQ(short_sum.error().key, "project.credit.sum");
  EXPECT_NE(short_sum.error().text.zh.find("99.99%"), std::string::npos);
  in.credit[1].basis_points = 4001;
  EXPECT_EQ(run(set_credit, in).error().key, "project.credit.sum");
  in.credit = {{"person", officer_.user_id, {}, 5000}, {"person", officer_.user_id, {}, 5000}};
  EXPECT_EQ(run(set_credit, in).error().key, "project.credit.twice");
  in.credit = {{"person", 999'999, {}, 10'000}};
  EXPECT_EQ(run(set_credit, in).error().key, "project.credit.holder");
  in.credit = {{"person", officer_.user_id, {}, -1}, {"park", east_, {}, 10'001}};
  EXPECT_EQ(run(set_credit, in).error().key, "project.credit.share");
  in.credit = {{"person", officer_.user_id, {}, 6000}, {"park", west_park_, {}, 4000}};
  const ProjectClaim claim = run(set_credit, in).value();
  ASSERT_EQ(claim.credit.size(), 2u);
  EXPECT_EQ(claim.credit[0].name, "officer");
  EXPECT_EQ(run(set_credit, in).error().key, "project.stale");  // The version has moved on.
  EXPECT_EQ(count("project_credit"), 2);
}

TEST_P(ClaimsTest, AMergeGivesWhatWasUnknownAndCanBeUndone) {
  const Project first = make_lead("示范光电项目", 1);
  CreateProject twin = lead("示范光电项目(重复)", 1);
  twin.distinct_reason = "登记两次";
  twin.project.jobs = 80;
  twin.project.total_investment = Money{100};
  twin.project.fields.emplace()["risks"] = "少";
  const Project second = run(create_project, twin).value();
  ASSERT_TRUE(
      run(add_project_event, AddProjectEvent{west_, second.id, "visit", "走访", {}, {}, {}}).ok());
  const ProjectMerge merge = run(merge_projects, MergeProjects{west_, first.id, second.id}).value();
  Project merged = get(first.id);
  EXPECT_EQ(merged.jobs, 80);
  EXPECT_EQ(merged.fields["risks"], "少");
  ListProjects all;
  all.zone = west_;
  EXPECT_EQ(run(list_projects, all).value().total, 1);
  EXPECT_EQ(run(list_project_events, ListProjectEvents{west_, first.id, {}, {}}).value().total,
            merged.event_count + get(second.id).event_count);
  EXPECT_EQ(run(update_project, UpdateProject{west_, second.id, get(second.id).version, {}, {}})
                .error()
                .key,
            "project.merged");
  // What somebody has changed since is kept.
  UpdateProject change{west_, first.id, merged.version, {}, {}};
  change.project.total_investment = Money{200};
  ASSERT_TRUE(run(update_project, change).ok());
  ASSERT_TRUE(run(undo_project_merge, ProjectId{west_, merge.id}).ok());
  EXPECT_EQ(run(undo_project_merge, ProjectId{west_, merge.id}).error().key,
            "project.merge.undone");
  merged = get(first.id);
  EXPECT_FALSE(merged.jobs);
  EXPECT_EQ(merged.total_investment, Money{200});
  EXPECT_FALSE(merged.fields.contains("risks"));
  EXPECT_FALSE(get(second.id).merged_into);
  EXPECT_EQ(get(second.id).jobs, 80);
  EXPECT_EQ(run(list_projects, all).value().total, 2);
}

TEST_P(ClaimsTest, OnlyTheFurtherOneSurvivesAndCodesMustAgree) {
  const Project first = make_lead("示范光电项目", 1);
  const Project other = make_lead("别的示范项目", 2);
  EXPECT_EQ(run(merge_projects, MergeProjects{west_, first.id, other.id}).error().key,
            "project.merge.codes");
  CreateProject twin = lead("示范光电项目", 1);
  twin.distinct_reason = "登记两次";
  const Project second = run(create_project, twin).value();
  advance_to(second.id, ProjectStage::assessment);
  EXPECT_EQ(run(merge_projects, MergeProjects{west_, first.id, second.id}).error().key,
            "project.merge.stage");
  ASSERT_TRUE(run(merge_projects, MergeProjects{west_, second.id, first.id}).ok());
}

// ---- From the chain ----------------------------------------------------------------------------

class TargetTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    const auto prepared = database().write_result([&](Transaction& db) -> Result<Done> {
      ensure_root_zone(db);
      TRY(load_shipped_codes(db, "catalogue"));
      TRY(load_shipped_chain(db, "catalogue"));
      return load_demo_chain(db, "catalogue", now_);
    });
    ASSERT_TRUE(prepared.ok()) << prepared.error().text.en;
    ASSERT_TRUE(load_demo(database(), "catalogue").ok());
    zones_ = database().read_value([](Transaction& db) { return load_zone_tree(db); });
    for (const Zone& zone : zones_.zones())
      if (zone.code == "CN-2201-AUTO") park_ = zone.id;
    ASSERT_NE(park_, 0);
    database().write([&](Transaction& db) {
      const int64_t id = db.new_id();
      db.execute(
          "INSERT INTO access_user (id, username, display_name, password_hash, created_at) "
          "VALUES ($1, 'officer', 'officer', 'x', $2)",
          {id, now_});
      officer_ = {id, "officer", "officer", false, {{"investment_officer", park_}}};
      db.execute("INSERT INTO access_grant (zone_id, user_id, role) VALUES ($1, $2, $3)",
                 {park_, id, "investment_officer"});
      return true;
    });
  }
  template <typename Out, typename In>
  Result<Out> run(Result<Out> (*use_case)(Call&, const In&), const In& in) {
    return database().write_result([&](Transaction& db) {
      Call call{db, database(), officer_, zones_, now_, "test", {}};
      return use_case(call, in);
    });
  }

  ZoneTree zones_;
  Actor officer_;
  int64_t park_ = 0;
  Timestamp now_{int64_t{1'790'000'000} * 1'000'000};
};
INSTANTIATE_TEST_SUITE_P(Engines, TargetTest, testing::ValuesIn(test_engines()), engine_name);

TEST_P(TargetTest, OneClickMakesALeadAndTheSecondShowsIt) {
  const std::string node = "product:正极材料";
  // Of the invented companies, one that makes it.
  const ChainTargetRow target =
      run(explain_target, ExplainTarget{park_, node, "990006"}).value().target;
  const LeadFromTarget click{park_, target.company, node, {}, {}, {}};
  const Result<Project> made = run(create_lead_from_target, click);
  ASSERT_TRUE(made.ok()) << made.error().text.en;
  EXPECT_EQ(made->stage, ProjectStage::lead);
  EXPECT_EQ(made->chain_node, node);
  EXPECT_EQ(made->owner_user_id, officer_.user_id);
  EXPECT_EQ(made->source, "产业链目标");
  // Where it comes from stays with it: every reason of the chain with its source.
  ASSERT_TRUE(made->source_record.has_value());
  EXPECT_NE(made->source_record->find(target.company), std::string::npos);
  ASSERT_FALSE(target.reasons.empty());
  for (const ChainReason& reason : target.reasons)
    EXPECT_NE(made->source_record->find(reason.words.zh), std::string::npos) << reason.words.zh;
  // So it needs no record of its source to be assessed.
  const StageCheck check = run(check_stage, ProjectId{park_, made->id}).value();
  for (const Missing& missing : check.missing) EXPECT_NE(missing.rule, "assessment.source_record");

  const Result<Project> again = run(create_lead_from_target, click);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().key, "project.duplicate");
  const auto shown =
      std::find_if(again.error().fields.begin(), again.error().fields.end(),
                   [](const FieldError& field) { return field.key == "project.duplicate.id"; });
  ASSERT_NE(shown, again.error().fields.end());
  EXPECT_EQ(shown->text.zh, fmt::format("{}", made->id));
  ListProjects all;
  all.zone = park_;
  all.chain_node = node;
  EXPECT_EQ(run(list_projects, all).value().total, 1);
  const Project kept = run(get_project, ProjectId{park_, made->id}).value();
  EXPECT_EQ(kept.source_record, made->source_record);
}

}  // namespace
}  // namespace gaoxin
