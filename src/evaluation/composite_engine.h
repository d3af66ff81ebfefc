// Runs the steps of a composite indicator and keeps every table on the way, so that each cell can
// explain itself. See composite_model.h for the words.
#pragma once

#include <string>
#include <vector>

#include "evaluation/composite_model.h"

namespace gaoxin::composite {

/// An error of this module: invalid input, with its key and sentence.
Error composite_error(const char* key, std::string zh, std::string en);

/// Something a reader must know about a result: a constant indicator, a unit taken out, a value
/// that became unknown. `element` and `unit` may be empty.
struct Notice {
  std::string key;
  Text text;
  std::string element, unit;
};

enum class StepKind { raw, denominated, screened_first, imputed, screened, treated, normalised };

/// How one indicator was treated (in one period of a panel).
struct TreatmentTrail {
  size_t indicator = 0;
  int period = 0;
  bool untreated = false;  ///< too few different values to judge
  double skew_before = kUnknown, kurtosis_before = kUnknown;
  int winsorised = 0;  ///< points
  double skew_winsorised = kUnknown, kurtosis_winsorised = kUnknown;
  std::optional<Transform> transform;
  double skew_after = kUnknown, kurtosis_after = kUnknown;
  bool passed = true;
  std::vector<size_t> winsorised_high, winsorised_low;  ///< rows of the step
};
/// The scale of one indicator: what x × direction was measured with.
struct ScaleTrail {
  NormaliseIndicator used;
  double minimum = kUnknown, maximum = kUnknown;  ///< of x × direction
  double mean = kUnknown, deviation = kUnknown;   ///< zscore (n − 1)
};

/// A table on the way. `rows[r]` is the row of the dataset that row r comes from.
struct StepTable {
  StepKind kind = StepKind::raw;
  std::vector<size_t> rows;
  Table values;  ///< columns: Model::indicators
};

struct Outcome {
  std::vector<StepTable> steps;
  std::vector<TreatmentTrail> treatments;
  std::vector<std::vector<ScaleTrail>> scales;  ///< by period (one when across periods), indicator
  std::vector<size_t> rows;                     ///< rows of the dataset that have scores
  Table scores;                                 ///< columns: Model::elements
  Table ranks;  ///< the same; 1 is best, equal scores share the better rank; by period
  std::vector<Notice> notices;
};

/// `weights` stands beside Model::elements; empty takes Element::weight. Errors:
/// evaluation.weights.unset (names the elements), evaluation.aggregate.not_positive (geometric or
/// harmonic mean over zero or negative values; names unit and element), evaluation.data.shape,
/// evaluation.data.infinite, evaluation.impute.*, evaluation.normalise.*.
Result<Outcome> run_method(const Model& model, const Dataset& data, const Method& method,
                           std::span<const double> weights = {});

/// The weights of the model's elements; an unset one is an error that names it. The index's own
/// weight is 1 when it has none.
Result<std::vector<double>> weights_of(const Model& model);
/// Share of each element in the index: weights summed to 1 within each parent, multiplied upwards.
std::vector<double> effective_weights(const Model& model, std::span<const double> weights);

// ---- Explaining --------------------------------------------------------------------------------

/// How one indicator of one unit went into the index. Contributions of a unit's indicators sum to
/// its score. Arithmetic: weight × value along the path. Geometric: the score is shared in
/// proportion to weight × ln(value). Harmonic: in proportion to weight / value (what pulls the mean
/// down most weighs most). Copeland has no such decomposition: unknown.
struct CellStory {
  struct At {
    StepKind kind;
    double value;
  };
  std::vector<At> values;
  double weight_in_parent = kUnknown;  ///< after leaving out unknown siblings
  double contribution = kUnknown;
  double share = kUnknown;  ///< of the score
};
CellStory explain_cell(const Model& model, const Method& method, std::span<const double> weights,
                       const Outcome& outcome, size_t row, size_t indicator);
/// contributions(row, element) for all elements; the index's is its score.
Table contributions(const Model& model, const Method& method, std::span<const double> weights,
                    const Outcome& outcome);

/// What leaving out each element of a level does (its weight becomes 0).
struct Removal {
  size_t element = 0;
  std::vector<double> scores, ranks;  ///< of the index, by row of Outcome::rows
  double mean_absolute_rank_change = kUnknown;
};
Result<std::vector<Removal>> remove_elements(const Model& model, const Method& method,
                                             std::span<const double> weights,
                                             const Outcome& outcome, int level);

}  // namespace gaoxin::composite
