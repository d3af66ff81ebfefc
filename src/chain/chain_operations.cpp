// The operations of the chain, declared once.
#include "chain/chain_analysis.h"
#include "chain/chain_reference.h"

namespace gaoxin {
namespace {

constexpr const char* kRead = "chain.read";
constexpr const char* kWrite = "chain.write";
constexpr const char* kImport = "chain.import";

OperationInfo get(const char* name, const char* path, Text summary,
                  std::vector<std::string> errors = {}) {
  return {.name = name,
          .method = Method::get,
          .path = path,
          .permission = kRead,
          .summary = std::move(summary),
          .errors = std::move(errors)};
}

void add_answers(Operations& operations) {
  operations.add(get("chain.map", "/api/chain/map", {"产业链图", "Map of the chain"}),
                 get_chain_map);
  operations.add(get("chain.weak_links.list", "/api/chain/weak-links", {"薄弱环节", "Weak links"},
                     {"chain.io.none", "chain.sort"}),
                 list_weak_links);
  operations.add(get("chain.weak_links.export", "/api/chain/weak-links/export",
                     {"导出薄弱环节", "Export weak links"}),
                 export_weak_links);
  operations.add(get("chain.weak_links.get", "/api/chain/weak-links/{node}",
                     {"薄弱环节的各项因素", "Factors of a weak link"},
                     {"chain.weak_link.none", "chain.node.unknown", "chain.node.form"}),
                 get_weak_link);
  operations.add(get("chain.targets.list", "/api/chain/targets", {"目标企业", "Target companies"},
                     {"chain.node.unknown", "chain.node.form"}),
                 list_targets);
  operations.add(
      get("chain.targets.export", "/api/chain/targets/export", {"导出目标企业", "Export targets"}),
      export_targets);
  operations.add(get("chain.targets.explain", "/api/chain/targets/{company}",
                     {"目标企业的理由", "Why a company is a target"}, {"chain.target.none"}),
                 explain_target);
  operations.add(
      get("chain.briefing", "/api/chain/targets/{company}/briefing",
          {"招商目标简报（DOCX）", "Briefing on a target (DOCX)"}, {"chain.target.none"}),
      get_briefing);
  operations.add(get("chain.evaluate", "/api/chain/evaluation",
                     {"评估排序的命中率", "Measure how good the ranking is"}),
                 get_chain_evaluation);
}

void add_exclusions(Operations& operations) {
  operations.add(get("chain.exclusions.list", "/api/chain/exclusions", {"排除名单", "Exclusions"}),
                 list_exclusions);
  operations.add({.name = "chain.exclusions.add",
                  .method = Method::post,
                  .path = "/api/chain/exclusions",
                  .permission = kWrite,
                  .summary = {"排除一家企业", "Exclude a company, because …"},
                  .errors = {"chain.company.unknown"}},
                 add_exclusion);
  operations.add({.name = "chain.exclusions.remove",
                  .method = Method::del,
                  .path = "/api/chain/exclusions/{id}",
                  .permission = kWrite,
                  .summary = {"取消排除", "Remove an exclusion"}},
                 remove_exclusion);
}

void add_reference(Operations& operations) {
  operations.add(
      get("chain.io_tables.list", "/api/chain/io-tables", {"投入产出表", "Input-output tables"}),
      list_io_tables);
  operations.add({.name = "chain.io_tables.activate",
                  .method = Method::post,
                  .path = "/api/chain/io-tables/{id}/activate",
                  .permission = kImport,
                  .summary = {"启用一张投入产出表", "Compute with this table"},
                  .errors = {"chain.io.unknown"}},
                 activate_io_table);
  operations.add(get("chain.sectors.list", "/api/chain/sectors",
                     {"部门与关联系数", "Sectors and linkages"}, {"chain.io.none"}),
                 list_sectors);
  operations.add(
      get("chain.coefficients.list", "/api/chain/sectors/{sector}/coefficients",
          {"直接与完全消耗系数", "Direct and complete requirements"}, {"chain.sector.unknown"}),
      list_coefficients);
  operations.add(get("chain.location_quotients.list", "/api/chain/location-quotients",
                     {"区位商", "Location quotients"}),
                 list_location_quotients);
  operations.add(
      get("chain.concordance.list", "/api/chain/concordance", {"行业对照表", "Concordance"}),
      list_concordance);
  operations.add({.name = "chain.concordance.update",
                  .method = Method::put,
                  .path = "/api/chain/concordance",
                  .permission = kImport,
                  .summary = {"修改一个行业的对照", "Change where an industry goes"},
                  .errors = {"chain.concordance.sum", "chain.concordance.share"}},
                 update_concordance);
  operations.add(get("chain.nodes.find", "/api/chain/nodes", {"查找节点", "Find nodes"}),
                 find_chain_nodes);
  operations.add(
      get("chain.nodes.get", "/api/chain/nodes/{node}",
          {"节点的企业与关系", "Companies and relations of a node"}, {"chain.node.unknown"}),
      get_chain_node);
  operations.add(
      get("chain.facts.list", "/api/chain/facts", {"专利与标准", "Patents and standards"}),
      list_chain_facts);
  operations.add({.name = "chain.facts.add",
                  .method = Method::post,
                  .path = "/api/chain/facts",
                  .permission = kWrite,
                  .summary = {"登记专利或标准", "Record a patent or standard"},
                  .errors = {"chain.fact.known", "chain.fact.future"}},
                 add_chain_fact);
  operations.add({.name = "chain.import",
                  .method = Method::post,
                  .path = "/api/chain/imports",
                  .permission = kImport,
                  .summary = {"导入产业链文件", "Import a file of the chain"},
                  .errors = {"chain.file.unknown", "chain.io.column_total", "chain.io.row_total"},
                  .body_limit_bytes = size_t{64} << 20},
                 import_chain_file);
}

}  // namespace

void add_chain_operations(Operations& operations) {
  add_answers(operations);
  add_exclusions(operations);
  add_reference(operations);
}

}  // namespace gaoxin
