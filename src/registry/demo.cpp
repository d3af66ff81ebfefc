// What the product ships: the upper levels of the codes, and the demonstration in Jilin. The parks
// follow the division of industries between the cities of the province; the enterprises are
// invented by us and say so in their names, in a flag and in the source of every fact.
#include <algorithm>
#include <fstream>
#include <map>

#include "base/text.h"
#include "registry/column_mapping.h"
#include "registry/import_run.h"
#include "registry/registry_errors.h"

namespace gaoxin {

namespace store = registry_store;

namespace {

constexpr const char* kInvented = "demonstration, invented";

/// A shipped table: one map from header to cell for each row. A missing file is the operator's
/// error: the program was not installed whole.
std::vector<std::map<std::string, std::string>> read_shipped(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open the shipped file " + path);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::vector<std::string> headers;
  std::vector<std::map<std::string, std::string>> rows;
  const Result<TableInfo> read = read_table(bytes, [&](const TableRow& row) {
    if (headers.empty()) {
      headers.assign(row.cells.begin(), row.cells.end());
      return true;
    }
    auto& cells = rows.emplace_back();
    for (size_t i = 0; i < headers.size(); ++i)
      cells[headers[i]] = i < row.cells.size() ? std::string(row.cells[i]) : "";
    return true;
  });
  if (!read.ok()) throw std::runtime_error(path + ": " + read.error().text.en);
  return rows;
}

std::optional<std::string> or_unknown(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::vector<std::string> items(const std::string& text) {
  std::vector<std::string> out;
  for (const std::string_view item : split(text, ';'))
    if (!trim(item).empty()) out.emplace_back(trim(item));
  return out;
}

template <typename E>
E enum_of(const std::string& name) {
  E value{};
  CHECK(boost::describe::enum_from_string(name.c_str(), value));
  return value;
}

class Demonstration {
 public:
  Demonstration(Database& database, Transaction& db, std::string folder)
      : db_(db), folder_(std::move(folder)), codes_(current_codes(database, db)) {}

  Result<Done> load() {
    TRY(create_zones());
    for (const auto& row : read_shipped(folder_ + "/parks.csv")) create_park(row);
    changed_ = touch_counter(db_, "registry");
    TRY(create_enterprises(folder_ + "/enterprises.csv"));
    TRY(create_enterprises(folder_ + "/directory.csv"));
    for (const store::StoredFact& fact : facts_) {
      if (!fact_bulk_) fact_bulk_ = std::make_unique<store::FactBulk>(db_);
      fact_bulk_->add(fact);
    }
    if (fact_bulk_) fact_bulk_->finish();
    touch_counter(db_, "registry_facts");
    for (const auto& row : read_shipped(folder_ + "/relations.csv")) create_relation(row);
    create_agreement();
    return Done{};
  }

 private:
  Result<Done> create_zones() {
    const ZoneTree before = load_zone_tree(db_);
    for (const Zone& zone : before.zones()) zones_[zone.code] = zone.id;
    for (const auto& row : read_shipped(folder_ + "/zones.csv")) {
      if (zones_.contains(row.at("code"))) continue;
      const auto parent = zones_.find(row.at("parent_code"));
      CHECK(parent != zones_.end());
      NewZone zone;
      zone.zone = parent->second;
      zone.level = enum_of<ZoneLevel>(row.at("level"));
      zone.code = row.at("code");
      zone.name = {row.at("name_zh"), row.at("name_en")};
      zone.region_code = row.at("region_code");
      TRY_ASSIGN(created, create_zone(db_, load_zone_tree(db_), zone, true));
      zones_[created.code] = created.id;
    }
    return Done{};
  }

  void create_park(const std::map<std::string, std::string>& row) {
    Park park;
    park.zone_id = zones_.at(row.at("code"));
    park.kind = enum_of<ParkKind>(row.at("kind"));
    park.leading_industries = items(row.at("leading_industries"));
    park.area_square_metres = std::stod(row.at("area_square_metres"));
    park.started_on = parse_date(row.at("started_on")).value();
    park.brand = or_unknown(row.at("brand"));
    park.description = or_unknown(row.at("description"));
    store::insert_park(db_, park);
  }

  Result<Done> create_enterprises(const std::string& path) {
    for (const auto& row : read_shipped(path)) {
      EnterpriseInput input;
      input.name = row.at("name");
      input.name_en = row.at("name_en");
      input.region_code = row.at("region_code");
      input.industry_code = row.at("industry_code");
      input.products = items(row.at("products"));
      input.source = kInvented;
      TRY_ASSIGN(enterprise, checked_enterprise(*codes_, input, ""));
      const std::map<std::string, EnterpriseScale> scales{{"大型", EnterpriseScale::large},
                                                          {"中型", EnterpriseScale::medium},
                                                          {"小型", EnterpriseScale::small},
                                                          {"微型", EnterpriseScale::micro}};
      enterprise.scale = scales.at(row.at("scale"));
      enterprise.id = db_.new_id();
      enterprise.invented = true;
      const auto park = row.find("park");
      enterprise.home_zone = zones_.at(park == row.end() ? "CN" : park->second);
      store::insert_enterprise(db_, enterprise, changed_);
      ids_[enterprise.name] = {enterprise.id, enterprise.home_zone};
      if (park != row.end())
        store::upsert_stay(db_, {enterprise.home_zone, enterprise.id,
                                 parse_date(row.at("entered_on")).value(), std::nullopt});
      TRY(collect_facts(enterprise, row));
    }
    return Done{};
  }

  Result<Done> collect_facts(const Enterprise& enterprise,
                             const std::map<std::string, std::string>& row) {
    for (const auto& [header, cell] : row) {
      const HeaderParts parts = split_header(header);
      if (!parts.period || cell.empty()) continue;
      const auto& all = fact_fields();
      const auto field = std::find_if(all.begin(), all.end(),
                                      [&](const FactField& f) { return parts.name == fold(f.zh); });
      CHECK(field != all.end());
      TRY_ASSIGN(value, parse_fact_value(*field, cell, parts.unit.value_or("")));
      facts_.push_back({enterprise.home_zone, enterprise.id, db_.new_id(), std::string(field->name),
                        *parts.period, value, std::string(field->unit), kInvented, std::nullopt,
                        system_now(), 0});
    }
    return Done{};
  }

  void create_relation(const std::map<std::string, std::string>& row) {
    Relation relation;
    relation.id = db_.new_id();
    relation.from_enterprise_id = ids_.at(row.at("from_name")).first;
    relation.to_enterprise_id = ids_.at(row.at("to_name")).first;
    relation.kind = enum_of<RelationKind>(row.at("kind"));
    relation.detail = or_unknown(row.at("detail"));
    if (!row.at("share_percent").empty())
      relation.share_percent = std::stod(row.at("share_percent"));
    relation.as_of = parse_date(row.at("as_of")).value();
    relation.source = kInvented;
    store::insert_relation(db_, ids_.at(row.at("from_name")).second, relation);
  }

  void create_agreement() {
    Agreement agreement;
    agreement.id = db_.new_id();
    agreement.zone_id = zones_.at("demo-auto");
    agreement.partner_zone_id = zones_.at("demo-heat");
    agreement.kind = AgreementKind::enclave;
    agreement.title = "汽车零部件飞地园区协议(示范)";
    agreement.output_share_percent = 50;
    agreement.tax_share_percent = 40;
    agreement.from_date = make_date(2022, 1, 1);
    agreement.source = kInvented;
    store::insert_agreement(db_, agreement);
  }

  Transaction& db_;
  std::string folder_;
  std::shared_ptr<const Codes> codes_;
  int64_t changed_ = 0;
  std::map<std::string, int64_t> zones_;                    // By code.
  std::map<std::string, std::pair<int64_t, int64_t>> ids_;  // Name → id, home zone.
  std::vector<store::StoredFact> facts_;
  std::unique_ptr<store::FactBulk> fact_bulk_;
};

}  // namespace

Result<Done> load_shipped_codes(Transaction& db, const std::string& catalogue) {
  bool changed = false;
  // What has been imported from the full files stands; only what is missing is added.
  const CodeTree industries(store::list_industries(db));
  for (const auto& row : read_shipped(catalogue + "/codes/industries.csv")) {
    if (industries.find(row.at("code")) != nullptr) continue;
    const std::string parent = parent_industry_code(row.at("code"));
    changed |= store::upsert_industry(
        db, {row.at("code"), or_unknown(parent), row.at("name"), or_unknown(row.at("name_en"))}, "",
        "GB/T 4754-2017");
  }
  const CodeTree regions(store::list_regions(db));
  for (const auto& row : read_shipped(catalogue + "/codes/regions.csv")) {
    if (regions.find(row.at("code")) != nullptr) continue;
    const std::string parent = parent_region_code(row.at("code"));
    changed |= store::upsert_region(
        db, {row.at("code"), or_unknown(parent), row.at("name"), or_unknown(row.at("name_en"))},
        "GB/T 2260");
  }
  if (changed) touch_counter(db, "registry_codes");
  return Done{};
}

Result<Done> load_demo(Database& database, const std::string& catalogue) {
  return database.write_result([&](Transaction& db) -> Result<Done> {
    const ZoneTree zones = load_zone_tree(db);
    for (const Zone& zone : zones.zones())
      if (zone.demonstration) return Done{};
    if (std::none_of(zones.zones().begin(), zones.zones().end(),
                     [](const Zone& zone) { return zone.code == "CN"; }))
      return registry_errors::make(ErrorCode::rule_failed, "demo.root",
                                   "数据库还没有初始化(缺少全国节点)",
                                   "the database has not been started (the root zone is missing)");
    return Demonstration(database, db, catalogue + "/demo").load();
  });
}

}  // namespace gaoxin
