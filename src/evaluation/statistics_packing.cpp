#include "evaluation/statistics_packing.h"

namespace gaoxin::statistics {
namespace {

void append_varint(std::string& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7F) | 0x80);
  out += static_cast<char>(value);
}

}  // namespace

std::string pack(const Values& values) {
  std::string out;
  int64_t before = 0;
  for (const auto& [number, value] : values) {
    append_varint(out, static_cast<uint64_t>(number - before));
    append_varint(out, (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63));
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

}  // namespace gaoxin::statistics
