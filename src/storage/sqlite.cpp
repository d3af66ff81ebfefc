// SQLite: one writer that the write transactions queue for, a pool of readers beside it.
//
// WAL lets readers see the last commit while the writer works, and a process killed at any moment
// leaves the last commit. One process has the file: a lock file beside it says which.
#include "storage/sqlite.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "storage/file_lock.h"
#include "storage/sqlite_backup.h"
#include "storage/sqlite_connection.h"

namespace gaoxin {
namespace {

/// The ids this process may still give; all calls come from the thread that holds the writer.
struct IdBlock {
  int64_t next = 1;
  int64_t end = 1;  // Also the highest end ever taken.
  bool taken_in_transaction = false;

  /// The table forgot a block taken in a transaction that was rolled back: its ids must not be
  /// stored by a later one, which would not write the table again.
  void after_rollback() {
    if (taken_in_transaction) next = end;
    taken_in_transaction = false;
  }
};

class SqliteBulkInsert;

class SqliteTransaction final : public Transaction {
 public:
  SqliteTransaction(SqliteConnection& connection, IdBlock* ids)
      : connection_(connection), ids_(ids) {}

  Engine engine() const override { return Engine::sqlite; }

  void each(std::string_view sql, std::initializer_list<Parameter> parameters,
            const std::function<void(const Row&)>& visit) override {
    each(sql, std::span<const Parameter>(parameters), visit);
  }
  void each(std::string_view sql, std::span<const Parameter> parameters,
            const std::function<void(const Row&)>& visit) override {
    state_.statement([&] { return connection_.run(sql, parameters, &visit); });
  }
  int64_t execute(std::string_view sql, std::initializer_list<Parameter> parameters) override {
    return execute(sql, std::span<const Parameter>(parameters));
  }
  int64_t execute(std::string_view sql, std::span<const Parameter> parameters) override {
    return state_.statement([&] { return connection_.run(sql, parameters, nullptr); });
  }
  void script(std::string_view sql) override {
    state_.statement([&] {
      connection_.script(sql);
      return 0;
    });
  }
  std::unique_ptr<BulkInsert> bulk(std::string_view table,
                                   std::initializer_list<std::string_view> columns) override;
  int64_t new_id() override;
  TransactionState& state() { return state_; }

 private:
  SqliteConnection& connection_;
  IdBlock* ids_;  // None in a read transaction.
  TransactionState state_;
};

class SqliteBulkInsert final : public BulkInsert {
 public:
  SqliteBulkInsert(SqliteTransaction& transaction, SqliteConnection& connection, std::string table,
                   const std::string& sql)
      : transaction_(transaction),
        connection_(connection),
        table_(std::move(table)),
        statement_(std::make_unique<SqliteConnection::Lease>(connection, sql)) {
    transaction_.state().open_bulk();
  }
  ~SqliteBulkInsert() override {
    if (!statement_) return;
    transaction_.state().abandon_bulk();
  }

  void add(std::initializer_list<Parameter> row) override { add(std::span<const Parameter>(row)); }
  void add(std::span<const Parameter> row) override {
    CHECK(statement_);
    transaction_.state().inside_bulk([&] {
      statement_->bind(row);
      statement_->step();
      statement_->reset();
      return 0;
    });
    ++rows_;
  }
  int64_t finish() override {
    CHECK(statement_);
    statement_.reset();
    transaction_.state().finish_bulk();
    return transaction_.state().statement([&] {
      if (rows_ >= kAnalyzeRows) connection_.run(fmt::format("ANALYZE {}", table_));
      return rows_;
    });
  }

 private:
  SqliteTransaction& transaction_;
  SqliteConnection& connection_;
  std::string table_;
  std::unique_ptr<SqliteConnection::Lease> statement_;
  int64_t rows_ = 0;
};

std::unique_ptr<BulkInsert> SqliteTransaction::bulk(
    std::string_view table, std::initializer_list<std::string_view> columns) {
  return state_.statement([&]() -> std::unique_ptr<BulkInsert> {
    std::string names;
    std::string places;
    for (const std::string_view column : columns) {
      const char* comma = names.empty() ? "" : ", ";
      names += comma + quote_name(column);
      places += fmt::format("{}${}", comma, std::count(names.begin(), names.end(), ',') + 1);
    }
    const std::string sql =
        fmt::format("INSERT INTO {} ({}) VALUES ({})", quote_name(table), names, places);
    return std::make_unique<SqliteBulkInsert>(*this, connection_, quote_name(table), sql);
  });
}

int64_t SqliteTransaction::new_id() {
  if (ids_ == nullptr) throw DatabaseError("ids are only given in a write transaction");
  if (ids_->next == ids_->end) {
    // The table may lag behind what this process has given (see IdBlock), never lead.
    state_.inside_bulk([&] {
      const Parameter highest = ids_->end;
      const std::function<void(const Row&)> take = [&](const Row& row) {
        ids_->end = row.int64(0);
      };
      connection_.run(fmt::format("UPDATE storage_id_block SET next_id = max(next_id, $1) + {} "
                                  "WHERE one = 1 RETURNING next_id",
                                  kIdBlock),
                      {&highest, 1}, &take);
      return 0;
    });
    ids_->next = ids_->end - kIdBlock;
    ids_->taken_in_transaction = true;
    CHECK(ids_->next > 0 && ids_->end < kIdMax);
  }
  return ids_->next++;
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::filesystem::path path, FileLock lock, int readers)
      : path_(std::move(path)), lock_(std::move(lock)), writer_(path_, SqliteAccess::write) {
    writer_.script(
        "CREATE TABLE IF NOT EXISTS storage_id_block (one INTEGER PRIMARY KEY CHECK (one = 1), "
        "next_id INTEGER NOT NULL) STRICT;"
        "INSERT INTO storage_id_block (one, next_id) VALUES (1, 1) ON CONFLICT DO NOTHING;");
    for (int i = 0; i < readers; ++i) {
      free_readers_.push_back(std::make_unique<SqliteConnection>(path_, SqliteAccess::read));
    }
  }

  Engine engine() const override { return Engine::sqlite; }
  void read(const std::function<void(Transaction&)>& work) override;
  void write(const std::function<bool(Transaction&)>& work) override;
  Result<Done> backup(const std::string& path) override { return backup_sqlite(path_, path); }

 private:
  void roll_back(SqliteConnection& connection) {
    if (connection.in_transaction()) connection.run("ROLLBACK");
  }

  std::filesystem::path path_;
  FileLock lock_;  // Before the connections: released after they are closed.
  SqliteConnection writer_;
  std::mutex writer_mutex_;
  std::atomic<std::thread::id> writer_thread_{};
  IdBlock ids_;
  std::mutex readers_mutex_;
  std::condition_variable reader_free_;
  std::vector<std::unique_ptr<SqliteConnection>> free_readers_;
};

void SqliteDatabase::read(const std::function<void(Transaction&)>& work) {
  std::unique_ptr<SqliteConnection> connection;
  {
    std::unique_lock lock(readers_mutex_);
    reader_free_.wait(lock, [&] { return !free_readers_.empty(); });
    connection = std::move(free_readers_.back());
    free_readers_.pop_back();
  }
  const auto give_back = [&] {
    roll_back(*connection);
    {
      const std::lock_guard lock(readers_mutex_);
      free_readers_.push_back(std::move(connection));
    }
    reader_free_.notify_one();
  };
  try {
    connection->run("BEGIN");
    SqliteTransaction transaction(*connection, nullptr);
    work(transaction);
  } catch (...) {
    give_back();
    throw;
  }
  give_back();
}

void SqliteDatabase::write(const std::function<bool(Transaction&)>& work) {
  CHECK(writer_thread_.load() != std::this_thread::get_id());  // A write inside a write.
  const std::lock_guard lock(writer_mutex_);
  writer_thread_ = std::this_thread::get_id();
  try {
    writer_.run("BEGIN IMMEDIATE");
    SqliteTransaction transaction(writer_, &ids_);
    if (work(transaction)) {
      transaction.state().statement([&] { return writer_.run("COMMIT"); });
      ids_.taken_in_transaction = false;
    } else {
      roll_back(writer_);
      ids_.after_rollback();
    }
  } catch (...) {
    writer_thread_ = std::thread::id{};
    ids_.after_rollback();
    roll_back(writer_);
    throw;
  }
  writer_thread_ = std::thread::id{};
}

Error cannot_open(const std::filesystem::path& path, const std::string& reason) {
  return {ErrorCode::invalid,
          "storage.open",
          {fmt::format("无法打开数据库 {}：{}。请检查目录是否存在、是否有读写权限。", path.string(),
                       reason),
           fmt::format("Cannot open the database {}: {}. Check that its folder exists and that "
                       "you may read and write it.",
                       path.string(), reason)},
          {}};
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& given, int readers) {
  std::error_code failure;
  const std::filesystem::path path = std::filesystem::weakly_canonical(given, failure);
  if (failure || given.empty() || !path.has_filename() || given == ":memory:") {
    return cannot_open(given, failure ? failure.message() : "not the path of a file");
  }
  TRY_ASSIGN(lock, FileLock::take(path));
  try {
    return std::unique_ptr<Database>(
        std::make_unique<SqliteDatabase>(path, std::move(lock), readers));
  } catch (const DatabaseError& error) {
    return cannot_open(path, error.what());
  }
}

}  // namespace gaoxin
