// The companies that would fill a weak link, each with the paths through the graph that say so.
//
//   fit   = 1 - product over the kinds of paths of (1 - strength of the best path of that kind)
//           x (1 - likelihood) x (1 - walk)
//   score = 100 x fit x (0.7 + 0.1 scale + 0.1 reach + 0.1 (1 - risk)), unknown parts count 0.5
//
// likelihood (products only) is the learned ranking of link_ranker.h over the best candidate's;
// walk is personalised PageRank p from the node and the residents, p / (p + 0.001). Every term can
// only fall when an edge is taken away, so a reason that is deleted lowers the score.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chain/link_ranker.h"

namespace gaoxin {

enum class PathKind {
  makes_it,           ///< company → product
  makes_similar,      ///< company → product alike in name or kind
  same_node,          ///< company → industry of the sector
  shares_product,     ///< company → product ← company of the industry
  supplies_resident,  ///< company → material ← resident's product; or by industries
  related_owner,      ///< holds or is held by a resident
};
std::string_view path_kind_name(PathKind kind);

struct PathStep {
  std::string from, to;          ///< names
  std::string relation;          ///< an edge's kind, or similar_to
  std::optional<uint32_t> edge;  ///< nothing for similar_to and is_resident: computed here
  std::optional<double> weight;
  Text words;
};
struct TargetPath {
  PathKind kind = PathKind::makes_it;
  double strength = 0;      ///< 0..1
  double contribution = 0;  ///< points of the score that fall away without this kind of reason
  std::vector<PathStep> steps;
};

struct TargetResident {
  std::string name;
  std::optional<uint32_t> company;   ///< when it is one of the graph
  std::vector<uint32_t> products;    ///< of the graph
  std::vector<uint32_t> industries;  ///< of the graph
};

struct TargetQuery {
  /// A sector or industry: its industries with shares. Empty for a product.
  std::vector<std::pair<uint32_t, double>> industries;
  std::optional<uint32_t> product;
  std::string product_name;  ///< also a product the graph does not know; empty for a sector
  std::vector<TargetResident> residents;
  std::string region;          ///< name of the province, "" = unknown
  std::vector<bool> excluded;  ///< by company; empty = none
  std::optional<uint32_t> without_edge;
};

struct ChainTarget {
  uint32_t company = 0;
  double score = 0, fit = 0;                 ///< 0..100, 0..1
  std::optional<double> scale, reach, risk;  ///< 0..1
  std::vector<TargetPath> paths;             ///< at most three, the strongest first
};

/// Residents themselves are no targets. Best first, ties by code; at most `limit`.
std::vector<ChainTarget> find_targets(const LinkModel& model, const ChainNames& names,
                                      const TargetQuery& query, size_t limit);

/// Total assets as a rank, 0..1, by company; nothing when unknown.
std::vector<std::optional<double>> scale_ranks(const ChainGraph& graph);

/// 0.7 x debt ratio (at most 1) + 0.3 when it makes losses; nothing when the debt is unknown.
std::optional<double> company_risk(const CompanyFigures& figures);

}  // namespace gaoxin
