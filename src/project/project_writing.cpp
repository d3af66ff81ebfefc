#include "project/project_writing.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "project/conduct_values.h"
#include "project/project_fields.h"
#include "project/project_settings.h"
#include "project/project_store.h"
#include "project/settings_view.h"

namespace gaoxin {

namespace store = project_store;

Error project_error(ErrorCode code, std::string key, std::string zh, std::string en) {
  return {code, "project." + std::move(key), {std::move(zh), std::move(en)}, {}};
}

const std::vector<NamedTitle>& project_event_kinds() {
  static const std::vector<NamedTitle> own = {
      {"created", {"登记", "created"}},
      {"imported", {"台账导入", "imported from a ledger"}},
      {"edited", {"修改资料", "edited"}},
      {"moved", {"推进阶段", "moved on"}},
      {"moved_back", {"退回阶段", "moved back"}},
      {"status", {"变更状态", "status changed"}},
      {"answered", {"答复线索", "lead answered"}},
      {"assessed", {"完成研判", "assessed"}},
      {"feedback", {"反馈研判结果", "feedback given"}},
      {"report", {"进展报告", "progress reported"}},
      {"visit", {"走访", "visit"}},
      {"meeting", {"洽谈", "meeting"}},
      {"note", {"备注", "note"}},
      {"evidence_added", {"上传证明材料", "evidence added"}},
      {"evidence_verified", {"核实证明材料", "evidence verified"}},
      {"evidence_rejected", {"退回证明材料", "evidence rejected"}},
      {"task_added", {"新增任务", "task added"}},
      {"task_done", {"完成任务", "task done"}},
      {"claim_released", {"放弃首报", "claim released"}},
      {"transfer_requested", {"申请流转", "transfer asked for"}},
      {"transferred", {"项目流转", "transferred"}},
      {"transfer_refused", {"流转未接收", "transfer refused"}},
      {"credit_set", {"分配业绩", "credit divided"}},
      {"merged", {"合并项目", "merged"}},
      {"merge_undone", {"撤销合并", "merge undone"}},
      {"override_requested", {"申请破例", "override asked for"}},
      {"override_approved", {"同意破例", "override approved"}},
      {"override_refused", {"不同意破例", "override refused"}},
  };
  static const std::vector<NamedTitle> kinds = [] {
    std::vector<NamedTitle> all = own;
    all.insert(all.end(), conduct_event_kinds().begin(), conduct_event_kinds().end());
    return all;
  }();
  return kinds;
}

namespace {

Error no_project(int64_t id) {
  return project_error(ErrorCode::not_found, "project", fmt::format("没有项目 {}", id),
                       fmt::format("there is no project {}", id));
}

bool within_scope(const Call& call, const Project& project, int64_t zone) {
  return call.zones.is_within(project.host_zone_id, zone) ||
         call.zones.is_within(project.zone_id, zone);
}

const NamedTitle& event_kind(std::string_view name) {
  const auto& kinds = project_event_kinds();
  const auto at = std::find_if(kinds.begin(), kinds.end(),
                               [&](const NamedTitle& kind) { return kind.name == name; });
  CHECK(at != kinds.end());
  return *at;
}

}  // namespace

std::string event_hash(const std::string& previous, const store::StoredEvent& e) {
  return sha256_hex(json::serialize(json::array{
      previous, e.project_id, e.sequence, e.id, e.at.microseconds, format_date(e.effective_on),
      e.kind, to_json(e.from_stage), to_json(e.to_stage), e.actor_id, e.actor_name, e.detail}));
}

ProjectEvent describe_event(const store::StoredEvent& stored) {
  ProjectEvent event;
  event.id = stored.id;
  event.project_id = stored.project_id;
  event.sequence = stored.sequence;
  event.at = stored.at;
  event.effective_on = stored.effective_on;
  event.kind = stored.kind;
  event.title = event_kind(stored.kind).title;
  if (stored.from_stage) event.from_stage = stage_of(*stored.from_stage);
  if (stored.to_stage) event.to_stage = stage_of(*stored.to_stage);
  event.actor_id = stored.actor_id;
  event.actor_name = stored.actor_name;
  event.detail = json::parse(stored.detail);
  event.hash = stored.hash;
  return event;
}

Result<Project> visible_project(Call& call, int64_t zone, int64_t id) {
  std::optional<store::StoredProject> stored = store::find_project(call.db, id, false);
  if (!stored || !within_scope(call, stored->project, zone)) return no_project(id);
  return std::move(stored->project);
}

Result<Project> writable_project(Call& call, int64_t zone, int64_t id,
                                 std::string_view permission) {
  std::optional<store::StoredProject> stored = store::find_project(call.db, id, true);
  if (!stored || !within_scope(call, stored->project, zone)) return no_project(id);
  Project& project = stored->project;
  if (!call.may(permission, project.host_zone_id))
    return project_error(ErrorCode::forbidden, "host", "项目现由其他区域管理,您没有权限修改",
                         "another zone runs this project; you have no permission there");
  if (project.merged_into)
    return project_error(ErrorCode::conflict, "merged",
                         fmt::format("该项目已并入项目 {},请在那里修改", *project.merged_into),
                         fmt::format("this project was merged into project {}; change that one",
                                     *project.merged_into));
  return std::move(project);
}

namespace {

/// The event without its hash; brings the project's marks and its next deadline up to date.
store::StoredEvent prepare_event(Call& call, Project& project, const NewProjectEvent& event) {
  store::StoredEvent stored;
  stored.zone_id = project.zone_id;
  stored.project_id = project.id;
  stored.sequence = project.event_count + 1;
  stored.id = call.db.new_id();
  stored.at = call.now;
  stored.effective_on = event.effective_on.value_or(date_of(call.now));
  stored.kind = event_kind(event.kind).name;
  if (event.from_stage) stored.from_stage = stage_number(*event.from_stage);
  if (event.to_stage) stored.to_stage = stage_number(*event.to_stage);
  stored.actor_id = call.actor.user_id;
  stored.actor_name = call.actor.display_name;
  stored.detail = json::serialize(event.detail);
  project.event_count = stored.sequence;
  ProjectMarks marks{project.stage,       project.stage_entered_at, project.last_activity_at,
                     project.answered_at, project.assessed_at,      project.reported_at};
  mark_event(marks, event.kind, event.to_stage, call.now);
  project.stage_entered_at = marks.stage_entered_at;
  project.last_activity_at = marks.last_activity_at;
  project.answered_at = marks.answered_at;
  project.assessed_at = marks.assessed_at;
  project.reported_at = marks.reported_at;
  const SettingsView settings(call);
  const auto due = next_deadline(project, call.now, settings.of(project.host_zone_id));
  project.due_on = due ? std::optional(due->due_on) : std::nullopt;
  project.due_kind = due ? std::optional(due->kind) : std::nullopt;
  return stored;
}

}  // namespace

Result<ProjectEvent> write_project(Call& call, Project& project, const NewProjectEvent& event) {
  const auto before = store::find_project(call.db, project.id, true);
  CHECK(before.has_value());
  if (before->project.version != project.version) return stale_project(call, before->project);
  store::StoredEvent stored = prepare_event(call, project, event);
  stored.hash = event_hash(before->event_hash, stored);
  store::insert_event(call.db, stored);
  if (!store::update_project(call.db, project, stored.hash))
    return stale_project(call, before->project);
  ++project.version;
  if (project.name != before->project.name || project.investor != before->project.investor)
    store::set_name_change(call.db, project, touch_counter(call.db, "project_names"));
  call.audit("project", project.id, to_json(before->project), to_json(project));
  return describe_event(stored);
}

void insert_new_project(Call& call, Project& project, const NewProjectEvent& event) {
  project.last_activity_at = project.stage_entered_at = project.created_at = call.now;
  store::StoredEvent stored = prepare_event(call, project, event);
  stored.hash = event_hash("", stored);
  const int64_t change = touch_counter(call.db, "project_names");
  store::insert_project(call.db, project, stored.hash, change);
  store::insert_event(call.db, stored);
  call.audit("project", project.id, nullptr, to_json(project));
}

Error stale_project(Call& call, const Project& project) {
  const auto last = store::last_event(call.db, project.zone_id, project.id);
  Error error = project_error(ErrorCode::conflict, "stale", "其他人已修改;请重新载入后再改",
                              "somebody else has changed it; reload and try again");
  if (!last) return error;
  const Text kind = event_kind(last->kind).title;
  const std::string at = format_timestamp(last->at);
  const Text stage = stage_title(project.stage);
  error.text.zh =
      fmt::format("“{}”已由 {} 于 {} {},现在阶段为“{}”(版本 {});请重新载入后再改", project.name,
                  last->actor_name, at, kind.zh, stage.zh, project.version);
  error.text.en = fmt::format(
      "'{}' was changed by {} at {} ({}); its stage is now '{}' (version {}); reload and try again",
      project.name, last->actor_name, at, kind.en, stage.en, project.version);
  error.fields = {{"version",
                   "project.stale.version",
                   {std::to_string(project.version), std::to_string(project.version)}},
                  {"stage", "project.stale.stage", stage},
                  {"actor", "project.stale.actor", {last->actor_name, last->actor_name}},
                  {"at", "project.stale.at", {at, at}}};
  return error;
}

void describe_projects(Call& call, std::vector<Project>& projects) {
  const SettingsView settings(call);
  std::map<int64_t, std::optional<std::string>> names;
  std::set<std::string> codes;
  for (const Project& project : projects)
    if (project.industry_code) codes.insert(*project.industry_code);
  const std::vector<std::string> code_list(codes.begin(), codes.end());
  const auto industries = store::industry_names(call.db, code_list);
  for (Project& project : projects) {
    if (const Zone* zone = call.zones.find(project.zone_id)) project.zone_name = zone->name;
    if (const Zone* zone = call.zones.find(project.host_zone_id))
      project.host_zone_name = zone->name;
    if (project.owner_user_id) {
      const auto [at, is_new] = names.try_emplace(*project.owner_user_id);
      if (is_new) at->second = user_name(call.db, *project.owner_user_id);
      project.owner_name = at->second;
    }
    if (project.industry_code)
      if (const auto at = industries.find(*project.industry_code); at != industries.end())
        project.industry_name = at->second;
    project.age = project_age(project, call.now, settings.of(project.host_zone_id));
  }
}

Project described(Call& call, Project project) {
  std::vector<Project> one = {std::move(project)};
  describe_projects(call, one);
  return std::move(one[0]);
}

SettingsView::SettingsView(Call& call) : zones_(call.zones) {
  for (store::StoredSetting& setting : store::all_settings(call.db))
    values_[{setting.zone_id, setting.name}] = setting.value;
}

int64_t SettingsView::get(int64_t zone, std::string_view name) const {
  const ProjectSetting* known = find_project_setting(name);
  CHECK(known != nullptr);
  if (!values_.empty())
    for (const int64_t ancestor : zones_.ancestors(zone))
      if (const auto at = values_.find({ancestor, std::string(name)}); at != values_.end())
        return at->second;
  return known->standard;
}

int64_t project_setting(Call& call, int64_t zone, std::string_view name) {
  return SettingsView(call).get(zone, name);
}

}  // namespace gaoxin
