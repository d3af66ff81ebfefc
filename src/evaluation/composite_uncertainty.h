// How much ranks depend on choices of method: Monte Carlo over alternatives, and Sobol indices that
// say which choice matters.
//
// Every combination of the steps below the weights is computed once; a replication then only
// aggregates and ranks. Its random numbers depend on (seed, replication) alone, and only whole
// numbers are summed over replications, so the answer is the same for any number of threads.
// Scores are those of run_method to the last bit.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "evaluation/composite_engine.h"

namespace gaoxin::composite {

/// What may be chosen otherwise; an empty list keeps the method's own step.
struct Alternatives {
  std::vector<std::optional<Impute>> imputations;
  std::vector<std::optional<Treat>> treatments;
  std::vector<std::optional<Normalise>> normalisations;
  std::vector<Aggregate> aggregations;
  std::vector<std::vector<double>> weight_sets;  ///< each beside Model::elements
  /// Level → p: each weight of the level is multiplied by 1 ± p, uniformly, anew each time.
  std::map<int, double> weight_noise;
};

/// One choice of everything, as places in the lists above.
struct Draw {
  uint32_t imputation = 0, treatment = 0, normalisation = 0, aggregation = 0, weight_set = 0;
  uint64_t noise_seed = 0;
  bool operator==(const Draw&) const = default;
};

/// The places at one end, in all or in each peer group, as a management rule counts them. Equal
/// scores share a place.
struct PlaceRule {
  std::string name;
  bool from_bottom = true;
  int64_t places = 5;
  bool within_group = false;
};

struct UncertaintyRequest {
  int64_t replications = 1000;
  uint64_t seed = 1;
  int threads = 0;  ///< 0: as many as the machine has
  std::vector<PlaceRule> rules;
  std::vector<Draw> draws;  ///< replays these instead of drawing
  bool keep_ranks = false;
};

struct RankDistribution {
  std::string unit;
  double nominal = kUnknown, mean = kUnknown, median = kUnknown;
  double low = kUnknown, high = kUnknown;  ///< 5 and 95 % (R's type 7)
  std::vector<int64_t> counts;             ///< counts[k]: how often rank k + 1
  std::vector<double> probabilities;       ///< of each rule
};
struct Uncertainty {
  std::vector<RankDistribution> units;  ///< in the order of Outcome::rows
  int64_t replications = 0;
  /// Combinations of which a mean could not be taken (a value not positive): left out of all.
  int64_t failed = 0;
  std::vector<uint16_t> ranks;  ///< keep_ranks: replication × unit; 0: unknown
};

/// Alternatives made ready. Holds copies of what it needs; may be used by several threads.
class Variants {
 public:
  /// Errors: those of run_method, evaluation.uncertainty.too_many (combinations), .noise,
  /// .periods (a panel must be cut to one period first).
  static Result<Variants> make(const Model& model, const Dataset& data, const Method& method,
                               std::span<const double> weights, const Alternatives& alternatives);
  Variants(Variants&&) noexcept;
  Variants& operator=(Variants&&) noexcept;
  ~Variants();

  size_t units() const;
  std::vector<std::string> unit_codes() const;
  /// Ranks of the nominal run, as it came out of run_method.
  std::span<const double> nominal() const;
  /// A choice drawn uniformly; the same for the same numbers.
  Draw draw(uint64_t seed, uint64_t replication) const;

  struct State;
  const State& state() const { return *state_; }

 private:
  explicit Variants(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

Result<Uncertainty> monte_carlo(const Variants& variants, const UncertaintyRequest& request);
/// Scores of the index under one choice, by unit; unknown for all when it fails.
std::vector<double> scores_under(const Variants& variants, const Draw& draw);

// ---- Sensitivity -------------------------------------------------------------------------------

/// First-order and total indices with the 5 and 95 % points of a bootstrap.
struct SobolIndex {
  std::string factor;
  double first = kUnknown, total = kUnknown;
  double first_low = kUnknown, first_high = kUnknown, total_low = kUnknown, total_high = kUnknown;
};
/// From outputs at A, B and A with factor i from B: S = mean(yB (yABi − yA)) / V and
/// T = Σ (yA − yABi)² / (2 N V) (Jansen 1999), V the variance of yA and yB together (n − 1), as
/// COINr. `bootstrap` 0: no interval. Unknown indices when nothing varies.
std::vector<SobolIndex> sobol_indices(std::span<const double> at_a, std::span<const double> at_b,
                                      std::span<const std::vector<double>> at_ab, int bootstrap,
                                      uint64_t seed);

struct SensitivityRequest {
  int64_t base = 500;  ///< N; N·(factors + 2) replications
  uint64_t seed = 1;
  int threads = 0;
  int bootstrap = 1000;
  int unit_bootstrap = 200;
};
struct Sensitivity {
  std::vector<SobolIndex> mean_rank_shift;  ///< of the mean |rank − nominal| over units
  /// Of each unit's own rank, beside Variants::unit_codes().
  std::vector<std::vector<SobolIndex>> by_unit;
  int64_t replications = 0, failed = 0;
};
/// Factors: imputation, treatment, normalisation, aggregation, weights; those with one choice are
/// left out. Error evaluation.sensitivity.one_factor when fewer than two vary.
Result<Sensitivity> sensitivity(const Variants& variants, const SensitivityRequest& request);

}  // namespace gaoxin::composite
