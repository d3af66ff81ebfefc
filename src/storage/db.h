// One thin wrapper over SQLite and PostgreSQL.
//
// A Database is opened once from its URL and shared by all threads. All work happens in a
// Transaction: read() gives one that cannot write, write() one that commits when the function
// returns an ok Result and rolls back otherwise (or on an exception). Statements are prepared once
// per connection and cached by their text. SQL is the dialect both databases share: BIGINT, TEXT,
// ISO dates, $1 parameters, RETURNING, ON CONFLICT.
//
// What the operator must mend (disk, connection, a statement that is wrong) is thrown as
// DatabaseError. A unique or foreign key violation is thrown as ConstraintError, which a use case
// may catch; after it the transaction can only be rolled back.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <typeindex>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"

namespace gaoxin {

class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
class ConstraintError : public DatabaseError {
 public:
  enum class Kind { unique, foreign_key, not_null, check, other };
  ConstraintError(Kind kind, const std::string& message) : DatabaseError(message), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

struct Blob {
  std::string_view bytes;
};

/// A parameter of a statement. Text and Blob are views: they live as long as the call.
/// Money binds its fen, Date its ISO text, Timestamp its microseconds, bool 0 or 1, an empty
/// optional NULL. Text must be UTF-8 without U+0000 and a double must not be NaN (one of the two
/// databases cannot keep them): anything else is thrown as DatabaseError, so check input first.
class Parameter {
 public:
  using Value = std::variant<std::monostate, int64_t, double, std::string_view, Blob>;
  /// What PostgreSQL is told of the parameter's type. A plain nullptr is `unknown`: PostgreSQL
  /// must then be able to infer it; an empty optional keeps the type of what it could hold.
  enum class Kind : uint8_t { unknown, integer, real, text, blob };
  Parameter(std::nullptr_t) {}                                             // NOLINT: implicit
  Parameter(int value) : value_(int64_t{value}), kind_(Kind::integer) {}   // NOLINT: implicit
  Parameter(int64_t value) : value_(value), kind_(Kind::integer) {}        // NOLINT: implicit
  Parameter(bool value) : value_(int64_t{value}), kind_(Kind::integer) {}  // NOLINT: implicit
  Parameter(double value) : value_(value), kind_(Kind::real) {}            // NOLINT: implicit
  Parameter(const char* value)
      : value_(std::string_view(value)), kind_(Kind::text) {}              // NOLINT: implicit
  Parameter(std::string_view value) : value_(value), kind_(Kind::text) {}  // NOLINT: implicit
  Parameter(const std::string& value)
      : value_(std::string_view(value)), kind_(Kind::text) {}          // NOLINT: implicit
  Parameter(Blob value) : value_(value), kind_(Kind::blob) {}          // NOLINT: implicit
  Parameter(Money value) : value_(value.fen), kind_(Kind::integer) {}  // NOLINT: implicit
  Parameter(Timestamp value)
      : value_(value.microseconds), kind_(Kind::integer) {}               // NOLINT: implicit
  Parameter(Date value) : kind_(Kind::text), own_(format_date(value)) {}  // NOLINT: implicit
  template <typename T>
  Parameter(const std::optional<T>& value) {  // NOLINT: implicit
    if (value) {
      *this = Parameter(*value);
    } else {
      kind_ = Parameter(T{}).kind_;
    }
  }
  Value value() const { return own_ ? Value(std::string_view(*own_)) : value_; }
  Kind kind() const { return kind_; }

 private:
  Value value_;
  Kind kind_ = Kind::unknown;
  std::optional<std::string> own_;  // A date's text.
};

/// One row of an answer; valid until the next one is read. Columns count from 0. Reading a NULL
/// with anything but is_null() or a maybe_…() is a bug (CHECK); reading text as a number is
/// thrown as DatabaseError.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual int64_t int64(int column) const = 0;
  virtual double real(int column) const = 0;
  /// Text or blob bytes; a number as the database writes it.
  virtual std::string_view text(int column) const = 0;

  std::string str(int column) const { return std::string(text(column)); }
  bool boolean(int column) const { return int64(column) != 0; }
  Money money(int column) const { return {int64(column)}; }
  Timestamp timestamp(int column) const { return {int64(column)}; }
  Date date(int column) const { return parse_date(text(column)).value(); }
  std::optional<int64_t> maybe_int64(int column) const {
    return is_null(column) ? std::nullopt : std::optional(int64(column));
  }
  std::optional<double> maybe_real(int column) const {
    return is_null(column) ? std::nullopt : std::optional(real(column));
  }
  std::optional<std::string> maybe_str(int column) const {
    return is_null(column) ? std::nullopt : std::optional(str(column));
  }
  std::optional<Date> maybe_date(int column) const {
    return is_null(column) ? std::nullopt : std::optional(date(column));
  }
};

/// Inserts many rows: COPY on PostgreSQL, one prepared INSERT on SQLite. Call add() once a row
/// with one parameter per column, then finish(). Rows are visible to later statements after
/// finish(). No other statement may run on the transaction in between.
class BulkInsert {
 public:
  virtual ~BulkInsert() = default;
  virtual void add(std::initializer_list<Parameter> row) = 0;
  virtual void add(std::span<const Parameter> row) = 0;
  virtual int64_t finish() = 0;  // rows inserted
};

enum class Engine { sqlite, postgres };

class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual Engine engine() const = 0;
  /// Calls `each` for every row, streaming; `each` must not run statements with the same text.
  virtual void each(std::string_view sql, std::initializer_list<Parameter> parameters,
                    const std::function<void(const Row&)>& each) = 0;
  virtual void each(std::string_view sql, std::span<const Parameter> parameters,
                    const std::function<void(const Row&)>& each) = 0;
  /// Rows inserted, updated or deleted.
  virtual int64_t execute(std::string_view sql, std::initializer_list<Parameter> parameters) = 0;
  virtual int64_t execute(std::string_view sql, std::span<const Parameter> parameters) = 0;
  /// Several statements without parameters, separated by `;`, as they are (migrations).
  virtual void script(std::string_view sql) = 0;
  virtual std::unique_ptr<BulkInsert> bulk(std::string_view table,
                                           std::initializer_list<std::string_view> columns) = 0;
  /// Ids are positive, unique in the whole database, below 2^53, growing within a process. They
  /// are taken in blocks and never given twice; a rolled-back transaction leaves a gap.
  virtual int64_t new_id() = 0;

  int64_t execute(std::string_view sql) { return execute(sql, std::span<const Parameter>{}); }

  /// All rows as read(row) makes them.
  template <typename F>
  auto all(std::string_view sql, std::initializer_list<Parameter> parameters, F&& read) {
    return all(sql, std::span<const Parameter>(parameters), std::forward<F>(read));
  }
  template <typename F>
  auto all(std::string_view sql, std::span<const Parameter> parameters, F&& read) {
    std::vector<decltype(read(std::declval<const Row&>()))> rows;
    each(sql, parameters, [&](const Row& row) { rows.push_back(read(row)); });
    return rows;
  }
  /// The first row, if there is one.
  template <typename F>
  auto one(std::string_view sql, std::initializer_list<Parameter> parameters, F&& read) {
    return one(sql, std::span<const Parameter>(parameters), std::forward<F>(read));
  }
  template <typename F>
  auto one(std::string_view sql, std::span<const Parameter> parameters, F&& read) {
    std::optional<decltype(read(std::declval<const Row&>()))> first;
    each(sql, parameters, [&](const Row& row) {
      if (!first) first = read(row);
    });
    return first;
  }
  /// The first column of the first row; nothing when there is no row or it is NULL.
  std::optional<int64_t> value(std::string_view sql,
                               std::initializer_list<Parameter> parameters = {}) {
    return value(sql, std::span<const Parameter>(parameters));
  }
  std::optional<int64_t> value(std::string_view sql, std::span<const Parameter> parameters) {
    std::optional<int64_t> first;
    each(sql, parameters, [&](const Row& row) {
      if (!first) first = row.maybe_int64(0);
    });
    return first;
  }
};

class Database {
 public:
  virtual ~Database() = default;

  /// "sqlite:PATH" (or just a PATH) or "postgresql://…" / "postgres://…". SQLite: WAL, foreign
  /// keys on, one writer and `readers` readers; takes an exclusive lock beside the file so that a
  /// second process is refused (error storage.in_use names the process that has it). PostgreSQL:
  /// a pool of `readers` + a few connections. Does not migrate.
  static Result<std::unique_ptr<Database>> open(const std::string& url, int readers = 4);

  virtual Engine engine() const = 0;

  /// A consistent snapshot. The function may return anything, also nothing.
  virtual void read(const std::function<void(Transaction&)>& work) = 0;
  /// Commits when `work` returns true. SQLite: BEGIN IMMEDIATE, writers queue. PostgreSQL:
  /// READ COMMITTED; a deadlock or serialisation failure is thrown as DatabaseError.
  virtual void write(const std::function<bool(Transaction&)>& work) = 0;

  /// Copies the whole database while it is in use. SQLite: the online backup interface to a new
  /// file at `path`. PostgreSQL: pg_dump's custom format.
  virtual Result<Done> backup(const std::string& path) = 0;

  /// Puts a backup in the place of the database at `url`, which nobody may have open. The backup
  /// is checked first (integrity, known migrations) and the old data stay until the new stand.
  static Result<Done> restore(const std::string& url, const std::string& path);

  /// What a module keeps in memory beside this database (a directory, a graph): one of each type,
  /// made on first use, gone with the database. T must itself be thread-safe.
  template <typename T>
  T& attached() {
    const std::lock_guard lock(attachments_mutex_);
    std::shared_ptr<void>& slot = attachments_[std::type_index(typeid(T))];
    if (!slot) slot = std::make_shared<T>();
    return *static_cast<T*>(slot.get());
  }

  template <typename F>
  auto read_value(F&& work) {
    std::optional<decltype(work(std::declval<Transaction&>()))> out;
    read([&](Transaction& tx) { out.emplace(work(tx)); });
    return std::move(*out);
  }
  /// For a `work` that returns a Result: commits when it is ok.
  template <typename F>
  auto write_result(F&& work) {
    std::optional<decltype(work(std::declval<Transaction&>()))> out;
    write([&](Transaction& tx) {
      out.emplace(work(tx));
      return out->ok();
    });
    return std::move(*out);
  }

 private:
  std::mutex attachments_mutex_;
  std::map<std::type_index, std::shared_ptr<void>> attachments_;
};

}  // namespace gaoxin
