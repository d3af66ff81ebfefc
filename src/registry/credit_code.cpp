#include "registry/credit_code.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace gaoxin {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<int, 17> kWeights{1,  3,  9,  27, 19, 26, 16, 17, 20,
                                       29, 25, 13, 8,  24, 10, 30, 28};
constexpr std::array<int, 8> kOrganisationWeights{3, 7, 9, 10, 5, 8, 4, 2};

/// GB/T 2260, first two digits.
constexpr std::string_view kProvinces =
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 "
    "71 81 82 ";

Error error(std::string key, std::string zh, std::string en) {
  return {ErrorCode::invalid,
          "registry.credit_code." + std::move(key),
          {std::move(zh), std::move(en)},
          {}};
}

}  // namespace

char credit_code_check_character(std::string_view first_17) {
  if (first_17.size() != kWeights.size()) return 0;
  int sum = 0;
  for (size_t i = 0; i < kWeights.size(); ++i) {
    const size_t value = kAlphabet.find(first_17[i]);
    if (value == kAlphabet.npos) return 0;
    sum += static_cast<int>(value) * kWeights[i];
  }
  return kAlphabet[static_cast<size_t>((31 - sum % 31) % 31)];
}

char organisation_code_check_character(std::string_view first_8) {
  if (first_8.size() != kOrganisationWeights.size()) return 0;
  int sum = 0;
  for (size_t i = 0; i < kOrganisationWeights.size(); ++i) {
    const char c = first_8[i];
    int value = 0;
    if (c >= '0' && c <= '9')
      value = c - '0';
    else if (c >= 'A' && c <= 'Z')
      value = c - 'A' + 10;
    else
      return 0;
    sum += value * kOrganisationWeights[i];
  }
  const int check = 11 - sum % 11;
  return check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
}

bool is_province_code(std::string_view two_digits) {
  const size_t at = two_digits.size() == 2 ? kProvinces.find(two_digits) : kProvinces.npos;
  return at != kProvinces.npos && at % 3 == 0;
}

Result<std::string> parse_credit_code(std::string_view text) {
  if (text.size() > 200)
    return error("length", "统一社会信用代码应为 18 位", "a credit code has 18 characters");
  std::string code;
  for (const char c : fold(text)) {
    if (c == ' ' || c == '-') continue;
    code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  const size_t length = decode_utf8(code).size();
  if (length != 18)
    return error("length", fmt::format("统一社会信用代码应为 18 位,“{}”有 {} 位", code, length),
                 fmt::format("a credit code has 18 characters, '{}' has {}", code, length));
  for (const char c : code)
    if (kAlphabet.find(c) == kAlphabet.npos)
      return error("character",
                   fmt::format("统一社会信用代码“{}”含有不允许的字符(只能是 0-9 和除 I、O、S、"
                               "V、Z 以外的大写字母)",
                               code),
                   fmt::format("credit code '{}' holds a character other than 0-9 and A-Z "
                               "without I, O, S, V, Z",
                               code));
  const std::string_view division = credit_code_division(code);
  if (division.find_first_not_of("0123456789") != division.npos ||
      (!is_province_code(division.substr(0, 2)) && division.substr(0, 2) != "10"))
    return error("division",
                 fmt::format("统一社会信用代码“{}”第 3-8 位“{}”不是行政区划代码", code, division),
                 fmt::format("characters 3 to 8 of credit code '{}' ('{}') are no administrative "
                             "division",
                             code, division));
  const std::string_view organisation = std::string_view(code).substr(8, 9);
  if (organisation_code_check_character(organisation.substr(0, 8)) != organisation[8])
    return error("organisation",
                 fmt::format("统一社会信用代码“{}”第 9-17 位的组织机构代码“{}”校验位不对;"
                             "请核对是否抄错",
                             code, organisation),
                 fmt::format("the organisation code '{}' inside credit code '{}' has a wrong check "
                             "character; look for a typing error",
                             organisation, code));
  const char check = credit_code_check_character(std::string_view(code).substr(0, 17));
  if (check != code[17])
    return error(
        "check_digit",
        fmt::format("统一社会信用代码“{}”的校验位应为“{}”;请核对是否抄错", code, check),
        fmt::format("credit code '{}' should end in '{}'; look for a typing error", code, check));
  return code;
}

std::string_view credit_code_division(std::string_view code) { return code.substr(2, 6); }

}  // namespace gaoxin
