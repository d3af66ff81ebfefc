// Stage of a park (P8): its indicators from the registry, the verdict, and what to do.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "evaluation/planning_library.h"
#include "evaluation/planning_panel.h"

namespace gaoxin {

namespace store = planning_store;

namespace {

constexpr double kPillarFen = 1e9 * 100;  // 1 billion yuan, as the Jilin opinions, clause 9.

struct Indicator {
  IndicatorValue bound;
  Text words;
  std::string source;
};
using Indicators = std::map<std::string, Indicator>;

Indicator unknown(std::string zh, std::string en) {
  return {{}, {std::move(zh), std::move(en)}, ""};
}
Indicator known(double value, std::string zh, std::string en, std::string source) {
  return {{value, value}, {std::move(zh), std::move(en)}, std::move(source)};
}

class ParkIndicators {
 public:
  ParkIndicators(const PlanningFacts& facts, const Park& park, Date today,
                 std::vector<size_t> residents, size_t residents_earlier)
      : facts_(facts),
        park_(park),
        today_(today),
        residents_(std::move(residents)),
        residents_earlier_(residents_earlier) {
    for (const size_t r : residents_) ids_.insert(facts.residents[r].id);
  }

  Indicators all() {
    Indicators out;
    out["age"] = age();
    out["residents"] = known(count(), fmt::format("今天在园 {} 家", residents_.size()),
                             fmt::format("{} residents today", residents_.size()), kRegistry);
    out["resident_growth"] = growth();
    out["land_used"] = land_used();
    out["residents_per_km2"] = per_area();
    out["supply_links"] = supply_links();
    out["leading_share"] = leading_share();
    out["small_share"] = small_share();
    out["pillars"] = pillars();
    out["rd_intensity"] =
        ratio("rd_expense", "revenue", 1, "研发费用", "营业收入", "R&D expense", "revenue");
    out["patents_per_100_staff"] = ratio("invention_patents", "employees", 100, "发明专利",
                                         "从业人员", "invention patents", "staff");
    out["brand"] = park_.brand ? known(1, "登记的品牌:" + *park_.brand,
                                       "brand on record: " + *park_.brand, kPark)
                               : unknown("园区没有登记品牌", "the park has no brand on record");
    return out;
  }

 private:
  static constexpr const char* kRegistry = "registry";
  static constexpr const char* kPark = "registry, park";

  double count() const { return static_cast<double>(residents_.size()); }

  Indicator age() const {
    if (!park_.started_on) return unknown("园区的启用日期未知", "the day it started is unknown");
    const double years = (today_.days - park_.started_on->days) / 365.25;
    return known(years, fmt::format("自 {} 起", format_date(*park_.started_on)),
                 fmt::format("since {}", format_date(*park_.started_on)), kPark);
  }
  Indicator growth() const {
    const double more = count() - static_cast<double>(residents_earlier_);
    return known(more,
                 fmt::format("今天 {} 家,三年前 {} 家", residents_.size(), residents_earlier_),
                 fmt::format("{} today, {} three years ago", residents_.size(), residents_earlier_),
                 kRegistry);
  }
  Indicator land_used() const {
    if (!park_.area_square_metres || !(*park_.area_square_metres > 0))
      return unknown("园区面积未知", "the area of the park is unknown");
    if (residents_.empty()) return known(0, "没有入园企业", "there is no resident", kRegistry);
    double sum = 0;
    size_t with = 0;
    for (const size_t r : residents_)
      if (const auto* fact = facts_.newest("land_area", facts_.residents[r].id)) {
        sum += fact->value;
        ++with;
      }
    const double share = sum / *park_.area_square_metres;
    Indicator out = known(share,
                          fmt::format("{} 家企业占地 {:.0f} 平方米,园区 {:.0f} 平方米", with, sum,
                                      *park_.area_square_metres),
                          fmt::format("{} residents have {:.0f} of {:.0f} square metres", with, sum,
                                      *park_.area_square_metres),
                          kRegistry);
    if (with < residents_.size()) {  // The others' land is unknown: it is at least this.
      out.bound.value.reset();
      out.words.zh +=
          fmt::format(";另 {} 家占地未知,至少 {:.1f}%", residents_.size() - with, share * 100);
      out.words.en += fmt::format("; the land of {} is unknown: at least {:.1f} %",
                                  residents_.size() - with, share * 100);
    }
    return out;
  }
  Indicator per_area() const {
    if (!park_.area_square_metres || !(*park_.area_square_metres > 0))
      return unknown("园区面积未知", "the area of the park is unknown");
    const double square_kilometres = *park_.area_square_metres / 1e6;
    return known(
        count() / square_kilometres,
        fmt::format("{} 家,{:.2f} 平方公里", residents_.size(), square_kilometres),
        fmt::format("{} on {:.2f} square kilometres", residents_.size(), square_kilometres),
        kRegistry);
  }
  Indicator supply_links() const {
    if (residents_.empty()) return unknown("没有入园企业", "there is no resident");
    int64_t links = 0;
    for (const int64_t id : ids_)
      for (auto link = std::lower_bound(facts_.supplies.begin(), facts_.supplies.end(),
                                        std::pair(id, int64_t{0}));
           link != facts_.supplies.end() && link->first == id; ++link)
        links += ids_.contains(link->second);
    const Text words{
        fmt::format("登记了 {} 条园内供应关系,{} 家企业", links, residents_.size()),
        fmt::format("{} supply relations on record among {} residents", links, residents_.size())};
    if (links == 0)  // Nothing on record is not the same as no relation.
      return unknown("没有登记园内供应关系,是否存在未知",
                     "no supply relation inside the park is on record; whether there is any is "
                     "unknown");
    return {{static_cast<double>(links) / count(), static_cast<double>(links) / count()},
            words,
            kRegistry};
  }
  Indicator leading_share() const {
    if (residents_.empty()) return unknown("没有入园企业", "there is no resident");
    std::map<std::string, int64_t> counts;
    int64_t placed = 0;
    for (const size_t r : residents_) {
      const auto& code = facts_.residents[r].industry_code;
      if (!code || code->size() < 2) continue;
      ++counts[code->substr(0, 2)];
      ++placed;
    }
    if (placed == 0)
      return unknown("入园企业的行业都未知", "the industries of all residents are unknown");
    const auto most = std::max_element(counts.begin(), counts.end(),
                                       [](auto& a, auto& b) { return a.second < b.second; });
    const double share = static_cast<double>(most->second) / static_cast<double>(placed);
    const Text name = industry_name(facts_.industry_names, most->first);
    return known(
        share, fmt::format("{} {} 家,行业已知的企业 {} 家", name.zh, most->second, placed),
        fmt::format("{} of {} residents with a known industry: {}", most->second, placed, name.en),
        kRegistry);
  }
  Indicator small_share() const {
    int64_t small = 0, with = 0;
    for (const size_t r : residents_) {
      const auto& scale = facts_.residents[r].scale;
      if (!scale) continue;
      ++with;
      small += *scale != "large";
    }
    if (with == 0)
      return unknown("入园企业的规模都未知", "the scales of all residents are unknown");
    return known(static_cast<double>(small) / static_cast<double>(with),
                 fmt::format("规模已知的 {} 家中有 {} 家中小微企业", with, small),
                 fmt::format("{} of {} residents with a known scale", small, with), kRegistry);
  }
  Indicator pillars() const {
    int64_t pillars = 0, without = 0;
    int64_t year = 0;
    for (const size_t r : residents_) {
      const auto* fact = facts_.newest("revenue", facts_.residents[r].id);
      if (fact == nullptr) {
        ++without;
        continue;
      }
      pillars += fact->value >= kPillarFen;
      year = std::max(year, fact->year);
    }
    if (residents_.empty()) return known(0, "没有入园企业", "there is no resident", kRegistry);
    Indicator out =
        known(static_cast<double>(pillars), fmt::format("营业收入 10 亿元以上 {} 家", pillars),
              fmt::format("{} with a revenue of 1 billion yuan or more", pillars),
              fmt::format("registry, {}", year));
    if (without > 0) {
      out.bound.value.reset();
      out.words.zh += fmt::format(";{} 家收入未知", without);
      out.words.en += fmt::format("; the revenue of {} is unknown", without);
    }
    return out;
  }
  Indicator ratio(const std::string& above, const std::string& below, double times,
                  const char* above_zh, const char* below_zh, const char* above_en,
                  const char* below_en) const {
    double numerator = 0, denominator = 0;
    int64_t used = 0, year = 0;
    for (const size_t r : residents_) {
      const int64_t id = facts_.residents[r].id;
      const auto* top = facts_.newest(above, id);
      if (top == nullptr) continue;
      const auto* bottom = facts_.find(below, id, top->year);
      if (bottom == nullptr) continue;
      numerator += top->value;
      denominator += bottom->value;
      year = std::max(year, top->year);
      ++used;
    }
    if (!(denominator > 0))
      return unknown(
          fmt::format("没有企业的{}与{}同时已知", above_zh, below_zh),
          fmt::format("{} and {} are known together of no resident", above_en, below_en));
    return known(numerator / denominator * times,
                 fmt::format("{} 家企业{}之和与{}之和之比,共 {} 家入园", used, above_zh, below_zh,
                             residents_.size()),
                 fmt::format("sum of {} over sum of {} of {} of {} residents", above_en, below_en,
                             used, residents_.size()),
                 fmt::format("registry, {}", year));
  }

  const PlanningFacts& facts_;
  const Park& park_;
  Date today_;
  std::vector<size_t> residents_;
  size_t residents_earlier_;  // three years ago
  std::set<int64_t> ids_;
};

/// Location quotient of each park's largest industry by residents, among the parks of the highest
/// zone the actor may read.
std::map<int64_t, Indicator> leading_quotients(Call& call, int64_t zone) {
  std::map<int64_t, Indicator> out;
  PlanningScope scope;
  scope.zone = zone;
  scope.level = ZoneLevel::park;
  scope.measure = PlanningMeasure::residents;
  const Result<Panel> panel = planning_panel(call, scope);
  if (!panel.ok()) return out;
  const ScreeningInput input = panel->screening_input();
  const MeasureTable quotients = location_quotients({input.regions, input.industries, input.now});
  for (size_t a = 0; a < panel->areas.size(); ++a) {
    size_t most = 0;
    for (size_t i = 0; i < panel->industries.size(); ++i)
      if (panel->at(a, i).now > panel->at(a, most).now) most = i;
    if (panel->industries.empty()) continue;
    const Measure& quotient = quotients.at(a, most);
    const Text& name = panel->industry_names[most];
    Indicator& indicator = out[*panel->areas[a].zone_id];
    if (quotient.value)
      indicator = known(*quotient.value,
                        fmt::format("{},与 {} 的 {} 个园区相比", name.zh,
                                    panel->basis.reference_name.zh, panel->areas.size()),
                        fmt::format("{}, among {} parks of {}", name.en, panel->areas.size(),
                                    panel->basis.reference_name.en),
                        "registry");
    else
      indicator = {{}, unknown_text(quotient.because), ""};
  }
  return out;
}

ParkStageConditionResult condition_result(const ParkStageRules& rules,
                                          const ParkStageCondition& condition, ConditionState state,
                                          const Indicators& indicators) {
  ParkStageConditionResult out;
  out.indicator = condition.indicator;
  for (const ParkStageIndicator& rule : rules.indicators)
    if (rule.key == condition.indicator) {
      out.name = rule.name;
      out.unit = rule.unit;
    }
  out.state = state == ConditionState::met     ? "met"
              : state == ConditionState::unmet ? "unmet"
                                               : "unknown";
  const auto found = indicators.find(condition.indicator);
  if (found != indicators.end()) out.value = found->second.bound.value;
  out.at_least = condition.at_least;
  if (state == ConditionState::unmet) out.gap = condition.at_least - *out.value;
  out.weight = condition.weight;
  out.why = condition.why;
  return out;
}

void summarise(ParkStage& out, const std::vector<ParkStageConditionResult>& decisive) {
  std::string zh, en;
  for (const ParkStageConditionResult& row : decisive) {
    const std::string mark_zh = row.state == "met"     ? "达到"
                                : row.state == "unmet" ? "未达到"
                                                       : "未知";
    zh += (zh.empty() ? "" : "、") + row.name.zh + mark_zh;
    en += (en.empty() ? "" : ", ") + row.name.en + " " + row.state;
  }
  if (out.certain)
    out.summary = {fmt::format("处于{}", out.stage_name.zh), fmt::format("{}", out.stage_name.en)};
  else
    out.summary = {fmt::format("在{}与{}之间,取决于未知的指标", out.possible.front().zh,
                               out.possible.back().zh),
                   fmt::format("between {} and {}: what is unknown decides",
                               out.possible.front().en, out.possible.back().en)};
  if (!zh.empty()) {
    out.summary.zh += ":" + zh;
    out.summary.en += ": " + en;
  }
}

ParkStage describe_stage(const Park& park, const ParkStageRules& rules,
                         const Indicators& indicators) {
  std::map<std::string, IndicatorValue> values;
  for (const auto& [key, indicator] : indicators) values[key] = indicator.bound;
  const ParkStageVerdict verdict = diagnose_stage(rules, values);
  ParkStage out;
  out.park_id = park.zone_id;
  out.park = park.name;
  out.certain = verdict.certain();
  for (size_t s = verdict.lowest; s <= verdict.highest; ++s) {
    out.possible.push_back(rules.stages[s].name);
    out.measures.insert(out.measures.end(), rules.stages[s].measures.begin(),
                        rules.stages[s].measures.end());
  }
  if (out.certain) {
    out.stage = rules.stages[verdict.lowest].key;
    out.stage_name = rules.stages[verdict.lowest].name;
  } else {
    out.stage_name = {"待定", "Undetermined"};
  }
  for (size_t s = 0; s < rules.stages.size(); ++s) {
    const ParkStageRule& stage = rules.stages[s];
    const ParkStageGate& gate = verdict.gates[s];
    const double weight = gate.met + gate.unmet + gate.unknown;
    ParkStageGateResult result{stage.key, stage.name, 0, 0, stage.met_at_least, {}};
    if (weight > 0) {
      result.met_share = gate.met / weight;
      result.unknown_share = gate.unknown / weight;
    }
    for (size_t c = 0; c < stage.conditions.size(); ++c)
      result.conditions.push_back(
          condition_result(rules, stage.conditions[c], gate.conditions[c], indicators));
    out.gates.push_back(std::move(result));
  }
  const size_t next = verdict.lowest + 1;
  if (next < rules.stages.size()) {
    out.next_stage = rules.stages[next].key;
    out.next_stage_name = rules.stages[next].name;
    for (const ParkStageConditionResult& row : out.gates[next].conditions)
      if (row.state != "met") out.to_next.push_back(row);
  }
  for (const ParkStageIndicator& rule : rules.indicators) {
    const auto found = indicators.find(rule.key);
    ParkStageValue value{rule.key, rule.name, std::nullopt, rule.unit, rule.meaning, ""};
    if (found != indicators.end()) {
      value.value = found->second.bound.value;
      value.words = found->second.words;
      value.source = found->second.source;
    }
    if (!value.value)
      out.unknown.push_back(
          {rule.name.zh + ":" + value.words.zh, rule.name.en + ": " + value.words.en});
    out.values.push_back(std::move(value));
  }
  // What decided: the conditions of the gate that was passed last, or of the first not passed.
  const size_t decided = std::max<size_t>(out.certain ? verdict.lowest : next, 1);
  if (decided < out.gates.size()) summarise(out, out.gates[decided].conditions);
  return out;
}

}  // namespace

Result<ParkStageList> list_stages(Call& call, const ZoneOnly& in) {
  TRY_ASSIGN(rules, stage_rules(call, in.zone));
  TRY_ASSIGN(parks, list_parks(call, in));
  const auto facts = current_planning_facts(call);
  const std::map<int64_t, Indicator> quotients = leading_quotients(call, in.zone);
  ParkStageList out;
  out.rules_revision = rules.revision;
  out.title = rules.rules.title;
  out.note = rules.rules.note;
  out.source = rules.rules.source;
  out.clause = rules.rules.clause;
  std::vector<int64_t> ids;
  for (const Park& park : parks.items) ids.push_back(park.zone_id);
  const Date today = date_of(call.now);
  const auto residents = residents_on(*facts, call.zones, ids, today);
  const auto earlier = residents_on(*facts, call.zones, ids, add_months(today, -36));
  for (size_t p = 0; p < parks.items.size(); ++p) {
    const Park& park = parks.items[p];
    Indicators indicators =
        ParkIndicators(*facts, park, today, residents[p], earlier[p].size()).all();
    const auto quotient = quotients.find(park.zone_id);
    if (quotient != quotients.end())
      indicators["leading_quotient"] = quotient->second;
    else
      indicators["leading_quotient"] =
          unknown("没有可比的园区", "there are no parks to compare with");
    out.items.push_back(describe_stage(park, rules.rules, indicators));
  }
  out.total = static_cast<int64_t>(out.items.size());
  return out;
}

Result<ParkStage> get_stage(Call& call, const ZoneOnly& in) {
  TRY_ASSIGN(list, list_stages(call, in));
  for (ParkStage& stage : list.items)
    if (stage.park_id == in.zone) return std::move(stage);
  return planning_error(ErrorCode::rule_failed, "evaluation.planning.no_park",
                        "该区域没有登记园区信息;请先在“园区”中填写",
                        "the zone has no details of a park: enter them under parks first");
}

Result<File> export_stages(Call& call, const ExportZone& in) {
  TRY_ASSIGN(list, list_stages(call, {in.zone}));
  const bool english = is_english(in.lang);
  ExportTable table{"park-stages",
                    {"园区发展阶段", "Stages of parks"},
                    {{"园区", "Park"},
                     {"阶段", "Stage"},
                     {"确定", "Certain"},
                     {"说明", "Summary"},
                     {"距下一阶段", "To the next stage"},
                     {"未知", "Unknown"},
                     {"举措", "Measures"}},
                    {}};
  const auto joined = [&](const auto& items, const auto& text) {
    std::string out;
    for (const auto& item : items) out += (out.empty() ? "" : "; ") + text(item);
    return out;
  };
  if (!list.items.empty())
    for (const ParkStageValue& value : list.items[0].values) table.columns.push_back(value.name);
  for (const ParkStage& row : list.items) {
    std::vector<ExportCell> cells = {
        in_language(row.park, english),
        in_language(row.stage_name, english),
        std::string(row.certain ? (english ? "yes" : "是") : (english ? "no" : "否")),
        in_language(row.summary, english),
        joined(row.to_next,
               [&](const ParkStageConditionResult& c) {
                 return in_language(c.name, english) + " ≥ " + fmt::format("{:g}", c.at_least);
               }),
        joined(row.unknown, [&](const Text& text) { return in_language(text, english); }),
        joined(row.measures, [&](const ParkStageMeasure& measure) {
          return in_language(measure.text, english) + " (" + measure.clause + ")";
        })};
    for (const ParkStageValue& value : row.values) cells.push_back(export_cell(value.value));
    table.rows.push_back(std::move(cells));
  }
  return export_table(table, in.format, in.lang);
}

}  // namespace gaoxin
