// The operations of dynamic management, declared once.
#include "evaluation/management.h"

namespace gaoxin {
namespace {

constexpr const char* kRead = "evaluation.read";
constexpr const char* kReport = "evaluation.report";
constexpr const char* kWrite = "evaluation.write";
constexpr const char* kApprove = "evaluation.approve";

void add_results(Operations& operations) {
  operations.add({.name = "evaluation.management.schemes.list",
                  .method = Method::get,
                  .path = "/api/evaluation/management/schemes",
                  .permission = kRead,
                  .summary = {"动态管理办法", "Schemes and their rules"}},
                 list_schemes);
  operations.add({.name = "evaluation.management.schemes.import",
                  .method = Method::post,
                  .path = "/api/evaluation/management/schemes",
                  .permission = kWrite,
                  .summary = {"导入动态管理办法", "Import a scheme"},
                  .errors = {"evaluation.management.scheme"}},
                 import_scheme);
  operations.add({.name = "evaluation.management.results.list",
                  .method = Method::get,
                  .path = "/api/evaluation/management/results",
                  .permission = kRead,
                  .summary = {"历年评价结果", "Yearly results"}},
                 list_results);
  operations.add({.name = "evaluation.management.results.record",
                  .method = Method::post,
                  .path = "/api/evaluation/management/results",
                  .permission = kWrite,
                  .summary = {"登记评价结果", "Record results"}},
                 record_results);
  operations.add({.name = "evaluation.management.results.import",
                  .method = Method::post,
                  .path = "/api/evaluation/management/results/import",
                  .permission = kWrite,
                  .summary = {"导入评价结果", "Import results"},
                  .errors = {"evaluation.management.header"}},
                 import_results);
  operations.add({.name = "evaluation.management.deductions.add",
                  .method = Method::post,
                  .path = "/api/evaluation/management/deductions",
                  .permission = kWrite,
                  .summary = {"登记扣分事项", "Record a deduction"}},
                 add_deduction);
  operations.add({.name = "evaluation.management.evaluate",
                  .method = Method::get,
                  .path = "/api/evaluation/management/verdicts",
                  .permission = kRead,
                  .summary = {"按规则推算结论", "What follows by the rules"}},
                 evaluate_scheme);
}

void add_cases(Operations& operations) {
  operations.add({.name = "evaluation.management.cases.list",
                  .method = Method::get,
                  .path = "/api/evaluation/management/cases",
                  .permission = kRead,
                  .summary = {"动态管理案件", "List cases"}},
                 list_cases);
  operations.add({.name = "evaluation.management.cases.get",
                  .method = Method::get,
                  .path = "/api/evaluation/management/cases/{id}",
                  .permission = kRead,
                  .summary = {"案件详情", "Get a case"}},
                 get_case);
  operations.add(
      {.name = "evaluation.management.cases.propose",
       .method = Method::post,
       .path = "/api/evaluation/management/cases",
       .permission = kWrite,
       .summary = {"提出案件", "Propose a case"},
       .errors = {"evaluation.case.not_met", "evaluation.case.unsafe", "evaluation.case.exists"}},
      propose_case);
  operations.add({.name = "evaluation.management.cases.approve",
                  .method = Method::post,
                  .path = "/api/evaluation/management/cases/{id}/approve",
                  .permission = kApprove,
                  .summary = {"批准案件", "Approve a case"},
                  .errors = {"evaluation.case.second_person", "evaluation.case.not_met"}},
                 approve_case);
  operations.add({.name = "evaluation.management.cases.reject",
                  .method = Method::post,
                  .path = "/api/evaluation/management/cases/{id}/reject",
                  .permission = kApprove,
                  .summary = {"否决案件", "Reject a case"}},
                 reject_case);
  operations.add({.name = "evaluation.management.cases.record",
                  .method = Method::post,
                  .path = "/api/evaluation/management/cases/{id}/events",
                  .permission = kWrite,
                  .summary = {"记录约谈、整改与结果", "Record what happened"}},
                 record_case);
  operations.add({.name = "evaluation.management.cases.appeal",
                  .method = Method::post,
                  .path = "/api/evaluation/management/cases/{id}/appeal",
                  .permission = kReport,
                  .summary = {"申诉", "Appeal"}},
                 appeal_case);
  operations.add({.name = "evaluation.management.cases.decide_appeal",
                  .method = Method::post,
                  .path = "/api/evaluation/management/cases/{id}/appeal/decide",
                  .permission = kApprove,
                  .summary = {"裁决申诉", "Decide an appeal"},
                  .errors = {"evaluation.case.second_person", "evaluation.case.not_met"}},
                 decide_appeal);
}

}  // namespace

void add_management_operations(Operations& operations) {
  add_results(operations);
  add_cases(operations);
}

}  // namespace gaoxin
