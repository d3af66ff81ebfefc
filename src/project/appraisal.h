// Appraisal of those who bring projects: counted events, points, bonus statements.
//
// An answer is computed from the log as of a moment and nothing else, so the same question gives
// the same answer for ever; a statement keeps its moment and the SHA-256 of its answer. Approving
// one records what it counted, and what is recorded is never counted again.
#pragma once

#include "project/appraisal_rules.h"
#include "project/project.h"

namespace gaoxin {

struct AppraisalRuleRow {
  int64_t id = 0;       ///< 0: the product's own, until a zone sets one
  int64_t zone_id = 0;  ///< the zone that set it
  Date from_date{};
  AppraisalRule rule{};
  std::optional<Timestamp> set_at{};
};
BOOST_DESCRIBE_STRUCT(AppraisalRuleRow, (), (id, zone_id, from_date, rule, set_at))
struct AppraisalRuleList {
  std::vector<AppraisalRuleRow> items{};  ///< of the nearest zone first, the newest first
};
BOOST_DESCRIBE_STRUCT(AppraisalRuleList, (), (items))
Result<AppraisalRuleList> list_appraisal_rules(Call& call, const ProjectZone& in);
struct SetAppraisalRule {
  int64_t zone = 0;
  Date from_date{};
  AppraisalRule rule{};
};
BOOST_DESCRIBE_STRUCT(SetAppraisalRule, (), (zone, from_date, rule))
Result<AppraisalRuleList> set_appraisal_rule(Call& call, const SetAppraisalRule& in);

/// Points are hundredths of a point: 334 is 3.34.
struct AppraisalLine {
  std::string holder_kind{};  ///< person or park
  int64_t holder_id = 0;
  std::string name{};
  int64_t groundwork = 0, target = 0, started = 0, producing = 0;
  int64_t points = 0;
  int64_t events = 0;
  std::optional<Money> bonus{};  ///< of persons; a park's points bear no bonus
};
BOOST_DESCRIBE_STRUCT(AppraisalLine, (),
                      (holder_kind, holder_id, name, groundwork, target, started, producing, points,
                       events, bonus))
struct AppraisalPointRow {
  int64_t event_id = 0;
  int64_t project_id = 0;
  std::string project_number{};
  AppraisalCategory category = AppraisalCategory::groundwork;
  Date effective_on{};
  std::string holder_kind{};
  int64_t holder_id = 0;
  int64_t basis_points = 0;
  int64_t points = 0;
};
BOOST_DESCRIBE_STRUCT(AppraisalPointRow, (),
                      (event_id, project_id, project_number, category, effective_on, holder_kind,
                       holder_id, basis_points, points))
struct AppraisalSkip {
  int64_t event_id = 0;
  int64_t project_id = 0;
  std::string project_number{};
  AppraisalCategory category = AppraisalCategory::groundwork;
  std::string key{};
  Text reason{};
};
BOOST_DESCRIBE_STRUCT(AppraisalSkip, (),
                      (event_id, project_id, project_number, category, key, reason))
/// What the persons of a team got, by the team they stood in on the day of the event (the first by
/// name when in several). Nothing: no team.
struct TeamShare {
  std::optional<int64_t> team_id{};
  std::string team_name{};
  int64_t points = 0;
  Money bonus{};
};
BOOST_DESCRIBE_STRUCT(TeamShare, (), (team_id, team_name, points, bonus))
struct AppraisalAnswer {
  int64_t zone_id = 0;
  Date from_date{}, to_date{};
  Timestamp as_of{};
  Money pool{};
  AppraisalRuleRow rule{};
  int64_t points = 0;                  ///< over all
  int64_t person_points = 0;           ///< over the persons: what the pool is divided by
  std::vector<AppraisalLine> lines{};  ///< persons first, the most points first
  std::vector<TeamShare> teams{};
  std::vector<AppraisalPointRow> rows{};  ///< every point with its event
  std::vector<AppraisalSkip> skipped{};
  std::string sha256{};  ///< of rule, rows, skipped and bonuses; names and teams are not in it
};
BOOST_DESCRIBE_STRUCT(AppraisalAnswer, (),
                      (zone_id, from_date, to_date, as_of, pool, rule, points, person_points, lines,
                       teams, rows, skipped, sha256))
struct PreviewAppraisal {
  int64_t zone = 0;
  Date from_date{}, to_date{};  ///< of the events, both included
  Money pool{};
  std::optional<Date> as_of{};  ///< what was recorded by the end of that day (UTC); default: now
};
BOOST_DESCRIBE_STRUCT(PreviewAppraisal, (), (zone, from_date, to_date, pool, as_of))
/// Of the projects run in the zone. Changes nothing.
Result<AppraisalAnswer> preview_appraisal(Call& call, const PreviewAppraisal& in);

BOOST_DEFINE_ENUM_CLASS(StatementState, draft, approved, cancelled)
struct AppraisalStatement {
  int64_t id = 0;
  int64_t zone_id = 0;
  std::string title{};
  Date from_date{}, to_date{};
  Timestamp as_of{};
  Money pool{};
  StatementState state = StatementState::draft;
  int64_t points = 0;
  std::string sha256{};  ///< of the answer when it was made
  int64_t version = 1;
  Timestamp created_at{};
  int64_t created_by = 0;
  std::optional<std::string> created_by_name{};
  std::optional<Timestamp> decided_at{};
  std::optional<int64_t> decided_by{};
  std::optional<std::string> decided_by_name{};
  std::optional<AppraisalAnswer> answer{};  ///< computed again; only of a single statement
  std::optional<bool> reproduced{};         ///< it says the same as when it was made
};
BOOST_DESCRIBE_STRUCT(AppraisalStatement, (),
                      (id, zone_id, title, from_date, to_date, as_of, pool, state, points, sha256,
                       version, created_at, created_by, created_by_name, decided_at, decided_by,
                       decided_by_name, answer, reproduced))
struct StatementList {
  std::vector<AppraisalStatement> items{};
};
BOOST_DESCRIBE_STRUCT(StatementList, (), (items))
Result<StatementList> list_statements(Call& call, const ProjectZone& in);
struct StatementId {
  int64_t zone = 0;
  int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(StatementId, (), (zone, id))
Result<AppraisalStatement> get_statement(Call& call, const StatementId& in);
struct CreateStatement {
  int64_t zone = 0;
  std::string title{};
  Date from_date{}, to_date{};
  Money pool{};
};
BOOST_DESCRIBE_STRUCT(CreateStatement, (), (zone, title, from_date, to_date, pool))
/// A draft as of now. Errors: project.appraisal.period (it must have ended), .empty.
Result<AppraisalStatement> create_statement(Call& call, const CreateStatement& in);
struct DecideStatement {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t version = 0;
  bool approve = false;  ///< false cancels the draft
};
BOOST_DESCRIBE_STRUCT(DecideStatement, (), (zone, id, version, approve))
/// Errors: project.second_person (not by who made it, nor by somebody whom it pays),
/// project.appraisal.counted (another statement has counted some of it since: make a new one),
/// project.appraisal.state, project.stale.
Result<AppraisalStatement> decide_statement(Call& call, const DecideStatement& in);
struct ExportStatement {
  int64_t zone = 0;
  int64_t id = 0;
  std::optional<std::string> lang{};  ///< zh (default) or en
  std::optional<bool> events{};       ///< every point with its event, else a line a holder
};
BOOST_DESCRIBE_STRUCT(ExportStatement, (), (zone, id, lang, events))
Result<File> export_statement(Call& call, const ExportStatement& in);

}  // namespace gaoxin
