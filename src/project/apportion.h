// Splitting a whole number exactly: fen between people, tax between places, points by credit.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace gaoxin {

/// `total` in proportion to `weights` by the largest remainder (Hamilton): everybody gets the whole
/// part of the exact share, the units left over go one each to the largest fractions, of equal ones
/// to the earlier place. The shares add up to `total` exactly; a negative total is split like its
/// magnitude. Nothing when a weight is negative, or all are 0 (nobody to give it to).
std::optional<std::vector<int64_t>> apportion(int64_t total, std::span<const int64_t> weights);

}  // namespace gaoxin
