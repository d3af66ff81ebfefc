// The operations of index systems and their runs, declared once.
#include "evaluation/index_runs.h"

namespace gaoxin {
namespace {

constexpr const char* kRead = "evaluation.read";
constexpr const char* kWrite = "evaluation.write";
constexpr const char* kApprove = "evaluation.approve";
constexpr size_t kUploadBytes = size_t{16} << 20;

void add_systems(Operations& operations) {
  operations.add({.name = "evaluation.systems.list",
                  .method = Method::get,
                  .path = "/api/evaluation/systems",
                  .permission = kRead,
                  .summary = {"指标体系", "List index systems"}},
                 list_index_systems);
  operations.add({.name = "evaluation.systems.get",
                  .method = Method::get,
                  .path = "/api/evaluation/systems/{id}",
                  .permission = kRead,
                  .summary = {"指标体系详情", "Get an index system"}},
                 get_index_system);
  operations.add({.name = "evaluation.systems.export",
                  .method = Method::get,
                  .path = "/api/evaluation/systems/{id}/export",
                  .permission = kRead,
                  .summary = {"导出指标体系", "Download an index system as a zip file"}},
                 export_index_system);
  operations.add({.name = "evaluation.systems.check",
                  .method = Method::post,
                  .path = "/api/evaluation/systems/check",
                  .permission = kRead,
                  .summary = {"检查指标体系文件", "Check the files of an index system"},
                  .transaction = TransactionMode::read,
                  .body_limit_bytes = size_t{4} << 20},
                 check_index_files);
  operations.add({.name = "evaluation.systems.save",
                  .method = Method::post,
                  .path = "/api/evaluation/systems/drafts",
                  .permission = kWrite,
                  .summary = {"保存指标体系草稿", "Save a draft"},
                  .errors = {"evaluation.system.files", "evaluation.system.stale"},
                  .body_limit_bytes = size_t{4} << 20},
                 save_index_draft);
  operations.add({.name = "evaluation.systems.import",
                  .method = Method::post,
                  .path = "/api/evaluation/systems/import",
                  .permission = kWrite,
                  .summary = {"导入指标体系", "Import an index system from a zip file"},
                  .errors = {"evaluation.system.zip", "evaluation.system.stale"},
                  .body_limit_bytes = kUploadBytes},
                 import_index_system);
  operations.add({.name = "evaluation.systems.publish",
                  .method = Method::post,
                  .path = "/api/evaluation/systems/{id}/publish",
                  .permission = kApprove,
                  .summary = {"发布指标体系", "Publish an index system"},
                  .errors = {"evaluation.system.second_person", "evaluation.system.errors"}},
                 publish_index_system);
}

void add_runs(Operations& operations) {
  operations.add({.name = "evaluation.runs.create",
                  .method = Method::post,
                  .path = "/api/evaluation/runs",
                  .permission = kWrite,
                  .summary = {"按统计数据评价", "Run an index system on the statistics"},
                  .errors = {"evaluation.weights.unset", "evaluation.goalposts.unset",
                             "evaluation.model.childless"}},
                 create_run);
  operations.add({.name = "evaluation.runs.upload",
                  .method = Method::post,
                  .path = "/api/evaluation/runs/upload",
                  .permission = kWrite,
                  .summary = {"按上传表格评价", "Run an index system on a table"},
                  .errors = {"evaluation.run.table"},
                  .body_limit_bytes = kUploadBytes},
                 upload_run);
  operations.add({.name = "evaluation.runs.template",
                  .method = Method::get,
                  .path = "/api/evaluation/runs/template",
                  .permission = kRead,
                  .summary = {"评价数据模板", "The table to fill in for a run"}},
                 run_template);
  operations.add({.name = "evaluation.runs.list",
                  .method = Method::get,
                  .path = "/api/evaluation/runs",
                  .permission = kRead,
                  .summary = {"评价记录", "List runs"}},
                 list_runs);
  operations.add({.name = "evaluation.runs.get",
                  .method = Method::get,
                  .path = "/api/evaluation/runs/{id}",
                  .permission = kRead,
                  .summary = {"评价结果", "Get a run"}},
                 get_run);
  operations.add({.name = "evaluation.runs.export",
                  .method = Method::get,
                  .path = "/api/evaluation/runs/{id}/export",
                  .permission = kRead,
                  .summary = {"导出评价结果", "Download a run"}},
                 export_run);
  operations.add({.name = "evaluation.runs.verify",
                  .method = Method::get,
                  .path = "/api/evaluation/runs/{id}/verify",
                  .permission = kRead,
                  .summary = {"复核评价结果", "Compute a run again and compare"}},
                 verify_run);
  operations.add({.name = "evaluation.runs.record",
                  .method = Method::post,
                  .path = "/api/evaluation/runs/{id}/record",
                  .permission = kWrite,
                  .summary = {"记入动态管理", "Hand the ranks to dynamic management"}},
                 record_run);
}

void add_analysis(Operations& operations) {
  operations.add({.name = "evaluation.runs.explain",
                  .method = Method::get,
                  .path = "/api/evaluation/runs/{id}/explain",
                  .permission = kRead,
                  .summary = {"解释得分", "Explain a unit's score, down to its enterprises"}},
                 explain_run);
  operations.add({.name = "evaluation.runs.uncertainty",
                  .method = Method::post,
                  .path = "/api/evaluation/runs/{id}/uncertainty",
                  .permission = kRead,
                  .summary = {"名次不确定性", "How sure the ranks are"},
                  .transaction = TransactionMode::read},
                 run_uncertainty);
  operations.add({.name = "evaluation.runs.sensitivity",
                  .method = Method::post,
                  .path = "/api/evaluation/runs/{id}/sensitivity",
                  .permission = kRead,
                  .summary = {"方法敏感性", "Which choice of method matters"},
                  .transaction = TransactionMode::read},
                 run_sensitivity);
  operations.add({.name = "evaluation.runs.what_if",
                  .method = Method::post,
                  .path = "/api/evaluation/runs/{id}/what_if",
                  .permission = kRead,
                  .summary = {"推演", "What if the method or the scope were another"},
                  .transaction = TransactionMode::read},
                 run_what_if);
  operations.add({.name = "evaluation.runs.weights",
                  .method = Method::post,
                  .path = "/api/evaluation/runs/{id}/weights",
                  .permission = kRead,
                  .summary = {"其他赋权方法", "Weights by another way"},
                  .transaction = TransactionMode::read},
                 run_weights);
  operations.add({.name = "evaluation.runs.compare",
                  .method = Method::get,
                  .path = "/api/evaluation/runs/{id}/compare",
                  .permission = kRead,
                  .summary = {"两次评价对比", "Compare two runs: method and performance"}},
                 compare_runs);
}

}  // namespace

void add_index_operations(Operations& operations) {
  add_systems(operations);
  add_runs(operations);
  add_analysis(operations);
}

}  // namespace gaoxin
