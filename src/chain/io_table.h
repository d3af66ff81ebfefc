// Input-output tables as they are published, checked before anything is computed from them.
//
// Three layouts are read, known by their header: China's competitive-imports tables (149 or 153
// sectors, one column IM), China's 42-sector tables with one block of rows for domestic products
// and one for imports, and the wide layout of textbooks (Beutel). A table whose totals do not add
// up is an error with its place, because every coefficient would be wrong.
#pragma once

#include <Eigen/Dense>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gaoxin {

enum class IoTableKind {
  competitive_imports,   ///< inputs are domestic and imported together
  domestic_and_imports,  ///< imported inputs stand apart
};
std::string_view io_table_kind_name(IoTableKind kind);

struct IoSector {
  std::string code;
  Text name;
};

struct IoTable {
  IoTableKind kind = IoTableKind::competitive_imports;
  double unit_yuan = 0;  ///< one unit of the table in yuan: 10,000 in China's; 0 = not yuan
  std::vector<IoSector> sectors;
  /// n x n, row = supplier, column = user, in units. domestic_and_imports: domestic inputs only.
  Eigen::MatrixXd inputs;
  /// n x n imported inputs; zero for competitive_imports, whose inputs hold them.
  Eigen::MatrixXd imported_inputs;
  Eigen::VectorXd final_use;  ///< exports included; of `inputs`' kind of product
  Eigen::VectorXd imports;    ///< of the sector's product
  Eigen::VectorXd value_added;
  Eigen::VectorXd output;
  Eigen::Index size() const { return output.size(); }
  std::optional<Eigen::Index> find(std::string_view code) const;
};

/// Totals may differ by `tolerance` x total (published figures are rounded). Errors:
/// chain.io.layout, chain.io.number, chain.io.sector_missing, chain.io.column_total,
/// chain.io.row_total, chain.io.output, chain.io.value_added, and those of source_text.
Result<IoTable> read_io_table(std::string_view bytes, double tolerance = 1e-3);

/// True when the header is one of an input-output table.
bool is_io_table(std::string_view text);

/// A four-digit year from 1950 to 2099 in a file's name.
std::optional<int> year_in_name(std::string_view filename);

}  // namespace gaoxin
