#include "project/ledger_store.h"

#include "project/sql_conditions.h"

namespace gaoxin::ledger_store {

namespace {

/// What is kept of an import beside its bytes and its report.
struct StoredMapping {
  std::string format;
  std::vector<LedgerColumn> columns;
  std::vector<std::vector<std::string>> sample_rows;
  std::optional<LedgerReport> preview;
};
BOOST_DESCRIBE_STRUCT(StoredMapping, (), (format, columns, sample_rows, preview))

std::string mapping_text(const LedgerImport& import) {
  return json::serialize(
      to_json(StoredMapping{import.format, import.columns, import.sample_rows, import.preview}));
}
std::optional<std::string> report_text(const LedgerImport& import) {
  return import.report ? std::optional(json::serialize(to_json(*import.report))) : std::nullopt;
}

constexpr std::string_view kColumns =
    "zone_id, id, filename, sha256, mapping, state, report, created_at, created_by, finished_at";

StoredLedger read_ledger(const Row& row) {
  StoredLedger out;
  LedgerImport& import = out.import;
  import.zone_id = row.int64(0);
  import.id = row.int64(1);
  import.filename = row.str(2);
  out.sha256 = row.str(3);
  StoredMapping mapping = from_json<StoredMapping>(json::parse(row.text(4))).value();
  import.format = std::move(mapping.format);
  import.columns = std::move(mapping.columns);
  import.sample_rows = std::move(mapping.sample_rows);
  import.preview = std::move(mapping.preview);
  CHECK(boost::describe::enum_from_string(row.str(5).c_str(), import.state));
  if (!row.is_null(6)) import.report = from_json<LedgerReport>(json::parse(row.text(6))).value();
  import.created_at = row.timestamp(7);
  out.created_by = row.int64(8);
  if (!row.is_null(9)) import.finished_at = row.timestamp(9);
  return out;
}

}  // namespace

void insert_ledger(Transaction& db, const StoredLedger& stored, std::string_view bytes) {
  const LedgerImport& import = stored.import;
  const std::string mapping = mapping_text(import);
  db.execute(
      "INSERT INTO project_import (zone_id, id, filename, sha256, bytes, mapping, state, "
      "created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {import.zone_id, import.id, import.filename, stored.sha256, Blob{bytes}, mapping,
       boost::describe::enum_to_string(import.state, ""), import.created_at, stored.created_by});
}

std::optional<StoredLedger> find_ledger(Transaction& db, int64_t id) {
  static const std::string sql =
      fmt::format("SELECT {} FROM project_import WHERE id = $1", kColumns);
  return db.one(sql, {id}, read_ledger);
}

std::string read_bytes(Transaction& db, int64_t zone_id, int64_t id) {
  return db
      .one("SELECT bytes FROM project_import WHERE zone_id = $1 AND id = $2", {zone_id, id},
           [](const Row& row) { return row.str(0); })
      .value_or("");
}

void update_ledger(Transaction& db, const StoredLedger& stored) {
  const LedgerImport& import = stored.import;
  const std::string mapping = mapping_text(import);
  const auto report = report_text(import);
  db.execute(
      "UPDATE project_import SET mapping = $3, state = $4, report = $5, finished_at = $6 "
      "WHERE zone_id = $1 AND id = $2",
      {import.zone_id, import.id, mapping, boost::describe::enum_to_string(import.state, ""),
       report, import.finished_at});
}

void delete_bytes(Transaction& db, int64_t zone_id, int64_t id) {
  db.execute("UPDATE project_import SET bytes = $3 WHERE zone_id = $1 AND id = $2",
             {zone_id, id, Blob{""}});
}

std::vector<StoredLedger> list_ledgers(Transaction& db, const std::vector<int64_t>& zones) {
  Conditions where;
  where.add(where.in("zone_id", zones));
  return db.all(fmt::format("SELECT {} FROM project_import WHERE {} ORDER BY id DESC LIMIT 200",
                            kColumns, where.text()),
                where.parameters(), read_ledger);
}

}  // namespace gaoxin::ledger_store
