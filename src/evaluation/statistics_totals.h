// From reports to totals: sums with their coverage, ratios of sums, estimates for those who have
// not reported, and what the public may not see. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "evaluation/statistics_items.h"

namespace gaoxin::statistics {

/// The sum of one item over some reports.
struct Cell {
  int64_t reporters = 0;
  int64_t total = 0;
  int64_t total_abs = 0;
  int64_t largest = 0;  ///< the largest absolute value of one reporter
  bool operator==(const Cell&) const = default;
};
using Cells = std::map<int64_t, Cell>;  ///< by the number of the item

/// Adds a report's values. False, with nothing added, when a sum does not fit in 64 bits.
bool add_report(Cells& cells, std::string_view packed);
bool add_cell(Cell& into, const Cell& cell);

// ---- What the public may not see ---------------------------------------------------------------

inline constexpr int64_t kReportersMin = 3;
inline constexpr double kDominanceMax = 0.85;

/// True when a total of enterprises gives one away: fewer than three reporters, or one of them
/// makes more than 85 % of it. An empty cell tells nothing about anybody.
bool is_sensitive(const Cell& cell);

/// A node of a tree of zones with one item's cell over its whole subtree. A parent stands before
/// its children; `parent` is its index, -1 for the root.
struct ZoneCell {
  int parent = -1;
  Cell cell;
};
enum class Published : uint8_t { yes, primary, complementary };

/// Which cells of the tree may be published when all of them would stand side by side. Sensitive
/// cells are hidden; then, from the root down, as many more (the smallest) that no hidden cell
/// follows from its parent and its siblings by subtraction, nor a hidden parent from its children,
/// and that what is hidden together is itself not sensitive.
std::vector<Published> publishable(const std::vector<ZoneCell>& zones);

// ---- Ratios and estimates ----------------------------------------------------------------------

enum class Why { known, missing, zero_denominator };
struct RatioValue {
  std::optional<double> value;
  Why why = Why::known;
  int64_t above = 0, below = 0;  ///< reporters of numerator and denominator: the fewest of each
};
/// Sum over sum, in the items' units, times the factor. An item without any report makes it
/// missing; a denominator of zero (or below) is unknown, never infinite and never 0.
RatioValue ratio_of(const Definitions& definitions, const Ratio& ratio, const Cells& cells);

/// The total of those who have not reported, for one item.
struct Estimate {
  int64_t total = 0;
  int64_t carried = 0;  ///< enterprises estimated
};
/// One enterprise's values in the period and, when it has not reported, in the last one in which
/// it did.
struct History {
  bool reported = false;
  Values now, before;
};
/// Carries the last value of each missing enterprise forward, times the growth of those that
/// reported in both (when at least three did and the growth is between a half and two), item by
/// item. Only flows and stocks with a last value are estimated; the others stay unknown.
std::map<int64_t, Estimate> estimate_missing(const std::vector<History>& histories);

}  // namespace gaoxin::statistics
