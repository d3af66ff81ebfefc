// Dynamic management: yearly results of zones, what follows from them by the rules of a scheme,
// and the cases that come of it: publicise, interview, notify, rectify, withdraw.
//
// Start here. A scheme is a file (catalogue/management) with its rules. Results are rows per zone
// and year; a run of an index system records them, or an authority enters published ranks. Nothing
// happens by itself: `evaluate` shows what follows with its evidence and how sure it is, a person
// proposes a case, another approves it, and its life is a timeline with deadlines and an appeal.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/operation.h"
#include "registry/imports.h"

namespace gaoxin {

// ---- Schemes -----------------------------------------------------------------------------------

struct ManagementRule {
  std::string id;
  Text text;
  std::string trigger;  ///< "bottom:5:region", "top:10:all", "failed"
  int64_t window_years = 1, times = 1;
  bool consecutive = false;
  std::string action;  ///< publicise, interview, notify, rectify, withdraw
  std::optional<int64_t> deadline_days, cooldown_years;
  std::string authority;
  std::string evidence;  ///< official, press, brief, proposed
  std::string source;
};
BOOST_DESCRIBE_STRUCT(ManagementRule, (),
                      (id, text, trigger, window_years, times, consecutive, action, deadline_days,
                       cooldown_years, authority, evidence, source))
struct ManagementDeduction {
  std::string kind;
  double points = 0;
  Text text;
  std::string evidence, source;
};
BOOST_DESCRIBE_STRUCT(ManagementDeduction, (), (kind, points, text, evidence, source))
struct ManagementScheme {
  std::string id;
  Text title;
  std::string issuer, document;
  int64_t from_year = 0;
  std::optional<int64_t> to_year;
  int64_t version = 0;
  std::vector<ManagementRule> rules;
  std::vector<ManagementDeduction> deductions;
};
BOOST_DESCRIBE_STRUCT(ManagementScheme, (),
                      (id, title, issuer, document, from_year, to_year, version, rules, deductions))
struct SchemeList {
  std::vector<ManagementScheme> items;
};
BOOST_DESCRIBE_STRUCT(SchemeList, (), (items))
Result<SchemeList> list_schemes(Call& call, const NoInput& in);

struct ImportScheme {
  int64_t zone = 0;  ///< the root
  Upload file;       ///< JSON, see catalogue/management/README.md
};
BOOST_DESCRIBE_STRUCT(ImportScheme, (), (zone, file))
/// The file becomes the newest version of its scheme; the same again changes nothing.
Result<SchemeList> import_scheme(Call& call, const ImportScheme& in);

// ---- Yearly results ----------------------------------------------------------------------------

struct YearResultInput {
  int64_t zone_id = 0;
  std::optional<std::string> region;  ///< 东 中 西 …: the peers of a regional rule
  std::optional<double> score;
  int64_t rank = 0;  ///< among all, from 1
  std::optional<int64_t> rank_low5, rank_high95;
  /// "bottom:5:region" → probability; as a run with uncertainty computed it.
  std::optional<std::map<std::string, double>> probabilities;
};
BOOST_DESCRIBE_STRUCT(YearResultInput, (),
                      (zone_id, region, score, rank, rank_low5, rank_high95, probabilities))
struct RecordResults {
  int64_t zone = 0;
  std::string scheme;
  int64_t year = 0;
  std::string method;            ///< "gaoxin-2021 v1": the index system and its version
  std::optional<bool> official;  ///< default true; false: computed beside it for comparison
  std::string source;
  std::optional<int64_t> run_id;
  std::vector<YearResultInput> results;
};
BOOST_DESCRIBE_STRUCT(RecordResults, (),
                      (zone, scheme, year, method, official, source, run_id, results))
struct RecordedResults {
  int64_t recorded = 0;
  int64_t unchanged = 0;
};
BOOST_DESCRIBE_STRUCT(RecordedResults, (), (recorded, unchanged))
/// Append-only: of a zone, year and method the last row counts; what stands so is not written
/// again. A run of an index system calls this too. Errors name the row: another zone (404), rank
/// below 1 or twice the same zone, an interval without the rank's order, a probability outside
/// 0 to 1.
Result<RecordedResults> record_results(Call& call, const RecordResults& in);

struct ImportResults {
  int64_t zone = 0;
  std::string scheme;
  std::optional<bool> preview;
  Upload file;
};
BOOST_DESCRIBE_STRUCT(ImportResults, (), (zone, scheme, preview, file))
struct ImportedResults {
  bool committed = false;
  int64_t rows = 0, recorded = 0, unchanged = 0;
  std::vector<BadRow> bad_cells;  ///< any of them: nothing is kept
};
BOOST_DESCRIBE_STRUCT(ImportedResults, (), (committed, rows, recorded, unchanged, bad_cells))
/// A table with the columns 年份 year, 园区代码 zone_code, 名次 rank, 指标体系 method, 来源 source
/// and (may be left out) 地区 region, 得分 score, 名次下限 rank_low5, 名次上限 rank_high95.
Result<ImportedResults> import_results(Call& call, const ImportResults& in);

struct YearResultRow {
  int64_t id = 0;
  int64_t zone_id = 0;
  Text zone_name;
  int64_t year = 0;
  std::string method;
  bool official = true;
  std::optional<std::string> region;
  std::optional<double> score;
  int64_t rank = 0;
  std::optional<int64_t> rank_low5, rank_high95;
  std::map<std::string, double> probabilities;
  double deduction = 0;  ///< points off
  std::string source;
  std::optional<int64_t> run_id;
  Timestamp recorded_at;
};
BOOST_DESCRIBE_STRUCT(YearResultRow, (),
                      (id, zone_id, zone_name, year, method, official, region, score, rank,
                       rank_low5, rank_high95, probabilities, deduction, source, run_id,
                       recorded_at))
struct YearResultList {
  std::vector<YearResultRow> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(YearResultList, (), (items, total))
struct ListResults {
  int64_t zone = 0;
  std::string scheme;
  std::optional<int64_t> year;
};
BOOST_DESCRIBE_STRUCT(ListResults, (), (zone, scheme, year))
/// The rows that count, of the zone's subtree, newest year first, by rank.
Result<YearResultList> list_results(Call& call, const ListResults& in);

struct AddDeduction {
  int64_t zone = 0;  ///< the zone it counts against
  std::string scheme;
  int64_t year = 0;
  std::string kind;  ///< of the scheme
  int64_t times = 1;
  std::string source;
};
BOOST_DESCRIBE_STRUCT(AddDeduction, (), (zone, scheme, year, kind, times, source))
/// A correction is a row with negative times; a kind's sum is never below zero.
Result<Done> add_deduction(Call& call, const AddDeduction& in);

// ---- What follows ------------------------------------------------------------------------------

struct VerdictYear {
  int64_t year = 0;
  std::optional<int64_t> result_id;  ///< empty: no result of that year
  std::string method;
  int64_t rank = 0;   ///< among the peers, after deductions
  int64_t peers = 0;  ///< 0: not known which
  bool hit = false;
  std::optional<double> probability;
  std::string how;  ///< run, interval (approximated from it), unknown
};
BOOST_DESCRIBE_STRUCT(VerdictYear, (),
                      (year, result_id, method, rank, peers, hit, probability, how))
struct UnsafeReason {
  std::string key;
  Text text;
};
BOOST_DESCRIBE_STRUCT(UnsafeReason, (), (key, text))
struct ZoneVerdict {
  int64_t zone_id = 0;
  Text zone_name;
  std::string scheme;
  int64_t scheme_version = 0;
  ManagementRule rule;
  int64_t year = 0;
  bool met = false;   ///< by the ranks as they stand; false: it might as well have been
  bool safe = false;  ///< met, and sure enough
  double threshold = 0.8;
  std::optional<double> probability;
  std::vector<UnsafeReason> unsafe_because;
  std::vector<VerdictYear> years;
  std::optional<int64_t> failed_case;  ///< whose rectification failed
  std::optional<int64_t> case_id;      ///< of the case that has been made of it
};
BOOST_DESCRIBE_STRUCT(ZoneVerdict, (),
                      (zone_id, zone_name, scheme, scheme_version, rule, year, met, safe, threshold,
                       probability, unsafe_because, years, failed_case, case_id))
struct EvaluateScheme {
  int64_t zone = 0;
  std::string scheme;
  int64_t year = 0;
  std::optional<double> threshold;  ///< default 0.8: a verdict is safe from this probability on
};
BOOST_DESCRIBE_STRUCT(EvaluateScheme, (), (zone, scheme, year, threshold))
struct VerdictList {
  std::vector<ZoneVerdict> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(VerdictList, (), (items, total))
/// Of the zones in the subtree; ranks are always among all zones of the scheme. Nothing is stored.
Result<VerdictList> evaluate_scheme(Call& call, const EvaluateScheme& in);

// ---- Cases -------------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(CaseState, proposed, approved, appealed, done, failed, rejected, cancelled)

struct CaseEvent {
  int64_t id = 0;
  std::string kind;  ///< proposed, approved, rejected, held, report, note, met, failed, appealed …
  std::string note;
  Date happened_on;
  Timestamp recorded_at;
  int64_t recorded_by = 0;
  std::optional<std::string> recorded_by_name{};
};
BOOST_DESCRIBE_STRUCT(CaseEvent, (),
                      (id, kind, note, happened_on, recorded_at, recorded_by, recorded_by_name))
struct ManagementCase {
  int64_t id = 0;
  int64_t zone_id = 0;
  Text zone_name;
  int64_t version = 1;
  CaseState state = CaseState::proposed;
  std::string action;
  ZoneVerdict verdict;  ///< the evidence as it stood when the case was proposed
  /// What the rule says of today's results; empty in lists.
  std::optional<ZoneVerdict> recomputed;
  Timestamp proposed_at;
  int64_t proposed_by = 0;
  std::optional<std::string> proposed_by_name;
  std::optional<Timestamp> approved_at;
  std::optional<int64_t> approved_by;
  std::optional<std::string> approved_by_name;
  std::optional<Date> due_on;
  bool overdue = false;
  std::vector<CaseEvent> timeline;  ///< empty in lists
};
BOOST_DESCRIBE_STRUCT(ManagementCase, (),
                      (id, zone_id, zone_name, version, state, action, verdict, recomputed,
                       proposed_at, proposed_by, proposed_by_name, approved_at, approved_by,
                       approved_by_name, due_on, overdue, timeline))
struct CaseList {
  std::vector<ManagementCase> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(CaseList, (), (items, total))
struct ListCases {
  int64_t zone = 0;
  std::optional<std::string> scheme;
  std::optional<CaseState> state;
};
BOOST_DESCRIBE_STRUCT(ListCases, (), (zone, scheme, state))
/// Newest first.
Result<CaseList> list_cases(Call& call, const ListCases& in);
Result<ManagementCase> get_case(Call& call, const ZoneAndId& in);

struct ProposeCase {
  int64_t zone = 0;
  int64_t zone_id = 0;  ///< against (or in praise of) which zone
  std::string scheme, rule;
  int64_t year = 0;
  std::optional<double> threshold;
  std::string note;  ///< of a verdict that is not safe: why it is proposed all the same
};
BOOST_DESCRIBE_STRUCT(ProposeCase, (), (zone, zone_id, scheme, rule, year, threshold, note))
/// Errors: evaluation.case.not_met (the rule does not hold), .unsafe (a note is needed), .exists.
Result<ManagementCase> propose_case(Call& call, const ProposeCase& in);

struct DecideCase {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t version = 0;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(DecideCase, (), (zone, id, version, note))
/// By another person than the proposer (evaluation.case.second_person). The deadline runs from
/// today. Error evaluation.case.not_met when today's results no longer say so.
Result<ManagementCase> approve_case(Call& call, const DecideCase& in);
Result<ManagementCase> reject_case(Call& call, const DecideCase& in);

BOOST_DEFINE_ENUM_CLASS(CaseRecordKind, held, report, note, met, failed)
struct RecordCase {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t version = 0;
  CaseRecordKind kind = CaseRecordKind::note;  ///< met and failed end the measure
  Date happened_on;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(RecordCase, (), (zone, id, version, kind, happened_on, note))
Result<ManagementCase> record_case(Call& call, const RecordCase& in);

/// By the zone; while it is appealed the measure rests. `note` says which facts are wrong.
Result<ManagementCase> appeal_case(Call& call, const DecideCase& in);
struct DecideAppeal {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t version = 0;
  bool upheld = false;  ///< the zone is right: the case is cancelled
  std::string note;
};
BOOST_DESCRIBE_STRUCT(DecideAppeal, (), (zone, id, version, upheld, note))
/// Recomputed from today's results, so corrected facts are entered first. An appeal cannot be
/// dismissed when the rule no longer holds (evaluation.case.not_met), nor decided by the proposer.
Result<ManagementCase> decide_appeal(Call& call, const DecideAppeal& in);

/// The schemes of catalogue/management. Does nothing when they stand.
Result<Done> load_shipped_management(Transaction& db, const std::string& catalogue);
/// The invented scheme and results of catalogue/demo, with one case.
Result<Done> load_demo_management(Database& database, Transaction& db, const std::string& catalogue,
                                  Timestamp now);

void add_management_operations(Operations& operations);

}  // namespace gaoxin
