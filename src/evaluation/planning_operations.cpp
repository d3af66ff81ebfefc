// The operations of planning, declared once.
#include "evaluation/planning.h"

namespace gaoxin {
namespace {

OperationInfo reading(const char* name, const char* path, Text summary,
                      std::vector<std::string> errors = {}) {
  return {.name = std::string("evaluation.planning.") + name,
          .method = Method::get,
          .path = std::string("/api/evaluation/planning/") + path,
          .permission = "evaluation.read",
          .summary = std::move(summary),
          .errors = std::move(errors)};
}
OperationInfo writing(const char* name, Method method, const char* path, Text summary,
                      std::vector<std::string> errors = {}) {
  OperationInfo info = reading(name, path, std::move(summary), std::move(errors));
  info.method = method;
  info.permission = "evaluation.write";
  return info;
}

void add_measures(Operations& operations) {
  operations.add(reading("measures.get", "measures",
                         {"地区专业化与行业集中度", "Specialisation and concentration"},
                         {"evaluation.planning.level", "evaluation.planning.years"}),
                 get_regional_measures);
  operations.add(reading("measures.export", "measures/export",
                         {"导出地区与行业指标", "Export regional measures"}),
                 export_regional_measures);
  operations.add(reading("location_quotients.list", "location-quotients",
                         {"各行业的区位商、份额与增长", "Location quotients, shares and growth"},
                         {"evaluation.planning.area", "evaluation.planning.sort"}),
                 list_planning_cells);
  operations.add(reading("location_quotients.export", "location-quotients/export",
                         {"导出区位商", "Export location quotients"}),
                 export_planning_cells);
  operations.add(reading("shift_share.get", "shift-share", {"偏离份额分析", "Shift-share analysis"},
                         {"evaluation.planning.area", "evaluation.planning.method"}),
                 get_shift_share);
  operations.add(reading("shift_share.export", "shift-share/export",
                         {"导出偏离份额分析", "Export shift-share"}),
                 export_shift_share);
}

void add_answers(Operations& operations) {
  operations.add(
      reading("screening.get", "screening",
              {"主导、核心与配套产业筛选", "Screen leading, core and auxiliary industries"},
              {"evaluation.planning.area", "evaluation.planning.no_rules"}),
      screen_industries);
  operations.add(
      reading("screening.export", "screening/export", {"导出产业筛选", "Export the screening"}),
      export_screening);
  operations.add(reading("overlap.get", "overlap",
                         {"园区趋同预警与错位建议", "Overlap of parks, with suggestions"}),
                 get_overlap);
  operations.add(
      reading("overlap.export", "overlap/export", {"导出园区趋同", "Export the overlap"}),
      export_overlap);
  operations.add(reading("allocation.get", "allocation",
                         {"产业布局与实际企业的对照", "Declared allocation against residents"}),
                 get_allocation);
  operations.add(reading("allocation.export", "allocation/export",
                         {"导出产业布局对照", "Export the allocation"}),
                 export_allocation);
  operations.add(reading("stages.list", "stages", {"各园区的发展阶段", "Stages of parks"}),
                 list_stages);
  operations.add(
      reading("stages.export", "stages/export", {"导出园区发展阶段", "Export the stages"}),
      export_stages);
  operations.add(reading("stages.get", "stages/{zone}",
                         {"一个园区的发展阶段与举措", "Stage of a park, with measures"},
                         {"evaluation.planning.no_park"}),
                 get_stage);
}

void add_rules_and_tables(Operations& operations) {
  operations.add(reading("rules.list", "rules", {"规划规则的各版", "Revisions of the rules"}),
                 list_planning_rules);
  operations.add(reading("rules.get", "rules/{kind}", {"一种规划规则", "Rules of one kind"},
                         {"evaluation.planning.no_rules"}),
                 get_planning_rules);
  operations.add(
      writing("rules.put", Method::put, "rules", {"发布本区域的规则", "Put the zone's own rules"},
              {"evaluation.planning.rules", "evaluation.planning.version"}),
      put_planning_rules);
  OperationInfo import =
      writing("tables.import", Method::post, "tables",
              {"上传地区×行业表(CSV、XLSX)", "Upload a table of regions x industries"},
              {"evaluation.planning.table_cell", "evaluation.planning.table_empty"});
  import.body_limit_bytes = size_t{32} << 20;
  operations.add(import, import_planning_table);
  operations.add(reading("tables.list", "tables", {"已上传的表", "Uploaded tables"}),
                 list_planning_tables);
  operations.add(
      writing("tables.delete", Method::del, "tables/{id}",
              {"删除上传的表", "Delete an uploaded table"}, {"evaluation.planning.table"}),
      delete_planning_table);
}

}  // namespace

void add_planning_operations(Operations& operations) {
  add_measures(operations);
  add_answers(operations);
  add_rules_and_tables(operations);
}

}  // namespace gaoxin
