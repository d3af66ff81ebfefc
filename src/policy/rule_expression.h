// The expression language: text → syntax → typed expression.
//
// Two steps. parse_expression() knows only the grammar. resolve_rule() binds every name,
// checks units, fixes the decimal scale of every node and inserts the conversions, so that those
// who run an expression only ever meet whole numbers of one scale.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "policy/rule.h"

namespace gaoxin::policy {

/// Where an expression stands. `verbatim` says that its text stands in the file just so, and then
/// errors point into it; otherwise they point at its beginning.
struct ExpressionPlace {
  std::string file;
  Position at;
  bool verbatim = true;
};

/// Syntax only. At most 4,000 bytes, 40 levels and 1,000 nodes; otherwise an issue.
std::optional<Expr> parse_expression(std::string_view text, const ExpressionPlace& place,
                                     std::vector<Issue>& issues);

/// A constant with its unit ("500000 CNY", "50万元", "30 %", "24 months", "2024-03-01", "true",
/// "12"; a code may stand without quotes) that must have the type wanted; scaled as that type is
/// stored.
std::optional<Value> parse_value(std::string_view text, Type type, const ExpressionPlace& place,
                                 std::vector<Issue>& issues);

/// Binds every name of a rule and types all its expressions, following lets, conditions and states
/// wherever they are named; a circle of names is an error. Sets rule.valid when nothing is wrong.
void resolve_rule(Rule& rule, const Vocabulary& vocabulary, std::vector<Issue>& issues);

/// Makes `expr` have `scale` digits and, unless `rounding` is exact, no fraction of them.
Expr with_scale(Expr expr, int scale, Rounding rounding);

}  // namespace gaoxin::policy
