// Bringing tables of enterprises and facts into the registry: upload, preview, mapping, run,
// report.
//
// A file is read once to guess what its columns mean and to show what is wrong with it, and again
// to import it, in one transaction: all rows, or (keep_good) all good rows, or nothing. The same
// file a second time changes nothing. Known foreign files are recognised by their headers.
#pragma once

#include <functional>

#include "registry/registry.h"

namespace gaoxin {

BOOST_DEFINE_ENUM_CLASS(ImportKind, enterprises, industry_codes, industry_crosswalk, regions, zones)
BOOST_DEFINE_ENUM_CLASS(ImportMode, all_or_nothing, keep_good)
BOOST_DEFINE_ENUM_CLASS(ImportState, uploaded, running, done, failed)

/// What a column becomes: a target of import_targets() or nothing (it is left out).
struct ImportColumn {
  int64_t column = 0;  ///< from 1, as people count
  std::string header;
  std::optional<std::string> target;  ///< "name", "credit_code", …, "fact:revenue"
  std::optional<std::string> unit;    ///< of a fact: 元, 万元, 百万元, 亿元, %, 人
  std::optional<std::string> period;  ///< of a fact; else the import's
  std::string because;                ///< header, content, known_file, person or empty
  std::vector<std::string> samples;   ///< the first cells that are not empty
};
BOOST_DESCRIBE_STRUCT(ImportColumn, (), (column, header, target, unit, period, because, samples))

struct BadRow {
  int64_t row = 0;     ///< as a spreadsheet counts: the header is row 1
  int64_t column = 0;  ///< from 1; 0: the whole row
  std::string header;
  std::string value;
  std::string key;
  Text message;
};
BOOST_DESCRIBE_STRUCT(BadRow, (), (row, column, header, value, key, message))

struct ImportReport {
  ImportKind kind = ImportKind::enterprises;
  ImportMode mode = ImportMode::all_or_nothing;
  bool committed = false;
  int64_t rows = 0;     ///< below the header, empty ones not counted
  int64_t created = 0;  ///< enterprises, codes or zones
  int64_t updated = 0;
  int64_t unchanged = 0;
  int64_t facts = 0;             ///< recorded
  int64_t review = 0;            ///< pairs put into the review queue
  int64_t bad = 0;               ///< rows with an error
  std::vector<BadRow> bad_rows;  ///< all of them up to 10,000
};
BOOST_DESCRIBE_STRUCT(ImportReport, (),
                      (kind, mode, committed, rows, created, updated, unchanged, facts, review, bad,
                       bad_rows))

struct Import {
  int64_t id = 0;
  int64_t zone_id = 0;
  std::string filename;
  int64_t size_bytes = 0;
  ImportKind kind = ImportKind::enterprises;
  ImportState state = ImportState::uploaded;
  std::string format;      ///< "csv, gb18030" or "xlsx"
  std::string known_file;  ///< empty, or which foreign file it was recognised as
  std::vector<ImportColumn> columns;
  std::vector<std::vector<std::string>> sample_rows;  ///< the first 20
  std::vector<BadRow> sample_bad_rows;  ///< what is wrong with the first 1,000 rows as mapped now
  std::optional<std::string> period;    ///< of facts, guessed from the file's name
  double progress = 0;                  ///< 0 to 1
  std::optional<ImportReport> report;
  Timestamp created_at;
  std::optional<Timestamp> finished_at;
};
BOOST_DESCRIBE_STRUCT(Import, (),
                      (id, zone_id, filename, size_bytes, kind, state, format, known_file, columns,
                       sample_rows, sample_bad_rows, period, progress, report, created_at,
                       finished_at))

struct UploadImport {
  int64_t zone = 0;  ///< becomes the home zone of new enterprises
  Upload file;
};
BOOST_DESCRIBE_STRUCT(UploadImport, (), (zone, file))
Result<Import> upload_import(Call& call, const UploadImport& in);

struct ColumnChoice {
  int64_t column = 0;
  std::optional<std::string> target, unit, period;
};
BOOST_DESCRIBE_STRUCT(ColumnChoice, (), (column, target, unit, period))
struct MapImport {
  int64_t zone = 0;
  int64_t id = 0;
  std::vector<ColumnChoice> columns;  ///< those that change
  std::optional<std::string> period;
};
BOOST_DESCRIBE_STRUCT(MapImport, (), (zone, id, columns, period))
Result<Import> map_import(Call& call, const MapImport& in);

struct RunImport {
  int64_t zone = 0;
  int64_t id = 0;
  std::optional<ImportMode> mode;     ///< default all_or_nothing
  std::optional<std::string> source;  ///< where the facts come from; default the file's name
};
BOOST_DESCRIBE_STRUCT(RunImport, (), (zone, id, mode, source))
/// Starts in the background; ask get_import for its progress.
Result<Import> run_import(Call& call, const RunImport& in);
Result<Import> get_import(Call& call, const ZoneAndId& in);
struct ImportRow {
  int64_t id = 0;
  std::string filename;
  ImportKind kind = ImportKind::enterprises;
  ImportState state = ImportState::uploaded;
  Timestamp created_at;
  std::optional<Timestamp> finished_at;
  std::optional<int64_t> rows, created, updated, bad;
};
BOOST_DESCRIBE_STRUCT(ImportRow, (),
                      (id, filename, kind, state, created_at, finished_at, rows, created, updated,
                       bad))
struct ImportList {
  std::vector<ImportRow> items;
  int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(ImportList, (), (items, total))
Result<ImportList> list_imports(Call& call, const ZoneOnly& in);
struct ExportImportReport {
  int64_t zone = 0;
  int64_t id = 0;
  std::optional<std::string> format, lang;
};
BOOST_DESCRIBE_STRUCT(ExportImportReport, (), (zone, id, format, lang))
/// The bad rows as a table.
Result<File> export_import_report(Call& call, const ExportImportReport& in);

struct TargetRow {
  std::string target;
  Text title;
};
BOOST_DESCRIBE_STRUCT(TargetRow, (), (target, title))
struct TargetList {
  std::vector<TargetRow> items;
};
BOOST_DESCRIBE_STRUCT(TargetList, (), (items))
/// What a column can become.
Result<TargetList> list_import_targets(Call& call, const NoInput& in);

struct ImportOptions {
  ImportMode mode = ImportMode::all_or_nothing;
  std::string source;                    ///< empty: the file's name
  std::optional<std::string> period;     ///< of facts; empty: from the file's name
  std::vector<ColumnChoice> columns;     ///< corrections of the guess
  std::function<void(double)> progress;  ///< 0 to 1, now and then
};
/// For the command line: the whole of it at once. The database is as before when it fails.
/// Errors name the file; a report that is not committed lists the bad rows.
Result<ImportReport> import_file(Database& database, const Actor& actor, int64_t zone,
                                 const std::string& path, const ImportOptions& options);

/// True for the foreign files that are recognised by their headers (lists and yearly tables of
/// listed companies, codes, regions, zones).
bool is_known_registry_file(const std::string& path);

/// Waits for running imports to end; call it before the database is closed.
void stop_imports(Database& database);

}  // namespace gaoxin
