#include "project/decimal.h"

#include <fmt/format.h>

#include "base/text.h"

namespace gaoxin {

__extension__ using Wide = __int128;

Result<Decimal> parse_decimal(std::string_view text) {
  const Error error{
      ErrorCode::invalid,
      "project.decimal",
      {fmt::format("“{}”不是最多四位小数的数值", clipped(text, 40)),
       fmt::format("'{}' is not a number with at most four decimals", clipped(text, 40))},
      {}};
  std::string_view rest = trim(text);
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  Wide value = 0;
  int decimals = -1;
  bool any = false;
  for (const char c : rest) {
    if (c == ',' && decimals < 0 && any) continue;
    if (c == '.' && decimals < 0 && any) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9' || decimals == 4) return error;
    any = true;
    value = value * 10 + (c - '0');
    if (decimals >= 0) ++decimals;
    if (value > INT64_MAX) return error;
  }
  if (!any || decimals == 0) return error;
  for (int i = std::max(decimals, 0); i < 4; ++i) value *= 10;
  if (value > INT64_MAX) return error;
  return Decimal{static_cast<int64_t>(negative ? -value : value)};
}

std::string format_decimal(Decimal value) {
  const bool negative = value.ten_thousandths < 0;
  const uint64_t magnitude = negative ? -static_cast<uint64_t>(value.ten_thousandths)
                                      : static_cast<uint64_t>(value.ten_thousandths);
  std::string out =
      fmt::format("{}{}.{:04}", negative ? "-" : "", magnitude / 10'000, magnitude % 10'000);
  while (out.ends_with('0')) out.pop_back();
  if (out.ends_with('.')) out.pop_back();
  return out;
}

std::optional<Decimal> divide(int64_t numerator, int64_t factor, int64_t denominator,
                              int64_t divisor) {
  if (denominator == 0 || divisor == 0) return std::nullopt;
  Wide above = 0, below = 0;
  if (__builtin_mul_overflow(Wide{numerator} * factor, Wide{10'000}, &above)) return std::nullopt;
  below = Wide{denominator} * divisor;
  const bool negative = (above < 0) != (below < 0);
  if (above < 0) above = -above;
  if (below < 0) below = -below;
  const Wide quotient = (above + below / 2) / below;
  if (quotient > INT64_MAX) return std::nullopt;
  return Decimal{static_cast<int64_t>(negative ? -quotient : quotient)};
}

}  // namespace gaoxin
