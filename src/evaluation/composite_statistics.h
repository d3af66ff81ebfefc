// The statistics that composite indicators use, as R computes them (sums in extended precision,
// means in two passes), so that ties and thresholds fall as they do there. Unknown values (NaN)
// are left out unless a function says otherwise; what cannot be computed is unknown.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "evaluation/composite_model.h"

namespace gaoxin::composite {

double sum(std::span<const double> x);
double mean(std::span<const double> x);
double median(std::span<const double> x);
/// Sample standard deviation (n − 1); unknown below two values.
double standard_deviation(std::span<const double> x);
/// Skewness and excess kurtosis of type 2 (e1071's, as in spreadsheets); unknown below three and
/// four values and when all are the same.
double skewness(std::span<const double> x);
double kurtosis(std::span<const double> x);
double minimum(std::span<const double> x);
double maximum(std::span<const double> x);
/// The known values, in order.
std::vector<double> known_values(std::span<const double> x);

/// R's quantile of type 7. `sorted` is ascending and all known.
double quantile(std::span<const double> sorted, double probability);

/// 1 is the smallest; equal values share the smallest rank; unknown stays unknown.
std::vector<double> ranks_ascending(std::span<const double> x);
/// 1 is the greatest.
std::vector<double> ranks_descending(std::span<const double> x);

enum class Correlation { pearson, spearman, kendall };
/// Over the pairs of which both are known.
double correlation(std::span<const double> x, std::span<const double> y, Correlation kind);
/// Two-sided p-value of a Pearson or Spearman coefficient over `pairs` pairs (Student's t).
double correlation_p_value(double coefficient, int64_t pairs);
/// Cronbach's alpha of the columns, covariances over the pairs of which both are known.
double cronbach_alpha(const Table& table, std::span<const size_t> columns);

/// What one should know of an indicator before using it; the flags as COINr's get_stats.
struct ColumnStatistics {
  double minimum = kUnknown, maximum = kUnknown, mean = kUnknown, median = kUnknown,
         deviation = kUnknown, skewness = kUnknown, kurtosis = kUnknown;
  int64_t known = 0, nonzero = 0, distinct = 0, most_frequent = 0;
  bool few_known = false;     ///< below 65 %
  bool few_nonzero = false;   ///< below 50 %
  bool few_distinct = false;  ///< below 50 %
  bool outliers = false;      ///< |skew| > 2 and kurtosis > 3.5
};
ColumnStatistics column_statistics(std::span<const double> x);

}  // namespace gaoxin::composite
