// What the product ships: the upper levels of the codes, and the demonstration in Jilin. The parks
// follow the division of industries between the cities of the province; the enterprises are
// invented by us and say so in their names, in a flag and in the source of every fact.
#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "base/text.h"
#include "registry/column_mapping.h"
#include "registry/import_run.h"
#include "registry/name_similarity.h"
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

std::optional<double> number(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(std::stod(text));
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
    std::vector<int64_t> parks;
    for (const auto& row : read_shipped(folder_ + "/parks.csv")) parks.push_back(create_park(row));
    touch_counter(db_, "registry_parks", parks);
    changed_ = touch_counter(db_, "registry");
    for (const auto& row : read_shipped(folder_ + "/enterprises.csv")) TRY(create_enterprise(row));
    TRY(record_facts());
    for (const auto& row : read_shipped(folder_ + "/relations.csv")) create_relation(row);
    for (const auto& row : read_shipped(folder_ + "/agreements.csv")) create_agreement(row);
    return queue_duplicates();
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

  int64_t create_park(const std::map<std::string, std::string>& row) {
    Park park;
    park.zone_id = zones_.at(row.at("zone_code"));
    park.kind = enum_of<ParkKind>(row.at("kind"));
    park.leading_industries = items(row.at("leading_industries"));
    park.area_square_metres = number(row.at("area_square_metres"));
    park.started_on = parse_date(row.at("started_on")).value();
    park.brand = or_unknown(row.at("brand"));
    park.description = or_unknown(row.at("description"));
    store::insert_park(db_, park);
    return park.zone_id;
  }

  Result<Done> create_enterprise(const std::map<std::string, std::string>& row) {
    EnterpriseInput input;
    input.name = row.at("name");
    input.short_name = row.at("short_name");
    input.name_en = row.at("name_en");
    input.credit_code = row.at("credit_code");
    input.stock_code = row.at("stock_code");
    input.region_code = row.at("region_code");
    input.industry_code = row.at("industry_code");
    if (!row.at("scale").empty()) input.scale = enum_of<EnterpriseScale>(row.at("scale"));
    if (!row.at("status").empty()) input.status = enum_of<EnterpriseStatus>(row.at("status"));
    input.products = items(row.at("products"));
    if (!row.at("contact_name").empty())
      input.contacts = std::vector<Contact>{
          {row.at("contact_name"), {}, or_unknown(row.at("contact_phone")), {}}};
    input.source = kInvented;
    TRY_ASSIGN(enterprise, checked_enterprise(*codes_, input, row.at("key") + "."));
    enterprise.id = db_.new_id();
    enterprise.invented = true;
    enterprise.home_zone = zones_.at(row.at("home_zone_code"));
    store::insert_enterprise(db_, enterprise, changed_);
    if (!row.at("park_code").empty())
      store::upsert_stay(db_, {zones_.at(row.at("park_code")), enterprise.id,
                               parse_date(row.at("since")).value(), std::nullopt});
    enterprises_.emplace(row.at("key"), enterprise);
    return Done{};
  }

  Result<Done> record_facts() {
    std::vector<store::StoredFact> facts;
    for (const auto& row : read_shipped(folder_ + "/facts.csv")) {
      const FactField* field = find_fact_field(row.at("field"));
      CHECK(field != nullptr);
      TRY_ASSIGN(value, parse_fact_value(*field, row.at("value"), row.at("unit")));
      TRY_ASSIGN(period, parse_period(row.at("period")));
      const Enterprise& enterprise = enterprises_.at(row.at("enterprise_key"));
      facts.push_back({enterprise.home_zone, enterprise.id, db_.new_id(), row.at("field"), period,
                       value, std::string(field->unit), kInvented, std::nullopt, now_, 0});
    }
    store::FactBulk bulk(db_);
    std::set<int64_t> changed;
    for (const store::StoredFact& fact : facts) {
      bulk.add(fact);
      changed.insert(fact.enterprise_id);
    }
    bulk.finish();
    const std::vector<int64_t> ids(changed.begin(), changed.end());
    touch_counter(db_, "registry_facts", ids);
    return Done{};
  }

  void create_relation(const std::map<std::string, std::string>& row) {
    const Enterprise& from = enterprises_.at(row.at("from_key"));
    Relation relation;
    relation.id = db_.new_id();
    relation.from_enterprise_id = from.id;
    relation.to_enterprise_id = enterprises_.at(row.at("to_key")).id;
    relation.kind = enum_of<RelationKind>(row.at("kind"));
    relation.detail = or_unknown(row.at("detail"));
    relation.share_percent = number(row.at("share_percent"));
    relation.as_of = parse_date(row.at("as_of")).value();
    relation.source = kInvented;
    store::insert_relation(db_, from.home_zone, relation);
  }

  void create_agreement(const std::map<std::string, std::string>& row) {
    Agreement agreement;
    agreement.id = db_.new_id();
    agreement.zone_id = zones_.at(row.at("zone_code"));
    agreement.partner_zone_id = zones_.at(row.at("partner_zone_code"));
    agreement.kind = enum_of<AgreementKind>(row.at("kind"));
    agreement.title = row.at("title");
    agreement.output_share_percent = number(row.at("output_share_percent"));
    agreement.tax_share_percent = number(row.at("tax_share_percent"));
    agreement.from_date = parse_date(row.at("from_date")).value();
    agreement.source = kInvented;
    store::insert_agreement(db_, agreement);
  }

  /// Enterprises entered once more without a code: what an import would find.
  Result<Done> queue_duplicates() {
    NameIndex names;
    for (const auto& [key, enterprise] : enterprises_) names.add(enterprise.id, enterprise.name);
    for (const auto& [key, enterprise] : enterprises_) {
      if (enterprise.credit_code) continue;
      for (const NameIndex::Match& match : names.find(enterprise.name, kReviewThreshold, 3)) {
        if (match.id == enterprise.id) continue;
        store::insert_duplicate(
            db_,
            {enterprise.home_zone, db_.new_id(), std::min(match.id, enterprise.id),
             std::max(match.id, enterprise.id), static_cast<int64_t>(match.score * 10'000),
             fmt::format("名称相似度 {:.2f};示范数据", match.score), DuplicateState::open},
            now_);
      }
    }
    return Done{};
  }

  Transaction& db_;
  std::string folder_;
  std::shared_ptr<const Codes> codes_;
  int64_t changed_ = 0;
  std::map<std::string, int64_t> zones_;           // By code.
  std::map<std::string, Enterprise> enterprises_;  // By the key of the files.
  Timestamp now_ = system_now();
};

}  // namespace

Result<Done> load_shipped_codes(Transaction& db, const std::string& catalogue) {
  bool changed = false;
  // What has been imported from the full files stands; only what is missing is added.
  const CodeTree industries(store::list_industries(db));
  for (const auto& row : read_shipped(catalogue + "/codes/industry_codes.csv")) {
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
