// What a project promised, what became of it, and whether money that hangs on it may be paid.
// Public: the fund asks payout_lock().
#pragma once

#include "project/commitment_rules.h"
#include "project/project.h"

namespace gaoxin {

struct MetricRow {
  std::string name{};
  Text title{};
  std::string unit{};
  int64_t formula_version = 1;
  Direction direction = Direction::at_least;
  Text formula{};
  std::vector<std::string> fields{};  ///< facts of the enterprise that it reads
  bool cumulative = false;
};
BOOST_DESCRIBE_STRUCT(MetricRow, (),
                      (name, title, unit, formula_version, direction, formula, fields, cumulative))
struct MetricList {
  std::vector<MetricRow> items{};
};
BOOST_DESCRIBE_STRUCT(MetricList, (), (items))
Result<MetricList> list_metrics(Call& call, const ProjectNothing& in);

/// A fact that an actual was computed from.
struct ActualFact {
  int64_t id = 0;
  std::string field{}, period{}, value{}, source{};
  std::optional<Date> source_date{};
};
BOOST_DESCRIBE_STRUCT(ActualFact, (), (id, field, period, value, source, source_date))
BOOST_DEFINE_ENUM_CLASS(ActualOrigin, facts, entered)
BOOST_DEFINE_ENUM_CLASS(ActualState, pending, verified, rejected)
struct CommitmentActual {
  int64_t id = 0;
  Date measured_on{};
  std::string value{};  ///< decimal, in the metric's unit
  ActualOrigin origin = ActualOrigin::entered;
  std::vector<ActualFact> facts{};
  std::string source{};
  std::optional<int64_t> evidence_id{};
  Timestamp recorded_at{};
  int64_t recorded_by = 0;
  std::optional<std::string> recorded_by_name{};
  ActualState state = ActualState::pending;
  std::optional<Timestamp> decided_at{};
  std::optional<int64_t> decided_by{};
  std::optional<std::string> decided_by_name{}, decision_note{};
};
BOOST_DESCRIBE_STRUCT(CommitmentActual, (),
                      (id, measured_on, value, origin, facts, source, evidence_id, recorded_at,
                       recorded_by, recorded_by_name, state, decided_at, decided_by,
                       decided_by_name, decision_note))
struct ForecastAnswer {
  std::optional<std::string> value{}, low{}, high{};  ///< nothing: no forecast, see explanation
  int64_t points = 0;
  Text explanation{};
};
BOOST_DESCRIBE_STRUCT(ForecastAnswer, (), (value, low, high, points, explanation))
struct Milestone {
  int64_t id = 0;
  Date due_on{};
  std::string target{};
  Light light = Light::grey;
  Text reason{};
  bool met = false;  ///< by a verified actual
  ForecastAnswer forecast{};
  Timestamp created_at{};
};
BOOST_DESCRIBE_STRUCT(Milestone, (), (id, due_on, target, light, reason, met, forecast, created_at))
struct Commitment {
  int64_t id = 0;
  int64_t project_id = 0;
  std::string metric{};
  int64_t formula_version = 1;
  Text metric_title{}, formula{};
  std::string title{};
  std::string unit{};
  Direction direction = Direction::at_least;
  Date began_on{};
  std::string remedy{};
  int64_t created_by = 0;
  std::vector<Milestone> milestones{};      ///< by due date
  std::vector<CommitmentActual> actuals{};  ///< newest measurement first
};
BOOST_DESCRIBE_STRUCT(Commitment, (),
                      (id, project_id, metric, formula_version, metric_title, formula, title, unit,
                       direction, began_on, remedy, created_by, milestones, actuals))
struct CommitmentList {
  Date as_of{};
  std::vector<Commitment> items{};
};
BOOST_DESCRIBE_STRUCT(CommitmentList, (), (as_of, items))
struct ListCommitments {
  int64_t zone = 0;
  int64_t id = 0;               ///< the project
  std::optional<Date> as_of{};  ///< what was recorded and decided by the end of that day (UTC)
};
BOOST_DESCRIBE_STRUCT(ListCommitments, (), (zone, id, as_of))
Result<CommitmentList> list_commitments(Call& call, const ListCommitments& in);

struct MilestoneInput {
  Date due_on{};
  std::string target{};
};
BOOST_DESCRIBE_STRUCT(MilestoneInput, (), (due_on, target))
struct AddCommitment {
  int64_t zone = 0;
  int64_t id = 0;  ///< the project
  std::string metric{};
  std::optional<std::string> title{};    ///< required for `other`
  std::optional<std::string> unit{};     ///< of `other`
  std::optional<Direction> direction{};  ///< default: the metric's
  std::optional<Date> began_on{};        ///< sums count from its year; default: signed_on or today
  std::optional<std::string> remedy{};   ///< what was agreed for a breach
  std::vector<MilestoneInput> milestones{};
};
BOOST_DESCRIBE_STRUCT(AddCommitment, (),
                      (zone, id, metric, title, unit, direction, began_on, remedy, milestones))
Result<Commitment> add_commitment(Call& call, const AddCommitment& in);
struct AddMilestone {
  int64_t zone = 0;
  int64_t id = 0;  ///< the commitment
  Date due_on{};
  std::string target{};
};
BOOST_DESCRIBE_STRUCT(AddMilestone, (), (zone, id, due_on, target))
/// One a due date: project.milestone.exists. Milestones are never changed.
Result<Commitment> add_milestone(Call& call, const AddMilestone& in);

struct RecordActual {
  int64_t zone = 0;
  int64_t id = 0;                 ///< the commitment
  std::optional<int64_t> year{};  ///< compute it from the enterprise's facts of this year; or
  std::optional<Date> measured_on{};
  std::optional<std::string> value{};
  std::optional<std::string> source{};
  std::optional<int64_t> evidence_id{};  ///< of the same project; an entered value needs it
};
BOOST_DESCRIBE_STRUCT(RecordActual, (), (zone, id, year, measured_on, value, source, evidence_id))
/// Errors: project.actual.unknown (the facts do not give it, and why), project.actual.evidence,
/// project.actual.input (neither a year nor a value).
Result<Commitment> record_actual(Call& call, const RecordActual& in);
struct ComputeActual {
  int64_t zone = 0;
  int64_t id = 0;  ///< the commitment
  int64_t year = 0;
};
BOOST_DESCRIBE_STRUCT(ComputeActual, (), (zone, id, year))
struct ComputedAnswer {
  std::optional<std::string> value{};
  std::string unit{};
  Text reason{};  ///< the formula, or why it is unknown
  std::vector<ActualFact> facts{};
};
BOOST_DESCRIBE_STRUCT(ComputedAnswer, (), (value, unit, reason, facts))
/// What the facts say, without recording it.
Result<ComputedAnswer> compute_commitment(Call& call, const ComputeActual& in);
struct DecideActual {
  int64_t zone = 0;
  int64_t id = 0;  ///< the actual
  bool verify = false;
  std::string note{};
};
BOOST_DESCRIBE_STRUCT(DecideActual, (), (zone, id, verify, note))
/// Errors: project.second_person (not by who recorded it, nor by the owner of the project),
/// project.actual.decided.
Result<Commitment> decide_actual(Call& call, const DecideActual& in);

struct PayoutQuery {
  int64_t zone = 0;
  int64_t id = 0;                         ///< the project
  std::optional<int64_t> incentive_id{};  ///< only what this incentive hangs on
  std::optional<Date> as_of{};
};
BOOST_DESCRIBE_STRUCT(PayoutQuery, (), (zone, id, incentive_id, as_of))
struct PayoutMissing {
  std::string key{};  ///< milestone, no_milestone, not_offered, breach
  std::optional<int64_t> commitment_id{}, milestone_id{}, case_id{};
  std::string title{};
  std::optional<Date> due_on{};
  std::optional<std::string> target{};
  std::optional<Light> light{};
  Text reason{};
};
BOOST_DESCRIBE_STRUCT(PayoutMissing, (),
                      (key, commitment_id, milestone_id, case_id, title, due_on, target, light,
                       reason))
struct PayoutLock {
  bool locked = true;
  Text reason{};
  std::vector<PayoutMissing> missing{};
  int64_t milestones_met = 0;
};
BOOST_DESCRIBE_STRUCT(PayoutLock, (), (locked, reason, missing, milestones_met))
/// Open only when every milestone asked about is met by a verified actual and no breach is open.
/// Of an incentive: its milestones, and it must have been offered. Otherwise: all milestones of the
/// project that are due. None at all is locked too: nothing has been shown.
Result<PayoutLock> payout_lock(Call& call, const PayoutQuery& in);

struct RedMilestone {
  int64_t project_id = 0;
  std::string project_number{}, project_name{};
  int64_t host_zone_id = 0;
  Text zone_name{};
  int64_t commitment_id = 0, milestone_id = 0;
  std::string title{}, unit{};
  Direction direction = Direction::at_least;
  Date due_on{};
  std::string target{};
  bool case_open = false;  ///< a breach is being dealt with
};
BOOST_DESCRIBE_STRUCT(RedMilestone, (),
                      (project_id, project_number, project_name, host_zone_id, zone_name,
                       commitment_id, milestone_id, title, unit, direction, due_on, target,
                       case_open))
struct RedMilestonePage {
  std::vector<RedMilestone> items{};
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(RedMilestonePage, (), (items, total, page, page_size))
struct ListRedMilestones {
  int64_t zone = 0;
  std::optional<int64_t> page{}, page_size{};
};
BOOST_DESCRIBE_STRUCT(ListRedMilestones, (), (zone, page, page_size))
/// Milestones of the zone's projects that a verified actual has failed, the oldest first.
Result<RedMilestonePage> list_red_milestones(Call& call, const ListRedMilestones& in);

}  // namespace gaoxin
