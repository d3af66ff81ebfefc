// Appraisal, funnel and dashboard on both databases: reproducible answers, sums to the fen,
// nothing counted twice.
#include "project/appraisal.h"

#include <atomic>
#include <numeric>
#include <thread>

#include "project/claims.h"
#include "project/desk.h"
#include "project/outlook.h"
#include "project/project_test.h"
#include "project/teams.h"

namespace gaoxin {
namespace {

class AppraisalTest : public ProjectFixture {
 protected:
  Date today() const { return date_of(now_); }
  void next_day(int days = 1) { now_.microseconds += int64_t{days} * 86'400'000'000; }
  std::string key_of(const auto& result) { return result.ok() ? "ok" : result.error().key; }

  void credit(int64_t project, std::vector<CreditShare> shares) {
    const Result<ProjectClaim> done =
        run(set_credit, SetCredit{west_, project, get(project).version, std::move(shares)});
    ASSERT_TRUE(done.ok()) << done.error().text.en;
  }
  CreditShare person(const Actor& actor, int64_t basis_points) {
    return {"person", actor.user_id, {}, basis_points};
  }
  AppraisalAnswer preview(Money pool = Money{100'000'01},
                          std::optional<Date> as_of = std::nullopt) {
    return run(preview_appraisal,
               PreviewAppraisal{west_, make_date(2025, 1, 1), make_date(2025, 12, 31), pool, as_of})
        .value();
  }
  Result<AppraisalStatement> create(const std::string& title = "二季度考核") {
    return run(create_statement, CreateStatement{west_, title, make_date(2025, 1, 1),
                                                 Date{today().days - 1}, Money{100'000'01}});
  }
  Result<AppraisalStatement> approve(const AppraisalStatement& row, const Actor& actor) {
    return run(decide_statement, DecideStatement{west_, row.id, row.version, true}, actor);
  }
  static int64_t paid(const AppraisalAnswer& answer) {
    int64_t sum = 0;
    for (const AppraisalLine& line : answer.lines)
      if (line.bonus) sum += line.bonus->fen;
    return sum;
  }
};

INSTANTIATE_TEST_SUITE_P(Engines, AppraisalTest, testing::ValuesIn(test_engines()), engine_name);

TEST_P(AppraisalTest, PointsComeFromEventsAndThePoolAddsUp) {
  const Project one = make_lead("激光雷达", 1);
  advance_to(one.id, ProjectStage::construction);  // 10 + 20 + 30
  credit(one.id,
         {person(officer_, 3333), person(colleague_, 3334), {"park", west_park_, {}, 3333}});
  const Project two = make_lead("光学镜头", 2);
  advance_to(two.id, ProjectStage::contract);  // 10 + 20, all the owner's
  const AppraisalAnswer answer = preview();
  EXPECT_EQ(answer.points, 9'000);
  EXPECT_EQ(std::accumulate(answer.rows.begin(), answer.rows.end(), int64_t{0},
                            [](int64_t sum, const auto& row) { return sum + row.points; }),
            9'000);
  EXPECT_EQ(paid(answer), 100'000'01);
  ASSERT_EQ(answer.lines.size(), 3U);
  EXPECT_EQ(answer.lines[0].holder_id, officer_.user_id);
  EXPECT_EQ(answer.lines[0].name, "officer");
  EXPECT_FALSE(answer.lines[2].bonus.has_value());  // The park's.
  // Every point names its event, and that event is in the log of its project.
  for (const AppraisalPointRow& row : answer.rows) {
    const ProjectEventPage events =
        run(list_project_events, ListProjectEvents{west_, row.project_id, 1, 200}).value();
    EXPECT_TRUE(std::any_of(events.items.begin(), events.items.end(), [&](const ProjectEvent& e) {
      return e.id == row.event_id && e.to_stage &&
             stage_number(*e.to_stage) == category_stage(row.category);
    }));
  }
  // Nobody else's zone counts them.
  EXPECT_TRUE(run(preview_appraisal,
                  PreviewAppraisal{east_, make_date(2025, 1, 1), make_date(2025, 12, 31), {}, {}},
                  east_officer_)
                  .value()
                  .rows.empty());
}

TEST_P(AppraisalTest, TheSameQuestionHasTheSameAnswerForEver) {
  const Project one = make_lead("激光雷达", 1);
  advance_to(one.id, ProjectStage::contract);
  credit(one.id, {person(officer_, 5000), person(colleague_, 5000)});
  const Project two = make_lead("光学镜头", 2);
  advance_to(two.id, ProjectStage::contract);
  const Date then = today();
  const std::string before = json::serialize(to_json(preview(Money{777'777'77}, then)));
  next_day(3);
  // Everything that an answer reads changes.
  credit(one.id, {person(colleague_, 10'000)});
  advance_to(two.id, ProjectStage::construction);
  UpdateProject owner;
  owner.zone = west_;
  owner.id = two.id;
  owner.version = get(two.id).version;
  owner.project.owner_user_id = colleague_.user_id;
  owner.project.total_investment = Money{200};
  owner.project.fixed_investment = Money{100};
  ASSERT_TRUE(run(update_project, owner).ok());
  AppraisalRule rule;
  rule.groundwork = 99;
  ASSERT_TRUE(
      run(set_appraisal_rule, SetAppraisalRule{west_, make_date(2025, 1, 1), rule}, director_)
          .ok());
  EXPECT_EQ(json::serialize(to_json(preview(Money{777'777'77}, then))), before);
  const AppraisalAnswer now = preview(Money{777'777'77});
  EXPECT_EQ(now.rule.rule.groundwork, 99);
  EXPECT_EQ(now.points, 2 * 9'900 + 2 * 2'000 + 3'000);
  EXPECT_EQ(now.lines[0].holder_id, colleague_.user_id);
}

TEST_P(AppraisalTest, AnExpansionCountsItsIncrement) {
  const Project base = make_lead("激光雷达", 1);
  advance_to(base.id, ProjectStage::contract);  // 500,000,000.00
  CreateProject in = lead("激光雷达二期扩建", 2);
  in.project.parent_id = base.id;
  in.project.total_investment = Money{12'500'000'000};
  in.project.fixed_investment = Money{10'000'000'000};
  const Result<Project> grown = run(create_project, in);
  ASSERT_TRUE(grown.ok()) << grown.error().text.en;
  advance_to(grown->id, ProjectStage::contract);
  int64_t expansion = 0;
  for (const AppraisalPointRow& row : preview().rows)
    if (row.project_id == grown->id) expansion += row.points;
  EXPECT_EQ(expansion, 250 + 500);  // A quarter of 10 and of 20 points.
}

TEST_P(AppraisalTest, NothingIsPaidTwice) {
  const Project one = make_lead("激光雷达", 1);
  advance_to(one.id, ProjectStage::contract);
  EXPECT_EQ(key_of(create()), "project.appraisal.empty");  // The events are of today.
  next_day();
  const AppraisalStatement first = create().value();
  EXPECT_TRUE(*first.reproduced);
  const AppraisalStatement rival = create("另一份").value();
  EXPECT_EQ(key_of(approve(first, officer_)), "project.second_person");
  const AppraisalStatement approved = approve(first, director_).value();
  EXPECT_EQ(approved.state, StatementState::approved);
  EXPECT_TRUE(*approved.reproduced);
  EXPECT_EQ(key_of(approve(first, director_)), "project.appraisal.state");
  EXPECT_EQ(key_of(approve(rival, director_)), "project.appraisal.counted");
  EXPECT_EQ(count("project_counted"), 2);
  next_day();
  EXPECT_EQ(key_of(create()), "project.appraisal.empty");
  const AppraisalAnswer later = preview();
  EXPECT_EQ(later.points, 0);
  ASSERT_EQ(later.skipped.size(), 2U);
  EXPECT_EQ(later.skipped[0].key, "counted_before");
  // The approved one still says what it said, also after the project has gone on.
  advance_to(one.id, ProjectStage::construction);
  const AppraisalStatement again = run(get_statement, StatementId{west_, first.id}).value();
  EXPECT_TRUE(*again.reproduced);
  EXPECT_EQ(again.answer->sha256, first.answer->sha256);
  EXPECT_EQ(preview().points, 3'000);  // Only what is new.
  EXPECT_EQ(key_of(run(get_statement, StatementId{east_, first.id}, east_officer_)),
            "project.not_found");
}

TEST_P(AppraisalTest, TwoApprovalsAtOnceCountOnce) {
  const Project one = make_lead("激光雷达", 1);
  advance_to(one.id, ProjectStage::contract);
  next_day();
  std::vector<AppraisalStatement> drafts;
  for (int i = 0; i < 4; ++i) drafts.push_back(create().value());
  drafts.push_back(drafts[0]);  // The same one twice, too.
  std::atomic<int> approved = 0;
  std::vector<std::thread> threads;
  for (const AppraisalStatement& draft : drafts)
    threads.emplace_back([&] {
      if (approve(draft, director_).ok()) ++approved;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(approved, 1);
  EXPECT_EQ(count("project_counted"), 2);
  EXPECT_EQ(count("project_statement WHERE state = 'approved'"), 1);
}

TEST_P(AppraisalTest, WhoIsPaidDoesNotApprove) {
  const Project one = make_lead("激光雷达", 1);
  advance_to(one.id, ProjectStage::contract);
  credit(one.id, {person(officer_, 9999), person(director_, 1)});
  next_day();
  const AppraisalStatement draft = create().value();
  EXPECT_EQ(key_of(approve(draft, director_)), "project.second_person");
  EXPECT_EQ(count("project_counted"), 0);
  EXPECT_TRUE(run(decide_statement, DecideStatement{west_, draft.id, 1, false}, director_).ok());
}

TEST_P(AppraisalTest, TeamsAndTheFileForTheOffice) {
  PutTeam team;
  team.zone = west_;
  team.name = "光电专班";
  team.industries = {"39"};
  team.from_date = make_date(2024, 1, 1);
  PutPost post;
  post.zone = west_;
  post.team_id = run(put_team, team).value().id;
  post.user_id = officer_.user_id;
  post.from_date = make_date(2024, 1, 1);
  ASSERT_TRUE(run(put_post, post).ok());
  const Project one = make_lead("激光雷达", 1);
  advance_to(one.id, ProjectStage::contract);
  credit(one.id, {person(officer_, 6667), person(colleague_, 3333)});
  next_day();
  const AppraisalStatement made = create().value();
  ASSERT_EQ(made.answer->teams.size(), 2U);
  EXPECT_EQ(made.answer->teams[0].team_name, "光电专班");
  EXPECT_FALSE(made.answer->teams[1].team_id.has_value());
  EXPECT_EQ(made.answer->teams[0].bonus.fen + made.answer->teams[1].bonus.fen, 100'000'01);
  for (const bool events : {false, true}) {
    const Result<File> file = run(export_statement, ExportStatement{west_, made.id, "zh", events});
    ASSERT_TRUE(file.ok()) << file.error().text.en;
    EXPECT_TRUE(file->bytes.starts_with("PK"));
  }
}

// ---- Funnel and dashboard ----------------------------------------------------------------------

class OutlookTest : public AppraisalTest {
 protected:
  struct Row {
    int64_t host, stage;
    std::string status = "ongoing";
    std::optional<int64_t> investment = 100'000'00;
    std::string industry = "3911";
  };
  /// A project with its moves as (stage, days before today), written past the use cases: a funnel
  /// needs years of history.
  int64_t project(const Row& row, std::vector<std::pair<int64_t, int>> moves) {
    int64_t id = 0;
    database().write([&](Transaction& db) {
      id = db.new_id();
      const auto day = [&](int before) { return Date{today().days - before}; };
      const auto at = [&](int before) {
        return now_.microseconds - int64_t{before} * 86'400'000'000;
      };
      std::optional<Date> signed_on;
      for (const auto& [stage, before] : moves)
        if (stage == 5) signed_on = day(before);
      db.execute(
          "INSERT INTO project_project (zone_id, id, version, host_zone_id, number, name, search, "
          "name_change, source, stage, status, status_on, industry_code, chain_node, "
          "total_investment, fields, signed_on, created_at, created_by, stage_entered_at, "
          "last_activity_at, event_count, event_hash) VALUES ($1, $2, 1, $1, $3, $3, $3, 0, 's', "
          "$4, $5, $6, $7, 'sector:39', $8, '{}', $9, $10, 0, $11, $11, $12, '')",
          {row.host, id, fmt::format("X{}", id), row.stage, row.status, today(), row.industry,
           row.investment, signed_on, at(moves.empty() ? 0 : moves.front().second),
           at(moves.empty() ? 0 : moves.back().second), static_cast<int64_t>(moves.size())});
      int64_t sequence = 0;
      for (const auto& [stage, before] : moves)
        db.execute(
            "INSERT INTO project_event (zone_id, project_id, sequence, id, at, effective_on, kind, "
            "to_stage, actor_id, actor_name, detail, hash) "
            "VALUES ($1, $2, $3, $4, $5, $6, 'moved', $7, 0, '', '{}', '')",
            {row.host, id, ++sequence, db.new_id(), at(before), day(before), stage});
      return true;
    });
    return id;
  }
  Funnel funnel(int64_t zone, GetFunnel in = {}) {
    in.zone = zone;
    if (!in.horizon_months) in.horizon_months = 12;
    return run(get_funnel, in, director_).value();
  }
};

INSTANTIATE_TEST_SUITE_P(Engines, OutlookTest, testing::ValuesIn(test_engines()), engine_name);

TEST_P(OutlookTest, ProbabilitiesAreSharesOfHistory) {
  // Of 40 that entered negotiation two years ago 10 reached production after 200 days.
  for (int i = 0; i < 40; ++i) {
    if (i < 10)
      project({west_park_, 8}, {{3, 730}, {8, 530}});
    else
      project({west_park_, 3, "lost"}, {{3, 730}});
  }
  project({west_park_, 8}, {{3, 100}, {8, 20}});  // Its year is not over: it does not count.
  project({west_park_, 3, "ongoing", 400'000'00}, {{3, 50}});
  project({west_park_, 3, "ongoing", std::nullopt}, {{3, 10}});
  project({west_park_, 3, "delayed", 300, "2710"}, {{3, 365 * 3}});  // Has waited very long.
  const Funnel answer = funnel(west_);
  ASSERT_EQ(answer.stages.size(), 7U);
  const FunnelStage& negotiation = answer.stages[2];
  EXPECT_EQ(negotiation.count, 3);
  EXPECT_EQ(negotiation.count_without_amount, 1);
  // The one that has waited three years belongs to those that did not reach it.
  EXPECT_EQ(negotiation.chance.entered, 41);
  EXPECT_EQ(negotiation.chance.reached, 10);
  EXPECT_EQ(negotiation.chance.zone_id, west_);
  EXPECT_EQ(negotiation.chance.median_days, 200);
  EXPECT_LT(negotiation.chance.low, 10.0 / 41);
  EXPECT_GT(negotiation.chance.high, 10.0 / 41);
  EXPECT_EQ(negotiation.expected_investment, scale(Money{400'003'00}, 10, 41));
  EXPECT_FALSE(answer.stages[0].chance.probability.has_value());  // Nobody was ever a lead.
  // Everything adds up: by industry, and by month with what has no month.
  int64_t by_industry = 0, by_month = answer.forecast_without_month.fen;
  double projects = answer.forecast_without_month_projects;
  for (const FunnelIndustry& row : answer.industries)
    by_industry += row.expected_investment.value_or(Money{}).fen;
  for (const ForecastMonth& row : answer.forecast) {
    by_month += row.investment.fen;
    projects += row.projects;
  }
  EXPECT_EQ(by_industry, answer.expected_investment.value().fen);
  EXPECT_EQ(by_month, answer.expected_investment.value().fen);
  EXPECT_NEAR(projects, 3 * 10.0 / 41, 1e-9);
  EXPECT_GT(answer.forecast_without_month_projects, 0);  // The one that has waited.
  ASSERT_EQ(answer.industries.size(), 2U);
  EXPECT_EQ(answer.industries[0].industry_code, "39");
  EXPECT_FALSE(answer.industries[0].name.empty());
  GetFunnel chemistry;
  chemistry.industry = "27";
  EXPECT_EQ(funnel(west_, chemistry).stages[2].count, 1);
}

TEST_P(OutlookTest, TooFewFallBackToTheZoneAboveAndSaySo) {
  for (int i = 0; i < 12; ++i) project({west_, 8}, {{5, 800}, {8, 700}});
  for (int i = 0; i < 20; ++i) project({east_, 5, "abandoned"}, {{5, 800}});
  const StageProbability chance = funnel(west_).stages[4].chance;
  EXPECT_EQ(chance.zone_id, province_);
  EXPECT_EQ(chance.entered, 32);
  EXPECT_EQ(chance.reached, 12);
  EXPECT_NE(chance.reason.zh.find("不足 30"), std::string::npos);
  // What is entered later is seen at once.
  for (int i = 0; i < 18; ++i) project({west_, 5, "lost"}, {{5, 800}});
  EXPECT_EQ(funnel(west_).stages[4].chance.zone_id, west_);
  EXPECT_EQ(funnel(west_).stages[4].chance.entered, 30);
}

TEST_P(OutlookTest, WhatNobodyKnowsIsNotZero) {
  project({west_, 1}, {{1, 3}});
  const Funnel answer = funnel(west_);
  EXPECT_FALSE(answer.expected_investment.has_value());
  ASSERT_EQ(answer.industries.size(), 1U);
  EXPECT_FALSE(answer.industries[0].expected_investment.has_value());
}

TEST_P(OutlookTest, TheForecastIsTestedOnThePast) {
  // Three of four in contract reach production within 100 days, for years.
  for (int i = 0; i < 600; ++i) {
    const int before = 100 + i * 3;
    if (i % 4 != 0)
      project({west_, 8}, {{5, before}, {8, before - 90}});
    else
      project({west_, 5, "lost"}, {{5, before}});
  }
  const Funnel answer = funnel(west_);
  EXPECT_GE(answer.calibration.count, 100);
  ASSERT_EQ(answer.calibration.bins.size(), 1U);
  EXPECT_NEAR(answer.calibration.bins[0].predicted, 0.75, 0.03);
  EXPECT_NEAR(answer.calibration.bins[0].happened, 0.75, 0.05);
  EXPECT_NEAR(*answer.calibration.brier, 0.1875, 0.01);
}

TEST_P(OutlookTest, TheDashboardCountsWhatIsThere) {
  project({west_park_, 3}, {{1, 40}, {3, 35}});
  project({west_park_, 5, "ongoing", std::nullopt}, {{1, 100}, {5, 5}});
  project({west_, 7}, {{5, 100}, {7, 3}});
  project({west_, 8}, {{7, 60}, {8, 2}});
  project({west_park_, 7}, {{7, 9}, {7, 4}});  // Entered twice: one project.
  project({west_, 2, "lost"}, {{1, 30}});
  project({east_, 3}, {{1, 20}, {3, 10}});
  const int64_t late = project({west_park_, 1}, {{1, 1}});
  database().write([&](Transaction& db) {
    db.execute("UPDATE project_project SET due_on = $2 WHERE id = $1",
               {late, Date{today().days - 1}});
    db.execute(
        "INSERT INTO project_task (zone_id, id, project_id, version, title, due_on, "
        "assignee_user_id, created_at, created_by) VALUES ($1, $2, $3, 1, 't', $4, 1, $5, 1)",
        {west_park_, db.new_id(), late, Date{today().days - 1}, now_});
    return true;
  });
  const Dashboard board = run(get_dashboard, ProjectZone{west_}, officer_).value();
  EXPECT_EQ(board.stock[0].count, 1);
  EXPECT_EQ(board.stock[2].count, 1);
  EXPECT_EQ(board.stock[4].count_without_amount, 1);
  EXPECT_EQ(board.lost_this_month, 1);
  EXPECT_EQ(board.signed_this_month, 1);
  EXPECT_EQ(board.started_this_month, 2);
  EXPECT_EQ(board.producing_this_month, 1);
  EXPECT_EQ(board.new_this_month, 2);
  EXPECT_EQ(board.overdue_projects, 1);
  EXPECT_EQ(board.overdue_tasks, 1);
  ASSERT_EQ(board.top_chains.size(), 1U);
  EXPECT_EQ(board.top_chains[0].count, 6);
  ASSERT_EQ(board.parks.size(), 2U);
  for (const DashboardPark& park : board.parks) {
    EXPECT_EQ(park.open, park.zone_id == west_park_ ? 4 : 2);
    EXPECT_EQ(park.signed_this_year, 1);
  }
  // Every number leads to a list of just so many rows.
  const Date month = make_date(2025, 6, 1);
  const auto listed = [&](auto&& filter) {
    ListProjects in;
    in.zone = west_;
    filter(in);
    const ProjectPage page = run(list_projects, in, officer_).value();
    EXPECT_EQ(page.total, static_cast<int64_t>(page.items.size()));
    return page.total;
  };
  const auto entered = [&](ProjectStage stage) {
    return listed([&](ListProjects& in) {
      in.entered_stage = stage;
      in.entered_from = month;
      in.entered_to = board.as_of;
    });
  };
  EXPECT_EQ(entered(ProjectStage::construction), board.started_this_month);
  EXPECT_EQ(entered(ProjectStage::production), board.producing_this_month);
  EXPECT_EQ(listed([&](ListProjects& in) {
              in.status = {{ProjectStatus::lost, ProjectStatus::abandoned}};
              in.status_from = month;
              in.status_to = board.as_of;
            }),
            board.lost_this_month);
  EXPECT_EQ(listed([&](ListProjects& in) { in.created_from = month; }), board.new_this_month);
  EXPECT_EQ(listed([&](ListProjects& in) { in.signed_from = month; }), board.signed_this_month);
  EXPECT_EQ(listed([](ListProjects& in) { in.overdue = true; }), board.overdue_projects);
  const ProjectTaskPage tasks =
      run(list_open_tasks, ListOpenTasks{west_, true, {}, {}, {}}, officer_).value();
  EXPECT_EQ(tasks.total, board.overdue_tasks);
  ASSERT_EQ(tasks.items.size(), 1U);
  EXPECT_TRUE(tasks.items[0].overdue);
  EXPECT_EQ(listed([&](ListProjects& in) {  // Both at once.
              in.entered_stage = ProjectStage::construction;
              in.status_from = board.as_of;
              in.stage = {{ProjectStage::production}};
            }),
            1);
  ListProjects half;
  half.zone = west_;
  half.entered_from = month;
  EXPECT_EQ(run(list_projects, half, officer_).error().key, "project.entered_stage");
  const Dashboard above = run(get_dashboard, ProjectZone{province_}, director_).value();
  EXPECT_EQ(above.stock[2].count, 2);
  EXPECT_EQ(above.parks.size(), 2U);  // West with its park, east.
}

}  // namespace
}  // namespace gaoxin
