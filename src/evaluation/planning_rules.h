// The rules of planning, as data, and what follows from them: which industries lead, are the core
// or serve (P2), which parks overlap (P3), what a region was allotted (P3), in which stage a park
// is (P8). Pure: no database, no clock.
//
// The documents stand in catalogue/planning as JSON; a zone may put its own revision in their
// place. Everything decided here can be explained: each verdict carries the numbers and the names
// of what is unknown.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/json.h"
#include "evaluation/regional_measures.h"

namespace gaoxin {

// ---- Screening of industries -------------------------------------------------------------------

/// A factor scores 0 at `low` and 100 at `high`, straight between them, never outside.
struct ScreeningFactor {
  std::string key;  ///< one of kScreeningFactors
  Text name;
  std::string unit;
  double low = 0, high = 1;
  Text meaning;
};
BOOST_DESCRIBE_STRUCT(ScreeningFactor, (), (key, name, unit, low, high, meaning))
/// What `key` may be; README.md of the module says how each is computed.
inline constexpr const char* kScreeningFactors[] = {
    "location_quotient", "share",   "competitive_growth", "industry_growth", "density",
    "backward",          "forward", "weak_link",          "supplies"};

struct ScreeningNeed {
  std::string factor;
  double at_least = 0;
};
BOOST_DESCRIBE_STRUCT(ScreeningNeed, (), (factor, at_least))
struct ScreeningWeight {
  std::string factor;
  double weight = 0;
};
BOOST_DESCRIBE_STRUCT(ScreeningWeight, (), (factor, weight))
/// Industries that meet every need and score enough, the best first, at most so many; the others
/// are looked at by the next class.
struct ScreeningClass {
  std::string key;  ///< leading, core, auxiliary
  Text name, meaning;
  std::vector<ScreeningNeed> needs;
  std::vector<ScreeningWeight> weights;
  double score_at_least = 0;
  int64_t at_most = 0;
};
BOOST_DESCRIBE_STRUCT(ScreeningClass, (),
                      (key, name, meaning, needs, weights, score_at_least, at_most))
struct ScreeningRules {
  Text title;
  Date valid_from;
  std::string source, clause;
  Text note;
  std::vector<ScreeningFactor> factors;
  std::vector<ScreeningClass> classes;
  double known_weight_at_least = 0.5;  ///< share of a class's weights that must be known
  int64_t replications = 200;          ///< of the sensitivity, 0 to 10,000
  double spread = 0.25;                ///< each weight is multiplied by 1 ± spread
  int64_t seed = 1;
};
BOOST_DESCRIBE_STRUCT(ScreeningRules, (),
                      (title, valid_from, source, clause, note, factors, classes,
                       known_weight_at_least, replications, spread, seed))

/// What is known of regions x industries. `now` is the newest year; before and after are the same
/// firms in both years (see planning_panel.h).
struct ScreeningInput {
  size_t regions = 0, industries = 0;
  std::vector<double> now, before, after;  ///< regions x industries
  std::vector<uint8_t> unknown;  ///< regions x industries: 1 = somebody is there, no value
  double years = 0;              ///< between before and after; 0: there is one year only
  /// By industry; empty: nothing is known of the chain.
  std::vector<std::optional<double>> backward, forward;
  std::vector<std::optional<double>> weak;  ///< of the region that is screened, 0 to 100
  std::vector<double> inputs;               ///< industries x industries, as ChainPositions::inputs
};

/// Everything that is the same for all regions, computed once.
struct ScreeningBasis {
  RegionTable table;
  MeasureTable quotients, density;
  std::vector<double> region_totals, before_totals, after_totals;  ///< the last two by industry
};
/// The basis looks into `input`, which must outlive it.
ScreeningBasis screening_basis(const ScreeningInput& input);

/// A factor of one industry: value and score, or why it is unknown.
struct FactorValue {
  std::optional<double> value, score;
  UnknownBecause because = UnknownBecause::known;
};
struct ScreenedIndustry {
  size_t industry = 0;
  std::optional<size_t> chosen;      ///< index of the class
  bool undetermined = false;         ///< in no class, but what is unknown could put it in one
  std::vector<FactorValue> factors;  ///< beside rules.factors
  std::vector<std::optional<double>> scores;  ///< by class, 0 to 100; missing: too little is known
  double stability = 0;                       ///< share of replications with the same class
};
/// All industries, class by class, by score; then the undetermined, then the others.
std::vector<ScreenedIndustry> screen_region(const ScreeningInput& input,
                                            const ScreeningBasis& basis, size_t region,
                                            const ScreeningRules& rules);

// ---- Overlap between parks ---------------------------------------------------------------------

struct OverlapRules {
  Text title;
  Date valid_from;
  std::string source, clause;
  Text note;
  double krugman_at_most = 0.6;  ///< 0 to 2: as alike as this or more is a warning
  double cosine_at_least = 0.8;
  double leading_share_at_least = 0.2;  ///< an industry with this share leads a park
  double least_total = 5;               ///< a park with less is not compared (in residents)
};
BOOST_DESCRIBE_STRUCT(OverlapRules, (),
                      (title, valid_from, source, clause, note, krugman_at_most, cosine_at_least,
                       leading_share_at_least, least_total))

// ---- Declared allocation -----------------------------------------------------------------------

/// An industry that a document allots to a region. A resident belongs to it when its code begins
/// with one of `codes`, or one of `words` stands in its name or products; a code that is coarser
/// than one of `codes` may belong to it.
struct AllottedIndustry {
  std::string key;
  Text name;
  std::vector<std::string> codes;  ///< GB/T 4754-2017, only those that are wholly this industry
  std::vector<std::string> words;
  std::vector<std::string> coarse_codes;  ///< of which the industry is a part
};
BOOST_DESCRIBE_STRUCT(AllottedIndustry, (), (key, name, codes, words, coarse_codes))
struct AllottedRegion {
  std::string region_code;
  Text name;
  std::vector<AllottedIndustry> industries;
  Text note;
};
BOOST_DESCRIBE_STRUCT(AllottedRegion, (), (region_code, name, industries, note))
struct AllocationRules {
  Text title;
  Date valid_from;
  std::string source, clause;
  Text note;
  std::vector<AllottedRegion> regions;
};
BOOST_DESCRIBE_STRUCT(AllocationRules, (), (title, valid_from, source, clause, note, regions))

enum class Belongs { no, maybe, yes };
Belongs belongs_to(const AllottedIndustry& industry, const std::optional<std::string>& code,
                   const std::string& name_and_products);

// ---- Stage of a park ---------------------------------------------------------------------------

struct ParkStageIndicator {
  std::string key;  ///< one of kStageIndicators
  Text name;
  std::string unit;
  Text meaning;
};
BOOST_DESCRIBE_STRUCT(ParkStageIndicator, (), (key, name, unit, meaning))
inline constexpr const char* kStageIndicators[] = {
    "age",           "residents",         "resident_growth",
    "land_used",     "residents_per_km2", "supply_links",
    "leading_share", "leading_quotient",  "small_share",
    "pillars",       "rd_intensity",      "patents_per_100_staff",
    "brand"};

struct ParkStageCondition {
  std::string indicator;
  double at_least = 0;
  double weight = 1;
  Text why;
};
BOOST_DESCRIBE_STRUCT(ParkStageCondition, (), (indicator, at_least, weight, why))
struct ParkStageMeasure {
  Text text;
  std::string clause;  ///< where the source says so
  std::string quote;
};
BOOST_DESCRIBE_STRUCT(ParkStageMeasure, (), (text, clause, quote))
/// A stage is reached when the conditions met weigh `met_at_least` of all, and the stage before
/// it is reached. The first stage has no conditions.
struct ParkStageRule {
  std::string key;  ///< initial, filling, cluster
  Text name, meaning;
  double met_at_least = 0;
  std::vector<ParkStageCondition> conditions;
  std::vector<ParkStageMeasure> measures;
};
BOOST_DESCRIBE_STRUCT(ParkStageRule, (), (key, name, meaning, met_at_least, conditions, measures))
struct ParkStageRules {
  Text title;
  Date valid_from;
  std::string source, clause;
  Text note;
  std::vector<ParkStageIndicator> indicators;
  std::vector<ParkStageRule> stages;
};
BOOST_DESCRIBE_STRUCT(ParkStageRules, (),
                      (title, valid_from, source, clause, note, indicators, stages))

enum class ConditionState { met, unmet, unknown };
struct ParkStageGate {
  double met = 0, unmet = 0, unknown = 0;  ///< weights
  std::vector<ConditionState> conditions;  ///< beside ParkStageRule::conditions
};
struct ParkStageVerdict {
  size_t lowest = 0, highest = 0;    ///< when all that is unknown is unmet, and when it is met
  std::vector<ParkStageGate> gates;  ///< beside ParkStageRules::stages
  bool certain() const { return lowest == highest; }
};
/// What is known of an indicator: its value, or that it is at least so much, or nothing.
struct IndicatorValue {
  std::optional<double> value, at_least;
};
/// `values` by indicator; a missing one is unknown.
ParkStageVerdict diagnose_stage(const ParkStageRules& rules,
                                const std::map<std::string, IndicatorValue>& values);

// ---- Checking ----------------------------------------------------------------------------------

/// What is wrong with rules that somebody wrote: unknown names, weights below 0 or all 0, bounds
/// the wrong way round … with the path of each place. Error evaluation.planning.rules.
Result<Done> check_rules(const ScreeningRules& rules);
Result<Done> check_rules(const OverlapRules& rules);
Result<Done> check_rules(const AllocationRules& rules);
Result<Done> check_rules(const ParkStageRules& rules);

}  // namespace gaoxin
