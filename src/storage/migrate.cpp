// The runner of migrations: what was applied stands in the table storage_migration with the
// SHA-256 of its file.
#include "storage/migrate.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "storage/migration_sql.h"

namespace gaoxin {
namespace {

/// PostgreSQL's advisory lock of the runner: "gaoxin" in ASCII.
constexpr int64_t kMigrationLock = 0x67616f78696e;

struct Applied {
  int64_t number;
  std::string name;
  std::string checksum;
};

bool has_migration_table(Transaction& tx) {
  const char* sql = tx.engine() == Engine::sqlite
                        ? "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'storage_migration'"
                        : "SELECT COUNT(*) FROM pg_catalog.pg_class "
                          "WHERE oid = to_regclass('storage_migration')";
  return tx.value(sql) == 1;
}

std::vector<Applied> list_applied(Transaction& tx) {
  return tx.all("SELECT number, name, checksum FROM storage_migration ORDER BY number", {},
                [](const Row& row) {
                  return Applied{row.int64(0), row.str(1), row.str(2)};
                });
}

Error newer(const Applied& applied) {
  return {ErrorCode::conflict,
          "storage.migration.newer",
          {fmt::format("数据库已升级到 {}（{}），比本程序新。请使用更新版本的程序。",
                       applied.number, applied.name),
           fmt::format("The database has migration {} ({}), which this program does not know: it "
                       "is newer than the program. Use a newer program.",
                       applied.number, applied.name)},
          {}};
}

Error changed(const Applied& applied) {
  return {ErrorCode::conflict,
          "storage.migration.checksum",
          {fmt::format("迁移 {}（{}）在应用之后被修改过。请还原该文件，另写一个新的迁移。",
                       applied.number, applied.name),
           fmt::format("Migration {} ({}) has been changed after it was applied. Put the file back "
                       "as it was and write a new migration.",
                       applied.number, applied.name)},
          {}};
}

Error out_of_order(const Migration& migration, const Applied& last) {
  return {ErrorCode::conflict,
          "storage.migration.order",
          {fmt::format("迁移 {} 从未应用，但其后的 {} 已应用。请给新迁移更大的编号。",
                       migration.name, last.name),
           fmt::format("Migration {} was never applied although the later {} was. Give a new "
                       "migration a higher number.",
                       migration.name, last.name)},
          {}};
}

/// The index of the first migration that is not applied yet.
Result<size_t> compare(const std::vector<Applied>& applied, std::span<const Migration> migrations) {
  for (const Applied& one : applied) {
    const auto known = std::find_if(migrations.begin(), migrations.end(),
                                    [&](const Migration& m) { return m.number == one.number; });
    if (known == migrations.end()) return newer(one);
    if (sha256_hex(known->sql) != one.checksum) return changed(one);
  }
  for (size_t i = 0; i < applied.size(); ++i) {
    if (migrations[i].number != applied[i].number) {
      return out_of_order(migrations[i], applied.back());
    }
  }
  return applied.size();
}

/// Applies the first migration that is missing; 0 when none is.
Result<int> apply_next(Transaction& tx, std::span<const Migration> migrations) {
  if (tx.engine() == Engine::postgres) {
    tx.each("SELECT pg_advisory_xact_lock($1)", {kMigrationLock}, [](const Row&) {});
  }
  if (!has_migration_table(tx)) {
    const char* strict = tx.engine() == Engine::sqlite ? "STRICT" : "";
    const char* integer = tx.engine() == Engine::sqlite ? "INTEGER" : "BIGINT";
    tx.script(
        fmt::format("CREATE TABLE storage_migration (number {0} NOT NULL PRIMARY KEY, "
                    "name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at {0} NOT NULL) {1}",
                    integer, strict));
  }
  TRY_ASSIGN(next, compare(list_applied(tx), migrations));
  if (next == migrations.size()) return 0;
  const Migration& migration = migrations[next];
  TRY_ASSIGN(sql, migration_sql(tx.engine(), migration));
  try {
    tx.script(sql);
  } catch (const DatabaseError& error) {
    throw DatabaseError(fmt::format("migration {}: {}", migration.name, error.what()));
  }
  tx.execute(
      "INSERT INTO storage_migration (number, name, checksum, applied_at) "
      "VALUES ($1, $2, $3, $4)",
      {migration.number, migration.name, sha256_hex(migration.sql), system_now()});
  return 1;
}

}  // namespace

Result<int> check_migrations(Transaction& tx, std::span<const Migration> migrations) {
  if (!has_migration_table(tx)) {
    return Error{ErrorCode::invalid,
                 "storage.restore.foreign",
                 {"这不是本程序的数据库：缺少迁移记录。",
                  "This is no database of this program: it has no record of migrations."},
                 {}};
  }
  TRY_ASSIGN(next, compare(list_applied(tx), migrations));
  return next == 0 ? 0 : migrations[next - 1].number;
}

Result<int> migrate(Database& database, std::span<const Migration> migrations) {
  for (size_t i = 1; i < migrations.size(); ++i) {
    CHECK(migrations[i - 1].number < migrations[i].number);
  }
  for (int count = 0;; ++count) {
    TRY_ASSIGN(applied,
               database.write_result([&](Transaction& tx) { return apply_next(tx, migrations); }));
    if (applied == 0) return count;
  }
}

}  // namespace gaoxin
