#include "evaluation/planning_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/random.h"
#include "base/text.h"

namespace gaoxin {

using enum UnknownBecause;

// ---- Screening ---------------------------------------------------------------------------------

ScreeningBasis screening_basis(const ScreeningInput& input) {
  const RegionTable table{input.regions, input.industries, input.now};
  const AdvantageTable binary = advantages(table, AdvantageRule::from_one);
  const std::vector<double> related = binary_relatedness(
      relatedness(co_occurrence(binary), input.industries, RelatednessMethod::probability));
  ScreeningBasis basis{table,
                       location_quotients(table),
                       relatedness_density(binary, related),
                       std::vector<double>(input.regions, 0.0),
                       std::vector<double>(input.industries, 0.0),
                       std::vector<double>(input.industries, 0.0)};
  for (size_t r = 0; r < input.regions; ++r)
    for (size_t i = 0; i < input.industries; ++i) {
      const size_t cell = r * input.industries + i;
      basis.region_totals[r] += input.now[cell];
      if (!input.before.empty()) {
        basis.before_totals[i] += input.before[cell];
        basis.after_totals[i] += input.after[cell];
      }
    }
  return basis;
}

namespace {

Measure yearly_growth(double before, double after, double years) {
  if (!(years > 0)) return empty_table;
  if (!(before > 0)) return zero_start;
  return std::pow(after / before, 1 / years) - 1;
}

class Screening {
 public:
  Screening(const ScreeningInput& input, const ScreeningBasis& basis, size_t region,
            const ScreeningRules& rules)
      : input_(input), basis_(basis), region_(region), rules_(rules), n_(input.industries) {
    factors_.resize(n_ * rules.factors.size());
    for (size_t f = 0; f < rules.factors.size(); ++f) {
      if (rules.factors[f].key == "supplies") supplies_ = f;
      for (size_t i = 0; i < n_; ++i) set_factor(i, f, factor(i, rules.factors[f].key));
    }
    for (const ScreeningClass& c : rules.classes) {
      auto& weights = weights_.emplace_back();
      for (const ScreeningWeight& w : c.weights) weights.push_back({index_of(w.factor), w.weight});
      auto& needs = needs_.emplace_back();
      for (const ScreeningNeed& need : c.needs)
        needs.push_back({index_of(need.factor), need.at_least});
    }
  }

  std::vector<ScreenedIndustry> run() {
    const Outcome base = classify(weights_);
    std::vector<ScreenedIndustry> out;
    for (size_t i = 0; i < n_; ++i) {
      ScreenedIndustry row;
      row.industry = i;
      row.chosen = base.chosen[i];
      row.factors.assign(factors_.begin() + offset(i), factors_.begin() + offset(i + 1));
      for (size_t c = 0; c < weights_.size(); ++c) {
        row.scores.push_back(score(i, weights_[c]).known);
        row.undetermined |= !row.chosen && could_be(i, c);
      }
      out.push_back(std::move(row));
    }
    measure_stability(base, out);
    sort(out);
    return out;
  }

 private:
  struct Part {
    size_t factor;
    double amount;
  };
  using Weights = std::vector<std::vector<Part>>;
  struct Outcome {
    std::vector<std::optional<size_t>> chosen;
  };
  struct Score {
    std::optional<double> known;  ///< missing: too little is known
    double best = 0;              ///< when all that is unknown were 100
  };

  size_t index_of(const std::string& key) const {
    for (size_t f = 0; f < rules_.factors.size(); ++f)
      if (rules_.factors[f].key == key) return f;
    check_failed("the rules were checked", __FILE__, __LINE__);
  }
  std::ptrdiff_t offset(size_t industry) const {
    return static_cast<std::ptrdiff_t>(industry * rules_.factors.size());
  }
  FactorValue& at(size_t industry, size_t f) {
    return factors_[industry * rules_.factors.size() + f];
  }

  void set_factor(size_t i, size_t f, const Measure& measure) {
    const ScreeningFactor& rule = rules_.factors[f];
    FactorValue& out = at(i, f);
    out = {measure.value, std::nullopt, measure.because};
    if (measure.value)
      out.score = std::clamp((*measure.value - rule.low) / (rule.high - rule.low), 0.0, 1.0) * 100;
  }

  Measure factor(size_t i, const std::string& key) const {
    const size_t cell = region_ * n_ + i;
    const auto chain = [&](const std::vector<std::optional<double>>& values) -> Measure {
      if (values.empty() || !values[i]) return empty_table;
      return *values[i];
    };
    if (key == "supplies") return no_relations;  // Until somebody is chosen; see supply().
    if (key == "backward") return chain(input_.backward);
    if (key == "forward") return chain(input_.forward);
    if (key == "weak_link") return chain(input_.weak);
    if (key == "industry_growth")
      return yearly_growth(basis_.before_totals[i], basis_.after_totals[i], input_.years);
    if (key == "density") return basis_.density.cells[cell];
    if (input_.unknown[cell]) return not_a_number;
    if (key == "location_quotient") return basis_.quotients.cells[cell];
    if (key == "share") {
      if (!(basis_.region_totals[region_] > 0)) return empty_region;
      return input_.now[cell] / basis_.region_totals[region_];
    }
    CHECK(key == "competitive_growth");
    if (!(input_.years > 0)) return empty_table;
    if (input_.regions < 2) return one_region;
    const Measure own = yearly_growth(input_.before[cell], input_.after[cell], input_.years);
    const Measure all =
        yearly_growth(basis_.before_totals[i], basis_.after_totals[i], input_.years);
    if (!own.value || !all.value) return own.value ? all : own;
    return *own.value - *all.value;
  }

  /// What the industry sells to those chosen so far: yuan of input per yuan of their output, each
  /// by its share in the region.
  Measure supply(size_t i, const Outcome& outcome) const {
    if (input_.inputs.empty()) return empty_table;
    double sum = 0, weight = 0;
    for (size_t j = 0; j < n_; ++j) {
      if (!outcome.chosen[j] || j == i) continue;
      const double size = input_.now[region_ * n_ + j];
      sum += size * input_.inputs[i * n_ + j];
      weight += size;
    }
    if (!(weight > 0)) return no_relations;
    return sum / weight;
  }

  Score score(size_t i, const std::vector<Part>& weights) {
    double known_weight = 0, weight = 0, sum = 0;
    for (const Part& part : weights) {
      const std::optional<double>& value = at(i, part.factor).score;
      weight += part.amount;
      if (!value) continue;
      known_weight += part.amount;
      sum += part.amount * *value;
    }
    Score out;
    out.best = (sum + (weight - known_weight) * 100) / weight;
    if (known_weight >= rules_.known_weight_at_least * weight && known_weight > 0)
      out.known = sum / known_weight;
    return out;
  }

  /// Whether every need is met; nothing when it depends on what is unknown.
  std::optional<bool> needs_met(size_t i, size_t c) {
    bool unknown = false;
    for (const Part& need : needs_[c]) {
      const std::optional<double>& value = at(i, need.factor).value;
      if (!value)
        unknown = true;
      else if (*value < need.amount)
        return false;
    }
    if (unknown) return std::nullopt;
    return true;
  }

  bool could_be(size_t i, size_t c) {
    if (!present_or_needed(i)) return false;
    const std::optional<bool> met = needs_met(i, c);
    if (met && !*met) return false;
    const Score found = score(i, weights_[c]);
    if (met && found.known) return false;  // It was looked at, and others were better.
    return found.best >= rules_.classes[c].score_at_least;
  }

  /// An industry that is neither here nor supplies anybody here is not a proposal without data.
  bool present_or_needed(size_t i) const {
    const size_t cell = region_ * n_ + i;
    return input_.now[cell] > 0 || input_.unknown[cell];
  }

  Outcome classify(const Weights& weights) {
    Outcome out;
    out.chosen.resize(n_);
    std::vector<std::pair<double, size_t>> found;
    for (size_t c = 0; c < weights.size(); ++c) {
      if (uses_supplies(weights[c]) || needs_supplies(c))
        for (size_t i = 0; i < n_; ++i)
          if (!out.chosen[i]) set_factor(i, *supplies_, supply(i, out));
      found.clear();
      for (size_t i = 0; i < n_; ++i) {
        if (out.chosen[i] || needs_met(i, c) != std::optional(true)) continue;
        const std::optional<double> value = score(i, weights[c]).known;
        if (value && *value >= rules_.classes[c].score_at_least) found.emplace_back(-*value, i);
      }
      std::sort(found.begin(), found.end());
      const auto most = static_cast<size_t>(rules_.classes[c].at_most);
      for (size_t k = 0; k < std::min(found.size(), most); ++k) out.chosen[found[k].second] = c;
    }
    return out;
  }
  bool uses_supplies(const std::vector<Part>& parts) const {
    return supplies_ && std::any_of(parts.begin(), parts.end(),
                                    [&](const Part& p) { return p.factor == *supplies_; });
  }
  bool needs_supplies(size_t c) const { return uses_supplies(needs_[c]); }

  void measure_stability(const Outcome& base, std::vector<ScreenedIndustry>& rows) {
    Random random(static_cast<uint64_t>(rules_.seed));
    const std::vector<FactorValue> kept = factors_;
    std::vector<int64_t> same(n_, 0);
    for (int64_t k = 0; k < rules_.replications; ++k) {
      Weights varied = weights_;
      for (auto& parts : varied)
        for (Part& part : parts) part.amount *= 1 + rules_.spread * (2 * random.uniform() - 1);
      const Outcome outcome = classify(varied);
      for (size_t i = 0; i < n_; ++i) same[i] += outcome.chosen[i] == base.chosen[i];
    }
    factors_ = kept;
    for (ScreenedIndustry& row : rows)
      row.stability = rules_.replications == 0 ? 1
                                               : static_cast<double>(same[row.industry]) /
                                                     static_cast<double>(rules_.replications);
  }

  void sort(std::vector<ScreenedIndustry>& rows) const {
    const auto rank = [&](const ScreenedIndustry& row) {
      const size_t group = row.chosen         ? *row.chosen
                           : row.undetermined ? rules_.classes.size()
                                              : rules_.classes.size() + 1;
      double best = -1;
      if (row.chosen) best = row.scores[*row.chosen].value_or(-1);
      if (!row.chosen)
        for (const auto& value : row.scores) best = std::max(best, value.value_or(-1));
      return std::tuple(group, -best, row.industry);
    };
    std::sort(rows.begin(), rows.end(), [&](const ScreenedIndustry& a, const ScreenedIndustry& b) {
      return rank(a) < rank(b);
    });
  }

  const ScreeningInput& input_;
  const ScreeningBasis& basis_;
  const size_t region_;
  const ScreeningRules& rules_;
  const size_t n_;
  std::optional<size_t> supplies_;    // Index of the factor, if the rules have it.
  std::vector<FactorValue> factors_;  // industries x factors
  Weights weights_, needs_;           // by class
};

}  // namespace

std::vector<ScreenedIndustry> screen_region(const ScreeningInput& input,
                                            const ScreeningBasis& basis, size_t region,
                                            const ScreeningRules& rules) {
  CHECK(region < input.regions);
  return Screening(input, basis, region, rules).run();
}

// ---- Allocation --------------------------------------------------------------------------------

Belongs belongs_to(const AllottedIndustry& industry, const std::optional<std::string>& code,
                   const std::string& name_and_products) {
  for (const std::string& word : industry.words)
    if (name_and_products.find(word) != std::string::npos) return Belongs::yes;
  if (!code) return Belongs::no;
  for (const std::string& own : industry.codes)
    if (code->starts_with(own)) return Belongs::yes;
  for (const std::string& own : industry.codes)
    if (own.starts_with(*code)) return Belongs::maybe;
  for (const std::string& coarse : industry.coarse_codes)
    if (code->starts_with(coarse) || coarse.starts_with(*code)) return Belongs::maybe;
  return Belongs::no;
}

// ---- Stages ------------------------------------------------------------------------------------

ParkStageVerdict diagnose_stage(const ParkStageRules& rules,
                                const std::map<std::string, IndicatorValue>& values) {
  ParkStageVerdict out;
  bool low = true, high = true;  // Whether all stages so far are reached.
  for (const ParkStageRule& stage : rules.stages) {
    ParkStageGate gate;
    for (const ParkStageCondition& condition : stage.conditions) {
      const auto found = values.find(condition.indicator);
      const IndicatorValue known = found == values.end() ? IndicatorValue{} : found->second;
      ConditionState state = ConditionState::unknown;
      if (known.value)
        state = *known.value >= condition.at_least ? ConditionState::met : ConditionState::unmet;
      else if (known.at_least && *known.at_least >= condition.at_least)
        state = ConditionState::met;
      gate.conditions.push_back(state);
      (state == ConditionState::met     ? gate.met
       : state == ConditionState::unmet ? gate.unmet
                                        : gate.unknown) += condition.weight;
    }
    const double needed = stage.met_at_least * (gate.met + gate.unmet + gate.unknown);
    low = low && gate.met >= needed - 1e-12;
    high = high && gate.met + gate.unknown >= needed - 1e-12;
    if (low) out.lowest = out.gates.size();
    if (high) out.highest = out.gates.size();
    out.gates.push_back(std::move(gate));
  }
  return out;
}

// ---- Checking ----------------------------------------------------------------------------------

namespace {

constexpr const char* kKey = "evaluation.planning.rules";

class Checks {
 public:
  void wrong(std::string path, std::string zh, std::string en) {
    fields_.push_back({std::move(path), kKey, {std::move(zh), std::move(en)}});
  }
  void number(const std::string& path, double value, double least, double most) {
    if (std::isfinite(value) && value >= least && value <= most) return;
    wrong(path, fmt::format("应在 {:g} 到 {:g} 之间", least, most),
          fmt::format("must lie between {:g} and {:g}", least, most));
  }
  void text(const std::string& path, const Text& value) {
    if (trim(value.zh).empty() || trim(value.en).empty())
      wrong(path, "中文和英文都要填写", "must be given in Chinese and English");
  }
  template <typename List>
  void one_of(const std::string& path, const std::string& key, const List& allowed) {
    for (const auto& name : allowed)
      if (key == name) return;
    wrong(path, fmt::format("没有“{}”这一项", clipped(key, 40)),
          fmt::format("there is no '{}'", clipped(key, 40)));
  }
  Result<Done> done() && {
    if (fields_.empty()) return Done{};
    return Error{ErrorCode::invalid,
                 kKey,
                 {fmt::format("规则有 {} 处错误,见各项说明", fields_.size()),
                  fmt::format("the rules have {} mistakes, see each place", fields_.size())},
                 std::move(fields_)};
  }

 private:
  std::vector<FieldError> fields_;
};

template <typename Rules>
void check_head(Checks& checks, const Rules& rules) {
  checks.text("title", rules.title);
  if (trim(rules.source).empty()) checks.wrong("source", "应写明来源", "the source must be named");
}

}  // namespace

Result<Done> check_rules(const ScreeningRules& rules) {
  Checks checks;
  check_head(checks, rules);
  std::vector<std::string> keys;
  for (size_t f = 0; f < rules.factors.size(); ++f) {
    const ScreeningFactor& factor = rules.factors[f];
    const std::string path = fmt::format("factors[{}].", f);
    checks.one_of(path + "key", factor.key, kScreeningFactors);
    checks.text(path + "name", factor.name);
    if (std::find(keys.begin(), keys.end(), factor.key) != keys.end())
      checks.wrong(path + "key", "重复", "stands twice");
    keys.push_back(factor.key);
    if (!std::isfinite(factor.low) || !std::isfinite(factor.high) || factor.low == factor.high)
      checks.wrong(path + "high", "low 与 high 应是两个不同的数",
                   "low and high must be two different numbers");
  }
  if (rules.classes.empty()) checks.wrong("classes", "至少要有一类", "there must be a class");
  for (size_t c = 0; c < rules.classes.size(); ++c) {
    const ScreeningClass& row = rules.classes[c];
    const std::string path = fmt::format("classes[{}].", c);
    checks.text(path + "name", row.name);
    checks.number(path + "score_at_least", row.score_at_least, 0, 100);
    checks.number(path + "at_most", static_cast<double>(row.at_most), 1, 1000);
    double sum = 0;
    for (size_t w = 0; w < row.weights.size(); ++w) {
      const std::string at = fmt::format("{}weights[{}].", path, w);
      checks.one_of(at + "factor", row.weights[w].factor, keys);
      checks.number(at + "weight", row.weights[w].weight, 0, 1e6);
      sum += row.weights[w].weight;
    }
    if (!(sum > 0))
      checks.wrong(path + "weights", "权重之和应大于 0", "weights must add up to more than 0");
    for (size_t k = 0; k < row.needs.size(); ++k)
      checks.one_of(fmt::format("{}needs[{}].factor", path, k), row.needs[k].factor, keys);
  }
  checks.number("known_weight_at_least", rules.known_weight_at_least, 0, 1);
  checks.number("replications", static_cast<double>(rules.replications), 0, 10'000);
  checks.number("spread", rules.spread, 0, 1);
  return std::move(checks).done();
}

Result<Done> check_rules(const OverlapRules& rules) {
  Checks checks;
  check_head(checks, rules);
  checks.number("krugman_at_most", rules.krugman_at_most, 0, 2);
  checks.number("cosine_at_least", rules.cosine_at_least, 0, 1);
  checks.number("leading_share_at_least", rules.leading_share_at_least, 0, 1);
  checks.number("least_total", rules.least_total, 0, 1e15);
  return std::move(checks).done();
}

Result<Done> check_rules(const AllocationRules& rules) {
  Checks checks;
  check_head(checks, rules);
  for (size_t r = 0; r < rules.regions.size(); ++r) {
    const std::string path = fmt::format("regions[{}].", r);
    checks.text(path + "name", rules.regions[r].name);
    const std::string& code = rules.regions[r].region_code;
    if (code.size() < 2 || code.find_first_not_of("0123456789") != std::string::npos)
      checks.wrong(path + "region_code", "应为行政区划代码",
                   "must be an administrative division code");
    for (size_t i = 0; i < rules.regions[r].industries.size(); ++i) {
      const AllottedIndustry& industry = rules.regions[r].industries[i];
      const std::string at = fmt::format("{}industries[{}].", path, i);
      checks.text(at + "name", industry.name);
      if (industry.codes.empty() && industry.words.empty() && industry.coarse_codes.empty())
        checks.wrong(at + "codes", "至少要有一个代码或词", "needs a code or a word at least");
    }
  }
  return std::move(checks).done();
}

Result<Done> check_rules(const ParkStageRules& rules) {
  Checks checks;
  check_head(checks, rules);
  std::vector<std::string> keys;
  for (size_t k = 0; k < rules.indicators.size(); ++k) {
    const std::string path = fmt::format("indicators[{}].", k);
    checks.one_of(path + "key", rules.indicators[k].key, kStageIndicators);
    checks.text(path + "name", rules.indicators[k].name);
    keys.push_back(rules.indicators[k].key);
  }
  if (rules.stages.empty()) checks.wrong("stages", "至少要有一个阶段", "there must be a stage");
  for (size_t s = 0; s < rules.stages.size(); ++s) {
    const ParkStageRule& stage = rules.stages[s];
    const std::string path = fmt::format("stages[{}].", s);
    checks.text(path + "name", stage.name);
    checks.number(path + "met_at_least", stage.met_at_least, 0, 1);
    if (s == 0 && !stage.conditions.empty())
      checks.wrong(path + "conditions", "第一个阶段不应有条件",
                   "the first stage has no conditions");
    if (s > 0 && stage.conditions.empty())
      checks.wrong(path + "conditions", "应有条件", "must have conditions");
    for (size_t c = 0; c < stage.conditions.size(); ++c) {
      const std::string at = fmt::format("{}conditions[{}].", path, c);
      checks.one_of(at + "indicator", stage.conditions[c].indicator, keys);
      checks.number(at + "weight", stage.conditions[c].weight, 1e-6, 1e6);
      if (!std::isfinite(stage.conditions[c].at_least))
        checks.wrong(at + "at_least", "应为数字", "must be a number");
    }
  }
  return std::move(checks).done();
}

}  // namespace gaoxin
