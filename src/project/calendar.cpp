#include "project/calendar.h"

#include <fmt/format.h>

namespace gaoxin {

namespace {

std::string compact_date(Date date) {
  const YearMonthDay day = year_month_day(date);
  return fmt::format("{:04}{:02}{:02}", day.year, day.month, day.day);
}
std::string compact_time(Timestamp time) {
  const std::string text = format_timestamp(time);  // 2024-03-01T08:30:00.000123Z
  return fmt::format("{}{}{}T{}{}{}Z", text.substr(0, 4), text.substr(5, 2), text.substr(8, 2),
                     text.substr(11, 2), text.substr(14, 2), text.substr(17, 2));
}

}  // namespace

std::string fold_calendar_line(std::string_view line) {
  constexpr size_t kOctetsMax = 75;
  std::string out;
  size_t room = kOctetsMax;
  for (size_t at = 0; at < line.size();) {
    size_t end = at + 1;  // One character: its first byte and those that continue it.
    while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) ++end;
    if (end - at > room) {
      out += "\r\n ";
      room = kOctetsMax - 1;
    }
    out += line.substr(at, end - at);
    room -= std::min(room, end - at);
    at = end;
  }
  return out + "\r\n";
}

std::string escape_calendar_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == ',' || c == ';') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)
      out += c;
  }
  return out;
}

std::string write_calendar(std::string_view name, std::span<const CalendarEntry> entries) {
  std::string out;
  const auto line = [&](const std::string& text) { out += fold_calendar_line(text); };
  line("BEGIN:VCALENDAR");
  line("VERSION:2.0");
  line("PRODID:-//Gaoxin//Projects//ZH");
  line("CALSCALE:GREGORIAN");
  line("METHOD:PUBLISH");
  line("X-WR-CALNAME:" + escape_calendar_text(name));
  line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
  for (const CalendarEntry& entry : entries) {
    line("BEGIN:VEVENT");
    line("UID:" + escape_calendar_text(entry.uid));
    line("DTSTAMP:" + compact_time(entry.stamp));
    line("DTSTART;VALUE=DATE:" + compact_date(entry.on));
    line("DTEND;VALUE=DATE:" + compact_date({entry.on.days + 1}));
    line("SUMMARY:" + escape_calendar_text(entry.summary));
    line("DESCRIPTION:" + escape_calendar_text(entry.description));
    line("TRANSP:TRANSPARENT");
    line("BEGIN:VALARM");
    line("ACTION:DISPLAY");
    line("DESCRIPTION:" + escape_calendar_text(entry.summary));
    line("TRIGGER:PT9H");
    line("END:VALARM");
    line("END:VEVENT");
  }
  line("END:VCALENDAR");
  return out;
}

}  // namespace gaoxin
