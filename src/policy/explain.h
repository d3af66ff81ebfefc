// Why a verdict is what it is: the tree of conditions with their data, the smallest set that
// decides, what remains to be met, and which question to ask next.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/evaluate.h"

namespace gaoxin::policy {

/// One line of the tree in reading order; depth 0 is a condition, below it the parts of its logic.
struct ExplainedNode {
  int depth = 0;
  std::string condition{};
  std::string expression{};
  Computed value{};
  bool deciding = false;
  std::vector<std::string> fields{};      // read by this part; empty for inner nodes
  std::vector<std::string> parameters{};  // used by this part
  std::vector<Expr> references{};         // eligible('…') and amount('…') in this part
};
std::vector<ExplainedNode> explain(const Situation& situation);

/// Ids of the conditions whose being unmet (or, under a not, met) makes the rule ineligible: all
/// of them, in the order of the file. Empty when the verdict is another.
std::set<std::string> failing_conditions(const Situation& situation);

/// A smallest set of conditions that alone fixes the verdict; empty when it is unknown.
std::set<std::string> deciding_conditions(const Situation& situation);

/// The rule with everything that is known put in: what is still open, in the rule's words. Nothing
/// when the verdict is known.
std::optional<std::string> remaining(const Situation& situation);

/// What one undecided policy asks for and what it is worth.
struct OpenPolicy {
  std::string policy{};
  std::set<std::string> fields{};
  int64_t worth = 0;  // fen
};
struct RankedQuestion {
  std::string field{};
  int64_t at_stake = 0;  // fen: each policy's worth shared among the data it lacks
  int64_t policies = 0;
  int64_t settles = 0;  // policies that lack nothing else
};
/// Most money first; ties by what it settles, then by name.
std::vector<RankedQuestion> rank_questions(const std::vector<OpenPolicy>& open);

/// Data that can be asked for among the causes (not parameters, overflow or tables).
std::set<std::string> asked_fields(const std::set<Cause>& causes);
/// The worth of an outcome: its amount, the upper end of the interval, or the lower if unbounded.
int64_t worth(const Outcome& outcome);

}  // namespace gaoxin::policy
