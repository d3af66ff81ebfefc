// Stages, overrides, conflicts, clocks, lists on both databases.
#include "project/project_test.h"

#include <algorithm>
#include <thread>

#include "project/claims.h"

namespace gaoxin {
namespace {

class ProjectTest : public ProjectFixture {};
INSTANTIATE_TEST_SUITE_P(Engines, ProjectTest, testing::ValuesIn(test_engines()), engine_name);

MoveProject move_to(const Project& project, int64_t zone, ProjectStage stage) {
  return {zone, project.id, project.version, stage, std::nullopt, std::nullopt};
}

TEST_P(ProjectTest, ALeadNeedsNameSourceAndOwner) {
  CreateProject in;
  in.zone = west_park_;
  const Result<Project> refused = run(create_project, in);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().key, "project.rules");
  std::vector<std::string> paths;
  for (const FieldError& field : refused.error().fields) paths.push_back(field.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"name", "source"}));  // The actor owns it.
  const Project project = make_lead("示范光电项目", 1);
  EXPECT_EQ(project.stage, ProjectStage::lead);
  EXPECT_EQ(project.owner_user_id, officer_.user_id);
  EXPECT_EQ(project.owner_name, "officer");
  EXPECT_EQ(project.due_kind, "answer");
  EXPECT_EQ(project.due_on, (Date{date_of(now_).days + 1}));
  EXPECT_EQ(project.event_count, 1);
}

TEST_P(ProjectTest, WalksThroughAllStagesAndKeepsItsLog) {
  const Project lead = make_lead("示范光电项目", 1);
  const Project project = advance_to(lead.id, ProjectStage::aftercare);
  EXPECT_EQ(project.stage, ProjectStage::aftercare);
  EXPECT_EQ(project.signed_on, date_of(now_));
  const ProjectEventPage events =
      run(list_project_events, ListProjectEvents{west_, lead.id, {}, {}}).value();
  EXPECT_EQ(events.total, project.event_count);
  EXPECT_EQ(events.total, static_cast<int64_t>(events.items.size()));
  std::vector<int64_t> entered;
  for (auto at = events.items.rbegin(); at != events.items.rend(); ++at)
    if (at->to_stage) entered.push_back(stage_number(*at->to_stage));
  EXPECT_EQ(entered, (std::vector<int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
  EXPECT_EQ(events.items[0].actor_id, officer_.user_id);
}

TEST_P(ProjectTest, IsFoundByALongName) {
  const std::string name = "新能源汽车动力电池智能制造产业园二期扩建项目";
  const Project lead = make_lead(name, 72);
  ListProjects in;
  in.zone = west_;
  in.q = name + " " + lead.number;
  const ProjectPage found = run(list_projects, in).value();
  ASSERT_EQ(found.total, 1);
  EXPECT_EQ(found.items[0].id, lead.id);
  GetKanban board;
  board.zone = west_;
  board.q = name;
  EXPECT_EQ(run(get_kanban, board).value().columns[0].count, 1);
}

TEST_P(ProjectTest, EventsAreListedByKind) {
  const Project lead = make_lead("按类别项目", 71);
  for (const char* text : {"第一次", "第二次"})
    ASSERT_TRUE(run(add_project_event, {west_, lead.id, "visit", text, {}, {}, {}}).ok());
  ASSERT_TRUE(run(add_project_event, {west_, lead.id, "note", "备注", {}, {}, {}}).ok());
  const ProjectEventPage visits = run(list_project_events, {west_, lead.id, 1, 1, "visit"}).value();
  EXPECT_EQ(visits.total, 2);
  ASSERT_EQ(visits.items.size(), 1u);
  EXPECT_EQ(visits.items[0].kind, "visit");
  EXPECT_EQ(run(list_project_events, {west_, lead.id, {}, {}, "report"}).value().total, 0);
  EXPECT_EQ(run(list_project_events, ListProjectEvents{west_, lead.id, {}, {}}).value().total, 4);
}

TEST_P(ProjectTest, AnEventIsFoundOnItsPage) {
  const Project lead = make_lead("示范光电项目", 1);
  std::vector<int64_t> ids;
  for (int i = 0; i < 7; ++i)
    ids.push_back(
        run(add_project_event,
            AddProjectEvent{west_, lead.id, i % 2 == 0 ? "note" : "visit", "x", {}, {}, {}})
            .value()
            .id);
  const auto page_of = [&](int64_t event, std::optional<std::string> kind = std::nullopt) {
    const ProjectEventPage page =
        run(list_project_events, ListProjectEvents{west_, lead.id, {}, 2, kind, event}).value();
    const bool there = std::any_of(page.items.begin(), page.items.end(),
                                   [&](const ProjectEvent& row) { return row.id == event; });
    return std::pair(page.page, there);
  };
  EXPECT_EQ(page_of(ids[6]), std::pair(int64_t{1}, true));
  EXPECT_EQ(page_of(ids[4]), std::pair(int64_t{2}, true));
  EXPECT_EQ(page_of(ids[0]), std::pair(int64_t{4}, true));
  EXPECT_EQ(page_of(ids[0], "note"), std::pair(int64_t{2}, true));  // The fourth note.
  EXPECT_EQ(page_of(ids[0], "visit"), std::pair(int64_t{1}, false));
  EXPECT_EQ(page_of(12345), std::pair(int64_t{1}, false));
  // Two logs after a merge, in the order of time.
  CreateProject again = this->lead("示范光电项目", 1);
  again.distinct_reason = "重复登记";
  now_.microseconds += 1'000'000;
  const Project twin = run(create_project, again).value();
  const MergeProjects merge{west_, lead.id, twin.id};
  ASSERT_TRUE(run(merge_projects, merge).ok());
  const int64_t total =
      run(list_project_events, ListProjectEvents{west_, lead.id, 1, 200}).value().total;
  for (int64_t number = 1; number <= total; ++number) {
    const ProjectEvent event =
        run(list_project_events, ListProjectEvents{west_, lead.id, number, 1}).value().items.at(0);
    EXPECT_EQ(run(list_project_events, ListProjectEvents{west_, lead.id, {}, 1, {}, event.id})
                  .value()
                  .page,
              number);
  }
}

TEST_P(ProjectTest, NoStageIsSkipped) {
  const Project project = make_lead("示范光电项目", 1);
  for (int64_t stage = 3; stage <= kProjectStages; ++stage) {
    const Result<Project> skipped = run(move_project, move_to(project, west_, stage_of(stage)));
    ASSERT_FALSE(skipped.ok());
    EXPECT_EQ(skipped.error().key, "project.stage.skipped");
    const RequestOverride override{west_, project.id, project.version, stage_of(stage), "急", {}};
    EXPECT_EQ(run(request_override, override).error().key, "project.stage.skipped");
  }
  EXPECT_EQ(get(project.id).stage, ProjectStage::lead);
}

TEST_P(ProjectTest, WhatIsMissingIsToldByFieldAndEvidence) {
  Project project = make_lead("示范光电项目", 1);
  project = advance_to(project.id, ProjectStage::review);
  const Result<Project> refused =
      run(move_project, move_to(project, west_, ProjectStage::contract));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().key, "project.rules");
  EXPECT_EQ(refused.error().code, ErrorCode::rule_failed);
  const StageCheck check = run(check_stage, ProjectId{west_, project.id}).value();
  EXPECT_EQ(check.missing.size(), refused.error().fields.size());
  EXPECT_FALSE(check.later.empty());
  const auto has = [&](const std::string& path) {
    return std::any_of(refused.error().fields.begin(), refused.error().fields.end(),
                       [&](const FieldError& field) { return field.path == path; });
  };
  EXPECT_TRUE(has("evidence.agreement"));
  EXPECT_TRUE(has("total_investment"));
  EXPECT_TRUE(has("contract.fixed_within_total"));
  EXPECT_FALSE(has("evidence.fair_competition_review"));  // Nothing is offered yet.
}

TEST_P(ProjectTest, WhatAStageAskedForDoesNotBecomeUnknownAgain) {
  Project project = make_lead("示范光电项目", 1);
  project = advance_to(project.id, ProjectStage::assessment);
  UpdateProject in{west_, project.id, project.version, {}, {}};
  in.project.introducer = "";
  const Result<Project> refused = run(update_project, in);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().key, "project.rules");
  EXPECT_EQ(refused.error().fields[0].path, "introducer");
}

TEST_P(ProjectTest, AnOverrideNeedsASecondPerson) {
  const Project project = make_lead("示范光电项目", 1);
  CreateProject bare = lead("另一示范项目", 2);
  bare.project.introducer.reset();
  const Project other = run(create_project, bare).value();
  // The rule's own asker, who may approve, still cannot.
  const RequestOverride in{west_,        other.id, other.version, ProjectStage::assessment,
                           "引荐人保密", {}};
  EXPECT_EQ(
      run(request_override,
          RequestOverride{west_, project.id, project.version, ProjectStage::assessment, "x", {}})
          .error()
          .key,
      "project.override.not_needed");

  const Override asked = run(request_override, in, director_).value();
  ASSERT_EQ(asked.missing.size(), 1u);
  EXPECT_EQ(asked.missing[0].field, "introducer");
  EXPECT_EQ(get(other.id).stage, ProjectStage::lead);
  const DecideOverride decide{west_, asked.id, true, "同意"};
  EXPECT_EQ(run(decide_override, decide, director_).error().key, "project.four_eyes");
  EXPECT_EQ(run(decide_override, decide, officer_).error().code, ErrorCode::forbidden);
  const Actor second = with_call(
      director_, [&](Call& call) { return user(call.db, "director2", "director", west_); });
  const Override decided = run(decide_override, decide, second).value();
  EXPECT_EQ(decided.state, DecisionState::approved);
  EXPECT_EQ(get(other.id).stage, ProjectStage::assessment);
  EXPECT_EQ(run(decide_override, decide, second).error().key, "project.override.decided");
  // It held for one move: the next asks again.
  EXPECT_EQ(run(move_project, move_to(get(other.id), west_, ProjectStage::negotiation)).error().key,
            "project.rules");
}

TEST_P(ProjectTest, TheSecondOfTwoMovesIsToldWhoWasFirst) {
  const Project project = make_lead("示范光电项目", 1);
  ASSERT_TRUE(
      run(move_project, move_to(project, west_, ProjectStage::assessment), colleague_).ok());
  const Result<Project> late = run(move_project, move_to(project, west_, ProjectStage::assessment));
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code, ErrorCode::conflict);
  EXPECT_EQ(late.error().key, "project.stale");
  EXPECT_NE(late.error().text.zh.find("colleague"), std::string::npos);
  EXPECT_NE(late.error().text.zh.find("推进阶段"), std::string::npos);
  EXPECT_EQ(late.error().fields[0].text.zh, std::to_string(get(project.id).version));
}

TEST_P(ProjectTest, FiftyPeopleMovingAtOnceLoseNothing) {
  constexpr int kPeople = 50, kProjects = 10;
  std::vector<int64_t> ids;
  for (int i = 0; i < kProjects; ++i)
    ids.push_back(
        make_lead(fmt::format("{}号{}示范", i, std::string(1, static_cast<char>('a' + i))), i + 1)
            .id);
  std::atomic<int> written = 0, refused = 0;
  std::vector<std::thread> people;
  for (int person = 0; person < kPeople; ++person)
    people.emplace_back([&, person] {
      const int64_t id = ids[static_cast<size_t>(person % kProjects)];
      for (bool done = false; !done;) {
        const Project seen = get(id);
        const MoveProject in =
            seen.stage == ProjectStage::lead
                ? move_to(seen, west_, ProjectStage::assessment)
                : MoveProject{west_, id, seen.version, ProjectStage::lead, std::nullopt, "退回"};
        const Result<Project> moved = run(move_project, in);
        if (moved.ok()) {
          ++written;
          done = true;
        } else if (moved.error().key == "project.stale") {
          ++refused;  // Reload, look, try again.
        } else {
          ADD_FAILURE() << moved.error().text.en;
          done = true;
        }
      }
    });
  for (std::thread& person : people) person.join();
  EXPECT_EQ(written, kPeople);
  int64_t events = 0;
  for (const int64_t id : ids) {
    const Project project = get(id);
    EXPECT_EQ(project.event_count, 1 + kPeople / kProjects);
    EXPECT_EQ(project.version, 1 + kPeople / kProjects);
    events += project.event_count;
  }
  EXPECT_EQ(count("project_event"), events);
}

TEST_P(ProjectTest, AClockThatGoesBackReordersNothing) {
  const Project project = make_lead("示范光电项目", 1);
  now_.microseconds -= int64_t{400} * 86'400 * 1'000'000;  // The clock is set back by a year.
  const Result<Project> moved =
      run(move_project, move_to(project, west_, ProjectStage::assessment));
  ASSERT_TRUE(moved.ok());
  EXPECT_EQ(moved->age.days_in_stage, 0);
  EXPECT_EQ(moved->age.days_idle, 0);
  EXPECT_GE(moved->last_activity_at,
            moved->created_at.microseconds > now_.microseconds + 86'400'000'000
                ? now_
                : moved->created_at);
  const ProjectEventPage events =
      run(list_project_events, ListProjectEvents{west_, project.id, {}, {}}).value();
  ASSERT_EQ(events.items.size(), 2u);
  EXPECT_EQ(events.items[0].kind, "moved");  // By sequence, although its time lies before.
  EXPECT_LT(events.items[0].at, events.items[1].at);
  EXPECT_EQ(moved->due_on, (Date{date_of(now_).days + 3}));
}

TEST_P(ProjectTest, AClosedProjectHasNoNextStage) {
  const Project lead = make_lead("示范光电项目", 1);
  EXPECT_EQ(run(check_stage, ProjectId{west_, lead.id}).value().next, ProjectStage::assessment);
  ASSERT_TRUE(run(set_project_status,
                  SetProjectStatus{
                      west_, lead.id, lead.version, ProjectStatus::abandoned, "不再推进", {}, {}})
                  .ok());
  const StageCheck check = run(check_stage, ProjectId{west_, lead.id}).value();
  EXPECT_FALSE(check.next.has_value());
  EXPECT_TRUE(check.missing.empty());
}

TEST_P(ProjectTest, LostNeedsReasonPlaceAndDate) {
  Project project = make_lead("示范光电项目", 1);
  SetProjectStatus in{west_, project.id, project.version, ProjectStatus::lost, "地价", {}, {}};
  const Result<Project> refused = run(set_project_status, in);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().fields.size(), 2u);
  in.lost_to = "合肥";
  in.on = date_of(now_);
  project = run(set_project_status, in).value();
  EXPECT_EQ(project.lost_to, "合肥");
  EXPECT_FALSE(project.due_on);
  EXPECT_EQ(run(move_project, move_to(project, west_, ProjectStage::assessment)).error().key,
            "project.closed");
}

TEST_P(ProjectTest, AZoneAddsARuleForItselfAndBelow) {
  AddStageRule rule;
  rule.zone = west_;
  rule.stage = ProjectStage::assessment;
  rule.must_hold = "total_investment >= 50000000";
  rule.effective_from = date_of(now_);
  rule.clause = "西区管委会 2025-1 号";
  rule.message = {"总投资不低于 5000 万元", "the total investment is at least 50 million yuan"};
  const StageRuleRow added = run(add_stage_rule, rule, director_).value();
  const Project project = make_lead("示范光电项目", 1);
  const Result<Project> refused =
      run(move_project, move_to(project, west_, ProjectStage::assessment));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().fields[0].text.zh, "总投资不低于 5000 万元");
  const EndStageRule end{west_, added.id.value(), Date{date_of(now_).days - 1}};
  ASSERT_TRUE(run(end_stage_rule, end, director_).ok());
  EXPECT_TRUE(run(move_project, move_to(project, west_, ProjectStage::assessment)).ok());
  rule.must_hold = "totl_investment >= 1";
  EXPECT_EQ(run(add_stage_rule, rule, director_).error().key, "project.condition");
}

TEST_P(ProjectTest, DeadlinesFollowTheZonesSetting) {
  const Project project = make_lead("示范光电项目", 1);
  ASSERT_TRUE(run(put_project_setting, PutProjectSetting{west_, "answer_days", 5}, director_).ok());
  EXPECT_EQ(get(project.id).due_on, (Date{date_of(now_).days + 5}));
  EXPECT_EQ(get(project.id).version, project.version);
  const AddProjectEvent answer{west_, project.id, "answered", "已电话答复", {}, {}, {}};
  ASSERT_TRUE(run(add_project_event, answer).ok());
  EXPECT_FALSE(get(project.id).due_on);
}

TEST_P(ProjectTest, OtherZonesSeeNothing) {
  const Project project = make_lead("示范光电项目", 1);
  EXPECT_EQ(run(get_project, ProjectId{east_, project.id}, east_officer_).error().code,
            ErrorCode::not_found);
  ListProjects list;
  list.zone = east_;
  EXPECT_EQ(run(list_projects, list, east_officer_).value().total, 0);
  list.zone = province_;
  EXPECT_EQ(run(list_projects, list, director_).value().total, 1);
}

TEST_P(ProjectTest, ListsFilterSortAndPage) {
  for (int i = 0; i < 12; ++i) {
    CreateProject in =
        lead(fmt::format("{}示范{}", std::string(1, static_cast<char>('A' + i)), i), i + 1);
    in.project.investor =
        fmt::format("投资{}", std::string(static_cast<size_t>(i + 3), static_cast<char>('a' + i)));
    if (i != 3) in.project.total_investment = Money{i * 1'000'000};
    ASSERT_TRUE(run(create_project, in).ok());
    now_.microseconds += 1'000'000;
  }
  ListProjects in;
  in.zone = west_;
  in.page_size = 5;
  in.sort = "total_investment";
  ProjectPage page = run(list_projects, in).value();
  EXPECT_EQ(page.total, 12);
  ASSERT_EQ(page.items.size(), 5u);
  EXPECT_EQ(page.items[0].total_investment, Money{0});
  in.page = 3;
  EXPECT_FALSE(run(list_projects, in).value().items.back().total_investment);  // Unknown is last.
  in = {};
  in.zone = west_;
  in.q = "b示范";
  EXPECT_EQ(run(list_projects, in).value().total, 1);
  in.q = "100%";
  EXPECT_EQ(run(list_projects, in).value().total, 0);
  in.q.reset();
  in.stagnant = true;
  EXPECT_EQ(run(list_projects, in).value().total, 0);
  now_.microseconds += int64_t{31} * 86'400 * 1'000'000;
  EXPECT_EQ(run(list_projects, in).value().total, 12);
  GetKanban board;
  board.zone = west_;
  board.cards = 4;
  const Kanban kanban = run(get_kanban, board).value();
  ASSERT_EQ(kanban.columns.size(), 10u);
  EXPECT_EQ(kanban.columns[0].count, 12);
  EXPECT_EQ(kanban.columns[0].count_without_amount, 1);
  EXPECT_EQ(kanban.columns[0].total_investment, Money{(66 - 3) * 1'000'000});
  EXPECT_EQ(kanban.columns[0].cards.size(), 4u);
  EXPECT_TRUE(kanban.columns[0].cards[0].age.stagnant);
}

}  // namespace
}  // namespace gaoxin
