// Numbered, checksummed migrations: migrations/0001_name.sql, built into the program.
#pragma once

#include "storage/db.h"

namespace gaoxin {

/// A file's number, name and text. SQL that only one database understands stands between the
/// lines `-- sqlite` … `-- end` or `-- postgres` … `-- end`; the rest runs on both.
struct Migration {
  int number = 0;
  std::string name;
  std::string sql;
};

/// The migrations built into the program, in order.
std::span<const Migration> built_in_migrations();

/// The number of the newest migration in the database. Errors: those of migrate(), and
/// storage.restore.foreign when the database has no record of migrations at all.
Result<int> check_migrations(Transaction& tx, std::span<const Migration> migrations);

/// Brings the database to the newest migration, each in a transaction of its own, one process at
/// a time. Errors: storage.migration.checksum (an applied file has since been changed),
/// storage.migration.newer (the database is newer than the program), storage.migration.order (one
/// in the middle is missing), storage.migration.text (a file cannot be read). SQL that the database
/// refuses is thrown as DatabaseError. Returns how many were applied. `migrations` ascend.
Result<int> migrate(Database& database, std::span<const Migration> migrations);

}  // namespace gaoxin
