// Why a run came out as it did, and how it could have: explanations down to the enterprise,
// uncertainty, sensitivity, what-ifs, comparisons and other weights.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "evaluation/composite_statistics.h"
#include "evaluation/composite_weights.h"
#include "evaluation/index_library.h"
#include "evaluation/statistics_store.h"

namespace gaoxin {

using composite::composite_error;
using composite::known;
using indexes::Computed;
using indexes::EnterpriseItems;
using indexes::FoundRun;
using indexes::maybe;
using indexes::number_text;
using indexes::RunInput;

namespace {

Error no_scores() {
  return composite_error("evaluation.run.no_scores", "该体系只有门槛条件,没有得分可分析",
                         "this system has conditions only, no scores to analyse");
}

int64_t year_number(const std::string& period) {
  int64_t year = 0;
  std::from_chars(period.data(), period.data() + period.size(), year);
  return year;
}

// ---- Explaining --------------------------------------------------------------------------------

const char* step_name(composite::StepKind kind) {
  switch (kind) {
    case composite::StepKind::raw: return "raw";
    case composite::StepKind::denominated: return "denominated";
    case composite::StepKind::screened_first: return "screened_first";
    case composite::StepKind::imputed: return "imputed";
    case composite::StepKind::screened: return "screened";
    case composite::StepKind::treated: return "treated";
    case composite::StepKind::normalised: return "normalised";
  }
  CHECK(false);
}

Text treatment_text(const Computed& run, size_t indicator, size_t row_of_step) {
  for (const composite::TreatmentTrail& trail : run.outcome.treatments) {
    if (trail.indicator != indicator) continue;
    if (trail.untreated) return {"取值太少,未作处理", "too few different values; left as it is"};
    const auto among = [&](const std::vector<size_t>& points) {
      return std::find(points.begin(), points.end(), row_of_step) != points.end();
    };
    if (trail.transform)
      return {fmt::format("偏度 {:.2f}、峰度 {:.2f} 超限,全列作对数类变换", trail.skew_before,
                          trail.kurtosis_before),
              fmt::format("skew {:.2f} and kurtosis {:.2f} exceed the limits: the whole indicator "
                          "was transformed",
                          trail.skew_before, trail.kurtosis_before)};
    if (among(trail.winsorised_high) || among(trail.winsorised_low))
      return {fmt::format("离群值,拉回到相邻值(共处理 {} 个点)", trail.winsorised),
              fmt::format("an outlier, moved onto the next value ({} points in all)",
                          trail.winsorised)};
    return {
        fmt::format("偏度 {:.2f}、峰度 {:.2f},该值未变", trail.skew_before, trail.kurtosis_before),
        fmt::format("skew {:.2f}, kurtosis {:.2f}; this value is unchanged", trail.skew_before,
                    trail.kurtosis_before)};
  }
  return {};
}

Text scale_text(const Computed& run, size_t indicator) {
  if (run.outcome.scales.empty()) return {};
  const composite::ScaleTrail& trail = run.outcome.scales[0][indicator];
  using composite::Scale;
  const auto n = [](double value) { return known(value) ? number_text(value) : "?"; };
  switch (trail.used.scale) {
    case Scale::minmax:
      return {fmt::format("极差标准化:最小 {},最大 {},映射到 {}–{}", n(trail.minimum),
                          n(trail.maximum), n(trail.used.low), n(trail.used.high)),
              fmt::format("min-max: least {}, greatest {}, onto {}–{}", n(trail.minimum),
                          n(trail.maximum), n(trail.used.low), n(trail.used.high))};
    case Scale::zscore:
      return {fmt::format("标准分:均值 {},标准差 {}", n(trail.mean), n(trail.deviation)),
              fmt::format("z-score: mean {}, deviation {}", n(trail.mean), n(trail.deviation))};
    case Scale::goalposts:
      return {fmt::format("标杆值 {} 至 {},截断", n(trail.used.low), n(trail.used.high)),
              fmt::format("goalposts {} to {}, clipped", n(trail.used.low), n(trail.used.high))};
    case Scale::ideal:
      return {fmt::format("理想值 {},S = min(现状/理想, 1)", n(std::fabs(trail.used.target))),
              fmt::format("ideal value {}, S = min(value / ideal, 1)",
                          n(std::fabs(trail.used.target)))};
    default:
      return {fmt::format("标准化:最小 {},最大 {}(已按方向)", n(trail.minimum), n(trail.maximum)),
              fmt::format("normalised: least {}, greatest {} (with direction)", n(trail.minimum),
                          n(trail.maximum))};
  }
}

std::vector<CellStep> steps_of(const Computed& run, size_t unit, size_t indicator) {
  std::vector<CellStep> out;
  std::optional<double> before;
  for (const composite::StepTable& step : run.outcome.steps) {
    const auto at = std::find(step.rows.begin(), step.rows.end(), unit);
    if (at == step.rows.end()) break;
    const auto row = static_cast<size_t>(at - step.rows.begin());
    CellStep& cell = out.emplace_back();
    cell.step = step_name(step.kind);
    cell.value = maybe(step.values.at(row, indicator));
    if (step.kind == composite::StepKind::imputed && !before && cell.value)
      cell.text = {"原值未知,插补得出", "was unknown, imputed"};
    if (step.kind == composite::StepKind::denominated)
      cell.text = {"除以分母", "divided by its denominator"};
    if (step.kind == composite::StepKind::treated) cell.text = treatment_text(run, indicator, row);
    if (step.kind == composite::StepKind::normalised) cell.text = scale_text(run, indicator);
    before = cell.value;
  }
  return out;
}

ExplainedCell explain_one(const FoundRun& found, const Computed& run,
                          const indexes::Formulas& formulas, const composite::Table& parts,
                          size_t unit, std::optional<size_t> row, size_t indicator) {
  const composite::Model& model = run.framework->model;
  const size_t e = model.indicators[indicator];
  const composite::Element& element = model.elements[e];
  ExplainedCell out;
  out.code = element.code;
  for (const IndexIndicator& meta : found.system.indicators) {
    if (meta.code != element.code) continue;
    out.title = meta.title;
    out.unit = meta.unit;
    out.formula = meta.formula;
  }
  out.value = run.cells[unit][indicator].number;
  out.why_unknown = run.cells[unit][indicator].why;
  const RunUnit& values = found.input.units[unit];
  for (const std::string& code : formulas.items_of(element.code)) {
    CellItem& item = out.items.emplace_back();
    item.code = code;
    for (const IndexItem& meta : found.system.items)
      if (meta.code == code) {
        item.title = meta.title;
        item.unit = meta.unit;
      }
    item.value = formulas.item(values, code).number;
    item.before = formulas.item(values, code, 1).number;
  }
  out.steps = steps_of(run, unit, indicator);
  out.weight = run.framework->weights[e];
  std::vector<double> peers = composite::known_values(run.outcome.scores.column(e));
  out.peer_median = maybe(composite::median(peers));
  out.peer_best = maybe(composite::maximum(peers));
  if (!row) return out;
  const composite::CellStory story =
      explain_cell(model, run.method, run.framework->weights, run.outcome, *row, indicator);
  out.score = maybe(run.outcome.scores.at(*row, e));
  if (known(run.outcome.ranks.at(*row, e)))
    out.rank = static_cast<int64_t>(run.outcome.ranks.at(*row, e));
  out.weight_in_parent = maybe(story.weight_in_parent);
  out.contribution = maybe(parts.at(*row, e));
  out.share = maybe(story.share);
  if (!out.score) {
    out.text = {fmt::format("“{} {}”未知:{}", out.code, out.title.zh, out.why_unknown.zh),
                fmt::format("'{} {}' is unknown: {}", out.code, out.title.en, out.why_unknown.en)};
    return out;
  }
  const double gap = *out.score - out.peer_median.value_or(*out.score);
  out.text = {fmt::format("“{} {}”为 {}{},得 {} 分,第 {} 位,{}中位数 {} 分,贡献 {} 分", out.code,
                          out.title.zh, out.value ? number_text(*out.value) : "(插补)", out.unit,
                          number_text(*out.score), out.rank.value_or(0), gap >= 0 ? "高于" : "低于",
                          number_text(std::fabs(gap)),
                          out.contribution ? number_text(*out.contribution) : "?"),
              fmt::format("'{} {}' is {} {}, {} points, place {}, {} points {} the median; it "
                          "adds {} points",
                          out.code, out.title.en, out.value ? number_text(*out.value) : "(imputed)",
                          out.unit, number_text(*out.score), out.rank.value_or(0),
                          number_text(std::fabs(gap)), gap >= 0 ? "above" : "below",
                          out.contribution ? number_text(*out.contribution) : "?")};
  return out;
}

/// Index scores and rank of one unit when its values are others.
std::optional<double> score_with(const FoundRun& found, const RunInput& input, size_t unit) {
  RunOptions options = found.options;
  options.replications = 0;
  const Result<Computed> run = indexes::compute(found.system, input, options);
  if (!run.ok()) return std::nullopt;
  for (const RunRow& row : run->result.rows)
    if (row.code == input.units[unit].code) return row.score;
  return std::nullopt;
}

Result<std::vector<EnterpriseContribution>> enterprise_contributions(
    Call& call, const FoundRun& found, const indexes::Formulas& formulas, size_t unit,
    const std::string& indicator, std::optional<double> score) {
  constexpr size_t kShown = 30;
  const RunUnit& values = found.input.units[unit];
  const std::vector<EnterpriseItems> all = indexes::enterprises_of(
      call, *values.zone_id, year_number(found.input.period), found.stored.head.created_at);
  const std::optional<double> whole = formulas.indicator(values, indicator).number;
  struct Part {
    const EnterpriseItems* enterprise;
    std::optional<double> own, contribution;
  };
  std::vector<Part> parts;
  for (const EnterpriseItems& enterprise : all) {
    RunUnit alone;
    alone.items = enterprise.values.items;
    alone.items_before = enterprise.values.before;
    Part part{&enterprise, formulas.indicator(alone, indicator).number, std::nullopt};
    const RunUnit rest = indexes::without_enterprises(values, {enterprise});
    const std::optional<double> without = formulas.indicator(rest, indicator).number;
    if (whole && without) part.contribution = *whole - *without;
    parts.push_back(part);
  }
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
    return std::fabs(a.contribution.value_or(0)) > std::fabs(b.contribution.value_or(0));
  });
  if (parts.size() > kShown) parts.resize(kShown);
  std::vector<int64_t> ids;
  for (const Part& part : parts) ids.push_back(part.enterprise->enterprise_id);
  const std::map<int64_t, std::string> names = statistics_store::enterprise_names(call.db, ids);
  std::vector<EnterpriseContribution> out;
  for (const Part& part : parts) {
    EnterpriseContribution& row = out.emplace_back();
    row.enterprise_id = part.enterprise->enterprise_id;
    const auto name = names.find(row.enterprise_id);
    row.name = name == names.end() ? "" : name->second;
    row.own_value = part.own;
    row.contribution = part.contribution;
    RunInput other = found.input;
    other.units[unit] = indexes::without_enterprises(values, {*part.enterprise});
    const std::optional<double> without = score_with(found, other, unit);
    if (without && score) row.score_change = *without - *score;
    if (!part.own || !whole) {
      row.text = {fmt::format("{}:自身数据不全;其已报数据使总体变动 {}", row.name,
                              part.contribution ? number_text(*part.contribution) : "?"),
                  fmt::format("{}: its own data are incomplete; what it reported moves the whole "
                              "by {}",
                              row.name, part.contribution ? number_text(*part.contribution) : "?")};
      continue;
    }
    const double gap = *part.own - *whole;
    row.text = {fmt::format("{}:本企业 {},{}总体水平 {};拉动 {}", row.name, number_text(*part.own),
                            gap >= 0 ? "高于" : "低于", number_text(std::fabs(gap)),
                            part.contribution ? number_text(*part.contribution) : "?"),
                fmt::format("{}: {} itself, {} {} the whole; it moves the whole by {}", row.name,
                            number_text(*part.own), number_text(std::fabs(gap)),
                            gap >= 0 ? "above" : "below",
                            part.contribution ? number_text(*part.contribution) : "?")};
  }
  return out;
}

/// Strengths and weaknesses: the best and worst places among indicators that tell units apart.
Text summary_text(const RunExplanation& out) {
  std::vector<const ExplainedCell*> ranked;
  int64_t unknown = 0;
  for (const ExplainedCell& cell : out.cells) {
    if (cell.rank)
      ranked.push_back(&cell);
    else
      ++unknown;
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto* a, const auto* b) { return *a->rank < *b->rank; });
  const auto names = [&](bool best) {
    Text text;
    for (size_t i = 0; i < std::min<size_t>(3, ranked.size()); ++i) {
      const ExplainedCell& cell = *ranked[best ? i : ranked.size() - 1 - i];
      text.zh +=
          fmt::format("{}{}(第 {} 位)", text.zh.empty() ? "" : "、", cell.title.zh, *cell.rank);
      text.en +=
          fmt::format("{}{} (place {})", text.en.empty() ? "" : ", ", cell.title.en, *cell.rank);
    }
    return text;
  };
  const Text strong = names(true), weak = names(false);
  return {
      fmt::format("优势:{}。短板:{}。{} 项指标未知。", strong.zh, weak.zh, unknown),
      fmt::format("Strong: {}. Weak: {}. {} indicators are unknown.", strong.en, weak.en, unknown)};
}

}  // namespace

Result<RunExplanation> explain_run(Call& call, const ExplainRun& in) {
  TRY_ASSIGN(found, indexes::find_run(call, in.zone, in.id));
  TRY_ASSIGN(unit, indexes::find_unit(found.input, in.unit));
  RunOptions options = found.options;
  options.replications = 0;
  TRY_ASSIGN(run, indexes::compute(found.system, found.input, options));
  if (!run.framework) return no_scores();
  const composite::Model& model = run.framework->model;
  const indexes::Formulas formulas(found.system);
  std::optional<size_t> row;
  for (size_t r = 0; r < run.outcome.rows.size(); ++r)
    if (run.outcome.rows[r] == unit) row = r;
  const composite::Table parts =
      contributions(model, run.method, run.framework->weights, run.outcome);
  RunExplanation out;
  out.unit = in.unit;
  out.name = found.input.units[unit].name;
  for (const RunRow& result : run.result.rows)
    if (result.code == in.unit) {
      out.score = result.score;
      out.rank = result.rank;
    }
  for (size_t c = 0; c < model.indicators.size(); ++c)
    out.cells.push_back(explain_one(found, run, formulas, parts, unit, row, c));
  out.text = summary_text(out);
  if (in.indicator)
    std::erase_if(out.cells, [&](const ExplainedCell& cell) { return cell.code != *in.indicator; });
  if (out.cells.empty())
    return Error{ErrorCode::not_found,
                 "evaluation.run.indicator",
                 {"没有这个指标", "there is no such indicator"},
                 {}};
  // The greatest loss against the best first.
  std::stable_sort(
      out.cells.begin(), out.cells.end(), [](const ExplainedCell& a, const ExplainedCell& b) {
        const auto loss = [](const ExplainedCell& cell) {
          return cell.score && cell.peer_best ? (*cell.peer_best - *cell.score) * cell.weight
                                              : -1.0;
        };
        return loss(a) > loss(b);
      });
  if (!in.indicator) return out;
  if (found.stored.head.source != "statistics" || !found.input.units[unit].zone_id) {
    out.enterprises_note = {
        "数据来自上传的表格,没有企业明细",
        "the values came with a table, so there are no enterprises behind them"};
    return out;
  }
  TRY_ASSIGN(enterprises,
             enterprise_contributions(call, found, formulas, unit, *in.indicator, out.score));
  out.enterprises = std::move(enterprises);
  out.enterprises_note = {
      "贡献=含该企业的指标值减去不含该企业的值;剔除企业属统计范围变化,须有依据,不是改进办法",
      "contribution: the indicator with the enterprise less without it; leaving one out changes "
      "the scope of statistics, needs a ground, and is no way to improve"};
  return out;
}

// ---- Uncertainty -------------------------------------------------------------------------------

namespace {

Result<composite::Alternatives> alternatives_of(const FoundRun& found, const Computed& run,
                                                const RunUncertainty& in) {
  composite::Alternatives out;
  const double noise = in.weight_noise.value_or(0.25);
  for (int level = 1; level < run.framework->model.levels; ++level) out.weight_noise[level] = noise;
  if (in.winsorise_points)
    for (const int64_t points : *in.winsorise_points) {
      IndexMethod change = found.options.method.value_or(IndexMethod{});
      change.treat = true;
      change.winsorise_points_max = points;
      TRY_ASSIGN(method, indexes::method_of(found.system.method, change));
      out.treatments.push_back(method.treat);
    }
  if (in.scales)
    for (const std::string& scale : *in.scales) {
      IndexMethod change = found.options.method.value_or(IndexMethod{});
      change.scale = scale;
      // Positive scales, so that a geometric mean can follow.
      if (scale == "minmax") change.low = 1, change.high = 100;
      if (scale == "zscore") change.low = 10, change.high = 2;
      if (scale != found.system.method.scale) change.from_indicators = false;
      TRY_ASSIGN(method, indexes::method_of(found.system.method, change));
      // Goalposts taken from the units stay as the run has them.
      if (method.normalise->from_elements) method.normalise->of = run.method.normalise->of;
      out.normalisations.push_back(method.normalise);
    }
  if (in.means)
    for (const std::string& mean : *in.means) {
      IndexMethod change = found.options.method.value_or(IndexMethod{});
      change.means = {mean};
      TRY_ASSIGN(method, indexes::method_of(found.system.method, change));
      out.aggregations.push_back(method.aggregate);
    }
  if (in.imputations)
    for (const std::string& impute : *in.imputations) {
      IndexMethod change = found.options.method.value_or(IndexMethod{});
      change.impute = impute;
      TRY_ASSIGN(method, indexes::method_of(found.system.method, change));
      out.imputations.push_back(method.impute);
    }
  return out;
}

struct ReadyRun {
  FoundRun found;
  composite::Variants variants;
  bool grouped = false;
};
Result<ReadyRun> ready(Call& call, const RunUncertainty& in) {
  TRY_ASSIGN(found, indexes::find_run(call, in.zone, in.id));
  RunOptions options = found.options;
  options.replications = 0;
  TRY_ASSIGN(run, indexes::compute(found.system, found.input, options));
  if (!run.framework) return no_scores();
  TRY_ASSIGN(alternatives, alternatives_of(found, run, in));
  TRY_ASSIGN(variants, composite::Variants::make(run.framework->model, run.data, run.method,
                                                 run.framework->weights, alternatives));
  return ReadyRun{std::move(found), std::move(variants), !run.data.units.groups.empty()};
}

Text unit_name(const RunInput& input, const std::string& code) {
  for (const RunUnit& unit : input.units)
    if (unit.code == code) return unit.name;
  return {code, code};
}

SobolRow sobol_row(const composite::SobolIndex& index) {
  return {index.factor,           maybe(index.first),      maybe(index.total),
          maybe(index.first_low), maybe(index.first_high), maybe(index.total_low),
          maybe(index.total_high)};
}

}  // namespace

Result<UncertaintyAnswer> run_uncertainty(Call& call, const RunUncertainty& in) {
  TRY_ASSIGN(made, ready(call, in));
  composite::UncertaintyRequest request;
  request.replications = in.replications.value_or(10'000);
  if (request.replications < 1 || request.replications > 200'000)
    return composite_error("evaluation.uncertainty.replications", "模拟次数须为 1 至 20 万",
                           "the number of replications is 1 to 200,000");
  request.seed = static_cast<uint64_t>(in.seed.value_or(1));
  for (const std::string& rule : in.rules.value_or(std::vector<std::string>{
           "bottom:5:all", "bottom:5:region", "bottom:10:all", "top:10:all"})) {
    TRY_ASSIGN(read, indexes::place_rule(rule));
    if (!read.within_group || made.grouped) request.rules.push_back(read);
  }
  TRY_ASSIGN(out, composite::monte_carlo(made.variants, request));
  UncertaintyAnswer answer;
  answer.replications = out.replications;
  answer.failed = out.failed;
  for (composite::RankDistribution& unit : out.units) {
    UnitUncertainty& row = answer.units.emplace_back();
    row.code = unit.unit;
    row.name = unit_name(made.found.input, unit.unit);
    row.nominal = maybe(unit.nominal);
    row.mean = maybe(unit.mean);
    row.median = maybe(unit.median);
    row.low5 = maybe(unit.low);
    row.high95 = maybe(unit.high);
    row.counts = std::move(unit.counts);
    for (size_t r = 0; r < request.rules.size(); ++r)
      if (known(unit.probabilities[r]))
        row.probabilities[request.rules[r].name] = unit.probabilities[r];
  }
  std::stable_sort(answer.units.begin(), answer.units.end(),
                   [](const UnitUncertainty& a, const UnitUncertainty& b) {
                     return a.nominal.value_or(1e18) < b.nominal.value_or(1e18);
                   });
  if (answer.failed > 0)
    answer.note = {
        fmt::format("{} 次抽样的方法组合不能合成(几何平均遇到非正值),已剔除", answer.failed),
        fmt::format("{} draws combine methods that cannot go together (a geometric mean "
                    "over values that are not positive); they are left out",
                    answer.failed)};
  return answer;
}

Result<SensitivityAnswer> run_sensitivity(Call& call, const RunUncertainty& in) {
  TRY_ASSIGN(made, ready(call, in));
  composite::SensitivityRequest request;
  request.base = in.replications.value_or(500);
  if (request.base < 2 || request.base > 20'000)
    return composite_error("evaluation.sensitivity.base", "抽样基数须为 2 至 2 万",
                           "the base sample is 2 to 20,000");
  request.seed = static_cast<uint64_t>(in.seed.value_or(1));
  TRY_ASSIGN(out, composite::sensitivity(made.variants, request));
  SensitivityAnswer answer;
  answer.replications = out.replications;
  answer.failed = out.failed;
  for (const composite::SobolIndex& index : out.mean_rank_shift)
    answer.mean_rank_shift.push_back(sobol_row(index));
  const std::vector<std::string> codes = made.variants.unit_codes();
  for (size_t u = 0; u < codes.size(); ++u) {
    UnitSobol& unit = answer.units.emplace_back();
    unit.code = codes[u];
    for (const composite::SobolIndex& index : out.by_unit[u])
      unit.factors.push_back(sobol_row(index));
  }
  return answer;
}

// ---- What if -----------------------------------------------------------------------------------

namespace {

const RunRow* row_of(const RunResult& result, const std::string& code) {
  for (const RunRow& row : result.rows)
    if (row.code == code) return &row;
  return nullptr;
}

Result<Text> leave_out(Call& call, FoundRun& found, const std::string& code,
                       const std::vector<int64_t>& enterprises) {
  TRY_ASSIGN(unit, indexes::find_unit(found.input, code));
  if (found.stored.head.source != "statistics" || !found.input.units[unit].zone_id)
    return composite_error("evaluation.run.no_enterprises", "数据来自上传的表格,不能按企业推演",
                           "the values came with a table: there are no enterprises to leave out");
  std::vector<EnterpriseItems> gone;
  for (EnterpriseItems& one :
       indexes::enterprises_of(call, *found.input.units[unit].zone_id,
                               year_number(found.input.period), found.stored.head.created_at))
    if (std::find(enterprises.begin(), enterprises.end(), one.enterprise_id) != enterprises.end())
      gone.push_back(std::move(one));
  if (gone.size() != enterprises.size())
    return Error{
        ErrorCode::not_found,
        "evaluation.run.enterprise",
        {"有企业在该区域没有已采纳的报表", "an enterprise has no accepted report in this zone"},
        {}};
  found.input.units[unit] = indexes::without_enterprises(found.input.units[unit], gone);
  return Text{
      fmt::format("审计提示:“{}”的统计范围减少 {} 家企业;范围变化须有文件依据,不得用于提升名次",
                  found.input.units[unit].name.zh, gone.size()),
      fmt::format("Audit: the scope of '{}' loses {} enterprises; a change of scope needs "
                  "a ground in writing and must not serve to better a rank",
                  found.input.units[unit].name.en, gone.size())};
}

}  // namespace

Result<WhatIfRunAnswer> run_what_if(Call& call, const RunWhatIf& in) {
  TRY_ASSIGN(found, indexes::find_run(call, in.zone, in.id));
  TRY_ASSIGN(before, from_json<RunResult>(json::parse(found.stored.result_json)));
  WhatIfRunAnswer out;
  if (in.options) found.options = *in.options;
  if (in.without_enterprises)
    for (const auto& [code, enterprises] : *in.without_enterprises) {
      TRY_ASSIGN(signal, leave_out(call, found, code, enterprises));
      out.signals.push_back(signal);
    }
  TRY_ASSIGN(run, indexes::compute(found.system, found.input, found.options));
  double moved = 0;
  int64_t counted = 0;
  for (const RunRow& after : run.result.rows) {
    const RunRow* was = row_of(before, after.code);
    RunChange& change = out.changes.emplace_back();
    change.code = after.code;
    change.name = after.name;
    change.score_after = after.final_score;
    change.rank_after = after.rank;
    if (was != nullptr) {
      change.score_before = was->final_score;
      change.rank_before = was->rank;
    }
    if (!change.rank_before || !change.rank_after) continue;
    moved += static_cast<double>(std::abs(*change.rank_after - *change.rank_before));
    ++counted;
    const bool smaller_scope =
        in.without_enterprises && in.without_enterprises->contains(after.code);
    if (smaller_scope && *change.rank_after < *change.rank_before)
      out.signals.push_back(
          {fmt::format("审计提示:“{}”因缩小统计范围由第 {} 位升至第 {} 位", after.name.zh,
                       *change.rank_before, *change.rank_after),
           fmt::format("Audit: '{}' rises from place {} to {} by a smaller scope alone",
                       after.name.en, *change.rank_before, *change.rank_after)});
  }
  if (counted > 0) out.mean_rank_change = moved / static_cast<double>(counted);
  out.result = std::move(run.result);
  return out;
}

// ---- Two runs ----------------------------------------------------------------------------------

Result<RunComparison> compare_runs(Call& call, const CompareRuns& in) {
  TRY_ASSIGN(before, indexes::find_run(call, in.zone, in.id));
  TRY_ASSIGN(after, indexes::find_run(call, in.zone, in.other));
  TRY_ASSIGN(result_before, from_json<RunResult>(json::parse(before.stored.result_json)));
  TRY_ASSIGN(result_after, from_json<RunResult>(json::parse(after.stored.result_json)));
  RunComparison out;
  out.before = before.stored.head;
  out.after = after.stored.head;
  RunOptions options = after.options;
  options.replications = 0;
  out.method_changed =
      out.before.system != out.after.system || out.before.system_zone != out.after.system_zone ||
      out.before.system_revision != out.after.system_revision ||
      json::serialize(to_json(before.options)) != json::serialize(to_json(after.options));
  // The earlier data under the later method: what of the change is the method's.
  std::optional<RunResult> crossed;
  if (!out.method_changed) {
    crossed = result_before;
  } else {
    Result<Computed> run = indexes::compute(after.system, before.input, options);
    if (run.ok()) {
      crossed = std::move(run->result);
      const bool any = std::any_of(crossed->rows.begin(), crossed->rows.end(),
                                   [](const RunRow& row) { return row.rank.has_value(); });
      if (!any) {
        crossed.reset();
        out.note = {"前一次的数据不含后一体系所需的统计指标,无法分解",
                    "the earlier data lack what the later system needs; the change cannot be "
                    "divided"};
      }
    } else {
      out.note = {"前一次的数据在后一体系下无法计算:" + run.error().text.zh,
                  "the earlier data cannot be run under the later system: " + run.error().text.en};
    }
  }
  for (const RunRow& row : result_after.rows) {
    ComparedUnit& unit = out.units.emplace_back();
    unit.code = row.code;
    unit.name = row.name;
    unit.rank_after = row.rank;
    if (const RunRow* was = row_of(result_before, row.code)) unit.rank_before = was->rank;
    if (crossed)
      if (const RunRow* other = row_of(*crossed, row.code))
        unit.rank_before_new_method = other->rank;
    if (unit.rank_before && unit.rank_after)
      unit.rank_change = *unit.rank_before - *unit.rank_after;
    if (unit.rank_change && unit.rank_before_new_method) {
      unit.method_change = *unit.rank_before - *unit.rank_before_new_method;
      unit.performance_change = *unit.rank_before_new_method - *unit.rank_after;
    }
  }
  return out;
}

// ---- Other weights -----------------------------------------------------------------------------

namespace {

/// Codes of sibling elements for ahp and budget, as places in the model.
Result<std::vector<size_t>> elements_named(const composite::Model& model,
                                           const std::vector<std::string>& codes) {
  std::vector<size_t> out;
  for (const std::string& code : codes) {
    const std::optional<size_t> at = model.find(code);
    if (!at)
      return composite_error("evaluation.weights.element", fmt::format("没有指标“{}”", code),
                             fmt::format("there is no indicator '{}'", code));
    if (!out.empty() && model.parent[*at] != model.parent[out[0]])
      return composite_error("evaluation.weights.siblings", "须为同一上级下的指标",
                             "the elements must have one parent");
    out.push_back(*at);
  }
  if (out.empty())
    return composite_error("evaluation.weights.element", "须给出 elements", "give elements");
  return out;
}

}  // namespace

Result<WeightAnswer> run_weights(Call& call, const ListWeights& in) {
  TRY_ASSIGN(found, indexes::find_run(call, in.zone, in.id));
  RunOptions options = found.options;
  options.replications = 0;
  TRY_ASSIGN(run, indexes::compute(found.system, found.input, options));
  if (!run.framework) return no_scores();
  const composite::Model& model = run.framework->model;
  const std::vector<double>& own = run.framework->weights;
  WeightAnswer out;
  const auto all = [&](const std::vector<double>& weights) {
    for (size_t e = 0; e < weights.size(); ++e)
      if (e != model.index()) out.weights[model.elements[e].code] = weights[e];
  };
  const std::string method = in.method.value_or("equal");
  if (method == "equal") {
    all(std::vector<double>(own.size(), 1));
  } else if (method == "pca") {
    TRY_ASSIGN(pca, pca_weights(model, run.outcome.scores, own, 1));
    all(pca.weights);
    for (const auto& [group, share] : pca.explained) out.facts["explained " + group] = share;
    for (const std::string& code : pca.negative)
      out.warnings.push_back(
          {fmt::format("“{}”得到负权重,不能直接采用", code),
           fmt::format("'{}' gets a negative weight: not usable as it is", code)});
  } else if (method == "balanced") {
    composite::OptimiseRequest request;
    request.level = std::max(1, model.levels - 1);
    request.tolerance = 1e-4;
    request.evaluations_max = 3000;
    TRY_ASSIGN(best, optimise_weights(model, run.method, own, run.outcome, request));
    all(best.weights);
    out.facts["objective"] = best.objective;
    if (!best.converged) out.warnings.push_back({"迭代未收敛", "the search did not converge"});
  } else if (method == "benefit_of_doubt") {
    composite::Table values(run.outcome.rows.size(), model.indicators.size());
    for (size_t c = 0; c < model.indicators.size(); ++c)
      for (size_t r = 0; r < values.rows(); ++r)
        values.at(r, c) = run.outcome.scores.at(r, model.indicators[c]);
    TRY_ASSIGN(best, composite::benefit_of_doubt(values, 0, 1));
    for (size_t r = 0; r < values.rows(); ++r)
      if (known(best.scores[r]))
        out.scores[run.data.units.codes[run.outcome.rows[r]]] = best.scores[r];
      else
        out.warnings.push_back(
            {fmt::format("“{}”有未知指标,没有最优权重得分",
                         run.data.units.codes[run.outcome.rows[r]]),
             fmt::format("'{}' has unknown indicators and so no score of its best weights",
                         run.data.units.codes[run.outcome.rows[r]])});
  } else if (method == "ahp" || method == "budget") {
    TRY_ASSIGN(elements, elements_named(model, in.elements.value_or(std::vector<std::string>{})));
    const auto matrix = in.matrix.value_or(std::vector<std::vector<double>>{});
    std::vector<double> weights;
    if (method == "ahp") {
      TRY_ASSIGN(ahp, composite::ahp_weights(matrix));
      weights = ahp.weights;
      out.facts = {{"lambda_max", ahp.lambda_max},
                   {"consistency_index", ahp.consistency_index},
                   {"consistency_ratio", ahp.consistency_ratio}};
      if (!ahp.consistent)
        out.warnings.push_back(
            {fmt::format("一致性比率 {:.3f} 超过 0.1,判断不一致,请重新比较", ahp.consistency_ratio),
             fmt::format("the consistency ratio {:.3f} exceeds 0.1: the judgements contradict each "
                         "other, compare again",
                         ahp.consistency_ratio)});
    } else {
      double budget = 0;
      if (!matrix.empty()) budget = std::accumulate(matrix[0].begin(), matrix[0].end(), 0.0);
      TRY_ASSIGN(points, composite::budget_weights(matrix, budget));
      weights = points;
    }
    if (weights.size() != elements.size())
      return composite_error("evaluation.weights.elements", "打分个数与 elements 不符",
                             "the judgements are not as many as the elements");
    for (size_t i = 0; i < elements.size(); ++i)
      out.weights[model.elements[elements[i]].code] = weights[i];
  } else {
    return composite_error("evaluation.weights.method",
                           "赋权方法须为 equal、pca、ahp、budget、balanced 或 benefit_of_doubt",
                           "the method is equal, pca, ahp, budget, balanced or benefit_of_doubt");
  }
  return out;
}

}  // namespace gaoxin
