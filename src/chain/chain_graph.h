// The graph of companies, industries and products in compressed rows, loaded once and read by all.
//
// Every relation is stored twice (forward and back) under one edge number, so that a reason can
// name the edge it stands on and a test can take that edge away. Nodes and edges are numbered in
// a fixed order of the data (codes, names), so the same data give the same answers. Cycles are
// allowed: nothing here assumes an order of the products.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "chain/chain_files.h"

namespace gaoxin {

/// Where an edge was said, and when.
struct ChainSource {
  std::string name;
  std::optional<Date> date;
};

/// What is known of a company besides the graph: from the listed companies' tables.
struct CompanyFigures {
  std::string region;                  ///< province or municipality as written; "" = unknown
  std::string listing_industry;        ///< industry of the listing table; "" = unknown
  std::optional<double> total_assets;  ///< yuan
  std::optional<double> revenue;       ///< yuan a year
  std::optional<double> debt_ratio;    ///< liabilities / assets, 0.4 = 40 %
  std::optional<double> net_margin;    ///< profit / revenue
  std::optional<int> year;             ///< of revenue, debt and margin
  bool invented = false;               ///< made up for the demonstration
};

struct CompanyRelationRecord {
  std::string owner;  ///< six-digit codes
  std::string owned;
  uint16_t source = 0;
};

/// All rows the graph is built from, with the source each kind came from.
struct ChainRecords {
  std::vector<CompanyRecord> companies;
  std::vector<CompanyIndustryRecord> company_industries;
  std::vector<IndustryRecord> industries;
  std::vector<IndustryParentRecord> industry_parents;
  std::vector<IndustryInputRecord> industry_inputs;
  std::vector<std::string> products;
  std::vector<CompanyProductRecord> company_products;
  std::vector<ProductRelationRecord> product_relations;
  std::vector<CompanyRelationRecord> holdings;
  std::unordered_map<std::string, CompanyFigures> figures;  ///< by six-digit code
  std::vector<ChainSource> sources;                         ///< named by the records
};

enum class EdgeKind : uint8_t {
  makes,        ///< company → product, weight = revenue share (NaN unknown)
  in_industry,  ///< company → industry
  part_of,      ///< industry → its parent
  buys_from,    ///< industry → upstream industry, weight = times said
  made_from,    ///< product → material
  has_subtype,  ///< product → its kinds
  holds,        ///< company → company it owns a part of
};
constexpr size_t kEdgeKinds = 7;
std::string_view edge_kind_name(EdgeKind kind);

struct GraphEdge {
  uint32_t to = 0;
  float weight = 0;
  uint32_t edge = 0;
};

/// Adjacency in compressed rows.
class EdgeRows {
 public:
  EdgeRows() : begin_(1, 0) {}
  struct Entry {
    uint32_t from = 0;
    GraphEdge edge;
  };
  EdgeRows(size_t rows, std::span<const Entry> entries);
  std::span<const GraphEdge> row(uint32_t from) const {
    return {edges_.data() + begin_[from], edges_.data() + begin_[from + 1]};
  }
  size_t size() const { return edges_.size(); }

 private:
  std::vector<uint32_t> begin_;
  std::vector<GraphEdge> edges_;
};

struct GraphCompany {
  std::string code;
  std::string name;
  std::string full_name;
  CompanyFigures figures;
};
struct GraphIndustry {
  std::string code;
  std::string name;
  int level = 3;  ///< 1 to 3
};

class ChainGraph {
 public:
  /// Joins the records. What does not join is dropped and reported per relation: a company or
  /// industry nobody knows; an industry code that moved is repaired by the industry's name.
  /// Products only named in a relation become products.
  static ChainGraph build(const ChainRecords& records, ReadReport& report);

  const std::vector<GraphCompany>& companies() const { return companies_; }
  const std::vector<GraphIndustry>& industries() const { return industries_; }
  const std::vector<std::string>& products() const { return products_; }
  std::optional<uint32_t> find_company(std::string_view code) const;
  std::optional<uint32_t> find_industry(std::string_view code) const;
  std::optional<uint32_t> find_product(std::string_view name) const;

  std::span<const GraphEdge> edges(EdgeKind kind, uint32_t from) const {
    return forward_[static_cast<size_t>(kind)].row(from);
  }
  std::span<const GraphEdge> reverse_edges(EdgeKind kind, uint32_t to) const {
    return backward_[static_cast<size_t>(kind)].row(to);
  }
  size_t edge_count(EdgeKind kind) const { return forward_[static_cast<size_t>(kind)].size(); }
  size_t edge_count() const { return edge_count_; }
  /// Who said an edge and when; empty when the records name no source.
  const ChainSource& source(uint32_t edge) const;

  /// The industry of a company and its parents, the narrowest first.
  std::vector<uint32_t> industry_line(uint32_t company) const;
  /// The broadest industry above one, or itself.
  uint32_t parent_or_self(uint32_t industry) const;

  /// All nodes in one numbering, for walks: companies, then products, then industries.
  uint32_t node_count() const;
  uint32_t product_node(uint32_t product) const {
    return static_cast<uint32_t>(companies_.size()) + product;
  }
  uint32_t industry_node(uint32_t industry) const {
    return static_cast<uint32_t>(companies_.size() + products_.size()) + industry;
  }

 private:
  std::vector<GraphCompany> companies_;
  std::vector<GraphIndustry> industries_;
  std::vector<std::string> products_;
  std::unordered_map<std::string_view, uint32_t> company_index_, industry_index_, product_index_;
  EdgeRows forward_[kEdgeKinds], backward_[kEdgeKinds];
  size_t edge_count_ = 0;
  std::vector<ChainSource> sources_;
  std::vector<uint16_t> edge_source_;  // By edge.

 public:
  ChainGraph() = default;
  ChainGraph(ChainGraph&&) = default;
  ChainGraph& operator=(ChainGraph&&) = default;
  ChainGraph(const ChainGraph&) = delete;  // The indexes hold views of the names.
  ChainGraph& operator=(const ChainGraph&) = delete;

  friend class GraphBuilder;
};

/// The undirected graph a walker walks: all relations of a ChainGraph but the edges left out, which
/// leave no trace (not even in the degrees), so that a walk over hidden links leaks nothing.
class WalkGraph {
 public:
  /// `left_out[edge]` true = the walk does not use it. Empty = all edges are used.
  WalkGraph(const ChainGraph& graph, const std::vector<bool>& left_out);

  /// Personalised PageRank by forward push (Andersen, Chung, Lang 2006): restart probability
  /// 0.15, residual per weight below `tolerance`. `seeds` add up to 1. Scores by node; only
  /// `touched` are non-zero. `left_out` (one edge) is not walked, but still counts in the degrees:
  /// then taking it away never raises a score.
  struct Scores {
    std::vector<double> score;
    std::vector<uint32_t> touched;
  };
  Scores personalised(std::span<const std::pair<uint32_t, double>> seeds, double tolerance,
                      std::optional<uint32_t> left_out = {}) const;

 private:
  std::vector<uint32_t> begin_;
  std::vector<GraphEdge> edges_;
  std::vector<double> total_;  // Weight leaving each node.
};

}  // namespace gaoxin
