#include "evaluation/statistics_library.h"

#include <algorithm>

#include "evaluation/statistics_errors.h"
#include "evaluation/statistics_packing.h"

namespace gaoxin::statistics {

namespace store = statistics_store;
using statistics_errors::invalid;
using statistics_errors::make;
using store::StoredReport;

// ---- Who is to report --------------------------------------------------------------------------

Roster::Roster(std::vector<Entry> entries) : by_zone_(std::move(entries)) {
  for (const Entry& entry : by_zone_) by_enterprise_.emplace_back(entry.enterprise, entry.zone);
  std::sort(by_zone_.begin(), by_zone_.end());
  std::sort(by_enterprise_.begin(), by_enterprise_.end());
}

std::span<const Roster::Entry> Roster::of(int64_t zone) const {
  const auto begin = std::lower_bound(by_zone_.begin(), by_zone_.end(), Entry{zone, 0});
  const auto end = std::lower_bound(begin, by_zone_.end(), Entry{zone + 1, 0});
  return {begin, end};
}

std::optional<int64_t> Roster::zone_of(int64_t enterprise) const {
  const auto at = std::lower_bound(by_enterprise_.begin(), by_enterprise_.end(),
                                   std::pair<int64_t, int64_t>{enterprise, 0});
  if (at == by_enterprise_.end() || at->first != enterprise) return std::nullopt;
  return at->second;
}

namespace {

struct RosterCache {
  static constexpr size_t kDaysMax = 60;
  std::mutex mutex;
  int64_t counter = -1;
  std::map<Date, std::shared_ptr<const Roster>> rosters;
};

}  // namespace

std::shared_ptr<const Roster> current_roster(Database& database, Transaction& db,
                                             const Period& period) {
  RosterCache& cache = database.attached<RosterCache>();
  const int64_t counter = read_counter(db, "registry");
  const Date on = last_day(period);
  {
    const std::lock_guard lock(cache.mutex);
    if (cache.counter != counter) cache.rosters.clear();
    cache.counter = counter;
    const auto found = cache.rosters.find(on);
    if (found != cache.rosters.end()) return found->second;
  }
  std::vector<Roster::Entry> entries;
  store::each_resident(db, on, [&](int64_t enterprise, int64_t park) {
    if (entries.empty() || entries.back().enterprise != enterprise)
      entries.push_back({park, enterprise});
  });
  auto roster = std::make_shared<const Roster>(std::move(entries));
  const std::lock_guard lock(cache.mutex);
  if (cache.counter == counter) {
    if (cache.rosters.size() >= RosterCache::kDaysMax) cache.rosters.erase(cache.rosters.begin());
    cache.rosters[on] = roster;
  }
  return roster;
}

Result<Reporter> find_reporter(Call& call, int64_t zone, int64_t enterprise, const Period& period) {
  if (enterprise == 0) return Reporter{zone, 0, call.zones.find(zone)->name.zh, Subject::zone};
  const std::optional<int64_t> park =
      current_roster(call.database, call.db, period)->zone_of(enterprise);
  if (!park || !call.zones.is_within(*park, zone))
    return make(ErrorCode::not_found, "report.enterprise",
                fmt::format("企业 {} 在 {} 期末不在本区域", enterprise, format_period(period)),
                fmt::format("enterprise {} is not resident here at the end of {}", enterprise,
                            format_period(period)));
  const std::map<int64_t, std::string> names =
      store::enterprise_names(call.db, std::span(&enterprise, 1));
  const auto name = names.find(enterprise);
  return Reporter{*park, enterprise, name == names.end() ? "" : name->second, Subject::enterprise};
}

Expected expected_reporters(Call& call, int64_t zone, const Period& period) {
  const auto roster = current_roster(call.database, call.db, period);
  Expected expected;
  for (const int64_t one : call.zones.subtree(zone)) {
    expected.enterprises += static_cast<int64_t>(roster->of(one).size());
    expected.zones += call.zones.find(one)->level == ZoneLevel::zone;
  }
  if (expected.zones == 0) expected.zones = 1;  // A park reports for itself.
  return expected;
}

// ---- Periods -----------------------------------------------------------------------------------

bool is_closed(Call& call, int64_t zone, const Period& period) {
  const std::string text = format_period(period);
  for (const int64_t above : call.zones.ancestors(zone)) {
    const std::optional<StatPeriod> row = store::find_period(call.db, above, text);
    if (row && row->closed_at) return true;
  }
  return false;
}

Result<Done> check_open(Call& call, int64_t zone, const Period& period) {
  const std::string text = format_period(period);
  if (last_day(period) >= date_of(call.now))
    return invalid(
        "period.future",
        fmt::format("报告期 {} 还没有结束(期末 {})", text, format_date(last_day(period))),
        fmt::format("the period {} is not over; it ends on {}", text,
                    format_date(last_day(period))));
  if (is_closed(call, zone, period))
    return make(ErrorCode::rule_failed, "period.closed",
                fmt::format("报告期 {} 已关账;请先由主管部门重新打开", text),
                fmt::format("the period {} is closed; the authority must open it again", text));
  return Done{};
}

// ---- One report --------------------------------------------------------------------------------

namespace {

/// As accepted, else as submitted; a draft is nothing to compare with.
std::optional<Values> known_values(Call& call, const Reporter& reporter, const Period& period) {
  std::optional<StoredReport> report =
      store::find_accepted(call.db, reporter.zone, period, reporter.enterprise);
  if (!report) {
    report = store::find_report(call.db, reporter.zone, period, reporter.enterprise);
    if (report && report->life.state != ReportState::submitted) report.reset();
  }
  if (!report) return std::nullopt;
  return std::move(report->values);
}

/// The twelve months added up, for flows known in all of them.
std::optional<Values> months_of_year(Call& call, const Definitions& definitions,
                                     const Reporter& reporter, int64_t year) {
  Values sums;
  std::map<int64_t, int> known;
  for (int month = 1; month <= 12; ++month) {
    const std::optional<Values> values =
        known_values(call, reporter, {PeriodKind::month, year, month});
    if (!values) return std::nullopt;
    for (const auto& [number, value] : *values) {
      sums[number] += value;
      ++known[number];
    }
  }
  std::erase_if(sums, [&](const auto& sum) {
    const Item* item = definitions.find(sum.first);
    return known[sum.first] < 12 || item == nullptr || item->kind != Kind::flow;
  });
  return sums;
}

}  // namespace

CheckInput check_input(Call& call, const Reporter& reporter, const Period& period, Values values) {
  CheckInput input;
  input.subject = reporter.subject;
  input.period = period;
  input.values = std::move(values);
  input.before = known_values(call, reporter, shift(period, -1));
  if (period.kind != PeriodKind::year)
    input.year_before = known_values(call, reporter, year_before(period));
  else
    input.months =
        months_of_year(call, *current_definitions(call.database, call.db), reporter, period.year);
  return input;
}

Error changed_by(Transaction& db, const ReportRevision& report) {
  const std::string who = user_name(db, report.saved_by).value_or("?");
  const std::string at = format_timestamp(report.saved_at);
  return statistics_errors::stale(fmt::format("该报表已由 {} 于 {} 修改", who, at),
                                  fmt::format("{} has changed this report at {}", who, at));
}

Result<Saved> save_values(Call& call, const Definitions& definitions, const Reporter& reporter,
                          const Period& period, Values values, const std::string& source,
                          std::optional<int64_t> version) {
  std::optional<StoredReport> last =
      store::find_report(call.db, reporter.zone, period, reporter.enterprise);
  if (last && last->values == values) return Saved::unchanged;
  if (version && *version != (last ? last->life.version : 0))
    return last ? changed_by(call.db, last->life)
                : statistics_errors::stale("该报表还没有保存过;请重新载入",
                                           "this report has not been saved yet; reload it");
  if (last && last->life.state == ReportState::submitted)
    return make(ErrorCode::conflict, "report.submitted",
                fmt::format("“{}”的 {} 报表已提交;请审核人退回后再改", reporter.name,
                            format_period(period)),
                fmt::format("the report of '{}' for {} has been submitted; have it returned first",
                            reporter.name, format_period(period)));
  StoredReport report;
  const bool in_place = last && last->life.state == ReportState::draft;
  if (in_place) {
    report = *last;
  } else {
    report.zone_id = reporter.zone;
    report.period = period;
    report.enterprise_id = reporter.enterprise;
    report.id = call.db.new_id();
    report.life.revision = last ? last->life.revision + 1 : 1;
    // Versions go on through the revisions, so that a stale save of an older one is seen.
    report.life.version = last ? last->life.version + 1 : 1;
  }
  report.item_version = definitions.version;
  report.values = std::move(values);
  report.reasons_json = "[]";  // They were given for other figures.
  report.life.source = source;
  report.life.saved_at = call.now;
  report.life.saved_by = call.actor.user_id;
  if (in_place) {
    if (!store::update_report(call.db, report, report.life.version))
      return statistics_errors::stale("该报表刚被他人修改", "somebody else has just changed it");
  } else {
    store::insert_report(call.db, report);
  }
  const auto shown = [&](const Values& of) {
    json::object out;
    for (const auto& [number, value] : of)
      if (const Item* item = definitions.find(number)) out[item->code] = format_value(*item, value);
    return out;
  };
  call.audit("report", report.id, last ? json::value(shown(last->values)) : json::value(nullptr),
             shown(report.values));
  return last ? Saved::changed : Saved::created;
}

// ---- Sums --------------------------------------------------------------------------------------

namespace {

/// Sums that do not fit in 64 bits are the data's fault, not a figure.
Result<Cells> summed(Call& call, int64_t zone, const Period& period,
                     std::optional<Timestamp> as_of) {
  Cells cells;
  bool fits = true;
  store::each_accepted(call.db, zone, period, as_of,
                       [&](int64_t enterprise, std::string_view packed) {
                         cells[kReports].reporters += enterprise != 0;
                         fits = add_report(cells, packed) && fits;
                       });
  if (cells[kReports].reporters == 0) cells.erase(kReports);
  if (!fits)
    return make(ErrorCode::rule_failed, "totals.too_large",
                fmt::format("{} 的合计超出范围;请检查金额单位", format_period(period)),
                fmt::format("a total of {} is out of range; check the units of money",
                            format_period(period)));
  return cells;
}

}  // namespace

Result<Done> refresh_totals(Call& call, int64_t zone, const Period& period) {
  TRY_ASSIGN(cells, summed(call, zone, period, std::nullopt));
  store::replace_totals(call.db, zone, period, cells);
  return Done{};
}

Result<std::map<int64_t, Cells>> zone_cells(Call& call, const Period& period,
                                            std::optional<Timestamp> as_of) {
  if (!as_of) return store::read_period_totals(call.db, period);
  std::map<int64_t, Cells> out;
  for (const Zone& zone : call.zones.zones()) {
    TRY_ASSIGN(cells, summed(call, zone.id, period, as_of));
    if (!cells.empty()) out[zone.id] = std::move(cells);
  }
  return out;
}

Result<std::map<int64_t, Cells>> subtree_cells(Call& call, int64_t zone, const Period& period,
                                               std::optional<Timestamp> as_of) {
  std::map<int64_t, Cells> out;
  for (const int64_t one : call.zones.subtree(zone)) {
    Cells cells;
    if (as_of) {
      TRY_ASSIGN(then, summed(call, one, period, as_of));
      cells = std::move(then);
    } else {
      cells = store::read_totals(call.db, one, period);
    }
    if (!cells.empty()) out[one] = std::move(cells);
  }
  return out;
}

Result<Cells> sum_cells(const std::map<int64_t, Cells>& cells) {
  Cells total;
  bool fits = true;
  for (const auto& [zone, of_zone] : cells)
    for (const auto& [item, cell] : of_zone) fits = add_cell(total[item], cell) && fits;
  if (!fits)
    return make(ErrorCode::rule_failed, "totals.too_large", "合计超出范围;请检查金额单位",
                "a total is out of range; check the units of money");
  return total;
}

Result<Cells> ratio_cells(const ZoneTree& zones, const Definitions& definitions, const Ratio& ratio,
                          const std::map<int64_t, Cells>& cells) {
  std::vector<int64_t> items = ratio.numerator;
  items.insert(items.end(), ratio.denominator.begin(), ratio.denominator.end());
  const auto of_zones = std::partition(items.begin(), items.end(), [&](int64_t number) {
    return definitions.find(number)->subject != Subject::zone;
  });
  if (of_zones == items.begin() || of_zones == items.end()) return sum_cells(cells);
  std::vector<int64_t> reported;
  for (const auto& [zone, of_zone] : cells)
    if (std::all_of(of_zones, items.end(),
                    [&](int64_t number) { return of_zone.contains(number); }))
      reported.push_back(zone);
  std::map<int64_t, Cells> matched;
  for (const auto& [zone, of_zone] : cells)
    if (std::any_of(reported.begin(), reported.end(),
                    [&](int64_t one) { return zones.is_within(zone, one); }))
      matched[zone] = of_zone;
  return sum_cells(matched);
}

PublicView::PublicView(const ZoneTree& zones, const std::map<int64_t, Cells>& cells)
    : zones_(zones) {
  std::map<int64_t, size_t> index;
  for (const Zone& zone : zones.zones()) {
    const int parent = zone.parent_id ? static_cast<int>(index.at(*zone.parent_id)) : -1;
    index[zone.id] = parents_.size();
    parents_.push_back(parent);
  }
  for (const auto& [zone, of_zone] : cells) {
    const auto at = index.find(zone);
    if (at == index.end()) continue;
    for (const auto& [item, cell] : of_zone) {
      std::vector<Cell>& column = columns_[item];
      column.resize(parents_.size());
      for (int node = static_cast<int>(at->second); node >= 0;
           node = parents_[static_cast<size_t>(node)])
        add_cell(column[static_cast<size_t>(node)], cell);
    }
  }
}

bool PublicView::hidden(int64_t item, int64_t zone) {
  const auto column = columns_.find(item);
  if (column == columns_.end()) return false;
  std::vector<Published>& flags = flags_[item];
  if (flags.empty()) {
    std::vector<ZoneCell> nodes;
    for (size_t i = 0; i < parents_.size(); ++i) nodes.push_back({parents_[i], column->second[i]});
    flags = publishable(nodes);
  }
  size_t i = 0;
  for (const Zone& one : zones_.zones()) {
    if (one.id == zone) return flags[i] != Published::yes;
    ++i;
  }
  return true;
}

}  // namespace gaoxin::statistics
