#include "evaluation/index_store.h"

#include <fmt/format.h>

#include "base/check.h"

namespace gaoxin::index_store {
namespace {

constexpr const char* kSystemColumns =
    "zone_id, system_id, revision, version, state, files, sha256, created_at, created_by, "
    "published_at, published_by";

StoredSystem read_system(const Row& row) {
  StoredSystem out;
  out.zone_id = row.int64(0);
  out.id = row.str(1);
  out.revision = row.int64(2);
  out.version = row.int64(3);
  out.state = row.text(4) == "published" ? IndexState::published : IndexState::draft;
  out.files_json = row.str(5);
  out.sha256 = row.str(6);
  out.created_at = row.timestamp(7);
  out.created_by = row.int64(8);
  if (!row.is_null(9)) out.published_at = row.timestamp(9);
  out.published_by = row.maybe_int64(10);
  return out;
}

const char* state_name(IndexState state) {
  return state == IndexState::published ? "published" : "draft";
}

constexpr const char* kHeadColumns =
    "zone_id, id, title, system_zone_id, system_id, system_revision, system_title_zh, "
    "system_title_en, period, source, units, invented, input_sha256, result_sha256, created_at, "
    "created_by";

RunHead read_head(const Row& row) {
  RunHead out;
  out.zone_id = row.int64(0);
  out.id = row.int64(1);
  out.title = row.str(2);
  out.system_zone = row.int64(3);
  out.system = row.str(4);
  out.system_revision = row.int64(5);
  out.system_title = {row.str(6), row.str(7)};
  out.period = row.str(8);
  out.source = row.str(9);
  out.units = row.int64(10);
  out.invented = row.boolean(11);
  out.input_sha256 = row.str(12);
  out.result_sha256 = row.str(13);
  out.created_at = row.timestamp(14);
  out.created_by = row.int64(15);
  return out;
}

/// The WHERE of a filter with its parameters; ids are numbers of ours, so they stand in the text.
struct Where {
  std::string sql;
  std::vector<Parameter> parameters;
};
Where where_of(const RunFilter& filter) {
  Where out;
  for (const int64_t zone : filter.zones)
    out.sql += fmt::format("{}{}", out.sql.empty() ? "zone_id IN (" : ", ", zone);
  out.sql += out.sql.empty() ? "zone_id IN (-1)" : ")";
  if (filter.system) {
    out.parameters.emplace_back(*filter.system);
    out.sql += fmt::format(" AND system_id = ${}", out.parameters.size());
  }
  if (filter.period) {
    out.parameters.emplace_back(*filter.period);
    out.sql += fmt::format(" AND period = ${}", out.parameters.size());
  }
  return out;
}

}  // namespace

std::vector<StoredSystem> list_systems(Transaction& db, int64_t zone) {
  static const std::string kSql = fmt::format(
      "SELECT {} FROM evaluation_index_system WHERE zone_id = $1 "
      "ORDER BY system_id, revision",
      kSystemColumns);
  return db.all(kSql, {zone}, read_system);
}

std::vector<StoredSystem> list_revisions(Transaction& db, int64_t zone, const std::string& system) {
  static const std::string kSql = fmt::format(
      "SELECT {} FROM evaluation_index_system WHERE zone_id = $1 AND system_id = $2 "
      "ORDER BY revision",
      kSystemColumns);
  return db.all(kSql, {zone, system}, read_system);
}

void insert_system(Transaction& db, const StoredSystem& row) {
  static const std::string kSql = fmt::format(
      "INSERT INTO evaluation_index_system ({}) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      kSystemColumns);
  db.execute(kSql,
             {row.zone_id, row.id, row.revision, row.version, state_name(row.state), row.files_json,
              row.sha256, row.created_at, row.created_by, row.published_at, row.published_by});
}

bool update_system(Transaction& db, const StoredSystem& row, int64_t version) {
  return db.execute(
             "UPDATE evaluation_index_system SET version = version + 1, state = $1, files = $2, "
             "sha256 = $3, created_at = $4, created_by = $5, published_at = $6, published_by = $7 "
             "WHERE zone_id = $8 AND system_id = $9 AND revision = $10 AND version = $11 "
             "AND state = 'draft'",
             {state_name(row.state), row.files_json, row.sha256, row.created_at, row.created_by,
              row.published_at, row.published_by, row.zone_id, row.id, row.revision, version}) == 1;
}

void insert_run(Transaction& db, const StoredRun& run) {
  const RunHead& h = run.head;
  db.execute(
      "INSERT INTO evaluation_index_run (zone_id, id, title, system_zone_id, system_id, "
      "system_revision, system_title_zh, system_title_en, period, source, units, invented, "
      "options, input, input_sha256, result, result_sha256, created_at, created_by) VALUES ($1, "
      "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
      {h.zone_id, h.id, h.title, h.system_zone, h.system, h.system_revision, h.system_title.zh,
       h.system_title.en, h.period, h.source, h.units, h.invented, run.options_json, run.input_json,
       h.input_sha256, run.result_json, h.result_sha256, h.created_at, h.created_by});
}

std::optional<StoredRun> find_run(Transaction& db, int64_t id) {
  static const std::string kSql = fmt::format(
      "SELECT {}, options, input, result FROM evaluation_index_run WHERE id = $1", kHeadColumns);
  return db.one(kSql, {id}, [](const Row& row) {
    return StoredRun{read_head(row), row.str(16), row.str(17), row.str(18)};
  });
}

std::vector<RunHead> list_runs(Transaction& db, const RunFilter& filter, int64_t skip,
                               int64_t limit) {
  const Where where = where_of(filter);
  return db.all(fmt::format("SELECT {} FROM evaluation_index_run WHERE {} "
                            "ORDER BY created_at DESC, id DESC LIMIT {} OFFSET {}",
                            kHeadColumns, where.sql, limit, skip),
                std::span<const Parameter>(where.parameters), read_head);
}

int64_t count_runs(Transaction& db, const RunFilter& filter) {
  const Where where = where_of(filter);
  return db
      .value(fmt::format("SELECT COUNT(*) FROM evaluation_index_run WHERE {}", where.sql),
             std::span<const Parameter>(where.parameters))
      .value_or(0);
}

bool has_runs(Transaction& db) {
  return db.value("SELECT id FROM evaluation_index_run LIMIT 1").has_value();
}

}  // namespace gaoxin::index_store
