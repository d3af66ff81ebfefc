#include "evaluation/planning_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <unordered_map>

namespace gaoxin {

namespace store = planning_store;

namespace {

constexpr const char* kFields[] = {"employees",  "revenue",   "output_value",     "value_added",
                                   "rd_expense", "land_area", "invention_patents"};

struct FactsMemory {
  std::mutex mutex;
  std::shared_ptr<const PlanningFacts> facts;
};

const char* measure_name(PlanningMeasure measure) {
  return boost::describe::enum_to_string(measure, "");
}
bool is_money(PlanningMeasure measure) {
  return measure == PlanningMeasure::revenue || measure == PlanningMeasure::output_value ||
         measure == PlanningMeasure::value_added;
}
std::string unit_of(PlanningMeasure measure) {
  if (is_money(measure)) return "元";
  return measure == PlanningMeasure::employees ? "人" : "家";
}

/// The last day of a year that counts: for the current one today.
Date end_of_year(int64_t year, Date today) {
  return std::min(make_date(static_cast<int>(year), 12, 31), today);
}

/// The part of a code that is compared; nothing when it is unknown or too coarse.
std::optional<std::string> industry_prefix(const std::optional<std::string>& code, size_t digits) {
  if (!code || code->size() < digits) return std::nullopt;
  return code->substr(0, digits);
}

}  // namespace

Error planning_error(ErrorCode code, const char* key, std::string zh, std::string en) {
  return {code, key, {std::move(zh), std::move(en)}, {}};
}

PlanningValue planning_value(const Measure& measure, double divisor) {
  if (measure.value) return {*measure.value / divisor, std::nullopt};
  return {std::nullopt, unknown_text(measure.because)};
}

Text industry_name(const std::map<std::string, Text>& names, const std::string& code) {
  const auto found = names.find(code);
  return found == names.end() ? Text{code, code} : found->second;
}

std::optional<size_t> Panel::find_area(std::string_view key) const {
  for (size_t a = 0; a < areas.size(); ++a)
    if (areas[a].key == key || areas[a].name.zh == key || areas[a].name.en == key) return a;
  return std::nullopt;
}

std::optional<size_t> Panel::find_zone(int64_t zone) const {
  for (size_t a = 0; a < areas.size(); ++a)
    if (areas[a].zone_id == zone) return a;
  return std::nullopt;
}

ScreeningInput Panel::screening_input() const {
  ScreeningInput in;
  in.regions = areas.size();
  in.industries = industries.size();
  for (const PanelCell& cell : cells) {
    in.now.push_back(cell.now);
    in.before.push_back(cell.before);
    in.after.push_back(cell.after);
    in.unknown.push_back(cell.known == 0 && cell.unknown > 0);
  }
  in.years = years;
  return in;
}

// ---- Registry ----------------------------------------------------------------------------------

const store::YearlyFact* PlanningFacts::find(const std::string& field, int64_t enterprise,
                                             int64_t year) const {
  const auto found = fields.find(field);
  if (found == fields.end()) return nullptr;
  const auto& facts = found->second.facts;
  const auto at = std::lower_bound(facts.begin(), facts.end(), std::pair(enterprise, year),
                                   [](const store::YearlyFact& fact, const auto& key) {
                                     return std::pair(fact.enterprise_id, fact.year) < key;
                                   });
  return at != facts.end() && at->enterprise_id == enterprise && at->year == year ? &*at : nullptr;
}

const store::YearlyFact* PlanningFacts::newest(const std::string& field, int64_t enterprise) const {
  const auto found = fields.find(field);
  if (found == fields.end()) return nullptr;
  const auto& facts = found->second.facts;
  const auto after = std::upper_bound(
      facts.begin(), facts.end(), enterprise,
      [](int64_t id, const store::YearlyFact& fact) { return id < fact.enterprise_id; });
  if (after == facts.begin() || std::prev(after)->enterprise_id != enterprise) return nullptr;
  return &*std::prev(after);
}

std::shared_ptr<const PlanningFacts> current_planning_facts(Call& call) {
  FactsMemory& memory = call.database.attached<FactsMemory>();
  const int64_t registry = read_counter(call.db, "registry");
  const int64_t recorded = read_counter(call.db, "registry_facts");
  const std::lock_guard lock(memory.mutex);
  if (memory.facts && memory.facts->registry_counter == registry &&
      memory.facts->facts_counter == recorded)
    return memory.facts;
  auto facts = std::make_shared<PlanningFacts>();
  facts->registry_counter = registry;
  facts->facts_counter = recorded;
  facts->residents = store::list_residents(call.db);
  facts->stays = store::list_stays(call.db);
  for (const char* field : kFields)
    facts->fields[field].facts = store::list_yearly_facts(call.db, field);
  facts->supplies = store::list_supplies(call.db);
  facts->industry_names = store::list_industry_names(call.db);
  // A transaction that looks at an older state must not put it in the place of a newer one.
  if (!memory.facts ||
      (memory.facts->registry_counter <= registry && memory.facts->facts_counter <= recorded))
    memory.facts = facts;
  return facts;
}

std::vector<std::vector<size_t>> residents_on(const PlanningFacts& facts, const ZoneTree& zones,
                                              std::span<const int64_t> areas, Date day) {
  std::unordered_map<int64_t, size_t> area_of;
  for (size_t a = 0; a < areas.size(); ++a)
    for (const int64_t id : zones.subtree(areas[a])) area_of[id] = a;
  std::vector<std::vector<size_t>> out(areas.size());
  size_t index = 0;
  for (const store::Stay& stay : facts.stays) {
    if (stay.from > day || (stay.to && *stay.to <= day)) continue;
    const auto area = area_of.find(stay.park_id);
    if (area == area_of.end()) continue;
    while (index < facts.residents.size() && facts.residents[index].id < stay.enterprise_id)
      ++index;
    if (index == facts.residents.size()) break;
    if (facts.residents[index].id != stay.enterprise_id) continue;  // Merged away.
    std::vector<size_t>& residents = out[area->second];
    if (residents.empty() || residents.back() != index) residents.push_back(index);
  }
  return out;
}

namespace {

/// Which areas, checked.
struct ScopeZones {
  int64_t reference = 0;
  ZoneLevel level = ZoneLevel::park;
  std::vector<int64_t> areas;
};

Result<ScopeZones> scope_zones(Call& call, const PlanningScope& scope) {
  const Zone* zone = call.zones.find(scope.zone);
  CHECK(zone != nullptr);  // The dispatcher has looked.
  ScopeZones out;
  for (const int64_t id : call.zones.ancestors(scope.zone))
    if (call.may("evaluation.read", id)) out.reference = id;  // The highest one stands last.
  if (scope.reference) {
    if (!call.zones.is_within(scope.zone, *scope.reference) ||
        !call.may("evaluation.read", *scope.reference))
      return planning_error(ErrorCode::not_found, "evaluation.planning.reference",
                            "没有这个比较范围:它应是本区域或其上级,且您有权查看",
                            "there is no such reference: it must be the zone or one above it that "
                            "you may read");
    out.reference = *scope.reference;
  }
  const Zone* reference = call.zones.find(out.reference);
  const bool same = out.reference == scope.zone;
  out.level = scope.level.value_or(same ? ZoneLevel::park : zone->level);
  if (out.level <= reference->level && !(same && out.level == zone->level))
    return planning_error(ErrorCode::invalid, "evaluation.planning.level",
                          "比较的层级应低于比较范围", "the level must lie below the reference");
  for (const int64_t id : call.zones.subtree(out.reference))
    if (call.zones.find(id)->level == out.level) out.areas.push_back(id);
  return out;
}

/// Fills a panel from the registry. One instance for one call.
class RegistryPanel {
 public:
  RegistryPanel(Call& call, const PlanningScope& scope, const ScopeZones& zones)
      : call_(call),
        scope_(scope),
        zones_(zones),
        facts_(current_planning_facts(call)),
        measure_(scope.measure.value_or(PlanningMeasure::employees)),
        digits_(static_cast<size_t>(scope.digits.value_or(2))),
        today_(date_of(call.now)) {}

  Result<Panel> build() {
    TRY(choose_years());
    describe();
    place_parks();
    for (const store::Resident& resident : facts_->residents)
      if (const auto code = industry_prefix(resident.industry_code, digits_))
        industries_.emplace(*code, 0);
    if (digits_ == 2)  // All divisions, so that what is missing everywhere can be proposed.
      for (const auto& [code, name] : facts_->industry_names)
        if (code.size() == 2) industries_.emplace(code, 0);
    for (auto& [code, index] : industries_) {
      index = static_cast<uint32_t>(panel_.industries.size());
      panel_.industries.push_back(code);
      panel_.industry_names.push_back(industry_name(facts_->industry_names, code));
    }
    panel_.cells.resize(panel_.areas.size() * panel_.industries.size());
    size_t stay = 0;
    for (const store::Resident& resident : facts_->residents) {
      while (stay < facts_->stays.size() && facts_->stays[stay].enterprise_id < resident.id) ++stay;
      size_t end = stay;
      while (end < facts_->stays.size() && facts_->stays[end].enterprise_id == resident.id) ++end;
      add(resident, std::span(facts_->stays).subspan(stay, end - stay));
      stay = end;
    }
    finish();
    return std::move(panel_);
  }

 private:
  Result<Done> choose_years() {
    const int64_t this_year = year_month_day(today_).year;
    if (measure_ == PlanningMeasure::residents) {
      year_ = scope_.year.value_or(this_year);
      from_year_ = scope_.from_year.value_or(year_ - 3);
    } else {
      std::set<int64_t> years;
      for (const store::YearlyFact& fact : facts_->fields.at(measure_name(measure_)).facts)
        years.insert(fact.year);
      if (!years.empty()) {
        year_ = scope_.year.value_or(*years.rbegin());
        from_year_ = scope_.from_year.value_or(std::min(*years.begin(), year_));
      } else {
        year_ = scope_.year.value_or(this_year);
        from_year_ = scope_.from_year.value_or(year_);
      }
    }
    if (year_ < 1900 || year_ > this_year || from_year_ < 1900 || from_year_ > year_)
      return planning_error(ErrorCode::invalid, "evaluation.planning.years",
                            fmt::format("年份应在 1900 到 {} 之间,且起始年不晚于终止年", this_year),
                            fmt::format("years lie between 1900 and {}, and from_year is not later "
                                        "than year",
                                        this_year));
    return Done{};
  }

  void describe() {
    PlanningBasis& basis = panel_.basis;
    basis.source = {"企业登记库的年度数据", "yearly facts of the registry"};
    basis.reference = zones_.reference;
    basis.reference_name = call_.zones.find(zones_.reference)->name;
    basis.level = boost::describe::enum_to_string(zones_.level, "");
    basis.measure = measure_;
    basis.unit = unit_of(measure_);
    basis.year = year_;
    if (from_year_ < year_) basis.from_year = from_year_;
    panel_.years = static_cast<double>(year_ - from_year_);
    panel_.divisor = is_money(measure_) ? 100 : 1;
    for (const int64_t id : zones_.areas) {
      const Zone* zone = call_.zones.find(id);
      panel_.areas.push_back({zone->code, id, zone->name});
    }
  }

  /// Which area each park of the reference belongs to.
  void place_parks() {
    for (size_t a = 0; a < zones_.areas.size(); ++a)
      for (const int64_t id : call_.zones.subtree(zones_.areas[a]))
        area_of_park_[id] = static_cast<uint32_t>(a);
  }

  std::vector<uint32_t> areas_on(std::span<const store::Stay> stays, Date day) const {
    std::vector<uint32_t> out;
    for (const store::Stay& stay : stays) {
      if (stay.from > day || (stay.to && *stay.to <= day)) continue;
      const auto area = area_of_park_.find(stay.park_id);
      if (area != area_of_park_.end()) out.push_back(area->second);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  std::optional<double> value_of(int64_t enterprise, int64_t year) {
    if (measure_ == PlanningMeasure::residents) return 1;
    const store::YearlyFact* fact = facts_->find(measure_name(measure_), enterprise, year);
    if (fact == nullptr) return std::nullopt;
    newest_ = std::max(newest_, fact->recorded_at);
    return fact->value;
  }

  void add(const store::Resident& resident, std::span<const store::Stay> stays) {
    const std::vector<uint32_t> now = areas_on(stays, end_of_year(year_, today_));
    const std::vector<uint32_t> then = areas_on(stays, end_of_year(from_year_, today_));
    if (now.empty() && then.empty()) return;
    const std::optional<double> value = value_of(resident.id, year_);
    const std::optional<double> earlier = value_of(resident.id, from_year_);
    if (!now.empty()) {
      ++panel_.basis.residents;
      panel_.basis.residents_known += value.has_value();
      panel_.basis.invented |= resident.invented;
    }
    const auto code = industry_prefix(resident.industry_code, digits_);
    if (!code) {
      panel_.basis.residents_unplaced += !now.empty();
      return;
    }
    const uint32_t industry = industries_.at(*code);
    std::vector<uint32_t> either;
    std::set_union(now.begin(), now.end(), then.begin(), then.end(), std::back_inserter(either));
    for (const uint32_t area : either) {
      const bool is = std::binary_search(now.begin(), now.end(), area);
      const bool was = std::binary_search(then.begin(), then.end(), area);
      PanelCell& cell = panel_.cells[area * panel_.industries.size() + industry];
      if (is && value) {
        cell.now += *value;
        ++cell.known;
        panel_.firms.push_back({area, industry, *value});
      } else if (is) {
        ++cell.unknown;
      }
      if (from_year_ == year_) continue;
      if ((is && !value) || (was && !earlier)) {
        ++cell.excluded;
        continue;
      }
      if (was) cell.before += *earlier;
      if (is) cell.after += *value;
    }
  }

  void finish() {
    PlanningBasis& basis = panel_.basis;
    basis.areas = static_cast<int64_t>(panel_.areas.size());
    for (size_t i = 0; i < panel_.industries.size(); ++i) {
      bool present = false;
      for (size_t a = 0; a < panel_.areas.size(); ++a) {
        const PanelCell& cell = panel_.at(a, i);
        present |= cell.known > 0 || cell.unknown > 0;
        basis.growth_excluded += cell.excluded;
      }
      basis.industries += present;
    }
    if (newest_.microseconds > 0) basis.newest_fact_on = date_of(newest_);
    const auto remark = [&](std::string zh, std::string en) {
      basis.remarks.push_back({std::move(zh), std::move(en)});
    };
    const int64_t unknown = basis.residents - basis.residents_known;
    if (unknown > 0)
      remark(fmt::format("{} 家入园企业中有 {} 家 {} 年的数值未知,未计入合计", basis.residents,
                         unknown, year_),
             fmt::format("the value of {} of {} residents in {} is unknown and not in the sums",
                         unknown, basis.residents, year_));
    if (basis.residents_unplaced > 0)
      remark(fmt::format("{} 家企业的行业代码缺失或不足 {} 位,未归入行业", basis.residents_unplaced,
                         digits_),
             fmt::format("the industry code of {} residents is missing or has fewer than {} digits",
                         basis.residents_unplaced, digits_));
    if (basis.growth_excluded > 0)
      remark(fmt::format("计算增长时有 {} 家次因一端数值未知而两端都不计", basis.growth_excluded),
             fmt::format("{} residents are left out of growth in both years: one of their values "
                         "is unknown",
                         basis.growth_excluded));
    if (!basis.from_year)
      remark("只有一个年份的数据,增长未知", "there is one year of data only: growth is unknown");
    if (basis.areas < 2)
      remark("比较范围内只有一个地区,无从比较;可上传行业×地区表",
             "there is one area only and nothing to compare with; a table of regions x industries "
             "can be uploaded");
  }

  Call& call_;
  const PlanningScope& scope_;
  const ScopeZones& zones_;
  std::shared_ptr<const PlanningFacts> facts_;
  PlanningMeasure measure_;
  size_t digits_;
  Date today_;
  int64_t year_ = 0, from_year_ = 0;
  std::unordered_map<int64_t, uint32_t> area_of_park_;
  std::map<std::string, uint32_t> industries_;
  Timestamp newest_;
  Panel panel_;
};

// ---- Uploaded tables ---------------------------------------------------------------------------

Result<Panel> table_panel(Call& call, const PlanningScope& scope) {
  const std::vector<int64_t> above = call.zones.ancestors(scope.zone);
  const std::vector<store::StoredTable> tables = store::list_tables(call.db);
  const auto found = std::find_if(tables.begin(), tables.end(), [&](const store::StoredTable& t) {
    return t.table.id == *scope.table &&
           std::find(above.begin(), above.end(), t.zone_id) != above.end();
  });
  if (found == tables.end())
    return planning_error(ErrorCode::not_found, "evaluation.planning.table", "没有这张表",
                          "there is no such table");
  const std::vector<store::StoredCell> cells =
      store::list_cells(call.db, found->zone_id, found->table.id);
  std::set<std::string> industries, areas;
  std::set<int64_t> years;
  for (const store::StoredCell& cell : cells) {
    industries.insert(cell.industry);
    areas.insert(cell.area);
    years.insert(cell.year);
  }
  CHECK(!years.empty());  // An empty table is refused.
  const int64_t year = scope.year.value_or(*years.rbegin());
  const int64_t from_year = scope.from_year.value_or(std::min(*years.begin(), year));
  if (!years.contains(year) || !years.contains(from_year) || from_year > year)
    return planning_error(
        ErrorCode::invalid, "evaluation.planning.years",
        fmt::format("表中的年份是 {} 到 {}", *years.begin(), *years.rbegin()),
        fmt::format("the table has the years {} to {}", *years.begin(), *years.rbegin()));
  Panel panel;
  const auto names = current_planning_facts(call)->industry_names;
  for (const std::string& area : areas) {
    PlanningArea row{area, std::nullopt, {area, area}};
    for (const Zone& zone : call.zones.zones())
      if (!row.zone_id && call.may("evaluation.read", zone.id) &&
          (zone.code == area || zone.name.zh == area || zone.name.en == area)) {
        row.zone_id = zone.id;
        row.name = zone.name;
      }
    panel.areas.push_back(std::move(row));
  }
  for (const std::string& industry : industries) {
    panel.industries.push_back(industry);
    panel.industry_names.push_back(industry_name(names, industry));
  }
  const auto index = [](const std::set<std::string>& set, const std::string& key) {
    return static_cast<size_t>(std::distance(set.begin(), set.find(key)));
  };
  struct Both {
    std::optional<double> now, before;
  };
  std::vector<Both> values(areas.size() * industries.size());
  for (const store::StoredCell& cell : cells) {
    Both& both =
        values[index(areas, cell.area) * industries.size() + index(industries, cell.industry)];
    if (cell.year == year) both.now = static_cast<double>(cell.whole);
    if (cell.year == from_year) both.before = static_cast<double>(cell.whole);
  }
  PlanningBasis& basis = panel.basis;
  int64_t unknown = 0;
  for (Both& both : values) {
    if (found->table.blank_is_zero) {
      both.now = both.now.value_or(0);
      both.before = both.before.value_or(0);
    }
    PanelCell cell;
    cell.known = both.now.has_value();
    cell.unknown = !both.now;
    cell.now = both.now.value_or(0);
    unknown += cell.unknown;
    if (both.now && both.before) {
      cell.before = *both.before;
      cell.after = *both.now;
    } else {
      cell.excluded = 1;
    }
    basis.growth_excluded += from_year < year ? cell.excluded : 0;
    panel.cells.push_back(cell);
  }
  basis.source = {found->table.source, found->table.source};
  basis.reference = found->zone_id;
  basis.reference_name = {found->table.name, found->table.name};
  basis.level = "table";
  basis.measure = found->table.measure;
  basis.unit = unit_of(basis.measure);
  basis.year = year;
  if (from_year < year) basis.from_year = from_year;
  basis.areas = static_cast<int64_t>(areas.size());
  basis.industries = static_cast<int64_t>(industries.size());
  basis.newest_fact_on = date_of(found->table.created_at);
  panel.years = static_cast<double>(year - from_year);
  panel.divisor = is_money(basis.measure) ? 100 : 1;
  if (unknown > 0)
    basis.remarks.push_back(
        {fmt::format("表中有 {} 格未知,未计入合计", unknown),
         fmt::format("{} cells of the table are unknown and not in the sums", unknown)});
  if (!basis.from_year)
    basis.remarks.push_back(
        {"只有一个年份的数据,增长未知", "there is one year of data only: growth is unknown"});
  return panel;
}

}  // namespace

Result<Panel> planning_panel(Call& call, const PlanningScope& scope) {
  if (scope.digits && (*scope.digits < 2 || *scope.digits > 4))
    return planning_error(ErrorCode::invalid, "evaluation.planning.digits",
                          "行业代码取 2、3 或 4 位",
                          "industry codes are compared with 2, 3 or 4 "
                          "digits");
  if (scope.table) return table_panel(call, scope);
  TRY_ASSIGN(zones, scope_zones(call, scope));
  return RegistryPanel(call, scope, zones).build();
}

Result<size_t> planning_area(const Panel& panel, const PlanningScope& scope,
                             const ZoneTree& zones) {
  if (scope.area)
    if (const auto found = panel.find_area(*scope.area)) return *found;
  if (!scope.area) {
    if (const auto found = panel.find_zone(scope.zone)) return *found;
    const Zone* zone = zones.find(scope.zone);
    for (const std::optional<std::string>& name :
         {std::optional(zone->code), zone->region_code, std::optional(zone->name.zh)})
      if (name)
        if (const auto found = panel.find_area(*name)) return *found;
  }
  if (!scope.table && !scope.area && panel.basis.reference == scope.zone)
    return planning_error(
        ErrorCode::rule_failed, "evaluation.planning.area",
        "这里把一个区域与更大的范围相比,而当前区域就是整个比较范围;"
        "请选择其下的省、市、高新区或园区",
        "this compares an area with a larger one, and this zone is the whole of it; choose a "
        "province, city, zone or park below it");
  return planning_error(
      ErrorCode::rule_failed, "evaluation.planning.area",
      scope.table ? "表中没有该区域这一行;请用 area 指定表中的地区名"
                  : "该区域不在所比较的层级上;请用 level 指定,或选其下的区域",
      scope.table ? "the table has no row for this zone; name one with area"
                  : "the zone is none of the areas compared; choose a level or a zone below it");
}

}  // namespace gaoxin
