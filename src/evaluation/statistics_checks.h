// What is wrong, or odd, in a report: every rule of checks.csv against its values and its history.
// Pure. An error blocks the report; a warning needs a person's reason.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evaluation/statistics_items.h"

namespace gaoxin::statistics {

struct Finding {
  std::string rule;  ///< code of the check
  bool error = false;
  std::string item;  ///< code of the item to look at
  Text text;         ///< what is wrong, with the figures, and why it matters
};

struct CheckInput {
  Subject subject = Subject::enterprise;
  Period period;
  Values values;
  std::optional<Values> before;       ///< the period before, as accepted (or submitted)
  std::optional<Values> year_before;  ///< the same period of the year before
  /// Of a year's report: the sums of its twelve months, for items known in all of them.
  std::optional<Values> months;
};

/// In the order of the rules. Rules over items that are unknown say nothing (but `required`).
/// A flow is compared with the year before where that is known (seasons), else with the period
/// before; a stock the other way round. When the unit of a figure is in doubt, its jump is not
/// reported as well.
std::vector<Finding> check_report(const Definitions& definitions, const CheckInput& input);

}  // namespace gaoxin::statistics
