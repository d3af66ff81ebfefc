// The demonstration: a zone in Jilin written by us, everything in it marked as invented, and one
// user for each kind of work.
#pragma once

#include <string>

#include "storage/db.h"

namespace gaoxin {

/// The password of every demonstration user.
inline constexpr const char* kDemoPassword = "gaoxin-demo-2026";

/// What the product ships for every database: the root zone, code tables, the concordance. Does
/// nothing where it stands. `catalogue` is the folder of the product's own data.
Result<Done> load_shipped(Database& database, const std::string& catalogue);

/// Fills an empty database; does nothing to one that has the demonstration already. A database
/// with users of its own is refused (demo.not_empty): invented data never mix with real work.
Result<Done> load_demonstration(Database& database, const std::string& catalogue);

}  // namespace gaoxin
