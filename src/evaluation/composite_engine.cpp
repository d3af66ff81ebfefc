#include "evaluation/composite_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "evaluation/composite_statistics.h"
#include "evaluation/composite_steps.h"

namespace gaoxin::composite {

Error composite_error(const char* key, std::string zh, std::string en) {
  return Error{ErrorCode::invalid, key, {std::move(zh), std::move(en)}, {}};
}

// ---- The framework -----------------------------------------------------------------------------

std::optional<size_t> Model::find(std::string_view code) const {
  for (size_t e = 0; e < elements.size(); ++e)
    if (elements[e].code == code) return e;
  return std::nullopt;
}

namespace {

/// The way up from an element that comes back to itself: "a → b → a"; empty when it ends.
std::string cycle_from(const std::vector<Element>& elements,
                       const std::map<std::string, size_t>& places, size_t start) {
  std::string path = elements[start].code;
  std::set<size_t> seen{start};
  for (size_t e = start; !elements[e].parent.empty();) {
    const auto above = places.find(elements[e].parent);
    if (above == places.end()) return "";
    e = above->second;
    path += " → " + elements[e].code;
    if (!seen.insert(e).second) return path;
  }
  return "";
}

}  // namespace

Result<Model> make_model(std::vector<Element> elements) {
  if (elements.size() < 2)
    return composite_error("evaluation.model.empty", "指标体系至少要有一个指标和一个总指数",
                           "an index system has at least one indicator and the index");
  std::map<std::string, size_t> places;
  size_t tops = 0;
  for (size_t e = 0; e < elements.size(); ++e) {
    const Element& element = elements[e];
    if (element.code.empty() || !places.emplace(element.code, e).second)
      return composite_error("evaluation.model.code",
                             fmt::format("指标代码“{}”为空或重复", element.code),
                             fmt::format("the code '{}' is empty or stands twice", element.code));
    if (element.direction != 1 && element.direction != -1)
      return composite_error("evaluation.model.direction",
                             fmt::format("指标“{}”的方向须为 1 或 -1", element.code),
                             fmt::format("the direction of '{}' is 1 or -1", element.code));
    tops += element.parent.empty() ? 1 : 0;
  }
  for (size_t e = 0; e < elements.size(); ++e)
    if (const std::string cycle = cycle_from(elements, places, e); !cycle.empty())
      return composite_error("evaluation.model.cycle", fmt::format("上级关系成环:{}", cycle),
                             fmt::format("the parents run in a circle: {}", cycle));
  if (tops != 1)
    return composite_error(
        "evaluation.model.top", fmt::format("须恰有一个没有上级的总指数,现有 {} 个", tops),
        fmt::format("exactly one element, the index, has no parent; here {} have none", tops));
  for (const Element& element : elements) {
    if (element.parent.empty()) continue;
    const auto above = places.find(element.parent);
    if (above == places.end())
      return composite_error("evaluation.model.parent",
                             fmt::format("指标“{}”的上级“{}”不存在", element.code, element.parent),
                             fmt::format("'{}' has the parent '{}', which does not exist",
                                         element.code, element.parent));
    if (elements[above->second].level != element.level + 1 || element.level < 1)
      return composite_error("evaluation.model.level",
                             fmt::format("指标“{}”在第 {} 层,其上级“{}”须在上一层", element.code,
                                         element.level, element.parent),
                             fmt::format("'{}' is of level {}; its parent '{}' must be of the next",
                                         element.code, element.level, element.parent));
  }
  Model model;
  std::stable_sort(elements.begin(), elements.end(), [](const Element& a, const Element& b) {
    return std::tie(a.level, a.parent) < std::tie(b.level, b.parent);
  });
  model.elements = std::move(elements);
  places.clear();
  for (size_t e = 0; e < model.elements.size(); ++e) places[model.elements[e].code] = e;
  model.children.resize(model.elements.size());
  model.parent.assign(model.elements.size(), model.elements.size());
  for (size_t e = 0; e < model.elements.size(); ++e) {
    const Element& element = model.elements[e];
    model.levels = std::max(model.levels, element.level);
    if (element.level == 1) model.indicators.push_back(e);
    if (element.parent.empty()) continue;
    model.parent[e] = places[element.parent];
    model.children[model.parent[e]].push_back(e);
  }
  for (size_t e = 0; e < model.elements.size(); ++e)
    if (model.elements[e].level > 1 && model.children[e].empty())
      return composite_error(
          "evaluation.model.childless", fmt::format("“{}”下没有指标", model.elements[e].code),
          fmt::format("'{}' has no indicators below it", model.elements[e].code));
  return model;
}

Result<std::vector<double>> weights_of(const Model& model) {
  std::vector<double> weights;
  Error unset =
      composite_error("evaluation.weights.unset", "以下指标尚未设定权重,请先设定或声明假设",
                      "these elements have no weight yet; set them or declare an "
                      "assumption");
  for (size_t e = 0; e < model.elements.size(); ++e) {
    const Element& element = model.elements[e];
    if (!element.weight && e != model.index())
      unset.fields.push_back({element.code,
                              "evaluation.weight.unset",
                              {fmt::format("“{}”的权重未设定", element.code),
                               fmt::format("the weight of '{}' is not set", element.code)}});
    weights.push_back(element.weight.value_or(1));
  }
  if (unset.fields.empty()) return weights;
  std::string names;
  for (const FieldError& field : unset.fields) names += (names.empty() ? "" : ", ") + field.path;
  unset.text.zh += ":" + names;
  unset.text.en += ": " + names;
  return unset;
}

std::vector<double> effective_weights(const Model& model, std::span<const double> weights) {
  std::vector<double> out(weights.begin(), weights.end());
  out[model.index()] = 1;
  for (size_t e = model.elements.size(); e-- > 0;) {
    double total = 0;
    for (const size_t child : model.children[e]) total += weights[child];
    for (const size_t child : model.children[e]) out[child] = weights[child] / total * out[e];
  }
  return out;
}

// ---- Running -----------------------------------------------------------------------------------

namespace {

Result<Done> check_data(const Model& model, const Dataset& data) {
  const size_t units = data.units.size();
  const bool shaped = (data.values.rows() == units &&
                       (units == 0 || data.values.columns() == model.indicators.size())) &&
                      (data.units.groups.empty() || data.units.groups.size() == units) &&
                      (data.units.periods.empty() || data.units.periods.size() == units);
  if (units == 0 || !shaped)
    return composite_error("evaluation.data.shape", "没有参评单位,或数据表与指标体系不相符",
                           "there are no units, or the table does not fit the index system");
  std::set<std::pair<std::string, int>> seen;
  for (size_t r = 0; r < units; ++r)
    if (!seen.emplace(data.units.codes[r], data.units.periods.empty() ? 0 : data.units.periods[r])
             .second)
      return composite_error(
          "evaluation.data.twice", fmt::format("单位“{}”在同一年份出现两次", data.units.codes[r]),
          fmt::format("the unit '{}' stands twice in the same period", data.units.codes[r]));
  const auto infinite = [&](const Table& table, auto&& name) -> Result<Done> {
    for (size_t c = 0; c < table.columns(); ++c)
      for (size_t r = 0; r < table.rows(); ++r)
        if (std::isinf(table.at(r, c)))
          return composite_error(
              "evaluation.data.infinite",
              fmt::format("单位“{}”的“{}”为无穷大", data.units.codes[r], name(c)),
              fmt::format("'{}' of the unit '{}' is infinite", name(c), data.units.codes[r]));
    return Done{};
  };
  TRY(infinite(data.values, [&](size_t c) { return model.elements[model.indicators[c]].code; }));
  TRY(infinite(data.denominators, [&](size_t c) { return data.denominator_codes[c]; }));
  return Done{};
}

Result<Done> check_denominators(const Model& model, const Dataset& data) {
  for (const Element& element : model.elements)
    if (!element.denominator.empty() &&
        std::find(data.denominator_codes.begin(), data.denominator_codes.end(),
                  element.denominator) == data.denominator_codes.end())
      return composite_error(
          "evaluation.denominator.missing",
          fmt::format("指标“{}”的分母“{}”没有数据列", element.code, element.denominator),
          fmt::format("'{}' is divided by '{}', which the data do not have", element.code,
                      element.denominator));
  return Done{};
}

Error not_positive(const Model& model, const Dataset& data, const Outcome& out,
                   const NotPositive& at) {
  const std::string& unit = data.units.codes[out.rows[at.row]];
  const std::string& code = model.elements[at.element].code;
  return composite_error(
      "evaluation.aggregate.not_positive",
      fmt::format("“{}”的“{}”为零或负值,几何/调和平均无法合成;请改用 1 至 100 的标准化", unit,
                  code),
      fmt::format("'{}' of '{}' is zero or negative, which a geometric or harmonic mean cannot "
                  "take; normalise to 1…100",
                  code, unit));
}

void rank_by_period(const Units& units, Outcome& out) {
  out.ranks = Table(out.scores.rows(), out.scores.columns());
  for (const std::vector<size_t>& part : rows_by_period(units, out.rows))
    for (size_t e = 0; e < out.scores.columns(); ++e) {
      std::vector<double> x;
      for (const size_t r : part) x.push_back(out.scores.at(r, e));
      const std::vector<double> ranks = ranks_descending(x);
      for (size_t i = 0; i < part.size(); ++i) out.ranks.at(part[i], e) = ranks[i];
    }
}

}  // namespace

Result<Done> aggregate_outcome(const Model& model, const Dataset& data, const Aggregate& how,
                               std::span<const double> weights, Outcome& out) {
  TRY_ASSIGN(levels, aggregate_levels(model, how));
  const StepTable& last = out.steps.back();
  out.rows = last.rows;
  out.scores = Table(last.rows.size(), model.elements.size());
  for (size_t c = 0; c < last.values.columns(); ++c)
    std::copy(last.values.column(c).begin(), last.values.column(c).end(),
              out.scores.column(model.indicators[c]).begin());
  const std::vector<double> ones(model.elements.size(), 1);
  const std::span<const double> used = how.equal_weights ? std::span<const double>(ones) : weights;
  const std::vector<std::vector<size_t>> parts = rows_by_period(data.units, out.rows);
  if (parts.size() <= 1) {
    if (const auto stop = aggregate_rows(model, levels, used, 2, out.scores))
      return not_positive(model, data, out, *stop);
  } else {  // Outranking compares within a period, so each is aggregated by itself.
    for (const std::vector<size_t>& part : parts) {
      Table scores(part.size(), model.elements.size());
      for (size_t e = 0; e < model.elements.size(); ++e)
        for (size_t i = 0; i < part.size(); ++i) scores.at(i, e) = out.scores.at(part[i], e);
      if (const auto stop = aggregate_rows(model, levels, used, 2, scores))
        return not_positive(model, data, out, {part[stop->row], stop->element});
      for (size_t e = 0; e < model.elements.size(); ++e)
        for (size_t i = 0; i < part.size(); ++i) out.scores.at(part[i], e) = scores.at(i, e);
    }
  }
  rank_by_period(data.units, out);
  return Done{};
}

Result<Outcome> prepare_outcome(const Model& model, const Dataset& data, const Method& method) {
  TRY(check_data(model, data));
  Outcome out;
  StepTable raw{StepKind::raw, std::vector<size_t>(data.units.size()), data.values};
  std::iota(raw.rows.begin(), raw.rows.end(), size_t{0});
  out.steps.push_back(std::move(raw));
  const StepContext context{model, data, out.notices};
  if (method.screen_first) {
    StepTable step = screen(context, out.steps.back(), *method.screen_first);
    step.kind = StepKind::screened_first;
    out.steps.push_back(std::move(step));
  }
  if (method.denominate && std::any_of(model.elements.begin(), model.elements.end(),
                                       [](const Element& e) { return !e.denominator.empty(); })) {
    TRY(check_denominators(model, data));
    out.steps.push_back(denominate(context, out.steps.back()));
  }
  if (method.impute) {
    TRY_ASSIGN(step, impute(context, out.steps.back(), *method.impute));
    out.steps.push_back(std::move(step));
  }
  if (method.screen) out.steps.push_back(screen(context, out.steps.back(), *method.screen));
  if (out.steps.back().rows.empty())
    return composite_error("evaluation.screen.nobody", "没有单位达到数据可得率要求",
                           "no unit has enough data");
  if (method.treat)
    out.steps.push_back(treat(context, out.steps.back(), *method.treat, out.treatments));
  if (method.normalise) {
    TRY_ASSIGN(step, normalise(context, out.steps.back(), *method.normalise, out.scales));
    out.steps.push_back(std::move(step));
  }
  return out;
}

Result<Outcome> run_method(const Model& model, const Dataset& data, const Method& method,
                           std::span<const double> weights) {
  std::vector<double> own;
  if (weights.empty() && !method.aggregate.equal_weights) {
    TRY_ASSIGN(given, weights_of(model));
    own = std::move(given);
    weights = own;
  }
  TRY_ASSIGN(out, prepare_outcome(model, data, method));
  TRY(aggregate_outcome(model, data, method.aggregate, weights, out));
  return out;
}

// ---- Explaining --------------------------------------------------------------------------------

Table contributions(const Model& model, const Method& method, std::span<const double> weights,
                    const Outcome& outcome) {
  const Table& scores = outcome.scores;
  Table out(scores.rows(), scores.columns());
  const Result<std::vector<AggregateLevel>> levels = aggregate_levels(model, method.aggregate);
  if (!levels.ok()) return out;
  const auto weight = [&](size_t e) { return method.aggregate.equal_weights ? 1.0 : weights[e]; };
  std::vector<double> factor(scores.columns());  // contribution = factor × value
  for (size_t r = 0; r < scores.rows(); ++r) {
    out.at(r, model.index()) = scores.at(r, model.index());
    factor[model.index()] = 1;
    for (size_t e = model.elements.size(); e-- > 0;) {
      if (model.children[e].empty()) continue;
      const AggregateLevel& how = (*levels)[static_cast<size_t>(model.elements[e].level - 2)];
      double total = 0, parts = 0;
      const auto part = [&](size_t child) {
        const double x = scores.at(r, child);
        switch (how.mean) {
          case Mean::geometric: return weight(child) * std::log(x);
          case Mean::harmonic: return weight(child) / x;
          case Mean::generalised: return weight(child) * std::pow(x, how.power);
          default: return weight(child) * x;
        }
      };
      for (const size_t child : model.children[e]) {
        if (!known(scores.at(r, child))) continue;
        total += weight(child);
        parts += part(child);
      }
      for (const size_t child : model.children[e]) {
        double& contribution = out.at(r, child);
        contribution = kUnknown;
        factor[child] = kUnknown;
        if (!known(scores.at(r, child)) || how.mean == Mean::copeland) continue;
        if (how.mean == Mean::arithmetic) {
          factor[child] = factor[e] * weight(child) / total;
          contribution = factor[child] * scores.at(r, child);
        } else {
          contribution = parts == 0 ? 0 : out.at(r, e) * part(child) / parts;
          factor[child] = contribution / scores.at(r, child);
        }
        if (!std::isfinite(contribution)) contribution = kUnknown;
      }
    }
  }
  return out;
}

CellStory explain_cell(const Model& model, const Method& method, std::span<const double> weights,
                       const Outcome& outcome, size_t row, size_t indicator) {
  CellStory story;
  const size_t dataset_row = outcome.rows[row];
  for (const StepTable& step : outcome.steps) {
    const auto at = std::find(step.rows.begin(), step.rows.end(), dataset_row);
    if (at != step.rows.end())
      story.values.push_back(
          {step.kind, step.values.at(static_cast<size_t>(at - step.rows.begin()), indicator)});
  }
  const size_t element = model.indicators[indicator];
  const auto weight = [&](size_t e) { return method.aggregate.equal_weights ? 1.0 : weights[e]; };
  double total = 0;
  for (const size_t sibling : model.children[model.parent[element]])
    if (known(outcome.scores.at(row, sibling))) total += weight(sibling);
  if (known(outcome.scores.at(row, element))) story.weight_in_parent = weight(element) / total;
  story.contribution = contributions(model, method, weights, outcome).at(row, element);
  const double score = outcome.scores.at(row, model.index());
  if (score != 0) story.share = story.contribution / score;
  return story;
}

Result<std::vector<Removal>> remove_elements(const Model& model, const Method& method,
                                             std::span<const double> weights,
                                             const Outcome& outcome, int level) {
  TRY_ASSIGN(levels, aggregate_levels(model, method.aggregate));
  std::vector<Removal> out;
  for (size_t e = 0; e < model.elements.size(); ++e) {
    if (model.elements[e].level != level || e == model.index()) continue;
    std::vector<double> without(weights.begin(), weights.end());
    if (method.aggregate.equal_weights) without.assign(model.elements.size(), 1);
    without[e] = 0;
    Table scores = outcome.scores;
    if (aggregate_rows(model, levels, without, 2, scores))
      continue;  // Cannot be: the same values were aggregated before.
    Removal& removal = out.emplace_back();
    removal.element = e;
    const std::span<const double> index = scores.column(model.index());
    removal.scores.assign(index.begin(), index.end());
    removal.ranks = ranks_descending(index);
    std::vector<double> changes;
    const std::vector<double> before = ranks_descending(outcome.scores.column(model.index()));
    for (size_t r = 0; r < before.size(); ++r)
      changes.push_back(std::fabs(before[r] - removal.ranks[r]));
    removal.mean_absolute_rank_change = mean(changes);
  }
  return out;
}

}  // namespace gaoxin::composite
