// All enterprises as columns: one array for each datum, with a bitmap of who has it.
//
// Rows are padded to whole tiles of kTileRows whose known bits are zero, so that kernels never look
// at an end. Money, counts, ratios, months and areas are int64, dates int32, codes indexes into a
// dictionary, truth values bits. What only the explaining evaluator can read (lists of records,
// yearly values) is kept beside as it came.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/rule.h"

namespace gaoxin::policy {

constexpr size_t kTileRows = 4096;
constexpr size_t kTileWords = kTileRows / 64;

struct Column {
  Type type = Type::boolean;
  bool yearly = false;
  std::vector<uint64_t> known{};
  std::vector<int64_t> numbers{};
  std::vector<int32_t> days{};
  std::vector<uint16_t> codes{};
  std::vector<uint64_t> bits{};
  std::vector<std::string> dictionary{};
  std::unordered_map<std::string, uint16_t> index{};
  std::vector<std::vector<uint16_t>> lists{};
  std::vector<std::shared_ptr<const Datum>> whole{};  // rows and yearly data
  int64_t low = 0;  // bounds of all numbers ever stored, in steps of doubling
  int64_t high = 0;

  bool is_known(size_t row) const { return (known[row / 64] >> (row % 64) & 1) != 0; }
};

class ColumnTable {
 public:
  ColumnTable(const Vocabulary& vocabulary, size_t rows);

  size_t rows() const { return rows_; }
  size_t padded_rows() const { return padded_; }
  /// False when the vocabulary has no such field, the datum cannot be kept (more than 65,535
  /// different codes) or it is outside the years 1 to 9999; then it counts as missing.
  bool set(size_t row, std::string_view field, const Datum& datum);
  /// For loaders that have the bare number.
  bool set_number(size_t row, Column& column, int64_t number);
  bool set_code(size_t row, Column& column, const std::string& code);
  Datum get(size_t row, std::string_view field) const;
  /// Null when the vocabulary has no such field.
  Column* find(std::string_view field);
  const Column* find(std::string_view field) const;
  /// Adds rows at the end, everything missing.
  void grow(size_t rows);
  size_t memory_bytes() const;
  /// Changes when arrays move, a code is new or a number leaves the bounds known so far: what a
  /// plan has prepared for this table is then prepared anew. Unique among all tables.
  uint64_t generation() const { return generation_; }

 private:
  void prepare(Column& column) const;
  void widen_bounds(Column& column, int64_t number);
  std::map<std::string, Column, std::less<>> columns_;
  size_t rows_ = 0;
  size_t padded_ = 0;
  uint64_t generation_ = 0;
};

}  // namespace gaoxin::policy
