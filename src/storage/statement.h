// What both databases must see the same way: which parameters are refused, how names are quoted,
// how a statement is shown in an error. Private to storage.
#pragma once

#include <string>
#include <string_view>

#include "storage/db.h"

namespace gaoxin {

/// Throws DatabaseError for text that is not UTF-8 or holds U+0000, and for NaN: SQLite would keep
/// the one and lose the other, PostgreSQL the reverse. `number` counts from 1 as in `$1`.
void check_parameter(const Parameter::Value& value, size_t number);

/// `"name"` for a table or column of ours; throws DatabaseError unless it is [a-z_][a-z0-9_]*.
std::string quote_name(std::string_view name);

/// The statement's first 300 bytes, for an error message.
std::string shown(std::string_view sql);

/// Keeps the rules of a transaction that SQLite alone would not: after an error nothing but a
/// rollback, and no statement beside an open bulk insert.
class TransactionState {
 public:
  /// Runs a statement's `work`; a DatabaseError fails the transaction for good.
  template <typename F>
  auto statement(F&& work) {
    if (bulk_open_) throw DatabaseError("a statement while a bulk insert is open");
    return inside_bulk(std::forward<F>(work));
  }
  template <typename F>
  auto inside_bulk(F&& work) {
    if (failed_) throw DatabaseError("the transaction has failed and can only be rolled back");
    try {
      return work();
    } catch (const DatabaseError&) {
      failed_ = true;
      throw;
    }
  }
  void open_bulk() { bulk_open_ = true; }
  void finish_bulk() { bulk_open_ = false; }
  void abandon_bulk() {
    bulk_open_ = false;
    failed_ = true;
  }

 private:
  bool failed_ = false;
  bool bulk_open_ = false;
};

/// Prepared statements are kept for this many texts per connection; the least recently used goes.
inline constexpr size_t kStatementsMax = 400;

/// Ids come in blocks of this many, so that most of them cost no statement.
inline constexpr int64_t kIdBlock = 1024;
/// Ids stay exactly representable in JavaScript.
inline constexpr int64_t kIdMax = int64_t{1} << 53;

/// After a bulk insert of this many rows the planner's statistics of the table are renewed.
inline constexpr int64_t kAnalyzeRows = 10'000;

}  // namespace gaoxin
