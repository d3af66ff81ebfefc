// The operations on the conduct of projects, declared once.
#include "project/conduct.h"

#include "project/appraisal.h"
#include "project/cases.h"
#include "project/commitments.h"
#include "project/outlook.h"
#include "project/selection.h"
#include "project/teams.h"

namespace gaoxin {
namespace {

constexpr const char* kRead = "project.read";
constexpr const char* kWrite = "project.write";
constexpr const char* kVerify = "project.verify";
constexpr const char* kApprove = "project.approve";

void add_selection(Operations& operations) {
  operations.add({.name = "project.score_rules.list",
                  .method = Method::get,
                  .path = "/api/project-score-rules",
                  .permission = kRead,
                  .summary = {"评分规则", "List the rules of scoring"}},
                 list_score_rules);
  operations.add({.name = "project.score_rules.set",
                  .method = Method::post,
                  .path = "/api/project-score-rules",
                  .permission = kApprove,
                  .summary = {"设定评分规则", "Set the rules of scoring"},
                  .errors = {"project.score_rule.weight"}},
                 set_score_rule);
  operations.add({.name = "project.assessment.get",
                  .method = Method::get,
                  .path = "/api/projects/{id}/assessment",
                  .permission = kRead,
                  .summary = {"项目评分", "Get the assessment of a project"}},
                 get_assessment);
  operations.add({.name = "project.sheets.sign",
                  .method = Method::post,
                  .path = "/api/projects/{id}/sheets",
                  .permission = kVerify,
                  .summary = {"签署评分表", "Sign a score sheet"},
                  .errors = {"project.sheet.owner", "project.sheet.score"}},
                 sign_sheet);
  operations.add({.name = "project.budgets.list",
                  .method = Method::get,
                  .path = "/api/project-budgets",
                  .permission = kRead,
                  .summary = {"资源环境指标", "List resource budgets"}},
                 list_budgets);
  operations.add({.name = "project.budgets.put",
                  .method = Method::put,
                  .path = "/api/project-budgets/{year}/{resource}",
                  .permission = kApprove,
                  .summary = {"登记资源环境指标", "Write a resource budget"},
                  .errors = {"project.stale", "project.budget.below_taken"}},
                 put_budget);
  operations.add({.name = "project.reservations.list",
                  .method = Method::get,
                  .path = "/api/project-reservations",
                  .permission = kRead,
                  .summary = {"指标预留", "List reservations"}},
                 list_reservations);
  operations.add({.name = "project.reservations.add",
                  .method = Method::post,
                  .path = "/api/projects/{id}/reservations",
                  .permission = kWrite,
                  .summary = {"预留指标", "Reserve from a budget"},
                  .errors = {"project.budget.none", "project.budget.short"}},
                 reserve);
  operations.add(
      {.name = "project.reservations.settle",
       .method = Method::post,
       .path = "/api/project-reservations/{id}/settle",
       .permission = kWrite,
       .summary = {"使用、释放或延长预留", "Use, release or extend a reservation"},
       .errors = {"project.stale", "project.reservation.expired", "project.reservation.state"}},
      settle_reservation);
  operations.add({.name = "project.gates.get",
                  .method = Method::get,
                  .path = "/api/projects/{id}/gates",
                  .permission = kRead,
                  .summary = {"准入指标核对", "Check the resource gates of a project"}},
                 get_gates);
  operations.add({.name = "project.incentives.list",
                  .method = Method::get,
                  .path = "/api/projects/{id}/incentives",
                  .permission = kRead,
                  .summary = {"优惠事项", "List the incentives of a project"}},
                 list_incentives);
  operations.add({.name = "project.incentives.propose",
                  .method = Method::post,
                  .path = "/api/projects/{id}/incentives",
                  .permission = kWrite,
                  .summary = {"拟定优惠事项", "Propose an incentive"},
                  .errors = {"project.incentive.basis"}},
                 propose_incentive);
  operations.add({.name = "project.incentives.review",
                  .method = Method::post,
                  .path = "/api/project-incentives/{id}/review",
                  .permission = kVerify,
                  .summary = {"公平竞争审查", "Record the fair-competition review"},
                  .errors = {"project.second_person", "project.incentive.state", "project.stale"}},
                 review_incentive);
  operations.add({.name = "project.incentives.offer",
                  .method = Method::post,
                  .path = "/api/project-incentives/{id}/offer",
                  .permission = kApprove,
                  .summary = {"批准提出优惠", "Approve and offer an incentive"},
                  .errors = {"project.incentive.review", "project.second_person", "project.stale"}},
                 offer_incentive);
  operations.add({.name = "project.incentives.withdraw",
                  .method = Method::post,
                  .path = "/api/project-incentives/{id}/withdraw",
                  .permission = kWrite,
                  .summary = {"撤回优惠事项", "Withdraw an incentive"},
                  .errors = {"project.stale"}},
                 withdraw_incentive);
}

void add_commitments(Operations& operations) {
  operations.add({.name = "project.metrics.list",
                  .method = Method::get,
                  .path = "/api/project-metrics",
                  .permission = kSignedIn,
                  .summary = {"承诺指标目录", "List the metrics of commitments"}},
                 list_metrics);
  operations.add({.name = "project.commitments.list",
                  .method = Method::get,
                  .path = "/api/projects/{id}/commitments",
                  .permission = kRead,
                  .summary = {"项目承诺", "List the commitments of a project"}},
                 list_commitments);
  operations.add({.name = "project.commitments.add",
                  .method = Method::post,
                  .path = "/api/projects/{id}/commitments",
                  .permission = kWrite,
                  .summary = {"登记承诺", "Add a commitment"}},
                 add_commitment);
  operations.add({.name = "project.commitments.add_milestone",
                  .method = Method::post,
                  .path = "/api/project-commitments/{id}/milestones",
                  .permission = kWrite,
                  .summary = {"增加承诺节点", "Add a milestone to a commitment"},
                  .errors = {"project.milestone.exists"}},
                 add_milestone);
  operations.add({.name = "project.commitments.compute",
                  .method = Method::get,
                  .path = "/api/project-commitments/{id}/computed",
                  .permission = kRead,
                  .summary = {"由数据计算实际值", "Compute an actual from facts"}},
                 compute_commitment);
  operations.add({.name = "project.actuals.record",
                  .method = Method::post,
                  .path = "/api/project-commitments/{id}/actuals",
                  .permission = kWrite,
                  .summary = {"登记实际值", "Record an actual"},
                  .errors = {"project.actual.unknown", "project.actual.evidence"}},
                 record_actual);
  operations.add({.name = "project.actuals.decide",
                  .method = Method::post,
                  .path = "/api/project-actuals/{id}/decide",
                  .permission = kVerify,
                  .summary = {"核验实际值", "Verify or reject an actual"},
                  .errors = {"project.second_person", "project.actual.decided"}},
                 decide_actual);
  operations.add({.name = "project.commitments.red",
                  .method = Method::get,
                  .path = "/api/project-commitments/red",
                  .permission = kRead,
                  .summary = {"未达承诺清单", "List failed milestones"}},
                 list_red_milestones);
  operations.add({.name = "project.payouts.locked",
                  .method = Method::get,
                  .path = "/api/projects/{id}/payout-lock",
                  .permission = kRead,
                  .summary = {"兑付锁", "Whether a payout is locked, and by what"}},
                 payout_lock);
}

void add_cases(Operations& operations) {
  operations.add({.name = "project.cases.list",
                  .method = Method::get,
                  .path = "/api/project-cases",
                  .permission = kRead,
                  .summary = {"违约、退出与转移", "List breaches, exits and relocations"}},
                 list_project_cases);
  operations.add({.name = "project.cases.get",
                  .method = Method::get,
                  .path = "/api/project-cases/{id}",
                  .permission = kRead,
                  .summary = {"专项事项", "Get a case"}},
                 get_project_case);
  operations.add({.name = "project.cases.open",
                  .method = Method::post,
                  .path = "/api/project-cases",
                  .permission = kWrite,
                  .summary = {"立案", "Open a case"},
                  .errors = {"project.case.met", "project.case.exists"}},
                 open_case);
  operations.add({.name = "project.cases.step",
                  .method = Method::post,
                  .path = "/api/project-cases/{id}/steps",
                  .permission = kWrite,
                  .summary = {"办理步骤", "Take the next step of a case"},
                  .errors = {"project.case.step", "project.case.document",
                             "project.case.second_person", "project.stale"}},
                 take_case_step);
  operations.add({.name = "project.tax_shares.set",
                  .method = Method::post,
                  .path = "/api/project-cases/{id}/tax-shares",
                  .permission = kWrite,
                  .summary = {"约定税收分享", "Set the share of tax of a relocation"},
                  .errors = {"project.tax_share.overlap", "project.stale"}},
                 set_tax_share);
  operations.add({.name = "project.tax_statements.issue",
                  .method = Method::post,
                  .path = "/api/project-cases/{id}/tax-statements",
                  .permission = kWrite,
                  .summary = {"出具税收分享结算单", "Issue a statement of shared tax"},
                  .errors = {"project.tax_statement.fact", "project.tax_statement.share",
                             "project.tax_statement.same"}},
                 issue_tax_statement);
  operations.add({.name = "project.tax_statements.approve",
                  .method = Method::post,
                  .path = "/api/project-cases/{id}/tax-statements/{year}/{revision}/approve",
                  .permission = kApprove,
                  .summary = {"审定税收分享结算单", "Approve a statement of shared tax"},
                  .errors = {"project.second_person", "project.tax_statement.approved"}},
                 approve_tax_statement);
}

void add_teams(Operations& operations) {
  operations.add({.name = "project.teams.list",
                  .method = Method::get,
                  .path = "/api/project-teams",
                  .permission = kRead,
                  .summary = {"招商专班", "List the teams and who is in them"}},
                 list_teams);
  operations.add({.name = "project.teams.put",
                  .method = Method::post,
                  .path = "/api/project-teams",
                  .permission = kWrite,
                  .summary = {"设立或修改专班", "Write a team"},
                  .errors = {"project.stale"}},
                 put_team);
  operations.add({.name = "project.posts.list",
                  .method = Method::get,
                  .path = "/api/project-posts",
                  .permission = kRead,
                  .summary = {"任职", "List posts, past ones too"}},
                 list_posts);
  operations.add({.name = "project.posts.put",
                  .method = Method::post,
                  .path = "/api/project-posts",
                  .permission = kWrite,
                  .summary = {"登记任职", "Write a post"},
                  .errors = {"project.post.overlap", "project.post.leader", "project.stale"}},
                 put_post);
  operations.add({.name = "project.advisers.list",
                  .method = Method::get,
                  .path = "/api/project-advisers",
                  .permission = kRead,
                  .summary = {"招商顾问与专家", "List advisers and experts"}},
                 list_advisers);
  operations.add({.name = "project.advisers.put",
                  .method = Method::post,
                  .path = "/api/project-advisers",
                  .permission = kWrite,
                  .summary = {"登记顾问或专家", "Write an adviser or expert"},
                  .errors = {"project.stale"}},
                 put_adviser);
  operations.add({.name = "project.activities.list",
                  .method = Method::get,
                  .path = "/api/project-activities",
                  .permission = kRead,
                  .summary = {"招商活动", "List activities and what came of them"}},
                 list_activities);
  operations.add({.name = "project.activities.put",
                  .method = Method::post,
                  .path = "/api/project-activities",
                  .permission = kWrite,
                  .summary = {"登记招商活动", "Write an activity"},
                  .errors = {"project.stale"}},
                 put_activity);
  operations.add({.name = "project.introducers.list",
                  .method = Method::get,
                  .path = "/api/project-introducers",
                  .permission = kRead,
                  .summary = {"引荐方与中介", "List introducers and what they brought"}},
                 list_introducers);
  operations.add({.name = "project.introducers.put",
                  .method = Method::post,
                  .path = "/api/project-introducers",
                  .permission = kWrite,
                  .summary = {"登记引荐方", "Write an introducer"},
                  .errors = {"project.stale"}},
                 put_introducer);
  operations.add({.name = "project.origins.list",
                  .method = Method::get,
                  .path = "/api/project-origins",
                  .permission = kRead,
                  .summary = {"项目来源", "List where projects came from"}},
                 list_origins);
  operations.add({.name = "project.origins.add",
                  .method = Method::post,
                  .path = "/api/projects/{id}/origins",
                  .permission = kWrite,
                  .summary = {"登记项目来源", "Say where a project came from"}},
                 add_origin);
  operations.add({.name = "project.signals.list",
                  .method = Method::get,
                  .path = "/api/project-signals",
                  .permission = kRead,
                  .summary = {"增资扩产线索", "List reinvestment leads of residents"}},
                 list_signals);
  operations.add({.name = "project.signals.add",
                  .method = Method::post,
                  .path = "/api/project-signals",
                  .permission = kWrite,
                  .summary = {"登记增资信号", "Add a reinvestment signal"}},
                 add_signal);
  operations.add({.name = "project.signals.close",
                  .method = Method::post,
                  .path = "/api/project-signals/{id}/close",
                  .permission = kWrite,
                  .summary = {"关闭增资信号", "Close a reinvestment signal"},
                  .errors = {"project.signal.closed"}},
                 close_signal);
}

void add_appraisal_and_outlook(Operations& operations) {
  operations.add({.name = "project.appraisal_rules.list",
                  .method = Method::get,
                  .path = "/api/project-appraisal-rules",
                  .permission = kRead,
                  .summary = {"考核规则", "List the rules of appraisal"}},
                 list_appraisal_rules);
  operations.add({.name = "project.appraisal_rules.set",
                  .method = Method::post,
                  .path = "/api/project-appraisal-rules",
                  .permission = kApprove,
                  .summary = {"设定考核规则", "Set the rules of appraisal"}},
                 set_appraisal_rule);
  operations.add({.name = "project.appraisal.preview",
                  .method = Method::get,
                  .path = "/api/project-appraisal",
                  .permission = kRead,
                  .summary = {"考核试算", "Compute an appraisal"}},
                 preview_appraisal);
  operations.add({.name = "project.statements.list",
                  .method = Method::get,
                  .path = "/api/project-statements",
                  .permission = kRead,
                  .summary = {"考核结算单", "List appraisal statements"}},
                 list_statements);
  operations.add({.name = "project.statements.get",
                  .method = Method::get,
                  .path = "/api/project-statements/{id}",
                  .permission = kRead,
                  .summary = {"考核结算单详情", "Get an appraisal statement"}},
                 get_statement);
  operations.add({.name = "project.statements.create",
                  .method = Method::post,
                  .path = "/api/project-statements",
                  .permission = kWrite,
                  .summary = {"编制考核结算单", "Make an appraisal statement"},
                  .errors = {"project.appraisal.empty", "project.appraisal.period"}},
                 create_statement);
  operations.add({.name = "project.statements.decide",
                  .method = Method::post,
                  .path = "/api/project-statements/{id}/decide",
                  .permission = kApprove,
                  .summary = {"批准或取消考核结算单", "Approve or cancel an appraisal statement"},
                  .errors = {"project.second_person", "project.appraisal.counted",
                             "project.appraisal.changed", "project.stale"}},
                 decide_statement);
  operations.add({.name = "project.statements.export",
                  .method = Method::get,
                  .path = "/api/project-statements/{id}/export",
                  .permission = kRead,
                  .summary = {"导出考核结算单", "Export an appraisal statement"}},
                 export_statement);
  operations.add({.name = "project.funnel.get",
                  .method = Method::get,
                  .path = "/api/project-funnel",
                  .permission = kRead,
                  .summary = {"项目漏斗与预测", "Get the funnel and its forecast"}},
                 get_funnel);
  operations.add({.name = "project.dashboard.get",
                  .method = Method::get,
                  .path = "/api/project-dashboard",
                  .permission = kRead,
                  .summary = {"招商看板", "Get the dashboard"}},
                 get_dashboard);
}

}  // namespace

void add_conduct_operations(Operations& operations) {
  add_selection(operations);
  add_commitments(operations);
  add_cases(operations);
  add_teams(operations);
  add_appraisal_and_outlook(operations);
}

}  // namespace gaoxin
