// What the next stage asks for, the rules a zone adds, overrides with two people, settings.
#include <fmt/format.h>

#include "base/text.h"
#include "project/conduct_values.h"
#include "project/list_query.h"
#include "project/project.h"
#include "project/project_input.h"

namespace gaoxin {

namespace store = project_store;

namespace {

StageRuleRow rule_row(const StageRule& rule) {
  const auto maybe = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  StageRuleRow row;
  row.rule = rule.id;
  row.id = rule.zone_rule_id;
  row.zone_id = rule.zone_id;
  row.stage = rule.stage;
  row.field = maybe(rule.field);
  row.evidence = maybe(rule.evidence);
  row.verified = rule.verified;
  row.applies_when = maybe(rule.applies_when);
  row.must_hold = maybe(rule.must_hold);
  row.effective_from = rule.from;
  row.effective_to = rule.to;
  if (const ProjectField* field = find_project_field(rule.field)) row.title = field->title;
  if (const EvidenceKind* kind = find_evidence_kind(rule.evidence)) row.title = kind->title;
  if (find_project_field(rule.field) == nullptr && !rule.field.empty())
    row.title = condition_title(rule.field);
  if (!rule.must_hold.empty()) row.title = condition_title(rule.must_hold);
  row.message = rule.message;
  row.clause = rule.clause;
  row.clause_title = clause_title(rule.clause);
  return row;
}

Error invalid_rule(const std::string& path, std::string zh, std::string en) {
  Error error = project_error(ErrorCode::invalid, "rule", std::move(zh), std::move(en));
  error.fields = {{path, error.key, error.text}};
  return error;
}

Override with_names(Call& call, Override row) {
  row.requested_by_name = user_name(call.db, row.requested_by).value_or("");
  if (row.decided_by) row.decided_by_name = user_name(call.db, *row.decided_by);
  return row;
}

bool known_value(const std::string& name) {
  if (find_project_field(name) != nullptr) return true;
  for (const NamedTitle& conduct : conduct_value_names())
    if (conduct.name == name) return true;
  return false;
}

}  // namespace

Result<StageCheck> check_stage(Call& call, const ProjectId& in) {
  TRY_ASSIGN(project, visible_project(call, in.zone, in.id));
  StageCheck check;
  check.stage = project.stage;
  const std::vector<StageRule> rules = stage_rules_at(call, project.host_zone_id);
  const StageFacts facts = stage_facts(call, project);
  const int64_t number = stage_number(project.stage);
  const Date today = date_of(call.now);
  if (!is_open(project.status)) return check;
  if (number < kProjectStages) {
    check.next = stage_of(number + 1);
    check.missing = missing_for(rules, *check.next, facts, today);
  }
  if (number + 1 < kProjectStages)
    check.later = missing_for(rules, stage_of(number + 2), facts, today);
  store::OverrideQuery query;
  query.project_id = project.id;
  query.state = DecisionState::pending;
  for (const store::StoredOverride& pending : store::list_overrides(call.db, query))
    check.pending_override = pending.row.id;
  return check;
}

Result<StageRuleList> list_stage_rules(Call& call, const ProjectZone& in) {
  StageRuleList list;
  for (const StageRule& rule : stage_rules_at(call, in.zone)) list.items.push_back(rule_row(rule));
  return list;
}

Result<StageRuleRow> add_stage_rule(Call& call, const AddStageRule& in) {
  if (in.field.has_value() + in.evidence.has_value() + in.must_hold.has_value() != 1)
    return invalid_rule("field", "字段、证明材料、条件三者须且只能填一项",
                        "exactly one of field, evidence and must_hold stands");
  if (in.field && !known_value(*in.field))
    return invalid_rule("field", fmt::format("没有字段“{}”", *in.field),
                        fmt::format("there is no field '{}'", *in.field));
  if (in.evidence && find_evidence_kind(*in.evidence) == nullptr)
    return invalid_rule("evidence", fmt::format("没有证明材料种类“{}”", *in.evidence),
                        fmt::format("there is no kind of evidence '{}'", *in.evidence));
  if (in.must_hold) TRY(check_condition(*in.must_hold));
  if (in.applies_when) TRY(check_condition(*in.applies_when));
  if (in.effective_to && *in.effective_to < in.effective_from)
    return invalid_rule("effective_to", "失效日期早于生效日期",
                        "the rule would end before it begins");
  StageRule rule;
  rule.zone_id = in.zone;
  rule.zone_rule_id = call.db.new_id();
  rule.id = fmt::format("zone.{}", *rule.zone_rule_id);
  rule.stage = in.stage;
  rule.field = in.field.value_or("");
  rule.evidence = in.evidence.value_or("");
  rule.must_hold = in.must_hold.value_or("");
  rule.verified = in.verified.value_or(false);
  rule.applies_when = in.applies_when.value_or("");
  rule.from = in.effective_from;
  rule.to = in.effective_to;
  TRY_ASSIGN(clause, required_text(in.clause, "clause", 500));
  TRY_ASSIGN(zh, required_text(in.message.zh, "message.zh", 500));
  TRY_ASSIGN(en, required_text(in.message.en, "message.en", 500));
  rule.clause = clause;
  rule.message = {zh, en};
  store::insert_zone_rule(call.db, rule, call.now, call.actor.user_id);
  const StageRuleRow row = rule_row(rule);
  call.audit("stage_rule", *rule.zone_rule_id, nullptr, to_json(row));
  return row;
}

Result<StageRuleRow> end_stage_rule(Call& call, const EndStageRule& in) {
  const std::vector<int64_t> zones = {in.zone};
  for (StageRule& rule : store::list_zone_rules(call.db, zones)) {
    if (rule.zone_rule_id != in.id) continue;
    const json::value before = to_json(rule_row(rule));
    rule.to = in.effective_to;
    store::end_zone_rule(call.db, in.zone, in.id, in.effective_to);
    call.audit("stage_rule", in.id, before, to_json(rule_row(rule)));
    return rule_row(rule);
  }
  return project_error(ErrorCode::not_found, "rule", fmt::format("本区域没有规则 {}", in.id),
                       fmt::format("this zone has no rule {}", in.id));
}

Result<ProjectVocabulary> get_project_vocabulary(Call&, const ProjectNothing&) {
  ProjectVocabulary out;
  for (const ProjectField& field : project_fields())
    out.fields.push_back({field.name, field.title, boost::describe::enum_to_string(field.kind, ""),
                          field.unit, field.member, field.stage});
  for (const EvidenceKind& kind : evidence_kinds())
    out.evidence_kinds.push_back({kind.name, kind.title, kind.stage});
  for (int64_t number = 1; number <= kProjectStages; ++number)
    out.stages.push_back(
        {boost::describe::enum_to_string(stage_of(number), ""), stage_title(stage_of(number))});
  for (const ProjectStatus status :
       {ProjectStatus::ongoing, ProjectStatus::delayed, ProjectStatus::dormant, ProjectStatus::lost,
        ProjectStatus::abandoned, ProjectStatus::done})
    out.statuses.push_back({boost::describe::enum_to_string(status, ""), status_title(status)});
  out.event_kinds = project_event_kinds();
  out.conduct_values = conduct_value_names();
  return out;
}

// ---- Overrides ---------------------------------------------------------------------------------

Result<Override> request_override(Call& call, const RequestOverride& in) {
  TRY_ASSIGN(project, writable_project(call, in.zone, in.id));
  if (project.version != in.version) return stale_project(call, project);
  TRY_ASSIGN(reason, required_text(in.reason, "reason"));
  TRY_ASSIGN(day, checked_day(call, in.effective_on, "effective_on"));
  TRY(check_next_stage(project, in.stage));
  Override row;
  row.missing = in.stage < project.stage
                    ? std::vector<Missing>{}
                    : missing_for(stage_rules_at(call, project.host_zone_id), in.stage,
                                  stage_facts(call, project), date_of(call.now));
  if (row.missing.empty())
    return project_error(ErrorCode::rule_failed, "override.not_needed", "没有缺项,直接推进即可",
                         "nothing is missing; just move it");
  TRY(no_pending_override(call, project.id));
  row.id = call.db.new_id();
  row.project_id = project.id;
  row.project_name = project.name;
  row.from_stage = project.stage;
  row.to_stage = in.stage;
  row.reason = reason;
  row.effective_on = day;
  row.requested_at = call.now;
  row.requested_by = call.actor.user_id;
  store::insert_override(call.db, project.zone_id, row);
  call.audit("override", row.id, nullptr, to_json(row));
  json::array rules;
  for (const Missing& missing : row.missing) rules.push_back(json::value(missing.rule));
  TRY(write_project(
      call, project,
      {.kind = "override_requested",
       .detail = json::object{{"override", row.id},
                              {"stage", boost::describe::enum_to_string(in.stage, "")},
                              {"reason", reason},
                              {"missing", rules}}}));
  return with_names(call, std::move(row));
}

Result<Done> no_pending_override(Call& call, int64_t project_id) {
  store::OverrideQuery query;
  query.project_id = project_id;
  query.state = DecisionState::pending;
  const auto pending = store::list_overrides(call.db, query);
  if (pending.empty()) return Done{};
  return project_error(ErrorCode::conflict, "override.pending",
                       fmt::format("已有破例申请 {} 待审批", pending[0].row.id),
                       fmt::format("the override {} waits for its decision", pending[0].row.id));
}

Result<Override> decide_override(Call& call, const DecideOverride& in) {
  std::optional<store::StoredOverride> stored = store::find_override(call.db, in.id);
  const Error none =
      project_error(ErrorCode::not_found, "override", fmt::format("没有破例申请 {}", in.id),
                    fmt::format("there is no override {}", in.id));
  if (!stored || !visible_project(call, in.zone, stored->row.project_id).ok()) return none;
  TRY_ASSIGN(project, writable_project(call, in.zone, stored->row.project_id, "project.approve"));
  // The project's row is locked now; what was read before may be old.
  stored = store::find_override(call.db, in.id);
  Override& row = stored->row;
  if (row.requested_by == call.actor.user_id)
    return project_error(ErrorCode::forbidden, "four_eyes", "申请人不能审批自己的申请",
                         "who asked cannot decide; a second person must");
  if (row.state != DecisionState::pending)
    return project_error(ErrorCode::conflict, "override.decided", "该申请已有结论",
                         "it has been decided already");
  TRY_ASSIGN(note, required_text(in.note, "note"));
  if (in.approve && (project.stage != row.from_stage || !is_open(project.status)))
    return project_error(ErrorCode::conflict, "override.outdated",
                         "申请后项目阶段或状态已变化,请退回并重新申请",
                         "the project has moved since; refuse this and ask again");
  const json::value before = to_json(row);
  row.state = in.approve ? DecisionState::approved : DecisionState::refused;
  row.decided_at = call.now;
  row.decided_by = call.actor.user_id;
  row.decision_note = note;
  CHECK(store::decide_override(call.db, *stored));
  call.audit("override", row.id, before, to_json(row));
  json::object detail{{"override", row.id}, {"note", note}, {"reason", row.reason}};
  if (in.approve) {
    if (row.historical) project.historical = true;
    TRY(enter_stage(call, project, row.to_stage, row.effective_on, "override_approved",
                    std::move(detail)));
  } else {
    TRY(write_project(call, project, {.kind = "override_refused", .detail = std::move(detail)}));
  }
  return with_names(call, std::move(row));
}

Result<OverrideList> list_overrides(Call& call, const ListOverrides& in) {
  store::OverrideQuery query;
  if (in.project_id) {
    TRY(visible_project(call, in.zone, *in.project_id));
    query.project_id = in.project_id;
  } else {
    query.host_zones = call.zones.subtree(in.zone);
  }
  query.state = in.state;
  OverrideList list;
  for (store::StoredOverride& stored : store::list_overrides(call.db, query))
    list.items.push_back(with_names(call, std::move(stored.row)));
  return list;
}

// ---- Settings ----------------------------------------------------------------------------------

Result<ProjectSettingList> list_project_settings(Call& call, const ProjectZone& in) {
  ProjectSettingList list;
  const std::vector<store::StoredSetting> all = store::all_settings(call.db);
  const std::vector<int64_t> zones = call.zones.ancestors(in.zone);
  for (const ProjectSetting& known : project_settings()) {
    ProjectSettingRow row{known.name,     known.title,  known.unit, known.unit.zh.empty(),
                          known.standard, std::nullopt, known.min,  known.max,
                          known.standard};
    for (auto zone = zones.begin(); zone != zones.end() && !row.set_at_zone; ++zone)
      for (const store::StoredSetting& setting : all)
        if (setting.zone_id == *zone && setting.name == known.name) {
          row.set_at_zone = *zone;
          row.value = setting.value;
        }
    list.items.push_back(std::move(row));
  }
  return list;
}

Result<ProjectSettingList> put_project_setting(Call& call, const PutProjectSetting& in) {
  const ProjectSetting* known = find_project_setting(in.name);
  if (known == nullptr)
    return project_error(ErrorCode::invalid, "setting", fmt::format("没有设置“{}”", in.name),
                         fmt::format("there is no setting '{}'", in.name));
  const int64_t before = project_setting(call, in.zone, in.name);
  if (!in.value) {
    store::delete_setting(call.db, in.zone, in.name);
  } else if (*in.value < known->min || *in.value > known->max) {
    return project_error(
        ErrorCode::invalid, "setting.range",
        fmt::format("“{}”应在 {} 至 {} 之间", known->title.zh, known->min, known->max),
        fmt::format("'{}' must lie between {} and {}", known->title.en, known->min, known->max));
  } else {
    store::put_setting(call.db, {in.zone, in.name, *in.value}, call.now, call.actor.user_id);
  }
  call.audit("project_setting", in.zone, {{in.name, before}}, {{in.name, to_json(in.value)}});
  // Deadlines follow the setting.
  const SettingsView settings(call);
  std::vector<store::DueChange> changes;
  store::each_open_project(call.db, call.zones.subtree(in.zone), [&](const Project& project) {
    const auto due = next_deadline(project, call.now, settings.of(project.host_zone_id));
    const auto due_on = due ? std::optional(due->due_on) : std::nullopt;
    if (due_on != project.due_on)
      changes.push_back(
          {project.zone_id, project.id, due_on, due ? std::optional(due->kind) : std::nullopt});
  });
  for (const store::DueChange& change : changes) store::set_due(call.db, change);
  return list_project_settings(call, {in.zone});
}

}  // namespace gaoxin
