// The fields a fact can have: their kind, unit and names, and reading their values. Pure.
//
// Adding a field is adding a row in fact_fields.cpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gaoxin {

enum class FactKind {
  money,   ///< fen in `whole`; shown in yuan
  count,   ///< a whole number in `whole`
  number,  ///< a double: ratios in %, physical quantities in the field's unit
  words,   ///< a text
};
std::string_view fact_kind_name(FactKind kind);

struct FactField {
  std::string_view name;
  FactKind kind;
  std::string_view unit;  ///< 元 for money
  std::string_view zh, en;
  /// Other headers for it, apart by '|', folded. The names zh and en count too.
  std::string_view synonyms;
};
std::span<const FactField> fact_fields();
const FactField* find_fact_field(std::string_view name);

/// One value in the form it is stored in.
struct FactValue {
  std::optional<int64_t> whole;
  std::optional<double> number;
  std::optional<std::string> words;
  bool operator==(const FactValue&) const = default;
};

/// Reads "1,234.5" in `unit` (元, 千元, 万元, 百万元, 亿元 for money; empty: the field's own).
/// Money is rounded to the fen, half away from zero. Errors: registry.fact.value,
/// registry.fact.unit, registry.fact.too_large.
Result<FactValue> parse_fact_value(const FactField& field, std::string_view text,
                                   std::string_view unit);
/// The stored value as text: money in yuan "1234.50".
std::string format_fact_value(const FactField& field, const FactValue& value);

/// "2024", "2024-Q1", "2024-03", "2024-03-31"; also "2024年", "2024年3月", "2024Q1". Error
/// registry.fact.period.
Result<std::string> parse_period(std::string_view text);

}  // namespace gaoxin
