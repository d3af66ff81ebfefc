#include "policy/evaluate.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace gaoxin::policy {

int64_t months_between(Date a, Date b) {
  if (b < a) return -months_between(b, a);
  const YearMonthDay from = year_month_day(a);
  const YearMonthDay to = year_month_day(b);
  int months = (to.year - from.year) * 12 + to.month - from.month;
  if (add_months(a, months) > b) --months;
  return months;
}

std::optional<int64_t> shift_date(int64_t days, int64_t months) {
  if (months > 120000 || months < -120000 || days < -719162 || days > 2932896) return std::nullopt;
  const YearMonthDay from = year_month_day({static_cast<int32_t>(days)});
  const int64_t month = int64_t{from.year} * 12 + from.month - 1 + months;
  if (month < 12 || month >= 10000 * 12) return std::nullopt;
  return add_months({static_cast<int32_t>(days)}, static_cast<int>(months)).days;
}

namespace {
constexpr int64_t kFirstDay = -719162;  // 0001-01-01
constexpr int64_t kLastDay = 2932896;   // 9999-12-31

std::optional<int64_t> apply_date(Op op, int64_t a, int64_t b) {
  if (op == Op::year_start || op == Op::year_end) {
    if (a < 1 || a > 9999) return std::nullopt;
    const int year = static_cast<int>(a);
    return op == Op::year_start ? make_date(year, 1, 1).days : make_date(year, 12, 31).days;
  }
  if (a < kFirstDay || a > kLastDay) return std::nullopt;
  if (op == Op::shift_months) return shift_date(a, b);
  const Date from{static_cast<int32_t>(a)};
  if (op == Op::year_of) return year_month_day(from).year;
  if (b < kFirstDay || b > kLastDay) return std::nullopt;
  const Date to{static_cast<int32_t>(b)};
  if (op == Op::months_between) return months_between(from, to);
  if (op == Op::years_between) return months_between(from, to) / 12;
  CHECK(op == Op::days_between);
  return b - a;
}
}  // namespace

bool gives_whole(Op op, int64_t digits, Rounding rounding) {
  if (op == Op::divide) return false;
  if (op == Op::multiply) return digits == 0;
  return op != Op::rescale || digits >= 0 || rounding != Rounding::exact;
}

std::optional<int64_t> apply_whole(Op op, int64_t digits, Rounding rounding, int64_t a, int64_t b) {
  int64_t out = 0;
  switch (op) {
    case Op::add: return __builtin_add_overflow(a, b, &out) ? std::nullopt : std::optional(out);
    case Op::subtract:
      return __builtin_sub_overflow(a, b, &out) ? std::nullopt : std::optional(out);
    case Op::multiply:
      CHECK(digits == 0);
      return __builtin_mul_overflow(a, b, &out) ? std::nullopt : std::optional(out);
    case Op::negate:
      return __builtin_sub_overflow(int64_t{0}, a, &out) ? std::nullopt : std::optional(out);
    case Op::rescale:
      if (digits < 0) return divide_rounded(a, power_of_ten(static_cast<int>(-digits)), rounding);
      return __builtin_mul_overflow(a, power_of_ten(static_cast<int>(digits)), &out)
                 ? std::nullopt
                 : std::optional(out);
    case Op::minimum: return std::min(a, b);
    case Op::maximum: return std::max(a, b);
    case Op::round: {
      const std::optional<int64_t> multiple = divide_rounded(a, b, rounding);
      return !multiple || __builtin_mul_overflow(*multiple, b, &out) ? std::nullopt
                                                                     : std::optional(out);
    }
    default: return apply_date(op, a, b);
  }
}

namespace {

Wide ten_to(int64_t digits) { return digits > 0 ? power_of_ten(static_cast<int>(digits)) : 1; }

/// As apply(), without a look at whether the value lies in 64 bits.
std::optional<Fraction> apply_fractions(Op op, int64_t digits, Rounding rounding, const Fraction& a,
                                        const Fraction& b) {
  const auto whole = [](const std::optional<int64_t>& x) {
    return x ? std::optional<Fraction>({*x, 1}) : std::nullopt;
  };
  switch (op) {
    case Op::add: return sum(a, b);
    case Op::subtract: return sum(a, {-b.numerator, b.denominator});
    case Op::negate: return Fraction{-a.numerator, a.denominator};
    case Op::multiply:
      return product({a.numerator, b.numerator, 1}, {a.denominator, b.denominator, ten_to(digits)});
    case Op::divide:
      if (b.numerator == 0) return std::nullopt;
      return product({a.numerator, b.denominator, ten_to(digits)},
                     {a.denominator, b.numerator, ten_to(-digits)});
    case Op::rescale: {
      const std::optional<Fraction> scaled =
          product({a.numerator, ten_to(digits), 1}, {a.denominator, ten_to(-digits), 1});
      return !scaled || rounding == Rounding::exact ? scaled : whole(rounded(*scaled, rounding));
    }
    case Op::minimum: return compare(a, b) <= 0 ? a : b;
    case Op::maximum: return compare(a, b) >= 0 ? a : b;
    default: {
      CHECK(op == Op::round && b.denominator == 1);
      const std::optional<Fraction> parts =
          product({a.numerator, 1, 1}, {a.denominator, b.numerator, 1});
      const std::optional<int64_t> multiple = parts ? rounded(*parts, rounding) : std::nullopt;
      if (!multiple) return std::nullopt;
      return Fraction{Wide{*multiple} * b.numerator, 1};
    }
  }
}

}  // namespace

std::optional<Fraction> apply(Op op, int64_t digits, Rounding rounding, const Fraction& a,
                              const Fraction& b) {
  if (a.denominator == 1 && b.denominator == 1 && gives_whole(op, digits, rounding)) {
    const std::optional<int64_t> out = apply_whole(
        op, digits, rounding, static_cast<int64_t>(a.numerator), static_cast<int64_t>(b.numerator));
    return out ? std::optional<Fraction>({*out, 1}) : std::nullopt;
  }
  const std::optional<Fraction> out = apply_fractions(op, digits, rounding, a, b);
  return out && fits(*out) ? out : std::nullopt;
}

std::optional<Fraction> progressive_sum(const std::vector<Piece>& pieces, const Fraction& x) {
  std::optional<Fraction> total = Fraction{};
  for (const Piece& piece : pieces) {
    if (compare(x, {piece.from, 1}) <= 0) continue;
    const Fraction to = compare(x, {piece.to, 1}) < 0 ? x : Fraction{piece.to, 1};
    const std::optional<Fraction> width = sum(to, {-Wide{piece.from}, 1});
    // Scale 2 + 6 of the product, 6 of the result.
    const std::optional<Fraction> part =
        width ? product({width->numerator, piece.rate, 1}, {width->denominator, 100, 1})
              : std::nullopt;
    total = total && part ? sum(*total, *part) : std::nullopt;
  }
  return total && fits(*total) ? total : std::nullopt;
}

namespace {

Computed exactly(int64_t number) {
  return {.known = true, .number = number, .low = number, .high = number, .exact = {number, 1}};
}
Computed exactly(const Fraction& x) {
  const int64_t below = rounded(x, Rounding::down).value();
  return {.known = true,
          .number = below,
          .low = below,
          .high = rounded(x, Rounding::up).value(),
          .exact = x};
}
Computed truth(bool value) { return exactly(value ? 1 : 0); }
Computed unknown(std::set<Cause> causes, int64_t low = kMinusInfinity,
                 int64_t high = kPlusInfinity) {
  Computed out{.low = low, .high = high, .causes = std::move(causes)};
  return out;
}
Computed unknown_truth(std::set<Cause> causes) { return unknown(std::move(causes), 0, 1); }

void join(std::set<Cause>& into, const std::set<Cause>& from) {
  into.insert(from.begin(), from.end());
}

/// A bound in 128 bits: infinities are far outside what 64 bits hold.
Wide widen(int64_t bound) {
  if (bound == kMinusInfinity) return -(Wide{1} << 100);
  if (bound == kPlusInfinity) return Wide{1} << 100;
  return bound;
}
int64_t narrow(Wide bound) {
  if (bound <= INT64_MIN) return kMinusInfinity;
  if (bound >= INT64_MAX) return kPlusInfinity;
  return static_cast<int64_t>(bound);
}
Wide wide_product(Wide a, Wide b) {
  Wide product = 0;
  if (__builtin_mul_overflow(a, b, &product))
    return (a < 0) == (b < 0) ? Wide{1} << 120 : -(Wide{1} << 120);
  return product;
}
/// x / 10^digits, rounded.
Wide wide_drop(Wide x, int64_t digits, Rounding rounding) {
  const Wide unit = ten_to(digits);
  Wide quotient = x / unit;
  if (rounding == Rounding::down && x % unit < 0) --quotient;
  if (rounding == Rounding::up && x % unit > 0) ++quotient;
  if (rounding == Rounding::half_up) {
    const Wide twice = (x % unit < 0 ? -(x % unit) : x % unit) * 2;
    if (twice >= unit) quotient += x < 0 ? -1 : 1;
  }
  return quotient;
}

}  // namespace

namespace {

/// When nothing is known of another policy.
Computed no_answer(const Expr& reference) {
  if (reference.op == Op::eligible)
    return unknown_truth({{Missing::never_collected, "eligible." + reference.name}});
  return unknown({{Missing::never_collected, "amount." + reference.name}}, 0);
}

/// Follows references and remembers the answers.
class OtherPolicies {
 public:
  OtherPolicies(std::function<const Rule*(const std::string&)> find, const Vocabulary& vocabulary,
                const Facts& facts, Date as_of, const ParameterValues& zone)
      : find_(std::move(find)),
        vocabulary_(vocabulary),
        facts_(facts),
        as_of_(as_of),
        zone_(zone) {}

  Computed answer(const Expr& reference) {
    const auto [at, fresh] =
        answers_.emplace(std::pair(reference.op, reference.name), std::nullopt);
    if (!fresh) return at->second.value_or(no_answer(reference));  // Open: it refers to itself.
    Computed out = compute(reference);
    at->second = out;
    return out;
  }

 private:
  Computed compute(const Expr& reference) {
    const Rule* rule = find_(reference.name);
    const bool usable = rule != nullptr && rule->valid;
    if (!usable || (reference.op == Op::amount_of && !rule->amount)) return no_answer(reference);
    if (!rule->in_force(as_of_)) return exactly(0);
    Evaluator evaluator(Situation{*rule, vocabulary_, facts_, as_of_, zone_,
                                  [this](const Expr& expr) { return answer(expr); }});
    if (reference.op == Op::eligible) return evaluator.evaluate(rule->eligible);
    Expr verdict_of;
    verdict_of.op = Op::eligible;
    verdict_of.name = reference.name;
    const Computed verdict = answer(verdict_of);
    if (verdict.is_false()) return exactly(0);
    const Computed amount = evaluator.evaluate(*rule->amount);
    if (verdict.known) return amount;
    std::set<Cause> causes = verdict.causes;
    join(causes, amount.causes);
    return unknown(std::move(causes), std::min<int64_t>(amount.low, 0),
                   std::max<int64_t>(amount.high, 0));
  }

  std::function<const Rule*(const std::string&)> find_;
  const Vocabulary& vocabulary_;
  const Facts& facts_;
  Date as_of_;
  const ParameterValues& zone_;
  std::map<std::pair<Op, std::string>, std::optional<Computed>> answers_{};
};

}  // namespace

std::function<Computed(const Expr& reference)> other_policies(
    std::function<const Rule*(const std::string& policy)> find, const Vocabulary& vocabulary,
    const Facts& facts, Date as_of, const ParameterValues& zone) {
  const auto others =
      std::make_shared<OtherPolicies>(std::move(find), vocabulary, facts, as_of, zone);
  return [others](const Expr& reference) { return others->answer(reference); };
}

/// Where an expression is evaluated: which tax year, and inside which record.
struct Evaluator::Frame {
  int64_t year = 0;
  const Facts* row = nullptr;
  const FieldDefinition* rows = nullptr;
};

Evaluator::Evaluator(const Situation& situation) : situation_(situation) {}

Computed Evaluator::evaluate(const Expr& expr) {
  return compute(expr, Frame{.year = year_month_day(situation_.as_of).year});
}

Computed Evaluator::datum(const Datum* datum, const FieldDefinition& field) {
  if (datum != nullptr && datum->known) {
    Computed out = exactly(datum->number);
    out.code = datum->code;
    return out;
  }
  const Missing missing = datum == nullptr ? Missing::never_collected : datum->missing;
  const int64_t low = field.type == Type::boolean || (is_number(field.type) && !field.is_signed)
                          ? 0
                          : kMinusInfinity;
  return unknown({{missing, field.name}}, low, field.type == Type::boolean ? 1 : kPlusInfinity);
}

Computed Evaluator::named(const Expr& expr, const Expr& inner, const char* kind,
                          const Frame& frame) {
  const std::pair<std::string, int64_t> key{kind + expr.name, frame.year};
  if (const auto found = memory_.find(key); found != memory_.end()) return found->second;
  Computed out = compute(inner, Frame{.year = frame.year});
  memory_[key] = out;
  return out;
}

Computed Evaluator::compute(const Expr& expr, const Frame& frame) {
  const Rule& rule = situation_.rule;
  switch (expr.op) {
    case Op::literal: {
      Computed out = exactly(expr.number);
      out.code = expr.name;
      return out;
    }
    case Op::field: {
      const FieldDefinition* field = find_field(rule, situation_.vocabulary, expr.name);
      CHECK(field != nullptr);
      const auto found = situation_.facts.find(expr.name);
      return datum(found == situation_.facts.end() ? nullptr : &found->second, *field);
    }
    case Op::row_column: {
      CHECK(frame.row != nullptr && frame.rows != nullptr);
      const auto found = frame.row->find(expr.name);
      Computed out = datum(found == frame.row->end() ? nullptr : &found->second,
                           frame.rows->columns.at(expr.name));
      if (!out.known && !out.causes.empty())
        out.causes = {{out.causes.begin()->missing, frame.rows->name + "." + expr.name}};
      return out;
    }
    case Op::parameter: {
      Cell named_cell;
      named_cell.parameter = expr.name;
      return cell(named_cell);
    }
    case Op::condition: return named(expr, rule.find_condition(expr.name)->expr, "c ", frame);
    case Op::let: return named(expr, rule.find_let(expr.name)->expr, "l ", frame);
    case Op::state: return state(expr, frame);
    case Op::as_of: return exactly(situation_.as_of.days);
    case Op::policy_from: return exactly(rule.from.days);
    case Op::policy_to: return exactly(rule.to.value_or(Date{}).days);
    case Op::tax_year: return exactly(frame.year);
    case Op::all_of:
    case Op::any_of:
    case Op::negation: return logic(expr, frame);
    case Op::at_least: return threshold(expr, frame);
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::between: return comparison(expr, frame);
    case Op::in_list:
    case Op::under_list: return membership(expr, frame);
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::negate:
    case Op::rescale:
    case Op::minimum:
    case Op::maximum:
    case Op::round: return arithmetic(expr, frame);
    case Op::choose: return choice(expr, frame);
    case Op::known:
    case Op::contains: return question(expr, frame);
    case Op::eligible:
    case Op::amount_of: return situation_.other ? situation_.other(expr) : no_answer(expr);
    case Op::lookup:
    case Op::progressive: return table(expr, frame);
    case Op::months_between:
    case Op::years_between:
    case Op::days_between:
    case Op::year_of:
    case Op::year_start:
    case Op::year_end:
    case Op::shift_months:
    case Op::in_year: return date_function(expr, frame);
    case Op::sum_rows:
    case Op::count_rows:
    case Op::any_rows:
    case Op::all_rows:
    case Op::largest_row:
    case Op::smallest_row: return over_rows(expr, frame);
    case Op::name:
    case Op::call: break;
  }
  CHECK(false);
}

Computed Evaluator::cell(const Cell& cell) {
  if (cell.parameter.empty()) return exactly(cell.value.number);
  const Parameter* parameter = situation_.rule.find_parameter(cell.parameter);
  CHECK(parameter != nullptr);
  const Value* value =
      parameter_value(situation_.rule, *parameter, situation_.as_of, situation_.zone);
  if (value != nullptr) {
    Computed out = exactly(value->number);
    out.code = value->code;
    return out;
  }
  const bool truth_value = parameter->type == Type::boolean;
  int64_t low = is_number(parameter->type) || truth_value ? 0 : kMinusInfinity;
  int64_t high = truth_value ? 1 : kPlusInfinity;
  if (parameter->minimum) low = parameter->minimum->number;
  if (parameter->maximum) high = parameter->maximum->number;
  return unknown({{Missing::parameter_not_set, cell.parameter}}, low, high);
}

Computed Evaluator::logic(const Expr& expr, const Frame& frame) {
  if (expr.op == Op::negation) {
    Computed inner = compute(expr.children[0], frame);
    if (inner.known) return truth(inner.number == 0);
    return inner;
  }
  const bool deciding = expr.op == Op::any_of;
  std::set<Cause> causes;
  bool decided = false;
  for (const Expr& child : expr.children) {
    const Computed value = compute(child, frame);
    if (value.known && (value.number != 0) == deciding) decided = true;
    if (!value.known) join(causes, value.causes);
    if (decided) return truth(deciding);
  }
  return causes.empty() ? truth(!deciding) : unknown_truth(std::move(causes));
}

Computed Evaluator::threshold(const Expr& expr, const Frame& frame) {
  int64_t met = 0;
  int64_t open = 0;
  std::set<Cause> causes;
  for (const Expr& child : expr.children) {
    const Computed value = compute(child, frame);
    met += value.is_true() ? 1 : 0;
    open += value.known ? 0 : 1;
    if (!value.known) join(causes, value.causes);
  }
  if (met >= expr.number) return truth(true);
  if (met + open < expr.number) return truth(false);
  return unknown_truth(std::move(causes));
}

Computed Evaluator::comparison(const Expr& expr, const Frame& frame) {
  const Computed left = compute(expr.children[0], frame);
  const Computed right = compute(expr.children[1], frame);
  if (expr.op == Op::between) {
    const Computed high = compute(expr.children[2], frame);
    const auto part = [](const Computed& low_side, const Computed& high_side) {
      if (low_side.known && high_side.known)
        return truth(compare(low_side.exact, high_side.exact) <= 0);
      std::set<Cause> causes = low_side.causes;
      join(causes, high_side.causes);
      return unknown_truth(std::move(causes));
    };
    const Computed above = part(right, left);
    const Computed below = part(left, high);
    if (above.is_false() || below.is_false()) return truth(false);
    if (above.known && below.known) return truth(true);
    std::set<Cause> causes = above.causes;
    join(causes, below.causes);
    return unknown_truth(std::move(causes));
  }
  if (!left.known || !right.known) {
    std::set<Cause> causes = left.causes;
    join(causes, right.causes);
    return unknown_truth(std::move(causes));
  }
  if (expr.children[0].type == Type::code)
    return truth((left.code == right.code) == (expr.op == Op::equal));
  const auto order = compare(left.exact, right.exact);
  switch (expr.op) {
    case Op::equal: return truth(order == 0);
    case Op::not_equal: return truth(order != 0);
    case Op::less: return truth(order < 0);
    case Op::less_equal: return truth(order <= 0);
    case Op::greater: return truth(order > 0);
    default: return truth(order >= 0);
  }
}

Computed Evaluator::membership(const Expr& expr, const Frame& frame) {
  const Computed value = compute(expr.children[0], frame);
  const std::vector<std::string>* codes = &expr.codes;
  if (!expr.name.empty()) {
    const Parameter* parameter = situation_.rule.find_parameter(expr.name);
    const Value* set =
        parameter_value(situation_.rule, *parameter, situation_.as_of, situation_.zone);
    if (set == nullptr) {
      std::set<Cause> causes = value.causes;
      causes.insert({Missing::parameter_not_set, expr.name});
      return unknown_truth(std::move(causes));
    }
    codes = &set->codes;
  }
  if (!value.known) return unknown_truth(value.causes);
  const bool found = std::any_of(codes->begin(), codes->end(), [&](const std::string& code) {
    return expr.op == Op::in_list ? value.code == code : value.code.starts_with(code);
  });
  return truth(found);
}

namespace {

/// Lowest and highest of the four corners of a product.
std::pair<Wide, Wide> product_range(const Computed& a, const Computed& b) {
  const std::array<Wide, 4> corners{
      wide_product(widen(a.low), widen(b.low)), wide_product(widen(a.low), widen(b.high)),
      wide_product(widen(a.high), widen(b.low)), wide_product(widen(a.high), widen(b.high))};
  return {*std::min_element(corners.begin(), corners.end()),
          *std::max_element(corners.begin(), corners.end())};
}

/// A bound computed from two bounds, to the whole number on its side.
std::optional<int64_t> bound(const Expr& expr, int64_t a, int64_t b, Rounding side) {
  const std::optional<Fraction> x = apply(expr.op, expr.number, expr.rounding, {a, 1}, {b, 1});
  return x ? rounded(*x, side) : std::nullopt;
}

/// The range of a result whose arguments are not all known.
std::pair<int64_t, int64_t> arithmetic_range(const Expr& expr, const Computed& a,
                                             const Computed& b) {
  switch (expr.op) {
    case Op::add:
      return {narrow(widen(a.low) + widen(b.low)), narrow(widen(a.high) + widen(b.high))};
    case Op::subtract:
      return {narrow(widen(a.low) - widen(b.high)), narrow(widen(a.high) - widen(b.low))};
    case Op::negate: return {narrow(-widen(a.high)), narrow(-widen(a.low))};
    case Op::minimum: return {std::min(a.low, b.low), std::min(a.high, b.high)};
    case Op::maximum: return {std::max(a.low, b.low), std::max(a.high, b.high)};
    case Op::multiply: {
      const auto [low, high] = product_range(a, b);
      return {narrow(wide_drop(low, expr.number, Rounding::down)),
              narrow(wide_drop(high, expr.number, Rounding::up))};
    }
    case Op::rescale: {
      if (expr.number >= 0) {
        const Wide factor = power_of_ten(static_cast<int>(expr.number));
        return {narrow(wide_product(widen(a.low), factor)),
                narrow(wide_product(widen(a.high), factor))};
      }
      const bool exact = expr.rounding == Rounding::exact;
      return {narrow(wide_drop(widen(a.low), -expr.number, exact ? Rounding::down : expr.rounding)),
              narrow(wide_drop(widen(a.high), -expr.number, exact ? Rounding::up : expr.rounding))};
    }
    case Op::divide: {
      if (a.low >= 0 && b.low >= 0) {
        // Decreasing in b, increasing in a.
        const auto quotient = [&](int64_t x, int64_t y, Rounding side) -> int64_t {
          if (x == kPlusInfinity || y == 0) return kPlusInfinity;
          if (y == kPlusInfinity) return 0;
          return bound(expr, x, y, side).value_or(kPlusInfinity);
        };
        return {b.high == 0 ? 0 : quotient(a.low, b.high, Rounding::down),
                quotient(a.high, b.low, Rounding::up)};
      }
      return {kMinusInfinity, kPlusInfinity};
    }
    case Op::round: {
      const auto multiple = [&](int64_t x) {
        if (x == kMinusInfinity || x == kPlusInfinity) return x;
        return bound(expr, x, b.number, Rounding::exact)
            .value_or(x < 0 ? kMinusInfinity : kPlusInfinity);
      };
      return {multiple(a.low), multiple(a.high)};
    }
    default: CHECK(false);
  }
}

Computed arithmetic_pair(const Expr& expr, const Computed& a, const Computed& b) {
  if (!a.known || !b.known) {
    std::set<Cause> causes = a.causes;
    join(causes, b.causes);
    const auto [low, high] = arithmetic_range(expr, a, b);
    return unknown(std::move(causes), low, high);
  }
  if (expr.op == Op::divide && b.exact.numerator == 0)
    return unknown({{Missing::division_by_zero, to_source(expr)}});
  const std::optional<Fraction> value =
      apply(expr.op, expr.number, expr.rounding, a.exact, b.exact);
  if (!value) return unknown({{Missing::overflow, to_source(expr)}});
  return exactly(*value);
}

}  // namespace

Computed Evaluator::arithmetic(const Expr& expr, const Frame& frame) {
  Computed value = compute(expr.children[0], frame);
  if (expr.children.size() == 1) return arithmetic_pair(expr, value, exactly(1));
  for (size_t i = 1; i < expr.children.size(); ++i)
    value = arithmetic_pair(expr, value, compute(expr.children[i], frame));
  return value;
}

Computed Evaluator::choice(const Expr& expr, const Frame& frame) {
  const Computed condition = compute(expr.children[0], frame);
  if (condition.known) return compute(expr.children[condition.number != 0 ? 1 : 2], frame);
  const Computed first = compute(expr.children[1], frame);
  const Computed second = compute(expr.children[2], frame);
  std::set<Cause> causes = condition.causes;
  join(causes, first.causes);
  join(causes, second.causes);
  return unknown(std::move(causes), std::min(first.low, second.low),
                 std::max(first.high, second.high));
}

Computed Evaluator::question(const Expr& expr, const Frame& frame) {
  if (expr.op == Op::known && !expr.children.empty())
    return truth(compute(expr.children[0], frame).known);
  const auto found = situation_.facts.find(expr.name);
  const bool present = found != situation_.facts.end() && found->second.known;
  if (expr.op == Op::known) return truth(present);
  if (!present) {
    const Missing missing =
        found == situation_.facts.end() ? Missing::never_collected : found->second.missing;
    return unknown_truth({{missing, expr.name}});
  }
  const std::vector<std::string>& codes = found->second.codes;
  return truth(std::find(codes.begin(), codes.end(), expr.codes[0]) != codes.end());
}

namespace {

bool row_holds(const TableRow& row, const std::string& code) {
  return std::any_of(row.codes.begin(), row.codes.end(), [&](const std::string& one) {
    return row.under ? code.starts_with(one) : code == one;
  });
}
bool row_holds(const TableRow& row, const Fraction& x) {
  const auto from = compare(x, {row.from.value_or(0), 1});
  if (row.from && (row.from_inclusive ? from < 0 : from <= 0)) return false;
  const auto to = compare(x, {row.to.value_or(0), 1});
  return !row.to || (row.to_inclusive ? to <= 0 : to < 0);
}
bool row_meets(const TableRow& row, int64_t low, int64_t high) {
  if (row.from && (row.from_inclusive ? high < *row.from : high <= *row.from)) return false;
  return !row.to || (row.to_inclusive ? low <= *row.to : low < *row.to);
}

}  // namespace

Computed Evaluator::table(const Expr& expr, const Frame& frame) {
  const Table* found = situation_.rule.find_table(expr.name);
  CHECK(found != nullptr);
  const Computed input = compute(expr.children[0], frame);
  const std::vector<TableRow>* rows = table_rows(*found, situation_.as_of);
  if (rows == nullptr) return unknown({{Missing::parameter_not_set, expr.name}});
  if (expr.op == Op::progressive) {
    std::vector<Piece> pieces;
    std::vector<Computed> rates;
    for (const TableRow& row : *rows) {
      rates.push_back(cell(row.value));
      pieces.push_back({row.from.value_or(0), row.to.value_or(INT64_MAX), rates.back().number});
    }
    const auto tax = [&](const Fraction& x) -> Computed {
      std::set<Cause> causes;
      for (size_t i = 0; i < rates.size(); ++i)
        if (compare(x, {pieces[i].from, 1}) > 0) join(causes, rates[i].causes);
      if (!causes.empty()) return unknown(std::move(causes), 0);
      const std::optional<Fraction> out = progressive_sum(pieces, x);
      return out ? exactly(*out) : unknown({{Missing::overflow, expr.name}});
    };
    if (input.known) return tax(input.exact);
    const int64_t high = input.high == kPlusInfinity ? kPlusInfinity : tax({input.high, 1}).high;
    return unknown(input.causes, input.low > 0 ? tax({input.low, 1}).low : 0, high);
  }
  const bool by_code = found->input == Type::code;
  if (input.known) {
    for (const TableRow& row : *rows)
      if (by_code ? row_holds(row, input.code) : row_holds(row, input.exact))
        return cell(row.value);
    if (found->otherwise) return cell(*found->otherwise);
    return unknown({{Missing::outside_table, expr.name}});
  }
  int64_t low = kPlusInfinity;
  int64_t high = kMinusInfinity;
  std::set<Cause> causes = input.causes;
  const auto widen_to = [&](const Computed& value) {
    low = std::min(low, value.low);
    high = std::max(high, value.high);
    join(causes, value.causes);
  };
  for (const TableRow& row : *rows)
    if (by_code || row_meets(row, input.low, input.high)) widen_to(cell(row.value));
  if (found->otherwise) widen_to(cell(*found->otherwise));
  if (low > high) return unknown(std::move(causes));
  return unknown(std::move(causes), low, high);
}

Computed Evaluator::date_function(const Expr& expr, const Frame& frame) {
  const Computed first = compute(expr.children[0], frame);
  if (expr.op == Op::in_year) {
    const FieldDefinition* field = find_field(situation_.rule, situation_.vocabulary, expr.name);
    CHECK(field != nullptr);
    const auto found = situation_.facts.find(expr.name);
    if (found == situation_.facts.end() || !found->second.known || !first.known) {
      Computed out = datum(found == situation_.facts.end() ? nullptr : &found->second, *field);
      out.known = false;
      join(out.causes, first.causes);
      return out;
    }
    const auto year = found->second.years.find(static_cast<int>(first.number));
    if (year == found->second.years.end())
      return unknown({{Missing::year_missing, expr.name + "." + std::to_string(first.number)}},
                     field->is_signed ? kMinusInfinity : 0);
    return exactly(year->second);
  }
  const Computed second = expr.children.size() > 1 ? compute(expr.children[1], frame) : exactly(0);
  if (!first.known || !second.known) {
    std::set<Cause> causes = first.causes;
    join(causes, second.causes);
    return unknown(std::move(causes));
  }
  const std::optional<int64_t> value =
      apply_whole(expr.op, expr.number, expr.rounding, first.number, second.number);
  return value ? exactly(*value) : unknown({{Missing::overflow, to_source(expr)}});
}

Computed Evaluator::over_rows(const Expr& expr, const Frame& frame) {
  const FieldDefinition* field = find_field(situation_.rule, situation_.vocabulary, expr.name);
  CHECK(field != nullptr);
  const auto found = situation_.facts.find(expr.name);
  const bool present =
      found != situation_.facts.end() && found->second.known && found->second.rows != nullptr;
  const bool truth_valued = expr.op == Op::any_rows || expr.op == Op::all_rows;
  if (!present) {
    const Missing missing =
        found == situation_.facts.end() ? Missing::never_collected : found->second.missing;
    if (truth_valued) return unknown_truth({{missing, expr.name}});
    return unknown({{missing, expr.name}}, expr.op == Op::count_rows ? 0 : kMinusInfinity);
  }
  const Rows& rows = *found->second.rows;
  const bool condition_only = expr.op == Op::count_rows || expr.op == Op::any_rows;
  const Expr* body = condition_only ? nullptr : &expr.children[0];
  const Expr* filter = condition_only ? (expr.children.empty() ? nullptr : &expr.children[0])
                                      : (expr.children.size() > 1 ? &expr.children[1] : nullptr);
  std::set<Cause> causes;
  if (!rows.complete) causes.insert({Missing::rows_incomplete, expr.name});
  Computed total = exactly(0);
  Expr adding;
  adding.op = Op::add;
  bool some_true = false;
  bool some_false = false;
  std::optional<Computed> extreme;
  int64_t counted_low = 0;
  int64_t counted_high = 0;
  for (const Facts& row : rows.rows) {
    const Frame inner{.year = frame.year, .row = &row, .rows = field};
    const Computed chosen = filter == nullptr ? truth(true) : compute(*filter, inner);
    if (chosen.is_false()) continue;
    if (!chosen.known) join(causes, chosen.causes);
    counted_low += chosen.known ? 1 : 0;
    ++counted_high;
    if (expr.op == Op::any_rows) some_true = some_true || chosen.is_true();
    if (body == nullptr) continue;
    Computed value = compute(*body, inner);
    if (!value.known) join(causes, value.causes);
    if (expr.op == Op::all_rows) {
      some_false = some_false || (chosen.is_true() && value.is_false());
      if (!chosen.known && value.is_true()) continue;
    }
    if (!chosen.known && expr.op == Op::sum_rows) {
      value.known = false;
      value.low = std::min<int64_t>(value.low, 0);
      value.high = std::max<int64_t>(value.high, 0);
      value.causes = chosen.causes;
    }
    if (expr.op == Op::sum_rows) {
      total = arithmetic_pair(adding, total, value);
    } else if (expr.op != Op::all_rows) {
      Expr picking;
      picking.op = expr.op == Op::largest_row ? Op::maximum : Op::minimum;
      extreme = extreme ? arithmetic_pair(picking, *extreme, value) : value;
    }
  }
  switch (expr.op) {
    case Op::count_rows:
      if (causes.empty()) return exactly(counted_low);
      return unknown(std::move(causes), counted_low, rows.complete ? counted_high : kPlusInfinity);
    case Op::any_rows:
      if (some_true) return truth(true);
      return causes.empty() ? truth(false) : unknown_truth(std::move(causes));
    case Op::all_rows:
      if (some_false) return truth(false);
      return causes.empty() ? truth(true) : unknown_truth(std::move(causes));
    case Op::sum_rows: {
      if (causes.empty() || (total.known && causes.empty())) return total;
      int64_t low = total.low;
      int64_t high = total.high;
      if (!rows.complete) {
        // Records that nobody has told us of: only an all-missing one says what they may add.
        const Facts nothing;
        const Computed other = compute(*body, {.year = frame.year, .row = &nothing, .rows = field});
        if (other.low < 0) low = kMinusInfinity;
        high = kPlusInfinity;
      }
      return unknown(std::move(causes), low, high);
    }
    default:
      if (causes.empty() && extreme) return *extreme;
      if (causes.empty()) return unknown({{Missing::not_applicable, expr.name}});
      return unknown(std::move(causes));
  }
}

Computed Evaluator::state(const Expr& expr, const Frame& frame) {
  const State* state = situation_.rule.find_state(expr.name);
  CHECK(state != nullptr);
  const std::string key = "s " + expr.name;
  // From the first year on, so that the recursion through `next` never goes deeper than one year.
  const int64_t last = std::min<int64_t>(frame.year, state->first_year + 300);
  for (int64_t year = state->first_year; year <= last; ++year) {
    if (memory_.contains({key, year})) continue;
    Computed value = year == state->first_year ? compute(state->start, Frame{.year = year})
                                               : compute(state->next, Frame{.year = year - 1});
    memory_[{key, year}] = value;
  }
  const auto found = memory_.find({key, frame.year});
  if (found != memory_.end()) return found->second;
  if (frame.year < state->first_year) return compute(state->start, Frame{.year = frame.year});
  return unknown({{Missing::overflow, expr.name}});
}

Outcome evaluate_rule(const Situation& situation) {
  Outcome out;
  out.in_force = situation.rule.in_force(situation.as_of);
  Evaluator evaluator(situation);
  const Computed verdict = evaluator.evaluate(situation.rule.eligible);
  out.verdict = !verdict.known        ? Verdict::unknown
                : verdict.number != 0 ? Verdict::eligible
                                      : Verdict::ineligible;
  out.undecided = verdict.causes;
  if (!situation.rule.amount) return out;
  out.has_amount = true;
  const Computed amount = evaluator.evaluate(*situation.rule.amount);
  out.amount_known = amount.known;
  out.amount = amount.known ? amount.number : 0;
  out.amount_low = amount.low;
  out.amount_high = amount.high;
  out.amount_undecided = amount.causes;
  return out;
}

}  // namespace gaoxin::policy
