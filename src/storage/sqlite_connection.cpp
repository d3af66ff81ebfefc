// Preparing, binding, stepping and reading statements of SQLite.
#include "storage/sqlite_connection.h"

#include <fmt/format.h>

#include <limits>

namespace gaoxin {
namespace {

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement)
      : statement_(statement), columns_(sqlite3_column_count(statement)) {}

  bool is_null(int column) const override { return type(column) == SQLITE_NULL; }

  int64_t int64(int column) const override {
    const int found = type(column);
    if (found == SQLITE_INTEGER) return sqlite3_column_int64(statement_, column);
    CHECK(found != SQLITE_NULL);
    wrong(column, "an integer");
  }

  double real(int column) const override {
    const int found = type(column);
    if (found == SQLITE_FLOAT || found == SQLITE_INTEGER) {
      return sqlite3_column_double(statement_, column);
    }
    CHECK(found != SQLITE_NULL);
    wrong(column, "a number");
  }

  std::string_view text(int column) const override {
    const int found = type(column);
    CHECK(found != SQLITE_NULL);
    const void* bytes = found == SQLITE_BLOB
                            ? sqlite3_column_blob(statement_, column)
                            : static_cast<const void*>(sqlite3_column_text(statement_, column));
    const auto size = static_cast<size_t>(sqlite3_column_bytes(statement_, column));
    return size == 0 ? std::string_view("")
                     : std::string_view(static_cast<const char*>(bytes), size);
  }

 private:
  int type(int column) const {
    CHECK(column >= 0 && column < columns_);
    return sqlite3_column_type(statement_, column);
  }
  [[noreturn]] void wrong(int column, const char* wanted) const {
    throw DatabaseError(fmt::format("column {} ({}) is not {}: {}", column,
                                    sqlite3_column_name(statement_, column), wanted,
                                    shown(sqlite3_sql(statement_))));
  }

  sqlite3_stmt* statement_;
  int columns_;
};

ConstraintError::Kind constraint_kind(int extended_code) {
  switch (extended_code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID: return ConstraintError::Kind::unique;
    case SQLITE_CONSTRAINT_FOREIGNKEY: return ConstraintError::Kind::foreign_key;
    case SQLITE_CONSTRAINT_NOTNULL: return ConstraintError::Kind::not_null;
    case SQLITE_CONSTRAINT_CHECK: return ConstraintError::Kind::check;
    default: return ConstraintError::Kind::other;
  }
}

/// The number in "$12"; 0 when the parameter is written otherwise.
int parameter_number(const char* name) {
  if (name == nullptr || name[0] != '$' || name[1] < '1' || name[1] > '9') return 0;
  int number = 0;
  for (const char* digit = name + 1; *digit != '\0'; ++digit) {
    if (*digit < '0' || *digit > '9' || number > 100'000) return 0;
    number = number * 10 + (*digit - '0');
  }
  return number;
}

int bind_value(sqlite3_stmt* statement, int place, const Parameter::Value& value) {
  if (const auto* integer = std::get_if<int64_t>(&value)) {
    return sqlite3_bind_int64(statement, place, *integer);
  }
  if (const auto* real = std::get_if<double>(&value)) {
    return sqlite3_bind_double(statement, place, *real);
  }
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    const char* bytes = text->data() == nullptr ? "" : text->data();
    return sqlite3_bind_text64(statement, place, bytes, text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  if (const auto* blob = std::get_if<Blob>(&value)) {
    if (blob->bytes.empty()) return sqlite3_bind_zeroblob(statement, place, 0);
    return sqlite3_bind_blob64(statement, place, blob->bytes.data(), blob->bytes.size(),
                               SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, place);
}

/// True when nothing but white space, semicolons and comments is left.
bool is_blank_sql(std::string_view sql) {
  while (!sql.empty()) {
    const char c = sql.front();
    size_t skip = 0;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';') {
      skip = 1;
    } else if (sql.starts_with("--")) {
      skip = std::min(sql.find('\n'), sql.size());
    } else if (sql.starts_with("/*")) {
      const size_t end = sql.find("*/", 2);
      skip = end == std::string_view::npos ? sql.size() : end + 2;
    } else {
      return false;
    }
    sql.remove_prefix(skip);
  }
  return true;
}

int sql_size(std::string_view sql) {
  CHECK(sql.size() < size_t{std::numeric_limits<int>::max()});
  return static_cast<int>(sql.size());
}

}  // namespace

SqliteConnection::SqliteConnection(const std::filesystem::path& path, SqliteAccess access) {
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (access == SqliteAccess::write ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  handle_.reset(raw);
  if (code != SQLITE_OK) {
    throw DatabaseError(fmt::format("cannot open {}: {}", path.string(), sqlite3_errstr(code)));
  }
  set_pragmas(access);
}

// FULL for the writer: a commit is on the disk before it is answered. A connection that only reads
// writes nothing. The cache is in KiB; mmap spares readers a copy of each page. LIKE is made case
// sensitive and "x" never a string, as in PostgreSQL.
void SqliteConnection::set_pragmas(SqliteAccess access) {
  sqlite3_busy_timeout(handle_.get(), 10'000);
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  if (access == SqliteAccess::write) {
    script(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
        "PRAGMA cache_size = -131072; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 1073741824;"
        "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;"
        "PRAGMA case_sensitive_like = ON; PRAGMA analysis_limit = 1000;");
  } else {
    script(
        "PRAGMA foreign_keys = ON; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;"
        "PRAGMA mmap_size = 1073741824; PRAGMA case_sensitive_like = ON; PRAGMA query_only = ON;");
  }
}

void SqliteConnection::fail(int code, std::string_view sql) {
  const std::string message = fmt::format("{}: {}", sqlite3_errmsg(handle_.get()), shown(sql));
  if ((code & 0xff) == SQLITE_CONSTRAINT && code != SQLITE_CONSTRAINT_DATATYPE) {
    throw ConstraintError(constraint_kind(code), message);
  }
  throw DatabaseError(message);
}

SqliteConnection::Statement SqliteConnection::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), sql_size(sql),
                                      SQLITE_PREPARE_PERSISTENT, &raw, &tail);
  if (code != SQLITE_OK) fail(code, sql);
  Statement statement;
  statement.sql = std::string(sql);
  statement.handle.reset(raw);
  if (raw == nullptr) throw DatabaseError("an empty statement");
  if (!is_blank_sql(sql.substr(static_cast<size_t>(tail - sql.data())))) {
    throw DatabaseError(fmt::format("more than one statement: {}", shown(sql)));
  }
  const int count = sqlite3_bind_parameter_count(raw);
  for (int index = 1; index <= count; ++index) {
    const auto number =
        static_cast<size_t>(parameter_number(sqlite3_bind_parameter_name(raw, index)));
    if (number == 0) throw DatabaseError(fmt::format("parameters are $1, $2, …: {}", shown(sql)));
    if (statement.places.size() < number) statement.places.resize(number, 0);
    statement.places[number - 1] = index;
  }
  return statement;
}

SqliteConnection::Lease::Lease(SqliteConnection& connection, std::string_view sql)
    : connection_(connection) {
  auto& statements = connection.statements_;
  const auto found = connection.by_sql_.find(sql);
  if (found != connection.by_sql_.end()) {
    statements.splice(statements.begin(), statements, found->second);
    statement_ = &statements.front();
    if (statement_->busy) {
      own_ = std::make_unique<Statement>(connection.prepare(sql));
      statement_ = own_.get();
    }
  } else {
    statements.push_front(connection.prepare(sql));
    statement_ = &statements.front();
    connection.by_sql_.emplace(statement_->sql, statements.begin());
    if (statements.size() > kStatementsMax && !statements.back().busy) {
      connection.by_sql_.erase(statements.back().sql);
      statements.pop_back();
    }
  }
  statement_->busy = true;
}

SqliteConnection::Lease::~Lease() {
  sqlite3_reset(handle());
  sqlite3_clear_bindings(handle());
  statement_->busy = false;
}

void SqliteConnection::Lease::bind(std::span<const Parameter> parameters) {
  if (parameters.size() != statement_->places.size()) {
    throw DatabaseError(fmt::format("{} parameters given, {} wanted: {}", parameters.size(),
                                    statement_->places.size(), shown(statement_->sql)));
  }
  for (size_t i = 0; i < parameters.size(); ++i) {
    const int place = statement_->places[i];
    if (place == 0) {
      throw DatabaseError(
          fmt::format("parameter ${} is never used: {}", i + 1, shown(statement_->sql)));
    }
    const Parameter::Value value = parameters[i].value();
    check_parameter(value, i + 1);
    const int code = bind_value(handle(), place, value);
    if (code != SQLITE_OK) connection_.fail(code, statement_->sql);
  }
}

bool SqliteConnection::Lease::step() {
  const int code = sqlite3_step(handle());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) connection_.fail(code, statement_->sql);
  return false;
}

void SqliteConnection::Lease::reset() { sqlite3_reset(handle()); }

int64_t SqliteConnection::run(std::string_view sql, std::span<const Parameter> parameters,
                              const std::function<void(const Row&)>* each) {
  Lease statement(*this, sql);
  statement.bind(parameters);
  const sqlite3_int64 before = sqlite3_total_changes64(handle_.get());
  while (statement.step()) {
    // Made after the step, which may have prepared the statement anew with other columns.
    if (each != nullptr) (*each)(SqliteRow(statement.handle()));
  }
  // sqlite3_changes() keeps its old value after a statement that changes nothing.
  const bool changed = sqlite3_total_changes64(handle_.get()) != before;
  return changed ? sqlite3_changes64(handle_.get()) : 0;
}

void SqliteConnection::script(std::string_view sql) {
  while (!is_blank_sql(sql)) {
    sqlite3_stmt* raw = nullptr;
    const char* tail = nullptr;
    const int prepared = sqlite3_prepare_v2(handle_.get(), sql.data(), sql_size(sql), &raw, &tail);
    if (prepared != SQLITE_OK) fail(prepared, sql);
    const std::unique_ptr<sqlite3_stmt, Finalize> statement(raw);
    const std::string_view rest = sql.substr(static_cast<size_t>(tail - sql.data()));
    int code = raw == nullptr ? SQLITE_DONE : SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(raw);
    if (code != SQLITE_DONE) fail(code, sql.substr(0, sql.size() - rest.size()));
    sql = rest;
  }
}

}  // namespace gaoxin
