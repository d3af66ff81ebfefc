// Duplicates and merges. A merge deletes nothing: the absorbed enterprise stays and points to its
// survivor, and what the survivor took over is kept as before and after, so that it can be undone.
#include <algorithm>

#include "api/page.h"
#include "registry/registry_errors.h"
#include "registry/registry_rules.h"

namespace gaoxin {

namespace store = registry_store;
using registry_errors::make;

namespace {

void add_unique(std::vector<std::string>& list, const std::string& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

template <typename T>
void take_unknown(std::optional<T>& into, const std::optional<T>& from) {
  if (!into) into = from;
}

/// What the survivor knows after the merge.
Enterprise merged(Enterprise survivor, const Enterprise& absorbed) {
  take_unknown(survivor.credit_code, absorbed.credit_code);
  take_unknown(survivor.stock_code, absorbed.stock_code);
  take_unknown(survivor.short_name, absorbed.short_name);
  take_unknown(survivor.name_en, absorbed.name_en);
  take_unknown(survivor.region_code, absorbed.region_code);
  take_unknown(survivor.address, absorbed.address);
  take_unknown(survivor.industry_code, absorbed.industry_code);
  take_unknown(survivor.industry_label, absorbed.industry_label);
  take_unknown(survivor.scale, absorbed.scale);
  if (absorbed.name != survivor.name) add_unique(survivor.former_names, absorbed.name);
  for (const std::string& name : absorbed.former_names)
    if (name != survivor.name) add_unique(survivor.former_names, name);
  for (const std::string& product : absorbed.products) add_unique(survivor.products, product);
  for (const Contact& contact : absorbed.contacts)
    if (std::find(survivor.contacts.begin(), survivor.contacts.end(), contact) ==
        survivor.contacts.end())
      survivor.contacts.push_back(contact);
  return survivor;
}

/// The store's part of an enterprise, without names and stays.
Enterprise bare(Enterprise e) {
  e.home_zone_name = {};
  e.region_name.reset();
  e.industry_name.reset();
  e.residences.clear();
  return e;
}

}  // namespace

Result<DuplicatePage> list_duplicates(Call& call, const ListDuplicates& in) {
  TRY_ASSIGN(request, page_request(in.page, in.page_size));
  DuplicatePage page;
  page.page = request.page;
  page.page_size = request.page_size;
  const int64_t begin = (request.page - 1) * request.page_size;
  std::vector<Enterprise> sides;
  for (const store::DuplicateRow& row :
       store::list_duplicates(call.db, in.state.value_or(DuplicateState::open))) {
    if (!call.zones.is_within(row.zone_id, in.zone)) continue;
    if (page.total++ < begin || page.total > begin + request.page_size) continue;
    const std::array<int64_t, 2> ids{row.left_id, row.right_id};
    std::vector<Enterprise> both = store::find_enterprises(call.db, ids);
    if (both.size() != 2) continue;
    describe_enterprises(call.db, call.zones, *current_codes(call.database, call.db), both);
    page.items.push_back({row.id, std::move(both[0]), std::move(both[1]),
                          static_cast<double>(row.score_bp) / 10'000, row.reason, row.state});
  }
  return page;
}

Result<Done> keep_apart(Call& call, const ZoneAndId& in) {
  const std::optional<store::DuplicateRow> row = store::find_duplicate(call.db, in.id);
  if (!row || !call.zones.is_within(row->zone_id, in.zone))
    return make(ErrorCode::not_found, "duplicate", fmt::format("没有待核对的一对 {}", in.id),
                fmt::format("there is no pair {} to review", in.id));
  if (!call.may(kWrite, row->zone_id)) return registry_errors::not_yours();
  if (row->state == DuplicateState::merged)
    return make(ErrorCode::rule_failed, "duplicate.merged", "已经合并;请先撤销合并",
                "they have been merged; undo the merge first");
  store::set_duplicate_state(call.db, row->left_id, row->right_id, DuplicateState::kept_apart,
                             call.actor.user_id, call.now);
  call.audit("duplicate", in.id, nullptr, {{"state", "kept_apart"}});
  return Done{};
}

Result<Merge> merge_enterprises(Call& call, const MergeEnterprises& in) {
  TRY_ASSIGN(survivor_described, writable_enterprise(call, in.zone, in.survivor_id));
  TRY_ASSIGN(absorbed_described, writable_enterprise(call, in.zone, in.absorbed_id));
  const Enterprise survivor = bare(survivor_described);
  const Enterprise absorbed = bare(absorbed_described);
  if (survivor.id == absorbed.id)
    return make(ErrorCode::rule_failed, "merge.self", "不能与自己合并",
                "an enterprise cannot be merged with itself");
  const auto differ = [](const auto& a, const auto& b) { return a && b && *a != *b; };
  if (differ(survivor.credit_code, absorbed.credit_code) ||
      differ(survivor.stock_code, absorbed.stock_code))
    return make(ErrorCode::rule_failed, "merge.codes", "两家企业的代码不同,不是同一家企业",
                "their codes differ; they are two enterprises");
  const int64_t changed = touch_counter(call.db, "registry");
  store::MergeRow row;
  row.zone_id = survivor.home_zone;
  row.merge = {call.db.new_id(), survivor.id, survivor.name,      absorbed.id,
               absorbed.name,    call.now,    call.actor.user_id, std::nullopt};
  for (const int64_t member : store::member_ids(call.db, absorbed.id)) {
    if (member != absorbed.id) row.repointed.push_back(std::to_string(member));
    store::set_merged_into(call.db, member, survivor.id, changed);
  }
  const Enterprise after = merged(survivor, absorbed);
  if (!store::update_enterprise(call.db, after, changed)) return registry_errors::stale();
  row.before_json = json::serialize(to_json(survivor));
  row.after_json = json::serialize(to_json(after));
  store::insert_merge(call.db, row);
  store::set_duplicate_state(call.db, survivor.id, absorbed.id, DuplicateState::merged,
                             call.actor.user_id, call.now);
  call.audit("enterprise", survivor.id, to_json(survivor), to_json(after));
  return row.merge;
}

Result<Merge> undo_merge(Call& call, const ZoneAndId& in) {
  std::optional<store::MergeRow> row = store::find_merge(call.db, in.id);
  if (!row || !call.zones.is_within(row->zone_id, in.zone))
    return make(ErrorCode::not_found, "merge", fmt::format("没有合并 {}", in.id),
                fmt::format("there is no merge {}", in.id));
  if (!call.may(kWrite, row->zone_id)) return registry_errors::not_yours();
  if (row->merge.undone_at)
    return make(ErrorCode::rule_failed, "merge.undone", "该合并已撤销",
                "this merge has been undone already");
  for (const store::MergeRow& other : store::list_merges(call.db)) {
    if (other.merge.undone_at || other.merge.id <= row->merge.id) continue;
    if (other.merge.survivor_id == row->merge.survivor_id ||
        other.merge.absorbed_id == row->merge.survivor_id)
      return make(ErrorCode::conflict, "merge.order",
                  fmt::format("请先撤销之后的合并 {}", other.merge.id),
                  fmt::format("undo the later merge {} first", other.merge.id));
  }
  const std::optional<Enterprise> now = store::find_enterprise(call.db, row->merge.survivor_id);
  CHECK(now);
  // A member that is still as the merge left it goes back; what somebody changed since stays.
  const json::object before = json::parse(row->before_json).as_object();
  const json::object after = json::parse(row->after_json).as_object();
  json::object current = to_json(*now).as_object();
  for (const auto& item : before)
    if (item.key() != "version" && current[item.key()] == after.at(item.key()))
      current[item.key()] = item.value();
  Enterprise restored = from_json<Enterprise>(current).value();
  restored.version = now->version;
  const int64_t changed = touch_counter(call.db, "registry");
  if (!store::update_enterprise(call.db, restored, changed)) return registry_errors::stale();
  store::set_merged_into(call.db, row->merge.absorbed_id, std::nullopt, changed);
  for (const std::string& id : row->repointed)
    store::set_merged_into(call.db, std::stoll(id), row->merge.absorbed_id, changed);
  store::set_merge_undone(call.db, row->zone_id, row->merge.id, call.now);
  store::set_duplicate_state(call.db, row->merge.survivor_id, row->merge.absorbed_id,
                             DuplicateState::open, call.actor.user_id, call.now);
  call.audit("enterprise", restored.id, to_json(*now), to_json(restored));
  row->merge.undone_at = call.now;
  return row->merge;
}

Result<MergeList> list_merges(Call& call, const ZoneOnly& in) {
  MergeList list;
  for (store::MergeRow& row : store::list_merges(call.db))
    if (call.zones.is_within(row.zone_id, in.zone)) list.items.push_back(std::move(row.merge));
  list.total = static_cast<int64_t>(list.items.size());
  return list;
}

}  // namespace gaoxin
