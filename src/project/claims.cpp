// First report, transfer, credit, merging, leads from the chain's targets.
#include "project/claims.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "chain/chain.h"
#include "project/claims_store.h"
#include "project/list_query.h"
#include "project/project_input.h"
#include "registry/registry.h"

namespace gaoxin {

namespace store = project_store;

namespace {

Transfer described_transfer(Call& call, Transfer transfer) {
  if (const Zone* zone = call.zones.find(transfer.from_zone_id))
    transfer.from_zone_name = zone->name;
  if (const Zone* zone = call.zones.find(transfer.to_zone_id)) transfer.to_zone_name = zone->name;
  if (transfer.to_user_id) transfer.to_user_name = user_name(call.db, *transfer.to_user_id);
  transfer.requested_by_name = user_name(call.db, transfer.requested_by).value_or("");
  if (transfer.decided_by) transfer.decided_by_name = user_name(call.db, *transfer.decided_by);
  return transfer;
}

Result<ProjectClaim> claim_of(Call& call, const Project& project) {
  ProjectClaim out;
  out.project_id = project.id;
  const SettingsView settings(call);
  // After a merge the earliest report counts.
  std::optional<store::StoredClaim> first;
  for (const Project& row : store::find_projects(call.db, store::with_merged(call.db, project.id)))
    if (const auto claim = store::find_claim(call.db, row.zone_id, row.id))
      if (!first || claim->claimed_on < first->claimed_on) first = claim;
  if (first) {
    out.zone_id = first->zone_id;
    out.claimed_on = first->claimed_on;
    out.released_on = first->released_on;
    out.protected_until = protected_until(settings, project, *first);
    if (first->owner_user_id) out.reported_by = user_name(call.db, *first->owner_user_id);
  }
  if (const Zone* zone = call.zones.find(out.zone_id)) out.zone_name = zone->name;
  out.credit = claims_store::list_credit(call.db, project.zone_id, project.id);
  for (CreditShare& share : out.credit) {
    if (share.holder_kind == "person") {
      share.name = user_name(call.db, share.holder_id);
    } else if (const Zone* zone = call.zones.find(share.holder_id)) {
      share.name = zone->name.zh;
    }
  }
  for (auto& stored : claims_store::list_transfers(call.db, project.id))
    out.transfers.push_back(described_transfer(call, std::move(stored.transfer)));
  return out;
}

Error no_transfer(int64_t id) {
  return project_error(ErrorCode::not_found, "transfer", fmt::format("没有流转申请 {}", id),
                       fmt::format("there is no transfer {}", id));
}

/// Gives every optional member by name, so that merging and undoing walk the same list.
template <typename F>
void each_mergeable(Project& a, Project& b, F&& visit) {
  visit("investor", a.investor, b.investor);
  visit("enterprise_id", a.enterprise_id, b.enterprise_id);
  visit("credit_code", a.credit_code, b.credit_code);
  visit("foreign_id", a.foreign_id, b.foreign_id);
  visit("source_record", a.source_record, b.source_record);
  visit("introducer", a.introducer, b.introducer);
  visit("chain_node", a.chain_node, b.chain_node);
  visit("industry_code", a.industry_code, b.industry_code);
  visit("total_investment", a.total_investment, b.total_investment);
  visit("fixed_investment", a.fixed_investment, b.fixed_investment);
  visit("land_area_square_metres", a.land_area_square_metres, b.land_area_square_metres);
  visit("energy_tce", a.energy_tce, b.energy_tce);
  visit("emissions_tco2", a.emissions_tco2, b.emissions_tco2);
  visit("jobs", a.jobs, b.jobs);
  visit("longitude", a.longitude, b.longitude);
  visit("latitude", a.latitude, b.latitude);
}

std::vector<std::string> give_unknown(Project& survivor, Project absorbed) {
  std::vector<std::string> given;
  each_mergeable(survivor, absorbed, [&](const char* name, auto& to, const auto& from) {
    if (to || !from) return;
    to = from;
    given.emplace_back(name);
  });
  for (const auto& [name, value] : absorbed.fields)
    if (survivor.fields.emplace(name, value).second) given.push_back("fields." + name);
  return given;
}

void take_back(Project& survivor, Project absorbed, const std::vector<std::string>& given) {
  const auto was_given = [&](const std::string& name) {
    return std::find(given.begin(), given.end(), name) != given.end();
  };
  each_mergeable(survivor, absorbed, [&](const char* name, auto& to, const auto& from) {
    if (was_given(name) && to == from) to.reset();
  });
  for (const auto& [name, value] : absorbed.fields)
    if (const auto at = survivor.fields.find(name);
        was_given("fields." + name) && at != survivor.fields.end() && at->second == value)
      survivor.fields.erase(at);
}

}  // namespace

Result<ProjectClaim> get_claim(Call& call, const ProjectId& in) {
  TRY_ASSIGN(project, visible_project(call, in.zone, in.id));
  return claim_of(call, project);
}

Result<ProjectClaim> release_claim(Call& call, const ReleaseClaim& in) {
  TRY_ASSIGN(project, writable_project(call, in.zone, in.id));
  TRY_ASSIGN(reason, required_text(in.reason, "reason"));
  const auto claim = store::find_claim(call.db, project.zone_id, project.id);
  if (!claim || claim->released_on || project.signed_on)
    return project_error(ErrorCode::conflict, "claim.released",
                         "首报已放弃,或项目已签约,不能再放弃",
                         "the claim was released before, or the project is signed");
  store::release_claim(call.db, project.zone_id, project.id, date_of(call.now));
  TRY(write_project(call, project,
                    {.kind = "claim_released", .detail = json::object{{"reason", reason}}}));
  return claim_of(call, project);
}

// ---- Transfer ----------------------------------------------------------------------------------

Result<Transfer> request_transfer(Call& call, const RequestTransfer& in) {
  TRY_ASSIGN(project, writable_project(call, in.zone, in.id));
  TRY_ASSIGN(reason, required_text(in.reason, "reason"));
  if (call.zones.find(in.to_zone_id) == nullptr || in.to_zone_id == project.host_zone_id)
    return project_error(ErrorCode::invalid, "transfer.same", "请选择另一个区域接收",
                         "choose another zone to receive it");
  for (const auto& other : claims_store::list_transfers(call.db, project.id))
    if (other.transfer.state == TransferState::pending)
      return project_error(ErrorCode::conflict, "transfer.pending",
                           fmt::format("流转申请 {} 尚未接收", other.transfer.id),
                           fmt::format("the transfer {} waits to be accepted", other.transfer.id));
  claims_store::StoredTransfer stored;
  stored.zone_id = project.zone_id;
  Transfer& transfer = stored.transfer;
  transfer.id = call.db.new_id();
  transfer.project_id = project.id;
  transfer.project_name = project.name;
  transfer.from_zone_id = project.host_zone_id;
  transfer.to_zone_id = in.to_zone_id;
  transfer.to_user_id = in.to_user_id;
  transfer.reason = reason;
  transfer.requested_at = call.now;
  transfer.requested_by = call.actor.user_id;
  claims_store::insert_transfer(call.db, stored);
  call.audit("transfer", transfer.id, nullptr, to_json(transfer));
  TRY(write_project(
      call, project,
      {.kind = "transfer_requested",
       .detail = json::object{
           {"transfer", transfer.id}, {"to_zone", in.to_zone_id}, {"reason", reason}}}));
  return described_transfer(call, std::move(transfer));
}

Result<Transfer> decide_transfer(Call& call, const DecideTransfer& in) {
  auto stored = claims_store::find_transfer(call.db, in.id);
  if (!stored) return no_transfer(in.id);
  Transfer& transfer = stored->transfer;
  const bool withdraw = in.decision == TransferState::withdrawn;
  const int64_t side = withdraw ? transfer.from_zone_id : transfer.to_zone_id;
  if (!call.zones.is_within(side, in.zone) || !call.may(kProjectWrite, side))
    return no_transfer(in.id);
  if (in.decision == TransferState::pending)
    return project_error(ErrorCode::invalid, "transfer.decision", "请选择接收、拒绝或撤回",
                         "accept, refuse or withdraw it");
  const std::string note = in.note ? std::string(trim(*in.note)) : "";
  if (in.decision == TransferState::refused) TRY(required_text(note, "note"));
  auto project = store::find_project(call.db, transfer.project_id, true);
  CHECK(project.has_value());
  const json::value before = to_json(transfer);
  transfer.state = in.decision;
  transfer.decided_at = call.now;
  transfer.decided_by = call.actor.user_id;
  transfer.decision_note = note.empty() ? std::nullopt : std::optional(note);
  if (!claims_store::decide_transfer(call.db, *stored))
    return project_error(ErrorCode::conflict, "transfer.decided", "该流转已有结论",
                         "it has been decided already");
  call.audit("transfer", transfer.id, before, to_json(transfer));
  json::object detail{{"transfer", transfer.id},
                      {"from_zone", transfer.from_zone_id},
                      {"to_zone", transfer.to_zone_id},
                      {"note", note}};
  Project& row = project->project;
  if (in.decision == TransferState::accepted) {
    row.host_zone_id = transfer.to_zone_id;
    ProjectInput owner;
    owner.owner_user_id = in.owner_user_id      ? in.owner_user_id
                          : transfer.to_user_id ? transfer.to_user_id
                                                : std::optional(call.actor.user_id);
    if (*owner.owner_user_id != 0) TRY(apply_project_input(call, row, owner, {}, ""));
    TRY(write_project(call, row, {.kind = "transferred", .detail = std::move(detail)}));
  } else {
    detail["withdrawn"] = withdraw;
    TRY(write_project(call, row, {.kind = "transfer_refused", .detail = std::move(detail)}));
  }
  return described_transfer(call, std::move(transfer));
}

Result<TransferList> list_transfers(Call& call, const ProjectZone& in) {
  TransferList list;
  for (auto& stored : claims_store::list_pending(call.db, call.zones.subtree(in.zone)))
    list.items.push_back(described_transfer(call, std::move(stored.transfer)));
  return list;
}

// ---- Credit ------------------------------------------------------------------------------------

Result<ProjectClaim> set_credit(Call& call, const SetCredit& in) {
  TRY_ASSIGN(project, writable_project(call, in.zone, in.id));
  if (project.version != in.version) return stale_project(call, project);
  constexpr int64_t kWhole = 10'000;
  int64_t sum = 0;
  std::set<std::pair<std::string, int64_t>> holders;
  for (size_t i = 0; i < in.credit.size(); ++i) {
    const CreditShare& share = in.credit[i];
    const std::string path = fmt::format("credit[{}]", i);
    const auto wrong = [&](const char* key, const char* zh, const char* en) {
      Error error = project_error(ErrorCode::invalid, key, zh, en);
      error.fields = {{path, error.key, error.text}};
      return error;
    };
    const bool person = share.holder_kind == "person";
    if (person ? !get_user(call.db, share.holder_id).ok()
               : share.holder_kind != "park" || call.zones.find(share.holder_id) == nullptr)
      return wrong("credit.holder", "没有这个人员或园区", "there is no such person or park");
    if (share.basis_points < 1 || share.basis_points > kWhole)
      return wrong("credit.share", "份额应在 1 至 10000 个基点之间",
                   "a share has 1 to 10,000 basis points");
    if (!holders.emplace(share.holder_kind, share.holder_id).second)
      return wrong("credit.twice", "同一人员或园区出现两次", "the same holder stands twice");
    sum += share.basis_points;
  }
  if (!in.credit.empty() && sum != kWhole)
    return project_error(
        ErrorCode::invalid, "credit.sum",
        fmt::format("业绩份额合计须为 100%,现为 {}.{:02}%", sum / 100, sum % 100),
        fmt::format("the shares must add up to 100 %, not {}.{:02} %", sum / 100, sum % 100));
  const auto before = claims_store::list_credit(call.db, project.zone_id, project.id);
  claims_store::replace_credit(call.db, project.zone_id, project.id, in.credit);
  TRY(write_project(
      call, project,
      {.kind = "credit_set",
       .detail = json::object{{"before", to_json(before)}, {"after", to_json(in.credit)}}}));
  return claim_of(call, project);
}

// ---- Merging -----------------------------------------------------------------------------------

Result<ProjectMerge> merge_projects(Call& call, const MergeProjects& in) {
  if (in.survivor_id == in.absorbed_id)
    return project_error(ErrorCode::invalid, "merge.same", "请选择两个不同的项目",
                         "choose two different projects");
  // Always in the same order, so that two merges cannot wait for each other.
  store::find_project(call.db, std::min(in.survivor_id, in.absorbed_id), true);
  TRY_ASSIGN(survivor, writable_project(call, in.zone, in.survivor_id));
  TRY_ASSIGN(absorbed, writable_project(call, in.zone, in.absorbed_id));
  if (survivor.credit_code && absorbed.credit_code && survivor.credit_code != absorbed.credit_code)
    return project_error(ErrorCode::conflict, "merge.codes",
                         "两个项目的统一社会信用代码不同,不是同一项目",
                         "their credit codes differ, so they are two projects");
  if (absorbed.stage > survivor.stage)
    return project_error(ErrorCode::conflict, "merge.stage", "请保留阶段靠后的那个项目",
                         "keep the one that is further");
  claims_store::StoredMerge stored;
  stored.zone_id = survivor.zone_id;
  stored.absorbed_zone_id = absorbed.zone_id;
  ProjectMerge& merge = stored.merge;
  merge.id = call.db.new_id();
  merge.survivor_id = survivor.id;
  merge.absorbed_id = absorbed.id;
  merge.survivor_name = survivor.name;
  merge.absorbed_name = absorbed.name;
  merge.merged_at = call.now;
  merge.merged_by = call.actor.user_id;
  stored.given = give_unknown(survivor, absorbed);
  claims_store::insert_merge(call.db, stored);
  call.audit("project_merge", merge.id, nullptr, to_json(merge));
  TRY(write_project(call, survivor,
                    {.kind = "merged",
                     .detail = json::object{{"merge", merge.id},
                                            {"absorbed", absorbed.id},
                                            {"absorbed_number", absorbed.number},
                                            {"given", to_json(stored.given)}}}));
  absorbed.merged_into = survivor.id;
  TRY(write_project(
      call, absorbed,
      {.kind = "merged",
       .detail = json::object{
           {"merge", merge.id}, {"into", survivor.id}, {"into_number", survivor.number}}}));
  return merge;
}

Result<ProjectMerge> undo_project_merge(Call& call, const ProjectId& in) {
  auto stored = claims_store::find_merge(call.db, in.id);
  const Error none = project_error(ErrorCode::not_found, "merge", fmt::format("没有合并 {}", in.id),
                                   fmt::format("there is no merge {}", in.id));
  if (!stored) return none;
  ProjectMerge& merge = stored->merge;
  if (!visible_project(call, in.zone, merge.survivor_id).ok()) return none;
  store::find_project(call.db, std::min(merge.survivor_id, merge.absorbed_id), true);
  if (merge.undone_at)
    return project_error(ErrorCode::conflict, "merge.undone", "该合并已撤销",
                         "it was undone before");
  Result<Project> survivor = writable_project(call, in.zone, merge.survivor_id);
  if (!survivor.ok() && survivor.error().key == "project.merged")
    return project_error(ErrorCode::conflict, "merge.order", "请先撤销其后的合并",
                         "undo the later merge first");
  if (!survivor.ok()) return survivor.error();
  auto absorbed = store::find_project(call.db, merge.absorbed_id, true);
  CHECK(absorbed.has_value());
  Project& back = absorbed->project;
  if (!call.may(kProjectWrite, back.host_zone_id)) return none;
  take_back(*survivor, back, stored->given);
  const json::value before = to_json(merge);
  merge.undone_at = call.now;
  stored->undone_by = call.actor.user_id;
  CHECK(claims_store::undo_merge(call.db, *stored));
  call.audit("project_merge", merge.id, before, to_json(merge));
  const json::object detail{{"merge", merge.id}, {"absorbed", back.id}};
  TRY(write_project(call, *survivor, {.kind = "merge_undone", .detail = detail}));
  back.merged_into.reset();
  TRY(write_project(call, back, {.kind = "merge_undone", .detail = detail}));
  return merge;
}

Result<ProjectMergeList> list_project_merges(Call& call, const ProjectZone& in) {
  ProjectMergeList list;
  for (auto& stored : claims_store::list_merges(call.db, project_scope(call, in.zone).zones))
    list.items.push_back(std::move(stored.merge));
  return list;
}

// ---- From the chain ----------------------------------------------------------------------------

Result<Project> create_lead_from_target(Call& call, const LeadFromTarget& in) {
  TRY_ASSIGN(explained, explain_target(call, {in.zone, in.chain_node, in.company}));
  const ChainTargetRow& target = explained.target;
  CreateProject lead;
  lead.zone = in.zone;
  ProjectInput& input = lead.project;
  const std::string company = target.full_name.value_or(target.name);
  std::optional<int64_t> enterprise;
  if (const auto found = find_enterprise_by_code(call.db, in.company)) {
    enterprise = found->id;
  } else if (const auto named = current_directory(call.database, call.db).find_name(company);
             named.size() == 1) {
    enterprise = named[0];
  }
  if (enterprise && enterprise_visible(call.db, call.zones, in.zone, *enterprise))
    input.enterprise_id = enterprise;
  else
    input.investor = company;
  input.name = in.name ? *in.name : fmt::format("{}({})", company, in.chain_node);
  input.source = "产业链目标";
  input.introducer = "自主";
  input.chain_node = in.chain_node;
  input.owner_user_id = in.owner_user_id;
  std::string record = fmt::format("目标 {} {},得分 {:.1f},{}", in.company, target.name,
                                   target.score, format_date(date_of(call.now)));
  for (const ChainReason& reason : target.reasons) {
    record += "\n" + reason.words.zh;
    for (const ChainStep& step : reason.steps)
      record += fmt::format("\n  {} → {}({},{})", step.from, step.to, step.source,
                            step.date ? format_date(*step.date) : "日期未知");
  }
  if (record.size() > 4000) record.resize(record.rfind('\n', 4000));
  input.source_record = record;
  lead.distinct_reason = in.distinct_reason;
  return create_project(call, lead);
}

}  // namespace gaoxin
