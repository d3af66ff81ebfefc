// All SQL of statistics: definitions, reports, totals, periods, figures from outside.
#pragma once

#include <functional>

#include "evaluation/statistics.h"
#include "evaluation/statistics_items.h"
#include "evaluation/statistics_totals.h"

namespace gaoxin::statistics_store {

struct StoredDefinition {
  int64_t version = 0;
  std::string sha256, content;
  int64_t loaded_by = 0;  ///< 0: shipped with the product
};
/// The newest version of a file ("statistics/items"), or the one asked for.
std::optional<StoredDefinition> find_definition(Transaction& db, const std::string& name,
                                                std::optional<int64_t> version = {});
/// The names that begin so.
std::vector<std::string> list_definitions(Transaction& db, const std::string& prefix);
void insert_definition(Transaction& db, const std::string& name, const StoredDefinition& row,
                       Timestamp now);

struct StoredReport {
  int64_t zone_id = 0;
  statistics::Period period;
  int64_t enterprise_id = 0;
  int64_t id = 0;
  ReportRevision life;
  int64_t item_version = 0;
  statistics::Values values;
  std::string reasons_json = "[]";
};
/// The newest revision, or the one asked for.
std::optional<StoredReport> find_report(Transaction& db, int64_t zone,
                                        const statistics::Period& period, int64_t enterprise,
                                        std::optional<int64_t> revision = {});
/// The newest accepted revision.
std::optional<StoredReport> find_accepted(Transaction& db, int64_t zone,
                                          const statistics::Period& period, int64_t enterprise);
std::vector<ReportRevision> list_revisions(Transaction& db, int64_t zone,
                                           const statistics::Period& period, int64_t enterprise);
/// Makes the year's partitions on PostgreSQL when they are missing.
void ensure_year(Transaction& db, int64_t year);
void insert_report(Transaction& db, const StoredReport& report);
/// Everything but the key; false when the version in the database is not `version`.
bool update_report(Transaction& db, const StoredReport& report, int64_t version);

/// The state of each enterprise's newest revision in one zone and period.
struct ReportHead {
  int64_t enterprise_id = 0;
  int64_t revision = 0;
  ReportState state = ReportState::draft;
  int64_t version = 0;
};
std::vector<ReportHead> list_heads(Transaction& db, int64_t zone, const statistics::Period& period);
/// Calls `each` with every enterprise's accepted revision that counted at `as_of` (default now).
void each_accepted(Transaction& db, int64_t zone, const statistics::Period& period,
                   std::optional<Timestamp> as_of,
                   const std::function<void(int64_t enterprise, std::string_view packed)>& each);
bool has_reports(Transaction& db);

/// One COPY or INSERT after the other, for loading many.
class ReportBulk {
 public:
  explicit ReportBulk(Transaction& db);
  void add(const StoredReport& report);
  void finish();

 private:
  std::unique_ptr<BulkInsert> bulk_;
};

void replace_totals(Transaction& db, int64_t zone, const statistics::Period& period,
                    const statistics::Cells& cells);
statistics::Cells read_totals(Transaction& db, int64_t zone, const statistics::Period& period);
/// Every item of one period in every zone.
std::map<int64_t, statistics::Cells> read_period_totals(Transaction& db,
                                                        const statistics::Period& period);
/// Only these items.
std::map<int64_t, statistics::Cells> read_item_totals(Transaction& db,
                                                      const statistics::Period& period,
                                                      std::span<const int64_t> items);

std::vector<StatPeriod> list_periods(Transaction& db, int64_t zone);
std::optional<StatPeriod> find_period(Transaction& db, int64_t zone, const std::string& period);
void insert_period(Transaction& db, int64_t zone, const StatPeriod& period);
bool update_period(Transaction& db, int64_t zone, const StatPeriod& period);

struct StoredFigure {
  int64_t zone_id = 0;
  int64_t year = 0;
  int64_t item = 0;
  int64_t id = 0;
  int64_t value = 0;
  std::string source;
  Timestamp recorded_at;
  int64_t recorded_by = 0;
};
void insert_figure(Transaction& db, const StoredFigure& figure);
/// The newest of each zone and item in a year.
std::vector<StoredFigure> list_figures(Transaction& db, int64_t year);

/// Who is resident where on a day: (enterprise, park, since), by enterprise and since.
void each_resident(Transaction& db, Date on,
                   const std::function<void(int64_t enterprise, int64_t park)>& each);
std::map<int64_t, std::string> enterprise_names(Transaction& db, std::span<const int64_t> ids);
/// The invented enterprises with what the registry knows of them in numbers: field, period, value.
struct InventedFact {
  int64_t enterprise_id = 0;
  std::string field, period;
  double value = 0;
};
std::vector<InventedFact> list_invented_facts(Transaction& db);

}  // namespace gaoxin::statistics_store
