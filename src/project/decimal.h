// A measured value with four decimals, exact: 300 万元/亩, 0.1234 tce/万元, 12345.67 元. Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gaoxin {

/// Ten-thousandths of the metric's unit. In JSON and on pages it is a text: "0.1234".
struct Decimal {
  int64_t ten_thousandths = 0;
  auto operator<=>(const Decimal&) const = default;
};

/// "1,234.5", "-0.0001". More than four decimals is an error, never rounded away.
Result<Decimal> parse_decimal(std::string_view text);
/// Without trailing zeros: "1234.5", "300".
std::string format_decimal(Decimal value);
/// numerator x factor / (denominator x divisor), rounded half away from zero to four decimals;
/// nothing when a denominator is 0 or it does not fit.
std::optional<Decimal> divide(int64_t numerator, int64_t factor, int64_t denominator,
                              int64_t divisor);

}  // namespace gaoxin
