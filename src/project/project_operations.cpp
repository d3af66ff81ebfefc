// The operations of the project module, declared once.
#include "project/claims.h"
#include "project/conduct.h"
#include "project/evidence.h"
#include "project/list_query.h"
#include "project/project.h"

namespace gaoxin {
namespace {

constexpr const char* kRead = "project.read";
constexpr const char* kWrite = "project.write";
constexpr const char* kVerify = "project.verify";
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

void add_evidence(Operations& operations) {
  operations.add({.name = "project.evidence.list",
                  .method = Method::get,
                  .path = "/api/projects/{id}/evidence",
                  .permission = kRead,
                  .summary = {"证明材料", "Evidence of a project"}},
                 list_evidence);
  operations.add({.name = "project.evidence.upload",
                  .method = Method::post,
                  .path = "/api/projects/{id}/evidence",
                  .permission = kWrite,
                  .summary = {"上传证明材料", "Upload evidence"},
                  .errors = {"project.evidence.type", "project.evidence.lies",
                             "project.evidence.too_large", "project.evidence.twice"},
                  .body_limit_bytes = size_t{65} << 20},
                 upload_evidence);
  operations.add({.name = "project.evidence.pending",
                  .method = Method::get,
                  .path = "/api/project-evidence/pending",
                  .permission = kVerify,
                  .summary = {"待核实材料", "Evidence that waits for me"}},
                 list_pending_evidence);
  operations.add({.name = "project.evidence.download",
                  .method = Method::get,
                  .path = "/api/project-evidence/{id}/file",
                  .permission = kRead,
                  .summary = {"下载证明材料", "Download evidence"},
                  .errors = {"project.evidence.damaged"}},
                 download_evidence);
  operations.add(
      {.name = "project.evidence.decide",
       .method = Method::post,
       .path = "/api/project-evidence/{id}/decide",
       .permission = kVerify,
       .summary = {"核实或退回材料", "Verify or reject evidence"},
       .errors = {"project.four_eyes", "project.evidence.decided", "project.evidence.damaged"}},
      decide_evidence);
}

void add_claims(Operations& operations) {
  operations.add({.name = "project.claim.get",
                  .method = Method::get,
                  .path = "/api/projects/{id}/claim",
                  .permission = kRead,
                  .summary = {"首报与业绩", "First report, credit and transfers"}},
                 get_claim);
  operations.add({.name = "project.claim.release",
                  .method = Method::post,
                  .path = "/api/projects/{id}/claim/release",
                  .permission = kWrite,
                  .summary = {"放弃首报", "Give up the first report"}},
                 release_claim);
  operations.add({.name = "project.credit.set",
                  .method = Method::put,
                  .path = "/api/projects/{id}/credit",
                  .permission = kWrite,
                  .summary = {"分配业绩", "Divide the credit"},
                  .errors = {"project.stale", "project.credit.sum", "project.credit.holder"}},
                 set_credit);
  operations.add({.name = "project.transfers.list",
                  .method = Method::get,
                  .path = "/api/project-transfers",
                  .permission = kRead,
                  .summary = {"待接收的流转", "Transfers that wait"}},
                 list_transfers);
  operations.add({.name = "project.transfers.request",
                  .method = Method::post,
                  .path = "/api/projects/{id}/transfer",
                  .permission = kWrite,
                  .summary = {"申请流转", "Give a project to another zone"},
                  .errors = {"project.transfer.pending", "project.transfer.same"}},
                 request_transfer);
  operations.add({.name = "project.transfers.decide",
                  .method = Method::post,
                  .path = "/api/project-transfers/{id}/decide",
                  .permission = kWrite,
                  .summary = {"接收或拒绝流转", "Accept, refuse or withdraw a transfer"},
                  .errors = {"project.transfer.decided"}},
                 decide_transfer);
  operations.add({.name = "project.merges.list",
                  .method = Method::get,
                  .path = "/api/project-merges",
                  .permission = kRead,
                  .summary = {"项目合并记录", "Merges of projects"}},
                 list_project_merges);
  operations.add({.name = "project.merges.create",
                  .method = Method::post,
                  .path = "/api/project-merges",
                  .permission = kWrite,
                  .summary = {"合并重复项目", "Merge two projects that are one"},
                  .errors = {"project.merge.codes", "project.merge.stage"}},
                 merge_projects);
  operations.add({.name = "project.merges.undo",
                  .method = Method::post,
                  .path = "/api/project-merges/{id}/undo",
                  .permission = kWrite,
                  .summary = {"撤销项目合并", "Undo a merge of projects"},
                  .errors = {"project.merge.undone", "project.merge.order"}},
                 undo_project_merge);
  operations.add({.name = "project.leads.from_target",
                  .method = Method::post,
                  .path = "/api/projects/from-target",
                  .permission = kWrite,
                  .summary = {"目标企业转为线索", "Make a lead of a target company"},
                  .errors = {"project.duplicate"}},
                 create_lead_from_target);
}

}  // namespace

void add_project_operations(Operations& operations) {
  add_desk_operations(operations);
  add_ledger_operations(operations);
  add_projects(operations);
  add_stages(operations);
  add_evidence(operations);
  add_claims(operations);
  add_conduct_operations(operations);
}

}  // namespace gaoxin
