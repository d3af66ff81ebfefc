// Areas x industries over years: what planning computes on, from the registry or from an uploaded
// table.
//
// The registry's residents and yearly facts are kept in memory, read again when the counters
// "registry" or "registry_facts" have moved. An enterprise counts for an area in a year when on
// 31 December (today, for the current year) it stays in a park of the area; in two parks of one
// area it counts once. Growth compares the same enterprises: one whose value is unknown in one of
// the two years although it was there is left out of both, and counted.
#pragma once

#include <memory>

#include "evaluation/planning_store.h"

namespace gaoxin {

struct PanelCell {
  double now = 0;  ///< sum of the known values: people, firms, or fen
  double before = 0, after = 0;
  int64_t known = 0, unknown = 0;  ///< enterprises with and without a value in the newest year
  int64_t excluded = 0;            ///< from growth
  bool operator==(const PanelCell&) const = default;
};
struct PanelFirm {
  uint32_t area = 0, industry = 0;
  double value = 0;
};
struct Panel {
  std::vector<PlanningArea> areas;
  std::vector<std::string> industries;  ///< codes, sorted
  std::vector<Text> industry_names;
  std::vector<PanelCell> cells;  ///< areas x industries
  std::vector<PanelFirm> firms;  ///< known values of the newest year; empty for a table
  double divisor = 1;            ///< 100 for money: value / divisor is in `basis.unit`
  double years = 0;              ///< between from_year and year
  PlanningBasis basis;

  const PanelCell& at(size_t area, size_t industry) const {
    return cells[area * industries.size() + industry];
  }
  std::optional<size_t> find_area(std::string_view key) const;
  std::optional<size_t> find_zone(int64_t zone) const;
  ScreeningInput screening_input() const;
};

/// What the registry says, in memory.
struct PlanningFacts {
  struct Field {
    std::vector<planning_store::YearlyFact> facts;  ///< by enterprise and year
  };
  int64_t registry_counter = -1, facts_counter = -1;
  std::vector<planning_store::Resident> residents;  ///< by id
  std::vector<planning_store::Stay> stays;          ///< by enterprise
  std::map<std::string, Field> fields;
  std::vector<std::pair<int64_t, int64_t>> supplies;
  std::map<std::string, Text> industry_names;

  /// The value of a year; nothing when it is unknown.
  const planning_store::YearlyFact* find(const std::string& field, int64_t enterprise,
                                         int64_t year) const;
  /// The value of the newest year.
  const planning_store::YearlyFact* newest(const std::string& field, int64_t enterprise) const;
};
std::shared_ptr<const PlanningFacts> current_planning_facts(Call& call);

/// Who is resident in the subtree of each zone on a day: indexes into `residents`, growing. One
/// pass over all stays, whatever the number of zones; no zone lies within another.
std::vector<std::vector<size_t>> residents_on(const PlanningFacts& facts, const ZoneTree& zones,
                                              std::span<const int64_t> areas, Date day);

/// Errors: evaluation.planning.reference (not above the zone, or not readable), .level, .digits,
/// .years, .table (unknown), .area (the table has no such row).
Result<Panel> planning_panel(Call& call, const PlanningScope& scope);
/// The row of the zone that was asked for. Error evaluation.planning.area when it is none of the
/// areas.
Result<size_t> planning_area(const Panel& panel, const PlanningScope& scope, const ZoneTree& zones);

PlanningValue planning_value(const Measure& measure, double divisor = 1);
Error planning_error(ErrorCode code, const char* key, std::string zh, std::string en);
/// The name of an industry code, or the code.
Text industry_name(const std::map<std::string, Text>& names, const std::string& code);

}  // namespace gaoxin
