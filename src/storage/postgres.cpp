// PostgreSQL: a pool of connections; each transaction has one to itself.
#include "storage/postgres.h"

#include <fmt/format.h>

#include <cmath>
#include <condition_variable>
#include <mutex>

#include "storage/postgres_backup.h"
#include "storage/postgres_connection.h"

namespace gaoxin {
namespace {

/// Gives ids from blocks of the sequence storage_id, through a connection of its own: a block is
/// taken outside every transaction and so never given back by a rollback.
class PgIds {
 public:
  explicit PgIds(std::string url) : url_(std::move(url)) {}

  int64_t next() {
    const std::lock_guard lock(mutex_);
    if (next_ == end_) take_block();
    return next_++;
  }

 private:
  void take_block() {
    if (!connection_) connection_ = std::make_unique<PgConnection>(url_);
    connection_->begin("BEGIN");
    const std::function<void(const Row&)> take = [&](const Row& row) { next_ = row.int64(0); };
    connection_->run("SELECT nextval('storage_id')", {}, &take);
    end_ = next_ + kIdBlock;
    connection_->command("COMMIT");
    CHECK(next_ > 0 && end_ < kIdMax);
  }

  std::string url_;
  std::mutex mutex_;
  std::unique_ptr<PgConnection> connection_;
  int64_t next_ = 0;
  int64_t end_ = 0;
};

class PgTransaction final : public Transaction {
 public:
  PgTransaction(PgConnection& connection, PgIds* ids) : connection_(connection), ids_(ids) {}

  Engine engine() const override { return Engine::postgres; }

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
      connection_.script(std::string(sql));
      return 0;
    });
  }
  std::unique_ptr<BulkInsert> bulk(std::string_view table,
                                   std::initializer_list<std::string_view> columns) override;
  int64_t new_id() override {
    if (ids_ == nullptr) throw DatabaseError("ids are only given in a write transaction");
    return ids_->next();
  }
  TransactionState& state() { return state_; }

 private:
  PgConnection& connection_;
  PgIds* ids_;  // None in a read transaction.
  TransactionState state_;
};

/// COPY in its text format: fields separated by tabs, rows by line feeds, \N for NULL.
class PgBulkInsert final : public BulkInsert {
 public:
  PgBulkInsert(PgTransaction& transaction, PgConnection& connection, std::string table,
               size_t columns, const std::string& names)
      : transaction_(transaction),
        connection_(connection),
        table_(std::move(table)),
        columns_(columns) {
    connection_.copy_start(fmt::format("COPY {} ({}) FROM STDIN", table_, names));
    transaction_.state().open_bulk();
    buffer_.reserve(kBuffer + 4096);
  }
  ~PgBulkInsert() override {
    if (finished_) return;
    connection_.copy_abandon();
    transaction_.state().abandon_bulk();
  }

  void add(std::initializer_list<Parameter> row) override { add(std::span<const Parameter>(row)); }
  void add(std::span<const Parameter> row) override {
    CHECK(!finished_);
    transaction_.state().inside_bulk([&] {
      if (row.size() != columns_) {
        throw DatabaseError(
            fmt::format("{} values for {} columns of {}", row.size(), columns_, table_));
      }
      for (size_t i = 0; i < row.size(); ++i) {
        if (i > 0) buffer_ += '\t';
        const Parameter::Value value = row[i].value();
        check_parameter(value, i + 1);
        append(value);
      }
      buffer_ += '\n';
      if (buffer_.size() >= kBuffer) send();
      return 0;
    });
  }
  int64_t finish() override {
    CHECK(!finished_);
    const int64_t rows = transaction_.state().inside_bulk([&] {
      send();
      finished_ = true;
      transaction_.state().finish_bulk();
      return connection_.copy_finish();
    });
    if (rows >= kAnalyzeRows) {
      transaction_.execute(fmt::format("ANALYZE {}", table_), std::span<const Parameter>{});
    }
    return rows;
  }

 private:
  static constexpr size_t kBuffer = 256 * 1024;

  void send() {
    connection_.copy_data(buffer_);
    buffer_.clear();
  }

  void append(const Parameter::Value& value) {
    if (const auto* integer = std::get_if<int64_t>(&value)) {
      fmt::format_to(std::back_inserter(buffer_), "{}", *integer);
    } else if (const auto* real = std::get_if<double>(&value)) {
      if (std::isinf(*real)) {
        buffer_ += *real > 0 ? "Infinity" : "-Infinity";
      } else {
        fmt::format_to(std::back_inserter(buffer_), "{}", *real);
      }
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      append_text(*text);
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      constexpr char digits[] = "0123456789abcdef";
      buffer_ += "\\\\x";
      for (const char c : blob->bytes) {
        buffer_ += digits[static_cast<unsigned char>(c) >> 4];
        buffer_ += digits[static_cast<unsigned char>(c) & 15];
      }
    } else {
      buffer_ += "\\N";
    }
  }

  void append_text(std::string_view text) {
    while (true) {
      const size_t special = text.find_first_of("\\\t\n\r");
      buffer_ += text.substr(0, special);
      if (special == std::string_view::npos) return;
      const char c = text[special];
      buffer_ += '\\';
      buffer_ += c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\\';
      text.remove_prefix(special + 1);
    }
  }

  PgTransaction& transaction_;
  PgConnection& connection_;
  std::string table_;
  size_t columns_;
  std::string buffer_;
  bool finished_ = false;
};

std::unique_ptr<BulkInsert> PgTransaction::bulk(std::string_view table,
                                                std::initializer_list<std::string_view> columns) {
  return state_.statement([&]() -> std::unique_ptr<BulkInsert> {
    std::string names;
    for (const std::string_view column : columns) {
      names += (names.empty() ? "" : ", ") + quote_name(column);
    }
    return std::make_unique<PgBulkInsert>(*this, connection_, quote_name(table), columns.size(),
                                          names);
  });
}

class PgDatabase final : public Database {
 public:
  PgDatabase(std::string url, int readers, std::unique_ptr<PgConnection> first)
      : url_(std::move(url)), may_open_(readers + kWriters - 1), ids_(url_) {
    free_.push_back(std::move(first));
  }

  Engine engine() const override { return Engine::postgres; }

  void read(const std::function<void(Transaction&)>& work) override {
    run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", nullptr, [&](PgTransaction& tx) {
      work(tx);
      return false;  // Nothing to keep, and an error that was caught in `work` stays caught.
    });
  }
  void write(const std::function<bool(Transaction&)>& work) override {
    run("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", &ids_,
        [&](PgTransaction& tx) { return work(tx); });
  }
  Result<Done> backup(const std::string& path) override { return backup_postgres(url_, path); }

 private:
  static constexpr int kWriters = 4;

  /// A connection from the pool; it goes back when the lease goes.
  class Lease {
   public:
    explicit Lease(PgDatabase& database) : database_(database), connection_(database.take()) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { database_.give_back(std::move(connection_)); }
    PgConnection& operator*() { return *connection_; }

   private:
    PgDatabase& database_;
    std::unique_ptr<PgConnection> connection_;
  };

  void run(const char* begin, PgIds* ids, const std::function<bool(PgTransaction&)>& work);
  std::unique_ptr<PgConnection> take();
  void give_back(std::unique_ptr<PgConnection> connection);

  std::string url_;
  std::mutex mutex_;
  std::condition_variable connection_free_;
  std::vector<std::unique_ptr<PgConnection>> free_;
  int may_open_;  // How many more connections the pool may open.
  PgIds ids_;
};

std::unique_ptr<PgConnection> PgDatabase::take() {
  {
    std::unique_lock lock(mutex_);
    connection_free_.wait(lock, [&] { return !free_.empty() || may_open_ > 0; });
    if (!free_.empty()) {
      auto connection = std::move(free_.back());
      free_.pop_back();
      return connection;
    }
    --may_open_;
  }
  try {
    return std::make_unique<PgConnection>(url_);
  } catch (...) {
    {
      const std::lock_guard lock(mutex_);
      ++may_open_;
    }
    connection_free_.notify_one();
    throw;
  }
}

void PgDatabase::give_back(std::unique_ptr<PgConnection> connection) {
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(connection));
  }
  connection_free_.notify_one();
}

void PgDatabase::run(const char* begin, PgIds* ids,
                     const std::function<bool(PgTransaction&)>& work) {
  Lease lease(*this);
  PgConnection& connection = *lease;
  connection.begin(begin);
  try {
    PgTransaction transaction(connection, ids);
    if (work(transaction)) {
      transaction.state().statement([&] {
        connection.command("COMMIT");
        return 0;
      });
    } else {
      connection.roll_back();
    }
  } catch (...) {
    connection.roll_back();
    throw;
  }
}

Error cannot_open(const std::string& reason) {
  return {ErrorCode::invalid,
          "storage.open",
          {fmt::format("无法连接 PostgreSQL：{}。请检查地址、用户、密码，以及服务器是否在运行。",
                       reason),
           fmt::format("Cannot connect to PostgreSQL: {}. Check the address, user and password, "
                       "and that the server runs.",
                       reason)},
          {}};
}

/// Text must sort by code point and be UTF-8, as in SQLite: else pages and prefixes differ.
bool sorts_as_sqlite(PgConnection& connection) {
  bool same = false;
  const std::function<void(const Row&)> read = [&](const Row& row) { same = row.boolean(0); };
  connection.run(
      "SELECT 'B' < 'a' AND 'a-c' < 'aab' AND current_setting('server_encoding') = 'UTF8'", {},
      &read);
  return same;
}

Error wrong_collation() {
  const char* command =
      "CREATE DATABASE gaoxin TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'";
  return {
      ErrorCode::invalid,
      "storage.collation",
      {fmt::format("该 PostgreSQL 数据库不是 UTF-8 编码或不按码点排序。请这样建库：{}", command),
       fmt::format("This PostgreSQL database is not UTF-8 or does not sort by code point. "
                   "Create it so: {}",
                   command)},
      {}};
}

/// The sequence of the ids; one process at a time, because IF NOT EXISTS alone can collide.
void create_id_sequence(PgConnection& connection) {
  connection.begin("BEGIN");
  connection.command("SELECT pg_advisory_xact_lock(113670210545006)");
  connection.command(
      fmt::format("CREATE SEQUENCE IF NOT EXISTS storage_id INCREMENT {} START 1 MINVALUE 1",
                  kIdBlock)
          .c_str());
  connection.command("COMMIT");
}

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(const std::string& url, int readers) {
  try {
    auto first = std::make_unique<PgConnection>(url);
    if (!sorts_as_sqlite(*first)) return wrong_collation();
    create_id_sequence(*first);
    return std::unique_ptr<Database>(std::make_unique<PgDatabase>(url, readers, std::move(first)));
  } catch (const DatabaseError& error) {
    return cannot_open(error.what());
  }
}

}  // namespace gaoxin
