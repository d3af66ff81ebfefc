// Use cases on enterprises, stays, relations, facts, parks, agreements and codes.
#include "registry/registry.h"

#include <algorithm>
#include <array>
#include <set>

#include "api/page.h"
#include "base/text.h"
#include "registry/credit_code.h"
#include "registry/registry_errors.h"
#include "registry/registry_rules.h"
#include "registry/stock_code.h"
#include "registry/table_writer.h"

namespace gaoxin {

namespace store = registry_store;
using registry_errors::make;

namespace {

struct CodesCache {
  std::mutex mutex;
  int64_t counter = -1;
  std::shared_ptr<const Codes> codes;
};

struct DirectoryHolder {
  std::mutex loading;
  EnterpriseDirectory directory;
};

/// Collects wrong fields of an input under one error.
class Fields {
 public:
  explicit Fields(std::string path) : path_(std::move(path)) {}
  void add(std::string_view name, const Error& error) {
    fields_.push_back({path_ + std::string(name), error.key, error.text});
  }
  void add(std::string_view name, std::string key, std::string zh, std::string en) {
    add(name, make(ErrorCode::invalid, std::move(key), std::move(zh), std::move(en)));
  }
  bool ok() const { return fields_.empty(); }
  Error error() const {
    return {ErrorCode::invalid, fields_.front().key, fields_.front().text, fields_};
  }

 private:
  std::string path_;
  std::vector<FieldError> fields_;
};

/// A trimmed line of text within `bytes_max`; empty becomes unknown.
std::optional<std::string> checked_text(Fields& fields, std::string_view name,
                                        const std::optional<std::string>& text,
                                        size_t bytes_max = 600) {
  if (!text) return std::nullopt;
  const std::string trimmed(trim(*text));
  if (trimmed.empty()) return std::nullopt;
  if (trimmed.size() > bytes_max || !is_utf8(trimmed) ||
      std::any_of(trimmed.begin(), trimmed.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    fields.add(name, "text", fmt::format("文字过长(最多 {} 字节)或含有换行等控制字符", bytes_max),
               fmt::format("the text is longer than {} bytes or holds line breaks or other control "
                           "characters",
                           bytes_max));
  return trimmed;
}

std::vector<std::string> checked_list(Fields& fields, std::string_view name,
                                      const std::optional<std::vector<std::string>>& list) {
  std::vector<std::string> out;
  if (!list) return out;
  if (list->size() > 200) fields.add(name, "list", "最多 200 项", "at most 200 items are possible");
  for (const std::string& item : *list) {
    const auto text = checked_text(fields, name, item);
    if (text && std::find(out.begin(), out.end(), *text) == out.end()) out.push_back(*text);
  }
  return out;
}

json::value snapshot(const Enterprise& enterprise) { return to_json(enterprise); }

Result<Done> check_codes_free(Call& call, const Enterprise& enterprise) {
  const auto taken = [&](const std::vector<Enterprise>& others) -> const Enterprise* {
    for (const Enterprise& other : others)
      if (other.id != enterprise.id) return &other;
    return nullptr;
  };
  const auto error = [](const Enterprise& other, std::string_view code) {
    return make(
        ErrorCode::conflict, "enterprise.duplicate_code",
        fmt::format("代码“{}”已属于企业“{}”(编号 {})", code, other.name, other.id),
        fmt::format("the code '{}' belongs to '{}' (id {}) already", code, other.name, other.id));
  };
  if (enterprise.credit_code) {
    const auto others = store::find_by_credit_code(call.db, *enterprise.credit_code);
    if (const Enterprise* other = taken(others)) return error(*other, *enterprise.credit_code);
  }
  if (enterprise.stock_code) {
    const auto others = store::find_by_stock_code(call.db, *enterprise.stock_code);
    if (const Enterprise* other = taken(others)) return error(*other, *enterprise.stock_code);
  }
  return Done{};
}

Result<Enterprise> described(Call& call, Enterprise enterprise) {
  std::vector<Enterprise> one{std::move(enterprise)};
  describe_enterprises(call.db, call.zones, *current_codes(call.database, call.db), one);
  return std::move(one[0]);
}

Result<DirectoryQuery> directory_query(Call& call, const ListEnterprises& in) {
  DirectoryQuery query;
  query.zone = in.zone;
  query.today = date_of(call.now);
  query.q = in.q.value_or("");
  if (query.q.size() > 400)
    return make(ErrorCode::invalid, "search.too_long", "检索词过长", "the search text is too long");
  if (in.region) query.region = normal_region_code(*in.region).value_or("!");
  if (in.industry) query.industry = normal_industry_code(*in.industry).value_or("!");
  query.scales = in.scale.value_or(std::vector<EnterpriseScale>{});
  query.statuses = in.status.value_or(std::vector<EnterpriseStatus>{});
  query.home_zone = in.home_zone;
  query.park = in.park;
  query.listed = in.listed;
  query.invented = in.invented;
  query.has_credit_code = in.has_credit_code;
  query.own_first = !in.sort;
  std::string sort = in.sort.value_or("name");
  query.descending = sort.starts_with('-');
  if (query.descending) sort.erase(0, 1);
  if (!boost::describe::enum_from_string(sort.c_str(), query.sort))
    return make(ErrorCode::invalid, "sort", fmt::format("不能按“{}”排序", clipped(sort, 40)),
                fmt::format("it is not possible to sort by '{}'", clipped(sort, 40)));
  TRY_ASSIGN(page, page_request(in.page, in.page_size));
  query.offset = static_cast<size_t>((page.page - 1) * page.page_size);
  query.limit = static_cast<size_t>(page.page_size);
  return query;
}

}  // namespace

std::shared_ptr<const Codes> current_codes(Database& database, Transaction& db) {
  CodesCache& cache = database.attached<CodesCache>();
  const int64_t counter = read_counter(db, "registry_codes");
  const std::lock_guard lock(cache.mutex);
  if (cache.counter != counter || !cache.codes) {
    cache.codes = std::make_shared<const Codes>(
        Codes{CodeTree(store::list_industries(db)), CodeTree(store::list_regions(db))});
    cache.counter = counter;
  }
  return cache.codes;
}

EnterpriseDirectory& current_directory(Database& database, Transaction& db) {
  DirectoryHolder& holder = database.attached<DirectoryHolder>();
  const int64_t counter = read_counter(db, "registry");
  if (holder.directory.applied() < counter) {
    const std::lock_guard lock(holder.loading);
    const int64_t applied = holder.directory.applied();
    if (applied < counter)
      store::load_changed(db, applied, [&](const std::vector<DirectoryEntry>& entries) {
        holder.directory.apply(entries, counter);
      });
  }
  return holder.directory;
}

Result<Enterprise> checked_enterprise(const Codes& codes, const EnterpriseInput& in,
                                      const std::string& path) {
  Fields fields(path);
  Enterprise e;
  const auto name = checked_text(fields, "name", in.name);
  if (!name)
    fields.add("name", "enterprise.name", "企业名称不能为空", "the enterprise needs a name");
  else
    e.name = *name;
  e.short_name = checked_text(fields, "short_name", in.short_name);
  e.name_en = checked_text(fields, "name_en", in.name_en);
  e.former_names = checked_list(fields, "former_names", in.former_names);
  e.address = checked_text(fields, "address", in.address, 1500);
  e.industry_label = checked_text(fields, "industry_label", in.industry_label);
  e.products = checked_list(fields, "products", in.products);
  e.source = checked_text(fields, "source", in.source).value_or("");
  e.scale = in.scale;
  e.status = in.status.value_or(EnterpriseStatus::operating);
  if (in.credit_code && !trim(*in.credit_code).empty()) {
    const Result<std::string> code = parse_credit_code(*in.credit_code);
    if (code.ok())
      e.credit_code = *code;
    else
      fields.add("credit_code", code.error());
  }
  if (in.stock_code && !trim(*in.stock_code).empty()) {
    const Result<std::string> code = parse_stock_code(*in.stock_code);
    if (code.ok())
      e.stock_code = *code;
    else
      fields.add("stock_code", code.error());
  }
  if (in.region_code && !trim(*in.region_code).empty()) {
    e.region_code = normal_region_code(*in.region_code);
    if (!e.region_code) e.region_code = region_of_name(codes.regions, *in.region_code);
    if (!e.region_code || !acceptable_region(codes.regions, *e.region_code))
      fields.add(
          "region_code", "region.unknown",
          fmt::format("没有行政区划“{}”", clipped(*in.region_code, 60)),
          fmt::format("there is no administrative division '{}'", clipped(*in.region_code, 60)));
  }
  if (in.industry_code && !trim(*in.industry_code).empty()) {
    e.industry_code = normal_industry_code(*in.industry_code);
    if (!e.industry_code)
      if (const CodeNode* node = codes.industries.find_name(trim(*in.industry_code)))
        e.industry_code = node->code;
    if (!e.industry_code || !acceptable_industry(codes.industries, *e.industry_code))
      fields.add(
          "industry_code", "industry.unknown",
          fmt::format("国民经济行业分类(2017)中没有“{}”", clipped(*in.industry_code, 60)),
          fmt::format("GB/T 4754-2017 has no industry '{}'", clipped(*in.industry_code, 60)));
  }
  if (in.contacts) {
    if (in.contacts->size() > 50)
      fields.add("contacts", "list", "最多 50 位联系人", "at most 50 contacts are possible");
    for (const Contact& contact : *in.contacts) {
      Contact checked;
      checked.name = checked_text(fields, "contacts", contact.name).value_or("");
      checked.title = checked_text(fields, "contacts", contact.title);
      checked.phone = checked_text(fields, "contacts", contact.phone, 60);
      checked.email = checked_text(fields, "contacts", contact.email, 200);
      if (!checked.name.empty() || checked.phone || checked.email) e.contacts.push_back(checked);
    }
  }
  if (!fields.ok()) return fields.error();
  return e;
}

void describe_enterprises(Transaction& db, const ZoneTree& zones, const Codes& codes,
                          std::vector<Enterprise>& enterprises) {
  std::vector<int64_t> ids;
  for (const Enterprise& e : enterprises) ids.push_back(e.id);
  const std::vector<store::Stay> stays = store::list_stays(db, ids);
  for (Enterprise& e : enterprises) {
    if (const Zone* zone = zones.find(e.home_zone)) e.home_zone_name = zone->name;
    e.region_name.reset();
    e.industry_name.reset();
    if (e.region_code)
      for (std::string code = *e.region_code; !code.empty() && !e.region_name;
           code = parent_region_code(code))
        if (codes.regions.find(code) != nullptr)
          e.region_name = fmt::format("{}", fmt::join(codes.regions.path(code), ""));
    if (e.industry_code)
      for (std::string code = *e.industry_code; !code.empty() && !e.industry_name;
           code = parent_industry_code(code))
        if (const CodeNode* node = codes.industries.find(code)) e.industry_name = node->name;
    e.residences.clear();
    for (const store::Stay& stay : stays) {
      if (stay.enterprise_id != e.id) continue;
      const Zone* park = zones.find(stay.park_id);
      e.residences.push_back(
          {stay.park_id, park == nullptr ? Text{} : park->name, stay.from, stay.to});
    }
  }
}

bool enterprise_visible(Transaction& db, const ZoneTree& zones, int64_t zone, int64_t enterprise) {
  const std::optional<Enterprise> e = store::find_enterprise(db, enterprise);
  if (!e) return false;
  if (zones.is_within(e->home_zone, zone) || zones.is_within(zone, e->home_zone)) return true;
  const int64_t id = e->merged_into.value_or(e->id);
  for (const store::Stay& stay : store::list_stays(db, std::span(&id, 1)))
    if (zones.is_within(stay.park_id, zone)) return true;
  return false;
}

Result<Enterprise> visible_enterprise(Call& call, int64_t zone, int64_t id) {
  std::optional<Enterprise> found = store::find_enterprise(call.db, id);
  if (!found || !enterprise_visible(call.db, call.zones, zone, id))
    return registry_errors::no_enterprise(id);
  if (found->merged_into)
    return make(ErrorCode::not_found, "enterprise.merged",
                fmt::format("企业 {} 已并入企业 {}", id, *found->merged_into),
                fmt::format("enterprise {} has been merged into {}", id, *found->merged_into));
  return described(call, std::move(*found));
}

Result<Enterprise> writable_enterprise(Call& call, int64_t zone, int64_t id) {
  TRY_ASSIGN(enterprise, visible_enterprise(call, zone, id));
  if (!call.may(kWrite, enterprise.home_zone)) return registry_errors::not_yours();
  return enterprise;
}

// ---- Enterprises -------------------------------------------------------------------------------

Result<EnterprisePage> list_enterprises(Call& call, const ListEnterprises& in) {
  TRY_ASSIGN(query, directory_query(call, in));
  const DirectoryAnswer answer = current_directory(call.database, call.db).query(call.zones, query);
  EnterprisePage page;
  page.items = store::find_enterprises(call.db, answer.ids);
  describe_enterprises(call.db, call.zones, *current_codes(call.database, call.db), page.items);
  page.total = static_cast<int64_t>(answer.total);
  page.page = in.page.value_or(1);
  page.page_size = in.page_size.value_or(50);
  return page;
}

namespace {

struct ExportColumn {
  std::string_view name, zh, en;
  int width;
  bool usual;
  /// Appends the cell's text to the buffer given, so that views stay valid for the row.
  std::function<std::string(const Enterprise&, bool english)> text;
};

std::string joined(const std::vector<std::string>& items) {
  return fmt::format("{}", fmt::join(items, ";"));
}

std::string_view scale_name(EnterpriseScale scale, bool english) {
  constexpr std::array<std::string_view, 4> kChinese{"大型", "中型", "小型", "微型"};
  return english ? boost::describe::enum_to_string(scale, "")
                 : kChinese[static_cast<size_t>(scale)];
}
std::string_view status_name(EnterpriseStatus status, bool english) {
  constexpr std::array<std::string_view, 5> kChinese{"存续", "停业", "迁出", "吊销", "注销"};
  return english ? boost::describe::enum_to_string(status, "")
                 : kChinese[static_cast<size_t>(status)];
}

const std::vector<ExportColumn>& export_columns() {
  static const std::vector<ExportColumn> columns{
      {"id", "编号", "Id", 14, false,
       [](const Enterprise& e, bool) { return fmt::format("{}", e.id); }},
      {"name", "企业名称", "Name", 36, true, [](const Enterprise& e, bool) { return e.name; }},
      {"credit_code", "统一社会信用代码", "Credit code", 22, true,
       [](const Enterprise& e, bool) { return e.credit_code.value_or(""); }},
      {"stock_code", "证券代码", "Stock code", 12, true,
       [](const Enterprise& e, bool) { return e.stock_code.value_or(""); }},
      {"short_name", "简称", "Short name", 16, false,
       [](const Enterprise& e, bool) { return e.short_name.value_or(""); }},
      {"name_en", "英文名称", "English name", 30, true,
       [](const Enterprise& e, bool) { return e.name_en.value_or(""); }},
      {"former_names", "曾用名", "Former names", 24, false,
       [](const Enterprise& e, bool) { return joined(e.former_names); }},
      {"home_zone", "管理区域", "Home zone", 20, true,
       [](const Enterprise& e, bool en) { return en ? e.home_zone_name.en : e.home_zone_name.zh; }},
      {"region_code", "行政区划代码", "Region code", 14, true,
       [](const Enterprise& e, bool) { return e.region_code.value_or(""); }},
      {"region_name", "地区", "Region", 20, true,
       [](const Enterprise& e, bool) { return e.region_name.value_or(""); }},
      {"address", "注册地址", "Address", 36, false,
       [](const Enterprise& e, bool) { return e.address.value_or(""); }},
      {"industry_code", "行业代码", "Industry code", 12, true,
       [](const Enterprise& e, bool) { return e.industry_code.value_or(""); }},
      {"industry_name", "行业", "Industry", 24, true,
       [](const Enterprise& e, bool) {
         return e.industry_name.value_or(e.industry_label.value_or(""));
       }},
      {"scale", "规模", "Scale", 10, true,
       [](const Enterprise& e, bool en) {
         return e.scale ? std::string(scale_name(*e.scale, en)) : "";
       }},
      {"status", "状态", "Status", 10, true,
       [](const Enterprise& e, bool en) { return std::string(status_name(e.status, en)); }},
      {"products", "主营产品", "Products", 36, true,
       [](const Enterprise& e, bool) { return joined(e.products); }},
      {"contacts", "联系人", "Contacts", 24, false,
       [](const Enterprise& e, bool) {
         std::vector<std::string> names;
         for (const Contact& c : e.contacts)
           names.push_back(c.name + (c.phone ? " " + *c.phone : ""));
         return joined(names);
       }},
      {"residences", "入驻园区", "Parks", 24, true,
       [](const Enterprise& e, bool en) {
         std::vector<std::string> names;
         for (const Residence& r : e.residences)
           if (!r.to_date) names.push_back(en ? r.park_name.en : r.park_name.zh);
         return joined(names);
       }},
      {"source", "来源", "Source", 20, true, [](const Enterprise& e, bool) { return e.source; }}};
  return columns;
}

}  // namespace

Result<File> export_enterprises(Call& call, const ExportEnterprises& in) {
  TRY_ASSIGN(format, parse_table_format(in.format.value_or("xlsx")));
  const bool english = in.lang.value_or("zh") == "en";
  std::vector<const ExportColumn*> chosen;
  if (in.columns) {
    for (const std::string& name : *in.columns) {
      const auto& all = export_columns();
      const auto at = std::find_if(all.begin(), all.end(),
                                   [&](const ExportColumn& c) { return c.name == name; });
      if (at == all.end())
        return make(ErrorCode::invalid, "export.column",
                    fmt::format("没有“{}”这一列", clipped(name, 40)),
                    fmt::format("there is no column '{}'", clipped(name, 40)));
      chosen.push_back(&*at);
    }
  }
  if (chosen.empty())
    for (const ExportColumn& column : export_columns())
      if (column.usual) chosen.push_back(&column);
  ListEnterprises list = in;
  list.page.reset();
  list.page_size.reset();
  TRY_ASSIGN(query, directory_query(call, list));
  query.limit = std::numeric_limits<size_t>::max();
  const DirectoryAnswer answer = current_directory(call.database, call.db).query(call.zones, query);
  const auto codes = current_codes(call.database, call.db);
  std::vector<TableColumn> columns;
  for (const ExportColumn* column : chosen)
    columns.push_back({std::string(english ? column->en : column->zh), column->width});
  TRY_ASSIGN(
      bytes, write_table(format, english ? "Enterprises" : "企业", columns, [&](const AddRow& add) {
        constexpr size_t kBlock = 2000;
        for (size_t begin = 0; begin < answer.ids.size(); begin += kBlock) {
          const auto ids =
              std::span(answer.ids).subspan(begin, std::min(kBlock, answer.ids.size() - begin));
          std::vector<Enterprise> enterprises = store::find_enterprises(call.db, ids);
          describe_enterprises(call.db, call.zones, *codes, enterprises);
          for (const Enterprise& e : enterprises) {
            std::vector<std::string> texts;
            for (const ExportColumn* column : chosen) texts.push_back(column->text(e, english));
            std::vector<TableCell> cells;
            for (const std::string& text : texts) cells.emplace_back(std::string_view(text));
            add(cells);
          }
        }
      }));
  const bool csv = format == TableFormat::csv;
  return File{csv ? "enterprises.csv" : "enterprises.xlsx", std::string(table_content_type(format)),
              std::move(bytes)};
}

Result<Enterprise> get_enterprise(Call& call, const ZoneAndId& in) {
  return visible_enterprise(call, in.zone, in.id);
}

Result<Enterprise> create_enterprise(Call& call, const CreateEnterprise& in) {
  TRY_ASSIGN(enterprise, checked_enterprise(*current_codes(call.database, call.db), in.enterprise,
                                            "enterprise."));
  TRY(check_codes_free(call, enterprise));
  enterprise.id = call.db.new_id();
  enterprise.home_zone = in.zone;
  if (enterprise.source.empty()) enterprise.source = call.actor.display_name;
  store::insert_enterprise(call.db, enterprise, touch_counter(call.db, "registry"));
  TRY_ASSIGN(out, described(call, std::move(enterprise)));
  call.audit("enterprise", out.id, nullptr, snapshot(out));
  return out;
}

Result<Enterprise> update_enterprise(Call& call, const UpdateEnterprise& in) {
  TRY_ASSIGN(before, writable_enterprise(call, in.zone, in.id));
  TRY_ASSIGN(enterprise, checked_enterprise(*current_codes(call.database, call.db), in.enterprise,
                                            "enterprise."));
  enterprise.id = before.id;
  enterprise.home_zone = before.home_zone;
  enterprise.invented = before.invented;
  enterprise.version = in.version;
  if (enterprise.source.empty()) enterprise.source = before.source;
  // Renaming keeps the old name findable.
  if (enterprise.name != before.name &&
      std::find(enterprise.former_names.begin(), enterprise.former_names.end(), before.name) ==
          enterprise.former_names.end())
    enterprise.former_names.push_back(before.name);
  TRY(check_codes_free(call, enterprise));
  if (!store::update_enterprise(call.db, enterprise, touch_counter(call.db, "registry")))
    return registry_errors::stale();
  ++enterprise.version;
  TRY_ASSIGN(out, described(call, std::move(enterprise)));
  call.audit("enterprise", out.id, snapshot(before), snapshot(out));
  return out;
}

// ---- Residency and relations -------------------------------------------------------------------

Result<Enterprise> set_residence(Call& call, const SetResidence& in) {
  const Zone* park = call.zones.find(in.zone);
  if (park == nullptr || (park->level != ZoneLevel::park && park->level != ZoneLevel::zone))
    return make(ErrorCode::rule_failed, "residence.park", "企业只能入驻园区或高新区",
                "an enterprise can be resident in a park or a zone only");
  if (in.to_date && *in.to_date <= in.from_date)
    return make(ErrorCode::invalid, "residence.dates", "迁出日期须晚于入驻日期",
                "the day of leaving must be after the day of entering");
  TRY_ASSIGN(enterprise, visible_enterprise(call, in.zone, in.enterprise_id));
  const Date end = in.to_date.value_or(Date{std::numeric_limits<int32_t>::max()});
  for (const Residence& stay : enterprise.residences) {
    if (stay.park_id != in.zone || stay.from_date == in.from_date) continue;
    const Date stay_end = stay.to_date.value_or(Date{std::numeric_limits<int32_t>::max()});
    if (stay.from_date < end && in.from_date < stay_end)
      return make(ErrorCode::rule_failed, "residence.overlap",
                  fmt::format("与 {} 起的入驻期重叠", format_date(stay.from_date)),
                  fmt::format("this overlaps the stay from {}", format_date(stay.from_date)));
  }
  store::upsert_stay(call.db, {in.zone, in.enterprise_id, in.from_date, in.to_date});
  store::touch_enterprise(call.db, in.enterprise_id, touch_counter(call.db, "registry"));
  const json::value before = to_json(enterprise.residences);
  TRY_ASSIGN(out, described(call, std::move(enterprise)));
  call.audit("residence", out.id, before, to_json(out.residences));
  return out;
}

Result<RelationList> list_relations(Call& call, const ZoneAndId& in) {
  TRY(visible_enterprise(call, in.zone, in.id));
  RelationList list;
  for (Relation& relation : store::list_relations(call.db, in.id)) {
    const int64_t other = relation.from_enterprise_id == in.id ? relation.to_enterprise_id
                                                               : relation.from_enterprise_id;
    if (enterprise_visible(call.db, call.zones, in.zone, other))
      list.items.push_back(std::move(relation));
  }
  list.total = static_cast<int64_t>(list.items.size());
  return list;
}

Result<Relation> add_relation(Call& call, const AddRelation& in) {
  TRY_ASSIGN(from, visible_enterprise(call, in.zone, in.from_enterprise_id));
  TRY_ASSIGN(to, visible_enterprise(call, in.zone, in.to_enterprise_id));
  if (!call.may(kWrite, from.home_zone) && !call.may(kWrite, to.home_zone))
    return registry_errors::not_yours();
  if (from.id == to.id)
    return make(ErrorCode::rule_failed, "relation.self", "企业不能与自己建立关系",
                "an enterprise has no relation with itself");
  if (in.share_percent && !(*in.share_percent > 0 && *in.share_percent <= 100))
    return make(ErrorCode::invalid, "relation.share", "持股比例应大于 0 且不超过 100",
                "the share must be above 0 and at most 100");
  if (trim(in.source).empty() || in.source.size() > 600 || (in.detail && in.detail->size() > 600))
    return make(ErrorCode::invalid, "relation.source", "请注明来源(最多 600 字节)",
                "say where this comes from (at most 600 bytes)");
  Relation relation{call.db.new_id(), from.id,   from.name,        in.kind,  to.id,
                    to.name,          in.detail, in.share_percent, in.as_of, in.source};
  store::insert_relation(call.db, from.home_zone, relation);
  call.audit("relation", relation.id, nullptr, to_json(relation));
  return relation;
}

Result<Done> delete_relation(Call& call, const ZoneAndId& in) {
  const auto found = store::find_relation(call.db, in.id);
  const Error missing = make(ErrorCode::not_found, "relation", fmt::format("没有关系 {}", in.id),
                             fmt::format("there is no relation {}", in.id));
  if (!found) return missing;
  const Relation& relation = found->second;
  const Result<Enterprise> from = visible_enterprise(call, in.zone, relation.from_enterprise_id);
  const Result<Enterprise> to = visible_enterprise(call, in.zone, relation.to_enterprise_id);
  if (!from.ok() || !to.ok()) return missing;
  if (!call.may(kWrite, from->home_zone) && !call.may(kWrite, to->home_zone))
    return registry_errors::not_yours();
  store::delete_relation(call.db, found->first, in.id);
  call.audit("relation", in.id, to_json(relation), nullptr);
  return Done{};
}

// ---- Facts -------------------------------------------------------------------------------------

Fact describe_fact(const store::StoredFact& stored) {
  Fact fact;
  fact.id = stored.id;
  fact.enterprise_id = stored.enterprise_id;
  fact.field = stored.field;
  fact.period = stored.period;
  fact.unit = stored.unit;
  fact.source = stored.source;
  fact.source_date = stored.source_date;
  fact.recorded_at = stored.recorded_at;
  fact.recorded_by = stored.recorded_by;
  const FactField* field = find_fact_field(stored.field);
  if (field == nullptr) {  // Recorded by a newer program.
    fact.title = {stored.field, stored.field};
    fact.value = stored.value.words.value_or("");
    return fact;
  }
  fact.title = {std::string(field->zh), std::string(field->en)};
  fact.value = format_fact_value(*field, stored.value);
  if (stored.value.number) fact.number = stored.value.number;
  if (stored.value.whole)
    fact.number =
        static_cast<double>(*stored.value.whole) / (field->kind == FactKind::money ? 100.0 : 1.0);
  return fact;
}

namespace {

/// Of an enterprise that the caller may write to.
Result<FactList> record_facts_of(Call& call, const Enterprise& enterprise, const RecordFacts& in) {
  if (in.facts.empty() || in.facts.size() > 1000)
    return make(ErrorCode::invalid, "fact.count", "一次可记录 1 至 1000 条",
                "1 to 1000 facts can be recorded at once");
  const std::vector<store::StoredFact> known = store::list_facts(call.db, in.id);
  std::vector<store::StoredFact> fresh;
  for (size_t i = 0; i < in.facts.size(); ++i) {
    const FactInput& input = in.facts[i];
    Fields fields(fmt::format("facts[{}].", i));
    const FactField* field = find_fact_field(input.field);
    if (field == nullptr) {
      fields.add("field", "fact.field", fmt::format("没有指标“{}”", clipped(input.field, 60)),
                 fmt::format("there is no field '{}'", clipped(input.field, 60)));
      return fields.error();
    }
    const Result<std::string> period = parse_period(input.period);
    if (!period.ok()) fields.add("period", period.error());
    const Result<FactValue> value = parse_fact_value(*field, input.value, input.unit.value_or(""));
    if (!value.ok()) fields.add("value", value.error());
    if (trim(input.source).empty() || input.source.size() > 600)
      fields.add("source", "fact.source", "请注明来源(最多 600 字节)",
                 "say where this comes from (at most 600 bytes)");
    if (!fields.ok()) return fields.error();
    const store::StoredFact* last = nullptr;
    for (const store::StoredFact& fact : known)
      if (fact.field == input.field && fact.period == *period) last = &fact;
    if (last != nullptr && last->value == *value && last->source == input.source) continue;
    fresh.push_back({enterprise.home_zone, in.id, call.db.new_id(), input.field, *period, *value,
                     std::string(field->unit), input.source, input.source_date, call.now,
                     call.actor.user_id});
  }
  FactList list;
  if (!fresh.empty()) {
    store::FactBulk bulk(call.db);
    for (const store::StoredFact& fact : fresh) {
      bulk.add(fact);
      list.items.push_back(describe_fact(fact));
    }
    bulk.finish();
    // Facts count as a change of the enterprise, so that caches built from them are renewed.
    touch_counter(call.db, "registry_facts", std::array{in.id});
  }
  list.total = static_cast<int64_t>(list.items.size());
  return list;
}

}  // namespace

Result<FactList> record_facts(Call& call, const RecordFacts& in) {
  TRY_ASSIGN(enterprise, writable_enterprise(call, in.zone, in.id));
  return record_facts_of(call, enterprise, in);
}

Result<FactList> record_accepted_facts(Call& call, const RecordFacts& in) {
  TRY_ASSIGN(enterprise, visible_enterprise(call, in.zone, in.id));
  return record_facts_of(call, enterprise, in);
}

Result<FactList> list_facts(Call& call, const ListFacts& in) {
  TRY(visible_enterprise(call, in.zone, in.id));
  FactList list;
  const std::vector<store::StoredFact> facts = store::list_facts(call.db, in.id);
  for (const store::StoredFact& fact : facts) {
    if (in.field && fact.field != *in.field) continue;
    if (in.as_of && date_of(fact.recorded_at) > *in.as_of) continue;
    const bool corrects = !in.history.value_or(false) && !list.items.empty() &&
                          list.items.back().field == fact.field &&
                          list.items.back().period == fact.period;
    if (corrects) list.items.pop_back();
    list.items.push_back(describe_fact(fact));
  }
  list.total = static_cast<int64_t>(list.items.size());
  return list;
}

std::vector<ChangedEnterprise> changed_enterprises(Transaction& db, int64_t after) {
  return store::changed_enterprises(db, after);
}
std::vector<ChangedEnterprise> merged_enterprises(Transaction& db) {
  return store::merged_enterprises(db);
}
void each_recorded_fact(Transaction& db, const std::function<void(const RecordedFact&)>& each) {
  store::each_recorded_fact(db, each);
}
void each_recorded_fact(Transaction& db, int64_t enterprise,
                        const std::function<void(const RecordedFact&)>& each) {
  const std::vector<store::StoredFact> facts = store::list_facts(db, enterprise);
  for (size_t i = 0; i < facts.size(); ++i) {
    const store::StoredFact& fact = facts[i];
    const bool corrected = i + 1 < facts.size() && facts[i + 1].field == fact.field &&
                           facts[i + 1].period == fact.period;
    if (corrected) continue;
    RecordedFact out{.enterprise_id = fact.enterprise_id,
                     .id = fact.id,
                     .field = fact.field,
                     .period = fact.period,
                     .whole = fact.value.whole,
                     .number = fact.value.number,
                     .words = {},
                     .source_date = fact.source_date,
                     .source = fact.source};
    if (fact.value.words) out.words = *fact.value.words;
    each(out);
  }
}

std::optional<int64_t> park_on(Transaction& db, int64_t enterprise, Date day) {
  std::optional<store::Stay> last;
  for (const store::Stay& stay : store::list_stays(db, std::span(&enterprise, 1))) {
    if (day < stay.from || (stay.to && *stay.to <= day)) continue;
    if (!last || std::pair(last->from, last->park_id) < std::pair(stay.from, stay.park_id))
      last = stay;
  }
  return last ? std::optional(last->park_id) : std::nullopt;
}
std::map<int64_t, ParkKind> park_kinds(Transaction& db) { return store::park_kinds(db); }

Result<FactFieldList> list_fact_fields(Call&, const NoInput&) {
  FactFieldList list;
  for (const FactField& field : fact_fields())
    list.items.push_back({std::string(field.name),
                          {std::string(field.zh), std::string(field.en)},
                          std::string(fact_kind_name(field.kind)),
                          std::string(field.unit)});
  return list;
}

FactColumns latest_facts(Transaction& db, std::span<const int64_t> enterprise_ids,
                         std::span<const std::string> fields) {
  FactColumns out;
  out.enterprise_ids.assign(enterprise_ids.begin(), enterprise_ids.end());
  for (const std::string& field : fields) out.columns[field].resize(enterprise_ids.size());
  for (size_t i = 0; i < enterprise_ids.size(); ++i) {
    // In the order of periods and ids: the last one of a field is the newest.
    for (const store::StoredFact& fact : store::list_facts(db, enterprise_ids[i]))
      if (const auto column = out.columns.find(fact.field); column != out.columns.end())
        column->second[i] = describe_fact(fact);
  }
  return out;
}

// ---- Parks and agreements ----------------------------------------------------------------------

namespace {

void describe_park(Call& call, Park& park, const std::vector<store::Stay>& stays) {
  if (const Zone* zone = call.zones.find(park.zone_id)) {
    park.name = zone->name;
    park.region_code = zone->region_code;
  }
  const auto codes = current_codes(call.database, call.db);
  for (const std::string& code : park.leading_industries) {
    std::string known = code;
    while (!known.empty() && codes->industries.find(known) == nullptr)
      known = parent_industry_code(known);
    const CodeNode* node = codes->industries.find(known);
    park.leading_industry_names.push_back(node == nullptr ? code : node->name);
  }
  std::set<int64_t> residents;
  for (const store::Stay& stay : stays)
    if (call.zones.is_within(stay.park_id, park.zone_id)) residents.insert(stay.enterprise_id);
  park.residents = static_cast<int64_t>(residents.size());
}

}  // namespace

Result<ParkList> list_parks(Call& call, const ZoneOnly& in) {
  ParkList list;
  const std::vector<store::Stay> stays = store::list_stays_on(call.db, date_of(call.now));
  for (const int64_t zone : call.zones.subtree(in.zone)) {
    std::optional<Park> park = store::find_park(call.db, zone);
    if (!park) continue;
    describe_park(call, *park, stays);
    list.items.push_back(std::move(*park));
  }
  list.total = static_cast<int64_t>(list.items.size());
  return list;
}

Result<Park> get_park(Call& call, const ZoneOnly& in) {
  std::optional<Park> park = store::find_park(call.db, in.zone);
  if (!park)
    return make(ErrorCode::not_found, "park", "该区域没有园区资料",
                "this zone has no details of a park");
  describe_park(call, *park, store::list_stays_on(call.db, date_of(call.now)));
  return *park;
}

Result<Park> put_park(Call& call, const PutPark& in) {
  const auto codes = current_codes(call.database, call.db);
  Park park;
  park.zone_id = in.zone;
  park.kind = in.kind;
  park.area_square_metres = in.area_square_metres;
  park.started_on = in.started_on;
  park.version = in.version;
  Fields fields("");
  park.brand = checked_text(fields, "brand", in.brand);
  park.description = checked_text(fields, "description", in.description, 6000);
  for (const std::string& text : in.leading_industries) {
    const std::optional<std::string> code = normal_industry_code(text);
    if (code && acceptable_industry(codes->industries, *code))
      park.leading_industries.push_back(*code);
    else
      fields.add("leading_industries", "industry.unknown",
                 fmt::format("国民经济行业分类(2017)中没有“{}”", clipped(text, 60)),
                 fmt::format("GB/T 4754-2017 has no industry '{}'", clipped(text, 60)));
  }
  if (in.area_square_metres && !(*in.area_square_metres > 0 && *in.area_square_metres < 1e12))
    fields.add("area_square_metres", "park.area", "面积应大于 0", "the area must be above 0");
  if (!fields.ok()) return fields.error();
  const std::optional<Park> before = store::find_park(call.db, in.zone);
  if (!before && in.version == 0)
    store::insert_park(call.db, park);
  else if (!before || !store::update_park(call.db, park))
    return registry_errors::stale();
  touch_counter(call.db, "registry_parks", std::array{in.zone});
  TRY_ASSIGN(out, get_park(call, {in.zone}));
  call.audit("park", in.zone, before ? to_json(*before) : json::value(nullptr), to_json(out));
  return out;
}

Result<AgreementList> list_agreements(Call& call, const ZoneOnly& in) {
  AgreementList list;
  for (Agreement& a : store::list_agreements(call.db))
    if (call.zones.is_within(a.zone_id, in.zone) ||
        call.zones.is_within(a.partner_zone_id, in.zone))
      list.items.push_back(std::move(a));
  list.total = static_cast<int64_t>(list.items.size());
  return list;
}

Result<Agreement> put_agreement(Call& call, const PutAgreement& in) {
  Fields fields("");
  if (call.zones.find(in.partner_zone_id) == nullptr || in.partner_zone_id == in.zone)
    fields.add("partner_zone_id", "agreement.partner", "合作方应是另一个区域",
               "the partner must be another zone");
  for (const auto& [name, share] : {std::pair("output_share_percent", in.output_share_percent),
                                    std::pair("tax_share_percent", in.tax_share_percent)})
    if (share && !(*share >= 0 && *share <= 100))
      fields.add(name, "agreement.share", "比例应在 0 至 100 之间", "a share is from 0 to 100");
  if (in.to_date && *in.to_date <= in.from_date)
    fields.add("to_date", "agreement.dates", "结束日期须晚于开始日期",
               "the end must be after the beginning");
  if (trim(in.title).empty() || in.title.size() > 600)
    fields.add("title", "agreement.title", "请填写名称", "give the agreement a title");
  if (trim(in.source).empty() || in.source.size() > 600)
    fields.add("source", "agreement.source", "请注明来源", "say where this comes from");
  if (!fields.ok()) return fields.error();
  Agreement a{in.id.value_or(0),
              in.zone,
              in.partner_zone_id,
              in.kind,
              in.title,
              in.output_share_percent,
              in.tax_share_percent,
              in.from_date,
              in.to_date,
              in.source,
              in.id ? in.version : 1};
  if (!in.id) {
    a.id = call.db.new_id();
    store::insert_agreement(call.db, a);
  } else if (!store::update_agreement(call.db, a)) {
    return registry_errors::stale();
  } else {
    ++a.version;
  }
  call.audit("agreement", a.id, nullptr, to_json(a));
  return a;
}

// ---- Codes -------------------------------------------------------------------------------------

namespace {

CodeRow code_row(const CodeTree& tree, const CodeNode& node) {
  return {node.code,    node.parent_code,     node.name,
          node.name_en, tree.path(node.code), tree.has_children(node.code)};
}

Result<CodeList> list_codes(const CodeTree& tree, const ListCodes& in) {
  const int64_t limit = in.limit.value_or(50);
  if (limit < 1 || limit > 200)
    return make(ErrorCode::invalid, "codes.limit", "limit 应为 1 至 200", "limit is from 1 to 200");
  CodeList list;
  const bool searching = in.q && !trim(*in.q).empty();
  const auto nodes = searching ? tree.search(clipped(*in.q, 200), static_cast<size_t>(limit))
                               : tree.children(in.parent.value_or(""));
  for (const CodeNode* node : nodes) list.items.push_back(code_row(tree, *node));
  list.total = static_cast<int64_t>(list.items.size());
  return list;
}

}  // namespace

Result<CodeList> list_industries(Call& call, const ListCodes& in) {
  return list_codes(current_codes(call.database, call.db)->industries, in);
}

Result<CodeList> list_regions(Call& call, const ListCodes& in) {
  return list_codes(current_codes(call.database, call.db)->regions, in);
}

Result<CodeList> crosswalk_industry(Call& call, const CrosswalkQuery& in) {
  const auto codes = current_codes(call.database, call.db);
  const std::string code = normal_industry_code(in.code).value_or("");
  CodeList list;
  for (const std::string& to : store::list_crosswalk(call.db, code)) {
    if (const CodeNode* node = codes->industries.find(to))
      list.items.push_back(code_row(codes->industries, *node));
    else
      list.items.push_back({to, std::nullopt, to, std::nullopt, {}, false});
  }
  list.total = static_cast<int64_t>(list.items.size());
  return list;
}

// ---- For other modules -------------------------------------------------------------------------

std::vector<Enterprise> find_enterprises(Transaction& db, std::span<const int64_t> ids) {
  std::vector<Enterprise> found = store::find_enterprises(db, ids);
  std::erase_if(found, [](const Enterprise& e) { return e.merged_into.has_value(); });
  return found;
}

std::optional<Enterprise> find_enterprise_by_code(Transaction& db, std::string_view code) {
  std::vector<Enterprise> found;
  if (const Result<std::string> credit = parse_credit_code(code); credit.ok())
    found = store::find_by_credit_code(db, *credit);
  else if (const Result<std::string> stock = parse_stock_code(code); stock.ok())
    found = store::find_by_stock_code(db, *stock);
  return found.empty() ? std::nullopt : std::optional(std::move(found[0]));
}

std::vector<int64_t> resident_ids(Transaction& db, const ZoneTree& zones, int64_t zone, Date on) {
  std::vector<int64_t> ids;
  for (const store::Stay& stay : store::list_stays_on(db, on))
    if (zones.is_within(stay.park_id, zone)) ids.push_back(stay.enterprise_id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace gaoxin
