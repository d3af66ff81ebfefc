// What the columns of a ledger mean and what its cells say. Pure.
#pragma once

#include "project/ledger.h"
#include "registry/table_reader.h"

namespace gaoxin {

/// All targets of a column with their titles: fields of a project, and number, zone, stage, status,
/// status_reason, lost_to, status_on, signed_on, owner.
const std::vector<NamedTitle>& ledger_targets();
bool is_ledger_target(std::string_view target);

/// Targets and units from the headers; each target is given to one column at most.
std::vector<LedgerColumn> guess_ledger_columns(const TableHead& head);

/// "计划总投资(万元)" → "计划总投资" and "万元".
struct LedgerHeader {
  std::string name;
  std::optional<std::string> unit;
};
LedgerHeader split_ledger_header(std::string_view header);

/// A cell's own unit ("3亿元") before the column's. Errors: project.ledger.unit (neither has one),
/// project.field.money.
Result<Money> ledger_money(std::string_view cell, const std::optional<std::string>& unit);
/// Square metres from 亩, 平方米, 公顷; 1 亩 = 2000/3 m². Errors: project.ledger.unit,
/// project.field.number.
Result<double> ledger_area(std::string_view cell, const std::optional<std::string>& unit);
/// "在谈", "签约", "contract" …; error project.ledger.stage.
Result<ProjectStage> ledger_stage(std::string_view cell);
/// "正常", "流失", "lost" …; error project.ledger.status.
Result<ProjectStatus> ledger_status(std::string_view cell);

}  // namespace gaoxin
