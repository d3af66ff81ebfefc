// What one migration file means to each database: pure text work. Private to storage.
#pragma once

#include "storage/migrate.h"

namespace gaoxin {

/// The file's SQL for one database: the blocks of the other are dropped; for SQLite every CREATE
/// TABLE becomes STRICT, and BIGINT, DOUBLE PRECISION and BYTEA the names that STRICT knows
/// (INTEGER, REAL, BLOB). Line numbers stay as in the file. Error: storage.migration.text, with
/// the line, for blocks that do not fit together and for unclosed strings and comments.
Result<std::string> migration_sql(Engine engine, const Migration& migration);

}  // namespace gaoxin
