#include "policy/plan_graph.h"

#include <algorithm>
#include <set>

#include "base/check.h"

namespace gaoxin::policy {

bool is_truth(NodeKind kind) { return kind <= NodeKind::truth_opaque; }

std::optional<int64_t> ClosedTable::find(int64_t x) const {
  for (const ClosedRow& row : rows)
    if (row.low <= x && x <= row.high) return row.value;
  return has_otherwise ? otherwise : std::nullopt;
}

std::optional<int64_t> ClosedTable::find(const Fraction& x) const {
  for (const ClosedRow& row : rows) {
    const bool above =
        row.low_open ? compare(x, {Wide{row.low} - 1, 1}) > 0 : compare(x, {row.low, 1}) >= 0;
    const bool below =
        row.high_open ? compare(x, {Wide{row.high} + 1, 1}) < 0 : compare(x, {row.high, 1}) <= 0;
    if (above && below) return row.value;
  }
  return has_otherwise ? otherwise : std::nullopt;
}

std::optional<Fraction> ClosedTable::progressive(const Fraction& x) const {
  std::vector<Piece> pieces;
  for (const ClosedRow& row : rows) {
    if (compare(x, {row.low, 1}) <= 0) continue;
    if (!row.value) return std::nullopt;
    pieces.push_back({row.low, row.high, *row.value});
  }
  return progressive_sum(pieces, x);
}

std::vector<uint32_t> Graph::inputs(uint32_t id) const {
  const Node& node = nodes[id];
  switch (node.kind) {
    case NodeKind::all: {
      std::vector<uint32_t> out;
      for (const uint32_t edge : node.children) out.push_back(edge >> 1);
      return out;
    }
    case NodeKind::number_at_least:
    case NodeKind::lookup:
    case NodeKind::progressive: return {node.a};
    case NodeKind::numbers_at_least:
    case NodeKind::arithmetic: return {node.a, node.b};
    case NodeKind::choose: return {node.a >> 1, node.b, node.c};
    default: return {};
  }
}

std::vector<uint32_t> Graph::program(uint32_t top) const {
  std::vector<uint32_t> stack{top};
  std::set<uint32_t> seen{top};
  while (!stack.empty()) {
    const uint32_t node = stack.back();
    stack.pop_back();
    for (const uint32_t input : inputs(node))
      if (seen.insert(input).second) stack.push_back(input);
  }
  return {seen.begin(), seen.end()};
}

namespace {

class Builder {
 public:
  explicit Builder(Graph& graph) : graph_(graph) {}

  void run() {
    for (uint32_t i = 0; i < graph_.rules.size(); ++i) index_[graph_.rules[i]->id] = i;
    graph_.roots.assign(graph_.rules.size(), 0);
    graph_.amounts.assign(graph_.rules.size(), -1);
    built_.assign(graph_.rules.size(), 0);
    amount_built_.assign(graph_.rules.size(), 0);
    for (uint32_t i = 0; i < graph_.rules.size(); ++i) {
      root(i);
      if (graph_.rules[i]->amount) amount(i);
    }
  }

 private:
  /// The verdict of a policy; one that refers to itself is unknown.
  uint32_t root(uint32_t rule) {
    if (built_[rule] == 2) return graph_.roots[rule];
    if (built_[rule] == 1) return unknown_truth();
    built_[rule] = 1;
    graph_.roots[rule] = truth(graph_.rules[rule]->eligible, rule);
    built_[rule] = 2;
    return graph_.roots[rule];
  }

  /// What a policy gives whom it makes eligible; one that refers to itself is unknown.
  uint32_t amount(uint32_t rule) {
    if (amount_built_[rule] == 2) return static_cast<uint32_t>(graph_.amounts[rule]);
    if (amount_built_[rule] == 1) return unknown_number();
    amount_built_[rule] = 1;
    const uint32_t out = number(*graph_.rules[rule]->amount, rule);
    graph_.amounts[rule] = out;
    amount_built_[rule] = 2;
    return out;
  }
  uint32_t amount_of(const std::string& policy) {
    const auto other = index_.find(policy);
    if (other == index_.end() || !graph_.rules[other->second]->amount) return unknown_number();
    if (!graph_.rules[other->second]->in_force(graph_.as_of)) return constant(0);
    const uint32_t verdict = root(other->second);
    return choose(verdict, amount(other->second), constant(0));
  }
  uint32_t choose(uint32_t condition, uint32_t first, uint32_t second) {
    if (graph_.nodes[condition >> 1].kind == NodeKind::truth_constant)
      return (condition & 1) == 0 ? first : second;
    return intern({.kind = NodeKind::choose,
                   .fractional = fractional(first) || fractional(second),
                   .a = condition,
                   .b = first,
                   .c = second});
  }

  uint32_t intern(Node node) {
    std::string key;
    const auto put = [&](const auto& x) {
      key.append(reinterpret_cast<const char*>(&x), sizeof x);
    };
    const auto put_text = [&](const std::string& text) {
      put(text.size());
      key += text;
    };
    put(node.kind);
    put(node.op);
    put(node.rounding);
    put(node.digits);
    put(node.constant);
    put(node.fraction);
    put(node.a);
    put(node.b);
    put(node.c);
    put(node.field_type);
    put(node.prefix);
    put(node.children.size());
    for (const uint32_t child : node.children) put(child);
    put_text(node.field);
    for (const std::string& code : node.codes) put_text(code);
    put(node.table.rows.size());
    for (const ClosedRow& row : node.table.rows) {
      put(row.low);
      put(row.high);
      put(row.low_open);
      put(row.high_open);
      put(row.value.has_value());
      put(row.value.value_or(0));
    }
    put(node.table.has_otherwise);
    put(node.table.otherwise.has_value());
    put(node.table.otherwise.value_or(0));
    put(node.opaque);
    const auto [found, fresh] = known_.emplace(key, graph_.nodes.size());
    if (fresh) graph_.nodes.push_back(std::move(node));
    return found->second;
  }

  static uint32_t edge(uint32_t node) { return node << 1; }
  uint32_t constant_truth(bool value) {
    // One node, and its negation for false.
    return edge(intern({.kind = NodeKind::truth_constant, .constant = 1})) | (value ? 0u : 1u);
  }
  uint32_t unknown_truth() { return edge(intern({.kind = NodeKind::truth_unknown})); }
  uint32_t constant(int64_t value) {
    return intern({.kind = NodeKind::number_constant, .constant = value});
  }
  uint32_t constant(const Fraction& value) {
    if (const std::optional<int64_t> whole = rounded(value, Rounding::exact))
      return constant(*whole);
    return intern({.kind = NodeKind::number_constant, .fraction = value, .fractional = true});
  }
  /// The value of a constant.
  std::optional<Fraction> fixed(uint32_t node) const {
    const Node& n = graph_.nodes[node];
    if (n.kind != NodeKind::number_constant) return std::nullopt;
    return n.fractional ? n.fraction : Fraction{n.constant, 1};
  }
  uint32_t unknown_number() { return intern({.kind = NodeKind::number_unknown}); }
  uint32_t leaf(Node node) {
    ++graph_.leaves;
    return edge(intern(std::move(node)));
  }

  uint32_t all(std::vector<uint32_t> edges) {
    std::vector<uint32_t> flat;
    for (const uint32_t e : edges) {
      const Node& node = graph_.nodes[e >> 1];
      if (node.kind == NodeKind::truth_constant) {
        if ((e & 1) != 0) return constant_truth(false);
        continue;
      }
      if (node.kind == NodeKind::all && (e & 1) == 0)
        flat.insert(flat.end(), node.children.begin(), node.children.end());
      else
        flat.push_back(e);
    }
    std::sort(flat.begin(), flat.end());
    flat.erase(std::unique(flat.begin(), flat.end()), flat.end());
    if (flat.empty()) return constant_truth(true);
    if (flat.size() == 1) return flat[0];
    return edge(intern({.kind = NodeKind::all, .children = std::move(flat)}));
  }
  uint32_t any(std::vector<uint32_t> edges) {
    for (uint32_t& e : edges) e ^= 1;
    return all(std::move(edges)) ^ 1;
  }

  uint32_t threshold(const std::vector<uint32_t>& edges, size_t from, int64_t least,
                     std::map<std::pair<size_t, int64_t>, uint32_t>& memory) {
    if (least <= 0) return constant_truth(true);
    if (static_cast<int64_t>(edges.size() - from) < least) return constant_truth(false);
    const auto found = memory.find({from, least});
    if (found != memory.end()) return found->second;
    const uint32_t with = all({edges[from], threshold(edges, from + 1, least - 1, memory)});
    const uint32_t out = any({with, threshold(edges, from + 1, least, memory)});
    memory[{from, least}] = out;
    return out;
  }

  const Value* parameter(const std::string& name, uint32_t rule) {
    const Rule& r = *graph_.rules[rule];
    return parameter_value(r, *r.find_parameter(name), graph_.as_of, graph_.zone);
  }

  uint32_t truth(const Expr& expr, uint32_t rule) {
    const Rule& r = *graph_.rules[rule];
    const auto children = [&] {
      std::vector<uint32_t> edges;
      for (const Expr& child : expr.children) edges.push_back(truth(child, rule));
      return edges;
    };
    switch (expr.op) {
      case Op::literal: return constant_truth(expr.number != 0);
      case Op::parameter: {
        const Value* value = parameter(expr.name, rule);
        return value == nullptr ? unknown_truth() : constant_truth(value->number != 0);
      }
      case Op::field: return leaf({.kind = NodeKind::bit_column, .field = expr.name});
      case Op::condition: return named("c " + expr.name, r.find_condition(expr.name)->expr, rule);
      case Op::let: return named("l " + expr.name, r.find_let(expr.name)->expr, rule);
      case Op::all_of: return all(children());
      case Op::any_of: return any(children());
      case Op::negation: return truth(expr.children[0], rule) ^ 1;
      case Op::at_least: {
        std::map<std::pair<size_t, int64_t>, uint32_t> memory;
        return threshold(children(), 0, expr.number, memory);
      }
      case Op::known:
        if (!expr.children.empty()) return opaque_truth(expr, rule);
        return leaf({.kind = NodeKind::known_column, .field = expr.name});
      case Op::contains:
        return leaf({.kind = NodeKind::list_contains, .field = expr.name, .codes = expr.codes});
      case Op::eligible: {
        const auto other = index_.find(expr.name);
        if (other == index_.end()) return unknown_truth();
        if (!graph_.rules[other->second]->in_force(graph_.as_of)) return constant_truth(false);
        return root(other->second);
      }
      case Op::in_list:
      case Op::under_list: return membership(expr, rule);
      case Op::between: {
        const uint32_t x = number(expr.children[0], rule);
        return all({greater_equal(x, number(expr.children[1], rule)),
                    greater_equal(number(expr.children[2], rule), x)});
      }
      case Op::equal:
      case Op::not_equal:
      case Op::less:
      case Op::less_equal:
      case Op::greater:
      case Op::greater_equal: return comparison(expr, rule);
      default: return opaque_truth(expr, rule);
    }
  }

  uint32_t named(const std::string& name, const Expr& inner, uint32_t rule) {
    const std::pair<uint32_t, std::string> key{rule, name};
    const auto found = names_.find(key);
    if (found != names_.end()) return found->second;
    const uint32_t out = inner.type == Type::boolean ? truth(inner, rule) : number(inner, rule);
    names_[key] = out;
    return out;
  }

  uint32_t opaque_truth(const Expr& expr, uint32_t rule) {
    return leaf(opaque(NodeKind::truth_opaque, expr, rule));
  }
  Node opaque(NodeKind kind, const Expr& expr, uint32_t rule) {
    std::set<std::string> fields;
    std::set<std::string> followed;
    collect_opaque(expr, rule, fields, followed);
    return {.kind = kind,
            .opaque = &expr,
            .rule = rule,
            .opaque_fields = {fields.begin(), fields.end()}};
  }

  /// What an opaque expression reads, also through the policies it refers to.
  void collect_opaque(const Expr& expr, uint32_t rule, std::set<std::string>& fields,
                      std::set<std::string>& followed) {
    collect_fields(*graph_.rules[rule], expr, fields);
    std::vector<const Expr*> references;
    collect_references(*graph_.rules[rule], expr, references);
    for (const Expr* reference : references) {
      const auto other = index_.find(reference->name);
      if (other == index_.end() || !followed.insert(reference->name).second) continue;
      const Rule& named = *graph_.rules[other->second];
      collect_opaque(named.eligible, other->second, fields, followed);
      if (named.amount) collect_opaque(*named.amount, other->second, fields, followed);
    }
  }

  uint32_t membership(const Expr& expr, uint32_t rule) {
    if (expr.children[0].op != Op::field) return opaque_truth(expr, rule);
    std::vector<std::string> codes = expr.codes;
    if (!expr.name.empty()) {
      const Value* value = parameter(expr.name, rule);
      if (value == nullptr) return unknown_truth();
      codes = value->codes;
    }
    return code_set(expr.children[0].name, std::move(codes), expr.op == Op::under_list);
  }
  uint32_t code_set(const std::string& field, std::vector<std::string> codes, bool prefix) {
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    return leaf({.kind = NodeKind::code_in_set,
                 .field = field,
                 .codes = std::move(codes),
                 .prefix = prefix});
  }

  uint32_t comparison(const Expr& expr, uint32_t rule) {
    const Expr& left = expr.children[0];
    const Expr& right = expr.children[1];
    if (left.type == Type::boolean) {
      const uint32_t a = truth(left, rule);
      const uint32_t b = truth(right, rule);
      const uint32_t same = any({all({a, b}), all({a ^ 1, b ^ 1})});
      return expr.op == Op::equal ? same : same ^ 1;
    }
    if (left.type == Type::code) {
      const bool plain = left.op == Op::field && right.op == Op::literal;
      if (!plain) return opaque_truth(expr, rule);
      const uint32_t set = code_set(left.name, {right.name}, false);
      return expr.op == Op::equal ? set : set ^ 1;
    }
    const uint32_t a = number(left, rule);
    const uint32_t b = number(right, rule);
    switch (expr.op) {
      case Op::greater_equal: return greater_equal(a, b);
      case Op::less: return greater_equal(a, b) ^ 1;
      case Op::less_equal: return greater_equal(b, a);
      case Op::greater: return greater_equal(b, a) ^ 1;
      case Op::equal: return all({greater_equal(a, b), greater_equal(b, a)});
      default: return all({greater_equal(a, b), greater_equal(b, a)}) ^ 1;
    }
  }

  /// a >= b. Beside whole numbers a constant is whole too (x >= 7/3 is x >= 3) and one on the left
  /// becomes one on the right: c >= b is not (b >= c + 1).
  uint32_t greater_equal(uint32_t a, uint32_t b) {
    const std::optional<Fraction> left = fixed(a);
    const std::optional<Fraction> right = fixed(b);
    if (left && right) return constant_truth(compare(*left, *right) >= 0);
    if (right && (!graph_.nodes[a].fractional || right->denominator == 1))
      return at_least_constant(a, rounded(*right, Rounding::up).value());
    if (left && !graph_.nodes[b].fractional) {
      const int64_t bound = rounded(*left, Rounding::down).value();
      if (bound == INT64_MAX) return at_least_constant(b, INT64_MIN);
      return at_least_constant(b, bound + 1) ^ 1;
    }
    return leaf({.kind = NodeKind::numbers_at_least, .a = a, .b = b});
  }
  uint32_t at_least_constant(uint32_t a, int64_t bound) {
    const Node& node = graph_.nodes[a];
    if (node.kind == NodeKind::number_unknown) return unknown_truth();
    if (node.kind == NodeKind::number_column)
      return leaf({.kind = NodeKind::number_column_at_least,
                   .constant = bound,
                   .field = node.field,
                   .field_type = node.field_type});
    if (node.kind == NodeKind::date_column)
      return leaf({.kind = NodeKind::date_column_at_least,
                   .constant = std::clamp<int64_t>(bound, INT32_MIN, INT32_MAX),
                   .field = node.field,
                   .field_type = node.field_type});
    return leaf({.kind = NodeKind::number_at_least, .constant = bound, .a = a});
  }

  uint32_t number(const Expr& expr, uint32_t rule) {
    const Rule& r = *graph_.rules[rule];
    switch (expr.op) {
      case Op::literal: return constant(expr.number);
      case Op::parameter: {
        const Value* value = parameter(expr.name, rule);
        return value == nullptr ? unknown_number() : constant(value->number);
      }
      case Op::field:
        return intern(
            {.kind = expr.type == Type::date ? NodeKind::date_column : NodeKind::number_column,
             .field = expr.name,
             .field_type = expr.type});
      case Op::let: return named("l " + expr.name, r.find_let(expr.name)->expr, rule);
      case Op::as_of: return constant(graph_.as_of.days);
      case Op::policy_from: return constant(r.from.days);
      case Op::policy_to: return constant(r.to.value_or(Date{}).days);
      case Op::tax_year: return constant(year_month_day(graph_.as_of).year);
      case Op::add:
      case Op::subtract:
      case Op::multiply:
      case Op::divide:
      case Op::negate:
      case Op::rescale:
      case Op::minimum:
      case Op::maximum:
      case Op::round:
      case Op::months_between:
      case Op::years_between:
      case Op::days_between:
      case Op::year_of:
      case Op::year_start:
      case Op::year_end:
      case Op::shift_months: return arithmetic(expr, rule);
      case Op::choose: {
        const uint32_t condition = truth(expr.children[0], rule);
        const uint32_t first = number(expr.children[1], rule);
        return choose(condition, first, number(expr.children[2], rule));
      }
      case Op::amount_of: return amount_of(expr.name);
      case Op::lookup:
      case Op::progressive: return table(expr, rule);
      default: {
        Node node = opaque(NodeKind::number_opaque, expr, rule);
        node.fractional = expr.scale >= kFinestScale;
        return intern(std::move(node));
      }
    }
  }
  bool fractional(uint32_t node) const { return graph_.nodes[node].fractional; }

  uint32_t arithmetic(const Expr& expr, uint32_t rule) {
    uint32_t value = number(expr.children[0], rule);
    if (expr.children.size() == 1) return apply_node(expr, value, constant(1));
    for (size_t i = 1; i < expr.children.size(); ++i)
      value = apply_node(expr, value, number(expr.children[i], rule));
    return value;
  }
  uint32_t apply_node(const Expr& expr, uint32_t a, uint32_t b) {
    const std::optional<Fraction> left = fixed(a);
    const std::optional<Fraction> right = fixed(b);
    int64_t digits = expr.number;
    if (left && right) {
      const std::optional<Fraction> value = apply(expr.op, digits, expr.rounding, *left, *right);
      return value ? constant(*value) : unknown_number();
    }
    // Without a fraction there is nothing to round.
    if (expr.op == Op::rescale && digits == 0 && !fractional(a)) return a;
    if (expr.op == Op::multiply && ((left && !fractional(a)) || (right && !fractional(b)))) {
      // x * 30000 / 100 is x * 300 exactly: no fraction is needed.
      int64_t factor = graph_.nodes[left ? a : b].constant;
      while (digits > 0 && factor % 10 == 0) {
        factor /= 10;
        --digits;
      }
      const uint32_t other = left ? b : a;
      a = other;
      b = constant(factor);
    }
    const bool rounds =
        expr.op == Op::round || (expr.op == Op::rescale && expr.rounding != Rounding::exact);
    const bool whole =
        rounds || (gives_whole(expr.op, digits, expr.rounding) && !fractional(a) && !fractional(b));
    return intern({.kind = NodeKind::arithmetic,
                   .op = expr.op,
                   .rounding = expr.rounding,
                   .digits = digits,
                   .fractional = !whole,
                   .a = a,
                   .b = b});
  }

  uint32_t table(const Expr& expr, uint32_t rule) {
    const Rule& r = *graph_.rules[rule];
    const Table* found = r.find_table(expr.name);
    const std::vector<TableRow>* rows = table_rows(*found, graph_.as_of);
    if (rows == nullptr) return unknown_number();
    const auto cell = [&](const Cell& c) -> std::optional<int64_t> {
      if (c.parameter.empty()) return c.value.number;
      const Value* value = parameter(c.parameter, rule);
      if (value == nullptr) return std::nullopt;
      return value->number;
    };
    if (found->input == Type::code) {
      if (expr.children[0].op != Op::field)
        return intern(opaque(NodeKind::number_opaque, expr, rule));
      const auto value = [&](const Cell& c) {
        const std::optional<int64_t> number = cell(c);
        return number ? constant(*number) : unknown_number();
      };
      // The last row first: whoever has none of the codes.
      uint32_t out = found->otherwise ? value(*found->otherwise) : unknown_number();
      for (auto row = rows->rbegin(); row != rows->rend(); ++row)
        out =
            choose(code_set(expr.children[0].name, row->codes, row->under), value(row->value), out);
      return out;
    }
    Node node{.kind = expr.op == Op::lookup ? NodeKind::lookup : NodeKind::progressive};
    node.fractional = expr.op == Op::progressive;
    for (const TableRow& row : *rows) {
      if (expr.op == Op::progressive) {
        node.table.rows.push_back({.low = row.from.value_or(0),
                                   .high = row.to.value_or(INT64_MAX),
                                   .value = cell(row.value)});
        continue;
      }
      const bool low_open = row.from && !row.from_inclusive;
      const bool high_open = row.to && !row.to_inclusive;
      node.table.rows.push_back({.low = row.from ? *row.from + (low_open ? 1 : 0) : INT64_MIN,
                                 .high = row.to ? *row.to - (high_open ? 1 : 0) : INT64_MAX,
                                 .low_open = low_open,
                                 .high_open = high_open,
                                 .value = cell(row.value)});
    }
    if (found->otherwise) {
      node.table.has_otherwise = true;
      node.table.otherwise = cell(*found->otherwise);
    }
    node.a = number(expr.children[0], rule);
    return intern(std::move(node));
  }

  Graph& graph_;
  std::unordered_map<std::string, uint32_t> known_;
  std::map<std::pair<uint32_t, std::string>, uint32_t> names_;
  std::map<std::string, uint32_t, std::less<>> index_;
  std::vector<int> built_;         // 1 open, 2 done
  std::vector<int> amount_built_;  // the same
};

}  // namespace

Graph build_graph(const std::vector<const Rule*>& rules, const Vocabulary& vocabulary, Date as_of,
                  const ParameterValues& zone) {
  Graph graph;
  for (const Rule* rule : rules) {
    CHECK(rule->valid);
    graph.rules.push_back(std::make_unique<Rule>(*rule));
  }
  graph.vocabulary = vocabulary;
  graph.as_of = as_of;
  graph.zone = zone;
  Builder(graph).run();
  return graph;
}

namespace {

struct Bounds {
  Wide low = 0;
  Wide high = 0;
  bool known = false;
};

bool fits(const Bounds& bounds) {
  return bounds.known && bounds.low >= INT64_MIN && bounds.high <= INT64_MAX;
}

Bounds arithmetic_bounds(const Node& node, const Bounds& a, const Bounds& b) {
  if (!fits(a) || !fits(b)) return {};
  switch (node.op) {
    case Op::add: return {a.low + b.low, a.high + b.high, true};
    case Op::subtract: return {a.low - b.high, a.high - b.low, true};
    case Op::minimum: return {std::min(a.low, b.low), std::min(a.high, b.high), true};
    case Op::maximum: return {std::max(a.low, b.low), std::max(a.high, b.high), true};
    case Op::rescale: {
      if (node.digits < 0) return {};
      const Wide factor = power_of_ten(static_cast<int>(node.digits));
      return {a.low * factor, a.high * factor, true};
    }
    case Op::multiply: {
      if (node.digits != 0) return {};
      const Wide corners[] = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
      return {*std::min_element(corners, corners + 4), *std::max_element(corners, corners + 4),
              true};
    }
    default: return {};
  }
}

void bind_codes(const Node& node, BoundNode& bound) {
  const std::vector<std::string>& dictionary = bound.column->dictionary;
  bound.member.resize(dictionary.size());
  for (size_t i = 0; i < dictionary.size(); ++i) {
    const std::string& code = dictionary[i];
    const bool in = node.prefix
                        ? std::any_of(node.codes.begin(), node.codes.end(),
                                      [&](const std::string& c) { return code.starts_with(c); })
                        : std::binary_search(node.codes.begin(), node.codes.end(), code);
    bound.member[i] = in ? 1 : 0;
    if (!in) continue;
    const auto number = static_cast<uint16_t>(i);
    if (!bound.ranges.empty() && bound.ranges.back().second + 1 == number)
      bound.ranges.back().second = number;
    else
      bound.ranges.emplace_back(number, number);
  }
}

}  // namespace

std::vector<BoundNode> bind_graph(const Graph& graph, const ColumnTable& table) {
  std::vector<BoundNode> out(graph.nodes.size());
  std::vector<Bounds> bounds(graph.nodes.size());
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    BoundNode& bound = out[i];
    if (!node.field.empty()) {
      const Column* column = table.find(node.field);
      const Type wanted = node.kind == NodeKind::bit_column      ? Type::boolean
                          : node.kind == NodeKind::code_in_set   ? Type::code
                          : node.kind == NodeKind::list_contains ? Type::codes
                                                                 : node.field_type;
      const bool usable = column != nullptr && (node.kind == NodeKind::known_column ||
                                                (!column->yearly && column->type == wanted));
      bound.column = usable ? column : nullptr;
    }
    if (bound.column != nullptr && node.kind == NodeKind::code_in_set) bind_codes(node, bound);
    if (bound.column != nullptr && node.kind == NodeKind::list_contains) {
      const auto code = bound.column->index.find(node.codes[0]);
      if (code != bound.column->index.end()) bound.list_code = code->second;
    }
    if (node.kind == NodeKind::number_constant && !node.fractional)
      bounds[i] = {node.constant, node.constant, true};
    if (node.kind == NodeKind::number_column && bound.column != nullptr)
      bounds[i] = {bound.column->low, bound.column->high, true};
    if (node.kind == NodeKind::arithmetic && !node.fractional) {
      bounds[i] = arithmetic_bounds(node, bounds[node.a], bounds[node.b]);
      bound.safe = fits(bounds[i]);
    }
  }
  return out;
}

}  // namespace gaoxin::policy
