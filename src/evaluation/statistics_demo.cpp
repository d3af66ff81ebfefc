// Invented reports for the demonstration: three years of annual reports and a year and a half of
// monthly ones, so that charts live; seeded, so that every start shows the same.
#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "evaluation/statistics_library.h"

namespace gaoxin {

namespace store = statistics_store;
using statistics::Definitions;
using statistics::Item;
using statistics::Period;
using statistics::PeriodKind;
using statistics::Values;

namespace {

constexpr const char* kSource = "demonstration, invented";
constexpr int64_t kYear = 2024;  // The last with a full year.

class DemoReports {
 public:
  DemoReports(Database& database, Transaction& db, Timestamp now)
      : database_(database), db_(db), now_(now), zones_(load_zone_tree(db)) {
    definitions_ = statistics::current_definitions(database, db);
    for (const store::InventedFact& fact : store::list_invented_facts(db))
      if (fact.period == std::to_string(kYear)) facts_[fact.enterprise_id][fact.field] = fact.value;
  }

  Result<Done> load() {
    for (int64_t year = kYear - 2; year <= kYear; ++year) {
      store::ensure_year(db_, year);
      add_period({PeriodKind::year, year, 1});
    }
    store::ensure_year(db_, kYear + 1);
    for (int month = -12; month < 6; ++month)
      add_period(statistics::shift({PeriodKind::month, kYear + 1, 1}, month));
    store::ReportBulk bulk(db_);
    for (const store::StoredReport& row : rows_) bulk.add(row);
    bulk.finish();
    const Actor actor = system_actor();
    Call call{db_, database_, actor, zones_, now_, "demonstration", {}};
    for (const auto& [zone, period] : touched_) TRY(statistics::refresh_totals(call, zone, period));
    add_context();
    return Done{};
  }

 private:
  void put(Values& values, const char* code, double number) const {
    const Item& item = *definitions_->find(code);
    const double scale = item.value == statistics::ValueKind::count ? 1 : 100;
    values[item.number] = std::llround(number * scale);
  }

  /// What the registry knows of an enterprise scaled to a period, with its growth and season.
  Values invented(int64_t enterprise, const Period& period) const {
    const auto known = facts_.find(enterprise);
    if (known == facts_.end()) return {};
    Random taste(static_cast<uint64_t>(enterprise));
    const double growth = 0.04 + 0.12 * taste.uniform();
    Random random(static_cast<uint64_t>(enterprise) * 1000003 +
                  static_cast<uint64_t>(period.year * 13 + period.index));
    const auto fact = [&](const char* field) -> std::optional<double> {
      const auto at = known->second.find(field);
      return at == known->second.end() ? std::nullopt : std::optional(at->second);
    };
    const bool monthly = period.kind == PeriodKind::month;
    const double years = static_cast<double>(period.year - kYear);
    const double level = std::pow(1 + growth, years) * (0.98 + 0.04 * random.uniform());
    const double season =
        monthly ? (1 + 0.12 * std::sin(0.52 * period.index) - (period.index == 2 ? 0.18 : 0)) / 12
                : 1;
    const double flow = level * season;
    Values values;
    // Money stands in the registry in fen.
    for (const auto& [code, field, share] :
         {std::tuple("revenue", "revenue", 1.0), std::tuple("main_revenue", "revenue", 0.94),
          std::tuple("product_sales", "revenue", 0.82),
          std::tuple("technology_revenue", "revenue", 0.07),
          std::tuple("output", "output_value", 1.0), std::tuple("tax", "tax_paid", 1.0),
          std::tuple("vat", "tax_paid", 0.55), std::tuple("income_tax", "tax_paid", 0.2),
          std::tuple("exports", "exports", 1.0), std::tuple("rd_expense", "rd_expense", 1.0),
          std::tuple("net_profit", "net_profit", 1.0),
          std::tuple("total_profit", "net_profit", 1.18)})
      if (const auto value = fact(field)) put(values, code, *value / 100 * share * flow);
    if (const auto value = fact("total_assets")) put(values, "assets", *value / 100 * level);
    if (const auto value = fact("employees")) {
      const double staff = std::max(1.0, std::round(*value * std::pow(1 + growth / 3, years)));
      put(values, "staff", staff);
      if (const auto rd = fact("rd_staff"))
        put(values, "rd_staff", std::min(staff, std::round(*rd * level)));
    }
    if (const auto value = fact("energy_use")) put(values, "energy", *value * flow);
    if (!monthly) add_yearly(values, fact, level, random);
    return values;
  }

  template <typename Fact>
  void add_yearly(Values& values, const Fact& fact, double level, Random& random) const {
    if (const auto value = fact("value_added")) put(values, "value_added", *value / 100 * level);
    if (const auto value = fact("high_tech_revenue"))
      put(values, "hightech_revenue", *value / 100 * level);
    if (fact("total_assets")) {
      const double liabilities = std::min(1.0, 0.35 + 0.3 * random.uniform());
      const int64_t assets = values.at(definitions_->find("assets")->number);
      const auto owed = static_cast<int64_t>(static_cast<double>(assets) * liabilities);
      values[definitions_->find("liabilities")->number] = owed;
      values[definitions_->find("equity")->number] = assets - owed;
    }
    const auto staff = values.find(definitions_->find("staff")->number);
    if (staff != values.end()) {
      const auto people = static_cast<double>(staff->second);
      put(values, "college_staff", std::floor(people * 0.48));
      put(values, "bachelor_staff", std::floor(people * 0.27));
      put(values, "master_staff", std::floor(people * 0.05));
      put(values, "doctor_staff", std::floor(people * 0.006));
      put(values, "returnee_staff", std::floor(people * 0.004));
      put(values, "graduates_hired", std::floor(people * 0.03));
      put(values, "wages", people * (72'000 + 30'000 * random.uniform()) * level);
    }
    if (const auto patents = fact("patents")) {
      put(values, "patents_in_force", std::floor(*patents * level));
      put(values, "patents_granted", std::floor(*patents * 0.18 * level));
    }
    if (const auto inventions = fact("invention_patents")) {
      const double all = fact("patents").value_or(*inventions);
      put(values, "inventions_in_force", std::floor(std::min(*inventions, all) * level));
      put(values, "inventions_granted", std::floor(std::min(*inventions, all) * 0.15 * level));
    }
    if (const auto land = fact("land_area")) put(values, "land", *land);
  }

  store::StoredReport report(int64_t zone, int64_t enterprise, const Period& period,
                             Values values) {
    store::StoredReport out;
    out.zone_id = zone;
    out.period = period;
    out.enterprise_id = enterprise;
    out.id = db_.new_id();
    const Date end = last_day(period);
    const Timestamp at{(int64_t{end.days} + 9) * 86'400'000'000};
    const Timestamp later{at.microseconds + 86'400'000'000};
    out.life = {1, 1, ReportState::accepted, kSource, at, 0, at, later, 0, 0, {}};
    out.item_version = definitions_->version;
    out.values = std::move(values);
    return out;
  }

  void add_period(const Period& period) {
    const auto roster = statistics::current_roster(database_, db_, period);
    for (const Zone& zone : zones_.zones()) {
      if (!zone.demonstration) continue;
      bool any = false;
      for (const auto& entry : roster->of(zone.id)) {
        Values values = invented(entry.enterprise, period);
        if (values.empty()) continue;
        // The newest month is still coming in; before that a few never reported.
        Random random(
            static_cast<uint64_t>(entry.enterprise * 31 + period.year * 12 + period.index));
        const bool newest = period == Period{PeriodKind::month, kYear + 1, 6};
        const uint64_t chance = random.below(100);
        if (chance < (newest ? 35u : 5u)) continue;
        store::StoredReport row = report(zone.id, entry.enterprise, period, std::move(values));
        if (newest && chance < 60) {
          row.life.state = chance < 48 ? ReportState::draft : ReportState::submitted;
          row.life.decided_at.reset();
          row.life.decided_by.reset();
          if (row.life.state == ReportState::draft) {
            row.life.submitted_at.reset();
            row.life.submitted_by.reset();
          }
        }
        any = any || row.life.state == ReportState::accepted;
        rows_.push_back(std::move(row));
      }
      if (zone.level == ZoneLevel::zone && period.kind == PeriodKind::year) {
        rows_.push_back(report(zone.id, 0, period, carriers(zone.id, period.year)));
        any = true;
      }
      if (any) touched_.emplace_back(zone.id, period);
    }
  }

  /// What the zone reports of itself.
  Values carriers(int64_t zone, int64_t year) const {
    Random random(static_cast<uint64_t>(zone));
    const auto grown = [&](uint64_t base, uint64_t more) {
      return static_cast<double>(base + random.below(more)) + static_cast<double>(year - kYear + 2);
    };
    Values values;
    put(values, "new_enterprises", 120 + 9 * grown(3, 20));
    put(values, "incubators", grown(2, 5));
    put(values, "accelerators", grown(1, 3));
    put(values, "science_parks", 1);
    put(values, "transfer_bodies", grown(2, 6));
    put(values, "productivity_centres", grown(1, 2));
    put(values, "testing_bodies", grown(2, 8));
    put(values, "alliances", grown(1, 4));
    put(values, "incubated_enterprises", 4 * grown(3, 9));
    put(values, "tech_sme", 6 * grown(4, 12));
    put(values, "zone_land", 2'400);
    put(values, "built_land", 1'150);
    put(values, "industrial_land", 620);
    put(values, "green_land", 510);
    return values;
  }

  /// The invented industrial output of the cities around the demonstration's hi-tech zones, so
  /// that the shares of source E can be shown.
  void add_context() {
    const Item& item = *definitions_->find("city_output");
    const int64_t output = definitions_->find("output")->number;
    for (int64_t year = kYear - 2; year <= kYear; ++year) {
      int place = 0;
      for (const Zone& zone : zones_.zones()) {
        if (!zone.demonstration || zone.level != ZoneLevel::zone) continue;
        int64_t sum = 0;
        for (const int64_t below : zones_.subtree(zone.id)) {
          const auto cells = store::read_totals(db_, below, {PeriodKind::year, year, 1});
          if (const auto cell = cells.find(output); cell != cells.end()) sum += cell->second.total;
        }
        constexpr int64_t kTimes[] = {4, 2, 7};
        const int64_t value = sum * kTimes[place++ % 3];
        if (value > 0)
          store::insert_figure(db_,
                               {zone.id, year, item.number, db_.new_id(), value, kSource, now_, 0});
      }
    }
  }

  Database& database_;
  Transaction& db_;
  Timestamp now_;
  ZoneTree zones_;
  std::shared_ptr<const Definitions> definitions_;
  std::map<int64_t, std::map<std::string, double>> facts_;
  std::vector<store::StoredReport> rows_;
  std::vector<std::pair<int64_t, Period>> touched_;
};

}  // namespace

Result<Done> load_demo_statistics(Database& database, Transaction& db, Timestamp now) {
  if (store::has_reports(db)) return Done{};
  return DemoReports(database, db, now).load();
}

}  // namespace gaoxin
