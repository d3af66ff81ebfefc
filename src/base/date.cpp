#include "base/date.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace gaoxin {

Date make_date(int year, int month, int day) {
  using namespace std::chrono;
  const sys_days days{std::chrono::year{year} / std::chrono::month{static_cast<unsigned>(month)} /
                      std::chrono::day{static_cast<unsigned>(day)}};
  return Date{static_cast<int32_t>(days.time_since_epoch().count())};
}

YearMonthDay year_month_day(Date date) {
  using namespace std::chrono;
  const std::chrono::year_month_day ymd{sys_days{days{date.days}}};
  return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

Result<Date> parse_date(std::string_view text) {
  const Error error{ErrorCode::invalid,
                    "base.date.syntax",
                    {fmt::format("日期“{}”无效;请写成 2024-03-01", text),
                     fmt::format("'{}' is not a date; write it like 2024-03-01", text)},
                    {}};
  std::array<int, 3> parts{};
  std::array<int, 3> digits{};
  size_t part = 0;
  const bool compact = text.size() == 8 && text.find_first_not_of("0123456789") == text.npos;
  if (compact) {
    for (size_t i = 0; i < 8; ++i) {
      const size_t p = i < 4 ? 0 : i < 6 ? 1 : 2;
      parts[p] = parts[p] * 10 + (text[i] - '0');
    }
  } else {
    constexpr std::array<std::string_view, 3> kMarks{"年", "月", "日"};
    bool chinese = false;
    for (size_t i = 0; i < text.size();) {
      const char c = text[i];
      if (c >= '0' && c <= '9') {
        if (part > 2 || ++digits[part] > 4) return error;
        parts[part] = parts[part] * 10 + (c - '0');
        ++i;
      } else if ((c == '-' || c == '/') && part < 2 && digits[part] > 0 && !chinese) {
        ++part;
        ++i;
      } else if (part < 3 && digits[part] > 0 && text.substr(i).starts_with(kMarks[part])) {
        chinese = true;
        ++part;
        i += kMarks[0].size();
      } else {
        return error;
      }
    }
    if (digits[0] != 4 || digits[1] < 1 || digits[1] > 2 || digits[2] < 1 || digits[2] > 2 ||
        (chinese && part != 3))
      return error;
  }
  using namespace std::chrono;
  const std::chrono::year_month_day ymd{year{parts[0]}, month{static_cast<unsigned>(parts[1])},
                                        day{static_cast<unsigned>(parts[2])}};
  if (!ymd.ok() || parts[0] < 1600) return error;
  return make_date(parts[0], parts[1], parts[2]);
}

std::string format_date(Date date) {
  const YearMonthDay ymd = year_month_day(date);
  return fmt::format("{:04}-{:02}-{:02}", ymd.year, ymd.month, ymd.day);
}

Date add_months(Date date, int months) {
  using namespace std::chrono;
  const std::chrono::year_month_day from{sys_days{days{date.days}}};
  const year_month target = from.year() / from.month() + std::chrono::months{months};
  std::chrono::year_month_day result{target / from.day()};
  if (!result.ok()) result = target / last;
  return Date{static_cast<int32_t>(sys_days{result}.time_since_epoch().count())};
}

Date date_of(Timestamp time) {
  constexpr int64_t kDay = 86'400'000'000;
  const int64_t days =
      time.microseconds >= 0 ? time.microseconds / kDay : (time.microseconds - (kDay - 1)) / kDay;
  return Date{static_cast<int32_t>(days)};
}

std::string format_timestamp(Timestamp time) {
  const Date date = date_of(time);
  const int64_t rest = time.microseconds - int64_t{date.days} * 86'400'000'000;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:06}Z", format_date(date), rest / 3'600'000'000,
                     rest / 60'000'000 % 60, rest / 1'000'000 % 60, rest % 1'000'000);
}

Result<Timestamp> parse_timestamp(std::string_view text) {
  const Error error{ErrorCode::invalid,
                    "base.timestamp.syntax",
                    {fmt::format("时间“{}”无效;请写成 2024-03-01T08:30:00Z", text),
                     fmt::format("'{}' is not a time; write it like 2024-03-01T08:30:00Z", text)},
                    {}};
  // 2024-03-01T08:30:00[.ffffff]Z
  if (text.size() < 20 || text.size() > 27 || text[10] != 'T' || text[13] != ':' ||
      text[16] != ':' || text.back() != 'Z')
    return error;
  const auto two = [&](size_t at) {
    const bool digits =
        text[at] >= '0' && text[at] <= '9' && text[at + 1] >= '0' && text[at + 1] <= '9';
    return digits ? (text[at] - '0') * 10 + text[at + 1] - '0' : 99;
  };
  const Result<Date> date = parse_date(text.substr(0, 10));
  const int hour = two(11), minute = two(14), second = two(17);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return error;
  int64_t fraction = 0;
  const std::string_view rest = text.substr(19, text.size() - 20);
  if (!rest.empty()) {
    if (rest[0] != '.' || rest.size() < 2) return error;
    for (size_t i = 1; i < 7; ++i) {
      const char c = i < rest.size() ? rest[i] : '0';
      if (c < '0' || c > '9') return error;
      fraction = fraction * 10 + (c - '0');
    }
  }
  return Timestamp{((int64_t{date->days} * 24 + hour) * 60 + minute) * 60'000'000 +
                   int64_t{second} * 1'000'000 + fraction};
}

Timestamp system_now() {
  using namespace std::chrono;
  return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

}  // namespace gaoxin
