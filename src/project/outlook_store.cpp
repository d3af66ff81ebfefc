#include "project/outlook_store.h"

#include <fmt/format.h>

#include "project/conduct_store.h"

namespace gaoxin::outlook_store {

using conduct_store::in_zones;

std::map<std::string, std::string> division_names(Transaction& db) {
  std::map<std::string, std::string> out;
  db.each("SELECT code, name FROM v_registry_industry WHERE LENGTH(code) = 2",
          std::span<const Parameter>{},
          [&](const Row& row) { out.emplace(row.str(0), row.str(1)); });
  return out;
}

std::map<int64_t, int64_t> red_by_zone(Transaction& db, std::span<const int64_t> zones,
                                       Date today) {
  std::vector<Parameter> parameters{today};
  const std::string scope = in_zones("p.host_zone_id", zones, parameters);
  std::map<int64_t, int64_t> out;
  db.each(
      "SELECT p.host_zone_id, COUNT(*) FROM project_milestone m "
      "CROSS JOIN project_project p WHERE p.id = m.project_id AND "
      "m.verdict = 'failed' AND m.due_on <= $1 AND p.merged_into IS NULL" +
          scope + " GROUP BY p.host_zone_id",
      parameters, [&](const Row& row) { out[row.int64(0)] = row.int64(1); });
  return out;
}

}  // namespace gaoxin::outlook_store
