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

/// Brings the database to the newest migration, each in a transaction of its own, one process at
/// a time. Errors: storage.migration.checksum (an applied file has since been changed),
/// storage.migration.newer (the database is newer than the program).
Result<int> migrate(Database& database, std::span<const Migration> migrations);

}  // namespace gaoxin
