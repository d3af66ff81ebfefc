#include "project/outlook_store.h"

#include <fmt/format.h>

#include "project/conduct_store.h"

namespace gaoxin::outlook_store {

using conduct_store::in_zones;

namespace {

/// Days of an ISO date without a check of its form: the database has only such.
int32_t iso_days(std::string_view text) { return parse_date(text).value().days; }

int64_t count(Transaction& db, const std::string& sql, std::vector<Parameter>& parameters) {
  return db.value(sql, parameters).value_or(0);
}

std::map<int64_t, int64_t> by_zone(Transaction& db, const std::string& sql,
                                   std::vector<Parameter>& parameters) {
  std::map<int64_t, int64_t> out;
  db.each(sql, parameters, [&](const Row& row) { out[row.int64(0)] = row.int64(1); });
  return out;
}

/// As the index project_project_stock has it. A CROSS JOIN below makes SQLite begin with the few
/// rows on its left; PostgreSQL orders joins by itself.
constexpr std::string_view kOpen =
    " merged_into IS NULL AND status IN ('ongoing', 'delayed', 'dormant')";

}  // namespace

void each_entry(Transaction& db, int64_t after,
                const std::function<void(int64_t, int64_t, int64_t, int32_t)>& each) {
  db.each(
      "SELECT id, project_id, to_stage, effective_on FROM project_event "
      "WHERE to_stage IS NOT NULL AND id > $1 ORDER BY id",
      {after}, [&](const Row& row) {
        each(row.int64(0), row.int64(1), row.int64(2), iso_days(row.text(3)));
      });
}

int64_t count_entries(Transaction& db) {
  return db.value("SELECT COUNT(*) FROM project_event WHERE to_stage IS NOT NULL").value_or(0);
}

void each_project(Transaction& db, const std::function<void(const OutlookProject&)>& each) {
  db.each(
      "SELECT id, host_zone_id, stage, status, industry_code, total_investment, stage_entered_at, "
      "status_on FROM project_project WHERE merged_into IS NULL",
      std::span<const Parameter>{}, [&](const Row& row) {
        OutlookProject p;
        p.id = row.int64(0);
        p.host_zone_id = row.int64(1);
        p.stage = row.int64(2);
        const std::string_view status = row.text(3);
        p.open = status == "ongoing" || status == "delayed" || status == "dormant";
        p.lost = status == "lost" || status == "abandoned";
        if (!row.is_null(4)) p.industry_code = row.text(4);
        p.investment = row.maybe_int64(5);
        p.stage_entered_at = row.timestamp(6);
        if (!row.is_null(7)) p.status_on = row.text(7);
        each(p);
      });
}

std::map<std::string, std::string> division_names(Transaction& db) {
  std::map<std::string, std::string> out;
  db.each("SELECT code, name FROM v_registry_industry WHERE LENGTH(code) = 2",
          std::span<const Parameter>{},
          [&](const Row& row) { out.emplace(row.str(0), row.str(1)); });
  return out;
}

std::vector<StockRow> stock(Transaction& db, std::span<const int64_t> zones, Date today) {
  std::vector<Parameter> parameters{today};
  const std::string scope = in_zones("host_zone_id", zones, parameters);
  return db.all(
      fmt::format("SELECT host_zone_id, stage, COUNT(*), COUNT(total_investment), "
                  "SUM(CASE WHEN due_on < $1 THEN 1 ELSE 0 END), "
                  "CAST(COALESCE(SUM(total_investment), 0) AS BIGINT) FROM project_project "
                  "WHERE{}{} GROUP BY host_zone_id, stage",
                  kOpen, scope),
      parameters, [](const Row& row) {
        return StockRow{row.int64(0), row.int64(1), row.int64(2),
                        row.int64(3), row.int64(4), row.money(5)};
      });
}

std::vector<DashboardChain> chains(Transaction& db, std::span<const int64_t> zones, int64_t limit) {
  std::vector<Parameter> parameters{limit};
  const std::string scope = in_zones("host_zone_id", zones, parameters);
  return db.all(
      fmt::format("SELECT chain_node, COUNT(*), "
                  "CAST(COALESCE(SUM(total_investment), 0) AS BIGINT) FROM project_project "
                  "WHERE{}{} AND chain_node IS NOT NULL GROUP BY chain_node "
                  "ORDER BY 3 DESC, 2 DESC, 1 LIMIT $1",
                  kOpen, scope),
      parameters, [](const Row& row) {
        return DashboardChain{row.str(0), row.int64(1), row.money(2)};
      });
}

int64_t count_created(Transaction& db, std::span<const int64_t> zones, Timestamp from) {
  std::vector<Parameter> parameters{from};
  return count(db,
               "SELECT COUNT(*) FROM project_project WHERE created_at >= $1 AND "
               "merged_into IS NULL" +
                   in_zones("host_zone_id", zones, parameters),
               parameters);
}

int64_t count_lost(Transaction& db, std::span<const int64_t> zones, Date from, Date to) {
  std::vector<Parameter> parameters{from, to};
  return count(db,
               "SELECT COUNT(*) FROM project_project WHERE status IN ('lost', 'abandoned') AND "
               "status_on >= $1 AND status_on <= $2 AND merged_into IS NULL" +
                   in_zones("host_zone_id", zones, parameters),
               parameters);
}

int64_t count_entered(Transaction& db, std::span<const int64_t> zones, int64_t stage, Date from,
                      Date to) {
  std::vector<Parameter> parameters{stage, from, to};
  return count(db,
               "SELECT COUNT(DISTINCT p.id) FROM project_event e JOIN project_project p ON "
               "p.zone_id = e.zone_id AND p.id = e.project_id WHERE e.to_stage = $1 AND "
               "e.effective_on >= $2 AND e.effective_on <= $3 AND p.merged_into IS NULL AND "
               "(e.from_stage IS NULL OR e.from_stage < e.to_stage)" +
                   in_zones("p.host_zone_id", zones, parameters),
               parameters);
}

int64_t count_overdue_tasks(Transaction& db, std::span<const int64_t> zones, Date today) {
  std::vector<Parameter> parameters{today};
  return count(db,
               "SELECT COUNT(*) FROM project_task t CROSS JOIN project_project p "
               "WHERE p.id = t.project_id AND t.done_at IS NULL AND t.due_on < $1 AND "
               "p.merged_into IS NULL" +
                   in_zones("p.host_zone_id", zones, parameters),
               parameters);
}

std::map<int64_t, int64_t> signed_by_zone(Transaction& db, std::span<const int64_t> zones,
                                          Date from, Date to) {
  std::vector<Parameter> parameters{from, to};
  const std::string scope = in_zones("host_zone_id", zones, parameters);
  return by_zone(db,
                 "SELECT host_zone_id, COUNT(*) FROM project_project WHERE signed_on IS NOT NULL "
                 "AND signed_on >= $1 AND signed_on <= $2 AND merged_into IS NULL" +
                     scope + " GROUP BY host_zone_id",
                 parameters);
}

std::map<int64_t, int64_t> red_by_zone(Transaction& db, std::span<const int64_t> zones,
                                       Date today) {
  std::vector<Parameter> parameters{today};
  const std::string scope = in_zones("p.host_zone_id", zones, parameters);
  return by_zone(db,
                 "SELECT p.host_zone_id, COUNT(*) FROM project_milestone m "
                 "CROSS JOIN project_project p WHERE p.id = m.project_id AND "
                 "m.verdict = 'failed' AND m.due_on <= $1 AND p.merged_into IS NULL" +
                     scope + " GROUP BY p.host_zone_id",
                 parameters);
}

}  // namespace gaoxin::outlook_store
