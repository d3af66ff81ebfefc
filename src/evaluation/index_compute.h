// From units with their items to scores, gates and ranks, by an index system. Pure: the use cases
// in index_runs.cpp fetch and keep what goes in and comes out.
#pragma once

#include "evaluation/composite_uncertainty.h"
#include "evaluation/index_bundle.h"
#include "evaluation/index_runs.h"

namespace gaoxin::indexes {

struct RunInput {
  std::string period;
  std::vector<RunUnit> units;
};
BOOST_DESCRIBE_STRUCT(RunInput, (), (period, units))

/// The formulas of a system, read once.
class Formulas {
 public:
  /// `system` has no errors.
  explicit Formulas(const IndexSystem& system);
  /// An item of a unit, `years_back` years ago; derived items by their formula.
  Formula::Value item(const RunUnit& unit, const std::string& code, int years_back = 0) const;
  /// An indicator: what is given, else its formula.
  Formula::Value indicator(const RunUnit& unit, const std::string& code) const;
  Formula::Value value(const RunUnit& unit, const std::string& formula) const;
  /// The items below an indicator's formula, derived ones opened.
  std::vector<std::string> items_of(const std::string& indicator) const;

 private:
  const Formula* formula_of(const std::string& text) const;
  std::map<std::string, std::string> item_formulas_, indicator_formulas_;
  std::map<std::string, Formula> formulas_;  // By their text.
};

/// Everything a run is made of; `framework` is empty for a system of gates alone.
struct Computed {
  composite::Method method;
  std::optional<Framework> framework;
  composite::Dataset data;
  composite::Outcome outcome;
  std::vector<std::vector<Formula::Value>> cells;  ///< unit × Model::indicators
  std::vector<size_t> order;  ///< RunResult::elements → Model::elements, from the top down
  RunResult result;
};
/// Errors: those of method_of, framework_of and run_method, evaluation.run.units (none),
/// evaluation.run.options, evaluation.pca.negative.
Result<Computed> compute(const IndexSystem& system, const RunInput& input,
                         const RunOptions& options);

/// "bottom:5:region" → rule; error evaluation.run.rule.
Result<composite::PlaceRule> place_rule(const std::string& text);
/// Scores by element as RunResult gives them, rounded nowhere.
std::optional<double> maybe(double value);

/// A number as people read it: at most four decimals, no trailing zeros.
std::string number_text(double value);

}  // namespace gaoxin::indexes
