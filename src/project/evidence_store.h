// All SQL on evidence. Private to the module.
#pragma once

#include <span>

#include "project/evidence.h"

namespace gaoxin::evidence_store {

struct StoredEvidence {
  int64_t zone_id = 0;
  Evidence evidence;  ///< without names, titles and what is computed
};
void insert_evidence(Transaction& db, const StoredEvidence& stored);
std::optional<StoredEvidence> find_evidence(Transaction& db, int64_t id);
/// The newest first.
std::vector<StoredEvidence> list_evidence(Transaction& db, std::span<const int64_t> project_ids);
/// False when somebody has decided it before.
bool decide_evidence(Transaction& db, const StoredEvidence& decided);
/// Waiting, the oldest first, of open projects run in these zones (empty: all), that are neither
/// the user's own upload nor the user's own project.
std::vector<StoredEvidence> list_pending(Transaction& db, const std::vector<int64_t>& host_zones,
                                         int64_t not_user, int64_t limit);
/// Every row's hash with the row's id and its project's number.
struct EvidenceFileRow {
  int64_t id = 0;
  std::string sha256, filename, project_number;
};
void each_evidence(Transaction& db, const std::function<void(const EvidenceFileRow&)>& each);

}  // namespace gaoxin::evidence_store
