#include "policy/explain.h"

#include <algorithm>
#include <map>

#include "base/check.h"

namespace gaoxin::policy {
namespace {

bool is_logic(const Expr& expr) {
  return expr.op == Op::all_of || expr.op == Op::any_of || expr.op == Op::negation ||
         expr.op == Op::at_least;
}

/// Follows lets that stand for a truth value, so that the logic inside them is seen too.
const Expr& unfold(const Rule& rule, const Expr& expr) {
  const Expr* at = &expr;
  while (at->op == Op::let && at->type == Type::boolean) at = &rule.find_let(at->name)->expr;
  return *at;
}

/// Walks the logic of `expr`, which has the known value `value`, and gives `take` the conditions
/// that contribute to it.
template <typename Take>
void contributing(Evaluator& evaluator, const Expr& expr, bool value, const Take& take) {
  const Rule& rule = evaluator.situation().rule;
  const Expr& inner = unfold(rule, expr);
  if (inner.op == Op::condition) {
    take(inner.name);
    return;
  }
  if (!is_logic(inner)) return;
  for (const Expr& child : inner.children) {
    const Computed part = evaluator.evaluate(child);
    const bool wanted = inner.op == Op::negation ? !value : value;
    if (part.known && (part.number != 0) == wanted) contributing(evaluator, child, wanted, take);
  }
}

using Names = std::set<std::string>;

/// A smallest set of condition names that fixes the value of `expr`.
Names smallest(Evaluator& evaluator, const Expr& expr) {
  const Rule& rule = evaluator.situation().rule;
  const Expr& inner = unfold(rule, expr);
  if (inner.op == Op::condition) return {inner.name};
  if (!is_logic(inner)) return {};
  const bool value = evaluator.evaluate(inner).is_true();
  if (inner.op == Op::negation) return smallest(evaluator, inner.children[0]);
  std::vector<Names> sets;
  for (const Expr& child : inner.children) {
    const Computed part = evaluator.evaluate(child);
    if (part.known && (part.number != 0) == value) sets.push_back(smallest(evaluator, child));
  }
  std::stable_sort(sets.begin(), sets.end(),
                   [](const Names& a, const Names& b) { return a.size() < b.size(); });
  size_t needed = sets.size();
  if ((inner.op == Op::all_of && !value) || (inner.op == Op::any_of && value)) needed = 1;
  if (inner.op == Op::at_least)
    needed = value ? static_cast<size_t>(inner.number)
                   : inner.children.size() - static_cast<size_t>(inner.number) + 1;
  Names out;
  for (size_t i = 0; i < std::min(needed, sets.size()); ++i)
    out.insert(sets[i].begin(), sets[i].end());
  return out;
}

void collect_parameters(const Rule& rule, const Expr& expr, Names& names, Names& visited) {
  if (expr.op == Op::parameter) names.insert(expr.name);
  if ((expr.op == Op::in_list || expr.op == Op::under_list) && !expr.name.empty())
    names.insert(expr.name);
  if (expr.op == Op::lookup || expr.op == Op::progressive) {
    const Table* table = rule.find_table(expr.name);
    for (const auto& [date, rows] : table->versions)
      for (const TableRow& row : rows)
        if (!row.value.parameter.empty()) names.insert(row.value.parameter);
  }
  if (expr.op == Op::let && visited.insert(expr.name).second)
    collect_parameters(rule, rule.find_let(expr.name)->expr, names, visited);
  for (const Expr& child : expr.children) collect_parameters(rule, child, names, visited);
}

class Explainer {
 public:
  explicit Explainer(const Situation& situation) : evaluator_(situation) {}

  std::vector<ExplainedNode> run() {
    const Rule& rule = evaluator_.situation().rule;
    const Computed verdict = evaluator_.evaluate(rule.eligible);
    if (verdict.known) deciding_ = smallest(evaluator_, rule.eligible);
    for (const Condition& condition : rule.conditions) {
      Expr name;
      name.op = Op::condition;
      name.name = condition.id;
      const Computed value = evaluator_.evaluate(name);
      ExplainedNode node{.condition = condition.id, .expression = condition.source};
      node.value = value;
      node.deciding = deciding_.contains(condition.id);
      if (!is_logic(condition.expr)) fill(condition.expr, node);
      nodes_.push_back(std::move(node));
      if (is_logic(condition.expr)) children(condition.expr, condition.id, 1);
    }
    return std::move(nodes_);
  }

 private:
  void fill(const Expr& expr, ExplainedNode& node) {
    Names fields;
    Names parameters;
    Names visited;
    collect_fields(evaluator_.situation().rule, expr, fields);
    collect_parameters(evaluator_.situation().rule, expr, parameters, visited);
    node.fields.assign(fields.begin(), fields.end());
    node.parameters.assign(parameters.begin(), parameters.end());
    std::vector<const Expr*> references;
    collect_references(evaluator_.situation().rule, expr, references);
    for (const Expr* reference : references) node.references.push_back(*reference);
  }
  void children(const Expr& expr, const std::string& condition, int depth) {
    for (const Expr& child : expr.children) {
      const Expr& inner = unfold(evaluator_.situation().rule, child);
      ExplainedNode node{.depth = depth, .condition = condition, .expression = to_source(child)};
      node.value = evaluator_.evaluate(child);
      const bool deeper = is_logic(inner) && depth < 8;
      if (!deeper) fill(inner, node);
      nodes_.push_back(std::move(node));
      if (deeper) children(inner, condition, depth + 1);
    }
  }

  Evaluator evaluator_;
  Names deciding_;
  std::vector<ExplainedNode> nodes_;
};

/// `expr` with its known parts removed; nothing when it is known.
std::optional<Expr> residue(Evaluator& evaluator, const Expr& expr) {
  if (evaluator.evaluate(expr).known) return std::nullopt;
  const Rule& rule = evaluator.situation().rule;
  const Expr& inner = unfold(rule, expr);
  if (inner.op == Op::condition) return residue(evaluator, rule.find_condition(inner.name)->expr);
  if (!is_logic(inner) || inner.op == Op::at_least) return inner;
  Expr out = inner;
  out.children.clear();
  for (const Expr& child : inner.children)
    if (std::optional<Expr> part = residue(evaluator, child)) out.children.push_back(*part);
  if (out.op != Op::negation && out.children.size() == 1) {
    Expr only = std::move(out.children[0]);
    return only;
  }
  return out;
}

}  // namespace

std::vector<ExplainedNode> explain(const Situation& situation) {
  return Explainer(situation).run();
}

std::set<std::string> failing_conditions(const Situation& situation) {
  Evaluator evaluator(situation);
  std::set<std::string> out;
  if (!evaluator.evaluate(situation.rule.eligible).is_false()) return out;
  contributing(evaluator, situation.rule.eligible, false,
               [&](const std::string& id) { out.insert(id); });
  return out;
}

std::set<std::string> deciding_conditions(const Situation& situation) {
  Evaluator evaluator(situation);
  if (!evaluator.evaluate(situation.rule.eligible).known) return {};
  return smallest(evaluator, situation.rule.eligible);
}

std::optional<std::string> remaining(const Situation& situation) {
  Evaluator evaluator(situation);
  const std::optional<Expr> open = residue(evaluator, situation.rule.eligible);
  if (!open) return std::nullopt;
  return to_source(*open);
}

std::set<std::string> asked_fields(const std::set<Cause>& causes) {
  std::set<std::string> out;
  for (const Cause& cause : causes) {
    const bool data =
        cause.missing == Missing::never_collected || cause.missing == Missing::stale ||
        cause.missing == Missing::withheld || cause.missing == Missing::not_applicable ||
        cause.missing == Missing::rows_incomplete || cause.missing == Missing::year_missing;
    if (data) out.insert(cause.name.substr(0, cause.name.find('.')));
  }
  return out;
}

int64_t worth(const Outcome& outcome) {
  if (!outcome.has_amount) return 0;
  if (outcome.amount_known) return std::max<int64_t>(outcome.amount, 0);
  if (outcome.amount_high != kPlusInfinity) return std::max<int64_t>(outcome.amount_high, 0);
  return std::max<int64_t>(outcome.amount_low, 0);
}

std::vector<RankedQuestion> rank_questions(const std::vector<OpenPolicy>& open) {
  std::map<std::string, RankedQuestion> by_field;
  for (const OpenPolicy& policy : open) {
    if (policy.fields.empty()) continue;
    const int64_t share = policy.worth / static_cast<int64_t>(policy.fields.size());
    for (const std::string& field : policy.fields) {
      RankedQuestion& question = by_field[field];
      question.field = field;
      if (__builtin_add_overflow(question.at_stake, share, &question.at_stake))
        question.at_stake = INT64_MAX;
      ++question.policies;
      question.settles += policy.fields.size() == 1 ? 1 : 0;
    }
  }
  std::vector<RankedQuestion> out;
  for (auto& [field, question] : by_field) out.push_back(std::move(question));
  std::stable_sort(out.begin(), out.end(), [](const RankedQuestion& a, const RankedQuestion& b) {
    if (a.at_stake != b.at_stake) return a.at_stake > b.at_stake;
    return a.settles > b.settles;
  });
  return out;
}

}  // namespace gaoxin::policy
