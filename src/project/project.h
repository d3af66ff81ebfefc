// Investment projects, from lead to full capacity: who brings them, what proves each stage, what
// was promised and what became of it.
//
// Start here. A project belongs to the zone that reported it first (zone_id, for ever) and is run
// by a zone (host_zone_id). From a zone Z one sees the projects that a zone of Z's subtree runs or
// reported; a project is changed with permission at the zone that runs it. Stage says how far it
// is, status how it goes. Whatever happens is an event in an append-only log with a hash chain.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/operation.h"

namespace gaoxin {

// ---- Projects ----------------------------------------------------------------------------------

/// In this order; a project enters them one by one. In the database 1 to 10: stage_number().
BOOST_DEFINE_ENUM_CLASS(ProjectStage, lead, assessment, negotiation, review, contract, landed,
                        construction, production, full_capacity, aftercare)
BOOST_DEFINE_ENUM_CLASS(ProjectStatus, ongoing, delayed, dormant, lost, abandoned, done)
inline constexpr int64_t kProjectStages = 10;
constexpr int64_t stage_number(ProjectStage stage) { return static_cast<int64_t>(stage) + 1; }
constexpr ProjectStage stage_of(int64_t number) { return static_cast<ProjectStage>(number - 1); }
Text stage_title(ProjectStage stage);
Text status_title(ProjectStatus status);
/// ongoing, delayed and dormant: the project can still move.
constexpr bool is_open(ProjectStatus status) { return status <= ProjectStatus::dormant; }

/// What people enter. `fields` are those of project_fields.h that are no members, as text in the
/// field's own form (money in yuan "1234.50", dates "2026-03-01"); an empty text clears one.
struct ProjectInput {
  std::optional<std::string> name;
  std::optional<int64_t> enterprise_id;  ///< of the registry; gives name, code and industry
  std::optional<std::string> investor, credit_code, foreign_id;
  std::optional<std::string> source, source_record, introducer, chain_node;
  std::optional<int64_t> owner_user_id;
  std::optional<std::string> industry_code;
  std::optional<int64_t> parent_id;                         ///< the project that this one expands
  std::optional<Money> total_investment, fixed_investment;  ///< of an expansion: the increment
  std::optional<double> land_area_square_metres;
  std::optional<double> energy_tce;      ///< tonnes of standard coal a year
  std::optional<double> emissions_tco2;  ///< tonnes of carbon dioxide a year
  std::optional<int64_t> jobs;
  std::optional<double> longitude, latitude;
  std::optional<std::map<std::string, std::string>> fields;
};
BOOST_DESCRIBE_STRUCT(ProjectInput, (),
                      (name, enterprise_id, investor, credit_code, foreign_id, source,
                       source_record, introducer, chain_node, owner_user_id, industry_code,
                       parent_id, total_investment, fixed_investment, land_area_square_metres,
                       energy_tce, emissions_tco2, jobs, longitude, latitude, fields))

/// Computed when a project is read; never negative, whatever the clock did.
struct ProjectAge {
  int64_t days_in_stage = 0;
  int64_t days_idle = 0;  ///< since the last activity
  bool stagnant = false;  ///< open and idle for longer than the zone allows
  bool too_long = false;  ///< open and in its stage for longer than the zone allows
};
BOOST_DESCRIBE_STRUCT(ProjectAge, (), (days_in_stage, days_idle, stagnant, too_long))

struct Project {
  int64_t id = 0;
  int64_t zone_id = 0;  ///< where it was reported first
  Text zone_name;
  int64_t host_zone_id = 0;  ///< where it is run
  Text host_zone_name;
  int64_t version = 1;
  std::string number;  ///< "XM2026-1042"
  std::string name;
  std::optional<std::string> investor;
  std::optional<int64_t> enterprise_id;
  std::optional<std::string> credit_code, foreign_id;
  std::string source;
  std::optional<std::string> source_record;  ///< a target's reasons with their dates
  std::optional<std::string> introducer, chain_node;
  std::optional<int64_t> owner_user_id;
  std::optional<std::string> owner_name;
  ProjectStage stage = ProjectStage::lead;
  ProjectStatus status = ProjectStatus::ongoing;
  std::optional<std::string> status_reason;
  std::optional<std::string> lost_to;  ///< the place that got it
  std::optional<Date> status_on;
  std::optional<std::string> industry_code, industry_name;
  std::optional<int64_t> parent_id;
  bool is_expansion = false;
  std::optional<Money> total_investment, fixed_investment;
  std::optional<double> land_area_square_metres, energy_tce, emissions_tco2;
  std::optional<int64_t> jobs;
  std::optional<double> longitude, latitude;
  std::map<std::string, std::string> fields;
  std::optional<Date> signed_on;  ///< when it first entered the stage contract; it counts then
  Timestamp created_at;
  int64_t created_by = 0;
  Timestamp stage_entered_at, last_activity_at;
  std::optional<Timestamp> answered_at, assessed_at, reported_at;
  std::optional<Date> due_on;           ///< what must be done next by the zone's deadlines
  std::optional<std::string> due_kind;  ///< answer, assess, report
  std::optional<int64_t> merged_into;
  bool historical = false;  ///< entered at a late stage, without proof of the earlier ones
  bool invented = false;    ///< made up for the demonstration
  ProjectAge age;
  int64_t event_count = 0;
};
BOOST_DESCRIBE_STRUCT(Project, (),
                      (id, zone_id, zone_name, host_zone_id, host_zone_name, version, number, name,
                       investor, enterprise_id, credit_code, foreign_id, source, source_record,
                       introducer, chain_node, owner_user_id, owner_name, stage, status,
                       status_reason, lost_to, status_on, industry_code, industry_name, parent_id,
                       is_expansion, total_investment, fixed_investment, land_area_square_metres,
                       energy_tce, emissions_tco2, jobs, longitude, latitude, fields, signed_on,
                       created_at, created_by, stage_entered_at, last_activity_at, answered_at,
                       assessed_at, reported_at, due_on, due_kind, merged_into, historical,
                       invented, age, event_count))

/// The claim of somebody else that a new lead meets: that it exists, whose it is, how far. No more.
struct MaskedProject {
  std::string owner;  ///< display name, or the zone's name when nobody owns it
  Text zone_name;
  ProjectStage stage = ProjectStage::lead;
  std::string because;  ///< credit_code, foreign_id or name
  Date protected_until;
  std::optional<int64_t> id;  ///< only for who may see it
};
BOOST_DESCRIBE_STRUCT(MaskedProject, (), (owner, zone_name, stage, because, protected_until, id))

struct CreateProject {
  int64_t zone = 0;
  ProjectInput project;  ///< name (or enterprise_id) and source must stand
  /// Why it is not the project that a name like it, or the zone's own with the same code, points
  /// to; kept in the log. Another zone's running claim on the code cannot be talked away.
  std::optional<std::string> distinct_reason;
};
BOOST_DESCRIBE_STRUCT(CreateProject, (), (zone, project, distinct_reason))
/// A new lead. Errors: project.duplicate (409, fields say owner and stage): a running claim has the
/// same code, or a name as good as the same.
Result<Project> create_project(Call& call, const CreateProject& in);

struct CheckDuplicates {
  int64_t zone = 0;
  std::optional<std::string> name, investor, credit_code, foreign_id;
};
BOOST_DESCRIBE_STRUCT(CheckDuplicates, (), (zone, name, investor, credit_code, foreign_id))
struct DuplicateList {
  std::vector<MaskedProject> items;
};
BOOST_DESCRIBE_STRUCT(DuplicateList, (), (items))
/// What creating would meet, before the form is sent.
Result<DuplicateList> check_duplicates(Call& call, const CheckDuplicates& in);

struct ProjectId {
  int64_t zone = 0;
  int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(ProjectId, (), (zone, id))
Result<Project> get_project(Call& call, const ProjectId& in);

struct UpdateProject {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t version = 0;
  ProjectInput project;  ///< only what changes; an empty text makes a value unknown
  std::optional<std::vector<std::string>> clear;  ///< members that become unknown
};
BOOST_DESCRIBE_STRUCT(UpdateProject, (), (zone, id, version, project, clear))
/// Errors: project.stale (409, says who changed what when), project.rules (422: a value that a
/// stage already entered asks for would become unknown).
Result<Project> update_project(Call& call, const UpdateProject& in);

struct ListProjects {
  int64_t zone = 0;
  std::optional<std::string> q;  ///< words, all of which must occur in number, name, investor, code
  /// activity (newest first, the default), name, number, stage, total_investment, created, due;
  /// with - the other way round
  std::optional<std::string> sort;
  std::optional<int64_t> page, page_size;
  std::optional<std::vector<ProjectStage>> stage;
  std::optional<std::vector<ProjectStatus>> status;
  std::optional<int64_t> owner_user_id;
  std::optional<std::string> industry;    ///< a code; everything below it
  std::optional<std::string> chain_node;  ///< exactly
  std::optional<int64_t> enterprise_id;
  std::optional<Money> total_investment_min, total_investment_max;
  std::optional<Date> created_from, created_to, signed_from, signed_to;
  std::optional<Date> status_from, status_to;  ///< since when its status holds, both included
  /// Moved up into this stage in the period (all time when no day is given), whatever came after.
  std::optional<ProjectStage> entered_stage;
  std::optional<Date> entered_from, entered_to;
  std::optional<bool> stagnant, overdue, is_expansion, invented;
  std::optional<bool> reported;  ///< true: those that were reported here and are run elsewhere
};
BOOST_DESCRIBE_STRUCT(ListProjects, (),
                      (zone, q, sort, page, page_size, stage, status, owner_user_id, industry,
                       chain_node, enterprise_id, total_investment_min, total_investment_max,
                       created_from, created_to, signed_from, signed_to, status_from, status_to,
                       entered_stage, entered_from, entered_to, stagnant, overdue, is_expansion,
                       invented, reported))
struct ProjectPage {
  std::vector<Project> items;
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(ProjectPage, (), (items, total, page, page_size))
Result<ProjectPage> list_projects(Call& call, const ListProjects& in);

struct ExportProjects : ListProjects {
  std::optional<std::string> format;  ///< xlsx (default) or csv
  std::optional<std::string> lang;    ///< zh (default) or en
};
BOOST_DESCRIBE_STRUCT(ExportProjects, (ListProjects), (format, lang))
/// The ledger with the headers that its import reads back.
Result<File> export_projects(Call& call, const ExportProjects& in);

/// A board by stages; the filters of the list without those of stage and page.
struct GetKanban {
  int64_t zone = 0;
  std::optional<std::string> q, industry, chain_node;
  std::optional<int64_t> owner_user_id;
  std::optional<std::vector<ProjectStatus>> status;  ///< default: ongoing, delayed, dormant
  std::optional<bool> stagnant, overdue;
  std::optional<int64_t> cards;  ///< of each column, 1 to 100, default 20; more: list with stage
};
BOOST_DESCRIBE_STRUCT(GetKanban, (),
                      (zone, q, industry, chain_node, owner_user_id, status, stagnant, overdue,
                       cards))
struct KanbanColumn {
  ProjectStage stage = ProjectStage::lead;
  Text title;
  int64_t count = 0;
  int64_t count_without_amount = 0;  ///< whose total investment is unknown: not in the sum
  Money total_investment;
  std::vector<Project> cards;  ///< the newest activity first
};
BOOST_DESCRIBE_STRUCT(KanbanColumn, (),
                      (stage, title, count, count_without_amount, total_investment, cards))
struct Kanban {
  std::vector<KanbanColumn> columns;
};
BOOST_DESCRIBE_STRUCT(Kanban, (), (columns))
Result<Kanban> get_kanban(Call& call, const GetKanban& in);

// ---- Stages ------------------------------------------------------------------------------------

/// Something a rule asks for and the project does not have.
struct Missing {
  std::string rule;                         ///< "contract.agreement", or "zone.17" for a zone's own
  ProjectStage stage = ProjectStage::lead;  ///< for entering which it is required
  std::optional<std::string> field, evidence;
  std::string problem;                   ///< missing, unverified, expired, condition
  std::optional<std::string> condition;  ///< what must hold, when it is no field and no evidence
  Text title;  ///< of the field, the kind of evidence, or what the condition speaks of
  Text message;
  std::string clause;                ///< as recorded: a code of the product, or a zone's own words
  std::optional<Text> clause_title;  ///< in words
};
BOOST_DESCRIBE_STRUCT(Missing, (),
                      (rule, stage, field, evidence, problem, condition, title, message, clause,
                       clause_title))

struct StageCheck {
  ProjectStage stage = ProjectStage::lead;  ///< now
  std::optional<ProjectStage> next;         ///< nothing after the last, nor of a closed project
  std::vector<Missing> missing;             ///< for `next`
  std::vector<Missing> later;               ///< for the one after it: shown early
  std::optional<int64_t> pending_override;  ///< waits for the second person
};
BOOST_DESCRIBE_STRUCT(StageCheck, (), (stage, next, missing, later, pending_override))
/// What the next stage asks for; the form, the board and the command line show it.
Result<StageCheck> check_stage(Call& call, const ProjectId& in);

struct MoveProject {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t version = 0;
  ProjectStage stage = ProjectStage::lead;
  std::optional<Date> effective_on;  ///< when it happened; default today, never later
  std::optional<std::string> note;   ///< required when moving back
};
BOOST_DESCRIBE_STRUCT(MoveProject, (), (zone, id, version, stage, effective_on, note))
/// One stage forward, or any back with a note. Errors: project.stage.skipped (422), project.rules
/// (422, one field error for each thing missing), project.closed (422: not open), project.stale
/// (409, says who moved what when).
Result<Project> move_project(Call& call, const MoveProject& in);

struct SetProjectStatus {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t version = 0;
  ProjectStatus status = ProjectStatus::ongoing;
  std::optional<std::string> reason;   ///< required for all but ongoing and done
  std::optional<std::string> lost_to;  ///< required when lost: the place that got it
  std::optional<Date> on;              ///< required when lost; default today
};
BOOST_DESCRIBE_STRUCT(SetProjectStatus, (), (zone, id, version, status, reason, lost_to, on))
Result<Project> set_project_status(Call& call, const SetProjectStatus& in);

struct StageRuleRow {
  std::string rule;
  std::optional<int64_t> id, zone_id;  ///< of a zone's own
  ProjectStage stage = ProjectStage::lead;
  std::optional<std::string> field, evidence;
  bool verified = false;
  std::optional<std::string> applies_when, must_hold;
  Date effective_from;
  std::optional<Date> effective_to;
  Text title, message;
  std::string clause;  ///< as in Missing
  Text clause_title;
};
BOOST_DESCRIBE_STRUCT(StageRuleRow, (),
                      (rule, id, zone_id, stage, field, evidence, verified, applies_when, must_hold,
                       effective_from, effective_to, title, message, clause, clause_title))
struct StageRuleList {
  std::vector<StageRuleRow> items;
};
BOOST_DESCRIBE_STRUCT(StageRuleList, (), (items))
struct ProjectZone {
  int64_t zone = 0;
};
BOOST_DESCRIBE_STRUCT(ProjectZone, (), (zone))
/// The product's rules, then those of the zones above and the zone itself.
Result<StageRuleList> list_stage_rules(Call& call, const ProjectZone& in);

/// A zone can only ask for more. Exactly one of field, evidence and must_hold.
struct AddStageRule {
  int64_t zone = 0;
  ProjectStage stage = ProjectStage::assessment;
  std::optional<std::string> field, evidence, must_hold;
  std::optional<bool> verified;
  std::optional<std::string> applies_when;
  Date effective_from;
  std::optional<Date> effective_to;
  std::string clause;
  Text message;
};
BOOST_DESCRIBE_STRUCT(AddStageRule, (),
                      (zone, stage, field, evidence, must_hold, verified, applies_when,
                       effective_from, effective_to, clause, message))
Result<StageRuleRow> add_stage_rule(Call& call, const AddStageRule& in);
struct EndStageRule {
  int64_t zone = 0;
  int64_t id = 0;
  Date effective_to;  ///< the last day it holds
};
BOOST_DESCRIBE_STRUCT(EndStageRule, (), (zone, id, effective_to))
Result<StageRuleRow> end_stage_rule(Call& call, const EndStageRule& in);

struct ProjectFieldRow {
  std::string name;
  Text title;
  std::string kind;  ///< text, money, number, integer, percent, date
  std::string unit;
  bool member = false;                      ///< a member of ProjectInput, not in `fields`
  ProjectStage stage = ProjectStage::lead;  ///< where it first matters
};
BOOST_DESCRIBE_STRUCT(ProjectFieldRow, (), (name, title, kind, unit, member, stage))
struct EvidenceKindRow {
  std::string name;
  Text title;
  ProjectStage stage = ProjectStage::lead;
};
BOOST_DESCRIBE_STRUCT(EvidenceKindRow, (), (name, title, stage))
struct NamedTitle {
  std::string name;
  Text title;
};
BOOST_DESCRIBE_STRUCT(NamedTitle, (), (name, title))
struct ProjectVocabulary {
  std::vector<ProjectFieldRow> fields;
  std::vector<EvidenceKindRow> evidence_kinds;
  std::vector<NamedTitle> stages, statuses, event_kinds;
  std::vector<NamedTitle> conduct_values;  ///< what rules may ask of selection and commitments
};
BOOST_DESCRIBE_STRUCT(ProjectVocabulary, (),
                      (fields, evidence_kinds, stages, statuses, event_kinds, conduct_values))
struct ProjectNothing {};
BOOST_DESCRIBE_STRUCT(ProjectNothing, (), ())
Result<ProjectVocabulary> get_project_vocabulary(Call& call, const ProjectNothing& in);

BOOST_DEFINE_ENUM_CLASS(DecisionState, pending, approved, refused)
struct Override {
  int64_t id = 0;
  int64_t project_id = 0;
  std::string project_name;
  ProjectStage from_stage = ProjectStage::lead, to_stage = ProjectStage::lead;
  bool historical = false;
  std::vector<Missing> missing;
  std::string reason;
  Date effective_on;
  Timestamp requested_at;
  int64_t requested_by = 0;
  std::string requested_by_name;
  DecisionState state = DecisionState::pending;
  std::optional<Timestamp> decided_at;
  std::optional<int64_t> decided_by;
  std::optional<std::string> decided_by_name, decision_note;
};
BOOST_DESCRIBE_STRUCT(Override, (),
                      (id, project_id, project_name, from_stage, to_stage, historical, missing,
                       reason, effective_on, requested_at, requested_by, requested_by_name, state,
                       decided_at, decided_by, decided_by_name, decision_note))
/// Asks for the next stage although something is missing.
struct RequestOverride {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t version = 0;
  ProjectStage stage = ProjectStage::lead;
  std::string reason;
  std::optional<Date> effective_on;
};
BOOST_DESCRIBE_STRUCT(RequestOverride, (), (zone, id, version, stage, reason, effective_on))
/// Errors: project.override.not_needed, project.override.pending, project.stage.skipped.
Result<Override> request_override(Call& call, const RequestOverride& in);
struct DecideOverride {
  int64_t zone = 0;
  int64_t id = 0;  ///< of the override
  bool approve = false;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(DecideOverride, (), (zone, id, approve, note))
/// Approving moves the project. Errors: project.four_eyes (the asker cannot decide),
/// project.override.decided, project.override.outdated (the project has moved since).
Result<Override> decide_override(Call& call, const DecideOverride& in);
struct OverrideList {
  std::vector<Override> items;
};
BOOST_DESCRIBE_STRUCT(OverrideList, (), (items))
struct ListOverrides {
  int64_t zone = 0;
  std::optional<int64_t> project_id;
  std::optional<DecisionState> state;
};
BOOST_DESCRIBE_STRUCT(ListOverrides, (), (zone, project_id, state))
Result<OverrideList> list_overrides(Call& call, const ListOverrides& in);

struct ProjectSettingRow {
  std::string name;
  Text title;
  Text unit;                           ///< empty of a switch
  bool is_switch = false;              ///< 0: off, 1: on
  int64_t value = 0;                   ///< as it holds here
  std::optional<int64_t> set_at_zone;  ///< nothing: the product's standard
  int64_t min = 0, max = 0, standard = 0;
};
BOOST_DESCRIBE_STRUCT(ProjectSettingRow, (),
                      (name, title, unit, is_switch, value, set_at_zone, min, max, standard))
struct ProjectSettingList {
  std::vector<ProjectSettingRow> items;
};
BOOST_DESCRIBE_STRUCT(ProjectSettingList, (), (items))
Result<ProjectSettingList> list_project_settings(Call& call, const ProjectZone& in);
struct PutProjectSetting {
  int64_t zone = 0;
  std::string name;
  std::optional<int64_t> value;  ///< nothing: what holds above holds again
};
BOOST_DESCRIBE_STRUCT(PutProjectSetting, (), (zone, name, value))
/// Deadlines of the zone's projects follow at once.
Result<ProjectSettingList> put_project_setting(Call& call, const PutProjectSetting& in);

// ---- What happened -----------------------------------------------------------------------------

struct ProjectEvent {
  int64_t id = 0;
  int64_t project_id = 0;  ///< where it was written: differs after a merge
  int64_t sequence = 0;    ///< within that project, from 1; the order, whatever the clock did
  Timestamp at;
  Date effective_on;
  std::string kind;  ///< of event_kinds in the vocabulary
  Text title;
  std::optional<ProjectStage> from_stage, to_stage;
  int64_t actor_id = 0;
  std::string actor_name;
  json::value detail;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(ProjectEvent, (),
                      (id, project_id, sequence, at, effective_on, kind, title, from_stage,
                       to_stage, actor_id, actor_name, detail, hash))
struct ListProjectEvents {
  int64_t zone = 0;
  int64_t id = 0;
  std::optional<int64_t> page, page_size;
  std::optional<std::string> kind{};  ///< only of this kind
  /// The page that shows this event, when no page is given. An event that is none of the project's
  /// (or of another kind) gives the first page.
  std::optional<int64_t> event{};
};
BOOST_DESCRIBE_STRUCT(ListProjectEvents, (), (zone, id, page, page_size, kind, event))
struct ProjectEventPage {
  std::vector<ProjectEvent> items;
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(ProjectEventPage, (), (items, total, page, page_size))
/// The newest first, with those of projects merged into this one.
Result<ProjectEventPage> list_project_events(Call& call, const ListProjectEvents& in);

/// Work that people record themselves: answered (the lead was answered), assessed, feedback,
/// report (the two-weekly one), visit, meeting, note.
struct AddProjectEvent {
  int64_t zone = 0;
  int64_t id = 0;
  std::string kind;
  std::string text;
  std::optional<Date> effective_on;
  std::optional<double> longitude, latitude;  ///< where a visit was
};
BOOST_DESCRIBE_STRUCT(AddProjectEvent, (),
                      (zone, id, kind, text, effective_on, longitude, latitude))
Result<ProjectEvent> add_project_event(Call& call, const AddProjectEvent& in);

/// The invented projects of the demonstration, of the users that it has. Does nothing when there
/// are projects already.
Result<Done> load_demo_projects(Database& database, const std::string& catalogue, Timestamp now);

void add_project_operations(Operations& operations);

/// Loads what lists and forecasts are answered from, so that the first of them need not wait.
void load_project_directory(Database& database, Transaction& db);

}  // namespace gaoxin
