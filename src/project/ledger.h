// The ledger of projects (项目台账) from a spreadsheet, through the same rules as everything else.
//
// A row is a project. One that names a late stage enters at the highest stage that its fields
// prove step by step; the rest is reported with what is missing (mode `proven`, the default), or
// the row is refused (mode `strict`). Evidence never comes from a spreadsheet, so a project that is
// long in production enters low and asks for one override marked historical, which a second person
// approves (mode `historical`): then it stands at its stage.
// A row that is there already (by number, else by credit code and name) and says nothing new
// changes nothing; one that says something new fills in what is unknown and never overwrites.
#pragma once

#include "project/project.h"

namespace gaoxin {

BOOST_DEFINE_ENUM_CLASS(LedgerMode, strict, proven, historical)
BOOST_DEFINE_ENUM_CLASS(LedgerState, uploaded, running, done, failed)

struct LedgerColumn {
  int64_t column = 0;  ///< from 1
  std::string header;
  std::optional<std::string> target;  ///< a field, "stage", "status", "owner", "parcel_mu" …
  std::optional<std::string> unit;  ///< of money: 元, 万元, 亿元; of land: 亩, 平方米, 公顷
  std::vector<std::string> samples;
};
BOOST_DESCRIBE_STRUCT(LedgerColumn, (), (column, header, target, unit, samples))
struct LedgerBadRow {
  int64_t row = 0;     ///< as the spreadsheet counts
  int64_t column = 0;  ///< from 1; 0: the whole row
  std::string header, value, key;
  Text message;
  bool refused = true;  ///< false: taken, but lower than it said
};
BOOST_DESCRIBE_STRUCT(LedgerBadRow, (), (row, column, header, value, key, message, refused))
struct LedgerReport {
  bool committed = false;
  LedgerMode mode = LedgerMode::proven;
  int64_t rows = 0, created = 0, updated = 0, unchanged = 0, bad = 0;
  int64_t lowered = 0;    ///< entered at a lower stage than the row said
  int64_t overrides = 0;  ///< asked for, waiting for a second person
  std::vector<LedgerBadRow> bad_rows;
};
BOOST_DESCRIBE_STRUCT(LedgerReport, (),
                      (committed, mode, rows, created, updated, unchanged, bad, lowered, overrides,
                       bad_rows))
struct LedgerImport {
  int64_t id = 0;
  int64_t zone_id = 0;
  std::string filename, format;
  LedgerState state = LedgerState::uploaded;
  std::vector<LedgerColumn> columns;
  std::vector<std::vector<std::string>> sample_rows;  ///< the first 20
  std::optional<LedgerReport> preview;                ///< of the first 1,000 rows, nothing written
  double progress = 0;
  std::optional<LedgerReport> report;
  Timestamp created_at;
  std::optional<Timestamp> finished_at;
};
BOOST_DESCRIBE_STRUCT(LedgerImport, (),
                      (id, zone_id, filename, format, state, columns, sample_rows, preview,
                       progress, report, created_at, finished_at))

struct UploadLedger {
  int64_t zone = 0;
  Upload file;
};
BOOST_DESCRIBE_STRUCT(UploadLedger, (), (zone, file))
Result<LedgerImport> upload_ledger(Call& call, const UploadLedger& in);
Result<LedgerImport> get_ledger(Call& call, const ProjectId& in);
struct LedgerColumnChoice {
  int64_t column = 0;
  std::optional<std::string> target, unit;
};
BOOST_DESCRIBE_STRUCT(LedgerColumnChoice, (), (column, target, unit))
struct MapLedger {
  int64_t zone = 0;
  int64_t id = 0;
  std::vector<LedgerColumnChoice> columns;  ///< those that change
};
BOOST_DESCRIBE_STRUCT(MapLedger, (), (zone, id, columns))
Result<LedgerImport> map_ledger(Call& call, const MapLedger& in);
struct RunLedger {
  int64_t zone = 0;
  int64_t id = 0;
  std::optional<LedgerMode> mode;     ///< default proven
  std::optional<bool> keep_good;      ///< default false: all or nothing
  std::optional<std::string> reason;  ///< required for historical: goes into each override
};
BOOST_DESCRIBE_STRUCT(RunLedger, (), (zone, id, mode, keep_good, reason))
/// Runs in the background; get_ledger tells the progress.
Result<LedgerImport> run_ledger(Call& call, const RunLedger& in);
struct LedgerImportList {
  std::vector<LedgerImport> items;  ///< without columns, samples and bad rows
};
BOOST_DESCRIBE_STRUCT(LedgerImportList, (), (items))
Result<LedgerImportList> list_ledgers(Call& call, const ProjectZone& in);
struct LedgerTargetList {
  std::vector<NamedTitle> items;
};
BOOST_DESCRIBE_STRUCT(LedgerTargetList, (), (items))
Result<LedgerTargetList> list_ledger_targets(Call& call, const ProjectNothing& in);

/// For the command line: the whole of it at once. Errors name what the file lacks; a report that is
/// not committed lists the bad rows.
struct LedgerOptions {
  LedgerMode mode = LedgerMode::proven;
  bool keep_good = false;
  std::string reason;
  std::function<void(double)> progress;
};
Result<LedgerReport> import_ledger(Database& database, const Actor& actor, int64_t zone,
                                   const std::string& filename, std::string_view bytes,
                                   const LedgerOptions& options, Timestamp now);
/// True when the headers are those of a ledger: a project's name, and an amount, a stage or an
/// owner.
bool is_ledger(std::string_view bytes);
}  // namespace gaoxin
