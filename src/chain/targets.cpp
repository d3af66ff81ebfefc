#include "chain/targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

namespace gaoxin {
namespace {

constexpr size_t kPathKinds = 6;

/// The best path of each kind for each company, as edges; words are only made for what is shown.
struct RawStep {
  EdgeKind kind = EdgeKind::makes;
  uint32_t from = 0, to = 0;
  std::optional<uint32_t> edge;
  double weight = 0;
};
struct RawPath {
  double strength = 0;
  std::vector<RawStep> steps;
  double similarity = 0;  // Of the last product to the one asked for, 0 = not used.
  int resident = -1;
};
using CompanyPaths = std::array<RawPath, kPathKinds>;

class TargetFinder {
 public:
  TargetFinder(const LinkModel& model, const ChainNames& names, const TargetQuery& query)
      : model_(model), graph_(model.graph()), names_(names), query_(query) {}

  std::vector<ChainTarget> find(size_t limit) {
    if (!query_.product_name.empty()) {
      add_product_paths();
    } else {
      add_industry_paths();
    }
    add_resident_paths();
    add_walk();
    if (!query_.product_name.empty()) add_likelihood();
    return ranked(limit);
  }

 private:
  bool has(uint32_t edge) const {
    return model_.has(edge) && (!query_.without_edge || *query_.without_edge != edge);
  }
  template <typename F>
  void each_maker(uint32_t product, F&& visit) {
    for (const GraphEdge& e : graph_.reverse_edges(EdgeKind::makes, product))
      if (has(e.edge))
        visit(e.to, RawStep{EdgeKind::makes, e.to, product, e.edge, double{e.weight}});
  }
  void offer(uint32_t company, PathKind kind, RawPath path) {
    RawPath& best = paths_[company][static_cast<size_t>(kind)];
    if (path.strength > best.strength) best = std::move(path);
  }
  static double share_bonus(double weight) { return std::isnan(weight) ? 0 : 0.1 * weight; }

  void add_product_paths() {
    if (query_.product) {
      each_maker(*query_.product, [&](uint32_t c, const RawStep& makes) {
        offer(c, PathKind::makes_it, {0.8 + share_bonus(makes.weight), {makes}});
      });
      const auto kin = [&](uint32_t other, const RawStep& relation) {
        each_maker(other, [&](uint32_t c, const RawStep& makes) {
          offer(c, PathKind::makes_similar, {0.5 + share_bonus(makes.weight), {makes, relation}});
        });
      };
      for (const GraphEdge& e : graph_.edges(EdgeKind::has_subtype, *query_.product))
        if (has(e.edge)) kin(e.to, {EdgeKind::has_subtype, *query_.product, e.to, e.edge, 1});
      for (const GraphEdge& e : graph_.reverse_edges(EdgeKind::has_subtype, *query_.product))
        if (has(e.edge)) kin(e.to, {EdgeKind::has_subtype, e.to, *query_.product, e.edge, 1});
    }
    for (const NgramIndex::Match& match :
         names_.products.similar(names_.products.vector(query_.product_name), 0.25F)) {
      if (query_.product && match.document == *query_.product) continue;
      each_maker(match.document, [&](uint32_t c, const RawStep& makes) {
        RawPath path{0.7 * double{match.similarity} + share_bonus(makes.weight), {makes}};
        path.similarity = double{match.similarity};
        offer(c, PathKind::makes_similar, std::move(path));
      });
    }
  }

  void add_industry_paths() {
    for (const auto& [industry, industry_share] : query_.industries)
      for (const GraphEdge& e : graph_.reverse_edges(EdgeKind::in_industry, industry)) {
        if (!has(e.edge)) continue;
        const double share = industry_share;  // A lambda of clang 14 cannot hold the binding.
        const RawStep member{EdgeKind::in_industry, e.to, industry, e.edge, 1};
        offer(e.to, PathKind::same_node, {0.6 * share, {member}});
        const uint32_t peer = e.to;
        for (const GraphEdge& p : graph_.edges(EdgeKind::makes, peer)) {
          if (!has(p.edge)) continue;
          const auto makers = graph_.reverse_edges(EdgeKind::makes, p.to);
          if (makers.size() > 20) continue;  // 技术服务 says nothing.
          each_maker(p.to, [&](uint32_t c, const RawStep& makes) {
            if (c == peer) return;
            const double rare = 1 / std::log2(1.0 + static_cast<double>(makers.size()));
            offer(c, PathKind::shares_product,
                  {0.35 * share * rare,
                   {makes, {EdgeKind::makes, peer, p.to, p.edge, double{p.weight}}, member}});
          });
        }
      }
  }

  void add_resident_paths() {
    // For a sector, only companies of its industries can be said to supply it.
    for (size_t r = 0; r < query_.residents.size(); ++r) {
      const TargetResident& resident = query_.residents[r];
      const int number = static_cast<int>(r);
      for (uint32_t product : resident.products)
        for (const GraphEdge& m : graph_.edges(EdgeKind::made_from, product)) {
          if (!has(m.edge)) continue;
          each_maker(m.to, [&](uint32_t c, const RawStep& makes) {
            offer_to_resident(
                c, {0.4, {makes, {EdgeKind::made_from, product, m.to, m.edge, 1}}, 0, number});
          });
        }
      for (uint32_t user : resident.industries)
        for (const GraphEdge& b : graph_.edges(EdgeKind::buys_from, user)) {
          if (!has(b.edge)) continue;
          for (const GraphEdge& e : graph_.reverse_edges(EdgeKind::in_industry, b.to))
            if (has(e.edge) && (paths_.contains(e.to)))
              offer_to_resident(e.to,
                                {0.05 + 0.15 * std::min(1.0, double{b.weight} / 20),
                                 {{EdgeKind::in_industry, e.to, b.to, e.edge, 1},
                                  {EdgeKind::buys_from, user, b.to, b.edge, double{b.weight}}},
                                 0,
                                 number});
        }
      if (!resident.company) continue;
      for (const GraphEdge& h : graph_.edges(EdgeKind::holds, *resident.company))
        if (has(h.edge))
          offer(h.to, PathKind::related_owner,
                {0.3, {{EdgeKind::holds, *resident.company, h.to, h.edge, 1}}, 0, number});
      for (const GraphEdge& h : graph_.reverse_edges(EdgeKind::holds, *resident.company))
        if (has(h.edge))
          offer(h.to, PathKind::related_owner,
                {0.3, {{EdgeKind::holds, h.to, *resident.company, h.edge, 1}}, 0, number});
    }
  }
  void offer_to_resident(uint32_t company, RawPath path) {
    if (paths_.contains(company)) offer(company, PathKind::supplies_resident, std::move(path));
  }

  void add_walk() {
    std::vector<std::pair<uint32_t, double>> seeds;
    if (query_.product) seeds.emplace_back(graph_.product_node(*query_.product), 0.7);
    for (const auto& [industry, share] : query_.industries)
      seeds.emplace_back(graph_.industry_node(industry),
                         0.7 * share / static_cast<double>(query_.industries.size()));
    const size_t residents = std::min<size_t>(query_.residents.size(), 200);
    for (size_t r = 0; r < residents; ++r) {
      const double part = 0.3 / static_cast<double>(residents);
      if (query_.residents[r].company)
        seeds.emplace_back(*query_.residents[r].company, part);
      else if (!query_.residents[r].products.empty())
        seeds.emplace_back(graph_.product_node(query_.residents[r].products.front()), part);
    }
    if (seeds.empty()) return;
    walked_ = model_.walk().personalised(seeds, 2e-5, query_.without_edge);
  }

  void add_likelihood() {
    likelihood_ = model_.scores(query_.product_name, query_.product, kLinkWeights);
    const double top =
        likelihood_.empty() ? 0 : *std::max_element(likelihood_.begin(), likelihood_.end());
    std::vector<double> sorted = likelihood_;
    const size_t kept = std::min<size_t>(100, sorted.size());
    std::partial_sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(kept),
                      sorted.end(), std::greater<>());
    for (uint32_t c = 0; c < likelihood_.size(); ++c) {
      const bool is_candidate = kept > 0 && likelihood_[c] >= sorted[kept - 1];
      likelihood_[c] = 0.6 * std::exp(likelihood_[c] - top);
      if (is_candidate) paths_.try_emplace(c);
    }
  }

  double fit_of(uint32_t company, const CompanyPaths& paths, std::optional<size_t> without) const {
    double miss = 1;
    for (size_t kind = 0; kind < kPathKinds; ++kind)
      if (kind != without) miss *= 1 - std::min(0.95, paths[kind].strength);
    if (!likelihood_.empty()) miss *= 1 - likelihood_[company];
    if (!walked_.score.empty()) {
      const double p = walked_.score[company];
      miss *= 1 - 0.3 * p / (p + 0.001);
    }
    return 1 - miss;
  }

  std::optional<double> reach_of(const GraphCompany& company, const CompanyPaths& paths) const {
    const double near = std::max(paths[static_cast<size_t>(PathKind::supplies_resident)].strength,
                                 paths[static_cast<size_t>(PathKind::related_owner)].strength);
    if (!query_.region.empty() && !company.figures.region.empty()) {
      const bool same = query_.region.starts_with(company.figures.region);
      return same ? 1.0 : std::min(1.0, 0.2 + near);
    }
    return near > 0 ? std::optional(near) : std::nullopt;
  }

  std::vector<ChainTarget> ranked(size_t limit) {
    std::vector<bool> left_out = query_.excluded;
    left_out.resize(graph_.companies().size(), false);
    for (const TargetResident& resident : query_.residents)
      if (resident.company) left_out[*resident.company] = true;
    const std::vector<std::optional<double>> scales = scale_ranks(graph_);
    std::vector<ChainTarget> out;
    for (const auto& [company, paths] : paths_) {
      if (left_out[company]) continue;
      const GraphCompany& known = graph_.companies()[company];
      ChainTarget target{company,
                         0,
                         fit_of(company, paths, {}),
                         scales[company],
                         reach_of(known, paths),
                         company_risk(known.figures),
                         {}};
      target.score = 100 * target.fit * quality(target);
      out.push_back(std::move(target));
    }
    std::sort(out.begin(), out.end(), [](const ChainTarget& a, const ChainTarget& b) {
      return a.score != b.score ? a.score > b.score : a.company < b.company;
    });
    if (out.size() > limit) out.resize(limit);
    for (ChainTarget& target : out) add_reasons(target);
    return out;
  }
  static double quality(const ChainTarget& target) {
    return 0.7 + 0.1 * target.scale.value_or(0.5) + 0.1 * target.reach.value_or(0.5) +
           0.1 * (1 - target.risk.value_or(0.5));
  }

  void add_reasons(ChainTarget& target) const {
    const CompanyPaths& paths = paths_.at(target.company);
    for (size_t kind = 0; kind < kPathKinds; ++kind) {
      if (paths[kind].strength <= 0) continue;
      TargetPath path;
      path.kind = static_cast<PathKind>(kind);
      path.strength = paths[kind].strength;
      path.contribution =
          target.score - 100 * fit_of(target.company, paths, kind) * quality(target);
      for (const RawStep& step : paths[kind].steps) path.steps.push_back(worded(step));
      if (paths[kind].similarity > 0) path.steps.push_back(similar_step(paths[kind]));
      if (paths[kind].resident >= 0) path.steps.push_back(resident_step(paths[kind]));
      target.paths.push_back(std::move(path));
    }
    std::stable_sort(
        target.paths.begin(), target.paths.end(),
        [](const TargetPath& a, const TargetPath& b) { return a.contribution > b.contribution; });
    if (target.paths.size() > 3) target.paths.resize(3);
  }

  std::string name_of(EdgeKind kind, uint32_t node, bool is_from) const {
    switch (kind) {
      case EdgeKind::makes:
        return is_from ? graph_.companies()[node].name : graph_.products()[node];
      case EdgeKind::in_industry:
        return is_from ? graph_.companies()[node].name : graph_.industries()[node].name;
      case EdgeKind::part_of:
      case EdgeKind::buys_from: return graph_.industries()[node].name;
      case EdgeKind::made_from:
      case EdgeKind::has_subtype: return graph_.products()[node];
      case EdgeKind::holds: return graph_.companies()[node].name;
    }
    check_failed("edge kind is known", __FILE__, __LINE__);
  }

  PathStep worded(const RawStep& step) const {
    PathStep out;
    out.from = name_of(step.kind, step.from, true);
    out.to = name_of(step.kind, step.to, false);
    out.relation = std::string(edge_kind_name(step.kind));
    out.edge = step.edge;
    if (!std::isnan(step.weight)) out.weight = step.weight;
    const std::string share =
        step.kind == EdgeKind::makes && !std::isnan(step.weight) && step.weight > 0.001
            ? fmt::format("{:.1f}%", 100 * step.weight)
            : "";
    switch (step.kind) {
      case EdgeKind::makes:
        out.words = {fmt::format("{}生产“{}”{}", out.from, out.to,
                                 share.empty() ? "" : "（占收入 " + share + "）"),
                     fmt::format("{} makes \"{}\"{}", out.from, out.to,
                                 share.empty() ? "" : " (" + share + " of revenue)")};
        break;
      case EdgeKind::in_industry:
        out.words = {fmt::format("{}属于{}行业", out.from, out.to),
                     fmt::format("{} belongs to the industry {}", out.from, out.to)};
        break;
      case EdgeKind::part_of:
        out.words = {fmt::format("{}是{}的一部分", out.from, out.to),
                     fmt::format("{} is part of {}", out.from, out.to)};
        break;
      case EdgeKind::buys_from:
        out.words = {fmt::format("{}行业的上游是{}", out.from, out.to),
                     fmt::format("the industry {} buys from {}", out.from, out.to)};
        break;
      case EdgeKind::made_from:
        out.words = {fmt::format("“{}”以“{}”为材料", out.from, out.to),
                     fmt::format("\"{}\" is made from \"{}\"", out.from, out.to)};
        break;
      case EdgeKind::has_subtype:
        out.words = {fmt::format("“{}”是“{}”的一种", out.to, out.from),
                     fmt::format("\"{}\" is a kind of \"{}\"", out.to, out.from)};
        break;
      case EdgeKind::holds:
        out.words = {fmt::format("{}持有{}的股份", out.from, out.to),
                     fmt::format("{} owns shares of {}", out.from, out.to)};
        break;
    }
    return out;
  }

  PathStep similar_step(const RawPath& path) const {
    PathStep out;
    out.from = graph_.products()[path.steps.front().to];
    out.to = query_.product_name;
    out.relation = "similar_to";
    out.weight = path.similarity;
    out.words = {fmt::format("名称与“{}”相似 {:.0f}%", out.to, 100 * path.similarity),
                 fmt::format("its name is {:.0f} % like \"{}\"", 100 * path.similarity, out.to)};
    return out;
  }

  PathStep resident_step(const RawPath& path) const {
    const TargetResident& resident = query_.residents[static_cast<size_t>(path.resident)];
    PathStep out;
    const RawStep& last = path.steps.back();
    out.from = name_of(last.kind, last.from, true);
    out.to = resident.name;
    out.relation = "resident";
    out.words = {fmt::format("入驻企业：{}", resident.name),
                 fmt::format("a resident: {}", resident.name)};
    return out;
  }

  const LinkModel& model_;
  const ChainGraph& graph_;
  const ChainNames& names_;
  const TargetQuery& query_;
  std::map<uint32_t, CompanyPaths> paths_;
  WalkGraph::Scores walked_;
  std::vector<double> likelihood_;
};

}  // namespace

std::string_view path_kind_name(PathKind kind) {
  switch (kind) {
    case PathKind::makes_it: return "makes_it";
    case PathKind::makes_similar: return "makes_similar";
    case PathKind::same_node: return "same_node";
    case PathKind::shares_product: return "shares_product";
    case PathKind::supplies_resident: return "supplies_resident";
    case PathKind::related_owner: return "related_owner";
  }
  check_failed("path kind is known", __FILE__, __LINE__);
}

std::vector<ChainTarget> find_targets(const LinkModel& model, const ChainNames& names,
                                      const TargetQuery& query, size_t limit) {
  return TargetFinder(model, names, query).find(limit);
}

std::vector<std::optional<double>> scale_ranks(const ChainGraph& graph) {
  std::vector<double> sorted;
  for (const GraphCompany& company : graph.companies())
    if (company.figures.total_assets) sorted.push_back(*company.figures.total_assets);
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::optional<double>> out;
  for (const GraphCompany& company : graph.companies()) {
    out.emplace_back();
    if (!company.figures.total_assets) continue;
    const auto below =
        std::lower_bound(sorted.begin(), sorted.end(), *company.figures.total_assets);
    out.back() =
        static_cast<double>(below - sorted.begin() + 1) / static_cast<double>(sorted.size());
  }
  return out;
}

std::optional<double> company_risk(const CompanyFigures& figures) {
  if (!figures.debt_ratio) return std::nullopt;
  const bool loses = figures.net_margin && *figures.net_margin < 0;
  return 0.7 * std::min(1.0, *figures.debt_ratio) + (loses ? 0.3 : 0.0);
}

}  // namespace gaoxin
