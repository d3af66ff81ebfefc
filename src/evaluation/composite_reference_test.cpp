// The engine against COINr's own numbers on its ASEM example. Skipped where the files are not.
#include <gtest/gtest.h>

#include <cmath>

#include "evaluation/composite_reference.h"
#include "evaluation/composite_statistics.h"
#include "evaluation/composite_steps.h"
#include "evaluation/composite_uncertainty.h"
#include "evaluation/composite_weights.h"

namespace gaoxin::composite {
namespace {

const std::string kFolder = "../shared/data/evaluation/coinr_asem";

class AsemTest : public testing::Test {
 protected:
  void SetUp() override {
    if (read_reference(kFolder + "/input_iMeta.csv").rows.empty())
      GTEST_SKIP() << "the reference files are not at " << kFolder;
    model_ = make_model(asem_elements(kFolder)).value();
    data_ = asem_data(kFolder, model_);
  }

  /// Compares a step's table or scores with a file, cell by cell.
  void expect_table(const std::string& file, const std::vector<size_t>& rows,
                    const std::vector<size_t>& elements, const Table& values,
                    double tolerance = 1e-9) const {
    const ReferenceFile wanted = read_reference(kFolder + "/" + file);
    ASSERT_EQ(wanted.rows.size(), rows.size()) << file;
    std::map<std::string, size_t> by_unit;
    for (size_t r = 0; r < wanted.rows.size(); ++r) by_unit[wanted.text(r, "uCode")] = r;
    for (size_t c = 0; c < elements.size(); ++c)
      for (size_t r = 0; r < rows.size(); ++r) {
        const std::string& unit = data_.units.codes[rows[r]];
        const std::string& code = model_.elements[elements[c]].code;
        const double expected = wanted.number(by_unit.at(unit), code);
        ASSERT_EQ(known(expected), known(values.at(r, c))) << file << " " << unit << " " << code;
        if (!known(expected)) continue;
        ASSERT_NEAR(expected, values.at(r, c), tolerance * std::max(1.0, std::fabs(expected)))
            << file << " " << unit << " " << code;
      }
  }
  void expect_step(const std::string& file, const Outcome& outcome, StepKind kind) const {
    for (const StepTable& step : outcome.steps)
      if (step.kind == kind) return expect_table(file, step.rows, model_.indicators, step.values);
    FAIL() << "no such step for " << file;
  }
  std::vector<size_t> all_elements() const {
    std::vector<size_t> out;
    for (size_t e = 0; e < model_.elements.size(); ++e) out.push_back(e);
    return out;
  }

  Model model_;
  Dataset data_;
};

TEST_F(AsemTest, EveryStepOfTheNominalRun) {
  const Outcome out = run_method(model_, data_, asem_method()).value();
  expect_step("nominal_stage_1_Raw.csv", out, StepKind::raw);
  expect_step("nominal_stage_2_Denominated.csv", out, StepKind::denominated);
  expect_step("nominal_stage_3_Imputed.csv", out, StepKind::imputed);
  expect_step("nominal_stage_4_Screened.csv", out, StepKind::screened);
  expect_step("nominal_stage_5_Treated.csv", out, StepKind::treated);
  expect_step("nominal_stage_6_Normalised.csv", out, StepKind::normalised);
  expect_table("nominal_stage_7_Aggregated.csv", out.rows, all_elements(), out.scores);
  expect_table("nominal_results_ranks.csv", out.rows, all_elements(), out.ranks, 0);
}

TEST_F(AsemTest, TheTreatmentSaysWhatItDid) {
  const Outcome out = run_method(model_, data_, asem_method()).value();
  const ReferenceFile wanted = read_reference(kFolder + "/nominal_treatment_details.csv");
  ASSERT_EQ(wanted.rows.size(), out.treatments.size());
  for (size_t r = 0; r < wanted.rows.size(); ++r) {
    const size_t element = model_.find(wanted.text(r, "iCode")).value();
    const auto trail = std::find_if(
        out.treatments.begin(), out.treatments.end(),
        [&](const TreatmentTrail& t) { return model_.indicators[t.indicator] == element; });
    ASSERT_NE(trail, out.treatments.end());
    EXPECT_NEAR(trail->skew_before, wanted.number(r, "check_SkewKurt0.Skew"), 1e-9);
    EXPECT_NEAR(trail->kurtosis_before, wanted.number(r, "check_SkewKurt0.Kurt"), 1e-9);
    const double points = wanted.number(r, "winsorise.nwin");
    EXPECT_EQ(trail->winsorised, known(points) ? static_cast<int>(points) : 0);
    if (!known(points)) continue;
    EXPECT_NEAR(trail->skew_winsorised, wanted.number(r, "check_SkewKurt1.Skew"), 1e-9);
    EXPECT_NEAR(trail->kurtosis_winsorised, wanted.number(r, "check_SkewKurt1.Kurt"), 1e-9);
    EXPECT_EQ(trail->passed, wanted.text(r, "check_SkewKurt1.Pass") == "TRUE");
  }
}

TEST_F(AsemTest, StatisticsOfTheTreatedIndicators) {
  const Outcome out = run_method(model_, data_, asem_method()).value();
  const ReferenceFile wanted = read_reference(kFolder + "/stats_treated.csv");
  for (size_t r = 0; r < wanted.rows.size(); ++r) {
    size_t column = 0;
    while (model_.elements[model_.indicators[column]].code != wanted.text(r, "iCode")) ++column;
    const ColumnStatistics stats = column_statistics(out.steps[4].values.column(column));
    const auto near = [&](const char* name, double value) {  // Three significant digits there.
      const double expected = wanted.number(r, name);
      EXPECT_NEAR(expected, value, std::fabs(expected) * 0.006 + 1e-12) << name;
    };
    near("Min", stats.minimum);
    near("Max", stats.maximum);
    near("Mean", stats.mean);
    near("Median", stats.median);
    near("Std", stats.deviation);
    near("Skew", stats.skewness);
    near("Kurt", stats.kurtosis);
    near("N.Avail", static_cast<double>(stats.known));
    near("N.NonZero", static_cast<double>(stats.nonzero));
    near("N.Unique", static_cast<double>(stats.distinct));
    near("N.Same", static_cast<double>(stats.most_frequent));
    EXPECT_EQ(wanted.text(r, "Flag.SkewKurt") == "OUT", stats.outliers);
  }
}

TEST_F(AsemTest, OtherNormalisationsAndMeans) {
  Method method = asem_method();
  method.normalise->all = {Scale::zscore, 0, 1};
  expect_step("normalised_zscore_0_1.csv", run_method(model_, data_, method).value(),
              StepKind::normalised);
  method.normalise->all = {Scale::minmax, 0, 100};
  Outcome out = run_method(model_, data_, method).value();
  expect_table("aggregated__minmax_0_100__a_amean__Original.csv", out.rows, {model_.index()}, [&] {
    Table one(out.rows.size(), 1);
    for (size_t r = 0; r < out.rows.size(); ++r) one.at(r, 0) = out.scores.at(r, model_.index());
    return one;
  }());
  method.normalise->all = {Scale::minmax, 1, 100};
  method.aggregate.levels = {{Mean::geometric, 1, {}}};
  out = run_method(model_, data_, method).value();
  const ReferenceFile wanted =
      read_reference(kFolder + "/aggregated__minmax_1_100__a_gmean__Original.csv");
  for (size_t r = 0; r < wanted.rows.size(); ++r)
    for (size_t e = 0; e < model_.elements.size(); ++e)
      if (model_.elements[e].level > 1) {
        ASSERT_EQ(data_.units.codes[out.rows[r]], wanted.text(r, "uCode"));
        EXPECT_NEAR(out.scores.at(r, e), wanted.number(r, model_.elements[e].code), 1e-9);
        EXPECT_EQ(out.ranks.at(r, model_.index()), wanted.number(r, "Index_rank"));
      }
}

TEST_F(AsemTest, EffectiveWeights) {
  const std::vector<double> effective = effective_weights(model_, weights_of(model_).value());
  const ReferenceFile wanted = read_reference(kFolder + "/weights_effective.csv");
  for (size_t r = 0; r < wanted.rows.size(); ++r)
    EXPECT_NEAR(effective[model_.find(wanted.text(r, "iCode")).value()],
                wanted.number(r, "EffWeight"), 1e-12);
}

/// The four factors of the reference's uncertainty analysis.
Alternatives reference_alternatives(const Model& model) {
  Alternatives out;
  for (int points = 1; points <= 5; ++points) {
    Treat treat;
    treat.all.winsorise_points_max = points;
    out.treatments.push_back(treat);
  }
  for (const NormaliseIndicator& scale :
       {NormaliseIndicator{Scale::minmax, 1, 100}, NormaliseIndicator{Scale::zscore, 10, 2}}) {
    Normalise normalise;
    normalise.all = scale;
    out.normalisations.push_back(normalise);
  }
  Aggregate geometric;
  geometric.levels = {{Mean::geometric, 1, {}}};
  out.aggregations = {Aggregate{}, geometric};
  const ReferenceFile sets = read_reference(kFolder + "/sens_noisy_weight_sets_levels2to4.csv");
  out.weight_sets.assign(100, weights_of(model).value());
  for (size_t r = 0; r < sets.rows.size(); ++r)
    out.weight_sets[std::stoul(sets.text(r, "set")) - 1]
                   [model.find(sets.text(r, "iCode")).value()] = sets.number(r, "Weight");
  return out;
}

std::vector<Draw> reference_draws() {
  const ReferenceFile in = read_reference(kFolder + "/sens_UA_draws.csv");
  std::vector<Draw> out;
  for (size_t r = 0; r < in.rows.size(); ++r) {
    Draw draw;
    draw.treatment = static_cast<uint32_t>(std::stoul(in.text(r, "winmax")) - 1);
    draw.normalisation = in.text(r, "norm_alt") == "minmax_1_100" ? 0 : 1;
    draw.aggregation = in.text(r, "agg_alt") == "a_amean" ? 0 : 1;
    draw.weight_set = static_cast<uint32_t>(std::stoul(in.text(r, "weight_set")) - 1);
    out.push_back(draw);
  }
  return out;
}

TEST_F(AsemTest, ReplaysTheUncertaintyAnalysis) {
  const Variants variants =
      Variants::make(model_, data_, asem_method(), {}, reference_alternatives(model_)).value();
  UncertaintyRequest request;
  request.draws = reference_draws();
  ASSERT_EQ(request.draws.size(), 1000u);
  const Uncertainty out = monte_carlo(variants, request).value();
  EXPECT_EQ(out.failed, 0);
  const ReferenceFile wanted = read_reference(kFolder + "/sens_UA_rank_stats.csv");
  ASSERT_EQ(wanted.rows.size(), out.units.size());
  for (size_t r = 0; r < wanted.rows.size(); ++r) {
    const RankDistribution& unit = out.units[r];
    ASSERT_EQ(wanted.text(r, "uCode"), unit.unit);
    EXPECT_EQ(wanted.number(r, "Nominal"), unit.nominal) << unit.unit;
    EXPECT_NEAR(wanted.number(r, "Mean"), unit.mean, 1e-9) << unit.unit;
    EXPECT_EQ(wanted.number(r, "Median"), unit.median) << unit.unit;
    EXPECT_NEAR(wanted.number(r, "Q5"), unit.low, 1e-9) << unit.unit;
    EXPECT_NEAR(wanted.number(r, "Q95"), unit.high, 1e-9) << unit.unit;
  }
}

TEST_F(AsemTest, EveryReplicationIsTheRunOfItsMethod) {
  const Alternatives alternatives = reference_alternatives(model_);
  const Variants variants = Variants::make(model_, data_, asem_method(), {}, alternatives).value();
  const std::vector<Draw> draws = reference_draws();
  for (size_t i = 0; i < draws.size(); i += 37) {
    Method method = asem_method();
    method.treat = alternatives.treatments[draws[i].treatment];
    method.normalise = alternatives.normalisations[draws[i].normalisation];
    method.aggregate = alternatives.aggregations[draws[i].aggregation];
    const Outcome out =
        run_method(model_, data_, method, alternatives.weight_sets[draws[i].weight_set]).value();
    const std::span<const double> index = out.scores.column(model_.index());
    EXPECT_EQ(scores_under(variants, draws[i]), std::vector(index.begin(), index.end())) << i;
  }
}

TEST_F(AsemTest, TheSameForAnyNumberOfThreads) {
  Alternatives alternatives = reference_alternatives(model_);
  alternatives.weight_sets.clear();
  alternatives.weight_noise = {{1, 0.25}, {2, 0.25}, {3, 0.25}};
  const Variants variants = Variants::make(model_, data_, asem_method(), {}, alternatives).value();
  UncertaintyRequest request;
  request.replications = 2000;
  request.keep_ranks = true;
  request.rules = {{"bottom five of its region", true, 5, true}, {"top ten", false, 10, false}};
  request.threads = 1;
  const Uncertainty one = monte_carlo(variants, request).value();
  request.threads = 5;
  const Uncertainty five = monte_carlo(variants, request).value();
  EXPECT_EQ(one.ranks, five.ranks);
  double top = 0, bottom = 0;
  for (size_t u = 0; u < one.units.size(); ++u) {
    EXPECT_EQ(one.units[u].counts, five.units[u].counts);
    EXPECT_EQ(one.units[u].probabilities, five.units[u].probabilities);
    bottom += one.units[u].probabilities[0];
    top += one.units[u].probabilities[1];
  }
  EXPECT_NEAR(bottom, 10, 1e-6);  // Five in each of two regions, without ties.
  EXPECT_NEAR(top, 10, 1e-6);
  request.seed = 2;
  EXPECT_NE(monte_carlo(variants, request).value().ranks, one.ranks);
}

TEST_F(AsemTest, SensitivityAgreesWithTheReference) {
  const Variants variants =
      Variants::make(model_, data_, asem_method(), {}, reference_alternatives(model_)).value();
  SensitivityRequest request;
  request.base = 4000;
  request.bootstrap = 200;
  request.unit_bootstrap = 20;
  const Sensitivity out = sensitivity(variants, request).value();
  // Another sample than the reference's: within the interval that its bootstrap gives.
  const ReferenceFile wanted = read_reference(kFolder + "/sens_SA_indices.csv");
  const std::map<std::string, std::string> names = {{"treatment", "Winmax"},
                                                    {"normalisation", "Normalisation"},
                                                    {"weights", "Weights"},
                                                    {"aggregation", "Aggregation"}};
  ASSERT_EQ(out.mean_rank_shift.size(), names.size());
  for (const SobolIndex& index : out.mean_rank_shift)
    for (size_t r = 0; r < wanted.rows.size(); ++r) {
      if (wanted.text(r, "Variable") != names.at(index.factor)) continue;
      EXPECT_GE(index.first, wanted.number(r, "Si_q5")) << index.factor;
      EXPECT_LE(index.first, wanted.number(r, "Si_q95")) << index.factor;
      EXPECT_NEAR(index.total, wanted.number(r, "STi"), 0.07) << index.factor;
      EXPECT_LT(index.total_low, index.total);
      EXPECT_GT(index.total_high, index.total);
    }
  EXPECT_EQ(out.by_unit.size(), 51u);
}

TEST_F(AsemTest, ContributionsSumToTheScore) {
  const std::vector<double> weights = weights_of(model_).value();
  for (const Mean mean : {Mean::arithmetic, Mean::geometric, Mean::harmonic}) {
    Method method = asem_method();
    method.normalise->all = {Scale::minmax, 1, 100};
    method.aggregate.levels = {{mean, 1, {}}};
    const Outcome out = run_method(model_, data_, method, weights).value();
    const Table parts = contributions(model_, method, weights, out);
    for (size_t r = 0; r < out.rows.size(); ++r) {
      double total = 0;
      for (const size_t e : model_.indicators)
        if (known(parts.at(r, e))) total += parts.at(r, e);
      EXPECT_NEAR(total, out.scores.at(r, model_.index()), 1e-9);
    }
  }
}

}  // namespace
}  // namespace gaoxin::composite
