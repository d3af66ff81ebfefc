// What the use cases of index systems and runs share: finding a system from a zone. Private.
#pragma once

#include "evaluation/index_compute.h"
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

/// A run with everything to compute it again. Of the zone or below it; error evaluation.run (404).
struct FoundRun {
  index_store::StoredRun stored;
  IndexSystem system;
  RunInput input;
  RunOptions options;
};
Result<FoundRun> find_run(Call& call, int64_t zone, int64_t id);
/// Its place among the input's units; error evaluation.run.unit (404).
Result<size_t> find_unit(const RunInput& input, const std::string& code);

/// Values of one zone from accepted statistics, of a year and the year before, by item code.
struct UnitItems {
  std::map<std::string, double> items, before;
};
Result<std::map<int64_t, UnitItems>> statistics_of(Call& call, const std::vector<int64_t>& zones,
                                                   int64_t year);
/// What each enterprise of a zone reported, as it counted at a moment.
struct EnterpriseItems {
  int64_t enterprise_id = 0;
  UnitItems values;
};
std::vector<EnterpriseItems> enterprises_of(Call& call, int64_t zone, int64_t year,
                                            Timestamp as_of);
/// A unit as if these enterprises had not reported: flows and stocks less theirs.
RunUnit without_enterprises(const RunUnit& unit, const std::vector<EnterpriseItems>& gone);

Files files_of(const std::string& text);
std::string files_text(const Files& files);

}  // namespace gaoxin::indexes
