#include "evaluation/planning_store.h"

#include <charconv>

#include "base/check.h"

namespace gaoxin::planning_store {
namespace {

template <typename E>
E enum_of(std::string_view name) {
  E value{};
  CHECK(boost::describe::enum_from_string(std::string(name).c_str(), value));
  return value;
}
template <typename E>
std::string name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

}  // namespace

std::vector<RulesRevision> list_rules(Transaction& db) {
  return db.all(
      "SELECT zone_id, kind, revision, content, created_at, created_by "
      "FROM evaluation_planning_rules ORDER BY kind, revision",
      {}, [](const Row& row) {
        return RulesRevision{row.int64(0),     enum_of<PlanningRuleKind>(row.text(1)),
                             row.int64(2),     row.str(3),
                             row.timestamp(4), row.str(5)};
      });
}

void insert_rules(Transaction& db, const RulesRevision& revision) {
  db.execute(
      "INSERT INTO evaluation_planning_rules (zone_id, kind, revision, content, created_at, "
      "created_by) VALUES ($1, $2, $3, $4, $5, $6)",
      {revision.zone_id, name_of(revision.kind), revision.revision, revision.content,
       revision.created_at, revision.created_by});
}

void insert_table(Transaction& db, const StoredTable& stored,
                  const std::vector<StoredCell>& cells) {
  const PlanningTable& table = stored.table;
  db.execute("INSERT INTO evaluation_planning_table (zone_id, id, about) VALUES ($1, $2, $3)",
             {stored.zone_id, table.id, json::serialize(to_json(table))});
  const auto bulk = db.bulk("evaluation_planning_cell",
                            {"zone_id", "table_id", "area", "industry", "year", "whole"});
  for (const StoredCell& cell : cells)
    bulk->add({stored.zone_id, table.id, cell.area, cell.industry, cell.year, cell.whole});
  bulk->finish();
}

std::vector<StoredTable> list_tables(Transaction& db) {
  return db.all("SELECT zone_id, about FROM evaluation_planning_table ORDER BY id DESC", {},
                [](const Row& row) {
                  return StoredTable{row.int64(0),
                                     from_json<PlanningTable>(json::parse(row.text(1))).value()};
                });
}

std::vector<StoredCell> list_cells(Transaction& db, int64_t zone, int64_t table) {
  return db.all(
      "SELECT area, industry, year, whole FROM evaluation_planning_cell "
      "WHERE zone_id = $1 AND table_id = $2 ORDER BY area, industry, year",
      {zone, table}, [](const Row& row) {
        return StoredCell{row.str(0), row.str(1), row.int64(2), row.int64(3)};
      });
}

void delete_table(Transaction& db, int64_t zone, int64_t table) {
  db.execute("DELETE FROM evaluation_planning_cell WHERE zone_id = $1 AND table_id = $2",
             {zone, table});
  db.execute("DELETE FROM evaluation_planning_table WHERE zone_id = $1 AND id = $2", {zone, table});
}

std::vector<Resident> list_residents(Transaction& db) {
  return db.all(
      "SELECT id, name, industry_code, scale, products, invented FROM v_registry_enterprise "
      "WHERE id IN (SELECT enterprise_id FROM v_registry_resident) ORDER BY id",
      {}, [](const Row& row) {
        return Resident{row.int64(0),     row.str(1), row.maybe_str(2),
                        row.maybe_str(3), row.str(4), row.boolean(5)};
      });
}

std::vector<Stay> list_stays(Transaction& db) {
  return db.all(
      "SELECT zone_id, enterprise_id, from_date, to_date FROM v_registry_resident "
      "ORDER BY enterprise_id, zone_id, from_date",
      {}, [](const Row& row) {
        return Stay{row.int64(0), row.int64(1), row.date(2), row.maybe_date(3)};
      });
}

std::vector<YearlyFact> list_yearly_facts(Transaction& db, const std::string& field) {
  std::vector<YearlyFact> out;
  db.each(
      "SELECT enterprise_id, period, id, whole, number, source, recorded_at "
      "FROM v_registry_fact_latest WHERE field = $1 AND LENGTH(period) = 4 "
      "AND enterprise_id IN (SELECT enterprise_id FROM v_registry_resident) "
      "ORDER BY enterprise_id, period, id",
      {field}, [&](const Row& row) {
        const std::string_view period = row.text(1);
        int64_t year = 0;
        std::from_chars(period.data(), period.data() + period.size(), year);
        YearlyFact fact{row.int64(0), year, row.int64(2), 0, row.str(5), row.timestamp(6)};
        if (!row.is_null(3))
          fact.value = static_cast<double>(row.int64(3));
        else if (!row.is_null(4))
          fact.value = row.real(4);
        else
          return;
        // Two rows of one year: an enterprise was merged into another; the newest statement counts.
        if (!out.empty() && out.back().enterprise_id == fact.enterprise_id &&
            out.back().year == fact.year)
          out.back() = std::move(fact);
        else
          out.push_back(std::move(fact));
      });
  return out;
}

std::vector<std::pair<int64_t, int64_t>> list_supplies(Transaction& db) {
  return db.all(
      "SELECT from_enterprise_id, to_enterprise_id FROM v_registry_relation "
      "WHERE kind = 'supplies' ORDER BY from_enterprise_id, to_enterprise_id",
      {}, [](const Row& row) { return std::pair(row.int64(0), row.int64(1)); });
}

std::map<std::string, Text> list_industry_names(Transaction& db) {
  std::map<std::string, Text> out;
  db.each("SELECT code, name, name_en FROM v_registry_industry", {}, [&](const Row& row) {
    out[row.str(0)] = {row.str(1), row.maybe_str(2).value_or(row.str(1))};
  });
  return out;
}

}  // namespace gaoxin::planning_store
