// What a project must have to enter a stage: one table of rules as data and its evaluator. Pure.
// The API, the form, the board, the import and the command line all ask this one.
//
// Stages 1 to 4 are work: what they produce must stand when they end, so their rules belong to the
// entry of the stage behind them. Stages 5 to 9 are facts: what proves them must stand when they
// begin. A zone may add rules (project_stage_rule); it cannot take one of the product's away.
#pragma once

#include <span>

#include "project/project_fields.h"

namespace gaoxin {

/// Exactly one of `field` (must be known), `evidence` (of this kind, not rejected, not expired;
/// `verified`: by a second person) and `must_hold` (a condition) is set.
struct StageRule {
  std::string id;
  ProjectStage stage = ProjectStage::lead;  ///< for entering which it is asked
  std::string field, evidence, must_hold;
  bool verified = false;
  std::string applies_when;  ///< a condition; empty: always
  Date from;
  std::optional<Date> to;  ///< the last day
  std::string clause;
  Text message;  ///< empty: made from the title
  std::optional<int64_t> zone_rule_id, zone_id;
};

/// The product's own.
const std::vector<StageRule>& product_stage_rules();

struct EvidenceFact {
  std::string kind;
  bool verified = false;
  bool rejected = false;
  std::optional<Date> expires_on;
};
struct StageFacts {
  std::map<std::string, std::string> values;  ///< project_values and conduct_values
  std::vector<EvidenceFact> evidence;
};

/// What the rules that hold on the day `on` ask for entering `stage` and the facts do not give.
std::vector<Missing> missing_for(std::span<const StageRule> rules, ProjectStage stage,
                                 const StageFacts& facts, Date on);

/// A condition is terms joined by "and". A term is a name ("foreign_id": it is known; a flag: it is
/// true), "not" and a name, or a name, one of = != < <= > >= and a number, a date, a 'text' or
/// another name. Numbers are compared exactly with up to six decimals.
/// Errors: project.condition (what is wrong and where).
Result<Done> check_condition(std::string_view condition);

/// The fields and values that a condition speaks of, in words.
Text condition_title(std::string_view condition);
/// A code of the product's rules in words; what is no code is a zone's own words.
Text clause_title(const std::string& clause);

enum class Truth { no, yes, unknown };
/// unknown when a comparison meets a value that is unknown; a condition that check_condition
/// refuses is a CHECK.
Truth evaluate_condition(std::string_view condition,
                         const std::map<std::string, std::string>& values);

/// project.rules over what is missing, one field error each.
Error rules_error(ProjectStage stage, const std::vector<Missing>& missing);

}  // namespace gaoxin
