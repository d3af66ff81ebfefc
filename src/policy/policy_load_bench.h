// The second mode of the bench: a synthetic database in SQLite, loaded into columns.
#pragma once

#include <cstddef>
#include <string>

namespace gaoxin {

/// Builds `enterprises` with 40 facts each in a new database below `folder`, which is removed
/// afterwards, and prints how long loading takes and how long from one recorded fact to a fresh
/// answer.
int bench_load(size_t enterprises, const std::string& folder);

}  // namespace gaoxin
