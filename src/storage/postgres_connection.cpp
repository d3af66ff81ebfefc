// Preparing, sending and reading statements of PostgreSQL.
#include "storage/postgres_connection.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cstring>
#include <limits>

namespace gaoxin {
namespace {

// The fixed object ids of pg_type.
constexpr Oid kBool = 16;
constexpr Oid kBytea = 17;
constexpr Oid kInt8 = 20;
constexpr Oid kText = 25;
constexpr Oid kFloat8 = 701;

Oid type_of(Parameter::Kind kind) {
  switch (kind) {
    case Parameter::Kind::integer: return kInt8;
    case Parameter::Kind::real: return kFloat8;
    case Parameter::Kind::text: return kText;
    case Parameter::Kind::blob: return kBytea;
    case Parameter::Kind::unknown: return 0;
  }
  return 0;
}

struct Cell {
  const char* bytes = nullptr;  // None is NULL.
  size_t size = 0;
};

class PgRow final : public Row {
 public:
  PgRow(const std::vector<Oid>& types, std::string_view sql) : types_(types), sql_(sql) {}
  std::vector<Cell>& cells() { return cells_; }

  bool is_null(int column) const override { return cell(column).bytes == nullptr; }

  int64_t int64(int column) const override {
    const Cell& found = not_null(column);
    if (types_[static_cast<size_t>(column)] == kBool) return *found.bytes == 't' ? 1 : 0;
    return number<int64_t>(column, found, "an integer");
  }
  double real(int column) const override {
    return number<double>(column, not_null(column), "a number");
  }
  std::string_view text(int column) const override {
    const Cell& found = not_null(column);
    if (types_[static_cast<size_t>(column)] == kBytea) return decoded(found);
    return {found.bytes, found.size};
  }
  void next() { decoded_.clear(); }

 private:
  const Cell& cell(int column) const {
    CHECK(column >= 0 && static_cast<size_t>(column) < cells_.size());
    return cells_[static_cast<size_t>(column)];
  }
  const Cell& not_null(int column) const {
    const Cell& found = cell(column);
    CHECK(found.bytes != nullptr);
    return found;
  }
  template <typename T>
  T number(int column, const Cell& found, const char* wanted) const {
    T value{};
    const char* end = found.bytes + found.size;
    const auto [rest, failure] = std::from_chars(found.bytes, end, value);
    if (failure != std::errc() || rest != end) {
      throw DatabaseError(fmt::format("column {} is not {}: {}", column, wanted, shown(sql_)));
    }
    return value;
  }
  /// The bytes of "\x0aff".
  std::string_view decoded(const Cell& found) const {
    size_t size = 0;
    unsigned char* bytes =
        PQunescapeBytea(reinterpret_cast<const unsigned char*>(found.bytes), &size);
    if (bytes == nullptr) throw DatabaseError("out of memory");
    decoded_.emplace_back(reinterpret_cast<const char*>(bytes), size);
    PQfreemem(bytes);
    return decoded_.back();
  }

  const std::vector<Oid>& types_;
  std::string_view sql_;
  std::vector<Cell> cells_;
  mutable std::list<std::string> decoded_;  // Until the next row.
};

ConstraintError::Kind constraint_kind(std::string_view state) {
  if (state == "23505" || state == "23P01") return ConstraintError::Kind::unique;
  if (state == "23503" || state == "23001") return ConstraintError::Kind::foreign_key;
  if (state == "23502") return ConstraintError::Kind::not_null;
  if (state == "23514") return ConstraintError::Kind::check;
  return ConstraintError::Kind::other;
}

std::string trimmed(const char* message) {
  std::string out(message == nullptr ? "" : message);
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

template <typename T>
void append_big_endian(std::string& out, T bits) {
  for (size_t i = sizeof(T); i-- > 0;) out += static_cast<char>((bits >> (8 * i)) & 0xff);
}

/// The parameters as the binary protocol wants them. Views point into the caller's values or into
/// `numbers`, which is reserved so that it never moves.
struct Wire {
  std::string numbers;
  std::vector<const char*> bytes;
  std::vector<int> sizes;
  std::vector<int> formats;

  explicit Wire(std::span<const Parameter> parameters)
      : bytes(parameters.size(), nullptr),
        sizes(parameters.size(), 0),
        formats(parameters.size(), 1) {
    numbers.reserve(parameters.size() * 8);
    for (size_t i = 0; i < parameters.size(); ++i) {
      const Parameter::Value value = parameters[i].value();
      check_parameter(value, i + 1);
      put(i, value);
    }
  }

 private:
  void put(size_t i, const Parameter::Value& value) {
    if (const auto* integer = std::get_if<int64_t>(&value)) {
      put_number(i, static_cast<uint64_t>(*integer));
    } else if (const auto* real = std::get_if<double>(&value)) {
      put_number(i, std::bit_cast<uint64_t>(*real));
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      put_bytes(i, *text);
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      put_bytes(i, blob->bytes);
    }
  }
  void put_number(size_t i, uint64_t bits) {
    bytes[i] = numbers.data() + numbers.size();
    sizes[i] = 8;
    append_big_endian(numbers, bits);
  }
  void put_bytes(size_t i, std::string_view text) {
    if (text.size() > size_t{std::numeric_limits<int>::max()}) {
      throw DatabaseError(fmt::format("parameter ${} is larger than 2 GiB", i + 1));
    }
    bytes[i] = text.data() == nullptr ? "" : text.data();
    sizes[i] = static_cast<int>(text.size());
  }
};

}  // namespace

/// An answer on its way: rows straight from the connection, or from memory once another statement
/// needed the line.
class PgConnection::Answer {
 public:
  Answer(PgConnection& connection, std::string_view sql) : connection_(connection), sql_(sql) {
    connection_.reading_ = this;
  }
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  ~Answer() {
    if (connection_.reading_ == this) connection_.reading_ = nullptr;
    if (ended_) return;
    // The caller threw: what is left of the answer is of no use to anybody.
    while (PgResult(PQgetResult(connection_.handle_))) {
    }
  }

  /// Reads everything; rows changed.
  int64_t read(const std::function<void(const Row&)>* each) {
    std::unique_ptr<PgRow> row;
    while (PgResult result = next()) {
      if (PQntuples(result.get()) == 0) continue;
      if (!row) {
        for (int i = 0; i < PQnfields(result.get()); ++i)
          types_.push_back(PQftype(result.get(), i));
        row = std::make_unique<PgRow>(types_, sql_);
        row->cells().resize(types_.size());
      }
      for (int i = 0; i < PQnfields(result.get()); ++i) {
        row->cells()[static_cast<size_t>(i)] = cell_of(result.get(), i);
      }
      visit(*row, each);
    }
    size_t position = 0;
    while (position < kept_.size()) {
      position = unpack(position, row->cells());
      visit(*row, each);
    }
    return changed_;
  }

  /// Takes what is left into memory.
  void keep() {
    while (const PgResult result = next()) {
      if (PQntuples(result.get()) > 0) pack(result.get());
    }
  }

 private:
  static void visit(PgRow& row, const std::function<void(const Row&)>* each) {
    row.next();
    if (each != nullptr) (*each)(row);
  }

  static Cell cell_of(const PGresult* result, int column) {
    if (PQgetisnull(result, 0, column)) return {};
    return {PQgetvalue(result, 0, column), static_cast<size_t>(PQgetlength(result, 0, column))};
  }

  /// The next result; nothing at the end. Throws what the server reports.
  PgResult next() {
    if (ended_) return nullptr;
    PgResult result(PQgetResult(connection_.handle_));
    if (!result) {
      ended_ = true;
      if (connection_.reading_ == this) connection_.reading_ = nullptr;
      return nullptr;
    }
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_SINGLE_TUPLE) return result;
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
      const std::string_view tag = PQcmdStatus(result.get());
      const char* count = PQcmdTuples(result.get());
      if (!tag.starts_with("SELECT")) std::from_chars(count, count + std::strlen(count), changed_);
      return result;
    }
    ended_ = true;
    if (connection_.reading_ == this) connection_.reading_ = nullptr;
    if (status != PGRES_FATAL_ERROR &&
        status != PGRES_EMPTY_QUERY) {  // A COPY waits for data that nobody will send.
      connection_.forget_statements();
      PQreset(connection_.handle_);
      throw DatabaseError(fmt::format("COPY goes through bulk(): {}", shown(sql_)));
    }
    // The connection is only free again when the end has been read too.
    while (PgResult(PQgetResult(connection_.handle_))) {
    }
    if (status == PGRES_EMPTY_QUERY) throw DatabaseError("an empty statement");
    connection_.fail(result.get(), sql_);
  }

  // A kept row: for each cell its size (-1: NULL) as 8 bytes and its bytes with a zero behind.
  void pack(const PGresult* result) {
    for (int i = 0; i < PQnfields(result); ++i) {
      const Cell cell = cell_of(result, i);
      const int64_t size = cell.bytes == nullptr ? -1 : static_cast<int64_t>(cell.size);
      kept_.append(reinterpret_cast<const char*>(&size), sizeof size);
      if (size >= 0) kept_.append(cell.bytes, cell.size).push_back('\0');
    }
  }
  size_t unpack(size_t position, std::vector<Cell>& cells) const {
    for (Cell& cell : cells) {
      int64_t size = 0;
      std::memcpy(&size, kept_.data() + position, sizeof size);
      position += sizeof size;
      cell = {};
      if (size < 0) continue;
      cell = {kept_.data() + position, static_cast<size_t>(size)};
      position += static_cast<size_t>(size) + 1;
    }
    return position;
  }

  PgConnection& connection_;
  std::string_view sql_;
  std::vector<Oid> types_;
  std::string kept_;
  int64_t changed_ = 0;
  bool ended_ = false;
};

PgConnection::PgConnection(const std::string& url) {
  const char* keywords[] = {"dbname", "fallback_application_name", "client_encoding",
                            "connect_timeout", nullptr};
  const char* values[] = {url.c_str(), "gaoxin", "UTF8", "10", nullptr};
  handle_ = PQconnectdbParams(keywords, values, 1);
  if (handle_ == nullptr) throw DatabaseError("out of memory");
  if (is_lost()) {
    const std::string message = trimmed(PQerrorMessage(handle_));
    PQfinish(handle_);
    throw DatabaseError(message);
  }
  connect_settings();
}

PgConnection::~PgConnection() { PQfinish(handle_); }

void PgConnection::connect_settings() {
  PQsetNoticeProcessor(
      handle_, [](void*, const char*) {}, nullptr);
  command(
      "SET standard_conforming_strings = on; SET timezone = 'UTC'; SET bytea_output = 'hex'; "
      "SET extra_float_digits = 1; SET datestyle = 'ISO'");
}

void PgConnection::forget_statements() {
  by_key_.clear();
  statements_.clear();
}

void PgConnection::begin(const char* sql) {
  CHECK(reading_ == nullptr);
  if (!is_lost()) {
    try {
      command(sql);
      return;
    } catch (const DatabaseError&) {
      if (!is_lost()) throw;
    }
  }
  forget_statements();
  PQreset(handle_);
  if (is_lost()) throw DatabaseError(trimmed(PQerrorMessage(handle_)));
  connect_settings();
  command(sql);
}

void PgConnection::roll_back() {
  if (PQtransactionStatus(handle_) != PQTRANS_IDLE) PQclear(PQexec(handle_, "ROLLBACK"));
}

void PgConnection::command(const char* sql) {
  const PgResult result(PQexec(handle_, sql));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK &&
      PQresultStatus(result.get()) != PGRES_TUPLES_OK) {
    fail(result.get(), sql);
  }
}

void PgConnection::script(const std::string& sql) {
  free_the_line();
  const PgResult result(PQexec(handle_, sql.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
    fail(result.get(), sql);
  }
  command("DEALLOCATE ALL");
  forget_statements();
}

void PgConnection::fail(const PGresult* result, std::string_view sql) {
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* primary =
      result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const char* detail =
      result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
  std::string message = primary == nullptr ? trimmed(PQerrorMessage(handle_)) : primary;
  if (detail != nullptr) message += fmt::format(" ({})", detail);
  message += fmt::format(": {}", shown(sql));
  if (state != nullptr && std::string_view(state).starts_with("23")) {
    throw ConstraintError(constraint_kind(state), message);
  }
  throw DatabaseError(message);
}

void PgConnection::free_the_line() {
  if (reading_ != nullptr) reading_->keep();
}

const PgConnection::Statement& PgConnection::statement(std::string_view sql,
                                                       std::span<const Parameter> parameters) {
  std::string key(sql);
  key += '\0';
  for (const Parameter& parameter : parameters) {
    key += static_cast<char>('0' + static_cast<int>(parameter.kind()));
  }
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) {
    statements_.splice(statements_.begin(), statements_, found->second);
    return statements_.front();
  }
  Statement made{std::move(key), fmt::format("s{}", ++statement_count_)};
  std::vector<Oid> types;
  for (const Parameter& parameter : parameters) types.push_back(type_of(parameter.kind()));
  const PgResult result(PQprepare(handle_, made.name.c_str(), std::string(sql).c_str(),
                                  static_cast<int>(types.size()), types.data()));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail(result.get(), sql);
  statements_.push_front(std::move(made));
  by_key_.emplace(statements_.front().key, statements_.begin());
  if (statements_.size() > kStatementsMax) {
    command(fmt::format("DEALLOCATE {}", statements_.back().name).c_str());
    by_key_.erase(statements_.back().key);
    statements_.pop_back();
  }
  return statements_.front();
}

int64_t PgConnection::run(std::string_view sql, std::span<const Parameter> parameters,
                          const std::function<void(const Row&)>* each) {
  free_the_line();
  const Wire wire(parameters);
  const Statement& prepared = statement(sql, parameters);
  if (PQsendQueryPrepared(handle_, prepared.name.c_str(), static_cast<int>(parameters.size()),
                          wire.bytes.data(), wire.sizes.data(), wire.formats.data(), 0) != 1) {
    fail(nullptr, sql);
  }
  if (each != nullptr) PQsetSingleRowMode(handle_);
  Answer answer(*this, sql);
  return answer.read(each);
}

void PgConnection::copy_start(const std::string& sql) {
  free_the_line();
  const PgResult result(PQexec(handle_, sql.c_str()));
  if (PQresultStatus(result.get()) != PGRES_COPY_IN) fail(result.get(), sql);
}

void PgConnection::copy_data(std::string_view data) {
  if (PQputCopyData(handle_, data.data(), static_cast<int>(data.size())) != 1) {
    fail(nullptr, "COPY");
  }
}

int64_t PgConnection::copy_finish() {
  if (PQputCopyEnd(handle_, nullptr) != 1) fail(nullptr, "COPY");
  const PgResult result(PQgetResult(handle_));
  while (PgResult(PQgetResult(handle_))) {
  }
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail(result.get(), "COPY");
  int64_t rows = 0;
  const char* count = PQcmdTuples(result.get());
  std::from_chars(count, count + std::strlen(count), rows);
  return rows;
}

void PgConnection::copy_abandon() {
  PQputCopyEnd(handle_, "abandoned");
  while (PgResult(PQgetResult(handle_))) {
  }
}

}  // namespace gaoxin
