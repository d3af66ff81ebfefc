// Statistics of zones: what enterprises report, checked, accepted by another person, added up.
//
// Start here. An enterprise reports for the park it is resident in on the period's last day (the
// one it entered first); the zone itself reports its own items as enterprise 0. A report goes
// draft → submitted → accepted or returned, and by revisions: what has been submitted is never
// changed, and the last accepted revision counts. Totals are sums over accepted reports of a
// zone's subtree as of now or of any earlier moment; ratios are ratios of sums; what nobody
// reported is unknown. Definitions (items, checks, ratios) are versioned files.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "api/operation.h"
#include "registry/imports.h"

namespace gaoxin {

// ---- Definitions -------------------------------------------------------------------------------

struct StatItem {
  int64_t number = 0;
  std::string code;
  std::string subject;               ///< enterprise, zone, context
  std::vector<std::string> periods;  ///< month, quarter, year
  std::string kind;                  ///< flow, stock
  std::string value;                 ///< money, count, amount
  std::string unit;
  Text title, definition;
  std::string registry_field;  ///< empty: none
};
BOOST_DESCRIBE_STRUCT(StatItem, (),
                      (number, code, subject, periods, kind, value, unit, title, definition,
                       registry_field))
struct StatRatio {
  std::string code;
  std::vector<std::string> numerator, denominator;
  double factor = 1;
  std::string unit;
  Text title;
};
BOOST_DESCRIBE_STRUCT(StatRatio, (), (code, numerator, denominator, factor, unit, title))
struct StatCheck {
  std::string code;
  std::string kind;
  std::string severity;  ///< error, warning
  std::vector<std::string> items, other;
  std::optional<double> low, high;
  Text why;
};
BOOST_DESCRIBE_STRUCT(StatCheck, (), (code, kind, severity, items, other, low, high, why))
struct StatDefinitions {
  int64_t version = 0;  ///< of the items
  std::vector<StatItem> items;
  std::vector<StatCheck> checks;
  std::vector<StatRatio> ratios;
};
BOOST_DESCRIBE_STRUCT(StatDefinitions, (), (version, items, checks, ratios))
struct ListStatItems {
  std::optional<std::string> subject, period_kind;  ///< only these items
};
BOOST_DESCRIBE_STRUCT(ListStatItems, (), (subject, period_kind))
Result<StatDefinitions> list_stat_items(Call& call, const ListStatItems& in);

struct ImportStatItems {
  int64_t zone = 0;  ///< the root
  Upload file;       ///< items.csv, checks.csv or ratios.csv
};
BOOST_DESCRIBE_STRUCT(ImportStatItems, (), (zone, file))
/// Makes the file the newest version of its kind. Numbers and codes that stand stay: an item may
/// be added or reworded, never taken away or given another meaning (evaluation.items.removed,
/// .changed). The same file again changes nothing.
Result<StatDefinitions> import_stat_items(Call& call, const ImportStatItems& in);

// ---- Reports -----------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(ReportState, draft, submitted, accepted, returned)

struct ReportValueInput {
  std::string item;                 ///< its code
  std::string value;                ///< "1234.5"; empty: unknown
  std::optional<std::string> unit;  ///< of money: 元 (default) 万元 亿元 …
};
BOOST_DESCRIBE_STRUCT(ReportValueInput, (), (item, value, unit))

struct ReportFinding {
  std::string rule;
  std::string severity;  ///< error, warning
  std::string item;
  Text text;
  /// Of a warning that a person has overridden.
  std::optional<std::string> reason;
  std::optional<int64_t> reason_by;
  std::optional<std::string> reason_by_name;
  std::optional<Timestamp> reason_at;
};
BOOST_DESCRIBE_STRUCT(ReportFinding, (),
                      (rule, severity, item, text, reason, reason_by, reason_by_name, reason_at))

struct ReportValue {
  std::string item;
  Text title;
  std::string unit;
  std::optional<std::string> value;        ///< money in yuan; empty: unknown
  std::optional<std::string> before;       ///< the period before
  std::optional<std::string> year_before;  ///< the same period of the year before
};
BOOST_DESCRIBE_STRUCT(ReportValue, (), (item, title, unit, value, before, year_before))

struct ReportRevision {
  int64_t revision = 0;
  int64_t version = 0;
  ReportState state = ReportState::draft;
  std::string source;
  Timestamp saved_at;
  int64_t saved_by = 0;
  std::optional<Timestamp> submitted_at, decided_at;
  std::optional<int64_t> submitted_by, decided_by;
  std::optional<std::string> decision_note;
  std::optional<std::string> saved_by_name{}, submitted_by_name{}, decided_by_name{};
};
BOOST_DESCRIBE_STRUCT(ReportRevision, (),
                      (revision, version, state, source, saved_at, saved_by, submitted_at,
                       decided_at, submitted_by, decided_by, decision_note, saved_by_name,
                       submitted_by_name, decided_by_name))

struct Report {
  int64_t zone_id = 0;  ///< that reports: the park of residence
  Text zone_name;
  int64_t enterprise_id = 0;  ///< 0: the zone itself
  std::string enterprise_name;
  std::string period;
  int64_t revision = 0;  ///< 0: nothing has been entered
  int64_t version = 0;   ///< of that revision, for saving
  std::optional<ReportState> state;
  bool closed = false;  ///< the period is closed here
  int64_t item_version = 0;
  std::vector<ReportValue> values;      ///< every item of this form, in order
  std::vector<ReportFinding> findings;  ///< errors and warnings as the values stand
  std::vector<ReportRevision> revisions;
};
BOOST_DESCRIBE_STRUCT(Report, (),
                      (zone_id, zone_name, enterprise_id, enterprise_name, period, revision,
                       version, state, closed, item_version, values, findings, revisions))

struct GetReport {
  int64_t zone = 0;
  int64_t enterprise_id = 0;  ///< 0: the zone itself
  std::string period;
  std::optional<int64_t> revision;  ///< default the newest
};
BOOST_DESCRIBE_STRUCT(GetReport, (), (zone, enterprise_id, period, revision))
/// Errors: evaluation.report.enterprise (404: not resident here on the period's last day).
Result<Report> get_report(Call& call, const GetReport& in);

struct SaveReport {
  int64_t zone = 0;
  int64_t enterprise_id = 0;
  std::string period;
  std::vector<ReportValueInput> values;  ///< all of them: what is left out is unknown
  int64_t version = 0;                   ///< of the newest revision; 0 for the first
  std::optional<std::string> source;     ///< default: entered by hand
};
BOOST_DESCRIBE_STRUCT(SaveReport, (), (zone, enterprise_id, period, values, version, source))
/// Saves a draft, even with findings. The newest revision, when it is a draft, else the next one;
/// the same values again change nothing. Errors: evaluation.period.future, .closed,
/// evaluation.report.submitted, evaluation.item (unknown, or not of this form).
Result<Report> save_report(Call& call, const SaveReport& in);
/// The findings of these values without saving them.
Result<Report> check_report(Call& call, const SaveReport& in);

struct ForcedReason {
  std::string rule, item, reason;
};
BOOST_DESCRIBE_STRUCT(ForcedReason, (), (rule, item, reason))
struct SubmitReport {
  int64_t zone = 0;
  int64_t enterprise_id = 0;
  std::string period;
  int64_t version = 0;
  std::optional<std::vector<ForcedReason>> reasons;  ///< for warnings
};
BOOST_DESCRIBE_STRUCT(SubmitReport, (), (zone, enterprise_id, period, version, reasons))
/// Errors: evaluation.report.errors (each as a field), evaluation.report.warnings (those without a
/// reason, each as a field).
Result<Report> submit_report(Call& call, const SubmitReport& in);

struct DecideReport {
  int64_t zone = 0;
  int64_t enterprise_id = 0;
  std::string period;
  int64_t version = 0;
  std::optional<std::string> note;  ///< required to return
};
BOOST_DESCRIBE_STRUCT(DecideReport, (), (zone, enterprise_id, period, version, note))
/// By another person than who entered or submitted it (evaluation.report.second_person). An
/// accepted year's values become registry facts where the registry has the field.
Result<Report> accept_report(Call& call, const DecideReport& in);
Result<Report> return_report(Call& call, const DecideReport& in);

struct ZoneAndPeriod {
  int64_t zone = 0;
  std::string period;
};
BOOST_DESCRIBE_STRUCT(ZoneAndPeriod, (), (zone, period))
struct BatchAnswer {
  int64_t done = 0;
  int64_t left = 0;            ///< not possible: own work, findings
  std::vector<Text> left_why;  ///< the first 100, each naming the enterprise
};
BOOST_DESCRIBE_STRUCT(BatchAnswer, (), (done, left, left_why))
/// Submits every draft below the zone that has no finding left to explain.
Result<BatchAnswer> submit_reports(Call& call, const ZoneAndPeriod& in);
/// Accepts every submitted report below the zone that the actor did not enter or submit.
Result<BatchAnswer> accept_reports(Call& call, const ZoneAndPeriod& in);

// ---- Who has reported --------------------------------------------------------------------------

struct BoardCell {
  std::string period;
  std::optional<ReportState> state;  ///< empty: nothing yet
  int64_t revision = 0;
};
BOOST_DESCRIBE_STRUCT(BoardCell, (), (period, state, revision))
struct BoardRow {
  int64_t enterprise_id = 0;
  std::string name;
  int64_t zone_id = 0;
  std::vector<BoardCell> cells;  ///< in the order of BoardPage::periods
};
BOOST_DESCRIBE_STRUCT(BoardRow, (), (enterprise_id, name, zone_id, cells))
struct BoardPeriod {
  std::string period;
  int64_t expected = 0, draft = 0, submitted = 0, accepted = 0, returned = 0, missing = 0;
  std::optional<Date> due_on;
  bool closed = false;
};
BOOST_DESCRIBE_STRUCT(BoardPeriod, (),
                      (period, expected, draft, submitted, accepted, returned, missing, due_on,
                       closed))
struct ReportBoard {
  int64_t zone = 0;
  int64_t year = 0;
  std::optional<std::string> kind;   ///< month (default), quarter, year
  std::optional<std::string> state;  ///< rows with such a cell: draft …, missing
  std::optional<std::string> q;      ///< a part of the name
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ReportBoard, (), (zone, year, kind, state, q, page, page_size))
struct BoardPage {
  std::vector<BoardPeriod> periods;
  std::vector<BoardRow> items;
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(BoardPage, (), (periods, items, total, page, page_size))
/// Enterprises against periods; the zone's own report stands as enterprise 0.
Result<BoardPage> report_board(Call& call, const ReportBoard& in);

struct MissingRow {
  int64_t enterprise_id = 0;
  std::string name;
  int64_t zone_id = 0;
  Text zone_name;
  std::optional<ReportState> state;  ///< draft or returned, when something stands
  std::optional<Contact> contact;
  int64_t days_overdue = 0;                ///< negative: days left; counted from the due date
  std::optional<std::string> last_period;  ///< in which it reported, within the last year
};
BOOST_DESCRIBE_STRUCT(MissingRow, (),
                      (enterprise_id, name, zone_id, zone_name, state, contact, days_overdue,
                       last_period))
struct ListMissing {
  int64_t zone = 0;
  std::string period;
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListMissing, (), (zone, period, page, page_size))
struct MissingPage {
  std::vector<MissingRow> items;
  std::optional<Date> due_on;
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(MissingPage, (), (items, due_on, total, page, page_size))
/// Who must be reminded.
Result<MissingPage> list_missing(Call& call, const ListMissing& in);

struct StatPeriod {
  std::string period;
  std::optional<Date> due_on;
  std::optional<Timestamp> closed_at;
  std::optional<int64_t> closed_by;
  int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(StatPeriod, (), (period, due_on, closed_at, closed_by, version))
struct StatPeriodList {
  std::vector<StatPeriod> items;
};
BOOST_DESCRIBE_STRUCT(StatPeriodList, (), (items))
Result<StatPeriodList> list_periods(Call& call, const ZoneOnly& in);
struct PutPeriod {
  int64_t zone = 0;
  std::string period;
  std::optional<Date> due_on;
  bool closed = false;  ///< closed: nothing changes here and below
  int64_t version = 0;  ///< 0 when nothing has been set yet
};
BOOST_DESCRIBE_STRUCT(PutPeriod, (), (zone, period, due_on, closed, version))
Result<StatPeriod> put_period(Call& call, const PutPeriod& in);

// ---- By spreadsheet ----------------------------------------------------------------------------

struct ReportTemplate {
  int64_t zone = 0;
  std::string period;
  std::optional<std::string> lang;  ///< zh (default) or en
};
BOOST_DESCRIBE_STRUCT(ReportTemplate, (), (zone, period, lang))
/// One row per enterprise that is to report, with what has been entered; beside each item the value
/// of the period before, which is never read back. Money in 万元.
Result<File> report_template(Call& call, const ReportTemplate& in);

struct UploadReports {
  int64_t zone = 0;
  std::string period;
  std::optional<ImportMode> mode;  ///< default all_or_nothing
  std::optional<bool> preview;     ///< only say what would happen
  Upload file;
};
BOOST_DESCRIBE_STRUCT(UploadReports, (), (zone, period, mode, preview, file))
struct UploadWarning {
  int64_t row = 0, column = 0;
  std::string header, value;
  std::string rule;
  Text message;
};
BOOST_DESCRIBE_STRUCT(UploadWarning, (), (row, column, header, value, rule, message))
struct UploadAnswer {
  bool committed = false;
  int64_t rows = 0;       ///< with at least one value
  int64_t created = 0;    ///< new drafts
  int64_t changed = 0;    ///< drafts with other values than before
  int64_t unchanged = 0;  ///< the same as what stands
  int64_t bad = 0;        ///< rows with an error
  std::vector<BadRow> bad_cells;
  std::vector<UploadWarning> warnings;  ///< need a reason before the report is submitted
};
BOOST_DESCRIBE_STRUCT(UploadAnswer, (),
                      (committed, rows, created, changed, unchanged, bad, bad_cells, warnings))
/// The filled template (or any table with 统一社会信用代码 or 企业名称 and the items' names) as
/// drafts. Errors in a cell: unknown item or unit, no number, another zone's enterprise, an
/// enterprise twice, what checks call an error.
Result<UploadAnswer> upload_reports(Call& call, const UploadReports& in);

// ---- Totals ------------------------------------------------------------------------------------

struct TotalRow {
  std::string item;
  Text title;
  std::string unit;
  std::optional<std::string> total;  ///< empty: nobody reported it, or hidden
  int64_t reporters = 0;             ///< with this item
  int64_t expected = 0;              ///< who are to report
  /// For those who have not reported; never added to `total`.
  std::optional<std::string> estimate;
  int64_t estimated = 0;  ///< enterprises in the estimate
  bool hidden = false;    ///< not for the public
};
BOOST_DESCRIBE_STRUCT(TotalRow, (),
                      (item, title, unit, total, reporters, expected, estimate, estimated, hidden))
struct RatioRow {
  std::string code;
  Text title;
  std::string unit;
  std::optional<double> value;
  std::string why;        ///< known, missing, zero_denominator, hidden
  int64_t reporters = 0;  ///< the fewer of the two below
  /// Of numerator and denominator. Where they differ much, so may the ratio from that of all.
  int64_t reporters_above = 0, reporters_below = 0;
};
BOOST_DESCRIBE_STRUCT(RatioRow, (),
                      (code, title, unit, value, why, reporters, reporters_above, reporters_below))
struct ZoneTotals {
  int64_t zone_id = 0;
  Text zone_name;
  std::string period;
  int64_t expected = 0;  ///< enterprises
  int64_t accepted = 0;  ///< of them with an accepted report
  std::optional<Timestamp> as_of;
  std::vector<TotalRow> items;
  std::vector<RatioRow> ratios;
};
BOOST_DESCRIBE_STRUCT(ZoneTotals, (),
                      (zone_id, zone_name, period, expected, accepted, as_of, items, ratios))
struct GetTotals {
  int64_t zone = 0;
  std::string period;
  std::optional<Timestamp> as_of;   ///< what had been accepted by then
  std::optional<bool> public_view;  ///< hide what gives an enterprise away
  std::optional<bool> estimates;    ///< also estimate those who have not reported (not as_of)
};
BOOST_DESCRIBE_STRUCT(GetTotals, (), (zone, period, as_of, public_view, estimates))
Result<ZoneTotals> get_totals(Call& call, const GetTotals& in);

struct TotalSeries {
  int64_t zone = 0;
  std::string item;  ///< an item's or a ratio's code
  std::string from, to;
  std::optional<bool> public_view;
};
BOOST_DESCRIBE_STRUCT(TotalSeries, (), (zone, item, from, to, public_view))
struct SeriesPoint {
  std::string period;
  std::optional<double> value;  ///< in the unit of the answer
  int64_t reporters = 0, expected = 0;
  bool hidden = false;
};
BOOST_DESCRIBE_STRUCT(SeriesPoint, (), (period, value, reporters, expected, hidden))
struct Series {
  std::string item;
  Text title;
  std::string unit;
  std::vector<SeriesPoint> points;
};
BOOST_DESCRIBE_STRUCT(Series, (), (item, title, unit, points))
/// At most 120 periods of one kind.
Result<Series> total_series(Call& call, const TotalSeries& in);

struct TotalRanking {
  int64_t zone = 0;
  std::string period;
  std::string item;                ///< an item's or a ratio's code
  std::optional<ZoneLevel> level;  ///< which zones below: default zone
  std::optional<bool> public_view;
};
BOOST_DESCRIBE_STRUCT(TotalRanking, (), (zone, period, item, level, public_view))
struct RankedZone {
  int64_t zone_id = 0;
  Text zone_name;
  std::optional<int64_t> rank;  ///< equal values share a rank; empty: unknown or hidden
  std::optional<double> value;
  int64_t reporters = 0, expected = 0;
  bool hidden = false;
};
BOOST_DESCRIBE_STRUCT(RankedZone, (),
                      (zone_id, zone_name, rank, value, reporters, expected, hidden))
struct Ranking {
  std::string item;
  Text title;
  std::string unit;
  std::vector<RankedZone> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(Ranking, (), (item, title, unit, items, total))
Result<Ranking> rank_zones(Call& call, const TotalRanking& in);

struct ExportTotals : GetTotals {
  std::optional<std::string> format;  ///< xlsx (default) or csv
  std::optional<std::string> lang;    ///< zh (default) or en
};
BOOST_DESCRIBE_STRUCT(ExportTotals, (GetTotals), (format, lang))
Result<File> export_totals(Call& call, const ExportTotals& in);

// ---- Figures from outside ----------------------------------------------------------------------

struct ContextFigure {
  int64_t zone_id = 0;
  Text zone_name;
  int64_t year = 0;
  std::string item;
  Text title;
  std::string unit;
  std::string value;
  std::string source;
  Timestamp recorded_at;
};
BOOST_DESCRIBE_STRUCT(ContextFigure, (),
                      (zone_id, zone_name, year, item, title, unit, value, source, recorded_at))
struct ContextList {
  std::vector<ContextFigure> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(ContextList, (), (items, total))
struct ListContext {
  int64_t zone = 0;
  int64_t year = 0;
};
BOOST_DESCRIBE_STRUCT(ListContext, (), (zone, year))
/// Of the zone, those above and those below it.
Result<ContextList> list_context(Call& call, const ListContext& in);
struct SetContext {
  int64_t zone = 0;
  int64_t year = 0;
  std::string item, value;
  std::optional<std::string> unit;
  std::string source;  ///< where the figure stands; required
};
BOOST_DESCRIBE_STRUCT(SetContext, (), (zone, year, item, value, unit, source))
Result<ContextFigure> set_context(Call& call, const SetContext& in);

// ---- For other modules and the rest of this one ------------------------------------------------

/// A total in the item's unit, with how many stand behind it.
struct ItemTotal {
  double value = 0;
  int64_t reporters = 0;
};
/// The sums over the accepted reports of the zone's subtree, by the code of the item; an item that
/// nobody reported is not in it. For index systems, whose formulas name items.
Result<std::map<std::string, ItemTotal>> item_totals(Call& call, int64_t zone,
                                                     const std::string& period);

/// The definitions of catalogue/statistics. Does nothing when they stand.
Result<Done> load_shipped_statistics(Transaction& db, const std::string& catalogue);
/// Invented reports of the demonstration enterprises over three years. Does nothing the second
/// time.
Result<Done> load_demo_statistics(Database& database, Transaction& db, Timestamp now);

void add_statistics_operations(Operations& operations);

}  // namespace gaoxin
