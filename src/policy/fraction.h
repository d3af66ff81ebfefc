// Exact numbers: whole numbers over whole numbers in 128 bits.
//
// Whether a result fits is a matter of its value alone, never of the way it was reached: when the
// plain way overflows the operands are reduced and the result is computed in lowest terms. So two
// engines that compute the same value agree on what overflows too. A comparison never overflows.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>

#include "policy/rule.h"

namespace gaoxin::policy {

__extension__ using Wide = __int128;

/// numerator / denominator; the denominator is positive. Not always in lowest terms.
struct Fraction {
  Wide numerator = 0;
  Wide denominator = 1;
};

/// x / y rounded; y > 0; empty when it does not fit.
std::optional<int64_t> divide_rounded(Wide x, Wide y, Rounding rounding);

std::strong_ordering compare(const Fraction& a, const Fraction& b);
/// Empty when the sum does not fit.
std::optional<Fraction> sum(const Fraction& a, const Fraction& b);
/// Product of `over` by product of `under`, none of which is 0; empty when it does not fit.
std::optional<Fraction> product(std::array<Wide, 3> over, std::array<Wide, 3> under);
/// Whether the value lies in what 64 bits hold.
bool fits(const Fraction& x);
/// To a whole number; empty outside 64 bits. Rounding::exact: only a whole value.
std::optional<int64_t> rounded(const Fraction& x, Rounding rounding);

}  // namespace gaoxin::policy
