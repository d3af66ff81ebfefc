// What can be promised, how it is computed from facts, and how a promise stands. Pure.
//
// The metrics begin with the 标准地 set (investment intensity, floor-area ratio, tax per mu, energy
// and emissions per value added, R&D ratio). A formula is a row of data with a version: a metric
// whose formula changes gets a new row, the old one stays for commitments that name it.
#pragma once

#include <boost/describe.hpp>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "project/decimal.h"

namespace gaoxin {

BOOST_DEFINE_ENUM_CLASS(Direction, at_least, at_most)
/// How the facts of an enterprise make the value: entered = never from facts; value = one fact;
/// sum = one fact added over the years since the commitment began; ratio = numerator over
/// denominator of the same year.
BOOST_DEFINE_ENUM_CLASS(FormulaKind, entered, value, sum, ratio, sum_ratio)

struct Metric {
  const char* name;  ///< "tax_per_mu"
  const char* zh;
  const char* en;
  const char* unit;
  int64_t formula_version;
  Direction direction;  ///< usually
  FormulaKind kind;
  const char* numerator;    ///< a fact field, or nullptr
  const char* denominator;  ///< a fact field, or nullptr
  /// Value = numerator x factor / (denominator x divisor); numerator and denominator in the base
  /// units of base_amount().
  int64_t factor, divisor;
  const char* formula_zh;
  const char* formula_en;
  bool cumulative;  ///< once reached it stays reached (investment put in, floor built)
};
std::span<const Metric> metrics();
/// Nothing when there is no such metric or not in that version.
const Metric* find_metric(std::string_view name, int64_t formula_version);
/// The newest version.
const Metric* find_metric(std::string_view name);

/// A fact as a formula reads it: money in fen, a count as it is, any other number in thousandths.
struct FormulaFact {
  int64_t id = 0;
  std::string field{};
  std::string period{};
  int64_t amount = 0;
  std::string shown{};  ///< "1234.50 元"
  std::string source{};
  std::optional<Date> source_date{};
};

struct ComputedActual {
  std::optional<Decimal> value{};  ///< missing: unknown, `reason` says why
  Date measured_on{};              ///< the last day of the period
  Text reason{};
  std::vector<FormulaFact> facts{};  ///< those that were used
};
/// The value for `year` from the facts of one enterprise (any order; of a field and period the
/// highest id counts). Sums begin with `first_year`; a year without the fact makes them unknown.
/// Areas of an earlier year stand until a newer one is recorded.
ComputedActual compute_actual(const Metric& metric, int year, int first_year,
                              std::span<const FormulaFact> facts);

/// One recorded actual, as the light reads it.
struct ActualPoint {
  Date measured_on{};
  Decimal value{};
  bool verified = false;
};

struct Forecast {
  bool known = false;
  Decimal value{};
  Decimal low{}, high{};  ///< ± two standard errors of the line at the due date
  int64_t points = 0;
  Text explanation{};
};
/// A straight line through the verified actuals (least squares over days), read at `due_on`. Not
/// known with fewer than three points or when all are of one day; `explanation` says so.
Forecast forecast(std::span<const ActualPoint> actuals, Date due_on);

BOOST_DEFINE_ENUM_CLASS(Light, green, yellow, red, grey)
struct LightAnswer {
  Light light = Light::grey;
  Text reason{};
  bool met = false;     ///< by a verified actual: a payout may depend on it
  bool failed = false;  ///< the verified actual of the due date falls short
};
/// How a milestone stands on `as_of`; only actuals measured by then are looked at. A cumulative
/// metric is met by any verified actual that reaches the target; another one by a verified actual
/// measured in the twelve months up to the due date, or after it (met late).
LightAnswer milestone_light(const Metric& metric, Direction direction, Decimal target, Date due_on,
                            Date as_of, std::span<const ActualPoint> actuals);
bool reaches(Direction direction, Decimal value, Decimal target);

}  // namespace gaoxin
