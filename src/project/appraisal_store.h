// All SQL of appraisal. Private to the module.
#pragma once

#include <map>
#include <set>
#include <span>

#include "project/appraisal.h"

namespace gaoxin::appraisal_store {

std::vector<AppraisalRuleRow> list_rules(Transaction& db, std::span<const int64_t> zones);
void insert_rule(Transaction& db, const AppraisalRuleRow& row, int64_t by);

/// Moves into the stages that are counted, effective in the period and recorded by `as_of`. The
/// project is the one it belonged to then: moves of a merged project count for its survivor.
std::vector<StageEvent> list_moves(Transaction& db, Date from, Date to, Timestamp as_of);

/// A project as it stood at a moment.
struct ProjectAsOf {
  AppraisedProject project{};
  int64_t zone_id = 0;  ///< of the project's key
  int64_t host_zone_id = 0;
  std::optional<int64_t> owner_user_id{};
  /// The credit as it was last divided by then, as the JSON of its event; nothing when it never
  /// was.
  std::optional<std::string> credit{};
};
/// By id, those of `ids` that were there at `as_of`.
std::map<int64_t, ProjectAsOf> find_projects(Transaction& db, const std::vector<int64_t>& ids,
                                             Timestamp as_of);
/// (survivor, category) counted by approved statements by then, without those of `except`.
std::set<std::pair<int64_t, AppraisalCategory>> list_counted(Transaction& db, Timestamp as_of,
                                                             int64_t except);

std::vector<AppraisalStatement> list_statements(Transaction& db, std::span<const int64_t> zones);
std::optional<AppraisalStatement> find_statement(Transaction& db, int64_t id);
void insert_statement(Transaction& db, const AppraisalStatement& row);
/// False when the row has another version or has been decided.
bool decide_statement(Transaction& db, const AppraisalStatement& row);
/// Throws ConstraintError when it has been counted before.
void insert_counted(Transaction& db, int64_t zone_id, int64_t project_id,
                    AppraisalCategory category, int64_t statement_id, int64_t event_id,
                    Timestamp at);

}  // namespace gaoxin::appraisal_store
