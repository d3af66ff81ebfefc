// All SQL of dynamic management.
#pragma once

#include "evaluation/management.h"
#include "evaluation/management_rules.h"

namespace gaoxin::management_store {

struct StoredResult {
  std::string scheme;
  management::YearResult result;
  std::string source;
  std::optional<int64_t> run_id;
  Timestamp recorded_at;
  int64_t recorded_by = 0;
};
void insert_result(Transaction& db, const StoredResult& row);
/// Of each zone, year and method the last row, with its deductions from 0 points.
std::vector<StoredResult> list_results(Transaction& db, const std::string& scheme,
                                       std::optional<int64_t> year = {});

struct StoredDeduction {
  int64_t zone = 0;
  int64_t year = 0;
  std::string kind;
  int64_t times = 0;
};
void insert_deduction(Transaction& db, const std::string& scheme, const StoredDeduction& row,
                      const std::string& source, int64_t id, Timestamp now, int64_t by);
/// The sums of the times by zone, year and kind.
std::vector<StoredDeduction> list_deductions(Transaction& db, const std::string& scheme);

struct StoredCase {
  int64_t zone_id = 0;
  int64_t id = 0;
  int64_t version = 1;
  std::string scheme, rule;
  int64_t rule_version = 0;
  int64_t year = 0;
  std::string action;
  CaseState state = CaseState::proposed;
  std::string evidence_json;
  Timestamp proposed_at;
  int64_t proposed_by = 0;
  std::optional<Timestamp> approved_at;
  std::optional<int64_t> approved_by;
  std::optional<Date> due_on;
};
void insert_case(Transaction& db, const StoredCase& row);
/// State, approval and deadline; false when the version is not row.version.
bool update_case(Transaction& db, const StoredCase& row);
std::optional<StoredCase> find_case(Transaction& db, int64_t id);
/// Newest first.
std::vector<StoredCase> list_cases(Transaction& db, const std::optional<std::string>& scheme);

void insert_event(Transaction& db, int64_t zone, int64_t case_id, const CaseEvent& event);
std::vector<CaseEvent> list_events(Transaction& db, int64_t zone, int64_t case_id);

}  // namespace gaoxin::management_store
