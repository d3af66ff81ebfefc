// How a project is conducted: selection and gates, commitments, cases, teams, activities,
// introducers, appraisal, funnel and forecast. Start with the headers named here.
#pragma once

#include "project/project.h"

namespace gaoxin {

// selection.h    score sheets, budgets with reservations, gates, incentives and their review
// commitments.h  commitments, actuals, lights, the lock on payouts
// cases.h        breaches, exits, relocations with their tax shares
// teams.h        teams, posts, advisers, activities, introducers, origins, reinvestment signals
// appraisal.h    points, bonus statements
// outlook.h      funnel, forecast, dashboard
void add_conduct_operations(Operations& operations);

/// Invented sheets, quotas, commitments, teams, activities, cases and an approved statement on the
/// demonstration's projects. Needs the demonstration's projects and users; does nothing when there
/// are no such or it has been loaded.
Result<Done> load_demo_conduct(Database& database, Timestamp now);

}  // namespace gaoxin
