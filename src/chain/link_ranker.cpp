#include "chain/link_ranker.h"

#include <algorithm>
#include <cmath>

namespace gaoxin {
namespace {

std::vector<std::string> company_names(const ChainGraph& graph) {
  std::vector<std::string> names;
  for (const GraphCompany& company : graph.companies())
    names.push_back(company.full_name + " " + company.name);
  return names;
}
std::vector<std::string> industry_names(const ChainGraph& graph) {
  std::vector<std::string> names;
  for (const GraphIndustry& industry : graph.industries()) names.push_back(industry.name);
  return names;
}

enum Feature : size_t {
  kBest,          // similarity of the most similar product the company makes
  kSecond,        // … of the second
  kSum,           // sum of similarities over the root of the number of products
  kSquares,       // root of the sum of squared similarities
  kName,          // similarity with the company's name
  kNarrow,        // root of the share of its narrowest industry among makers of similar products
  kMiddle,        // … of the industry above
  kBroad,         // … of the broadest
  kLift,          // how much more often that industry makes such products than any product
  kIndustryName,  // similarity with the industry's name
  kKinds,         // kinds and superkinds of the product that it makes
  kMaterials,     // materials and uses of the product that it makes
  kCommon,        // Adamic-Adar
  kWalk,          // personalised PageRank
  kBreadth,       // number of its products
  kBoth,          // kBest x kNarrow
};

}  // namespace

const std::array<const char*, kLinkFeatures> kLinkFeatureNames = {
    "best_similarity",      "second_similarity", "sum_of_similarities",
    "root_of_squares",      "company_name",      "narrow_industry",
    "middle_industry",      "broad_industry",    "industry_lift",
    "industry_name",        "kinds_made",        "materials_made",
    "adamic_adar",          "pagerank",          "breadth",
    "similarity_x_industry"};

const LinkWeights kLinkWeights = {1.1904, 0.8846, 1.8655, 0.7330, 2.5349, 0,      0.2988, 2.4861,
                                  0.4748, 1.3033, 0,      0.4477, 0,      0.2471, 0.5396, 0};

ChainNames::ChainNames(const ChainGraph& graph)
    : products(graph.products()),
      companies(company_names(graph)),
      industries(industry_names(graph)) {}

LinkModel::LinkModel(const ChainGraph& graph, const ChainNames& names, std::vector<bool> left_out)
    : graph_(graph),
      names_(names),
      left_out_(std::move(left_out)),
      walk_(graph, left_out_),
      industry_share_(graph.industries().size(), 0) {
  double links = 0;
  for (uint32_t c = 0; c < graph.companies().size(); ++c) {
    lines_.push_back(graph.industry_line(c));
    int count = 0;
    for (const GraphEdge& edge : graph.edges(EdgeKind::makes, c)) count += has(edge.edge);
    product_count_.push_back(count);
    links += count;
    for (uint32_t industry : lines_.back()) industry_share_[industry] += count;
  }
  for (double& share : industry_share_) share /= std::max(links, 1.0);
}

std::vector<uint32_t> LinkModel::makers(uint32_t product) const {
  std::vector<uint32_t> out;
  for (const GraphEdge& edge : graph_.reverse_edges(EdgeKind::makes, product))
    if (has(edge.edge)) out.push_back(edge.to);
  return out;
}

void LinkModel::add_text(std::string_view name, std::vector<LinkFeatures>& out) const {
  std::vector<double> industry(graph_.industries().size(), 0);
  double industry_total = 0;
  for (const NgramIndex::Match& match :
       names_.products.similar(names_.products.vector(name), 0.05F)) {
    const float s = match.similarity;
    for (const GraphEdge& edge : graph_.reverse_edges(EdgeKind::makes, match.document)) {
      if (!has(edge.edge)) continue;
      LinkFeatures& f = out[edge.to];
      if (s > f[kBest]) {
        f[kSecond] = f[kBest];
        f[kBest] = s;
      } else if (s > f[kSecond]) {
        f[kSecond] = s;
      }
      f[kSum] += s;
      f[kSquares] += s * s;
      const double vote = std::pow(double{s}, 3);
      for (uint32_t node : lines_[edge.to]) industry[node] += vote;
      industry_total += vote;
    }
  }
  for (const NgramIndex::Match& match :
       names_.companies.similar(names_.companies.vector(name), 0.02F))
    out[match.document][kName] = match.similarity;
  std::vector<float> industry_name(graph_.industries().size(), 0);
  for (const NgramIndex::Match& match :
       names_.industries.similar(names_.industries.vector(name), 0.05F))
    industry_name[match.document] = match.similarity;
  for (uint32_t c = 0; c < out.size(); ++c) {
    LinkFeatures& f = out[c];
    f[kSum] /= std::sqrt(static_cast<float>(std::max(product_count_[c], 1)));
    f[kSquares] = std::sqrt(f[kSquares]);
    f[kBreadth] = std::log1p(static_cast<float>(product_count_[c]));
    const std::vector<uint32_t>& line = lines_[c];
    for (size_t level = 0; level < line.size(); ++level) {
      f[kIndustryName] = std::max(f[kIndustryName], industry_name[line[level]]);
      if (level > 2 || industry_total <= 0) continue;
      const double share = industry[line[level]] / industry_total;
      f[kNarrow + level] = static_cast<float>(std::sqrt(share));
      if (level == 0)
        f[kLift] =
            static_cast<float>(std::log((share + 0.002) / (industry_share_[line[level]] + 0.002)));
    }
  }
  add_peers(out);
  for (LinkFeatures& f : out) f[kBoth] = f[kBest] * f[kNarrow];
}

/// What a company makes is not known at all for some: that is no sign that it makes nothing like
/// this. It is given the mean of the companies of its industry whose products are known.
void LinkModel::add_peers(std::vector<LinkFeatures>& out) const {
  static constexpr std::array kKnown = {kBest, kSecond, kSum, kSquares, kBreadth};
  std::vector<LinkFeatures> mean(graph_.industries().size(), LinkFeatures{});
  std::vector<float> peers(graph_.industries().size(), 0);
  for (uint32_t c = 0; c < out.size(); ++c) {
    if (product_count_[c] == 0) continue;
    for (uint32_t industry : lines_[c]) {
      peers[industry] += 1;
      for (Feature feature : kKnown) mean[industry][feature] += out[c][feature];
    }
  }
  for (uint32_t c = 0; c < out.size(); ++c) {
    if (product_count_[c] > 0) continue;
    for (uint32_t industry : lines_[c]) {
      if (peers[industry] < 3) continue;
      for (Feature feature : kKnown) out[c][feature] = mean[industry][feature] / peers[industry];
      break;
    }
  }
}

std::vector<double> LinkModel::adamic_adar(uint32_t product) const {
  std::vector<double> out(graph_.companies().size(), 0);
  const auto add_makers = [&](uint32_t other, double scale) {
    const std::vector<uint32_t> who = makers(other);
    for (uint32_t c : who) out[c] += scale / std::log(2.0 + static_cast<double>(who.size()));
  };
  for (uint32_t maker : makers(product))
    for (const GraphEdge& edge : graph_.edges(EdgeKind::makes, maker))
      if (has(edge.edge) && edge.to != product) add_makers(edge.to, 1);
  for (EdgeKind kind : {EdgeKind::has_subtype, EdgeKind::made_from}) {
    for (const GraphEdge& edge : graph_.edges(kind, product)) add_makers(edge.to, 1);
    for (const GraphEdge& edge : graph_.reverse_edges(kind, product)) add_makers(edge.to, 1);
  }
  return out;
}

std::vector<double> LinkModel::maker_industries(uint32_t product) const {
  std::vector<double> share(graph_.industries().size(), 0);
  double total = 0;
  const auto add = [&](uint32_t other) {
    for (uint32_t c : makers(other))
      if (!lines_[c].empty()) {
        share[lines_[c].front()] += 1;
        total += 1;
      }
  };
  add(product);
  if (total <= 0)
    for (EdgeKind kind : {EdgeKind::has_subtype, EdgeKind::made_from}) {
      for (const GraphEdge& edge : graph_.edges(kind, product)) add(edge.to);
      for (const GraphEdge& edge : graph_.reverse_edges(kind, product)) add(edge.to);
    }
  if (total <= 0) return {};
  for (double& value : share) value /= total;
  return share;
}

void LinkModel::add_paths(uint32_t product, std::vector<LinkFeatures>& out) const {
  const auto count = [&](EdgeKind kind, Feature feature) {
    const auto add = [&](uint32_t other) {
      for (uint32_t c : makers(other)) out[c][feature] += 1;
    };
    for (const GraphEdge& edge : graph_.edges(kind, product)) add(edge.to);
    for (const GraphEdge& edge : graph_.reverse_edges(kind, product)) {
      add(edge.to);
      if (kind != EdgeKind::has_subtype) continue;
      for (const GraphEdge& sibling : graph_.edges(kind, edge.to))
        if (sibling.to != product)
          for (uint32_t c : makers(sibling.to)) out[c][feature] += 0.3F;
    }
  };
  count(EdgeKind::has_subtype, kKinds);
  count(EdgeKind::made_from, kMaterials);
  const std::vector<double> common = adamic_adar(product);
  const std::pair<uint32_t, double> seed{graph_.product_node(product), 1.0};
  const WalkGraph::Scores walked = walk_.personalised({&seed, 1}, 1e-5);
  for (uint32_t c = 0; c < out.size(); ++c) {
    LinkFeatures& f = out[c];
    f[kKinds] = std::log1p(f[kKinds]);
    f[kMaterials] = std::log1p(f[kMaterials]);
    f[kCommon] = static_cast<float>(std::log1p(common[c]));
    f[kWalk] = static_cast<float>(std::log1p(1e4 * walked.score[c]));
  }
}

std::vector<LinkFeatures> LinkModel::features(std::string_view name,
                                              std::optional<uint32_t> product) const {
  std::vector<LinkFeatures> out(graph_.companies().size(), LinkFeatures{});
  add_text(name, out);
  if (product) add_paths(*product, out);
  return out;
}

std::vector<double> LinkModel::scores(std::string_view name, std::optional<uint32_t> product,
                                      const LinkWeights& weights) const {
  std::vector<double> out;
  for (const LinkFeatures& f : features(name, product)) {
    double sum = 0;
    for (size_t i = 0; i < kLinkFeatures; ++i) sum += weights[i] * double{f[i]};
    out.push_back(sum);
  }
  return out;
}

}  // namespace gaoxin
