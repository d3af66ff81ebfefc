// What the use cases of statistics share: definitions in memory, who is to report where, finding
// and checking one report. Private to the module.
#pragma once

#include <memory>
#include <mutex>

#include "evaluation/statistics_checks.h"
#include "evaluation/statistics_store.h"

namespace gaoxin::statistics {

/// The newest definitions; loaded again when the counter "evaluation_definition" has moved.
std::shared_ptr<const Definitions> current_definitions(Database& database, Transaction& db);

/// Who is to report, by park: everybody resident on a day counts once, where it entered first.
class Roster {
 public:
  struct Entry {
    int64_t zone = 0;
    int64_t enterprise = 0;
    auto operator<=>(const Entry&) const = default;
  };
  explicit Roster(std::vector<Entry> entries);
  /// Of one park, by enterprise.
  std::span<const Entry> of(int64_t zone) const;
  /// Where the enterprise reports; nothing when it is resident nowhere.
  std::optional<int64_t> zone_of(int64_t enterprise) const;

 private:
  std::vector<Entry> by_zone_;
  std::vector<std::pair<int64_t, int64_t>> by_enterprise_;
};
/// On the period's last day; kept until the registry changes.
std::shared_ptr<const Roster> current_roster(Database& database, Transaction& db,
                                             const Period& period);

/// Who reports, when it may be seen from the zone: the park (or the zone itself for enterprise 0)
/// and a name. Error evaluation.report.enterprise (404).
struct Reporter {
  int64_t zone = 0;
  int64_t enterprise = 0;
  std::string name;
  Subject subject = Subject::enterprise;
};
Result<Reporter> find_reporter(Call& call, int64_t zone, int64_t enterprise, const Period& period);

/// Error evaluation.period.future when the period is not over, .closed when it is closed for the
/// zone or above.
Result<Done> check_open(Call& call, int64_t zone, const Period& period);
bool is_closed(Call& call, int64_t zone, const Period& period);

/// The values with what they are compared with.
CheckInput check_input(Call& call, const Reporter& reporter, const Period& period, Values values);

/// Error evaluation.stale: who has changed the report when.
Error changed_by(Transaction& db, const ReportRevision& report);
/// Saves values as the newest draft. What it did.
enum class Saved { created, changed, unchanged };
Result<Saved> save_values(Call& call, const Definitions& definitions, const Reporter& reporter,
                          const Period& period, Values values, const std::string& source,
                          std::optional<int64_t> version);

/// Adds the accepted reports of the zone and period up again and stores the sums.
/// Error evaluation.totals.too_large.
Result<Done> refresh_totals(Call& call, int64_t zone, const Period& period);

/// Among the items of stored sums: how many enterprises have an accepted report at all.
inline constexpr int64_t kReports = 0;

/// What each zone itself (without those below it) has, of today or of an earlier moment.
Result<std::map<int64_t, Cells>> zone_cells(Call& call, const Period& period,
                                            std::optional<Timestamp> as_of);

/// What may be shown to the public when the totals of all zones stand side by side.
class PublicView {
 public:
  PublicView(const ZoneTree& zones, const std::map<int64_t, Cells>& cells);
  bool hidden(int64_t item, int64_t zone);

 private:
  const ZoneTree& zones_;
  std::vector<int> parents_;
  std::map<int64_t, std::vector<Cell>> columns_;  // By item, over the subtree of each zone.
  std::map<int64_t, std::vector<Published>> flags_;
};

/// What each zone of the subtree itself has, and the sum of them.
Result<std::map<int64_t, Cells>> subtree_cells(Call& call, int64_t zone, const Period& period,
                                               std::optional<Timestamp> as_of);
Result<Cells> sum_cells(const std::map<int64_t, Cells>& cells);
/// The sums that a ratio is made of. Where it sets what enterprises report against what zones
/// report of themselves (tax over land), only the subtrees of zones that reported count: the tax
/// of a park whose land is unknown must not stand over the land of others.
Result<Cells> ratio_cells(const ZoneTree& zones, const Definitions& definitions, const Ratio& ratio,
                          const std::map<int64_t, Cells>& cells);
/// How many of the subtree are to report: enterprises, and zones for their own items.
struct Expected {
  int64_t enterprises = 0;
  int64_t zones = 0;
};
Expected expected_reporters(Call& call, int64_t zone, const Period& period);

}  // namespace gaoxin::statistics
