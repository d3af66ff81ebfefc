#include "evaluation/index_compute.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "evaluation/composite_statistics.h"
#include "evaluation/composite_weights.h"

namespace gaoxin::indexes {

using composite::composite_error;
using composite::known;

std::optional<double> maybe(double value) {
  return known(value) ? std::optional(value) : std::nullopt;
}

std::string number_text(double value) {
  std::string text = fmt::format("{:.4f}", value);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

// ---- Formulas ----------------------------------------------------------------------------------

Formulas::Formulas(const IndexSystem& system) {
  const auto keep = [&](const std::string& text) {
    Result<Formula> formula = parse_formula(text);
    if (formula.ok()) formulas_.emplace(text, std::move(*formula));
  };
  for (const IndexItem& item : system.items)
    if (item.formula) {
      item_formulas_[item.code] = *item.formula;
      keep(*item.formula);
    }
  for (const IndexIndicator& row : system.indicators)
    if (row.formula) {
      indicator_formulas_[row.code] = *row.formula;
      keep(*row.formula);
    }
  for (const IndexGate& row : system.gates) keep(row.formula);
  for (const IndexVeto& row : system.vetoes) keep(row.formula);
  for (const IndexList& row : system.lists) keep(row.formula);
}

const Formula* Formulas::formula_of(const std::string& text) const {
  const auto at = formulas_.find(text);
  return at == formulas_.end() ? nullptr : &at->second;
}

Formula::Value Formulas::item(const RunUnit& unit, const std::string& code, int back) const {
  const std::map<std::string, double>& values = back == 0 ? unit.items : unit.items_before;
  if (back <= 1)
    if (const auto at = values.find(code); at != values.end()) return {at->second, {}};
  if (const auto at = item_formulas_.find(code); at != item_formulas_.end())
    if (const Formula* formula = formula_of(at->second))
      return formula->evaluate(
          [&](const std::string& name, int years) { return item(unit, name, years); }, back);
  if (back == 0)
    return {std::nullopt,
            {fmt::format("没有“{}”的数据", code), fmt::format("'{}' is not known", code)}};
  return {std::nullopt,
          {fmt::format("没有“{}”上年({} 年前)的数据", code, back),
           fmt::format("'{}' of {} year(s) before is not known", code, back)}};
}

Formula::Value Formulas::value(const RunUnit& unit, const std::string& text) const {
  const Formula* formula = formula_of(text);
  if (formula == nullptr) return {std::nullopt, {"没有公式", "there is no formula"}};
  return formula->evaluate(
      [&](const std::string& name, int years) { return item(unit, name, years); });
}

Formula::Value Formulas::indicator(const RunUnit& unit, const std::string& code) const {
  if (const auto given = unit.indicators.find(code); given != unit.indicators.end())
    return {given->second, {}};
  const auto at = indicator_formulas_.find(code);
  if (at == indicator_formulas_.end())
    return {std::nullopt,
            {"该指标须直接填报,尚未填报", "this indicator is entered by hand and has not been"}};
  return value(unit, at->second);
}

std::vector<std::string> Formulas::items_of(const std::string& indicator) const {
  std::vector<std::string> out;
  const auto start = indicator_formulas_.find(indicator);
  if (start == indicator_formulas_.end()) return out;
  const std::function<void(const std::string&)> open = [&](const std::string& text) {
    const Formula* formula = formula_of(text);
    if (formula == nullptr) return;
    for (const std::string& name : formula->names()) {
      if (std::find(out.begin(), out.end(), name) != out.end()) continue;
      out.push_back(name);
      if (const auto derived = item_formulas_.find(name); derived != item_formulas_.end())
        open(derived->second);
    }
  };
  open(start->second);
  return out;
}

// ---- Rules of places ---------------------------------------------------------------------------

Result<composite::PlaceRule> place_rule(const std::string& text) {
  const std::vector<std::string_view> parts = split(text, ':');
  int64_t places = 0;
  const bool right =
      parts.size() == 3 && (parts[0] == "bottom" || parts[0] == "top") &&
      (parts[2] == "all" || parts[2] == "region") &&
      std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), places).ptr ==
          parts[1].data() + parts[1].size() &&
      places >= 1 && places <= 100'000;
  if (!right)
    return composite_error(
        "evaluation.run.rule",
        fmt::format("“{}”不是名次规则,例如 bottom:5:region、top:10:all", text),
        fmt::format("'{}' is not a rule such as bottom:5:region or top:10:all", text));
  return composite::PlaceRule{text, parts[0] == "bottom", places, parts[2] == "region"};
}

// ---- A run -------------------------------------------------------------------------------------

namespace {

constexpr const char* kRules[] = {"bottom:5:all", "bottom:5:region", "bottom:10:all", "top:10:all"};
constexpr size_t kUnitsMax = 5000;
constexpr int64_t kReplications = 1000;
constexpr double kWeightNoise = 0.25;

Result<Done> check_input(const RunInput& input, const RunOptions& options) {
  if (input.units.empty() || input.units.size() > kUnitsMax)
    return composite_error("evaluation.run.units", "参评单位须为 1 至 5000 个",
                           "a run has 1 to 5,000 units");
  const double noise = options.weight_noise.value_or(kWeightNoise);
  const int64_t replications = options.replications.value_or(kReplications);
  if (replications < 0 || replications > 200'000 || options.seed.value_or(1) < 0 ||
      !(noise >= 0 && noise <= 1))
    return composite_error("evaluation.run.options",
                           "模拟次数须为 0 至 20 万,权重扰动须为 0 至 1,种子不为负",
                           "replications are 0 to 200,000, the noise on weights 0 to 1, the seed "
                           "not negative");
  for (const RunUnit& unit : input.units)
    for (const auto* values : {&unit.items, &unit.items_before, &unit.indicators})
      for (const auto& [code, value] : *values)
        if (!std::isfinite(value))
          return composite_error(
              "evaluation.data.infinite", fmt::format("单位“{}”的“{}”不是有限数", unit.code, code),
              fmt::format("'{}' of the unit '{}' is not a finite number", code, unit.code));
  return Done{};
}

composite::Dataset dataset_of(const Formulas& formulas, const composite::Model& model,
                              const RunInput& input,
                              std::vector<std::vector<Formula::Value>>& cells) {
  composite::Dataset data;
  for (const composite::Element& element : model.elements)
    if (!element.denominator.empty() &&
        std::find(data.denominator_codes.begin(), data.denominator_codes.end(),
                  element.denominator) == data.denominator_codes.end())
      data.denominator_codes.push_back(element.denominator);
  data.values = composite::Table(input.units.size(), model.indicators.size());
  data.denominators = composite::Table(input.units.size(), data.denominator_codes.size());
  const bool grouped = std::any_of(input.units.begin(), input.units.end(),
                                   [](const RunUnit& unit) { return !unit.group.empty(); });
  for (size_t u = 0; u < input.units.size(); ++u) {
    const RunUnit& unit = input.units[u];
    data.units.codes.push_back(unit.code);
    if (grouped) data.units.groups.push_back(unit.group);
    cells.emplace_back();
    for (size_t c = 0; c < model.indicators.size(); ++c) {
      cells[u].push_back(formulas.indicator(unit, model.elements[model.indicators[c]].code));
      data.values.at(u, c) = cells[u][c].number.value_or(composite::kUnknown);
    }
    for (size_t c = 0; c < data.denominator_codes.size(); ++c)
      data.denominators.at(u, c) =
          formulas.item(unit, data.denominator_codes[c]).number.value_or(composite::kUnknown);
  }
  return data;
}

/// Other weights by name; the model keeps its own otherwise.
Result<Done> apply_weighting(const RunOptions& options, Computed& run) {
  Framework& framework = *run.framework;
  const std::string how = options.weighting.value_or("none");
  if (how == "none") return Done{};
  if (how == "equal") {
    framework.weights.assign(framework.model.elements.size(), 1);
    return Done{};
  }
  if (how != "pca")
    return composite_error("evaluation.run.options",
                           fmt::format("“{}”不是赋权方法:none、equal、pca", how),
                           fmt::format("'{}' is not a way to weight: none, equal, pca", how));
  TRY_ASSIGN(outcome, run_method(framework.model, run.data, run.method, framework.weights));
  TRY_ASSIGN(pca, pca_weights(framework.model, outcome.scores, framework.weights, 1));
  if (!pca.negative.empty())
    return composite_error(
        "evaluation.pca.negative",
        fmt::format("主成分法给“{}”等指标负权重,不能用于评价;请调整指标方向或另选方法",
                    pca.negative[0]),
        fmt::format("principal components give '{}' a negative weight, which no evaluation may "
                    "use; mend the direction of indicators or weight otherwise",
                    pca.negative[0]));
  framework.weights = pca.weights;
  return Done{};
}

bool compares(double value, const std::string& comparison, double limit) {
  if (comparison == ">") return value > limit;
  if (comparison == ">=") return value >= limit;
  if (comparison == "<") return value < limit;
  if (comparison == "<=") return value <= limit;
  return value == limit;
}

bool applies(const IndexGate& gate, const RunUnit& unit) {
  if (gate.category.empty() || unit.group.empty()) return true;
  const std::vector<std::string_view> kinds = split(gate.category, ';');
  return std::find(kinds.begin(), kinds.end(), unit.group) != kinds.end();
}

void judge_gates(const IndexSystem& system, const Formulas& formulas, const RunUnit& unit,
                 RunRow& row) {
  std::vector<const IndexGate*> gates;
  for (const IndexGate& gate : system.gates) {
    if (!applies(gate, unit)) continue;
    gates.push_back(&gate);
    const Formula::Value value = formulas.value(unit, gate.formula);
    RunGate& out = row.gates.emplace_back();
    out.id = gate.id;
    out.value = value.number;
    out.why = value.why;
    out.verdict = !value.number                                          ? "unknown"
                  : compares(*value.number, gate.comparison, gate.value) ? "met"
                                                                         : "not_met";
    if (!value.number) continue;
    out.why = {fmt::format("{} {},要求 {} {}", number_text(*value.number), gate.unit,
                           gate.comparison, number_text(gate.value)),
               fmt::format("{} {}, required {} {}", number_text(*value.number), gate.unit,
                           gate.comparison, number_text(gate.value))};
  }
  for (size_t i = 0; i < gates.size(); ++i) {
    if (gates[i]->any_of.empty() || row.gates[i].verdict == "met") continue;
    for (size_t j = 0; j < gates.size(); ++j)
      if (gates[j]->any_of == gates[i]->any_of && row.gates[j].verdict == "met")
        row.gates[i].verdict = "met_by_other";
  }
  bool any = false, all = true, open = false;
  for (size_t i = 0; i < gates.size(); ++i) {
    if (gates[i]->type != "constraint") continue;
    any = true;
    all = all && row.gates[i].verdict != "not_met";
    open = open || row.gates[i].verdict == "unknown";
  }
  if (any && (!all || !open)) row.gates_met = all;
}

void apply_events(const IndexSystem& system, const Formulas& formulas, const RunUnit& unit,
                  RunRow& row) {
  for (const IndexDeduction& deduction : system.deductions) {
    const Formula::Value times = formulas.item(unit, deduction.item);
    if (!times.number) {
      row.deductions.push_back(
          {fmt::format("“{}”未填报,未扣分", deduction.title.zh),
           fmt::format("'{}' has not been reported; nothing taken off", deduction.title.en)});
      continue;
    }
    const double points =
        std::min(*times.number * deduction.points, deduction.at_most.value_or(1e18));
    if (points <= 0) continue;
    row.deduction += points;
    row.deductions.push_back({fmt::format("{} {} 次,扣 {} 分", deduction.title.zh,
                                          number_text(*times.number), number_text(points)),
                              fmt::format("{}: {} times, {} points off", deduction.title.en,
                                          number_text(*times.number), number_text(points))});
  }
  for (const IndexVeto& veto : system.vetoes) {
    const Formula::Value value = formulas.value(unit, veto.formula);
    if (value.number && compares(*value.number, veto.comparison, veto.value))
      row.vetoes.push_back(
          {veto.title.zh + ":" + veto.effect.zh, veto.title.en + ": " + veto.effect.en});
  }
}

void fill_elements(const IndexSystem& system, Computed& run) {
  const composite::Model& model = run.framework->model;
  for (size_t e = model.elements.size(); e-- > 0;) run.order.push_back(e);
  std::stable_sort(run.order.begin(), run.order.end(), [&](size_t a, size_t b) {
    if (model.elements[a].level != model.elements[b].level)
      return model.elements[a].level > model.elements[b].level;
    return a < b;
  });
  const std::vector<double> effective = composite::effective_weights(model, run.framework->weights);
  for (const size_t e : run.order) {
    const composite::Element& element = model.elements[e];
    RunElement& out = run.result.elements.emplace_back();
    out.code = element.code;
    out.parent = element.parent;
    out.level = element.level;
    out.direction = element.direction;
    out.weight = run.framework->weights[e];
    out.effective_weight = effective[e];
    for (const IndexIndicator& row : system.indicators)
      if (row.code == element.code) {
        out.title = row.title;
        out.unit = row.unit;
      }
  }
}

std::optional<int64_t> maybe_rank(double rank) {
  return known(rank) ? std::optional(static_cast<int64_t>(rank)) : std::nullopt;
}

void fill_rows(const RunInput& input, Computed& run) {
  const composite::Model& model = run.framework->model;
  std::map<size_t, size_t> scored;  // Unit → row of the outcome.
  for (size_t r = 0; r < run.outcome.rows.size(); ++r) scored[run.outcome.rows[r]] = r;
  for (size_t u = 0; u < input.units.size(); ++u) {
    RunRow& row = run.result.rows[u];
    const auto at = scored.find(u);
    row.left_out = at == scored.end();
    for (const size_t e : run.order) {
      std::optional<double> value;
      for (size_t c = 0; c < model.indicators.size(); ++c)
        if (model.indicators[c] == e) value = run.cells[u][c].number;
      row.values.push_back(value);
      row.scores.push_back(row.left_out ? std::nullopt
                                        : maybe(run.outcome.scores.at(at->second, e)));
      row.ranks.push_back(row.left_out ? std::nullopt
                                       : maybe_rank(run.outcome.ranks.at(at->second, e)));
    }
    row.score = row.scores[0];
    if (row.score) row.final_score = *row.score - row.deduction;
  }
}

void rank_rows(RunResult& result) {
  const auto rank_among = [&](const std::vector<size_t>& rows, std::optional<int64_t> RunRow::*to) {
    std::vector<double> scores;
    for (const size_t r : rows)
      scores.push_back(result.rows[r].final_score.value_or(composite::kUnknown));
    const std::vector<double> ranks = composite::ranks_descending(scores);
    for (size_t i = 0; i < rows.size(); ++i) result.rows[rows[i]].*to = maybe_rank(ranks[i]);
  };
  std::vector<size_t> all;
  std::map<std::string, std::vector<size_t>> groups;
  for (size_t r = 0; r < result.rows.size(); ++r) {
    all.push_back(r);
    if (!result.rows[r].group.empty()) groups[result.rows[r].group].push_back(r);
  }
  rank_among(all, &RunRow::rank);
  for (const auto& [group, rows] : groups) rank_among(rows, &RunRow::group_rank);
}

Result<Done> add_uncertainty(const RunOptions& options, Computed& run) {
  const int64_t replications = options.replications.value_or(kReplications);
  if (replications == 0 || run.outcome.rows.size() < 2) return Done{};
  composite::Alternatives alternatives;
  for (int level = 1; level < run.framework->model.levels; ++level)
    alternatives.weight_noise[level] = options.weight_noise.value_or(kWeightNoise);
  TRY_ASSIGN(variants, composite::Variants::make(run.framework->model, run.data, run.method,
                                                 run.framework->weights, alternatives));
  composite::UncertaintyRequest request;
  request.replications = replications;
  request.seed = static_cast<uint64_t>(options.seed.value_or(1));
  for (const char* rule : kRules) {
    TRY_ASSIGN(read, place_rule(rule));
    if (!read.within_group || !run.data.units.groups.empty()) request.rules.push_back(read);
  }
  TRY_ASSIGN(out, composite::monte_carlo(variants, request));
  run.result.replications = out.replications;
  run.result.failed_replications = out.failed;
  for (size_t i = 0; i < run.outcome.rows.size(); ++i) {
    RunRow& row = run.result.rows[run.outcome.rows[i]];
    const composite::RankDistribution& unit = out.units[i];
    row.rank_mean = maybe(unit.mean);
    row.rank_low5 = maybe(unit.low);
    row.rank_high95 = maybe(unit.high);
    for (size_t r = 0; r < request.rules.size(); ++r)
      if (known(unit.probabilities[r]))
        row.probabilities[request.rules[r].name] = unit.probabilities[r];
  }
  return Done{};
}

void fill_lists(const IndexSystem& system, const Formulas& formulas, const RunInput& input,
                RunResult& result) {
  for (const IndexList& list : system.lists) {
    RunList& out = result.lists.emplace_back();
    out.id = list.id;
    out.title = list.title;
    out.unit = list.unit;
    std::vector<double> directed;
    std::vector<double> values;
    for (const RunUnit& unit : input.units) {
      values.push_back(formulas.value(unit, list.formula).number.value_or(composite::kUnknown));
      directed.push_back(values.back() * static_cast<double>(list.direction));
    }
    const std::vector<double> ranks = composite::ranks_descending(directed);
    for (size_t u = 0; u < values.size(); ++u)
      if (known(ranks[u]) && ranks[u] <= static_cast<double>(list.places))
        out.rows.push_back({input.units[u].code, values[u], static_cast<int64_t>(ranks[u])});
    std::stable_sort(out.rows.begin(), out.rows.end(),
                     [](const RunListRow& a, const RunListRow& b) { return a.rank < b.rank; });
  }
}

}  // namespace

Result<Computed> compute(const IndexSystem& system, const RunInput& input,
                         const RunOptions& options) {
  TRY(check_input(input, options));
  Computed run;
  const Formulas formulas(system);
  for (const RunUnit& unit : input.units) {
    RunRow& row = run.result.rows.emplace_back();
    row.code = unit.code;
    row.name = unit.name;
    row.zone_id = unit.zone_id;
    row.group = unit.group;
    judge_gates(system, formulas, unit, row);
    apply_events(system, formulas, unit, row);
  }
  if (!system.indicators.empty()) {
    TRY_ASSIGN(method, method_of(system.method, options.method.value_or(IndexMethod{})));
    run.method = std::move(method);
    TRY_ASSIGN(framework,
               framework_of(system, options.weights.value_or(std::map<std::string, double>{}),
                            options.without.value_or(std::vector<std::string>{}),
                            options.assumptions.value_or(std::vector<std::string>{}), run.method));
    run.framework = std::move(framework);
    run.data = dataset_of(formulas, run.framework->model, input, run.cells);
    TRY(apply_weighting(options, run));
    TRY_ASSIGN(outcome,
               run_method(run.framework->model, run.data, run.method, run.framework->weights));
    run.outcome = std::move(outcome);
    run.result.assumptions = run.framework->assumptions;
    for (const composite::Notice& notice : run.outcome.notices)
      run.result.notices.push_back({notice.key, notice.text, notice.element, notice.unit});
    fill_elements(system, run);
    fill_rows(input, run);
    rank_rows(run.result);
    TRY(add_uncertainty(options, run));
  }
  fill_lists(system, formulas, input, run.result);
  std::stable_sort(run.result.rows.begin(), run.result.rows.end(),
                   [](const RunRow& a, const RunRow& b) {
                     constexpr int64_t kLast = std::numeric_limits<int64_t>::max();
                     return a.rank.value_or(kLast) < b.rank.value_or(kLast);
                   });
  return run;
}

}  // namespace gaoxin::indexes
