// Running one rule for one enterprise: three-valued, with intervals and reasons.
//
// This is the evaluator that explains. It walks the expression as written; plan.h runs the same
// rules over all enterprises at once and must give the same answers (engine_test compares them).
//
// Truth is Kleene's: true, false or unknown; an expression with a missing datum is unknown unless
// the other parts decide it, and known(x) is the only way to ask. A number that is not known has a
// range it must lie in: a missing amount of money that cannot be negative lies in [0, ∞), so
// min(30 % of x, cap) lies in [0, cap]. Arithmetic is exact: quotients stay fractions until the
// rule rounds (an amount, an output, a state, round()). Whatever cannot be computed exactly
// (overflow, division by zero, no row in a table) is unknown with that reason, never a wrong
// number.
#pragma once

#include <compare>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "policy/fraction.h"
#include "policy/rule.h"

namespace gaoxin::policy {

/// Why something is unknown: the datum, parameter, table or list and what is the matter with it.
struct Cause {
  Missing missing = Missing::never_collected;
  std::string name{};
  auto operator<=>(const Cause&) const = default;
};

constexpr int64_t kMinusInfinity = INT64_MIN;
constexpr int64_t kPlusInfinity = INT64_MAX;

/// The value of an expression. Truth values are numbers 0 and 1.
struct Computed {
  bool known = false;
  int64_t number = 0;            // rounded down
  int64_t low = kMinusInfinity;  // the whole numbers around the value when known
  int64_t high = kPlusInfinity;
  Fraction exact{};  // the value itself when known
  std::string code{};
  std::set<Cause> causes{};  // why it is not known

  bool is_true() const { return known && number != 0; }
  bool is_false() const { return known && number == 0; }
};

struct Situation {
  const Rule& rule;
  const Vocabulary& vocabulary;
  const Facts& facts;
  Date as_of{};
  const ParameterValues& zone;
  /// What another policy says of the same enterprise, for eligible('…') and amount('…'); empty:
  /// unknown.
  std::function<Computed(const Expr& reference)> other{};
};

/// What other policies say for the same facts, each worked out once. amount('x') is what x gives:
/// 0 when it is ineligible or not in force, unknown with its reasons when the verdict or the amount
/// is. A policy that is absent or invalid, refers to itself, or is asked for an amount and gives
/// none, is unknown. The arguments must outlive the answer.
std::function<Computed(const Expr& reference)> other_policies(
    std::function<const Rule*(const std::string& policy)> find, const Vocabulary& vocabulary,
    const Facts& facts, Date as_of, const ParameterValues& zone);

/// Evaluates expressions of one rule in one situation; remembers lets, conditions and states.
class Evaluator {
 public:
  explicit Evaluator(const Situation& situation);
  Computed evaluate(const Expr& expr);
  const Situation& situation() const { return situation_; }

 private:
  struct Frame;
  Computed compute(const Expr& expr, const Frame& frame);
  Computed named(const Expr& expr, const Expr& inner, const char* kind, const Frame& frame);
  Computed logic(const Expr& expr, const Frame& frame);
  Computed threshold(const Expr& expr, const Frame& frame);
  Computed comparison(const Expr& expr, const Frame& frame);
  Computed membership(const Expr& expr, const Frame& frame);
  Computed arithmetic(const Expr& expr, const Frame& frame);
  Computed choice(const Expr& expr, const Frame& frame);
  Computed question(const Expr& expr, const Frame& frame);
  Computed table(const Expr& expr, const Frame& frame);
  Computed date_function(const Expr& expr, const Frame& frame);
  Computed over_rows(const Expr& expr, const Frame& frame);
  Computed state(const Expr& expr, const Frame& frame);
  Computed datum(const Datum* datum, const FieldDefinition& field);
  Computed cell(const Cell& cell);

  const Situation situation_;
  std::map<std::pair<std::string, int64_t>, Computed> memory_;
};

/// What a rule says about one enterprise on a day.
struct Outcome {
  Verdict verdict = Verdict::unknown;
  bool in_force = false;
  std::set<Cause> undecided{};  // why the verdict is unknown: only what still matters
  bool has_amount = false;
  bool amount_known = false;
  int64_t amount = 0;       // fen, when known
  int64_t amount_low = 0;   // fen, kMinusInfinity when unbounded
  int64_t amount_high = 0;  // fen, kPlusInfinity when unbounded
  std::set<Cause> amount_undecided{};
};
Outcome evaluate_rule(const Situation& situation);

/// Whether whole arguments always give a whole result.
bool gives_whole(Op op, int64_t digits, Rounding rounding);
/// Arithmetic and date functions on whole numbers where gives_whole(): `digits` and `rounding` as
/// in Expr. Empty when the result does not fit or the date does not exist.
std::optional<int64_t> apply_whole(Op op, int64_t digits, Rounding rounding, int64_t a, int64_t b);
/// The same on any numbers, exactly. Empty also when the divisor is 0.
std::optional<Fraction> apply(Op op, int64_t digits, Rounding rounding, const Fraction& a,
                              const Fraction& b);
/// Sum of the parts of x in each piece [from, to) times its rate (scale 6): tax by steps.
struct Piece {
  int64_t from = 0;
  int64_t to = 0;
  int64_t rate = 0;
};
std::optional<Fraction> progressive_sum(const std::vector<Piece>& pieces, const Fraction& x);
/// Whole months from a to b; negative when b is before a.
int64_t months_between(Date a, Date b);
/// `months` after a date; empty outside the years 1 to 9999.
std::optional<int64_t> shift_date(int64_t days, int64_t months);

}  // namespace gaoxin::policy
