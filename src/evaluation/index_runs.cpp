// Making runs from statistics or from a table, keeping, listing and proving them.
#include "evaluation/index_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include "api/page.h"
#include "base/text.h"
#include "evaluation/index_library.h"
#include "evaluation/management.h"
#include "evaluation/statistics_library.h"
#include "evaluation/statistics_packing.h"
#include "registry/table_reader.h"
#include "registry/table_writer.h"

namespace gaoxin {

namespace store = index_store;
using composite::composite_error;
using indexes::Computed;
using indexes::FoundRun;
using indexes::FoundSystem;
using indexes::RunInput;

namespace {

Error not_found(const char* key, std::string zh, std::string en) {
  return Error{ErrorCode::not_found, key, {std::move(zh), std::move(en)}, {}};
}

Result<int64_t> year_of(const std::string& period) {
  TRY_ASSIGN(read, statistics::parse_period(period));
  if (read.kind != statistics::PeriodKind::year)
    return composite_error("evaluation.run.period", "评价以年度为期,例如 2024",
                           "a run is for a year, such as 2024");
  return read.year;
}

/// Computes, keeps and answers. What is computed is what the kept text says.
Result<IndexRun> keep_run(Call& call, int64_t zone, const FoundSystem& system, RunInput input,
                          const RunOptions& options, std::string source, std::string title) {
  store::StoredRun stored;
  stored.input_json = json::serialize(to_json(input));
  stored.options_json = json::serialize(to_json(options));
  TRY_ASSIGN(same_input, from_json<RunInput>(json::parse(stored.input_json)));
  TRY_ASSIGN(same_options, from_json<RunOptions>(json::parse(stored.options_json)));
  TRY_ASSIGN(run, indexes::compute(*system.bundle.system, same_input, same_options));
  stored.result_json = json::serialize(to_json(run.result));
  RunHead& head = stored.head;
  head.zone_id = zone;
  head.id = call.db.new_id();
  head.title = std::move(title);
  head.system = system.stored.id;
  head.system_zone = system.stored.zone_id;
  head.system_revision = system.stored.revision;
  head.system_title = system.bundle.system->title;
  head.period = input.period;
  head.source = std::move(source);
  head.input_sha256 = sha256_hex(stored.input_json + stored.options_json);
  head.result_sha256 = sha256_hex(stored.result_json);
  head.units = static_cast<int64_t>(input.units.size());
  head.invented = std::any_of(input.units.begin(), input.units.end(), [&](const RunUnit& unit) {
    const Zone* at = unit.zone_id ? call.zones.find(*unit.zone_id) : nullptr;
    return at != nullptr && at->demonstration;
  });
  head.created_at = call.now;
  head.created_by = call.actor.user_id;
  store::insert_run(call.db, stored);
  call.audit("evaluation_index_run", head.id, nullptr,
             {{"system", head.system},
              {"revision", head.system_revision},
              {"period", head.period},
              {"input_sha256", head.input_sha256},
              {"result_sha256", head.result_sha256}});
  head.created_by_name = user_name(call.db, head.created_by);
  return IndexRun{head, options, std::move(run.result)};
}

std::string title_or(const std::optional<std::string>& title, const FoundSystem& system,
                     const std::string& period) {
  if (title && !trim(*title).empty()) return std::string(trim(*title));
  return fmt::format("{} {}", system.bundle.system->title.zh, period);
}

Result<std::vector<int64_t>> zones_of(Call& call, const CreateRun& in) {
  std::vector<int64_t> out;
  if (in.units) {
    for (const int64_t unit : *in.units) {
      if (!call.zones.is_within(unit, in.zone))
        return not_found("evaluation.run.units", "参评单位不在本区域内",
                         "a unit does not lie in this zone");
      if (std::find(out.begin(), out.end(), unit) == out.end()) out.push_back(unit);
    }
    return out;
  }
  const auto of_level = [&](ZoneLevel level) {
    std::vector<int64_t> zones;
    for (const int64_t id : call.zones.subtree(in.zone))
      if (call.zones.find(id)->level == level) zones.push_back(id);
    return zones;
  };
  if (!in.level) {
    out = of_level(ZoneLevel::zone);
    return out.size() > 1 ? out : of_level(ZoneLevel::park);
  }
  ZoneLevel level{};
  if (!boost::describe::enum_from_string(in.level->c_str(), level))
    return composite_error("evaluation.run.level", "层级须为 province、city、zone 或 park",
                           "the level is province, city, zone or park");
  return of_level(level);
}

/// Puts a value where its code belongs.
Result<Done> give(const IndexSystem& system, RunUnit& unit, const std::string& code, double value) {
  const auto is = [&](const auto& rows) {
    return std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.code == code; });
  };
  if (is(system.items))
    unit.items[code] = value;
  else if (is(system.indicators))
    unit.indicators[code] = value;
  else
    return composite_error("evaluation.run.code",
                           fmt::format("体系中没有统计指标或评价指标“{}”", code),
                           fmt::format("the system has no item or indicator '{}'", code));
  return Done{};
}

}  // namespace

namespace indexes {

Result<FoundRun> find_run(Call& call, int64_t zone, int64_t id) {
  std::optional<store::StoredRun> stored = store::find_run(call.db, id);
  if (!stored || !call.zones.is_within(stored->head.zone_id, zone))
    return not_found("evaluation.run", "没有这次评价", "there is no such run");
  TRY_ASSIGN(system, system_of_run(call.db, stored->head));
  TRY_ASSIGN(input, from_json<RunInput>(json::parse(stored->input_json)));
  TRY_ASSIGN(options, from_json<RunOptions>(json::parse(stored->options_json)));
  return FoundRun{std::move(*stored), *system.bundle.system, std::move(input), std::move(options)};
}

Result<size_t> find_unit(const RunInput& input, const std::string& code) {
  for (size_t u = 0; u < input.units.size(); ++u)
    if (input.units[u].code == code) return u;
  return not_found("evaluation.run.unit", fmt::format("本次评价没有单位“{}”", clipped(code, 80)),
                   fmt::format("the run has no unit '{}'", clipped(code, 80)));
}

Result<std::map<int64_t, UnitItems>> statistics_of(Call& call, const std::vector<int64_t>& zones,
                                                   int64_t year) {
  const auto definitions = statistics::current_definitions(call.database, call.db);
  std::map<int64_t, UnitItems> out;
  for (const bool before : {false, true}) {
    const statistics::Period period{statistics::PeriodKind::year, before ? year - 1 : year, 1};
    TRY_ASSIGN(cells, statistics::zone_cells(call, period, {}));
    // Figures from outside: of the zone itself or the nearest above it.
    std::map<int64_t, std::map<int64_t, int64_t>> figures;  // Zone → item → value.
    for (const auto& figure : statistics_store::list_figures(call.db, period.year))
      figures[figure.zone_id][figure.item] = figure.value;
    for (const int64_t zone : zones) {
      statistics::Cells total;
      for (const int64_t below : call.zones.subtree(zone)) {
        const auto own = cells.find(below);
        if (own == cells.end()) continue;
        for (const auto& [item, cell] : own->second)
          if (!statistics::add_cell(total[item], cell))
            return composite_error("evaluation.totals.too_large", "合计超出可表示的范围",
                                   "a sum is too large");
      }
      std::map<std::string, double>& values = before ? out[zone].before : out[zone].items;
      for (const statistics::Item& item : definitions->items) {
        if (const auto at = total.find(item.number); at != total.end() && at->second.reporters > 0)
          values[item.code] = statistics::to_number(item, at->second.total);
        if (item.subject != statistics::Subject::context) continue;
        for (const int64_t above : call.zones.ancestors(zone)) {
          const auto at = figures.find(above);
          if (at == figures.end() || !at->second.contains(item.number)) continue;
          values[item.code] = statistics::to_number(item, at->second.at(item.number));
          break;
        }
      }
    }
  }
  return out;
}

std::vector<EnterpriseItems> enterprises_of(Call& call, int64_t zone, int64_t year,
                                            Timestamp as_of) {
  const auto definitions = statistics::current_definitions(call.database, call.db);
  std::map<int64_t, UnitItems> by_enterprise;
  for (const bool before : {false, true}) {
    const statistics::Period period{statistics::PeriodKind::year, before ? year - 1 : year, 1};
    for (const int64_t below : call.zones.subtree(zone))
      statistics_store::each_accepted(
          call.db, below, period, as_of, [&](int64_t enterprise, std::string_view packed) {
            if (enterprise == 0) return;  // The zone's own report.
            UnitItems& unit = by_enterprise[enterprise];
            for (const auto& [number, value] : statistics::unpack(packed))
              if (const statistics::Item* item = definitions->find(number))
                (before ? unit.before : unit.items)[item->code] +=
                    statistics::to_number(*item, value);
          });
  }
  std::vector<EnterpriseItems> out;
  for (auto& [id, values] : by_enterprise) out.push_back({id, std::move(values)});
  return out;
}

RunUnit without_enterprises(const RunUnit& unit, const std::vector<EnterpriseItems>& gone) {
  RunUnit out = unit;
  for (const EnterpriseItems& enterprise : gone) {
    for (const auto& [code, value] : enterprise.values.items)
      if (const auto at = out.items.find(code); at != out.items.end()) at->second -= value;
    for (const auto& [code, value] : enterprise.values.before)
      if (const auto at = out.items_before.find(code); at != out.items_before.end())
        at->second -= value;
  }
  return out;
}

}  // namespace indexes

// ---- Making runs -------------------------------------------------------------------------------

Result<IndexRun> create_run(Call& call, const CreateRun& in) {
  TRY_ASSIGN(year, year_of(in.period));
  TRY_ASSIGN(system, indexes::usable_system(call, in.zone, in.system, in.revision));
  TRY_ASSIGN(zones, zones_of(call, in));
  TRY_ASSIGN(values, indexes::statistics_of(call, zones, year));
  RunInput input;
  input.period = fmt::format("{}", year);
  std::set<std::string> used;
  for (const IndexItem& item : system.bundle.system->items) used.insert(item.code);
  for (const int64_t id : zones) {
    const Zone& zone = *call.zones.find(id);
    RunUnit& unit = input.units.emplace_back();
    unit.code = zone.code;
    unit.name = zone.name;
    unit.zone_id = id;
    for (const auto& [code, value] : values[id].items)
      if (used.contains(code)) unit.items[code] = value;
    for (const auto& [code, value] : values[id].before)
      if (used.contains(code)) unit.items_before[code] = value;
  }
  const auto unit_named = [&](const std::string& code) -> Result<RunUnit*> {
    TRY_ASSIGN(at, indexes::find_unit(input, code));
    return &input.units[at];
  };
  if (in.groups)
    for (const auto& [code, group] : *in.groups) {
      TRY_ASSIGN(unit, unit_named(code));
      unit->group = group;
    }
  if (in.given)
    for (const auto& [code, given] : *in.given) {
      TRY_ASSIGN(unit, unit_named(code));
      for (const auto& [what, value] : given) TRY(give(*system.bundle.system, *unit, what, value));
    }
  return keep_run(call, in.zone, system, std::move(input), in.options.value_or(RunOptions{}),
                  "statistics", title_or(in.title, system, in.period));
}

namespace {

/// What a column of an uploaded table is.
struct TableColumnUse {
  enum class Kind { code, name, group, item, before, indicator } kind = Kind::code;
  std::string code;
  double factor = 1;
};

/// Takes a unit in brackets off the end of a folded title and gives its factor.
double take_unit(std::string& title) {
  for (const auto& [suffix, factor] : {std::pair{"(亿元)", 1e8}, {"(万元)", 1e4}, {"(元)", 1.0}})
    if (title.ends_with(suffix)) {
      title = std::string(trim(std::string_view(title).substr(0, title.size() - strlen(suffix))));
      return factor;
    }
  return 1;
}

std::optional<TableColumnUse> column_use(const IndexSystem& system, std::string_view cell) {
  using Kind = TableColumnUse::Kind;
  std::string title = fold(cell);
  if (title == "code" || title == "单位代码" || title == "代码") return TableColumnUse{};
  if (title == "name" || title == "名称" || title == "单位名称")
    return TableColumnUse{Kind::name, "", 1};
  if (title == "group" || title == "分组") return TableColumnUse{Kind::group, "", 1};
  bool before = false;
  for (const std::string_view suffix : {"@previous", "@上年"})
    if (title.ends_with(suffix)) {
      before = true;
      title = std::string(trim(std::string_view(title).substr(0, title.size() - suffix.size())));
    }
  const double factor = take_unit(title);
  const auto is = [&](const std::string& code, const Text& text) {
    return title == fold(code) || title == fold(text.zh) || title == fold(text.en);
  };
  for (const IndexItem& item : system.items)
    if (is(item.code, item.title))
      return TableColumnUse{before ? Kind::before : Kind::item, item.code, factor};
  for (const IndexIndicator& row : system.indicators)
    if (row.level == 1 &&
        (is(row.code, row.title) || title == fold(row.code + " " + row.title.zh) ||
         title == fold(row.code + " " + row.title.en)))
      return TableColumnUse{Kind::indicator, row.code, factor};
  return std::nullopt;
}

std::optional<double> cell_number(std::string_view cell) {
  std::string digits;
  for (const char c : trim(cell))
    if (c != ',') digits += c;
  double out = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  const bool whole = read.ec == std::errc{} && read.ptr == digits.data() + digits.size();
  return whole && std::isfinite(out) ? std::optional(out) : std::nullopt;
}

class RunTable {
 public:
  RunTable(Call& call, int64_t zone, const IndexSystem& system)
      : call_(call), zone_(zone), system_(system) {
    error_ = composite_error("evaluation.run.table", "表格有错误,没有评价",
                             "the table has errors; nothing was run");
  }

  Result<std::vector<RunUnit>> read(const std::string& bytes) {
    TRY(read_table(bytes, [&](const TableRow& row) {
      if (uses_.empty())
        header(row);
      else
        add(row);
      return error_.fields.size() < 200 && units_.size() <= 5000;
    }));
    if (!error_.fields.empty()) return error_;
    return std::move(units_);
  }

 private:
  void wrong(int64_t row, size_t column, const char* key, std::string zh, std::string en) {
    error_.fields.push_back(
        {fmt::format("row {}, column {}", row, column + 1), key, {std::move(zh), std::move(en)}});
  }
  void header(const TableRow& row) {
    bool has_code = false;
    for (size_t c = 0; c < row.cells.size(); ++c) {
      std::optional<TableColumnUse> use = column_use(system_, row.cells[c]);
      if (!use && !trim(row.cells[c]).empty())
        wrong(row.number, c, "evaluation.run.column",
              fmt::format("体系中没有“{}”", clipped(row.cells[c], 60)),
              fmt::format("the system has no '{}'", clipped(row.cells[c], 60)));
      has_code = has_code || (use && use->kind == TableColumnUse::Kind::code);
      uses_.push_back(std::move(use));
    }
    if (!has_code)
      wrong(row.number, 0, "evaluation.run.column", "缺少“单位代码”列",
            "the column code is missing");
  }
  void add(const TableRow& row) {
    RunUnit unit;
    using Kind = TableColumnUse::Kind;
    for (size_t c = 0; c < row.cells.size() && c < uses_.size(); ++c) {
      if (!uses_[c]) continue;
      const std::string_view cell = trim(row.cells[c]);
      const TableColumnUse& use = *uses_[c];
      if (use.kind == Kind::code) unit.code = std::string(cell);
      if (use.kind == Kind::name) unit.name = {std::string(cell), std::string(cell)};
      if (use.kind == Kind::group) unit.group = std::string(cell);
      if (use.kind == Kind::code || use.kind == Kind::name || use.kind == Kind::group ||
          cell.empty())
        continue;
      const std::optional<double> number = cell_number(cell);
      if (!number) {
        wrong(row.number, c, "evaluation.run.number",
              fmt::format("“{}”不是数字;未知请留空", clipped(cell, 40)),
              fmt::format("'{}' is not a number; leave unknown cells empty", clipped(cell, 40)));
        continue;
      }
      auto& values = use.kind == Kind::item     ? unit.items
                     : use.kind == Kind::before ? unit.items_before
                                                : unit.indicators;
      values[use.code] = *number * use.factor;
    }
    if (unit.code.empty() || !codes_.insert(unit.code).second) {
      wrong(row.number, 0, "evaluation.run.code", fmt::format("单位代码“{}”为空或重复", unit.code),
            fmt::format("the code '{}' is empty or stands twice", unit.code));
      return;
    }
    for (const int64_t id : call_.zones.subtree(zone_))
      if (const Zone* zone = call_.zones.find(id); zone->code == unit.code) {
        unit.zone_id = id;
        unit.name = zone->name;
      }
    if (unit.name.zh.empty()) unit.name = {unit.code, unit.code};
    units_.push_back(std::move(unit));
  }

  Call& call_;
  int64_t zone_;
  const IndexSystem& system_;
  Error error_;
  std::vector<std::optional<TableColumnUse>> uses_;
  std::vector<RunUnit> units_;
  std::set<std::string> codes_;
};

}  // namespace

Result<IndexRun> upload_run(Call& call, const UploadRun& in) {
  TRY_ASSIGN(year, year_of(in.period));
  TRY_ASSIGN(system, indexes::usable_system(call, in.zone, in.system, in.revision));
  RunInput input;
  input.period = fmt::format("{}", year);
  TRY_ASSIGN(units, RunTable(call, in.zone, *system.bundle.system).read(in.file.bytes));
  input.units = std::move(units);
  RunOptions options;
  options.assumptions = in.assumptions;
  return keep_run(call, in.zone, system, std::move(input), options, "table",
                  title_or(in.title, system, in.period));
}

namespace {

Result<TableFormat> format_of(const std::optional<std::string>& format) {
  return parse_table_format(format.value_or("xlsx"));
}
const std::string& in_language(const Text& text, const std::optional<std::string>& lang) {
  return lang.value_or("zh") == "en" ? text.en : text.zh;
}

}  // namespace

Result<File> run_template(Call& call, const RunTemplate& in) {
  TRY_ASSIGN(format, format_of(in.format));
  TRY_ASSIGN(found, indexes::find_system(call, in.zone, in.system, in.revision));
  const IndexSystem& system = found.bundle.system.value();
  const bool en = in.lang.value_or("zh") == "en";
  std::vector<TableColumn> columns = {
      {en ? "code" : "单位代码", 16}, {en ? "name" : "名称", 30}, {en ? "group" : "分组", 12}};
  const auto titled = [&](const IndexItem& item) {
    const std::string& title = in_language(item.title, in.lang);
    return item.unit == "元" ? title + "(万元)" : title;
  };
  for (const IndexItem& item : system.items)
    if (!item.formula) columns.push_back({titled(item), 0});
  // Only items that some formula asks for a year back.
  const indexes::Formulas formulas(system);
  std::set<std::string> before;
  for (const IndexIndicator& row : system.indicators)
    if (row.formula && row.formula->find("previous") != std::string::npos)
      for (const std::string& code : formulas.items_of(row.code)) before.insert(code);
  for (const IndexItem& item : system.items)
    if (!item.formula && before.contains(item.code))
      columns.push_back({titled(item) + (en ? "@previous" : "@上年"), 0});
  for (const IndexIndicator& row : system.indicators)
    if (row.level == 1 && !row.formula)
      columns.push_back({row.code + " " + in_language(row.title, in.lang), 0});
  TRY_ASSIGN(bytes, write_table(format, en ? "run" : "评价数据", columns, [&](const AddRow& add) {
               for (const int64_t id : call.zones.subtree(in.zone)) {
                 const Zone& zone = *call.zones.find(id);
                 if (zone.level != ZoneLevel::zone && zone.level != ZoneLevel::park) continue;
                 const TableCell cells[] = {std::string_view(zone.code),
                                            std::string_view(in_language(zone.name, in.lang))};
                 add(cells);
               }
             }));
  return File{fmt::format("{}.{}", system.id, format == TableFormat::xlsx ? "xlsx" : "csv"),
              std::string(table_content_type(format)), std::move(bytes)};
}

// ---- Reading them ------------------------------------------------------------------------------

Result<RunPage> list_runs(Call& call, const ListRuns& in) {
  TRY_ASSIGN(page, page_request(in.page, in.page_size));
  const store::RunFilter filter{call.zones.subtree(in.zone), in.system, in.period};
  RunPage out;
  out.page = page.page;
  out.page_size = page.page_size;
  out.total = store::count_runs(call.db, filter);
  out.items = store::list_runs(call.db, filter, (page.page - 1) * page.page_size, page.page_size);
  std::map<int64_t, std::optional<std::string>> names;
  for (RunHead& head : out.items) {
    const auto [at, is_new] = names.try_emplace(head.created_by);
    if (is_new) at->second = user_name(call.db, head.created_by);
    head.created_by_name = at->second;
  }
  return out;
}

Result<IndexRun> get_run(Call& call, const GetRun& in) {
  std::optional<store::StoredRun> stored = store::find_run(call.db, in.id);
  if (!stored || !call.zones.is_within(stored->head.zone_id, in.zone))
    return not_found("evaluation.run", "没有这次评价", "there is no such run");
  IndexRun out;
  out.head = stored->head;
  out.head.created_by_name = user_name(call.db, out.head.created_by);
  TRY_ASSIGN(options, from_json<RunOptions>(json::parse(stored->options_json)));
  out.options = std::move(options);
  TRY_ASSIGN(result, from_json<RunResult>(json::parse(stored->result_json)));
  out.result = std::move(result);
  return out;
}

Result<File> export_run(Call& call, const ExportRun& in) {
  TRY_ASSIGN(format, format_of(in.format));
  TRY_ASSIGN(run, get_run(call, GetRun{in.zone, in.id}));
  const bool en = in.lang.value_or("zh") == "en";
  std::vector<TableColumn> columns;
  for (const auto& [zh, english] : {std::pair{"名次", "rank"},
                                    {"单位代码", "code"},
                                    {"名称", "name"},
                                    {"分组", "group"},
                                    {"组内名次", "rank in group"},
                                    {"得分", "score"},
                                    {"扣分", "deduction"},
                                    {"最终得分", "final score"},
                                    {"名次下限(5%)", "rank 5 %"},
                                    {"名次上限(95%)", "rank 95 %"}})
    columns.push_back({en ? english : zh, 0});
  for (const RunElement& element : run.result.elements)
    columns.push_back({element.code + " " + in_language(element.title, in.lang), 0});
  const auto number = [](const std::optional<double>& value) -> TableCell {
    return value ? TableCell(*value) : TableCell();
  };
  const auto whole = [](const std::optional<int64_t>& value) -> TableCell {
    return value ? TableCell(*value) : TableCell();
  };
  TRY_ASSIGN(bytes, write_table(format, en ? "run" : "评价结果", columns, [&](const AddRow& add) {
               for (const RunRow& row : run.result.rows) {
                 std::vector<TableCell> cells = {whole(row.rank),
                                                 std::string_view(row.code),
                                                 std::string_view(in_language(row.name, in.lang)),
                                                 std::string_view(row.group),
                                                 whole(row.group_rank),
                                                 number(row.score),
                                                 row.deduction,
                                                 number(row.final_score),
                                                 number(row.rank_low5),
                                                 number(row.rank_high95)};
                 for (const std::optional<double>& score : row.scores)
                   cells.push_back(number(score));
                 add(cells);
               }
             }));
  return File{fmt::format("run-{}.{}", in.id, format == TableFormat::xlsx ? "xlsx" : "csv"),
              std::string(table_content_type(format)), std::move(bytes)};
}

Result<RunProof> verify_run(Call& call, const GetRun& in) {
  TRY_ASSIGN(found, indexes::find_run(call, in.zone, in.id));
  RunProof out;
  out.input_sha256 = sha256_hex(found.stored.input_json + found.stored.options_json);
  TRY_ASSIGN(run, indexes::compute(found.system, found.input, found.options));
  out.result_sha256 = sha256_hex(json::serialize(to_json(run.result)));
  out.same_input = out.input_sha256 == found.stored.head.input_sha256;
  out.same_result = out.result_sha256 == found.stored.head.result_sha256;
  return out;
}

Result<RecordedRun> record_run(Call& call, const RecordRun& in) {
  TRY_ASSIGN(run, get_run(call, GetRun{in.zone, in.id}));
  TRY_ASSIGN(year, year_of(run.head.period));
  RecordResults record;
  record.zone = in.zone;
  record.scheme = in.scheme;
  record.year = year;
  record.method = fmt::format("{} r{}", run.head.system, run.head.system_revision);
  record.official = in.official.value_or(false);
  record.source = fmt::format("{} ({})", run.head.title, run.head.id);
  record.run_id = run.head.id;
  for (const RunRow& row : run.result.rows) {
    if (!row.zone_id || !row.rank) continue;
    YearResultInput& result = record.results.emplace_back();
    result.zone_id = *row.zone_id;
    if (!row.group.empty()) result.region = row.group;
    result.score = row.final_score;
    result.rank = *row.rank;
    // The interval is of the score before points are taken off: it holds the rank only when none
    // are.
    if (row.deduction == 0 && row.rank_low5 && row.rank_high95) {
      result.rank_low5 = std::min(*row.rank, static_cast<int64_t>(std::floor(*row.rank_low5)));
      result.rank_high95 = std::max(*row.rank, static_cast<int64_t>(std::ceil(*row.rank_high95)));
      result.probabilities = row.probabilities;
    }
  }
  if (record.results.empty())
    return composite_error("evaluation.run.units", "本次评价没有可记录的区域名次",
                           "the run has no ranks of zones to record");
  TRY_ASSIGN(recorded, record_results(call, record));
  return RecordedRun{recorded.recorded, recorded.unchanged};
}

}  // namespace gaoxin
