// PostgreSQL (libpq) behind the contract of db.h. Private to storage.
#pragma once

#include <filesystem>

#include "storage/db.h"
#include "storage/migrate.h"

namespace gaoxin {

/// Connects to the server. Errors: storage.open, storage.collation (the database does not sort and
/// encode as SQLite does).
Result<std::unique_ptr<Database>> open_postgres(const std::string& url, int readers);

/// Restores the backup into a fresh database and gives it the old one's name. Errors:
/// storage.in_use, storage.open, storage.restore.missing, storage.restore.damaged,
/// storage.restore.foreign, storage.migration.*.
Result<Done> restore_postgres(const std::string& url, const std::filesystem::path& backup,
                              std::span<const Migration> migrations);

}  // namespace gaoxin
