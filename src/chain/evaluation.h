// How good the ranking of companies is, measured: hide links that are known, rank all companies
// for each hidden product, see where the hidden company stands. Beside it, simple ways to rank.
//
// Two splits. `links`: a tenth of the company-product links. `companies`: a twentieth of the
// companies lose all their links. The weights are learned only from what is left, by hiding again
// inside it. Companies already known to make the product are no candidates for any method.
#pragma once

#include <string>
#include <vector>

#include "chain/link_ranker.h"

namespace gaoxin {

struct EvaluationOptions {
  uint64_t seed = 1;
  size_t queries = 2000;           ///< products asked for each split
  size_t training_queries = 1200;  ///< products the weights are learned from
};

struct EvaluationResult {
  std::string split;   ///< links, companies
  std::string group;   ///< all; small, middle, large (thirds by total assets), unknown_size
  std::string method;  ///< gaoxin, random, biggest_firm, same_industry, location_quotient, …
  size_t queries = 0;
  double hit_10 = 0, recall_20 = 0, ndcg_10 = 0, mrr = 0;
};

struct Evaluation {
  std::vector<EvaluationResult> results;
  LinkWeights weights{};  ///< learned without the hidden links of either split's test
};

/// Deterministic for a seed. Empty results when the graph has fewer than 100 links.
Evaluation evaluate_chain(const ChainGraph& graph, const ChainNames& names,
                          const EvaluationOptions& options);

}  // namespace gaoxin
