// Deadlines as iCalendar (RFC 5545). Pure.
#pragma once

#include <span>
#include <string>

#include "base/date.h"

namespace gaoxin {

struct CalendarEntry {
  std::string uid;  ///< stable: the same deadline keeps it
  Date on;          ///< the whole day
  std::string summary, description;
  Timestamp stamp;  ///< when it was last changed
};

/// One line folded at 75 octets without breaking a character (RFC 5545 3.1), ending in CRLF.
std::string fold_calendar_line(std::string_view line);
/// Backslash, comma, semicolon and line breaks as TEXT wants them (RFC 5545 3.3.11).
std::string escape_calendar_text(std::string_view text);
/// A VCALENDAR of whole-day events, each with an alarm at nine in the morning.
std::string write_calendar(std::string_view name, std::span<const CalendarEntry> entries);

}  // namespace gaoxin
