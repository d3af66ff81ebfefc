// Tasks, my day, the people, the calendar.
#include "project/desk.h"

#include <fmt/format.h>

#include <map>

#include "access/password.h"
#include "api/page.h"
#include "base/text.h"
#include "project/calendar.h"
#include "project/conduct_store.h"
#include "project/desk_store.h"
#include "project/list_query.h"
#include "project/project_input.h"

namespace gaoxin {

namespace store = project_store;

namespace {

constexpr int64_t kRowsMax = 50;
constexpr int32_t kSoonDays = 7;

ProjectTask described_task(Call& call, ProjectTask task) {
  task.assignee_name = user_name(call.db, task.assignee_user_id).value_or("");
  task.overdue = !task.done_at && task.due_on && *task.due_on < date_of(call.now);
  return task;
}

Result<Done> check_assignee(Call& call, const Project& project, int64_t user_id) {
  if (user_id == call.actor.user_id) return Done{};
  const Result<User> user = get_user(call.db, user_id);
  if (user.ok() && !user->disabled &&
      sees({user_id, user->username, user->display_name, false, user->grants}, call.zones,
           project.host_zone_id))
    return Done{};
  return project_error(ErrorCode::invalid, "task.assignee",
                       fmt::format("用户 {} 不存在或不在该区域", user_id),
                       fmt::format("user {} does not exist or is not of that zone", user_id));
}

Text due_title(std::string_view kind) {
  if (kind == "answer") return {"答复线索", "answer the lead"};
  if (kind == "assess") return {"完成研判", "assess"};
  if (kind == "feedback") return {"反馈研判结果", "give feedback"};
  return {"进展报告", "report progress"};
}

/// Projects of the user that are due by a day, the most urgent first.
std::vector<Project> due_projects(Call& call, ProjectQuery query, int64_t user_id, Date until,
                                  int64_t limit, int64_t* total) {
  query.owner_user_id = user_id;
  query.today = {until.days + 1};
  query.overdue = true;
  const FoundProjects found =
      find_projects(call, query, {ProjectSort::due, false}, 0, static_cast<size_t>(limit));
  if (total != nullptr) *total = found.total;
  return store::find_projects(call.db, found.ids);
}

Result<std::string> calendar_text(Call& call, const Actor& user) {
  constexpr int64_t kEntriesMax = 1000;
  constexpr int32_t kAheadDays = 400;
  std::vector<CalendarEntry> entries;
  const Date until{date_of(call.now).days + kAheadDays};
  for (const Project& project : due_projects(call, {}, user.user_id, until, kEntriesMax, nullptr)) {
    if (!may(user, call.zones, "project.read", project.host_zone_id)) continue;
    const Text title = due_title(*project.due_kind);
    entries.push_back({fmt::format("project-{}-{}@gaoxin", project.id, *project.due_kind),
                       *project.due_on, fmt::format("{}:{}", title.zh, project.name),
                       fmt::format("{} {}", project.number, stage_title(project.stage).zh),
                       project.last_activity_at});
  }
  for (const auto& stored : desk_store::list_open_tasks(call.db, user.user_id, {}, kEntriesMax)) {
    const ProjectTask& task = stored.task;
    if (!task.due_on) continue;
    entries.push_back({fmt::format("task-{}@gaoxin", task.id), *task.due_on,
                       fmt::format("{}:{}", task.title, task.project_name), task.project_name,
                       task.created_at});
  }
  const auto midnight = [](Date day) { return Timestamp{int64_t{day.days} * 86'400'000'000}; };
  conduct_store::CaseQuery cases;
  cases.person = user.user_id;
  cases.open = true;
  for (const ProjectCase& row : conduct_store::list_cases(call.db, cases, kEntriesMax, 0)) {
    if (*row.due_on > until || !may(user, call.zones, "project.read", row.zone_id)) continue;
    const CaseStepRule* step = find_case_step(row.kind, row.step);
    CHECK(step != nullptr);
    entries.push_back(
        {fmt::format("case-{}-{}@gaoxin", row.id, row.step), *row.due_on,
         fmt::format("{}:{}", case_kind_title(row.kind).zh, row.title),
         fmt::format("{},当前步骤:{}",
                     row.project_name ? *row.project_name : row.enterprise_name.value_or(""),
                     step->zh),
         midnight(row.opened_on)});
  }
  for (const conduct_store::DueMilestone& row :
       conduct_store::list_due_milestones(call.db, user.user_id, until, kEntriesMax)) {
    if (!may(user, call.zones, "project.read", row.host_zone_id)) continue;
    entries.push_back(
        {fmt::format("milestone-{}@gaoxin", row.id), row.due_on,
         fmt::format("承诺到期:{}({})", row.project_name, row.title),
         fmt::format("{} 目标 {} {}", row.project_number, format_decimal(row.target), row.unit),
         row.created_at});
  }
  return write_calendar("高新 项目期限", entries);
}

File calendar_file(std::string text) {
  return {"projects.ics", "text/calendar; charset=utf-8", std::move(text)};
}

Error no_calendar() {
  return project_error(ErrorCode::not_found, "calendar", "该日历地址无效或已撤销",
                       "this calendar address is not valid or was revoked");
}

}  // namespace

// ---- Tasks -------------------------------------------------------------------------------------

Result<ProjectTaskList> list_tasks(Call& call, const ProjectId& in) {
  TRY_ASSIGN(project, visible_project(call, in.zone, in.id));
  ProjectTaskList list;
  for (auto& stored : desk_store::list_tasks(call.db, store::with_merged(call.db, project.id)))
    list.items.push_back(described_task(call, std::move(stored.task)));
  return list;
}

Result<ProjectTaskPage> list_open_tasks(Call& call, const ListOpenTasks& in) {
  TRY_ASSIGN(page, page_request(in.page, in.page_size));
  desk_store::TaskQuery query;
  query.host_zones = project_scope(call, in.zone).zones;
  if (in.overdue.value_or(false)) query.due_before = date_of(call.now);
  query.assignee_user_id = in.assignee_user_id;
  ProjectTaskPage out;
  out.page = page.page;
  out.page_size = page.page_size;
  out.total = desk_store::count_tasks(call.db, query);
  for (auto& stored :
       desk_store::list_tasks(call.db, query, page.page_size, (page.page - 1) * page.page_size))
    out.items.push_back(described_task(call, std::move(stored.task)));
  return out;
}

Result<ProjectTask> add_task(Call& call, const AddTask& in) {
  TRY_ASSIGN(project, writable_project(call, in.zone, in.id));
  TRY_ASSIGN(title, required_text(in.title, "title", 500));
  desk_store::StoredTask stored;
  stored.zone_id = project.zone_id;
  stored.created_by = call.actor.user_id;
  ProjectTask& task = stored.task;
  task.id = call.db.new_id();
  task.project_id = project.id;
  task.project_name = project.name;
  task.title = title;
  task.due_on = in.due_on;
  task.assignee_user_id = in.assignee_user_id.value_or(call.actor.user_id);
  TRY(check_assignee(call, project, task.assignee_user_id));
  task.created_at = call.now;
  desk_store::insert_task(call.db, stored);
  call.audit("project_task", task.id, nullptr, to_json(task));
  TRY(write_project(call, project,
                    {.kind = "task_added",
                     .detail = json::object{{"task", task.id},
                                            {"title", task.title},
                                            {"assignee", task.assignee_user_id},
                                            {"due_on", to_json(task.due_on)}}}));
  return described_task(call, std::move(task));
}

Result<ProjectTask> update_task(Call& call, const UpdateTask& in) {
  auto stored = desk_store::find_task(call.db, in.id);
  const Error none = project_error(ErrorCode::not_found, "task", fmt::format("没有任务 {}", in.id),
                                   fmt::format("there is no task {}", in.id));
  if (!stored) return none;
  ProjectTask& task = stored->task;
  Result<Project> found = visible_project(call, in.zone, task.project_id);
  if (!found.ok()) return none;
  const int64_t counting = found->merged_into.value_or(task.project_id);
  TRY_ASSIGN(project, writable_project(call, in.zone, counting));
  if (task.version != in.version)
    return project_error(ErrorCode::conflict, "task.stale", "其他人已修改该任务;请重新载入",
                         "somebody else has changed the task; reload it");
  const json::value before = to_json(task);
  const bool was_done = task.done_at.has_value();
  if (in.title) {
    TRY_ASSIGN(title, required_text(*in.title, "title", 500));
    task.title = title;
  }
  if (in.due_on) task.due_on = in.due_on;
  if (in.assignee_user_id) {
    TRY(check_assignee(call, project, *in.assignee_user_id));
    task.assignee_user_id = *in.assignee_user_id;
  }
  if (in.done && *in.done != was_done) {
    task.done_at = *in.done ? std::optional(call.now) : std::nullopt;
    task.done_by = *in.done ? std::optional(call.actor.user_id) : std::nullopt;
  }
  CHECK(desk_store::update_task(call.db, *stored));
  ++task.version;
  call.audit("project_task", task.id, before, to_json(task));
  if (task.done_at && !was_done)
    TRY(write_project(
        call, project,
        {.kind = "task_done", .detail = json::object{{"task", task.id}, {"title", task.title}}}));
  return described_task(call, std::move(task));
}

// ---- My day ------------------------------------------------------------------------------------

Result<MyDay> get_my_day(Call& call, const ProjectZone& in) {
  MyDay day;
  day.today = date_of(call.now);
  const ProjectQuery scope = project_scope(call, in.zone);
  for (auto& stored :
       desk_store::list_open_tasks(call.db, call.actor.user_id, scope.zones, kRowsMax))
    day.tasks.push_back(described_task(call, std::move(stored.task)));
  day.deadlines = due_projects(call, scope, call.actor.user_id, {day.today.days + kSoonDays},
                               kRowsMax, &day.deadlines_total);
  describe_projects(call, day.deadlines);
  ProjectQuery idle = scope;
  idle.owner_user_id = call.actor.user_id;
  idle.stagnant = true;
  const FoundProjects stagnant =
      find_projects(call, idle, {ProjectSort::activity, false}, 0, kRowsMax);
  day.stagnant_total = stagnant.total;
  day.stagnant = store::find_projects(call.db, stagnant.ids);
  describe_projects(call, day.stagnant);
  if (may_anywhere(call.actor, "project.approve")) {
    ListOverrides waiting;
    waiting.zone = in.zone;
    waiting.state = DecisionState::pending;
    TRY_ASSIGN(overrides, list_overrides(call, waiting));
    for (Override& row : overrides.items) {
      const Result<Project> project = visible_project(call, in.zone, row.project_id);
      if (project.ok() && row.requested_by != call.actor.user_id &&
          call.may("project.approve", project->host_zone_id) &&
          day.overrides.size() < static_cast<size_t>(kRowsMax))
        day.overrides.push_back(std::move(row));
    }
  }
  if (may_anywhere(call.actor, "project.verify")) {
    TRY_ASSIGN(evidence, list_pending_evidence(call, in));
    day.evidence = std::move(evidence.items);
    if (day.evidence.size() > static_cast<size_t>(kRowsMax)) day.evidence.resize(kRowsMax);
  }
  TRY_ASSIGN(transfers, list_transfers(call, in));
  for (Transfer& transfer : transfers.items)
    if (call.may(kProjectWrite, transfer.to_zone_id) &&
        call.zones.is_within(transfer.to_zone_id, in.zone))
      day.transfers.push_back(std::move(transfer));
  return day;
}

Result<ProjectPersonList> list_project_people(Call& call, const ProjectZone& in) {
  ProjectPersonList list;
  ListQuery query;
  query.page_size = 200;
  const int64_t root = call.zones.zones().front().id;
  for (int64_t page = 1;; ++page) {
    query.page = page;
    TRY_ASSIGN(users, list_users(call.db, call.zones, root, query));
    for (const User& user : users.items) {
      const Actor actor{user.id, user.username, user.display_name, false, user.grants};
      if (user.disabled || !may(actor, call.zones, kProjectWrite, in.zone)) continue;
      ProjectPerson person{user.id, user.display_name, {}};
      for (const Grant& grant : user.grants)
        if (call.zones.is_within(in.zone, grant.zone_id)) person.roles.push_back(grant.role);
      list.items.push_back(std::move(person));
    }
    if (users.items.size() < 200) return list;
  }
}

// ---- Calendar ----------------------------------------------------------------------------------

Result<CalendarAddress> get_calendar(Call& call, const ProjectNothing&) {
  CalendarAddress out;
  if (const auto calendar = desk_store::find_calendar(call.db, call.actor.user_id))
    out.created_at = calendar->created_at;
  return out;
}

Result<CalendarAddress> make_calendar(Call& call, const ProjectNothing&) {
  if (call.actor.user_id <= 0)
    return project_error(ErrorCode::invalid, "calendar.user", "只有登录用户才有日历",
                         "only a user has a calendar");
  const std::string token = random_token();
  const int64_t zone =
      call.actor.grants.empty() ? call.zones.zones().front().id : call.actor.grants.front().zone_id;
  desk_store::put_calendar(call.db, zone, {call.actor.user_id, call.now}, sha256_hex(token));
  call.audit("project_calendar", call.actor.user_id, nullptr, {{"made", true}});
  return CalendarAddress{fmt::format("/api/project-calendar/{}/feed.ics", token), call.now};
}

Result<CalendarAddress> revoke_calendar(Call& call, const ProjectNothing&) {
  desk_store::delete_calendar(call.db, call.actor.user_id);
  call.audit("project_calendar", call.actor.user_id, {{"made", true}}, nullptr);
  return CalendarAddress{};
}

Result<File> get_calendar_feed(Call& call, const CalendarFeed& in) {
  const auto calendar = desk_store::find_calendar_by_token(call.db, sha256_hex(in.token));
  if (!calendar) return no_calendar();
  const Result<User> user = get_user(call.db, calendar->user_id);
  if (!user.ok() || user->disabled) return no_calendar();
  TRY_ASSIGN(text, calendar_text(
                       call, {user->id, user->username, user->display_name, false, user->grants}));
  return calendar_file(std::move(text));
}

Result<File> download_calendar(Call& call, const ProjectNothing&) {
  TRY_ASSIGN(text, calendar_text(call, call.actor));
  return calendar_file(std::move(text));
}

}  // namespace gaoxin
