// Stock codes of the mainland's exchanges in their many spellings. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace gaoxin {

/// "000578", "000578.SZ", "SZ000578", "sz.000578", also "578" (spreadsheets drop zeros) →
/// "000578.SZ". The exchange of bare digits follows from their beginning: 6 and 900 Shanghai (SH),
/// 0, 2, 3 Shenzhen (SZ), 4, 8 and 92 Beijing (BJ). Errors: registry.stock_code.
Result<std::string> parse_stock_code(std::string_view text);

}  // namespace gaoxin
