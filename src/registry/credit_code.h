// The unified social credit code of GB 32100-2015 and, inside it, the organisation code of
// GB 11714-1997. Pure.
//
// 18 characters of 0-9 A-Z without I O S V Z: registering authority (1), kind of organisation (1),
// administrative division (6 digits), organisation code (9, its last a check character), check
// character (1).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace gaoxin {

/// The check character for the first 17 characters (mod 31, weights 3^i mod 31); 0 when one of
/// them is not in the alphabet or there are not 17.
char credit_code_check_character(std::string_view first_17);
/// The check character for the first 8 characters of an organisation code (mod 11); 0 likewise.
char organisation_code_check_character(std::string_view first_8);

/// The code in its normal form: folded to half-width capitals, without spaces and hyphens.
/// Errors: registry.credit_code.length, .character, .division (province part unknown),
/// .organisation (check character of the organisation code), .check_digit.
Result<std::string> parse_credit_code(std::string_view text);

/// The administrative division inside a code that parse_credit_code accepted: "220102".
std::string_view credit_code_division(std::string_view code);

/// True for the first two digits of a province's division codes, with Taiwan, Hong Kong, Macao.
bool is_province_code(std::string_view two_digits);

}  // namespace gaoxin
