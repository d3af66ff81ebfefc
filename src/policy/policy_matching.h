// What the answers about one enterprise and about all of them share. Private to the module.
#pragma once

#include <optional>
#include <string>

#include "policy/policy_library.h"

namespace gaoxin {

Date day_asked(const Call& call, const std::optional<Date>& as_of);
MatchVerdict match_verdict(policy::Verdict verdict);
AmountAnswer amount_answer(const policy::Outcome& outcome);
Error no_such_policy(const std::string& id);
/// Null without one.
const policy::Rule* rule_named(const policy::RuleSet& set, const std::string& id);

}  // namespace gaoxin
