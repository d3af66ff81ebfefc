// From indicators to the index: the weighted means and the outranking of COINr's a_… functions,
// with their order of operations, so that scores that are equal there are equal here.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "evaluation/composite_steps.h"

namespace gaoxin::composite {
namespace {

/// R's x^p.
double power(double x, double p) { return p == 2 ? x * x : std::pow(x, p); }

/// The mean of one row. Unknown values and their weights are left out.
double mean_of(std::span<const double> x, std::span<const double> w, const AggregateLevel& how) {
  long double weights = 0;
  size_t there = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    if (!known(x[i])) continue;
    weights += w[i];
    ++there;
  }
  if (there == 0) return kUnknown;
  const auto total = static_cast<double>(weights);
  long double sum = 0;
  double out = kUnknown;
  switch (how.mean) {
    case Mean::arithmetic:
      for (size_t i = 0; i < x.size(); ++i)
        if (known(x[i])) sum += (w[i] / total) * x[i];
      out = static_cast<double>(sum);
      break;
    case Mean::geometric:
      for (size_t i = 0; i < x.size(); ++i)
        if (known(x[i])) sum += w[i] * std::log(x[i]);
      out = std::exp(static_cast<double>(sum) / total);
      break;
    case Mean::harmonic:
      for (size_t i = 0; i < x.size(); ++i)
        if (known(x[i])) sum += w[i] / x[i];
      out = total / static_cast<double>(sum);
      break;
    case Mean::generalised:
      if (there < x.size()) return kUnknown;  // As COINr: it does not leave out unknown values.
      for (size_t i = 0; i < x.size(); ++i) sum += w[i] * power(x[i], how.power);
      out = power(static_cast<double>(sum) / total, 1 / how.power);
      break;
    case Mean::copeland: break;
  }
  return std::isfinite(out) ? out : kUnknown;
}

bool refuses(double x, const AggregateLevel& how) {
  if (!known(x)) return false;
  switch (how.mean) {
    case Mean::geometric: return x <= 0;
    case Mean::harmonic: return x == 0;
    case Mean::generalised: return how.power < 0 && x <= 0;
    default: return false;
  }
}

}  // namespace

Table outranking_matrix(const Table& scores, std::span<const size_t> columns,
                        std::span<const double> weights) {
  long double total = 0;
  for (const double w : weights) total += w;
  std::vector<double> shares;
  for (const double w : weights) shares.push_back(w / static_cast<double>(total));
  Table out(scores.rows(), scores.rows());
  for (size_t i = 0; i < scores.rows(); ++i) {
    out.at(i, i) = 0;
    for (size_t j = i + 1; j < scores.rows(); ++j) {
      long double above = 0, equal = 0;
      for (size_t c = 0; c < columns.size(); ++c) {
        const double a = scores.at(i, columns[c]), b = scores.at(j, columns[c]);
        if (a > b) above += shares[c];
        if (a == b) equal += shares[c];
      }
      long double both = static_cast<double>(above);
      both += static_cast<double>(equal) / 2;
      out.at(i, j) = static_cast<double>(both);
      out.at(j, i) = 1 - out.at(i, j);
    }
  }
  return out;
}

namespace {
void copeland(const Table& scores, std::span<const size_t> columns, std::span<const double> weights,
              std::span<double> out) {
  const Table matrix = outranking_matrix(scores, columns, weights);
  for (size_t i = 0; i < matrix.rows(); ++i) {
    double total = 0;
    for (size_t j = 0; j < matrix.rows(); ++j)
      if (i != j) total += matrix.at(i, j) > 0.5 ? 1 : matrix.at(i, j) < 0.5 ? -1 : 0;
    out[i] = total;
  }
}
}  // namespace

Result<std::vector<AggregateLevel>> aggregate_levels(const Model& model, const Aggregate& how) {
  const auto needed = static_cast<size_t>(model.levels - 1);
  if (how.levels.size() != 1 && how.levels.size() != needed)
    return composite_error(
        "evaluation.aggregate.levels", fmt::format("合成方法须给出 1 个或 {} 个(每层一个)", needed),
        fmt::format("give one way of aggregating, or {}: one for each level", needed));
  for (const AggregateLevel& level : how.levels)
    if (level.mean == Mean::generalised && level.power == 0)
      return composite_error("evaluation.aggregate.power", "广义平均的幂不能为 0,请用几何平均",
                             "the power of a generalised mean is not 0; use the geometric mean");
  return how.levels.size() == 1 ? std::vector<AggregateLevel>(needed, how.levels[0]) : how.levels;
}

std::optional<NotPositive> aggregate_rows(const Model& model,
                                          std::span<const AggregateLevel> levels,
                                          std::span<const double> weights, int first_level,
                                          Table& scores) {
  std::vector<double> x, w;
  for (size_t e = 0; e < model.elements.size(); ++e) {
    if (model.elements[e].level < first_level || model.children[e].empty()) continue;
    const AggregateLevel& how = levels[static_cast<size_t>(model.elements[e].level - 2)];
    const std::vector<size_t>& children = model.children[e];
    w.clear();
    for (const size_t child : children) w.push_back(weights[child]);
    if (how.mean == Mean::copeland) {
      copeland(scores, children, w, scores.column(e));
      continue;
    }
    x.resize(children.size());
    for (size_t r = 0; r < scores.rows(); ++r) {
      size_t there = 0;
      for (size_t i = 0; i < children.size(); ++i) {
        x[i] = scores.at(r, children[i]);
        there += known(x[i]) ? 1 : 0;
      }
      if (how.data_share_min &&
          static_cast<double>(there) / static_cast<double>(x.size()) < *how.data_share_min) {
        scores.at(r, e) = kUnknown;
        continue;
      }
      for (size_t i = 0; i < children.size(); ++i)
        if (refuses(x[i], how)) return NotPositive{r, children[i]};
      scores.at(r, e) = mean_of(x, w, how);
    }
  }
  return std::nullopt;
}

}  // namespace gaoxin::composite
