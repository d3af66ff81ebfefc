#include "evaluation/statistics_packing.h"

namespace gaoxin::statistics {
namespace {

void append_varint(std::string& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7F) | 0x80);
  out += static_cast<char>(value);
}

uint64_t zigzag(int64_t value) {
  return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
}

}  // namespace

std::string pack(const Values& values) {
  std::string out;
  int64_t before = 0;
  for (const auto& [number, value] : values) {
    append_varint(out, static_cast<uint64_t>(number - before));
    append_varint(out, zigzag(value));
    before = number;
  }
  return out;
}

Values unpack(std::string_view bytes) {
  Values values;
  each_value(bytes, [&](int64_t number, int64_t value) {
    values.emplace_hint(values.end(), number, value);
  });
  return values;
}

std::string pack_cells(const Cells& cells) {
  std::string out;
  int64_t before = 0;
  for (const auto& [number, cell] : cells) {
    append_varint(out, static_cast<uint64_t>(number - before));
    append_varint(out, static_cast<uint64_t>(cell.reporters));
    append_varint(out, zigzag(cell.total));
    append_varint(out, static_cast<uint64_t>(cell.total_abs));
    append_varint(out, static_cast<uint64_t>(cell.largest));
    before = number;
  }
  return out;
}

Cells unpack_cells(std::string_view bytes) {
  Cells cells;
  each_cell(bytes, [&](int64_t number, const Cell& cell) {
    cells.emplace_hint(cells.end(), number, cell);
  });
  return cells;
}

}  // namespace gaoxin::statistics
