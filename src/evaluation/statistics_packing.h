// The values of one report, or the sums of many, in one column of bytes. Pure.
//
// For each item, by number: the number's distance to the one before as a varint, then the value
// zigzag-coded as a varint (LEB128: seven bits a byte, the lowest first, the high bit says that
// more follow). 200 items take about 1 KB instead of 20 KB as rows with their keys and index; see
// docs/decisions/0006-packed-reports.md for the measurement.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "evaluation/statistics_totals.h"

namespace gaoxin::statistics {

std::string pack(const Values& values);

namespace packing_detail {
inline uint64_t read_varint(std::string_view bytes, size_t& at) {
  uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    CHECK(at < bytes.size());
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    value |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  CHECK(false);
}
inline int64_t unzigzag(uint64_t coded) {
  return static_cast<int64_t>(coded >> 1) ^ -static_cast<int64_t>(coded & 1);
}
}  // namespace packing_detail

/// Calls each(number, value) in the order of the numbers. Bytes that pack() did not write are a
/// CHECK: the store writes no others.
template <typename F>
void each_value(std::string_view bytes, F&& each) {
  int64_t number = 0;
  for (size_t at = 0; at < bytes.size();) {
    number += static_cast<int64_t>(packing_detail::read_varint(bytes, at));
    each(number, packing_detail::unzigzag(packing_detail::read_varint(bytes, at)));
  }
}

Values unpack(std::string_view bytes);

/// Sums in the same manner: number, reporters, sum (zigzag), sum of absolute values, the largest.
std::string pack_cells(const Cells& cells);
/// Calls each(number, cell) in the order of the numbers.
template <typename F>
void each_cell(std::string_view bytes, F&& each) {
  using packing_detail::read_varint;
  int64_t number = 0;
  for (size_t at = 0; at < bytes.size();) {
    number += static_cast<int64_t>(read_varint(bytes, at));
    Cell cell;
    cell.reporters = static_cast<int64_t>(read_varint(bytes, at));
    cell.total = packing_detail::unzigzag(read_varint(bytes, at));
    cell.total_abs = static_cast<int64_t>(read_varint(bytes, at));
    cell.largest = static_cast<int64_t>(read_varint(bytes, at));
    each(number, cell);
  }
}
Cells unpack_cells(std::string_view bytes);

}  // namespace gaoxin::statistics
