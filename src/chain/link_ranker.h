// How likely a company makes a product that nobody said it makes: features of the pair, combined
// by weights learned on hidden links.
//
// Nine of ten products of the graph have one known maker, so the product's own edges say little;
// what helps is what the company already makes (similar names), what it is called, its industry,
// and the products around this one. All features come from the graph with the left-out edges
// removed, so that an evaluation that hides links leaks nothing.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "chain/chain_graph.h"
#include "chain/ngram_index.h"

namespace gaoxin {

/// The names of a graph, indexed once and shared by all models over it.
struct ChainNames {
  explicit ChainNames(const ChainGraph& graph);
  NgramIndex products;
  NgramIndex companies;  ///< full and short name
  NgramIndex industries;
};

constexpr size_t kLinkFeatures = 16;
using LinkFeatures = std::array<float, kLinkFeatures>;
/// One word for each feature, in order.
extern const std::array<const char*, kLinkFeatures> kLinkFeatureNames;
using LinkWeights = std::array<double, kLinkFeatures>;
/// Learned by `chain evaluate` with its standard seed on the published graph of 4,586 companies.
extern const LinkWeights kLinkWeights;

class LinkModel {
 public:
  LinkModel(const ChainGraph& graph, const ChainNames& names, std::vector<bool> left_out);

  /// Features of every company for a product; `product` when the name is one of the graph.
  std::vector<LinkFeatures> features(std::string_view name, std::optional<uint32_t> product) const;
  /// Weighted sums of the features: higher = more likely. Any real number.
  std::vector<double> scores(std::string_view name, std::optional<uint32_t> product,
                             const LinkWeights& weights) const;

  const ChainGraph& graph() const { return graph_; }
  const WalkGraph& walk() const { return walk_; }
  bool has(uint32_t edge) const { return left_out_.empty() || !left_out_[edge]; }
  /// Companies known to make a product.
  std::vector<uint32_t> makers(uint32_t product) const;
  /// Adamic-Adar: common products of a maker and a company, rare ones count more; and products
  /// related to this one that the company makes.
  std::vector<double> adamic_adar(uint32_t product) const;
  /// Shares of the narrowest industries among the makers of a product, or of its neighbours in
  /// the product graph when it has none. Empty when unknown.
  std::vector<double> maker_industries(uint32_t product) const;

 private:
  void add_text(std::string_view name, std::vector<LinkFeatures>& out) const;
  void add_peers(std::vector<LinkFeatures>& out) const;
  void add_paths(uint32_t product, std::vector<LinkFeatures>& out) const;

  const ChainGraph& graph_;
  const ChainNames& names_;
  std::vector<bool> left_out_;
  WalkGraph walk_;
  std::vector<std::vector<uint32_t>> lines_;  // Industry lines by company.
  std::vector<double> industry_share_;        // Of all links, by narrowest industry.
  std::vector<int> product_count_;            // By company.
};

}  // namespace gaoxin
