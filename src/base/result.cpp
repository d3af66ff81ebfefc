#include "base/result.h"

#include <cstdio>
#include <cstdlib>

namespace gaoxin {

void check_failed(const char* claim, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: CHECK failed: %s\n", file, line, claim);
  std::abort();
}

int http_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid: return 400;
    case ErrorCode::unauthenticated: return 401;
    case ErrorCode::forbidden: return 403;
    case ErrorCode::not_found: return 404;
    case ErrorCode::conflict: return 409;
    case ErrorCode::rule_failed: return 422;
    case ErrorCode::too_many: return 429;
  }
  CHECK(false);
}

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid: return "invalid";
    case ErrorCode::unauthenticated: return "unauthenticated";
    case ErrorCode::forbidden: return "forbidden";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::conflict: return "conflict";
    case ErrorCode::rule_failed: return "rule_failed";
    case ErrorCode::too_many: return "too_many";
  }
  CHECK(false);
}

}  // namespace gaoxin
