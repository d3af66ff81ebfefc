// One connection to PostgreSQL with its prepared statements. Private to storage.
//
// Parameters travel in binary with their types told, so the server never guesses INTEGER where an
// int64 comes and no text is copied or escaped. Answers travel as text, a row at a time, so that a
// million rows need no memory; when a statement is run while an answer is still being read, the
// rest of that answer is taken into memory first (the protocol allows one answer at a time).
#pragma once

#include <libpq-fe.h>

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

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, ClearResult>;

class PgConnection {
 public:
  /// Connects; throws DatabaseError.
  explicit PgConnection(const std::string& url);
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;
  ~PgConnection();

  /// Runs one statement; each row, if there are any, is given to `each`. Rows changed.
  int64_t run(std::string_view sql, std::span<const Parameter> parameters,
              const std::function<void(const Row&)>* each);
  /// Several statements without parameters; forgets the prepared ones, which they may outdate.
  void script(const std::string& sql);
  /// One simple statement such as BEGIN; throws DatabaseError.
  void command(const char* sql);
  /// BEGIN; connects again once when the connection turns out to be lost.
  void begin(const char* sql);
  /// Ends a transaction whatever state it is in. Never throws; a lost connection is found and made
  /// again by the next begin().
  void roll_back();
  bool is_lost() const { return PQstatus(handle_) != CONNECTION_OK; }

  void copy_start(const std::string& sql);
  void copy_data(std::string_view data);
  /// Rows copied.
  int64_t copy_finish();
  /// Ends the copy so that the server throws it away. Never throws.
  void copy_abandon();

 private:
  class Answer;
  struct Statement {
    std::string key;
    std::string name;
  };

  const Statement& statement(std::string_view sql, std::span<const Parameter> parameters);
  void connect_settings();
  void forget_statements();
  /// Takes the rest of an answer that is being read into memory.
  void free_the_line();
  [[noreturn]] void fail(const PGresult* result, std::string_view sql);

  PGconn* handle_ = nullptr;
  Answer* reading_ = nullptr;
  int64_t statement_count_ = 0;
  std::list<Statement> statements_;  // Most recently used first.
  std::unordered_map<std::string_view, std::list<Statement>::iterator> by_key_;
};

}  // namespace gaoxin
