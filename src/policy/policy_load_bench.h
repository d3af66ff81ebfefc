// The second mode of the bench: a synthetic database in SQLite, loaded into columns.
#pragma once

#include <cstddef>
#include <string>

namespace gaoxin {

/// Builds `enterprises` with 40 facts each in a new SQLite database and prints how long loading
/// takes and how long from a recorded fact or a published policy to a fresh answer. The database is
/// removed afterwards, or it stays at the path `kept` and is used again the next time.
int bench_load(size_t enterprises, const std::string& kept);

}  // namespace gaoxin
