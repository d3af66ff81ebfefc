// What the use cases of index systems and runs share: finding a system from a zone. Private.
#pragma once

#include "evaluation/index_bundle.h"
#include "evaluation/index_store.h"

namespace gaoxin::indexes {

/// A revision with what its files say.
struct FoundSystem {
  index_store::StoredSystem stored;
  Files files;
  Bundle bundle;
};
/// From the zone upwards, then the product; without a revision the newest published, else the
/// draft. Error evaluation.system (404).
Result<FoundSystem> find_system(Call& call, int64_t zone, const std::string& id,
                                std::optional<int64_t> revision);
/// That very revision, as a run names it.
Result<FoundSystem> system_of_run(Transaction& db, const RunHead& head);
/// As find_system, but published and without errors: a run can use it. Error
/// evaluation.system.unusable.
Result<FoundSystem> usable_system(Call& call, int64_t zone, const std::string& id,
                                  std::optional<int64_t> revision);

Files files_of(const std::string& text);
std::string files_text(const Files& files);

}  // namespace gaoxin::indexes
