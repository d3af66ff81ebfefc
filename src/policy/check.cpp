#include "policy/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "policy/explain.h"
#include "policy/rule_expression.h"

namespace gaoxin::policy {
namespace {

/// Each place that names another policy.
std::vector<const Expr*> policies_named(const Rule& rule) {
  std::vector<const Expr*> out;
  const auto collect = [&](const Expr& expr) { collect_references(rule, expr, out); };
  collect(rule.eligible);
  if (rule.amount) collect(*rule.amount);
  for (const Condition& condition : rule.conditions) collect(condition.expr);
  for (const Let& let : rule.lets) collect(let.expr);
  for (const Let& output : rule.outputs) collect(output.expr);
  for (const State& state : rule.states) {
    collect(state.start);
    collect(state.next);
  }
  std::set<const Expr*> seen;
  std::erase_if(out, [&](const Expr* reference) { return !seen.insert(reference).second; });
  return out;
}

const Rule* find_rule(const RuleSet& set, std::string_view id) {
  for (const Rule& rule : set.rules)
    if (rule.id == id) return &rule;
  return nullptr;
}

/// Marks rules that name unknown policies or themselves through others.
void check_references(RuleSet& set, std::vector<Issue>& issues) {
  std::map<std::string, int> state;  // 1 open, 2 done
  std::function<void(Rule&)> visit = [&](Rule& rule) {
    state[rule.id] = 1;
    for (const Expr* reference : policies_named(rule)) {
      Rule* other = const_cast<Rule*>(find_rule(set, reference->name));
      const auto fail = [&](const char* key, Text text) {
        issues.push_back({Severity::error, rule.file, reference->at, key, std::move(text)});
        rule.valid = false;
      };
      if (other == nullptr) {
        fail("policy.reference.unknown", {fmt::format("没有编号为“{}”的政策", reference->name),
                                          fmt::format("there is no policy '{}'", reference->name)});
      } else if (reference->op == Op::amount_of && !other->amount) {
        fail("policy.reference.no_amount",
             {fmt::format("政策“{}”没有金额(amount),不能用 amount('{}')", other->id, other->id),
              fmt::format("policy '{}' gives no amount, so amount('{}') says nothing", other->id,
                          other->id)});
      } else if (state[other->id] == 1) {
        fail("policy.reference.recursion",
             {fmt::format("政策“{}”与“{}”互相引用", rule.id, other->id),
              fmt::format("policies '{}' and '{}' refer to each other", rule.id, other->id)});
      } else if (state[other->id] == 0) {
        visit(*other);
      }
    }
    state[rule.id] = 2;
  };
  for (Rule& rule : set.rules)
    if (state[rule.id] == 0) visit(rule);
}

void sort_issues(std::vector<Issue>& issues) {
  std::stable_sort(issues.begin(), issues.end(), [](const Issue& a, const Issue& b) {
    return std::tie(a.file, a.at.line, a.at.column) < std::tie(b.file, b.at.line, b.at.column);
  });
}

// Tests -------------------------------------------------------------------------------------------

std::string joined(const std::set<std::string>& names) {
  return fmt::format("[{}]", fmt::join(names, ", "));
}
std::string money_text(int64_t fen) {
  if (fen == kPlusInfinity) return "∞";
  if (fen == kMinusInfinity) return "-∞";
  return format_value({.type = Type::money, .scale = 2, .number = fen});
}
std::string amount_text(const Outcome& outcome) {
  if (!outcome.has_amount) return "none";
  if (outcome.amount_known) return money_text(outcome.amount);
  return money_text(outcome.amount_low) + " … " + money_text(outcome.amount_high);
}

/// Differences between what was expected and what came, as one sentence each.
class Comparison {
 public:
  void differ(std::string_view what, const std::string& wanted, const std::string& got) {
    text.zh += fmt::format("{}{}应为 {},得到 {}", text.zh.empty() ? "" : ";", what, wanted, got);
    text.en +=
        fmt::format("{}{}: expected {}, got {}", text.en.empty() ? "" : "; ", what, wanted, got);
  }
  Text text;
};

void compare_amount(const TestExpectation& expect, const Outcome& got, Comparison& out) {
  if (expect.amount && (!got.amount_known || got.amount != *expect.amount))
    out.differ("amount", money_text(*expect.amount), amount_text(got));
  if (!expect.amount_unknown) return;
  const bool from_differs = expect.amount_from && got.amount_low != *expect.amount_from;
  const bool to_differs = expect.amount_to && got.amount_high != *expect.amount_to;
  if (got.amount_known || from_differs || to_differs)
    out.differ("amount",
               fmt::format("{} … {}", expect.amount_from ? money_text(*expect.amount_from) : "?",
                           expect.amount_to ? money_text(*expect.amount_to) : "?"),
               amount_text(got));
}

TestResult run_test(const Rule& rule, const TestCase& test, const RuleSet& present, size_t number) {
  TestResult result{.file = rule.file, .policy = rule.id, .at = test.at};
  result.name = test.name.empty() ? fmt::format("{}#{}", rule.id, number) : test.name;
  ParameterValues zone;
  for (const auto& [name, value] : test.parameters)
    zone.values[{rule.id, name}] = {{Date{INT32_MIN}, value}};
  const Situation situation{rule,       present.vocabulary,
                            test.given, test.as_of,
                            zone,       policies_through(present, test.given, test.as_of, zone)};
  const Outcome outcome = evaluate_rule(situation);
  Comparison compared;
  if (test.expect.verdict && outcome.verdict != *test.expect.verdict)
    compared.differ("verdict", std::string(verdict_name(*test.expect.verdict)),
                    std::string(verdict_name(outcome.verdict)));
  if (test.expect.in_force && outcome.in_force != *test.expect.in_force)
    compared.differ("in_force", *test.expect.in_force ? "true" : "false",
                    outcome.in_force ? "true" : "false");
  compare_amount(test.expect, outcome, compared);
  if (test.expect.missing) {
    std::set<std::string> names;
    for (const Cause& cause : outcome.undecided) names.insert(cause.name);
    if (test.expect.verdict == Verdict::eligible)
      for (const Cause& cause : outcome.amount_undecided) names.insert(cause.name);
    if (names != *test.expect.missing)
      compared.differ("missing", joined(*test.expect.missing), joined(names));
  }
  if (test.expect.because) {
    const std::set<std::string> names = failing_conditions(situation);
    if (names != *test.expect.because)
      compared.differ("because", joined(*test.expect.because), joined(names));
  }
  Evaluator evaluator(situation);
  for (const auto& [name, wanted] : test.expect.outputs) {
    for (const Let& output : rule.outputs) {
      if (output.name != name) continue;
      const Computed got = evaluator.evaluate(output.expr);
      Value value = wanted;
      value.number = got.number;
      if (!got.known || got.number != wanted.number)
        compared.differ(name, format_value(wanted), got.known ? format_value(value) : "unknown");
    }
  }
  result.passed = compared.text.en.empty();
  result.text = std::move(compared.text);
  return result;
}

// Lint --------------------------------------------------------------------------------------------

class Linter {
 public:
  Linter(const Rule& rule, const Vocabulary& vocabulary) : rule_(rule), vocabulary_(vocabulary) {}

  std::vector<Issue> run() {
    for (const Condition& condition : rule_.conditions) logic(condition.expr);
    for (const Let& let : rule_.lets) logic(let.expr);
    logic(rule_.eligible);
    for (const Table& table : rule_.tables)
      for (const auto& [date, rows] : table.versions) tiers(table, rows);
    unused();
    tests();
    return std::move(issues_);
  }

 private:
  void warn(Position at, const char* key, Text text) {
    issues_.push_back({Severity::warning, rule_.file, at, key, std::move(text)});
  }

  /// A comparison of something with a constant: which numbers satisfy it.
  struct Bound {
    std::string subject;
    int64_t low = kMinusInfinity;
    int64_t high = kPlusInfinity;
  };
  static std::optional<Bound> bound(const Expr& expr) {
    const bool inverted = expr.op == Op::negation;
    const Expr& inner = inverted ? expr.children[0] : expr;
    if (inner.children.size() != 2 || inner.children[1].op != Op::literal ||
        inner.children[1].type == Type::code)
      return std::nullopt;
    Op op = inner.op;
    if (inverted) {
      op = op == Op::less            ? Op::greater_equal
           : op == Op::less_equal    ? Op::greater
           : op == Op::greater       ? Op::less_equal
           : op == Op::greater_equal ? Op::less
                                     : Op::call;
    }
    const int64_t x = inner.children[1].number;
    Bound out{.subject = to_source(inner.children[0])};
    if (op == Op::less)
      out.high = x - 1;
    else if (op == Op::less_equal)
      out.high = x;
    else if (op == Op::greater)
      out.low = x + 1;
    else if (op == Op::greater_equal)
      out.low = x;
    else
      return std::nullopt;
    return out;
  }

  void logic(const Expr& expr) {
    for (const Expr& child : expr.children) logic(child);
    if (expr.op != Op::all_of && expr.op != Op::any_of) {
      constant_truth(expr);
      return;
    }
    const bool all = expr.op == Op::all_of;
    for (size_t i = 0; i < expr.children.size(); ++i) {
      for (size_t j = i + 1; j < expr.children.size(); ++j) pair(expr, i, j, all);
    }
  }

  void pair(const Expr& expr, size_t i, size_t j, bool all) {
    const Expr& a = expr.children[i];
    const Expr& b = expr.children[j];
    const std::string text_a = to_source(a);
    const std::string text_b = to_source(b);
    if (text_a == text_b)
      warn(b.at, "policy.lint.repeated",
           {fmt::format("“{}”重复出现", text_b), fmt::format("'{}' is repeated", text_b)});
    const auto opposite = [](const Expr& x, const std::string& y) {
      return x.op == Op::negation && to_source(x.children[0]) == y;
    };
    bool contrary = opposite(a, text_b) || opposite(b, text_a);
    const std::optional<Bound> x = bound(a);
    const std::optional<Bound> y = bound(b);
    if (x && y && x->subject == y->subject) {
      const int64_t low = std::max(x->low, y->low);
      const int64_t high = std::min(x->high, y->high);
      if (all)
        contrary = contrary || low > high;
      else
        contrary = contrary || (std::min(x->low, y->low) == kMinusInfinity &&
                                std::max(x->high, y->high) == kPlusInfinity &&
                                (low <= high || high + 1 >= low));
      const bool implied =
          (x->low <= y->low && x->high >= y->high) || (y->low <= x->low && y->high >= x->high);
      if (!contrary && implied && text_a != text_b)
        warn(b.at, "policy.lint.implied",
             {fmt::format("“{}”与“{}”中有一个多余", text_a, text_b),
              fmt::format("one of '{}' and '{}' says nothing more", text_a, text_b)});
    }
    if (!contrary) return;
    if (all)
      warn(expr.at, "policy.lint.contradiction",
           {fmt::format("“{}”与“{}”不能同时成立", text_a, text_b),
            fmt::format("'{}' and '{}' can never both hold", text_a, text_b)});
    else
      warn(expr.at, "policy.lint.tautology",
           {fmt::format("“{} 或 {}”恒成立(缺数据时仍为未知)", text_a, text_b),
            fmt::format("'{} or {}' always holds (but stays unknown without the datum)", text_a,
                        text_b)});
  }

  /// A comparison whose outcome no datum changes: constants, or a sign that cannot be.
  void constant_truth(const Expr& expr) {
    if (expr.type != Type::boolean || expr.children.size() != 2) return;
    std::set<std::string> fields;
    collect_fields(rule_, expr, fields);
    const bool compares = expr.op == Op::equal || expr.op == Op::not_equal || expr.op == Op::less ||
                          expr.op == Op::less_equal || expr.op == Op::greater ||
                          expr.op == Op::greater_equal;
    if (!compares) return;
    const Expr& left = expr.children[0];
    const Expr& right = expr.children[1];
    if (left.op == Op::literal && right.op == Op::literal)
      warn(expr.at, "policy.lint.constant",
           {fmt::format("“{}”与数据无关", to_source(expr)),
            fmt::format("'{}' does not depend on any datum", to_source(expr))});
    if (left.op != Op::field || right.op != Op::literal || !is_number(left.type)) return;
    const FieldDefinition* field = find_field(rule_, vocabulary_, left.name);
    if (field == nullptr || field->is_signed) return;
    const bool always = (expr.op == Op::greater_equal && right.number <= 0) ||
                        (expr.op == Op::greater && right.number < 0);
    const bool never = (expr.op == Op::less && right.number <= 0) ||
                       (expr.op == Op::less_equal && right.number < 0);
    if (always || never)
      warn(expr.at, always ? "policy.lint.tautology" : "policy.lint.contradiction",
           {fmt::format("“{}”{}成立,因为它不能为负", to_source(expr), always ? "恒" : "永不"),
            fmt::format("'{}' {} holds, because it cannot be negative", to_source(expr),
                        always ? "always" : "never")});
  }

  void codes(const Table& table, const std::vector<TableRow>& rows) {
    const auto meet = [](const TableRow& a, const TableRow& b) {
      for (const std::string& x : a.codes)
        for (const std::string& y : b.codes)
          if (x == y || (a.under && y.starts_with(x)) || (b.under && x.starts_with(y))) return true;
      return false;
    };
    for (size_t i = 0; i < rows.size(); ++i)
      for (size_t j = i + 1; j < rows.size(); ++j)
        if (meet(rows[i], rows[j])) overlap(table, rows[j].at);
  }
  void overlap(const Table& table, Position at) {
    issues_.push_back({Severity::error,
                       rule_.file,
                       at,
                       "policy.table.overlap",
                       {fmt::format("档位表“{}”的两档重叠", table.name),
                        fmt::format("two tiers of table '{}' overlap", table.name)}});
  }
  void tiers(const Table& table, const std::vector<TableRow>& rows) {
    if (table.input == Type::code) return codes(table, rows);
    std::vector<const TableRow*> sorted;
    for (const TableRow& row : rows) sorted.push_back(&row);
    // Whole units make both ends closed: [low, high].
    const auto low = [](const TableRow* row) {
      return !row->from ? kMinusInfinity : *row->from + (row->from_inclusive ? 0 : 1);
    };
    const auto high = [](const TableRow* row) {
      return !row->to ? kPlusInfinity : *row->to - (row->to_inclusive ? 0 : 1);
    };
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](const TableRow* a, const TableRow* b) { return low(a) < low(b); });
    for (const TableRow* row : sorted)
      if (low(row) > high(row))
        warn(row->at, "policy.table.empty", {"该档没有任何值", "this tier holds no value at all"});
    for (size_t i = 0; i + 1 < sorted.size(); ++i) {
      const TableRow* a = sorted[i];
      const TableRow* b = sorted[i + 1];
      if (high(a) >= low(b)) {
        overlap(table, b->at);
      } else if (high(a) + 1 < low(b) && !table.otherwise) {
        warn(b->at, "policy.table.gap",
             {fmt::format("档位表“{}”在此档之前有空档;请补档或写 otherwise", table.name),
              fmt::format("table '{}' has a gap before this tier; fill it or give otherwise",
                          table.name)});
      }
    }
    const bool open_below = table.input == Type::date || (!sorted.empty() && low(sorted[0]) > 0);
    const bool open_above = !sorted.empty() && high(sorted.back()) != kPlusInfinity;
    if ((sorted.empty() || (open_below && table.input != Type::date) || open_above) &&
        !table.otherwise)
      warn(table.at, "policy.table.gap",
           {fmt::format("档位表“{}”没有覆盖所有值;请补档或写 otherwise", table.name),
            fmt::format("table '{}' does not cover every value; add a tier or give otherwise",
                        table.name)});
  }

  void names_in(const Expr& expr, std::set<std::string>& names) {
    if (expr.op == Op::parameter || expr.op == Op::condition || expr.op == Op::let ||
        expr.op == Op::state || expr.op == Op::lookup || expr.op == Op::progressive)
      names.insert(expr.name);
    if ((expr.op == Op::in_list || expr.op == Op::under_list) && !expr.name.empty())
      names.insert(expr.name);
    for (const Expr& child : expr.children) names_in(child, names);
  }

  void unused() {
    std::set<std::string> used;
    names_in(rule_.eligible, used);
    if (rule_.amount) names_in(*rule_.amount, used);
    for (const Let& output : rule_.outputs) names_in(output.expr, used);
    // What is used is found from the answers backwards; a let nobody needs does not count.
    for (size_t before = SIZE_MAX; before != used.size();) {
      before = used.size();
      for (const Let& let : rule_.lets)
        if (used.contains(let.name)) names_in(let.expr, used);
      for (const Condition& condition : rule_.conditions)
        if (used.contains(condition.id)) names_in(condition.expr, used);
      for (const State& state : rule_.states) {
        if (!used.contains(state.name)) continue;
        names_in(state.start, used);
        names_in(state.next, used);
      }
      for (const Table& table : rule_.tables) {
        if (!used.contains(table.name)) continue;
        if (table.otherwise) used.insert(table.otherwise->parameter);
        for (const auto& [date, rows] : table.versions)
          for (const TableRow& row : rows) used.insert(row.value.parameter);
      }
    }
    const auto check = [&](const std::string& name, Position at, const char* zh, const char* en) {
      if (used.contains(name)) return;
      warn(at, "policy.lint.unused",
           {fmt::format("{}“{}”没有被使用", zh, name),
            fmt::format("{} '{}' is not used", en, name)});
    };
    for (const Parameter& item : rule_.parameters) check(item.name, item.at, "参数", "parameter");
    for (const Table& item : rule_.tables) check(item.name, item.at, "档位表", "table");
    for (const Let& item : rule_.lets) check(item.name, item.at, "let", "let");
    for (const Condition& item : rule_.conditions) check(item.id, item.at, "条件", "condition");
    for (const State& item : rule_.states) check(item.name, item.at, "状态", "state");
    std::set<std::string> fields;
    collect_fields(rule_, rule_.eligible, fields);
    if (rule_.amount) collect_fields(rule_, *rule_.amount, fields);
    for (const Let& output : rule_.outputs) collect_fields(rule_, output.expr, fields);
    for (const auto& [name, field] : rule_.fields)
      if (!fields.contains(name))
        warn(
            field.at, "policy.lint.unused",
            {fmt::format("数据“{}”没有被使用", name), fmt::format("datum '{}' is not used", name)});
  }

  /// Constants that a datum is compared with: a test should stand on each of them.
  void thresholds(const Expr& expr, std::map<std::string, std::set<int64_t>>& out) {
    if (expr.children.size() == 2 &&
        (expr.op == Op::less || expr.op == Op::less_equal || expr.op == Op::greater ||
         expr.op == Op::greater_equal) &&
        expr.children[0].op == Op::field && expr.children[1].op == Op::literal)
      out[expr.children[0].name].insert(expr.children[1].number);
    for (const Expr& child : expr.children) thresholds(child, out);
  }

  void tests() {
    const auto missing = [&](const char* key, Text text) {
      warn(rule_.eligible_at, key, std::move(text));
    };
    bool verdicts[3] = {false, false, false};
    bool before = false;
    bool after = false;
    for (const TestCase& test : rule_.tests) {
      if (test.expect.verdict) verdicts[static_cast<size_t>(*test.expect.verdict)] = true;
      before = before || test.as_of < rule_.from;
      after = after || (rule_.to && test.as_of > *rule_.to);
    }
    for (const Verdict verdict : {Verdict::ineligible, Verdict::eligible, Verdict::unknown})
      if (!verdicts[static_cast<size_t>(verdict)])
        missing("policy.lint.test_verdict",
                {fmt::format("缺少结果为 {} 的测试", verdict_name(verdict)),
                 fmt::format("no test expects {}{}", verdict_name(verdict),
                             verdict == Verdict::unknown ? " (a missing datum)" : "")});
    if (!before)
      missing("policy.lint.test_before",
              {"缺少生效之前的测试", "no test stands before the effective date"});
    if (rule_.to && !after)
      missing("policy.lint.test_after",
              {"缺少截止之后的测试", "no test stands after the last day"});
    std::map<std::string, std::set<int64_t>> wanted;
    for (const Condition& condition : rule_.conditions) thresholds(condition.expr, wanted);
    for (const auto& entry : wanted) {
      const std::string& field = entry.first;
      for (const int64_t number : entry.second) {
        const bool stands = std::any_of(rule_.tests.begin(), rule_.tests.end(), [&](const auto& t) {
          const auto given = t.given.find(field);
          return given != t.given.end() && given->second.known && given->second.number == number;
        });
        if (!stands)
          missing("policy.lint.test_boundary",
                  {fmt::format("“{}”的界限没有测试", field),
                   fmt::format("no test stands on the boundary of '{}'", field)});
      }
    }
  }

  const Rule& rule_;
  const Vocabulary& vocabulary_;
  std::vector<Issue> issues_;
};

}  // namespace

bool CheckReport::passed() const {
  return !has_errors(issues) &&
         std::all_of(tests.begin(), tests.end(), [](const TestResult& t) { return t.passed; });
}

std::function<Computed(const Expr&)> policies_through(const RuleSet& present, const Facts& facts,
                                                      Date as_of, const ParameterValues& zone) {
  return other_policies([&present](const std::string& id) { return find_rule(present, id); },
                        present.vocabulary, facts, as_of, zone);
}

std::vector<Issue> lint_rule(const Rule& rule, const Vocabulary& vocabulary) {
  return Linter(rule, vocabulary).run();
}

std::set<std::string> policies_named_by(const Rule& rule) {
  std::set<std::string> out;
  for (const Expr* reference : policies_named(rule)) out.insert(reference->name);
  return out;
}

std::vector<TestResult> run_tests(const Rule& rule, const RuleSet& present) {
  std::vector<TestResult> out;
  for (size_t i = 0; i < rule.tests.size(); ++i)
    out.push_back(run_test(rule, rule.tests[i], present, i + 1));
  return out;
}

CheckReport check_files(const std::vector<SourceFile>& files) {
  CheckReport report;
  for (const SourceFile& file : files)
    if (is_vocabulary(file.content)) read_vocabulary(file, report.rules.vocabulary, report.issues);
  std::map<std::string, std::string> first;
  for (const SourceFile& file : files) {
    if (is_vocabulary(file.content)) continue;
    std::optional<Rule> rule = read_rule(file, report.rules.vocabulary, report.issues);
    if (!rule) continue;
    const auto [known, fresh] = first.emplace(rule->id, file.name);
    if (!fresh) {
      report.issues.push_back(
          {Severity::error,
           file.name,
           {1, 1},
           "policy.file.twice",
           {fmt::format("政策“{}”已在 {} 中定义", rule->id, known->second),
            fmt::format("policy '{}' stands already in {}", rule->id, known->second)}});
      rule->valid = false;
      continue;
    }
    report.rules.rules.push_back(std::move(*rule));
  }
  check_references(report.rules, report.issues);
  for (const Rule& rule : report.rules.rules) {
    if (!rule.valid) continue;
    for (Issue& issue : lint_rule(rule, report.rules.vocabulary))
      report.issues.push_back(std::move(issue));
    for (TestResult& test : run_tests(rule, report.rules)) report.tests.push_back(std::move(test));
  }
  sort_issues(report.issues);
  return report;
}

CheckReport check_draft(const SourceFile& file, const RuleSet& present) {
  CheckReport report;
  report.rules.vocabulary = present.vocabulary;
  std::optional<Rule> rule = read_rule(file, present.vocabulary, report.issues);
  if (!rule) return report;
  for (const Rule& other : present.rules)
    if (other.id != rule->id) report.rules.rules.push_back(other);
  const std::string id = rule->id;
  report.rules.rules.push_back(std::move(*rule));
  check_references(report.rules, report.issues);
  const Rule& checked = report.rules.rules.back();
  if (checked.valid) {
    for (Issue& issue : lint_rule(checked, present.vocabulary))
      report.issues.push_back(std::move(issue));
    report.tests = run_tests(checked, report.rules);
  }
  sort_issues(report.issues);
  return report;
}

}  // namespace gaoxin::policy
