// All SQL on projects, their log, rules, settings and overrides. Private to the module.
#pragma once

#include <span>

#include "project/project.h"
#include "project/project_directory.h"
#include "project/project_settings.h"
#include "project/stage_rules.h"

namespace gaoxin::project_store {

// ---- Projects ----------------------------------------------------------------------------------

/// What a row has beside the members of Project.
struct StoredProject {
  Project project;
  std::string event_hash;
};
/// With `lock` nobody else writes it before this transaction ends.
std::optional<StoredProject> find_project(Transaction& db, int64_t id, bool lock);
std::vector<Project> find_projects(Transaction& db, std::span<const int64_t> ids);
/// `search` is made from the project; `name_change` is the value of the counter of names.
void insert_project(Transaction& db, const Project& project, const std::string& event_hash,
                    int64_t name_change);
/// Writes all members under `project.version`, which it raises by one in the row. False when the
/// row has another version.
bool update_project(Transaction& db, const Project& project, const std::string& event_hash);
/// For the demonstration: every project so far is made up.
void mark_all_invented(Transaction& db);
/// After a change of the names that duplicates are found by.
void set_name_change(Transaction& db, const Project& project, int64_t name_change);
/// A number that no project of the zone has yet is the caller's affair: see unique (zone, number).
std::optional<int64_t> find_number(Transaction& db, int64_t zone_id, const std::string& number);

bool has_projects(Transaction& db);
/// Those under way that these zones run.
void each_open_project(Transaction& db, const std::vector<int64_t>& zones,
                       const std::function<void(const Project&)>& each);

/// Projects that these zones run (empty: all) and that moved up into the stage in the period, by
/// id.
std::vector<int64_t> entered_stage(Transaction& db, const std::vector<int64_t>& zones,
                                   int64_t stage, Date from, Date to);

/// What the directory keeps of the projects that changed after this value of the counter
/// "project"; after -1: of all.
void each_changed_project(Transaction& db, int64_t after,
                          const std::function<void(const DirectoryRow&)>& each);
/// Of the same projects every day on which they entered a stage (1 to 10).
void each_stage_day(
    Transaction& db, int64_t after,
    const std::function<void(int64_t project_id, int64_t stage, int32_t day)>& each);

/// Names as duplicates are found by: name and investor, of rows changed after `name_change`.
struct ProjectNameRow {
  int64_t id = 0, name_change = 0;
  std::string name, investor;
};
std::vector<ProjectNameRow> changed_names(Transaction& db, int64_t after);
std::vector<int64_t> find_by_code(Transaction& db, const std::string& credit_code);
std::vector<int64_t> find_by_foreign_id(Transaction& db, const std::string& foreign_id);

/// Codes of GB/T 4754 that stand directly below a section letter; else the code itself.
std::vector<std::string> industry_prefixes(Transaction& db, const std::string& code);
/// The code of an industry by its code or its exact name.
std::optional<std::string> find_industry(Transaction& db, const std::string& text);
/// A project of the zone with this very name whose code, where both are known, is this one.
std::optional<int64_t> find_same(Transaction& db, int64_t zone_id,
                                 const std::optional<std::string>& credit_code,
                                 const std::string& name);
std::map<std::string, std::string> industry_names(Transaction& db,
                                                  std::span<const std::string> codes);

/// First report of a project.
struct StoredClaim {
  int64_t zone_id = 0, project_id = 0;
  std::optional<int64_t> owner_user_id;
  Date claimed_on, expires_on;
  std::optional<Date> released_on;
};
void insert_claim(Transaction& db, const StoredClaim& claim);
std::optional<StoredClaim> find_claim(Transaction& db, int64_t zone_id, int64_t project_id);
void release_claim(Transaction& db, int64_t zone_id, int64_t project_id, Date on);

// ---- The log -----------------------------------------------------------------------------------

/// `detail` as the very text that is hashed.
struct StoredEvent {
  int64_t zone_id = 0, project_id = 0, sequence = 0, id = 0;
  Timestamp at;
  Date effective_on;
  std::string kind;
  std::optional<int64_t> from_stage, to_stage;
  int64_t actor_id = 0;
  std::string actor_name, detail, hash;
};
void insert_event(Transaction& db, const StoredEvent& event);
/// Newest first of these projects; only of `kind` when it stands.
std::vector<StoredEvent> list_events(Transaction& db, std::span<const int64_t> project_ids,
                                     const std::optional<std::string>& kind, int64_t limit,
                                     int64_t offset);
int64_t count_events(Transaction& db, std::span<const int64_t> project_ids,
                     const std::optional<std::string>& kind);
/// How many events of list_events() stand before this one; 0 when it is not among them.
int64_t events_before(Transaction& db, std::span<const int64_t> project_ids,
                      const std::optional<std::string>& kind, int64_t event_id);
std::optional<StoredEvent> last_event(Transaction& db, int64_t zone_id, int64_t project_id);
/// All events by project and sequence.
void each_event(Transaction& db, const std::function<void(const StoredEvent&)>& each);
struct ChainHead {
  int64_t zone_id = 0, id = 0, event_count = 0;
  std::string number, event_hash;
  ProjectMarks marks;
};
void each_chain_head(Transaction& db, const std::function<void(const ChainHead&)>& each);
/// The project and those merged into it.
std::vector<int64_t> with_merged(Transaction& db, int64_t project_id);

// ---- Rules, settings, overrides ----------------------------------------------------------------

/// Of these zones, by id.
std::vector<StageRule> list_zone_rules(Transaction& db, std::span<const int64_t> zones);
void insert_zone_rule(Transaction& db, const StageRule& rule, Timestamp at, int64_t by);
bool end_zone_rule(Transaction& db, int64_t zone_id, int64_t id, Date effective_to);

struct StoredSetting {
  int64_t zone_id = 0;
  std::string name;
  int64_t value = 0;
};
std::vector<StoredSetting> all_settings(Transaction& db);
void put_setting(Transaction& db, const StoredSetting& setting, Timestamp at, int64_t by);
void delete_setting(Transaction& db, int64_t zone_id, const std::string& name);

struct DueChange {
  int64_t zone_id = 0, id = 0;
  std::optional<Date> due_on;
  std::optional<std::string> due_kind;
};
/// A deadline that follows from a setting; no event, and the version stays.
void set_due(Transaction& db, const DueChange& change);

std::vector<EvidenceFact> evidence_facts(Transaction& db, std::span<const int64_t> project_ids);

void insert_override(Transaction& db, int64_t zone_id, const Override& row);
struct StoredOverride {
  int64_t zone_id = 0;
  Override row;
};
std::optional<StoredOverride> find_override(Transaction& db, int64_t id);
/// False when somebody has decided it before.
bool decide_override(Transaction& db, const StoredOverride& decided);
struct OverrideQuery {
  std::vector<int64_t> host_zones;  ///< of the project; empty: all
  std::optional<int64_t> project_id;
  std::optional<DecisionState> state;
};
std::vector<StoredOverride> list_overrides(Transaction& db, const OverrideQuery& query);

}  // namespace gaoxin::project_store
