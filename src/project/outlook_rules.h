// How likely a project is to reach production, from what became of earlier ones. Pure.
//
// The probability of a stage is a share with its counts: of the projects that entered the stage
// long enough ago for the period to be over, how many reached the target within it. Nothing is
// fitted, so everybody can count it again.
#pragma once

#include <array>
#include <boost/describe.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "base/date.h"
#include "base/money.h"

namespace gaoxin {

inline constexpr int32_t kNeverEntered = std::numeric_limits<int32_t>::max();

/// When a project first entered each stage: days since 1970, index 1 to 10; kNeverEntered when it
/// did not.
using StageDays = std::array<int32_t, 11>;

struct Interval {
  double low = 0, high = 1;
};
/// Wilson score interval (Wilson 1927) of `hits` among `count` at 95 %; 0 to 1 when count is 0.
Interval wilson_interval(int64_t hits, int64_t count);

struct Cohort {
  int64_t entered = 0;
  int64_t reached = 0;
  std::vector<int32_t> days;  ///< from entering to the target, of those that reached it
};
/// Those that entered `stage` at least `horizon_days` before `as_of`, and reached `target` within
/// `horizon_days` of entering. A project that entered the target on the day it entered the stage,
/// or before (entered afterwards), is left out: it has no future to count.
Cohort count_cohort(std::span<const StageDays> projects, int64_t stage, int64_t target,
                    int32_t horizon_days, Date as_of);

struct CalibrationBin {
  double predicted_from = 0, predicted_to = 0;
  int64_t count = 0;
  double predicted = 0;  ///< mean
  double happened = 0;   ///< share
};
BOOST_DESCRIBE_STRUCT(CalibrationBin, (),
                      (predicted_from, predicted_to, count, predicted, happened))
struct Calibration {
  int64_t count = 0;
  std::optional<double> brier{};       ///< mean squared error, 0 the best
  std::optional<double> baseline{};    ///< of one probability for all: the share that happened
  std::vector<CalibrationBin> bins{};  ///< ten, without the empty ones
};
BOOST_DESCRIBE_STRUCT(Calibration, (), (count, brier, baseline, bins))
struct Prediction {
  double probability = 0;
  bool happened = false;
};
Calibration calibrate(std::span<const Prediction> predictions);

/// What would have been predicted: at the beginning of each of `quarters` quarters the probability
/// of each stage below `target` as count_cohort gives it then, for the projects that entered the
/// stage in that quarter. The last quarter ended a horizon before `as_of`. A stage whose cohort
/// was smaller than `cohort_min` predicts nothing.
std::vector<Prediction> past_predictions(std::span<const StageDays> projects, int64_t target,
                                         int32_t horizon_days, Date as_of, int quarters,
                                         int64_t cohort_min);

}  // namespace gaoxin
