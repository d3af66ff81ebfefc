// What every list of the API shares: page and page size.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"

namespace gaoxin {

struct PageRequest {
  int64_t page = 1;        ///< from 1
  int64_t page_size = 50;  ///< 1 to 200
};

/// Fills in the defaults; a page below 1 or a size outside 1 to 200 is an error (api.page).
inline Result<PageRequest> page_request(std::optional<int64_t> page,
                                        std::optional<int64_t> page_size) {
  const PageRequest request{page.value_or(1), page_size.value_or(50)};
  if (request.page < 1 || request.page > 10'000'000 || request.page_size < 1 ||
      request.page_size > 200)
    return Error{ErrorCode::invalid,
                 "api.page",
                 {"页码从 1 开始,每页 1 至 200 行", "pages count from 1 and have 1 to 200 rows"},
                 {}};
  return request;
}

}  // namespace gaoxin
