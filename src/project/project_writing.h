// What every use case of this module that touches a project goes through: finding it within the
// actor's scope, changing its row under its version, writing its log. Private to the module.
#pragma once

#include "project/project.h"

namespace gaoxin {

inline constexpr const char* kProjectWrite = "project.write";

/// The project when `zone` covers the zone that runs or reported it; else not_found. A project that
/// was merged away is found too: `merged_into` says where it is now. Computed members are empty.
Result<Project> visible_project(Call& call, int64_t zone, int64_t id);
/// Also asks for `permission` at the zone that runs it (forbidden: project.host) and refuses one
/// that was merged away (conflict: project.merged).
Result<Project> writable_project(Call& call, int64_t zone, int64_t id,
                                 std::string_view permission = kProjectWrite);

struct NewProjectEvent {
  std::string kind;                       ///< one of project_event_kinds()
  std::optional<Date> effective_on = {};  ///< default: the day of the call
  std::optional<ProjectStage> from_stage = {}, to_stage = {};
  json::value detail = json::object{};
};
/// Writes the event and the project's row with all its members (of `project`, as changed by the
/// caller), adds one to its version, marks activity, answers, assessments and reports by the kind,
/// and computes its next deadline. Only when the row still has `project.version`; else the error
/// of stale_project(). `project` is brought up to date. Returns the event as written.
Result<ProjectEvent> write_project(Call& call, Project& project, const NewProjectEvent& event);

/// project.stale: who changed the project last, what and when.
Error stale_project(Call& call, const Project& project);

/// Display names, zone names, industry name, age.
void describe_projects(Call& call, std::vector<Project>& projects);
Project described(Call& call, Project project);

/// All kinds of events with their titles; an event of another kind is a CHECK.
const std::vector<NamedTitle>& project_event_kinds();

/// A setting (project_settings.h) as it holds at the zone: its own, else that of the nearest zone
/// above that set it, else the product's.
int64_t project_setting(Call& call, int64_t zone, std::string_view name);

/// Errors of this module: the key gets "project." before it.
Error project_error(ErrorCode code, std::string key, std::string zh, std::string en);

}  // namespace gaoxin
