// The errors more than one file of the registry makes.
#pragma once

#include <fmt/format.h>

#include "base/result.h"

namespace gaoxin::registry_errors {

inline Error make(ErrorCode code, std::string key, std::string zh, std::string en) {
  return {code, "registry." + std::move(key), {std::move(zh), std::move(en)}, {}};
}
inline Error no_enterprise(int64_t id) {
  return make(ErrorCode::not_found, "enterprise", fmt::format("没有企业 {}", id),
              fmt::format("there is no enterprise {}", id));
}
inline Error stale() {
  return make(ErrorCode::conflict, "stale", "其他人已修改;请重新载入后再改",
              "somebody else has changed it; reload and try again");
}
inline Error not_yours() {
  return make(ErrorCode::forbidden, "home_zone", "只有该企业所属区域的人员可以修改",
              "only people of the enterprise's home zone may change it");
}

}  // namespace gaoxin::registry_errors
