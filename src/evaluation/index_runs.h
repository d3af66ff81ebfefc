// Runs of an index system: units, their values, scores, ranks with their uncertainty, and why.
//
// A run keeps its input and its answer for ever: the same input gives the same answer, which
// `verify` proves. What can be computed from the input (explanations, what-ifs, other
// uncertainties) is computed when it is asked for.
#pragma once

#include "evaluation/index_systems.h"

namespace gaoxin {

/// One value of a zone, as statistics add it up: item code, year, value in the item's unit (money
/// in yuan).
struct ItemValue {
  int64_t zone = 0;
  std::string item;
  int64_t year = 0;
  double value = 0;
};

/// A unit to be judged. Items and indicators that are missing are unknown.
struct RunUnit {
  std::string code;
  Text name;
  std::optional<int64_t> zone_id;
  std::string group;                                  ///< peer group: region, kind of zone
  std::map<std::string, double> items, items_before;  ///< of the year and of the year before
  std::map<std::string, double> indicators;           ///< given instead of computed
};
BOOST_DESCRIBE_STRUCT(RunUnit, (), (code, name, zone_id, group, items, items_before, indicators))

/// What a run does otherwise than the system says; all of it stands in the run.
struct RunOptions {
  std::optional<IndexMethod> method;
  std::optional<std::map<std::string, double>> weights;  ///< by code, instead of the system's
  std::optional<std::vector<std::string>> without;       ///< indicators or groups left out
  std::optional<std::vector<std::string>> assumptions;   ///< accepted, when they are needed
  std::optional<std::string> weighting;  ///< none (default), equal, pca (of the indicators)
  std::optional<int64_t> replications;   ///< default 1,000; 0: no intervals
  std::optional<int64_t> seed;           ///< default 1
  std::optional<double> weight_noise;    ///< weights × (1 ± this) on all levels, default 0.25
};
BOOST_DESCRIBE_STRUCT(RunOptions, (),
                      (method, weights, without, assumptions, weighting, replications, seed,
                       weight_noise))

struct RunElement {
  std::string code, parent;
  int64_t level = 1;
  Text title;
  std::string unit;
  int64_t direction = 1;
  double weight = 0, effective_weight = 0;
};
BOOST_DESCRIBE_STRUCT(RunElement, (),
                      (code, parent, level, title, unit, direction, weight, effective_weight))

struct RunGate {
  std::string id;
  std::optional<double> value;
  std::string verdict;  ///< met, not_met, unknown; met_by_other: another of its any_of is met
  Text why;
};
BOOST_DESCRIBE_STRUCT(RunGate, (), (id, value, verdict, why))

struct RunRow {
  std::string code;
  Text name;
  std::optional<int64_t> zone_id;
  std::string group;
  bool left_out = false;  ///< too few data: no score
  std::optional<double> score;
  double deduction = 0;
  std::optional<double> final_score;  ///< score − deduction
  std::optional<int64_t> rank;        ///< by final score; equal scores share a place
  std::optional<int64_t> group_rank;
  std::optional<double> rank_mean, rank_low5, rank_high95;  ///< under the uncertainty
  /// "bottom:5:all", "bottom:5:region", "bottom:10:all", "top:10:all" → how likely.
  std::map<std::string, double> probabilities;
  /// Beside RunResult::elements: values as used (indicators only), scores 0…100 or as the method
  /// scales, ranks.
  std::vector<std::optional<double>> values, scores;
  std::vector<std::optional<int64_t>> ranks;
  std::vector<RunGate> gates;
  std::optional<bool> gates_met;  ///< every constraint; empty: not decided, or there are none
  std::vector<Text> deductions, vetoes;
};
BOOST_DESCRIBE_STRUCT(RunRow, (),
                      (code, name, zone_id, group, left_out, score, deduction, final_score, rank,
                       group_rank, rank_mean, rank_low5, rank_high95, probabilities, values, scores,
                       ranks, gates, gates_met, deductions, vetoes))

struct RunListRow {
  std::string code;
  double value = 0;
  int64_t rank = 0;
};
BOOST_DESCRIBE_STRUCT(RunListRow, (), (code, value, rank))
struct RunList {
  std::string id;
  Text title;
  std::string unit;
  std::vector<RunListRow> rows;
};
BOOST_DESCRIBE_STRUCT(RunList, (), (id, title, unit, rows))

struct RunNotice {
  std::string key;
  Text text;
  std::string element, unit;
};
BOOST_DESCRIBE_STRUCT(RunNotice, (), (key, text, element, unit))

struct RunResult {
  std::vector<RunElement> elements;
  std::vector<RunRow> rows;  ///< by rank, those without one last
  std::vector<RunList> lists;
  std::vector<IndexAssumption> assumptions;  ///< that the result rests on
  std::vector<RunNotice> notices;
  int64_t replications = 0, failed_replications = 0;
};
BOOST_DESCRIBE_STRUCT(RunResult, (),
                      (elements, rows, lists, assumptions, notices, replications,
                       failed_replications))

struct RunHead {
  int64_t zone_id = 0;
  int64_t id = 0;
  std::string title;
  std::string system;
  int64_t system_zone = 0, system_revision = 0;
  Text system_title;
  std::string period;
  std::string source;  ///< statistics, table
  std::string input_sha256, result_sha256;
  int64_t units = 0;
  bool invented = false;
  Timestamp created_at;
  int64_t created_by = 0;
  std::optional<std::string> created_by_name;
};
BOOST_DESCRIBE_STRUCT(RunHead, (),
                      (zone_id, id, title, system, system_zone, system_revision, system_title,
                       period, source, input_sha256, result_sha256, units, invented, created_at,
                       created_by, created_by_name))
struct IndexRun {
  RunHead head;
  RunOptions options;
  RunResult result;
};
BOOST_DESCRIBE_STRUCT(IndexRun, (), (head, options, result))

// ---- Making and reading runs -------------------------------------------------------------------

struct CreateRun {
  int64_t zone = 0;  ///< whose run it is; the units lie below it
  std::string system;
  std::optional<int64_t> revision;
  std::string period;  ///< a year
  std::optional<std::string> title;
  std::optional<std::string> level;           ///< city, zone or park: which zones are judged
  std::optional<std::vector<int64_t>> units;  ///< instead of level: these zones
  std::optional<std::map<std::string, std::string>> groups;  ///< zone code → peer group
  /// Zone code → item or indicator code → value, beside the statistics (expert scores, events).
  std::optional<std::map<std::string, std::map<std::string, double>>> given;
  std::optional<RunOptions> options;
};
BOOST_DESCRIBE_STRUCT(CreateRun, (),
                      (zone, system, revision, period, title, level, units, groups, given, options))
/// Values from the accepted statistics of the year and the year before. Errors: those of the
/// engine, evaluation.run.units, evaluation.run.period.
Result<IndexRun> create_run(Call& call, const CreateRun& in);

struct UploadRun {
  int64_t zone = 0;
  std::string system;
  std::optional<int64_t> revision;
  std::string period;
  std::optional<std::string> title;
  std::optional<std::vector<std::string>> assumptions;
  Upload file;
};
BOOST_DESCRIBE_STRUCT(UploadRun, (), (zone, system, revision, period, title, assumptions, file))
/// A table (XLSX or CSV), one row a unit: 单位代码 code, 名称 name, 分组 group, then columns named
/// by an item's or indicator's code or title; "code@previous" (上年) is the year before. An empty
/// cell is unknown. Errors: evaluation.run.table with each bad cell as a field.
Result<IndexRun> upload_run(Call& call, const UploadRun& in);

struct RunTemplate {
  int64_t zone = 0;
  std::string system;
  std::optional<int64_t> revision;
  std::optional<std::string> lang, format;
};
BOOST_DESCRIBE_STRUCT(RunTemplate, (), (zone, system, revision, lang, format))
/// The empty table for upload_run, with a row for each zone or park below.
Result<File> run_template(Call& call, const RunTemplate& in);

struct ListRuns {
  int64_t zone = 0;
  std::optional<std::string> system, period;
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListRuns, (), (zone, system, period, page, page_size))
struct RunPage {
  std::vector<RunHead> items;
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(RunPage, (), (items, total, page, page_size))
/// Of the zone's subtree and of those above it, newest first.
Result<RunPage> list_runs(Call& call, const ListRuns& in);

struct GetRun {
  int64_t zone = 0;
  int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(GetRun, (), (zone, id))
Result<IndexRun> get_run(Call& call, const GetRun& in);
struct ExportRun : GetRun {
  std::optional<std::string> format, lang;
};
BOOST_DESCRIBE_STRUCT(ExportRun, (GetRun), (format, lang))
Result<File> export_run(Call& call, const ExportRun& in);
struct RunProof {
  bool same_input = false, same_result = false;
  std::string input_sha256, result_sha256;  ///< as computed now
};
BOOST_DESCRIBE_STRUCT(RunProof, (), (same_input, same_result, input_sha256, result_sha256))
/// Computes the run again from its input and compares.
Result<RunProof> verify_run(Call& call, const GetRun& in);

// ---- Why ---------------------------------------------------------------------------------------

struct ExplainRun {
  int64_t zone = 0;
  int64_t id = 0;
  std::string unit;                      ///< code
  std::optional<std::string> indicator;  ///< with its enterprises
};
BOOST_DESCRIBE_STRUCT(ExplainRun, (), (zone, id, unit, indicator))

struct CellStep {
  std::string step;  ///< raw, denominated, imputed, screened, treated, normalised
  std::optional<double> value;
  Text text;  ///< what was done to it, with the numbers used
};
BOOST_DESCRIBE_STRUCT(CellStep, (), (step, value, text))
struct CellItem {
  std::string code;
  Text title;
  std::string unit;
  std::optional<double> value, before;
};
BOOST_DESCRIBE_STRUCT(CellItem, (), (code, title, unit, value, before))
struct ExplainedCell {
  std::string code;
  Text title;
  std::string unit;
  std::optional<double> value;
  Text why_unknown;
  std::optional<std::string> formula;
  std::vector<CellItem> items;
  std::vector<CellStep> steps;
  std::optional<double> score, peer_median, peer_best;
  std::optional<int64_t> rank;
  double weight = 0;
  std::optional<double> weight_in_parent;  ///< after leaving out unknown siblings
  std::optional<double> contribution;      ///< points of the index; they sum to the score
  std::optional<double> share;
  Text text;
};
BOOST_DESCRIBE_STRUCT(ExplainedCell, (),
                      (code, title, unit, value, why_unknown, formula, items, steps, score,
                       peer_median, peer_best, rank, weight, weight_in_parent, contribution, share,
                       text))
/// What an enterprise adds: the indicator with it less the indicator without it.
struct EnterpriseContribution {
  int64_t enterprise_id = 0;
  std::string name;
  std::optional<double> own_value;     ///< the formula over its own items
  std::optional<double> contribution;  ///< in the indicator's unit
  std::optional<double> score_change;  ///< of the index, if it were not counted
  Text text;
};
BOOST_DESCRIBE_STRUCT(EnterpriseContribution, (),
                      (enterprise_id, name, own_value, contribution, score_change, text))
struct RunExplanation {
  std::string unit;
  Text name;
  std::optional<double> score;
  std::optional<int64_t> rank;
  std::vector<ExplainedCell> cells;  ///< one for each indicator, the greatest loss first
  std::vector<EnterpriseContribution> enterprises;
  Text enterprises_note;  ///< why there are none, or how to read them
  Text text;              ///< strengths and weaknesses in words
};
BOOST_DESCRIBE_STRUCT(RunExplanation, (),
                      (unit, name, score, rank, cells, enterprises, enterprises_note, text))
Result<RunExplanation> explain_run(Call& call, const ExplainRun& in);

struct RunUncertainty {
  int64_t zone = 0;
  int64_t id = 0;
  std::optional<int64_t> replications;  ///< default 10,000, at most 200,000
  std::optional<int64_t> seed;
  std::optional<double> weight_noise;  ///< 0 … 1, default 0.25
  std::optional<std::vector<int64_t>> winsorise_points;
  std::optional<std::vector<std::string>> scales;       ///< minmax (1…100), zscore, rank, …
  std::optional<std::vector<std::string>> means;        ///< arithmetic, geometric, harmonic
  std::optional<std::vector<std::string>> imputations;  ///< none, mean, median, group_mean …
  /// "bottom:5:all", "bottom:5:region" (within the peer group), "top:10:all".
  std::optional<std::vector<std::string>> rules;
};
BOOST_DESCRIBE_STRUCT(RunUncertainty, (),
                      (zone, id, replications, seed, weight_noise, winsorise_points, scales, means,
                       imputations, rules))
struct UnitUncertainty {
  std::string code;
  Text name;
  std::optional<double> nominal, mean, median, low5, high95;
  std::vector<int64_t> counts;  ///< counts[k]: how often rank k + 1
  std::map<std::string, double> probabilities;
};
BOOST_DESCRIBE_STRUCT(UnitUncertainty, (),
                      (code, name, nominal, mean, median, low5, high95, counts, probabilities))
struct UncertaintyAnswer {
  std::vector<UnitUncertainty> units;
  int64_t replications = 0, failed = 0;
  Text note;
};
BOOST_DESCRIBE_STRUCT(UncertaintyAnswer, (), (units, replications, failed, note))
Result<UncertaintyAnswer> run_uncertainty(Call& call, const RunUncertainty& in);

struct SobolRow {
  std::string factor;
  std::optional<double> first, total, first_low, first_high, total_low, total_high;
};
BOOST_DESCRIBE_STRUCT(SobolRow, (),
                      (factor, first, total, first_low, first_high, total_low, total_high))
struct UnitSobol {
  std::string code;
  std::vector<SobolRow> factors;
};
BOOST_DESCRIBE_STRUCT(UnitSobol, (), (code, factors))
struct SensitivityAnswer {
  std::vector<SobolRow> mean_rank_shift;
  std::vector<UnitSobol> units;
  int64_t replications = 0, failed = 0;
};
BOOST_DESCRIBE_STRUCT(SensitivityAnswer, (), (mean_rank_shift, units, replications, failed))
/// Which choice matters. `replications` is the base sample N (default 500).
Result<SensitivityAnswer> run_sensitivity(Call& call, const RunUncertainty& in);

struct RunWhatIf {
  int64_t zone = 0;
  int64_t id = 0;
  std::optional<RunOptions> options;  ///< instead of the run's
  /// Unit code → enterprises not counted: an audit of changes of scope.
  std::optional<std::map<std::string, std::vector<int64_t>>> without_enterprises;
};
BOOST_DESCRIBE_STRUCT(RunWhatIf, (), (zone, id, options, without_enterprises))
struct RunChange {
  std::string code;
  Text name;
  std::optional<double> score_before, score_after;
  std::optional<int64_t> rank_before, rank_after;
};
BOOST_DESCRIBE_STRUCT(RunChange, (),
                      (code, name, score_before, score_after, rank_before, rank_after))
struct WhatIfRunAnswer {
  std::vector<RunChange> changes;
  RunResult result;
  std::vector<Text> signals;  ///< what an auditor should look at
  double mean_rank_change = 0;
};
BOOST_DESCRIBE_STRUCT(WhatIfRunAnswer, (), (changes, result, signals, mean_rank_change))
Result<WhatIfRunAnswer> run_what_if(Call& call, const RunWhatIf& in);

struct CompareRuns {
  int64_t zone = 0;
  int64_t id = 0;     ///< the earlier
  int64_t other = 0;  ///< the later
};
BOOST_DESCRIBE_STRUCT(CompareRuns, (), (zone, id, other))
/// rank_change = method_change + performance_change (earlier less later: positive is better). The
/// method's part is the earlier data under the later system less the same under the earlier one.
struct ComparedUnit {
  std::string code;
  Text name;
  std::optional<int64_t> rank_before, rank_after, rank_before_new_method;
  std::optional<int64_t> rank_change, method_change, performance_change;
};
BOOST_DESCRIBE_STRUCT(ComparedUnit, (),
                      (code, name, rank_before, rank_after, rank_before_new_method, rank_change,
                       method_change, performance_change))
struct RunComparison {
  RunHead before, after;
  bool method_changed = false;
  Text note;  ///< why the method's part is unknown, when it is
  std::vector<ComparedUnit> units;
};
BOOST_DESCRIBE_STRUCT(RunComparison, (), (before, after, method_changed, note, units))
Result<RunComparison> compare_runs(Call& call, const CompareRuns& in);

struct RecordRun {
  int64_t zone = 0;
  int64_t id = 0;
  std::string scheme;
  std::optional<bool> official;  ///< default false: computed, not published
};
BOOST_DESCRIBE_STRUCT(RecordRun, (), (zone, id, scheme, official))
struct RecordedRun {
  int64_t recorded = 0, unchanged = 0;
};
BOOST_DESCRIBE_STRUCT(RecordedRun, (), (recorded, unchanged))
/// Hands ranks, intervals and probabilities to dynamic management.
Result<RecordedRun> record_run(Call& call, const RecordRun& in);

struct ListWeights {
  int64_t zone = 0;
  int64_t id = 0;
  /// For ahp: element codes below one parent with their comparison matrix; for budget: points by
  /// expert.
  std::optional<std::string> method;  ///< equal, pca, ahp, budget, balanced, benefit_of_doubt
  std::optional<std::vector<std::string>> elements;
  std::optional<std::vector<std::vector<double>>> matrix;
};
BOOST_DESCRIBE_STRUCT(ListWeights, (), (zone, id, method, elements, matrix))
struct WeightAnswer {
  std::map<std::string, double> weights;
  std::vector<Text> warnings;           ///< inconsistent judgements, negative weights
  std::map<std::string, double> facts;  ///< lambda_max, consistency_ratio, explained variance …
  /// benefit_of_doubt: each unit's best score.
  std::map<std::string, double> scores;
};
BOOST_DESCRIBE_STRUCT(WeightAnswer, (), (weights, warnings, facts, scores))
/// Weights by another way, for a what-if or a draft. Errors of composite_weights.h.
Result<WeightAnswer> run_weights(Call& call, const ListWeights& in);

/// Runs of the demonstration's parks on its invented statistics of 2023 and 2024. Nothing when runs
/// stand already.
Result<Done> load_demo_runs(Database& database, Transaction& db, Timestamp now);

/// Names evaluation.systems.* and evaluation.runs.*.
void add_index_operations(Operations& operations);

}  // namespace gaoxin
