// What is counted: items, the checks they must pass and the ratios made of them, read from the
// versioned definition files (catalogue/statistics). And the periods they are counted for. Pure.
//
// Every value is a whole number: money in fen, counts as they are, amounts in hundredths of their
// unit. So sums are exact, in any order.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace gaoxin::statistics {

// ---- Periods -----------------------------------------------------------------------------------

enum class PeriodKind { month, quarter, year };
std::string_view period_kind_name(PeriodKind kind);

struct Period {
  PeriodKind kind = PeriodKind::year;
  int64_t year = 0;
  int index = 1;  ///< the month or quarter, from 1
  auto operator<=>(const Period&) const = default;
};
/// "2024", "2024-Q1", "2024-03"; also "2024年", "2024年3月". Years 1978 to 2200. Error
/// evaluation.period.
Result<Period> parse_period(std::string_view text);
/// "2024", "2024-Q1", "2024-03".
std::string format_period(const Period& period);
Date first_day(const Period& period);
Date last_day(const Period& period);
/// The period `steps` later (earlier when negative) of the same kind.
Period shift(const Period& period, int steps);
/// The same period a year before.
Period year_before(const Period& period);

// ---- Items -------------------------------------------------------------------------------------

enum class Subject { enterprise, zone, context };  ///< who reports it; context: nobody below
enum class Kind { flow, stock };                   ///< over the period / at its end
enum class ValueKind { money, count, amount };

struct Item {
  int64_t number = 0;  ///< stands in storage; never given to another item
  std::string code;
  Subject subject = Subject::enterprise;
  bool monthly = false, quarterly = false, yearly = false;
  Kind kind = Kind::flow;
  ValueKind value = ValueKind::money;
  std::string unit;  ///< 元 for money
  Text title, definition;
  std::string registry_field;  ///< empty: the registry has no such field
  bool in(PeriodKind period) const {
    return period == PeriodKind::month     ? monthly
           : period == PeriodKind::quarter ? quarterly
                                           : yearly;
  }
};

/// a + b + … over c + d + …, times factor; of sums, never the mean of ratios.
struct Ratio {
  std::string code;
  std::vector<int64_t> numerator, denominator;  ///< numbers of items
  double factor = 1;
  std::string unit;
  Text title;
};

/// One row of checks.csv. What low and high mean depends on the kind.
struct Check {
  enum class Kind { range, part, equal, jump, unit, ratio, together, months, required };
  std::string code;
  Kind kind = Kind::range;
  bool error = false;          ///< else a warning, which a reason overrides
  std::vector<int64_t> items;  ///< each of them (range, jump, unit …) or their sum (part, equal)
  std::vector<int64_t> other;  ///< the whole, the other side, the denominator
  std::optional<double> low, high;
  Text why;
};

class Definitions {
 public:
  std::vector<Item> items;  ///< by number
  std::vector<Check> checks;
  std::vector<Ratio> ratios;
  int64_t version = 0;  ///< of the items

  const Item* find(std::string_view code) const;
  const Item* find(int64_t number) const;
};

/// Reads the three files. Errors: evaluation.definitions with file and row: an unknown word, a
/// number or code twice, a check or ratio over an item that does not exist.
Result<Definitions> read_definitions(std::string_view items_csv, std::string_view checks_csv,
                                     std::string_view ratios_csv);

// ---- Values ------------------------------------------------------------------------------------

/// What a report says, by the number of the item; what is missing is unknown.
using Values = std::map<int64_t, int64_t>;

/// Reads "1,234.5" in `unit` (money: 元 千元 万元 百万元 亿元; empty: the item's own). Money is
/// rounded to the fen and an amount to hundredths, half away from zero; a count must be whole.
/// Errors: evaluation.value, evaluation.unit.
Result<int64_t> parse_value(const Item& item, std::string_view text, std::string_view unit = "");
/// The value as text in the item's unit: money "1234.50" in yuan, counts "12", amounts "1.25".
std::string format_value(const Item& item, int64_t value);
/// The value in the item's unit as a number, for ratios and charts.
double to_number(const Item& item, int64_t value);

}  // namespace gaoxin::statistics
