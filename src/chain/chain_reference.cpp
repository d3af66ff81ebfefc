#include "chain/chain_reference.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "chain/chain_analysis.h"
#include "chain/chain_import.h"
#include "chain/chain_rows.h"

namespace gaoxin {
namespace {

Error make(ErrorCode code, const char* key, std::string zh, std::string en) {
  return {code, key, {std::move(zh), std::move(en)}, {}};
}

Result<Done> check_text(const std::string& text, const char* field, size_t longest) {
  if (!trim(text).empty() && text.size() <= longest && is_utf8(text)) return Done{};
  const Text reason{fmt::format("{} 不能为空，且不超过 {} 字节", field, longest),
                    fmt::format("{} must not be empty and has at most {} bytes", field, longest)};
  return Error{ErrorCode::invalid, "chain.text", reason, {{field, "chain.text", reason}}};
}

Error no_table() {
  return make(ErrorCode::rule_failed, "chain.io.none",
              "还没有投入产出表：请先用 chain.import 导入一张",
              "there is no input-output table yet: import one with chain.import");
}

}  // namespace

Result<ExclusionPage> list_exclusions(Call& call, const ListExclusions& in) {
  const auto state = current_chain(call);
  std::vector<Exclusion> rows = chain_store::list_exclusions(call.db, in.zone);
  for (Exclusion& row : rows)
    if (const auto company = state->graph.find_company(row.company))
      row.company_name = state->graph.companies()[*company].name;
  ExclusionPage page;
  TRY(fill_page(page, std::move(rows), in.page, in.page_size));
  return page;
}

Result<Exclusion> add_exclusion(Call& call, const AddExclusion& in) {
  TRY(check_text(in.reason, "reason", 2000));
  const auto state = current_chain(call);
  const auto company = state->graph.find_company(in.company);
  if (!company)
    return make(ErrorCode::not_found, "chain.company.unknown",
                fmt::format("没有公司 {}", clipped(in.company, 40)),
                fmt::format("there is no company {}", clipped(in.company, 40)));
  if (in.node) TRY(find_chain_node(*state, *in.node));
  Exclusion out{call.db.new_id(),
                in.company,
                state->graph.companies()[*company].name,
                in.node,
                in.reason,
                call.now,
                call.actor.display_name};
  chain_store::insert_exclusion(call.db, in.zone, out);
  call.audit("chain_exclusion", out.id, nullptr, to_json(out));
  return out;
}

Result<Done> remove_exclusion(Call& call, const RemoveExclusion& in) {
  if (chain_store::delete_exclusion(call.db, in.zone, in.id) == 0)
    return make(ErrorCode::not_found, "chain.exclusion.unknown", "没有这条排除记录",
                "there is no such exclusion");
  call.audit("chain_exclusion", in.id, json::object{{"id", in.id}}, nullptr);
  return Done{};
}

Result<IoTableList> list_io_tables(Call& call, const ListIoTables&) {
  return IoTableList{current_chain(call)->io_tables};
}

Result<IoTableInfo> activate_io_table(Call& call, const ActivateIoTable& in) {
  if (!chain_store::activate_io_table(call.db, in.id))
    return make(ErrorCode::not_found, "chain.io.unknown", "没有这张投入产出表",
                "there is no such input-output table");
  touch_counter(call.db, "chain");
  const auto state = current_chain(call);  // Holds what the loop walks.
  for (const IoTableInfo& info : state->io_tables)
    if (info.id == in.id) return info;
  check_failed("the table is listed", __FILE__, __LINE__);
}

Result<SectorPage> list_sectors(Call& call, const ListSectors& in) {
  const auto state = current_chain(call);
  if (!state->active) return no_table();
  const Coefficients& c = state->coefficients;
  const Eigen::VectorXd backward = over_mean(c.backward), forward = over_mean(c.forward_supply);
  std::vector<SectorRow> rows;
  for (Eigen::Index i = 0; i < state->table.size(); ++i) {
    const IoSector& sector = state->table.sectors[static_cast<size_t>(i)];
    const double output = state->table.output(i);
    rows.push_back({sector.code, sector.name, output,
                    output > 0 ? state->table.value_added(i) / output : 0, c.import_share(i),
                    c.backward(i), backward(i), c.forward_supply(i), forward(i), c.leontief(i, i),
                    c.upstreamness(i)});
  }
  search_rows<SectorRow>(
      rows, in.q, [](const SectorRow& r) { return r.code + " " + r.name.zh + " " + r.name.en; });
  using R = SectorRow;
  static const std::vector<RowColumn<R>> kColumns = {
      {"code", {}, [](const R& r, bool) { return RowValue(r.code); }},
      {"name", {}, [](const R& r, bool) { return RowValue(r.name.zh); }},
      {"output", {}, [](const R& r, bool) { return RowValue(r.output); }},
      {"value_added_share", {}, [](const R& r, bool) { return RowValue(r.value_added_share); }},
      {"import_share", {}, [](const R& r, bool) { return RowValue(*r.import_share); }},
      {"backward", {}, [](const R& r, bool) { return RowValue(r.backward); }},
      {"forward", {}, [](const R& r, bool) { return RowValue(r.forward); }},
      {"own_multiplier", {}, [](const R& r, bool) { return RowValue(r.own_multiplier); }},
      {"upstreamness", {}, [](const R& r, bool) { return RowValue(r.upstreamness); }}};
  TRY(sort_rows(rows, in.sort, kColumns));
  SectorPage page;
  TRY(fill_page(page, std::move(rows), in.page, in.page_size));
  page.io_table = state->active->name;
  page.demonstration = state->active->demonstration;
  return page;
}

Result<CoefficientPage> list_coefficients(Call& call, const ListCoefficients& in) {
  const auto state = current_chain(call);
  if (!state->active) return no_table();
  const std::optional<Eigen::Index> user = state->table.find(in.sector);
  if (!user)
    return make(ErrorCode::not_found, "chain.sector.unknown",
                fmt::format("没有部门 {}", clipped(in.sector, 40)),
                fmt::format("there is no sector {}", clipped(in.sector, 40)));
  const Eigen::MatrixXd complete = state->coefficients.complete();
  std::vector<CoefficientRow> rows;
  for (Eigen::Index i = 0; i < state->table.size(); ++i) {
    const IoSector& sector = state->table.sectors[static_cast<size_t>(i)];
    rows.push_back(
        {sector.code, sector.name, state->coefficients.technical(i, *user), complete(i, *user)});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const CoefficientRow& a, const CoefficientRow& b) {
    return a.direct > b.direct;
  });
  CoefficientPage page;
  TRY(fill_page(page, std::move(rows), in.page, in.page_size));
  return page;
}

Result<LocationQuotientPage> list_location_quotients(Call& call, const ListLocationQuotients& in) {
  const auto state = current_chain(call);
  std::vector<LocationQuotientRow> rows;
  for (const RegionalCounts::Cell& cell : state->by_listing.cells())
    if ((!in.region || *in.region == cell.region) &&
        (!in.industry || *in.industry == cell.industry))
      rows.push_back({cell.region, cell.industry, cell.count, cell.region_total,
                      cell.industry_total, cell.total, cell.quotient});
  using R = LocationQuotientRow;
  search_rows<R>(rows, in.q, [](const R& r) { return r.region + " " + r.industry; });
  static const std::vector<RowColumn<R>> kColumns = {
      {"region", {}, [](const R& r, bool) { return RowValue(r.region); }},
      {"industry", {}, [](const R& r, bool) { return RowValue(r.industry); }},
      {"count", {}, [](const R& r, bool) { return RowValue(r.count); }},
      {"quotient", {}, [](const R& r, bool) { return RowValue(r.quotient); }}};
  TRY(sort_rows(rows, in.sort ? in.sort : std::optional<std::string>("-quotient"), kColumns));
  LocationQuotientPage page;
  TRY(fill_page(page, std::move(rows), in.page, in.page_size));
  page.basis = {"按上市公司数量计算", "by the number of listed companies"};
  return page;
}

Result<ConcordancePage> list_concordance(Call& call, const ListConcordance& in) {
  std::vector<ConcordanceEntry> rows;
  for (chain_store::StoredConcordance& stored : chain_store::list_concordance(call.db)) {
    ConcordanceRow& row = stored.row;
    if ((in.system && *in.system != row.system) || (in.io_system && *in.io_system != row.io_system))
      continue;
    rows.push_back({row.system, row.code, row.name, row.io_system, row.io_code, row.share, row.note,
                    stored.edited});
  }
  using R = ConcordanceEntry;
  search_rows<R>(rows, in.q,
                 [](const R& r) { return r.code + " " + r.name + " " + r.io_code + " " + r.note; });
  static const std::vector<RowColumn<R>> kColumns = {
      {"code", {}, [](const R& r, bool) { return RowValue(r.code); }},
      {"name", {}, [](const R& r, bool) { return RowValue(r.name); }},
      {"io_code", {}, [](const R& r, bool) { return RowValue(r.io_code); }},
      {"share", {}, [](const R& r, bool) { return RowValue(r.share); }}};
  TRY(sort_rows(rows, in.sort, kColumns));
  ConcordancePage page;
  TRY(fill_page(page, std::move(rows), in.page, in.page_size));
  return page;
}

Result<ConcordancePage> update_concordance(Call& call, const UpdateConcordance& in) {
  TRY(check_text(in.note, "note", 600));
  std::vector<ConcordanceRow> before, after;
  std::map<std::string, int> sectors;
  for (const chain_store::StoredConcordance& stored : chain_store::list_concordance(call.db)) {
    const ConcordanceRow& row = stored.row;
    if (row.io_system == in.io_system) sectors[row.io_code] = 0;
    if (row.system == in.system && row.code == in.code && row.io_system == in.io_system)
      before.push_back(row);
  }
  if (before.empty())
    return make(ErrorCode::not_found, "chain.concordance.unknown", "对照表中没有该行业",
                "the concordance has no such industry");
  double sum = 0;
  for (const ConcordanceShare& share : in.shares) {
    sum += share.share;
    const auto sector = sectors.find(share.io_code);
    if (sector == sectors.end() || sector->second++ > 0 || !(share.share > 0))
      return make(ErrorCode::invalid, "chain.concordance.share",
                  fmt::format("部门 {} 不存在、重复或份额不为正", clipped(share.io_code, 40)),
                  fmt::format("sector {} does not exist, stands twice or has no positive share",
                              clipped(share.io_code, 40)));
    after.push_back({in.system, in.code, before.front().name, in.io_system, share.io_code,
                     share.share, in.note});
  }
  if (!(std::abs(sum - 1) <= 1e-6))
    return make(ErrorCode::invalid, "chain.concordance.sum",
                fmt::format("份额之和为 {:.4f}，应为 1", sum),
                fmt::format("the shares add up to {:.4f}, not 1", sum));
  chain_store::replace_concordance(call.db, after);
  touch_counter(call.db, "chain");
  json::array was;
  for (const ConcordanceRow& row : before)
    was.push_back({{"io_code", row.io_code}, {"share", row.share}});
  call.audit("chain_concordance", 0, was, to_json(in.shares));
  return list_concordance(
      call, {in.zone, in.system, in.io_system, in.code, std::nullopt, std::nullopt, std::nullopt});
}

Result<ChainNodeList> find_chain_nodes(Call& call, const FindChainNodes& in) {
  const auto state = current_chain(call);
  const int64_t limit = in.limit.value_or(20);
  if (limit < 1 || limit > 50)
    return make(ErrorCode::invalid, "chain.limit", "条数应为 1 至 50", "the limit is 1 to 50");
  ChainNodeList out;
  const std::string wanted = fold(in.q);
  const ChainGraph& graph = state->graph;
  if (state->active && !wanted.empty())
    for (size_t i = 0; i < state->table.sectors.size(); ++i) {
      const IoSector& sector = state->table.sectors[i];
      if (fold(sector.name.zh + " " + sector.name.en).find(wanted) != std::string::npos)
        out.items.push_back({"sector:" + sector.code, ChainNodeKind::sector, sector.name,
                             static_cast<int64_t>(state->sector_companies[i].size())});
    }
  for (const NgramIndex::Match& match :
       state->names.industries.similar(state->names.industries.vector(in.q), 0.4F)) {
    const GraphIndustry& industry = graph.industries()[match.document];
    out.items.push_back(
        {"industry:" + industry.code,
         ChainNodeKind::industry,
         {industry.name, industry.name},
         static_cast<int64_t>(graph.reverse_edges(EdgeKind::in_industry, match.document).size())});
  }
  std::vector<NgramIndex::Match> products =
      state->names.products.similar(state->names.products.vector(in.q), 0.3F);
  std::stable_sort(products.begin(), products.end(),
                   [](const auto& a, const auto& b) { return a.similarity > b.similarity; });
  for (const NgramIndex::Match& match : products) {
    const std::string& name = graph.products()[match.document];
    out.items.push_back(
        {"product:" + name,
         ChainNodeKind::product,
         {name, name},
         static_cast<int64_t>(graph.reverse_edges(EdgeKind::makes, match.document).size())});
    if (out.items.size() >= static_cast<size_t>(limit)) break;
  }
  if (out.items.size() > static_cast<size_t>(limit)) out.items.resize(static_cast<size_t>(limit));
  return out;
}

namespace {

ChainCompany company_row(const ChainState& state, uint32_t company) {
  const GraphCompany& known = state.graph.companies()[company];
  ChainCompany out{known.code, known.name, std::nullopt, {}};
  if (!known.figures.region.empty()) out.region = known.figures.region;
  for (const GraphEdge& edge : state.graph.edges(EdgeKind::makes, company))
    if (out.products.size() < 5) out.products.push_back(state.graph.products()[edge.to]);
  return out;
}

void add_relations(const ChainState& state, const ChainNode& node, ChainNodeDetail& out) {
  const ChainGraph& graph = state.graph;
  const auto add = [&](std::string id, const std::string& name, const char* relation,
                       std::optional<double> weight) {
    if (out.relations.size() < 100)
      out.relations.push_back({std::move(id), {name, name}, relation, weight});
  };
  if (node.kind == ChainNodeKind::sector) {
    for (Eigen::Index i = 0; i < state.table.size(); ++i) {
      const double weight = state.coefficients.technical(i, node.sector);
      const IoSector& other = state.table.sectors[static_cast<size_t>(i)];
      if (weight >= 0.01) add("sector:" + other.code, other.name.zh, "upstream", weight);
    }
    return;
  }
  const auto both = [&](EdgeKind kind, uint32_t from, const char* forward, const char* backward,
                        bool is_product) {
    const auto name = [&](uint32_t other) {
      return is_product ? graph.products()[other] : graph.industries()[other].name;
    };
    const auto id = [&](uint32_t other) {
      return is_product ? "product:" + graph.products()[other]
                        : "industry:" + graph.industries()[other].code;
    };
    for (const GraphEdge& e : graph.edges(kind, from))
      add(id(e.to), name(e.to), forward, double{e.weight});
    for (const GraphEdge& e : graph.reverse_edges(kind, from))
      add(id(e.to), name(e.to), backward, double{e.weight});
  };
  if (node.kind == ChainNodeKind::industry) {
    both(EdgeKind::part_of, node.industry, "part_of", "has_part", false);
    both(EdgeKind::buys_from, node.industry, "upstream", "downstream", false);
  } else if (node.product) {
    both(EdgeKind::made_from, *node.product, "material", "used_in", true);
    both(EdgeKind::has_subtype, *node.product, "subtype", "supertype", true);
  }
}

}  // namespace

Result<ChainNodeDetail> get_chain_node(Call& call, const GetChainNode& in) {
  const auto state = current_chain(call);
  TRY_ASSIGN(node, find_chain_node(*state, in.node));
  if (node.kind == ChainNodeKind::product && !node.product)
    return make(ErrorCode::not_found, "chain.node.unknown",
                fmt::format("没有产品“{}”", node.name.zh),
                fmt::format("there is no product \"{}\"", node.name.en));
  std::vector<uint32_t> companies;
  if (node.kind == ChainNodeKind::sector)
    companies = state->sector_companies[static_cast<size_t>(node.sector)];
  else
    for (const GraphEdge& edge : state->graph.reverse_edges(
             node.kind == ChainNodeKind::product ? EdgeKind::makes : EdgeKind::in_industry,
             node.kind == ChainNodeKind::product ? *node.product : node.industry))
      companies.push_back(edge.to);
  ChainNodeDetail out;
  out.node = {in.node, node.kind, node.name, static_cast<int64_t>(companies.size())};
  TRY_ASSIGN(request, page_request(in.page, in.page_size));
  out.page = request.page;
  out.page_size = request.page_size;
  out.total = static_cast<int64_t>(companies.size());
  for (int64_t i = (request.page - 1) * request.page_size;
       i < std::min(out.total, request.page * request.page_size); ++i)
    out.companies.push_back(company_row(*state, companies[static_cast<size_t>(i)]));
  add_relations(*state, node, out);
  return out;
}

Result<ChainFactPage> list_chain_facts(Call& call, const ListChainFacts& in) {
  std::vector<ChainFact> rows;
  for (int64_t zone : call.zones.subtree(in.zone))
    for (ChainFact& fact : chain_store::list_facts(call.db, zone))
      if ((!in.node || *in.node == fact.node) && (!in.kind || *in.kind == fact.kind))
        rows.push_back(std::move(fact));
  ChainFactPage page;
  TRY(fill_page(page, std::move(rows), in.page, in.page_size));
  return page;
}

Result<ChainFact> add_chain_fact(Call& call, const AddChainFact& in) {
  TRY(check_text(in.identifier, "identifier", 200));
  TRY(check_text(in.title, "title", 2000));
  TRY(check_text(in.source, "source", 600));
  TRY(find_chain_node(*current_chain(call), in.node));
  if (in.date > date_of(call.now))
    return make(ErrorCode::invalid, "chain.fact.future", "公布日期不能晚于今天",
                "the date of publication cannot lie in the future");
  for (const ChainFact& known : chain_store::list_facts(call.db, in.zone))
    if (known.node == in.node && known.kind == in.kind && known.identifier == in.identifier)
      return make(ErrorCode::conflict, "chain.fact.known", "该编号已登记在这个节点上",
                  "this identifier is already recorded at the node");
  ChainFact fact{call.db.new_id(), in.node, in.kind,   in.identifier, in.title,
                 in.holder,        in.date, in.source, call.now,      call.actor.display_name};
  chain_store::insert_fact(call.db, in.zone, fact);
  call.audit("chain_fact", fact.id, nullptr, to_json(fact));
  return fact;
}

Result<ChainImportAnswer> import_chain_file(Call& call, const ImportChainFile& in) {
  const std::string name = std::filesystem::path(in.file.filename).filename().string();
  TRY(check_text(name, "filename", 200));
  ChainImportOptions options;
  options.dry_run = in.dry_run.value_or(false);
  options.keep_good = in.keep_good.value_or(false);
  return store_chain_file(call.db, name, in.file.bytes, options, call.now, call.actor.display_name);
}

namespace {

Result<std::string> bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return make(ErrorCode::not_found, "chain.file.open", fmt::format("无法打开文件 {}", path),
                fmt::format("the file {} cannot be opened", path));
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

Result<Done> load_shipped_chain(Transaction& db, const std::string& catalogue) {
  if (!chain_store::list_concordance(db).empty()) return Done{};
  TRY_ASSIGN(bytes, bytes_of(catalogue + "/chains/concordance.csv"));
  TRY_ASSIGN(rows, read_concordance(bytes));
  chain_store::insert_concordance(db, rows);
  touch_counter(db, "chain");
  return Done{};
}

Result<Done> load_demo_chain(Transaction& db, const std::string& catalogue, Timestamp now) {
  ChainImportOptions options;
  options.invented = true;
  for (const char* file : {"chains/demo_io_table_42.csv", "demo/chain_companies.csv",
                           "demo/chain_company_products.csv", "demo/chain_products.csv"}) {
    const std::string path = catalogue + "/" + file;
    TRY_ASSIGN(bytes, bytes_of(path));
    TRY_ASSIGN(answer, store_chain_file(db, std::filesystem::path(path).filename().string(), bytes,
                                        options, now, "demonstration, invented"));
    if (answer.rows_refused > 0)
      return make(ErrorCode::invalid, "chain.demo",
                  fmt::format("{} 第 {} 行：{}", file, answer.issues.front().line,
                              answer.issues.front().text.zh),
                  fmt::format("{} line {}: {}", file, answer.issues.front().line,
                              answer.issues.front().text.en));
  }
  return Done{};
}

bool is_chain_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string beginning(4096, '\0');
  in.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  beginning.resize(static_cast<size_t>(in.gcount()));
  if (beginning.starts_with("\xEF\xBB\xBF")) beginning.erase(0, 3);
  return !chain_file_kind(beginning).empty();
}

}  // namespace gaoxin
