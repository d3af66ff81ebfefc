#include "base/money.h"

#include <fmt/format.h>

#include <array>

namespace gaoxin {

std::optional<Money> add(Money a, Money b) {
  Money sum;
  if (__builtin_add_overflow(a.fen, b.fen, &sum.fen)) return std::nullopt;
  return sum;
}

std::optional<Money> subtract(Money a, Money b) {
  Money difference;
  if (__builtin_sub_overflow(a.fen, b.fen, &difference.fen)) return std::nullopt;
  return difference;
}

std::optional<Money> scale(Money a, int64_t numerator, int64_t denominator) {
  if (denominator == 0) return std::nullopt;
  __extension__ using Wide = __int128;
  Wide product = Wide{a.fen} * numerator;
  Wide divisor = denominator;
  if (divisor < 0) {
    product = -product;
    divisor = -divisor;
  }
  const Wide half = divisor / 2;
  // Half away from zero: (|p| + d/2) / d, with the exact half of an odd divisor never reached.
  const Wide magnitude = product < 0 ? -product : product;
  const Wide quotient = (magnitude + half) / divisor;
  const Wide signed_quotient = product < 0 ? -quotient : quotient;
  if (signed_quotient > INT64_MAX || signed_quotient < INT64_MIN) return std::nullopt;
  return Money{static_cast<int64_t>(signed_quotient)};
}

namespace {

struct Unit {
  std::string_view suffix;
  int exponent;  // fen = amount x 10^exponent
};

constexpr std::array<Unit, 8> kUnits{{{"亿元", 10},
                                      {"万元", 6},
                                      {"元", 2},
                                      {"亿", 10},
                                      {"万", 6},
                                      {"yuan", 2},
                                      {"CNY", 2},
                                      {"¥", 2}}};

Error bad_money(std::string_view text, const char* key, const char* zh, const char* en) {
  return Error{ErrorCode::invalid,
               key,
               {fmt::format("金额“{}”{}", text, zh), fmt::format("amount '{}' {}", text, en)},
               {}};
}

}  // namespace

Result<Money> parse_money(std::string_view text) {
  std::string_view rest = text;
  const auto trim = [](std::string_view s) {
    while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
    while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
    return s;
  };
  rest = trim(rest);
  int exponent = 2;
  for (const Unit& unit : kUnits) {
    if (rest.ends_with(unit.suffix)) {
      exponent = unit.exponent;
      rest = trim(rest.substr(0, rest.size() - unit.suffix.size()));
      break;
    }
  }
  bool negative = false;
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
    negative = rest.front() == '-';
    rest.remove_prefix(1);
  }
  int64_t value = 0;
  int decimals = -1;
  int digits = 0;
  for (size_t i = 0; i < rest.size(); ++i) {
    const char c = rest[i];
    if (c == ',' && decimals < 0 && digits > 0 && i + 1 < rest.size()) continue;
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9')
      return bad_money(text, "base.money.syntax", "不是数字;请写成 1234.50 或 1234.5万元",
                       "is not a number; write it like 1234.50 or 1234.5万元");
    if (decimals >= 0 && decimals == exponent) {
      if (c == '0') continue;  // Trailing zeros carry no amount.
      return bad_money(text, "base.money.precision", "精确到分以下,无法表示",
                       "is finer than 0.01 yuan and cannot be kept exactly");
    }
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, c - '0', &value))
      return bad_money(text, "base.money.range", "超出范围", "is out of range");
    ++digits;
    if (decimals >= 0) ++decimals;
  }
  if (digits == 0)
    return bad_money(text, "base.money.syntax", "不是数字;请写成 1234.50 或 1234.5万元",
                     "is not a number; write it like 1234.50 or 1234.5万元");
  for (int i = decimals < 0 ? 0 : decimals; i < exponent; ++i) {
    if (__builtin_mul_overflow(value, 10, &value))
      return bad_money(text, "base.money.range", "超出范围", "is out of range");
  }
  return Money{negative ? -value : value};
}

std::string format_money(Money money) {
  const uint64_t magnitude =
      money.fen < 0 ? 0 - static_cast<uint64_t>(money.fen) : static_cast<uint64_t>(money.fen);
  return fmt::format("{}{}.{:02}", money.fen < 0 ? "-" : "", magnitude / 100, magnitude % 100);
}

}  // namespace gaoxin
