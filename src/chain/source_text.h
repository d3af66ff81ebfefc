// From the bytes of a file to rows that know their line: the first step of every reader here.
//
// Reads UTF-8 with or without a byte order mark and GB18030. Rows are views into one text, so a
// file of a hundred thousand rows costs no allocation for each cell.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gaoxin {

/// The UTF-8 text of a file. Errors: chain.file.empty, chain.file.not_text (zero bytes: an XLSX, a
/// ZIP, UTF-16), chain.file.encoding.
Result<std::string> source_text(std::string_view bytes);

struct SourceRow {
  int64_t line = 0;  ///< of its first character; 1 is the first line
  std::vector<std::string_view> cells;
};

/// RFC 4180 rows: quoted cells may hold commas, line ends and doubled quotes. Empty lines are
/// skipped. The views live as long as the text and this object.
class CsvRows {
 public:
  explicit CsvRows(std::string_view text) : text_(text) {}
  /// The next row; nothing at the end. Errors: chain.file.quote (a quote that never closes or has
  /// text behind it), chain.file.cell (a cell of more than 64 KiB), with line and column.
  Result<std::optional<SourceRow>> next();

 private:
  Result<std::string_view> quoted_cell(int64_t column);

  std::string_view text_;
  size_t position_ = 0;
  int64_t line_ = 1;
  std::deque<std::string> unescaped_;  // Cells with doubled quotes, kept alive for their views.
};

/// Columns of a header by name. Errors: chain.file.header_missing names the columns not found.
class CsvHeader {
 public:
  static Result<CsvHeader> read(const SourceRow& row, std::initializer_list<const char*> needed);
  /// The cell under a column that was needed.
  std::string_view cell(const SourceRow& row, std::string_view column) const;
  size_t size() const { return names_.size(); }

 private:
  std::vector<std::string> names_;
};

/// The non-empty lines of a text with their numbers (JSON lines).
struct SourceLine {
  int64_t line = 0;
  std::string_view text;
};
std::vector<SourceLine> source_lines(std::string_view text);

/// A finite number in C notation, the whole cell; nothing otherwise.
std::optional<double> parse_number(std::string_view cell);

}  // namespace gaoxin
