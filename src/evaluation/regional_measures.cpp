#include "evaluation/regional_measures.h"

#include <Eigen/Dense>
#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "base/check.h"

namespace gaoxin {
namespace {

using enum UnknownBecause;

UnknownBecause problem_of(std::span<const double> values) {
  for (const double value : values) {
    if (!std::isfinite(value)) return not_a_number;
    if (value < 0) return negative;
  }
  return known;
}

double sum_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// The sums of a table, and whether it is one.
struct Totals {
  explicit Totals(const RegionTable& table)
      : region(table.regions, 0.0), industry(table.industries, 0.0) {
    CHECK(table.values.size() == table.regions * table.industries);
    problem = problem_of(table.values);
    for (size_t r = 0; r < table.regions; ++r)
      for (size_t i = 0; i < table.industries; ++i) {
        region[r] += table.at(r, i);
        industry[i] += table.at(r, i);
      }
    all = sum_of(region);
    if (problem == known && !(all > 0)) problem = empty_table;
    if (problem == known && !std::isfinite(all)) problem = not_a_number;
  }
  std::vector<double> region, industry;
  double all = 0;
  UnknownBecause problem = known;
};

std::span<const double> row_of(const RegionTable& table, size_t region) {
  return table.values.subspan(region * table.industries, table.industries);
}
std::vector<double> column_of(const RegionTable& table, size_t industry) {
  std::vector<double> out(table.regions);
  for (size_t r = 0; r < table.regions; ++r) out[r] = table.at(r, industry);
  return out;
}

/// One value for each line of a table, whose sums are `sums`: unknown for all when the table is
/// none or has a single region, for an empty line by itself.
template <typename F>
std::vector<Measure> by_line(const RegionTable& table, const Totals& totals,
                             std::span<const double> sums, UnknownBecause empty, F&& value) {
  std::vector<Measure> out;
  for (size_t i = 0; i < sums.size(); ++i) {
    if (totals.problem != known)
      out.push_back(totals.problem);
    else if (table.regions < 2)
      out.push_back(one_region);
    else if (sums[i] <= 0)
      out.push_back(empty);
    else
      out.push_back(value(i));
  }
  return out;
}
template <typename F>
std::vector<Measure> by_region(const RegionTable& table, const Totals& totals, F&& value) {
  return by_line(table, totals, totals.region, empty_region, std::forward<F>(value));
}
template <typename F>
std::vector<Measure> by_industry(const RegionTable& table, const Totals& totals, F&& value) {
  return by_line(table, totals, totals.industry, empty_industry, std::forward<F>(value));
}

/// Sum of |left / left_sum - right / right_sum|.
double share_distance(std::span<const double> left, double left_sum, std::span<const double> right,
                      double right_sum) {
  double out = 0;
  for (size_t i = 0; i < left.size(); ++i)
    out += std::abs(left[i] / left_sum - right[i] / right_sum);
  return out;
}

/// The mean share of each cell over the `others` that are not empty; nothing when there is none.
std::vector<double> mean_shares(const std::vector<std::vector<double>>& others, size_t size) {
  std::vector<double> mean(size, 0.0);
  size_t count = 0;
  for (const std::vector<double>& other : others) {
    const double sum = sum_of(other);
    if (sum <= 0) continue;
    ++count;
    for (size_t i = 0; i < size; ++i) mean[i] += other[i] / sum;
  }
  if (count == 0) return {};
  for (double& value : mean) value /= static_cast<double>(count);
  return mean;
}

/// REAT's Gini of location quotients: 2 / (n^2 mean) x sum of rank x (value - mean).
Measure gini_of_quotients(std::vector<double> quotients) {
  std::sort(quotients.begin(), quotients.end());
  const double n = static_cast<double>(quotients.size());
  const double mean = sum_of(quotients) / n;
  if (!(mean > 0)) return zero_denominator;
  double sum = 0;
  for (size_t k = 0; k < quotients.size(); ++k)
    sum += static_cast<double>(k + 1) * (quotients[k] - mean);
  return 2 / (n * n * mean) * sum;
}

/// Twice the area between the diagonal and the Lorenz curve of `values` over `reference`, both
/// without places that have neither.
Measure lorenz(std::span<const double> values, std::span<const double> reference) {
  std::vector<size_t> order;
  for (size_t k = 0; k < values.size(); ++k)
    if (values[k] > 0 || reference[k] > 0) order.push_back(k);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return values[a] * reference[b] < values[b] * reference[a];
  });
  const double value_sum = sum_of(values), reference_sum = sum_of(reference);
  if (!(value_sum > 0) || !(reference_sum > 0)) return empty_table;
  double value = 0, base = 0, area = 0;
  for (const size_t k : order) {
    const double next_value = value + values[k] / value_sum;
    const double next_base = base + reference[k] / reference_sum;
    area += next_value * base - value * next_base;
    value = next_value;
    base = next_base;
  }
  return area;
}

}  // namespace

Text unknown_text(UnknownBecause because) {
  switch (because) {
    case known: return {"已知", "known"};
    case not_a_number: return {"有数值不是有限数", "a value is not a finite number"};
    case negative: return {"有数值小于 0", "a value is below 0"};
    case empty_table: return {"没有数据,合计为 0", "there are no data: the total is 0"};
    case empty_region: return {"该地区没有数据", "the region has nothing"};
    case empty_industry: return {"各地区都没有该行业", "no region has the industry"};
    case one_region:
      return {"只有一个地区,无从比较", "there is one region only, nothing to compare with"};
    case one_industry: return {"只有一个行业", "there is one industry only"};
    case one_firm: return {"只有一家企业", "there is one firm only"};
    case zero_start: return {"期初为 0,没有增长率", "growth from 0 has no rate"};
    case zero_denominator: return {"分母为 0", "the denominator is 0"};
    case not_positive: return {"有数值为 0,不能取对数", "a value is 0 and has no logarithm"};
    case no_variance: return {"数值全部相同,无法区分", "all values are the same"};
    case not_unique:
      return {"地区之间没有共同的优势行业,结果不唯一",
              "parts of the table share no industry: the answer is not unique"};
    case no_relations: return {"该行业与其他行业没有关联", "the industry is related to no other"};
  }
  return {};
}

// ---- Location quotient and binary advantage ----------------------------------------------------

MeasureTable location_quotients(const RegionTable& table) {
  const Totals totals(table);
  MeasureTable out{table.regions, table.industries, {}};
  out.cells.reserve(table.values.size());
  for (size_t r = 0; r < table.regions; ++r)
    for (size_t i = 0; i < table.industries; ++i) {
      if (totals.problem != known)
        out.cells.push_back(totals.problem);
      else if (table.regions < 2)
        out.cells.push_back(one_region);
      else if (totals.region[r] <= 0)
        out.cells.push_back(empty_region);
      else if (totals.industry[i] <= 0)
        out.cells.push_back(empty_industry);
      else
        out.cells.push_back((table.at(r, i) / totals.region[r]) /
                            (totals.industry[i] / totals.all));
    }
  return out;
}

AdvantageTable advantages(const RegionTable& table, AdvantageRule rule) {
  const Totals totals(table);
  AdvantageTable out{table.regions,
                     table.industries,
                     std::vector<uint8_t>(table.values.size(), 0),
                     std::vector<uint8_t>(table.regions, 0),
                     std::vector<uint8_t>(table.industries, 0),
                     totals.problem};
  if (out.problem == known && table.regions < 2) out.problem = one_region;
  if (out.problem != known) return out;
  for (size_t i = 0; i < table.industries; ++i) out.industry_known[i] = totals.industry[i] > 0;
  for (size_t r = 0; r < table.regions; ++r) {
    out.region_known[r] = totals.region[r] > 0;
    if (!out.region_known[r]) continue;
    for (size_t i = 0; i < table.industries; ++i) {
      if (!out.industry_known[i]) continue;
      const double quotient =
          (table.at(r, i) / totals.region[r]) / (totals.industry[i] / totals.all);
      out.cells[r * table.industries + i] =
          rule == AdvantageRule::above_one ? quotient > 1 : quotient >= 1;
    }
  }
  return out;
}

std::vector<Measure> diversity(const AdvantageTable& table) {
  std::vector<Measure> out;
  for (size_t r = 0; r < table.regions; ++r) {
    double count = 0;
    for (size_t i = 0; i < table.industries; ++i) count += table.at(r, i);
    if (table.problem != known)
      out.push_back(table.problem);
    else if (!table.region_known[r])
      out.push_back(empty_region);
    else
      out.push_back(count);
  }
  return out;
}

std::vector<Measure> ubiquity(const AdvantageTable& table) {
  std::vector<Measure> out;
  for (size_t i = 0; i < table.industries; ++i) {
    double count = 0;
    for (size_t r = 0; r < table.regions; ++r) count += table.at(r, i);
    if (table.problem != known)
      out.push_back(table.problem);
    else if (!table.industry_known[i])
      out.push_back(empty_industry);
    else
      out.push_back(count);
  }
  return out;
}

// ---- Specialisation and concentration ----------------------------------------------------------

Measure krugman_pair(std::span<const double> left, std::span<const double> right) {
  CHECK(left.size() == right.size());
  for (const auto& row : {left, right})
    if (const UnknownBecause problem = problem_of(row); problem != known) return problem;
  const double left_sum = sum_of(left), right_sum = sum_of(right);
  if (!(left_sum > 0) || !(right_sum > 0)) return empty_region;
  return share_distance(left, left_sum, right, right_sum);
}

Measure cosine_pair(std::span<const double> left, std::span<const double> right) {
  CHECK(left.size() == right.size());
  double product = 0, left_square = 0, right_square = 0;
  for (const auto& row : {left, right})
    if (const UnknownBecause problem = problem_of(row); problem != known) return problem;
  for (size_t i = 0; i < left.size(); ++i) {
    product += left[i] * right[i];
    left_square += left[i] * left[i];
    right_square += right[i] * right[i];
  }
  if (!(left_square > 0) || !(right_square > 0)) return empty_region;
  return product / std::sqrt(left_square * right_square);
}

namespace {
template <typename F>
MeasureTable pairs_of(const RegionTable& table, F&& pair) {
  MeasureTable out{table.regions, table.regions,
                   std::vector<Measure>(table.regions * table.regions, Measure(empty_region))};
  for (size_t a = 0; a < table.regions; ++a)
    for (size_t b = a; b < table.regions; ++b)
      out.cells[a * table.regions + b] = out.cells[b * table.regions + a] =
          pair(row_of(table, a), row_of(table, b));
  return out;
}
}  // namespace

MeasureTable krugman_pairs(const RegionTable& table) { return pairs_of(table, krugman_pair); }

MeasureTable cosine_pairs(const RegionTable& table) {
  MeasureTable out = pairs_of(table, cosine_pair);
  for (size_t r = 0; r < table.regions; ++r)
    if (Measure& own = out.cells[r * table.regions + r]; own.value) own = 1.0;
  return out;
}

std::vector<Measure> krugman_against_all(const RegionTable& table) {
  const Totals totals(table);
  return by_region(table, totals, [&](size_t r) {
    return share_distance(row_of(table, r), totals.region[r], totals.industry, totals.all);
  });
}

std::vector<Measure> specialisation_coefficients(const RegionTable& table) {
  std::vector<Measure> out = krugman_against_all(table);
  for (Measure& measure : out)
    if (measure.value) *measure.value /= 2;
  return out;
}

std::vector<Measure> krugman_against_mean_of_others(const RegionTable& table) {
  const Totals totals(table);
  return by_region(table, totals, [&](size_t r) -> Measure {
    std::vector<std::vector<double>> others;
    for (size_t other = 0; other < table.regions; ++other)
      if (other != r) others.emplace_back(row_of(table, other).begin(), row_of(table, other).end());
    const std::vector<double> mean = mean_shares(others, table.industries);
    if (mean.empty()) return one_region;
    return share_distance(row_of(table, r), totals.region[r], mean, 1);
  });
}

Measure herfindahl(std::span<const double> values) {
  if (const UnknownBecause problem = problem_of(values); problem != known) return problem;
  const double sum = sum_of(values);
  if (!(sum > 0)) return empty_table;
  double out = 0;
  for (const double value : values) out += value / sum * (value / sum);
  return out;
}

Measure entropy(std::span<const double> values) {
  if (const UnknownBecause problem = problem_of(values); problem != known) return problem;
  const double sum = sum_of(values);
  if (!(sum > 0)) return empty_table;
  double out = 0;
  for (const double value : values)
    if (value > 0) out -= value / sum * std::log2(value / sum);
  return out;
}

std::vector<Measure> hachman(const RegionTable& table) {
  const Totals totals(table);
  return by_region(table, totals, [&](size_t r) {
    double mean = 0;
    for (size_t i = 0; i < table.industries; ++i) {
      if (totals.industry[i] <= 0) continue;
      const double share = table.at(r, i) / totals.region[r];
      mean += share / (totals.industry[i] / totals.all) * share;
    }
    return 1 / mean;
  });
}

std::vector<Measure> gini_of_specialisation(const RegionTable& table) {
  const Totals totals(table);
  return by_region(table, totals, [&](size_t r) -> Measure {
    std::vector<double> quotients;
    for (size_t i = 0; i < table.industries; ++i) {
      if (totals.industry[i] <= 0) return empty_industry;
      quotients.push_back(table.at(r, i) / totals.industry[i] / (totals.region[r] / totals.all));
    }
    if (quotients.size() < 2) return one_industry;
    return gini_of_quotients(std::move(quotients));
  });
}

std::vector<Measure> herfindahl_of_industries(const RegionTable& table) {
  const Totals totals(table);
  return by_industry(table, totals, [&](size_t i) { return herfindahl(column_of(table, i)); });
}

std::vector<Measure> krugman_of_industries(const RegionTable& table) {
  const Totals totals(table);
  return by_industry(table, totals, [&](size_t i) {
    return share_distance(column_of(table, i), totals.industry[i], totals.region, totals.all);
  });
}

std::vector<Measure> krugman_of_industries_against_others(const RegionTable& table) {
  const Totals totals(table);
  return by_industry(table, totals, [&](size_t i) -> Measure {
    std::vector<std::vector<double>> others;
    for (size_t other = 0; other < table.industries; ++other)
      if (other != i) others.push_back(column_of(table, other));
    const std::vector<double> mean = mean_shares(others, table.regions);
    if (mean.empty()) return one_industry;
    return share_distance(column_of(table, i), totals.industry[i], mean, 1);
  });
}

std::vector<Measure> hoover_of_industries(const RegionTable& table) {
  std::vector<Measure> out = krugman_of_industries(table);
  for (Measure& measure : out)
    if (measure.value) *measure.value /= 2;
  return out;
}

std::vector<Measure> locational_gini(const RegionTable& table) {
  const Totals totals(table);
  return by_industry(table, totals, [&](size_t i) {
    Measure out = lorenz(column_of(table, i), totals.region);
    if (out.value) *out.value /= 2;
    return out;
  });
}

std::vector<Measure> gini_of_concentration(const RegionTable& table) {
  const Totals totals(table);
  return by_industry(table, totals, [&](size_t i) -> Measure {
    std::vector<double> quotients;
    for (size_t r = 0; r < table.regions; ++r) {
      if (totals.region[r] <= 0) return empty_region;
      quotients.push_back(table.at(r, i) / totals.region[r] / (totals.industry[i] / totals.all));
    }
    return gini_of_quotients(std::move(quotients));
  });
}

// ---- Ellison-Glaeser, Litzenberger-Sternberg ----------------------------------------------------

EllisonGlaeser ellison_glaeser(std::span<const Firm> firms, std::span<const double> totals) {
  const auto unknown = [&](UnknownBecause because) {
    return EllisonGlaeser{because, because, because, because, static_cast<int64_t>(firms.size())};
  };
  std::vector<double> sizes, by_place(totals.size(), 0.0);
  for (const Firm& firm : firms) {
    CHECK(firm.region < totals.size());
    sizes.push_back(firm.size);
    by_place[firm.region] += firm.size;
  }
  for (const std::span<const double> values : {std::span<const double>(sizes), totals})
    if (const UnknownBecause problem = problem_of(values); problem != known)
      return unknown(problem);
  const double size = sum_of(sizes), all = sum_of(totals);
  if (!(size > 0)) return unknown(empty_industry);
  if (!(all > 0)) return unknown(empty_table);
  double g = 0, square = 0, cube = 0, fourth = 0;
  for (size_t j = 0; j < totals.size(); ++j) {
    const double s = totals[j] / all, own = by_place[j] / size;
    g += (own - s) * (own - s);
    square += s * s;
    cube += s * s * s;
  }
  for (const double value : sizes) fourth += std::pow(value / size, 4);
  const Measure h = herfindahl(sizes);
  const double spread = 1 - square;
  EllisonGlaeser out{one_region, g, one_region, h, static_cast<int64_t>(firms.size())};
  if (!(spread > 1e-12)) return out;
  if (!(1 - *h.value > 1e-12)) {
    out.gamma = out.z = one_firm;
    return out;
  }
  out.gamma = (g - spread * *h.value) / (spread * (1 - *h.value));
  const double variance = 2 * (*h.value * *h.value * (square - 2 * cube + square * square) -
                               fourth * (square - 4 * cube + 3 * square * square));
  if (variance > 0)
    out.z = (g - spread * *h.value) / std::sqrt(variance);
  else
    out.z = no_variance;
  return out;
}

Measure litzenberger_sternberg(const ClusterInput& in) {
  const double values[] = {in.jobs,        in.jobs_all,        in.area,  in.area_all,
                           in.inhabitants, in.inhabitants_all, in.firms, in.firms_all};
  if (const UnknownBecause problem = problem_of(values); problem != known) return problem;
  if (!(in.jobs_all > 0) || !(in.firms_all > 0)) return empty_industry;
  if (!(in.area > 0) || !(in.area_all > 0) || !(in.inhabitants > 0) || !(in.inhabitants_all > 0) ||
      !(in.firms > 0))
    return zero_denominator;
  const double concentration = in.jobs / in.area / (in.jobs_all / in.area_all);
  const double specialisation = in.jobs / in.inhabitants / (in.jobs_all / in.inhabitants_all);
  const double size = in.jobs / in.firms / (in.jobs_all / in.firms_all);
  if (!(size > 0)) return zero_denominator;
  return concentration * specialisation / size;
}

// ---- Relatedness -------------------------------------------------------------------------------

std::vector<double> co_occurrence(const AdvantageTable& table) {
  const size_t n = table.industries, words = (table.regions + 63) / 64;
  std::vector<uint64_t> bits(n * words, 0);  // One set of regions for each industry.
  for (size_t r = 0; r < table.regions; ++r)
    for (size_t i = 0; i < n; ++i)
      if (table.at(r, i)) bits[i * words + r / 64] |= uint64_t{1} << (r % 64);
  std::vector<double> out(n * n, 0.0);
  for (size_t a = 0; a < n; ++a)
    for (size_t b = a + 1; b < n; ++b) {
      int count = 0;
      for (size_t w = 0; w < words; ++w)
        count += std::popcount(bits[a * words + w] & bits[b * words + w]);
      out[a * n + b] = out[b * n + a] = count;
    }
  return out;
}

std::vector<double> relatedness(std::span<const double> together, size_t n,
                                RelatednessMethod method) {
  CHECK(together.size() == n * n);
  std::vector<double> sums(n, 0.0), out(n * n, 0.0);
  for (size_t a = 0; a < n; ++a)
    for (size_t b = 0; b < n; ++b)
      if (a != b) sums[a] += together[a * n + b];
  const double total = sum_of(sums);
  for (size_t a = 0; a < n; ++a)
    for (size_t b = 0; b < n; ++b) {
      if (a == b) continue;
      const double c = together[a * n + b], sa = sums[a], sb = sums[b];
      double value = 0;
      switch (method) {
        case RelatednessMethod::probability:
          value = c / (((sa / total) * (sb / (total - sa)) + (sb / total) * (sa / (total - sb))) *
                       (total / 2));
          break;
        case RelatednessMethod::association:
          value = (c / total) / ((sa / total) * (sb / total));
          break;
        case RelatednessMethod::cosine: value = c / std::sqrt(sa * sb); break;
        case RelatednessMethod::jaccard: value = c / (sa + sb - c); break;
      }
      out[a * n + b] = std::isfinite(value) ? value : 0;
    }
  return out;
}

std::vector<double> binary_relatedness(std::vector<double> values) {
  for (double& value : values) value = value >= 1 ? 1 : 0;
  return values;
}

namespace {
/// For each region the industries it has an advantage in.
std::vector<std::vector<size_t>> own_industries(const AdvantageTable& table) {
  std::vector<std::vector<size_t>> out(table.regions);
  for (size_t r = 0; r < table.regions; ++r)
    for (size_t i = 0; i < table.industries; ++i)
      if (table.at(r, i)) out[r].push_back(i);
  return out;
}
}  // namespace

MeasureTable relatedness_density(const AdvantageTable& table, std::span<const double> related) {
  const size_t n = table.industries;
  CHECK(related.size() == n * n);
  std::vector<double> column_sums(n, 0.0), sum(n);
  for (size_t a = 0; a < n; ++a)
    for (size_t b = 0; b < n; ++b) column_sums[b] += related[a * n + b];
  MeasureTable out{table.regions, n, {}};
  out.cells.reserve(table.cells.size());
  const std::vector<std::vector<size_t>> own = own_industries(table);
  for (size_t r = 0; r < table.regions; ++r) {
    std::fill(sum.begin(), sum.end(), 0.0);
    for (const size_t a : own[r])
      for (size_t b = 0; b < n; ++b) sum[b] += related[a * n + b];
    for (size_t b = 0; b < n; ++b) {
      if (table.problem != known)
        out.cells.push_back(table.problem);
      else if (!table.region_known[r])
        out.cells.push_back(empty_region);
      else if (!(column_sums[b] > 0))
        out.cells.push_back(table.industry_known[b] ? no_relations : empty_industry);
      else
        out.cells.push_back(sum[b] / column_sums[b] * 100);
    }
  }
  return out;
}

std::vector<double> proximity(const AdvantageTable& table) {
  const size_t n = table.industries;
  std::vector<double> out = co_occurrence(table);
  std::vector<double> regions(n, 0.0);
  for (size_t r = 0; r < table.regions; ++r)
    for (size_t i = 0; i < n; ++i) regions[i] += table.at(r, i);
  for (size_t a = 0; a < n; ++a)
    for (size_t b = 0; b < n; ++b) {
      const double most = std::max(regions[a], regions[b]);
      double& cell = out[a * n + b];
      if (a == b)
        cell = most > 0 ? 1 : 0;
      else
        cell = most > 0 ? cell / most : 0;
    }
  return out;
}

std::optional<std::vector<double>> continuous_proximity(const MeasureTable& quotients) {
  const size_t rows = quotients.rows, n = quotients.columns;
  Eigen::MatrixXd x(rows, n);
  for (size_t r = 0; r < rows; ++r)
    for (size_t i = 0; i < n; ++i) {
      if (!quotients.at(r, i).value) return std::nullopt;
      x(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(i)) = *quotients.at(r, i).value;
    }
  x.rowwise() -= x.colwise().mean().eval();
  const Eigen::VectorXd deviation = x.colwise().norm();
  if (n == 0 || !(deviation.minCoeff() > 0)) return std::nullopt;
  const Eigen::MatrixXd product = x.transpose() * x;
  std::vector<double> out(n * n);
  for (size_t a = 0; a < n; ++a)
    for (size_t b = 0; b < n; ++b) {
      const auto i = static_cast<Eigen::Index>(a), j = static_cast<Eigen::Index>(b);
      out[a * n + b] = (1 + product(i, j) / (deviation(i) * deviation(j))) / 2;
    }
  return out;
}

MeasureTable proximity_density(std::span<const double> presence, size_t regions,
                               std::span<const double> near, size_t n) {
  CHECK(presence.size() == regions * n && near.size() == n * n);
  MeasureTable out{regions, n, {}};
  out.cells.reserve(presence.size());
  std::vector<double> row_sums(n, 0.0), sum(n);
  for (size_t b = 0; b < n; ++b)
    for (size_t a = 0; a < n; ++a) row_sums[b] += near[b * n + a];
  for (size_t r = 0; r < regions; ++r) {
    std::fill(sum.begin(), sum.end(), 0.0);
    for (size_t a = 0; a < n; ++a)
      if (const double here = presence[r * n + a]; here != 0)
        for (size_t b = 0; b < n; ++b) sum[b] += here * near[b * n + a];
    for (size_t b = 0; b < n; ++b) {
      if (!std::isfinite(sum[b]) || !std::isfinite(row_sums[b]))
        out.cells.push_back(not_a_number);
      else if (!(row_sums[b] > 0))
        out.cells.push_back(no_relations);
      else
        out.cells.push_back(sum[b] / row_sums[b]);
    }
  }
  return out;
}

// ---- Complexity --------------------------------------------------------------------------------

namespace {

/// The regions and industries that take part, and their advantages as a matrix.
struct Participants {
  explicit Participants(const AdvantageTable& table) {
    std::vector<int> of_region(table.regions, 0), of_industry(table.industries, 0);
    for (size_t r = 0; r < table.regions; ++r)
      for (size_t i = 0; i < table.industries; ++i) {
        of_region[r] += table.at(r, i);
        of_industry[i] += table.at(r, i);
      }
    for (size_t r = 0; r < table.regions; ++r)
      if (of_region[r] > 0) regions.push_back(r);
    for (size_t i = 0; i < table.industries; ++i)
      if (of_industry[i] > 0) industries.push_back(i);
    m.resize(static_cast<Eigen::Index>(regions.size()),
             static_cast<Eigen::Index>(industries.size()));
    for (size_t r = 0; r < regions.size(); ++r)
      for (size_t i = 0; i < industries.size(); ++i)
        m(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(i)) =
            table.at(regions[r], industries[i]);
    diversity = m.rowwise().sum();
    ubiquity = m.colwise().sum();
  }
  std::vector<size_t> regions, industries;
  Eigen::MatrixXd m;
  Eigen::VectorXd diversity, ubiquity;
};

struct Eigenvectors {
  UnknownBecause problem = known;
  Eigen::VectorXd regions, industries;  // kc = D^-1 M kp
};

/// The second eigenvector of D^-1 M U^-1 M', through the symmetric matrix with the same
/// eigenvalues, on the smaller of the two sides.
Eigenvectors second_eigenvector(const Participants& p) {
  if (p.regions.size() < 2) return {one_region, {}, {}};
  if (p.industries.size() < 2) return {one_industry, {}, {}};
  const Eigen::VectorXd d = p.diversity.cwiseSqrt().cwiseInverse();
  const Eigen::VectorXd u = p.ubiquity.cwiseSqrt().cwiseInverse();
  const Eigen::MatrixXd scaled = d.asDiagonal() * p.m * u.asDiagonal();
  const bool by_region = p.regions.size() <= p.industries.size();
  Eigen::MatrixXd symmetric;
  if (by_region)
    symmetric = scaled * scaled.transpose();
  else
    symmetric = scaled.transpose() * scaled;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(symmetric);
  const Eigen::VectorXd& values = solver.eigenvalues();  // Growing.
  const Eigen::Index second = values.size() - 2;
  if (values(second) > 1 - 1e-10) return {not_unique, {}, {}};
  if (values(second) < 1e-10) return {no_variance, {}, {}};
  if (second > 0 && values(second) - values(second - 1) < 1e-10) return {not_unique, {}, {}};
  const Eigen::VectorXd w = solver.eigenvectors().col(second);
  Eigenvectors out;
  if (by_region) {
    const Eigen::VectorXd kc = d.cwiseProduct(w);
    out.industries = p.ubiquity.cwiseInverse().asDiagonal() * (p.m.transpose() * kc);
  } else {
    out.industries = u.cwiseProduct(w);
  }
  out.regions = p.diversity.cwiseInverse().asDiagonal() * (p.m * out.industries);
  // The sign with which complexity grows with diversity.
  const Eigen::VectorXd diversity = p.diversity.array() - p.diversity.mean();
  const Eigen::VectorXd complexity = out.regions.array() - out.regions.mean();
  const double norms = diversity.norm() * complexity.norm();
  const double correlation = norms > 0 ? diversity.dot(complexity) / norms : 0;
  if (std::abs(correlation) < 1e-9) return {no_variance, {}, {}};
  if (correlation < 0) {
    out.regions = -out.regions;
    out.industries = -out.industries;
  }
  return out;
}

double deviation_of(const Eigen::VectorXd& values) {
  return std::sqrt((values.array() - values.mean()).square().mean());
}

}  // namespace

Complexity complexity(const AdvantageTable& table) {
  const Participants p(table);
  Eigenvectors vectors;
  if (table.problem != known)
    vectors.problem = table.problem;
  else
    vectors = second_eigenvector(p);
  const auto everywhere = [&](UnknownBecause region, UnknownBecause industry) {
    return Complexity{std::vector<Measure>(table.regions, Measure(region)),
                      std::vector<Measure>(table.industries, Measure(industry)),
                      std::vector<Measure>(table.regions, Measure(region)),
                      {table.regions, table.industries,
                       std::vector<Measure>(table.cells.size(), Measure(region))}};
  };
  if (vectors.problem != known) return everywhere(vectors.problem, vectors.problem);
  Complexity out = everywhere(empty_region, empty_industry);
  const double mean = vectors.regions.mean(), deviation = deviation_of(vectors.regions);
  if (!(deviation > 0)) return everywhere(no_variance, no_variance);

  // Outlook: how near the complex industries are that a region lacks.
  const Eigen::Index n = p.m.cols();
  Eigen::MatrixXd near = p.m.transpose() * p.m;
  for (Eigen::Index a = 0; a < n; ++a)
    for (Eigen::Index b = 0; b < n; ++b)
      if (a != b) near(a, b) /= std::max(p.ubiquity(a), p.ubiquity(b));
  near.diagonal().setOnes();
  const Eigen::VectorXd near_sums = near.rowwise().sum();
  const Eigen::MatrixXd lacking = Eigen::MatrixXd::Ones(p.m.rows(), n) - p.m;
  const Eigen::MatrixXd density = p.m * near * near_sums.cwiseInverse().asDiagonal();
  const Eigen::VectorXd outlook = density.cwiseProduct(lacking) * vectors.industries;
  const Eigen::MatrixXd weighted = vectors.industries.cwiseQuotient(near_sums).asDiagonal() * near;
  const Eigen::MatrixXd gain = lacking.cwiseProduct(lacking * weighted) / deviation;
  const double outlook_mean = outlook.mean(), outlook_deviation = deviation_of(outlook);

  for (size_t i = 0; i < p.industries.size(); ++i)
    out.pci[p.industries[i]] =
        (vectors.industries(static_cast<Eigen::Index>(i)) - mean) / deviation;
  for (size_t r = 0; r < p.regions.size(); ++r) {
    const auto row = static_cast<Eigen::Index>(r);
    out.eci[p.regions[r]] = (vectors.regions(row) - mean) / deviation;
    if (outlook_deviation > 0)
      out.outlook[p.regions[r]] = (outlook(row) - outlook_mean) / outlook_deviation;
    else
      out.outlook[p.regions[r]] = no_variance;
    for (size_t i = 0; i < p.industries.size(); ++i)
      out.gain.cells[p.regions[r] * table.industries + p.industries[i]] =
          gain(row, static_cast<Eigen::Index>(i));
  }
  return out;
}

// ---- Shift-share -------------------------------------------------------------------------------

namespace {

struct ShiftInput {
  std::span<const double> region_before, region_after, whole_before, whole_after;
  double region_sum_before = 0, region_sum_after = 0, whole_sum_before = 0, whole_sum_after = 0;
  UnknownBecause problem = known;
};

ShiftInput shift_input(std::span<const double> region_before, std::span<const double> region_after,
                       std::span<const double> whole_before, std::span<const double> whole_after) {
  CHECK(region_before.size() == region_after.size() &&
        region_before.size() == whole_before.size() && whole_before.size() == whole_after.size());
  ShiftInput in{region_before,        region_after,          whole_before,
                whole_after,          sum_of(region_before), sum_of(region_after),
                sum_of(whole_before), sum_of(whole_after),   known};
  for (const auto& values : {region_before, region_after, whole_before, whole_after})
    if (in.problem == known) in.problem = problem_of(values);
  if (in.problem == known && !(in.whole_sum_before > 0)) in.problem = empty_table;
  if (in.problem == known && !(in.region_sum_before > 0)) in.problem = empty_region;
  return in;
}

/// Dunn and Esteban for one industry.
ShiftShare one_industry_share(const ShiftInput& in, size_t i, ShiftShareMethod method) {
  const double before = in.region_before[i], after = in.region_after[i];
  const double growth_all = in.whole_sum_after / in.whole_sum_before;
  ShiftShare out;
  out.growth = after - before;
  out.national = before * growth_all - before;
  out.net = after - before * growth_all;
  if (in.whole_before[i] <= 0) {
    // Nobody had it before. When nobody has it after either it says nothing; else it has no rate.
    const bool absent = in.whole_after[i] <= 0 && before <= 0 && after <= 0;
    const Measure part = absent ? Measure(0.0) : Measure(zero_start);
    out.mix = out.regional = part;
    if (method == ShiftShareMethod::esteban) out.allocation = part;
    return out;
  }
  const double growth_industry = in.whole_after[i] / in.whole_before[i];
  out.mix = before * growth_industry - before * growth_all;
  if (method == ShiftShareMethod::dunn) {
    out.regional = after - before * growth_industry;
    return out;
  }
  if (before <= 0) {
    out.regional = out.allocation = zero_start;
    return out;
  }
  const double homothetic = in.region_sum_before * (in.whole_before[i] / in.whole_sum_before);
  const double lead = after / before - growth_industry;
  out.regional = homothetic * lead;
  out.allocation = (before - homothetic) * lead;
  return out;
}

void add(Measure& total, const Measure& part) {
  if (!total.value) return;
  if (part.value)
    *total.value += *part.value;
  else
    total = part;
}

constexpr Measure ShiftShare::*kParts[] = {&ShiftShare::growth,     &ShiftShare::national,
                                           &ShiftShare::mix,        &ShiftShare::regional,
                                           &ShiftShare::allocation, &ShiftShare::net};

ShiftShare all_parts(const Measure& measure) {
  return {measure, measure, measure, measure, measure, measure};
}

ShiftShare gerfin(const ShiftInput& in) {
  ShiftShare out;
  out.growth = in.region_sum_after - in.region_sum_before;
  const double growth_all = in.whole_sum_after / in.whole_sum_before;
  double expected = 0;
  UnknownBecause problem = growth_all > 0 ? known : zero_denominator;
  for (size_t i = 0; i < in.region_before.size(); ++i) {
    if (in.region_before[i] <= 0) continue;
    if (in.whole_before[i] <= 0)
      problem = zero_start;
    else
      expected += in.region_before[i] * (in.whole_after[i] / in.whole_before[i]);
  }
  expected /= in.region_sum_before;
  const double growth_region = in.region_sum_after / in.region_sum_before;
  if (problem != known) {
    out.mix = out.regional = out.net = problem;
    return out;
  }
  out.mix = expected / growth_all;
  out.regional = expected > 0 ? Measure(growth_region / expected) : Measure(zero_denominator);
  out.net = growth_region / growth_all;
  return out;
}

}  // namespace

std::vector<ShiftShare> shift_share_by_industry(std::span<const double> region_before,
                                                std::span<const double> region_after,
                                                std::span<const double> whole_before,
                                                std::span<const double> whole_after,
                                                ShiftShareMethod method) {
  const ShiftInput in = shift_input(region_before, region_after, whole_before, whole_after);
  std::vector<ShiftShare> out;
  for (size_t i = 0; i < region_before.size(); ++i) {
    if (in.problem != known) {
      out.push_back(all_parts(in.problem));
    } else if (method == ShiftShareMethod::gerfin) {
      const auto one = [i](std::span<const double> values) { return values.subspan(i, 1); };
      out.push_back(shift_share(one(region_before), one(region_after), one(whole_before),
                                one(whole_after), method));
    } else {
      out.push_back(one_industry_share(in, i, method));
    }
  }
  return out;
}

ShiftShare shift_share(std::span<const double> region_before, std::span<const double> region_after,
                       std::span<const double> whole_before, std::span<const double> whole_after,
                       ShiftShareMethod method) {
  const ShiftInput in = shift_input(region_before, region_after, whole_before, whole_after);
  if (in.problem != known) return all_parts(in.problem);
  if (method == ShiftShareMethod::gerfin) return gerfin(in);
  ShiftShare out = all_parts(0.0);
  if (method == ShiftShareMethod::dunn) out.allocation = zero_denominator;
  for (size_t i = 0; i < region_before.size(); ++i) {
    const ShiftShare part = one_industry_share(in, i, method);
    for (const auto member : kParts)
      if ((out.*member).value) add(out.*member, part.*member);
  }
  return out;
}

DynamicShiftShare dynamic_shift_share(const RegionTable& region, const RegionTable& whole,
                                      ShiftShareMethod method) {
  CHECK(region.regions == whole.regions && region.industries == whole.industries);
  DynamicShiftShare out;
  for (size_t year = 0; year + 1 < region.regions; ++year)
    out.periods.push_back(shift_share(row_of(region, year), row_of(region, year + 1),
                                      row_of(whole, year), row_of(whole, year + 1), method));
  if (out.periods.empty()) {
    out.total = all_parts(empty_table);
    return out;
  }
  out.total = out.periods.front();
  for (size_t k = 1; k < out.periods.size(); ++k)
    for (const auto member : kParts) add(out.total.*member, out.periods[k].*member);
  if (method == ShiftShareMethod::gerfin)
    for (const auto member : {&ShiftShare::mix, &ShiftShare::regional, &ShiftShare::net})
      if (Measure& factor = out.total.*member; factor.value)
        *factor.value /= static_cast<double>(out.periods.size());
  return out;
}

// ---- Inequality --------------------------------------------------------------------------------

Measure gini(std::span<const double> values) {
  return gini_against(values, std::vector<double>(values.size(), 1.0));
}

Measure gini_against(std::span<const double> values, std::span<const double> reference) {
  CHECK(values.size() == reference.size());
  for (const auto& list : {values, reference})
    if (const UnknownBecause problem = problem_of(list); problem != known) return problem;
  if (values.size() == 1) return one_region;
  return lorenz(values, reference);
}

Measure hoover(std::span<const double> values, std::span<const double> reference) {
  const std::vector<double> equal(values.size(), 1.0);
  if (reference.empty()) reference = equal;
  CHECK(values.size() == reference.size());
  for (const auto& list : {values, reference})
    if (const UnknownBecause problem = problem_of(list); problem != known) return problem;
  const double value_sum = sum_of(values), reference_sum = sum_of(reference);
  if (!(value_sum > 0) || !(reference_sum > 0)) return empty_table;
  if (values.size() == 1) return one_region;
  return share_distance(values, value_sum, reference, reference_sum) / 2;
}

Measure variation(std::span<const double> values, Deviation deviation) {
  for (const double value : values)
    if (!std::isfinite(value)) return not_a_number;
  if (values.empty()) return empty_table;
  if (values.size() == 1) return one_region;
  const double n = static_cast<double>(values.size());
  const double mean = sum_of(values) / n;
  if (mean == 0) return zero_denominator;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (deviation == Deviation::sample ? n - 1 : n)) / std::abs(mean);
}

Measure theil_t(std::span<const double> values) {
  if (const UnknownBecause problem = problem_of(values); problem != known) return problem;
  const double sum = sum_of(values);
  if (!(sum > 0)) return empty_table;
  if (values.size() == 1) return one_region;
  const double n = static_cast<double>(values.size());
  double out = 0;
  for (const double value : values)
    if (value > 0) out += value / sum * std::log(n * (value / sum));
  return out;
}

Measure theil_l(std::span<const double> values) {
  if (const UnknownBecause problem = problem_of(values); problem != known) return problem;
  const double sum = sum_of(values);
  if (!(sum > 0)) return empty_table;
  if (values.size() == 1) return one_region;
  const double n = static_cast<double>(values.size());
  double out = 0;
  for (const double value : values) {
    if (!(value > 0)) return not_positive;
    out += std::log(sum / n / value);
  }
  return out / n;
}

Measure atkinson(std::span<const double> values, double epsilon) {
  if (!std::isfinite(epsilon)) return not_a_number;
  if (epsilon < 0) return negative;
  if (const UnknownBecause problem = problem_of(values); problem != known) return problem;
  const double sum = sum_of(values);
  if (!(sum > 0)) return empty_table;
  if (values.size() == 1) return one_region;
  const double n = static_cast<double>(values.size()), mean = sum / n;
  const bool any_zero = std::any_of(values.begin(), values.end(), [](double v) { return v <= 0; });
  if (any_zero && epsilon >= 1) return not_positive;
  double out = 0;
  for (const double value : values)
    out += epsilon == 1 ? std::log(value / mean) : std::pow(value / mean, 1 - epsilon);
  return 1 - (epsilon == 1 ? std::exp(out / n) : std::pow(out / n, 1 / (1 - epsilon)));
}

TheilParts theil_parts(std::span<const double> values, std::span<const size_t> groups) {
  CHECK(values.size() == groups.size());
  const Measure all = theil_t(values);
  if (!all.value) return {all, all};
  std::vector<double> sums, counts;
  for (size_t k = 0; k < values.size(); ++k) {
    if (groups[k] >= sums.size()) {
      sums.resize(groups[k] + 1, 0.0);
      counts.resize(groups[k] + 1, 0.0);
    }
    sums[groups[k]] += values[k];
    counts[groups[k]] += 1;
  }
  const double sum = sum_of(values), n = static_cast<double>(values.size());
  double between = 0;
  for (size_t g = 0; g < sums.size(); ++g)
    if (sums[g] > 0) between += sums[g] / sum * std::log(n / counts[g] * (sums[g] / sum));
  return {between, *all.value - between};
}

}  // namespace gaoxin
