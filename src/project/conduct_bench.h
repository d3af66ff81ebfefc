// The measurements of funnel, dashboard and appraisal, for the module's bench. Only benches include
// this header.
#pragma once

#include "storage/db.h"

namespace gaoxin {

/// Fills an empty, migrated database with `projects` invented projects of `events` log rows each
/// (a part of them moves of stages over ten years), in a tree of zones; then prints how long the
/// answers take, the best and the worst of `rounds`.
void bench_conduct(Database& database, int64_t projects, int64_t events, int rounds);

}  // namespace gaoxin
