// Copying a SQLite database while it is in use. Private to storage.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace gaoxin {

/// A consistent copy of the database as one new file. Errors: storage.backup.exists,
/// storage.backup.failed.
Result<Done> backup_sqlite(const std::filesystem::path& database,
                           const std::filesystem::path& backup);

}  // namespace gaoxin
