#include "chain/source_text.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/text.h"

namespace gaoxin {
namespace {

constexpr size_t kCellBytesMax = size_t{64} << 10;

Error at_cell(const char* key, int64_t line, int64_t column, const char* zh, const char* en) {
  const std::string path = fmt::format("row {}, column {}", line, column);
  const Text text{fmt::format("第 {} 行第 {} 列：{}", line, column, zh),
                  fmt::format("line {}, column {}: {}", line, column, en)};
  return {ErrorCode::invalid, key, text, {{path, key, text}}};
}

Error cell_too_long(int64_t line, int64_t column) {
  return at_cell("chain.file.cell", line, column, "单元格超过 64 KiB，请检查引号或换行是否丢失",
                 "the cell is longer than 64 KiB; look for a lost quote or line end");
}

}  // namespace

Result<std::string> source_text(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (trim(bytes).empty())
    return Error{ErrorCode::invalid,
                 "chain.file.empty",
                 {"文件是空的，请重新选择文件", "the file is empty; choose another one"},
                 {}};
  if (bytes.find('\0') != std::string_view::npos)
    return Error{ErrorCode::invalid,
                 "chain.file.not_text",
                 {"文件不是文本（可能是 XLSX、压缩包或 UTF-16），请另存为 UTF-8 的 CSV 或 JSON",
                  "the file is not text (an XLSX, an archive or UTF-16?); save it as CSV or JSON "
                  "in UTF-8"},
                 {}};
  if (is_utf8(bytes)) return std::string(bytes);
  if (std::optional<std::string> converted = gb18030_to_utf8(bytes)) return *std::move(converted);
  return Error{ErrorCode::invalid,
               "chain.file.encoding",
               {"文字编码既不是 UTF-8 也不是 GB18030，请另存为 UTF-8",
                "the encoding is neither UTF-8 nor GB18030; save the file as UTF-8"},
               {}};
}

Result<std::string_view> CsvRows::quoted_cell(int64_t column) {
  const int64_t first_line = line_;
  const size_t begin = ++position_;
  bool doubled = false;
  while (true) {
    const size_t quote = text_.find('"', position_);
    if (quote == std::string_view::npos)
      return at_cell("chain.file.quote", first_line, column, "引号没有配对，请补上结尾的引号",
                     "a quote is never closed; add the closing quote");
    for (size_t i = position_; i < quote; ++i) line_ += text_[i] == '\n';
    position_ = quote + 1;
    if (position_ < text_.size() && text_[position_] == '"') {
      doubled = true;
      ++position_;
      continue;
    }
    if (quote - begin > kCellBytesMax) return cell_too_long(first_line, column);
    const std::string_view raw = text_.substr(begin, quote - begin);
    if (!doubled) return raw;
    std::string& cell = unescaped_.emplace_back();
    for (size_t i = 0; i < raw.size(); ++i) {
      cell += raw[i];
      if (raw[i] == '"') ++i;
    }
    return std::string_view(cell);
  }
}

Result<std::optional<SourceRow>> CsvRows::next() {
  while (position_ < text_.size() && (text_[position_] == '\n' || text_[position_] == '\r'))
    line_ += text_[position_++] == '\n';
  if (position_ >= text_.size()) return std::optional<SourceRow>();
  SourceRow row{line_, {}};
  while (true) {
    const auto column = static_cast<int64_t>(row.cells.size()) + 1;
    if (position_ < text_.size() && text_[position_] == '"') {
      TRY_ASSIGN(cell, quoted_cell(column));
      row.cells.push_back(cell);
    } else {
      const size_t end = std::min(text_.find_first_of(",\r\n", position_), text_.size());
      if (end - position_ > kCellBytesMax) return cell_too_long(line_, column);
      row.cells.push_back(text_.substr(position_, end - position_));
      position_ = end;
    }
    if (position_ >= text_.size()) break;
    const char separator = text_[position_];
    if (separator == '\r' || separator == '\n') break;
    if (separator != ',')
      return at_cell("chain.file.quote", line_, column, "结尾引号之后还有文字，请检查引号",
                     "text follows the closing quote; check the quotes");
    ++position_;
  }
  return std::optional<SourceRow>(std::move(row));
}

Result<CsvHeader> CsvHeader::read(const SourceRow& row, std::initializer_list<const char*> needed) {
  CsvHeader header;
  for (std::string_view cell : row.cells) header.names_.emplace_back(trim(cell));
  std::string missing;
  for (const char* name : needed) {
    bool found = false;
    for (const std::string& have : header.names_) found = found || have == name;
    if (!found) missing += (missing.empty() ? "" : ", ") + std::string(name);
  }
  if (!missing.empty())
    return Error{ErrorCode::invalid,
                 "chain.file.header_missing",
                 {fmt::format("第 {} 行表头缺少列：{}", row.line, missing),
                  fmt::format("the header in line {} lacks the columns: {}", row.line, missing)},
                 {}};
  return header;
}

std::string_view CsvHeader::cell(const SourceRow& row, std::string_view column) const {
  for (size_t i = 0; i < names_.size(); ++i)
    if (names_[i] == column) return i < row.cells.size() ? row.cells[i] : std::string_view();
  check_failed("column is in the header", __FILE__, __LINE__);
}

std::vector<SourceLine> source_lines(std::string_view text) {
  std::vector<SourceLine> lines;
  int64_t number = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    ++number;
    const std::string_view line = trim(text.substr(begin, end - begin));
    if (!line.empty()) lines.push_back({number, line});
    begin = end + 1;
  }
  return lines;
}

std::optional<double> parse_number(std::string_view cell) {
  cell = trim(cell);
  if (cell.starts_with('+')) cell.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

}  // namespace gaoxin
