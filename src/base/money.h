// Money is a whole number of fen (0.01 yuan) in 64 bits: ±92 quadrillion yuan. No double ever
// holds money; every operation that can overflow says so.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gaoxin {

struct Money {
  int64_t fen = 0;
  auto operator<=>(const Money&) const = default;
};

/// Sum or difference; nothing when it does not fit.
std::optional<Money> add(Money a, Money b);
std::optional<Money> subtract(Money a, Money b);
/// a x numerator / denominator, rounded half away from zero; nothing when it does not fit or the
/// denominator is 0.
std::optional<Money> scale(Money a, int64_t numerator, int64_t denominator);

/// "1234.5", "-0.01", "1,234.50", with an optional unit behind it: 元, 万元, 亿元, yuan, CNY.
/// More than two decimals of a fen's precision is an error, never rounded away.
Result<Money> parse_money(std::string_view text);
/// "1234.50": yuan with two decimals, a dot, no grouping. parse_money reads it back exactly.
std::string format_money(Money money);

}  // namespace gaoxin
