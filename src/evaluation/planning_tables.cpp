// Tables of regions x industries that people upload: reading, checking, keeping.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "evaluation/planning_panel.h"
#include "registry/fact_fields.h"
#include "registry/table_reader.h"

namespace gaoxin {

namespace store = planning_store;

namespace {

constexpr size_t kCellsMax = 1'000'000;
constexpr size_t kErrorsMax = 50;
constexpr const char* kKey = "evaluation.planning.table_cell";

bool one_of(const std::string& header, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* name) { return header == name; });
}

class TableReading {
 public:
  TableReading(const ImportPlanningTable& in, PlanningMeasure measure,
               const std::map<std::string, Text>& names)
      : in_(in), measure_(measure) {
    const bool count =
        measure == PlanningMeasure::residents || measure == PlanningMeasure::employees;
    field_ = find_fact_field(count ? "employees" : boost::describe::enum_to_string(measure, ""));
    CHECK(field_ != nullptr);
    for (const auto& [code, name] : names) code_of_name_[name.zh] = code;
  }

  Result<std::vector<store::StoredCell>> read() {
    TRY(read_table(in_.file.bytes, [&](const TableRow& row) {
      if (headers_.empty())
        read_headers(row);
      else
        read_row(row);
      return errors_.size() < kErrorsMax && cells_.size() <= kCellsMax;
    }));
    if (cells_.size() > kCellsMax)
      return planning_error(ErrorCode::invalid, "evaluation.planning.table_size",
                            fmt::format("一张表最多 {} 格", kCellsMax),
                            fmt::format("a table has at most {} cells", kCellsMax));
    if (!errors_.empty())
      return Error{
          ErrorCode::invalid,
          kKey,
          {fmt::format("表中有 {} 处错误(最多列出 {} 处),没有导入", errors_.size(), kErrorsMax),
           fmt::format("the table has {} mistakes (at most {} are listed); nothing was "
                       "imported",
                       errors_.size(), kErrorsMax)},
          errors_};
    if (cells_.empty())
      return planning_error(
          ErrorCode::invalid, "evaluation.planning.table_empty",
          "表中没有数值:长表需要 地区、行业、年份、数值 四列,宽表第一列为地区、其余"
          "每列一个行业",
          "the table has no values: a long one needs the columns region, "
          "industry, year, value; a wide one the region first and a column for "
          "each industry");
    return std::move(cells_);
  }

 private:
  void wrong(int64_t row, size_t column, std::string zh, std::string en) {
    errors_.push_back(
        {fmt::format("row {}, column {}", row, column + 1), kKey, {std::move(zh), std::move(en)}});
  }

  void read_headers(const TableRow& row) {
    for (const std::string_view cell : row.cells) {
      headers_.emplace_back(trim(cell));
      const std::string name = fold(cell);
      const size_t column = headers_.size() - 1;
      if (one_of(name, {"地区", "区域", "园区", "region", "area", "zone"})) region_ = column;
      if (one_of(name, {"行业", "行业代码", "industry", "industry_code", "code"}))
        industry_ = column;
      if (one_of(name, {"年份", "年", "year"})) year_ = column;
      if (one_of(name, {"数值", "值", "value", "从业人员", "employees", "营业收入", "revenue"}))
        value_ = column;
    }
    long_ = industry_ && value_;
    if (long_ && !region_) wrong(row.number, 0, "没有“地区”列", "there is no column 'region'");
    if (long_ && !year_ && !in_.year)
      wrong(row.number, 0, "没有“年份”列,也没有给出 year",
            "there is no column 'year' and no year is given");
    if (!long_ && !in_.year)
      wrong(row.number, 0, "宽表需要给出 year", "a wide table needs the year");
    std::set<std::string> seen;
    for (size_t c = 1; !long_ && c < headers_.size(); ++c)
      if (!headers_[c].empty() && !seen.insert(headers_[c]).second)
        wrong(row.number, c, fmt::format("行业“{}”出现两次", headers_[c]),
              fmt::format("the industry '{}' stands twice", headers_[c]));
  }

  std::string_view cell(const TableRow& row, std::optional<size_t> column) const {
    return column && *column < row.cells.size() ? trim(row.cells[*column]) : std::string_view();
  }

  void read_row(const TableRow& row) {
    if (row.problem != nullptr) {
      wrong(row.number, 0, row.problem->text.zh, row.problem->text.en);
      return;
    }
    if (!long_) {
      const std::string region(cell(row, 0));
      for (size_t c = 1; c < headers_.size(); ++c)
        if (!headers_[c].empty()) add(row.number, c, region, headers_[c], *in_.year, cell(row, c));
      return;
    }
    int64_t year = in_.year.value_or(0);
    if (year_) {
      const std::string_view text = cell(row, year_);
      const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), year);
      if (failed != std::errc{} || end != text.data() + text.size()) year = 0;
    }
    add(row.number, *value_, std::string(cell(row, region_)), std::string(cell(row, industry_)),
        year, cell(row, value_));
  }

  void add(int64_t row, size_t column, const std::string& region, std::string industry,
           int64_t year, std::string_view text) {
    if (region.empty() || region.size() > 200) {
      wrong(row, column, "地区为空或过长", "the region is empty or too long");
      return;
    }
    if (industry.empty() || industry.size() > 100) {
      wrong(row, column, "行业为空或过长", "the industry is empty or too long");
      return;
    }
    if (year < 1900 || year > 2200) {
      wrong(row, column, "年份应为四位数", "the year must have four digits");
      return;
    }
    if (text.empty()) return;  // Unknown, or 0 when the table says so.
    const Result<FactValue> value = parse_fact_value(
        *field_, text, field_->kind == FactKind::money ? in_.unit.value_or("") : "");
    if (!value.ok()) {
      wrong(row, column, value.error().text.zh, value.error().text.en);
      return;
    }
    if (*value->whole < 0) {
      wrong(row, column, fmt::format("“{}”小于 0", text), fmt::format("'{}' is below 0", text));
      return;
    }
    const auto code = code_of_name_.find(industry);
    if (code != code_of_name_.end()) industry = code->second;
    if (!seen_.insert(fmt::format("{}\n{}\n{}", region, industry, year)).second) {
      wrong(row, column, fmt::format("{} 的 {} 在 {} 年出现两次", region, industry, year),
            fmt::format("{} of {} in {} stands twice", industry, region, year));
      return;
    }
    cells_.push_back({region, industry, year, *value->whole});
  }

  const ImportPlanningTable& in_;
  PlanningMeasure measure_;
  const FactField* field_ = nullptr;
  std::map<std::string, std::string> code_of_name_;
  std::vector<std::string> headers_;
  std::optional<size_t> region_, industry_, year_, value_;
  bool long_ = false;
  std::set<std::string> seen_;
  std::vector<store::StoredCell> cells_;
  std::vector<FieldError> errors_;
};

void count_cells(PlanningTable& table, const std::vector<store::StoredCell>& cells) {
  std::set<std::string> areas, industries;
  std::set<int64_t> years;
  for (const store::StoredCell& cell : cells) {
    areas.insert(cell.area);
    industries.insert(cell.industry);
    years.insert(cell.year);
  }
  table.areas = static_cast<int64_t>(areas.size());
  table.industries = static_cast<int64_t>(industries.size());
  table.cells = static_cast<int64_t>(cells.size());
  table.years.assign(years.begin(), years.end());
  table.area_names.assign(areas.begin(), areas.end());
}

}  // namespace

Result<PlanningTable> import_planning_table(Call& call, const ImportPlanningTable& in) {
  store::StoredTable stored;
  PlanningTable& table = stored.table;
  table.measure = in.measure.value_or(PlanningMeasure::employees);
  table.name = in.name.value_or(in.file.filename);
  if (trim(table.name).empty() || table.name.size() > 300)
    return planning_error(ErrorCode::invalid, "evaluation.planning.table_name",
                          "表名不能为空,且不超过 300 字节",
                          "the name must not be empty and has at most 300 bytes");
  const auto names = current_planning_facts(call)->industry_names;
  TRY_ASSIGN(cells, TableReading(in, table.measure, names).read());
  stored.zone_id = in.zone;
  table.id = call.db.new_id();
  table.source = in.source.value_or(table.name);
  table.unit = in.unit.value_or("");
  table.blank_is_zero = in.blank_is_zero.value_or(false);
  table.created_at = call.now;
  table.created_by = call.actor.display_name;
  count_cells(table, cells);
  store::insert_table(call.db, stored, cells);
  call.audit("planning_table", table.id, nullptr, to_json(table));
  return table;
}

Result<PlanningTableList> list_planning_tables(Call& call, const ZoneOnly& in) {
  const std::vector<int64_t> above = call.zones.ancestors(in.zone);
  PlanningTableList out;
  for (store::StoredTable& stored : store::list_tables(call.db)) {
    if (std::find(above.begin(), above.end(), stored.zone_id) == above.end()) continue;
    out.items.push_back(std::move(stored.table));
  }
  out.total = static_cast<int64_t>(out.items.size());
  return out;
}

Result<Done> delete_planning_table(Call& call, const ZoneAndId& in) {
  for (const store::StoredTable& stored : store::list_tables(call.db)) {
    if (stored.table.id != in.id || stored.zone_id != in.zone) continue;
    store::delete_table(call.db, in.zone, in.id);
    call.audit("planning_table", in.id, to_json(stored.table), nullptr);
    return Done{};
  }
  return planning_error(ErrorCode::not_found, "evaluation.planning.table", "没有这张表",
                        "there is no such table");
}

}  // namespace gaoxin
