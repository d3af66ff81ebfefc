// All SQL of planning. Of the registry it reads the views; everything else is its own.
#pragma once

#include "evaluation/planning.h"

namespace gaoxin::planning_store {

struct RulesRevision {
  int64_t zone_id = 0;  ///< 0: shipped
  PlanningRuleKind kind = PlanningRuleKind::screening;
  int64_t revision = 0;
  std::string content;
  Timestamp created_at;
  std::string created_by;
};
/// By kind and revision.
std::vector<RulesRevision> list_rules(Transaction& db);
void insert_rules(Transaction& db, const RulesRevision& revision);

struct StoredTable {
  int64_t zone_id = 0;
  PlanningTable table;
};
struct StoredCell {
  std::string area, industry;
  int64_t year = 0;
  int64_t whole = 0;  ///< people, firms, or fen
};
void insert_table(Transaction& db, const StoredTable& table, const std::vector<StoredCell>& cells);
std::vector<StoredTable> list_tables(Transaction& db);
/// By area, industry and year as text.
std::vector<StoredCell> list_cells(Transaction& db, int64_t zone, int64_t table);
void delete_table(Transaction& db, int64_t zone, int64_t table);

// ---- What the registry knows -------------------------------------------------------------------

/// An enterprise with a stay in a park, now or before.
struct Resident {
  int64_t id = 0;
  std::string name;
  std::optional<std::string> industry_code, scale;
  std::string products;  ///< one a line
  bool invented = false;
};
std::vector<Resident> list_residents(Transaction& db);
struct Stay {
  int64_t park_id = 0;
  int64_t enterprise_id = 0;
  Date from;
  std::optional<Date> to;  ///< the first day it is no longer there
};
std::vector<Stay> list_stays(Transaction& db);
/// A yearly value of an enterprise, the newest row of each year.
struct YearlyFact {
  int64_t enterprise_id = 0;
  int64_t year = 0;
  int64_t id = 0;
  double value = 0;  ///< fen, people, pieces: whole numbers, exact below 2^53
  std::string source;
  Timestamp recorded_at;
};
/// Of those that have a stay.
std::vector<YearlyFact> list_yearly_facts(Transaction& db, const std::string& field);
/// Who supplies whom.
std::vector<std::pair<int64_t, int64_t>> list_supplies(Transaction& db);
/// Code → names.
std::map<std::string, Text> list_industry_names(Transaction& db);

}  // namespace gaoxin::planning_store
