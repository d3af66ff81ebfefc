#include "registry/registry_store.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "base/text.h"

namespace gaoxin::registry_store {
namespace {

constexpr std::string_view kEnterpriseColumns =
    "zone_id, id, version, merged_into, credit_code, stock_code, name, short_name, former_names, "
    "name_en, region_code, industry_code, industry_label, scale, status, address, products, "
    "contacts, source, invented";

template <typename E>
std::optional<E> parse_enum(std::string_view text) {
  E value{};
  return boost::describe::enum_from_string(std::string(text).c_str(), value) ? std::optional(value)
                                                                             : std::nullopt;
}
template <typename E>
std::string enum_text(E value) {
  return boost::describe::enum_to_string(value, "");
}

std::vector<std::string> lines(std::string_view text) {
  std::vector<std::string> out;
  if (text.empty()) return out;
  for (const std::string_view line : split(text, '\n')) out.emplace_back(line);
  return out;
}
std::string join_lines(const std::vector<std::string>& items) {
  return fmt::format("{}", fmt::join(items, "\n"));
}

std::string contacts_text(const std::vector<Contact>& contacts) {
  return contacts.empty() ? "[]" : json::serialize(to_json(contacts));
}

Enterprise read_enterprise(const Row& row) {
  Enterprise e;
  e.home_zone = row.int64(0);
  e.id = row.int64(1);
  e.version = row.int64(2);
  e.merged_into = row.maybe_int64(3);
  e.credit_code = row.maybe_str(4);
  e.stock_code = row.maybe_str(5);
  e.name = row.str(6);
  e.short_name = row.maybe_str(7);
  e.former_names = lines(row.text(8));
  e.name_en = row.maybe_str(9);
  e.region_code = row.maybe_str(10);
  e.industry_code = row.maybe_str(11);
  e.industry_label = row.maybe_str(12);
  if (!row.is_null(13)) e.scale = parse_enum<EnterpriseScale>(row.text(13));
  e.status = parse_enum<EnterpriseStatus>(row.text(14)).value_or(EnterpriseStatus::operating);
  e.address = row.maybe_str(15);
  e.products = lines(row.text(16));
  if (row.text(17) != "[]")
    e.contacts = from_json<std::vector<Contact>>(json::parse(row.text(17))).value();
  e.source = row.str(18);
  e.invented = row.boolean(19);
  return e;
}

std::optional<std::string> scale_text(const Enterprise& e) {
  return e.scale ? std::optional(enum_text(*e.scale)) : std::nullopt;
}

/// "$1, $2, …"
std::string placeholders(size_t count, size_t first = 1) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += fmt::format("{}${}", i == 0 ? "" : ", ", first + i);
  return out;
}

/// Runs `sql` (with {} where the list of ids stands) over the ids in blocks of one size, so that
/// one prepared statement serves all; the last block repeats its last id.
void each_block(Transaction& db, std::string_view sql, std::span<const int64_t> ids,
                const std::function<void(const Row&)>& each) {
  for (size_t begin = 0; begin < ids.size();) {
    const size_t block = ids.size() - begin > 20 ? 400 : ids.size() - begin > 1 ? 20 : 1;
    std::vector<Parameter> parameters;
    for (size_t i = 0; i < block; ++i)
      parameters.emplace_back(ids[std::min(begin + i, ids.size() - 1)]);
    db.each(fmt::format(fmt::runtime(sql), placeholders(block)), parameters, each);
    begin += block;
  }
}

}  // namespace

void insert_enterprise(Transaction& db, const Enterprise& e, int64_t changed) {
  static const std::string sql =
      fmt::format("INSERT INTO registry_enterprise ({}, changed) VALUES ({})", kEnterpriseColumns,
                  placeholders(21));
  const std::string former = join_lines(e.former_names);
  const std::string products = join_lines(e.products);
  const std::string contacts = contacts_text(e.contacts);
  const std::string status = enum_text(e.status);
  const auto scale = scale_text(e);
  db.execute(
      sql,
      {e.home_zone,      e.id,         e.version, e.merged_into, e.credit_code, e.stock_code,
       e.name,           e.short_name, former,    e.name_en,     e.region_code, e.industry_code,
       e.industry_label, scale,        status,    e.address,     products,      contacts,
       e.source,         e.invented,   changed});
}

bool update_enterprise(Transaction& db, const Enterprise& e, int64_t changed) {
  const std::string former = join_lines(e.former_names);
  const std::string products = join_lines(e.products);
  const std::string contacts = contacts_text(e.contacts);
  const std::string status = enum_text(e.status);
  const auto scale = scale_text(e);
  return db.execute(
             "UPDATE registry_enterprise SET version = version + 1, changed = $4, credit_code = "
             "$5, "
             "stock_code = $6, name = $7, short_name = $8, former_names = $9, name_en = $10, "
             "region_code = $11, industry_code = $12, industry_label = $13, scale = $14, "
             "status = $15, address = $16, products = $17, contacts = $18, source = $19 "
             "WHERE zone_id = $1 AND id = $2 AND version = $3",
             {e.home_zone, e.id, e.version, changed, e.credit_code, e.stock_code, e.name,
              e.short_name, former, e.name_en, e.region_code, e.industry_code, e.industry_label,
              scale, status, e.address, products, contacts, e.source}) == 1;
}

void touch_enterprise(Transaction& db, int64_t id, int64_t changed) {
  db.execute("UPDATE registry_enterprise SET changed = $2 WHERE id = $1", {id, changed});
}

std::vector<Enterprise> find_enterprises(Transaction& db, std::span<const int64_t> ids) {
  static const std::string sql =
      fmt::format("SELECT {} FROM registry_enterprise WHERE id IN ({{}})", kEnterpriseColumns);
  std::unordered_map<int64_t, Enterprise> found;
  each_block(db, sql, ids, [&](const Row& row) {
    Enterprise e = read_enterprise(row);
    found.insert_or_assign(e.id, std::move(e));
  });
  std::vector<Enterprise> out;
  for (const int64_t id : ids)
    if (const auto at = found.find(id); at != found.end()) out.push_back(at->second);
  return out;
}

std::optional<Enterprise> find_enterprise(Transaction& db, int64_t id) {
  std::vector<Enterprise> found = registry_store::find_enterprises(db, std::span(&id, 1));
  return found.empty() ? std::nullopt : std::optional(std::move(found[0]));
}

std::vector<Enterprise> find_by_credit_code(Transaction& db, const std::string& code) {
  static const std::string sql = fmt::format(
      "SELECT {} FROM registry_enterprise WHERE credit_code = $1 AND merged_into IS NULL "
      "ORDER BY id",
      kEnterpriseColumns);
  return db.all(sql, {code}, read_enterprise);
}

std::vector<Enterprise> find_by_stock_code(Transaction& db, const std::string& code) {
  static const std::string sql = fmt::format(
      "SELECT {} FROM registry_enterprise WHERE stock_code = $1 AND merged_into IS NULL "
      "ORDER BY id",
      kEnterpriseColumns);
  return db.all(sql, {code}, read_enterprise);
}

std::vector<int64_t> member_ids(Transaction& db, int64_t id) {
  std::vector<int64_t> ids{id};
  db.each("SELECT id FROM registry_enterprise WHERE merged_into = $1 ORDER BY id", {id},
          [&](const Row& row) { ids.push_back(row.int64(0)); });
  return ids;
}

void set_merged_into(Transaction& db, int64_t id, std::optional<int64_t> into, int64_t changed) {
  db.execute(
      "UPDATE registry_enterprise SET merged_into = $2, changed = $3, version = version + 1 "
      "WHERE id = $1",
      {id, into, changed});
}

void load_changed(Transaction& db, int64_t after,
                  const std::function<void(const std::vector<DirectoryEntry>&)>& take) {
  std::unordered_map<int64_t, std::vector<DirectoryStay>> stays;
  db.each(
      "SELECT e.id, r.zone_id, r.from_date, r.to_date FROM registry_resident r "
      "JOIN registry_enterprise e ON e.id = r.enterprise_id "
      "WHERE e.merged_into IS NULL AND e.changed > $1 "
      "UNION ALL "
      "SELECT t.id, r.zone_id, r.from_date, r.to_date FROM registry_resident r "
      "JOIN registry_enterprise e ON e.id = r.enterprise_id "
      "JOIN registry_enterprise t ON t.id = e.merged_into WHERE t.changed > $1",
      {after}, [&](const Row& row) {
        const std::optional<Date> to = row.maybe_date(3);
        stays[row.int64(0)].push_back(
            {row.int64(1), row.date(2), to.value_or(Date{std::numeric_limits<int32_t>::max()})});
      });
  // Texts go into blocks that do not move, so that the entries' views stay valid.
  constexpr size_t kBlock = size_t{1} << 20;
  std::deque<std::string> blocks;
  const auto keep = [&](std::string_view text) -> std::string_view {
    if (text.empty()) return {};
    if (blocks.empty() || blocks.back().size() + text.size() > blocks.back().capacity()) {
      blocks.emplace_back();
      blocks.back().reserve(std::max(kBlock, text.size()));
    }
    const size_t begin = blocks.back().size();
    blocks.back() += text;
    return std::string_view(blocks.back()).substr(begin);
  };
  const auto text_or_empty = [](const Row& row, int column) {
    return row.is_null(column) ? std::string_view{} : row.text(column);
  };
  std::vector<DirectoryEntry> entries;
  std::string searchable;
  db.each(
      "SELECT zone_id, id, merged_into, credit_code, stock_code, name, short_name, former_names, "
      "name_en, region_code, industry_code, scale, status, products, invented, industry_label "
      "FROM registry_enterprise WHERE changed > $1",
      {after}, [&](const Row& row) {
        DirectoryEntry& e = entries.emplace_back();
        e.home_zone = row.int64(0);
        e.id = row.int64(1);
        e.hidden = !row.is_null(2);
        e.credit_code = keep(text_or_empty(row, 3));
        e.stock_code = keep(text_or_empty(row, 4));
        e.name = keep(row.text(5));
        searchable.clear();
        for (const int column : {6, 7, 8, 13, 15}) {
          const std::string_view text = text_or_empty(row, column);
          if (text.empty()) continue;
          searchable += text;
          searchable += '\n';
        }
        e.searchable = keep(searchable);
        e.region_code = keep(text_or_empty(row, 9));
        e.industry_code = keep(text_or_empty(row, 10));
        if (!row.is_null(11)) e.scale = parse_enum<EnterpriseScale>(row.text(11));
        e.status = parse_enum<EnterpriseStatus>(row.text(12)).value_or(EnterpriseStatus::operating);
        e.invented = row.boolean(14);
        if (const auto at = stays.find(e.id); at != stays.end()) e.stays = at->second;
      });
  take(entries);
}

EnterpriseBulk::EnterpriseBulk(Transaction& db, int64_t changed)
    : bulk_(db.bulk("registry_enterprise",
                    {"zone_id",        "id",         "changed",     "version",
                     "credit_code",    "stock_code", "name",        "short_name",
                     "former_names",   "name_en",    "region_code", "industry_code",
                     "industry_label", "scale",      "status",      "address",
                     "products",       "contacts",   "source",      "invented"})),
      changed_(changed) {}

void EnterpriseBulk::add(const Enterprise& e) {
  const std::string former = join_lines(e.former_names);
  const std::string products = join_lines(e.products);
  const std::string contacts = contacts_text(e.contacts);
  const auto scale = scale_text(e);
  bulk_->add({e.home_zone,      e.id,          changed_,
              e.version,        e.credit_code, e.stock_code,
              e.name,           e.short_name,  former,
              e.name_en,        e.region_code, e.industry_code,
              e.industry_label, scale,         boost::describe::enum_to_string(e.status, ""),
              e.address,        products,      contacts,
              e.source,         e.invented});
}

void EnterpriseBulk::finish() { bulk_->finish(); }

std::vector<Stay> list_stays(Transaction& db, std::span<const int64_t> enterprise_ids) {
  std::vector<Stay> stays;
  const auto add = [&](const Row& row) {
    stays.push_back({row.int64(0), row.int64(1), row.date(2), row.maybe_date(3)});
  };
  each_block(db,
             "SELECT zone_id, enterprise_id, from_date, to_date FROM registry_resident "
             "WHERE enterprise_id IN ({})",
             enterprise_ids, add);
  each_block(db,
             "SELECT r.zone_id, e.merged_into, r.from_date, r.to_date FROM registry_enterprise e "
             "JOIN registry_resident r ON r.enterprise_id = e.id WHERE e.merged_into IN ({})",
             enterprise_ids, add);
  const auto key = [](const Stay& s) {
    return std::tuple(s.enterprise_id, s.park_id, s.from.days);
  };
  std::sort(stays.begin(), stays.end(),
            [&](const Stay& a, const Stay& b) { return key(a) < key(b); });
  stays.erase(std::unique(stays.begin(), stays.end(),
                          [&](const Stay& a, const Stay& b) { return key(a) == key(b); }),
              stays.end());
  return stays;
}

std::vector<Stay> list_stays_on(Transaction& db, Date on) {
  return db.all(
      "SELECT zone_id, enterprise_id, from_date, to_date FROM v_registry_resident "
      "WHERE from_date <= $1 AND (to_date IS NULL OR to_date > $1) ORDER BY enterprise_id",
      {on}, [](const Row& row) {
        return Stay{row.int64(0), row.int64(1), row.date(2), row.maybe_date(3)};
      });
}

void upsert_stay(Transaction& db, const Stay& stay) {
  db.execute(
      "INSERT INTO registry_resident (zone_id, enterprise_id, from_date, to_date, id) "
      "VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (zone_id, enterprise_id, from_date) DO UPDATE SET to_date = excluded.to_date",
      {stay.park_id, stay.enterprise_id, stay.from, stay.to, db.new_id()});
}

namespace {
constexpr const char* kRelationSelect =
    "SELECT r.zone_id, r.id, r.from_enterprise_id, f.name, r.kind, r.to_enterprise_id, t.name, "
    "r.detail, r.share_bp, r.as_of, r.source FROM v_registry_relation r "
    "JOIN registry_enterprise f ON f.id = r.from_enterprise_id "
    "JOIN registry_enterprise t ON t.id = r.to_enterprise_id ";
Relation read_relation(const Row& row) {
  Relation r;
  r.id = row.int64(1);
  r.from_enterprise_id = row.int64(2);
  r.from_name = row.str(3);
  r.kind = parse_enum<RelationKind>(row.text(4)).value_or(RelationKind::supplies);
  r.to_enterprise_id = row.int64(5);
  r.to_name = row.str(6);
  r.detail = row.maybe_str(7);
  if (!row.is_null(8)) r.share_percent = static_cast<double>(row.int64(8)) / 100;
  r.as_of = row.date(9);
  r.source = row.str(10);
  return r;
}
std::optional<int64_t> basis_points(const std::optional<double>& percent) {
  return percent ? std::optional(static_cast<int64_t>(*percent * 100 + 0.5)) : std::nullopt;
}
}  // namespace

void insert_relation(Transaction& db, int64_t zone, const Relation& r) {
  const std::string kind = enum_text(r.kind);
  db.execute(
      "INSERT INTO registry_relation (zone_id, id, from_enterprise_id, kind, to_enterprise_id, "
      "detail, share_bp, as_of, source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {zone, r.id, r.from_enterprise_id, kind, r.to_enterprise_id, r.detail,
       basis_points(r.share_percent), r.as_of, r.source});
}

std::vector<Relation> list_relations(Transaction& db, int64_t enterprise_id) {
  static const std::string sql =
      std::string(kRelationSelect) +
      "WHERE r.from_enterprise_id = $1 OR r.to_enterprise_id = $1 ORDER BY r.id";
  return db.all(sql, {enterprise_id}, read_relation);
}

std::optional<std::pair<int64_t, Relation>> find_relation(Transaction& db, int64_t id) {
  static const std::string sql = std::string(kRelationSelect) + "WHERE r.id = $1";
  return db.one(sql, {id},
                [](const Row& row) { return std::pair(row.int64(0), read_relation(row)); });
}

void delete_relation(Transaction& db, int64_t zone, int64_t id) {
  db.execute("DELETE FROM registry_relation WHERE zone_id = $1 AND id = $2", {zone, id});
}

FactBulk::FactBulk(Transaction& db)
    : bulk_(db.bulk("registry_fact",
                    {"zone_id", "enterprise_id", "field", "period", "id", "whole", "number",
                     "words", "unit", "source", "source_date", "recorded_at", "recorded_by"})) {}

void FactBulk::add(const StoredFact& f) {
  bulk_->add({f.zone_id, f.enterprise_id, f.field, f.period, f.id, f.value.whole, f.value.number,
              f.value.words, f.unit, f.source, f.source_date, f.recorded_at, f.recorded_by});
}

void FactBulk::finish() { bulk_->finish(); }

void each_recorded_fact(Transaction& db, const std::function<void(const RecordedFact&)>& each) {
  db.each(
      "SELECT enterprise_id, id, field, period, whole, number, words, source_date "
      "FROM registry_fact",
      {}, [&](const Row& row) {
        RecordedFact fact{.enterprise_id = row.int64(0),
                          .id = row.int64(1),
                          .field = row.text(2),
                          .period = row.text(3),
                          .whole = row.maybe_int64(4),
                          .number = {},
                          .words = {},
                          .source_date = row.maybe_date(7)};
        if (!fact.whole) {
          fact.number = row.maybe_real(5);
          if (!row.is_null(6)) fact.words = row.text(6);
        }
        each(fact);
      });
}

namespace {
ChangedEnterprise read_changed(const Row& row) { return {row.int64(0), row.maybe_int64(1)}; }
}  // namespace
std::vector<ChangedEnterprise> changed_enterprises(Transaction& db, int64_t after) {
  return db.all("SELECT id, merged_into FROM registry_enterprise WHERE changed > $1", {after},
                read_changed);
}
std::vector<ChangedEnterprise> merged_enterprises(Transaction& db) {
  return db.all("SELECT id, merged_into FROM registry_enterprise WHERE merged_into IS NOT NULL", {},
                read_changed);
}

std::vector<StoredFact> list_facts(Transaction& db, int64_t enterprise_id) {
  std::vector<StoredFact> facts;
  const auto add = [&](const Row& row) {
    facts.push_back({row.int64(0), row.int64(1), row.int64(2), row.str(3), row.str(4),
                     FactValue{row.maybe_int64(5), row.maybe_real(6), row.maybe_str(7)}, row.str(8),
                     row.str(9), row.maybe_date(10), row.timestamp(11), row.int64(12)});
  };
  for (const std::string_view which : {"e.id = $1", "e.merged_into = $1"})
    db.each(fmt::format("SELECT f.zone_id, f.enterprise_id, f.id, f.field, f.period, f.whole, "
                        "f.number, f.words, f.unit, f.source, f.source_date, f.recorded_at, "
                        "f.recorded_by FROM registry_enterprise e JOIN registry_fact f "
                        "ON f.zone_id = e.zone_id AND f.enterprise_id = e.id WHERE {}",
                        which),
            {enterprise_id}, add);
  std::sort(facts.begin(), facts.end(), [](const StoredFact& a, const StoredFact& b) {
    return std::tie(a.field, a.period, a.id) < std::tie(b.field, b.period, b.id);
  });
  return facts;
}

namespace {
Park read_park(const Row& row) {
  Park park;
  park.zone_id = row.int64(0);
  park.kind = parse_enum<ParkKind>(row.text(1)).value_or(ParkKind::ordinary);
  park.leading_industries = lines(row.text(2));
  if (!row.is_null(3)) park.area_square_metres = static_cast<double>(row.int64(3)) / 100;
  park.started_on = row.maybe_date(4);
  park.brand = row.maybe_str(5);
  park.description = row.maybe_str(6);
  park.version = row.int64(7);
  return park;
}
std::optional<int64_t> hundredths(const std::optional<double>& area) {
  return area ? std::optional(static_cast<int64_t>(*area * 100 + 0.5)) : std::nullopt;
}
}  // namespace

std::optional<Park> find_park(Transaction& db, int64_t zone) {
  return db.one(
      "SELECT zone_id, kind, leading_industries, area, started_on, brand, description, version "
      "FROM registry_park WHERE zone_id = $1",
      {zone}, read_park);
}

std::map<int64_t, ParkKind> park_kinds(Transaction& db) {
  std::map<int64_t, ParkKind> out;
  db.each("SELECT zone_id, kind FROM registry_park", {}, [&](const Row& row) {
    out[row.int64(0)] = parse_enum<ParkKind>(row.text(1)).value_or(ParkKind::ordinary);
  });
  return out;
}

void insert_park(Transaction& db, const Park& p) {
  const std::string kind = enum_text(p.kind);
  const std::string industries = join_lines(p.leading_industries);
  db.execute(
      "INSERT INTO registry_park (zone_id, kind, leading_industries, area, started_on, brand, "
      "description) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {p.zone_id, kind, industries, hundredths(p.area_square_metres), p.started_on, p.brand,
       p.description});
}

bool update_park(Transaction& db, const Park& p) {
  const std::string kind = enum_text(p.kind);
  const std::string industries = join_lines(p.leading_industries);
  return db.execute(
             "UPDATE registry_park SET kind = $2, leading_industries = $3, area = $4, "
             "started_on = $5, brand = $6, description = $7, version = version + 1 "
             "WHERE zone_id = $1 AND version = $8",
             {p.zone_id, kind, industries, hundredths(p.area_square_metres), p.started_on, p.brand,
              p.description, p.version}) == 1;
}

std::vector<Agreement> list_agreements(Transaction& db) {
  return db.all(
      "SELECT zone_id, id, partner_zone_id, kind, title, output_share_bp, tax_share_bp, from_date, "
      "to_date, source, version FROM registry_agreement ORDER BY id",
      {}, [](const Row& row) {
        Agreement a;
        a.zone_id = row.int64(0);
        a.id = row.int64(1);
        a.partner_zone_id = row.int64(2);
        a.kind = parse_enum<AgreementKind>(row.text(3)).value_or(AgreementKind::partner_park);
        a.title = row.str(4);
        if (!row.is_null(5)) a.output_share_percent = static_cast<double>(row.int64(5)) / 100;
        if (!row.is_null(6)) a.tax_share_percent = static_cast<double>(row.int64(6)) / 100;
        a.from_date = row.date(7);
        a.to_date = row.maybe_date(8);
        a.source = row.str(9);
        a.version = row.int64(10);
        return a;
      });
}

void insert_agreement(Transaction& db, const Agreement& a) {
  const std::string kind = enum_text(a.kind);
  db.execute(
      "INSERT INTO registry_agreement (zone_id, id, partner_zone_id, kind, title, "
      "output_share_bp, tax_share_bp, from_date, to_date, source) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {a.zone_id, a.id, a.partner_zone_id, kind, a.title, basis_points(a.output_share_percent),
       basis_points(a.tax_share_percent), a.from_date, a.to_date, a.source});
}

bool update_agreement(Transaction& db, const Agreement& a) {
  const std::string kind = enum_text(a.kind);
  return db.execute(
             "UPDATE registry_agreement SET partner_zone_id = $3, kind = $4, title = $5, "
             "output_share_bp = $6, tax_share_bp = $7, from_date = $8, to_date = $9, source = $10, "
             "version = version + 1 WHERE zone_id = $1 AND id = $2 AND version = $11",
             {a.zone_id, a.id, a.partner_zone_id, kind, a.title,
              basis_points(a.output_share_percent), basis_points(a.tax_share_percent), a.from_date,
              a.to_date, a.source, a.version}) == 1;
}

namespace {
CodeNode read_code(const Row& row) {
  return {row.str(0), row.maybe_str(1), row.str(2), row.maybe_str(3)};
}
}  // namespace

std::vector<CodeNode> list_industries(Transaction& db) {
  return db.all("SELECT code, parent_code, name, name_en FROM registry_industry ORDER BY code", {},
                read_code);
}

std::vector<CodeNode> list_regions(Transaction& db) {
  return db.all("SELECT code, parent_code, name, name_en FROM registry_region ORDER BY code", {},
                read_code);
}

bool upsert_industry(Transaction& db, const CodeNode& node, const std::string& description,
                     const std::string& source) {
  const std::optional<std::string> text =
      description.empty() ? std::nullopt : std::optional(description);
  return db.execute(
             "INSERT INTO registry_industry (code, parent_code, name, name_en, description, "
             "source) "
             "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (code) DO UPDATE SET "
             "parent_code = excluded.parent_code, name = excluded.name, "
             "name_en = COALESCE(excluded.name_en, registry_industry.name_en), "
             "description = COALESCE(excluded.description, registry_industry.description), "
             "source = excluded.source "
             "WHERE registry_industry.name <> excluded.name OR "
             "COALESCE(registry_industry.parent_code, '') <> COALESCE(excluded.parent_code, '') OR "
             "COALESCE(registry_industry.description, '') <> "
             "COALESCE(excluded.description, registry_industry.description, '')",
             {node.code, node.parent_code, node.name, node.name_en, text, source}) == 1;
}

bool upsert_region(Transaction& db, const CodeNode& node, const std::string& source) {
  return db.execute(
             "INSERT INTO registry_region (code, parent_code, name, name_en, source) "
             "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (code) DO UPDATE SET "
             "parent_code = excluded.parent_code, name = excluded.name, "
             "name_en = COALESCE(excluded.name_en, registry_region.name_en), "
             "source = excluded.source WHERE registry_region.name <> excluded.name OR "
             "COALESCE(registry_region.parent_code, '') <> COALESCE(excluded.parent_code, '')",
             {node.code, node.parent_code, node.name, node.name_en, source}) == 1;
}

bool insert_crosswalk(Transaction& db, const std::string& from, const std::string& to) {
  return db.execute(
             "INSERT INTO registry_industry_crosswalk (from_code, to_code) VALUES ($1, $2) "
             "ON CONFLICT (from_code, to_code) DO NOTHING",
             {from, to}) == 1;
}

std::vector<std::string> list_crosswalk(Transaction& db, const std::string& from) {
  return db.all(
      "SELECT to_code FROM registry_industry_crosswalk WHERE from_code = $1 ORDER BY to_code",
      {from}, [](const Row& row) { return row.str(0); });
}

bool insert_duplicate(Transaction& db, const DuplicateRow& row, Timestamp now) {
  const std::string state = enum_text(row.state);
  return db.execute(
             "INSERT INTO registry_duplicate (zone_id, id, left_id, right_id, score_bp, reason, "
             "state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
             "ON CONFLICT (zone_id, left_id, right_id) DO NOTHING",
             {row.zone_id, row.id, row.left_id, row.right_id, row.score_bp, row.reason, state,
              now}) == 1;
}

namespace {
DuplicateRow read_duplicate(const Row& row) {
  return {row.int64(0),
          row.int64(1),
          row.int64(2),
          row.int64(3),
          row.int64(4),
          row.str(5),
          parse_enum<DuplicateState>(row.text(6)).value_or(DuplicateState::open)};
}
}  // namespace

std::vector<DuplicateRow> list_duplicates(Transaction& db, DuplicateState state) {
  const std::string name = enum_text(state);
  return db.all(
      "SELECT zone_id, id, left_id, right_id, score_bp, reason, state FROM registry_duplicate "
      "WHERE state = $1 ORDER BY score_bp DESC, id",
      {name}, read_duplicate);
}

std::optional<DuplicateRow> find_duplicate(Transaction& db, int64_t id) {
  return db.one(
      "SELECT zone_id, id, left_id, right_id, score_bp, reason, state FROM registry_duplicate "
      "WHERE id = $1",
      {id}, read_duplicate);
}

void set_duplicate_state(Transaction& db, int64_t left_id, int64_t right_id, DuplicateState state,
                         int64_t by, Timestamp at) {
  const std::string name = enum_text(state);
  db.execute(
      "UPDATE registry_duplicate SET state = $3, decided_by = $4, decided_at = $5 "
      "WHERE left_id = $1 AND right_id = $2",
      {std::min(left_id, right_id), std::max(left_id, right_id), name, by, at});
}

void insert_merge(Transaction& db, const MergeRow& row) {
  const std::string repointed = join_lines(row.repointed);
  db.execute(
      "INSERT INTO registry_merge (zone_id, id, survivor_id, absorbed_id, repointed, before_json, "
      "after_json, merged_at, merged_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {row.zone_id, row.merge.id, row.merge.survivor_id, row.merge.absorbed_id, repointed,
       row.before_json, row.after_json, row.merge.merged_at, row.merge.merged_by});
}

namespace {
constexpr const char* kMergeSelect =
    "SELECT m.zone_id, m.id, m.survivor_id, s.name, m.absorbed_id, a.name, m.repointed, "
    "m.before_json, m.after_json, m.merged_at, m.merged_by, m.undone_at FROM registry_merge m "
    "JOIN registry_enterprise s ON s.id = m.survivor_id "
    "JOIN registry_enterprise a ON a.id = m.absorbed_id ";
MergeRow read_merge(const Row& row) {
  MergeRow m;
  m.zone_id = row.int64(0);
  m.merge.id = row.int64(1);
  m.merge.survivor_id = row.int64(2);
  m.merge.survivor_name = row.str(3);
  m.merge.absorbed_id = row.int64(4);
  m.merge.absorbed_name = row.str(5);
  m.repointed = lines(row.text(6));
  m.before_json = row.str(7);
  m.after_json = row.str(8);
  m.merge.merged_at = row.timestamp(9);
  m.merge.merged_by = row.int64(10);
  if (!row.is_null(11)) m.merge.undone_at = row.timestamp(11);
  return m;
}
}  // namespace

std::optional<MergeRow> find_merge(Transaction& db, int64_t id) {
  static const std::string sql = std::string(kMergeSelect) + "WHERE m.id = $1";
  return db.one(sql, {id}, read_merge);
}

std::vector<MergeRow> list_merges(Transaction& db) {
  static const std::string sql = std::string(kMergeSelect) + "ORDER BY m.id DESC";
  return db.all(sql, {}, read_merge);
}

void set_merge_undone(Transaction& db, int64_t zone, int64_t id, Timestamp at) {
  db.execute("UPDATE registry_merge SET undone_at = $3 WHERE zone_id = $1 AND id = $2",
             {zone, id, at});
}

namespace {
constexpr size_t kPartBytes = size_t{1} << 20;

std::string to_base64(std::string_view bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // The terminating zero.
  return out;
}

std::string from_base64(std::string_view text) {
  std::string out(text.size(), '\0');
  size_t size = 0;
  CHECK(sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                          text.size(), nullptr, &size, nullptr,
                          sodium_base64_VARIANT_ORIGINAL) == 0);
  out.resize(size);
  return out;
}

ImportRecord read_import(const Row& row) {
  ImportRecord r;
  r.import.zone_id = row.int64(0);
  r.import.id = row.int64(1);
  r.import.filename = row.str(2);
  r.sha256 = row.str(3);
  r.import.size_bytes = row.int64(4);
  r.import.kind = parse_enum<ImportKind>(row.text(5)).value_or(ImportKind::enterprises);
  r.mapping_json = row.str(6);
  r.import.state = parse_enum<ImportState>(row.text(7)).value_or(ImportState::failed);
  if (!row.is_null(8)) r.import.report = from_json<ImportReport>(json::parse(row.text(8))).value();
  r.import.created_at = row.timestamp(9);
  r.created_by = row.int64(10);
  if (!row.is_null(11)) r.import.finished_at = row.timestamp(11);
  return r;
}
constexpr const char* kImportSelect =
    "SELECT zone_id, id, filename, sha256, size_bytes, kind, mapping, state, report, created_at, "
    "created_by, finished_at FROM registry_import ";
}  // namespace

void insert_import(Transaction& db, const ImportRecord& r, std::string_view bytes) {
  const std::string kind = enum_text(r.import.kind);
  const std::string state = enum_text(r.import.state);
  db.execute(
      "INSERT INTO registry_import (zone_id, id, filename, sha256, size_bytes, kind, mapping, "
      "state, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {r.import.zone_id, r.import.id, r.import.filename, r.sha256, r.import.size_bytes, kind,
       r.mapping_json, state, r.import.created_at, r.created_by});
  int64_t part = 0;
  for (size_t begin = 0; begin < bytes.size(); begin += kPartBytes, ++part) {
    const std::string text = to_base64(bytes.substr(begin, kPartBytes));
    db.execute(
        "INSERT INTO registry_import_part (zone_id, import_id, part, bytes) "
        "VALUES ($1, $2, $3, $4)",
        {r.import.zone_id, r.import.id, part, text});
  }
}

std::optional<ImportRecord> find_import(Transaction& db, int64_t id) {
  static const std::string sql = std::string(kImportSelect) + "WHERE id = $1";
  return db.one(sql, {id}, read_import);
}

std::string read_import_bytes(Transaction& db, int64_t zone, int64_t id) {
  std::string bytes;
  db.each(
      "SELECT bytes FROM registry_import_part WHERE zone_id = $1 AND import_id = $2 ORDER BY part",
      {zone, id}, [&](const Row& row) { bytes += from_base64(row.text(0)); });
  return bytes;
}

void delete_import_bytes(Transaction& db, int64_t zone, int64_t id) {
  db.execute("DELETE FROM registry_import_part WHERE zone_id = $1 AND import_id = $2", {zone, id});
}

void update_import(Transaction& db, const ImportRecord& r) {
  const std::string state = enum_text(r.import.state);
  const std::string kind = enum_text(r.import.kind);
  std::optional<std::string> report;
  if (r.import.report) report = json::serialize(to_json(*r.import.report));
  db.execute(
      "UPDATE registry_import SET kind = $3, mapping = $4, state = $5, report = $6, "
      "finished_at = $7 WHERE zone_id = $1 AND id = $2",
      {r.import.zone_id, r.import.id, kind, r.mapping_json, state, report, r.import.finished_at});
}

std::vector<ImportRecord> list_imports(Transaction& db) {
  static const std::string sql = std::string(kImportSelect) + "ORDER BY id DESC LIMIT 500";
  return db.all(sql, {}, read_import);
}

}  // namespace gaoxin::registry_store
