// CSV after RFC 4180, as spreadsheets write it, without copying: a cell is a view into the text
// unless it holds doubled quotes. Also: finding the encoding, JSON lines, and the header.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <deque>

#include "base/text.h"
#include "registry/table_reader.h"

namespace gaoxin {
namespace {

Error table_error(std::string_view key, std::string zh, std::string en) {
  return {ErrorCode::invalid,
          fmt::format("registry.table.{}", key),
          {std::move(zh), std::move(en)},
          {}};
}

Error cell_too_long(int64_t row, size_t column, size_t limit) {
  return table_error(
      "cell_too_long",
      fmt::format("第 {} 行第 {} 列的单元格超过 {} 字节;请检查引号是否没有成对", row, column,
                  limit),
      fmt::format("the cell in row {}, column {} is longer than {} bytes; look for a quote that is "
                  "not closed",
                  row, column, limit));
}

Error too_many_columns(int64_t row, size_t limit) {
  return table_error("too_many_columns", fmt::format("第 {} 行超过 {} 列", row, limit),
                     fmt::format("row {} has more than {} columns", row, limit));
}

/// Splits one text into records. Cells of the record being read stand in cells_; those that had to
/// be rewritten live in rewritten_.
class CsvReader {
 public:
  CsvReader(std::string_view text, const OnTableRow& each, const TableLimits& limits)
      : text_(text), each_(each), limits_(limits), separator_(guess_separator(text)) {
    ends_cell_.fill(false);
    for (const char c : {separator_, '\n', '\r'}) ends_cell_[static_cast<unsigned char>(c)] = true;
  }

  Result<Done> run() {
    while (at_ < text_.size()) {
      ++row_;
      cells_.clear();
      rewritten_.clear();
      TRY(read_record());
      const bool filled =
          std::any_of(cells_.begin(), cells_.end(), [](auto cell) { return !cell.empty(); });
      if (filled && !each_(TableRow{row_, cells_, nullptr})) break;
    }
    return Done{};
  }

 private:
  Result<Done> read_record() {
    for (;;) {
      std::string_view cell;
      if (at_ < text_.size() && text_[at_] == '"') {
        TRY(read_quoted(&cell));
      } else {
        const size_t begin = at_;
        while (at_ < text_.size() && !ends_cell_[static_cast<unsigned char>(text_[at_])]) ++at_;
        cell = text_.substr(begin, at_ - begin);
      }
      if (cell.size() > limits_.cell_bytes_max)
        return cell_too_long(row_, cells_.size() + 1, limits_.cell_bytes_max);
      if (cells_.size() == limits_.columns_max) return too_many_columns(row_, limits_.columns_max);
      cells_.push_back(cell);
      if (at_ == text_.size()) return Done{};
      const char end = text_[at_++];
      if (end == separator_) continue;
      if (end == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
      return Done{};
    }
  }

  Result<Done> read_quoted(std::string_view* cell) {
    const size_t begin = ++at_;
    std::string* rewritten = nullptr;
    size_t copied_to = begin;
    for (;;) {
      const size_t quote = text_.find('"', at_);
      if (quote - begin > limits_.cell_bytes_max && quote != text_.npos)
        return cell_too_long(row_, cells_.size() + 1, limits_.cell_bytes_max);
      if (quote == text_.npos)
        return table_error("quote",
                           fmt::format("第 {} 行第 {} 列的引号没有闭合", row_, cells_.size() + 1),
                           fmt::format("the quote that opens in row {}, column {} is never closed",
                                       row_, cells_.size() + 1));
      at_ = quote + 1;
      const bool doubled = at_ < text_.size() && text_[at_] == '"';
      const bool ended = at_ == text_.size() || ends_cell_[static_cast<unsigned char>(text_[at_])];
      if (ended && rewritten == nullptr) {
        *cell = text_.substr(begin, quote - begin);
        return Done{};
      }
      if (rewritten == nullptr) rewritten = &rewritten_.emplace_back();
      rewritten->append(text_.substr(copied_to, quote - copied_to));
      if (ended) {
        *cell = *rewritten;
        return Done{};
      }
      // A doubled quote is one quote; a lone one inside a cell is taken as it stands.
      *rewritten += '"';
      if (doubled) ++at_;
      copied_to = at_;
    }
  }

  std::string_view text_;
  const OnTableRow& each_;
  const TableLimits& limits_;
  char separator_;
  std::array<bool, 256> ends_cell_;
  size_t at_ = 0;
  int64_t row_ = 0;
  std::vector<std::string_view> cells_;
  std::deque<std::string> rewritten_;  // A deque does not move its strings.
};

/// Bytes that begin UTF-8 sequences of several bytes, well formed and not, and the first bad line.
struct Utf8Survey {
  size_t good = 0;
  size_t bad = 0;
  size_t first_bad = 0;
};

Utf8Survey survey_utf8(std::string_view bytes) {
  Utf8Survey survey;
  for (size_t i = 0; i < bytes.size();) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    if (first < 0x80) {
      ++i;
      continue;
    }
    const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (i + length <= bytes.size() && is_utf8(bytes.substr(i, length))) {
      ++survey.good;
      i += length;
    } else {
      if (survey.bad++ == 0) survey.first_bad = i;
      ++i;
    }
  }
  return survey;
}

Result<std::string> decode_utf16(std::string_view bytes) {
  const bool little = bytes[0] == '\xFF';
  if (bytes.size() % 2 != 0)
    return table_error("encoding", "UTF-16 文件的字节数为奇数,文件不完整",
                       "the UTF-16 file has an odd number of bytes; it is incomplete");
  std::string out;
  out.reserve(bytes.size());
  const auto unit = [&](size_t i) -> char32_t {
    const auto a = static_cast<unsigned char>(bytes[i]);
    const auto b = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(little ? a | b << 8 : a << 8 | b);
  };
  for (size_t i = 2; i < bytes.size(); i += 2) {
    char32_t c = unit(i);
    if (c >= 0xD800 && c < 0xDC00 && i + 3 < bytes.size()) {
      const char32_t low = unit(i + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      }
    }
    append_utf8(out, c >= 0xD800 && c < 0xE000 ? U'\uFFFD' : c);
  }
  return out;
}

std::string json_cell(const boost::json::value& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return std::string(value.get_string());
  return boost::json::serialize(value);
}

/// One flat object a line; the first line's keys are the header.
void read_json_lines(std::string_view text, const OnTableRow& each, const TableLimits& limits) {
  std::vector<std::string> keys;
  std::vector<std::string> values;
  std::vector<std::string_view> cells;
  int64_t number = 1;  // The keys are row 1.
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = trim(text.substr(begin, end - begin));
    begin = end + 1;
    if (line.empty()) {
      number += keys.empty() ? 0 : 1;
      continue;
    }
    boost::json::error_code failed;
    const boost::json::value value = boost::json::parse(line, failed);
    if (keys.empty() && !failed && value.is_object()) {
      for (const auto& item : value.get_object()) keys.emplace_back(item.key());
      cells.assign(keys.begin(), keys.end());
      if (!each(TableRow{1, cells, nullptr})) return;
    }
    ++number;
    bool bad = failed || !value.is_object();
    values.assign(keys.size(), {});
    if (!bad) {
      for (size_t i = 0; i < keys.size(); ++i) {
        const boost::json::value* member = value.get_object().if_contains(keys[i]);
        if (member != nullptr) values[i] = json_cell(*member);
        bad = bad || values[i].size() > limits.cell_bytes_max;
      }
    }
    if (bad) {
      const Error problem =
          table_error("json_line", fmt::format("第 {} 行不是一个完整的 JSON 对象", number - 1),
                      fmt::format("line {} is not a whole JSON object", number - 1));
      if (!each(TableRow{number, {}, &problem})) return;
      continue;
    }
    cells.assign(values.begin(), values.end());
    if (!each(TableRow{number, cells, nullptr})) return;
  }
}

size_t filled_cells(const std::vector<std::string>& cells) {
  return static_cast<size_t>(
      std::count_if(cells.begin(), cells.end(), [](const auto& c) { return !trim(c).empty(); }));
}

/// The title's row of a merged cell that begins in column `column` of `row`; then the header has a
/// second line when such a cell spans columns.
bool spans_columns(const TableInfo& info, int64_t row) {
  return std::any_of(info.merged.begin(), info.merged.end(), [&](const TableInfo::Merged& m) {
    return m.top <= row && m.bottom >= row && m.right > m.left;
  });
}

}  // namespace

char guess_separator(std::string_view text) {
  constexpr std::array<char, 3> kSeparators{',', '\t', ';'};
  constexpr size_t kLinesMax = 20;
  std::array<std::vector<size_t>, 3> counts;
  std::array<size_t, 3> current{};
  bool quoted = false;
  for (size_t i = 0; i < text.size() && i < 65536 && counts[0].size() < kLinesMax; ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted) continue;
    for (size_t k = 0; k < kSeparators.size(); ++k) current[k] += text[i] == kSeparators[k];
    if (text[i] != '\n') continue;
    for (size_t k = 0; k < kSeparators.size(); ++k) counts[k].push_back(current[k]);
    current.fill(0);
  }
  if (counts[0].empty())
    for (size_t k = 0; k < kSeparators.size(); ++k) counts[k].push_back(current[k]);
  size_t best = 0;
  double best_score = 0;
  for (size_t k = 0; k < kSeparators.size(); ++k) {
    std::vector<size_t> sorted = counts[k];
    std::sort(sorted.begin(), sorted.end());
    const size_t median = sorted[sorted.size() / 2];
    const auto agree = std::count(sorted.begin(), sorted.end(), median);
    const double score = median == 0
                             ? 0
                             : static_cast<double>(agree) / static_cast<double>(sorted.size()) +
                                   0.001 * static_cast<double>(std::min<size_t>(median, 99));
    if (score > best_score) {
      best = k;
      best_score = score;
    }
  }
  return kSeparators[best];
}

Result<Done> read_csv(std::string_view text, const OnTableRow& each, const TableLimits& limits) {
  return CsvReader(text, each, limits).run();
}

Result<DecodedText> decode_text(std::string_view bytes, std::string& storage) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    TRY_ASSIGN(text, decode_utf16(bytes));
    storage = std::move(text);
    return DecodedText{storage, "utf-16"};
  }
  if (bytes.find('\0') != bytes.npos)
    return table_error("binary", "文件不是表格文本(含有二进制内容);请上传 CSV 或 XLSX",
                       "the file is not text (it holds binary data); upload CSV or XLSX");
  const bool mark = bytes.starts_with("\xEF\xBB\xBF");
  const std::string_view body = mark ? bytes.substr(3) : bytes;
  if (is_utf8(body)) return DecodedText{body, "utf-8"};
  const Utf8Survey survey = survey_utf8(body);
  const auto damaged = [&] {
    const auto line =
        1 + std::count(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(survey.first_bad),
                       '\n');
    return table_error("encoding",
                       fmt::format("第 {} 行有损坏的字符,既不是 UTF-8 也不是 GB18030;请用 UTF-8 "
                                   "重新保存",
                                   line),
                       fmt::format("line {} holds damaged characters, neither UTF-8 nor GB18030; "
                                   "save the file as UTF-8",
                                   line));
  };
  // GB18030 reads as almost no UTF-8; a text that is mostly UTF-8 is damaged UTF-8.
  if (mark || survey.good > 9 * survey.bad) return damaged();
  std::optional<std::string> converted = gb18030_to_utf8(body);
  if (!converted) return damaged();
  storage = std::move(*converted);
  return DecodedText{storage, "gb18030"};
}

Result<TableInfo> read_table(std::string_view bytes, const OnTableRow& each,
                             const TableLimits& limits) {
  if (bytes.empty()) return table_error("empty", "文件是空的", "the file is empty");
  if (bytes.starts_with("PK\x03\x04")) return read_xlsx(bytes, each, limits);
  if (bytes.starts_with("\xD0\xCF\x11\xE0"))
    return table_error("old_xls", "这是旧的 XLS 格式;请另存为 XLSX 或 CSV",
                       "this is the old XLS format; save it as XLSX or CSV");
  std::string storage;
  TRY_ASSIGN(decoded, decode_text(bytes, storage));
  TableInfo info;
  if (trim(decoded.text.substr(0, 4096)).starts_with('{')) {
    info.format = "json lines";
    read_json_lines(decoded.text, each, limits);
    return info;
  }
  info.format = "csv, " + decoded.encoding;
  TRY(read_csv(decoded.text, each, limits));
  return info;
}

Result<TableHead> read_table_head(std::string_view bytes, size_t rows_max,
                                  const TableLimits& limits) {
  constexpr size_t kHeaderWithin = 20;
  TableHead head;
  std::vector<std::vector<std::string>> rows;
  std::vector<int64_t> numbers;
  TRY_ASSIGN(info, read_table(
                       bytes,
                       [&](const TableRow& row) {
                         rows.emplace_back(row.cells.begin(), row.cells.end());
                         numbers.push_back(row.number);
                         return rows.size() < rows_max + kHeaderWithin;
                       },
                       limits));
  head.info = std::move(info);
  // Merged cells are filled; a title merged over everything still is one text.
  const auto distinct = [](std::vector<std::string> cells) {
    std::sort(cells.begin(), cells.end());
    cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
    return filled_cells(cells);
  };
  size_t fullest = 0;
  for (size_t i = 0; i < rows.size() && i < kHeaderWithin; ++i)
    fullest = std::max(fullest, distinct(rows[i]));
  size_t at = 0;
  while (at < rows.size() && at < kHeaderWithin && distinct(rows[at]) * 2 < fullest) ++at;
  if (fullest == 0 || at == rows.size() || at == kHeaderWithin)
    return table_error("no_header", "找不到表头:前 20 行中没有列名",
                       "there is no header: none of the first 20 rows holds column names");
  head.headers = rows[at];
  if (spans_columns(head.info, numbers[at]) && at + 1 < rows.size()) {
    ++at;
    head.headers.resize(std::max(head.headers.size(), rows[at].size()));
    for (size_t i = 0; i < rows[at].size(); ++i)
      if (!rows[at][i].empty() && rows[at][i] != head.headers[i])
        head.headers[i] += (head.headers[i].empty() ? "" : " ") + rows[at][i];
  }
  head.header_row = numbers[at];
  for (size_t i = at + 1; i < rows.size() && head.rows.size() < rows_max; ++i) {
    head.rows.push_back(std::move(rows[i]));
    head.row_numbers.push_back(numbers[i]);
  }
  return head;
}

}  // namespace gaoxin
