// The engine by hand: small tables whose answers can be worked out on paper, bad input, and the
// example of the OECD/JRC Handbook.
#include <gtest/gtest.h>

#include <cmath>

#include "evaluation/composite_statistics.h"
#include "evaluation/composite_steps.h"
#include "evaluation/composite_uncertainty.h"
#include "evaluation/composite_weights.h"

namespace gaoxin::composite {
namespace {

Element indicator(const std::string& code, double weight = 1, int direction = 1) {
  Element out;
  out.code = code;
  out.parent = "index";
  out.direction = direction;
  out.weight = weight;
  return out;
}
Element top(int level = 2) {
  Element out;
  out.code = "index";
  out.level = level;
  return out;
}
Model flat(const std::vector<double>& weights) {
  std::vector<Element> elements;
  for (size_t i = 0; i < weights.size(); ++i)
    elements.push_back(indicator("i" + std::to_string(i), weights[i]));
  elements.push_back(top());
  return make_model(elements).value();
}
/// Rows of values become units u0, u1, …
Dataset units(const std::vector<std::vector<double>>& rows) {
  Dataset out;
  out.values = Table(rows.size(), rows[0].size());
  for (size_t r = 0; r < rows.size(); ++r) {
    out.units.codes.push_back("u" + std::to_string(r));
    for (size_t c = 0; c < rows[r].size(); ++c) out.values.at(r, c) = rows[r][c];
  }
  return out;
}
std::vector<double> index_of(const Model& model, const Outcome& out) {
  const std::span<const double> column = out.scores.column(model.index());
  return {column.begin(), column.end()};
}
Method raw_values(Mean mean = Mean::arithmetic) {
  Method method;
  method.normalise->all.scale = Scale::none;
  method.aggregate.levels = {{mean, 1, {}}};
  return method;
}

TEST(Model, SaysWhatIsWrongWithAFramework) {
  const auto key = [](std::vector<Element> elements) {
    const Result<Model> model = make_model(std::move(elements));
    return model.ok() ? "" : model.error().key;
  };
  EXPECT_EQ(key({}), "evaluation.model.empty");
  EXPECT_EQ(key({indicator("a"), indicator("a"), top()}), "evaluation.model.code");
  EXPECT_EQ(key({indicator("a"), indicator("b")}), "evaluation.model.top");
  Element lost = indicator("a");
  lost.parent = "nobody";
  EXPECT_EQ(key({lost, indicator("b"), top()}), "evaluation.model.parent");
  EXPECT_EQ(key({indicator("a"), top(3)}), "evaluation.model.level");
  Element group = indicator("g");
  group.level = 2;
  EXPECT_EQ(key({indicator("a"), group, top(3)}), "evaluation.model.level");
  Element a = indicator("a"), b = indicator("b");
  a.parent = "b";
  b.parent = "a";
  const Result<Model> cycle = make_model({a, b, top()});
  EXPECT_EQ(cycle.error().key, "evaluation.model.cycle");
  EXPECT_NE(cycle.error().text.en.find("a → b → a"), std::string::npos);
}

TEST(Weights, AnUnsetOneIsNamed) {
  Element unset = indicator("b");
  unset.weight.reset();
  const Model model = make_model({indicator("a"), unset, top()}).value();
  const Result<Outcome> out = run_method(model, units({{1, 2}, {3, 4}}), Method{});
  EXPECT_EQ(out.error().key, "evaluation.weights.unset");
  ASSERT_EQ(out.error().fields.size(), 1u);
  EXPECT_EQ(out.error().fields[0].path, "b");
}

TEST(Weights, SumsAreChecked) {
  const Model model = flat({40, 50});
  EXPECT_EQ(check_weight_sums(model, weights_of(model).value(), 100).error().key,
            "evaluation.weights.sum");
  EXPECT_TRUE(check_weight_sums(model, weights_of(model).value(), 90).ok());
}

TEST(Aggregation, ByHand) {
  const Model model = flat({1, 3});
  const Dataset data = units({{2, 8}, {4, 4}, {kUnknown, 5}});
  EXPECT_EQ(index_of(model, run_method(model, data, raw_values()).value()),
            (std::vector<double>{6.5, 4, 5}));
  const std::vector<double> geometric =
      index_of(model, run_method(model, data, raw_values(Mean::geometric)).value());
  EXPECT_NEAR(geometric[0], std::pow(2.0 * 8 * 8 * 8, 0.25), 1e-12);
  EXPECT_NEAR(geometric[2], 5, 1e-12);
  const std::vector<double> harmonic =
      index_of(model, run_method(model, data, raw_values(Mean::harmonic)).value());
  EXPECT_NEAR(harmonic[0], 4 / (1 / 2.0 + 3 / 8.0), 1e-12);
  Method strict = raw_values();
  strict.aggregate.levels[0].data_share_min = 0.6;
  EXPECT_FALSE(known(index_of(model, run_method(model, data, strict).value())[2]));
}

TEST(Aggregation, OutrankingByHand) {
  // u0 beats u1 with weight 3 of 4, u1 beats u2 wholly, u0 and u2 are even in the first.
  const Model model = flat({1, 3});
  const Outcome out =
      run_method(model, units({{1, 9}, {2, 5}, {1, 4}}), raw_values(Mean::copeland)).value();
  EXPECT_EQ(index_of(model, out), (std::vector<double>{2, 0, -2}));
  const std::vector<size_t> columns{0, 1};
  const std::vector<double> weights{1, 3};
  const Table matrix = outranking_matrix(out.steps[0].values, columns, weights);
  EXPECT_DOUBLE_EQ(matrix.at(0, 1), 0.75);
  EXPECT_DOUBLE_EQ(matrix.at(0, 2), 0.875);
  EXPECT_DOUBLE_EQ(matrix.at(2, 0), 0.125);
}

TEST(BadInput, IsAnErrorOrUnknownNeverNaN) {
  const Model model = flat({1, 1});
  const auto key = [&](const Result<Outcome>& out) { return out.ok() ? "" : out.error().key; };
  EXPECT_EQ(key(run_method(model, units({{0, 1}, {1, 2}}), raw_values(Mean::geometric))),
            "evaluation.aggregate.not_positive");
  EXPECT_EQ(key(run_method(model, units({{-1, 1}, {1, 2}}), raw_values(Mean::geometric))),
            "evaluation.aggregate.not_positive");
  EXPECT_EQ(key(run_method(model, units({{0, 1}, {1, 2}}), raw_values(Mean::harmonic))),
            "evaluation.aggregate.not_positive");
  EXPECT_EQ(key(run_method(model, units({{INFINITY, 1}, {1, 2}}), Method{})),
            "evaluation.data.infinite");
  EXPECT_EQ(key(run_method(model, Dataset{}, Method{})), "evaluation.data.shape");
  Dataset twice = units({{1, 2}, {3, 4}});
  twice.units.codes[1] = "u0";
  EXPECT_EQ(key(run_method(model, twice, Method{})), "evaluation.data.twice");
}

TEST(BadInput, AConstantIndicatorTakesNoPart) {
  const Model model = flat({1, 1});
  for (const Scale scale : {Scale::minmax, Scale::zscore, Scale::distance_to_max}) {
    Method method;
    method.normalise->all.scale = scale;
    const Outcome out = run_method(model, units({{7, 1}, {7, 2}, {7, 3}}), method).value();
    for (size_t r = 0; r < 3; ++r) {
      EXPECT_FALSE(known(out.scores.at(r, 0)));
      EXPECT_EQ(out.scores.at(r, model.index()), out.scores.at(r, 1));
    }
    ASSERT_FALSE(out.notices.empty());
    EXPECT_EQ(out.notices[0].key, "evaluation.normalise.constant");
    EXPECT_EQ(out.notices[0].element, "i0");
  }
}

TEST(BadInput, OneUnitAndAllUnknown) {
  const Model model = flat({1, 1});
  Method method;
  method.treat = Treat{};
  const Outcome one = run_method(model, units({{1, 2}}), method).value();
  EXPECT_FALSE(known(one.scores.at(0, model.index())));
  EXPECT_FALSE(known(one.ranks.at(0, model.index())));
  method.impute = Impute{};
  const Outcome none =
      run_method(model, units({{kUnknown, kUnknown}, {kUnknown, kUnknown}}), method).value();
  EXPECT_FALSE(known(none.scores.at(1, model.index())));
  method.screen = Screen{};
  EXPECT_EQ(run_method(model, units({{kUnknown, kUnknown}}), method).error().key,
            "evaluation.screen.nobody");
}

TEST(BadInput, AZeroDenominatorIsUnknownWithANotice) {
  Element ratio = indicator("a");
  ratio.denominator = "size";
  const Model model = make_model({ratio, indicator("b"), top()}).value();
  Dataset data = units({{1, 2}, {3, 4}});
  EXPECT_EQ(run_method(model, data, Method{}).error().key, "evaluation.denominator.missing");
  data.denominator_codes = {"size"};
  data.denominators = Table(2, 1);
  data.denominators.at(0, 0) = 0;
  data.denominators.at(1, 0) = 2;
  const Outcome out = run_method(model, data, raw_values()).value();
  EXPECT_FALSE(known(out.scores.at(0, 0)));
  EXPECT_EQ(out.scores.at(1, 0), 1.5);
  EXPECT_EQ(out.notices[0].unit, "u0");
}

TEST(Treatment, WinsorisesThenTransforms) {
  TreatmentTrail trail;
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 1000};
  const std::vector<double> once = treat_column(x, {}, trail);
  EXPECT_EQ(once.back(), 14);
  EXPECT_EQ(trail.winsorised, 1);
  EXPECT_EQ(trail.winsorised_high, std::vector<size_t>{14});
  EXPECT_TRUE(trail.passed);
  TreatIndicator none;
  none.winsorise = false;
  none.then = Transform::log_gii;
  TreatmentTrail logged;
  const std::vector<double> gii = treat_column(x, none, logged);
  EXPECT_NEAR(gii[0], 0, 1e-12);
  EXPECT_NEAR(gii.back(), std::log(1000.0), 1e-12);
  EXPECT_EQ(transformed(x, Transform::log_gii_coinr, 0), x);
  EXPECT_NEAR(transformed(x, Transform::box_cox, 0.5)[3], (std::sqrt(4.0) - 1) / 0.5, 1e-12);
  TreatmentTrail same;
  EXPECT_EQ(treat_column(std::vector<double>{3, 3, 3, 3}, {}, same),
            (std::vector<double>{3, 3, 3, 3}));
  EXPECT_TRUE(same.untreated);
}

TEST(Normalisation, EveryScaleByHand) {
  const std::vector<double> x{2, 4, 4, kUnknown, 10};
  const auto scaled = [&](NormaliseIndicator how, size_t reference = 9) {
    ScaleTrail trail;
    return normalise_column(x, how, reference, trail);
  };
  const auto of = [&](Scale scale) {
    NormaliseIndicator how;
    how.scale = scale;
    return how;
  };
  EXPECT_EQ(scaled(of(Scale::minmax))[1], 25);
  EXPECT_EQ(scaled(of(Scale::rank))[2], 2);
  EXPECT_EQ(scaled(of(Scale::borda))[4], 3);
  EXPECT_NEAR(scaled(of(Scale::percent_rank))[1], 1 / 3.0, 1e-15);
  EXPECT_EQ(scaled(of(Scale::fraction_of_max))[0], 0.2);
  EXPECT_EQ(scaled(of(Scale::distance_to_max))[1], 0.25);
  EXPECT_EQ(scaled(of(Scale::distance_to_reference), 1)[4], 4);
  EXPECT_FALSE(known(scaled(of(Scale::minmax))[3]));
  NormaliseIndicator posts = of(Scale::goalposts);
  posts.low = 3;
  posts.high = 8;
  EXPECT_EQ(scaled(posts), (std::vector<double>{0, 20, 20, scaled(posts)[3], 100}).size() == 5
                               ? scaled(posts)
                               : std::vector<double>{});
  EXPECT_EQ(scaled(posts)[1], 20);
  EXPECT_EQ(scaled(posts)[4], 100);
  NormaliseIndicator ideal = of(Scale::ideal);
  ideal.target = 8;
  EXPECT_EQ(scaled(ideal)[1], 50);
  EXPECT_EQ(scaled(ideal)[4], 100);
}

TEST(Imputation, AcrossTimeByHand) {
  const Model model = flat({1, 1});
  Dataset data;
  data.values = Table(4, 2);
  const double first[] = {10, kUnknown, kUnknown, 40};
  for (size_t r = 0; r < 4; ++r) {
    data.units.codes.push_back("u");
    data.units.periods.push_back(2020 + static_cast<int>(r));
    data.values.at(r, 0) = first[r];
    data.values.at(r, 1) = static_cast<double>(r);
  }
  const auto imputed = [&](ImputeBy by, std::optional<int> back = {}) {
    Method method = raw_values();
    method.impute = Impute{by, 0, {}, back};
    const Outcome out = run_method(model, data, method).value();
    const std::span<const double> column = out.steps[1].values.column(0);
    return std::vector<double>(column.begin(), column.end());
  };
  EXPECT_EQ(imputed(ImputeBy::panel_latest), (std::vector<double>{10, 10, 10, 40}));
  EXPECT_EQ(imputed(ImputeBy::panel_constant), (std::vector<double>{10, 10, 10, 40}));
  EXPECT_EQ(imputed(ImputeBy::panel_linear), (std::vector<double>{10, 20, 30, 40}));
  EXPECT_FALSE(known(imputed(ImputeBy::panel_latest, 1)[2]));
}

TEST(Weighting, AhpByHand) {
  // Consistent judgements 1 : 2 : 4 give exactly these weights.
  const AhpWeights exact = ahp_weights({{1, 0.5, 0.25}, {2, 1, 0.5}, {4, 2, 1}}).value();
  EXPECT_NEAR(exact.weights[0], 1 / 7.0, 1e-12);
  EXPECT_NEAR(exact.weights[2], 4 / 7.0, 1e-12);
  EXPECT_NEAR(exact.consistency_ratio, 0, 1e-12);
  const AhpWeights wild = ahp_weights({{1, 9, 1 / 9.0}, {1 / 9.0, 1, 9}, {9, 1 / 9.0, 1}}).value();
  EXPECT_FALSE(wild.consistent);
  EXPECT_EQ(ahp_weights({{1, 2}, {2, 1}}).error().key, "evaluation.ahp.reciprocal");
  EXPECT_EQ(ahp_weights({{1, -2}, {-0.5, 1}}).error().key, "evaluation.ahp.positive");
  EXPECT_EQ(ahp_weights({{1, 2}}).error().key, "evaluation.ahp.shape");
}

TEST(Weighting, BudgetByHand) {
  EXPECT_EQ(budget_weights({{60, 40}, {20, 80}}, 100).value(), (std::vector<double>{0.4, 0.6}));
  EXPECT_EQ(budget_weights({{60, 40}, {20, 70}}, 100).error().key, "evaluation.budget.sum");
  EXPECT_EQ(budget_weights({{-1, 101}}, 100).error().key, "evaluation.budget.negative");
}

TEST(Weighting, BenefitOfTheDoubtByHand) {
  // u0 is best in the first, u1 in the second; u2 = half of their mean lies inside.
  const Table values = units({{4, 1}, {1, 4}, {1.25, 1.25}}).values;
  const BenefitOfDoubt free = benefit_of_doubt(values).value();
  EXPECT_NEAR(free.scores[0], 1, 1e-9);
  EXPECT_NEAR(free.scores[1], 1, 1e-9);
  EXPECT_NEAR(free.scores[2], 0.5, 1e-9);  // w = (0.2, 0.2) is on the line through both.
  const BenefitOfDoubt bound = benefit_of_doubt(values, 0.4, 0.6).value();
  EXPECT_LT(bound.scores[0], 1);
  for (size_t r = 0; r < 3; ++r) {
    const double part = bound.weights[r][0] * values.at(r, 0) / bound.scores[r];
    EXPECT_GE(part, 0.4 - 1e-9);
    EXPECT_LE(part, 0.6 + 1e-9);
  }
  EXPECT_EQ(benefit_of_doubt(values, 0.6, 0.7).error().key, "evaluation.bod.bounds");
  EXPECT_EQ(benefit_of_doubt(units({{-1, 1}}).values).error().key, "evaluation.bod.negative");
}

TEST(Weighting, PrincipalComponentsByHand) {
  // Two indicators: the loadings are 1/√2 each, and the first component explains (1 + r) / 2.
  const Model model = flat({1, 1});
  const Dataset data = units({{1, 2}, {2, 1}, {3, 4}, {4, 3}});
  Table values(4, 3);
  for (size_t r = 0; r < 4; ++r)
    for (size_t c = 0; c < 2; ++c) values.at(r, c) = data.values.at(r, c);
  const PcaWeights pca = pca_weights(model, values, weights_of(model).value(), 1).value();
  EXPECT_NEAR(pca.weights[0], std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(pca.explained.at("index"), 0.8, 1e-12);
  for (size_t r = 0; r < 4; ++r) values.at(r, 1) = 5;
  EXPECT_EQ(pca_weights(model, values, weights_of(model).value(), 1).error().key,
            "evaluation.pca.constant");
}

TEST(Statistics, ByHand) {
  const std::vector<double> x{1, 2, 3, 4, kUnknown};
  EXPECT_EQ(mean(x), 2.5);
  EXPECT_EQ(median(x), 2.5);
  EXPECT_NEAR(standard_deviation(x), std::sqrt(5 / 3.0), 1e-15);
  EXPECT_NEAR(skewness(x), 0, 1e-15);
  EXPECT_NEAR(kurtosis(x), -1.2, 1e-12);
  EXPECT_EQ(quantile(std::vector<double>{1, 2, 3, 4}, 0.5), 2.5);
  const std::vector<double> y{2, 4, 6, 8, 1};
  EXPECT_NEAR(correlation(x, y, Correlation::pearson), 1, 1e-15);
  const std::vector<double> z{1, 3, 2, 4, 9};
  EXPECT_NEAR(correlation(x, z, Correlation::spearman), 0.8, 1e-12);
  EXPECT_NEAR(correlation(x, z, Correlation::kendall), 4 / 6.0, 1e-12);
  EXPECT_NEAR(correlation_p_value(0.5, 10), 0.1411, 5e-5);
  EXPECT_EQ(ranks_descending(std::vector<double>{5, 7, 7, 1}), (std::vector<double>{3, 1, 1, 4}));
}

TEST(Sobol, ALinearFunctionHasItsShares) {
  // y = 3 a + b with uniform a, b: first = total = 0.9 and 0.1.
  std::vector<double> at_a, at_b;
  std::vector<std::vector<double>> crossed(2);
  uint64_t state = 1;
  const auto uniform = [&] {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>(state >> 11) * 0x1.0p-53;
  };
  for (int i = 0; i < 20'000; ++i) {
    const double a = uniform(), b = uniform(), a2 = uniform(), b2 = uniform();
    at_a.push_back(3 * a + b);
    at_b.push_back(3 * a2 + b2);
    crossed[0].push_back(3 * a2 + b);
    crossed[1].push_back(3 * a + b2);
  }
  const std::vector<SobolIndex> out = sobol_indices(at_a, at_b, crossed, 100, 1);
  EXPECT_NEAR(out[0].first, 0.9, 0.06);
  EXPECT_NEAR(out[0].total, 0.9, 0.02);
  EXPECT_NEAR(out[1].total, 0.1, 0.01);
  EXPECT_LT(out[0].total_low, 0.9);
  EXPECT_GT(out[0].total_high, 0.89);
  const std::vector<double> flat_line(10, 2);
  EXPECT_FALSE(known(sobol_indices(flat_line, flat_line, std::vector{flat_line}, 10, 1)[0].first));
}

TEST(Uncertainty, RefusesWhatCannotBe) {
  const Model model = flat({1, 1});
  const Dataset data = units({{1, 2}, {3, 1}});
  Alternatives far;
  far.weight_noise = {{1, 2}};
  EXPECT_EQ(Variants::make(model, data, Method{}, {}, far).error().key,
            "evaluation.uncertainty.noise");
  const Variants variants = Variants::make(model, data, Method{}, {}, {}).value();
  UncertaintyRequest request;
  request.replications = 0;
  EXPECT_EQ(monte_carlo(variants, request).error().key, "evaluation.uncertainty.replications");
  EXPECT_EQ(sensitivity(variants, {}).error().key, "evaluation.sensitivity.one_factor");
  // A mean that cannot be taken is counted, not hidden: min-max to 0…100 has zeros.
  Alternatives geometric;
  geometric.aggregations = {Aggregate{}, {{{Mean::geometric, 1, {}}}, false}};
  request.replications = 1000;
  const Uncertainty out =
      monte_carlo(Variants::make(model, data, Method{}, {}, geometric).value(), request).value();
  EXPECT_GT(out.failed, 400);
  EXPECT_LT(out.failed, 600);
}

}  // namespace
}  // namespace gaoxin::composite
