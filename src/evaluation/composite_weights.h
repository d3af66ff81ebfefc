// Where weights come from, with the checks each way needs: equal, given, principal components,
// budget allocation, pairwise comparison (AHP), benefit of the doubt, balanced correlations.
#pragma once

#include <string>
#include <vector>

#include "evaluation/composite_engine.h"
#include "evaluation/composite_statistics.h"

namespace gaoxin::composite {

/// Weights of the children of every parent must sum to this, within 1e-6; else the error
/// evaluation.weights.sum names the parent, the sum and what it should be.
Result<Done> check_weight_sums(const Model& model, std::span<const double> weights, double sum);

/// First-component loadings within each group of a level (COINr's get_PCA), the others as given.
/// The sign of a component is arbitrary; here it is turned so that the loadings sum to ≥ 0, which
/// changes no score because weights are divided by their sum.
struct PcaWeights {
  std::vector<double> weights;        ///< beside Model::elements
  std::vector<std::string> negative;  ///< elements that got a negative weight: do not use as is
  std::map<std::string, double> explained;  ///< group → share of variance of the first component
  int64_t rows_left_out = 0;                ///< units with unknown values
};
/// `values` has a column for each element. Errors: evaluation.pca.constant (names the element),
/// evaluation.pca.rows.
Result<PcaWeights> pca_weights(const Model& model, const Table& values,
                               std::span<const double> weights, int level, bool by_group = true);

/// Each expert gives points that sum to `budget`; the weight is the mean share. Errors:
/// evaluation.budget.sum and .negative (name the expert from 1).
Result<std::vector<double>> budget_weights(const std::vector<std::vector<double>>& points,
                                           double budget);

/// Pairwise comparisons on Saaty's scale: judgement[i][j] says how much more i matters than j.
struct AhpWeights {
  std::vector<double> weights;  ///< principal eigenvector, sums to 1
  double lambda_max = 0;
  double consistency_index = 0, consistency_ratio = 0;
  bool consistent = true;  ///< ratio at most 0.1 (Saaty 1980)
};
/// Errors: evaluation.ahp.shape (3 ≤ … or 1 … 15 elements), .reciprocal (names the pair),
/// .positive.
Result<AhpWeights> ahp_weights(const std::vector<std::vector<double>>& judgement);

/// Benefit of the doubt (Cherchye et al. 2007): each unit gets the weights that show it best, under
/// which nobody exceeds 1. `share_min`, `share_max` bound each indicator's part of the unit's own
/// score (0 and 1: unbounded).
struct BenefitOfDoubt {
  std::vector<double> scores;                ///< by row; unknown when any value is
  std::vector<std::vector<double>> weights;  ///< by row, column; empty when unknown
};
/// Values must not be negative (evaluation.bod.negative names row and column) and some must be
/// positive; bounds that cannot hold: evaluation.bod.bounds.
Result<BenefitOfDoubt> benefit_of_doubt(const Table& values, double share_min = 0,
                                        double share_max = 1);

/// max c·x with A x ≤ b, x ≥ 0, b ≥ 0, by a dense tableau with Bland's rule against cycling.
/// Nothing when unbounded.
std::optional<std::vector<double>> maximise(const std::vector<std::vector<double>>& a,
                                            const std::vector<double>& b,
                                            const std::vector<double>& c);

/// Weights of one level so that the correlations of its elements with the index are in proportion
/// to `wanted` (COINr's get_opt_weights, "balance"), by Nelder–Mead as R's optim does it.
struct OptimisedWeights {
  std::vector<double> weights;          ///< beside Model::elements
  std::vector<double> wanted, reached;  ///< shares, by element of the level
  double objective = 0;
  bool converged = false;
};
struct OptimiseRequest {
  int level = 2;
  std::vector<double> wanted;     ///< by element of the level; empty: equal
  bool most_information = false;  ///< maximises the sum of the correlations instead ("infomax")
  Correlation kind = Correlation::pearson;
  double tolerance = 0.1;
  int evaluations_max = 500;
};
Result<OptimisedWeights> optimise_weights(const Model& model, const Method& method,
                                          std::span<const double> weights, const Outcome& outcome,
                                          const OptimiseRequest& request);

}  // namespace gaoxin::composite
