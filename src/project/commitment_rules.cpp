#include "project/commitment_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/check.h"

namespace gaoxin {
namespace {

using enum Direction;
using enum FormulaKind;
// One mu is 10,000/15 square metres and 1 万元 is 10^6 fen, so fen over thousandths of a square
// metre become 万元/亩 by 10^7 / (15 x 10^6) = 2/3.
constexpr auto kMetrics = std::to_array<Metric>({
    {"investment_intensity", "投资强度", "Investment intensity", "万元/亩", 1, at_least, sum_ratio,
     "investment", "land_area", 2, 3, "累计固定资产投资 ÷ 占地面积",
     "fixed investment since the agreement ÷ land area", true},
    {"floor_area_ratio", "容积率", "Floor-area ratio", "", 1, at_least, ratio, "floor_area",
     "land_area", 1, 1, "建筑面积 ÷ 占地面积", "floor area ÷ land area", true},
    {"tax_per_mu", "亩均税收", "Tax per mu", "万元/亩", 1, at_least, ratio, "tax_paid", "land_area",
     2, 3, "当年上缴税费 ÷ 占地面积", "tax paid in the year ÷ land area", false},
    {"energy_per_value_added", "单位增加值能耗", "Energy per value added", "吨标准煤/万元", 1,
     at_most, ratio, "energy_use", "value_added", 1'000, 1, "当年综合能耗 ÷ 当年增加值",
     "energy use ÷ value added of the year", false},
    {"emissions_per_value_added", "单位增加值排放", "Emissions per value added", "千克/万元", 1,
     at_most, ratio, "pollutant_emissions", "value_added", 1'000'000, 1,
     "当年主要污染物排放量 ÷ 当年增加值", "pollutant emissions ÷ value added of the year", false},
    {"rd_ratio", "研发投入强度", "R&D ratio", "%", 1, at_least, ratio, "rd_expense", "revenue", 100,
     1, "当年研发费用 ÷ 当年营业收入", "R&D expense ÷ revenue of the year", false},
    {"fixed_investment", "固定资产投资", "Fixed investment", "元", 1, at_least, sum, "investment",
     nullptr, 1, 100, "自协议起累计固定资产投资", "fixed investment since the agreement", true},
    {"output_value", "工业总产值", "Gross output", "元", 1, at_least, value, "output_value",
     nullptr, 1, 100, "当年工业总产值", "gross output of the year", false},
    {"revenue", "营业收入", "Revenue", "元", 1, at_least, value, "revenue", nullptr, 1, 100,
     "当年营业收入", "revenue of the year", false},
    {"tax", "上缴税费", "Tax paid", "元", 1, at_least, value, "tax_paid", nullptr, 1, 100,
     "当年上缴税费", "tax paid in the year", false},
    {"jobs", "从业人员", "Jobs", "人", 1, at_least, value, "employees", nullptr, 1, 1,
     "年末从业人员", "staff at the end of the year", false},
    {"energy_use", "综合能耗", "Energy use", "吨标准煤", 1, at_most, value, "energy_use", nullptr,
     1, 1'000, "当年综合能耗", "energy use of the year", false},
    {"water_use", "用水量", "Water use", "立方米", 1, at_most, value, "water_use", nullptr, 1,
     1'000, "当年用水量", "water use of the year", false},
    {"other", "其他承诺", "Another promise", "", 1, at_least, entered, nullptr, nullptr, 1, 1,
     "由专人登记并核验", "entered by one person and verified by another", false},
});

bool is_area(std::string_view field) { return field == "land_area" || field == "floor_area"; }

/// The fact of the field for the year; of areas the newest period up to it.
const FormulaFact* fact_of(std::span<const FormulaFact> facts, std::string_view field, int year) {
  const std::string wanted = fmt::format("{:04}", year);
  const FormulaFact* found = nullptr;
  for (const FormulaFact& fact : facts) {
    if (fact.field != field) continue;
    if (is_area(field) ? fact.period.substr(0, 4) > wanted : fact.period != wanted) continue;
    if (found == nullptr || found->period < fact.period ||
        (found->period == fact.period && found->id < fact.id))
      found = &fact;
  }
  return found;
}

Text missing_fact(std::string_view field, int year) {
  return {fmt::format("缺少 {} 年的数据 {}", year, field),
          fmt::format("the fact {} of {} is missing", field, year)};
}

}  // namespace

std::span<const Metric> metrics() { return kMetrics; }

const Metric* find_metric(std::string_view name, int64_t formula_version) {
  for (const Metric& metric : kMetrics)
    if (metric.name == name && metric.formula_version == formula_version) return &metric;
  return nullptr;
}

const Metric* find_metric(std::string_view name) {
  const Metric* newest = nullptr;
  for (const Metric& metric : kMetrics)
    if (metric.name == name &&
        (newest == nullptr || newest->formula_version < metric.formula_version))
      newest = &metric;
  return newest;
}

ComputedActual compute_actual(const Metric& metric, int year, int first_year,
                              std::span<const FormulaFact> facts) {
  ComputedActual out{.measured_on = make_date(year, 12, 31)};
  if (metric.kind == entered) {
    out.reason = {"该指标没有公式,须登记实际值",
                  "this metric has no formula; enter the actual value"};
    return out;
  }
  int64_t numerator = 0;
  const bool summed = metric.kind == sum || metric.kind == sum_ratio;
  for (int y = summed ? std::min(first_year, year) : year; y <= year; ++y) {
    const FormulaFact* fact = fact_of(facts, metric.numerator, y);
    if (fact == nullptr) {
      out.reason = missing_fact(metric.numerator, y);
      out.facts.clear();
      return out;
    }
    if (__builtin_add_overflow(numerator, fact->amount, &numerator)) {
      out.reason = {"数值过大,无法相加", "the sum is too large"};
      return out;
    }
    out.facts.push_back(*fact);
  }
  int64_t denominator = 1;
  if (metric.denominator != nullptr) {
    const FormulaFact* fact = fact_of(facts, metric.denominator, year);
    if (fact == nullptr) {
      out.reason = missing_fact(metric.denominator, year);
      return out;
    }
    out.facts.push_back(*fact);
    denominator = fact->amount;
    if (denominator == 0) {
      out.reason = {fmt::format("分母 {} 为零,无法计算", metric.denominator),
                    fmt::format("the denominator {} is zero", metric.denominator)};
      return out;
    }
  }
  out.value = divide(numerator, metric.factor, denominator, metric.divisor);
  if (!out.value)
    out.reason = {"计算结果超出范围", "the result does not fit"};
  else
    out.reason = {metric.formula_zh, metric.formula_en};
  return out;
}

bool reaches(Direction direction, Decimal value, Decimal target) {
  return direction == at_least ? value >= target : value <= target;
}

Forecast forecast(std::span<const ActualPoint> actuals, Date due_on) {
  Forecast out;
  std::vector<std::pair<double, double>> points;  // days to the due date, value
  for (const ActualPoint& actual : actuals)
    if (actual.verified)
      points.emplace_back(actual.measured_on.days - due_on.days,
                          static_cast<double>(actual.value.ten_thousandths) / 10'000);
  out.points = static_cast<int64_t>(points.size());
  if (points.size() < 3) {
    out.explanation = {
        fmt::format("已核验的实际值只有 {} 个,少于 3 个,不作预测", points.size()),
        fmt::format("{} verified actuals, fewer than 3: no forecast", points.size())};
    return out;
  }
  const double n = static_cast<double>(points.size());
  double mean_x = 0, mean_y = 0;
  for (const auto& [x, y] : points) {
    mean_x += x / n;
    mean_y += y / n;
  }
  double xx = 0, xy = 0;
  for (const auto& [x, y] : points) {
    xx += (x - mean_x) * (x - mean_x);
    xy += (x - mean_x) * (y - mean_y);
  }
  if (xx <= 0) {
    out.explanation = {"所有实际值同属一天,不作预测", "all actuals are of one day: no forecast"};
    return out;
  }
  const double slope = xy / xx;
  const double at_due = mean_y - slope * mean_x;
  double residual = 0;
  for (const auto& [x, y] : points) {
    const double error = y - (at_due + slope * x);
    residual += error * error;
  }
  // Standard error of a new observation at x = 0.
  const double margin = 2 * std::sqrt(residual / (n - 2) * (1 + 1 / n + mean_x * mean_x / xx));
  constexpr double kLimit = 9e14;
  if (!(std::abs(at_due) < kLimit) || !(margin < kLimit)) {
    out.explanation = {"外推结果超出范围", "the line leaves every range"};
    return out;
  }
  const auto decimal = [](double value) {
    return Decimal{static_cast<int64_t>(std::llround(value * 10'000))};
  };
  out.known = true;
  out.value = decimal(at_due);
  out.low = decimal(at_due - margin);
  out.high = decimal(at_due + margin);
  out.explanation = {
      fmt::format("按 {} 个已核验实际值的直线外推,每年变化 {:.4g};区间为两倍标准误", points.size(),
                  slope * 365.25),
      fmt::format("a line through {} verified actuals, {:.4g} a year; the range is two standard "
                  "errors",
                  points.size(), slope * 365.25)};
  return out;
}

LightAnswer milestone_light(const Metric& metric, Direction direction, Decimal target, Date due_on,
                            Date as_of, std::span<const ActualPoint> actuals) {
  LightAnswer out;
  const std::string wanted =
      fmt::format("{}{}", direction == at_least ? "≥ " : "≤ ", format_decimal(target));
  std::vector<ActualPoint> seen;
  for (const ActualPoint& actual : actuals)
    if (actual.measured_on <= as_of) seen.push_back(actual);
  std::stable_sort(seen.begin(), seen.end(), [](const ActualPoint& a, const ActualPoint& b) {
    return a.measured_on < b.measured_on;
  });
  const Date window = add_months(due_on, -12);
  const auto counts = [&](const ActualPoint& actual) {
    return metric.cumulative || actual.measured_on > window;
  };
  const ActualPoint* last = nullptr;      // verified
  const ActualPoint* last_any = nullptr;  // verified or not
  const ActualPoint* met = nullptr;
  const ActualPoint* judged = nullptr;  // of the due date or later
  for (const ActualPoint& actual : seen) {
    last_any = &actual;
    if (!actual.verified) continue;
    last = &actual;
    if (!counts(actual)) continue;
    if (met == nullptr && reaches(direction, actual.value, target)) met = &actual;
    if (actual.measured_on > window && as_of >= due_on) judged = &actual;
  }
  const auto shown = [](const ActualPoint& actual) {
    return fmt::format("{} ({})", format_decimal(actual.value), format_date(actual.measured_on));
  };
  if (met != nullptr) {
    out.light = Light::green;
    out.met = true;
    const bool late = met->measured_on > due_on;
    out.reason = {
        fmt::format("已核验 {},目标 {},{}", shown(*met), wanted, late ? "逾期达到" : "达到"),
        fmt::format("verified {}, target {}: {}", shown(*met), wanted, late ? "met late" : "met")};
    return out;
  }
  if (as_of >= due_on && judged != nullptr) {
    out.light = Light::red;
    out.failed = true;
    out.reason = {
        fmt::format("{} 到期,已核验 {},未达目标 {}", format_date(due_on), shown(*judged), wanted),
        fmt::format("due on {}, verified {}, short of the target {}", format_date(due_on),
                    shown(*judged), wanted)};
    return out;
  }
  if (last_any == nullptr) {
    out.reason =
        as_of >= due_on
            ? Text{fmt::format("{} 已到期,没有实际值", format_date(due_on)),
                   fmt::format("due on {}, and no actual is recorded", format_date(due_on))}
            : Text{"尚无实际值", "no actual is recorded yet"};
    return out;
  }
  if (as_of >= due_on) {
    const bool pending = !last_any->verified && last_any->measured_on > window;
    out.light = pending ? Light::yellow : Light::grey;
    out.reason =
        pending
            ? Text{fmt::format("{} 待核验,目标 {}", shown(*last_any), wanted),
                   fmt::format("{} waits to be verified, target {}", shown(*last_any), wanted)}
            : Text{fmt::format("{} 已到期,最近的实际值 {} 早于考核期", format_date(due_on),
                               shown(*last_any)),
                   fmt::format("due on {}; the last actual, {}, is older than the period judged",
                               format_date(due_on), shown(*last_any))};
    return out;
  }
  if (last == nullptr) {
    out.light = Light::yellow;
    out.reason = {fmt::format("{} 待核验,目标 {}", shown(*last_any), wanted),
                  fmt::format("{} waits to be verified, target {}", shown(*last_any), wanted)};
    return out;
  }
  const Forecast expected = forecast(seen, due_on);
  const bool on_course = expected.known ? reaches(direction, expected.value, target)
                                        : reaches(direction, last->value, target);
  out.light = on_course ? Light::green : Light::yellow;
  if (expected.known)
    out.reason = {fmt::format("预计 {} 到期时为 {}(区间 {} 至 {}),目标 {}", format_date(due_on),
                              format_decimal(expected.value), format_decimal(expected.low),
                              format_decimal(expected.high), wanted),
                  fmt::format("expected {} on {} (from {} to {}), target {}",
                              format_decimal(expected.value), format_date(due_on),
                              format_decimal(expected.low), format_decimal(expected.high), wanted)};
  else
    out.reason = {
        fmt::format("最近 {},目标 {},{} 到期", shown(*last), wanted, format_date(due_on)),
        fmt::format("last {}, target {}, due on {}", shown(*last), wanted, format_date(due_on))};
  return out;
}

}  // namespace gaoxin
