// The verdicts of policies over all enterprises, kept and brought forward row by row. Private to
// the module.
//
// What a policy says of everyone hangs on its text, those of the policies it refers to, and their
// parameters: its basis. Zones whose policies stand on the same basis share the verdicts, and a
// newly published policy is computed alone. Beside the planes stand sums by place, so that counts
// and amounts of any zone are sums over its places.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "policy/plan.h"
#include "policy/policy_columns.h"

namespace gaoxin {

/// Amounts of one policy by row; they mean something where it makes the row eligible.
struct RowAmounts {
  bool has_amount = false;  // the policy gives one at all
  std::vector<int64_t> fen{};
  std::vector<uint64_t> known{};
  bool is_known(size_t row) const { return (known[row / 64] >> (row % 64) & 1) != 0; }
};
/// Of all rows that are eligible.
RowAmounts amounts_of(const policy::Plan& plan, uint32_t policy,
                      const policy::VerdictPlanes& planes, const EnterpriseColumns& columns);

struct PolicyVerdicts;

/// Policies that were computed together.
struct VerdictBatch {
  explicit VerdictBatch(policy::Plan compiled) : plan(std::move(compiled)) {}
  policy::Plan plan;
  std::vector<std::weak_ptr<PolicyVerdicts>> policies{};  // as in the plan
};

struct PolicyVerdicts {
  std::shared_ptr<const VerdictBatch> batch{};
  uint32_t index = 0;  // in the batch
  policy::VerdictPlanes planes{};
  std::vector<policy::GroupTotals> by_place{};  // beside the places of the columns
  std::shared_ptr<RowAmounts> amounts{};        // null until asked for
};

/// What a zone sees, beside rules.set.rules.
struct ZoneVerdicts {
  std::vector<int64_t> zones{};
  int64_t policy_counter = 0;
  std::vector<std::shared_ptr<PolicyVerdicts>> policies{};
};

/// What is kept of one day. Readers ask while they share the columns; change_row() and clear() are
/// for who has them alone.
class VerdictStore {
 public:
  std::shared_ptr<const ZoneVerdicts> of(const ZoneRules& rules, const EnterpriseColumns& columns);
  std::shared_ptr<const RowAmounts> amounts(const std::shared_ptr<PolicyVerdicts>& policy,
                                            const EnterpriseColumns& columns);
  /// `apply` writes a row of which the data `changed` become others and that moves from a place to
  /// another; what depends on them is evaluated again. A fresh row has no place before.
  void change_row(EnterpriseColumns& columns, size_t row, std::optional<uint32_t> from, uint32_t to,
                  const std::set<std::string>& changed, const std::function<void()>& apply);
  void clear();
  /// How many policies were computed over all enterprises, ever.
  int64_t computed() {
    const std::lock_guard lock(mutex_);
    return computed_;
  }

 private:
  std::shared_ptr<ZoneVerdicts> make(const ZoneRules& rules, const EnterpriseColumns& columns);
  void compute(const ZoneRules& rules, const EnterpriseColumns& columns,
               const std::vector<std::pair<size_t, std::string>>& missing, ZoneVerdicts& out);
  void forget_old();

  std::mutex mutex_{};
  std::vector<std::shared_ptr<ZoneVerdicts>> zones_{};  // the last used at the end
  std::map<std::string, std::weak_ptr<PolicyVerdicts>> by_basis_{};
  std::vector<std::weak_ptr<VerdictBatch>> batches_{};
  std::vector<std::weak_ptr<PolicyVerdicts>> with_amounts_{};  // the last used at the end
  int64_t computed_ = 0;
};

}  // namespace gaoxin
