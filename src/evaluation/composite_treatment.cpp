// Outliers: winsorise up to n points, and when that does not suffice, transform. The loop, its
// order and its conditions are COINr's (Treat, winsorise, check_SkewKurt).
#include <algorithm>
#include <cmath>

#include "evaluation/composite_statistics.h"
#include "evaluation/composite_steps.h"

namespace gaoxin::composite {
namespace {

/// Passes, fails, or cannot be judged (too few or equal values).
enum class Verdict { passes, fails, undecided };
Verdict judge(double skew, double kurtosis, double skew_limit, double kurtosis_limit) {
  if (std::fabs(skew) < skew_limit || kurtosis < kurtosis_limit) return Verdict::passes;
  return known(skew) && known(kurtosis) ? Verdict::fails : Verdict::undecided;
}

/// Moves the outermost value(s) onto the next; false when all values have become the same.
bool move_outermost(std::vector<double>& x, bool high, std::vector<size_t>& points) {
  const double outer = high ? maximum(x) : minimum(x);
  points.clear();
  double next = kUnknown;
  for (size_t i = 0; i < x.size(); ++i) {
    if (!known(x[i])) continue;
    if (x[i] == outer)
      points.push_back(i);
    else if (!known(next) || (high ? x[i] > next : x[i] < next))
      next = x[i];
  }
  if (!known(next)) return false;
  for (const size_t i : points) x[i] = next;
  return true;
}

/// Nothing when the values cannot be judged on the way.
std::optional<std::vector<double>> winsorised(std::span<const double> in, const TreatIndicator& how,
                                              TreatmentTrail& trail) {
  std::vector<double> x(in.begin(), in.end());
  const auto verdict = [&] {
    return judge(skewness(x), kurtosis(x), how.winsorise_skew, how.winsorise_kurtosis);
  };
  const auto below = [&] {
    return !how.winsorise_points_max || trail.winsorised < *how.winsorise_points_max;
  };
  Verdict now = verdict();
  while (below()) {
    if (now == Verdict::undecided && !how.force_winsorise) return std::nullopt;
    if (now == Verdict::passes && !how.force_winsorise) break;
    const double skew = skewness(x);
    if (!known(skew)) return std::nullopt;
    const bool high = skew >= 0;
    if (!move_outermost(x, high, high ? trail.winsorised_high : trail.winsorised_low))
      return std::nullopt;
    // As COINr counts: the points at the end of each tail now, ties included.
    trail.winsorised = static_cast<int>(trail.winsorised_high.size() + trail.winsorised_low.size());
    now = verdict();
  }
  return x;
}

}  // namespace

std::vector<double> transformed(std::span<const double> in, Transform transform, double lambda) {
  std::vector<double> x(in.begin(), in.end());
  const double low = minimum(x), high = maximum(x);
  const double shift = 0.01 * (high - low);
  const bool mirrored = transform == Transform::log_ct_plus && !(skewness(x) > 0);
  for (double& value : x) {
    switch (transform) {
      case Transform::none:
      case Transform::log_gii_coinr: break;
      case Transform::log_ct: value = std::log(value - low + shift); break;
      case Transform::log_ct_plus:
        value = mirrored ? -std::log(high + shift - value) : std::log(value - low + shift);
        break;
      case Transform::log_ct_orig: value = std::log(value - low + 1); break;
      case Transform::log_gii:
        value = std::log((high - 1) * (value - low) / (high - low) + 1);
        break;
      case Transform::box_cox:
        value = value - low + 1;
        value = lambda == 0
                    ? std::log(value)
                    : ((lambda == 2 ? value * value : std::pow(value, lambda)) - 1) / lambda;
        break;
    }
    if (!std::isfinite(value)) value = kUnknown;
  }
  return x;
}

std::vector<double> treat_column(std::span<const double> x, const TreatIndicator& how,
                                 TreatmentTrail& trail) {
  const std::vector<double> original(x.begin(), x.end());
  if (how.nothing) return original;
  const auto untreated = [&] {
    trail.untreated = true;
    trail.winsorised = 0;
    trail.winsorised_high.clear();
    trail.winsorised_low.clear();
    trail.transform.reset();
    return original;
  };
  const auto judge_pass = [&](std::span<const double> values, double& skew, double& kurt) {
    skew = skewness(values);
    kurt = kurtosis(values);
    return judge(skew, kurt, how.pass_skew, how.pass_kurtosis);
  };
  Verdict verdict = judge_pass(original, trail.skew_before, trail.kurtosis_before);
  trail.skew_after = trail.skew_before;
  trail.kurtosis_after = trail.kurtosis_before;
  if (verdict == Verdict::undecided) return untreated();
  std::vector<double> now = original;
  if (verdict == Verdict::fails && how.winsorise) {
    std::optional<std::vector<double>> out = winsorised(original, how, trail);
    if (!out) return untreated();
    now = std::move(*out);
    verdict = judge_pass(now, trail.skew_winsorised, trail.kurtosis_winsorised);
    trail.skew_after = trail.skew_winsorised;
    trail.kurtosis_after = trail.kurtosis_winsorised;
    if (verdict == Verdict::undecided) return untreated();
  }
  if (verdict == Verdict::fails && how.then != Transform::none) {
    std::vector<double> out =
        transformed(how.combine ? std::span<const double>(now) : x, how.then, how.lambda);
    trail.transform = how.then;
    verdict = judge_pass(out, trail.skew_after, trail.kurtosis_after);
    if (verdict == Verdict::undecided) return untreated();
    if (!how.combine) {  // The winsorised values are not used.
      trail.winsorised_high.clear();
      trail.winsorised_low.clear();
    }
    now = std::move(out);
  }
  trail.passed = verdict == Verdict::passes;
  return now;
}

StepTable treat(const StepContext& context, const StepTable& in, const Treat& how,
                std::vector<TreatmentTrail>& trails) {
  StepTable out{StepKind::treated, in.rows, in.values};
  for (const std::vector<size_t>& part : rows_by_period(context.data.units, in.rows)) {
    std::vector<double> column(part.size());
    for (size_t c = 0; c < in.values.columns(); ++c) {
      const std::string& code = context.model.elements[context.model.indicators[c]].code;
      const auto own = how.of.find(code);
      for (size_t i = 0; i < part.size(); ++i) column[i] = in.values.at(part[i], c);
      TreatmentTrail trail;
      trail.indicator = c;
      if (!context.data.units.periods.empty())
        trail.period = context.data.units.periods[in.rows[part[0]]];
      const std::vector<double> treated =
          treat_column(column, own == how.of.end() ? how.all : own->second, trail);
      for (size_t i = 0; i < part.size(); ++i) out.values.at(part[i], c) = treated[i];
      for (std::vector<size_t>* points : {&trail.winsorised_high, &trail.winsorised_low})
        for (size_t& point : *points) point = part[point];
      if (trail.untreated && !known_values(column).empty())
        context.notices.push_back(
            {"evaluation.treat.undecided",
             {"不同取值太少,无法判断离群值;指标保持原值",
              "too few different values to judge outliers; the indicator is left as it is"},
             code,
             ""});
      trails.push_back(std::move(trail));
    }
  }
  return out;
}

}  // namespace gaoxin::composite
