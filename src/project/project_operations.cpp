// The operations of the project module, declared once.
#include "project/conduct.h"
#include "project/project.h"

namespace gaoxin {
namespace {

constexpr const char* kRead = "project.read";
constexpr const char* kWrite = "project.write";
constexpr const char* kApprove = "project.approve";

void add_projects(Operations& operations) {
  operations.add({.name = "project.projects.list",
                  .method = Method::get,
                  .path = "/api/projects",
                  .permission = kRead,
                  .summary = {"项目列表", "List projects"}},
                 list_projects);
  operations.add({.name = "project.kanban.get",
                  .method = Method::get,
                  .path = "/api/projects/kanban",
                  .permission = kRead,
                  .summary = {"项目看板", "The board by stages"}},
                 get_kanban);
  operations.add({.name = "project.duplicates.check",
                  .method = Method::get,
                  .path = "/api/projects/duplicates",
                  .permission = kWrite,
                  .summary = {"查重", "What a new lead would meet"}},
                 check_duplicates);
  operations.add({.name = "project.vocabulary.get",
                  .method = Method::get,
                  .path = "/api/projects/vocabulary",
                  .permission = kSignedIn,
                  .summary = {"项目字段与词汇", "Fields, kinds and titles of projects"}},
                 get_project_vocabulary);
  operations.add({.name = "project.projects.get",
                  .method = Method::get,
                  .path = "/api/projects/{id}",
                  .permission = kRead,
                  .summary = {"项目详情", "Get a project"}},
                 get_project);
  operations.add({.name = "project.projects.create",
                  .method = Method::post,
                  .path = "/api/projects",
                  .permission = kWrite,
                  .summary = {"登记线索", "Enter a lead"},
                  .errors = {"project.duplicate", "project.rules"}},
                 create_project);
  operations.add({.name = "project.projects.update",
                  .method = Method::put,
                  .path = "/api/projects/{id}",
                  .permission = kWrite,
                  .summary = {"修改项目", "Change a project"},
                  .errors = {"project.stale", "project.rules", "project.duplicate"}},
                 update_project);
  operations.add({.name = "project.projects.status",
                  .method = Method::put,
                  .path = "/api/projects/{id}/status",
                  .permission = kWrite,
                  .summary = {"变更项目状态", "Set the status of a project"},
                  .errors = {"project.stale", "project.lost", "project.done.early"}},
                 set_project_status);
  operations.add({.name = "project.events.list",
                  .method = Method::get,
                  .path = "/api/projects/{id}/events",
                  .permission = kRead,
                  .summary = {"项目历程", "What happened to a project"}},
                 list_project_events);
  operations.add({.name = "project.events.add",
                  .method = Method::post,
                  .path = "/api/projects/{id}/events",
                  .permission = kWrite,
                  .summary = {"登记答复、报告、走访", "Record an answer, a report, a visit"}},
                 add_project_event);
}

void add_stages(Operations& operations) {
  operations.add({.name = "project.stage.check",
                  .method = Method::get,
                  .path = "/api/projects/{id}/stage",
                  .permission = kRead,
                  .summary = {"下一阶段所缺", "What the next stage asks for"}},
                 check_stage);
  operations.add(
      {.name = "project.stage.move",
       .method = Method::post,
       .path = "/api/projects/{id}/stage",
       .permission = kWrite,
       .summary = {"推进阶段", "Move a project to the next stage"},
       .errors = {"project.stale", "project.rules", "project.stage.skipped", "project.closed"}},
      move_project);
  operations.add({.name = "project.rules.list",
                  .method = Method::get,
                  .path = "/api/project-rules",
                  .permission = kRead,
                  .summary = {"阶段规则", "List the rules of the stages"}},
                 list_stage_rules);
  operations.add({.name = "project.rules.add",
                  .method = Method::post,
                  .path = "/api/project-rules",
                  .permission = kApprove,
                  .summary = {"新增阶段规则", "Add a rule to a stage"}},
                 add_stage_rule);
  operations.add({.name = "project.rules.end",
                  .method = Method::post,
                  .path = "/api/project-rules/{id}/end",
                  .permission = kApprove,
                  .summary = {"终止阶段规则", "End a rule of the zone"}},
                 end_stage_rule);
  operations.add({.name = "project.overrides.list",
                  .method = Method::get,
                  .path = "/api/project-overrides",
                  .permission = kRead,
                  .summary = {"破例申请", "List overrides"}},
                 list_overrides);
  operations.add({.name = "project.overrides.request",
                  .method = Method::post,
                  .path = "/api/projects/{id}/override",
                  .permission = kWrite,
                  .summary = {"申请破例", "Ask for an override"},
                  .errors = {"project.override.pending", "project.override.not_needed"}},
                 request_override);
  operations.add(
      {.name = "project.overrides.decide",
       .method = Method::post,
       .path = "/api/project-overrides/{id}/decide",
       .permission = kApprove,
       .summary = {"审批破例", "Decide an override"},
       .errors = {"project.four_eyes", "project.override.decided", "project.override.outdated"}},
      decide_override);
  operations.add({.name = "project.settings.list",
                  .method = Method::get,
                  .path = "/api/project-settings",
                  .permission = kRead,
                  .summary = {"项目期限设置", "List deadlines and limits"}},
                 list_project_settings);
  operations.add({.name = "project.settings.put",
                  .method = Method::put,
                  .path = "/api/project-settings/{name}",
                  .permission = kApprove,
                  .summary = {"修改期限设置", "Set a deadline or a limit"}},
                 put_project_setting);
}

}  // namespace

void add_project_operations(Operations& operations) {
  add_projects(operations);
  add_stages(operations);
  add_conduct_operations(operations);
}

}  // namespace gaoxin
