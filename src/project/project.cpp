// Projects: entering, changing, finding, moving from stage to stage, their log.
#include "project/project.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/page.h"
#include "base/text.h"
#include "project/enum_columns.h"
#include "project/list_query.h"
#include "project/project_input.h"
#include "project/project_store.h"

namespace gaoxin {

namespace store = project_store;

namespace {

/// Which values differ: {"jobs": [null, "120"]}.
json::object changes_between(const Project& before, const Project& after) {
  const auto old_values = project_values(before), new_values = project_values(after);
  json::object changes;
  for (const auto& [name, value] : old_values)
    if (const auto at = new_values.find(name); at == new_values.end())
      changes[name] = json::array{value, nullptr};
    else if (at->second != value)
      changes[name] = json::array{value, at->second};
  for (const auto& [name, value] : new_values)
    if (!old_values.contains(name)) changes[name] = json::array{nullptr, value};
  if (before.parent_id != after.parent_id)
    changes["parent_id"] = json::array{to_json(before.parent_id), to_json(after.parent_id)};
  return changes;
}

Result<Done> check_version(Call& call, const Project& project, int64_t version) {
  if (project.version == version) return Done{};
  return stale_project(call, project);
}

constexpr std::pair<std::string_view, ProjectOrder> kSorts[] = {
    {"activity", {ProjectSort::activity, true}},
    {"name", {ProjectSort::name, false}},
    {"number", {ProjectSort::number, false}},
    {"stage", {ProjectSort::stage, false}},
    {"total_investment", {ProjectSort::total_investment, false}},
    {"created", {ProjectSort::created, false}},
    {"due", {ProjectSort::due, false}},
};

}  // namespace

Result<ProjectOrder> project_order(const std::optional<std::string>& sort) {
  const std::string_view asked = sort ? std::string_view(*sort) : "activity";
  const bool reversed = asked.starts_with('-');
  for (const auto& [name, order] : kSorts)
    if (name == asked.substr(reversed ? 1 : 0))
      return ProjectOrder{order.by, order.descending != reversed};
  return project_error(ErrorCode::invalid, "sort", fmt::format("不能按“{}”排序", asked),
                       fmt::format("projects cannot be sorted by '{}'", asked));
}

ProjectQuery project_scope(Call& call, int64_t zone) {
  ProjectQuery query;
  query.today = date_of(call.now);
  const std::vector<int64_t> zones = call.zones.subtree(zone);
  if (zones.size() != call.zones.zones().size()) query.zones = zones;
  const SettingsView settings(call);
  std::map<int64_t, std::vector<int64_t>> by_days;
  for (const int64_t id : zones) by_days[settings.get(id, "stagnation_days")].push_back(id);
  for (auto& [days, group] : by_days) {
    const Timestamp before{call.now.microseconds - (days + 1) * 86'400'000'000};
    if (by_days.size() == 1) group.clear();
    query.stagnant_before.emplace_back(std::move(group), before);
  }
  return query;
}

void add_words(ProjectQuery& query, const std::optional<std::string>& q) {
  if (!q) return;
  const std::string folded = fold(*q);  // What split() points into must live as long as the loop.
  for (const std::string_view word : split(folded, ' '))
    if (!word.empty() && query.words.size() < 8) query.words.emplace_back(word);
}

namespace {

/// What the log says of a period, as the ids of projects.
Result<Done> add_entered_stage(Call& call, const ListProjects& in, ProjectQuery& query) {
  if (!in.entered_stage && (in.entered_from || in.entered_to))
    return project_error(ErrorCode::invalid, "entered_stage", "请指定进入的是哪个阶段",
                         "say which stage was entered");
  if (in.entered_stage)
    query.only_ids = store::entered_stage(call.db, query.zones, stage_number(*in.entered_stage),
                                          in.entered_from.value_or(make_date(1900, 1, 1)),
                                          in.entered_to.value_or(make_date(9999, 12, 31)));
  return Done{};
}

}  // namespace

Result<ProjectQuery> project_query(Call& call, const ListProjects& in) {
  ProjectQuery query = project_scope(call, in.zone);
  if (in.reported.value_or(false)) {
    query.reporting_zones = call.zones.subtree(in.zone);
    query.not_host_zones = query.reporting_zones;
    query.zones.clear();
  }
  add_words(query, in.q);
  query.stages = in.stage.value_or(std::vector<ProjectStage>{});
  query.statuses = in.status.value_or(std::vector<ProjectStatus>{});
  query.owner_user_id = in.owner_user_id;
  query.enterprise_id = in.enterprise_id;
  if (in.industry) query.industry_prefixes = store::industry_prefixes(call.db, *in.industry);
  query.chain_node = in.chain_node;
  query.total_investment_min = in.total_investment_min;
  query.total_investment_max = in.total_investment_max;
  const auto midnight = [](Date day) { return Timestamp{int64_t{day.days} * 86'400'000'000}; };
  if (in.created_from) query.created_from = midnight(*in.created_from);
  if (in.created_to) query.created_before = midnight({in.created_to->days + 1});
  query.signed_from = in.signed_from;
  query.signed_to = in.signed_to;
  query.status_from = in.status_from;
  query.status_to = in.status_to;
  TRY(add_entered_stage(call, in, query));
  query.is_expansion = in.is_expansion;
  query.invented = in.invented;
  query.stagnant = in.stagnant;
  query.overdue = in.overdue;
  return query;
}

Result<Project> create_project(Call& call, const CreateProject& in) {
  // One after the other, so that two people entering the same project meet each other.
  touch_counter(call.db, "project_names");
  Project project;
  project.zone_id = project.host_zone_id = in.zone;
  project.created_at = call.now;
  project.created_by = call.actor.user_id;
  TRY(apply_project_input(call, project, in.project, {}, "project."));
  if (!project.owner_user_id && call.actor.user_id != 0) project.owner_user_id = call.actor.user_id;
  const std::vector<Missing> missing =
      missing_for(stage_rules_at(call, in.zone), ProjectStage::lead, stage_facts(call, project),
                  date_of(call.now));
  if (!missing.empty()) return rules_error(ProjectStage::lead, missing);
  const std::string reason = in.distinct_reason ? std::string(trim(*in.distinct_reason)) : "";
  TRY(refuse_duplicates(call, project, find_duplicates(call, project, 0), !reason.empty()));
  project.id = call.db.new_id();
  project.number = project_number(call.now, project.id);
  NewProjectEvent event{.kind = "created", .to_stage = ProjectStage::lead};
  event.detail = json::object{{"name", project.name}, {"source", project.source}};
  if (!reason.empty()) event.detail.as_object()["distinct_reason"] = reason;
  insert_new_project(call, project, event);
  insert_first_claim(call, project);
  return described(call, project);
}

void insert_first_claim(Call& call, const Project& project) {
  const Date today = date_of(call.now);
  const int64_t days = project_setting(call, project.zone_id, "claim_days");
  store::insert_claim(call.db, {project.zone_id, project.id, project.owner_user_id, today,
                                Date{today.days + static_cast<int32_t>(days)}, std::nullopt});
}

Result<DuplicateList> check_duplicates(Call& call, const CheckDuplicates& in) {
  Project project;
  project.zone_id = project.host_zone_id = in.zone;
  project.name = in.name ? std::string(trim(*in.name)) : "";
  ProjectInput input;
  input.investor = in.investor;
  input.credit_code = in.credit_code;
  input.foreign_id = in.foreign_id;
  TRY(apply_project_input(call, project, input, {}, ""));
  DuplicateList list;
  for (const DuplicateHit& hit : find_duplicates(call, project, 0))
    list.items.push_back(masked(call, hit));
  return list;
}

Result<Project> get_project(Call& call, const ProjectId& in) {
  TRY_ASSIGN(project, visible_project(call, in.zone, in.id));
  return described(call, std::move(project));
}

Result<Project> update_project(Call& call, const UpdateProject& in) {
  TRY_ASSIGN(project, writable_project(call, in.zone, in.id));
  TRY(check_version(call, project, in.version));
  const Project before = project;
  TRY(apply_project_input(call, project, in.project, in.clear.value_or(std::vector<std::string>{}),
                          "project."));
  const json::object changes = changes_between(before, project);
  if (changes.empty() && before.enterprise_id == project.enterprise_id)
    return described(call, std::move(project));
  // What a stage already entered asks for does not become unknown again.
  const std::vector<StageRule> rules = stage_rules_at(call, project.host_zone_id);
  StageFacts facts = stage_facts(call, before);
  const std::vector<Missing> was = missing_so_far(call, rules, before, facts);
  for (const auto& [name, value] : project_values(before)) facts.values.erase(name);
  for (const auto& [name, value] : project_values(project)) facts.values[name] = value;
  std::vector<Missing> lost;
  for (Missing& missing : missing_so_far(call, rules, project, facts))
    if (std::none_of(was.begin(), was.end(),
                     [&](const Missing& old) { return old.rule == missing.rule; }))
      lost.push_back(std::move(missing));
  if (!lost.empty()) return rules_error(project.stage, lost);
  if (before.credit_code != project.credit_code || before.foreign_id != project.foreign_id ||
      before.name != project.name || before.investor != project.investor)
    TRY(refuse_duplicates(call, project, find_duplicates(call, project, project.id), true));
  TRY(write_project(call, project, {.kind = "edited", .detail = {{"changes", changes}}}));
  return described(call, std::move(project));
}

Result<ProjectPage> list_projects(Call& call, const ListProjects& in) {
  TRY_ASSIGN(page, page_request(in.page, in.page_size));
  TRY_ASSIGN(order, project_order(in.sort));
  TRY_ASSIGN(query, project_query(call, in));
  ProjectPage out;
  out.page = page.page;
  out.page_size = page.page_size;
  const FoundProjects found =
      find_projects(call, query, order, static_cast<size_t>((page.page - 1) * page.page_size),
                    static_cast<size_t>(page.page_size));
  out.total = found.total;
  out.items = store::find_projects(call.db, found.ids);
  describe_projects(call, out.items);
  return out;
}

Result<Kanban> get_kanban(Call& call, const GetKanban& in) {
  const int64_t cards = in.cards.value_or(20);
  if (cards < 1 || cards > 100)
    return project_error(ErrorCode::invalid, "cards", "每列卡片数应在 1 至 100 之间",
                         "a column shows 1 to 100 cards");
  ListProjects filters;
  filters.zone = in.zone;
  filters.q = in.q;
  filters.industry = in.industry;
  filters.chain_node = in.chain_node;
  filters.owner_user_id = in.owner_user_id;
  filters.status = in.status.value_or(std::vector<ProjectStatus>{
      ProjectStatus::ongoing, ProjectStatus::delayed, ProjectStatus::dormant});
  filters.stagnant = in.stagnant;
  filters.overdue = in.overdue;
  TRY_ASSIGN(query, project_query(call, filters));
  Kanban board;
  for (int64_t number = 1; number <= kProjectStages; ++number) {
    KanbanColumn column;
    column.stage = stage_of(number);
    column.title = stage_title(column.stage);
    board.columns.push_back(std::move(column));
  }
  std::vector<int64_t> ids;
  {
    const DirectoryView directory = project_directory(call.database, call.db);
    std::array<std::vector<uint32_t>, kProjectStages> rows;
    for (const uint32_t row : directory->find(query)) {
      const ListedProject& project = directory->rows()[row];
      const auto stage = static_cast<size_t>(project.stage);
      rows[stage].push_back(row);
      KanbanColumn& column = board.columns[stage];
      ++column.count;
      if (!project.total_investment) ++column.count_without_amount;
      column.total_investment.fen += project.total_investment.value_or(Money{}).fen;
    }
    for (std::vector<uint32_t>& some : rows)
      for (const int64_t id : directory->page(std::move(some), {}, 0, static_cast<size_t>(cards)))
        ids.push_back(id);
  }
  std::vector<Project> all = store::find_projects(call.db, ids);
  describe_projects(call, all);
  for (Project& project : all)
    board.columns[static_cast<size_t>(project.stage)].cards.push_back(std::move(project));
  return board;
}

Result<Project> move_project(Call& call, const MoveProject& in) {
  TRY_ASSIGN(project, writable_project(call, in.zone, in.id));
  TRY(check_version(call, project, in.version));
  TRY_ASSIGN(day, checked_day(call, in.effective_on, "effective_on"));
  TRY(check_next_stage(project, in.stage));
  const ProjectStage from = project.stage;
  const std::string note = in.note ? std::string(trim(*in.note)) : "";
  if (in.stage > from) {
    const std::vector<Missing> missing =
        missing_for(stage_rules_at(call, project.host_zone_id), in.stage,
                    stage_facts(call, project), date_of(call.now));
    if (!missing.empty()) return rules_error(in.stage, missing);
  } else {
    TRY(required_text(note, "note"));
  }
  TRY(enter_stage(call, project, in.stage, day, in.stage > from ? "moved" : "moved_back",
                  json::object{{"note", note}}));
  return described(call, std::move(project));
}

Result<Done> check_next_stage(const Project& project, ProjectStage stage) {
  if (!is_open(project.status))
    return project_error(
        ErrorCode::rule_failed, "closed",
        fmt::format("项目状态为“{}”,不能推进;请先恢复为正常推进", status_title(project.status).zh),
        fmt::format("the project is '{}' and cannot move; make it ongoing first",
                    status_title(project.status).en));
  if (stage == project.stage)
    return project_error(
        ErrorCode::rule_failed, "stage.same",
        fmt::format("项目已在阶段“{}”", stage_title(stage).zh),
        fmt::format("the project is in the stage '{}' already", stage_title(stage).en));
  if (stage_number(stage) > stage_number(project.stage) + 1) {
    const ProjectStage next = stage_of(stage_number(project.stage) + 1);
    return project_error(ErrorCode::rule_failed, "stage.skipped",
                         fmt::format("阶段不能跳过:现为“{}”,下一阶段是“{}”",
                                     stage_title(project.stage).zh, stage_title(next).zh),
                         fmt::format("no stage can be skipped: it is in '{}', the next is '{}'",
                                     stage_title(project.stage).en, stage_title(next).en));
  }
  return Done{};
}

Result<Done> enter_stage(Call& call, Project& project, ProjectStage stage, Date day,
                         const std::string& kind, json::object detail) {
  const ProjectStage from = project.stage;
  project.stage = stage;
  if (stage >= ProjectStage::contract && !project.signed_on) project.signed_on = day;
  TRY(write_project(call, project,
                    {.kind = kind,
                     .effective_on = day,
                     .from_stage = from,
                     .to_stage = stage,
                     .detail = std::move(detail)}));
  return Done{};
}

Result<Project> set_project_status(Call& call, const SetProjectStatus& in) {
  TRY_ASSIGN(project, writable_project(call, in.zone, in.id));
  TRY(check_version(call, project, in.version));
  if (in.status == ProjectStatus::lost && (!in.lost_to || !in.on || !in.reason)) {
    Error error = project_error(ErrorCode::rule_failed, "lost", "流失项目须填写原因、去向和日期",
                                "a lost project needs reason, place and date");
    for (const auto& [name, missing] : {std::pair{"reason", !in.reason},
                                        std::pair{"lost_to", !in.lost_to}, std::pair{"on", !in.on}})
      if (missing) error.fields.push_back({name, error.key, error.text});
    return error;
  }
  if (in.status == ProjectStatus::done && project.stage < ProjectStage::full_capacity)
    return project_error(ErrorCode::rule_failed, "done.early", "达产后才能办结",
                         "a project is done after it reached full capacity");
  std::string reason = in.reason ? std::string(trim(*in.reason)) : "";
  if (in.status != ProjectStatus::ongoing && in.status != ProjectStatus::done) {
    TRY_ASSIGN(stated, required_text(reason, "reason"));
    reason = stated;
  }
  std::optional<std::string> lost_to;
  if (in.status == ProjectStatus::lost) {
    TRY_ASSIGN(place, required_text(*in.lost_to, "lost_to", 300));
    lost_to = place;
  }
  TRY_ASSIGN(day, checked_day(call, in.on, "on"));
  const ProjectStatus from = project.status;
  project.status = in.status;
  project.status_reason = reason.empty() ? std::nullopt : std::optional(reason);
  project.lost_to = lost_to;
  project.status_on = day;
  TRY(write_project(call, project,
                    {.kind = "status",
                     .effective_on = day,
                     .detail = json::object{{"from", enum_text(from)},
                                            {"to", enum_text(in.status)},
                                            {"reason", reason},
                                            {"lost_to", to_json(lost_to)}}}));
  return described(call, std::move(project));
}

Result<ProjectEventPage> list_project_events(Call& call, const ListProjectEvents& in) {
  TRY_ASSIGN(page, page_request(in.page, in.page_size));
  TRY_ASSIGN(project, visible_project(call, in.zone, in.id));
  const std::vector<int64_t> ids = store::with_merged(call.db, project.id);
  if (in.event && !in.page)
    page.page = store::events_before(call.db, ids, in.kind, *in.event) / page.page_size + 1;
  ProjectEventPage out;
  out.page = page.page;
  out.page_size = page.page_size;
  out.total = store::count_events(call.db, ids, in.kind);
  for (const store::StoredEvent& event :
       store::list_events(call.db, ids, in.kind, page.page_size, (page.page - 1) * page.page_size))
    out.items.push_back(describe_event(event));
  return out;
}

Result<ProjectEvent> add_project_event(Call& call, const AddProjectEvent& in) {
  static const std::string_view kKinds[] = {"answered", "assessed", "feedback", "report",
                                            "visit",    "meeting",  "note"};
  if (std::find(std::begin(kKinds), std::end(kKinds), in.kind) == std::end(kKinds))
    return project_error(
        ErrorCode::invalid, "event.kind",
        fmt::format("不能登记“{}”;可用 answered、assessed、feedback、report、visit、"
                    "meeting、note",
                    in.kind),
        fmt::format("'{}' cannot be recorded; use answered, assessed, feedback, "
                    "report, visit, meeting or note",
                    in.kind));
  TRY_ASSIGN(project, writable_project(call, in.zone, in.id));
  TRY_ASSIGN(text, required_text(in.text, "text", 20'000));
  TRY_ASSIGN(day, checked_day(call, in.effective_on, "effective_on"));
  json::object detail{{"text", text}};
  if (in.longitude.has_value() != in.latitude.has_value() ||
      !(std::abs(in.longitude.value_or(0)) <= 180 && std::abs(in.latitude.value_or(0)) <= 90))
    return project_error(ErrorCode::invalid, "position", "经纬度须同时填写且在有效范围内",
                         "longitude and latitude stand together and within their range");
  if (in.longitude) {
    detail["longitude"] = *in.longitude;
    detail["latitude"] = *in.latitude;
  }
  return write_project(call, project,
                       {.kind = in.kind, .effective_on = day, .detail = std::move(detail)});
}

}  // namespace gaoxin
