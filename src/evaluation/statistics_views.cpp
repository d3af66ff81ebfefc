// Totals as people ask for them: a zone's page of figures, a series over time, a ranking, a table
// to take away; and the figures from outside that they are compared with.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "evaluation/statistics_errors.h"
#include "evaluation/statistics_library.h"
#include "evaluation/statistics_packing.h"
#include "registry/table_writer.h"

namespace gaoxin {

namespace store = statistics_store;
using statistics::Cells;
using statistics::Definitions;
using statistics::Item;
using statistics::Period;
using statistics::PublicView;
using statistics::Ratio;
using statistics_errors::invalid;

namespace {

std::string_view why_name(statistics::Why why) {
  switch (why) {
    case statistics::Why::known: return "known";
    case statistics::Why::missing: return "missing";
    case statistics::Why::zero_denominator: return "zero_denominator";
  }
  CHECK(false);
}

/// An item's or a ratio's code, with what it takes to show a value of it.
struct Measure {
  const Item* item = nullptr;
  const Ratio* ratio = nullptr;
  Text title;
  std::string unit;

  std::vector<int64_t> items() const {
    if (item != nullptr) return {item->number};
    std::vector<int64_t> out = ratio->numerator;
    out.insert(out.end(), ratio->denominator.begin(), ratio->denominator.end());
    return out;
  }
  /// Value and reporters over what these zones have.
  Result<std::pair<std::optional<double>, int64_t>> value(
      const ZoneTree& zones, const Definitions& definitions,
      const std::map<int64_t, Cells>& cells) const {
    using Pair = std::pair<std::optional<double>, int64_t>;
    if (ratio != nullptr) {
      TRY_ASSIGN(sums, statistics::ratio_cells(zones, definitions, *ratio, cells));
      const statistics::RatioValue of = ratio_of(definitions, *ratio, sums);
      return Pair{of.value, std::min(of.above, of.below)};
    }
    TRY_ASSIGN(sums, statistics::sum_cells(cells));
    const auto at = sums.find(item->number);
    if (at == sums.end() || at->second.reporters == 0) return Pair{std::nullopt, 0};
    return Pair{to_number(*item, at->second.total), at->second.reporters};
  }
};

Result<Measure> find_measure(const Definitions& definitions, const std::string& code) {
  Measure measure;
  measure.item = definitions.find(code);
  if (measure.item != nullptr) {
    measure.title = measure.item->title;
    measure.unit = measure.item->unit;
    return measure;
  }
  for (const Ratio& ratio : definitions.ratios) {
    if (ratio.code != code) continue;
    measure.ratio = &ratio;
    measure.title = ratio.title;
    measure.unit = ratio.unit;
    return measure;
  }
  return statistics_errors::make(ErrorCode::not_found, "item",
                                 fmt::format("没有指标或比率“{}”", clipped(code, 60)),
                                 fmt::format("there is no item or ratio '{}'", clipped(code, 60)));
}

bool any_hidden(PublicView& view, const Definitions& definitions, const std::vector<int64_t>& items,
                int64_t zone) {
  return std::any_of(items.begin(), items.end(), [&](int64_t number) {
    const Item* item = definitions.find(number);
    return item != nullptr && item->subject == statistics::Subject::enterprise &&
           view.hidden(number, zone);
  });
}

/// What those who have not reported would probably have added, in the subtree.
std::map<int64_t, statistics::Estimate> estimates(Call& call, int64_t zone, const Period& period) {
  const auto roster = statistics::current_roster(call.database, call.db, period);
  std::vector<statistics::History> histories;
  for (const int64_t one : call.zones.subtree(zone)) {
    std::map<int64_t, statistics::History> of_zone;
    for (const auto& entry : roster->of(one)) of_zone[entry.enterprise];
    store::each_accepted(call.db, one, period, {},
                         [&](int64_t enterprise, std::string_view packed) {
                           if (enterprise == 0) return;
                           statistics::History& history = of_zone[enterprise];
                           history.reported = true;
                           history.now = statistics::unpack(packed);
                         });
    store::each_accepted(call.db, one, shift(period, -1), {},
                         [&](int64_t enterprise, std::string_view packed) {
                           const auto known = of_zone.find(enterprise);
                           if (known == of_zone.end()) return;  // Has moved away since.
                           known->second.before = statistics::unpack(packed);
                         });
    for (auto& [enterprise, history] : of_zone) histories.push_back(std::move(history));
  }
  return statistics::estimate_missing(histories);
}

}  // namespace

Result<ZoneTotals> get_totals(Call& call, const GetTotals& in) {
  TRY_ASSIGN(period, statistics::parse_period(in.period));
  const auto definitions = statistics::current_definitions(call.database, call.db);
  TRY_ASSIGN(own, statistics::subtree_cells(call, in.zone, period, in.as_of));
  TRY_ASSIGN(cells, statistics::sum_cells(own));
  const statistics::Expected expected = statistics::expected_reporters(call, in.zone, period);
  std::optional<PublicView> view;
  if (in.public_view.value_or(false)) {
    TRY_ASSIGN(all, statistics::zone_cells(call, period, in.as_of));
    view.emplace(call.zones, all);
  }
  std::map<int64_t, statistics::Estimate> estimated;
  // Every report of two periods is read: for a zone, not for the nation.
  constexpr int64_t kEstimatedMax = 20'000;
  if (in.estimates.value_or(false) && expected.enterprises > kEstimatedMax)
    return invalid(
        "totals.estimate", fmt::format("估计一次最多 {} 家企业;请选择一个园区", kEstimatedMax),
        fmt::format("estimates are made for at most {} enterprises; choose a zone", kEstimatedMax));
  if (in.estimates.value_or(false) && !view && !in.as_of)
    estimated = estimates(call, in.zone, period);
  ZoneTotals out;
  out.zone_id = in.zone;
  out.zone_name = call.zones.find(in.zone)->name;
  out.period = format_period(period);
  out.expected = expected.enterprises;
  out.as_of = in.as_of;
  if (const auto reports = cells.find(statistics::kReports); reports != cells.end())
    out.accepted = reports->second.reporters;
  for (const Item& item : definitions->items) {
    if (item.subject == statistics::Subject::context || !item.in(period.kind)) continue;
    TotalRow& row = out.items.emplace_back();
    row.item = item.code;
    row.title = item.title;
    row.unit = item.unit;
    row.expected =
        item.subject == statistics::Subject::zone ? expected.zones : expected.enterprises;
    row.hidden = view && any_hidden(*view, *definitions, {item.number}, in.zone);
    if (const auto at = cells.find(item.number); at != cells.end()) {
      row.reporters = at->second.reporters;
      if (!row.hidden) row.total = format_value(item, at->second.total);
    }
    if (const auto at = estimated.find(item.number); at != estimated.end()) {
      row.estimate = format_value(item, at->second.total);
      row.estimated = at->second.carried;
    }
  }
  for (const Ratio& ratio : definitions->ratios) {
    const Measure measure{nullptr, &ratio, {}, {}};
    const std::vector<int64_t> items = measure.items();
    if (std::any_of(items.begin(), items.end(),
                    [&](int64_t number) { return !definitions->find(number)->in(period.kind); }))
      continue;
    TRY_ASSIGN(sums, statistics::ratio_cells(call.zones, *definitions, ratio, own));
    const statistics::RatioValue value = ratio_of(*definitions, ratio, sums);
    RatioRow& row = out.ratios.emplace_back();
    row.code = ratio.code;
    row.title = ratio.title;
    row.unit = ratio.unit;
    row.why = why_name(value.why);
    row.reporters = std::min(value.above, value.below);
    row.reporters_above = value.above;
    row.reporters_below = value.below;
    if (view && any_hidden(*view, *definitions, items, in.zone))
      row.why = "hidden";
    else
      row.value = value.value;
  }
  return out;
}

Result<Series> total_series(Call& call, const TotalSeries& in) {
  TRY_ASSIGN(from, statistics::parse_period(in.from));
  TRY_ASSIGN(to, statistics::parse_period(in.to));
  const auto definitions = statistics::current_definitions(call.database, call.db);
  TRY_ASSIGN(measure, find_measure(*definitions, in.item));
  if (from.kind != to.kind || first_day(to) < first_day(from) || shift(from, 119) < to)
    return invalid("series.range", "起止应为同一种报告期,且最多 120 期",
                   "both ends must be of one kind, at most 120 periods apart");
  Series out{in.item, measure.title, measure.unit, {}};
  for (Period period = from; period <= to; period = shift(period, 1)) {
    SeriesPoint& point = out.points.emplace_back();
    point.period = format_period(period);
    point.expected = statistics::expected_reporters(call, in.zone, period).enterprises;
    TRY_ASSIGN(own, statistics::subtree_cells(call, in.zone, period, {}));
    TRY_ASSIGN(value, measure.value(call.zones, *definitions, own));
    std::tie(point.value, point.reporters) = value;
    if (!in.public_view.value_or(false) || !point.value) continue;
    TRY_ASSIGN(all, statistics::zone_cells(call, period, {}));
    PublicView view(call.zones, all);
    point.hidden = any_hidden(view, *definitions, measure.items(), in.zone);
    if (point.hidden) point.value.reset();
  }
  return out;
}

Result<Ranking> rank_zones(Call& call, const TotalRanking& in) {
  TRY_ASSIGN(period, statistics::parse_period(in.period));
  const auto definitions = statistics::current_definitions(call.database, call.db);
  TRY_ASSIGN(measure, find_measure(*definitions, in.item));
  const ZoneLevel level = in.level.value_or(ZoneLevel::zone);
  const std::map<int64_t, Cells> own = store::read_item_totals(call.db, period, measure.items());
  std::optional<PublicView> view;
  if (in.public_view.value_or(false)) view.emplace(call.zones, own);
  Ranking out{in.item, measure.title, measure.unit, {}, 0};
  for (const int64_t id : call.zones.subtree(in.zone)) {
    if (call.zones.find(id)->level != level) continue;
    std::map<int64_t, Cells> of_zone;
    for (const int64_t below : call.zones.subtree(id))
      if (const auto at = own.find(below); at != own.end()) of_zone.insert(*at);
    RankedZone& row = out.items.emplace_back();
    row.zone_id = id;
    row.zone_name = call.zones.find(id)->name;
    row.expected = statistics::expected_reporters(call, id, period).enterprises;
    TRY_ASSIGN(value, measure.value(call.zones, *definitions, of_zone));
    std::tie(row.value, row.reporters) = value;
    row.hidden = view && any_hidden(*view, *definitions, measure.items(), id);
    if (row.hidden) row.value.reset();
  }
  std::stable_sort(out.items.begin(), out.items.end(), [](const auto& a, const auto& b) {
    return a.value.value_or(-HUGE_VAL) > b.value.value_or(-HUGE_VAL);
  });
  for (size_t i = 0; i < out.items.size() && out.items[i].value; ++i)
    out.items[i].rank = i > 0 && out.items[i].value == out.items[i - 1].value
                            ? out.items[i - 1].rank
                            : std::optional(static_cast<int64_t>(i) + 1);
  out.total = static_cast<int64_t>(out.items.size());
  return out;
}

Result<File> export_totals(Call& call, const ExportTotals& in) {
  TRY_ASSIGN(format, parse_table_format(in.format.value_or("xlsx")));
  TRY_ASSIGN(totals, get_totals(call, in));
  const bool zh = in.lang.value_or("zh") != "en";
  const auto word = [&](const char* chinese, const char* english) {
    return std::string(zh ? chinese : english);
  };
  const std::vector<TableColumn> columns = {
      {word("指标", "Item"), 36},
      {word("单位", "Unit"), 12},
      {word("合计", "Total"), 24},
      {word("填报单位数", "Reporters"), 12},
      {word("应报单位数", "Expected"), 12},
      {word("未报估计(不含在合计内)", "Estimate for the missing (not in the total)"), 24},
      {word("估计单位数", "Estimated"), 12},
      {word("说明", "Note"), 24}};
  TRY_ASSIGN(bytes, write_table(format, totals.period, columns, [&](const AddRow& add) {
               for (const TotalRow& row : totals.items) {
                 const std::string note = row.hidden ? word("不公开", "not published")
                                          : !row.total
                                              ? word("未知:无人填报", "unknown: nobody reported it")
                                              : "";
                 const auto cell = [](const std::optional<std::string>& text) -> TableCell {
                   if (!text) return {};
                   if (text->find('.') != std::string::npos)
                     if (const Result<Money> money = parse_money(*text); money.ok()) return *money;
                   return static_cast<int64_t>(std::stoll(*text));
                 };
                 const std::string& title = zh ? row.title.zh : row.title.en;
                 const std::vector<TableCell> cells = {std::string_view(title),
                                                       std::string_view(row.unit),
                                                       cell(row.total),
                                                       row.reporters,
                                                       row.expected,
                                                       cell(row.estimate),
                                                       row.estimated,
                                                       std::string_view(note)};
                 add(cells);
               }
               for (const RatioRow& row : totals.ratios) {
                 const std::string note =
                     row.why == "hidden" ? word("不公开", "not published")
                     : row.why == "missing" ? word("未知:缺少数据", "unknown: figures are missing")
                     : row.why == "zero_denominator"
                         ? word("未知:分母为零", "unknown: the denominator is zero")
                         : "";
                 const std::string& title = zh ? row.title.zh : row.title.en;
                 TableCell value;
                 if (row.value) value = *row.value;
                 const std::vector<TableCell> cells = {std::string_view(title),
                                                       std::string_view(row.unit),
                                                       value,
                                                       row.reporters,
                                                       totals.expected,
                                                       TableCell{},
                                                       TableCell{},
                                                       std::string_view(note)};
                 add(cells);
               }
             }));
  return File{fmt::format("{}-{}.{}", word("园区统计", "zone-statistics"), totals.period,
                          format == TableFormat::xlsx ? "xlsx" : "csv"),
              std::string(table_content_type(format)), std::move(bytes)};
}

// ---- Figures from outside ----------------------------------------------------------------------

namespace {

ContextFigure described(const Call& call, const Item& item, const store::StoredFigure& figure) {
  return {figure.zone_id,
          call.zones.find(figure.zone_id)->name,
          figure.year,
          item.code,
          item.title,
          item.unit,
          format_value(item, figure.value),
          figure.source,
          figure.recorded_at};
}

}  // namespace

Result<ContextList> list_context(Call& call, const ListContext& in) {
  const auto definitions = statistics::current_definitions(call.database, call.db);
  ContextList out;
  for (const store::StoredFigure& figure : store::list_figures(call.db, in.year)) {
    const Item* item = definitions->find(figure.item);
    const bool related = call.zones.is_within(figure.zone_id, in.zone) ||
                         call.zones.is_within(in.zone, figure.zone_id);
    if (item != nullptr && related) out.items.push_back(described(call, *item, figure));
  }
  out.total = static_cast<int64_t>(out.items.size());
  return out;
}

Result<ContextFigure> set_context(Call& call, const SetContext& in) {
  const auto definitions = statistics::current_definitions(call.database, call.db);
  const Item* item = definitions->find(in.item);
  if (item == nullptr || item->subject != statistics::Subject::context)
    return invalid("context.item", fmt::format("“{}”不是外部数据的指标", clipped(in.item, 60)),
                   fmt::format("'{}' is no item of figures from outside", clipped(in.item, 60)));
  if (in.year < 1978 || in.year > 2200)
    return invalid("period", "年份超出范围", "the year is out of range");
  if (trim(in.source).empty() || in.source.size() > 600)
    return invalid("context.source", "请注明来源(最多 600 字节)",
                   "say where this comes from (at most 600 bytes)");
  TRY_ASSIGN(value, parse_value(*item, in.value, in.unit.value_or("")));
  const store::StoredFigure figure{in.zone, in.year,   item->number, call.db.new_id(),
                                   value,   in.source, call.now,     call.actor.user_id};
  store::insert_figure(call.db, figure);
  ContextFigure out = described(call, *item, figure);
  call.audit("context_figure", figure.id, nullptr, to_json(out));
  return out;
}

// ---- For the rest of the module ----------------------------------------------------------------

Result<std::map<std::string, ItemTotal>> item_totals(Call& call, int64_t zone,
                                                     const std::string& period) {
  TRY_ASSIGN(parsed, statistics::parse_period(period));
  const auto definitions = statistics::current_definitions(call.database, call.db);
  TRY_ASSIGN(own, statistics::subtree_cells(call, zone, parsed, {}));
  TRY_ASSIGN(cells, statistics::sum_cells(own));
  std::map<std::string, ItemTotal> out;
  for (const auto& [number, cell] : cells) {
    const Item* item = definitions->find(number);
    if (item != nullptr && cell.reporters > 0)
      out[item->code] = {to_number(*item, cell.total), cell.reporters};
  }
  return out;
}

}  // namespace gaoxin
