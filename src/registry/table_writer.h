// Tables for people: XLSX and CSV from columns and rows, for every export of the product.
//
// The caller pushes rows one by one, so that a million of them never stand in memory as cells; the
// finished file is returned as bytes, ready for a File answer.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"

namespace gaoxin {

enum class TableFormat { xlsx, csv };
/// "xlsx" or "csv"; error registry.table.format.
Result<TableFormat> parse_table_format(std::string_view name);
/// The media type of the format, for File::content_type.
std::string_view table_content_type(TableFormat format);

struct TableColumn {
  std::string title;         ///< in the language of the reader
  int width_characters = 0;  ///< 0: after the title; XLSX only
};

/// An empty cell is unknown and stays empty. Money becomes a number of yuan with two decimals,
/// Date a real date. Text is always text: what looks like a formula is never one.
using TableCell = std::variant<std::monostate, std::string_view, int64_t, double, Money, Date>;

/// Takes one row; cells beyond the columns are a bug (CHECK), missing ones stay empty.
using AddRow = std::function<void(std::span<const TableCell>)>;

/// The whole file. CSV: UTF-8 with a byte order mark, commas, CRLF; a text that begins with
/// = + - @ tab or return gets an apostrophe before it, because spreadsheets would run it. XLSX: one
/// sheet, bold frozen header, filter buttons. Errors: registry.table.too_many_rows (XLSX holds
/// 1,048,575 rows below its header). Text longer than the 32,767 characters a cell of XLSX holds is
/// cut there and ends in "…".
Result<std::string> write_table(TableFormat format, std::string_view sheet_name,
                                std::span<const TableColumn> columns,
                                const std::function<void(const AddRow&)>& rows);

}  // namespace gaoxin
