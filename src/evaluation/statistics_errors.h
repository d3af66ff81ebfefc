// How the statistics, management and bulletin files make their errors.
#pragma once

#include <fmt/format.h>

#include "base/result.h"

namespace gaoxin::statistics_errors {

inline Error make(ErrorCode code, std::string key, std::string zh, std::string en) {
  return {code, "evaluation." + std::move(key), {std::move(zh), std::move(en)}, {}};
}
inline Error invalid(std::string key, std::string zh, std::string en) {
  return make(ErrorCode::invalid, std::move(key), std::move(zh), std::move(en));
}
inline Error stale(std::string zh_who_what, std::string en_who_what) {
  return make(ErrorCode::conflict, "stale", std::move(zh_who_what) + ";请重新载入后再改",
              std::move(en_who_what) + "; reload and try again");
}

}  // namespace gaoxin::statistics_errors
