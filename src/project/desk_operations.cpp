// The operations on tasks, my day, the calendar and the ledger, declared once.
#include "project/desk.h"
#include "project/ledger.h"
#include "project/list_query.h"

namespace gaoxin {

void add_desk_operations(Operations& operations) {
  operations.add({.name = "project.my_day.get",
                  .method = Method::get,
                  .path = "/api/projects/my-day",
                  .permission = "project.read",
                  .summary = {"我的一天", "My day"}},
                 get_my_day);
  operations.add({.name = "project.people.list",
                  .method = Method::get,
                  .path = "/api/projects/people",
                  .permission = "project.read",
                  .summary = {"可负责项目的人员", "Who can own a project"}},
                 list_project_people);
  operations.add({.name = "project.tasks.list",
                  .method = Method::get,
                  .path = "/api/projects/{id}/tasks",
                  .permission = "project.read",
                  .summary = {"项目任务", "Tasks of a project"}},
                 list_tasks);
  operations.add({.name = "project.tasks.open",
                  .method = Method::get,
                  .path = "/api/project-tasks",
                  .permission = "project.read",
                  .summary = {"区内未完成任务", "Open tasks of a zone, with who owes them"}},
                 list_open_tasks);
  operations.add({.name = "project.tasks.add",
                  .method = Method::post,
                  .path = "/api/projects/{id}/tasks",
                  .permission = "project.write",
                  .summary = {"新增任务", "Add a task"}},
                 add_task);
  operations.add({.name = "project.tasks.update",
                  .method = Method::put,
                  .path = "/api/project-tasks/{id}",
                  .permission = "project.write",
                  .summary = {"修改或完成任务", "Change or finish a task"},
                  .errors = {"project.task.stale"}},
                 update_task);
  operations.add({.name = "project.calendar.get",
                  .method = Method::get,
                  .path = "/api/project-calendar",
                  .permission = kSignedIn,
                  .summary = {"我的日历订阅", "Whether I have a calendar"}},
                 get_calendar);
  operations.add({.name = "project.calendar.make",
                  .method = Method::post,
                  .path = "/api/project-calendar",
                  .permission = kSignedIn,
                  .summary = {"生成日历订阅地址", "Make the address of my calendar"}},
                 make_calendar);
  operations.add({.name = "project.calendar.revoke",
                  .method = Method::del,
                  .path = "/api/project-calendar",
                  .permission = kSignedIn,
                  .summary = {"撤销日历订阅", "Revoke my calendar"}},
                 revoke_calendar);
  operations.add({.name = "project.calendar.download",
                  .method = Method::get,
                  .path = "/api/project-calendar/download",
                  .permission = kSignedIn,
                  .summary = {"下载日历", "Download my calendar"}},
                 download_calendar);
  operations.add({.name = "project.calendar.feed",
                  .method = Method::get,
                  .path = "/api/project-calendar/{token}/feed.ics",
                  .permission = kPublic,
                  .summary = {"日历订阅", "The calendar a phone fetches"}},
                 get_calendar_feed);
}

void add_ledger_operations(Operations& operations) {
  operations.add({.name = "project.projects.export",
                  .method = Method::get,
                  .path = "/api/projects/export",
                  .permission = "project.read",
                  .summary = {"导出项目台账", "Export the ledger of projects"}},
                 export_projects);
  operations.add({.name = "project.ledgers.targets",
                  .method = Method::get,
                  .path = "/api/project-ledgers/targets",
                  .permission = kSignedIn,
                  .summary = {"台账可导入的列", "What a column of a ledger can become"}},
                 list_ledger_targets);
  operations.add({.name = "project.ledgers.list",
                  .method = Method::get,
                  .path = "/api/project-ledgers",
                  .permission = "project.import",
                  .summary = {"台账导入记录", "Imports of ledgers"}},
                 list_ledgers);
  operations.add({.name = "project.ledgers.upload",
                  .method = Method::post,
                  .path = "/api/project-ledgers",
                  .permission = "project.import",
                  .summary = {"上传项目台账", "Upload a ledger"},
                  .transaction = TransactionMode::own,
                  .body_limit_bytes = size_t{64} << 20},
                 upload_ledger);
  operations.add({.name = "project.ledgers.get",
                  .method = Method::get,
                  .path = "/api/project-ledgers/{id}",
                  .permission = "project.import",
                  .summary = {"台账导入预览与进度", "Preview, progress and report of a ledger"}},
                 get_ledger);
  operations.add({.name = "project.ledgers.map",
                  .method = Method::put,
                  .path = "/api/project-ledgers/{id}/mapping",
                  .permission = "project.import",
                  .summary = {"更正台账列", "Correct what columns mean"},
                  .transaction = TransactionMode::own},
                 map_ledger);
  operations.add({.name = "project.ledgers.run",
                  .method = Method::post,
                  .path = "/api/project-ledgers/{id}/run",
                  .permission = "project.import",
                  .summary = {"导入项目台账", "Import a ledger"},
                  .transaction = TransactionMode::own},
                 run_ledger);
}

}  // namespace gaoxin
