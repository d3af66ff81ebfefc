#include "project/conduct_support.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "project/conduct_store.h"

namespace gaoxin {

Result<Project> project_for_change(Call& call, int64_t zone, int64_t id,
                                   std::string_view permission) {
  conduct_store::lock_project(call.db, id);
  return writable_project(call, zone, id, permission);
}

Result<Done> log_conduct(Call& call, Project& project, const std::string& kind,
                         json::value detail) {
  NewProjectEvent event;
  event.kind = kind;
  event.detail = std::move(detail);
  TRY(write_project(call, project, event));
  return Done{};
}

Error field_error(std::string_view field, std::string key, std::string zh, std::string en) {
  Error error = project_error(ErrorCode::invalid, std::move(key), std::move(zh), std::move(en));
  error.fields.push_back({std::string(field), error.key, error.text});
  return error;
}

Result<std::string> short_text(std::string_view field, const std::string& text, size_t bytes_max) {
  const std::string trimmed(trim(text));
  if (trimmed.size() > bytes_max || !is_utf8(trimmed))
    return field_error(field, "text", fmt::format("文字过长(最多 {} 字节)", bytes_max),
                       fmt::format("the text is longer than {} bytes", bytes_max));
  return trimmed;
}

Result<std::string> required_text(std::string_view field, const std::string& text,
                                  size_t bytes_max) {
  TRY_ASSIGN(trimmed, short_text(field, text, bytes_max));
  if (trimmed.empty())
    return field_error(field, "text.missing", "请填写该项", "this must be filled in");
  return trimmed;
}

Error second_person(std::string zh, std::string en) {
  return project_error(ErrorCode::forbidden, "second_person", std::move(zh), std::move(en));
}

Error stale_row() {
  return project_error(ErrorCode::conflict, "stale", "该记录已被他人修改;请刷新后重试",
                       "somebody else has changed this; reload and try again");
}

Error no_such(const char* zh, const char* en, int64_t id) {
  return project_error(ErrorCode::not_found, "not_found", fmt::format("没有编号为 {} 的{}", id, zh),
                       fmt::format("there is no {} {}", en, id));
}

Result<int64_t> thousandths(std::string_view field, double amount) {
  const double scaled = amount * 1000;
  if (!(amount >= 0 && amount <= 9e12) ||
      std::abs(scaled - std::round(scaled)) > 1e-6 * std::max(1.0, scaled * 1e-6))
    return field_error(field, "quantity", "数量应为不小于 0、最多三位小数的数",
                       "a quantity is a number from 0 with at most three decimals");
  return static_cast<int64_t>(std::llround(scaled));
}

std::optional<std::string> UserNames::operator()(std::optional<int64_t> user_id) {
  if (!user_id) return std::nullopt;
  const auto found = names_.find(*user_id);
  if (found != names_.end()) return found->second;
  return names_.emplace(*user_id, user_name(call_.db, *user_id)).first->second;
}

std::vector<int64_t> zone_scope(const ZoneTree& zones, int64_t zone) {
  const Zone* found = zones.find(zone);
  if (found != nullptr && !found->parent_id) return {};
  return zones.subtree(zone);
}

}  // namespace gaoxin
