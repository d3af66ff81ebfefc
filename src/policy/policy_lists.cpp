// Matching of all enterprises: one policy's list, the proactive list, export and what-if.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <map>
#include <set>

#include "api/page.h"
#include "policy/policy_current.h"
#include "policy/policy_matching.h"
#include "policy/rule_expression.h"
#include "registry/table_writer.h"

namespace gaoxin {

using policy::Facts;
using policy::Outcome;
using policy::Rule;
using policy::Verdict;

namespace {
constexpr size_t kChangedShown = 200;
}  // namespace

namespace {

/// The places a zone sees: of enterprises looked after by its subtree or resident in it.
class Inside {
 public:
  Inside(const Call& call, const EnterpriseColumns& columns, int64_t zone,
         const std::optional<int64_t>& park)
      : columns_(columns) {
    const auto within = [&](int64_t inner) {
      return inner != 0 && call.zones.is_within(inner, zone);
    };
    for (const EnterprisePlace& place : columns.places) {
      const bool here = within(place.home_zone) || within(place.park);
      inside_.push_back(here && (!park || place.park == *park) ? 1 : 0);
      all_ = all_ && inside_.back() != 0;
    }
  }
  bool row(size_t row) const { return inside_[columns_.place_of[row]] != 0; }
  bool place(size_t place) const { return inside_[place] != 0; }
  int64_t rows() const {
    int64_t sum = 0;
    for (size_t i = 0; i < inside_.size(); ++i) sum += inside_[i] != 0 ? columns_.rows_at[i] : 0;
    return sum;
  }
  /// The rows of `bits`, those of a word of a plane, that are inside.
  uint64_t masked(size_t word, uint64_t bits) const {
    if (all_) return bits;
    uint64_t out = 0;
    for (uint64_t open = bits; open != 0; open &= open - 1)
      if (row(word * 64 + static_cast<size_t>(std::countr_zero(open)))) out |= open & -open;
    return out;
  }

 private:
  const EnterpriseColumns& columns_;
  std::vector<uint8_t> inside_{};  // by place
  bool all_ = true;
};

/// Words of a plane that have rows, and the rows in one of them.
size_t present_words(const EnterpriseColumns& columns) { return (columns.ids.size() + 63) / 64; }
uint64_t present(const EnterpriseColumns& columns, size_t word) {
  const size_t rows = columns.ids.size() - word * 64;
  return rows >= 64 ? ~uint64_t{0} : (uint64_t{1} << rows) - 1;
}

/// Keeps the rows with the largest values; of equal ones those with the smaller ids.
class LargestRows {
 public:
  explicit LargestRows(size_t most) : most_(most) {}
  /// Whether a row would be kept now.
  bool stands(int64_t value, int64_t id) const {
    return heap_.size() < most_ || (most_ > 0 && Key{~value, id} < heap_.front().first);
  }
  void add(int64_t value, int64_t id, size_t row) {
    if (!stands(value, id)) return;
    if (heap_.size() == most_) {
      std::pop_heap(heap_.begin(), heap_.end());
      heap_.pop_back();
    }
    heap_.emplace_back(Key{~value, id}, row);
    std::push_heap(heap_.begin(), heap_.end());
  }
  /// The largest first.
  std::vector<size_t> take() {
    std::sort_heap(heap_.begin(), heap_.end());
    std::vector<size_t> out;
    for (const auto& [key, row] : heap_) out.push_back(row);
    return out;
  }

 private:
  using Key = std::pair<int64_t, int64_t>;  // ~value falls as the value grows, and fits always
  size_t most_;
  std::vector<std::pair<Key, size_t>> heap_{};  // the smallest kept on top
};

/// A rule with every rule it refers to, itself first.
std::vector<const Rule*> with_references(const policy::RuleSet& set, const Rule& first) {
  std::vector<const Rule*> out{&first};
  std::set<std::string> seen{first.id};
  for (size_t i = 0; i < out.size(); ++i) {
    for (const std::string& name : policy::policies_named_by(*out[i])) {
      if (!seen.insert(name).second) continue;
      for (const Rule& rule : set.rules)
        if (rule.id == name) out.push_back(&rule);
    }
  }
  return out;
}

/// One policy over all enterprises: verdicts and the amounts of those who are eligible.
class PolicyRun {
 public:
  /// A rule that is only tried.
  PolicyRun(const policy::RuleSet& set, const Rule& rule, const EnterpriseColumns& columns,
            Date as_of, const policy::ParameterValues& zone) {
    const policy::Plan plan(with_references(set, rule), set.vocabulary, as_of, zone, 1);
    policy::BulkResult bulk;
    plan.run(*columns.table, kMatchingThreads, policy::KeepPlanes::yes, bulk);
    tried_ = std::move(bulk.planes[0]);
    planes_ = &tried_;
    amounts_ = std::make_shared<RowAmounts>(amounts_of(plan, 0, tried_, columns));
  }
  /// A policy in force, from what is kept.
  PolicyRun(const ColumnsView& columns, std::shared_ptr<PolicyVerdicts> policy)
      : kept_(std::move(policy)), planes_(&kept_->planes), amounts_(columns.amounts(kept_)) {}
  PolicyRun(const PolicyRun&) = delete;
  PolicyRun& operator=(const PolicyRun&) = delete;

  Verdict verdict(size_t row) const { return planes_->verdict(row); }
  const policy::VerdictPlanes& planes() const { return *planes_; }
  bool eligible(size_t row) const { return (planes_->is_true[row / 64] >> (row % 64) & 1) != 0; }
  /// 0 unless the row is eligible and its amount is known.
  int64_t known_amount(size_t row) const {
    return eligible(row) && amounts_->is_known(row) ? amounts_->fen[row] : 0;
  }
  bool has_amount() const { return amounts_->has_amount; }
  bool amount_open(size_t row) const {
    return eligible(row) && amounts_->has_amount && !amounts_->is_known(row);
  }

 private:
  std::shared_ptr<PolicyVerdicts> kept_{};
  policy::VerdictPlanes tried_{};
  const policy::VerdictPlanes* planes_ = nullptr;
  std::shared_ptr<const RowAmounts> amounts_{};
};

/// Staying at the largest amount rather than wrapping.
Money saturated(policy::Wide fen) {
  return Money{static_cast<int64_t>(
      std::clamp<policy::Wide>(fen, std::numeric_limits<int64_t>::min(), INT64_MAX))};
}
std::optional<Text> zone_name(const Call& call, int64_t zone) {
  const Zone* found = call.zones.find(zone);
  if (found == nullptr) return std::nullopt;
  return found->name;
}

MatchRow match_row(const Call& call, const EnterpriseColumns& columns, const PolicyRun& run,
                   size_t row) {
  MatchRow out{.enterprise_id = columns.ids[row], .name = columns.names[row]};
  if (const int64_t park = columns.place(row).park; park != 0) {
    out.park_id = park;
    out.park_name = zone_name(call, park);
  }
  const policy::Datum scale = columns.table->get(row, "scale");
  if (scale.known) out.scale = scale.code;
  out.verdict = match_verdict(run.verdict(row));
  if (run.eligible(row) && run.has_amount() && !run.amount_open(row))
    out.amount.exact = Money{run.known_amount(row)};
  return out;
}

uint32_t index_of(const policy::RuleSet& set, const Rule& rule) {
  return static_cast<uint32_t>(&rule - set.rules.data());
}

/// What a single row lacks, from the explaining evaluator.
void add_missing(MatchRow& row, size_t index, const ZoneRules& rules, const Rule& rule,
                 const EnterpriseColumns& columns, Date as_of) {
  Facts facts;
  for (const auto& [name, field] : rules.set.vocabulary) {
    policy::Datum datum = columns.table->get(index, name);
    if (datum.known) facts.emplace(name, std::move(datum));
  }
  const Outcome outcome =
      policy::evaluate_rule({rule, rules.set.vocabulary, facts, as_of, rules.parameters,
                             policy::policies_through(rules.set, facts, as_of, rules.parameters)});
  const bool eligible = outcome.verdict == Verdict::eligible;
  for (const policy::Cause& cause : eligible ? outcome.amount_undecided : outcome.undecided)
    row.missing.push_back(cause.name);
  if (!outcome.has_amount || outcome.verdict == Verdict::ineligible) return;
  row.amount = amount_answer(outcome);
}

/// Of the rows with one of the verdicts, those that stand first: the larger amount, then the
/// smaller id. In that order, at most `most`.
std::vector<size_t> first_rows(const EnterpriseColumns& columns, const PolicyRun& run,
                               const Inside& inside, const std::set<MatchVerdict>& wanted,
                               size_t most) {
  const auto wants = [&](MatchVerdict verdict) {
    return wanted.contains(verdict) ? ~uint64_t{0} : 0;
  };
  const uint64_t eligible = wants(MatchVerdict::eligible);
  const uint64_t ineligible = wants(MatchVerdict::ineligible);
  const uint64_t unknown = wants(MatchVerdict::unknown);
  LargestRows first(most);
  for (size_t w = 0; w < present_words(columns); ++w) {
    const uint64_t t = run.planes().is_true[w];
    const uint64_t f = run.planes().is_false[w];
    const uint64_t chosen = (t & eligible) | (f & ineligible) | (~(t | f) & unknown);
    for (uint64_t bits = chosen & present(columns, w); bits != 0; bits &= bits - 1) {
      const size_t row = w * 64 + static_cast<size_t>(std::countr_zero(bits));
      const int64_t amount = run.known_amount(row);
      if (first.stands(amount, columns.ids[row]) && inside.row(row))
        first.add(amount, columns.ids[row], row);
    }
  }
  return first.take();
}

Result<PolicyMatches> match_rows(Call& call, const MatchPolicy& in, size_t offset, size_t limit) {
  const Date as_of = day_asked(call, in.as_of);
  const ZoneRules rules = rules_of(call, in.zone, as_of);
  const Rule* rule = rule_named(rules.set, in.id);
  if (rule == nullptr || rule->entity != "enterprise") return no_such_policy(in.id);
  const ColumnsView columns = columns_on(call, *rules.library, as_of);
  const std::shared_ptr<PolicyVerdicts> policy =
      columns.verdicts(rules)->policies[index_of(rules.set, *rule)];
  const Inside inside(call, *columns, in.zone, in.park);
  PolicyMatches out{.gives_amount = rule->amount.has_value()};
  policy::Wide amount = 0;
  std::map<int64_t, policy::Wide> amounts;
  std::map<int64_t, ParkCount> parks;
  for (size_t i = 0; i < policy->by_place.size(); ++i) {
    if (!inside.place(i) || columns->rows_at[i] == 0) continue;
    const policy::GroupTotals& sums = policy->by_place[i];
    const int64_t park_id = columns->places[i].park;
    ParkCount& park = parks[park_id];
    const auto count = [&](auto& counts) {
      counts.eligible += sums.eligible;
      counts.ineligible += sums.ineligible;
      counts.unknown += columns->rows_at[i] - sums.eligible - sums.ineligible;
    };
    count(out);
    count(park);
    amount += sums.amount;
    park.amount = saturated(amounts[park_id] += sums.amount);
    out.amounts_unknown += sums.amounts_unknown;
  }
  out.amount = saturated(amount);
  const std::vector<MatchVerdict> asked =
      in.verdict.value_or(std::vector<MatchVerdict>{MatchVerdict::eligible});
  const std::set<MatchVerdict> wanted(asked.begin(), asked.end());
  for (const MatchVerdict verdict : wanted)
    out.total += verdict == MatchVerdict::eligible     ? out.eligible
                 : verdict == MatchVerdict::ineligible ? out.ineligible
                                                       : out.unknown;
  const PolicyRun run(columns, policy);
  const std::vector<size_t> first = first_rows(*columns, run, inside, wanted, offset + limit);
  for (size_t i = offset; i < first.size(); ++i) {
    out.items.push_back(match_row(call, *columns, run, first[i]));
    add_missing(out.items.back(), first[i], rules, *rule, *columns, as_of);
  }
  for (auto& [id, park] : parks) {
    if (id != 0) park.park_id = id;
    park.park_name = zone_name(call, id).value_or(Text{"不在园区", "In no park"});
    out.by_park.push_back(std::move(park));
  }
  return out;
}

}  // namespace

Result<PolicyMatches> match_policy(Call& call, const MatchPolicy& in) {
  TRY_ASSIGN(page, page_request(in.page, in.page_size));
  TRY_ASSIGN(out, match_rows(call, in, static_cast<size_t>((page.page - 1) * page.page_size),
                             static_cast<size_t>(page.page_size)));
  out.page = page.page;
  out.page_size = page.page_size;
  return out;
}

Result<File> export_matches(Call& call, const ExportMatches& in) {
  TRY_ASSIGN(format, parse_table_format(in.format.value_or("xlsx")));
  constexpr size_t kMost = 100000;
  TRY_ASSIGN(matches, match_rows(call, in, 0, kMost));
  const bool zh = in.lang.value_or("zh") != "en";
  const std::vector<TableColumn> columns =
      zh ? std::vector<TableColumn>{{"企业编号", 0}, {"企业名称", 30}, {"园区", 24},    {"规模", 0},
                                    {"结果", 0},     {"金额", 16},     {"尚缺数据", 40}}
         : std::vector<TableColumn>{{"Enterprise", 0}, {"Name", 30},   {"Park", 24},   {"Size", 0},
                                    {"Verdict", 0},    {"Amount", 16}, {"Missing", 40}};
  TRY_ASSIGN(
      bytes, write_table(format, in.id.substr(0, 31), columns, [&](const AddRow& add_row) {
        for (const MatchRow& row : matches.items) {
          const std::string park =
              row.park_name ? (zh ? row.park_name->zh : row.park_name->en) : "";
          const std::string missing = fmt::format("{}", fmt::join(row.missing, ", "));
          const std::string verdict = boost::describe::enum_to_string(row.verdict, "");
          const std::string scale = row.scale.value_or("");
          const auto text = [](const std::string& s) {
            return s.empty() ? TableCell{} : TableCell{std::string_view(s)};
          };
          const std::array<TableCell, 7> cells{
              row.enterprise_id, text(row.name),
              text(park),        text(scale),
              text(verdict),     row.amount.exact ? TableCell{*row.amount.exact} : TableCell{},
              text(missing)};
          add_row(cells);
        }
      }));
  const bool xlsx = format == TableFormat::xlsx;
  return File{fmt::format("{}.{}", in.id, xlsx ? "xlsx" : "csv"),
              std::string(table_content_type(format)), std::move(bytes)};
}

namespace {

/// Eligible rows inside that have received a policy already, by policy.
std::vector<std::vector<uint32_t>> received_rows(const EnterpriseColumns& columns,
                                                 const ZoneRules& rules,
                                                 const ZoneVerdicts& verdicts,
                                                 const Inside& inside) {
  std::vector<std::vector<uint32_t>> out(rules.set.rules.size());
  const policy::Column* received = columns.table->find("received");
  if (received == nullptr || received->type != policy::Type::codes) return out;
  std::vector<std::optional<size_t>> policy_of(received->dictionary.size());
  for (size_t p = 0; p < rules.set.rules.size(); ++p)
    if (const auto code = received->index.find(rules.set.rules[p].id);
        code != received->index.end())
      policy_of[code->second] = p;
  for (size_t w = 0; w < received->known.size(); ++w)
    for (uint64_t bits = inside.masked(w, received->known[w]); bits != 0; bits &= bits - 1) {
      const size_t row = w * 64 + static_cast<size_t>(std::countr_zero(bits));
      for (const uint16_t code : received->lists[row]) {
        const std::optional<size_t> p = policy_of[code];
        if (!p || verdicts.policies[*p]->planes.verdict(row) != Verdict::eligible) continue;
        std::vector<uint32_t>& rows = out[*p];
        if (rows.empty() || rows.back() != row) rows.push_back(static_cast<uint32_t>(row));
      }
    }
  return out;
}

}  // namespace

Result<ProactiveList> list_proactive(Call& call, const Proactive& in) {
  const Date as_of = day_asked(call, in.as_of);
  const ZoneRules rules = rules_of(call, in.zone, as_of);
  const ColumnsView columns = columns_on(call, *rules.library, as_of);
  const Inside inside(call, *columns, in.zone, std::nullopt);
  const std::shared_ptr<const ZoneVerdicts> verdicts = columns.verdicts(rules);
  const auto received = received_rows(*columns, rules, *verdicts, inside);
  ProactiveList out;
  out.enterprises = inside.rows();
  static const std::set<std::string> kNothingToApplyFor{"gate", "eligibility", "standard"};
  for (uint32_t p = 0; p < rules.set.rules.size(); ++p) {
    const Rule& rule = rules.set.rules[p];
    if (rule.entity != "enterprise" || kNothingToApplyFor.contains(rule.kind)) continue;
    ProactiveRow row{.policy =
                         policy_row(*rules.library, rules.revisions[p], as_of, rules.parameters)};
    const PolicyVerdicts& policy = *verdicts->policies[p];
    policy::Wide sum = 0;
    for (size_t i = 0; i < policy.by_place.size(); ++i) {
      if (!inside.place(i)) continue;
      const policy::GroupTotals& sums = policy.by_place[i];
      row.eligible += sums.eligible;
      row.unknown += columns->rows_at[i] - sums.eligible - sums.ineligible;
      row.amounts_unknown += sums.amounts_unknown;
      sum += sums.amount;
    }
    std::vector<policy::RowVerdict> amounts;
    policy.batch->plan.amounts(*columns->table, policy.index, received[p], amounts);
    for (const policy::RowVerdict& amount : amounts) {
      --row.eligible;
      if (amount.amount_known) sum -= amount.amount;
      row.amounts_unknown -= amount.has_amount && !amount.amount_known ? 1 : 0;
    }
    row.amount = saturated(sum);
    if (row.eligible > 0 || row.unknown > 0) out.items.push_back(std::move(row));
  }
  std::stable_sort(out.items.begin(), out.items.end(),
                   [](const ProactiveRow& a, const ProactiveRow& b) {
                     if ((a.eligible > 0) != (b.eligible > 0)) return a.eligible > 0;
                     if (a.amount.fen != b.amount.fen) return a.amount.fen > b.amount.fen;
                     return a.eligible > b.eligible;
                   });
  out.total = static_cast<int64_t>(out.items.size());
  return out;
}

// What-if ----------------------------------------------------------------------------------------

namespace {

using Assumed = std::map<std::string, std::string>;

/// The zone's parameters with those of the question laid over them from the first day on.
Result<policy::ParameterValues> overlaid(const policy::ParameterValues& zone, const Rule& rule,
                                         const Assumed& changes) {
  policy::ParameterValues out = zone;
  for (const auto& [name, text] : changes) {
    const policy::Parameter* parameter = rule.find_parameter(name);
    std::vector<policy::Issue> issues;
    std::optional<policy::Value> value;
    if (parameter != nullptr)
      value = policy::parse_value(text, parameter->type, {name, {1, 1}, true}, issues);
    if (!value) {
      Error error = policy_error(ErrorCode::invalid, "policy.what_if.parameter",
                                 "假设的参数不能识别", "an assumed parameter is not understood");
      error.fields.push_back(
          {"parameters." + name, "policy.parameter.value",
           issues.empty() ? Text{"没有这个参数", "there is no such parameter"} : issues[0].text});
      return error;
    }
    out.values[{rule.id, name}] = {{Date{INT32_MIN}, *value}};
  }
  return out;
}

struct Group {
  int64_t winners = 0, losers = 0;
  policy::Wide cost = 0;
};
struct Groups {
  std::map<int64_t, Group> by_park{};
  std::map<std::string, Group> by_size{};
  Group all{};
};

Text size_label(const std::string& code) {
  if (code == "large") return {"大型", "Large"};
  if (code == "medium") return {"中型", "Medium"};
  if (code == "small") return {"小型", "Small"};
  if (code == "micro") return {"微型", "Micro"};
  return {"规模未知", "Size unknown"};
}

/// What one enterprise gains or loses.
struct Difference {
  bool wins = false;
  bool loses = false;
  int64_t cost = 0;
};
/// Nothing when it is the same to the enterprise.
std::optional<Difference> difference(const PolicyRun& before, const PolicyRun& after, size_t row) {
  const bool was = before.eligible(row);
  const bool is = after.eligible(row);
  const int64_t old_amount = before.known_amount(row);
  const int64_t new_amount = after.known_amount(row);
  const bool comparable = !before.amount_open(row) && !after.amount_open(row);
  const bool wins = (is && !was) || (is && was && comparable && new_amount > old_amount);
  const bool loses = (was && !is) || (is && was && comparable && new_amount < old_amount);
  if (!wins && !loses && old_amount == new_amount && before.verdict(row) == after.verdict(row))
    return std::nullopt;
  return Difference{wins, loses, new_amount - old_amount};
}

/// Counts and sums of one side.
struct Side {
  int64_t eligible = 0, unknown = 0, amounts_unknown = 0;
  policy::Wide amount = 0;
};
Side side_of(const PolicyRun& run, size_t word, uint64_t rows) {
  const uint64_t t = run.planes().is_true[word] & rows;
  Side out;
  out.eligible = std::popcount(t);
  out.unknown = std::popcount(rows & ~(run.planes().is_true[word] | run.planes().is_false[word]));
  for (uint64_t bits = t; bits != 0; bits &= bits - 1) {
    const size_t row = word * 64 + static_cast<size_t>(std::countr_zero(bits));
    out.amount += run.known_amount(row);
    out.amounts_unknown += run.amount_open(row) ? 1 : 0;
  }
  return out;
}
void add(Side& sum, const Side& part) {
  sum.eligible += part.eligible;
  sum.unknown += part.unknown;
  sum.amounts_unknown += part.amounts_unknown;
  sum.amount += part.amount;
}

WhatIfAnswer compare_runs(const Call& call, const EnterpriseColumns& columns, const Inside& inside,
                          const PolicyRun& before, const PolicyRun& after) {
  WhatIfAnswer out;
  out.enterprises = inside.rows();
  Side old_side;
  Side new_side;
  Groups groups;
  LargestRows changed(kChangedShown);
  for (size_t w = 0; w < present_words(columns); ++w) {
    const uint64_t here = inside.masked(w, present(columns, w));
    add(old_side, side_of(before, w, here));
    add(new_side, side_of(after, w, here));
    const auto& old_planes = before.planes();
    const auto& new_planes = after.planes();
    // Whoever is ineligible or unknown on both sides sees no difference.
    const uint64_t open = here & (old_planes.is_true[w] | new_planes.is_true[w] |
                                  (old_planes.is_false[w] ^ new_planes.is_false[w]));
    for (uint64_t bits = open; bits != 0; bits &= bits - 1) {
      const size_t row = w * 64 + static_cast<size_t>(std::countr_zero(bits));
      const std::optional<Difference> found = difference(before, after, row);
      if (!found) continue;
      const int64_t size = found->cost < 0 ? ~found->cost : found->cost;
      changed.add(size, columns.ids[row], row);
      const policy::Datum scale = columns.table->get(row, "scale");
      for (Group* group : {&groups.by_park[columns.place(row).park],
                           &groups.by_size[scale.known ? scale.code : ""], &groups.all}) {
        group->winners += found->wins ? 1 : 0;
        group->losers += found->loses ? 1 : 0;
        group->cost += found->cost;
      }
    }
  }
  for (const size_t row : changed.take())
    out.changed.push_back(match_row(call, columns, after, row));
  out.eligible_before = old_side.eligible;
  out.eligible_after = new_side.eligible;
  out.unknown_before = old_side.unknown;
  out.unknown_after = new_side.unknown;
  out.amounts_unknown_before = old_side.amounts_unknown;
  out.amounts_unknown_after = new_side.amounts_unknown;
  out.amount_before = saturated(old_side.amount);
  out.amount_after = saturated(new_side.amount);
  out.cost = saturated(new_side.amount - old_side.amount);
  out.winners = groups.all.winners;
  out.losers = groups.all.losers;
  for (const auto& [park, group] : groups.by_park)
    out.by_park.push_back({std::to_string(park),
                           zone_name(call, park).value_or(Text{"不在园区", "In no park"}),
                           group.winners, group.losers, saturated(group.cost)});
  for (const auto& [code, group] : groups.by_size)
    out.by_size.push_back(
        {code, size_label(code), group.winners, group.losers, saturated(group.cost)});
  return out;
}

}  // namespace

Result<WhatIfAnswer> what_if(Call& call, const WhatIf& in) {
  const Date as_of = day_asked(call, in.as_of);
  const ZoneRules rules = rules_of(call, in.zone, as_of);
  const Rule* present = rule_named(rules.set, in.id);
  if (present == nullptr && !in.source) return no_such_policy(in.id);
  const Rule* changed = present;
  policy::RuleSet with_draft;
  if (in.source) {
    const policy::CheckReport report = policy::check_draft({"policy.yaml", *in.source}, rules.set);
    if (has_errors(report.issues) || report.rules.rules.empty()) {
      Error error =
          policy_error(ErrorCode::rule_failed, "policy.source.invalid", "草稿规则有错误,不能试算",
                       "the draft has errors, so it cannot be tried");
      for (const policy::Issue& issue : report.issues)
        error.fields.push_back({fmt::format("line {}, column {}", issue.at.line, issue.at.column),
                                issue.key, issue.text});
      return error;
    }
    with_draft = report.rules;
    changed = &with_draft.rules.back();
    if (present == nullptr) present = rule_named(rules.set, changed->id);
  }
  TRY_ASSIGN(parameters, overlaid(rules.parameters, *changed, in.parameters.value_or(Assumed{})));
  const ColumnsView columns = columns_on(call, *rules.library, as_of);
  const Inside inside(call, *columns, in.zone, std::nullopt);
  const policy::RuleSet& changed_set = in.source ? with_draft : rules.set;
  const PolicyRun after(changed_set, *changed, *columns, as_of, parameters);
  if (present != nullptr) {
    const PolicyRun before(columns,
                           columns.verdicts(rules)->policies[index_of(rules.set, *present)]);
    return compare_runs(call, *columns, inside, before, after);
  }
  // A policy that does not exist yet: before it, nobody was eligible.
  Rule nothing;
  nothing.id = changed->id;
  nothing.valid = true;
  nothing.eligible.type = policy::Type::boolean;
  const PolicyRun before(rules.set, nothing, *columns, as_of, rules.parameters);
  return compare_runs(call, *columns, inside, before, after);
}

}  // namespace gaoxin
