// Backup and restore of a PostgreSQL database by its own programs.
//
// A restore fills a fresh database, checks it, and then swaps the two names in one transaction:
// until then the old data stand untouched, and afterwards they stay as NAME_replaced.
#include "storage/postgres_backup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <thread>

#include "storage/file_lock.h"
#include "storage/postgres.h"
#include "storage/postgres_connection.h"

extern char** environ;

namespace gaoxin {
namespace {

namespace fs = std::filesystem;

/// A connection string without its password, which other users of the machine could read in the
/// list of processes, and the password apart.
struct Target {
  std::string conninfo;
  std::string password;
  std::string database;
};

std::string quoted_value(std::string_view value) {
  std::string out = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

/// The parts of `url`, with another database name when one is given; throws DatabaseError.
Target target_of(const std::string& url, const std::string& database = {}) {
  char* message = nullptr;
  PQconninfoOption* options = PQconninfoParse(url.c_str(), &message);
  if (options == nullptr) {
    const std::string reason = message == nullptr ? "out of memory" : message;
    PQfreemem(message);
    throw DatabaseError(reason);
  }
  Target target;
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    const std::string_view keyword = option->keyword;
    if (keyword == "password") {
      target.password = option->val;
    } else if (keyword == "dbname") {
      target.database = option->val;
    } else {
      target.conninfo += fmt::format("{}={} ", keyword, quoted_value(option->val));
    }
  }
  PQconninfoFree(options);
  if (!database.empty()) target.database = database;
  target.conninfo += fmt::format("dbname={}", quoted_value(target.database));
  return target;
}

/// The whole connection string, for libpq itself.
std::string conninfo(const Target& target) {
  if (target.password.empty()) return target.conninfo;
  return fmt::format("{} password={}", target.conninfo, quoted_value(target.password));
}

/// Runs a program without a shell and waits for it. Its standard error is what comes back when it
/// fails; empty on success.
std::string run_program(std::vector<std::string> words, const std::string& password) {
  char log_path[] = "/tmp/gaoxin-program-XXXXXX";
  const int log = mkostemp(log_path, O_CLOEXEC);
  if (log < 0) return std::strerror(errno);
  unlink(log_path);

  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!std::string_view(*variable).starts_with("PGPASSWORD=")) variables.push_back(*variable);
  }
  if (!password.empty()) variables.push_back("PGPASSWORD=" + password);
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, log, 2);
  pid_t process = 0;
  const int failure =
      posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (failure == 0) {
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
  }
  char buffer[2000];
  const ssize_t size = pread(log, buffer, sizeof buffer, 0);
  close(log);
  if (failure != 0) return fmt::format("{}: {}", words[0], std::strerror(failure));
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  const std::string said(buffer, size > 0 ? static_cast<size_t>(size) : 0);
  return said.empty() ? fmt::format("{} failed", words[0]) : said;
}

Error backup_failed(const fs::path& backup, const std::string& reason) {
  return {ErrorCode::invalid,
          "storage.backup.failed",
          {fmt::format("无法写入备份 {}：{}。请检查目录、权限、剩余空间，以及 pg_dump 是否已安装。",
                       backup.string(), reason),
           fmt::format("Cannot write the backup {}: {}. Check its folder, permissions and free "
                       "space, and that pg_dump is installed.",
                       backup.string(), reason)},
          {}};
}

Error backup_damaged(const fs::path& backup, const std::string& reason) {
  return {ErrorCode::invalid,
          "storage.restore.damaged",
          {fmt::format("无法恢复备份 {}：{}。原有数据未改动。", backup.string(), reason),
           fmt::format("The backup {} cannot be restored: {}. The present data are unchanged.",
                       backup.string(), reason)},
          {}};
}

Error in_use(const std::string& database, int64_t connections) {
  return {ErrorCode::conflict,
          "storage.in_use",
          {fmt::format("数据库 {} 还有 {} 个连接。请先停止使用它的程序。", database, connections),
           fmt::format("The database {} still has {} connections. Stop the programs that use it "
                       "first.",
                       database, connections)},
          {}};
}

/// Connections to the database after a while: a server needs a moment to end those just closed.
int64_t count_connections(PgConnection& maintenance, const std::string& database) {
  constexpr int tries_max = 20;
  int64_t count = 0;
  const Parameter name = database;
  const std::function<void(const Row&)> read = [&](const Row& row) { count = row.int64(0); };
  for (int tries = 0; tries < tries_max; ++tries) {
    maintenance.run("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = $1", {&name, 1}, &read);
    if (count == 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return count;
}

std::string quoted_identifier(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

void drop_database(PgConnection& maintenance, const std::string& name) {
  maintenance.command(fmt::format("DROP DATABASE IF EXISTS {}", quoted_identifier(name)).c_str());
}

/// Fills and checks the fresh database.
Result<Done> fill(const std::string& url, const std::string& fresh, const fs::path& backup,
                  std::span<const Migration> migrations) {
  const Target target = target_of(url, fresh);
  const std::string failure = run_program(
      {"pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
       "--no-password", "--dbname", target.conninfo, backup.string()},
      target.password);
  if (!failure.empty()) return backup_damaged(backup, failure);
  Result<std::unique_ptr<Database>> opened = open_postgres(conninfo(target), 1);
  if (!opened.ok()) return opened.error();
  return (*opened)->read_value([&](Transaction& tx) -> Result<Done> {
    TRY(check_migrations(tx, migrations));
    return Done{};
  });
}

/// Gives the fresh database the old one's name; the old one becomes NAME_replaced.
void swap_names(PgConnection& maintenance, const std::string& name, const std::string& fresh) {
  drop_database(maintenance, name + "_replaced");
  maintenance.begin("BEGIN");
  try {
    maintenance.command(fmt::format("ALTER DATABASE {} RENAME TO {}", quoted_identifier(name),
                                    quoted_identifier(name + "_replaced"))
                            .c_str());
    maintenance.command(fmt::format("ALTER DATABASE {} RENAME TO {}", quoted_identifier(fresh),
                                    quoted_identifier(name))
                            .c_str());
    maintenance.command("COMMIT");
  } catch (...) {
    maintenance.roll_back();
    throw;
  }
}

}  // namespace

Result<Done> backup_postgres(const std::string& url, const fs::path& backup) {
  std::error_code ignored;
  if (fs::exists(backup, ignored)) {
    return Error{ErrorCode::conflict,
                 "storage.backup.exists",
                 {fmt::format("{} 已存在。请换一个文件名。", backup.string()),
                  fmt::format("{} exists already. Choose another name.", backup.string())},
                 {}};
  }
  const fs::path partial = backup.string() + ".partial";
  const Target target = target_of(url);
  const std::string failure =
      run_program({"pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-password",
                   "--file", partial.string(), "--dbname", target.conninfo},
                  target.password);
  if (failure.empty()) fs::rename(partial, backup, ignored);
  if (failure.empty() && !ignored) return Done{};
  const std::string reason = failure.empty() ? ignored.message() : failure;
  fs::remove(partial, ignored);
  return backup_failed(backup, reason);
}

Result<Done> restore_postgres(const std::string& url, const fs::path& backup,
                              std::span<const Migration> migrations) {
  std::error_code ignored;
  if (!fs::is_regular_file(backup, ignored)) {
    return Error{ErrorCode::not_found,
                 "storage.restore.missing",
                 {fmt::format("找不到备份文件 {}。", backup.string()),
                  fmt::format("There is no backup file {}.", backup.string())},
                 {}};
  }
  try {
    const std::string name = target_of(url).database;
    const std::string fresh = name + "_restoring";
    PgConnection maintenance(conninfo(target_of(url, "postgres")));
    const int64_t connections = count_connections(maintenance, name);
    if (connections > 0) return in_use(name, connections);
    drop_database(maintenance, fresh);
    maintenance.command(fmt::format("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' "
                                    "LC_COLLATE 'C' LC_CTYPE 'C'",
                                    quoted_identifier(fresh))
                            .c_str());
    const Result<Done> filled = fill(url, fresh, backup, migrations);
    if (!filled.ok()) {
      drop_database(maintenance, fresh);
      return filled.error();
    }
    swap_names(maintenance, name, fresh);
    return Done{};
  } catch (const DatabaseError& error) {
    return backup_damaged(backup, error.what());
  }
}

}  // namespace gaoxin
