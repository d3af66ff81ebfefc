// All SQL of selection, commitments and cases. Private to the module.
#pragma once

#include <span>

#include "project/cases.h"
#include "project/commitments.h"
#include "project/selection.h"

namespace gaoxin::conduct_store {

/// Takes the project's row until the transaction ends.
void lock_project(Transaction& db, int64_t project_id);

/// "AND column IN ($n, …)" for the zones, which are added to the parameters; empty for none.
std::string in_zones(std::string_view column, std::span<const int64_t> zones,
                     std::vector<Parameter>& parameters);

// ---- Score sheets ------------------------------------------------------------------------------

/// Of these zones, the newest from_date first.
std::vector<ScoreRuleRow> list_score_rules(Transaction& db, std::span<const int64_t> zones);
void insert_score_rule(Transaction& db, const ScoreRuleRow& row, int64_t by);
std::vector<ScoreSheet> list_sheets(Transaction& db, int64_t project_id);
/// Marks the assessor's current sheet as superseded by the new one.
void insert_sheet(Transaction& db, int64_t zone_id, int64_t project_id, const ScoreSheet& sheet);

// ---- Budgets -----------------------------------------------------------------------------------

/// Amounts in thousandths.
struct StoredBudget {
  int64_t zone_id = 0, year = 0;
  Resource resource = Resource::energy;
  int64_t amount = 0;
  std::string source{};
  int64_t version = 0;
};
std::vector<StoredBudget> list_budgets(Transaction& db, std::optional<int64_t> year,
                                       std::optional<Resource> resource);
/// Takes the budget's row until the transaction ends, then reads it.
std::optional<StoredBudget> lock_budget(Transaction& db, int64_t zone_id, int64_t year,
                                        Resource resource);
/// False when the row has another version (0: when it stands already).
bool put_budget(Transaction& db, const StoredBudget& budget, Timestamp at, int64_t by);

struct StoredReservation {
  int64_t zone_id = 0, id = 0, project_id = 0;
  Resource resource = Resource::energy;
  int64_t year = 0, amount = 0;
  std::string state{};  ///< reserved, used, released
  Date expires_on{};
  int64_t version = 1;
  Timestamp reserved_at{};
  int64_t reserved_by = 0;
  std::string note{};
};
void insert_reservation(Transaction& db, const StoredReservation& row);
std::optional<StoredReservation> find_reservation(Transaction& db, int64_t id);
/// False when the row has another version than `row.version`, which the row's becomes plus one.
bool update_reservation(Transaction& db, const StoredReservation& row, Timestamp at, int64_t by);
struct ReservationQuery {
  std::optional<int64_t> project_id{}, year{};
  std::optional<Resource> resource{};
};
std::vector<StoredReservation> list_reservations(Transaction& db, const ReservationQuery& query);
/// What is used, and reserved and not expired on `today`, of a resource and year, by zone.
struct TakenByZone {
  int64_t zone_id = 0, used = 0, reserved = 0;
};
std::vector<TakenByZone> taken(Transaction& db, int64_t year, Resource resource, Date today);

// ---- Incentives --------------------------------------------------------------------------------

struct StoredIncentive {
  int64_t zone_id = 0;
  Incentive row{};
};
void insert_incentive(Transaction& db, const StoredIncentive& incentive);
std::optional<StoredIncentive> find_incentive(Transaction& db, int64_t id);
std::vector<StoredIncentive> list_incentives(Transaction& db, int64_t project_id);
/// Writes state, review, offer and withdrawal under `row.version`.
bool update_incentive(Transaction& db, const StoredIncentive& incentive, Timestamp at, int64_t by);

// ---- Commitments -------------------------------------------------------------------------------

/// `milestones` without light, reason and forecast; `actuals` all; names are not filled in.
struct StoredCommitment {
  int64_t zone_id = 0;
  Commitment row{};
  Timestamp created_at{};
};
void insert_commitment(Transaction& db, const StoredCommitment& commitment);
void insert_milestone(Transaction& db, int64_t zone_id, const Commitment& commitment,
                      const Milestone& milestone);
std::optional<StoredCommitment> find_commitment(Transaction& db, int64_t id);
std::vector<StoredCommitment> list_commitments(Transaction& db, int64_t project_id);
/// A milestone not met so far, of an open project of the owner's.
struct DueMilestone {
  int64_t id = 0, host_zone_id = 0;
  std::string project_number{}, project_name{}, title{}, unit{};
  Decimal target{};
  Date due_on{};
  Timestamp created_at{};
};
/// By due date, up to `until`.
std::vector<DueMilestone> list_due_milestones(Transaction& db, int64_t owner_user_id, Date until,
                                              int64_t limit);
/// (commitment, milestone) of a milestone id.
std::optional<std::pair<int64_t, int64_t>> find_milestone(Transaction& db, int64_t milestone_id);
/// met, failed, or nothing.
std::optional<std::string> milestone_verdict(Transaction& db, int64_t milestone_id);
void set_verdict(Transaction& db, int64_t zone_id, int64_t milestone_id,
                 std::optional<std::string> verdict);
void insert_actual(Transaction& db, const StoredCommitment& commitment,
                   const CommitmentActual& actual);
/// The commitment of an actual.
std::optional<int64_t> commitment_of_actual(Transaction& db, int64_t actual_id);
/// False when somebody has decided it before.
bool decide_actual(Transaction& db, int64_t zone_id, const CommitmentActual& actual);
/// The project an evidence row belongs to.
std::optional<int64_t> project_of_evidence(Transaction& db, int64_t evidence_id);
int64_t count_red(Transaction& db, std::span<const int64_t> zones, Date today);
std::vector<RedMilestone> list_red(Transaction& db, std::span<const int64_t> zones, Date today,
                                   int64_t limit, int64_t offset);

// ---- Cases -------------------------------------------------------------------------------------

void insert_case(Transaction& db, const ProjectCase& row, Timestamp at);
void insert_case_step(Transaction& db, int64_t zone_id, int64_t case_id, const CaseStep& step);
std::optional<ProjectCase> find_case(Transaction& db, int64_t id);
/// Writes step, deadline and amount under `row.version`.
bool update_case(Transaction& db, const ProjectCase& row);
std::vector<CaseStep> list_case_steps(Transaction& db, int64_t case_id);
struct CaseQuery {
  std::vector<int64_t> zones{};  ///< empty: all
  std::optional<CaseKind> kind{};
  std::optional<int64_t> project_id{}, milestone_id{};
  std::optional<bool> open{};
  std::optional<Date> overdue_on{};
  std::optional<int64_t> person{};  ///< who opened it or owns its project
};
int64_t count_cases(Transaction& db, const CaseQuery& query);
std::vector<ProjectCase> list_cases(Transaction& db, const CaseQuery& query, int64_t limit,
                                    int64_t offset);
std::vector<TaxShare> list_tax_shares(Transaction& db, int64_t case_id);
void put_tax_share(Transaction& db, int64_t zone_id, int64_t case_id, const TaxShare& share);
std::vector<TaxStatement> list_tax_statements(Transaction& db, int64_t case_id);
/// Throws ConstraintError when the revision stands already.
void insert_tax_statement(Transaction& db, int64_t zone_id, const TaxStatement& statement);
/// False when it has been approved before.
bool approve_tax_statement(Transaction& db, const TaxStatement& statement, Timestamp at,
                           int64_t by);

}  // namespace gaoxin::conduct_store
