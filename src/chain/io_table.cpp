#include "chain/io_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/text.h"
#include "chain/source_text.h"

namespace gaoxin {
namespace {

constexpr Eigen::Index kSectorsMax = 1000;

Error at(const char* key, int64_t line, std::string_view column, std::string zh, std::string en) {
  const std::string path =
      column.empty() ? fmt::format("row {}", line) : fmt::format("row {}, column {}", line, column);
  const Text text{
      fmt::format("第 {} 行{}：{}", line, column.empty() ? "" : fmt::format("“{}”列", column), zh),
      fmt::format("line {}{}: {}", line, column.empty() ? "" : fmt::format(", column {}", column),
                  en)};
  return {ErrorCode::invalid, key, text, {{path, key, text}}};
}

/// The cells of a table with their lines; rows are found by code.
struct Sheet {
  std::vector<std::string> header;
  struct Line {
    int64_t line = 0;
    std::vector<std::string> cells;
  };
  std::vector<Line> lines;

  std::optional<size_t> column(std::string_view name) const {
    for (size_t i = 0; i < header.size(); ++i)
      if (header[i] == name) return i;
    return std::nullopt;
  }
};

Result<Sheet> read_sheet(std::string_view bytes) {
  TRY_ASSIGN(text, source_text(bytes));
  CsvRows rows(text);
  Sheet sheet;
  while (true) {
    TRY_ASSIGN(row, rows.next());
    if (!row) break;
    if (sheet.header.empty()) {
      for (std::string_view cell : row->cells) sheet.header.emplace_back(trim(cell));
      continue;
    }
    if (row->cells.size() != sheet.header.size())
      return at("chain.file.cells", row->line, "",
                fmt::format("有 {} 个单元格，表头有 {} 列", row->cells.size(), sheet.header.size()),
                fmt::format("{} cells, but the header has {} columns", row->cells.size(),
                            sheet.header.size()));
    Sheet::Line line{row->line, {}};
    for (std::string_view cell : row->cells) line.cells.emplace_back(trim(cell));
    sheet.lines.push_back(std::move(line));
  }
  return sheet;
}

/// An empty cell is 0 in a published table; anything else must be a finite number.
Result<double> number(const Sheet& sheet, const Sheet::Line& line, size_t column) {
  const std::string& cell = line.cells[column];
  if (cell.empty()) return 0.0;
  if (const std::optional<double> value = parse_number(cell); value && std::abs(*value) < 1e15)
    return *value;
  return at("chain.io.number", line.line, sheet.header[column],
            fmt::format("“{}”不是可用的数字", clipped(cell, 40)),
            fmt::format("\"{}\" is no usable number", clipped(cell, 40)));
}

bool differ(double a, double b, double tolerance) {
  return std::abs(a - b) > tolerance * std::max(std::abs(a), std::abs(b)) + 1.0;
}

Error totals(const char* key, int64_t line, std::string_view column, const char* zh, const char* en,
             double sum, double total) {
  return at(key, line, column, fmt::format("{}：各项之和 {:.6g}，合计 {:.6g}", zh, sum, total),
            fmt::format("{}: the parts add up to {:.6g}, the total says {:.6g}", en, sum, total));
}

/// Values of the sectors' columns in one row.
Result<Eigen::VectorXd> values(const Sheet& sheet, const Sheet::Line& line,
                               const std::vector<size_t>& columns) {
  Eigen::VectorXd out(static_cast<Eigen::Index>(columns.size()));
  for (size_t j = 0; j < columns.size(); ++j) {
    TRY_ASSIGN(value, number(sheet, line, columns[j]));
    out(static_cast<Eigen::Index>(j)) = value;
  }
  return out;
}

class ChineseTable {
 public:
  ChineseTable(const Sheet& sheet, double tolerance) : sheet_(sheet), tolerance_(tolerance) {}

  Result<IoTable> read() {
    TRY(find_sectors());
    table_.unit_yuan = 10000;
    table_.kind = origin_ ? IoTableKind::domestic_and_imports : IoTableKind::competitive_imports;
    TRY(read_products());
    TRY(check_columns());
    return std::move(table_);
  }

 private:
  Result<Done> find_sectors() {
    origin_ = sheet_.column("Origin");
    const size_t first = origin_ ? 4 : 3;
    const std::optional<size_t> end = sheet_.column("TIU");
    if (!end || *end <= first)
      return at("chain.io.layout", 1, "", "没有部门列", "there are no columns of sectors");
    for (size_t i = first; i < *end; ++i) {
      columns_.push_back(i);
      if (!index_.emplace(sheet_.header[i], static_cast<Eigen::Index>(i - first)).second)
        return at("chain.io.sector_missing", 1, sheet_.header[i], "部门列重复",
                  "the column of a sector stands twice");
    }
    const auto n = static_cast<Eigen::Index>(columns_.size());
    if (n > kSectorsMax)
      return at("chain.io.layout", 1, "", "部门超过 1000 个", "more than 1,000 sectors");
    table_.sectors.resize(columns_.size());
    table_.inputs.setZero(n, n);
    table_.imported_inputs.setZero(n, n);
    for (Eigen::VectorXd* v :
         {&table_.final_use, &table_.imports, &table_.value_added, &table_.output})
      v->setZero(n);
    return Done{};
  }

  Result<double> named(const Sheet::Line& line, const char* name) {
    const std::optional<size_t> column = sheet_.column(name);
    if (!column) return 0.0;
    return number(sheet_, line, *column);
  }

  Result<Done> read_products() {
    std::vector<int> seen(columns_.size(), 0);
    for (const Sheet::Line& line : sheet_.lines) {
      const auto found = index_.find(line.cells[0]);
      if (found == index_.end()) {
        by_code_.emplace(line.cells[0], &line);
        continue;
      }
      const Eigen::Index i = found->second;
      const bool imported = origin_ && line.cells[*origin_] == "Imports";
      const int bit = imported ? 2 : 1;
      if ((seen[static_cast<size_t>(i)] & bit) != 0)
        return at("chain.io.sector_missing", line.line, "Code", "部门行重复",
                  "the row of a sector stands twice");
      seen[static_cast<size_t>(i)] |= bit;
      TRY_ASSIGN(row, values(sheet_, line, columns_));
      TRY(read_row_totals(line, i, imported, row.sum()));
      (imported ? table_.imported_inputs : table_.inputs).row(i) = row;
      table_.sectors[static_cast<size_t>(i)] = {line.cells[0], {line.cells[2], line.cells[1]}};
    }
    for (size_t i = 0; i < seen.size(); ++i)
      if (seen[i] != (origin_ ? 3 : 1))
        return at("chain.io.sector_missing", 1, sheet_.header[columns_[i]],
                  "部门有列而没有（全部的）行", "a sector has a column but not its row(s)");
    return Done{};
  }

  Result<Done> read_row_totals(const Sheet::Line& line, Eigen::Index i, bool imported,
                               double inputs) {
    TRY_ASSIGN(use, named(line, "TIU"));
    TRY_ASSIGN(final_use, named(line, "TFU"));
    TRY_ASSIGN(imports, named(line, "IM"));
    TRY_ASSIGN(output, named(line, "GO"));
    if (differ(inputs, use, tolerance_))
      return totals("chain.io.row_total", line.line, "TIU", "中间使用合计不符",
                    "intermediate use does not add up", inputs, use);
    if (differ(use + final_use - imports, output, tolerance_))
      return totals("chain.io.row_total", line.line, "GO", "使用合计与总产出不符",
                    "the uses do not add up to the output", use + final_use - imports, output);
    if (imported) {
      table_.imports(i) = output;  // The row's total is what was imported.
      return Done{};
    }
    table_.final_use(i) = final_use;
    table_.imports(i) = origin_ ? table_.imports(i) : imports;
    table_.output(i) = output;
    return Done{};
  }

  Result<Done> check_columns() {
    Eigen::VectorXd added = Eigen::VectorXd::Zero(table_.size());
    for (const auto& [code, line] : by_code_) {
      if (!code.starts_with("VA")) continue;
      TRY_ASSIGN(row, values(sheet_, *line, columns_));
      added += row;
    }
    for (const char* code : {"TVA", "TI"})
      if (!by_code_.contains(code))
        return at("chain.io.layout", 1, "Code", fmt::format("缺少行 {}", code),
                  fmt::format("the row {} is missing", code));
    const Sheet::Line& total_added = *by_code_.at("TVA");
    const Sheet::Line& total_input = *by_code_.at("TI");
    TRY_ASSIGN(value_added, values(sheet_, total_added, columns_));
    TRY_ASSIGN(total, values(sheet_, total_input, columns_));
    table_.value_added = value_added;
    for (Eigen::Index j = 0; j < table_.size(); ++j) {
      const std::string& column = sheet_.header[columns_[static_cast<size_t>(j)]];
      if (differ(added(j), value_added(j), tolerance_))
        return totals("chain.io.value_added", total_added.line, column, "增加值合计不符",
                      "value added does not add up", added(j), value_added(j));
      const double inputs =
          table_.inputs.col(j).sum() + table_.imported_inputs.col(j).sum() + value_added(j);
      if (differ(inputs, total(j), tolerance_))
        return totals("chain.io.column_total", total_input.line, column,
                      "中间投入与增加值之和不等于总投入",
                      "inputs and value added do not add up to the total input", inputs, total(j));
      if (differ(total(j), table_.output(j), tolerance_))
        return totals("chain.io.output", total_input.line, column, "总投入与总产出不符",
                      "total input is not the sector's output", total(j), table_.output(j));
    }
    return Done{};
  }

  const Sheet& sheet_;
  double tolerance_;
  IoTable table_;
  std::optional<size_t> origin_;
  std::vector<size_t> columns_;
  std::unordered_map<std::string, Eigen::Index> index_;
  std::unordered_map<std::string, const Sheet::Line*> by_code_;
};

/// Rows of quadrant 10 whose `iotables_row` is also a column are the sectors; P1 is the output,
/// P7 the imported inputs in one row, B1G the value added.
Result<IoTable> read_wide_table(const Sheet& sheet, double tolerance) {
  const size_t row_name = *sheet.column("iotables_row");
  const std::optional<size_t> output_column = sheet.column("output_bp");
  if (!output_column)
    return at("chain.io.layout", 1, "output_bp", "缺少列", "the column is missing");
  IoTable table;
  table.kind = IoTableKind::domestic_and_imports;
  std::vector<size_t> columns;
  std::vector<const Sheet::Line*> rows;
  const Sheet::Line* output_row = nullptr;
  const Sheet::Line* added_row = nullptr;
  for (const Sheet::Line& line : sheet.lines) {
    const std::string& name = line.cells[row_name];
    if (name == "output_bp") output_row = &line;
    if (name == "gva_bp") added_row = &line;
    const std::optional<size_t> column = sheet.column(name);
    if (!column || name == "output_bp") continue;
    columns.push_back(*column);
    rows.push_back(&line);
    table.sectors.push_back({line.cells[0], {line.cells[1], line.cells[1]}});
  }
  if (rows.empty() || output_row == nullptr || added_row == nullptr)
    return at("chain.io.layout", 1, "iotables_row", "没有部门行、output_bp 行或 gva_bp 行",
              "the rows of sectors, output_bp or gva_bp are missing");
  const auto n = static_cast<Eigen::Index>(rows.size());
  table.inputs.setZero(n, n);
  table.imported_inputs.setZero(n, n);
  table.imports.setZero(n);
  table.final_use.setZero(n);
  TRY_ASSIGN(output, values(sheet, *output_row, columns));
  TRY_ASSIGN(added, values(sheet, *added_row, columns));
  table.output = output;
  table.value_added = added;
  for (Eigen::Index i = 0; i < n; ++i) {
    const Sheet::Line& line = *rows[static_cast<size_t>(i)];
    TRY_ASSIGN(row, values(sheet, line, columns));
    table.inputs.row(i) = row;
    for (size_t c = columns.back() + 1; c < *output_column; ++c) {
      TRY_ASSIGN(use, number(sheet, line, c));
      table.final_use(i) += use;
    }
    TRY_ASSIGN(total, number(sheet, line, *output_column));
    if (differ(row.sum() + table.final_use(i), total, tolerance))
      return totals("chain.io.row_total", line.line, "output_bp", "使用合计与总产出不符",
                    "the uses do not add up to the output", row.sum() + table.final_use(i), total);
    if (differ(output(i), total, tolerance))
      return totals("chain.io.output", output_row->line,
                    sheet.header[columns[static_cast<size_t>(i)]], "总投入与总产出不符",
                    "total input is not the sector's output", output(i), total);
  }
  for (Eigen::Index j = 0; j < n; ++j)
    if (table.inputs.col(j).sum() + added(j) > output(j) * (1 + tolerance) + 1)
      return totals("chain.io.column_total", output_row->line,
                    sheet.header[columns[static_cast<size_t>(j)]], "投入超过总投入",
                    "the inputs are more than the total input",
                    table.inputs.col(j).sum() + added(j), output(j));
  return table;
}

}  // namespace

std::string_view io_table_kind_name(IoTableKind kind) {
  return kind == IoTableKind::competitive_imports ? "competitive_imports" : "domestic_and_imports";
}

std::optional<Eigen::Index> IoTable::find(std::string_view code) const {
  for (size_t i = 0; i < sectors.size(); ++i)
    if (sectors[i].code == code) return static_cast<Eigen::Index>(i);
  return std::nullopt;
}

bool is_io_table(std::string_view text) {
  const std::string_view header = text.substr(0, text.find('\n'));
  return (header.find("DescriptionInChinese") != std::string_view::npos &&
          header.find(",TIU") != std::string_view::npos) ||
         header.find("iotables_row") != std::string_view::npos;
}

Result<IoTable> read_io_table(std::string_view bytes, double tolerance) {
  TRY_ASSIGN(sheet, read_sheet(bytes));
  if (sheet.column("iotables_row")) return read_wide_table(sheet, tolerance);
  if (sheet.header.size() > 4 && sheet.header[0] == "Code" &&
      sheet.header[2] == "DescriptionInChinese")
    return ChineseTable(sheet, tolerance).read();
  return at("chain.io.layout", 1, "",
            "表头不是已知的投入产出表（应以 Code,Description,DescriptionInChinese 开头，"
            "或含有 iotables_row）",
            "the header is not one of a known input-output table (it should begin with "
            "Code,Description,DescriptionInChinese or hold iotables_row)");
}

std::optional<int> year_in_name(std::string_view filename) {
  for (size_t i = 0; i + 4 <= filename.size(); ++i) {
    const bool starts = i == 0 || filename[i - 1] < '0' || filename[i - 1] > '9';
    const bool ends = i + 4 == filename.size() || filename[i + 4] < '0' || filename[i + 4] > '9';
    if (!starts || !ends) continue;
    const std::optional<double> year = parse_number(filename.substr(i, 4));
    if (year && *year >= 1950 && *year <= 2099 && *year == std::floor(*year))
      return static_cast<int>(*year);
  }
  return std::nullopt;
}

}  // namespace gaoxin
