#include "evaluation/composite_uncertainty.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <thread>

#include "base/random.h"
#include "evaluation/composite_statistics.h"
#include "evaluation/composite_steps.h"

namespace gaoxin::composite {

/// Scores up to `fixed_level` are the same in all replications of one combination.
struct Combination {
  bool usable = false;
  bool complete = false;  ///< no unknown value in `scores` up to fixed_level
  std::vector<AggregateLevel> levels;
  Table scores;               ///< units × elements; above fixed_level to be filled
  Table logarithms;           ///< of the same, where a geometric mean needs them
  std::vector<size_t> units;  ///< row → unit of the nominal run
};

struct Variants::State {
  Model model;
  std::vector<std::string> units;
  std::vector<std::vector<size_t>> groups;  ///< units of each peer group
  std::vector<size_t> everybody;
  std::vector<double> nominal;
  std::vector<std::vector<double>> weight_sets;
  std::map<int, double> noise;
  std::array<uint32_t, 5>
      choices{};  ///< imputation, treatment, normalisation, aggregation, weights
  int fixed_level = 1;
  std::vector<size_t> open;  ///< elements to aggregate in each replication, lowest first
  std::vector<Combination> combinations;

  const Combination& combination(const Draw& d) const {
    return combinations[((size_t{d.imputation} * choices[1] + d.treatment) * choices[2] +
                         d.normalisation) *
                            choices[3] +
                        d.aggregation];
  }
  bool has(const Draw& d) const {
    return d.imputation < choices[0] && d.treatment < choices[1] && d.normalisation < choices[2] &&
           d.aggregation < choices[3] && d.weight_set < choices[4];
  }
};

namespace {

constexpr uint64_t kCombinationsMax = 5000;

/// What one thread needs for its replications.
struct Workspace {
  std::vector<double> weights;
  Table scores, logarithms;
  std::vector<long double> sums;
  std::vector<double> index;    // by unit
  std::vector<uint16_t> ranks;  // by unit; 0: unknown
};

uint64_t mixed(uint64_t seed, uint64_t number) {
  Random first(seed);
  Random second(first.next() ^ number);
  return second.next();
}

void weights_of_draw(const Variants::State& state, const Draw& draw, std::vector<double>& out) {
  out = state.weight_sets[draw.weight_set];
  if (state.noise.empty()) return;
  Random random(draw.noise_seed);
  for (size_t e = 0; e < out.size(); ++e) {
    const auto noise = state.noise.find(state.model.elements[e].level);
    if (noise != state.noise.end()) out[e] += (random.uniform() * 2 - 1) * noise->second * out[e];
  }
}

/// The elements above the fixed level when nothing is unknown: the sums of mean_of, a column at a
/// time. False when a value comes out unknown or cannot be taken: the general way decides then.
bool aggregate_complete(const Variants::State& state, const Combination& base, Workspace& w) {
  const size_t rows = base.scores.rows();
  const auto column_of = [&](size_t e) -> std::span<const double> {
    return state.model.elements[e].level > state.fixed_level ? std::as_const(w.scores).column(e)
                                                             : base.scores.column(e);
  };
  for (const size_t e : state.open) {
    const AggregateLevel& how = base.levels[static_cast<size_t>(state.model.elements[e].level - 2)];
    const std::vector<size_t>& children = state.model.children[e];
    long double weights = 0;
    for (const size_t child : children) weights += w.weights[child];
    const auto total = static_cast<double>(weights);
    w.sums.assign(rows, 0);
    const std::span<double> out = w.scores.column(e);
    switch (how.mean) {
      case Mean::arithmetic:
        for (const size_t child : children) {
          const double share = w.weights[child] / total;
          const std::span<const double> x = column_of(child);
          for (size_t r = 0; r < rows; ++r) w.sums[r] += share * x[r];
        }
        for (size_t r = 0; r < rows; ++r) out[r] = static_cast<double>(w.sums[r]);
        break;
      case Mean::geometric:
        for (const size_t child : children) {
          const double weight = w.weights[child];
          const bool fresh = state.model.elements[child].level > state.fixed_level;
          const std::span<const double> x = column_of(child);
          if (fresh) {
            const std::span<double> logs = w.logarithms.column(child);
            for (size_t r = 0; r < rows; ++r) {
              if (!(x[r] > 0)) return false;
              logs[r] = std::log(x[r]);
            }
          }
          const std::span<const double> logs =
              fresh ? std::as_const(w.logarithms).column(child) : base.logarithms.column(child);
          for (size_t r = 0; r < rows; ++r) w.sums[r] += weight * logs[r];
        }
        for (size_t r = 0; r < rows; ++r) out[r] = std::exp(static_cast<double>(w.sums[r]) / total);
        break;
      case Mean::harmonic:
        for (const size_t child : children) {
          const double weight = w.weights[child];
          const std::span<const double> x = column_of(child);
          for (size_t r = 0; r < rows; ++r) {
            if (x[r] == 0) return false;
            w.sums[r] += weight / x[r];
          }
        }
        for (size_t r = 0; r < rows; ++r) out[r] = total / static_cast<double>(w.sums[r]);
        break;
      default: return false;
    }
    for (size_t r = 0; r < rows; ++r)
      if (!std::isfinite(out[r])) return false;
  }
  return true;
}

/// Fills w.index; false when the combination fails.
bool run_draw(const Variants::State& state, const Draw& draw, Workspace& w) {
  const Combination& base = state.combination(draw);
  std::fill(w.index.begin(), w.index.end(), kUnknown);
  if (!base.usable) return false;
  weights_of_draw(state, draw, w.weights);
  if (w.scores.rows() != base.scores.rows() || w.scores.columns() != base.scores.columns()) {
    w.scores = Table(base.scores.rows(), base.scores.columns());
    w.logarithms = w.scores;
  }
  const bool top_is_open = !state.open.empty();
  if (!top_is_open || (base.complete && aggregate_complete(state, base, w))) {
    const std::span<const double> index = top_is_open
                                              ? std::as_const(w.scores).column(state.model.index())
                                              : base.scores.column(state.model.index());
    for (size_t r = 0; r < index.size(); ++r) w.index[base.units[r]] = index[r];
    return true;
  }
  Table scores = base.scores;
  if (aggregate_rows(state.model, base.levels, w.weights, state.fixed_level + 1, scores))
    return false;
  const std::span<const double> index = std::as_const(scores).column(state.model.index());
  for (size_t r = 0; r < index.size(); ++r) w.index[base.units[r]] = index[r];
  return true;
}

void rank_index(Workspace& w) {
  const size_t n = w.index.size();
  if (n > 400) {
    const std::vector<double> ranks = ranks_descending(w.index);
    for (size_t i = 0; i < n; ++i)
      w.ranks[i] = known(ranks[i]) ? static_cast<uint16_t>(ranks[i]) : uint16_t{0};
    return;
  }
  for (size_t i = 0; i < n; ++i) {
    const double own = w.index[i];
    int64_t above = 0;
    for (size_t j = 0; j < n; ++j) above += w.index[j] > own ? 1 : 0;
    w.ranks[i] = known(own) ? static_cast<uint16_t>(above + 1) : uint16_t{0};
  }
}

Workspace workspace_for(const Variants::State& state) {
  Workspace w;
  w.index.assign(state.units.size(), kUnknown);
  w.ranks.assign(state.units.size(), 0);
  return w;
}

/// Splits 0 … count over threads; `work(begin, end, part)`.
void in_parallel(int64_t count, int threads,
                 const std::function<void(int64_t, int64_t, size_t)>& work) {
  const auto parts =
      static_cast<size_t>(std::clamp<int64_t>(threads, 1, std::max<int64_t>(1, count)));
  const auto begin_of = [&](size_t part) {
    return count * static_cast<int64_t>(part) / static_cast<int64_t>(parts);
  };
  std::vector<std::thread> running;
  for (size_t part = 1; part < parts; ++part)
    running.emplace_back([&, part] { work(begin_of(part), begin_of(part + 1), part); });
  work(0, begin_of(1), 0);
  for (std::thread& thread : running) thread.join();
}

int threads_of(int wanted, int64_t replications) {
  if (replications < 500) return 1;
  if (wanted > 0) return std::min(wanted, 64);
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 16u));
}

/// Counts of one thread: whole numbers, so that their sum has no order.
struct Counts {
  std::vector<uint32_t> ranks;   // unit × rank
  std::vector<uint32_t> places;  // unit × rule
  int64_t failed = 0;
};

void count_rules(const Variants::State& state, const std::vector<PlaceRule>& rules,
                 const Workspace& w, Counts& counts) {
  for (size_t rule = 0; rule < rules.size(); ++rule) {
    const auto in_group = [&](const std::vector<size_t>& group) {
      for (const size_t unit : group) {
        const double own = w.index[unit];
        if (!known(own)) continue;
        int64_t beyond = 0;
        for (const size_t other : group)
          beyond += rules[rule].from_bottom ? w.index[other] < own : w.index[other] > own;
        if (beyond < rules[rule].places) ++counts.places[unit * rules.size() + rule];
      }
    };
    if (rules[rule].within_group)
      for (const std::vector<size_t>& group : state.groups) in_group(group);
    else
      in_group(state.everybody);
  }
}

/// The value at a place among the sorted ranks that `counts` stands for.
double rank_at(std::span<const int64_t> counts, int64_t place) {
  for (size_t rank = 0; rank < counts.size(); ++rank) {
    place -= counts[rank];
    if (place < 0) return static_cast<double>(rank + 1);
  }
  return kUnknown;
}
double rank_quantile(std::span<const int64_t> counts, int64_t total, double probability) {
  if (total == 0) return kUnknown;
  const double at = static_cast<double>(total - 1) * probability;
  const auto below = static_cast<int64_t>(std::floor(at + 4 * 2.220446e-16));
  const double part = at - static_cast<double>(below);
  if (std::fabs(part) < 1e-12) return rank_at(counts, below);
  return (1 - part) * rank_at(counts, below) + part * rank_at(counts, below + 1);
}

}  // namespace

// ---- Making ready ------------------------------------------------------------------------------

Variants::Variants(std::unique_ptr<State> state) : state_(std::move(state)) {}
Variants::Variants(Variants&&) noexcept = default;
Variants& Variants::operator=(Variants&&) noexcept = default;
Variants::~Variants() = default;
size_t Variants::units() const { return state_->units.size(); }
std::vector<std::string> Variants::unit_codes() const { return state_->units; }
std::span<const double> Variants::nominal() const { return state_->nominal; }

Draw Variants::draw(uint64_t seed, uint64_t replication) const {
  Random random(mixed(seed, replication));
  const auto choose = [&](size_t factor) {
    return static_cast<uint32_t>(random.below(state_->choices[factor]));
  };
  Draw out;
  out.imputation = choose(0);
  out.treatment = choose(1);
  out.normalisation = choose(2);
  out.aggregation = choose(3);
  out.weight_set = choose(4);
  if (!state_->noise.empty()) out.noise_seed = random.next();
  return out;
}

namespace {

/// The lowest level whose weights differ between replications; the index's when none do.
int first_open_level(const Model& model, const std::vector<std::vector<double>>& sets,
                     const std::map<int, double>& noise) {
  int lowest = model.levels;
  for (const auto& [level, fraction] : noise)
    if (fraction > 0) lowest = std::min(lowest, level);
  for (size_t e = 0; e < model.elements.size(); ++e)
    for (const std::vector<double>& set : sets)
      if (set[e] != sets[0][e]) lowest = std::min(lowest, model.elements[e].level);
  return lowest;
}

Combination combine(const Model& model, const Aggregate& aggregate, const StepTable& prepared,
                    std::span<const double> weights, int fixed_level,
                    const std::map<size_t, size_t>& unit_of_row) {
  Combination out;
  const Result<std::vector<AggregateLevel>> levels = aggregate_levels(model, aggregate);
  if (!levels.ok()) return out;
  out.levels = *levels;
  out.scores = Table(prepared.rows.size(), model.elements.size());
  for (size_t c = 0; c < prepared.values.columns(); ++c)
    std::copy(prepared.values.column(c).begin(), prepared.values.column(c).end(),
              out.scores.column(model.indicators[c]).begin());
  for (const size_t row : prepared.rows) out.units.push_back(unit_of_row.at(row));
  // Up to fixed_level once and for all: the means above it are taken in each replication.
  Model lower = model;
  for (size_t e = 0; e < lower.elements.size(); ++e)
    if (lower.elements[e].level > fixed_level) lower.children[e].clear();
  if (aggregate_rows(lower, out.levels, weights, 2, out.scores)) return out;
  out.usable = true;
  out.complete = true;
  out.logarithms = Table(out.scores.rows(), out.scores.columns());
  for (size_t e = 0; e < model.elements.size(); ++e) {
    if (model.elements[e].level != fixed_level || e == model.index()) continue;
    const bool geometric = out.levels[static_cast<size_t>(fixed_level - 1)].mean == Mean::geometric;
    for (size_t r = 0; r < out.scores.rows(); ++r) {
      const double x = out.scores.at(r, e);
      out.complete = out.complete && known(x);
      if (!geometric || !known(x)) continue;
      out.usable = out.usable && x > 0;
      out.logarithms.at(r, e) = std::log(x);
    }
  }
  return out;
}

template <typename T>
std::vector<T> or_own(const std::vector<T>& alternatives, const T& own) {
  return alternatives.empty() ? std::vector<T>{own} : alternatives;
}

}  // namespace

Result<Variants> Variants::make(const Model& model, const Dataset& data, const Method& method,
                                std::span<const double> weights, const Alternatives& alternatives) {
  TRY_ASSIGN(nominal, run_method(model, data, method, weights));
  if (rows_by_period(data.units, nominal.rows).size() > 1)
    return composite_error("evaluation.uncertainty.periods", "不确定性分析一次只能针对一个年份",
                           "uncertainty is computed for one period at a time");
  auto state = std::make_unique<State>();
  state->model = model;
  std::map<size_t, size_t> unit_of_row;
  std::map<std::string, std::vector<size_t>> groups;
  for (size_t i = 0; i < nominal.rows.size(); ++i) {
    const size_t row = nominal.rows[i];
    unit_of_row[row] = i;
    state->units.push_back(data.units.codes[row]);
    if (!data.units.groups.empty() && !data.units.groups[row].empty())
      groups[data.units.groups[row]].push_back(i);
    state->nominal.push_back(nominal.ranks.at(i, model.index()));
  }
  std::vector<double> own(weights.begin(), weights.end());
  if (own.empty() && !method.aggregate.equal_weights) {
    TRY_ASSIGN(given, weights_of(model));
    own = given;
  }
  if (method.aggregate.equal_weights) own.assign(model.elements.size(), 1);
  state->weight_sets = or_own(alternatives.weight_sets, own);
  for (const std::vector<double>& set : state->weight_sets)
    if (set.size() != model.elements.size())
      return composite_error("evaluation.uncertainty.weights", "备选权重的个数与指标数不符",
                             "an alternative set of weights does not fit the index system");
  for (const auto& [level, fraction] : alternatives.weight_noise) {
    if (level < 1 || level >= model.levels || !(fraction >= 0 && fraction <= 1))
      return composite_error(
          "evaluation.uncertainty.noise",
          fmt::format("权重扰动的层级须为 1 至 {},幅度须为 0 至 1", model.levels - 1),
          fmt::format("noise on weights: a level of 1 to {} and a share of 0 to 1",
                      model.levels - 1));
    if (fraction > 0) state->noise[level] = fraction;
  }
  const auto imputations = or_own(alternatives.imputations, method.impute);
  const auto treatments = or_own(alternatives.treatments, method.treat);
  const auto normalisations = or_own(alternatives.normalisations, method.normalise);
  const auto aggregations = or_own(alternatives.aggregations, method.aggregate);
  state->choices = {
      static_cast<uint32_t>(imputations.size()), static_cast<uint32_t>(treatments.size()),
      static_cast<uint32_t>(normalisations.size()), static_cast<uint32_t>(aggregations.size()),
      static_cast<uint32_t>(state->weight_sets.size())};
  const uint64_t combinations =
      uint64_t{state->choices[0]} * state->choices[1] * state->choices[2] * state->choices[3];
  if (combinations > kCombinationsMax)
    return composite_error(
        "evaluation.uncertainty.too_many",
        fmt::format("备选方法的组合有 {} 种,上限 {} 种", combinations, kCombinationsMax),
        fmt::format("{} combinations of alternatives; at most {}", combinations, kCombinationsMax));
  state->fixed_level = first_open_level(model, state->weight_sets, state->noise);
  for (size_t e = 0; e < model.elements.size(); ++e)
    if (model.elements[e].level > state->fixed_level) state->open.push_back(e);
  std::vector<StepTable> prepared;
  for (const auto& impute : imputations)
    for (const auto& treat : treatments)
      for (const auto& normalise : normalisations) {
        Method variant = method;
        variant.impute = impute;
        variant.treat = treat;
        variant.normalise = normalise;
        TRY_ASSIGN(outcome, prepare_outcome(model, data, variant));
        prepared.push_back(std::move(outcome.steps.back()));
      }
  // Units that only some combinations keep come after those of the nominal run.
  for (const StepTable& table : prepared)
    for (const size_t row : table.rows)
      if (unit_of_row.emplace(row, state->units.size()).second) {
        state->units.push_back(data.units.codes[row]);
        state->nominal.push_back(kUnknown);
        if (!data.units.groups.empty() && !data.units.groups[row].empty())
          groups[data.units.groups[row]].push_back(unit_of_row[row]);
      }
  state->everybody.resize(state->units.size());
  std::iota(state->everybody.begin(), state->everybody.end(), size_t{0});
  for (auto& [name, members] : groups) state->groups.push_back(std::move(members));
  for (const StepTable& table : prepared)
    for (const Aggregate& aggregate : aggregations)
      state->combinations.push_back(
          combine(model, aggregate, table, state->weight_sets[0], state->fixed_level, unit_of_row));
  return Variants(std::move(state));
}

// ---- Monte Carlo -------------------------------------------------------------------------------

std::vector<double> scores_under(const Variants& variants, const Draw& draw) {
  Workspace w = workspace_for(variants.state());
  CHECK(variants.state().has(draw));
  run_draw(variants.state(), draw, w);
  return w.index;
}

Result<Uncertainty> monte_carlo(const Variants& variants, const UncertaintyRequest& request) {
  const Variants::State& state = variants.state();
  const size_t units = state.units.size(), rules = request.rules.size();
  Uncertainty out;
  out.replications =
      request.draws.empty() ? request.replications : static_cast<int64_t>(request.draws.size());
  if (out.replications < 1 || out.replications > 10'000'000)
    return composite_error("evaluation.uncertainty.replications", "模拟次数须为 1 至 1000 万",
                           "the number of replications is 1 to 10 million");
  if (units > 60'000)
    return composite_error("evaluation.uncertainty.units", "参评单位超过 6 万个",
                           "more than 60,000 units");
  for (const Draw& draw : request.draws)
    if (!state.has(draw))
      return composite_error("evaluation.uncertainty.draw", "重放的抽样超出备选方法范围",
                             "a draw to replay lies outside the alternatives");
  if (request.keep_ranks) out.ranks.resize(static_cast<size_t>(out.replications) * units);
  const int threads = threads_of(request.threads, out.replications);
  std::vector<Counts> counts(static_cast<size_t>(threads));
  in_parallel(out.replications, threads, [&](int64_t begin, int64_t end, size_t part) {
    Counts own;
    own.ranks.assign(units * units, 0);
    own.places.assign(units * rules, 0);
    Workspace w = workspace_for(state);
    for (int64_t i = begin; i < end; ++i) {
      const auto number = static_cast<size_t>(i);
      const Draw draw =
          request.draws.empty() ? variants.draw(request.seed, number) : request.draws[number];
      if (!run_draw(state, draw, w)) {
        ++own.failed;
        continue;
      }
      rank_index(w);
      for (size_t u = 0; u < units; ++u)
        if (w.ranks[u] > 0) ++own.ranks[u * units + w.ranks[u] - 1];
      count_rules(state, request.rules, w, own);
      if (request.keep_ranks)
        std::copy(w.ranks.begin(), w.ranks.end(),
                  out.ranks.begin() + static_cast<std::ptrdiff_t>(number * units));
    }
    counts[part] = std::move(own);
  });
  for (const Counts& part : counts) out.failed += part.failed;
  for (size_t u = 0; u < units; ++u) {
    RankDistribution& unit = out.units.emplace_back();
    unit.unit = state.units[u];
    unit.nominal = state.nominal[u];
    unit.counts.assign(units, 0);
    std::vector<int64_t> places(rules, 0);
    for (const Counts& part : counts) {
      if (part.ranks.empty()) continue;
      for (size_t k = 0; k < units; ++k) unit.counts[k] += part.ranks[u * units + k];
      for (size_t rule = 0; rule < rules; ++rule) places[rule] += part.places[u * rules + rule];
    }
    int64_t total = 0, weighted = 0;
    for (size_t k = 0; k < units; ++k) {
      total += unit.counts[k];
      weighted += unit.counts[k] * static_cast<int64_t>(k + 1);
    }
    if (total > 0) unit.mean = static_cast<double>(weighted) / static_cast<double>(total);
    unit.median = rank_quantile(unit.counts, total, 0.5);
    unit.low = rank_quantile(unit.counts, total, 0.05);
    unit.high = rank_quantile(unit.counts, total, 0.95);
    for (const int64_t often : places)
      unit.probabilities.push_back(
          total == 0 ? kUnknown : static_cast<double>(often) / static_cast<double>(total));
  }
  return out;
}

// ---- Sensitivity -------------------------------------------------------------------------------

std::vector<SobolIndex> sobol_indices(std::span<const double> at_a, std::span<const double> at_b,
                                      std::span<const std::vector<double>> at_ab, int bootstrap,
                                      uint64_t seed) {
  std::vector<double> both(at_a.begin(), at_a.end());
  both.insert(both.end(), at_b.begin(), at_b.end());
  const double deviation = standard_deviation(both);
  const double variance = deviation * deviation;
  std::vector<SobolIndex> out(at_ab.size());
  for (size_t factor = 0; factor < at_ab.size(); ++factor) {
    std::vector<double> first, total;
    for (size_t i = 0; i < at_a.size(); ++i) {
      const double a = at_a[i], b = at_b[i], ab = at_ab[factor][i];
      if (!known(a) || !known(b) || !known(ab)) continue;
      first.push_back(b * (ab - a));
      total.push_back((a - ab) * (a - ab));
    }
    const auto n = static_cast<double>(first.size());
    if (first.empty() || !(variance > 0)) continue;
    out[factor].first = mean(first) / variance;
    out[factor].total = sum(total) / (2 * n * variance);
    if (bootstrap <= 0) continue;
    std::vector<double> firsts, totals;
    Random random(mixed(seed, factor));
    for (int round = 0; round < bootstrap; ++round) {
      double sum_first = 0, sum_total = 0;
      for (size_t i = 0; i < first.size(); ++i) {
        sum_first += first[random.below(first.size())];
        sum_total += total[random.below(total.size())];
      }
      firsts.push_back(sum_first / n / variance);
      totals.push_back(sum_total / (2 * n * variance));
    }
    std::sort(firsts.begin(), firsts.end());
    std::sort(totals.begin(), totals.end());
    out[factor].first_low = quantile(firsts, 0.05);
    out[factor].first_high = quantile(firsts, 0.95);
    out[factor].total_low = quantile(totals, 0.05);
    out[factor].total_high = quantile(totals, 0.95);
  }
  return out;
}

namespace {

/// A with one factor taken from B.
Draw crossed(const Draw& a, const Draw& b, size_t factor) {
  Draw out = a;
  switch (factor) {
    case 0: out.imputation = b.imputation; break;
    case 1: out.treatment = b.treatment; break;
    case 2: out.normalisation = b.normalisation; break;
    case 3: out.aggregation = b.aggregation; break;
    default: out.weight_set = b.weight_set; out.noise_seed = b.noise_seed;
  }
  return out;
}

}  // namespace

Result<Sensitivity> sensitivity(const Variants& variants, const SensitivityRequest& request) {
  constexpr std::array kFactors = {"imputation", "treatment", "normalisation", "aggregation",
                                   "weights"};
  const Variants::State& state = variants.state();
  std::vector<size_t> factors;
  for (size_t f = 0; f < kFactors.size(); ++f)
    if (state.choices[f] > 1 || (f == 4 && !state.noise.empty())) factors.push_back(f);
  if (factors.size() < 2)
    return composite_error("evaluation.sensitivity.one_factor",
                           "至少要有两项可变的方法选择才能做敏感性分析",
                           "a sensitivity analysis needs at least two choices that vary");
  const size_t units = state.units.size(), blocks = factors.size() + 2;
  if (request.base < 2 || request.base > 200'000 ||
      static_cast<uint64_t>(request.base) * blocks * units > 400'000'000)
    return composite_error("evaluation.sensitivity.base", "抽样基数须为 2 至 20 万,且总量不得过大",
                           "the base sample is 2 to 200,000, and not too large altogether");
  const auto base = static_cast<size_t>(request.base);
  Sensitivity out;
  out.replications = static_cast<int64_t>(base * blocks);
  // ranks[block][unit][sample]; y[block][sample]: mean shift.
  std::vector<std::vector<std::vector<double>>> ranks(
      blocks, std::vector<std::vector<double>>(units, std::vector<double>(base, kUnknown)));
  std::vector<std::vector<double>> shift(blocks, std::vector<double>(base, kUnknown));
  const int threads = threads_of(request.threads, out.replications);
  std::vector<int64_t> failed(static_cast<size_t>(threads), 0);
  in_parallel(request.base, threads, [&](int64_t begin, int64_t end, size_t part) {
    Workspace w = workspace_for(state);
    std::vector<double> changes;
    for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
      const Draw a = variants.draw(request.seed, 2 * i), b = variants.draw(request.seed, 2 * i + 1);
      for (size_t block = 0; block < blocks; ++block) {
        const Draw draw = block == 0 ? a : block == 1 ? b : crossed(a, b, factors[block - 2]);
        if (!run_draw(state, draw, w)) {
          ++failed[part];
          continue;
        }
        rank_index(w);
        changes.clear();
        for (size_t u = 0; u < units; ++u) {
          if (w.ranks[u] == 0) continue;
          ranks[block][u][i] = w.ranks[u];
          if (known(state.nominal[u])) changes.push_back(std::fabs(w.ranks[u] - state.nominal[u]));
        }
        shift[block][i] = mean(changes);
      }
    }
  });
  for (const int64_t part : failed) out.failed += part;
  const auto named = [&](std::vector<SobolIndex> indices) {
    for (size_t f = 0; f < factors.size(); ++f) indices[f].factor = kFactors[factors[f]];
    return indices;
  };
  out.mean_rank_shift = named(sobol_indices(shift[0], shift[1], std::span(shift).subspan(2),
                                            request.bootstrap, request.seed));
  out.by_unit.resize(units);
  in_parallel(static_cast<int64_t>(units), threads, [&](int64_t begin, int64_t end, size_t) {
    for (auto u = static_cast<size_t>(begin); u < static_cast<size_t>(end); ++u) {
      std::vector<std::vector<double>> crossed_ranks;
      for (size_t block = 2; block < blocks; ++block) crossed_ranks.push_back(ranks[block][u]);
      out.by_unit[u] = named(sobol_indices(ranks[0][u], ranks[1][u], crossed_ranks,
                                           request.unit_bootstrap, mixed(request.seed, u + 1)));
    }
  });
  return out;
}

}  // namespace gaoxin::composite
