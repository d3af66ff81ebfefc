// What the columns of a stranger's table mean: guessed from the headers in Chinese and English and
// from the content, and corrected by a person. Pure.
#pragma once

#include "registry/imports.h"
#include "registry/table_reader.h"

namespace gaoxin {

/// All targets of a column with their titles: members of an enterprise, contacts, residence,
/// "period", and "fact:FIELD" for every field.
std::vector<TargetRow> import_targets();
bool is_import_target(std::string_view target);

struct ColumnPlan {
  ImportKind kind = ImportKind::enterprises;
  std::string known_file;  ///< empty: an ordinary table
  std::vector<ImportColumn> columns;
};
/// `filename` only serves as a hint. Each target but facts is given to one column at most.
ColumnPlan guess_columns(const TableHead& head);

/// "profit2015_4.csv" → "2015"; nothing without a year from 1990 to 2099 in the name.
std::optional<std::string> period_of_filename(std::string_view filename);

/// "营业收入(万元)" → "营业收入" and "万元"; "2023年营业收入" → period "2023" as well.
struct HeaderParts {
  std::string name;  ///< folded, without unit and year
  std::optional<std::string> unit, period;
};
HeaderParts split_header(std::string_view header);

}  // namespace gaoxin
