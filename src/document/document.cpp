#include "document/document.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "document/note_marks.h"

namespace gaoxin::document {

namespace {
constexpr std::u32string_view kSuperior = U"⁰¹²³⁴⁵⁶⁷⁸⁹";
}

std::string note_mark(int n) {
  std::string out;
  for (const char c : fmt::format("{}", n))
    append_utf8(out, kSuperior[static_cast<size_t>(c - '0')]);
  return out;
}

std::vector<MarkedText> split_marks(std::string_view text) {
  std::vector<MarkedText> out;
  for (const char32_t c : decode_utf8(text)) {
    const size_t digit = kSuperior.find(c);
    const bool mark = digit != std::u32string_view::npos;
    if (out.empty() || out.back().mark != mark) out.push_back({"", mark});
    if (mark)
      out.back().text += static_cast<char>('0' + digit);
    else
      append_utf8(out.back().text, c);
  }
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
