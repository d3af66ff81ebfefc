// Reports by spreadsheet: the template of a zone and period, and reading it back.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "evaluation/statistics_errors.h"
#include "evaluation/statistics_library.h"
#include "registry/table_reader.h"
#include "registry/table_writer.h"

namespace gaoxin {

namespace store = statistics_store;
using statistics::Definitions;
using statistics::Item;
using statistics::Period;
using statistics::Reporter;
using statistics::Values;
using statistics_errors::invalid;

namespace {

constexpr const char* kCodeZh = "统一社会信用代码";
constexpr const char* kCodeEn = "Unified social credit code";
constexpr const char* kNameZh = "企业名称";
constexpr const char* kNameEn = "Enterprise";
constexpr const char* kPeriodZh = "报告期";
constexpr const char* kPeriodEn = "Period";
constexpr const char* kBeforeZh = "上期:";
constexpr const char* kBeforeEn = "Before: ";

std::vector<const Item*> form_items(const Definitions& definitions, const Period& period,
                                    statistics::Subject subject) {
  std::vector<const Item*> out;
  for (const Item& item : definitions.items)
    if (item.subject == subject && item.in(period.kind)) out.push_back(&item);
  return out;
}

/// Money is entered in 万元: people think in it.
std::string sheet_unit(const Item& item) {
  return item.value == statistics::ValueKind::money ? "万元" : item.unit;
}

/// "营业收入(万元)".
std::string header_of(const Item& item, bool zh) {
  return fmt::format("{}({})", zh ? item.title.zh : item.title.en, sheet_unit(item));
}

TableCell cell_of(const Item& item, const std::optional<Values>& values) {
  if (!values) return {};
  const auto at = values->find(item.number);
  if (at == values->end()) return {};
  if (item.value == statistics::ValueKind::count) return at->second;
  const double number = to_number(item, at->second);
  return item.value == statistics::ValueKind::money ? number / 10'000 : number;
}

}  // namespace

Result<File> report_template(Call& call, const ReportTemplate& in) {
  TRY_ASSIGN(period, statistics::parse_period(in.period));
  const bool zh = in.lang.value_or("zh") != "en";
  const auto definitions = statistics::current_definitions(call.database, call.db);
  const std::vector<const Item*> items =
      form_items(*definitions, period, statistics::Subject::enterprise);
  std::vector<TableColumn> columns = {
      {zh ? kPeriodZh : kPeriodEn, 10}, {zh ? kCodeZh : kCodeEn, 22}, {zh ? kNameZh : kNameEn, 36}};
  for (const Item* item : items) {
    columns.push_back({header_of(*item, zh), 0});
    columns.push_back({(zh ? kBeforeZh : kBeforeEn) + header_of(*item, zh), 0});
  }
  const auto roster = statistics::current_roster(call.database, call.db, period);
  const std::string text = format_period(period);
  Result<std::string> bytes = write_table(TableFormat::xlsx, text, columns, [&](const AddRow& add) {
    for (const int64_t zone : call.zones.subtree(in.zone)) {
      std::vector<int64_t> ids;
      for (const auto& entry : roster->of(zone)) ids.push_back(entry.enterprise);
      for (const Enterprise& enterprise : find_enterprises(call.db, ids)) {
        const auto newest = store::find_report(call.db, zone, period, enterprise.id);
        const auto last = store::find_accepted(call.db, zone, shift(period, -1), enterprise.id);
        const std::optional<Values> now = newest ? std::optional(newest->values) : std::nullopt;
        const std::optional<Values> before = last ? std::optional(last->values) : std::nullopt;
        const std::string code = enterprise.credit_code.value_or("");
        std::vector<TableCell> cells = {std::string_view(text), std::string_view(code),
                                        std::string_view(enterprise.name)};
        for (const Item* item : items) {
          cells.push_back(cell_of(*item, now));
          cells.push_back(cell_of(*item, before));
        }
        add(cells);
      }
    }
  });
  if (!bytes.ok()) return bytes.error();
  return File{fmt::format("{}-{}.xlsx", zh ? "统计报表" : "statistical-reports", text),
              std::string(table_content_type(TableFormat::xlsx)), std::move(*bytes)};
}

namespace {

/// What a column of the sheet is.
struct Column {
  enum class Kind { none, period, code, name, item } kind = Kind::none;
  std::string header;
  const Item* item = nullptr;
  std::string unit;
};

/// "营业收入(万元)" → title and unit; the brackets may be full-width.
std::pair<std::string, std::string> title_and_unit(std::string_view header) {
  const std::string folded = fold(header);  // Full-width brackets become ASCII ones.
  const size_t open = folded.rfind('(');
  if (open == std::string::npos || !folded.ends_with(")")) return {folded, ""};
  return {std::string(trim(folded.substr(0, open))),
          folded.substr(open + 1, folded.size() - open - 2)};
}

Column column_of(const Definitions& definitions, const Period& period, std::string_view header) {
  Column column;
  column.header = std::string(trim(header));
  const std::string folded = fold(header);
  const auto is = [&](const char* zh, const char* en) {
    return folded == fold(zh) || folded == fold(en);
  };
  if (is(kPeriodZh, kPeriodEn)) column.kind = Column::Kind::period;
  if (is(kCodeZh, kCodeEn)) column.kind = Column::Kind::code;
  if (is(kNameZh, kNameEn)) column.kind = Column::Kind::name;
  if (column.kind != Column::Kind::none || folded.starts_with(fold(kBeforeZh)) ||
      folded.starts_with(fold(kBeforeEn)))
    return column;
  const auto [title, unit] = title_and_unit(header);
  for (const Item* item : form_items(definitions, period, statistics::Subject::enterprise)) {
    // A title may itself end in brackets, so the whole header is tried first.
    const auto named = [&](const std::string& name) {
      return name == fold(item->title.zh) || name == fold(item->title.en) || name == item->code;
    };
    if (!named(folded) && !named(title)) continue;
    column.kind = Column::Kind::item;
    column.item = item;
    column.unit = named(folded) ? "" : unit;
  }
  return column;
}

class SheetReader {
 public:
  SheetReader(Call& call, const UploadReports& in, Period period)
      : call_(call),
        in_(in),
        period_(period),
        definitions_(statistics::current_definitions(call.database, call.db)),
        roster_(statistics::current_roster(call.database, call.db, period)) {}

  Result<UploadAnswer> run() {
    TRY(read_table(in_.file.bytes, [&](const TableRow& row) {
      if (columns_.empty())
        find_header(row);
      else
        read_row(row);
      return true;
    }));
    if (columns_.empty())
      return invalid(
          "upload.header", "没有找到表头:需要“统一社会信用代码”或“企业名称”一列,以及至少一个指标",
          "no header: it needs a column 统一社会信用代码 or 企业名称 and at least one item");
    const bool all = in_.mode.value_or(ImportMode::all_or_nothing) == ImportMode::all_or_nothing;
    answer_.committed = !in_.preview.value_or(false) && (answer_.bad == 0 || !all);
    for (Row& row : rows_) TRY(take(row));
    return std::move(answer_);
  }

 private:
  struct Row {
    Reporter reporter;
    Values values;
  };

  void find_header(const TableRow& row) {
    std::vector<Column> columns;
    bool who = false, what = false;
    for (const std::string_view cell : row.cells) {
      columns.push_back(column_of(*definitions_, period_, cell));
      who = who || columns.back().kind == Column::Kind::code ||
            columns.back().kind == Column::Kind::name;
      what = what || columns.back().kind == Column::Kind::item;
    }
    if (who && what) columns_ = std::move(columns);
  }

  void bad(const TableRow& row, size_t column, std::string key, Text text) {
    row_is_bad_ = true;
    if (answer_.bad_cells.size() >= 10'000) return;
    answer_.bad_cells.push_back(
        {row.number, static_cast<int64_t>(column) + 1, columns_[column].header,
         std::string(column < row.cells.size() ? clipped(row.cells[column], 200) : ""),
         std::move(key), std::move(text)});
  }

  void read_row(const TableRow& row) {
    row_is_bad_ = false;
    Values values;
    std::map<int64_t, size_t> column_of_item;
    std::optional<size_t> code, name;
    for (size_t i = 0; i < columns_.size() && i < row.cells.size(); ++i) {
      const Column& column = columns_[i];
      if (trim(row.cells[i]).empty()) continue;
      if (column.kind == Column::Kind::code) code = i;
      if (column.kind == Column::Kind::name) name = i;
      if (column.kind == Column::Kind::period) check_period(row, i);
      if (column.kind != Column::Kind::item) continue;
      const Result<int64_t> value = parse_value(*column.item, row.cells[i], column.unit);
      if (!value.ok())
        bad(row, i, value.error().key, value.error().text);
      else if (!values.emplace(column.item->number, *value).second)
        bad(row, i, "evaluation.item.twice", {"这个指标有两列", "this item has two columns"});
      column_of_item[column.item->number] = i;
    }
    if (values.empty() && !row_is_bad_) return;  // Nothing is known yet: no report.
    ++answer_.rows;
    const std::optional<int64_t> enterprise = find_enterprise(row, code, name);
    if (enterprise && !row_is_bad_) {
      const Reporter reporter{*roster_->zone_of(*enterprise), *enterprise,
                              std::string(row.cells[name.value_or(*code)]),
                              statistics::Subject::enterprise};
      check_changeable(row, code ? *code : *name, reporter, values);
      if (!row_is_bad_) check_row(row, reporter, values, column_of_item);
      if (!row_is_bad_) rows_.push_back({reporter, std::move(values)});
    }
    answer_.bad += row_is_bad_;
  }

  void check_period(const TableRow& row, size_t column) {
    const Result<Period> said = statistics::parse_period(row.cells[column]);
    if (said.ok() && *said == period_) return;
    bad(row, column, "evaluation.upload.period",
        {fmt::format("该行是“{}”的报表,不是 {}", clipped(row.cells[column], 40),
                     format_period(period_)),
         fmt::format("this row is of '{}', not of {}", clipped(row.cells[column], 40),
                     format_period(period_))});
  }

  /// By code, else by the exact name; it must be resident below the zone.
  std::optional<int64_t> find_enterprise(const TableRow& row, std::optional<size_t> code,
                                         std::optional<size_t> name) {
    const size_t column = code ? *code : name.value_or(0);
    if (!code && !name) {
      bad(row, column, "evaluation.upload.enterprise",
          {"没有统一社会信用代码,也没有企业名称", "neither a credit code nor a name is given"});
      return std::nullopt;
    }
    const EnterpriseDirectory& directory = current_directory(call_.database, call_.db);
    std::vector<int64_t> ids = code ? directory.find_credit_code(fold_code(row.cells[*code]))
                                    : directory.find_name(trim(row.cells[*name]));
    std::erase_if(ids, [&](int64_t id) {
      const std::optional<int64_t> park = roster_->zone_of(id);
      return !park || !call_.zones.is_within(*park, in_.zone);
    });
    if (ids.size() == 1) {
      if (seen_.insert(ids[0]).second) return ids[0];
      bad(row, column, "evaluation.upload.twice",
          {"这家企业在表中出现两次", "this enterprise stands twice in the table"});
    } else if (ids.empty()) {
      bad(row, column, "evaluation.report.enterprise",
          {fmt::format("本区域在 {} 期末没有这家企业", format_period(period_)),
           fmt::format("no such enterprise is resident here at the end of {}",
                       format_period(period_))});
    } else {
      bad(row, column, "evaluation.upload.ambiguous",
          {"有多家企业与此相符;请填统一社会信用代码",
           "more than one enterprise fits; give the credit code"});
    }
    return std::nullopt;
  }

  static std::string fold_code(std::string_view text) {
    std::string out = fold(text);
    for (char& c : out)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
  }

  /// The park may be closed, or the report submitted with other figures.
  void check_changeable(const TableRow& row, size_t column, const Reporter& reporter,
                        const Values& values) {
    const Result<Done> is_open = statistics::check_open(call_, reporter.zone, period_);
    if (!is_open.ok()) bad(row, column, is_open.error().key, is_open.error().text);
    const auto last = store::find_report(call_.db, reporter.zone, period_, reporter.enterprise);
    if (last && last->life.state == ReportState::submitted && last->values != values)
      bad(row, column, "evaluation.report.submitted",
          {"这家企业的报表已提交;请审核人退回后再改",
           "the report of this enterprise has been submitted; have it returned first"});
  }

  void check_row(const TableRow& row, const Reporter& reporter, const Values& values,
                 const std::map<int64_t, size_t>& column_of_item) {
    for (const statistics::Finding& finding :
         statistics::check_report(*definitions_, check_input(call_, reporter, period_, values))) {
      const Item* item = definitions_->find(finding.item);
      const auto at = column_of_item.find(item->number);
      const size_t column = at == column_of_item.end() ? 0 : at->second;
      if (finding.error) {
        bad(row, column, "evaluation.check." + finding.rule, finding.text);
      } else if (answer_.warnings.size() < 10'000) {
        const bool cell = at != column_of_item.end();
        answer_.warnings.push_back({row.number, cell ? static_cast<int64_t>(column) + 1 : 0,
                                    cell ? columns_[column].header : "",
                                    cell ? clipped(row.cells[column], 200) : "", finding.rule,
                                    finding.text});
      }
    }
  }

  /// Saves a row, or only counts what saving would do.
  Result<Done> take(Row& row) {
    if (!answer_.committed) {
      const auto last =
          store::find_report(call_.db, row.reporter.zone, period_, row.reporter.enterprise);
      ++(!last                        ? answer_.created
         : last->values == row.values ? answer_.unchanged
                                      : answer_.changed);
      return Done{};
    }
    TRY_ASSIGN(saved, save_values(call_, *definitions_, row.reporter, period_,
                                  std::move(row.values), in_.file.filename, std::nullopt));
    ++(saved == statistics::Saved::created   ? answer_.created
       : saved == statistics::Saved::changed ? answer_.changed
                                             : answer_.unchanged);
    return Done{};
  }

  Call& call_;
  const UploadReports& in_;
  Period period_;
  std::shared_ptr<const Definitions> definitions_;
  std::shared_ptr<const statistics::Roster> roster_;
  std::vector<Column> columns_;
  std::set<int64_t> seen_;
  bool row_is_bad_ = false;
  std::vector<Row> rows_;
  UploadAnswer answer_;
};

}  // namespace

Result<UploadAnswer> upload_reports(Call& call, const UploadReports& in) {
  TRY_ASSIGN(period, statistics::parse_period(in.period));
  TRY(statistics::check_open(call, in.zone, period));
  return SheetReader(call, in, period).run();
}

}  // namespace gaoxin
