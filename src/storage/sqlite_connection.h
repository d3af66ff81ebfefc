// One connection to a SQLite file with its prepared statements. Private to storage.
//
// A connection is used by one thread at a time (its owner sees to that), so SQLite's own mutexes
// are off. `$1` is a named parameter to SQLite: its index is looked up once, when the statement is
// prepared, and kept with it.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/db.h"
#include "storage/statement.h"

namespace gaoxin {

enum class SqliteAccess { write, read };

class SqliteConnection {
 public:
  /// Opens the file and sets the pragmas; throws DatabaseError.
  SqliteConnection(const std::filesystem::path& path, SqliteAccess access);
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  /// Runs one statement; each row, if there are any, is given to `each`. Rows changed.
  int64_t run(std::string_view sql, std::span<const Parameter> parameters,
              const std::function<void(const Row&)>* each);
  int64_t run(std::string_view sql) { return run(sql, {}, nullptr); }
  /// Several statements without parameters.
  void script(std::string_view sql);
  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  sqlite3* handle() { return handle_.get(); }

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  struct Statement {
    std::string sql;
    std::unique_ptr<sqlite3_stmt, Finalize> handle;
    std::vector<int> places;  // SQLite's index of $1, $2, …
    bool busy = false;
  };
  /// A statement in use: reset and free for the next user when it goes.
  class Lease {
   public:
    Lease(SqliteConnection& connection, std::string_view sql);
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();
    void bind(std::span<const Parameter> parameters);
    /// True when there is a row.
    bool step();
    void reset();
    sqlite3_stmt* handle() { return statement_->handle.get(); }

   private:
    SqliteConnection& connection_;
    Statement* statement_;
    std::unique_ptr<Statement> own_;  // When the cached one is busy in an outer loop.
  };

 private:
  Statement prepare(std::string_view sql);
  [[noreturn]] void fail(int code, std::string_view sql);
  void set_pragmas(SqliteAccess access);

  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
  std::list<Statement> statements_;  // Most recently used first.
  std::unordered_map<std::string_view, std::list<Statement>::iterator> by_sql_;
};

}  // namespace gaoxin
