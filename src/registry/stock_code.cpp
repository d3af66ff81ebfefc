#include "registry/stock_code.h"

#include <fmt/format.h>

#include "base/text.h"

namespace gaoxin {
namespace {

std::string_view exchange_of(std::string_view digits) {
  if (digits.starts_with("92") || digits[0] == '4' || digits[0] == '8') return "BJ";
  if (digits[0] == '6' || digits.starts_with("900")) return "SH";
  if (digits[0] == '0' || digits[0] == '2' || digits[0] == '3') return "SZ";
  return {};
}

}  // namespace

Result<std::string> parse_stock_code(std::string_view text) {
  const std::string shown = clipped(text, 40);
  const Error error{ErrorCode::invalid,
                    "registry.stock_code",
                    {fmt::format("证券代码“{}”无效;请写成 000578.SZ", shown),
                     fmt::format("'{}' is not a stock code; write it like 000578.SZ", shown)},
                    {}};
  if (text.size() > 40) return error;
  std::string digits;
  std::string letters;
  bool ended = false;  // Digits after letters after digits are nonsense.
  for (const char c : fold(text)) {
    if (c == '.' || c == ' ') continue;
    if (c >= '0' && c <= '9') {
      if (ended) return error;
      digits += c;
    } else if (c >= 'a' && c <= 'z') {
      if (!digits.empty()) ended = true;
      letters += static_cast<char>(c - 'a' + 'A');
    } else {
      return error;
    }
  }
  if (digits.empty() || digits.size() > 6) return error;
  digits.insert(0, 6 - digits.size(), '0');
  const std::string_view expected = exchange_of(digits);
  if (letters == "SS") letters = "SH";
  if (letters.empty()) letters = expected;
  if (expected.empty() || (letters != "SH" && letters != "SZ" && letters != "BJ")) return error;
  return digits + "." + letters;
}

}  // namespace gaoxin
