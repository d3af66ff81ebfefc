// The rules of planning in force for a zone: its own, those of the zones above it, the shipped
// ones.
#pragma once

#include "evaluation/planning_store.h"

namespace gaoxin {

/// The revision in force for a zone: of the nearest zone that has one valid today, the newest;
/// the shipped one at last. CHECK: there is one, because the product ships it.
template <typename Rules>
struct RulesInForce {
  int64_t revision = 0;
  Rules rules;
};
Result<RulesInForce<ScreeningRules>> screening_rules(Call& call, int64_t zone);
Result<RulesInForce<OverlapRules>> overlap_rules(Call& call, int64_t zone);
Result<RulesInForce<AllocationRules>> allocation_rules(Call& call, int64_t zone);
Result<RulesInForce<ParkStageRules>> stage_rules(Call& call, int64_t zone);

/// A table for people in XLSX (default) or CSV, in Chinese (default) or English.
using ExportCell = std::variant<std::monostate, double, std::string>;
struct ExportTable {
  std::string filename;  ///< without its ending
  Text sheet;
  std::vector<Text> columns;
  std::vector<std::vector<ExportCell>> rows;
};
Result<File> export_table(const ExportTable& table, const std::optional<std::string>& format,
                          const std::optional<std::string>& lang);
bool is_english(const std::optional<std::string>& lang);
const std::string& in_language(const Text& text, bool english);
ExportCell export_cell(const PlanningValue& value);
ExportCell export_cell(const std::optional<double>& value);

}  // namespace gaoxin
