// What the use cases of this module share: the policies in memory and what a zone sees of them.
// Private to the module.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "policy/check.h"
#include "policy/policy.h"
#include "policy/policy_store.h"

namespace gaoxin {

/// Every revision with its rule, read again when the counter "policy" has moved.
struct PolicyLibrary {
  int64_t counter = -1;
  policy::Vocabulary vocabulary{};
  std::string vocabulary_source{};
  std::vector<policy_store::StoredRevision> revisions{};
  std::vector<std::shared_ptr<const policy::Rule>> rules{};  // beside revisions; null: unreadable
  std::vector<policy_store::StoredParameter> parameters{};
};
std::shared_ptr<const PolicyLibrary> current_library(Database& database, Transaction& db);

/// The same as this transaction has changed it; never kept, because it may yet be rolled back.
std::shared_ptr<const PolicyLibrary> library_after_change(Transaction& db);

/// What a zone sees on a day: for each policy the revision in force from its date on, the nearest
/// zone's first, and the parameters along the way from the top to the zone.
struct ZoneRules {
  std::shared_ptr<const PolicyLibrary> library{};
  policy::RuleSet set{};            // in force only, as the evaluators want them
  std::vector<size_t> revisions{};  // index into the library, beside set.rules
  policy::ParameterValues parameters{};
  std::vector<int64_t> zones{};  // whose policies and parameters these are, the nearest first
};
ZoneRules rules_of(Call& call, int64_t zone, Date as_of);
/// What the product ships, without any zone.
ZoneRules shipped_rules(std::shared_ptr<const PolicyLibrary> library, Date as_of);
policy::ParameterValues parameters_of(const PolicyLibrary& library,
                                      const std::vector<int64_t>& zones_nearest_first);
/// The zone, those above it, then 0.
std::vector<int64_t> zones_nearest_first(const ZoneTree& zones, int64_t zone);

/// Index of the revision in force on a day (or the last before it); empty without one.
std::optional<size_t> published_on(const PolicyLibrary& library, const std::string& policy,
                                   const std::vector<int64_t>& zones, Date as_of);
PolicyRow policy_row(const PolicyLibrary& library, size_t revision, Date as_of,
                     const policy::ParameterValues& parameters);
Policy policy_answer(Call& call, const PolicyLibrary& library, size_t revision, Date as_of,
                     int64_t zone);
PolicyField policy_field(const policy::FieldDefinition& field);

inline Error policy_error(ErrorCode code, const char* key, std::string zh, std::string en) {
  return Error{code, key, {std::move(zh), std::move(en)}, {}};
}

}  // namespace gaoxin
