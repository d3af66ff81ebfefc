// Builds the WHERE of a statement with its parameters, for the stores of this module.
#pragma once

#include <fmt/format.h>

#include <memory>

#include "storage/db.h"

namespace gaoxin {

/// "$1, $2, …"
inline std::string placeholders(size_t count, size_t first = 1) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += fmt::format("{}${}", i == 0 ? "" : ", ", first + i);
  return out;
}

/// Builds a WHERE with its parameters. Lists are padded to a power of two with their last value,
/// so that few statements are ever prepared.
class Conditions {
 public:
  void add(const std::string& condition) { text_ += (text_.empty() ? "" : " AND ") + condition; }
  std::string parameter(Parameter value) {
    parameters_.push_back(std::move(value));
    return fmt::format("${}", parameters_.size());
  }
  /// "column IN (…)"; of an empty list "FALSE" as both databases know it.
  template <typename T>
  std::string in(std::string_view column, const std::vector<T>& values) {
    if (values.empty()) return "1 = 0";
    size_t size = 1;
    while (size < values.size()) size *= 2;
    std::string list;
    for (size_t i = 0; i < size; ++i) {
      const T& value = values[std::min(i, values.size() - 1)];
      if (i > 0) list += ", ";
      if constexpr (std::is_same_v<T, std::string>)
        list += kept(value);
      else
        list += parameter(value);
    }
    return fmt::format("{} IN ({})", column, list);
  }
  /// Keeps a text that no caller holds.
  std::string kept(std::string text) {
    texts_.push_back(std::make_unique<std::string>(std::move(text)));
    return parameter(Parameter(*texts_.back()));
  }
  const std::string& text() const { return text_; }
  std::vector<Parameter>& parameters() { return parameters_; }

 private:
  std::string text_;
  std::vector<Parameter> parameters_;
  std::vector<std::unique_ptr<std::string>> texts_;
};

}  // namespace gaoxin
