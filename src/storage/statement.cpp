// Checks that make SQLite and PostgreSQL refuse the same things; see the header.
#include "storage/statement.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "base/text.h"

namespace gaoxin {
namespace {

/// Most text is ASCII: eight bytes at a time, none of them zero and none above 0x7F.
bool is_plain_ascii(std::string_view text) {
  constexpr uint64_t high = 0x8080808080808080u;
  constexpr uint64_t ones = 0x0101010101010101u;
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    if ((word | ((word - ones) & ~word)) & high) return false;
  }
  for (; i < text.size(); ++i) {
    if (text[i] <= 0) return false;
  }
  return true;
}

}  // namespace

void check_parameter(const Parameter::Value& value, size_t number) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    if (is_plain_ascii(*text)) return;
    if (text->find('\0') != std::string_view::npos) {
      throw DatabaseError(fmt::format("parameter ${} is text with a U+0000 in it", number));
    }
    if (!is_utf8(*text)) throw DatabaseError(fmt::format("parameter ${} is not UTF-8", number));
  } else if (const auto* real = std::get_if<double>(&value)) {
    if (std::isnan(*real)) throw DatabaseError(fmt::format("parameter ${} is NaN", number));
  }
}

std::string quote_name(std::string_view name) {
  const bool plain =
      !name.empty() && (name[0] < '0' || name[0] > '9') &&
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
  if (!plain) throw DatabaseError(fmt::format("not a table or column name of ours: '{}'", name));
  return fmt::format("\"{}\"", name);
}

std::string shown(std::string_view sql) {
  constexpr size_t shown_max = 300;
  if (sql.size() <= shown_max) return std::string(sql);
  return std::string(sql.substr(0, shown_max)) + " …";
}

}  // namespace gaoxin
