#include "policy/policy_verdicts.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <set>

namespace gaoxin {

using policy::Rule;
using policy::Verdict;

RowAmounts amounts_of(const policy::Plan& plan, uint32_t policy,
                      const policy::VerdictPlanes& planes, const EnterpriseColumns& columns) {
  RowAmounts out;
  out.fen.resize(columns.table->padded_rows());
  out.known.resize(planes.is_true.size());
  constexpr size_t kPart = 65536;
  std::vector<uint32_t> rows;
  std::vector<policy::RowVerdict> amounts;
  const auto take = [&] {
    plan.amounts(*columns.table, policy, rows, amounts);
    for (size_t i = 0; i < rows.size(); ++i) {
      out.has_amount = amounts[i].has_amount;
      if (!amounts[i].amount_known) continue;
      out.fen[rows[i]] = amounts[i].amount;
      out.known[rows[i] / 64] |= uint64_t{1} << (rows[i] % 64);
    }
    rows.clear();
  };
  for (size_t w = 0; w < planes.is_true.size(); ++w) {
    for (uint64_t bits = planes.is_true[w]; bits != 0; bits &= bits - 1)
      rows.push_back(static_cast<uint32_t>(w * 64) + static_cast<uint32_t>(std::countr_zero(bits)));
    if (rows.size() >= kPart) take();
  }
  take();
  return out;
}

namespace {

/// All that the verdicts of a rule hang on beside the columns of the day. Revisions never change
/// once they are published.
class Bases {
 public:
  explicit Bases(const ZoneRules& rules) : rules_(rules) {
    for (size_t i = 0; i < rules.set.rules.size(); ++i) index_[rules.set.rules[i].id] = i;
    for (const auto& [key, values] : rules.parameters.values) {
      std::string& text = parameters_[key.first];
      text += fmt::format(" {}", key.second);
      for (const auto& [date, value] : values) {
        text += fmt::format(" {}={}/{}/{}", date.days, value.number, value.scale, value.code);
        for (const std::string& code : value.codes) text += "/" + code;
      }
    }
  }
  /// The rule and all it refers to, itself first.
  std::vector<size_t> closure(size_t rule) const {
    std::vector<size_t> out{rule};
    for (size_t i = 0; i < out.size(); ++i)
      for (const std::string& name : policy::policies_named_by(rules_.set.rules[out[i]])) {
        const auto found = index_.find(name);
        if (found != index_.end() && std::find(out.begin(), out.end(), found->second) == out.end())
          out.push_back(found->second);
      }
    return out;
  }
  std::string basis(size_t rule) const {
    std::string out;
    for (const size_t i : closure(rule)) {
      const policy_store::StoredRevision& revision = rules_.library->revisions[rules_.revisions[i]];
      out += fmt::format("{} {} {}", revision.zone_id, revision.policy_id, revision.life.revision);
      if (const auto found = parameters_.find(revision.policy_id); found != parameters_.end())
        out += found->second;
      out += "\n";
    }
    return out;
  }

 private:
  const ZoneRules& rules_;
  std::map<std::string, size_t> index_{};
  std::map<std::string, std::string> parameters_{};  // by policy
};

policy::GroupTotals totals_of(const policy::RowVerdict& row) {
  policy::GroupTotals out;
  out.eligible = row.verdict == Verdict::eligible ? 1 : 0;
  out.ineligible = row.verdict == Verdict::ineligible ? 1 : 0;
  out.amounts_unknown = row.has_amount && !row.amount_known ? 1 : 0;
  if (row.amount_known) out.amount = row.amount;
  return out;
}
void add(policy::GroupTotals& sum, const policy::GroupTotals& part, int sign) {
  sum.eligible += sign * part.eligible;
  sum.ineligible += sign * part.ineligible;
  sum.amounts_unknown += sign * part.amounts_unknown;
  sum.amount += sign * part.amount;
}

size_t plane_bytes(const PolicyVerdicts& policy) {
  return policy.planes.is_true.size() * 2 * sizeof(uint64_t);
}

}  // namespace

std::shared_ptr<const ZoneVerdicts> VerdictStore::of(const ZoneRules& rules,
                                                     const EnterpriseColumns& columns) {
  const std::lock_guard lock(mutex_);
  // A transaction from before the vocabulary changed: another plan, which nobody else wants.
  if (rules.library->vocabulary_source != columns.vocabulary_source) {
    auto alone = std::make_shared<ZoneVerdicts>();
    alone->policies.resize(rules.set.rules.size());
    std::vector<std::pair<size_t, std::string>> all;
    for (size_t i = 0; i < rules.set.rules.size(); ++i) all.emplace_back(i, "");
    compute(rules, columns, all, *alone);
    return alone;
  }
  const auto found = std::find_if(zones_.begin(), zones_.end(), [&](const auto& v) {
    return v->zones == rules.zones && v->policy_counter == rules.library->counter;
  });
  if (found != zones_.end()) {
    std::rotate(found, found + 1, zones_.end());
  } else {
    zones_.push_back(make(rules, columns));
    forget_old();
  }
  return zones_.back();
}

std::shared_ptr<ZoneVerdicts> VerdictStore::make(const ZoneRules& rules,
                                                 const EnterpriseColumns& columns) {
  auto out = std::make_shared<ZoneVerdicts>();
  out->zones = rules.zones;
  out->policy_counter = rules.library->counter;
  out->policies.resize(rules.set.rules.size());
  const Bases bases(rules);
  std::vector<std::pair<size_t, std::string>> missing;
  for (size_t i = 0; i < rules.set.rules.size(); ++i) {
    std::string basis = bases.basis(i);
    const auto known = by_basis_.find(basis);
    if (known != by_basis_.end()) out->policies[i] = known->second.lock();
    if (!out->policies[i]) missing.emplace_back(i, std::move(basis));
  }
  compute(rules, columns, missing, *out);
  return out;
}

/// Computes rules of which nothing is kept; those with a basis are shared from now on.
void VerdictStore::compute(const ZoneRules& rules, const EnterpriseColumns& columns,
                           const std::vector<std::pair<size_t, std::string>>& missing,
                           ZoneVerdicts& out) {
  if (missing.empty()) return;
  const Bases bases(rules);
  std::vector<const Rule*> list;
  std::set<size_t> listed;
  for (const auto& [i, basis] : missing) {
    list.push_back(&rules.set.rules[i]);
    listed.insert(i);
  }
  for (const auto& [i, basis] : missing)
    for (const size_t other : bases.closure(i))
      if (listed.insert(other).second) list.push_back(&rules.set.rules[other]);
  auto batch = std::make_shared<VerdictBatch>(
      policy::Plan(list, rules.set.vocabulary, columns.as_of, rules.parameters, missing.size()));
  policy::BulkResult bulk;
  batch->plan.run(*columns.table, kMatchingThreads, policy::KeepPlanes::yes, bulk,
                  {columns.place_of, columns.places.size()});
  computed_ += static_cast<int64_t>(missing.size());
  for (uint32_t p = 0; p < missing.size(); ++p) {
    auto policy = std::make_shared<PolicyVerdicts>();
    policy->batch = batch;
    policy->index = p;
    policy->planes = std::move(bulk.planes[p]);
    policy->by_place = std::move(bulk.by_group[p]);
    batch->policies.push_back(policy);
    if (!missing[p].second.empty()) by_basis_[missing[p].second] = policy;
    out.policies[missing[p].first] = std::move(policy);
  }
  batches_.push_back(batch);
}

void VerdictStore::forget_old() {
  constexpr size_t kMostBytes = size_t{512} << 20;
  constexpr size_t kMostZones = 16;
  const auto bytes = [&] {
    std::set<const PolicyVerdicts*> seen;
    size_t sum = 0;
    for (const auto& zone : zones_)
      for (const auto& policy : zone->policies)
        if (seen.insert(policy.get()).second) sum += plane_bytes(*policy);
    return sum;
  };
  while (zones_.size() > 1 && (zones_.size() > kMostZones || bytes() > kMostBytes))
    zones_.erase(zones_.begin());
  std::erase_if(by_basis_, [](const auto& known) { return known.second.expired(); });
  std::erase_if(batches_, [](const auto& batch) { return batch.expired(); });
}

std::shared_ptr<const RowAmounts> VerdictStore::amounts(
    const std::shared_ptr<PolicyVerdicts>& policy, const EnterpriseColumns& columns) {
  constexpr size_t kMostBytes = size_t{256} << 20;
  const std::lock_guard lock(mutex_);
  std::erase_if(with_amounts_, [&](const auto& other) {
    const auto alive = other.lock();
    return !alive || alive == policy;
  });
  with_amounts_.push_back(policy);
  const std::shared_ptr<const RowAmounts> out = [&] {
    if (!policy->amounts)
      policy->amounts = std::make_shared<RowAmounts>(
          amounts_of(policy->batch->plan, policy->index, policy->planes, columns));
    return policy->amounts;
  }();
  const size_t each = columns.table->padded_rows() * (sizeof(int64_t) + 1);
  while (with_amounts_.size() > 1 && with_amounts_.size() * each > kMostBytes) {
    if (const auto oldest = with_amounts_.front().lock()) oldest->amounts.reset();
    with_amounts_.erase(with_amounts_.begin());
  }
  return out;
}

void VerdictStore::change_row(EnterpriseColumns& columns, size_t row, std::optional<uint32_t> from,
                              uint32_t to, const std::set<std::string>& changed,
                              const std::function<void()>& apply) {
  struct Touched {
    std::shared_ptr<VerdictBatch> batch{};
    std::vector<uint32_t> indexes{};
    std::vector<policy::RowVerdict> before{};
  };
  std::vector<Touched> touched;
  for (const std::weak_ptr<VerdictBatch>& weak : batches_) {
    Touched one{.batch = weak.lock()};
    if (!one.batch) continue;
    std::set<uint32_t> indexes;
    if (from != to)  // Every sum by place changes.
      for (uint32_t i = 0; i < one.batch->plan.policies(); ++i) indexes.insert(i);
    for (const std::string& field : changed) {
      const std::vector<uint32_t>& some = one.batch->plan.dependents(field);
      indexes.insert(some.begin(), some.end());
    }
    for (const uint32_t i : indexes)
      if (!one.batch->policies[i].expired()) one.indexes.push_back(i);
    if (one.indexes.empty()) continue;
    if (from) one.batch->plan.evaluate_row(*columns.table, row, one.indexes, one.before);
    touched.push_back(std::move(one));
  }
  apply();
  std::vector<policy::RowVerdict> after;
  for (const Touched& one : touched) {
    one.batch->plan.evaluate_row(*columns.table, row, one.indexes, after);
    for (size_t i = 0; i < one.indexes.size(); ++i) {
      const std::shared_ptr<PolicyVerdicts> policy = one.batch->policies[one.indexes[i]].lock();
      policy->planes.is_true.resize(columns.table->padded_rows() / 64);
      policy->planes.is_false.resize(columns.table->padded_rows() / 64);
      policy->planes.set(row, after[i].verdict);
      policy->by_place.resize(columns.places.size());
      if (from) add(policy->by_place[*from], totals_of(one.before[i]), -1);
      add(policy->by_place[to], totals_of(after[i]), 1);
      if (!policy->amounts) continue;
      RowAmounts& amounts = *policy->amounts;
      amounts.fen.resize(columns.table->padded_rows());
      amounts.known.resize(columns.table->padded_rows() / 64);
      const uint64_t bit = uint64_t{1} << (row % 64);
      uint64_t& known = amounts.known[row / 64];
      known = after[i].amount_known ? known | bit : known & ~bit;
      amounts.fen[row] = after[i].amount;
      amounts.has_amount = amounts.has_amount || after[i].has_amount;
    }
  }
}

void VerdictStore::clear() {
  zones_.clear();
  by_basis_.clear();
  batches_.clear();
  with_amounts_.clear();
}

}  // namespace gaoxin
