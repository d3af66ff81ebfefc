// What the use cases of the conduct part share: a project locked for a change, its event in the
// log, checked texts and quantities. Private to the module.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "project/project.h"
#include "project/project_writing.h"

namespace gaoxin {

inline constexpr const char* kProjectVerify = "project.verify";
inline constexpr const char* kProjectApprove = "project.approve";

/// Takes the project's row for this transaction, then reads it: two people who sign a sheet at the
/// same moment both succeed, one after the other.
Result<Project> project_for_change(Call& call, int64_t zone, int64_t id,
                                   std::string_view permission);
/// An event without a move. `detail` says what was done.
Result<Done> log_conduct(Call& call, Project& project, const std::string& kind, json::value detail);

/// A trimmed text of 1 to `bytes_max` bytes; the error names the field.
Result<std::string> required_text(std::string_view field, const std::string& text,
                                  size_t bytes_max = 2000);
/// The same, but it may be empty.
Result<std::string> short_text(std::string_view field, const std::string& text,
                               size_t bytes_max = 2000);
Error field_error(std::string_view field, std::string key, std::string zh, std::string en);
/// What cannot be done by who began it (project.second_person).
Error second_person(std::string zh, std::string en);
/// 409: somebody else has changed it (project.stale).
Error stale_row();
Error no_such(const char* zh, const char* en, int64_t id);

/// Thousandths of a quantity with at most three decimals, from 0 to 9e12.
Result<int64_t> thousandths(std::string_view field, double amount);

/// Display names, each looked up once.
class UserNames {
 public:
  explicit UserNames(Call& call) : call_(call) {}
  std::optional<std::string> operator()(std::optional<int64_t> user_id);

 private:
  Call& call_;
  std::unordered_map<int64_t, std::optional<std::string>> names_;
};

/// The zones of `zone`'s subtree, nothing when that is the whole tree: no filter is needed.
std::vector<int64_t> zone_scope(const ZoneTree& zones, int64_t zone);

}  // namespace gaoxin
