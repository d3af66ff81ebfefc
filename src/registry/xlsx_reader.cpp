// XLSX: a ZIP of XML parts. libzip unpacks, expat parses as a stream, so that a sheet of a million
// rows never stands in memory as a tree. Parts read: the workbook (sheets, epoch), its relations,
// the styles (which numbers are dates), the shared strings, and the first visible sheet.
#include <expat.h>
#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <set>

#include "base/date.h"
#include "base/text.h"
#include "registry/table_reader.h"

namespace gaoxin {
namespace {

constexpr int64_t kRowsMax = 1'048'576;    // The format's own limit.
constexpr int64_t kMergedWithinRows = 20;  // Merged cells matter in headers only.

Error xlsx_error(std::string_view key, std::string zh, std::string en) {
  return {ErrorCode::invalid,
          fmt::format("registry.table.{}", key),
          {std::move(zh), std::move(en)},
          {}};
}

Error damaged(std::string_view part, std::string_view what) {
  return xlsx_error("damaged", fmt::format("XLSX 文件损坏:{}({})", part, what),
                    fmt::format("the XLSX file is damaged: {} ({})", part, what));
}

struct ZipCloser {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct ZipFileCloser {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
struct ParserCloser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

/// An open archive and how many bytes may still be unpacked from it.
class Package {
 public:
  static Result<Package> open(std::string_view bytes, const TableLimits& limits) {
    zip_error_t failure;
    zip_error_init(&failure);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &failure);
    zip_t* archive =
        source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &failure);
    if (archive == nullptr) {
      const std::string what = zip_error_strerror(&failure);
      if (source != nullptr) zip_source_free(source);
      zip_error_fini(&failure);
      return damaged("ZIP", what);
    }
    zip_error_fini(&failure);
    Package package;
    package.archive_.reset(archive);
    package.left_ = limits.unpacked_bytes_max;
    return package;
  }

  bool has(const std::string& part) const {
    return zip_name_locate(archive_.get(), part.c_str(), 0) >= 0;
  }

  /// Unpacks a part piece by piece; `take` returns false to stop.
  Result<Done> unpack(const std::string& part, const std::function<bool(std::string_view)>& take) {
    const std::unique_ptr<zip_file_t, ZipFileCloser> file(
        zip_fopen(archive_.get(), part.c_str(), 0));
    if (!file) return damaged(part, zip_strerror(archive_.get()));
    std::vector<char> buffer(size_t{64} << 10);
    for (;;) {
      const zip_int64_t got = zip_fread(file.get(), buffer.data(), buffer.size());
      if (got < 0) return damaged(part, zip_file_strerror(file.get()));
      if (got == 0) return Done{};
      const auto size = static_cast<size_t>(got);
      if (size > left_)
        return xlsx_error("too_large", "XLSX 文件解压后过大;请拆分或改用 CSV",
                          "the XLSX file is too large when unpacked; split it or use CSV");
      left_ -= size;
      if (!take({buffer.data(), size})) return Done{};
    }
  }

 private:
  Package() = default;
  std::unique_ptr<zip_t, ZipCloser> archive_;
  size_t left_ = 0;
};

using Attributes = const XML_Char**;

std::string_view attribute(Attributes attributes, std::string_view name) {
  for (; *attributes != nullptr; attributes += 2)
    if (name == attributes[0]) return attributes[1];
  return {};
}

/// "x:row" → "row": some writers give every element a prefix.
std::string_view local(std::string_view name) {
  const size_t colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

/// Parses one part. A handler that sets `stop` ends the parse without error; one that sets
/// `failure` ends it with it.
struct XmlHandler {
  virtual ~XmlHandler() = default;
  virtual void start(std::string_view name, Attributes attributes) = 0;
  virtual void end(std::string_view) {}
  virtual void text(std::string_view) {}
  bool stop = false;
  std::optional<Error> failure;
  XML_Parser parser = nullptr;

  void fail(Error error) {
    failure = std::move(error);
    XML_StopParser(parser, XML_FALSE);
  }
};

Result<Done> parse_part(Package& package, const std::string& part, XmlHandler& handler) {
  const std::unique_ptr<XML_ParserStruct, ParserCloser> parser(XML_ParserCreate(nullptr));
  CHECK(parser != nullptr);
  handler.parser = parser.get();
  XML_SetUserData(parser.get(), &handler);
  XML_SetElementHandler(
      parser.get(),
      [](void* self, const XML_Char* name, Attributes attributes) {
        static_cast<XmlHandler*>(self)->start(local(name), attributes);
      },
      [](void* self, const XML_Char* name) { static_cast<XmlHandler*>(self)->end(local(name)); });
  XML_SetCharacterDataHandler(parser.get(), [](void* self, const XML_Char* text, int length) {
    static_cast<XmlHandler*>(self)->text({text, static_cast<size_t>(length)});
  });
  // No spreadsheet has a document type; where there is one, somebody wants entities expanded.
  XML_SetStartDoctypeDeclHandler(
      parser.get(), [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        static_cast<XmlHandler*>(self)->fail(damaged("XML", "document type"));
      });
  std::optional<std::string> syntax;
  TRY(package.unpack(part, [&](std::string_view piece) {
    if (XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), 0) == XML_STATUS_OK &&
        !handler.stop)
      return true;
    if (!handler.stop && !handler.failure) syntax = XML_ErrorString(XML_GetErrorCode(parser.get()));
    return false;
  }));
  if (!handler.stop && !handler.failure && !syntax &&
      XML_Parse(parser.get(), "", 0, 1) != XML_STATUS_OK && !handler.stop && !handler.failure)
    syntax = XML_ErrorString(XML_GetErrorCode(parser.get()));
  if (handler.failure) return *handler.failure;
  if (syntax && !handler.stop) return damaged(part, *syntax);
  return Done{};
}

struct WorkbookHandler final : XmlHandler {
  std::string sheet_relation;  // Of the first visible sheet.
  bool epoch_1904 = false;
  void start(std::string_view name, Attributes attributes) override {
    if (name == "workbookPr") {
      const std::string_view value = attribute(attributes, "date1904");
      epoch_1904 = value == "1" || value == "true";
    }
    if (name == "sheet" && sheet_relation.empty()) {
      const std::string_view state = attribute(attributes, "state");
      if (state.empty() || state == "visible") sheet_relation = attribute(attributes, "r:id");
    }
  }
};

struct RelationsHandler final : XmlHandler {
  std::map<std::string, std::string, std::less<>> targets;
  std::string shared_strings, styles;
  void start(std::string_view name, Attributes attributes) override {
    if (name != "Relationship") return;
    const std::string_view target = attribute(attributes, "Target");
    const std::string part =
        target.starts_with('/') ? std::string(target.substr(1)) : "xl/" + std::string(target);
    targets[std::string(attribute(attributes, "Id"))] = part;
    const std::string_view type = attribute(attributes, "Type");
    if (type.ends_with("/sharedStrings")) shared_strings = part;
    if (type.ends_with("/styles")) styles = part;
  }
};

/// A number format shows a date when y, m, d or h stand in it outside quotes and brackets.
bool is_date_format(std::string_view format) {
  bool quoted = false;
  bool bracketed = false;
  for (size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == '[') {
      bracketed = true;
    } else if (c == ']') {
      bracketed = false;
    } else if (!quoted && !bracketed &&
               std::string_view("ymdhYMDH").find(c) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

bool is_built_in_date_format(int id) {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
         (id >= 50 && id <= 58);
}

int to_int(std::string_view text, int otherwise) {
  int value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

struct StylesHandler final : XmlHandler {
  std::set<int> date_formats;
  std::vector<bool> style_is_date;
  bool in_cell_formats = false;
  void start(std::string_view name, Attributes attributes) override {
    const auto format_id = [&] { return to_int(attribute(attributes, "numFmtId"), 0); };
    if (name == "numFmt" && is_date_format(attribute(attributes, "formatCode")))
      date_formats.insert(format_id());
    if (name == "cellXfs") in_cell_formats = true;
    if (name == "xf" && in_cell_formats && style_is_date.size() < 65'536)
      style_is_date.push_back(is_built_in_date_format(format_id()) ||
                              date_formats.contains(format_id()));
  }
  void end(std::string_view name) override {
    if (name == "cellXfs") in_cell_formats = false;
  }
};

/// All strings in one block; phonetic readings (rPh) are left out.
struct SharedStringsHandler final : XmlHandler {
  std::string block;
  std::vector<size_t> ends;
  size_t bytes_max = 0;
  bool in_text = false;
  bool in_phonetic = false;
  void start(std::string_view name, Attributes) override {
    if (name == "t") in_text = true;
    if (name == "rPh") in_phonetic = true;
  }
  void end(std::string_view name) override {
    if (name == "t") in_text = false;
    if (name == "rPh") in_phonetic = false;
    if (name == "si") ends.push_back(block.size());
  }
  void text(std::string_view piece) override {
    if (!in_text || in_phonetic) return;
    block += piece;
    if (block.size() > bytes_max || ends.size() > bytes_max / 16)
      fail(xlsx_error("too_large", "XLSX 文件的文字过多;请拆分或改用 CSV",
                      "the XLSX file holds too much text; split it or use CSV"));
  }
  std::string_view at(size_t i) const {
    const size_t begin = i == 0 ? 0 : ends[i - 1];
    return std::string_view(block).substr(begin, ends[i] - begin);
  }
};

struct CellReference {
  int64_t row = 0;     // From 1; 0 when the text is no reference.
  int64_t column = 0;  // From 1.
};

CellReference parse_reference(std::string_view text) {
  CellReference at;
  size_t i = 0;
  for (; i < text.size() && text[i] >= 'A' && text[i] <= 'Z' && i < 4; ++i)
    at.column = at.column * 26 + (text[i] - 'A' + 1);
  for (; i < text.size() && text[i] >= '0' && text[i] <= '9' && at.row <= kRowsMax; ++i)
    at.row = at.row * 10 + (text[i] - '0');
  return at;
}

/// Days since 1899-12-30 (or 1904-01-01) as an ISO date, with the time when there is one.
std::string date_text(double serial, bool epoch_1904) {
  if (!(serial >= 0) || serial > 2'958'465.999) return fmt::format("{}", serial);
  auto days = static_cast<int32_t>(serial);
  auto seconds = static_cast<int64_t>(std::llround((serial - days) * 86'400.0));
  if (seconds == 86'400) {
    seconds = 0;
    ++days;
  }
  // The 1900 system counts a 29 February 1900 that never was.
  const Date base = epoch_1904  ? make_date(1904, 1, 1)
                    : days < 60 ? make_date(1899, 12, 31)
                                : make_date(1899, 12, 30);
  const std::string date = format_date(Date{base.days + days});
  if (seconds == 0) return date;
  return fmt::format("{}T{:02}:{:02}:{:02}", date, seconds / 3600, seconds / 60 % 60, seconds % 60);
}

struct SheetHandler final : XmlHandler {
  const OnTableRow* each = nullptr;
  const TableLimits* limits = nullptr;
  const SharedStringsHandler* strings = nullptr;
  const std::vector<bool>* style_is_date = nullptr;
  const std::vector<TableInfo::Merged>* merged = nullptr;
  bool epoch_1904 = false;

  int64_t row = 0;
  int64_t column = 0;
  std::string type;
  size_t style = 0;
  bool in_value = false;
  bool in_phonetic = false;
  std::string value;
  std::vector<std::string> cells;
  std::vector<std::string_view> views;
  std::map<std::pair<int64_t, int64_t>, std::string> merged_texts;  // By top left.

  void start(std::string_view name, Attributes attributes) override {
    if (name == "row") {
      const std::string_view number = attribute(attributes, "r");
      const int64_t next = number.empty() ? row + 1 : to_int(number, 0);
      if (next <= row || next > kRowsMax)
        return fail(damaged("sheet", fmt::format("row number '{}'", clipped(number, 20))));
      row = next;
      column = 0;
      cells.clear();
    } else if (name == "c") {
      start_cell(attributes);
    } else if (name == "v" || name == "t") {
      in_value = !in_phonetic;
    } else if (name == "rPh") {
      in_phonetic = true;
    }
  }

  void start_cell(Attributes attributes) {
    const std::string_view reference = attribute(attributes, "r");
    column = reference.empty() ? column + 1 : parse_reference(reference).column;
    if (column < 1 || static_cast<size_t>(column) > limits->columns_max)
      return fail(xlsx_error(
          "too_many_columns", fmt::format("第 {} 行超过 {} 列", row, limits->columns_max),
          fmt::format("row {} has more than {} columns", row, limits->columns_max)));
    type = attribute(attributes, "t");
    style = static_cast<size_t>(std::max(0, to_int(attribute(attributes, "s"), 0)));
    value.clear();
  }

  void text(std::string_view piece) override {
    if (!in_value) return;
    value += piece;
    if (value.size() > limits->cell_bytes_max)
      fail(xlsx_error(
          "cell_too_long",
          fmt::format("第 {} 行第 {} 列的单元格超过 {} 字节", row, column, limits->cell_bytes_max),
          fmt::format("the cell in row {}, column {} is longer than {} bytes", row, column,
                      limits->cell_bytes_max)));
  }

  void end(std::string_view name) override {
    if (failure || stop) return;
    if (name == "v" || name == "t") {
      in_value = false;
    } else if (name == "rPh") {
      in_phonetic = false;
    } else if (name == "c") {
      end_cell();
    } else if (name == "row") {
      end_row();
    } else if (name == "sheetData") {
      finish();
    }
  }

  void end_cell() {
    std::string cell;
    if (type == "s") {
      size_t index = strings->ends.size();
      std::from_chars(value.data(), value.data() + value.size(), index);
      if (index >= strings->ends.size())
        return fail(
            damaged("sheet", fmt::format("row {}: shared string {}", row, clipped(value, 20))));
      cell = strings->at(index);
      if (cell.size() > limits->cell_bytes_max) {
        value = std::move(cell);
        return text({});
      }
    } else if (type == "b") {
      cell = value == "1" ? "TRUE" : "FALSE";
    } else if (type.empty() || type == "n") {
      cell = number_text();
    } else {
      cell = value;  // str, inlineStr, e (an error such as #N/A), d (ISO date).
    }
    if (cell.empty()) return;
    if (cells.size() < static_cast<size_t>(column)) cells.resize(static_cast<size_t>(column));
    cells[static_cast<size_t>(column - 1)] = std::move(cell);
  }

  std::string number_text() const {
    double number = 0;
    const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (value.empty() || failed != std::errc{} || end != value.data() + value.size()) return value;
    if (style < style_is_date->size() && (*style_is_date)[style])
      return date_text(number, epoch_1904);
    // The shortest text that is this number: 1.1, not the file's 1.1000000000000001.
    return fmt::format("{:.15g}", number).find('e') == std::string::npos
               ? fmt::format("{:.15g}", number)
               : fmt::format("{}", number);
  }

  void fill_merged() {
    if (row > kMergedWithinRows) return;
    for (const TableInfo::Merged& m : *merged) {
      if (row < m.top || row > m.bottom) continue;
      const std::pair key{m.top, m.left};
      if (row == m.top && static_cast<size_t>(m.left) <= cells.size())
        merged_texts[key] = cells[static_cast<size_t>(m.left - 1)];
      const std::string& text = merged_texts[key];
      if (text.empty()) continue;
      if (cells.size() < static_cast<size_t>(m.right)) cells.resize(static_cast<size_t>(m.right));
      for (int64_t c = m.left; c <= m.right; ++c) cells[static_cast<size_t>(c - 1)] = text;
    }
  }

  void end_row() {
    fill_merged();
    views.assign(cells.begin(), cells.end());
    const bool filled =
        std::any_of(views.begin(), views.end(), [](auto view) { return !view.empty(); });
    if (filled && !(*each)(TableRow{row, views, nullptr})) finish();
  }

  void finish() {
    stop = true;
    XML_StopParser(parser, XML_FALSE);
  }
};

/// The merged cells of the first rows. They stand behind the data, so the part is unpacked once
/// and searched as text.
Result<std::vector<TableInfo::Merged>> find_merged(Package& package, const std::string& part) {
  constexpr size_t kOverlap = 64;
  std::vector<TableInfo::Merged> merged;
  std::string window;
  TRY(package.unpack(part, [&](std::string_view piece) {
    window += piece;
    size_t at = 0;
    for (;;) {
      constexpr std::string_view kMark = "mergeCell ref=\"";
      at = window.find(kMark, at);
      if (at == window.npos) break;
      const size_t begin = at + kMark.size();
      const size_t end = window.find('"', begin);
      if (end == window.npos) break;
      const std::string_view range = std::string_view(window).substr(begin, end - begin);
      const size_t colon = range.find(':');
      at = end;
      if (colon == range.npos) continue;
      const CellReference a = parse_reference(range.substr(0, colon));
      const CellReference b = parse_reference(range.substr(colon + 1));
      if (a.row >= 1 && a.row <= kMergedWithinRows && a.column >= 1 && b.row >= a.row &&
          b.row <= kMergedWithinRows && b.column >= a.column && b.column <= 1024)
        merged.push_back({a.row, a.column, b.row, b.column});
    }
    if (window.size() > kOverlap) window.erase(0, window.size() - kOverlap);
    return merged.size() < 1000;
  }));
  return merged;
}

}  // namespace

Result<TableInfo> read_xlsx(std::string_view bytes, const OnTableRow& each,
                            const TableLimits& limits) {
  TRY_ASSIGN(package, Package::open(bytes, limits));
  if (!package.has("xl/workbook.xml")) return damaged("xl/workbook.xml", "missing");
  WorkbookHandler workbook;
  TRY(parse_part(package, "xl/workbook.xml", workbook));
  RelationsHandler relations;
  TRY(parse_part(package, "xl/_rels/workbook.xml.rels", relations));
  const auto sheet_part = relations.targets.find(workbook.sheet_relation);
  if (workbook.sheet_relation.empty() || sheet_part == relations.targets.end())
    return damaged("xl/workbook.xml", "no visible sheet");
  StylesHandler styles;
  if (!relations.styles.empty() && package.has(relations.styles))
    TRY(parse_part(package, relations.styles, styles));
  SharedStringsHandler strings;
  strings.bytes_max = limits.shared_string_bytes_max;
  if (!relations.shared_strings.empty() && package.has(relations.shared_strings))
    TRY(parse_part(package, relations.shared_strings, strings));
  TRY_ASSIGN(merged, find_merged(package, sheet_part->second));
  SheetHandler sheet;
  sheet.each = &each;
  sheet.limits = &limits;
  sheet.strings = &strings;
  sheet.style_is_date = &styles.style_is_date;
  sheet.merged = &merged;
  sheet.epoch_1904 = workbook.epoch_1904;
  TRY(parse_part(package, sheet_part->second, sheet));
  TableInfo info;
  info.format = "xlsx";
  info.merged = std::move(merged);
  return info;
}

}  // namespace gaoxin
