// Binding of names, units and scales; see rule_expression.h.
//
// Scales: sums and comparisons bring both sides to the finer scale; a product has the digits of
// both sides up to six, a quotient has six. What does not fit into six digits stays a fraction;
// only amounts, outputs, states, round() and counts of years or months are rounded.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "policy/rule_expression.h"

namespace gaoxin::policy {
namespace {

class Resolver {
 public:
  Resolver(Rule& rule, const Vocabulary& vocabulary, std::vector<Issue>& issues)
      : rule_(rule), vocabulary_(vocabulary), issues_(issues) {}

  void run() {
    const size_t before = issues_.size();
    for (Table& table : rule_.tables) check_table(table);
    for (Let& let : rule_.lets) visit("let " + let.name, let.expr, let.at);
    for (Condition& condition : rule_.conditions) visit_condition(condition);
    for (State& state : rule_.states) {
      visit("start " + state.name, state.start, state.at);
      visit("next " + state.name, state.next, state.at);
      require_state(state, state.start);
      require_state(state, state.next);
    }
    if (resolve(rule_.eligible)) require(rule_.eligible, Type::boolean);
    if (rule_.amount && resolve(*rule_.amount) && require(*rule_.amount, Type::money))
      rule_.amount = with_scale(std::move(*rule_.amount), 2, rule_.amount_rounding);
    for (Let& output : rule_.outputs) {
      if (!resolve(output.expr) || output.expr.type == Type::boolean) continue;
      if (is_number(output.expr.type))
        output.expr =
            with_scale(std::move(output.expr), stored_scale(output.expr.type), Rounding::half_up);
    }
    const auto is_error = [](const Issue& issue) { return issue.severity == Severity::error; };
    rule_.valid =
        std::none_of(issues_.begin() + static_cast<long>(before), issues_.end(), is_error);
  }

 private:
  enum class Visit { open, good, bad };

  bool fail(const Expr& expr, const char* key, Text text) { return fail_at(expr.at, key, text); }
  bool fail_at(Position at, const char* key, Text text) {
    issues_.push_back({Severity::error, rule_.file, at, key, std::move(text)});
    return false;
  }

  bool require(const Expr& expr, Type type) {
    if (expr.type == type) return true;
    return fail(expr, "policy.unit.mismatch",
                {fmt::format("此处应为{},却是{}", type_name(type), type_name(expr.type)),
                 fmt::format("expected {}, found {}", type_name(type), type_name(expr.type))});
  }

  void require_state(State& state, Expr& expr) {
    if (!visited_good("start " + state.name) || !visited_good("next " + state.name)) return;
    if (require(expr, state.type))
      expr = with_scale(std::move(expr), stored_scale(state.type), Rounding::half_up);
  }
  bool visited_good(const std::string& key) const {
    const auto found = visits_.find(key);
    return found != visits_.end() && found->second == Visit::good;
  }

  /// Resolves a named expression once; false for a circle or an error inside.
  bool visit(const std::string& key, Expr& expr, Position at) {
    const auto found = visits_.find(key);
    if (found != visits_.end()) {
      if (found->second == Visit::open)
        return fail_at(at, "policy.rule.recursion",
                       {fmt::format("“{}”直接或间接引用了自己", key),
                        fmt::format("'{}' refers to itself, directly or through others", key)});
      return found->second == Visit::good;
    }
    visits_[key] = Visit::open;
    const FieldDefinition* outer_rows = std::exchange(rows_, nullptr);
    const bool good = resolve(expr);
    rows_ = outer_rows;
    visits_[key] = good ? Visit::good : Visit::bad;
    return good;
  }
  bool visit_condition(Condition& condition) {
    return visit("condition " + condition.id, condition.expr, condition.at) &&
           require(condition.expr, Type::boolean);
  }

  void check_table(const Table& table) {
    const auto check_cell = [&](const Cell& cell, Position at) {
      if (cell.parameter.empty()) return;
      const Parameter* parameter = rule_.find_parameter(cell.parameter);
      if (parameter == nullptr)
        fail_at(at, "policy.name.unknown",
                {fmt::format("没有名为“{}”的参数", cell.parameter),
                 fmt::format("there is no parameter '{}'", cell.parameter)});
      else if (parameter->type != table.output)
        fail_at(at, "policy.unit.mismatch",
                {fmt::format("参数“{}”是{},档位表应为{}", cell.parameter,
                             type_name(parameter->type), type_name(table.output)),
                 fmt::format("parameter '{}' is {}, the table gives {}", cell.parameter,
                             type_name(parameter->type), type_name(table.output))});
    };
    if (table.otherwise) check_cell(*table.otherwise, table.at);
    for (const auto& [date, rows] : table.versions)
      for (const TableRow& row : rows) check_cell(row.value, row.at);
  }

  bool resolve(Expr& expr) {
    switch (expr.op) {
      case Op::literal: return true;
      case Op::name: return resolve_name(expr);
      case Op::call: return resolve_call(expr);
      default: break;
    }
    for (Expr& child : expr.children)
      if (!resolve(child)) return false;
    switch (expr.op) {
      case Op::all_of:
      case Op::any_of:
      case Op::negation:
        expr.type = Type::boolean;
        return std::all_of(expr.children.begin(), expr.children.end(),
                           [&](const Expr& child) { return require(child, Type::boolean); });
      case Op::equal:
      case Op::not_equal:
      case Op::less:
      case Op::less_equal:
      case Op::greater:
      case Op::greater_equal:
      case Op::between: return resolve_comparison(expr);
      case Op::in_list:
      case Op::under_list: return resolve_membership(expr);
      case Op::add:
      case Op::subtract: return resolve_sum(expr);
      case Op::multiply: return resolve_product(expr);
      case Op::divide: return resolve_quotient(expr);
      case Op::negate:
        expr.type = expr.children[0].type;
        expr.scale = expr.children[0].scale;
        return is_number(expr.type) || require(expr.children[0], Type::count);
      case Op::choose: return resolve_choice(expr);
      default: CHECK(false);
    }
  }

  bool resolve_name(Expr& expr) {
    const std::string& name = expr.name;
    if (rows_ != nullptr) {
      if (const auto column = rows_->columns.find(name); column != rows_->columns.end())
        return bind(expr, Op::row_column, column->second.type);
    }
    if (name == "as_of") return bind(expr, Op::as_of, Type::date);
    if (name == "tax_year") return bind(expr, Op::tax_year, Type::count);
    if (name == "policy.from") return bind(expr, Op::policy_from, Type::date);
    if (name == "policy.to") {
      if (!rule_.to)
        return fail(expr, "policy.name.no_end",
                    {"政策没有截止日期,不能使用 policy.to;请写明 effective.to",
                     "the policy has no end, so policy.to means nothing; give effective.to"});
      return bind(expr, Op::policy_to, Type::date);
    }
    if (const Parameter* parameter = rule_.find_parameter(name))
      return bind(expr, Op::parameter, parameter->type);
    if (const State* state = rule_.find_state(name)) return bind(expr, Op::state, state->type);
    for (Let& let : rule_.lets) {
      if (let.name != name) continue;
      if (!visit("let " + name, let.expr, expr.at)) return false;
      expr.op = Op::let;
      expr.type = let.expr.type;
      expr.scale = let.expr.scale;
      return true;
    }
    for (Condition& condition : rule_.conditions) {
      if (condition.id != name) continue;
      if (!visit("condition " + name, condition.expr, expr.at)) return false;
      return bind(expr, Op::condition, Type::boolean);
    }
    if (const FieldDefinition* field = find_field(rule_, vocabulary_, name)) {
      if (field->yearly)
        return fail(
            expr, "policy.name.yearly",
            {fmt::format("“{}”按年度记录;请写 in_year({}, 年度)", name, name),
             fmt::format("'{}' has one value a year; write in_year({}, a year)", name, name)});
      return bind(expr, Op::field, field->type);
    }
    return fail(
        expr, "policy.name.unknown",
        {fmt::format("没有名为“{}”的数据、参数、条件或 let;请在词汇表或 fields 中声明", name),
         fmt::format("nothing is called '{}'; declare it in the vocabulary or in fields", name) +
             nearest(name)});
  }

  /// " (did you mean 'x'?)" for a name that starts the same.
  std::string nearest(const std::string& name) const {
    const std::string_view start = std::string_view(name).substr(0, 4);
    for (const auto& [known, field] : vocabulary_)
      if (name.size() >= 4 && known.starts_with(start))
        return fmt::format(" (did you mean '{}'?)", known);
    return {};
  }

  static bool bind(Expr& expr, Op op, Type type) {
    expr.op = op;
    expr.type = type;
    expr.scale = stored_scale(type);
    return true;
  }

  /// Makes all children one type and one scale. A plain number beside a ratio is a ratio.
  bool unify(Expr& parent, std::vector<Expr*> children) {
    const auto plain = [](const Expr& e) {
      const Expr& inner = e.op == Op::negate ? e.children[0] : e;
      return inner.op == Op::literal && inner.type == Type::count;
    };
    const bool ratio = std::any_of(children.begin(), children.end(),
                                   [](const Expr* e) { return e->type == Type::ratio; });
    int scale = 0;
    for (Expr* child : children) {
      if (ratio && plain(*child)) {
        if (child->op == Op::negate) child->children[0].type = Type::ratio;
        child->type = Type::ratio;
      }
      scale = std::max(scale, child->scale);
    }
    for (Expr* child : children) {
      if (child->type != children[0]->type) return mismatch(parent, *children[0], *child);
    }
    if (is_number(children[0]->type))
      for (Expr* child : children) *child = with_scale(std::move(*child), scale, Rounding::exact);
    return true;
  }
  bool mismatch(const Expr& at, const Expr& a, const Expr& b) {
    const bool plain = (a.type == Type::money && b.type == Type::count) ||
                       (a.type == Type::count && b.type == Type::money);
    return fail(
        at, "policy.unit.mismatch",
        {fmt::format("单位不同:“{}”是{},“{}”是{}{}", to_source(a), type_name(a.type), to_source(b),
                     type_name(b.type), plain ? ";金额请写成 500000 CNY" : ""),
         fmt::format("units differ: '{}' is {}, '{}' is {}{}", to_source(a), type_name(a.type),
                     to_source(b), type_name(b.type),
                     plain ? "; write an amount as 500000 CNY" : "")});
  }

  bool resolve_comparison(Expr& expr) {
    expr.type = Type::boolean;
    std::vector<Expr*> sides;
    for (Expr& child : expr.children) sides.push_back(&child);
    if (!unify(expr, sides)) return false;
    const Type type = expr.children[0].type;
    const bool ordered = is_number(type) || type == Type::date;
    if (!ordered && expr.op != Op::equal && expr.op != Op::not_equal)
      return fail(expr, "policy.unit.order",
                  {fmt::format("{}没有大小之分;请用 =、!= 或 in", type_name(type)),
                   fmt::format("{} has no order; use =, != or in", type_name(type))});
    if (type == Type::codes || type == Type::rows)
      return fail(expr, "policy.unit.list",
                  {"清单不能直接比较;请用 contains 或 count",
                   "a list cannot be compared; use contains or count"});
    if (expr.op == Op::between) return true;
    if (type != Type::code) return true;
    return check_code(expr.children[0], expr.children[1]) &&
           check_code(expr.children[1], expr.children[0]);
  }

  const FieldDefinition* definition(const Expr& expr) const {
    if (expr.op == Op::row_column && rows_ != nullptr) return &rows_->columns.at(expr.name);
    if (expr.op == Op::field || expr.op == Op::contains)
      return find_field(rule_, vocabulary_, expr.name);
    return nullptr;
  }
  /// A constant code compared with a field must be one of the field's codes.
  bool check_code(const Expr& field, const Expr& constant) {
    if (constant.op != Op::literal) return true;
    return check_codes(field, {constant.name}, constant.at);
  }
  bool check_codes(const Expr& field, const std::vector<std::string>& codes, Position at) {
    const FieldDefinition* known = definition(field);
    if (known == nullptr || known->codes.empty()) return true;
    for (const std::string& code : codes) {
      if (std::find(known->codes.begin(), known->codes.end(), code) != known->codes.end()) continue;
      return fail_at(at, "policy.code.unknown",
                     {fmt::format("“{}”没有代码“{}”;可用:{}", known->name, code,
                                  fmt::join(known->codes, "、")),
                      fmt::format("'{}' has no code '{}'; it has: {}", known->name, code,
                                  fmt::join(known->codes, ", "))});
    }
    return true;
  }

  bool resolve_membership(Expr& expr) {
    expr.type = Type::boolean;
    if (!require(expr.children[0], Type::code)) return false;
    if (expr.name.empty())
      return expr.op == Op::under_list || check_codes(expr.children[0], expr.codes, expr.at);
    const Parameter* parameter = rule_.find_parameter(expr.name);
    if (parameter == nullptr || parameter->type != Type::codes)
      return fail(expr, "policy.name.unknown",
                  {fmt::format("“{}”不是 codes 类型的参数", expr.name),
                   fmt::format("'{}' is not a parameter of type codes", expr.name)});
    return true;
  }

  bool resolve_sum(Expr& expr) {
    Expr& left = expr.children[0];
    Expr& right = expr.children[1];
    if (left.type == Type::date && right.type == Type::months) {
      if (expr.op == Op::subtract) {
        Expr minus;
        minus.op = Op::negate;
        minus.type = Type::months;
        minus.scale = right.scale;
        minus.at = right.at;
        minus.children.push_back(std::move(right));
        expr.children[1] = std::move(minus);
      }
      expr.children[1] = with_scale(std::move(expr.children[1]), 0, Rounding::down);
      return bind(expr, Op::shift_months, Type::date);
    }
    if (!unify(expr, {&left, &right})) return false;
    if (!is_number(left.type))
      return fail(
          expr, "policy.unit.arithmetic",
          {fmt::format("{}不能加减;日期之差请用 months_between", type_name(left.type)),
           fmt::format("{} cannot be added; for dates use months_between", type_name(left.type))});
    expr.type = left.type;
    expr.scale = left.scale;
    return true;
  }

  bool resolve_product(Expr& expr) {
    Expr& left = expr.children[0];
    Expr& right = expr.children[1];
    const auto number = [](const Expr& e) {
      return e.type == Type::ratio || e.type == Type::count;
    };
    if (!is_number(left.type) || !is_number(right.type) || (!number(left) && !number(right)))
      return mismatch(expr, left, right);
    const Expr& carrier = number(left) ? right : left;
    const Expr& factor = number(left) ? left : right;
    expr.type = carrier.type;
    if (number(carrier)) {
      const auto plain = [](const Expr& e) { return e.op == Op::literal && e.type == Type::count; };
      const bool both_ratio = carrier.type == Type::ratio && factor.type == Type::ratio;
      const bool one_plain = (plain(carrier) || plain(factor)) &&
                             (carrier.type == Type::ratio || factor.type == Type::ratio);
      expr.type = both_ratio || one_plain ? Type::ratio : Type::count;
    }
    const int digits = left.scale + right.scale;
    expr.scale = std::min(digits, kFinestScale);
    expr.number = digits - expr.scale;
    return true;
  }

  bool resolve_quotient(Expr& expr) {
    const Expr& left = expr.children[0];
    const Expr& right = expr.children[1];
    if (!is_number(left.type) || !is_number(right.type)) return mismatch(expr, left, right);
    if (right.op == Op::literal && right.number == 0)
      return fail(right, "policy.expression.zero_divisor",
                  {"除数为零", "division by the constant zero"});
    if (left.type == right.type) {
      expr.type = Type::ratio;
    } else if (right.type == Type::count || right.type == Type::ratio) {
      expr.type = left.type;
    } else {
      return mismatch(expr, left, right);
    }
    expr.scale = kFinestScale;
    expr.number = expr.scale + right.scale - left.scale;
    return true;
  }

  bool resolve_choice(Expr& expr) {
    if (!require(expr.children[0], Type::boolean)) return false;
    if (!unify(expr, {&expr.children[1], &expr.children[2]})) return false;
    expr.type = expr.children[1].type;
    expr.scale = expr.children[1].scale;
    if (is_number(expr.type) || expr.type == Type::date) return true;
    if (expr.type != Type::boolean)
      return fail(expr, "policy.unit.choice",
                  {"if 只能选择数值、日期或真假", "if chooses numbers, dates or truth only"});
    // if c then a else b, on truth values, is (c and a) or (not c and b).
    Expr inverse;
    inverse.op = Op::negation;
    inverse.at = expr.at;
    inverse.children = {expr.children[0]};
    Expr first;
    first.op = Op::all_of;
    first.at = expr.at;
    first.children = {expr.children[0], expr.children[1]};
    Expr second;
    second.op = Op::all_of;
    second.at = expr.at;
    second.children = {std::move(inverse), expr.children[2]};
    expr.op = Op::any_of;
    expr.children = {std::move(first), std::move(second)};
    return true;
  }

  // Functions -----------------------------------------------------------------------------------

  bool arguments(const Expr& expr, size_t least, size_t most) {
    if (expr.children.size() >= least && expr.children.size() <= most) return true;
    return fail(
        expr, "policy.function.arguments",
        {fmt::format("{} 需要 {} 个参数,现有 {} 个", expr.name, least, expr.children.size()),
         fmt::format("{} takes {} arguments, here are {}", expr.name, least,
                     expr.children.size())});
  }
  bool resolve_children(Expr& expr) {
    for (Expr& child : expr.children)
      if (!resolve(child)) return false;
    return true;
  }
  /// The rows that `expr` names, if it does.
  const FieldDefinition* rows_named(const Expr& expr) const {
    if (expr.op != Op::name) return nullptr;
    const FieldDefinition* field = find_field(rule_, vocabulary_, expr.name);
    return field != nullptr && field->type == Type::rows ? field : nullptr;
  }

  bool resolve_call(Expr& expr) {
    const std::string& name = expr.name;
    const bool rows = !expr.children.empty() && rows_named(expr.children[0]) != nullptr;
    if (!expr.codes.empty() && !rows)
      return fail(expr, "policy.function.where",
                  {fmt::format("where 只能跟在清单之后,“{}”不是清单", to_source(expr.children[0])),
                   fmt::format("where follows a list of records; '{}' is none",
                               to_source(expr.children[0]))});
    if (rows && name != "known") return resolve_rows(expr);
    if (name == "all" || name == "any" || name == "none" || name == "at_least")
      return resolve_logic_call(expr);
    if (name == "min" || name == "max") {
      if (!arguments(expr, 2, 20) || !resolve_children(expr)) return false;
      std::vector<Expr*> children;
      for (Expr& child : expr.children) children.push_back(&child);
      if (!unify(expr, children)) return false;
      if (!is_number(expr.children[0].type) && expr.children[0].type != Type::date)
        return require(expr.children[0], Type::money);
      expr.op = name == "min" ? Op::minimum : Op::maximum;
      expr.type = expr.children[0].type;
      expr.scale = expr.children[0].scale;
      return true;
    }
    if (name == "round" || name == "round_up" || name == "round_down") return resolve_round(expr);
    if (name == "known" || name == "received" || name == "contains" || name == "eligible" ||
        name == "amount")
      return resolve_question(expr);
    if (name == "lookup" || name == "progressive") return resolve_table_call(expr);
    return resolve_date_call(expr);
  }

  bool resolve_logic_call(Expr& expr) {
    const std::string name = expr.name;
    if (name == "at_least") {
      if (!arguments(expr, 2, 50)) return false;
      const Expr& least = expr.children[0];
      if (least.op != Op::literal || least.type != Type::count || least.number < 1 ||
          least.number >= static_cast<int64_t>(expr.children.size()))
        return fail(least, "policy.function.at_least",
                    {"at_least 的第一个参数须为 1 到条件个数之间的整数",
                     "the first argument of at_least is a number from 1 to the number of "
                     "conditions"});
      expr.number = least.number;
      expr.children.erase(expr.children.begin());
    } else if (!arguments(expr, 1, 100)) {
      return false;
    }
    expr.name.clear();
    expr.op = name == "all"    ? Op::all_of
              : name == "any"  ? Op::any_of
              : name == "none" ? Op::negation
                               : Op::at_least;
    if (!resolve_children(expr)) return false;
    for (const Expr& child : expr.children)
      if (!require(child, Type::boolean)) return false;
    expr.type = Type::boolean;
    if (name != "none" || expr.children.size() == 1) return true;
    Expr any;
    any.op = Op::any_of;
    any.at = expr.at;
    any.children = std::move(expr.children);
    expr.children.clear();
    expr.children.push_back(std::move(any));
    return true;
  }

  bool resolve_round(Expr& expr) {
    if (!arguments(expr, 2, 2) || !resolve_children(expr)) return false;
    if (!unify(expr, {&expr.children[0], &expr.children[1]})) return false;
    if (expr.children[1].op != Op::literal || expr.children[1].number <= 0 ||
        !is_number(expr.children[0].type))
      return fail(expr, "policy.function.round",
                  {"取整的单位须为正的常数,如 round_down(x, 100 CNY)",
                   "the unit of rounding is a positive constant, as in round_down(x, 100 CNY)"});
    expr.op = Op::round;
    expr.rounding = expr.name == "round_down" ? Rounding::down
                    : expr.name == "round_up" ? Rounding::up
                                              : Rounding::half_up;
    expr.type = expr.children[0].type;
    expr.scale = expr.children[0].scale;
    return true;
  }

  bool resolve_question(Expr& expr) {
    const std::string function = expr.name;
    expr.type = Type::boolean;
    expr.scale = 0;
    if (!arguments(expr, function == "contains" ? 2 : 1, function == "contains" ? 2 : 1))
      return false;
    Expr last = expr.children.back();
    if (function != "known" && (last.op != Op::literal || last.type != Type::code))
      return fail(last, "policy.function.code",
                  {fmt::format("{} 需要带引号的代码", function),
                   fmt::format("{} takes a quoted code", function)});
    if (function == "eligible" || function == "amount") {
      expr.op = function == "eligible" ? Op::eligible : Op::amount_of;
      if (expr.op == Op::amount_of) {
        expr.type = Type::money;
        expr.scale = stored_scale(Type::money);
      }
      expr.name = last.name;
      expr.children.clear();
      return true;
    }
    if (function == "known") {
      if (last.op != Op::name)
        return fail(last, "policy.function.known",
                    {"known 需要数据名称", "known takes the name of a datum"});
      expr.op = Op::known;
      if (rows_ != nullptr && rows_->columns.contains(last.name)) return resolve(expr.children[0]);
      const FieldDefinition* field = find_field(rule_, vocabulary_, last.name);
      if (field == nullptr) return resolve(expr.children[0]);
      expr.name = last.name;
      expr.children.clear();
      return true;
    }
    expr.op = Op::contains;
    expr.codes = {last.name};
    expr.name = "received";
    if (function == "contains") {
      if (expr.children[0].op != Op::name) return require_list(expr.children[0]);
      expr.name = expr.children[0].name;
    }
    const FieldDefinition* field = find_field(rule_, vocabulary_, expr.name);
    if (field == nullptr || field->type != Type::codes) return require_list(expr);
    expr.children.clear();
    return check_codes(expr, expr.codes, last.at);
  }
  bool require_list(const Expr& expr) {
    return fail(expr, "policy.name.unknown",
                {fmt::format("“{}”不是 codes 类型的数据", expr.name),
                 fmt::format("'{}' is not a datum of type codes", expr.name)});
  }

  bool resolve_table_call(Expr& expr) {
    if (!arguments(expr, 2, 2)) return false;
    const Table* table =
        expr.children[0].op == Op::name ? rule_.find_table(expr.children[0].name) : nullptr;
    if (table == nullptr)
      return fail(expr, "policy.name.unknown",
                  {fmt::format("没有名为“{}”的档位表", to_source(expr.children[0])),
                   fmt::format("there is no table '{}'", to_source(expr.children[0]))});
    Expr input = std::move(expr.children[1]);
    const std::string function = expr.name;
    if (!resolve(input)) return false;
    if (input.op == Op::literal && input.type == Type::count && table->input == Type::ratio)
      input.type = Type::ratio;
    if (!require(input, table->input)) return false;
    if (table->input == Type::code) {
      for (const auto& [date, rows] : table->versions)
        for (const TableRow& row : rows)
          if (!row.under && !check_codes(input, row.codes, row.at)) return false;
    } else {
      input = with_scale(std::move(input), stored_scale(table->input), Rounding::exact);
    }
    expr.name = table->name;
    expr.children.clear();
    expr.children.push_back(std::move(input));
    if (function == "lookup") return bind(expr, Op::lookup, table->output);
    if (table->input != Type::money || table->output != Type::ratio)
      return fail(expr, "policy.function.progressive",
                  {"progressive 需要输入为金额、输出为比例的档位表",
                   "progressive needs a table from money to ratio"});
    bind(expr, Op::progressive, Type::money);
    expr.scale = kFinestScale;
    return true;
  }

  bool resolve_date_call(Expr& expr) {
    struct Function {
      std::string_view name;
      Op op;
      std::vector<Type> takes;
      Type gives;
    };
    static const std::vector<Function> kFunctions{
        {"months_between", Op::months_between, {Type::date, Type::date}, Type::months},
        {"years_between", Op::years_between, {Type::date, Type::date}, Type::count},
        {"days_between", Op::days_between, {Type::date, Type::date}, Type::count},
        {"age", Op::years_between, {Type::date}, Type::count},
        {"year", Op::year_of, {Type::date}, Type::count},
        {"year_start", Op::year_start, {Type::count}, Type::date},
        {"year_end", Op::year_end, {Type::count}, Type::date}};
    if (expr.name == "in_year") {
      if (!arguments(expr, 2, 2)) return false;
      const FieldDefinition* field = expr.children[0].op == Op::name
                                         ? find_field(rule_, vocabulary_, expr.children[0].name)
                                         : nullptr;
      if (field == nullptr || !field->yearly)
        return fail(expr.children[0], "policy.name.unknown",
                    {"in_year 需要按年度记录的数据", "in_year takes a datum declared yearly"});
      Expr year = std::move(expr.children[1]);
      if (!resolve(year) || !require(year, Type::count)) return false;
      expr.name = field->name;
      expr.children.clear();
      expr.children.push_back(with_scale(std::move(year), 0, Rounding::down));
      return bind(expr, Op::in_year, field->type);
    }
    for (const Function& function : kFunctions) {
      if (expr.name != function.name) continue;
      if (!arguments(expr, function.takes.size(), function.takes.size())) return false;
      for (size_t i = 0; i < function.takes.size(); ++i) {
        if (!resolve(expr.children[i]) || !require(expr.children[i], function.takes[i]))
          return false;
        if (function.takes[i] == Type::count)
          expr.children[i] = with_scale(std::move(expr.children[i]), 0, Rounding::down);
      }
      if (expr.name == "age") {
        Expr today;
        today.at = expr.at;
        bind(today, Op::as_of, Type::date);
        expr.children.push_back(std::move(today));
      }
      return bind(expr, function.op, function.gives);
    }
    return fail(expr, "policy.function.unknown",
                {fmt::format("没有名为“{}”的函数", expr.name),
                 fmt::format("there is no function '{}'", expr.name)});
  }

  bool resolve_rows(Expr& expr) {
    static const std::map<std::string, Op, std::less<>> kFunctions{
        {"sum", Op::sum_rows}, {"count", Op::count_rows},    {"any", Op::any_rows},
        {"all", Op::all_rows}, {"largest", Op::largest_row}, {"smallest", Op::smallest_row}};
    const auto function = kFunctions.find(expr.name);
    if (function == kFunctions.end())
      return fail(expr, "policy.function.unknown",
                  {fmt::format("函数“{}”不能用于清单", expr.name),
                   fmt::format("function '{}' does not work on rows", expr.name)});
    if (rows_ != nullptr)
      return fail(expr, "policy.rows.nested",
                  {"清单函数不能嵌套;请先用 let 求值",
                   "functions over rows cannot be nested; compute the inner one with let"});
    const Op op = function->second;
    const bool filtered = !expr.codes.empty();
    const bool condition_only = op == Op::count_rows || op == Op::any_rows;
    const size_t wanted = condition_only ? (filtered ? 2 : 1) : (filtered ? 3 : 2);
    if (expr.children.size() != wanted || (op == Op::any_rows && !filtered))
      return fail(
          expr, "policy.function.arguments",
          {fmt::format("写法:{0}(清单 where 条件{1})", expr.name, condition_only ? "" : ", 表达式"),
           fmt::format("write {}(rows where condition{})", expr.name,
                       condition_only ? "" : ", expression")});
    rows_ = rows_named(expr.children[0]);
    const std::string rows_name = expr.children[0].name;
    std::vector<Expr> children;
    if (condition_only) {
      if (filtered) children.push_back(std::move(expr.children[1]));
    } else {
      children.push_back(std::move(expr.children.back()));
      if (filtered) children.push_back(std::move(expr.children[1]));
    }
    bool good = true;
    for (Expr& child : children) good = good && resolve(child);
    rows_ = nullptr;
    if (!good) return false;
    if (filtered && !require(children.back(), Type::boolean)) return false;
    expr.name = rows_name;
    expr.codes.clear();
    expr.children = std::move(children);
    return finish_rows(expr, op);
  }

  bool finish_rows(Expr& expr, Op op) {
    if (op == Op::count_rows) return bind(expr, op, Type::count);
    if (op == Op::any_rows) return bind(expr, op, Type::boolean);
    const Expr& body = expr.children[0];
    if (op == Op::all_rows) {
      bind(expr, op, Type::boolean);
      return require(body, Type::boolean);
    }
    const bool date = op != Op::sum_rows && body.type == Type::date;
    if (!is_number(body.type) && !date) return require(body, Type::money);
    expr.op = op;
    expr.type = body.type;
    expr.scale = body.scale;
    return true;
  }

  Rule& rule_;
  const Vocabulary& vocabulary_;
  std::vector<Issue>& issues_;
  const FieldDefinition* rows_ = nullptr;
  std::map<std::string, Visit> visits_;
};

}  // namespace

Expr with_scale(Expr expr, int scale, Rounding rounding) {
  const bool whole = rounding == Rounding::exact || expr.scale < kFinestScale;
  if (expr.scale == scale && (whole || expr.op == Op::literal)) return expr;
  int64_t scaled = 0;
  if (expr.op == Op::literal && scale > expr.scale && scale - expr.scale <= 18 &&
      !__builtin_mul_overflow(expr.number, power_of_ten(scale - expr.scale), &scaled)) {
    expr.number = scaled;
    expr.scale = scale;
    return expr;
  }
  Expr outer;
  outer.op = Op::rescale;
  outer.type = expr.type;
  outer.at = expr.at;
  outer.scale = scale;
  outer.number = scale - expr.scale;
  outer.rounding = rounding;
  outer.children.push_back(std::move(expr));
  return outer;
}

void resolve_rule(Rule& rule, const Vocabulary& vocabulary, std::vector<Issue>& issues) {
  Resolver(rule, vocabulary, issues).run();
}

}  // namespace gaoxin::policy
