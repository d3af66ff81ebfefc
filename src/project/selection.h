// Choosing projects: score sheets by several assessors, gates on what the zone may use, incentives
// that pass a fair-competition review before they are offered. Public.
#pragma once

#include "project/assessment_rules.h"
#include "project/project.h"

namespace gaoxin {

// ---- Score sheets ------------------------------------------------------------------------------

struct ScoreRuleRow {
  int64_t id = 0;       ///< 0: the product's own, until a zone sets one
  int64_t zone_id = 0;  ///< the zone that set it
  Date from_date{};
  ScoreRule rule{};
  std::optional<Timestamp> set_at{};
  bool in_force = false;  ///< today, at the zone asked for
};
BOOST_DESCRIBE_STRUCT(ScoreRuleRow, (), (id, zone_id, from_date, rule, set_at, in_force))
struct ScoreRuleList {
  std::vector<ScoreRuleRow> items{};
};
BOOST_DESCRIBE_STRUCT(ScoreRuleList, (), (items))
/// Of the zone and those above it, the nearest zone first, the newest first.
Result<ScoreRuleList> list_score_rules(Call& call, const ProjectZone& in);
struct SetScoreRule {
  int64_t zone = 0;
  Date from_date{};
  ScoreRule rule{};
};
BOOST_DESCRIBE_STRUCT(SetScoreRule, (), (zone, from_date, rule))
/// A new version; earlier ones stay. Errors: project.score_rule.weight, .threshold …
Result<ScoreRuleList> set_score_rule(Call& call, const SetScoreRule& in);

struct ScoreSheet {
  int64_t id = 0;
  int64_t assessor_id = 0;
  std::string assessor_name{};
  Scores scores{};
  std::optional<double> total{};  ///< by the rule of the answer; nothing while a score is missing
  std::string comment{};
  Timestamp signed_at{};
  bool superseded = false;  ///< by a later sheet of the same assessor
};
BOOST_DESCRIBE_STRUCT(ScoreSheet, (),
                      (id, assessor_id, assessor_name, scores, total, comment, signed_at,
                       superseded))
struct ProjectAssessment {
  int64_t project_id = 0;
  ScoreRuleRow rule{};  ///< in force at the zone that runs the project
  Assessment result{};
  std::vector<ScoreSheet> sheets{};  ///< newest first, superseded ones too
};
BOOST_DESCRIBE_STRUCT(ProjectAssessment, (), (project_id, rule, result, sheets))
Result<ProjectAssessment> get_assessment(Call& call, const ProjectId& in);
struct SignSheet {
  int64_t zone = 0;
  int64_t id = 0;  ///< the project
  Scores scores{};
  std::string comment{};
};
BOOST_DESCRIBE_STRUCT(SignSheet, (), (zone, id, scores, comment))
/// One sheet a person; a second one supersedes the first. Errors: project.sheet.owner (the owner of
/// the project does not assess it).
Result<ProjectAssessment> sign_sheet(Call& call, const SignSheet& in);

// ---- Budgets and gates -------------------------------------------------------------------------

/// energy: tonnes of standard coal a year; carbon: tonnes of CO2 a year; water: m³ a year; land: m²
/// of the year's quota; pollutants: tonnes a year. Amounts have at most three decimals.
BOOST_DEFINE_ENUM_CLASS(Resource, energy, carbon, water, land, cod, ammonia_nitrogen, so2, nox,
                        vocs)
struct Budget {
  int64_t zone_id = 0;
  Text zone_name{};
  int64_t year = 0;
  Resource resource = Resource::energy;
  Text title{};
  std::string unit{};
  double amount = 0;
  double used = 0, reserved = 0, available = 0;  ///< of the zone and all below it, today
  std::string source{};
  int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Budget, (),
                      (zone_id, zone_name, year, resource, title, unit, amount, used, reserved,
                       available, source, version))
struct BudgetList {
  std::vector<Budget> items{};
};
BOOST_DESCRIBE_STRUCT(BudgetList, (), (items))
struct ListBudgets {
  int64_t zone = 0;
  std::optional<int64_t> year{};
};
BOOST_DESCRIBE_STRUCT(ListBudgets, (), (zone, year))
/// Of the zone, those above it and those below it.
Result<BudgetList> list_budgets(Call& call, const ListBudgets& in);
struct PutBudget {
  int64_t zone = 0;
  int64_t year = 0;
  Resource resource = Resource::energy;
  double amount = 0;
  std::string source{};  ///< the document that gives the quota
  int64_t version = 0;   ///< 0 for a new one
};
BOOST_DESCRIBE_STRUCT(PutBudget, (), (zone, year, resource, amount, source, version))
/// Errors: project.budget.below_taken (less than what is used and reserved), project.stale.
Result<Budget> put_budget(Call& call, const PutBudget& in);

BOOST_DEFINE_ENUM_CLASS(ReservationState, reserved, used, released, expired)
struct Reservation {
  int64_t id = 0;
  int64_t project_id = 0;
  std::string project_number{}, project_name{};
  int64_t zone_id = 0;
  Resource resource = Resource::energy;
  Text title{};
  std::string unit{};
  int64_t year = 0;
  double amount = 0;
  ReservationState state = ReservationState::reserved;
  Date expires_on{};  ///< the last day it holds
  std::string note{};
  Timestamp reserved_at{};
  int64_t reserved_by = 0;
  int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Reservation, (),
                      (id, project_id, project_number, project_name, zone_id, resource, title, unit,
                       year, amount, state, expires_on, note, reserved_at, reserved_by, version))
struct ReservationList {
  std::vector<Reservation> items{};
};
BOOST_DESCRIBE_STRUCT(ReservationList, (), (items))
struct ListReservations {
  int64_t zone = 0;
  std::optional<int64_t> project_id{}, year{};
  std::optional<Resource> resource{};
};
BOOST_DESCRIBE_STRUCT(ListReservations, (), (zone, project_id, year, resource))
Result<ReservationList> list_reservations(Call& call, const ListReservations& in);
struct Reserve {
  int64_t zone = 0;
  int64_t id = 0;  ///< the project
  Resource resource = Resource::energy;
  int64_t year = 0;
  double amount = 0;  ///< 0 says that the project needs none
  Date expires_on{};
  std::string note{};
};
BOOST_DESCRIBE_STRUCT(Reserve, (), (zone, id, resource, year, amount, expires_on, note))
/// Takes from every budget of the resource and year at the zone that runs the project and above it.
/// Errors: project.budget.none (no zone has one: unknown is not unlimited), project.budget.short
/// (says what is left where), project.reservation.date.
Result<Reservation> reserve(Call& call, const Reserve& in);
BOOST_DEFINE_ENUM_CLASS(SettleAction, use, release, extend)
struct SettleReservation {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t version = 0;
  SettleAction action = SettleAction::use;
  std::optional<double> amount{};    ///< of use: what is really taken, at most what was reserved
  std::optional<Date> expires_on{};  ///< of extend
  std::string note{};                ///< why; required
};
BOOST_DESCRIBE_STRUCT(SettleReservation, (), (zone, id, version, action, amount, expires_on, note))
/// use and extend need one that has not expired; release gives back what is reserved or used.
/// Errors: project.reservation.expired, project.reservation.state, project.stale.
Result<Reservation> settle_reservation(Call& call, const SettleReservation& in);

struct GateLine {
  Resource resource = Resource::energy;
  Text title{};
  std::string unit{};
  std::optional<double> need{};       ///< a year, as the project states it
  double reserved = 0;                ///< and used, for the project in the year
  bool has_reservation = false;       ///< also of 0: none is needed
  std::optional<double> available{};  ///< the least over the budgets; nothing: no budget
  ScoreVerdict verdict = ScoreVerdict::unknown;
  Text reason{};
};
BOOST_DESCRIBE_STRUCT(GateLine, (),
                      (resource, title, unit, need, reserved, has_reservation, available, verdict,
                       reason))
struct ProjectGates {
  int64_t project_id = 0;
  int64_t year = 0;
  ScoreVerdict verdict = ScoreVerdict::unknown;  ///< passed only when every line is
  std::vector<GateLine> items{};
};
BOOST_DESCRIBE_STRUCT(ProjectGates, (), (project_id, year, verdict, items))
struct GetGates {
  int64_t zone = 0;
  int64_t id = 0;
  std::optional<int64_t> year{};  ///< default: this one
};
BOOST_DESCRIBE_STRUCT(GetGates, (), (zone, id, year))
/// One line for energy, carbon and land (the project states its need of these) and for every other
/// resource that a zone above has a budget of.
Result<ProjectGates> get_gates(Call& call, const GetGates& in);

// ---- Incentives --------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(IncentiveState, proposed, passed, failed, offered, withdrawn)
struct Incentive {
  int64_t id = 0;
  int64_t project_id = 0;
  std::string title{};
  std::optional<Money> amount{};
  std::optional<std::string> policy_id{};
  std::optional<Text> policy_title{};
  std::optional<std::string> legal_basis{};
  std::string terms{};
  std::vector<int64_t> milestones{};  ///< of commitments that must be met before it is paid
  IncentiveState state = IncentiveState::proposed;
  int64_t version = 1;
  Timestamp proposed_at{};
  int64_t proposed_by = 0;
  std::optional<std::string> proposed_by_name{};
  std::optional<std::string> review_opinion{}, review_basis{};
  std::optional<Timestamp> reviewed_at{};
  std::optional<int64_t> reviewed_by{};
  std::optional<std::string> reviewed_by_name{};
  std::optional<Timestamp> offered_at{};
  std::optional<int64_t> offered_by{};
  std::optional<std::string> offered_by_name{};
  std::optional<std::string> withdrawn_reason{};
};
BOOST_DESCRIBE_STRUCT(Incentive, (),
                      (id, project_id, title, amount, policy_id, policy_title, legal_basis, terms,
                       milestones, state, version, proposed_at, proposed_by, proposed_by_name,
                       review_opinion, review_basis, reviewed_at, reviewed_by, reviewed_by_name,
                       offered_at, offered_by, offered_by_name, withdrawn_reason))
struct IncentiveList {
  std::vector<Incentive> items{};
};
BOOST_DESCRIBE_STRUCT(IncentiveList, (), (items))
Result<IncentiveList> list_incentives(Call& call, const ProjectId& in);
struct ProposeIncentive {
  int64_t zone = 0;
  int64_t id = 0;  ///< the project
  std::string title{};
  std::optional<Money> amount{};
  std::optional<std::string> policy_id{};    ///< published at the zone; or
  std::optional<std::string> legal_basis{};  ///< the document and clause
  std::string terms{};
  std::optional<std::vector<int64_t>> milestones{};
};
BOOST_DESCRIBE_STRUCT(ProposeIncentive, (),
                      (zone, id, title, amount, policy_id, legal_basis, terms, milestones))
/// Errors: project.incentive.basis (exactly one of policy and legal basis), policy.not_found.
Result<Incentive> propose_incentive(Call& call, const ProposeIncentive& in);
struct ReviewIncentive {
  int64_t zone = 0;
  int64_t id = 0;  ///< the incentive
  int64_t version = 0;
  bool passed = false;
  std::string opinion{};
  std::string basis{};  ///< the rule of the fair-competition review it was held against
};
BOOST_DESCRIBE_STRUCT(ReviewIncentive, (), (zone, id, version, passed, opinion, basis))
/// The fair-competition review. Errors: project.second_person (not by who proposed it, nor by the
/// owner of the project), project.incentive.state.
Result<Incentive> review_incentive(Call& call, const ReviewIncentive& in);
struct StepIncentive {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t version = 0;
  std::optional<std::string> reason{};  ///< of withdrawing; required there
};
BOOST_DESCRIBE_STRUCT(StepIncentive, (), (zone, id, version, reason))
/// Only after a passed review: project.incentive.review. Not by who proposed it.
Result<Incentive> offer_incentive(Call& call, const StepIncentive& in);
Result<Incentive> withdraw_incentive(Call& call, const StepIncentive& in);

}  // namespace gaoxin
