// Backup and restore of a SQLite database.
//
// A backup is copied through a connection of its own in one read transaction, so writers go on; it
// appears under its name only when it is whole. A restore works on a copy beside the database,
// checks it, and renames it into place; the data that were there stay as PATH.replaced.
#include "storage/sqlite_backup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "storage/file_lock.h"
#include "storage/sqlite.h"
#include "storage/sqlite_connection.h"

namespace gaoxin {
namespace {

namespace fs = std::filesystem;

/// Forces a file or a folder's list of names to the disk.
void sync_path(const fs::path& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

fs::path beside(const fs::path& path, const char* ending) { return path.string() + ending; }

void remove_with_companions(const fs::path& path) {
  std::error_code ignored;
  for (const char* ending : {"", "-wal", "-shm", "-journal", ".lock"}) {
    fs::remove(beside(path, ending), ignored);
  }
}

Error backup_failed(const fs::path& backup, const std::string& reason) {
  return {
      ErrorCode::invalid,
      "storage.backup.failed",
      {fmt::format("无法写入备份 {}：{}。请检查目录、权限和剩余空间。", backup.string(), reason),
       fmt::format("Cannot write the backup {}: {}. Check its folder, permissions and free "
                   "space.",
                   backup.string(), reason)},
      {}};
}

Error backup_damaged(const fs::path& backup, const std::string& reason) {
  return {ErrorCode::invalid,
          "storage.restore.damaged",
          {fmt::format("备份 {} 已损坏或不是数据库：{}。原有数据未改动。", backup.string(), reason),
           fmt::format("The backup {} is damaged or no database: {}. The present data are "
                       "unchanged.",
                       backup.string(), reason)},
          {}};
}

struct Finish {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};
struct Close {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};

/// Throws DatabaseError.
void copy_database(const fs::path& database, const fs::path& target) {
  SqliteConnection source(database, SqliteAccess::read);
  sqlite3* raw = nullptr;
  const int opened =
      sqlite3_open_v2(target.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  const std::unique_ptr<sqlite3, Close> out(raw);
  if (opened != SQLITE_OK) throw DatabaseError(sqlite3_errstr(opened));
  {
    const std::unique_ptr<sqlite3_backup, Finish> copy(
        sqlite3_backup_init(raw, "main", source.handle(), "main"));
    if (!copy) throw DatabaseError(sqlite3_errmsg(raw));
    const int code = sqlite3_backup_step(copy.get(), -1);
    if (code != SQLITE_DONE) throw DatabaseError(sqlite3_errstr(code));
  }
  // One file without a log beside it.
  const int settled = sqlite3_exec(raw, "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr);
  if (settled != SQLITE_OK) throw DatabaseError(sqlite3_errmsg(raw));
}

/// The first things wrong in the database, empty when it is sound.
std::string find_damage(Transaction& tx) {
  std::string damage;
  tx.each("PRAGMA integrity_check(3)", {}, [&](const Row& row) {
    if (row.text(0) != "ok") damage += (damage.empty() ? "" : "; ") + row.str(0);
  });
  if (!damage.empty()) return damage;
  tx.each("PRAGMA foreign_key_check", {}, [&](const Row& row) {
    if (damage.empty()) {
      damage = fmt::format("{} refers to a missing row of {}", row.text(0), row.text(2));
    }
  });
  return damage;
}

/// Opens the copy as the program would and looks at everything in it.
Result<Done> check_copy(const fs::path& copy, const fs::path& backup,
                        std::span<const Migration> migrations) {
  Result<std::unique_ptr<Database>> opened = open_sqlite(copy, 1);
  if (!opened.ok()) return backup_damaged(backup, opened.error().text.en);
  try {
    return (*opened)->read_value([&](Transaction& tx) -> Result<Done> {
      const std::string damage = find_damage(tx);
      if (!damage.empty()) return backup_damaged(backup, damage);
      TRY(check_migrations(tx, migrations));
      return Done{};
    });
  } catch (const DatabaseError& error) {
    return backup_damaged(backup, error.what());
  }
}

/// Moves what lies in the log into the file, so that the file alone is the database. A database
/// that is too damaged for it keeps its log: both are put aside together.
void settle(const fs::path& database) {
  try {
    SqliteConnection connection(database, SqliteAccess::write);
    connection.script("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const DatabaseError&) {
    return;
  }
}

/// Keeps the present files as PATH.replaced; the database's own name stays until the new file
/// takes it. Throws std::filesystem::filesystem_error.
void put_aside(const fs::path& database) {
  if (!fs::exists(database)) return;
  settle(database);
  const fs::path kept = beside(database, ".replaced");
  remove_with_companions(kept);
  std::error_code no_links;
  fs::create_hard_link(database, kept, no_links);
  if (no_links) fs::copy_file(database, kept);
  if (fs::exists(beside(database, "-wal"))) {
    fs::rename(beside(database, "-wal"), beside(kept, "-wal"));
  }
  fs::remove(beside(database, "-shm"));
}

}  // namespace

Result<Done> backup_sqlite(const fs::path& database, const fs::path& backup) {
  std::error_code ignored;
  if (fs::exists(backup, ignored)) {
    return Error{ErrorCode::conflict,
                 "storage.backup.exists",
                 {fmt::format("{} 已存在。请换一个文件名。", backup.string()),
                  fmt::format("{} exists already. Choose another name.", backup.string())},
                 {}};
  }
  const fs::path partial = beside(backup, ".partial");
  remove_with_companions(partial);
  try {
    copy_database(database, partial);
    sync_path(partial);
    fs::rename(partial, backup);
    sync_path(fs::absolute(backup).parent_path());
  } catch (const std::exception& error) {  // A DatabaseError or filesystem_error.
    remove_with_companions(partial);
    return backup_failed(backup, error.what());
  }
  return Done{};
}

Result<Done> restore_sqlite(const fs::path& given, const fs::path& backup,
                            std::span<const Migration> migrations) {
  std::error_code failure;
  const fs::path database = fs::weakly_canonical(given, failure);
  TRY_ASSIGN(lock, FileLock::take(failure ? given : database));
  if (!fs::is_regular_file(backup, failure)) {
    return Error{ErrorCode::not_found,
                 "storage.restore.missing",
                 {fmt::format("找不到备份文件 {}。", backup.string()),
                  fmt::format("There is no backup file {}.", backup.string())},
                 {}};
  }
  const fs::path copy = beside(database, ".restoring");
  remove_with_companions(copy);
  try {
    fs::copy_file(backup, copy);
    const Result<Done> checked = check_copy(copy, backup, migrations);
    if (!checked.ok()) {
      remove_with_companions(copy);
      return checked.error();
    }
    sync_path(copy);
    put_aside(database);
    fs::rename(copy, database);
    sync_path(database.parent_path());
    remove_with_companions(copy);
  } catch (const fs::filesystem_error& error) {
    remove_with_companions(copy);
    return backup_failed(database, error.what());
  }
  return Done{};
}

}  // namespace gaoxin
