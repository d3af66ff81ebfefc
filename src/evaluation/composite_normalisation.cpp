// Indicators of different units brought onto one scale; the formulas are COINr's n_… functions.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "evaluation/composite_statistics.h"
#include "evaluation/composite_steps.h"

namespace gaoxin::composite {
namespace {

/// The parameters that stand with the element, turned with its direction.
Result<NormaliseIndicator> from_element(const Element& element, NormaliseIndicator how) {
  const auto missing = [&](const char* what_zh, const char* what_en) {
    return composite_error(
        "evaluation.normalise.parameter",
        fmt::format("指标“{}”缺少{},无法按所选方法标准化", element.code, what_zh),
        fmt::format("indicator '{}' has no {}, which this normalisation needs", element.code,
                    what_en));
  };
  switch (how.scale) {
    case Scale::minmax:
    case Scale::zscore:
      if (!element.low || !element.high) return missing("上下界", "low and high");
      how.low = *element.low;
      how.high = *element.high;
      break;
    case Scale::goalposts:
    case Scale::scaled:
      if (!element.low || !element.high) return missing("标杆值上下界", "low and high");
      how.low = element.direction < 0 ? -*element.high : *element.low;
      how.high = element.direction < 0 ? -*element.low : *element.high;
      how.factor = element.scale.value_or(how.factor);
      how.truncate = element.truncate;
      break;
    case Scale::distance_to_target:
    case Scale::ideal:
      if (!element.target) return missing("目标值", "target");
      how.target = *element.target * element.direction;
      how.cap = element.cap;
      break;
    default: break;
  }
  return how;
}

}  // namespace

std::vector<double> normalise_column(std::span<const double> in, const NormaliseIndicator& how,
                                     size_t reference, ScaleTrail& trail) {
  std::vector<double> x(in.begin(), in.end());
  trail.used = how;
  trail.minimum = minimum(x);
  trail.maximum = maximum(x);
  const double low = trail.minimum, high = trail.maximum;
  std::vector<double> ranks;
  if (how.scale == Scale::rank || how.scale == Scale::borda || how.scale == Scale::percent_rank)
    ranks = ranks_ascending(x);
  if (how.scale == Scale::zscore) {
    trail.mean = mean(x);
    trail.deviation = standard_deviation(x);
  }
  const double fixed = reference < x.size() ? x[reference] : kUnknown;
  const auto count = static_cast<double>(known_values(x).size());
  for (size_t i = 0; i < x.size(); ++i) {
    double& v = x[i];
    switch (how.scale) {
      case Scale::none: break;
      case Scale::minmax: v = (v - low) / (high - low) * (how.high - how.low) + how.low; break;
      case Scale::zscore: v = (v - trail.mean) / trail.deviation * how.high + how.low; break;
      case Scale::rank: v = ranks[i]; break;
      case Scale::borda: v = ranks[i] - 1; break;
      case Scale::percent_rank: v = (ranks[i] - 1) / (count - 1); break;
      case Scale::distance_to_max: v = 1 - (high - v) / (high - low); break;
      case Scale::distance_to_reference:
        v = 1 - (fixed - v) / (fixed - low);
        if (how.cap && v > 1) v = 1;
        break;
      case Scale::distance_to_target:
        v = (v - low) / (how.target - low);
        if (how.cap && v > 1) v = 1;
        break;
      case Scale::fraction_of_max: v = v / high; break;
      case Scale::goalposts:
        v = (v - how.low) / (how.high - how.low);
        if (how.truncate) v = v > 1 ? 1 : v < 0 ? 0 : v;
        v = v * how.factor;
        break;
      case Scale::scaled: v = (v - how.low) / (how.high - how.low) * how.factor; break;
      case Scale::ideal:  // Both carry the direction, which cancels out.
        v = how.target < 0 ? how.target / v : v / how.target;
        v = (v > 1 ? 1 : v) * how.factor;
        break;
    }
    if (!std::isfinite(v)) v = kUnknown;
  }
  return x;
}

Result<StepTable> normalise(const StepContext& context, const StepTable& in, const Normalise& how,
                            std::vector<std::vector<ScaleTrail>>& scales) {
  StepTable out{StepKind::normalised, in.rows, in.values};
  std::vector<std::vector<size_t>> parts = rows_by_period(context.data.units, in.rows);
  if (how.across_periods && parts.size() > 1) {
    parts.assign(1, {});
    for (size_t r = 0; r < in.rows.size(); ++r) parts[0].push_back(r);
  }
  for (const std::vector<size_t>& part : parts) {
    std::vector<ScaleTrail>& trails = scales.emplace_back();
    for (size_t c = 0; c < in.values.columns(); ++c) {
      const Element& element = context.model.elements[context.model.indicators[c]];
      const auto own = how.of.find(element.code);
      NormaliseIndicator spec = own == how.of.end() ? how.all : own->second;
      if (how.from_elements && own == how.of.end()) {
        TRY_ASSIGN(taken, from_element(element, spec));
        spec = taken;
      }
      size_t reference = part.size();
      if (spec.scale == Scale::distance_to_reference) {
        for (size_t i = part.size(); i-- > 0;)
          if (context.data.units.codes[in.rows[part[i]]] == spec.reference) reference = i;
        if (reference == part.size())
          return composite_error(
              "evaluation.normalise.reference",
              fmt::format("参照单位“{}”不在参评单位中", spec.reference),
              fmt::format("the reference unit '{}' is not among the units", spec.reference));
      }
      std::vector<double> x;
      for (const size_t r : part) x.push_back(in.values.at(r, c) * element.direction);
      const size_t before = known_values(x).size();
      const std::vector<double> y = normalise_column(x, spec, reference, trails.emplace_back());
      const size_t after = known_values(y).size();
      for (size_t i = 0; i < part.size(); ++i) out.values.at(part[i], c) = y[i];
      if (after < before)
        context.notices.push_back(
            {"evaluation.normalise.constant",
             {"该指标各单位取值相同(或除数为零),无法区分,标准化值未知,不参与合成",
              "all units have the same value (or a divisor is zero): the indicator cannot tell "
              "them apart, is unknown and takes no part"},
             element.code,
             ""});
      else if (before == 0)
        context.notices.push_back({"evaluation.normalise.all_unknown",
                                   {"该指标没有已知数据,不参与合成",
                                    "nothing is known of this indicator; it takes no part"},
                                   element.code,
                                   ""});
    }
  }
  return out;
}

}  // namespace gaoxin::composite
