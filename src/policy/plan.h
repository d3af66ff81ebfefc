// Many policies over all enterprises at once.
//
// compile() turns rules into one graph whose equal parts are shared across policies (hash-consing);
// the day and the zone's parameters become constants. run() walks the graph over tiles of 4,096
// rows: each truth value is two bit planes, one for true and one for false, so that a row in
// neither is unknown; AND is T∧T / F∨F, NOT swaps the planes. Amounts are computed only for rows
// that are eligible, in whole numbers, so that any number of threads gives the same answer.
// What planes cannot hold (records, yearly values, carried state) is asked of the explaining
// evaluator row by row. Formulas are never expanded into a normal form.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/columns.h"
#include "policy/evaluate.h"

namespace gaoxin::policy {

struct PolicyTotals {
  int64_t eligible = 0;
  int64_t unknown = 0;
  int64_t ineligible = 0;
  int64_t amount = 0;  // fen, over the eligible whose amount is known
  bool amount_overflow = false;
  int64_t amounts_unknown = 0;
  bool operator==(const PolicyTotals&) const = default;
};

/// The verdicts of one policy, a bit for each row in whole tiles; in neither plane: unknown.
struct VerdictPlanes {
  std::vector<uint64_t> is_true{};
  std::vector<uint64_t> is_false{};
  Verdict verdict(size_t row) const;
  void set(size_t row, Verdict verdict);
};

/// Rows that are counted together: group_of[row] is below `groups`.
struct Grouping {
  std::span<const uint32_t> group_of{};
  size_t groups = 0;
};
/// What a policy gives the rows of one group; the others are unknown.
struct GroupTotals {
  int64_t eligible = 0;
  int64_t ineligible = 0;
  int64_t amounts_unknown = 0;
  Wide amount = 0;  // fen, over the eligible whose amount is known
  bool operator==(const GroupTotals&) const = default;
};

/// What a run gives, by policy.
struct BulkResult {
  std::vector<PolicyTotals> totals{};
  std::vector<VerdictPlanes> planes{};               // empty unless kept
  std::vector<std::vector<GroupTotals>> by_group{};  // empty without a grouping
};

struct RowVerdict {
  Verdict verdict = Verdict::unknown;
  bool has_amount = false;
  bool amount_known = false;
  int64_t amount = 0;  // only where eligible
  bool operator==(const RowVerdict&) const = default;
};

enum class KeepPlanes { no, yes };

class TileRunner;

class Plan {
 public:
  /// `rules` must be valid; they are copied. References between policies go to rules of the same
  /// plan; one that is absent is unknown, one not in force on `as_of` is false. Only the first
  /// `answered` are policies of the plan, the others are there for those that refer to them.
  Plan(const std::vector<const Rule*>& rules, const Vocabulary& vocabulary, Date as_of,
       const ParameterValues& zone, size_t answered = SIZE_MAX);
  ~Plan();
  Plan(Plan&&) noexcept;

  size_t policies() const;
  size_t nodes() const;
  size_t leaves_before_sharing() const;

  void run(const ColumnTable& table, size_t threads, KeepPlanes keep, BulkResult& result,
           const Grouping& grouping = {}) const;

  /// Policies whose verdict or amount reads the datum.
  const std::vector<uint32_t>& dependents(std::string_view field) const;
  /// Evaluates only `policies` for one row; out[i] belongs to policies[i].
  void evaluate_row(const ColumnTable& table, size_t row, const std::vector<uint32_t>& policies,
                    std::vector<RowVerdict>& out) const;
  /// Amounts of one policy for rows that are eligible; out[i] belongs to rows[i].
  void amounts(const ColumnTable& table, uint32_t policy, const std::vector<uint32_t>& rows,
               std::vector<RowVerdict>& out) const;

 private:
  struct Implementation;
  friend class TileRunner;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace gaoxin::policy
