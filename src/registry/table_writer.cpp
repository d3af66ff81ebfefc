// See table_writer.h. libxlsxwriter writes rows through to a temporary file (constant memory);
// CSV is text appended to one string.
#include "registry/table_writer.h"

#include <fmt/format.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "base/text.h"

namespace gaoxin {
namespace {

constexpr size_t kXlsxRowsMax = 1'048'575;     // Below the header.
constexpr size_t kXlsxCharactersMax = 32'767;  // In one cell.
constexpr int kWidthMin = 10;
constexpr int kWidthMax = 60;

/// Chinese characters are twice as wide as Latin ones.
int display_width(std::string_view text) {
  int width = 0;
  for (const char32_t c : decode_utf8(text)) width += c < 0x1100 ? 1 : 2;
  return width;
}

void append_csv_text(std::string& out, std::string_view text) {
  const bool runs = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != text.npos;
  const bool quote = text.find_first_of(",\"\r\n") != text.npos;
  if (quote) out += '"';
  if (runs) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  if (quote) out += '"';
}

void append_csv_cell(std::string& out, const TableCell& cell) {
  if (const auto* text = std::get_if<std::string_view>(&cell)) {
    append_csv_text(out, *text);
  } else if (const auto* whole = std::get_if<int64_t>(&cell)) {
    out += fmt::format("{}", *whole);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    if (std::isfinite(*real)) out += fmt::format("{}", *real);
  } else if (const auto* money = std::get_if<Money>(&cell)) {
    out += format_money(*money);
  } else if (const auto* date = std::get_if<Date>(&cell)) {
    out += format_date(*date);
  }
}

std::string write_csv(std::span<const TableColumn> columns,
                      const std::function<void(const AddRow&)>& rows) {
  std::string out = "\xEF\xBB\xBF";
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += ',';
    append_csv_text(out, columns[i].title);
  }
  out += "\r\n";
  rows([&](std::span<const TableCell> cells) {
    CHECK(cells.size() <= columns.size());
    for (size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) out += ',';
      if (i < cells.size()) append_csv_cell(out, cells[i]);
    }
    out += "\r\n";
  });
  return out;
}

/// A temporary file that is gone when this is.
class TemporaryFile {
 public:
  TemporaryFile() {
    path_ = (std::filesystem::temp_directory_path() / "gaoxin-table-XXXXXX").string();
    const int descriptor = mkstemp(path_.data());
    if (descriptor < 0) throw std::runtime_error("cannot create a temporary file: " + path_);
    close(descriptor);
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }
  std::string bytes() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

 private:
  std::string path_;
};

/// XLSX forbids []:*?/\ in sheet names and holds 31 UTF-16 units.
std::string safe_sheet_name(std::string_view name) {
  std::u32string out;
  for (const char32_t c : decode_utf8(name)) {
    if (std::u32string_view(U"[]:*?/\\'").find(c) == std::u32string_view::npos && c >= 0x20)
      out += c;
    if (out.size() == 15) break;
  }
  return out.empty() ? "Sheet1" : encode_utf8(out);
}

/// What a cell may hold: no control characters, bounded length, well-formed UTF-8.
std::string safe_cell_text(std::string_view text) {
  std::u32string characters = decode_utf8(text);
  std::erase_if(characters, [](char32_t c) { return c < 0x20 && c != '\n' && c != '\t'; });
  if (characters.size() > kXlsxCharactersMax / 2) {  // Some may need two UTF-16 units.
    size_t units = 0;
    size_t keep = 0;
    for (const char32_t c : characters) {
      units += c > 0xFFFF ? 2 : 1;
      if (units >= kXlsxCharactersMax) break;
      ++keep;
    }
    if (keep < characters.size()) {
      characters.resize(keep);
      characters += U'…';
    }
  }
  return encode_utf8(characters);
}

struct XlsxFormats {
  lxw_format* header;
  lxw_format* money;
  lxw_format* date;
};

void write_xlsx_cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const TableCell& cell,
                     const XlsxFormats& formats) {
  if (const auto* text = std::get_if<std::string_view>(&cell)) {
    if (!text->empty())
      worksheet_write_string(sheet, row, column, safe_cell_text(*text).c_str(), nullptr);
  } else if (const auto* whole = std::get_if<int64_t>(&cell)) {
    constexpr int64_t kExact = int64_t{1} << 53;
    if (*whole > -kExact && *whole < kExact)
      worksheet_write_number(sheet, row, column, static_cast<double>(*whole), nullptr);
    else
      worksheet_write_string(sheet, row, column, fmt::format("{}", *whole).c_str(), nullptr);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    if (std::isfinite(*real)) worksheet_write_number(sheet, row, column, *real, nullptr);
  } else if (const auto* money = std::get_if<Money>(&cell)) {
    worksheet_write_number(sheet, row, column, static_cast<double>(money->fen) / 100.0,
                           formats.money);
  } else if (const auto* date = std::get_if<Date>(&cell)) {
    const YearMonthDay day = year_month_day(*date);
    lxw_datetime when{day.year, day.month, day.day, 0, 0, 0};
    if (day.year >= 1900 && day.year <= 9999)
      worksheet_write_datetime(sheet, row, column, &when, formats.date);
    else
      worksheet_write_string(sheet, row, column, format_date(*date).c_str(), nullptr);
  }
}

Result<std::string> write_xlsx(std::string_view sheet_name, std::span<const TableColumn> columns,
                               const std::function<void(const AddRow&)>& rows) {
  const TemporaryFile file;
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  lxw_workbook* book = workbook_new_opt(file.path().c_str(), &options);
  CHECK(book != nullptr);
  lxw_worksheet* sheet = workbook_add_worksheet(book, safe_sheet_name(sheet_name).c_str());
  CHECK(sheet != nullptr);
  XlsxFormats formats{workbook_add_format(book), workbook_add_format(book),
                      workbook_add_format(book)};
  format_set_bold(formats.header);
  format_set_bg_color(formats.header, 0xE6EEF8);
  format_set_bottom(formats.header, LXW_BORDER_THIN);
  format_set_num_format(formats.money, "#,##0.00");
  format_set_num_format(formats.date, "yyyy-mm-dd");
  for (size_t i = 0; i < columns.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    const int width = columns[i].width_characters > 0 ? columns[i].width_characters
                                                      : display_width(columns[i].title) + 4;
    worksheet_set_column(sheet, column, column, std::clamp(width, kWidthMin, kWidthMax), nullptr);
    worksheet_write_string(sheet, 0, column, safe_cell_text(columns[i].title).c_str(),
                           formats.header);
  }
  worksheet_freeze_panes(sheet, 1, 0);
  size_t count = 0;
  rows([&](std::span<const TableCell> cells) {
    CHECK(cells.size() <= columns.size());
    if (++count > kXlsxRowsMax) return;
    for (size_t i = 0; i < cells.size(); ++i)
      write_xlsx_cell(sheet, static_cast<lxw_row_t>(count), static_cast<lxw_col_t>(i), cells[i],
                      formats);
  });
  if (!columns.empty())
    worksheet_autofilter(sheet, 0, 0, static_cast<lxw_row_t>(std::min(count, kXlsxRowsMax)),
                         static_cast<lxw_col_t>(columns.size() - 1));
  const lxw_error closed = workbook_close(book);
  if (closed != LXW_NO_ERROR)
    throw std::runtime_error(fmt::format("cannot write a spreadsheet: {}", lxw_strerror(closed)));
  if (count > kXlsxRowsMax)
    return Error{
        ErrorCode::rule_failed,
        "registry.table.too_many_rows",
        {fmt::format("共 {} 行,XLSX 最多容纳 {} 行;请缩小范围或导出 CSV", count, kXlsxRowsMax),
         fmt::format("{} rows are more than the {} that XLSX holds; narrow the list or "
                     "export CSV",
                     count, kXlsxRowsMax)},
        {}};
  return file.bytes();
}

}  // namespace

Result<TableFormat> parse_table_format(std::string_view name) {
  if (name == "xlsx") return TableFormat::xlsx;
  if (name == "csv") return TableFormat::csv;
  return Error{ErrorCode::invalid,
               "registry.table.format",
               {fmt::format("不支持的格式“{}”;请用 xlsx 或 csv", clipped(name, 40)),
                fmt::format("'{}' is not a format; use xlsx or csv", clipped(name, 40))},
               {}};
}

std::string_view table_content_type(TableFormat format) {
  return format == TableFormat::csv
             ? "text/csv; charset=utf-8"
             : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

Result<std::string> write_table(TableFormat format, std::string_view sheet_name,
                                std::span<const TableColumn> columns,
                                const std::function<void(const AddRow&)>& rows) {
  if (format == TableFormat::csv) return write_csv(columns, rows);
  return write_xlsx(sheet_name, columns, rows);
}

}  // namespace gaoxin
