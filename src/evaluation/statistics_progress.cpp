// Who has reported and who has not: the board of enterprises against periods, and reminders.
#include <algorithm>

#include "api/page.h"
#include "base/text.h"
#include "evaluation/statistics_errors.h"
#include "evaluation/statistics_library.h"

namespace gaoxin {

namespace store = statistics_store;
using statistics::Period;
using statistics::PeriodKind;

namespace {

/// The due date nearest to the zone: its own, else that of a zone above.
std::optional<Date> due_on(Call& call, int64_t zone, const std::string& period) {
  for (const int64_t above : call.zones.ancestors(zone)) {
    const std::optional<StatPeriod> row = store::find_period(call.db, above, period);
    if (row && row->due_on) return row->due_on;
  }
  return std::nullopt;
}

/// Enterprises whose name holds all words of q, within the zone.
std::vector<int64_t> find_by_name(Call& call, int64_t zone, const std::string& q, Date on) {
  DirectoryQuery query;
  query.zone = zone;
  query.today = on;
  query.park = zone;
  query.q = q;
  query.sort = DirectorySort::id;
  query.limit = SIZE_MAX / 2;
  std::vector<int64_t> ids = current_directory(call.database, call.db).query(call.zones, query).ids;
  std::sort(ids.begin(), ids.end());
  return ids;
}

using Key = std::pair<int64_t, int64_t>;  // Zone and enterprise.

/// What is known of a report: nothing, or its newest revision's state and number.
struct Standing {
  std::optional<ReportState> state;
  int32_t revision = 0;
};
using Standings = std::vector<Standing>;  ///< one per period

/// All that are to report, or have reported, in each period.
class BoardBuilder {
 public:
  BoardBuilder(Call& call, int64_t zone, const std::vector<Period>& periods)
      : call_(call), periods_(periods) {
    for (size_t i = 0; i < periods_.size(); ++i) add(zone, i);
  }

  std::vector<BoardPeriod> counts;
  std::map<Key, Standings> rows;

 private:
  void add(int64_t zone, size_t column) {
    const Period& period = periods_[column];
    BoardPeriod& count = counts.emplace_back();
    count.period = format_period(period);
    count.due_on = due_on(call_, zone, count.period);
    count.closed = statistics::is_closed(call_, zone, period);
    const auto roster = statistics::current_roster(call_.database, call_.db, period);
    for (const int64_t one : call_.zones.subtree(zone)) {
      const auto expected = roster->of(one);
      count.expected += static_cast<int64_t>(expected.size());
      count.missing += static_cast<int64_t>(expected.size());
      for (const auto& entry : expected) row({one, entry.enterprise});
      for (const store::ReportHead& head : store::list_heads(call_.db, one, period)) {
        row({one, head.enterprise_id})[column] = {head.state, static_cast<int32_t>(head.revision)};
        if (head.enterprise_id == 0) continue;  // The zone's own stands beside the count.
        const bool counted = roster->zone_of(head.enterprise_id) == one;
        count.expected += !counted;
        count.missing -= counted;
        (head.state == ReportState::draft       ? count.draft
         : head.state == ReportState::submitted ? count.submitted
         : head.state == ReportState::accepted  ? count.accepted
                                                : count.returned) += 1;
      }
    }
  }

  Standings& row(const Key& key) {
    Standings& cells = rows[key];
    cells.resize(periods_.size());
    return cells;
  }

  Call& call_;
  const std::vector<Period>& periods_;
};

std::string name_of(Call& call, const std::map<int64_t, std::string>& names, const Key& key) {
  if (key.second == 0) return call.zones.find(key.first)->name.zh;
  const auto name = names.find(key.second);
  return name == names.end() ? "" : name->second;
}

Result<PeriodKind> kind_of(const std::string& word) {
  for (const PeriodKind kind : {PeriodKind::month, PeriodKind::quarter, PeriodKind::year})
    if (period_kind_name(kind) == word) return kind;
  return statistics_errors::invalid("period.kind", "报告期种类为 month、quarter 或 year",
                                    "the kind of period is month, quarter or year");
}

}  // namespace

Result<BoardPage> report_board(Call& call, const ReportBoard& in) {
  TRY_ASSIGN(page, page_request(in.page, in.page_size));
  TRY_ASSIGN(kind, kind_of(in.kind.value_or("month")));
  if (in.year < 1978 || in.year > 2200)
    return statistics_errors::invalid("period", "年份超出范围", "the year is out of range");
  if (in.state && *in.state != "missing" && *in.state != "draft" && *in.state != "submitted" &&
      *in.state != "accepted" && *in.state != "returned")
    return statistics_errors::invalid(
        "report.state", "状态为 draft、submitted、accepted、returned 或 missing",
        "the state is draft, submitted, accepted, returned or missing");
  std::vector<Period> periods;
  const int a_year = kind == PeriodKind::month ? 12 : kind == PeriodKind::quarter ? 4 : 1;
  for (int i = 1; i <= a_year; ++i) {
    const Period period{kind, in.year, i};
    if (last_day(period) < date_of(call.now)) periods.push_back(period);
  }
  BoardBuilder board(call, in.zone, periods);
  std::vector<Key> keys;
  std::optional<std::vector<int64_t>> named;
  if (in.q && !trim(*in.q).empty())
    named = find_by_name(call, in.zone, *in.q,
                         periods.empty() ? date_of(call.now) : last_day(periods.back()));
  for (const auto& [key, cells] : board.rows) {
    if (named && !std::binary_search(named->begin(), named->end(), key.second)) continue;
    const bool wanted =
        !in.state || std::any_of(cells.begin(), cells.end(), [&](const Standing& cell) {
          return cell.state ? boost::describe::enum_to_string(*cell.state, "") == *in.state
                            : *in.state == "missing";
        });
    if (wanted) keys.push_back(key);
  }
  BoardPage out{
      std::move(board.counts), {}, static_cast<int64_t>(keys.size()), page.page, page.page_size};
  const auto begin = std::min<int64_t>((page.page - 1) * page.page_size, out.total);
  const auto end = std::min(begin + page.page_size, out.total);
  std::vector<int64_t> ids;
  for (int64_t i = begin; i < end; ++i) ids.push_back(keys[static_cast<size_t>(i)].second);
  const std::map<int64_t, std::string> names = store::enterprise_names(call.db, ids);
  for (int64_t i = begin; i < end; ++i) {
    const Key& key = keys[static_cast<size_t>(i)];
    BoardRow& row = out.items.emplace_back();
    row.enterprise_id = key.second;
    row.name = name_of(call, names, key);
    row.zone_id = key.first;
    const Standings& standings = board.rows.at(key);
    for (size_t column = 0; column < periods.size(); ++column)
      row.cells.push_back(
          {format_period(periods[column]), standings[column].state, standings[column].revision});
  }
  return out;
}

Result<MissingPage> list_missing(Call& call, const ListMissing& in) {
  TRY_ASSIGN(page, page_request(in.page, in.page_size));
  TRY_ASSIGN(period, statistics::parse_period(in.period));
  const std::vector<Period> periods = {period};
  BoardBuilder board(call, in.zone, periods);
  std::vector<Key> keys;
  for (const auto& [key, cells] : board.rows) {
    const std::optional<ReportState>& state = cells[0].state;
    if (!state || *state == ReportState::draft || *state == ReportState::returned)
      keys.push_back(key);
  }
  // A zone of level zone owes its own report as well.
  for (const int64_t one : call.zones.subtree(in.zone))
    if (call.zones.find(one)->level == ZoneLevel::zone && !board.rows.contains({one, 0}))
      keys.push_back({one, 0});
  std::sort(keys.begin(), keys.end());
  MissingPage out;
  out.due_on = board.counts[0].due_on;
  out.total = static_cast<int64_t>(keys.size());
  out.page = page.page;
  out.page_size = page.page_size;
  const auto begin = std::min<int64_t>((page.page - 1) * page.page_size, out.total);
  const auto end = std::min(begin + page.page_size, out.total);
  std::vector<int64_t> ids;
  for (int64_t i = begin; i < end; ++i)
    if (keys[static_cast<size_t>(i)].second != 0)
      ids.push_back(keys[static_cast<size_t>(i)].second);
  std::sort(ids.begin(), ids.end());
  std::map<int64_t, Enterprise> enterprises;
  for (Enterprise& enterprise : find_enterprises(call.db, ids))
    enterprises.emplace(enterprise.id, enterprise);
  for (int64_t i = begin; i < end; ++i) {
    const auto& [zone, enterprise] = keys[static_cast<size_t>(i)];
    MissingRow& row = out.items.emplace_back();
    row.enterprise_id = enterprise;
    row.zone_id = zone;
    row.zone_name = call.zones.find(zone)->name;
    row.name = row.zone_name.zh;
    if (const auto known = enterprises.find(enterprise); known != enterprises.end()) {
      row.name = known->second.name;
      if (!known->second.contacts.empty()) row.contact = known->second.contacts.front();
    }
    if (const auto cells = board.rows.find({zone, enterprise}); cells != board.rows.end())
      row.state = cells->second[0].state;
    // Without a due date the days count from the end of the period.
    row.days_overdue = date_of(call.now).days -
                       due_on(call, zone, format_period(period)).value_or(last_day(period)).days;
    const int back = period.kind == PeriodKind::month     ? 12
                     : period.kind == PeriodKind::quarter ? 4
                                                          : 1;
    for (int steps = 1; steps <= back && !row.last_period; ++steps) {
      const Period earlier = shift(period, -steps);
      if (store::find_accepted(call.db, zone, earlier, enterprise))
        row.last_period = format_period(earlier);
    }
  }
  return out;
}

}  // namespace gaoxin
