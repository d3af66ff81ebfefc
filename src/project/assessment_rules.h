// How several assessors' sheets become one score. Pure.
//
// Six criteria from 0 to 100; a zone's weights add up to 100. A criterion's score is the mean over
// the assessors who gave it; nobody's silence is a zero: while a criterion has no score, or there
// are too few sheets, the whole is unknown and says what is missing.
#pragma once

#include <array>
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace gaoxin {

/// 0 (worst) to 100 (best); for environment and energy too 100 is the best.
struct Scores {
  std::optional<int64_t> fit{}, market{}, technology{}, environment{}, energy{}, benefit{};
  bool operator==(const Scores&) const = default;
};
BOOST_DESCRIBE_STRUCT(Scores, (), (fit, market, technology, environment, energy, benefit))

/// Percent; they add up to 100.
struct ScoreWeights {
  int64_t fit = 20, market = 20, technology = 20, environment = 15, energy = 10, benefit = 15;
  bool operator==(const ScoreWeights&) const = default;
};
BOOST_DESCRIBE_STRUCT(ScoreWeights, (), (fit, market, technology, environment, energy, benefit))

struct ScoreRule {
  ScoreWeights weights{};
  double threshold = 60;  ///< the least total that passes
  int64_t assessors_min = 3;
  double spread_max = 25;  ///< between the highest and the lowest total; above it: talk first
};
BOOST_DESCRIBE_STRUCT(ScoreRule, (), (weights, threshold, assessors_min, spread_max))
Result<Done> check_score_rule(const ScoreRule& rule);
Result<Done> check_scores(const Scores& scores);

struct CriterionScore {
  std::string criterion{};  ///< "fit"
  Text title{};
  int64_t weight = 0;
  int64_t assessors = 0;
  std::optional<double> mean{};
  std::optional<int64_t> low{}, high{};  ///< among the assessors
};
BOOST_DESCRIBE_STRUCT(CriterionScore, (), (criterion, title, weight, assessors, mean, low, high))

BOOST_DEFINE_ENUM_CLASS(ScoreVerdict, passed, failed, unknown)
struct Assessment {
  std::vector<CriterionScore> criteria{};  ///< always six, in the order of Scores
  std::optional<double> total{};           ///< to 0.01
  std::optional<double> spread{};  ///< highest minus lowest total of the complete sheets, if two
  bool wide_spread = false;
  ScoreVerdict verdict = ScoreVerdict::unknown;
  Text reason{};
};
BOOST_DESCRIBE_STRUCT(Assessment, (), (criteria, total, spread, wide_spread, verdict, reason))
Assessment assess(const ScoreRule& rule, std::span<const Scores> sheets);

/// The weighted total of one sheet, to 0.01; nothing while a weighted criterion is missing.
std::optional<double> sheet_total(const ScoreWeights& weights, const Scores& scores);

}  // namespace gaoxin
