// All SQL on transfers, credit and merges. Private to the module.
#pragma once

#include "project/claims.h"

namespace gaoxin::claims_store {

struct StoredTransfer {
  int64_t zone_id = 0;  ///< of the project
  Transfer transfer;
};
void insert_transfer(Transaction& db, const StoredTransfer& stored);
std::optional<StoredTransfer> find_transfer(Transaction& db, int64_t id);
std::vector<StoredTransfer> list_transfers(Transaction& db, int64_t project_id);
/// Waiting ones from or to these zones.
std::vector<StoredTransfer> list_pending(Transaction& db, const std::vector<int64_t>& zones);
/// False when it is no longer pending.
bool decide_transfer(Transaction& db, const StoredTransfer& decided);

std::vector<CreditShare> list_credit(Transaction& db, int64_t zone_id, int64_t project_id);
void replace_credit(Transaction& db, int64_t zone_id, int64_t project_id,
                    const std::vector<CreditShare>& credit);

struct StoredMerge {
  int64_t zone_id = 0, absorbed_zone_id = 0;
  ProjectMerge merge;
  std::vector<std::string> given;  ///< what the survivor took
  std::optional<int64_t> undone_by;
};
void insert_merge(Transaction& db, const StoredMerge& stored);
std::optional<StoredMerge> find_merge(Transaction& db, int64_t id);
std::vector<StoredMerge> list_merges(Transaction& db, const std::vector<int64_t>& host_zones);
/// False when it was undone before.
bool undo_merge(Transaction& db, const StoredMerge& undone);

}  // namespace gaoxin::claims_store
