// All SQL of the registry. Enterprises come and go without what other tables say of them (names of
// zones and codes, stays); registry.cpp adds that.
#pragma once

#include <functional>

#include "registry/code_tree.h"
#include "registry/fact_fields.h"
#include "registry/imports.h"
#include "registry/registry.h"

namespace gaoxin::registry_store {

void insert_enterprise(Transaction& db, const Enterprise& enterprise, int64_t changed);
/// False when the version is not enterprise.version; else it becomes one more.
bool update_enterprise(Transaction& db, const Enterprise& enterprise, int64_t changed);
void touch_enterprise(Transaction& db, int64_t id, int64_t changed);
/// In the order of the ids; unknown ones are left out, merged ones are in.
std::vector<Enterprise> find_enterprises(Transaction& db, std::span<const int64_t> ids);
std::optional<Enterprise> find_enterprise(Transaction& db, int64_t id);
/// Not merged away.
std::vector<Enterprise> find_by_credit_code(Transaction& db, const std::string& code);
std::vector<Enterprise> find_by_stock_code(Transaction& db, const std::string& code);
/// The enterprise and those merged into it.
std::vector<int64_t> member_ids(Transaction& db, int64_t id);
void set_merged_into(Transaction& db, int64_t id, std::optional<int64_t> into, int64_t changed);

/// For the directory: all whose `changed` is higher, with their stays. Views live during the call.
void load_changed(Transaction& db, int64_t after,
                  const std::function<void(const std::vector<DirectoryEntry>&)>& take);

/// One INSERT after the other (SQLite) or COPY (PostgreSQL).
class EnterpriseBulk {
 public:
  EnterpriseBulk(Transaction& db, int64_t changed);
  void add(const Enterprise& enterprise);
  void finish();

 private:
  std::unique_ptr<BulkInsert> bulk_;
  int64_t changed_;
};

struct Stay {
  int64_t park_id = 0;
  int64_t enterprise_id = 0;
  Date from;
  std::optional<Date> to;
};
/// Of the enterprises and those merged into them; enterprise_id is the survivor's.
std::vector<Stay> list_stays(Transaction& db, std::span<const int64_t> enterprise_ids);
std::vector<Stay> list_stays_on(Transaction& db, Date on);
void upsert_stay(Transaction& db, const Stay& stay);

void insert_relation(Transaction& db, int64_t zone, const Relation& relation);
std::vector<Relation> list_relations(Transaction& db, int64_t enterprise_id);
std::optional<std::pair<int64_t, Relation>> find_relation(Transaction& db, int64_t id);
void delete_relation(Transaction& db, int64_t zone, int64_t id);

struct StoredFact {
  int64_t zone_id = 0;
  int64_t enterprise_id = 0;
  int64_t id = 0;
  std::string field, period;
  FactValue value;
  std::string unit, source;
  std::optional<Date> source_date;
  Timestamp recorded_at;
  int64_t recorded_by = 0;
};
class FactBulk {
 public:
  explicit FactBulk(Transaction& db);
  void add(const StoredFact& fact);
  void finish();

 private:
  std::unique_ptr<BulkInsert> bulk_;
};
/// All rows of the enterprise and of those merged into it, by field, period, id.
std::vector<StoredFact> list_facts(Transaction& db, int64_t enterprise_id);

void each_recorded_fact(Transaction& db, const std::function<void(const RecordedFact&)>& each);
std::vector<ChangedEnterprise> changed_enterprises(Transaction& db, int64_t after);
std::vector<ChangedEnterprise> merged_enterprises(Transaction& db);

std::optional<Park> find_park(Transaction& db, int64_t zone);
std::map<int64_t, ParkKind> park_kinds(Transaction& db);
void insert_park(Transaction& db, const Park& park);
bool update_park(Transaction& db, const Park& park);
std::vector<Agreement> list_agreements(Transaction& db);
void insert_agreement(Transaction& db, const Agreement& agreement);
bool update_agreement(Transaction& db, const Agreement& agreement);

std::vector<CodeNode> list_industries(Transaction& db);
std::vector<CodeNode> list_regions(Transaction& db);
/// True when something changed.
bool upsert_industry(Transaction& db, const CodeNode& node, const std::string& description,
                     const std::string& source);
bool upsert_region(Transaction& db, const CodeNode& node, const std::string& source);
bool insert_crosswalk(Transaction& db, const std::string& from, const std::string& to);
std::vector<std::string> list_crosswalk(Transaction& db, const std::string& from);

struct DuplicateRow {
  int64_t zone_id = 0;
  int64_t id = 0;
  int64_t left_id = 0, right_id = 0;
  int64_t score_bp = 0;
  std::string reason;
  DuplicateState state = DuplicateState::open;
};
/// False when the pair is known already.
bool insert_duplicate(Transaction& db, const DuplicateRow& row, Timestamp now);
std::vector<DuplicateRow> list_duplicates(Transaction& db, DuplicateState state);
std::optional<DuplicateRow> find_duplicate(Transaction& db, int64_t id);
void set_duplicate_state(Transaction& db, int64_t left_id, int64_t right_id, DuplicateState state,
                         int64_t by, Timestamp at);

struct MergeRow {
  int64_t zone_id = 0;
  Merge merge;
  std::vector<std::string> repointed;
  std::string before_json, after_json;
};
void insert_merge(Transaction& db, const MergeRow& row);
std::optional<MergeRow> find_merge(Transaction& db, int64_t id);
std::vector<MergeRow> list_merges(Transaction& db);
void set_merge_undone(Transaction& db, int64_t zone, int64_t id, Timestamp at);

struct ImportRecord {
  Import import;
  std::string mapping_json;
  int64_t created_by = 0;
  std::string sha256;
};
void insert_import(Transaction& db, const ImportRecord& record, std::string_view bytes);
std::optional<ImportRecord> find_import(Transaction& db, int64_t id);
std::string read_import_bytes(Transaction& db, int64_t zone, int64_t id);
void delete_import_bytes(Transaction& db, int64_t zone, int64_t id);
void update_import(Transaction& db, const ImportRecord& record);
std::vector<ImportRecord> list_imports(Transaction& db);

}  // namespace gaoxin::registry_store
