#include "evaluation/statistics_store.h"

#include <algorithm>

#include "base/check.h"
#include "evaluation/statistics_packing.h"

namespace gaoxin::statistics_store {

using statistics::Period;

namespace {

std::optional<Timestamp> maybe_time(const Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.timestamp(column);
}

ReportState state_of(std::string_view name) {
  if (name == "draft") return ReportState::draft;
  if (name == "submitted") return ReportState::submitted;
  if (name == "accepted") return ReportState::accepted;
  CHECK(name == "returned");
  return ReportState::returned;
}
std::string state_name(ReportState state) { return boost::describe::enum_to_string(state, ""); }

StoredDefinition read_definition(const Row& row) {
  return {row.int64(0), row.str(1), row.str(2), row.int64(3)};
}

}  // namespace

std::optional<StoredDefinition> find_definition(Transaction& db, const std::string& name,
                                                std::optional<int64_t> version) {
  if (version)
    return db.one(
        "SELECT version, sha256, content, loaded_by FROM evaluation_definition "
        "WHERE zone_id = 0 AND name = $1 AND version = $2",
        {name, *version}, read_definition);
  return db.one(
      "SELECT version, sha256, content, loaded_by FROM evaluation_definition "
      "WHERE zone_id = 0 AND name = $1 ORDER BY version DESC LIMIT 1",
      {name}, read_definition);
}

std::vector<std::string> list_definitions(Transaction& db, const std::string& prefix) {
  std::vector<std::string> names;
  db.each("SELECT DISTINCT name FROM evaluation_definition WHERE zone_id = 0 ORDER BY name", {},
          [&](const Row& row) {
            if (row.text(0).starts_with(prefix)) names.push_back(row.str(0));
          });
  return names;
}

void insert_definition(Transaction& db, const std::string& name, const StoredDefinition& row,
                       Timestamp now) {
  db.execute(
      "INSERT INTO evaluation_definition (zone_id, name, version, sha256, content, loaded_at, "
      "loaded_by) VALUES (0, $1, $2, $3, $4, $5, $6)",
      {name, row.version, row.sha256, row.content, now, row.loaded_by});
}

namespace {

constexpr const char* kReportSelect =
    "SELECT zone_id, period, enterprise_id, id, revision, version, state, source, saved_at, "
    "saved_by, submitted_at, submitted_by, decided_at, decided_by, decision_note, item_version, "
    "item_values, reasons FROM evaluation_report "
    "WHERE zone_id = $1 AND year = $2 AND period = $3 AND enterprise_id = $4 ";

ReportRevision read_life(const Row& row, int first) {
  ReportRevision life;
  life.revision = row.int64(first);
  life.version = row.int64(first + 1);
  life.state = state_of(row.text(first + 2));
  life.source = row.str(first + 3);
  life.saved_at = row.timestamp(first + 4);
  life.saved_by = row.int64(first + 5);
  life.submitted_at = maybe_time(row, first + 6);
  life.submitted_by = row.maybe_int64(first + 7);
  life.decided_at = maybe_time(row, first + 8);
  life.decided_by = row.maybe_int64(first + 9);
  life.decision_note = row.maybe_str(first + 10);
  return life;
}

StoredReport read_report(const Row& row) {
  StoredReport report;
  report.zone_id = row.int64(0);
  report.period = statistics::parse_period(row.text(1)).value();
  report.enterprise_id = row.int64(2);
  report.id = row.int64(3);
  report.life = read_life(row, 4);
  report.item_version = row.int64(15);
  report.values = statistics::unpack(row.text(16));
  report.reasons_json = row.str(17);
  return report;
}

}  // namespace

std::optional<StoredReport> find_report(Transaction& db, int64_t zone, const Period& period,
                                        int64_t enterprise, std::optional<int64_t> revision) {
  const std::string text = format_period(period);
  static const std::string newest = std::string(kReportSelect) + "ORDER BY revision DESC LIMIT 1";
  static const std::string one = std::string(kReportSelect) + "AND revision = $5";
  if (revision) return db.one(one, {zone, period.year, text, enterprise, *revision}, read_report);
  return db.one(newest, {zone, period.year, text, enterprise}, read_report);
}

std::optional<StoredReport> find_accepted(Transaction& db, int64_t zone, const Period& period,
                                          int64_t enterprise) {
  const std::string text = format_period(period);
  static const std::string sql =
      std::string(kReportSelect) + "AND state = 'accepted' ORDER BY revision DESC LIMIT 1";
  return db.one(sql, {zone, period.year, text, enterprise}, read_report);
}

std::vector<ReportRevision> list_revisions(Transaction& db, int64_t zone, const Period& period,
                                           int64_t enterprise) {
  const std::string text = format_period(period);
  return db.all(
      "SELECT revision, version, state, source, saved_at, saved_by, submitted_at, submitted_by, "
      "decided_at, decided_by, decision_note FROM evaluation_report WHERE zone_id = $1 "
      "AND year = $2 AND period = $3 AND enterprise_id = $4 ORDER BY revision DESC",
      {zone, period.year, text, enterprise}, [](const Row& row) { return read_life(row, 0); });
}

void ensure_year(Transaction& db, int64_t year) {
  if (db.engine() == Engine::postgres) db.value("SELECT evaluation_make_year($1)", {year});
}

void insert_report(Transaction& db, const StoredReport& r) {
  ensure_year(db, r.period.year);
  const std::string period = format_period(r.period);
  const std::string state = state_name(r.life.state);
  const std::string packed = statistics::pack(r.values);
  db.execute(
      "INSERT INTO evaluation_report (zone_id, year, period, enterprise_id, revision, id, version, "
      "state, item_version, item_count, item_values, reasons, source, saved_at, saved_by) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
      {r.zone_id, r.period.year, period, r.enterprise_id, r.life.revision, r.id, r.life.version,
       state, r.item_version, static_cast<int64_t>(r.values.size()), Blob{packed}, r.reasons_json,
       r.life.source, r.life.saved_at, r.life.saved_by});
}

bool update_report(Transaction& db, const StoredReport& r, int64_t version) {
  const std::string period = format_period(r.period);
  const std::string state = state_name(r.life.state);
  const std::string packed = statistics::pack(r.values);
  return db.execute(
             "UPDATE evaluation_report SET version = $6, state = $7, item_version = $8, "
             "item_count = $9, item_values = $10, reasons = $11, source = $12, saved_at = $13, "
             "saved_by = $14, submitted_at = $15, submitted_by = $16, decided_at = $17, "
             "decided_by = $18, decision_note = $19 WHERE zone_id = $1 AND year = $2 "
             "AND period = $3 AND enterprise_id = $4 AND revision = $5 AND version = $20",
             {r.zone_id,
              r.period.year,
              period,
              r.enterprise_id,
              r.life.revision,
              version + 1,
              state,
              r.item_version,
              static_cast<int64_t>(r.values.size()),
              Blob{packed},
              r.reasons_json,
              r.life.source,
              r.life.saved_at,
              r.life.saved_by,
              r.life.submitted_at,
              r.life.submitted_by,
              r.life.decided_at,
              r.life.decided_by,
              r.life.decision_note,
              version}) == 1;
}

std::vector<ReportHead> list_heads(Transaction& db, int64_t zone, const Period& period) {
  const std::string text = format_period(period);
  std::vector<ReportHead> heads;
  db.each(
      "SELECT enterprise_id, revision, state, version FROM evaluation_report WHERE zone_id = $1 "
      "AND year = $2 AND period = $3 ORDER BY enterprise_id, revision",
      {zone, period.year, text}, [&](const Row& row) {
        const ReportHead head{row.int64(0), row.int64(1), state_of(row.text(2)), row.int64(3)};
        if (!heads.empty() && heads.back().enterprise_id == head.enterprise_id)
          heads.back() = head;
        else
          heads.push_back(head);
      });
  return heads;
}

void each_accepted(Transaction& db, int64_t zone, const Period& period,
                   std::optional<Timestamp> as_of,
                   const std::function<void(int64_t enterprise, std::string_view packed)>& each) {
  const std::string text = format_period(period);
  int64_t enterprise = -1;
  std::string packed;
  db.each(
      "SELECT enterprise_id, item_values FROM evaluation_report WHERE zone_id = $1 AND year = $2 "
      "AND period = $3 AND state = 'accepted' AND decided_at <= $4 "
      "ORDER BY enterprise_id, revision",
      {zone, period.year, text, as_of.value_or(Timestamp{INT64_MAX})}, [&](const Row& row) {
        if (enterprise >= 0 && row.int64(0) != enterprise) each(enterprise, packed);
        enterprise = row.int64(0);
        packed = row.text(1);
      });
  if (enterprise >= 0) each(enterprise, packed);
}

bool has_reports(Transaction& db) {
  return db.value("SELECT COUNT(*) FROM (SELECT 1 FROM evaluation_report LIMIT 1) one")
             .value_or(0) > 0;
}

ReportBulk::ReportBulk(Transaction& db)
    : bulk_(db.bulk(
          "evaluation_report",
          {"zone_id", "year", "period", "enterprise_id", "revision", "id", "version", "state",
           "item_version", "item_count", "item_values", "reasons", "source", "saved_at", "saved_by",
           "submitted_at", "submitted_by", "decided_at", "decided_by"})) {}

void ReportBulk::add(const StoredReport& r) {
  const std::string period = format_period(r.period);
  const std::string state = state_name(r.life.state);
  const std::string packed = statistics::pack(r.values);
  bulk_->add({r.zone_id, r.period.year, period, r.enterprise_id, r.life.revision, r.id,
              r.life.version, state, r.item_version, static_cast<int64_t>(r.values.size()),
              Blob{packed}, r.reasons_json, r.life.source, r.life.saved_at, r.life.saved_by,
              r.life.submitted_at, r.life.submitted_by, r.life.decided_at, r.life.decided_by});
}

void ReportBulk::finish() { bulk_->finish(); }

void replace_totals(Transaction& db, int64_t zone, const Period& period,
                    const statistics::Cells& cells) {
  const std::string text = format_period(period);
  const std::string packed = statistics::pack_cells(cells);
  db.execute(
      "INSERT INTO evaluation_zone_total (zone_id, year, period, cells) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (zone_id, year, period) DO UPDATE SET cells = excluded.cells",
      {zone, period.year, text, Blob{packed}});
}

statistics::Cells read_totals(Transaction& db, int64_t zone, const Period& period) {
  const std::string text = format_period(period);
  return db
      .one(
          "SELECT cells FROM evaluation_zone_total "
          "WHERE zone_id = $1 AND year = $2 AND period = $3",
          {zone, period.year, text},
          [](const Row& row) { return statistics::unpack_cells(row.text(0)); })
      .value_or(statistics::Cells{});
}

std::map<int64_t, statistics::Cells> read_period_totals(Transaction& db, const Period& period) {
  const std::string text = format_period(period);
  std::map<int64_t, statistics::Cells> cells;
  db.each("SELECT zone_id, cells FROM evaluation_zone_total WHERE period = $1", {text},
          [&](const Row& row) { cells[row.int64(0)] = statistics::unpack_cells(row.text(1)); });
  return cells;
}

std::map<int64_t, statistics::Cells> read_item_totals(Transaction& db, const Period& period,
                                                      std::span<const int64_t> items) {
  const std::string text = format_period(period);
  std::map<int64_t, statistics::Cells> cells;
  db.each("SELECT zone_id, cells FROM evaluation_zone_total WHERE period = $1", {text},
          [&](const Row& row) {
            const int64_t zone = row.int64(0);
            statistics::each_cell(row.text(1), [&](int64_t item, const statistics::Cell& cell) {
              if (std::find(items.begin(), items.end(), item) != items.end())
                cells[zone][item] = cell;
            });
          });
  return cells;
}

namespace {
StatPeriod read_period(const Row& row) {
  return {row.str(0), row.maybe_date(1), maybe_time(row, 2), row.maybe_int64(3), row.int64(4)};
}
}  // namespace

std::vector<StatPeriod> list_periods(Transaction& db, int64_t zone) {
  return db.all(
      "SELECT period, due_on, closed_at, closed_by, version FROM evaluation_period "
      "WHERE zone_id = $1 ORDER BY period DESC",
      {zone}, read_period);
}

std::optional<StatPeriod> find_period(Transaction& db, int64_t zone, const std::string& period) {
  return db.one(
      "SELECT period, due_on, closed_at, closed_by, version FROM evaluation_period "
      "WHERE zone_id = $1 AND period = $2",
      {zone, period}, read_period);
}

void insert_period(Transaction& db, int64_t zone, const StatPeriod& p) {
  db.execute(
      "INSERT INTO evaluation_period (zone_id, period, due_on, closed_at, closed_by) "
      "VALUES ($1, $2, $3, $4, $5)",
      {zone, p.period, p.due_on, p.closed_at, p.closed_by});
}

bool update_period(Transaction& db, int64_t zone, const StatPeriod& p) {
  return db.execute(
             "UPDATE evaluation_period SET due_on = $3, closed_at = $4, closed_by = $5, "
             "version = version + 1 WHERE zone_id = $1 AND period = $2 AND version = $6",
             {zone, p.period, p.due_on, p.closed_at, p.closed_by, p.version}) == 1;
}

void insert_figure(Transaction& db, const StoredFigure& f) {
  db.execute(
      "INSERT INTO evaluation_context (zone_id, year, item, id, value, source, recorded_at, "
      "recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {f.zone_id, f.year, f.item, f.id, f.value, f.source, f.recorded_at, f.recorded_by});
}

std::vector<StoredFigure> list_figures(Transaction& db, int64_t year) {
  std::vector<StoredFigure> figures;
  db.each(
      "SELECT zone_id, year, item, id, value, source, recorded_at, recorded_by "
      "FROM evaluation_context WHERE year = $1 ORDER BY zone_id, item, id",
      {year}, [&](const Row& row) {
        StoredFigure f{row.int64(0), row.int64(1), row.int64(2),     row.int64(3),
                       row.int64(4), row.str(5),   row.timestamp(6), row.int64(7)};
        if (!figures.empty() && figures.back().zone_id == f.zone_id &&
            figures.back().item == f.item)
          figures.back() = std::move(f);
        else
          figures.push_back(std::move(f));
      });
  return figures;
}

void each_resident(Transaction& db, Date on,
                   const std::function<void(int64_t enterprise, int64_t park)>& each) {
  db.each(
      "SELECT enterprise_id, zone_id FROM v_registry_resident WHERE from_date <= $1 "
      "AND (to_date IS NULL OR to_date > $1) ORDER BY enterprise_id, from_date, zone_id",
      {on}, [&](const Row& row) { each(row.int64(0), row.int64(1)); });
}

std::map<int64_t, std::string> enterprise_names(Transaction& db, std::span<const int64_t> ids) {
  std::map<int64_t, std::string> names;
  for (const int64_t id : ids)
    db.each("SELECT name FROM v_registry_enterprise WHERE id = $1", {id},
            [&](const Row& row) { names[id] = row.str(0); });
  return names;
}

std::vector<InventedFact> list_invented_facts(Transaction& db) {
  return db.all(
      "SELECT f.enterprise_id, f.field, f.period, f.whole, f.number FROM v_registry_fact_latest f "
      "JOIN v_registry_enterprise e ON e.id = f.enterprise_id WHERE e.invented = 1 "
      "AND (f.whole IS NOT NULL OR f.number IS NOT NULL) "
      "ORDER BY f.enterprise_id, f.field, f.period",
      {}, [](const Row& row) {
        return InventedFact{row.int64(0), row.str(1), row.str(2),
                            row.is_null(3) ? row.real(4) : static_cast<double>(row.int64(3))};
      });
}

}  // namespace gaoxin::statistics_store
