// All SQL on imports of ledgers. Private to the module.
#pragma once

#include "project/ledger.h"

namespace gaoxin::ledger_store {

/// `import` holds columns and samples as they are kept; the bytes apart.
struct StoredLedger {
  LedgerImport import;
  std::string sha256;
  int64_t created_by = 0;
};
void insert_ledger(Transaction& db, const StoredLedger& stored, std::string_view bytes);
std::optional<StoredLedger> find_ledger(Transaction& db, int64_t id);
std::string read_bytes(Transaction& db, int64_t zone_id, int64_t id);
void update_ledger(Transaction& db, const StoredLedger& stored);
/// After a committed run.
void delete_bytes(Transaction& db, int64_t zone_id, int64_t id);
/// The newest first.
std::vector<StoredLedger> list_ledgers(Transaction& db, const std::vector<int64_t>& zones);

}  // namespace gaoxin::ledger_store
