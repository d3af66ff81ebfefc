// Overlap between parks and the declared allocation of industries to regions (P3).
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "evaluation/planning_library.h"
#include "evaluation/planning_panel.h"

namespace gaoxin {

namespace store = planning_store;

namespace {

/// The zone of that level above (or at) a zone.
std::optional<int64_t> above_at(const ZoneTree& zones, int64_t zone, ZoneLevel level) {
  for (const int64_t id : zones.ancestors(zone))
    if (zones.find(id)->level == level) return id;
  return std::nullopt;
}

std::string nearness_of(const ZoneTree& zones, const PlanningArea& left,
                        const PlanningArea& right) {
  if (!left.zone_id || !right.zone_id) return "elsewhere";
  for (const auto& [level, name] :
       {std::pair(ZoneLevel::city, "same_city"), std::pair(ZoneLevel::province, "same_province")}) {
    const auto a = above_at(zones, *left.zone_id, level);
    if (a && a == above_at(zones, *right.zone_id, level)) return name;
  }
  return "elsewhere";
}

class Overlap {
 public:
  Overlap(Call& call, const Panel& panel, const OverlapRules& rules)
      : call_(call),
        panel_(panel),
        rules_(rules),
        facts_(current_planning_facts(call)),
        input_(panel.screening_input()),
        quotients_(location_quotients({input_.regions, input_.industries, input_.now})) {
    std::vector<int64_t> zones;
    for (const PlanningArea& area : panel.areas)
      if (panel.basis.level != "table") zones.push_back(*area.zone_id);
    residents_ = residents_on(*facts_, call.zones, zones, date_of(call.now));
    const Result<ParkList> parks = list_parks(call, {panel.basis.reference});
    for (size_t a = 0; a < panel.areas.size(); ++a) {
      double total = 0;
      for (size_t i = 0; i < panel.industries.size(); ++i) total += panel.at(a, i).now;
      totals_.push_back(total);
      auto& declared = declared_.emplace_back();
      if (panel.basis.level != "table" && parks.ok())
        for (const Park& park : parks->items)
          if (park.zone_id == panel.areas[a].zone_id) declared = park.leading_industries;
    }
  }

  /// In the measure's shown unit.
  double total(size_t area) const { return totals_[area] / panel_.divisor; }
  bool compared(size_t area) const { return total(area) >= rules_.least_total; }

  OverlapPair pair(size_t left, size_t right, const Measure& krugman, const Measure& cosine) const {
    OverlapPair out;
    out.left = panel_.areas[left];
    out.right = panel_.areas[right];
    out.nearness = nearness_of(call_.zones, out.left, out.right);
    if (!compared(left) || !compared(right)) {
      const Text few{
          fmt::format("数量不足 {:g},不作比较", rules_.least_total),
          fmt::format("fewer than {:g}: too few to compare structures", rules_.least_total)};
      out.krugman.unknown = out.cosine.unknown = few;
      return out;
    }
    out.krugman = planning_value(krugman);
    out.cosine = planning_value(cosine);
    const bool near = out.nearness != "elsewhere";
    const bool by_krugman = krugman.value && *krugman.value <= rules_.krugman_at_most;
    const bool by_cosine = cosine.value && *cosine.value >= rules_.cosine_at_least;
    if (by_krugman)
      out.reasons.push_back(
          {fmt::format("产业结构相似:克鲁格曼指数 {:.2f},不高于门槛 {:.2f}", *krugman.value,
                       rules_.krugman_at_most),
           fmt::format("alike in structure: Krugman {:.2f}, not above the threshold {:.2f}",
                       *krugman.value, rules_.krugman_at_most)});
    if (by_cosine)
      out.reasons.push_back(
          {fmt::format("产业结构相似:余弦相似度 {:.2f},不低于门槛 {:.2f}", *cosine.value,
                       rules_.cosine_at_least),
           fmt::format("alike in structure: cosine {:.2f}, not below the threshold {:.2f}",
                       *cosine.value, rules_.cosine_at_least)});
    for (size_t i = 0; i < panel_.industries.size(); ++i) add_shared(out, left, right, i);
    out.warning = near && (by_krugman || by_cosine || !out.shared_leading.empty());
    if (!out.warning) out.suggestions.clear();
    if (out.warning)
      out.reasons.push_back(out.nearness == "same_city" ? Text{"在同一市州", "in the same city"}
                                                        : Text{"在同一省", "in the same province"});
    return out;
  }

 private:
  double share(size_t area, size_t industry) const {
    return totals_[area] > 0 ? panel_.at(area, industry).now / totals_[area] : 0;
  }
  bool declares(size_t area, const std::string& industry) const {
    return std::any_of(declared_[area].begin(), declared_[area].end(), [&](const std::string& c) {
      return c.starts_with(industry) || industry.starts_with(c);
    });
  }
  bool leads(size_t area, size_t industry) const {
    return share(area, industry) >= rules_.leading_share_at_least;
  }

  void add_shared(OverlapPair& out, size_t left, size_t right, size_t i) const {
    const std::string& code = panel_.industries[i];
    const bool by_figures = leads(left, i) && leads(right, i);
    const bool by_word = declares(left, code) && declares(right, code);
    if (!by_figures && !by_word) return;
    out.shared_leading.push_back(code);
    const Text& name = panel_.industry_names[i];
    const char* declared_zh = by_word ? ",且都申报为主导产业" : "";
    const char* declared_en = by_word ? ", and both declared it as leading" : "";
    out.reasons.push_back(
        {fmt::format("“{}”在 {} 占 {:.0f}%、在 {} 占 {:.0f}%{}", name.zh, out.left.name.zh,
                     share(left, i) * 100, out.right.name.zh, share(right, i) * 100, declared_zh),
         fmt::format("'{}' is {:.0f} % of {} and {:.0f} % of {}{}", name.en, share(left, i) * 100,
                     out.left.name.en, share(right, i) * 100, out.right.name.en, declared_en)});
    suggest(out, left, right, i);
  }

  /// Who keeps the industry, what the other has of its own, and how their products differ.
  void suggest(OverlapPair& out, size_t left, size_t right, size_t i) const {
    const bool left_stronger = panel_.at(left, i).now >= panel_.at(right, i).now;
    const size_t strong = left_stronger ? left : right, weak = left_stronger ? right : left;
    const Text& name = panel_.industry_names[i];
    const Text &strong_name = panel_.areas[strong].name, &weak_name = panel_.areas[weak].name;
    std::optional<size_t> own;
    for (size_t k = 0; k < panel_.industries.size(); ++k) {
      const Measure& quotient = quotients_.at(weak, k);
      if (k == i || !quotient.value || *quotient.value <= 1 || leads(strong, k)) continue;
      if (!own ||
          *quotient.value * share(weak, k) > *quotients_.at(weak, *own).value * share(weak, *own))
        own = k;
    }
    Text text{fmt::format("“{}”以 {} 为主({:g} 对 {:g} {})", name.zh, strong_name.zh,
                          panel_.at(strong, i).now / panel_.divisor,
                          panel_.at(weak, i).now / panel_.divisor, panel_.basis.unit),
              fmt::format("'{}' mainly at {} ({:g} against {:g})", name.en, strong_name.en,
                          panel_.at(strong, i).now / panel_.divisor,
                          panel_.at(weak, i).now / panel_.divisor)};
    if (own) {
      text.zh += fmt::format(";{} 可转向自身更专的“{}”(区位商 {:.1f},占 {:.0f}%)", weak_name.zh,
                             panel_.industry_names[*own].zh, *quotients_.at(weak, *own).value,
                             share(weak, *own) * 100);
      text.en += fmt::format(
          "; {} may turn to '{}', where it is more specialised (location "
          "quotient {:.1f}, {:.0f} %)",
          weak_name.en, panel_.industry_names[*own].en, *quotients_.at(weak, *own).value,
          share(weak, *own) * 100);
    } else {
      text.zh += fmt::format(";{} 没有其他专业化行业,宜按产品错位", weak_name.zh);
      text.en += fmt::format("; {} has no other speciality: differ by products", weak_name.en);
    }
    out.suggestions.push_back(std::move(text));
    const std::string at_strong = products(strong, i, weak), at_weak = products(weak, i, strong);
    if (!at_strong.empty() && !at_weak.empty())
      out.suggestions.push_back({fmt::format("按产品错位:{} 做{};{} 做{}", strong_name.zh,
                                             at_strong, weak_name.zh, at_weak),
                                 fmt::format("differ by products: {} makes {}; {} makes {}",
                                             strong_name.en, at_strong, weak_name.en, at_weak)});
  }

  std::vector<std::string> all_products(size_t area, size_t industry) const {
    std::vector<std::string> out;
    if (residents_.empty()) return out;  // An uploaded table knows no products.
    for (const size_t r : residents_[area]) {
      const store::Resident& resident = facts_->residents[r];
      if (!resident.industry_code ||
          !resident.industry_code->starts_with(panel_.industries[industry]))
        continue;
      for (std::string_view product : split(resident.products, '\n'))
        if (!trim(product).empty()) out.emplace_back(trim(product));
    }
    return out;
  }
  /// At most three products of one area that the other does not make.
  std::string products(size_t area, size_t industry, size_t other) const {
    const std::vector<std::string> theirs = all_products(other, industry);
    std::string out;
    int count = 0;
    std::set<std::string> seen;
    for (const std::string& product : all_products(area, industry)) {
      if (count == 3 || std::find(theirs.begin(), theirs.end(), product) != theirs.end() ||
          !seen.insert(product).second)
        continue;
      out += (count > 0 ? "、" : "") + product;
      ++count;
    }
    return out;
  }

  Call& call_;
  const Panel& panel_;
  const OverlapRules& rules_;
  std::shared_ptr<const PlanningFacts> facts_;
  ScreeningInput input_;
  MeasureTable quotients_;
  std::vector<double> totals_;
  std::vector<std::vector<std::string>> declared_;
  std::vector<std::vector<size_t>> residents_;  // by area; empty for an uploaded table
};

}  // namespace

Result<OverlapAnswer> get_overlap(Call& call, const PlanningScope& in) {
  PlanningScope scope = in;
  if (!scope.measure) scope.measure = PlanningMeasure::residents;
  if (!scope.level) scope.level = ZoneLevel::park;
  TRY_ASSIGN(rules, overlap_rules(call, in.zone));
  TRY_ASSIGN(panel, planning_panel(call, scope));
  const ScreeningInput input = panel.screening_input();
  const RegionTable view{input.regions, input.industries, input.now};
  const MeasureTable krugman = krugman_pairs(view), cosine = cosine_pairs(view);
  const Overlap overlap(call, panel, rules.rules);
  OverlapAnswer out;
  out.basis = panel.basis;
  out.rules_revision = rules.revision;
  const std::optional<size_t> own = panel.find_zone(in.zone);
  std::vector<size_t> shown;
  for (size_t a = 0; a < panel.areas.size(); ++a) {
    const auto& zone = panel.areas[a].zone_id;
    if (scope.table || own || (zone && call.zones.is_within(*zone, in.zone))) shown.push_back(a);
  }
  for (const size_t a : shown) {
    out.areas.push_back(panel.areas[a]);
    auto &krugman_row = out.krugman.emplace_back(), &cosine_row = out.cosine.emplace_back();
    for (const size_t b : shown) {
      const bool compared = overlap.compared(a) && overlap.compared(b);
      krugman_row.push_back(compared ? krugman.at(a, b).value : std::nullopt);
      cosine_row.push_back(compared ? cosine.at(a, b).value : std::nullopt);
      if (a >= b || (own && a != *own && b != *own)) continue;
      out.pairs.push_back(overlap.pair(a, b, krugman.at(a, b), cosine.at(a, b)));
      out.warnings += out.pairs.back().warning;
    }
  }
  std::stable_sort(out.pairs.begin(), out.pairs.end(),
                   [](const OverlapPair& a, const OverlapPair& b) {
                     const auto rank = [](const OverlapPair& p) {
                       return std::tuple(!p.warning, p.krugman.value.value_or(3));
                     };
                     return rank(a) < rank(b);
                   });
  return out;
}

Result<File> export_overlap(Call& call, const ExportPlanning& in) {
  TRY_ASSIGN(answer, get_overlap(call, in));
  const bool english = is_english(in.lang);
  ExportTable table{"park-overlap",
                    {"园区趋同", "Overlap of parks"},
                    {{"园区", "Park"},
                     {"园区", "Park"},
                     {"克鲁格曼指数", "Krugman"},
                     {"余弦相似度", "Cosine"},
                     {"远近", "Nearness"},
                     {"预警", "Warning"},
                     {"共同主导产业", "Shared leading industries"},
                     {"理由", "Reasons"},
                     {"建议", "Suggestions"}},
                    {}};
  const auto joined = [&](const std::vector<Text>& texts) {
    std::string out;
    for (const Text& text : texts) out += (out.empty() ? "" : "; ") + in_language(text, english);
    return out;
  };
  const std::map<std::string, Text> nearness = {{"same_city", {"同一市州", "same city"}},
                                                {"same_province", {"同一省", "same province"}},
                                                {"elsewhere", {"不同省", "elsewhere"}}};
  for (const OverlapPair& pair : answer.pairs) {
    std::string shared;
    for (const std::string& code : pair.shared_leading)
      shared += (shared.empty() ? "" : " ") + code;
    table.rows.push_back({in_language(pair.left.name, english),
                          in_language(pair.right.name, english), export_cell(pair.krugman),
                          export_cell(pair.cosine),
                          in_language(nearness.at(pair.nearness), english),
                          std::string(pair.warning ? (english ? "yes" : "是") : ""), shared,
                          joined(pair.reasons), joined(pair.suggestions)});
  }
  return export_table(table, in.format, in.lang);
}

// ---- Declared allocation -----------------------------------------------------------------------

namespace {

class Allocation {
 public:
  Allocation(Call& call, int64_t zone, const AllocationRules& rules)
      : call_(call), zone_(zone), rules_(rules), facts_(current_planning_facts(call)) {}

  void add_region(const AllottedRegion& region, AllocationAnswer& out) const {
    const std::optional<int64_t> place = place_of(region);
    if (place && !call_.zones.is_within(*place, zone_) && !call_.zones.is_within(zone_, *place))
      return;
    if (!place && call_.zones.find(zone_)->level > ZoneLevel::province) return;
    // Only what lies in the zone that asks is looked at.
    std::vector<size_t> residents;
    if (place) {
      const int64_t scope = call_.zones.is_within(*place, zone_) ? *place : zone_;
      residents =
          residents_on(*facts_, call_.zones, std::span(&scope, 1), date_of(call_.now)).front();
    }
    std::vector<bool> outside(residents.size(), true);
    for (const AllottedIndustry& industry : region.industries)
      add_industry(region, industry, place, residents, outside, out);
    add_outside(region, residents, outside, out);
    if (!region.note.zh.empty()) out.notes.push_back(region.note);
  }

 private:
  std::optional<int64_t> place_of(const AllottedRegion& region) const {
    for (const Zone& zone : call_.zones.zones())
      if (zone.level == ZoneLevel::city && zone.region_code == region.region_code) return zone.id;
    return std::nullopt;
  }

  static std::string text_of(const store::Resident& resident) {
    return resident.name + "\n" + resident.products;
  }

  void add_industry(const AllottedRegion& region, const AllottedIndustry& industry,
                    std::optional<int64_t> place, const std::vector<size_t>& residents,
                    std::vector<bool>& outside, AllocationAnswer& out) const {
    AllocationRow row;
    row.region_code = region.region_code;
    row.region = region.name;
    row.zone_id = place;
    row.key = industry.key;
    row.name = industry.name;
    row.clause = rules_.clause;
    std::set<std::string> parks;
    for (size_t k = 0; k < residents.size(); ++k) {
      const store::Resident& resident = facts_->residents[residents[k]];
      const Belongs belongs = belongs_to(industry, resident.industry_code, text_of(resident));
      if (belongs == Belongs::no) continue;
      outside[k] = false;
      if (belongs == Belongs::maybe) {
        ++row.residents_uncertain;
        continue;
      }
      ++row.residents;
      if (row.names.size() < 5) row.names.push_back(resident.name);
      for (const std::string& park : parks_of(resident.id)) parks.insert(park);
    }
    row.parks.assign(parks.begin(), parks.end());
    if (!place) {
      row.state = "no_zone";
      row.words = {"区域树中没有该地区", "the tree has no zone for the region"};
    } else if (row.residents > 0) {
      row.state = "present";
      ++out.present;
      row.words = {fmt::format("有 {} 家入园企业", row.residents),
                   fmt::format("{} residents", row.residents)};
    } else if (row.residents_uncertain > 0) {
      row.state = "uncertain";
      ++out.uncertain;
      row.words = {fmt::format("没有确定属于该产业的企业;{} 家的行业代码太粗,无法判断",
                               row.residents_uncertain),
                   fmt::format("no resident surely belongs to it; the codes of {} are too coarse "
                               "to tell",
                               row.residents_uncertain)};
    } else {
      row.state = "absent";
      ++out.absent;
      row.words = {"已列为发展重点,但没有入园企业", "declared, but without a resident"};
    }
    out.items.push_back(std::move(row));
  }

  std::vector<std::string> parks_of(int64_t enterprise) const {
    std::vector<std::string> out;
    const Date today = date_of(call_.now);
    for (auto stay =
             std::lower_bound(facts_->stays.begin(), facts_->stays.end(), enterprise,
                              [](const store::Stay&s, int64_t id) { return s.enterprise_id < id; });
         stay != facts_->stays.end() && stay->enterprise_id == enterprise; ++stay) {
      const Zone* park = call_.zones.find(stay->park_id);
      if (park != nullptr && stay->from <= today && (!stay->to || *stay->to > today))
        out.push_back(park->name.zh);
    }
    return out;
  }

  void add_outside(const AllottedRegion& region, const std::vector<size_t>& residents,
                   const std::vector<bool>& outside, AllocationAnswer& out) const {
    std::map<std::string, OutsideAllocation> groups;
    std::map<std::string, std::set<std::string>> elsewhere;
    for (size_t k = 0; k < residents.size(); ++k) {
      if (!outside[k]) continue;
      const store::Resident& resident = facts_->residents[residents[k]];
      const std::string division =
          resident.industry_code ? resident.industry_code->substr(0, 2) : "";
      OutsideAllocation& group = groups[division];
      ++group.residents;
      if (group.names.size() < 5) group.names.push_back(resident.name);
      for (const AllottedRegion& other : rules_.regions)
        for (const AllottedIndustry& industry : other.industries)
          if (other.region_code != region.region_code &&
              belongs_to(industry, resident.industry_code, text_of(resident)) == Belongs::yes &&
              elsewhere[division].insert(other.region_code).second)
            group.allotted_to.push_back(other.name);
    }
    for (auto& [division, group] : groups) {
      group.region_code = region.region_code;
      group.region = region.name;
      group.industry = division;
      group.name = division.empty() ? Text{"行业未知", "unknown industry"}
                                    : industry_name(facts_->industry_names, division);
      out.outside.push_back(std::move(group));
    }
  }

  Call& call_;
  int64_t zone_;
  const AllocationRules& rules_;
  std::shared_ptr<const PlanningFacts> facts_;
};

}  // namespace

Result<AllocationAnswer> get_allocation(Call& call, const ZoneOnly& in) {
  TRY_ASSIGN(rules, allocation_rules(call, in.zone));
  AllocationAnswer out;
  out.rules_revision = rules.revision;
  out.title = rules.rules.title;
  out.note = rules.rules.note;
  out.source = rules.rules.source;
  out.clause = rules.rules.clause;
  const Allocation allocation(call, in.zone, rules.rules);
  for (const AllottedRegion& region : rules.rules.regions) allocation.add_region(region, out);
  return out;
}

Result<File> export_allocation(Call& call, const ExportZone& in) {
  TRY_ASSIGN(answer, get_allocation(call, {in.zone}));
  const bool english = is_english(in.lang);
  ExportTable table{"industry-allocation",
                    {"产业布局对照", "Allocation of industries"},
                    {{"地区", "Region"},
                     {"产业", "Industry"},
                     {"状态", "State"},
                     {"企业数", "Residents"},
                     {"待核企业数", "Uncertain"},
                     {"园区", "Parks"},
                     {"企业", "Enterprises"},
                     {"说明", "Remark"},
                     {"条款", "Clause"}},
                    {}};
  const auto joined = [](const std::vector<std::string>& items) {
    std::string out;
    for (const std::string& item : items) out += (out.empty() ? "" : "; ") + item;
    return out;
  };
  const std::map<std::string, Text> states = {{"present", {"有企业", "present"}},
                                              {"uncertain", {"待核", "uncertain"}},
                                              {"absent", {"无企业", "absent"}},
                                              {"no_zone", {"无此区域", "no zone"}}};
  for (const AllocationRow& row : answer.items)
    table.rows.push_back({in_language(row.region, english), in_language(row.name, english),
                          in_language(states.at(row.state), english),
                          static_cast<double>(row.residents),
                          static_cast<double>(row.residents_uncertain), joined(row.parks),
                          joined(row.names), in_language(row.words, english), row.clause});
  for (const OutsideAllocation& row : answer.outside) {
    std::string words = english ? "outside the allocation" : "不在布局内";
    for (const Text& region : row.allotted_to)
      words += (english ? "; allotted to " : ";布局于") + in_language(region, english);
    table.rows.push_back({in_language(row.region, english), in_language(row.name, english),
                          std::string(english ? "outside" : "布局外"),
                          static_cast<double>(row.residents), 0.0, std::string(), joined(row.names),
                          words, answer.clause});
  }
  return export_table(table, in.format, in.lang);
}

}  // namespace gaoxin
