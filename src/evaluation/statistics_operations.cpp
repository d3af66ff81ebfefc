// The operations of statistics, declared once.
#include "evaluation/statistics.h"

namespace gaoxin {
namespace {

constexpr const char* kRead = "evaluation.read";
constexpr const char* kReport = "evaluation.report";
constexpr const char* kWrite = "evaluation.write";
constexpr size_t kUploadBytesMax = size_t{32} << 20;

void add_items(Operations& operations) {
  operations.add({.name = "evaluation.items.list",
                  .method = Method::get,
                  .path = "/api/evaluation/items",
                  .permission = kRead,
                  .summary = {"统计指标、审核规则与比率", "Items, checks and ratios"}},
                 list_stat_items);
  operations.add({.name = "evaluation.items.import",
                  .method = Method::post,
                  .path = "/api/evaluation/items",
                  .permission = kWrite,
                  .summary = {"导入指标定义", "Import definitions"},
                  .errors = {"evaluation.items.removed", "evaluation.items.changed"}},
                 import_stat_items);
}

void add_reports(Operations& operations) {
  operations.add({.name = "evaluation.reports.get",
                  .method = Method::get,
                  .path = "/api/evaluation/reports/{enterprise_id}/{period}",
                  .permission = kRead,
                  .summary = {"统计报表", "Get a report"}},
                 get_report);
  operations.add({.name = "evaluation.reports.save",
                  .method = Method::put,
                  .path = "/api/evaluation/reports/{enterprise_id}/{period}",
                  .permission = kReport,
                  .summary = {"保存报表草稿", "Save a draft"},
                  .errors = {"evaluation.period.future", "evaluation.period.closed",
                             "evaluation.report.submitted", "evaluation.stale"}},
                 save_report);
  operations.add({.name = "evaluation.reports.check",
                  .method = Method::post,
                  .path = "/api/evaluation/reports/{enterprise_id}/{period}/check",
                  .permission = kReport,
                  .summary = {"审核而不保存", "Check without saving"},
                  .transaction = TransactionMode::read},
                 check_report);
  operations.add({.name = "evaluation.reports.submit",
                  .method = Method::post,
                  .path = "/api/evaluation/reports/{enterprise_id}/{period}/submit",
                  .permission = kReport,
                  .summary = {"提交报表", "Submit a report"},
                  .errors = {"evaluation.report.errors", "evaluation.report.warnings"}},
                 submit_report);
  operations.add({.name = "evaluation.reports.accept",
                  .method = Method::post,
                  .path = "/api/evaluation/reports/{enterprise_id}/{period}/accept",
                  .permission = kWrite,
                  .summary = {"审核通过", "Accept a report"},
                  .errors = {"evaluation.report.second_person"}},
                 accept_report);
  operations.add({.name = "evaluation.reports.return",
                  .method = Method::post,
                  .path = "/api/evaluation/reports/{enterprise_id}/{period}/return",
                  .permission = kWrite,
                  .summary = {"退回报表", "Return a report"},
                  .errors = {"evaluation.report.second_person", "evaluation.report.note"}},
                 return_report);
  operations.add({.name = "evaluation.reports.submit_all",
                  .method = Method::post,
                  .path = "/api/evaluation/reports/submit_all",
                  .permission = kReport,
                  .summary = {"提交全部无疑点的草稿", "Submit every draft without findings"}},
                 submit_reports);
  operations.add({.name = "evaluation.reports.accept_all",
                  .method = Method::post,
                  .path = "/api/evaluation/reports/accept_all",
                  .permission = kWrite,
                  .summary = {"通过全部已提交的报表", "Accept every submitted report"}},
                 accept_reports);
}

void add_progress(Operations& operations) {
  operations.add({.name = "evaluation.reports.board",
                  .method = Method::get,
                  .path = "/api/evaluation/reports/board",
                  .permission = kRead,
                  .summary = {"填报进度", "Board of enterprises and periods"}},
                 report_board);
  operations.add({.name = "evaluation.reports.missing",
                  .method = Method::get,
                  .path = "/api/evaluation/reports/missing",
                  .permission = kRead,
                  .summary = {"催报名单", "Who has not reported"}},
                 list_missing);
  operations.add({.name = "evaluation.reports.template",
                  .method = Method::get,
                  .path = "/api/evaluation/reports/template",
                  .permission = kRead,
                  .summary = {"下载填报模板", "Download the template"}},
                 report_template);
  operations.add({.name = "evaluation.reports.upload",
                  .method = Method::post,
                  .path = "/api/evaluation/reports/upload",
                  .permission = kReport,
                  .summary = {"上传填报表", "Upload reports"},
                  .errors = {"evaluation.upload.header"},
                  .body_limit_bytes = kUploadBytesMax},
                 upload_reports);
  operations.add({.name = "evaluation.periods.list",
                  .method = Method::get,
                  .path = "/api/evaluation/periods",
                  .permission = kRead,
                  .summary = {"报告期", "List periods"}},
                 list_periods);
  operations.add({.name = "evaluation.periods.put",
                  .method = Method::put,
                  .path = "/api/evaluation/periods/{period}",
                  .permission = kWrite,
                  .summary = {"设定报送期限、关账", "Set the due date, close or open a period"}},
                 put_period);
}

void add_totals(Operations& operations) {
  operations.add({.name = "evaluation.totals.get",
                  .method = Method::get,
                  .path = "/api/evaluation/totals",
                  .permission = kRead,
                  .summary = {"园区合计与比率", "Totals and ratios of a zone"}},
                 get_totals);
  operations.add({.name = "evaluation.totals.series",
                  .method = Method::get,
                  .path = "/api/evaluation/totals/series",
                  .permission = kRead,
                  .summary = {"合计的时间序列", "A total over time"}},
                 total_series);
  operations.add({.name = "evaluation.totals.ranking",
                  .method = Method::get,
                  .path = "/api/evaluation/totals/ranking",
                  .permission = kRead,
                  .summary = {"园区排名", "Rank zones by a total"}},
                 rank_zones);
  operations.add({.name = "evaluation.totals.export",
                  .method = Method::get,
                  .path = "/api/evaluation/totals/export",
                  .permission = kRead,
                  .summary = {"导出合计", "Export totals"}},
                 export_totals);
  operations.add({.name = "evaluation.context.list",
                  .method = Method::get,
                  .path = "/api/evaluation/context",
                  .permission = kRead,
                  .summary = {"外部数据", "Figures from outside"}},
                 list_context);
  operations.add({.name = "evaluation.context.set",
                  .method = Method::post,
                  .path = "/api/evaluation/context",
                  .permission = kWrite,
                  .summary = {"登记外部数据", "Record a figure from outside"}},
                 set_context);
}

}  // namespace

void add_statistics_operations(Operations& operations) {
  add_items(operations);
  add_reports(operations);
  add_progress(operations);
  add_totals(operations);
}

}  // namespace gaoxin
