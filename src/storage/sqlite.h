// SQLite behind the contract of db.h. Private to storage.
#pragma once

#include <filesystem>

#include "storage/db.h"
#include "storage/migrate.h"

namespace gaoxin {

/// Opens or creates the file. Errors: storage.in_use, storage.open, storage.damaged.
Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& path, int readers);

/// Puts the backup in the place of the database. Errors: storage.in_use, storage.restore.missing,
/// storage.restore.damaged, storage.restore.foreign, storage.migration.*.
Result<Done> restore_sqlite(const std::filesystem::path& path, const std::filesystem::path& backup,
                            std::span<const Migration> migrations);

}  // namespace gaoxin
