// The operations of the registry, declared once.
#include "registry/imports.h"
#include "registry/registry.h"

namespace gaoxin {
namespace {

constexpr const char* kRead = "registry.read";
constexpr const char* kWritePermission = "registry.write";
constexpr const char* kReview = "registry.review";
constexpr const char* kImport = "registry.import";

void add_enterprises(Operations& operations) {
  operations.add({.name = "registry.enterprises.list",
                  .method = Method::get,
                  .path = "/api/enterprises",
                  .permission = kRead,
                  .summary = {"企业列表", "List enterprises"}},
                 list_enterprises);
  operations.add({.name = "registry.enterprises.export",
                  .method = Method::get,
                  .path = "/api/enterprises/export",
                  .permission = kRead,
                  .summary = {"导出企业", "Export enterprises"}},
                 export_enterprises);
  operations.add({.name = "registry.enterprises.get",
                  .method = Method::get,
                  .path = "/api/enterprises/{id}",
                  .permission = kRead,
                  .summary = {"企业详情", "Get an enterprise"}},
                 get_enterprise);
  operations.add({.name = "registry.enterprises.create",
                  .method = Method::post,
                  .path = "/api/enterprises",
                  .permission = kWritePermission,
                  .summary = {"新增企业", "Create an enterprise"},
                  .errors = {"registry.enterprise.duplicate_code"}},
                 create_enterprise);
  operations.add({.name = "registry.enterprises.update",
                  .method = Method::put,
                  .path = "/api/enterprises/{id}",
                  .permission = kWritePermission,
                  .summary = {"修改企业", "Change an enterprise"},
                  .errors = {"registry.stale", "registry.enterprise.duplicate_code"}},
                 update_enterprise);
  operations.add({.name = "registry.residence.set",
                  .method = Method::put,
                  .path = "/api/enterprises/{enterprise_id}/residence",
                  .permission = kWritePermission,
                  .summary = {"登记入驻或迁出", "Record entering or leaving a park"},
                  .errors = {"registry.residence.overlap"}},
                 set_residence);
  operations.add({.name = "registry.relations.list",
                  .method = Method::get,
                  .path = "/api/enterprises/{id}/relations",
                  .permission = kRead,
                  .summary = {"企业关系", "List relations of an enterprise"}},
                 list_relations);
  operations.add({.name = "registry.relations.add",
                  .method = Method::post,
                  .path = "/api/enterprises/{from_enterprise_id}/relations",
                  .permission = kWritePermission,
                  .summary = {"新增企业关系", "Add a relation"}},
                 add_relation);
  operations.add({.name = "registry.relations.delete",
                  .method = Method::del,
                  .path = "/api/relations/{id}",
                  .permission = kWritePermission,
                  .summary = {"删除企业关系", "Delete a relation"}},
                 delete_relation);
  operations.add({.name = "registry.facts.list",
                  .method = Method::get,
                  .path = "/api/enterprises/{id}/facts",
                  .permission = kRead,
                  .summary = {"企业指标", "List facts of an enterprise"}},
                 list_facts);
  operations.add({.name = "registry.facts.record",
                  .method = Method::post,
                  .path = "/api/enterprises/{id}/facts",
                  .permission = kWritePermission,
                  .summary = {"记录企业指标", "Record facts of an enterprise"}},
                 record_facts);
  operations.add({.name = "registry.fact_fields.list",
                  .method = Method::get,
                  .path = "/api/fact-fields",
                  .permission = kSignedIn,
                  .summary = {"指标目录", "List the fields of facts"}},
                 list_fact_fields);
}

void add_parks_and_codes(Operations& operations) {
  operations.add({.name = "registry.parks.list",
                  .method = Method::get,
                  .path = "/api/parks",
                  .permission = kRead,
                  .summary = {"园区列表", "List parks"}},
                 list_parks);
  operations.add({.name = "registry.parks.get",
                  .method = Method::get,
                  .path = "/api/parks/{zone}",
                  .permission = kRead,
                  .summary = {"园区详情", "Get a park"}},
                 get_park);
  operations.add({.name = "registry.parks.put",
                  .method = Method::put,
                  .path = "/api/parks/{zone}",
                  .permission = kWritePermission,
                  .summary = {"填写园区资料", "Write the details of a park"},
                  .errors = {"registry.stale"}},
                 put_park);
  operations.add({.name = "registry.agreements.list",
                  .method = Method::get,
                  .path = "/api/agreements",
                  .permission = kRead,
                  .summary = {"园区合作协议", "List agreements between zones"}},
                 list_agreements);
  operations.add({.name = "registry.agreements.put",
                  .method = Method::post,
                  .path = "/api/agreements",
                  .permission = kWritePermission,
                  .summary = {"填写合作协议", "Write an agreement between zones"},
                  .errors = {"registry.stale"}},
                 put_agreement);
  operations.add({.name = "registry.industries.list",
                  .method = Method::get,
                  .path = "/api/industries",
                  .permission = kSignedIn,
                  .summary = {"行业分类", "Industries of GB/T 4754-2017"}},
                 list_industries);
  operations.add({.name = "registry.industries.crosswalk",
                  .method = Method::get,
                  .path = "/api/industries/crosswalk/{code}",
                  .permission = kSignedIn,
                  .summary = {"2011 版行业代码对照", "What an industry code of 2011 became"}},
                 crosswalk_industry);
  operations.add({.name = "registry.regions.list",
                  .method = Method::get,
                  .path = "/api/regions",
                  .permission = kSignedIn,
                  .summary = {"行政区划", "Administrative divisions"}},
                 list_regions);
}

void add_duplicates(Operations& operations) {
  operations.add({.name = "registry.duplicates.list",
                  .method = Method::get,
                  .path = "/api/duplicates",
                  .permission = kRead,
                  .summary = {"待核对的重复企业", "List pairs that may be one enterprise"}},
                 list_duplicates);
  operations.add({.name = "registry.duplicates.keep_apart",
                  .method = Method::post,
                  .path = "/api/duplicates/{id}/keep-apart",
                  .permission = kReview,
                  .summary = {"确认不是同一家企业", "Say that a pair is two enterprises"}},
                 keep_apart);
  operations.add({.name = "registry.merges.list",
                  .method = Method::get,
                  .path = "/api/merges",
                  .permission = kRead,
                  .summary = {"合并记录", "List merges"}},
                 list_merges);
  operations.add({.name = "registry.merges.create",
                  .method = Method::post,
                  .path = "/api/merges",
                  .permission = kReview,
                  .summary = {"合并企业", "Merge two enterprises"},
                  .errors = {"registry.merge.codes"}},
                 merge_enterprises);
  operations.add({.name = "registry.merges.undo",
                  .method = Method::post,
                  .path = "/api/merges/{id}/undo",
                  .permission = kReview,
                  .summary = {"撤销合并", "Undo a merge"},
                  .errors = {"registry.merge.order", "registry.merge.undone"}},
                 undo_merge);
}

void add_imports(Operations& operations) {
  operations.add({.name = "registry.imports.upload",
                  .method = Method::post,
                  .path = "/api/imports",
                  .permission = kImport,
                  .summary = {"上传表格", "Upload a table to import"},
                  .body_limit_bytes = size_t{256} << 20},
                 upload_import);
  operations.add({.name = "registry.imports.targets",
                  .method = Method::get,
                  .path = "/api/imports/targets",
                  .permission = kSignedIn,
                  .summary = {"可导入的列", "List what a column can become"}},
                 list_import_targets);
  operations.add({.name = "registry.imports.list",
                  .method = Method::get,
                  .path = "/api/imports",
                  .permission = kImport,
                  .summary = {"导入记录", "List imports"}},
                 list_imports);
  operations.add({.name = "registry.imports.get",
                  .method = Method::get,
                  .path = "/api/imports/{id}",
                  .permission = kImport,
                  .summary = {"导入进度与预览", "Get an import with its preview and progress"}},
                 get_import);
  operations.add({.name = "registry.imports.map",
                  .method = Method::put,
                  .path = "/api/imports/{id}/mapping",
                  .permission = kImport,
                  .summary = {"更正列的含义", "Correct what columns mean"}},
                 map_import);
  operations.add({.name = "registry.imports.run",
                  .method = Method::post,
                  .path = "/api/imports/{id}/run",
                  .permission = kImport,
                  .summary = {"开始导入", "Run an import"}},
                 run_import);
  operations.add({.name = "registry.imports.report",
                  .method = Method::get,
                  .path = "/api/imports/{id}/report/export",
                  .permission = kImport,
                  .summary = {"下载导入报告", "Download the report of an import"}},
                 export_import_report);
}

}  // namespace

void add_registry_operations(Operations& operations) {
  add_enterprises(operations);
  add_parks_and_codes(operations);
  add_duplicates(operations);
  add_imports(operations);
}

}  // namespace gaoxin
