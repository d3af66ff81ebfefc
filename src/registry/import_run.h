// Importing one table inside one transaction. Private to the module.
#pragma once

#include "registry/column_mapping.h"
#include "registry/registry_rules.h"

namespace gaoxin {

/// All that stays the same during one import.
struct ImportJob {
  int64_t zone = 0;
  std::string filename;
  ColumnPlan plan;
  int64_t header_row = 1;  ///< data stand below it
  std::optional<std::string> period;
  ImportMode mode = ImportMode::all_or_nothing;
  std::string source;
  std::function<void(double)> progress;
};

/// Errors are of the whole file (damaged, nothing to import). Rows that cannot be taken are in the
/// report; `committed` is false when they forbid the import, and the caller then rolls back. A
/// known foreign file always keeps its good rows: everybody knows that it has bad ones.
Result<ImportReport> run_import_job(Database& database, Transaction& db, const Actor& actor,
                                    Timestamp now, std::string_view bytes, const ImportJob& job);

/// What is wrong with these rows as they are mapped, without touching anything.
std::vector<BadRow> check_rows(const Codes& codes, const ImportJob& job, const TableHead& head);

/// A parsed row of a table of enterprises.
struct ParsedRow {
  int64_t number = 0;
  Enterprise enterprise;  ///< name empty: not given
  struct ParsedFact {
    const FactField* field = nullptr;
    std::string period;
    FactValue value;
  };
  std::vector<ParsedFact> facts;
  std::optional<std::string> park;  ///< code or name of a zone
  std::optional<Date> entered_on;
  bool has_status = false;
  std::vector<BadRow> problems;
};
/// Reads the cells of one row as the plan says.
class RowParser {
 public:
  RowParser(const Codes& codes, const ImportJob& job);
  ParsedRow parse(const TableRow& row) const;

 private:
  enum class Kind { skip, text, fact, period };
  struct Column {
    Kind kind = Kind::skip;
    std::string target, unit, header;
    std::optional<std::string> period;
    const FactField* field = nullptr;
  };
  void set_member(ParsedRow& out, EnterpriseInput& input, Contact& contact, size_t column,
                  std::string_view cell) const;
  void add_facts(ParsedRow& out, std::span<const std::string_view> cells) const;
  void problem(ParsedRow& out, size_t column, std::string_view value, const Error& error) const;

  const Codes& codes_;
  const ImportJob& job_;
  std::vector<Column> columns_;
};

}  // namespace gaoxin
