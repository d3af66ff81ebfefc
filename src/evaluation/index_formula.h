// The small language of an index system: how an indicator is made of statistical items.
//
//   rd_expense / revenue * 100
//   sum(bachelor_staff, master_staff, doctor_staff) / staff * 100
//   (value_added / staff) / previous(value_added / staff) * 100 - 100
//
// + − × ÷ (also - * /), sum(a, b, …), previous(x): x of the year before, numbers, parentheses. An
// item keeps its unit: adding money and people is an error. What is missing, and a quotient with
// zero below, is unknown with its reason, never 0. Pure.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gaoxin::indexes {

/// What a value measures, as powers of base measures: money per person is {money: 1, people: −1}.
using Dimension = std::map<std::string, int>;
/// Of a unit: 元 万元 … money; 人 people; 公顷 平方米 area; % and 比 nothing; others their own
/// name.
Dimension dimension_of_unit(std::string_view unit);
std::string dimension_text(const Dimension& dimension);

class Formula {
 public:
  Formula();
  Formula(Formula&&) noexcept;
  Formula& operator=(Formula&&) noexcept;
  ~Formula();

  /// The names it uses.
  const std::set<std::string>& names() const { return names_; }

  struct Value {
    std::optional<double> number;
    Text why;  ///< when unknown
  };
  /// `lookup(name, years_back)`.
  using Lookup = std::function<Value(const std::string& name, int years_back)>;
  Value evaluate(const Lookup& lookup, int years_back = 0) const;

  /// The measure of the result; error evaluation.formula.unit when unlike things are added. `unit`
  /// gives the measure of a name.
  Result<Dimension> dimension(
      const std::function<Dimension(const std::string& name)>& measure) const;

  struct Node;

 private:
  friend Result<Formula> parse_formula(std::string_view text);
  std::unique_ptr<Node> root_;
  std::set<std::string> names_;
};

/// Errors: evaluation.formula with the column (counted in characters from 1) and what was expected.
/// At most 2,000 bytes and 60 levels of parentheses.
Result<Formula> parse_formula(std::string_view text);

}  // namespace gaoxin::indexes
