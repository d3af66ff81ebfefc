#include "chain/chain_analysis.h"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "chain/chain_rows.h"
#include "chain/evaluation.h"

namespace gaoxin {
namespace {

Error make(ErrorCode code, const char* key, std::string zh, std::string en) {
  return {code, key, {std::move(zh), std::move(en)}, {}};
}

Error no_table() {
  return make(ErrorCode::rule_failed, "chain.io.none",
              "还没有投入产出表：请先用 chain.import 导入一张",
              "there is no input-output table yet: import one with chain.import");
}

Money money_of(double yuan) { return {static_cast<int64_t>(std::llround(yuan * 100))}; }
std::optional<Money> money_of(std::optional<double> yuan) {
  if (!yuan || std::abs(*yuan) > 9e16) return std::nullopt;
  return money_of(*yuan);
}
RowValue value_of(const std::optional<Money>& money) {
  if (!money) return {};
  return static_cast<double>(money->fen) / 100;
}
RowValue value_of(const std::optional<double>& number) {
  if (!number) return {};
  return *number;
}
double rounded(double value) { return std::round(value * 1e4) / 1e4; }

/// Everything about the weak links of a zone, computed once for a request.
struct Analysis {
  std::shared_ptr<const ChainState> state;
  ZoneResidents residents;
  ChainPlace place;
  WeakLinks links;
};
Analysis analyse(Call& call, int64_t zone) {
  Analysis out;
  out.state = current_chain(call);
  out.residents = zone_residents(call, *out.state, zone);
  out.place = place_of(*out.state, out.residents.province);
  if (out.state->active)
    out.links = find_weak_links(out.state->coefficients, out.residents.residents, out.place);
  return out;
}

WeakLinkRow row_of(const Analysis& analysis, const WeakLink& link) {
  const auto s = static_cast<size_t>(link.sector);
  const IoSector& sector = analysis.state->table.sectors[s];
  return {"sector:" + sector.code,
          sector.code,
          sector.name,
          rounded(link.score),
          money_of(link.demand_yuan),
          money_of(link.gap_yuan),
          link.demand_share,
          link.local_supply_share,
          link.criticality,
          link.feasibility,
          link.users,
          link.suppliers,
          static_cast<int64_t>(analysis.state->sector_companies[s].size()),
          weak_link_reason(link, sector, analysis.links.residents)};
}

const std::vector<RowColumn<WeakLinkRow>>& weak_link_columns() {
  using R = WeakLinkRow;
  static const std::vector<RowColumn<R>> kColumns = {
      {"name",
       {"环节", "Link"},
       [](const R& r, bool en) { return RowValue(en ? r.name.en : r.name.zh); }},
      {"code", {"部门代码", "Sector"}, [](const R& r, bool) { return RowValue(r.code); }},
      {"score", {"薄弱度", "Score"}, [](const R& r, bool) { return RowValue(r.score); }},
      {"demand",
       {"年需求（元）", "Demand a year (yuan)"},
       [](const R& r, bool) { return value_of(r.demand); }},
      {"gap",
       {"年缺口（元）", "Gap a year (yuan)"},
       [](const R& r, bool) { return value_of(r.gap); }},
      {"demand_share",
       {"需求占比", "Share of inputs"},
       [](const R& r, bool) { return RowValue(r.demand_share); }},
      {"local_supply_share",
       {"本地供给率", "Local supply share"},
       [](const R& r, bool) { return RowValue(r.local_supply_share); }},
      {"criticality",
       {"关键性", "Criticality"},
       [](const R& r, bool) { return RowValue(r.criticality); }},
      {"feasibility",
       {"可行性", "Feasibility"},
       [](const R& r, bool) { return RowValue(r.feasibility); }},
      {"users",
       {"需求企业数", "Users"},
       [](const R& r, bool) { return RowValue(static_cast<double>(r.users)); }},
      {"suppliers",
       {"本地供应企业数", "Suppliers"},
       [](const R& r, bool) { return RowValue(static_cast<double>(r.suppliers)); }},
      {"candidates",
       {"候选企业数", "Candidates"},
       [](const R& r, bool) { return RowValue(static_cast<double>(r.candidates)); }},
      {"reason",
       {"理由", "Reason"},
       [](const R& r, bool en) { return RowValue(en ? r.reason.en : r.reason.zh); }},
  };
  return kColumns;
}

Result<std::vector<WeakLinkRow>> weak_link_rows(const Analysis& analysis,
                                                const std::optional<std::string>& q,
                                                const std::optional<std::string>& sort) {
  if (!analysis.state->active) return no_table();
  std::vector<WeakLinkRow> rows;
  for (const WeakLink& link : analysis.links.links) rows.push_back(row_of(analysis, link));
  search_rows<WeakLinkRow>(
      rows, q, [](const WeakLinkRow& r) { return r.code + " " + r.name.zh + " " + r.name.en; });
  TRY(sort_rows(rows, sort, weak_link_columns()));
  return rows;
}

ChainFactor factor(std::string key, Text name, std::optional<double> value, std::string unit,
                   Text remark, std::vector<ChainFactor> inputs = {}) {
  return {std::move(key),  std::move(name),   value,
          std::move(unit), std::move(remark), std::move(inputs)};
}

std::vector<ChainFactor> factors_of(const Analysis& analysis, const WeakLink& link) {
  const WeakLinks& all = analysis.links;
  const Text basis = {
      fmt::format("依据 {} 家入驻企业中 {} 家有行业归属、{} 家有营业收入", all.residents,
                  all.placed, all.with_revenue),
      fmt::format("rests on {} residents, {} with a known industry, {} with known revenue",
                  all.residents, all.placed, all.with_revenue)};
  return {
      factor("demand", {"需求占比", "Demand share"}, link.demand_share, "share", basis,
             {factor("demand_yuan", {"年需求", "Demand a year"}, link.demand_yuan, "yuan/year",
                     link.demand_yuan ? Text{"营业收入 × 直接消耗系数之和",
                                             "sum of revenue x technical coefficient"}
                                      : Text{"没有企业的营业收入已知，故未知",
                                             "unknown: no resident's revenue is known"}),
              factor("users", {"需求企业数", "Users"}, static_cast<double>(link.users), "count",
                     {"每元产出所需超过 0.1%", "needing more than 0.1 % of their output"})}),
      factor("local_supply_share", {"本地供给率", "Local supply share"}, link.local_supply_share,
             "share",
             {link.suppliers_without_revenue > 0
                  ? fmt::format("至少；另有 {} 家供应企业收入未知", link.suppliers_without_revenue)
                  : "园区与地区两者取大",
              link.suppliers_without_revenue > 0
                  ? fmt::format("at least: {} more suppliers have no known revenue",
                                link.suppliers_without_revenue)
                  : "the larger of park and region"},
             {factor("park", {"园区供给率", "Of the park"}, link.park_supply_share, "share",
                     {"供应企业收入 / 需求，不超过 1", "suppliers' revenue / demand, at most 1"}),
              factor("region", {"地区供给率", "Of the region"}, link.region_supply_share, "share",
                     link.region_supply_share
                         ? Text{"区位商（按上市公司数），不超过 1",
                                "location quotient by listed companies, at most 1"}
                         : Text{"地区区位商未知", "the region's quotient is unknown"})}),
      factor("criticality", {"关键性", "Criticality"}, link.criticality, "ratio",
             {"前向关联 ×（0.5 + 0.5 × 覆盖面）×（1 + 进口率）",
              "forward index x (0.5 + 0.5 breadth) x (1 + import share)"},
             {factor("forward_index", {"前向关联指数", "Forward index"}, link.forward_index,
                     "ratio", {"Ghosh 逆矩阵行和 / 平均", "Ghosh row sum over the mean"}),
              factor("breadth", {"覆盖面", "Breadth"}, link.breadth, "share",
                     {"需要它超过产出 1% 的企业占比", "residents needing more than 1 % of output"}),
              factor("import_share", {"全国进口率", "National import share"}, link.import_share,
                     "share", {"进口 /（产出 + 进口）", "imports / (output + imports)"})}),
      factor(
          "feasibility", {"可行性", "Feasibility"}, link.feasibility, "ratio",
          {"关联度 × 可招引性", "relatedness x attractable"},
          {factor("relatedness", {"与本地产业的关联度", "Relatedness"}, link.relatedness, "share",
                  {"与本地已有部门的投入和客户结构的最大余弦",
                   "largest cosine of inputs and customers with a sector that is present"}),
           factor("attractable", {"可招引性", "Attractable"}, link.attractable, "share",
                  {"受资源、网络或牌照约束的部门低于 1（我们的判断）",
                   "below 1 where a deposit, network or licence binds (our judgement)"})})};
}

const WeakLink* find_link(const Analysis& analysis, Eigen::Index sector) {
  for (const WeakLink& link : analysis.links.links)
    if (link.sector == sector) return &link;
  return nullptr;
}

std::vector<WeakLinkUser> users_of(const Analysis& analysis, Eigen::Index sector) {
  std::vector<WeakLinkUser> out;
  for (const ChainResident& resident : analysis.residents.residents) {
    double need = 0;
    for (const SectorShare& part : resident.sectors)
      need += part.share * analysis.state->coefficients.technical(sector, part.sector);
    if (need <= 0.001) continue;
    const IoSector& own =
        analysis.state->table.sectors[static_cast<size_t>(resident.sectors.front().sector)];
    out.push_back(
        {resident.id, resident.name, own.name.zh,
         resident.revenue ? money_of(std::optional(*resident.revenue * need)) : std::nullopt});
  }
  std::stable_sort(out.begin(), out.end(), [](const WeakLinkUser& a, const WeakLinkUser& b) {
    return a.demand.value_or(Money{-1}) > b.demand.value_or(Money{-1});
  });
  if (out.size() > 50) out.resize(50);
  return out;
}

std::vector<WeakLinkProduct> products_of(const ChainState& state, Eigen::Index sector) {
  std::map<uint32_t, int64_t> counts;
  for (uint32_t c : state.sector_companies[static_cast<size_t>(sector)])
    for (const GraphEdge& edge : state.graph.edges(EdgeKind::makes, c)) ++counts[edge.to];
  std::vector<WeakLinkProduct> out;
  for (const auto& [product, count] : counts)
    out.push_back(
        {"product:" + state.graph.products()[product], state.graph.products()[product], count});
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.companies > b.companies; });
  if (out.size() > 50) out.resize(50);
  return out;
}

// ---- Targets ------------------------------------------------------------------------------

TargetQuery target_query(Call& call, const ChainState& state, int64_t zone, const ChainNode& node,
                         const std::string& node_id, int64_t* excluded) {
  TargetQuery query;
  const ZoneResidents residents = zone_residents(call, state, zone);
  query.region = residents.province;
  for (size_t i = 0; i < residents.residents.size(); ++i) {
    TargetResident resident;
    resident.name = residents.residents[i].name;
    if (residents.stock_codes[i])
      resident.company = state.graph.find_company(*residents.stock_codes[i]);
    for (const std::string& name : residents.products[i])
      if (const std::optional<uint32_t> product = state.graph.find_product(name))
        resident.products.push_back(*product);
    if (resident.company)
      for (const GraphEdge& edge : state.graph.edges(EdgeKind::in_industry, *resident.company))
        resident.industries.push_back(edge.to);
    for (const SectorShare& part : residents.residents[i].sectors)
      if (part.share >= 0.5 && !resident.company)
        for (const auto& [industry, share] :
             state.sector_industries[static_cast<size_t>(part.sector)])
          if (share >= 0.5 && resident.industries.size() < 5)
            resident.industries.push_back(industry);
    query.residents.push_back(std::move(resident));
  }
  if (node.kind == ChainNodeKind::sector)
    query.industries = state.sector_industries[static_cast<size_t>(node.sector)];
  else if (node.kind == ChainNodeKind::industry)
    query.industries = {{node.industry, 1.0}};
  else
    query.product_name = node.name.zh;
  query.product = node.product;
  query.excluded.assign(state.graph.companies().size(), false);
  std::vector<int64_t> zones = call.zones.ancestors(zone);
  zones.push_back(zone);
  for (int64_t id : std::set<int64_t>(zones.begin(), zones.end()))
    for (const Exclusion& exclusion : chain_store::list_exclusions(call.db, id)) {
      const auto company = state.graph.find_company(exclusion.company);
      if (!company || (exclusion.node && *exclusion.node != node_id)) continue;
      if (!query.excluded[*company]) ++*excluded;
      query.excluded[*company] = true;
    }
  return query;
}

ChainTargetRow target_row(const ChainState& state, const ChainTarget& target) {
  const GraphCompany& company = state.graph.companies()[target.company];
  const auto points = [](const std::optional<double>& share) {
    return share ? std::optional(rounded(100 * *share)) : std::nullopt;
  };
  ChainTargetRow row;
  row.company = company.code;
  row.name = company.name;
  if (!company.full_name.empty()) row.full_name = company.full_name;
  if (!company.figures.region.empty()) row.region = company.figures.region;
  for (const GraphEdge& edge : state.graph.edges(EdgeKind::in_industry, target.company))
    row.industries.push_back(state.graph.industries()[edge.to].name);
  row.score = rounded(target.score);
  row.fit = rounded(100 * target.fit);
  row.scale = points(target.scale);
  row.reach = points(target.reach);
  row.risk = points(target.risk);
  for (const TargetPath& path : target.paths) {
    ChainReason reason{std::string(path_kind_name(path.kind)), rounded(path.contribution), {}, {}};
    for (const PathStep& step : path.steps) {
      ChainStep out{step.from, step.to, step.relation, step.weight, "", std::nullopt, step.words};
      if (step.edge) {
        out.source = state.graph.source(*step.edge).name;
        out.date = state.graph.source(*step.edge).date;
      }
      if (out.source.empty()) out.source = step.relation == "resident" ? "registry" : "computed";
      reason.words.zh += (reason.words.zh.empty() ? "" : "；") + step.words.zh;
      reason.words.en += (reason.words.en.empty() ? "" : "; ") + step.words.en;
      reason.steps.push_back(std::move(out));
    }
    row.reasons.push_back(std::move(reason));
  }
  return row;
}

}  // namespace

std::string industries_text(const ChainTargetRow& row) {
  std::string out;
  for (const std::string& industry : row.industries) out += (out.empty() ? "" : "、") + industry;
  return out;
}

namespace {

const std::vector<RowColumn<ChainTargetRow>>& target_columns() {
  using R = ChainTargetRow;
  static const std::vector<RowColumn<R>> kColumns = {
      {"company", {"股票代码", "Stock code"}, [](const R& r, bool) { return RowValue(r.company); }},
      {"name", {"企业", "Company"}, [](const R& r, bool) { return RowValue(r.name); }},
      {"full_name",
       {"全称", "Full name"},
       [](const R& r, bool) { return r.full_name ? RowValue(*r.full_name) : RowValue(); }},
      {"region",
       {"地区", "Region"},
       [](const R& r, bool) { return r.region ? RowValue(*r.region) : RowValue(); }},
      {"industries",
       {"行业", "Industries"},
       [](const R& r, bool) { return RowValue(industries_text(r)); }},
      {"score", {"总分", "Score"}, [](const R& r, bool) { return RowValue(r.score); }},
      {"fit", {"契合", "Fit"}, [](const R& r, bool) { return RowValue(r.fit); }},
      {"scale", {"规模", "Scale"}, [](const R& r, bool) { return value_of(r.scale); }},
      {"reach", {"可达", "Reach"}, [](const R& r, bool) { return value_of(r.reach); }},
      {"risk", {"风险", "Risk"}, [](const R& r, bool) { return value_of(r.risk); }},
      {"reasons",
       {"理由", "Reasons"},
       [](const R& r, bool en) {
         std::string out;
         for (const ChainReason& reason : r.reasons)
           out += (out.empty() ? "" : " | ") + (en ? reason.words.en : reason.words.zh);
         return RowValue(out);
       }},
  };
  return kColumns;
}

constexpr size_t kTargetsMax = 500;

struct FoundTargets {
  std::vector<ChainTargetRow> rows;
  Text node_name;
  int64_t excluded = 0;
};
Result<FoundTargets> target_rows(Call& call, int64_t zone, const std::string& node_id,
                                 const std::optional<std::string>& q,
                                 const std::optional<std::string>& sort) {
  const std::shared_ptr<const ChainState> state = current_chain(call);
  TRY_ASSIGN(node, find_chain_node(*state, node_id));
  FoundTargets out;
  out.node_name = node.name;
  const TargetQuery query = target_query(call, *state, zone, node, node_id, &out.excluded);
  for (const ChainTarget& target : find_targets(state->model, state->names, query, kTargetsMax))
    out.rows.push_back(target_row(*state, target));
  search_rows<ChainTargetRow>(out.rows, q, [](const ChainTargetRow& r) {
    return r.company + " " + r.name + " " + r.full_name.value_or("") + " " + r.region.value_or("") +
           " " + industries_text(r);
  });
  TRY(sort_rows(out.rows, sort, target_columns()));
  return out;
}

}  // namespace

Result<ChainNode> find_chain_node(const ChainState& state, const std::string& id) {
  const size_t colon = id.find(':');
  const std::string kind = id.substr(0, std::min(colon, id.size()));
  const std::string key = colon == std::string::npos ? "" : id.substr(colon + 1);
  if (key.empty() || key.size() > 600 ||
      (kind != "sector" && kind != "industry" && kind != "product"))
    return make(ErrorCode::invalid, "chain.node.form",
                "节点应写作 sector:代码、industry:代码 或 product:名称",
                "a node is written sector:CODE, industry:CODE or product:NAME");
  const Error unknown =
      make(ErrorCode::not_found, "chain.node.unknown", fmt::format("没有节点 {}", id),
           fmt::format("there is no node {}", id));
  ChainNode node;
  if (kind == "sector") {
    if (!state.active) return no_table();
    const std::optional<Eigen::Index> sector = state.table.find(key);
    if (!sector) return unknown;
    node.kind = ChainNodeKind::sector;
    node.sector = *sector;
    node.name = state.table.sectors[static_cast<size_t>(*sector)].name;
  } else if (kind == "industry") {
    const std::optional<uint32_t> industry = state.graph.find_industry(key);
    if (!industry) return unknown;
    node.kind = ChainNodeKind::industry;
    node.industry = *industry;
    node.name = {state.graph.industries()[*industry].name,
                 state.graph.industries()[*industry].name};
  } else {
    node.product = state.graph.find_product(key);
    node.name = {key, key};
  }
  return node;
}

Result<WeakLinkPage> list_weak_links(Call& call, const ListWeakLinks& in) {
  const Analysis analysis = analyse(call, in.zone);
  TRY_ASSIGN(rows, weak_link_rows(analysis, in.q, in.sort));
  WeakLinkPage page;
  TRY(fill_page(page, std::move(rows), in.page, in.page_size));
  page.residents = analysis.links.residents;
  page.residents_placed = analysis.links.placed;
  page.residents_with_revenue = analysis.links.with_revenue;
  page.io_table = analysis.state->active->name;
  page.demonstration = analysis.state->active->demonstration;
  return page;
}

Result<File> export_weak_links(Call& call, const ExportWeakLinks& in) {
  const Analysis analysis = analyse(call, in.zone);
  TRY_ASSIGN(rows, weak_link_rows(analysis, in.q, in.sort));
  return export_rows<WeakLinkRow>("weak_links", {"薄弱环节", "Weak links"}, rows,
                                  weak_link_columns(), {in.format, in.columns, in.lang});
}

Result<WeakLinkDetail> get_weak_link(Call& call, const GetWeakLink& in) {
  const Analysis analysis = analyse(call, in.zone);
  TRY_ASSIGN(node, find_chain_node(*analysis.state, in.node));
  const WeakLink* link =
      node.kind == ChainNodeKind::sector ? find_link(analysis, node.sector) : nullptr;
  if (link == nullptr)
    return make(ErrorCode::not_found, "chain.weak_link.none",
                fmt::format("入驻企业不需要“{}”", node.name.zh),
                fmt::format("no resident needs \"{}\"", node.name.en));
  return WeakLinkDetail{
      row_of(analysis, *link),
      {"薄弱度 = 需求占比 ×（1 − 本地供给率）× 关键性 × 可行性，以最薄弱者为 100",
       "score = demand share x (1 - local supply share) x criticality x feasibility, over the "
       "weakest link = 100"},
      factors_of(analysis, *link),
      users_of(analysis, node.sector),
      products_of(*analysis.state, node.sector)};
}

Result<ChainTargetPage> list_targets(Call& call, const ListTargets& in) {
  TRY_ASSIGN(found, target_rows(call, in.zone, in.node, in.q, in.sort));
  ChainTargetPage page;
  page.node = in.node;
  page.node_name = found.node_name;
  page.excluded = found.excluded;
  TRY(fill_page(page, std::move(found.rows), in.page, in.page_size));
  return page;
}

Result<File> export_targets(Call& call, const ExportTargets& in) {
  TRY_ASSIGN(found, target_rows(call, in.zone, in.node, in.q, in.sort));
  return export_rows<ChainTargetRow>("targets", {"目标企业", "Targets"}, found.rows,
                                     target_columns(), {in.format, in.columns, in.lang});
}

Result<TargetExplanation> explain_target(Call& call, const ExplainTarget& in) {
  TRY_ASSIGN(found, target_rows(call, in.zone, in.node, std::nullopt, std::nullopt));
  const std::shared_ptr<const ChainState> state = current_chain(call);
  for (ChainTargetRow& row : found.rows) {
    if (row.company != in.company) continue;
    TargetExplanation out;
    const auto share = [](const std::optional<double>& points) {
      return points ? std::optional(*points / 100) : std::nullopt;
    };
    out.factors = {
        factor("fit", {"契合", "Fit"}, row.fit / 100, "share",
               {"各类路径、学习得到的可能性与随机游走的并集",
                "paths of each kind, learned likelihood and walk, combined"}),
        factor("scale", {"规模", "Scale"}, share(row.scale), "share",
               {"总资产在已知企业中的位次", "rank by total assets among known companies"}),
        factor("reach", {"可达", "Reach"}, share(row.reach), "share",
               {"同省为 1，否则看与入驻企业的联系", "1 in the same province, else by its links"}),
        factor("risk", {"风险", "Risk"}, share(row.risk), "share",
               {"0.7 × 资产负债率 + 亏损 0.3；没有数据则未知",
                "0.7 x debt ratio + 0.3 for a loss; unknown without figures"})};
    const uint32_t company = *state->graph.find_company(row.company);
    for (const GraphEdge& edge : state->graph.edges(EdgeKind::makes, company))
      out.products.push_back(state->graph.products()[edge.to]);
    out.target = std::move(row);
    return out;
  }
  return make(ErrorCode::not_found, "chain.target.none",
              fmt::format("{} 不在“{}”的目标企业中", in.company, found.node_name.zh),
              fmt::format("{} is no target for \"{}\"", in.company, found.node_name.en));
}

namespace {

int64_t layer_of(double upstreamness) {
  static constexpr double kSteps[] = {4.0, 3.3, 2.6, 2.0, 1.4};
  for (int64_t layer = 0; layer < 5; ++layer)
    if (upstreamness >= kSteps[layer]) return layer;
  return 5;
}

/// The nodes and edges of the map, collected by importance.
class MapBuilder {
 public:
  MapBuilder(const Analysis& analysis, size_t limit) : analysis_(analysis), limit_(limit) {}

  void add_sectors() {
    const ChainState& state = *analysis_.state;
    std::map<Eigen::Index, std::vector<std::string>> residents;
    for (const ChainResident& resident : analysis_.residents.residents)
      if (!resident.sectors.empty())
        residents[std::max_element(
                      resident.sectors.begin(), resident.sectors.end(),
                      [](const SectorShare& a, const SectorShare& b) { return a.share < b.share; })
                      ->sector]
            .push_back(resident.name);
    for (const auto& [sector, names] : residents) add_sector(sector, names);
    size_t added = 0;
    for (const WeakLink& link : analysis_.links.links)
      if (!residents.contains(link.sector) && (link.score >= 2 || added < 20) && added < 60) {
        add_sector(link.sector, {});
        ++added;
      }
    for (const auto& [from, a] : sectors_)
      for (const auto& [to, b] : sectors_) {
        const double weight = state.coefficients.technical(from, to);
        if (from != to && weight >= 0.02)
          map.edges.push_back({a, b, rounded(weight), {"投入", "input"}});
      }
  }

  void add_products() {
    const ChainGraph& graph = analysis_.state->graph;
    for (size_t i = 0; i < analysis_.residents.residents.size(); ++i) {
      const ChainResident& resident = analysis_.residents.residents[i];
      int64_t layer = 4;
      if (!resident.sectors.empty())
        layer =
            layer_of(analysis_.state->coefficients.upstreamness(resident.sectors.front().sector));
      for (const std::string& name : analysis_.residents.products[i]) {
        const std::optional<uint32_t> product = graph.find_product(name);
        if (!product) continue;
        ChainMapNode* node = add_product(*product, layer);
        if (node == nullptr) return;
        ++node->residents;
        if (node->resident_names.size() < 5) node->resident_names.push_back(resident.name);
        for (const GraphEdge& edge : graph.edges(EdgeKind::made_from, *product))
          if (add_product(edge.to, std::max<int64_t>(0, layer - 1)) != nullptr)
            map.edges.push_back({"product:" + graph.products()[edge.to],
                                 "product:" + name,
                                 1,
                                 {"材料", "material"}});
      }
    }
    for (auto& [id, index] : products_) {
      ChainMapNode& node = map.nodes[index];
      // What residents are made from, nobody here makes and somebody elsewhere does.
      node.weak = node.residents == 0 && node.companies > 0;
    }
  }

  /// Keeps the node and what is at most two steps from it.
  void focus(const std::string& id) {
    std::set<std::string> kept = {id};
    for (int step = 0; step < 2; ++step) {
      std::set<std::string> more = kept;
      for (const ChainMapEdge& edge : map.edges) {
        if (kept.contains(edge.from)) more.insert(edge.to);
        if (kept.contains(edge.to)) more.insert(edge.from);
      }
      kept = std::move(more);
    }
    std::erase_if(map.nodes, [&](const ChainMapNode& node) { return !kept.contains(node.id); });
    std::erase_if(map.edges, [&](const ChainMapEdge& edge) {
      return !kept.contains(edge.from) || !kept.contains(edge.to);
    });
  }

  ChainMap map;

 private:
  void add_sector(Eigen::Index sector, const std::vector<std::string>& residents) {
    if (map.nodes.size() >= limit_) return;
    const ChainState& state = *analysis_.state;
    const auto s = static_cast<size_t>(sector);
    ChainMapNode node;
    node.id = "sector:" + state.table.sectors[s].code;
    node.kind = ChainNodeKind::sector;
    node.name = state.table.sectors[s].name;
    node.upstreamness = rounded(state.coefficients.upstreamness(sector));
    node.layer = layer_of(*node.upstreamness);
    if (!analysis_.place.quotients.empty()) node.strength = analysis_.place.quotients[s];
    node.residents = static_cast<int64_t>(residents.size());
    node.resident_names.assign(
        residents.begin(),
        residents.begin() + static_cast<std::ptrdiff_t>(std::min<size_t>(5, residents.size())));
    node.companies = static_cast<int64_t>(state.sector_companies[s].size());
    if (const WeakLink* link = find_link(analysis_, sector)) {
      node.weak_score = rounded(link->score);
      node.weak = link->score >= 10;
    }
    sectors_.emplace(sector, node.id);
    map.nodes.push_back(std::move(node));
  }

  ChainMapNode* add_product(uint32_t product, int64_t layer) {
    const std::string& name = analysis_.state->graph.products()[product];
    const auto [place, is_new] = products_.emplace(product, map.nodes.size());
    if (!is_new) return &map.nodes[place->second];
    if (map.nodes.size() >= limit_) {
      products_.erase(place);
      return nullptr;
    }
    ChainMapNode node;
    node.id = "product:" + name;
    node.kind = ChainNodeKind::product;
    node.name = {name, name};
    node.layer = layer;
    node.companies =
        static_cast<int64_t>(analysis_.state->graph.reverse_edges(EdgeKind::makes, product).size());
    map.nodes.push_back(std::move(node));
    return &map.nodes.back();
  }

  const Analysis& analysis_;
  size_t limit_;
  std::map<Eigen::Index, std::string> sectors_;
  std::map<uint32_t, size_t> products_;
};

}  // namespace

Result<ChainMap> get_chain_map(Call& call, const GetChainMap& in) {
  const int64_t limit = in.limit.value_or(120);
  if (limit < 1 || limit > 300)
    return make(ErrorCode::invalid, "chain.map.limit", "节点数应为 1 至 300",
                "the number of nodes is 1 to 300");
  const Analysis analysis = analyse(call, in.zone);
  MapBuilder builder(analysis, static_cast<size_t>(limit));
  if (analysis.state->active) builder.add_sectors();
  if (analysis.state->active) builder.add_products();
  if (in.focus) {
    TRY(find_chain_node(*analysis.state, *in.focus));
    builder.focus(*in.focus);
  }
  ChainMap map = std::move(builder.map);
  map.residents = static_cast<int64_t>(analysis.residents.residents.size());
  map.residents_placed = analysis.links.placed;
  map.residents_with_revenue = analysis.links.with_revenue;
  if (analysis.state->active) {
    map.io_table = analysis.state->active->name;
    map.demonstration = analysis.state->active->demonstration;
  } else {
    map.remarks.push_back(no_table().text);
  }
  if (analysis.place.quotients.empty())
    map.remarks.push_back({"所在省份没有上市公司数据，强度未知",
                           "no listed companies are known in the province: strength unknown"});
  return map;
}

Result<ChainEvaluation> get_chain_evaluation(Call& call, const EvaluateChain& in) {
  EvaluationOptions options;
  options.seed = static_cast<uint64_t>(in.seed.value_or(1));
  const int64_t queries = in.queries.value_or(2000);
  if (queries < 10 || queries > 20000)
    return make(ErrorCode::invalid, "chain.evaluate.queries", "查询数应为 10 至 20000",
                "the number of queries is 10 to 20,000");
  options.queries = static_cast<size_t>(queries);
  const std::shared_ptr<const ChainState> state = current_chain(call);
  const Evaluation evaluation = evaluate_chain(state->graph, state->names, options);
  ChainEvaluation out;
  out.seed = in.seed.value_or(1);
  out.companies = static_cast<int64_t>(state->graph.companies().size());
  out.links = static_cast<int64_t>(state->graph.edge_count(EdgeKind::makes));
  for (const EvaluationResult& r : evaluation.results)
    out.rows.push_back({r.split, r.group, r.method, static_cast<int64_t>(r.queries), r.hit_10,
                        r.recall_20, r.ndcg_10, r.mrr});
  return out;
}

}  // namespace gaoxin
