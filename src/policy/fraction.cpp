#include "policy/fraction.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/check.h"

namespace gaoxin::policy {
namespace {

__extension__ using Unsigned = unsigned __int128;

Unsigned magnitude(Wide x) {
  return x < 0 ? Unsigned{0} - static_cast<Unsigned>(x) : static_cast<Unsigned>(x);
}

int trailing_zeros(Unsigned x) {
  const auto low = static_cast<uint64_t>(x);
  return low != 0 ? std::countr_zero(low) : 64 + std::countr_zero(static_cast<uint64_t>(x >> 64));
}

/// Greatest common divisor; at least one is not 0.
Wide common(Wide x, Wide y) {
  Unsigned a = magnitude(x);
  Unsigned b = magnitude(y);
  if (a == 0 || b == 0) return static_cast<Wide>(a | b);
  const int shift = std::min(trailing_zeros(a), trailing_zeros(b));
  a >>= trailing_zeros(a);
  while (b != 0) {
    b >>= trailing_zeros(b);
    if (a > b) std::swap(a, b);
    b -= a;
  }
  return static_cast<Wide>(a << shift);
}

Fraction reduced(const Fraction& x) {
  const Wide divisor = common(x.numerator, x.denominator);
  return {x.numerator / divisor, x.denominator / divisor};
}

/// The lowest 128-bit number is left out, so that every number has its opposite.
std::optional<Wide> times(Wide a, Wide b) {
  Wide out = 0;
  constexpr Wide kLowest = static_cast<Wide>(Unsigned{1} << 127);
  if (__builtin_mul_overflow(a, b, &out) || out == kLowest) return std::nullopt;
  return out;
}
std::optional<Wide> plus(Wide a, Wide b) {
  Wide out = 0;
  constexpr Wide kLowest = static_cast<Wide>(Unsigned{1} << 127);
  if (__builtin_add_overflow(a, b, &out) || out == kLowest) return std::nullopt;
  return out;
}
std::optional<Wide> times(const std::array<Wide, 3>& factors) {
  const std::optional<Wide> first = times(factors[0], factors[1]);
  return first ? times(*first, factors[2]) : std::nullopt;
}

std::optional<Fraction> plain_product(const std::array<Wide, 3>& over,
                                      const std::array<Wide, 3>& under) {
  const std::optional<Wide> numerator = times(over);
  const std::optional<Wide> denominator = times(under);
  if (!numerator || !denominator) return std::nullopt;
  if (*denominator < 0) return Fraction{-*numerator, -*denominator};
  return Fraction{*numerator, *denominator};
}

/// Rounded down, and what is left: in [0, y).
Wide floor_of(Wide x, Wide y) { return x / y - (x % y < 0 ? 1 : 0); }
Wide rest_of(Wide x, Wide y) { return x % y + (x % y < 0 ? y : 0); }

}  // namespace

std::optional<int64_t> divide_rounded(Wide x, Wide y, Rounding rounding) {
  CHECK(y > 0);
  Wide quotient = x / y;
  const Wide rest = x % y;  // has the sign of x
  switch (rounding) {
    case Rounding::down: quotient -= rest < 0 ? 1 : 0; break;
    case Rounding::up: quotient += rest > 0 ? 1 : 0; break;
    case Rounding::half_up: {
      const Wide size = rest < 0 ? -rest : rest;
      if (size >= y - size) quotient += rest < 0 ? -1 : 1;
      break;
    }
    case Rounding::exact:
      if (rest != 0) return std::nullopt;
  }
  if (quotient > INT64_MAX || quotient < INT64_MIN) return std::nullopt;
  return static_cast<int64_t>(quotient);
}

std::optional<int64_t> rounded(const Fraction& x, Rounding rounding) {
  return divide_rounded(x.numerator, x.denominator, rounding);
}

std::strong_ordering compare(const Fraction& a, const Fraction& b) {
  if (a.denominator == b.denominator) return a.numerator <=> b.numerator;
  Wide left = 0;
  Wide right = 0;
  if (!__builtin_mul_overflow(a.numerator, b.denominator, &left) &&
      !__builtin_mul_overflow(b.numerator, a.denominator, &right))
    return left <=> right;
  // As continued fractions: the whole parts first, then what is left, turned over.
  Fraction x = a;
  Fraction y = b;
  for (;;) {
    const Wide whole_x = floor_of(x.numerator, x.denominator);
    const Wide whole_y = floor_of(y.numerator, y.denominator);
    if (whole_x != whole_y) return whole_x <=> whole_y;
    const Wide rest_x = rest_of(x.numerator, x.denominator);
    const Wide rest_y = rest_of(y.numerator, y.denominator);
    if (rest_x == 0 || rest_y == 0) return rest_x <=> rest_y;
    const Fraction turned_x{x.denominator, rest_x};
    x = {y.denominator, rest_y};
    y = turned_x;
  }
}

std::optional<Fraction> sum(const Fraction& a, const Fraction& b) {
  if (a.denominator == b.denominator) {
    if (const std::optional<Wide> numerator = plus(a.numerator, b.numerator))
      return Fraction{*numerator, a.denominator};
  }
  const auto over = [](const Fraction& x, const Fraction& y, Wide divisor) {
    const std::optional<Wide> left = times(x.numerator, y.denominator / divisor);
    const std::optional<Wide> right = times(y.numerator, x.denominator / divisor);
    return left && right ? plus(*left, *right) : std::nullopt;
  };
  const std::optional<Wide> numerator = over(a, b, 1);
  const std::optional<Wide> denominator = times(a.denominator, b.denominator);
  if (numerator && denominator) return Fraction{*numerator, *denominator};
  const Fraction x = reduced(a);
  const Fraction y = reduced(b);
  const Wide divisor = common(x.denominator, y.denominator);
  const std::optional<Wide> lowest = over(x, y, divisor);
  if (!lowest) return std::nullopt;
  const Wide again = common(*lowest, divisor);
  const std::optional<Wide> bottom = times(x.denominator / divisor, y.denominator / again);
  if (!bottom) return std::nullopt;
  return Fraction{*lowest / again, *bottom};
}

std::optional<Fraction> product(std::array<Wide, 3> over, std::array<Wide, 3> under) {
  if (const std::optional<Fraction> plain = plain_product(over, under)) return plain;
  for (const Wide factor : over)
    if (factor == 0) return Fraction{};
  for (Wide& top : over) {
    for (Wide& bottom : under) {
      const Wide divisor = common(top, bottom);
      top /= divisor;
      bottom /= divisor;
    }
  }
  return plain_product(over, under);
}

bool fits(const Fraction& x) {
  if (x.numerator >= INT64_MIN && x.numerator <= INT64_MAX) return true;
  const Wide whole = floor_of(x.numerator, x.denominator);
  if (whole < INT64_MIN || whole > INT64_MAX) return false;
  return whole < INT64_MAX || x.numerator % x.denominator == 0;
}

}  // namespace gaoxin::policy
