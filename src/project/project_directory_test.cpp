// The projects in memory show what the database says: after any change, any rollback and any race.
#include "project/project_directory.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/random.h"
#include "base/text.h"
#include "project/claims.h"
#include "project/list_query.h"
#include "project/project_store.h"
#include "project/project_test.h"

namespace gaoxin {
namespace {

class ProjectDirectoryTest : public ProjectFixture {
 protected:
  ProjectDirectory fresh() {
    return database().read_value([&](Transaction& db) {
      ProjectDirectory out;
      project_store::each_changed_project(db, -1, [&](const DirectoryRow& row) { out.put(row); });
      project_store::each_stage_day(db, -1, [&](int64_t id, int64_t stage, int32_t day) {
        out.put_stage_day(id, stage, day);
      });
      return out;
    });
  }
  /// One line for each project, by id.
  static std::vector<std::string> lines(const ProjectDirectory& directory) {
    std::vector<std::string> out;
    for (size_t i = 0; i < directory.rows().size(); ++i) {
      const ListedProject& p = directory.rows()[i];
      out.push_back(
          fmt::format("{:020} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}", p.id,
                      p.owner_user_id.value_or(-1), p.enterprise_id.value_or(-1),
                      p.total_investment.value_or(Money{-1}).fen, p.created_at.microseconds,
                      p.stage_entered_at.microseconds, p.last_activity_at.microseconds,
                      p.signed_on.value_or(Date{-1}).days, p.due_on.value_or(Date{-1}).days,
                      p.status_on.value_or(Date{-1}).days, directory.zone(p),
                      directory.host_zone(p), directory.industry(p), directory.chain_node(p),
                      static_cast<int>(p.stage), static_cast<int>(p.status), p.is_expansion,
                      p.invented, p.merged, fmt::join(directory.stage_days(i), ",")));
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  std::vector<std::string> kept() {
    return with_call(director_, [](Call& call) {
      return lines(*project_directory(call.database, call.db, Need::stage_days));
    });
  }
  void expect_current() { EXPECT_EQ(kept(), lines(fresh())); }
};
INSTANTIATE_TEST_SUITE_P(Engines, ProjectDirectoryTest, testing::ValuesIn(test_engines()),
                         engine_name);

TEST_P(ProjectDirectoryTest, ShowsTheDatabaseAfterAnyChange) {
  Random random(7);
  std::vector<int64_t> ids;
  int merges = 0;
  const char* const industries[] = {"38", "3825", "39", "391"};
  for (int step = 0; step < 150; ++step) {
    now_.microseconds += 1'000'000 + static_cast<int64_t>(random.below(3)) * 86'400'000'000;
    if (ids.size() < 5 || random.below(6) == 0) {
      const int number = static_cast<int>(ids.size()) + 1;
      CreateProject in =
          lead(fmt::format("示范{}{}号", step % 2 == 0 ? "光电" : "电池", number), number);
      if (number % 2 == 0) in.project.credit_code.reset();
      ids.push_back(run(create_project, in).value().id);
      continue;
    }
    const int64_t id = ids[random.below(ids.size())];
    const Project project = get(id);
    switch (random.below(7)) {
      case 0: {
        UpdateProject change{west_, id, project.version, {}, {}};
        change.project.industry_code = industries[random.below(4)];
        change.project.total_investment = Money{static_cast<int64_t>(random.below(1000)) * 100};
        (void)run(update_project, change);
        break;
      }
      case 1: {
        UpdateProject change{west_, id, project.version, {}, {}};
        change.project.name = fmt::format("改名 {} 项目 {}", step, id);
        (void)run(update_project, change);
        break;
      }
      case 2: {
        UpdateProject change{west_, id, project.version, {}, {{"total_investment"}}};
        (void)run(update_project, change);
        break;
      }
      case 3:
        (void)run(set_project_status, SetProjectStatus{west_,
                                                       id,
                                                       project.version,
                                                       project.status == ProjectStatus::ongoing
                                                           ? ProjectStatus::delayed
                                                           : ProjectStatus::ongoing,
                                                       "等待用地",
                                                       {},
                                                       {}});
        break;
      case 4:
        if (!project.merged_into && is_open(project.status) && project.credit_code &&
            project.stage < ProjectStage::negotiation)
          advance_to(id, stage_of(stage_number(project.stage) + 1));
        break;
      case 5:
        (void)run(move_project,
                  MoveProject{west_, id, project.version, ProjectStage::lead, {}, "退回重谈"});
        break;
      default: {
        const int64_t other = ids[random.below(ids.size())];
        if (other != id && random.below(3) == 0) {
          const Result<ProjectMerge> merge =
              run(merge_projects, MergeProjects{west_, id, other}, director_);
          if (merge.ok() && random.below(2) == 0) {
            EXPECT_TRUE(run(undo_project_merge, ProjectId{west_, merge->id}, director_).ok());
          }
          merges += merge.ok();
        }
      }
    }
    if (step % 10 == 0) expect_current();
  }
  ASSERT_TRUE(run(put_project_setting, PutProjectSetting{west_, "report_days", 3}, director_).ok());
  expect_current();

  EXPECT_GT(merges, 0);

  // What lists answer, against a plain reading of the projects themselves.
  std::vector<Project> all;
  for (const int64_t id : ids)
    if (const Project project = get(id); !project.merged_into) all.push_back(project);
  for (int i = 0; i < 200; ++i) {
    ListProjects in;
    in.zone = random.below(2) == 0 ? province_ : west_;
    in.page_size = 200;
    if (random.below(3) == 0) in.q = random.below(2) == 0 ? "光电" : "示范 号";
    if (random.below(3) == 0) in.industry = random.below(2) == 0 ? "38" : "39";
    if (random.below(3) == 0) in.stage = {{ProjectStage::lead, ProjectStage::assessment}};
    if (random.below(3) == 0) in.status = {{ProjectStatus::delayed}};
    if (random.below(3) == 0) in.total_investment_min = Money{40'000};
    if (random.below(3) == 0) in.total_investment_max = Money{70'000};
    if (random.below(3) == 0) in.overdue = random.below(2) == 0;
    if (random.below(4) == 0) in.is_expansion = false;
    std::vector<Project> wanted;
    for (const Project& p : all) {
      const std::string text = fold(
          fmt::format("{} {} {} {}", p.number, p.name, *p.investor, p.credit_code.value_or("")));
      bool words = true;
      if (in.q)
        for (const std::string_view word : split(*in.q, ' '))
          words = words && text.find(word) != std::string::npos;
      const bool late = p.due_on && *p.due_on < date_of(now_);
      if (words && (!in.industry || p.industry_code.value_or("").starts_with(*in.industry)) &&
          (!in.stage || p.stage <= ProjectStage::assessment) &&
          (!in.status || p.status == ProjectStatus::delayed) &&
          (!in.total_investment_min ||
           (p.total_investment && *p.total_investment >= Money{40'000})) &&
          (!in.total_investment_max ||
           (p.total_investment && *p.total_investment <= Money{70'000})) &&
          (!in.overdue || late == *in.overdue))
        wanted.push_back(p);
    }
    static const char* const kSorts[] = {
        "activity",          "-activity", "name", "-name", "number", "-number", "total_investment",
        "-total_investment", "due",       "-due", "stage", "-stage", "created", "-created"};
    in.sort = kSorts[random.below(std::size(kSorts))];
    const std::string key = in.sort->substr(in.sort->starts_with('-') ? 1 : 0);
    const bool down = in.sort->starts_with('-') != (key == "activity");
    const auto before = [&](const Project& a, const Project& b) {
      const auto order = [&](const auto& x, const auto& y) {
        return down ? std::pair(y, b.id) < std::pair(x, a.id)
                    : std::pair(x, a.id) < std::pair(y, b.id);
      };
      if (key == "activity") return order(a.last_activity_at, b.last_activity_at);
      if (key == "name") return order(a.name, b.name);
      if (key == "number") return order(a.number, b.number);
      if (key == "created") return order(a.created_at, b.created_at);
      if (key == "total_investment") {
        if (a.total_investment.has_value() != b.total_investment.has_value())
          return a.total_investment.has_value();
        return order(a.total_investment, b.total_investment);
      }
      if (key == "due") {
        if (a.due_on.has_value() != b.due_on.has_value()) return a.due_on.has_value();
        return order(a.due_on, b.due_on);
      }
      if (a.stage != b.stage) return down ? b.stage < a.stage : a.stage < b.stage;
      return std::pair(b.last_activity_at, b.id) < std::pair(a.last_activity_at, a.id);
    };
    std::sort(wanted.begin(), wanted.end(), before);
    const ProjectPage page = run(list_projects, in, director_).value();
    std::vector<int64_t> found, expected;
    for (const Project& p : page.items) found.push_back(p.id);
    for (const Project& p : wanted) expected.push_back(p.id);
    EXPECT_EQ(found, expected) << json::serialize(to_json(in));
    EXPECT_EQ(page.total, static_cast<int64_t>(wanted.size()));
  }
}

TEST_P(ProjectDirectoryTest, WhatWasRolledBackIsNotShown) {
  const Project project = make_lead("示范光电项目", 1);
  ListProjects in;
  in.zone = west_;
  EXPECT_EQ(run(list_projects, in).value().total, 1);
  database().write([&](Transaction& db) {
    const ZoneTree zones = load_zone_tree(db);
    Call call{db, database(), officer_, zones, now_, "test", {}};
    EXPECT_TRUE(create_project(call, lead("示范电池项目", 2)).ok());
    return false;
  });
  EXPECT_EQ(run(list_projects, in).value().total, 1);
  make_lead("示范电池项目", 2);
  EXPECT_EQ(run(list_projects, in).value().total, 2);
  expect_current();
}

TEST_P(ProjectDirectoryTest, WhatAnotherProcessWritesIsShown) {
  if (GetParam() == Engine::sqlite) GTEST_SKIP() << "one process alone has a SQLite file";
  const Project project = make_lead("示范光电项目", 1);
  const std::unique_ptr<Database> other = Database::open(test_database().url()).value();
  const auto seen = [&] {
    return other->read_value([&](Transaction& db) {
      const ZoneTree zones = load_zone_tree(db);
      Call call{db, *other, director_, zones, now_, "test", {}};
      ListProjects in;
      in.zone = province_;
      return list_projects(call, in).value();
    });
  };
  EXPECT_EQ(seen().total, 1);
  make_lead("示范电池项目", 2);
  EXPECT_EQ(seen().total, 2);
  ASSERT_TRUE(
      run(set_project_status,
          SetProjectStatus{
              west_, project.id, project.version, ProjectStatus::delayed, "等待用地", {}, {}})
          .ok());
  const ProjectPage page = seen();
  EXPECT_EQ(std::count_if(page.items.begin(), page.items.end(),
                          [](const Project& p) { return p.status == ProjectStatus::delayed; }),
            1);
}

TEST_P(ProjectDirectoryTest, WritersAndReadersAtOnceLoseNothing) {
  constexpr int kWriters = 6, kEach = 15;
  std::vector<Project> projects;
  for (int i = 0; i < kWriters; ++i)
    projects.push_back(make_lead(fmt::format("示范 {}", i), i + 1));
  std::atomic<int> writing = kWriters;
  std::vector<std::thread> threads;
  const auto call_with = [&](Transaction& db, const Actor& actor, auto&& work) {
    const ZoneTree zones = load_zone_tree(db);
    Call call{db, database(), actor, zones, now_, "test", {}};
    return work(call);
  };
  for (int w = 0; w < kWriters; ++w)
    threads.emplace_back([&, w] {
      for (int i = 0; i < kEach; ++i) {
        const Result<ProjectEvent> done = database().write_result([&](Transaction& db) {
          return call_with(db, officer_, [&](Call& call) -> Result<ProjectEvent> {
            const int64_t id = projects[static_cast<size_t>(w)].id;
            TRY(add_project_event(call, {west_, id, "note", "备注", {}, {}, {}}));
            return add_project_event(call, {west_, id, "report", "双周报告", {}, {}, {}});
          });
        });
        EXPECT_TRUE(done.ok());
      }
      --writing;
    });
  threads.emplace_back([&] {
    int64_t newest = 0;
    while (writing > 0)
      database().read([&](Transaction& db) {
        call_with(db, director_, [&](Call& call) {
          ListProjects in;
          in.zone = province_;
          const ProjectPage page = list_projects(call, in).value();
          EXPECT_EQ(page.total, kWriters);
          int64_t events = 0;
          for (const Project& p : page.items) events += p.event_count;
          EXPECT_GE(events, newest);  // What was seen once is seen by everybody later.
          newest = events;
          return 0;
        });
      });
  });
  for (std::thread& thread : threads) thread.join();
  expect_current();
}

}  // namespace
}  // namespace gaoxin
