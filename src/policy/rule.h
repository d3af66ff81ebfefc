// A policy as data: what a rule file says, after reading and before running.
//
// Numbers are 64-bit integers with a unit and a decimal scale that are both known before a rule
// runs: a value v of scale s means v / 10^s in the unit of its type. Nothing is ever a double.
// A quotient is a fraction of that, kept exactly until the rule rounds it.
//   money   yuan, stored with scale 2 (fen)      ratio   stored with scale 6 (1 % = 10,000)
//   count   whole numbers, scale 0               months  whole months, scale 0
//   date    days since 1970-01-01, scale 0       area    1/300 m², scale 0: a square metre is 300
//                                                and a mu exactly 200,000
// Everything here is a plain value: reading, checking, running and explaining are functions over
// it in the neighbouring files.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace gaoxin::policy {

/// Both count from 1; a column counts characters. Line 0: the file as a whole.
struct Position {
  int line = 0;
  int column = 0;
  bool operator==(const Position&) const = default;
};

enum class Severity { error, warning };

/// One finding about a rule file: where, what is wrong and how to mend it.
struct Issue {
  Severity severity = Severity::error;
  std::string file{};
  Position at{};
  std::string key{};  // "policy.unit.mismatch"
  Text text{};
};
bool has_errors(const std::vector<Issue>& issues);
/// "file:line:column: error: text [key]".
std::string format_issue(const Issue& issue, std::string_view language);

enum class Type { boolean, money, ratio, count, months, date, area, code, codes, rows };
std::string_view type_name(Type type);
std::optional<Type> parse_type(std::string_view name);
/// Decimal digits of stored values of a type.
int stored_scale(Type type);
bool is_number(Type type);
/// The scale of products and quotients. Only a number of this scale can be a fraction of its unit.
constexpr int kFinestScale = 6;

constexpr int64_t kAreaUnitsPerSquareMetre = 300;
constexpr int64_t kAreaUnitsPerMu = 200000;

/// A constant: `number` for everything but code and codes.
struct Value {
  Type type = Type::boolean;
  int scale = 0;
  int64_t number = 0;
  std::string code{};
  std::vector<std::string> codes{};
  bool operator==(const Value&) const = default;
};
/// "500000.00 CNY", "30 %", "24 months", "2024-03-01", "100000 m2", "true", "'code'".
std::string format_value(const Value& value);
/// 10^exponent for 0 ≤ exponent ≤ 18.
int64_t power_of_ten(int exponent);

enum class Op {
  // constants and names
  literal,
  name,  // unresolved; never present after resolve()
  field,
  parameter,
  condition,
  let,
  state,
  row_column,
  as_of,
  policy_from,
  policy_to,
  tax_year,
  // logic
  all_of,
  any_of,
  negation,
  at_least,
  // comparison
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  between,
  in_list,
  under_list,
  // arithmetic
  add,
  subtract,
  multiply,  // number = power of ten the product is divided by
  divide,    // number = power of ten the quotient is multiplied by (may be negative)
  negate,
  rescale,  // number = power of ten to multiply by (may be negative), then rounded
  minimum,
  maximum,
  round,  // to a multiple of children[1]
  choose,
  // questions
  known,
  contains,
  eligible,   // the verdict of the policy `name`
  amount_of,  // what it gives, in money
  // tables and dates
  lookup,
  progressive,
  months_between,
  years_between,
  days_between,
  year_of,
  year_start,
  year_end,
  shift_months,
  in_year,
  // rows: children[0] is the body (or the condition), children[1] the filter if there is one
  sum_rows,
  count_rows,
  any_rows,
  all_rows,
  largest_row,
  smallest_row,
  call,  // unresolved function; never present after resolve()
};

enum class Rounding { down, half_up, up, exact };

/// One node of an expression. Before resolve() only op, name, number, scale, codes, children and
/// `at` mean something; after it type and scale are exact and every name is bound.
struct Expr {
  Op op = Op::literal;
  Type type = Type::boolean;
  int scale = 0;
  Position at{};
  int64_t number = 0;
  Rounding rounding = Rounding::half_up;
  std::string name{};
  std::vector<std::string> codes{};
  std::vector<Expr> children{};
};

/// What a rule file or the shared vocabulary says about a datum.
struct FieldDefinition {
  std::string name{};
  Type type = Type::boolean;
  Text label{};
  Text question{};                   // asked by the calculator; empty: the label is asked
  std::vector<std::string> codes{};  // allowed codes; empty: any
  std::map<std::string, Text> code_labels{};
  bool is_signed = false;  // may be negative (profit); otherwise unknown means "0 or more"
  bool yearly = false;     // one value for each calendar year
  std::optional<int> stale_after_months{};
  std::map<std::string, FieldDefinition, std::less<>> columns{};  // of rows
  Position at{};
};
using Vocabulary = std::map<std::string, FieldDefinition, std::less<>>;

struct Parameter {
  std::string name{};
  Type type = Type::boolean;
  Text label{};
  std::map<Date, Value> values{};  // from the date on
  bool set_by_zone = false;
  std::optional<Value> minimum{};
  std::optional<Value> maximum{};
  Position at{};
};

/// A cell of a table: a constant or the name of a parameter.
struct Cell {
  Value value{};
  std::string parameter{};
};
struct TableRow {
  std::vector<std::string> codes{};  // of a table by code, which has no bounds
  bool under = false;                // codes that begin so
  std::optional<int64_t> from{};
  bool from_inclusive = true;
  std::optional<int64_t> to{};
  bool to_inclusive = false;
  Cell value{};
  Position at{};
};
struct Table {
  std::string name{};
  Type input = Type::money;
  Type output = Type::ratio;
  std::optional<Cell> otherwise{};
  std::map<Date, std::vector<TableRow>> versions{};
  Position at{};
};

struct Condition {
  std::string id{};
  Text label{};
  std::string clause{};
  std::string source{};  // the expression as written
  Expr expr{};
  Position at{};
};
struct Let {
  std::string name{};
  Text label{};
  std::string source{};
  Expr expr{};
  Position at{};
};
/// A value carried from one year to the next: `start` at the beginning of `first_year`, then
/// `next` computed at the end of each year.
struct State {
  std::string name{};
  Type type = Type::money;
  int first_year = 0;
  Expr start{};
  Expr next{};
  Position at{};
};

/// Why a value is missing. The first four come from the data, the others from the rule itself.
enum class Missing {
  never_collected,
  stale,
  withheld,
  not_applicable,
  parameter_not_set,
  rows_incomplete,
  overflow,
  division_by_zero,
  outside_table,
  year_missing,
};
std::string_view missing_name(Missing missing);
Text missing_text(Missing missing);

struct Rows;

/// One datum about one enterprise. A missing one carries its reason, a known one its source.
struct Datum {
  bool known = false;
  Missing missing = Missing::never_collected;
  int64_t number = 0;
  std::string code{};
  std::vector<std::string> codes{};
  std::shared_ptr<const Rows> rows{};
  std::map<int, int64_t> years{};  // of a yearly field; a year that is absent is missing
  std::string source{};
  std::optional<Date> recorded_on{};
};
using Facts = std::map<std::string, Datum, std::less<>>;
/// A list of records. Sums and counts are unknown unless it is flagged complete.
struct Rows {
  bool complete = false;
  std::vector<Facts> rows{};
};

/// What a zone sets or a what-if overlays: (policy, parameter) → values from dates on. They stand
/// before the values in the file.
struct ParameterValues {
  std::map<std::pair<std::string, std::string>, std::map<Date, Value>> values{};
};

enum class Verdict { ineligible, eligible, unknown };
std::string_view verdict_name(Verdict verdict);

struct TestExpectation {
  std::optional<Verdict> verdict{};
  std::optional<bool> in_force{};
  std::optional<int64_t> amount{};  // fen
  bool amount_unknown = false;
  std::optional<int64_t> amount_from{};
  std::optional<int64_t> amount_to{};
  std::optional<std::set<std::string>> missing{};
  std::optional<std::set<std::string>> because{};
  std::map<std::string, Value> outputs{};
};
struct TestCase {
  std::string name{};
  Date as_of{};
  Facts given{};
  std::map<std::string, Value> parameters{};
  TestExpectation expect{};
  Position at{};
};

struct Rule {
  std::string file{};
  std::string id{};
  Text title{};
  std::string policy_class{};  // land | fiscal_and_tax | talent_and_science | finance
  std::string kind{};
  Date from{};
  std::optional<Date> to{};
  std::string document{};
  std::string clause{};
  std::string url{};
  Text text{};  // what the clause says, in our words
  std::string legal_basis{};
  std::string fair_competition_review{};
  std::string entity{};
  Vocabulary fields{};  // declared in the file itself
  std::vector<Parameter> parameters{};
  std::vector<Table> tables{};
  std::vector<Let> lets{};
  std::vector<State> states{};
  std::vector<Condition> conditions{};
  Expr eligible{};
  std::optional<Expr> amount{};
  std::string amount_source{};
  Rounding amount_rounding = Rounding::down;
  std::vector<Let> outputs{};
  std::vector<TestCase> tests{};
  Position eligible_at{};
  bool valid = false;  // read and resolved without an error

  const Parameter* find_parameter(std::string_view name) const;
  const Table* find_table(std::string_view name) const;
  const Let* find_let(std::string_view name) const;
  const State* find_state(std::string_view name) const;
  const Condition* find_condition(std::string_view id) const;
  bool in_force(Date as_of) const { return from <= as_of && (!to || as_of <= *to); }
};

/// The definition a rule sees: its own first, then the shared one.
const FieldDefinition* find_field(const Rule& rule, const Vocabulary& vocabulary,
                                  std::string_view name);
/// The value of a parameter in force on `as_of`, the zone's before the file's; nothing when it is
/// not set.
const Value* parameter_value(const Rule& rule, const Parameter& parameter, Date as_of,
                             const ParameterValues& zone);
/// The rows of a table in force on `as_of`; null before its first date.
const std::vector<TableRow>* table_rows(const Table& table, Date as_of);
/// Names of all data an expression reads, through its conditions, lets and states.
void collect_fields(const Rule& rule, const Expr& expr, std::set<std::string>& fields);
/// The eligible('…') and amount('…') of an expression, also through its conditions, lets and
/// states.
void collect_references(const Rule& rule, const Expr& expr, std::vector<const Expr*>& references);
/// An expression in the words of the rule language.
std::string to_source(const Expr& expr);

}  // namespace gaoxin::policy
