// The figures of the yearly bulletin (source E): what was counted or stated, what follows from it,
// and where stated figures disagree with each other. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gaoxin::bulletin {

enum class Unit { yuan, dollar, people, pieces, bodies, percent, times, per_10000 };

/// What a figure of the bulletin is. Codes are those of the items where it is one.
struct Definition {
  std::string_view code;
  Unit unit;
  std::string_view zh, en;
};
/// In the order of the bulletin.
const std::vector<Definition>& definitions();

enum class Origin {
  counted,  ///< from accepted reports
  entered,  ///< a figure from outside, with its source
  stated,   ///< a published bulletin says so
  derived,  ///< computed here from others
};

struct Figure {
  std::string code;
  std::optional<double> value;  ///< in yuan, people, pieces, %, …; empty: unknown
  Origin origin = Origin::counted;
  Text source;                          ///< what it was computed from or where it stands
  Text unknown;                         ///< why there is no value
  int64_t reporters = 0, expected = 0;  ///< of counted ones
};
using Figures = std::map<std::string, Figure>;

/// "2,749.10 亿元" / "274.91 billion yuan"; "未知" / "unknown".
std::string shown(const Figure& figure, bool zh);
std::string shown_value(double value, Unit unit, bool zh);

/// Adds what follows: shares, ratios, multiples; and, where a share is stated without its whole,
/// the whole that it implies (codes implied_…). What stands is never replaced.
void derive(Figures& figures);

/// Stated figures that do not fit together beyond their rounding, each with both numbers; and those
/// whose wording can be read two ways.
std::vector<Text> disagreements(const Figures& figures);

/// Reads catalogue/statistics/bulletin_2012.csv. Error evaluation.bulletin.sample with the row.
Result<Figures> read_sample(std::string_view csv);

}  // namespace gaoxin::bulletin
