// A person's day: tasks, deadlines, what stagnates, what waits for a decision; and the calendar
// that a phone subscribes to.
#pragma once

#include "project/claims.h"
#include "project/evidence.h"
#include "project/project.h"

namespace gaoxin {

struct ProjectTask {
  int64_t id = 0;
  int64_t project_id = 0;
  std::string project_name;
  int64_t version = 1;
  std::string title;
  std::optional<Date> due_on;
  int64_t assignee_user_id = 0;
  std::string assignee_name;
  Timestamp created_at;
  std::optional<Timestamp> done_at;
  std::optional<int64_t> done_by;
  bool overdue = false;
};
BOOST_DESCRIBE_STRUCT(ProjectTask, (),
                      (id, project_id, project_name, version, title, due_on, assignee_user_id,
                       assignee_name, created_at, done_at, done_by, overdue))
struct ProjectTaskList {
  std::vector<ProjectTask> items;
};
BOOST_DESCRIBE_STRUCT(ProjectTaskList, (), (items))
/// Of a project: open ones first, by due date.
Result<ProjectTaskList> list_tasks(Call& call, const ProjectId& in);
struct ListOpenTasks {
  int64_t zone = 0;
  std::optional<bool> overdue;  ///< true: only those past their day
  std::optional<int64_t> assignee_user_id;
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListOpenTasks, (), (zone, overdue, assignee_user_id, page, page_size))
struct ProjectTaskPage {
  std::vector<ProjectTask> items;
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(ProjectTaskPage, (), (items, total, page, page_size))
/// Open tasks of everybody on the projects that the zone runs, the most urgent first.
Result<ProjectTaskPage> list_open_tasks(Call& call, const ListOpenTasks& in);
struct AddTask {
  int64_t zone = 0;
  int64_t id = 0;  ///< the project
  std::string title;
  std::optional<Date> due_on;
  std::optional<int64_t> assignee_user_id;  ///< default: who adds it
};
BOOST_DESCRIBE_STRUCT(AddTask, (), (zone, id, title, due_on, assignee_user_id))
Result<ProjectTask> add_task(Call& call, const AddTask& in);
struct UpdateTask {
  int64_t zone = 0;
  int64_t id = 0;  ///< the task
  int64_t version = 0;
  std::optional<std::string> title;
  std::optional<Date> due_on;
  std::optional<int64_t> assignee_user_id;
  std::optional<bool> done;
};
BOOST_DESCRIBE_STRUCT(UpdateTask, (), (zone, id, version, title, due_on, assignee_user_id, done))
Result<ProjectTask> update_task(Call& call, const UpdateTask& in);

struct MyDay {
  Date today;
  std::vector<ProjectTask> tasks;   ///< mine, open, by due date
  std::vector<Project> deadlines;   ///< mine, due within seven days or overdue
  std::vector<Project> stagnant;    ///< mine, idle too long
  std::vector<Override> overrides;  ///< that I may decide
  std::vector<Evidence> evidence;   ///< that I may verify
  std::vector<Transfer> transfers;  ///< that I may accept
  int64_t deadlines_total = 0, stagnant_total = 0;
};
BOOST_DESCRIBE_STRUCT(MyDay, (),
                      (today, tasks, deadlines, stagnant, overrides, evidence, transfers,
                       deadlines_total, stagnant_total))
/// Each list has at most 50 rows.
Result<MyDay> get_my_day(Call& call, const ProjectZone& in);

/// Who can own a project or a task at the zone.
struct ProjectPerson {
  int64_t id = 0;
  std::string display_name;
  std::vector<std::string> roles;
};
BOOST_DESCRIBE_STRUCT(ProjectPerson, (), (id, display_name, roles))
struct ProjectPersonList {
  std::vector<ProjectPerson> items;
};
BOOST_DESCRIBE_STRUCT(ProjectPersonList, (), (items))
Result<ProjectPersonList> list_project_people(Call& call, const ProjectZone& in);

/// The address of my calendar, shown once. Making a new one revokes the old.
struct CalendarAddress {
  std::optional<std::string> path;  ///< "/api/project-calendar/TOKEN/feed.ics"; only when made now
  std::optional<Timestamp> created_at;
};
BOOST_DESCRIBE_STRUCT(CalendarAddress, (), (path, created_at))
Result<CalendarAddress> get_calendar(Call& call, const ProjectNothing& in);
Result<CalendarAddress> make_calendar(Call& call, const ProjectNothing& in);
Result<CalendarAddress> revoke_calendar(Call& call, const ProjectNothing& in);
struct CalendarFeed {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(CalendarFeed, (), (token))
/// What a calendar program fetches, without login. A token that is unknown, revoked or whose user
/// is disabled is not_found.
Result<File> get_calendar_feed(Call& call, const CalendarFeed& in);
/// The same as a download for who is signed in.
Result<File> download_calendar(Call& call, const ProjectNothing& in);

}  // namespace gaoxin
