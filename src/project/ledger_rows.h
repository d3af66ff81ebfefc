// One row of a ledger after the other into projects, inside a transaction of the caller. Private.
#pragma once

#include "project/ledger_columns.h"

namespace gaoxin {

struct LedgerJob {
  std::vector<LedgerColumn> columns;
  int64_t header_row = 1;
  LedgerMode mode = LedgerMode::proven;
  bool keep_good = false;
  std::string reason;  ///< of historical overrides
  int64_t import_id = 0;
  int64_t rows_max = 0;                  ///< 0: all
  std::function<void(double)> progress;  ///< 0 to 1
};
/// Writes what is good; the caller rolls back when `committed` is false. An Error is about the file
/// as a whole.
Result<LedgerReport> run_ledger_rows(Call& call, int64_t zone, std::string_view bytes,
                                     const LedgerJob& job);

}  // namespace gaoxin
