// Index systems: what a zone is judged by, as versioned bundles of files.
//
// Start here. A bundle is system.json, indicators.csv, items.csv and, where the system has them,
// gates.csv, deductions.csv, vetoes.csv and lists.csv (catalogue/index_systems/README.md). The
// product ships some; a zone imports or edits its own. A draft is checked, another person
// publishes it, and a published revision never changes. What is not known of an official system
// is left empty, marked, and set by the zone, or a run declares an assumption that its result
// carries. Runs are in index_runs.h.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/operation.h"

namespace gaoxin {

// ---- What a bundle says ------------------------------------------------------------------------

/// The steps of the method, in words; what is left out is not done (in system.json) or stays as the
/// system has it (in a run). COINr's names in brackets where they differ.
struct IndexMethod {
  /// none, mean, median, group_mean, group_median, row_mean, row_median, panel_latest, …
  std::optional<std::string> impute;
  std::optional<int64_t> impute_group_level;
  std::optional<std::string> screen;  ///< none, unknown [byNA], zeros, unknown_and_zeros
  std::optional<double> screen_data_share_min, screen_nonzero_share_min;
  std::optional<bool> treat;  ///< winsorise, then transform
  std::optional<int64_t> winsorise_points_max;
  std::optional<std::string> transform;  ///< none, log_ct, log_ct_plus, log_gii, box_cox, …
  std::optional<double> box_cox_lambda;
  /// minmax, zscore, rank, borda, percent_rank, distance_to_max, distance_to_reference,
  /// distance_to_target, fraction_of_max, goalposts, scaled, ideal, none
  std::optional<std::string> scale;
  std::optional<double> low, high;  ///< of the result (minmax), mean and deviation (zscore), …
  std::optional<double> factor;
  std::optional<std::string> reference;  ///< a unit, for distance_to_reference
  std::optional<bool> from_indicators;   ///< goalposts and targets from indicators.csv
  /// arithmetic, geometric, harmonic, copeland: one for all levels or one each, lowest first.
  std::optional<std::vector<std::string>> means;
  std::optional<double> data_share_min;  ///< fewer known below: unknown
  bool operator==(const IndexMethod&) const = default;
};
BOOST_DESCRIBE_STRUCT(IndexMethod, (),
                      (impute, impute_group_level, screen, screen_data_share_min,
                       screen_nonzero_share_min, treat, winsorise_points_max, transform,
                       box_cox_lambda, scale, low, high, factor, reference, from_indicators, means,
                       data_share_min))

struct IndexAssumption {
  /// unset_weights_equal: an unset weight counts as the mean of its set siblings, or 1;
  /// goalposts_from_units: without goalposts, the least and greatest of the units;
  /// known_part_only: groups of which nothing is known are left out.
  std::string id;
  Text text;
  bool operator==(const IndexAssumption&) const = default;
};
BOOST_DESCRIBE_STRUCT(IndexAssumption, (), (id, text))

struct IndexItem {
  std::string code;  ///< of a statistical item, or the bundle's own
  Text title;
  std::string unit;
  std::optional<std::string> formula;  ///< over other items
  std::string note;
};
BOOST_DESCRIBE_STRUCT(IndexItem, (), (code, title, unit, formula, note))

struct IndexIndicator {
  std::string code, parent;  ///< no parent: the index
  int64_t level = 1;
  Text title;
  int64_t direction = 1;
  std::optional<double> weight;  ///< empty: not known, to be set
  std::string unit;
  std::optional<double> target, low, high, scale;
  std::string denominator;
  std::optional<std::string> formula;  ///< over items; empty: the value itself is given
  std::string kind;                    ///< quantitative, expert, group
  std::string evidence_status;         ///< official, code, press, assumed, unknown
  std::string evidence;
};
BOOST_DESCRIBE_STRUCT(IndexIndicator, (),
                      (code, parent, level, title, direction, weight, unit, target, low, high,
                       scale, denominator, formula, kind, evidence_status, evidence))

/// A condition that is met or not: formula comparison value.
struct IndexGate {
  std::string id;
  Text title;
  std::string formula;
  std::string comparison;  ///< > >= < <= =
  double value = 0;
  std::string unit;
  std::string category;  ///< to whom it applies; empty: everybody
  std::string type;      ///< constraint, guidance
  std::string any_of;    ///< gates with the same word here: one of them suffices
  std::string evidence_status, evidence;
};
BOOST_DESCRIBE_STRUCT(IndexGate, (),
                      (id, title, formula, comparison, value, unit, category, type, any_of,
                       evidence_status, evidence))
struct IndexDeduction {
  std::string id;
  Text title;
  std::string item;   ///< how often it happened
  double points = 0;  ///< off the score for each
  std::optional<double> at_most;
  std::string evidence_status, evidence;
};
BOOST_DESCRIBE_STRUCT(IndexDeduction, (),
                      (id, title, item, points, at_most, evidence_status, evidence))
/// What takes a unit out of honours or ranking.
struct IndexVeto {
  std::string id;
  Text title;
  std::string formula, comparison;
  double value = 0;
  Text effect;
  std::string evidence_status, evidence;
};
BOOST_DESCRIBE_STRUCT(IndexVeto, (),
                      (id, title, formula, comparison, value, effect, evidence_status, evidence))
/// A single-item list published beside the index.
struct IndexList {
  std::string id;
  Text title;
  std::string formula, unit;
  int64_t direction = 1;
  int64_t places = 20;
  std::string evidence_status, evidence;
};
BOOST_DESCRIBE_STRUCT(IndexList, (),
                      (id, title, formula, unit, direction, places, evidence_status, evidence))

struct IndexSystem {
  std::string id;
  Text title, issuer;
  std::string document;
  std::optional<int64_t> valid_from, valid_to;  ///< years that are evaluated
  Text notes;
  std::string evidence;
  std::optional<double> weight_sum;  ///< what the weights below each group sum to, if fixed
  std::vector<Text> level_names;     ///< lowest first
  IndexMethod method;
  std::vector<IndexAssumption> assumptions;
  std::vector<IndexItem> items;
  std::vector<IndexIndicator> indicators;
  std::vector<IndexGate> gates;
  std::vector<IndexDeduction> deductions;
  std::vector<IndexVeto> vetoes;
  std::vector<IndexList> lists;
};
BOOST_DESCRIBE_STRUCT(IndexSystem, (),
                      (id, title, issuer, document, valid_from, valid_to, notes, evidence,
                       weight_sum, level_names, method, assumptions, items, indicators, gates,
                       deductions, vetoes, lists))

struct IndexFinding {
  std::string severity;  ///< error, warning, open (not known, to be set)
  std::string file;
  int64_t row = 0;  ///< as a spreadsheet numbers it; 0: the file
  std::string column;
  std::string key;
  Text text;
};
BOOST_DESCRIBE_STRUCT(IndexFinding, (), (severity, file, row, column, key, text))

// ---- Their life --------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(IndexState, draft, published)

struct IndexSystemRow {
  int64_t zone_id = 0;  ///< 0: shipped with the product
  std::string id;
  int64_t revision = 0;
  int64_t version = 0;  ///< of a draft, for saving
  IndexState state = IndexState::draft;
  Text title, issuer;
  std::string document;
  std::optional<int64_t> valid_from, valid_to;
  int64_t indicators = 0, gates = 0;
  int64_t open = 0;  ///< what is not known and must be set or assumed
  std::string sha256;
  Timestamp created_at;
  int64_t created_by = 0;
  std::optional<Timestamp> published_at;
  std::optional<int64_t> published_by;
};
BOOST_DESCRIBE_STRUCT(IndexSystemRow, (),
                      (zone_id, id, revision, version, state, title, issuer, document, valid_from,
                       valid_to, indicators, gates, open, sha256, created_at, created_by,
                       published_at, published_by))
struct ListIndexSystems {
  int64_t zone = 0;
  std::optional<bool> all_revisions;  ///< default: the newest published and any draft
};
BOOST_DESCRIBE_STRUCT(ListIndexSystems, (), (zone, all_revisions))
struct IndexSystemList {
  std::vector<IndexSystemRow> items;
};
BOOST_DESCRIBE_STRUCT(IndexSystemList, (), (items))
/// Of the zone, those above it and the product.
Result<IndexSystemList> list_index_systems(Call& call, const ListIndexSystems& in);

struct GetIndexSystem {
  int64_t zone = 0;
  std::string id;
  std::optional<int64_t> revision;  ///< default: the newest published, else the draft
};
BOOST_DESCRIBE_STRUCT(GetIndexSystem, (), (zone, id, revision))
struct IndexSystemAnswer {
  IndexSystemRow row;
  IndexSystem system;
  /// Share of each indicator in the index; empty where weights are open.
  std::map<std::string, double> effective_weights;
  std::vector<IndexFinding> findings;
  std::map<std::string, std::string> files;  ///< name → text, as they are edited
};
BOOST_DESCRIBE_STRUCT(IndexSystemAnswer, (), (row, system, effective_weights, findings, files))
Result<IndexSystemAnswer> get_index_system(Call& call, const GetIndexSystem& in);
/// The bundle as a zip file.
Result<File> export_index_system(Call& call, const GetIndexSystem& in);

struct CheckIndexFiles {
  int64_t zone = 0;
  std::map<std::string, std::string> files;
};
BOOST_DESCRIBE_STRUCT(CheckIndexFiles, (), (zone, files))
struct IndexCheckAnswer {
  bool valid = false;  ///< no errors: may be published
  std::optional<IndexSystem> system;
  std::vector<IndexFinding> findings;
};
BOOST_DESCRIBE_STRUCT(IndexCheckAnswer, (), (valid, system, findings))
Result<IndexCheckAnswer> check_index_files(Call& call, const CheckIndexFiles& in);

struct SaveIndexDraft {
  int64_t zone = 0;
  std::map<std::string, std::string> files;
  std::optional<int64_t> version;  ///< of the draft that is replaced
};
BOOST_DESCRIBE_STRUCT(SaveIndexDraft, (), (zone, files, version))
/// Saves even with findings, as long as system.json has an id. A published revision stays; the
/// draft becomes the next one. Errors: evaluation.system.files, evaluation.system.stale.
Result<IndexSystemAnswer> save_index_draft(Call& call, const SaveIndexDraft& in);

struct ImportIndexSystem {
  int64_t zone = 0;
  std::optional<int64_t> version;
  Upload file;  ///< a zip of the bundle's files
};
BOOST_DESCRIBE_STRUCT(ImportIndexSystem, (), (zone, version, file))
/// The same as a draft from a zip file (at most 2 MB unpacked). Error evaluation.system.zip.
Result<IndexSystemAnswer> import_index_system(Call& call, const ImportIndexSystem& in);

struct PublishIndexSystem {
  int64_t zone = 0;
  std::string id;
  int64_t revision = 0, version = 0;
};
BOOST_DESCRIBE_STRUCT(PublishIndexSystem, (), (zone, id, revision, version))
/// By another person than who saved it last. Errors: evaluation.system.second_person, .errors (each
/// finding as a field), .stale, .state.
Result<IndexSystemAnswer> publish_index_system(Call& call, const PublishIndexSystem& in);

/// Loads catalogue/index_systems of the product; an unchanged bundle is left alone, a changed one
/// becomes the next revision.
Result<Done> load_shipped_index_systems(Transaction& db, const std::string& catalogue);

}  // namespace gaoxin
