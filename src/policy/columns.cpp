#include "policy/columns.h"

#include <algorithm>
#include <atomic>

#include "base/check.h"

namespace gaoxin::policy {

namespace {
uint64_t next_generation() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}
}  // namespace

ColumnTable::ColumnTable(const Vocabulary& vocabulary, size_t rows) {
  for (const auto& [name, field] : vocabulary) {
    Column& column = columns_[name];
    column.type = field.type;
    column.yearly = field.yearly;
  }
  grow(rows);
}

void ColumnTable::grow(size_t rows) {
  CHECK(rows >= rows_);
  rows_ = rows;
  const size_t padded = (rows + kTileRows - 1) / kTileRows * kTileRows;
  if (padded == padded_) return;
  padded_ = padded;
  for (auto& [name, column] : columns_) prepare(column);
  generation_ = next_generation();
}

void ColumnTable::prepare(Column& column) const {
  column.known.resize(padded_ / 64);
  if (column.yearly || column.type == Type::rows) {
    column.whole.resize(padded_);
    return;
  }
  switch (column.type) {
    case Type::boolean: column.bits.resize(padded_ / 64); break;
    case Type::date: column.days.resize(padded_); break;
    case Type::code: column.codes.resize(padded_); break;
    case Type::codes: column.lists.resize(padded_); break;
    default: column.numbers.resize(padded_);
  }
}

Column* ColumnTable::find(std::string_view field) {
  const auto found = columns_.find(field);
  return found == columns_.end() ? nullptr : &found->second;
}
const Column* ColumnTable::find(std::string_view field) const {
  const auto found = columns_.find(field);
  return found == columns_.end() ? nullptr : &found->second;
}

namespace {
void set_bit(std::vector<uint64_t>& bits, size_t row, bool value) {
  const uint64_t mask = uint64_t{1} << (row % 64);
  bits[row / 64] = value ? bits[row / 64] | mask : bits[row / 64] & ~mask;
}

/// The dictionary number of a code; empty when the dictionary is full.
std::optional<uint16_t> code_number(Column& column, const std::string& code) {
  const auto found = column.index.find(code);
  if (found != column.index.end()) return found->second;
  if (column.dictionary.size() >= UINT16_MAX) return std::nullopt;
  const auto number = static_cast<uint16_t>(column.dictionary.size());
  column.dictionary.push_back(code);
  column.index.emplace(code, number);
  return number;
}
}  // namespace

void ColumnTable::widen_bounds(Column& column, int64_t number) {
  while (number > column.high)
    column.high = column.high > INT64_MAX / 4 ? INT64_MAX : column.high * 2 + 1023;
  while (number < column.low)
    column.low = column.low < INT64_MIN / 4 ? INT64_MIN : column.low * 2 - 1023;
  generation_ = next_generation();
}

bool ColumnTable::set_number(size_t row, Column& column, int64_t number) {
  CHECK(row < rows_);
  if (column.type == Type::boolean) {
    set_bit(column.bits, row, number != 0);
  } else if (column.type == Type::date) {
    if (number < -719162 || number > 2932896) return false;
    column.days[row] = static_cast<int32_t>(number);
  } else {
    column.numbers[row] = number;
    if (number < column.low || number > column.high) widen_bounds(column, number);
  }
  set_bit(column.known, row, true);
  return true;
}

bool ColumnTable::set_code(size_t row, Column& column, const std::string& code) {
  CHECK(row < rows_ && column.type == Type::code);
  const size_t before = column.dictionary.size();
  const std::optional<uint16_t> number = code_number(column, code);
  if (!number) return false;
  if (column.dictionary.size() != before) generation_ = next_generation();
  column.codes[row] = *number;
  set_bit(column.known, row, true);
  return true;
}

bool ColumnTable::set(size_t row, std::string_view field, const Datum& datum) {
  CHECK(row < rows_);
  Column* column = find(field);
  if (column == nullptr) return false;
  set_bit(column->known, row, false);
  if (column->yearly || column->type == Type::rows) {
    column->whole[row] = std::make_shared<const Datum>(datum);
    set_bit(column->known, row, datum.known);
    return true;
  }
  // A missing value is 0 in the array, so that overflow bounds stay honest.
  if (column->type == Type::boolean) set_bit(column->bits, row, false);
  if (!column->numbers.empty()) column->numbers[row] = 0;
  if (!column->days.empty()) column->days[row] = 0;
  if (!datum.known) return true;
  if (column->type == Type::code) return set_code(row, *column, datum.code);
  if (column->type == Type::codes) {
    std::vector<uint16_t> list;
    for (const std::string& code : datum.codes) {
      const std::optional<uint16_t> number = code_number(*column, code);
      if (!number) return false;
      list.push_back(*number);
    }
    generation_ = next_generation();
    column->lists[row] = std::move(list);
    set_bit(column->known, row, true);
    return true;
  }
  return set_number(row, *column, datum.number);
}

Datum ColumnTable::get(size_t row, std::string_view field) const {
  CHECK(row < rows_);
  Datum out;
  const Column* column = find(field);
  if (column == nullptr) return out;
  if (column->yearly || column->type == Type::rows)
    return column->whole[row] ? *column->whole[row] : out;
  if (!column->is_known(row)) return out;
  out.known = true;
  switch (column->type) {
    case Type::boolean: out.number = column->bits[row / 64] >> (row % 64) & 1; break;
    case Type::date: out.number = column->days[row]; break;
    case Type::code: out.code = column->dictionary[column->codes[row]]; break;
    case Type::codes:
      for (const uint16_t code : column->lists[row]) out.codes.push_back(column->dictionary[code]);
      break;
    default: out.number = column->numbers[row];
  }
  return out;
}

size_t ColumnTable::memory_bytes() const {
  size_t bytes = 0;
  for (const auto& [name, column] : columns_)
    bytes += column.known.size() * 8 + column.numbers.size() * 8 + column.days.size() * 4 +
             column.codes.size() * 2 + column.bits.size() * 8 + column.lists.size() * 24 +
             column.whole.size() * 16;
  return bytes;
}

}  // namespace gaoxin::policy
