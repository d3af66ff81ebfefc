#include "chain/evaluation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "base/random.h"
#include "chain/location_quotient.h"

namespace gaoxin {
namespace {

struct Query {
  uint32_t product = 0;
  std::vector<uint32_t> hidden;  // Companies.
};

enum class SplitKind { links, companies };

/// Marks hidden edges in `left_out` (which may hold some already) and lists the queries.
std::vector<Query> hide(const ChainGraph& graph, SplitKind kind, double share, Random random,
                        std::vector<bool>& left_out) {
  std::map<uint32_t, std::vector<uint32_t>> hidden;
  for (uint32_t c = 0; c < graph.companies().size(); ++c) {
    const bool whole = kind == SplitKind::companies && random.uniform() < share;
    for (const GraphEdge& edge : graph.edges(EdgeKind::makes, c)) {
      const bool one = kind == SplitKind::links && random.uniform() < share;
      if ((!whole && !one) || left_out[edge.edge]) continue;
      left_out[edge.edge] = true;
      hidden[edge.to].push_back(c);
    }
  }
  std::vector<Query> queries;
  for (auto& [product, companies] : hidden) queries.push_back({product, std::move(companies)});
  for (size_t i = queries.size(); i > 1; --i) std::swap(queries[i - 1], queries[random.below(i)]);
  return queries;
}

/// One training case: the hidden company first, then companies it must beat. The hardest are all
/// there; of the others a sample stands for all of them, so each counts `weight` times.
struct TrainingRow {
  LinkFeatures features{};
  double log_weight = 0;
};
using TrainingCase = std::vector<TrainingRow>;

std::vector<TrainingCase> training_cases(const LinkModel& model, const std::vector<Query>& queries,
                                         Random random) {
  std::vector<TrainingCase> cases;
  for (const Query& query : queries) {
    const std::vector<LinkFeatures> features =
        model.features(model.graph().products()[query.product], query.product);
    std::set<uint32_t> positive(query.hidden.begin(), query.hidden.end());
    for (uint32_t maker : model.makers(query.product)) positive.insert(maker);
    std::vector<std::pair<float, uint32_t>> hard;
    for (uint32_t c = 0; c < features.size(); ++c)
      if (!positive.contains(c))
        hard.emplace_back(-(features[c][0] + features[c][4] + features[c][5]), c);
    const size_t kept = std::min<size_t>(60, hard.size());
    std::partial_sort(hard.begin(), hard.begin() + static_cast<std::ptrdiff_t>(kept), hard.end());
    for (uint32_t company : query.hidden) {
      TrainingCase one{{features[company], 0}};
      for (size_t i = 0; i < kept; ++i) one.push_back({features[hard[i].second], 0});
      const size_t others = hard.size() - kept;
      for (size_t i = 0; i < 80 && others > 0; ++i)
        one.push_back({features[hard[kept + random.below(others)].second],
                       std::log(static_cast<double>(others) / 80)});
      cases.push_back(std::move(one));
    }
  }
  return cases;
}

/// Multinomial logit with weights >= 0 by full-batch Adam and a little ridge: deterministic.
LinkWeights learn(const std::vector<TrainingCase>& cases) {
  LinkWeights weights{}, first{}, second{};
  if (cases.empty()) return weights;
  std::vector<double> scores;
  for (int step = 1; step <= 250; ++step) {
    LinkWeights gradient{};
    for (const TrainingCase& one : cases) {
      scores.clear();
      double top = -1e300;
      for (size_t r = 0; r < one.size(); ++r) {
        scores.push_back(one[r].log_weight);
        for (size_t i = 0; i < kLinkFeatures; ++i)
          scores[r] += weights[i] * double{one[r].features[i]};
        top = std::max(top, scores[r]);
      }
      double total = 0;
      for (double& score : scores) total += score = std::exp(score - top);
      for (size_t r = 0; r < one.size(); ++r) {
        const double pull = scores[r] / total - (r == 0 ? 1.0 : 0.0);
        for (size_t i = 0; i < kLinkFeatures; ++i) gradient[i] += pull * double{one[r].features[i]};
      }
    }
    for (size_t i = 0; i < kLinkFeatures; ++i) {
      const double g = gradient[i] / static_cast<double>(cases.size()) + 1e-3 * weights[i];
      first[i] = 0.9 * first[i] + 0.1 * g;
      second[i] = 0.99 * second[i] + 0.01 * g * g;
      const double a = first[i] / (1 - std::pow(0.9, step));
      const double b = second[i] / (1 - std::pow(0.99, step));
      // Never below 0: what is known of a company must not count against it.
      weights[i] = std::max(0.0, weights[i] - 0.1 * a / (std::sqrt(b) + 1e-8));
    }
  }
  return weights;
}

struct Sums {
  size_t queries = 0;
  double hit = 0, recall = 0, ndcg = 0, reciprocal = 0;
};

/// Ranks of the hidden companies, 1 = first. Ties fall by a seeded order.
std::vector<size_t> ranks(const std::vector<double>& scores, const std::vector<bool>& known,
                          const std::vector<uint32_t>& hidden,
                          const std::vector<uint32_t>& tie_order) {
  std::vector<size_t> out;
  for (uint32_t h : hidden) {
    size_t rank = 1;
    for (uint32_t c = 0; c < scores.size(); ++c)
      if (!known[c] &&
          (scores[c] > scores[h] || (scores[c] == scores[h] && tie_order[c] < tie_order[h])))
        ++rank;
    out.push_back(rank);
  }
  std::sort(out.begin(), out.end());
  return out;
}

void add_ranks(const std::vector<size_t>& sorted, Sums& sums) {
  double gain = 0, ideal = 0, within = 0;
  for (size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i] <= 10) gain += 1 / std::log2(1.0 + static_cast<double>(sorted[i]));
    if (i < 10) ideal += 1 / std::log2(2.0 + static_cast<double>(i));
    within += sorted[i] <= 20;
  }
  ++sums.queries;
  sums.hit += sorted.front() <= 10;
  sums.recall += within / static_cast<double>(sorted.size());
  sums.ndcg += gain / ideal;
  sums.reciprocal += 1 / static_cast<double>(sorted.front());
}

/// Thirds of the companies whose total assets are known.
std::vector<std::string> size_groups(const ChainGraph& graph) {
  std::vector<double> assets;
  for (const GraphCompany& company : graph.companies())
    if (company.figures.total_assets) assets.push_back(*company.figures.total_assets);
  std::sort(assets.begin(), assets.end());
  std::vector<std::string> out;
  for (const GraphCompany& company : graph.companies()) {
    if (!company.figures.total_assets) {
      out.emplace_back("unknown_size");
      continue;
    }
    const double value = *company.figures.total_assets;
    out.emplace_back(value < assets[assets.size() / 3]       ? "small"
                     : value < assets[assets.size() * 2 / 3] ? "middle"
                                                             : "large");
  }
  return out;
}

class Baselines {
 public:
  explicit Baselines(const LinkModel& model) : model_(model) {
    const ChainGraph& graph = model.graph();
    for (uint32_t c = 0; c < graph.companies().size(); ++c) {
      lines_.push_back(graph.industry_line(c));
      const GraphCompany& company = graph.companies()[c];
      if (!company.figures.region.empty() && !lines_.back().empty())
        counts_.add(company.figures.region, graph.industries()[lines_.back().front()].code, 1);
      assets_.push_back(company.figures.total_assets.value_or(0));
    }
  }

  std::map<std::string, std::vector<double>> scores(uint32_t product) const {
    const ChainGraph& graph = model_.graph();
    const size_t n = graph.companies().size();
    std::map<std::string, std::vector<double>> out;
    out["random"].assign(n, 0);
    out["biggest_firm"] = assets_;
    out["adamic_adar"] = model_.adamic_adar(product);
    const std::pair<uint32_t, double> seed{graph.product_node(product), 1.0};
    WalkGraph::Scores walked = model_.walk().personalised({&seed, 1}, 1e-6);
    walked.score.resize(n);
    out["pagerank"] = std::move(walked.score);
    std::vector<double>& same = out["same_industry"];
    std::vector<double>& quotient = out["location_quotient"];
    same.assign(n, 0);
    quotient.assign(n, 0);
    const std::vector<double> industries = model_.maker_industries(product);
    if (industries.empty()) return out;
    for (uint32_t c = 0; c < n; ++c) {
      if (lines_[c].empty()) continue;
      const uint32_t own = lines_[c].front();
      same[c] = industries[own];
      const GraphCompany& company = graph.companies()[c];
      if (same[c] > 0 && !company.figures.region.empty())
        quotient[c] =
            same[c] +
            1e-3 *
                counts_.quotient(company.figures.region, graph.industries()[own].code).value_or(0);
    }
    return out;
  }

 private:
  const LinkModel& model_;
  std::vector<std::vector<uint32_t>> lines_;
  RegionalCounts counts_;
  std::vector<double> assets_;
};

void run_split(const LinkModel& model, const char* split, const std::vector<Query>& queries,
               const LinkWeights& weights, uint64_t seed, Evaluation& out) {
  const ChainGraph& graph = model.graph();
  const size_t n = graph.companies().size();
  const Baselines baselines(model);
  const std::vector<std::string> groups = size_groups(graph);
  std::map<std::pair<std::string, std::string>, Sums> sums;
  std::vector<uint32_t> order(n);
  for (const Query& query : queries) {
    std::map<std::string, std::vector<double>> methods = baselines.scores(query.product);
    methods["gaoxin"] = model.scores(graph.products()[query.product], query.product, weights);
    std::vector<bool> known(n, false);
    for (uint32_t maker : model.makers(query.product)) known[maker] = true;
    std::iota(order.begin(), order.end(), 0);
    Random random(seed ^ (uint64_t{query.product} << 20));
    for (size_t i = n; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    for (const auto& [method, scores] : methods) {
      const std::vector<size_t> sorted = ranks(scores, known, query.hidden, order);
      add_ranks(sorted, sums[{"all", method}]);
      add_ranks(sorted, sums[{groups[query.hidden.front()], method}]);
    }
  }
  for (const auto& [key, s] : sums) {
    const auto count = static_cast<double>(s.queries);
    out.results.push_back({split, key.first, key.second, s.queries, s.hit / count, s.recall / count,
                           s.ndcg / count, s.reciprocal / count});
  }
}

}  // namespace

Evaluation evaluate_chain(const ChainGraph& graph, const ChainNames& names,
                          const EvaluationOptions& options) {
  Evaluation out;
  out.weights = kLinkWeights;
  if (graph.edge_count(EdgeKind::makes) < 100) return out;
  for (const SplitKind kind : {SplitKind::links, SplitKind::companies}) {
    const bool is_links = kind == SplitKind::links;
    std::vector<bool> test_out(graph.edge_count(), false);
    std::vector<Query> test =
        hide(graph, kind, is_links ? 0.1 : 0.05, Random(options.seed * 4 + is_links), test_out);
    test.resize(std::min(test.size(), options.queries));
    std::vector<TrainingCase> cases;
    for (const SplitKind inner : {SplitKind::links, SplitKind::companies}) {
      std::vector<bool> inner_out = test_out;
      const bool inner_links = inner == SplitKind::links;
      std::vector<Query> training = hide(graph, inner, inner_links ? 0.1 : 0.05,
                                         Random(options.seed * 4 + 2 + inner_links), inner_out);
      training.resize(std::min(training.size(), options.training_queries / 2));
      const LinkModel inner_model(graph, names, inner_out);
      std::vector<TrainingCase> more =
          training_cases(inner_model, training, Random(options.seed * 4 + 3));
      cases.insert(cases.end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
    }
    out.weights = learn(cases);
    const LinkModel model(graph, names, test_out);
    run_split(model, is_links ? "links" : "companies", test, out.weights, options.seed, out);
  }
  return out;
}

}  // namespace gaoxin
