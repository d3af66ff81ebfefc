// Bytes of a file somebody uploaded → rows of cells. Reads CSV (comma, semicolon or tab; UTF-8 with
// or without a byte order mark, UTF-16 with one, GB18030 and so GBK), XLSX (the first visible
// sheet) and JSON lines (one flat object a line). Everything is bounded, because the file is a
// stranger's.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gaoxin {

struct TableLimits {
  size_t cell_bytes_max = 64 * 1024;
  size_t columns_max = 16'384;
  /// Of what an XLSX file unpacks to; a small file that unpacks to gigabytes is a trap.
  size_t unpacked_bytes_max = size_t{2} << 30;
  size_t shared_string_bytes_max = size_t{512} << 20;
};

/// A row as a spreadsheet numbers it, from 1. Cells are UTF-8, valid during the call. Rows without
/// any text are left out. `problem` is set when this row alone could not be read (a line that is
/// not JSON); its cells are then empty.
struct TableRow {
  int64_t number = 0;
  std::span<const std::string_view> cells;
  const Error* problem = nullptr;
};
/// Returns false to stop reading.
using OnTableRow = std::function<bool(const TableRow&)>;

struct TableInfo {
  std::string format;  ///< "csv, utf-8", "csv, gb18030", "xlsx", "json lines"
  /// Cells merged in the first rows: from row, from column to row, to column, from 1. Their text
  /// is given in each of their cells.
  struct Merged {
    int64_t top, left, bottom, right;
  };
  std::vector<Merged> merged;
};

/// Calls `each` for the rows from the top. Errors (all `invalid`): registry.table.empty, .binary,
/// .old_xls, .encoding (with line), .quote (with the row where it opened), .cell_too_long,
/// .too_many_columns, .damaged (what could not be unpacked or parsed), .too_large.
Result<TableInfo> read_table(std::string_view bytes, const OnTableRow& each,
                             const TableLimits& limits = {});

/// Reads text that is already UTF-8 as CSV; read_table does so after finding the encoding.
Result<Done> read_csv(std::string_view text, const OnTableRow& each, const TableLimits& limits);
/// The separator that the first lines agree on most: ',', ';' or tab.
char guess_separator(std::string_view text);
Result<TableInfo> read_xlsx(std::string_view bytes, const OnTableRow& each,
                            const TableLimits& limits);

/// UTF-8 from any of the encodings above, with its name. A view into `bytes` when nothing had to
/// be changed, else into `storage`.
struct DecodedText {
  std::string_view text;
  std::string encoding;
};
Result<DecodedText> decode_text(std::string_view bytes, std::string& storage);

/// The header and the first rows below it.
struct TableHead {
  TableInfo info;
  int64_t header_row = 0;  ///< its last line; data begin below it
  std::vector<std::string> headers;
  std::vector<std::vector<std::string>> rows;
  std::vector<int64_t> row_numbers;
};
/// The header is the first row with at least half as many filled cells as the fullest of the first
/// twenty (so a title above it is skipped); with merged cells it may have two lines, which are
/// joined by a space. Error registry.table.no_header when there is nothing like it.
Result<TableHead> read_table_head(std::string_view bytes, size_t rows_max,
                                  const TableLimits& limits = {});

}  // namespace gaoxin
