// The steps one by one; composite_engine.cpp runs them in order. Private to the module's engine.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "evaluation/composite_engine.h"

namespace gaoxin::composite {

/// Positions of `rows` by period, earliest first; one part when the units have no periods.
std::vector<std::vector<size_t>> rows_by_period(const Units& units, std::span<const size_t> rows);

/// A step works on `in` and says in `notices` what a reader should know.
struct StepContext {
  const Model& model;
  const Dataset& data;
  std::vector<Notice>& notices;
};

StepTable denominate(const StepContext& context, const StepTable& in);
Result<StepTable> impute(const StepContext& context, const StepTable& in, const Impute& how);
StepTable screen(const StepContext& context, const StepTable& in, const Screen& how);
StepTable treat(const StepContext& context, const StepTable& in, const Treat& how,
                std::vector<TreatmentTrail>& trails);
Result<StepTable> normalise(const StepContext& context, const StepTable& in, const Normalise& how,
                            std::vector<std::vector<ScaleTrail>>& scales);

// ---- One column --------------------------------------------------------------------------------

/// x transformed; unknown stays unknown.
std::vector<double> transformed(std::span<const double> x, Transform transform, double lambda);
/// Treats one indicator and says how. Points are positions in x.
std::vector<double> treat_column(std::span<const double> x, const TreatIndicator& how,
                                 TreatmentTrail& trail);
/// Normalises x, which already carries its direction. `reference` is a position in x or x.size().
std::vector<double> normalise_column(std::span<const double> x, const NormaliseIndicator& how,
                                     size_t reference, ScaleTrail& trail);

// ---- Aggregation -------------------------------------------------------------------------------

/// One entry for each aggregation, from level 1 → 2 up; errors when the number does not fit.
Result<std::vector<AggregateLevel>> aggregate_levels(const Model& model, const Aggregate& how);

/// What stops a mean: a value that is not positive.
struct NotPositive {
  size_t row = 0, element = 0;
};
/// Fills the columns of `scores` (rows × elements) for the elements of the levels from
/// `first_level` (≥ 2) up, from those below.
std::optional<NotPositive> aggregate_rows(const Model& model,
                                          std::span<const AggregateLevel> levels,
                                          std::span<const double> weights, int first_level,
                                          Table& scores);

/// Share of the weights with which the row's unit beats the column's; COINr's outrankMatrix: equal
/// values count half, what is below the diagonal is 1 − what is above.
Table outranking_matrix(const Table& scores, std::span<const size_t> columns,
                        std::span<const double> weights);

// ---- The run in two halves ---------------------------------------------------------------------

/// Everything up to normalised values.
Result<Outcome> prepare_outcome(const Model& model, const Dataset& data, const Method& method);
/// Scores and ranks from the last step's table.
Result<Done> aggregate_outcome(const Model& model, const Dataset& data, const Aggregate& how,
                               std::span<const double> weights, Outcome& out);

}  // namespace gaoxin::composite
