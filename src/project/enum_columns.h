// Described enums as the text of a column and back, and values that may be NULL. Private to the
// module.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <string_view>

#include "base/check.h"
#include "storage/db.h"

namespace gaoxin {

/// A text that is no name of the enum is a bug: only its own names are ever written.
template <typename E>
E parse_enum(std::string_view text) {
  E value{};
  CHECK(boost::describe::enum_from_string(std::string(text).c_str(), value));
  return value;
}
template <typename E>
std::string enum_text(E value) {
  return boost::describe::enum_to_string(value, "");
}

inline std::optional<Timestamp> maybe_timestamp(const Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.timestamp(column));
}
inline std::optional<Money> maybe_money(const Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.money(column));
}

}  // namespace gaoxin
