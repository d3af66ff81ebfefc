// What is known of the enterprises: of one of them, and of all in columns in memory with the
// verdicts that stand on them. Private to the module.
//
// The columns of a day are loaded once. When a counter has moved since, the rows of the enterprises
// that changed are read again, and of the verdicts only those that depend on a datum that changed
// are computed again. What a reader is given is never older than what its transaction sees; it may
// be newer, because the columns only move forward: a transaction that began earlier does not bring
// back what it sees.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/plan.h"
#include "policy/policy_library.h"

namespace gaoxin {

constexpr size_t kMatchingThreads = 2;

/// What is known of one enterprise on a day, from the registry and from answers.
policy::Facts facts_of_enterprise(Call& call, const policy::Vocabulary& vocabulary,
                                  int64_t enterprise, Date as_of);

/// Values of the counters that the columns show.
struct ColumnsPosition {
  int64_t enterprises = -1;
  int64_t facts = -1;
  int64_t parks = -1;
  int64_t answers = -1;
  bool operator==(const ColumnsPosition&) const = default;
};

/// All enterprises on a day, a row each. A row stays when its enterprise is merged into another
/// one: its home zone is 0 then and nothing is known of it.
struct EnterpriseColumns {
  ColumnsPosition position{};
  int64_t policy_counter = -1;
  std::string vocabulary_source{};
  Date as_of{};
  std::unique_ptr<policy::ColumnTable> table{};
  std::vector<int64_t> ids{};
  std::unordered_map<int64_t, uint32_t> row_of{};
  std::vector<std::string> names{};
  std::vector<int64_t> home_zones{};
  std::vector<int64_t> parks{};  // 0: in none
  int64_t loads = 0;             // how often everything was read
  int64_t patched_rows = 0;      // how many rows were read again
};

/// The verdicts of all policies that a zone sees, over all enterprises.
struct ZoneVerdicts {
  ZoneVerdicts(const ZoneRules& rules, const EnterpriseColumns& columns);
  /// Evaluates one row again: the policies that read a datum in `changed`, null: all.
  void refresh(const policy::ColumnTable& table, size_t row, const std::set<std::string>* changed);

  std::vector<int64_t> zones{};
  int64_t policy_counter = 0;
  policy::Plan plan;
  policy::BulkResult bulk{};
};

/// Columns that do not change while the view lives. A thread holds one view at a time.
class ColumnsView {
 public:
  struct Kept;
  explicit ColumnsView(std::shared_ptr<Kept> kept);
  const EnterpriseColumns& operator*() const;
  const EnterpriseColumns* operator->() const { return &**this; }
  void unlock() { lock_.unlock(); }
  /// Kept until the policies change; beside rules.set.rules. Valid while the view lives.
  std::shared_ptr<const ZoneVerdicts> verdicts(const ZoneRules& rules) const;

 private:
  std::shared_ptr<Kept> kept_;
  std::shared_lock<std::shared_mutex> lock_;
};

/// The columns of a day as the transaction of `call` sees them, or newer. Not after the transaction
/// has written something that they show: it may yet be rolled back.
ColumnsView columns_on(Call& call, const PolicyLibrary& library, Date as_of);

}  // namespace gaoxin
