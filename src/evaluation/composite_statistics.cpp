#include "evaluation/composite_statistics.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

namespace gaoxin::composite {
namespace {

double mean_of_known(std::span<const double> x) {
  if (x.empty()) return kUnknown;
  const auto n = static_cast<long double>(x.size());
  long double total = 0;
  for (const double value : x) total += value;
  const long double first = total / n;
  long double rest = 0;
  for (const double value : x) rest += value - first;
  return static_cast<double>(first + rest / n);
}

/// x − mean(x), each rounded to double as R stores it.
std::vector<double> centred(std::span<const double> x) {
  const double centre = mean_of_known(x);
  std::vector<double> out(x.begin(), x.end());
  for (double& value : out) value -= centre;
  return out;
}

double power_sum(std::span<const double> x, double power) {
  long double total = 0;
  for (const double value : x) total += power == 2 ? value * value : std::pow(value, power);
  return static_cast<double>(total);
}

void known_pairs(std::span<const double> x, std::span<const double> y, std::vector<double>& a,
                 std::vector<double>& b) {
  for (size_t i = 0; i < x.size(); ++i) {
    if (!known(x[i]) || !known(y[i])) continue;
    a.push_back(x[i]);
    b.push_back(y[i]);
  }
}

double covariance(std::span<const double> a, std::span<const double> b) {
  if (a.size() < 2) return kUnknown;
  const double centre_a = mean_of_known(a), centre_b = mean_of_known(b);
  long double total = 0;
  for (size_t i = 0; i < a.size(); ++i) total += (a[i] - centre_a) * (b[i] - centre_b);
  return static_cast<double>(total / static_cast<long double>(a.size() - 1));
}

double pearson(std::span<const double> a, std::span<const double> b) {
  const double between = covariance(a, b);
  const double scale = std::sqrt(covariance(a, a)) * std::sqrt(covariance(b, b));
  if (!(scale > 0)) return kUnknown;
  return std::clamp(between / scale, -1.0, 1.0);
}

std::vector<double> average_ranks(std::span<const double> x) {
  std::vector<size_t> order(x.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t i, size_t j) { return x[i] < x[j]; });
  std::vector<double> ranks(x.size());
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin + 1;
    while (end < order.size() && x[order[end]] == x[order[begin]]) ++end;
    for (size_t i = begin; i < end; ++i)
      ranks[order[i]] = (static_cast<double>(begin + 1) + static_cast<double>(end)) / 2;
    begin = end;
  }
  return ranks;
}

/// Kendall's tau-b.
double kendall(std::span<const double> a, std::span<const double> b) {
  const auto sign = [](double d) { return d > 0 ? 1 : d < 0 ? -1 : 0; };
  int64_t both = 0, of_a = 0, of_b = 0;
  for (size_t i = 0; i < a.size(); ++i)
    for (size_t j = 0; j < a.size(); ++j) {
      const int x = sign(a[i] - a[j]), y = sign(b[i] - b[j]);
      both += x * y;
      of_a += x * x;
      of_b += y * y;
    }
  if (of_a == 0 || of_b == 0) return kUnknown;
  return static_cast<double>(both) /
         (std::sqrt(static_cast<double>(of_a)) * std::sqrt(static_cast<double>(of_b)));
}

}  // namespace

std::vector<double> known_values(std::span<const double> x) {
  std::vector<double> out;
  out.reserve(x.size());
  for (const double value : x)
    if (known(value)) out.push_back(value);
  return out;
}

double sum(std::span<const double> x) {
  long double total = 0;
  for (const double value : x)
    if (known(value)) total += value;
  return static_cast<double>(total);
}

double mean(std::span<const double> x) { return mean_of_known(known_values(x)); }

double median(std::span<const double> x) {
  std::vector<double> values = known_values(x);
  if (values.empty()) return kUnknown;
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  if (values.size() % 2 == 1) return values[half];
  return mean_of_known(std::span(values).subspan(half - 1, 2));
}

double standard_deviation(std::span<const double> x) {
  const std::vector<double> values = known_values(x);
  return std::sqrt(covariance(values, values));
}

double skewness(std::span<const double> x) {
  const std::vector<double> values = known_values(x);
  const auto n = static_cast<double>(values.size());
  if (n < 3) return kUnknown;
  const std::vector<double> c = centred(values);
  const double y = std::sqrt(n) * power_sum(c, 3) / std::pow(power_sum(c, 2), 1.5);
  return y * std::sqrt(n * (n - 1)) / (n - 2);
}

double kurtosis(std::span<const double> x) {
  const std::vector<double> values = known_values(x);
  const auto n = static_cast<double>(values.size());
  if (n < 4) return kUnknown;
  const std::vector<double> c = centred(values);
  const double squares = power_sum(c, 2);
  const double r = n * power_sum(c, 4) / (squares * squares);
  return ((n + 1) * (r - 3) + 6) * (n - 1) / ((n - 2) * (n - 3));
}

double minimum(std::span<const double> x) {
  double out = kUnknown;
  for (const double value : x)
    if (known(value) && !(value >= out)) out = value;
  return out;
}

double maximum(std::span<const double> x) {
  double out = kUnknown;
  for (const double value : x)
    if (known(value) && !(value <= out)) out = value;
  return out;
}

double quantile(std::span<const double> sorted, double probability) {
  if (sorted.empty()) return kUnknown;
  const double at = static_cast<double>(sorted.size() - 1) * probability;
  const auto below = static_cast<size_t>(std::floor(at + 4 * 2.220446e-16));
  const double part = at - static_cast<double>(below);
  if (below + 1 >= sorted.size() || std::fabs(part) < 1e-12) return sorted[below];
  return (1 - part) * sorted[below] + part * sorted[below + 1];
}

std::vector<double> ranks_ascending(std::span<const double> x) {
  std::vector<size_t> order;
  for (size_t i = 0; i < x.size(); ++i)
    if (known(x[i])) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](size_t i, size_t j) { return x[i] < x[j]; });
  std::vector<double> ranks(x.size(), kUnknown);
  for (size_t i = 0; i < order.size(); ++i)
    ranks[order[i]] =
        i > 0 && x[order[i]] == x[order[i - 1]] ? ranks[order[i - 1]] : static_cast<double>(i + 1);
  return ranks;
}

std::vector<double> ranks_descending(std::span<const double> x) {
  std::vector<double> turned(x.begin(), x.end());
  for (double& value : turned) value = -value;
  return ranks_ascending(turned);
}

double correlation(std::span<const double> x, std::span<const double> y, Correlation kind) {
  std::vector<double> a, b;
  known_pairs(x, y, a, b);
  if (a.size() < 2) return kUnknown;
  if (kind == Correlation::kendall) return kendall(a, b);
  if (kind == Correlation::spearman) return pearson(average_ranks(a), average_ranks(b));
  return pearson(a, b);
}

double correlation_p_value(double coefficient, int64_t pairs) {
  if (pairs < 3 || !known(coefficient)) return kUnknown;
  const auto freedom = static_cast<double>(pairs - 2);
  if (std::fabs(coefficient) >= 1) return 0;
  const double t = coefficient * std::sqrt(freedom / (1 - coefficient * coefficient));
  const boost::math::students_t distribution(freedom);
  return 2 * boost::math::cdf(boost::math::complement(distribution, std::fabs(t)));
}

double cronbach_alpha(const Table& table, std::span<const size_t> columns) {
  const auto k = static_cast<double>(columns.size());
  if (columns.size() < 2) return kUnknown;
  long double all = 0, own = 0;
  for (const size_t i : columns)
    for (const size_t j : columns) {
      std::vector<double> a, b;
      known_pairs(table.column(i), table.column(j), a, b);
      const double value = covariance(a, b);
      if (!known(value)) continue;
      all += value;
      if (i == j) own += value;
    }
  if (all == 0) return kUnknown;
  const long double average = (all - own) / (k * (k - 1));
  return static_cast<double>(k * k * average / all);
}

ColumnStatistics column_statistics(std::span<const double> x) {
  ColumnStatistics out;
  std::vector<double> values = known_values(x);
  out.minimum = minimum(values);
  out.maximum = maximum(values);
  out.mean = mean(values);
  out.median = median(values);
  out.deviation = standard_deviation(values);
  out.skewness = skewness(values);
  out.kurtosis = kurtosis(values);
  out.known = static_cast<int64_t>(values.size());
  out.nonzero = std::count_if(values.begin(), values.end(), [](double v) { return v != 0; });
  std::sort(values.begin(), values.end());
  for (size_t begin = 0; begin < values.size();) {
    size_t end = begin + 1;
    while (end < values.size() && values[end] == values[begin]) ++end;
    ++out.distinct;
    out.most_frequent = std::max(out.most_frequent, static_cast<int64_t>(end - begin));
    begin = end;
  }
  const auto n = static_cast<double>(x.size());
  out.few_known = static_cast<double>(out.known) / n < 0.65;
  out.few_nonzero = static_cast<double>(out.nonzero) / n < 0.5;
  out.few_distinct = static_cast<double>(out.distinct) / n < 0.5;
  out.outliers = std::fabs(out.skewness) > 2 && out.kurtosis > 3.5;
  return out;
}

}  // namespace gaoxin::composite
