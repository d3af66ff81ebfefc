// The columns of a day and their verdicts, kept in memory and current. Private to the module.
//
// The columns of a day are loaded once. When a counter has moved since, the rows of the enterprises
// that changed are read again, and of the verdicts only those that depend on a datum that changed
// are computed again. What a reader is given is never older than what its transaction sees; it may
// be newer, because the columns only move forward: a transaction that began earlier does not bring
// back what it sees.
#pragma once

#include <memory>
#include <shared_mutex>

#include "policy/policy_verdicts.h"

namespace gaoxin {

/// Columns that do not change while the view lives. A thread holds one view at a time.
class ColumnsView {
 public:
  struct Kept;
  explicit ColumnsView(std::shared_ptr<Kept> kept);
  const EnterpriseColumns& operator*() const;
  const EnterpriseColumns* operator->() const { return &**this; }
  void unlock() { lock_.unlock(); }
  /// Beside rules.set.rules. Valid while the view lives, as are the amounts.
  std::shared_ptr<const ZoneVerdicts> verdicts(const ZoneRules& rules) const;
  std::shared_ptr<const RowAmounts> amounts(const std::shared_ptr<PolicyVerdicts>& policy) const;
  /// How many policies were computed over all enterprises, ever.
  int64_t computed() const;

 private:
  std::shared_ptr<Kept> kept_;
  std::shared_lock<std::shared_mutex> lock_;
};

/// The columns of a day as the transaction of `call` sees them, or newer. Not after the transaction
/// has written something that they show: it may yet be rolled back.
ColumnsView columns_on(Call& call, const PolicyLibrary& library, Date as_of);

}  // namespace gaoxin
