#include "policy/rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/money.h"

namespace gaoxin::policy {

bool has_errors(const std::vector<Issue>& issues) {
  return std::any_of(issues.begin(), issues.end(),
                     [](const Issue& issue) { return issue.severity == Severity::error; });
}

std::string format_issue(const Issue& issue, std::string_view language) {
  const bool zh = language == "zh";
  const char* level =
      issue.severity == Severity::error ? (zh ? "错误" : "error") : (zh ? "警告" : "warning");
  return fmt::format("{}:{}:{}: {}: {} [{}]", issue.file, issue.at.line, issue.at.column, level,
                     zh ? issue.text.zh : issue.text.en, issue.key);
}

namespace {
constexpr std::array<std::string_view, 10> kTypeNames{"bool", "money", "ratio", "count", "months",
                                                      "date", "area",  "code",  "codes", "rows"};
}  // namespace

std::string_view type_name(Type type) { return kTypeNames[static_cast<size_t>(type)]; }

std::optional<Type> parse_type(std::string_view name) {
  for (size_t i = 0; i < kTypeNames.size(); ++i)
    if (kTypeNames[i] == name) return static_cast<Type>(i);
  return std::nullopt;
}

int stored_scale(Type type) {
  if (type == Type::money) return 2;
  if (type == Type::ratio) return 6;
  return 0;
}

bool is_number(Type type) {
  return type == Type::money || type == Type::ratio || type == Type::count ||
         type == Type::months || type == Type::area;
}

int64_t power_of_ten(int exponent) {
  CHECK(exponent >= 0 && exponent <= 18);
  int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

namespace {

/// A scaled integer as a decimal without trailing zeros.
std::string format_decimal(int64_t number, int scale) {
  const uint64_t magnitude =
      number < 0 ? ~static_cast<uint64_t>(number) + 1 : static_cast<uint64_t>(number);
  const uint64_t unit = static_cast<uint64_t>(power_of_ten(scale));
  std::string text = fmt::format("{}{}", number < 0 ? "-" : "", magnitude / unit);
  if (scale == 0) return text;
  std::string digits = fmt::format("{:0{}}", magnitude % unit, scale);
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
  return digits.empty() ? text : text + "." + digits;
}

}  // namespace

std::string format_value(const Value& value) {
  switch (value.type) {
    case Type::boolean: return value.number != 0 ? "true" : "false";
    case Type::money: return format_decimal(value.number, value.scale) + " CNY";
    case Type::ratio:
      if (value.scale >= 2) return format_decimal(value.number, value.scale - 2) + " %";
      return format_decimal(value.number * power_of_ten(2 - value.scale), 0) + " %";
    case Type::count: return format_decimal(value.number, value.scale);
    case Type::months: return format_decimal(value.number, value.scale) + " months";
    case Type::date: return format_date({static_cast<int32_t>(value.number)});
    case Type::area: {
      if (value.number % kAreaUnitsPerSquareMetre != 0 && value.number % kAreaUnitsPerMu == 0)
        return fmt::format("{} mu", value.number / kAreaUnitsPerMu);
      return format_decimal(value.number / 3, 2) + " m2";
    }
    case Type::code: return "'" + value.code + "'";
    case Type::codes: {
      std::string text;
      for (const std::string& code : value.codes) text += (text.empty() ? "'" : ", '") + code + "'";
      return "(" + text + ")";
    }
    case Type::rows: return "rows";
  }
  CHECK(false);
}

std::string_view missing_name(Missing missing) {
  static constexpr std::array<std::string_view, 10> kNames{
      "never_collected", "stale",    "withheld",         "not_applicable", "parameter_not_set",
      "rows_incomplete", "overflow", "division_by_zero", "outside_table",  "year_missing"};
  return kNames[static_cast<size_t>(missing)];
}

Text missing_text(Missing missing) {
  switch (missing) {
    case Missing::never_collected: return {"尚未采集", "never collected"};
    case Missing::stale: return {"数据已过期", "out of date"};
    case Missing::withheld: return {"企业未提供", "withheld"};
    case Missing::not_applicable: return {"不适用", "not applicable"};
    case Missing::parameter_not_set: return {"园区尚未设定参数", "the zone has not set it"};
    case Missing::rows_incomplete: return {"清单不完整", "the list is not complete"};
    case Missing::overflow: return {"数值过大,无法计算", "too large to compute"};
    case Missing::division_by_zero: return {"除数为零", "division by zero"};
    case Missing::outside_table: return {"不在档位表范围内", "outside the table"};
    case Missing::year_missing: return {"缺少该年度数据", "no value for that year"};
  }
  CHECK(false);
}

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::ineligible: return "ineligible";
    case Verdict::eligible: return "eligible";
    case Verdict::unknown: return "unknown";
  }
  CHECK(false);
}

namespace {
template <typename List, typename Member>
auto find_by(const List& list, Member member, std::string_view name) {
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const auto& item) { return item.*member == name; });
  return found == list.end() ? nullptr : &*found;
}
}  // namespace

const Parameter* Rule::find_parameter(std::string_view name) const {
  return find_by(parameters, &Parameter::name, name);
}
const Table* Rule::find_table(std::string_view name) const {
  return find_by(tables, &Table::name, name);
}
const Let* Rule::find_let(std::string_view name) const { return find_by(lets, &Let::name, name); }
const State* Rule::find_state(std::string_view name) const {
  return find_by(states, &State::name, name);
}
const Condition* Rule::find_condition(std::string_view name) const {
  return find_by(conditions, &Condition::id, name);
}

const FieldDefinition* find_field(const Rule& rule, const Vocabulary& vocabulary,
                                  std::string_view name) {
  if (const auto own = rule.fields.find(name); own != rule.fields.end()) return &own->second;
  if (const auto shared = vocabulary.find(name); shared != vocabulary.end()) return &shared->second;
  return nullptr;
}

namespace {
const Value* value_on(const std::map<Date, Value>& values, Date as_of) {
  auto after = values.upper_bound(as_of);
  return after == values.begin() ? nullptr : &std::prev(after)->second;
}
}  // namespace

const Value* parameter_value(const Rule& rule, const Parameter& parameter, Date as_of,
                             const ParameterValues& zone) {
  if (const auto found = zone.values.find({rule.id, parameter.name}); found != zone.values.end())
    if (const Value* value = value_on(found->second, as_of)) return value;
  return value_on(parameter.values, as_of);
}

const std::vector<TableRow>* table_rows(const Table& table, Date as_of) {
  auto after = table.versions.upper_bound(as_of);
  return after == table.versions.begin() ? nullptr : &std::prev(after)->second;
}

namespace {

/// Gives `visit` every part of an expression, also of the conditions, lets and states it names.
template <typename Visit>
void walk(const Rule& rule, const Expr& expr, std::set<std::string>& visited, const Visit& visit) {
  const auto enter = [&](const char* kind, const Expr* inner) {
    if (inner != nullptr && visited.insert(kind + expr.name).second)
      walk(rule, *inner, visited, visit);
  };
  visit(expr);
  if (expr.op == Op::condition) {
    const Condition* condition = rule.find_condition(expr.name);
    enter("condition ", condition == nullptr ? nullptr : &condition->expr);
  }
  if (expr.op == Op::let) {
    const Let* let = rule.find_let(expr.name);
    enter("let ", let == nullptr ? nullptr : &let->expr);
  }
  if (expr.op == Op::state) {
    const State* state = rule.find_state(expr.name);
    enter("start ", state == nullptr ? nullptr : &state->start);
    enter("next ", state == nullptr ? nullptr : &state->next);
  }
  for (const Expr& child : expr.children) walk(rule, child, visited, visit);
}

}  // namespace

void collect_fields(const Rule& rule, const Expr& expr, std::set<std::string>& fields) {
  std::set<std::string> visited;
  walk(rule, expr, visited, [&](const Expr& part) {
    if (part.op == Op::field || part.op == Op::in_year || part.op == Op::contains ||
        part.op == Op::sum_rows || part.op == Op::count_rows || part.op == Op::any_rows ||
        part.op == Op::all_rows || part.op == Op::largest_row || part.op == Op::smallest_row ||
        (part.op == Op::known && part.children.empty()))
      fields.insert(part.name);
  });
}

void collect_references(const Rule& rule, const Expr& expr, std::vector<const Expr*>& references) {
  std::set<std::string> visited;
  walk(rule, expr, visited, [&](const Expr& part) {
    if (part.op == Op::eligible || part.op == Op::amount_of) references.push_back(&part);
  });
}

namespace {

std::string quoted_list(const std::vector<std::string>& codes) {
  return format_value(Value{.type = Type::codes, .codes = codes});
}

/// Precedence of an operator's text: higher binds tighter.
int precedence(Op op) {
  switch (op) {
    case Op::choose: return 0;
    case Op::any_of: return 1;
    case Op::all_of: return 2;
    case Op::negation: return 3;
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::between:
    case Op::in_list:
    case Op::under_list: return 4;
    case Op::add:
    case Op::subtract:
    case Op::shift_months: return 5;
    case Op::multiply:
    case Op::divide: return 6;
    case Op::negate: return 7;
    default: return 9;
  }
}

std::string write(const Expr& expr, int outer);

std::string joined(const Expr& expr, std::string_view separator, int inner) {
  std::string text;
  for (const Expr& child : expr.children) {
    if (!text.empty()) text += separator;
    text += write(child, inner);
  }
  return text;
}

std::string call(std::string_view name, const Expr& expr) {
  return fmt::format("{}({})", name, joined(expr, ", ", 0));
}

std::string rows_call(std::string_view name, const Expr& expr) {
  const bool condition_only = expr.op == Op::count_rows || expr.op == Op::any_rows;
  std::string text = fmt::format("{}({}", name, expr.name);
  if (condition_only) {
    if (!expr.children.empty()) text += " where " + write(expr.children[0], 0);
    return text + ")";
  }
  if (expr.children.size() > 1) text += " where " + write(expr.children[1], 0);
  return text + ", " + write(expr.children[0], 0) + ")";
}

std::string_view comparison_sign(Op op) {
  switch (op) {
    case Op::equal: return " = ";
    case Op::not_equal: return " != ";
    case Op::less: return " < ";
    case Op::less_equal: return " <= ";
    case Op::greater: return " > ";
    default: return " >= ";
  }
}

std::string write_plain(const Expr& expr) {
  const int inner = precedence(expr.op) + 1;
  const auto child = [&](size_t i, int level) { return write(expr.children[i], level); };
  switch (expr.op) {
    case Op::literal:
      return format_value({expr.type, expr.scale, expr.number, expr.name, expr.codes});
    case Op::name:
    case Op::field:
    case Op::parameter:
    case Op::condition:
    case Op::let:
    case Op::state:
    case Op::row_column: return expr.name;
    case Op::as_of: return "as_of";
    case Op::policy_from: return "policy.from";
    case Op::policy_to: return "policy.to";
    case Op::tax_year: return "tax_year";
    case Op::all_of: return joined(expr, " and ", inner);
    case Op::any_of: return joined(expr, " or ", inner);
    case Op::negation: return "not " + child(0, inner);
    case Op::at_least: return fmt::format("at_least({}, {})", expr.number, joined(expr, ", ", 0));
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal: return joined(expr, comparison_sign(expr.op), inner);
    case Op::between:
      return fmt::format("{} between {} and {}", child(0, inner), child(1, inner), child(2, inner));
    case Op::in_list:
      return child(0, inner) + " in " + (expr.name.empty() ? quoted_list(expr.codes) : expr.name);
    case Op::under_list:
      return child(0, inner) + " under " +
             (expr.name.empty() ? quoted_list(expr.codes) : expr.name);
    case Op::add:
    case Op::shift_months: return joined(expr, " + ", inner);
    case Op::subtract: return child(0, 5) + " - " + child(1, inner);
    case Op::multiply: return joined(expr, " * ", inner);
    case Op::divide: return child(0, 6) + " / " + child(1, inner);
    case Op::negate: return "-" + child(0, inner);
    case Op::rescale: return child(0, 0);
    case Op::minimum: return call("min", expr);
    case Op::maximum: return call("max", expr);
    case Op::round:
      return call(expr.rounding == Rounding::down ? "round_down"
                  : expr.rounding == Rounding::up ? "round_up"
                                                  : "round",
                  expr);
    case Op::choose:
      return fmt::format("if {} then {} else {}", child(0, 1), child(1, 1), child(2, 0));
    case Op::known: return fmt::format("known({})", expr.name);
    case Op::contains:
      return expr.name == "received" ? fmt::format("received('{}')", expr.codes[0])
                                     : fmt::format("contains({}, '{}')", expr.name, expr.codes[0]);
    case Op::eligible: return fmt::format("eligible('{}')", expr.name);
    case Op::amount_of: return fmt::format("amount('{}')", expr.name);
    case Op::lookup: return fmt::format("lookup({}, {})", expr.name, child(0, 0));
    case Op::progressive: return fmt::format("progressive({}, {})", expr.name, child(0, 0));
    case Op::months_between: return call("months_between", expr);
    case Op::years_between: return call("years_between", expr);
    case Op::days_between: return call("days_between", expr);
    case Op::year_of: return call("year", expr);
    case Op::year_start: return call("year_start", expr);
    case Op::year_end: return call("year_end", expr);
    case Op::in_year: return fmt::format("in_year({}, {})", expr.name, child(0, 0));
    case Op::sum_rows: return rows_call("sum", expr);
    case Op::count_rows: return rows_call("count", expr);
    case Op::any_rows: return rows_call("any", expr);
    case Op::all_rows: return rows_call("all", expr);
    case Op::largest_row: return rows_call("largest", expr);
    case Op::smallest_row: return rows_call("smallest", expr);
    case Op::call: return call(expr.name, expr);
  }
  CHECK(false);
}

std::string write(const Expr& expr, int outer) {
  if (expr.op == Op::rescale) return write(expr.children[0], outer);
  std::string text = write_plain(expr);
  return precedence(expr.op) < outer ? "(" + text + ")" : text;
}

}  // namespace

std::string to_source(const Expr& expr) { return write(expr, 0); }

}  // namespace gaoxin::policy
