#include "project/outlook_store.h"

#include <fmt/format.h>

#include "project/conduct_store.h"

namespace gaoxin::outlook_store {

using conduct_store::in_zones;

namespace {

int64_t count(Transaction& db, const std::string& sql, std::vector<Parameter>& parameters) {
  return db.value(sql, parameters).value_or(0);
}

std::map<int64_t, int64_t> by_zone(Transaction& db, const std::string& sql,
                                   std::vector<Parameter>& parameters) {
  std::map<int64_t, int64_t> out;
  db.each(sql, parameters, [&](const Row& row) { out[row.int64(0)] = row.int64(1); });
  return out;
}

}  // namespace

std::map<std::string, std::string> division_names(Transaction& db) {
  std::map<std::string, std::string> out;
  db.each("SELECT code, name FROM v_registry_industry WHERE LENGTH(code) = 2",
          std::span<const Parameter>{},
          [&](const Row& row) { out.emplace(row.str(0), row.str(1)); });
  return out;
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
