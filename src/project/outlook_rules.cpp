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
  // Quarter q, from 1 to `quarters`, begins q quarters before the last day that has a whole
  // horizon.
  const int64_t last_day = int64_t{as_of.days} - horizon_days;
  struct Quarter {
    int64_t known = 0, reached = 0;
  };
  for (int64_t stage = 1; stage < target; ++stage) {
    const std::vector<Entry> entries = entries_of(projects, stage, target);
    // An entry is known at the beginning of a quarter when its own horizon was over by then, and so
    // in all later quarters: counted in the first of them, then added up.
    std::vector<Quarter> at(static_cast<size_t>(quarters) + 1);
    for (const Entry& entry : entries) {
      const int64_t room = last_day - (int64_t{entry.entered} + horizon_days);
      if (room < kQuarterDays) continue;
      Quarter& first = at[static_cast<size_t>(std::min<int64_t>(room / kQuarterDays, quarters))];
      ++first.known;
      if (entry.days <= horizon_days) ++first.reached;
    }
    for (size_t q = at.size() - 1; q > 1; --q) {
      at[q - 1].known += at[q].known;
      at[q - 1].reached += at[q].reached;
    }
    for (const Entry& entry : entries) {
      if (entry.entered > last_day) continue;
      const int64_t quarter = (last_day - entry.entered) / kQuarterDays + 1;
      if (quarter > quarters) continue;
      const Quarter& then = at[static_cast<size_t>(quarter)];
      if (then.known < cohort_min || then.known == 0) continue;
      out.push_back({static_cast<double>(then.reached) / static_cast<double>(then.known),
                     entry.days <= horizon_days});
    }
  }
  return out;
}

}  // namespace gaoxin
