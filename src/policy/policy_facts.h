// What is known of one enterprise on a day, and what a recorded fact or an answer says as a datum.
// Private to the module.
#pragma once

#include <map>
#include <optional>

#include "policy/policy_store.h"
#include "policy/rule.h"
#include "registry/registry.h"

namespace gaoxin {

/// All that is known of one enterprise on a day, from the registry and from answers.
struct KnownEnterprise {
  std::optional<policy_store::StoredEnterprise> row{};  // nothing: there is none, or it was merged
  int64_t park = 0;                                     // 0: in none
  policy::Facts facts{};
};
KnownEnterprise read_enterprise(Transaction& db, const policy::Vocabulary& vocabulary,
                                int64_t enterprise, Date as_of,
                                const std::map<int64_t, ParkKind>& park_kinds);

policy::Facts facts_of_enterprise(Transaction& db, const policy::Vocabulary& vocabulary,
                                  int64_t enterprise, Date as_of);

/// The vocabulary's name of a datum of the registry.
std::string_view vocabulary_name(std::string_view registry_field);

/// Orders the periods of one datum: the later last day wins, at the same day the longer period, so
/// that a year stands before its last quarter, month and day.
int64_t period_rank(std::string_view period);
/// A fact of a day that is yet to come says nothing.
bool is_future(std::string_view period, Date as_of);

/// A registry fact as a datum; empty when its kind does not fit the field's type.
std::optional<policy::Datum> registry_datum(const RecordedFact& fact,
                                            const policy::FieldDefinition& field, Date as_of);
/// Empty when the answer is not one of this field.
std::optional<policy::Datum> answer_datum(const policy_store::StoredAnswer& answer,
                                          const policy::FieldDefinition& field, Date as_of);
/// A code from the registry.
policy::Datum code_datum(const std::string& code);
std::optional<policy::Datum> park_kind_datum(const std::map<int64_t, ParkKind>& kinds,
                                             int64_t park);

}  // namespace gaoxin
