// Filters of lists as the store takes them, and the steps that moving, overriding and importing
// share. Private to the module.
#pragma once

#include "project/project_directory.h"

namespace gaoxin {

/// The order of a sort's name; error project.sort.
Result<ProjectOrder> project_order(const std::optional<std::string>& sort);
/// What is run in the subtree of the zone, with the moments before which it counts as stagnant.
ProjectQuery project_scope(Call& call, int64_t zone);
Result<ProjectQuery> project_query(Call& call, const ListProjects& in);

/// Errors project.closed, project.stage.same, project.stage.skipped. Any stage back is allowed.
Result<Done> check_next_stage(const Project& project, ProjectStage stage);
/// Writes the move; the first time in contract or behind it the project is signed on `day`.
Result<Done> enter_stage(Call& call, Project& project, ProjectStage stage, Date day,
                         const std::string& kind, json::object detail);
/// Error project.override.pending when one waits.
Result<Done> no_pending_override(Call& call, int64_t project_id);
/// The protection of the first report begins.
void insert_first_claim(Call& call, const Project& project);

/// Tasks, my day, the calendar; the ledger.
void add_desk_operations(Operations& operations);
void add_ledger_operations(Operations& operations);

}  // namespace gaoxin
