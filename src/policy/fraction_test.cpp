// Fractions at the ends of 128 bits, beside fractions of any length.
#include "policy/fraction.h"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>

#include "base/random.h"

namespace gaoxin::policy {
namespace {

using Rational = boost::multiprecision::cpp_rational;
using Integer = boost::multiprecision::cpp_int;

Rational plain(const Fraction& x) { return {Integer(x.numerator), Integer(x.denominator)}; }

/// Whether the value in lowest terms has 127 bits above and below.
bool representable(const Rational& x) {
  const Integer limit = (Integer(1) << 127) - 1;
  return abs(numerator(x)) <= limit && denominator(x) <= limit;
}

/// Any number of bits, small ones often, so that common factors and equal values happen.
Wide random_wide(Random& random) {
  const Wide wide =
      (static_cast<Wide>(random.next() >> 1) << 64) | static_cast<Wide>(random.next());
  const Wide x = wide >> random.below(127);
  return random.below(2) == 0 ? x : -x;
}
Fraction random_fraction(Random& random) {
  Wide below = random_wide(random);
  if (below == 0) below = 1;
  return {random_wide(random), below < 0 ? -below : below};
}

TEST(Fraction, AgreesWithFractionsOfAnyLength) {
  Random random(11);
  int sums = 0;
  int products = 0;
  for (int i = 0; i < 20000; ++i) {
    const Fraction a = random_fraction(random);
    Fraction b = random_fraction(random);
    if (random.below(10) == 0) b = a;
    const Rational x = plain(a);
    const Rational y = plain(b);
    ASSERT_EQ(compare(a, b) < 0, x < y);
    ASSERT_EQ(compare(a, b) == 0, x == y);
    const std::optional<Fraction> total = sum(a, b);
    if (total) {
      ASSERT_EQ(plain(*total), x + y);
    }
    sums += total ? 1 : 0;
    const std::optional<Fraction> times =
        product({a.numerator, b.numerator, 1}, {a.denominator, b.denominator, 1});
    ASSERT_EQ(times.has_value(), representable(x * y));
    if (times) {
      ASSERT_EQ(plain(*times), x * y);
    }
    products += times ? 1 : 0;
    const Integer most(INT64_MAX);
    ASSERT_EQ(fits(a), x <= Rational(most) && x >= Rational(-most - 1));
    if (!fits(a)) continue;
    const Rational down(*rounded(a, Rounding::down));
    const Rational half(*rounded(a, Rounding::half_up));
    ASSERT_TRUE(down <= x && x < down + 1);
    ASSERT_LE(abs(half - x), Rational(1, 2));
    ASSERT_EQ(rounded(a, Rounding::exact).has_value(), denominator(x) == 1);
  }
  EXPECT_GT(sums, 2000);
  EXPECT_GT(products, 2000);
}

TEST(Fraction, WhetherASumFitsDoesNotDependOnHowItIsWritten) {
  Random random(12);
  for (int i = 0; i < 20000; ++i) {
    const Fraction a{random_wide(random) >> 40, (random_wide(random) >> 70) * 2 + 1};
    const Fraction b{random_wide(random) >> 40, (random_wide(random) >> 70) * 2 + 1};
    if (a.denominator <= 0 || b.denominator <= 0) continue;
    const Wide k = static_cast<Wide>(random.below(1000)) + 2;
    const Fraction longer{a.numerator * k, a.denominator * k};
    ASSERT_EQ(sum(a, b).has_value(), sum(longer, b).has_value());
  }
}

TEST(Fraction, RoundsHalvesAwayFromZero) {
  EXPECT_EQ(rounded({5, 2}, Rounding::half_up), 3);
  EXPECT_EQ(rounded({-5, 2}, Rounding::half_up), -3);
  EXPECT_EQ(rounded({-5, 2}, Rounding::down), -3);
  EXPECT_EQ(rounded({-5, 2}, Rounding::up), -2);
  EXPECT_EQ(rounded({Wide{INT64_MAX} * 2 + 1, 2}, Rounding::down), INT64_MAX);
  EXPECT_EQ(rounded({Wide{INT64_MAX} * 2 + 1, 2}, Rounding::up), std::nullopt);
}

}  // namespace
}  // namespace gaoxin::policy
