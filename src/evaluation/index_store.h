// All SQL of index systems and their runs.
#pragma once

#include "evaluation/index_runs.h"

namespace gaoxin::index_store {

struct StoredSystem {
  int64_t zone_id = 0;
  std::string id;
  int64_t revision = 0;
  int64_t version = 0;
  IndexState state = IndexState::draft;
  std::string files_json;
  std::string sha256;
  Timestamp created_at;
  int64_t created_by = 0;
  std::optional<Timestamp> published_at;
  std::optional<int64_t> published_by;
};
/// All revisions of one zone (0: the product), by system and revision.
std::vector<StoredSystem> list_systems(Transaction& db, int64_t zone);
std::vector<StoredSystem> list_revisions(Transaction& db, int64_t zone, const std::string& system);
void insert_system(Transaction& db, const StoredSystem& row);
/// Files, state and publication of a draft; false when the version in the database is another.
bool update_system(Transaction& db, const StoredSystem& row, int64_t version);

struct StoredRun {
  RunHead head;
  std::string options_json, input_json, result_json;
};
void insert_run(Transaction& db, const StoredRun& run);
std::optional<StoredRun> find_run(Transaction& db, int64_t id);
/// Of these zones, newest first, from `skip` on at most `limit`; and how many there are.
struct RunFilter {
  std::vector<int64_t> zones;
  std::optional<std::string> system, period;
};
std::vector<RunHead> list_runs(Transaction& db, const RunFilter& filter, int64_t skip,
                               int64_t limit);
int64_t count_runs(Transaction& db, const RunFilter& filter);
bool has_runs(Transaction& db);

}  // namespace gaoxin::index_store
