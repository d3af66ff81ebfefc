// Tasks, my day, the calendar and its folding.
#include "project/desk.h"

#include "base/text.h"
#include "project/calendar.h"
#include "project/cases.h"
#include "project/project_test.h"

namespace gaoxin {
namespace {

TEST(Calendar, FoldsAt75OctetsAndBreaksNoCharacter) {
  std::string chinese;
  for (int i = 0; i < 60; ++i) chinese += "项目";
  for (const std::string& line :
       {std::string(74, 'a'), std::string(75, 'a'), std::string(76, 'a'), std::string(400, 'b'),
        "SUMMARY:" + chinese, "X:" + chinese, std::string("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀")}) {
    const std::string folded = fold_calendar_line(line);
    ASSERT_TRUE(folded.ends_with("\r\n"));
    std::string unfolded, rest = folded;
    for (size_t end = 0; (end = rest.find("\r\n")) != std::string::npos; rest.erase(0, end + 2)) {
      const std::string part = rest.substr(0, end);
      EXPECT_LE(part.size(), 75u);
      EXPECT_TRUE(is_utf8(part));
      EXPECT_EQ(part.starts_with(' '), !unfolded.empty());
      unfolded += unfolded.empty() ? part : part.substr(1);
    }
    EXPECT_EQ(unfolded, line);
  }
}

TEST(Calendar, EscapesText) {
  EXPECT_EQ(escape_calendar_text("a,b;c\\d\ne\r\x01"), "a\\,b\\;c\\\\d\\ne");
}

class DeskTest : public ProjectFixture {};
INSTANTIATE_TEST_SUITE_P(Engines, DeskTest, testing::ValuesIn(test_engines()), engine_name);

TEST_P(DeskTest, MyDayShowsWhatIsMineAndWhatWaits) {
  const Project project = make_lead("示范光电项目", 1);
  AddTask task{west_, project.id, "约见", Date{date_of(now_).days - 1}, std::nullopt};
  const ProjectTask added = run(add_task, task).value();
  EXPECT_TRUE(added.overdue);
  task.assignee_user_id = colleague_.user_id;
  ASSERT_TRUE(run(add_task, task).ok());
  task.assignee_user_id = east_officer_.user_id;
  EXPECT_EQ(run(add_task, task).error().key, "project.task.assignee");
  MyDay day = run(get_my_day, ProjectZone{west_}).value();
  ASSERT_EQ(day.tasks.size(), 1u);
  EXPECT_EQ(day.tasks[0].id, added.id);
  ASSERT_EQ(day.deadlines.size(), 1u);  // The lead must be answered.
  EXPECT_EQ(day.deadlines_total, 1);
  EXPECT_TRUE(day.overrides.empty());
  const UpdateTask done{west_, added.id, added.version, {}, {}, {}, true};
  ASSERT_TRUE(run(update_task, done).ok());
  EXPECT_EQ(run(update_task, done).error().key, "project.task.stale");
  const RequestTransfer give{west_, project.id, east_, {}, "给东区"};
  ASSERT_TRUE(run(request_transfer, give).ok());
  EXPECT_EQ(run(get_my_day, ProjectZone{east_}, east_officer_).value().transfers.size(), 1u);
  now_.microseconds += int64_t{40} * 86'400'000'000;
  day = run(get_my_day, ProjectZone{west_}).value();
  EXPECT_TRUE(day.tasks.empty());
  EXPECT_EQ(day.stagnant_total, 1);
  EXPECT_TRUE(day.stagnant[0].age.stagnant);
}

TEST_P(DeskTest, ACalendarIsSubscribedToAndRevoked) {
  const Project project = make_lead("示范光电项目,逗号;分号", 1);
  const CalendarAddress made = run(make_calendar, ProjectNothing{}).value();
  ASSERT_TRUE(made.path);
  const std::string token = made.path->substr(std::string("/api/project-calendar/").size(), 64);
  const Actor nobody{-1, "", "", false, {}};
  const File feed = run(get_calendar_feed, CalendarFeed{token}, nobody).value();
  EXPECT_NE(feed.bytes.find(fmt::format("UID:project-{}-answer@gaoxin\r\n", project.id)),
            std::string::npos);
  EXPECT_NE(feed.bytes.find("DTSTART;VALUE=DATE:20250616\r\n"), std::string::npos);
  EXPECT_EQ(feed.bytes.find("\n\n"), std::string::npos);
  for (size_t at = feed.bytes.find('\n'); at != std::string::npos;
       at = feed.bytes.find('\n', at + 1))
    EXPECT_EQ(feed.bytes[at - 1], '\r');
  EXPECT_EQ(run(get_calendar_feed, CalendarFeed{token}, nobody).value().bytes, feed.bytes);
  // A new address revokes the old.
  const CalendarAddress second = run(make_calendar, ProjectNothing{}).value();
  EXPECT_EQ(run(get_calendar_feed, CalendarFeed{token}, nobody).error().code, ErrorCode::not_found);
  ASSERT_TRUE(run(revoke_calendar, ProjectNothing{}).ok());
  const std::string again = second.path->substr(std::string("/api/project-calendar/").size(), 64);
  EXPECT_EQ(run(get_calendar_feed, CalendarFeed{again}, nobody).error().key, "project.calendar");
  EXPECT_FALSE(run(get_calendar, ProjectNothing{}).value().created_at);
}

TEST_P(DeskTest, TheCalendarHasCasesAndMilestones) {
  const Project project = make_lead("示范光电项目", 1);
  AddCommitment promise;
  promise.zone = west_;
  promise.id = project.id;
  promise.metric = "jobs";
  promise.milestones = {{make_date(2025, 12, 31), "120"}, {make_date(2030, 12, 31), "300"}};
  const Commitment made = run(add_commitment, promise).value();
  OpenCase open;
  open.zone = west_;
  open.kind = CaseKind::exit;
  open.project_id = project.id;
  open.title = "停产清退";
  open.reason = "能耗超限";
  const ProjectCase opened = run(open_case, open, colleague_).value();
  const auto lines = [&](const Actor& who) {
    return run(download_calendar, {}, who).value().bytes;
  };
  const std::string mine = lines(officer_);  // Owns the project.
  const std::string milestone = fmt::format("UID:milestone-{}@gaoxin\r\n", made.milestones[0].id);
  EXPECT_NE(mine.find(milestone), std::string::npos);
  EXPECT_NE(mine.find("DTSTART;VALUE=DATE:20251231\r\n"), std::string::npos);
  EXPECT_EQ(mine.find("20301231"), std::string::npos);  // Too far ahead.
  const std::string step = fmt::format("UID:case-{}-opened@gaoxin\r\n", opened.id);
  EXPECT_NE(mine.find(step), std::string::npos);
  EXPECT_NE(mine.find("DTSTART;VALUE=DATE:20250630\r\n"), std::string::npos);  // In 15 days.
  EXPECT_NE(lines(colleague_).find(step), std::string::npos);                  // Opened it.
  EXPECT_EQ(lines(colleague_).find(milestone), std::string::npos);
  EXPECT_EQ(lines(east_officer_).find("BEGIN:VEVENT"), std::string::npos);
}

TEST_P(DeskTest, AZoneSeesWhoOwesWhat) {
  const Project project = make_lead("示范光电项目", 1);
  const auto day = [&](int days) { return Date{date_of(now_).days + days}; };
  AddTask task{west_, project.id, "约见", day(-1), colleague_.user_id};
  ASSERT_TRUE(run(add_task, task).ok());
  task = {west_, project.id, "拜访", day(3), std::nullopt};
  ASSERT_TRUE(run(add_task, task).ok());
  task = {west_, project.id, "寄样", day(-5), std::nullopt};
  const ProjectTask done = run(add_task, task).value();
  ASSERT_TRUE(run(update_task, UpdateTask{west_, done.id, done.version, {}, {}, {}, true}).ok());
  const ProjectTaskPage all =
      run(list_open_tasks, ListOpenTasks{province_, {}, {}, {}, {}}, director_).value();
  ASSERT_EQ(all.items.size(), 2u);
  EXPECT_EQ(all.items[0].assignee_name, "colleague");
  EXPECT_EQ(all.items[1].title, "拜访");
  const ProjectTaskPage late =
      run(list_open_tasks, ListOpenTasks{province_, true, {}, {}, {}}, director_).value();
  ASSERT_EQ(late.total, 1);
  EXPECT_EQ(late.items[0].title, "约见");
  EXPECT_EQ(run(list_open_tasks, ListOpenTasks{west_, {}, officer_.user_id, {}, {}}).value().total,
            1);
  EXPECT_EQ(run(list_open_tasks, ListOpenTasks{east_, {}, {}, {}, {}}, east_officer_).value().total,
            0);
}

TEST_P(DeskTest, PeopleAreThoseWhoMayWriteThere) {
  std::vector<std::string> names;
  for (const ProjectPerson& person :
       run(list_project_people, ProjectZone{west_park_}).value().items)
    names.push_back(person.display_name);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (std::vector<std::string>{"colleague", "director", "officer"}));
}

}  // namespace
}  // namespace gaoxin
