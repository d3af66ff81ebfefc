#include "policy/plan.h"

#include <algorithm>
#include <bit>
#include <map>
#include <mutex>
#include <thread>

#include "base/check.h"
#include "policy/kernels.h"
#include "policy/plan_graph.h"

namespace gaoxin::policy {

namespace {

constexpr size_t kBatch = 512;  // rows of one step of amounts

/// One step of a tile: compute a node, or take the verdict of a policy whose node is ready.
struct Step {
  bool finish = false;
  uint32_t id = 0;  // node or policy
};

/// Where values of nodes lie while a list of rows is evaluated: slot x stride.
struct RowSlots {
  std::vector<int64_t> values{};
  std::vector<uint8_t> known{};
  std::vector<Fraction> fractions{};      // of fractional nodes
  std::vector<uint32_t> slot{};           // by node
  std::vector<uint32_t> fraction_slot{};  // by node
  size_t stride = 1;
  int64_t* value(uint32_t node) { return values.data() + slot[node] * stride; }
  uint8_t* is_known(uint32_t node) { return known.data() + slot[node] * stride; }
  Fraction* fraction(uint32_t node) { return fractions.data() + fraction_slot[node] * stride; }

  void prepare(size_t nodes, size_t most, size_t most_fractions) {
    slot.resize(nodes);
    fraction_slot.resize(nodes);
    values.resize(most * stride);
    known.resize(most * stride);
    fractions.resize(most_fractions * stride);
  }
};
size_t count_fractional(const Graph& graph, const std::vector<uint32_t>& program) {
  return static_cast<size_t>(std::count_if(
      program.begin(), program.end(), [&](uint32_t node) { return graph.nodes[node].fractional; }));
}
/// Gives the nodes of a program their places.
void place(const Graph& graph, const std::vector<uint32_t>& program, RowSlots& slots) {
  uint32_t fractions = 0;
  for (uint32_t i = 0; i < program.size(); ++i) {
    slots.slot[program[i]] = i;
    if (graph.nodes[program[i]].fractional) slots.fraction_slot[program[i]] = fractions++;
  }
}

/// Arguments and result are known to fit for every row, so plain loops will do.
void safe_arithmetic(const Node& node, const int64_t* a, const int64_t* b, int64_t* out, size_t n) {
  const auto each = [&](const auto& compute) {
    for (size_t i = 0; i < n; ++i) out[i] = compute(a[i], b[i]);
  };
  switch (node.op) {
    case Op::add: return each([](int64_t x, int64_t y) { return x + y; });
    case Op::subtract: return each([](int64_t x, int64_t y) { return x - y; });
    case Op::multiply: return each([](int64_t x, int64_t y) { return x * y; });
    case Op::minimum: return each([](int64_t x, int64_t y) { return std::min(x, y); });
    case Op::maximum: return each([](int64_t x, int64_t y) { return std::max(x, y); });
    default: {
      const int64_t factor = power_of_ten(static_cast<int>(node.digits));
      return each([factor](int64_t x, int64_t) { return x * factor; });
    }
  }
}

/// Of a node that only has whole values.
std::optional<int64_t> whole_number(const std::optional<Fraction>& x) {
  return x ? rounded(*x, Rounding::exact) : std::nullopt;
}
std::optional<int64_t> look_up(const ClosedTable& table, const Fraction& x) {
  return x.denominator == 1 ? table.find(static_cast<int64_t>(x.numerator)) : table.find(x);
}

/// The facts an opaque expression reads, for one row.
Facts facts_of(const Node& node, const ColumnTable& table, size_t row) {
  Facts facts;
  for (const std::string& field : node.opaque_fields) {
    Datum datum = table.get(row, field);
    if (datum.known) facts.emplace(field, std::move(datum));
  }
  return facts;
}

}  // namespace

Verdict VerdictPlanes::verdict(size_t row) const {
  if ((is_true[row / 64] >> (row % 64) & 1) != 0) return Verdict::eligible;
  if ((is_false[row / 64] >> (row % 64) & 1) != 0) return Verdict::ineligible;
  return Verdict::unknown;
}

void VerdictPlanes::set(size_t row, Verdict verdict) {
  const uint64_t bit = uint64_t{1} << (row % 64);
  uint64_t& t = is_true[row / 64];
  uint64_t& f = is_false[row / 64];
  t = verdict == Verdict::eligible ? t | bit : t & ~bit;
  f = verdict == Verdict::ineligible ? f | bit : f & ~bit;
}

struct Plan::Implementation {
  Graph graph{};
  size_t policies = 0;  // the first of the graph's
  std::vector<Step> steps{};
  std::vector<uint32_t> plane_slot{};     // by node; two planes of a tile each
  std::vector<uint32_t> number_slot{};    // by node; values and known words of a tile
  std::vector<uint32_t> fraction_slot{};  // by node; the same of fractional nodes
  size_t plane_slots = 0;
  size_t number_slots = 0;
  size_t fraction_slots = 0;
  std::vector<std::vector<uint32_t>> verdict_programs{};
  std::vector<std::vector<uint32_t>> amount_programs{};
  std::vector<uint32_t> every_node{};
  size_t fractional_nodes = 0;
  std::map<std::string, std::vector<uint32_t>, std::less<>> dependents{};
  std::vector<uint32_t> nobody{};

  struct Binding {
    uint64_t generation = 0;
    std::vector<BoundNode> nodes{};
  };
  mutable std::mutex binding_mutex{};
  mutable std::shared_ptr<const Binding> binding{};

  void schedule();
  void allocate();
  void index_fields();
  std::shared_ptr<const Binding> bind(const ColumnTable& table) const;
  Computed opaque(const Node& node, const ColumnTable& table, size_t row) const;
  void rows_node(uint32_t id, const std::vector<BoundNode>& bound, const ColumnTable& table,
                 const uint32_t* rows, size_t n, RowSlots& slots) const;
  void rows_truth(const Node& node, const BoundNode& bound, const uint32_t* rows, size_t n,
                  int64_t* value, uint8_t* known) const;
};

void Plan::Implementation::schedule() {
  for (uint32_t i = 0; i < graph.nodes.size(); ++i) every_node.push_back(i);
  fractional_nodes = count_fractional(graph, every_node);
  std::vector<uint8_t> scheduled(graph.nodes.size());
  for (uint32_t p = 0; p < policies; ++p) {
    verdict_programs.push_back(graph.program(graph.roots[p] >> 1));
    for (const uint32_t node : verdict_programs.back()) {
      if (scheduled[node] != 0) continue;
      scheduled[node] = 1;
      steps.push_back({false, node});
    }
    steps.push_back({true, p});
    CHECK(graph.amounts[p] < 0 || !graph.nodes[static_cast<size_t>(graph.amounts[p])].fractional);
    amount_programs.push_back(graph.amounts[p] < 0
                                  ? std::vector<uint32_t>{}
                                  : graph.program(static_cast<uint32_t>(graph.amounts[p])));
  }
}

/// Gives every scheduled node a place for its tile and takes it back after its last reader.
void Plan::Implementation::allocate() {
  std::vector<size_t> last(graph.nodes.size(), 0);
  for (size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].finish) {
      last[graph.roots[steps[i].id] >> 1] = i;
      continue;
    }
    last[steps[i].id] = std::max(last[steps[i].id], i);
    for (const uint32_t input : graph.inputs(steps[i].id)) last[input] = i;
  }
  plane_slot.assign(graph.nodes.size(), 0);
  number_slot.assign(graph.nodes.size(), 0);
  fraction_slot.assign(graph.nodes.size(), 0);
  std::vector<uint32_t> free_planes;
  std::vector<uint32_t> free_numbers;
  std::vector<uint32_t> free_fractions;
  const auto take = [](std::vector<uint32_t>& free, size_t& count) {
    if (free.empty()) return static_cast<uint32_t>(count++);
    const uint32_t slot = free.back();
    free.pop_back();
    return slot;
  };
  const auto release = [&](uint32_t node) {
    if (is_truth(graph.nodes[node].kind))
      free_planes.push_back(plane_slot[node]);
    else if (graph.nodes[node].fractional)
      free_fractions.push_back(fraction_slot[node]);
    else
      free_numbers.push_back(number_slot[node]);
  };
  for (size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].finish) {
      const uint32_t root = graph.roots[steps[i].id] >> 1;
      if (last[root] == i) release(root);
      continue;
    }
    const uint32_t node = steps[i].id;
    if (is_truth(graph.nodes[node].kind))
      plane_slot[node] = take(free_planes, plane_slots);
    else if (graph.nodes[node].fractional)
      fraction_slot[node] = take(free_fractions, fraction_slots);
    else
      number_slot[node] = take(free_numbers, number_slots);
    std::vector<uint32_t> inputs = graph.inputs(node);
    std::sort(inputs.begin(), inputs.end());
    inputs.erase(std::unique(inputs.begin(), inputs.end()), inputs.end());
    for (const uint32_t input : inputs)
      if (last[input] == i) release(input);
  }
}

void Plan::Implementation::index_fields() {
  for (uint32_t p = 0; p < policies; ++p) {
    std::set<std::string> fields;
    const auto collect = [&](const std::vector<uint32_t>& program) {
      for (const uint32_t id : program) {
        const Node& node = graph.nodes[id];
        if (!node.field.empty()) fields.insert(node.field);
        fields.insert(node.opaque_fields.begin(), node.opaque_fields.end());
      }
    };
    collect(verdict_programs[p]);
    collect(amount_programs[p]);
    for (const std::string& field : fields) dependents[field].push_back(p);
  }
}

std::shared_ptr<const Plan::Implementation::Binding> Plan::Implementation::bind(
    const ColumnTable& table) const {
  const std::lock_guard lock(binding_mutex);
  if (!binding || binding->generation != table.generation())
    binding =
        std::make_shared<const Binding>(Binding{table.generation(), bind_graph(graph, table)});
  return binding;
}

Computed Plan::Implementation::opaque(const Node& node, const ColumnTable& table,
                                      size_t row) const {
  const Facts facts = facts_of(node, table, row);
  const auto find = [this](const std::string& id) -> const Rule* {
    const auto found = std::find_if(graph.rules.begin(), graph.rules.end(),
                                    [&](const auto& rule) { return rule->id == id; });
    return found == graph.rules.end() ? nullptr : found->get();
  };
  Evaluator evaluator(
      Situation{*graph.rules[node.rule], graph.vocabulary, facts, graph.as_of, graph.zone,
                other_policies(find, graph.vocabulary, facts, graph.as_of, graph.zone)});
  return evaluator.evaluate(*node.opaque);
}

// A list of rows --------------------------------------------------------------------------------

void Plan::Implementation::rows_truth(const Node& node, const BoundNode& bound,
                                      const uint32_t* rows, size_t n, int64_t* value,
                                      uint8_t* known) const {
  const Column* column = bound.column;
  for (size_t i = 0; i < n; ++i) {
    const size_t row = rows[i];
    const bool present = column != nullptr && column->is_known(row);
    known[i] = present ? 1 : 0;
    value[i] = 0;
    if (node.kind == NodeKind::known_column) {
      known[i] = 1;
      value[i] = present ? 1 : 0;
    }
    if (!present) continue;
    switch (node.kind) {
      case NodeKind::bit_column: value[i] = column->bits[row / 64] >> (row % 64) & 1; break;
      case NodeKind::number_column_at_least:
        value[i] = column->numbers[row] >= node.constant ? 1 : 0;
        break;
      case NodeKind::date_column_at_least:
        value[i] = column->days[row] >= node.constant ? 1 : 0;
        break;
      case NodeKind::code_in_set: value[i] = bound.member[column->codes[row]]; break;
      case NodeKind::list_contains: {
        const std::vector<uint16_t>& list = column->lists[row];
        value[i] = std::find(list.begin(), list.end(), bound.list_code) != list.end() ? 1 : 0;
        break;
      }
      default: break;
    }
  }
}

void Plan::Implementation::rows_node(uint32_t id, const std::vector<BoundNode>& bound,
                                     const ColumnTable& table, const uint32_t* rows, size_t n,
                                     RowSlots& slots) const {
  const Node& node = graph.nodes[id];
  int64_t* value = slots.value(id);
  uint8_t* known = slots.is_known(id);
  const auto each = [&](const auto& compute) {
    for (size_t i = 0; i < n; ++i) {
      const std::optional<int64_t> x = compute(i);
      known[i] = x ? 1 : 0;
      value[i] = x.value_or(0);
    }
  };
  const auto each_fraction = [&](const auto& compute) {
    Fraction* fraction = slots.fraction(id);
    for (size_t i = 0; i < n; ++i) {
      const std::optional<Fraction> x = compute(i);
      known[i] = x ? 1 : 0;
      fraction[i] = x.value_or(Fraction{});
    }
  };
  const auto argument = [&](uint32_t from, size_t i) -> std::optional<Fraction> {
    if (slots.is_known(from)[i] == 0) return std::nullopt;
    if (graph.nodes[from].fractional) return slots.fraction(from)[i];
    return Fraction{slots.value(from)[i], 1};
  };
  const auto has_fractions = [&](std::initializer_list<uint32_t> from) {
    return std::any_of(from.begin(), from.end(),
                       [&](uint32_t x) { return graph.nodes[x].fractional; });
  };
  switch (node.kind) {
    case NodeKind::truth_constant:
    case NodeKind::number_constant:
      if (node.fractional)
        return each_fraction([&](size_t) { return std::optional(node.fraction); });
      std::fill(value, value + n, node.constant);
      std::fill(known, known + n, uint8_t{1});
      return;
    case NodeKind::truth_unknown:
    case NodeKind::number_unknown:
      std::fill(value, value + n, 0);
      std::fill(known, known + n, uint8_t{0});
      return;
    case NodeKind::all: {
      for (size_t i = 0; i < n; ++i) {
        bool some_false = false;
        bool some_unknown = false;
        for (const uint32_t edge : node.children) {
          const uint32_t child = edge >> 1;
          if (slots.is_known(child)[i] == 0)
            some_unknown = true;
          else if ((slots.value(child)[i] ^ static_cast<int64_t>(edge & 1)) == 0)
            some_false = true;
        }
        known[i] = some_false || !some_unknown ? 1 : 0;
        value[i] = !some_false && !some_unknown ? 1 : 0;
      }
      return;
    }
    case NodeKind::number_column:
    case NodeKind::date_column: {
      const Column* column = bound[id].column;
      if (column == nullptr) {
        std::fill(value, value + n, 0);
        std::fill(known, known + n, uint8_t{0});
        return;
      }
      // A missing value is 0 in the array, so nothing has to be decided here.
      for (size_t i = 0; i < n; ++i)
        known[i] = static_cast<uint8_t>(column->known[rows[i] / 64] >> (rows[i] % 64) & 1);
      if (node.kind == NodeKind::number_column)
        for (size_t i = 0; i < n; ++i) value[i] = column->numbers[rows[i]];
      else
        for (size_t i = 0; i < n; ++i) value[i] = column->days[rows[i]];
      return;
    }
    case NodeKind::number_at_least: {
      if (has_fractions({node.a}))
        return each([&](size_t i) -> std::optional<int64_t> {
          const std::optional<Fraction> a = argument(node.a, i);
          if (!a) return std::nullopt;
          return compare(*a, {node.constant, 1}) >= 0 ? 1 : 0;
        });
      const int64_t* a = slots.value(node.a);
      const uint8_t* ka = slots.is_known(node.a);
      for (size_t i = 0; i < n; ++i) {
        known[i] = ka[i];
        value[i] = a[i] >= node.constant ? 1 : 0;
      }
      return;
    }
    case NodeKind::numbers_at_least: {
      if (has_fractions({node.a, node.b}))
        return each([&](size_t i) -> std::optional<int64_t> {
          const std::optional<Fraction> a = argument(node.a, i);
          const std::optional<Fraction> b = argument(node.b, i);
          if (!a || !b) return std::nullopt;
          return compare(*a, *b) >= 0 ? 1 : 0;
        });
      const int64_t* a = slots.value(node.a);
      const int64_t* b = slots.value(node.b);
      for (size_t i = 0; i < n; ++i) {
        known[i] = slots.is_known(node.a)[i] & slots.is_known(node.b)[i];
        value[i] = a[i] >= b[i] ? 1 : 0;
      }
      return;
    }
    case NodeKind::arithmetic: {
      if (node.fractional || has_fractions({node.a, node.b})) {
        const auto compute = [&](size_t i) -> std::optional<Fraction> {
          const std::optional<Fraction> a = argument(node.a, i);
          const std::optional<Fraction> b = argument(node.b, i);
          if (!a || !b) return std::nullopt;
          return apply(node.op, node.digits, node.rounding, *a, *b);
        };
        if (node.fractional) return each_fraction(compute);
        return each([&](size_t i) { return whole_number(compute(i)); });
      }
      const int64_t* a = slots.value(node.a);
      const int64_t* b = slots.value(node.b);
      const uint8_t* ka = slots.is_known(node.a);
      const uint8_t* kb = slots.is_known(node.b);
      if (bound[id].safe) {
        for (size_t i = 0; i < n; ++i) known[i] = ka[i] & kb[i];
        safe_arithmetic(node, a, b, value, n);
        return;
      }
      each([&](size_t i) -> std::optional<int64_t> {
        if ((ka[i] & kb[i]) == 0) return std::nullopt;
        return apply_whole(node.op, node.digits, node.rounding, a[i], b[i]);
      });
      return;
    }
    case NodeKind::choose: {
      const auto chosen = [&](size_t i) -> std::optional<Fraction> {
        const uint32_t condition = node.a >> 1;
        if (slots.is_known(condition)[i] == 0) return std::nullopt;
        const bool first = (slots.value(condition)[i] ^ static_cast<int64_t>(node.a & 1)) != 0;
        return argument(first ? node.b : node.c, i);
      };
      if (node.fractional) return each_fraction(chosen);
      return each([&](size_t i) { return whole_number(chosen(i)); });
    }
    case NodeKind::lookup:
      each([&](size_t i) -> std::optional<int64_t> {
        const std::optional<Fraction> a = argument(node.a, i);
        if (!a) return std::nullopt;
        return look_up(node.table, *a);
      });
      return;
    case NodeKind::progressive:
      each_fraction([&](size_t i) -> std::optional<Fraction> {
        const std::optional<Fraction> a = argument(node.a, i);
        return a ? node.table.progressive(*a) : std::nullopt;
      });
      return;
    case NodeKind::truth_opaque:
    case NodeKind::number_opaque:
      for (size_t i = 0; i < n; ++i) {
        const Computed computed = opaque(node, table, rows[i]);
        known[i] = computed.known ? 1 : 0;
        value[i] = computed.known ? computed.number : 0;
        if (node.fractional) slots.fraction(id)[i] = computed.exact;
      }
      return;
    default: rows_truth(node, bound[id], rows, n, value, known);
  }
}

// A tile ------------------------------------------------------------------------------------------

namespace {

void add(GroupTotals& sum, const GroupTotals& part) {
  sum.eligible += part.eligible;
  sum.ineligible += part.ineligible;
  sum.amounts_unknown += part.amounts_unknown;
  sum.amount += part.amount;
}

}  // namespace

/// What one thread needs to walk tiles.
class TileRunner {
 public:
  TileRunner(const Plan::Implementation& plan, const std::vector<BoundNode>& bound,
             const ColumnTable& table, BulkResult& result, KeepPlanes keep,
             const Grouping& grouping)
      : plan_(plan),
        bound_(bound),
        table_(table),
        result_(result),
        keep_(keep),
        group_of_(grouping.group_of) {
    planes_.resize(plan.plane_slots * 2 * kTileWords);
    numbers_.resize(plan.number_slots * kTileRows);
    number_known_.resize(plan.number_slots * kTileWords);
    fractions_.resize(plan.fraction_slots * kTileRows);
    fraction_known_.resize(plan.fraction_slots * kTileWords);
    fraction_at_.resize(plan.graph.nodes.size());
    number_at_.resize(plan.graph.nodes.size());
    known_at_.resize(plan.graph.nodes.size());
    totals.resize(plan.policies);
    by_group.assign(plan.policies, std::vector<GroupTotals>(grouping.groups));
    size_t longest = 1;
    size_t most_fractions = 0;
    for (const auto& program : plan.amount_programs) {
      longest = std::max(longest, program.size());
      most_fractions = std::max(most_fractions, count_fractional(plan.graph, program));
    }
    slots_.stride = kBatch;
    slots_.prepare(plan.graph.nodes.size(), longest, most_fractions);
  }

  void run(size_t tile) {
    tile_ = tile;
    if (!group_of_.empty()) find_groups();
    for (const Step& step : plan_.steps) {
      if (step.finish)
        finish(step.id);
      else if (is_truth(plan_.graph.nodes[step.id].kind))
        truth(step.id);
      else
        number(step.id);
    }
  }

  // Sums in 128 bits, so that the order of adding cannot matter.
  std::vector<GroupTotals> totals{};
  std::vector<std::vector<GroupTotals>> by_group{};

 private:
  uint64_t* plane(uint32_t node, bool is_true) {
    return planes_.data() + (plan_.plane_slot[node] * 2 + (is_true ? 0 : 1)) * kTileWords;
  }
  const uint64_t* column_known(const Column& column) const {
    return column.known.data() + tile_ * kTileWords;
  }

  void from_bits(const uint64_t* bits, const uint64_t* known, uint64_t* t, uint64_t* f) {
    for (size_t w = 0; w < kTileWords; ++w) {
      const uint64_t x = bits[w];
      const uint64_t k = known[w];
      t[w] = x & k;
      f[w] = ~x & k;
    }
  }

  void all(const Node& node, uint64_t* t, uint64_t* f) {
    const auto pick = [&](uint32_t edge, bool is_true) {
      return plane(edge >> 1, ((edge & 1) == 0) == is_true);
    };
    const uint64_t* t0 = pick(node.children[0], true);
    const uint64_t* f0 = pick(node.children[0], false);
    const uint64_t* t1 = pick(node.children[1], true);
    const uint64_t* f1 = pick(node.children[1], false);
    for (size_t w = 0; w < kTileWords; ++w) {
      t[w] = t0[w] & t1[w];
      f[w] = f0[w] | f1[w];
    }
    for (size_t i = 2; i < node.children.size(); ++i) {
      const uint64_t* ti = pick(node.children[i], true);
      const uint64_t* fi = pick(node.children[i], false);
      for (size_t w = 0; w < kTileWords; ++w) {
        t[w] &= ti[w];
        f[w] |= fi[w];
      }
    }
  }

  void truth(uint32_t id) {
    const Node& node = plan_.graph.nodes[id];
    const BoundNode& bound = bound_[id];
    uint64_t* t = plane(id, true);
    uint64_t* f = plane(id, false);
    uint64_t bits[kTileWords];
    const size_t row = tile_ * kTileRows;
    const bool column_leaf = !node.field.empty();
    if (node.kind == NodeKind::truth_unknown || (column_leaf && bound.column == nullptr)) {
      std::fill(t, t + kTileWords, 0);
      const bool known_of_nothing = node.kind == NodeKind::known_column;
      std::fill(f, f + kTileWords, known_of_nothing ? ~uint64_t{0} : 0);
      return;
    }
    switch (node.kind) {
      case NodeKind::truth_constant:
        std::fill(t, t + kTileWords, ~uint64_t{0});
        std::fill(f, f + kTileWords, 0);
        return;
      case NodeKind::all: all(node, t, f); return;
      case NodeKind::known_column: {
        const uint64_t* known = column_known(*bound.column);
        for (size_t w = 0; w < kTileWords; ++w) {
          t[w] = known[w];
          f[w] = ~known[w];
        }
        return;
      }
      case NodeKind::bit_column:
        from_bits(bound.column->bits.data() + tile_ * kTileWords, column_known(*bound.column), t,
                  f);
        return;
      case NodeKind::number_column_at_least:
        at_least(bound.column->numbers.data() + row, node.constant, bits, kTileWords);
        from_bits(bits, column_known(*bound.column), t, f);
        return;
      case NodeKind::date_column_at_least:
        at_least(bound.column->days.data() + row, static_cast<int32_t>(node.constant), bits,
                 kTileWords);
        from_bits(bits, column_known(*bound.column), t, f);
        return;
      case NodeKind::code_in_set:
        std::fill(bits, bits + kTileWords, 0);
        for (const auto& [first, last] : bound.ranges)
          within(bound.column->codes.data() + row, first, last, bits, kTileWords);
        from_bits(bits, column_known(*bound.column), t, f);
        return;
      case NodeKind::number_at_least:
        if (plan_.graph.nodes[node.a].fractional)
          return compare_fractions(known_at_[node.a], t, f, [&](size_t i) {
            return compare(fraction_at_[node.a][i], {node.constant, 1}) >= 0;
          });
        at_least(number_at_[node.a], node.constant, bits, kTileWords);
        from_bits(bits, known_at_[node.a], t, f);
        return;
      case NodeKind::numbers_at_least: {
        uint64_t both[kTileWords];
        for (size_t w = 0; w < kTileWords; ++w)
          both[w] = known_at_[node.a][w] & known_at_[node.b][w];
        if (plan_.graph.nodes[node.a].fractional || plan_.graph.nodes[node.b].fractional)
          return compare_fractions(both, t, f, [&](size_t i) {
            return compare(value_at(node.a, i), value_at(node.b, i)) >= 0;
          });
        at_least(number_at_[node.a], number_at_[node.b], bits, kTileWords);
        from_bits(bits, both, t, f);
        return;
      }
      default: row_by_row_truth(id, t, f);
    }
  }

  /// A known value.
  Fraction value_at(uint32_t id, size_t i) const {
    if (plan_.graph.nodes[id].fractional) return fraction_at_[id][i];
    return {number_at_[id][i], 1};
  }
  template <typename Holds>
  static void compare_fractions(const uint64_t* known, uint64_t* t, uint64_t* f,
                                const Holds& holds) {
    for (size_t w = 0; w < kTileWords; ++w) {
      uint64_t bits = 0;
      for (uint64_t open = known[w]; open != 0; open &= open - 1) {
        const auto i = static_cast<size_t>(std::countr_zero(open));
        bits |= static_cast<uint64_t>(holds(w * 64 + i)) << i;
      }
      t[w] = bits;
      f[w] = known[w] & ~bits;
    }
  }

  void row_by_row_truth(uint32_t id, uint64_t* t, uint64_t* f) {
    const Node& node = plan_.graph.nodes[id];
    std::fill(t, t + kTileWords, 0);
    std::fill(f, f + kTileWords, 0);
    const size_t first = tile_ * kTileRows;
    const size_t rows = std::min(kTileRows, table_.rows() - first);
    for (size_t i = 0; i < rows; ++i) {
      int64_t value = 0;
      uint8_t known = 0;
      const auto row = static_cast<uint32_t>(first + i);
      if (node.kind == NodeKind::truth_opaque) {
        const Computed computed = plan_.opaque(node, table_, row);
        value = computed.number;
        known = computed.known ? 1 : 0;
      } else {
        plan_.rows_truth(node, bound_[id], &row, 1, &value, &known);
      }
      if (known == 0) continue;
      (value != 0 ? t : f)[i / 64] |= uint64_t{1} << (i % 64);
    }
  }

  static bool bit(const uint64_t* words, size_t i) { return (words[i / 64] >> (i % 64) & 1) != 0; }

  void number(uint32_t id) {
    const Node& node = plan_.graph.nodes[id];
    if (node.fractional) return fractional_number(id);
    const BoundNode& bound = bound_[id];
    int64_t* value = numbers_.data() + plan_.number_slot[id] * kTileRows;
    uint64_t* known = number_known_.data() + plan_.number_slot[id] * kTileWords;
    number_at_[id] = value;
    known_at_[id] = known;
    if (node.kind == NodeKind::number_column && bound.column != nullptr) {
      number_at_[id] = bound.column->numbers.data() + tile_ * kTileRows;
      known_at_[id] = column_known(*bound.column);
      return;
    }
    if (node.kind == NodeKind::number_constant) {
      std::fill(value, value + kTileRows, node.constant);
      std::fill(known, known + kTileWords, ~uint64_t{0});
      return;
    }
    if (node.kind == NodeKind::arithmetic && bound.safe) {
      for (size_t w = 0; w < kTileWords; ++w)
        known[w] = known_at_[node.a][w] & known_at_[node.b][w];
      safe_arithmetic(node, number_at_[node.a], number_at_[node.b], value, kTileRows);
      return;
    }
    std::fill(known, known + kTileWords, 0);
    std::fill(value, value + kTileRows, 0);
    row_by_row(known, [&](size_t i, size_t row) {
      const std::optional<int64_t> x = whole_number(one_number(node, bound, i, row));
      if (x) value[i] = *x;
      return x.has_value();
    });
  }
  void fractional_number(uint32_t id) {
    const Node& node = plan_.graph.nodes[id];
    Fraction* value = fractions_.data() + plan_.fraction_slot[id] * kTileRows;
    uint64_t* known = fraction_known_.data() + plan_.fraction_slot[id] * kTileWords;
    fraction_at_[id] = value;
    known_at_[id] = known;
    std::fill(known, known + kTileWords, 0);
    row_by_row(known, [&](size_t i, size_t row) {
      const std::optional<Fraction> x = one_number(node, bound_[id], i, row);
      if (x) value[i] = *x;
      return x.has_value();
    });
  }
  template <typename Compute>
  void row_by_row(uint64_t* known, const Compute& compute) {
    const size_t first = tile_ * kTileRows;
    const size_t rows = std::min(kTileRows, table_.rows() - first);
    for (size_t i = 0; i < rows; ++i)
      if (compute(i, first + i)) known[i / 64] |= uint64_t{1} << (i % 64);
  }

  std::optional<Fraction> one_number(const Node& node, const BoundNode& bound, size_t i,
                                     size_t row) {
    const auto argument = [&](uint32_t id) -> std::optional<Fraction> {
      if (!bit(known_at_[id], i)) return std::nullopt;
      return value_at(id, i);
    };
    switch (node.kind) {
      case NodeKind::number_constant: return node.fraction;
      case NodeKind::date_column:
        if (bound.column == nullptr || !bound.column->is_known(row)) return std::nullopt;
        return Fraction{bound.column->days[row], 1};
      case NodeKind::arithmetic: {
        const std::optional<Fraction> a = argument(node.a);
        const std::optional<Fraction> b = argument(node.b);
        if (!a || !b) return std::nullopt;
        return apply(node.op, node.digits, node.rounding, *a, *b);
      }
      case NodeKind::choose: {
        const bool inverted = (node.a & 1) != 0;
        if (bit(plane(node.a >> 1, !inverted), i)) return argument(node.b);
        if (bit(plane(node.a >> 1, inverted), i)) return argument(node.c);
        return std::nullopt;
      }
      case NodeKind::lookup: {
        const std::optional<Fraction> a = argument(node.a);
        const std::optional<int64_t> found = a ? look_up(node.table, *a) : std::nullopt;
        if (!found) return std::nullopt;
        return Fraction{*found, 1};
      }
      case NodeKind::progressive: {
        const std::optional<Fraction> a = argument(node.a);
        return a ? node.table.progressive(*a) : std::nullopt;
      }
      case NodeKind::number_opaque: {
        const Computed computed = plan_.opaque(node, table_, row);
        if (!computed.known) return std::nullopt;
        return computed.exact;
      }
      default: return std::nullopt;
    }
  }

  void finish(uint32_t policy) {
    const uint32_t root = plan_.graph.roots[policy];
    uint64_t* t = plane(root >> 1, (root & 1) == 0);
    const uint64_t* f = plane(root >> 1, (root & 1) != 0);
    const size_t first = tile_ * kTileWords;
    const size_t rows = table_.rows() - tile_ * kTileRows;
    const size_t words = std::min(kTileWords, (rows + 63) / 64);
    int64_t eligible = 0;
    int64_t ineligible = 0;
    for (size_t w = 0; w < kTileWords; ++w) {
      const uint64_t mask = rows >= (w + 1) * 64 ? ~uint64_t{0}
                            : rows > w * 64      ? (uint64_t{1} << (rows - w * 64)) - 1
                                                 : 0;
      const uint64_t is_true = t[w] & mask;
      const uint64_t is_false = f[w] & mask;
      eligible += std::popcount(is_true);
      ineligible += std::popcount(is_false);
      if (keep_ == KeepPlanes::yes) {
        result_.planes[policy].is_true[first + w] = is_true;
        result_.planes[policy].is_false[first + w] = is_false;
      }
      if (!group_of_.empty() && !one_group_) {
        count_groups(policy, w, is_true, &GroupTotals::eligible);
        count_groups(policy, w, is_false, &GroupTotals::ineligible);
      }
    }
    totals[policy].eligible += eligible;
    totals[policy].ineligible += ineligible;
    if (one_group_) {
      by_group[policy][*one_group_].eligible += eligible;
      by_group[policy][*one_group_].ineligible += ineligible;
    }
    if (eligible > 0 && plan_.graph.amounts[policy] >= 0) amounts(policy, t, words, rows);
  }

  /// Whether the rows of the tile are all of one group.
  void find_groups() {
    const size_t first = tile_ * kTileRows;
    const auto rows = group_of_.subspan(first, std::min(kTileRows, table_.rows() - first));
    one_group_ = rows.front();
    for (const uint32_t group : rows)
      if (group != rows.front()) one_group_.reset();
  }
  void count_groups(uint32_t policy, size_t word, uint64_t bits, int64_t GroupTotals::*count) {
    std::vector<GroupTotals>& groups = by_group[policy];
    const uint32_t* group = group_of_.data() + tile_ * kTileRows + word * 64;
    for (; bits != 0; bits &= bits - 1) ++(groups[group[std::countr_zero(bits)]].*count);
  }

  void amounts(uint32_t policy, const uint64_t* t, size_t words, size_t rows) {
    uint32_t selected[kBatch];
    size_t n = 0;
    const auto base = static_cast<uint32_t>(tile_ * kTileRows);
    for (size_t w = 0; w < words; ++w) {
      uint64_t bits = t[w];
      if (rows < (w + 1) * 64) bits &= (uint64_t{1} << (rows - w * 64)) - 1;
      while (bits != 0) {
        selected[n++] =
            base + static_cast<uint32_t>(w * 64) + static_cast<uint32_t>(std::countr_zero(bits));
        bits &= bits - 1;
        if (n == kBatch) {
          amount_batch(policy, selected, n);
          n = 0;
        }
      }
    }
    if (n > 0) amount_batch(policy, selected, n);
  }

  void amount_batch(uint32_t policy, const uint32_t* rows, size_t n) {
    const std::vector<uint32_t>& program = plan_.amount_programs[policy];
    place(plan_.graph, program, slots_);
    for (const uint32_t node : program) plan_.rows_node(node, bound_, table_, rows, n, slots_);
    const auto node = static_cast<uint32_t>(plan_.graph.amounts[policy]);
    const int64_t* value = slots_.value(node);
    const uint8_t* known = slots_.is_known(node);
    GroupTotals& total = totals[policy];
    for (size_t i = 0; i < n; ++i) {
      if (known[i] == 0)
        ++total.amounts_unknown;
      else
        total.amount += value[i];
    }
    if (group_of_.empty()) return;
    for (size_t i = 0; i < n; ++i) {
      GroupTotals& group = by_group[policy][group_of_[rows[i]]];
      if (known[i] == 0)
        ++group.amounts_unknown;
      else
        group.amount += value[i];
    }
  }

  const Plan::Implementation& plan_;
  const std::vector<BoundNode>& bound_;
  const ColumnTable& table_;
  BulkResult& result_;
  KeepPlanes keep_;
  std::span<const uint32_t> group_of_{};
  std::optional<uint32_t> one_group_{};
  size_t tile_ = 0;
  std::vector<uint64_t> planes_{};
  std::vector<int64_t> numbers_{};
  std::vector<uint64_t> number_known_{};
  std::vector<Fraction> fractions_{};
  std::vector<uint64_t> fraction_known_{};
  std::vector<const Fraction*> fraction_at_{};
  std::vector<const int64_t*> number_at_{};
  std::vector<const uint64_t*> known_at_{};
  RowSlots slots_{};
};

// The plan ----------------------------------------------------------------------------------------

Plan::Plan(const std::vector<const Rule*>& rules, const Vocabulary& vocabulary, Date as_of,
           const ParameterValues& zone, size_t answered)
    : implementation_(std::make_unique<Implementation>()) {
  implementation_->graph = build_graph(rules, vocabulary, as_of, zone);
  implementation_->policies = std::min(answered, rules.size());
  implementation_->schedule();
  implementation_->allocate();
  implementation_->index_fields();
}
Plan::~Plan() = default;
Plan::Plan(Plan&&) noexcept = default;

size_t Plan::policies() const { return implementation_->policies; }
size_t Plan::nodes() const { return implementation_->graph.nodes.size(); }
size_t Plan::leaves_before_sharing() const { return implementation_->graph.leaves; }

void Plan::run(const ColumnTable& table, size_t threads, KeepPlanes keep, BulkResult& result,
               const Grouping& grouping) const {
  const size_t policies = this->policies();
  // Every word is written below.
  result.planes.resize(keep == KeepPlanes::yes ? policies : 0);
  for (VerdictPlanes& planes : result.planes) {
    planes.is_true.resize(table.padded_rows() / 64);
    planes.is_false.resize(table.padded_rows() / 64);
  }
  const auto binding = implementation_->bind(table);
  const size_t tiles = (table.rows() + kTileRows - 1) / kTileRows;
  const size_t workers = std::max<size_t>(1, std::min(threads, tiles));
  std::vector<TileRunner> runners;
  runners.reserve(workers);
  for (size_t i = 0; i < workers; ++i)
    runners.emplace_back(*implementation_, binding->nodes, table, result, keep, grouping);
  const auto work = [&](size_t worker) {
    for (size_t tile = tiles * worker / workers; tile < tiles * (worker + 1) / workers; ++tile)
      runners[worker].run(tile);
  };
  std::vector<std::thread> others;
  for (size_t i = 1; i < workers; ++i) others.emplace_back(work, i);
  work(0);
  for (std::thread& thread : others) thread.join();
  result.totals.assign(policies, {});
  result.by_group.clear();
  if (grouping.groups > 0)
    result.by_group.assign(policies, std::vector<GroupTotals>(grouping.groups));
  for (size_t p = 0; p < policies; ++p) {
    GroupTotals sum;
    for (const TileRunner& runner : runners) {
      add(sum, runner.totals[p]);
      for (size_t g = 0; g < grouping.groups; ++g)
        add(result.by_group[p][g], runner.by_group[p][g]);
    }
    const bool overflow = sum.amount > INT64_MAX || sum.amount < INT64_MIN;
    result.totals[p] = {
        .eligible = sum.eligible,
        .unknown = static_cast<int64_t>(table.rows()) - sum.eligible - sum.ineligible,
        .ineligible = sum.ineligible,
        .amount = overflow ? 0 : static_cast<int64_t>(sum.amount),
        .amount_overflow = overflow,
        .amounts_unknown = sum.amounts_unknown};
  }
}

const std::vector<uint32_t>& Plan::dependents(std::string_view field) const {
  const auto found = implementation_->dependents.find(field);
  return found == implementation_->dependents.end() ? implementation_->nobody : found->second;
}

void Plan::evaluate_row(const ColumnTable& table, size_t row, const std::vector<uint32_t>& policies,
                        std::vector<RowVerdict>& out) const {
  const Implementation& plan = *implementation_;
  const auto binding = plan.bind(table);
  RowSlots slots;
  const size_t nodes = plan.graph.nodes.size();
  slots.prepare(nodes, nodes, plan.fractional_nodes);
  place(plan.graph, plan.every_node, slots);
  std::vector<uint8_t> done(nodes);
  const auto row_number = static_cast<uint32_t>(row);
  const auto execute = [&](const std::vector<uint32_t>& program) {
    for (const uint32_t node : program) {
      if (done[node] != 0) continue;
      done[node] = 1;
      plan.rows_node(node, binding->nodes, table, &row_number, 1, slots);
    }
  };
  out.assign(policies.size(), {});
  for (size_t i = 0; i < policies.size(); ++i) {
    const uint32_t p = policies[i];
    execute(plan.verdict_programs[p]);
    const uint32_t root = plan.graph.roots[p];
    if (slots.known[root >> 1] == 0) continue;
    const bool eligible = (slots.values[root >> 1] ^ static_cast<int64_t>(root & 1)) != 0;
    out[i].verdict = eligible ? Verdict::eligible : Verdict::ineligible;
    if (!eligible || plan.graph.amounts[p] < 0) continue;
    execute(plan.amount_programs[p]);
    const auto amount = static_cast<size_t>(plan.graph.amounts[p]);
    out[i].has_amount = true;
    out[i].amount_known = slots.known[amount] != 0;
    out[i].amount = out[i].amount_known ? slots.values[amount] : 0;
  }
}

void Plan::amounts(const ColumnTable& table, uint32_t policy, const std::vector<uint32_t>& rows,
                   std::vector<RowVerdict>& out) const {
  const Implementation& plan = *implementation_;
  const auto binding = plan.bind(table);
  out.assign(rows.size(), {.verdict = Verdict::eligible});
  if (plan.graph.amounts[policy] < 0) return;
  const std::vector<uint32_t>& program = plan.amount_programs[policy];
  RowSlots slots;
  slots.stride = kBatch;
  slots.prepare(plan.graph.nodes.size(), program.size(), count_fractional(plan.graph, program));
  place(plan.graph, program, slots);
  for (size_t from = 0; from < rows.size(); from += kBatch) {
    const size_t n = std::min(kBatch, rows.size() - from);
    for (const uint32_t node : program)
      plan.rows_node(node, binding->nodes, table, rows.data() + from, n, slots);
    const auto node = static_cast<uint32_t>(plan.graph.amounts[policy]);
    for (size_t i = 0; i < n; ++i) {
      out[from + i].has_amount = true;
      out[from + i].amount_known = slots.is_known(node)[i] != 0;
      out[from + i].amount = out[from + i].amount_known ? slots.value(node)[i] : 0;
    }
  }
}

}  // namespace gaoxin::policy
