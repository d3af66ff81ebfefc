// All SQL of the module. Reads the registry only through its views.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chain/chain.h"
#include "chain/concordance.h"
#include "storage/db.h"

namespace gaoxin::chain_store {

struct Source {
  int64_t id = 0;
  std::string kind, name, sha256, content;
  std::optional<int64_t> year;
  bool invented = false, active = true;
  Timestamp imported_at;
  std::string imported_by;
};
/// In the order of import, with content.
std::vector<Source> list_sources(Transaction& db);
std::optional<std::string> find_source_hash(Transaction& db, const std::string& kind,
                                            const std::string& name);
/// Replaces the source of the same kind and name.
void put_source(Transaction& db, const Source& source);
/// Makes one table the active one; false when there is no such table.
bool activate_io_table(Transaction& db, int64_t id);

struct StoredConcordance {
  ConcordanceRow row;
  bool edited = false;
};
std::vector<StoredConcordance> list_concordance(Transaction& db);
void insert_concordance(Transaction& db, const std::vector<ConcordanceRow>& rows);
void replace_concordance(Transaction& db, const std::vector<ConcordanceRow>& rows);

std::vector<Exclusion> list_exclusions(Transaction& db, int64_t zone);
void insert_exclusion(Transaction& db, int64_t zone, const Exclusion& exclusion);
int64_t delete_exclusion(Transaction& db, int64_t zone, int64_t id);

std::vector<ChainFact> list_facts(Transaction& db, int64_t zone);
void insert_fact(Transaction& db, int64_t zone, const ChainFact& fact);

struct ResidentRow {
  int64_t id = 0;
  std::string name;
  std::optional<std::string> industry_code, stock_code;
  std::string products;  ///< one a line
};
std::vector<ResidentRow> list_residents(Transaction& db, int64_t zone, Date today);
std::optional<std::string> find_province_name(Transaction& db, const std::string& two_digits);
struct OwnershipRow {
  std::string owner, owned;  ///< stock codes
};
std::vector<OwnershipRow> list_ownership(Transaction& db);

}  // namespace gaoxin::chain_store
