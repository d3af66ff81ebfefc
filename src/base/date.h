// Dates are days, times are microseconds in UTC. Neither knows a time zone: the page shows local
// time, the record keeps UTC.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gaoxin {

/// Days since 1970-01-01 (proleptic Gregorian).
struct Date {
  int32_t days = 0;
  auto operator<=>(const Date&) const = default;
};

struct YearMonthDay {
  int year = 1970;
  int month = 1;  // 1..12
  int day = 1;    // 1..31
};

/// Microseconds since 1970-01-01T00:00:00Z.
struct Timestamp {
  int64_t microseconds = 0;
  auto operator<=>(const Timestamp&) const = default;
};

Date make_date(int year, int month, int day);
YearMonthDay year_month_day(Date date);
/// "2024-03-01", "2024/3/1", "20240301", "2024年3月1日". Years 1600 to 9999.
Result<Date> parse_date(std::string_view text);
/// "2024-03-01".
std::string format_date(Date date);
/// The same day `months` later; the last day of the month when that day does not exist.
Date add_months(Date date, int months);

/// The UTC day of a moment.
Date date_of(Timestamp time);
/// "2024-03-01T08:30:00.000123Z".
std::string format_timestamp(Timestamp time);
/// What format_timestamp writes; seconds' fractions may have up to six digits or be left out.
Result<Timestamp> parse_timestamp(std::string_view text);
/// The system clock; only the outermost layer calls it, rules are given `now`.
Timestamp system_now();

}  // namespace gaoxin
