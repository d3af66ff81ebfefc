#include "project/outlook_rules.h"

#include <algorithm>
#include <cmath>

namespace gaoxin {
namespace {

constexpr int32_t kQuarterDays = 91;

/// One project's entry into a stage: when, and after how many days it reached the target.
struct Entry {
  int32_t entered = 0;
  int32_t days = kNeverEntered;
};

std::vector<Entry> entries_of(std::span<const StageDays> projects, int64_t stage, int64_t target) {
  std::vector<Entry> out;
  for (const StageDays& project : projects) {
    const int32_t entered = project[static_cast<size_t>(stage)];
    if (entered == kNeverEntered) continue;
    int32_t reached = kNeverEntered;
    for (size_t s = static_cast<size_t>(target); s < project.size(); ++s)
      reached = std::min(reached, project[s]);
    if (reached != kNeverEntered && reached <= entered) continue;
    out.push_back({entered, reached == kNeverEntered ? kNeverEntered : reached - entered});
  }
  return out;
}

}  // namespace

Interval wilson_interval(int64_t hits, int64_t count) {
  if (count <= 0) return {};
  constexpr double z = 1.959963984540054;
  const double n = static_cast<double>(count);
  const double p = static_cast<double>(hits) / n;
  const double denominator = 1 + z * z / n;
  const double centre = (p + z * z / (2 * n)) / denominator;
  const double half = z / denominator * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

Cohort count_cohort(std::span<const StageDays> projects, int64_t stage, int64_t target,
                    int32_t horizon_days, Date as_of) {
  Cohort out;
  for (const Entry& entry : entries_of(projects, stage, target)) {
    if (int64_t{entry.entered} + horizon_days > as_of.days) continue;
    ++out.entered;
    if (entry.days > horizon_days) continue;
    ++out.reached;
    out.days.push_back(entry.days);
  }
  return out;
}

Calibration calibrate(std::span<const Prediction> predictions) {
  Calibration out;
  out.count = static_cast<int64_t>(predictions.size());
  if (predictions.empty()) return out;
  std::array<CalibrationBin, 10> bins;
  for (size_t i = 0; i < bins.size(); ++i) {
    bins[i].predicted_from = static_cast<double>(i) / 10;
    bins[i].predicted_to = static_cast<double>(i + 1) / 10;
  }
  double brier = 0, happened = 0;
  for (const Prediction& prediction : predictions) {
    const double outcome = prediction.happened ? 1 : 0;
    brier += (prediction.probability - outcome) * (prediction.probability - outcome);
    happened += outcome;
    CalibrationBin& bin =
        bins[std::min<size_t>(9, static_cast<size_t>(prediction.probability * 10))];
    ++bin.count;
    bin.predicted += prediction.probability;
    bin.happened += outcome;
  }
  const double n = static_cast<double>(predictions.size());
  const double share = happened / n;
  out.brier = brier / n;
  out.baseline = share * (1 - share);
  for (CalibrationBin& bin : bins) {
    if (bin.count == 0) continue;
    bin.predicted /= static_cast<double>(bin.count);
    bin.happened /= static_cast<double>(bin.count);
    out.bins.push_back(bin);
  }
  return out;
}

std::vector<Prediction> past_predictions(std::span<const StageDays> projects, int64_t target,
                                         int32_t horizon_days, Date as_of, int quarters,
                                         int64_t cohort_min) {
  std::vector<Prediction> out;
  for (int64_t stage = 1; stage < target; ++stage) {
    const std::vector<Entry> entries = entries_of(projects, stage, target);
    for (int quarter = 1; quarter <= quarters; ++quarter) {
      const int32_t begin = as_of.days - horizon_days - quarter * kQuarterDays;
      int64_t known = 0, reached = 0;
      for (const Entry& entry : entries) {
        if (int64_t{entry.entered} + horizon_days > begin) continue;
        ++known;
        if (entry.days <= horizon_days) ++reached;
      }
      if (known < cohort_min || known == 0) continue;
      const double probability = static_cast<double>(reached) / static_cast<double>(known);
      for (const Entry& entry : entries)
        if (entry.entered > begin && entry.entered <= begin + kQuarterDays)
          out.push_back({probability, entry.days <= horizon_days});
    }
  }
  return out;
}

}  // namespace gaoxin
