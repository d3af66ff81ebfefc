#include "project/assessment_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gaoxin {
namespace {

struct Criterion {
  const char* name;
  const char* zh;
  const char* en;
  std::optional<int64_t> Scores::*score;
  int64_t ScoreWeights::*weight;
};
constexpr std::array<Criterion, 6> kCriteria{{
    {"fit", "产业契合", "Industrial fit", &Scores::fit, &ScoreWeights::fit},
    {"market", "市场前景", "Market", &Scores::market, &ScoreWeights::market},
    {"technology", "技术水平", "Technology", &Scores::technology, &ScoreWeights::technology},
    {"environment", "环境影响", "Environment", &Scores::environment, &ScoreWeights::environment},
    {"energy", "能源消耗", "Energy", &Scores::energy, &ScoreWeights::energy},
    {"benefit", "综合效益", "Benefit", &Scores::benefit, &ScoreWeights::benefit},
}};

double rounded(double value) { return std::round(value * 100) / 100; }

Error bad(const char* key, const char* zh, const char* en) {
  return {ErrorCode::invalid, key, {zh, en}, {}};
}

}  // namespace

Result<Done> check_score_rule(const ScoreRule& rule) {
  int64_t sum = 0;
  for (const Criterion& c : kCriteria) {
    const int64_t weight = rule.weights.*c.weight;
    if (weight < 0 || weight > 100)
      return bad("project.score_rule.weight", "每项权重应在 0 到 100 之间",
                 "every weight lies between 0 and 100");
    sum += weight;
  }
  if (sum != 100)
    return Error{ErrorCode::invalid,
                 "project.score_rule.weight",
                 {fmt::format("权重之和为 {},应为 100", sum),
                  fmt::format("the weights add up to {}, not to 100", sum)},
                 {}};
  if (!(rule.threshold >= 0 && rule.threshold <= 100))
    return bad("project.score_rule.threshold", "通过线应在 0 到 100 之间",
               "the threshold lies between 0 and 100");
  if (rule.assessors_min < 1 || rule.assessors_min > 50)
    return bad("project.score_rule.assessors", "最少评审人数应在 1 到 50 之间",
               "the least number of assessors lies between 1 and 50");
  if (!(rule.spread_max >= 0 && rule.spread_max <= 100))
    return bad("project.score_rule.spread", "允许分差应在 0 到 100 之间",
               "the largest spread lies between 0 and 100");
  return Done{};
}

Result<Done> check_scores(const Scores& scores) {
  bool any = false;
  for (const Criterion& c : kCriteria) {
    const std::optional<int64_t>& score = scores.*c.score;
    any = any || score;
    if (score && (*score < 0 || *score > 100))
      return Error{ErrorCode::invalid,
                   "project.sheet.score",
                   {fmt::format("“{}”的得分 {} 不在 0 到 100 之间", c.zh, *score),
                    fmt::format("the score {} for {} is not between 0 and 100", *score, c.en)},
                   {{fmt::format("scores.{}", c.name), "project.sheet.score", {c.zh, c.en}}}};
  }
  if (!any)
    return bad("project.sheet.empty", "评分表至少要填一项得分", "a sheet has at least one score");
  return Done{};
}

std::optional<double> sheet_total(const ScoreWeights& weights, const Scores& scores) {
  int64_t sum = 0;
  for (const Criterion& c : kCriteria) {
    const int64_t weight = weights.*c.weight;
    if (weight == 0) continue;
    if (!(scores.*c.score)) return std::nullopt;
    sum += weight * *(scores.*c.score);
  }
  return rounded(static_cast<double>(sum) / 100);
}

Assessment assess(const ScoreRule& rule, std::span<const Scores> sheets) {
  Assessment out;
  double total = 0;
  std::string missing_zh, missing_en;
  for (const Criterion& c : kCriteria) {
    CriterionScore row{
        .criterion = c.name, .title = {c.zh, c.en}, .weight = rule.weights.*c.weight};
    int64_t sum = 0;
    for (const Scores& sheet : sheets) {
      const std::optional<int64_t>& score = sheet.*c.score;
      if (!score) continue;
      sum += *score;
      ++row.assessors;
      row.low = std::min(row.low.value_or(*score), *score);
      row.high = std::max(row.high.value_or(*score), *score);
    }
    if (row.assessors > 0) {
      const double mean = static_cast<double>(sum) / static_cast<double>(row.assessors);
      row.mean = rounded(mean);
      total += mean * static_cast<double>(row.weight) / 100;
    } else if (row.weight > 0) {
      missing_zh += fmt::format("{}{}", missing_zh.empty() ? "" : "、", c.zh);
      missing_en += fmt::format("{}{}", missing_en.empty() ? "" : ", ", c.en);
    }
    out.criteria.push_back(std::move(row));
  }
  std::vector<double> totals;
  for (const Scores& sheet : sheets)
    if (const std::optional<double> one = sheet_total(rule.weights, sheet)) totals.push_back(*one);
  if (totals.size() >= 2) {
    const auto [low, high] = std::minmax_element(totals.begin(), totals.end());
    out.spread = rounded(*high - *low);
    out.wide_spread = *out.spread > rule.spread_max;
  }
  if (!missing_zh.empty()) {
    out.reason = {fmt::format("尚无人评分:{}", missing_zh),
                  fmt::format("nobody has scored: {}", missing_en)};
    return out;
  }
  out.total = rounded(total);
  const int64_t count = static_cast<int64_t>(sheets.size());
  if (count < rule.assessors_min) {
    out.reason = {
        fmt::format("已有 {} 份评分表,至少需要 {} 份", count, rule.assessors_min),
        fmt::format("{} sheets stand, at least {} are needed", count, rule.assessors_min)};
    return out;
  }
  out.verdict = *out.total >= rule.threshold ? ScoreVerdict::passed : ScoreVerdict::failed;
  out.reason = {fmt::format("总分 {:.2f},通过线 {:.2f}", *out.total, rule.threshold),
                fmt::format("total {:.2f}, threshold {:.2f}", *out.total, rule.threshold)};
  if (out.wide_spread) {
    out.reason.zh += fmt::format(";评审人分差 {:.2f} 超过 {:.2f}", *out.spread, rule.spread_max);
    out.reason.en += fmt::format("; the assessors differ by {:.2f}, more than {:.2f}", *out.spread,
                                 rule.spread_max);
  }
  return out;
}

}  // namespace gaoxin
