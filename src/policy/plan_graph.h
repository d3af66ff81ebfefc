// The graph a plan runs: nodes, how rules become nodes, and what a table adds to them.
//
// Private to the plan (plan.cpp runs it). A truth value is named by an edge: node x 2, + 1 for its
// negation, so that NOT costs nothing and OR is the negation of an AND.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/columns.h"
#include "policy/evaluate.h"

namespace gaoxin::policy {

enum class NodeKind : uint8_t {
  // truth values
  truth_constant,
  truth_unknown,
  bit_column,
  number_column_at_least,
  date_column_at_least,
  code_in_set,
  list_contains,
  known_column,
  all,               // of children
  number_at_least,   // a >= constant
  numbers_at_least,  // a >= b
  truth_opaque,
  // numbers
  number_constant,
  number_unknown,
  number_column,
  date_column,
  arithmetic,  // op on a and b
  choose,      // a is an edge
  lookup,
  progressive,
  number_opaque,
};
bool is_truth(NodeKind kind);

/// Rows of a table with parameters put in. Both ends are closed for whole numbers; an open end is
/// marked, because a fraction can lie between it and the next whole number.
struct ClosedRow {
  int64_t low = 0;
  int64_t high = 0;
  bool low_open = false;   // the row begins above low - 1
  bool high_open = false;  // the row ends below high + 1
  std::optional<int64_t> value{};
};
struct ClosedTable {
  std::vector<ClosedRow> rows{};
  bool has_otherwise = false;
  std::optional<int64_t> otherwise{};
  std::optional<int64_t> find(int64_t x) const;
  std::optional<int64_t> find(const Fraction& x) const;
  std::optional<Fraction> progressive(const Fraction& x) const;
};

struct Node {
  NodeKind kind = NodeKind::truth_unknown;
  Op op = Op::literal;
  Rounding rounding = Rounding::half_up;
  int64_t digits = 0;
  int64_t constant = 0;
  Fraction fraction{};      // of a constant that is not whole
  bool fractional = false;  // values may be fractions; the others are whole numbers
  uint32_t a = 0;
  uint32_t b = 0;
  uint32_t c = 0;
  std::vector<uint32_t> children{};  // edges of `all`
  std::string field{};
  Type field_type = Type::boolean;
  std::vector<std::string> codes{};
  bool prefix = false;
  ClosedTable table{};
  const Expr* opaque = nullptr;
  uint32_t rule = 0;
  std::vector<std::string> opaque_fields{};
};

struct Graph {
  std::vector<Node> nodes{};
  std::vector<uint32_t> roots{};   // edge of each policy
  std::vector<int64_t> amounts{};  // node of each policy, -1 without one
  std::vector<std::unique_ptr<Rule>> rules{};
  Vocabulary vocabulary{};
  Date as_of{};
  ParameterValues zone{};
  size_t leaves = 0;

  /// Nodes a node reads.
  std::vector<uint32_t> inputs(uint32_t node) const;
  /// Everything below a node and itself, inputs first (ascending ids).
  std::vector<uint32_t> program(uint32_t node) const;
};

Graph build_graph(const std::vector<const Rule*>& rules, const Vocabulary& vocabulary, Date as_of,
                  const ParameterValues& zone);

/// What a table adds to a node.
struct BoundNode {
  const Column* column = nullptr;
  std::vector<uint8_t> member{};                        // by dictionary number
  std::vector<std::pair<uint16_t, uint16_t>> ranges{};  // the same as ranges
  int32_t list_code = -1;
  bool safe = false;  // cannot overflow: plain loops will do
};
std::vector<BoundNode> bind_graph(const Graph& graph, const ColumnTable& table);

}  // namespace gaoxin::policy
