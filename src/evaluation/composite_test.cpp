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
  EXPECT_EQ(scaled(posts)[0], 0);
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
  const std::vector<double> mean_share = budget_weights({{60, 40}, {20, 80}}, 100).value();
  EXPECT_NEAR(mean_share[0], 0.4, 1e-12);
  EXPECT_NEAR(mean_share[1], 0.6, 1e-12);
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

// The Technology Achievement Index, the Handbook's example: indicators (patents, royalties,
// internet hosts, exports, log telephones, log electricity, schooling, tertiary enrolment) and the
// published index of UNDP (2001), Human Development Report, technical note 2 and table A2.1, with
// its goalposts over 72 countries. Singapore is left out: its published index does not follow from
// the figures printed for it.
struct TaiRow {
  const char* country;
  double values[8];
  double published;
};
constexpr TaiRow kTai[] = {
    {"Finland", {187, 125.6, 200.2, 50.7, 3.08, 4.15, 10.0, 27.4}, 0.744},
    {"United States", {289, 130.0, 179.1, 66.2, 3.00, 4.07, 12.0, 13.9}, 0.733},
    {"Sweden", {271, 156.6, 125.8, 59.7, 3.10, 4.14, 11.4, 15.3}, 0.703},
    {"Japan", {994, 64.6, 49.0, 80.8, 3.00, 3.86, 9.5, 10.0}, 0.698},
    {"Korea", {779, 9.8, 4.8, 66.7, 2.97, 3.65, 10.8, 23.2}, 0.666},
    {"Netherlands", {189, 151.2, 136.0, 50.9, 3.02, 3.77, 9.4, 9.5}, 0.630},
    {"United Kingdom", {82, 134.0, 57.4, 61.9, 3.02, 3.73, 9.4, 14.9}, 0.606},
    {"Canada", {31, 38.6, 108.0, 48.7, 2.94, 4.18, 11.6, 14.2}, 0.589},
    {"Australia", {75, 18.2, 125.9, 16.2, 2.94, 3.94, 10.9, 25.3}, 0.587},
    {"Germany", {235, 36.8, 41.2, 64.2, 2.94, 3.75, 10.2, 14.4}, 0.583},
    {"Norway", {103, 20.2, 193.6, 19.0, 3.12, 4.39, 11.9, 11.2}, 0.579},
    {"Ireland", {106, 110.3, 48.6, 53.6, 2.97, 3.68, 9.4, 12.3}, 0.566},
    {"Belgium", {72, 73.9, 58.9, 47.6, 2.91, 3.86, 9.3, 13.6}, 0.553},
    {"New Zealand", {103, 13.0, 146.7, 15.4, 2.86, 3.91, 11.7, 13.1}, 0.548},
    {"Austria", {165, 14.8, 84.2, 50.3, 2.99, 3.79, 8.4, 13.6}, 0.544},
    {"France", {205, 33.6, 36.4, 58.9, 2.97, 3.80, 7.9, 12.6}, 0.535},
    {"Israel", {74, 43.6, 43.2, 45.0, 2.96, 3.74, 9.6, 11.0}, 0.514},
    {"Spain", {42, 8.6, 21.0, 53.4, 2.86, 3.62, 7.3, 15.6}, 0.481},
    {"Italy", {13, 9.8, 30.4, 51.0, 3.00, 3.65, 7.2, 13.0}, 0.471},
    {"Czech Republic", {28, 4.2, 25.0, 51.7, 2.75, 3.68, 9.5, 8.2}, 0.465},
    {"Hungary", {26, 6.2, 21.6, 63.5, 2.73, 3.46, 9.1, 7.7}, 0.464},
    {"Slovenia", {105, 4.0, 20.3, 49.5, 2.84, 3.71, 7.1, 10.6}, 0.458}};

TEST(Handbook, TheTechnologyAchievementIndex) {
  const double posts[8][2] = {{0, 994},
                              {0, 272.6},
                              {0, 232.4},
                              {0, 80.8},
                              {std::log10(1), std::log10(901)},
                              {std::log10(22), std::log10(6969)},
                              {0.8, 12.0},
                              {0.1, 27.4}};
  std::vector<Element> elements;
  for (int i = 0; i < 8; ++i) {
    Element& element = elements.emplace_back(indicator("i" + std::to_string(i)));
    element.parent = "g" + std::to_string(i / 2);
    element.low = posts[i][0];
    element.high = posts[i][1];
    element.scale = 1;
  }
  for (int g = 0; g < 4; ++g) {
    Element& element = elements.emplace_back(indicator("g" + std::to_string(g)));
    element.level = 2;
  }
  elements.push_back(top(3));
  const Model model = make_model(elements).value();
  std::vector<std::vector<double>> rows;
  for (const TaiRow& row : kTai) rows.emplace_back(std::begin(row.values), std::end(row.values));
  Method method;
  method.normalise->all.scale = Scale::goalposts;
  method.normalise->from_elements = true;
  const Outcome out = run_method(model, units(rows), method).value();
  for (size_t r = 0; r < std::size(kTai); ++r) {
    // Logarithms are printed to two decimals: 0.005 of them is 0.0008 of the index.
    EXPECT_NEAR(out.scores.at(r, model.index()), kTai[r].published, 0.0015) << kTai[r].country;
    EXPECT_EQ(out.ranks.at(r, model.index()), static_cast<double>(r + 1)) << kTai[r].country;
  }
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
  const std::vector<std::vector<double>> flat_lines{flat_line};
  EXPECT_FALSE(known(sobol_indices(flat_line, flat_line, flat_lines, 10, 1)[0].first));
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
