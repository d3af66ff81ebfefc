#include "document/document.h"

#include <fmt/format.h>

#include <cmath>

namespace gaoxin::document {

std::string note_mark(int n) {
  constexpr const char* kDigits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out;
  for (const char c : fmt::format("{}", n)) out += kDigits[c - '0'];
  return out;
}

std::string grouped(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", std::abs(value), decimals);
  const size_t end = decimals > 0 ? text.find('.') : text.size();
  for (size_t at = end; at > 3; at -= 3) text.insert(at - 3, ",");
  const bool zero = text.find_first_of("123456789") == std::string::npos;
  return value < 0 && !zero ? "-" + text : text;
}

}  // namespace gaoxin::document
