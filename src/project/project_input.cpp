#include "project/project_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/text.h"
#include "project/conduct_values.h"
#include "registry/credit_code.h"
#include "registry/name_similarity.h"
#include "registry/registry.h"

namespace gaoxin {

namespace store = project_store;

namespace {

/// Names and investors of all projects, to find those that are alike. The database stays the
/// truth: rows changed since are read before each search, and a match is looked at as it is now.
/// Never refreshed in a transaction that has written names itself: it may roll back, and its value
/// of the counter be given again.
class ProjectNames {
 public:
  void refresh(Transaction& db) {
    const std::lock_guard lock(mutex_);
    for (const store::ProjectNameRow& row : store::changed_names(db, applied_)) {
      index_.add(row.id, row.name);
      if (!row.investor.empty() && row.investor != row.name) index_.add(row.id, row.investor);
      applied_ = row.name_change;
    }
  }
  std::vector<int64_t> find(const std::vector<std::string>& names, double threshold) {
    const std::lock_guard lock(mutex_);
    std::vector<NameIndex::Match> all;
    for (const std::string& name : names)
      for (const NameIndex::Match& match : index_.find(name, threshold, 20)) all.push_back(match);
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.score > b.score; });
    std::vector<int64_t> ids;
    for (const NameIndex::Match& match : all)
      if (std::find(ids.begin(), ids.end(), match.id) == ids.end()) ids.push_back(match.id);
    return ids;
  }

 private:
  std::mutex mutex_;
  int64_t applied_ = 0;
  NameIndex index_;
};

/// Collects what is wrong with an input.
class Problems {
 public:
  explicit Problems(const std::string& path) : path_(path) {}
  void add(const std::string& member, std::string key, std::string zh, std::string en) {
    fields_.push_back(
        {path_ + member, "project." + std::move(key), {std::move(zh), std::move(en)}});
  }
  void add(const Error& error) {
    for (const FieldError& field : error.fields) fields_.push_back(field);
  }
  const std::string& path() const { return path_; }
  Result<Done> result() && {
    if (fields_.empty()) return Done{};
    Error error = project_error(ErrorCode::invalid, "input", "", "");
    for (const FieldError& field : fields_) {
      error.text.zh += (error.text.zh.empty() ? "" : ";") + field.text.zh;
      error.text.en += (error.text.en.empty() ? "" : "; ") + field.text.en;
    }
    error.fields = std::move(fields_);
    return error;
  }

 private:
  std::string path_;
  std::vector<FieldError> fields_;
};

void apply_text(Problems& problems, const char* member, const std::optional<std::string>& in,
                std::optional<std::string>& out) {
  if (!in) return;
  const Result<std::string> value =
      normal_field_value({member, {member, member}, ProjectFieldKind::text, "", true, {}}, *in,
                         problems.path() + member);
  if (!value.ok()) return problems.add(value.error());
  out = value->empty() ? std::nullopt : std::optional(*value);
}

void apply_number(Problems& problems, const char* member, const std::optional<double>& in,
                  std::optional<double>& out, double min, double max) {
  if (!in) return;
  if (!(*in >= min && *in <= max)) {
    const ProjectField* field = find_project_field(member);
    problems.add(member, "range", fmt::format("“{}”应在 {} 至 {} 之间", field->title.zh, min, max),
                 fmt::format("'{}' must lie between {} and {}", field->title.en, min, max));
  } else {
    out = *in;
  }
}

void apply_money(Problems& problems, const char* member, const std::optional<Money>& in,
                 std::optional<Money>& out) {
  if (!in) return;
  const ProjectField* field = find_project_field(member);
  if (in->fen < 0)
    problems.add(member, "range", fmt::format("“{}”不能小于 0", field->title.zh),
                 fmt::format("'{}' cannot be negative", field->title.en));
  else
    out = *in;
}

void apply_identity(Call& call, Problems& problems, Project& project, const ProjectInput& input) {
  if (input.enterprise_id) {
    const int64_t id = *input.enterprise_id;
    const std::vector<Enterprise> found = find_enterprises(call.db, std::vector<int64_t>{id});
    if (found.empty() || !enterprise_visible(call.db, call.zones, project.host_zone_id, id)) {
      problems.add("enterprise_id", "enterprise", fmt::format("没有企业 {}", id),
                   fmt::format("there is no enterprise {}", id));
    } else {
      project.enterprise_id = id;
      if (project.name.empty()) project.name = found[0].name;
      if (!project.investor) project.investor = found[0].name;
      if (!project.credit_code) project.credit_code = found[0].credit_code;
      if (!project.industry_code) project.industry_code = found[0].industry_code;
    }
  }
  if (input.name) {
    project.name = std::string(trim(*input.name));
    if (project.name.empty() || project.name.size() > 300)
      problems.add("name", "name", "项目名称应为 1 至 300 字节",
                   "a project's name has 1 to 300 bytes");
  }
  apply_text(problems, "investor", input.investor, project.investor);
  apply_text(problems, "foreign_id", input.foreign_id, project.foreign_id);
  if (input.credit_code && trim(*input.credit_code).empty()) {
    project.credit_code.reset();
  } else if (input.credit_code) {
    const Result<std::string> code = parse_credit_code(*input.credit_code);
    if (code.ok())
      project.credit_code = *code;
    else
      problems.add("credit_code", "credit_code", code.error().text.zh, code.error().text.en);
  }
}

void apply_owner(Call& call, Problems& problems, Project& project, int64_t user_id) {
  const Result<User> user = get_user(call.db, user_id);
  const bool able = user.ok() && !user->disabled &&
                    may(Actor{user_id, user->username, user->display_name, false, user->grants},
                        call.zones, kProjectWrite, project.host_zone_id);
  if (able)
    project.owner_user_id = user_id;
  else
    problems.add("owner_user_id", "owner",
                 fmt::format("用户 {} 不存在或在该区域不能管理项目", user_id),
                 fmt::format("user {} does not exist or may not run projects there", user_id));
}

void apply_fields(Problems& problems, Project& project,
                  const std::map<std::string, std::string>& fields) {
  for (const auto& [name, text] : fields) {
    const ProjectField* field = find_project_field(name);
    if (field == nullptr || field->member) {
      problems.add("fields." + name, "field.unknown", fmt::format("没有字段“{}”", name),
                   fmt::format("there is no field '{}'", name));
      continue;
    }
    if (trim(text).empty()) {
      project.fields.erase(name);
      continue;
    }
    const Result<std::string> value =
        normal_field_value(*field, text, problems.path() + "fields." + name);
    if (value.ok())
      project.fields[name] = *value;
    else
      problems.add(value.error());
  }
}

void clear_member(Problems& problems, Project& project, const std::string& name) {
  if (name == "total_investment")
    project.total_investment.reset();
  else if (name == "fixed_investment")
    project.fixed_investment.reset();
  else if (name == "land_area_square_metres")
    project.land_area_square_metres.reset();
  else if (name == "energy_tce")
    project.energy_tce.reset();
  else if (name == "emissions_tco2")
    project.emissions_tco2.reset();
  else if (name == "jobs")
    project.jobs.reset();
  else if (name == "longitude")
    project.longitude.reset();
  else if (name == "latitude")
    project.latitude.reset();
  else if (name == "enterprise_id")
    project.enterprise_id.reset();
  else if (name == "parent_id")
    project.parent_id.reset();
  else
    problems.add("clear", "clear", fmt::format("“{}”不能清空", name),
                 fmt::format("'{}' cannot be cleared", name));
}

}  // namespace

Result<Done> apply_project_input(Call& call, Project& project, const ProjectInput& input,
                                 const std::vector<std::string>& clear, const std::string& path) {
  Problems problems(path);
  for (const std::string& name : clear) clear_member(problems, project, name);
  apply_identity(call, problems, project, input);
  std::optional<std::string> source = project.source;
  apply_text(problems, "source", input.source, source);
  project.source = source.value_or("");
  apply_text(problems, "source_record", input.source_record, project.source_record);
  apply_text(problems, "introducer", input.introducer, project.introducer);
  apply_text(problems, "chain_node", input.chain_node, project.chain_node);
  apply_text(problems, "industry_code", input.industry_code, project.industry_code);
  if (input.industry_code && project.industry_code) {
    const std::vector<std::string> codes = {*project.industry_code};
    if (store::industry_names(call.db, codes).empty())
      problems.add(
          "industry_code", "industry",
          fmt::format("没有行业代码“{}”(GB/T 4754-2017)", *project.industry_code),
          fmt::format("there is no industry code '{}' in GB/T 4754-2017", *project.industry_code));
  }
  if (input.owner_user_id && input.owner_user_id != project.owner_user_id)
    apply_owner(call, problems, project, *input.owner_user_id);
  if (input.parent_id) {
    const Result<Project> parent = visible_project(call, project.host_zone_id, *input.parent_id);
    if (!parent.ok() || *input.parent_id == project.id)
      problems.add("parent_id", "parent", fmt::format("没有原项目 {}", *input.parent_id),
                   fmt::format("there is no project {} to expand", *input.parent_id));
    else
      project.parent_id = parent->merged_into.value_or(*input.parent_id);
  }
  project.is_expansion = project.parent_id.has_value();
  apply_money(problems, "total_investment", input.total_investment, project.total_investment);
  apply_money(problems, "fixed_investment", input.fixed_investment, project.fixed_investment);
  apply_number(problems, "land_area_square_metres", input.land_area_square_metres,
               project.land_area_square_metres, 0, 1e9);
  apply_number(problems, "energy_tce", input.energy_tce, project.energy_tce, 0, 1e9);
  apply_number(problems, "emissions_tco2", input.emissions_tco2, project.emissions_tco2, 0, 1e9);
  apply_number(problems, "longitude", input.longitude, project.longitude, -180, 180);
  apply_number(problems, "latitude", input.latitude, project.latitude, -90, 90);
  if (input.jobs && (*input.jobs < 0 || *input.jobs > 10'000'000))
    problems.add("jobs", "range", "“新增就业”应在 0 至 10000000 之间",
                 "'Jobs' must lie between 0 and 10,000,000");
  else if (input.jobs)
    project.jobs = *input.jobs;
  if (input.fields) apply_fields(problems, project, *input.fields);
  return std::move(problems).result();
}

std::optional<Date> protected_until(const SettingsView& settings, const Project& project,
                                    const store::StoredClaim& claim) {
  if (project.merged_into || claim.released_on || project.status == ProjectStatus::lost ||
      project.status == ProjectStatus::abandoned)
    return std::nullopt;
  if (project.signed_on) return make_date(9999, 12, 31);
  const int64_t renewal = settings.get(project.zone_id, "claim_renewal_days");
  if (renewal == 0) return claim.expires_on;
  return std::max(claim.expires_on,
                  Date{date_of(project.last_activity_at).days + static_cast<int32_t>(renewal)});
}

std::vector<DuplicateHit> find_duplicates(Call& call, const Project& project, int64_t except) {
  std::vector<std::pair<int64_t, std::string>> candidates;
  if (project.credit_code)
    for (const int64_t id : store::find_by_code(call.db, *project.credit_code))
      candidates.emplace_back(id, "credit_code");
  if (project.foreign_id)
    for (const int64_t id : store::find_by_foreign_id(call.db, *project.foreign_id))
      candidates.emplace_back(id, "foreign_id");
  const SettingsView settings(call);
  const double threshold =
      static_cast<double>(settings.get(project.zone_id, "duplicate_percent")) / 100;
  std::vector<std::string> names = {project.name};
  if (project.investor && *project.investor != project.name) names.push_back(*project.investor);
  auto& index = call.database.attached<ProjectNames>();
  if (call.changes.empty()) index.refresh(call.db);
  for (const int64_t id : index.find(names, threshold)) candidates.emplace_back(id, "name");
  std::vector<int64_t> ids;
  for (const auto& [id, because] : candidates)
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  std::unordered_map<int64_t, Project> rows;
  for (Project& row : store::find_projects(call.db, ids)) rows.emplace(row.id, std::move(row));
  std::vector<DuplicateHit> hits;
  for (const auto& [id, because] : candidates) {
    const auto at = rows.find(id);
    if (at == rows.end() || id == except || hits.size() == 10) continue;
    const Project& other = at->second;
    // A different code is a different company, whatever its name.
    const bool codes_differ =
        project.credit_code && other.credit_code && project.credit_code != other.credit_code;
    if (because == "name" && codes_differ) continue;
    if (std::any_of(hits.begin(), hits.end(),
                    [&](const DuplicateHit& hit) { return hit.project.id == id; }))
      continue;
    if (because == "name") {  // The index may remember an older name.
      double best = 0;
      for (const std::string& name : names) {
        best = std::max(best, name_similarity(name, other.name));
        if (other.investor) best = std::max(best, name_similarity(name, *other.investor));
      }
      if (best < threshold) continue;
    }
    const auto claim = store::find_claim(call.db, other.zone_id, other.id);
    if (!claim) continue;
    const auto until = protected_until(settings, other, *claim);
    if (until && *until >= date_of(call.now)) hits.push_back({other, because, *until});
  }
  return hits;
}

MaskedProject masked(Call& call, const DuplicateHit& hit) {
  MaskedProject out;
  const Project& project = hit.project;
  if (const Zone* zone = call.zones.find(project.host_zone_id)) out.zone_name = zone->name;
  std::optional<std::string> owner;
  if (project.owner_user_id) owner = user_name(call.db, *project.owner_user_id);
  out.owner = owner.value_or(out.zone_name.zh);
  out.stage = project.stage;
  out.because = hit.because;
  out.protected_until = hit.protected_until;
  if (call.may("project.read", project.host_zone_id) || call.may("project.read", project.zone_id))
    out.id = project.id;
  return out;
}

Result<Done> refuse_duplicates(Call& call, const Project& project,
                               const std::vector<DuplicateHit>& hits, bool distinct) {
  std::vector<FieldError> fields;
  for (const DuplicateHit& hit : hits) {
    const bool same_code = hit.because != "name";
    const bool expands = project.parent_id == hit.project.id;
    const bool own = call.zones.is_within(hit.project.host_zone_id, project.zone_id) ||
                     hit.project.zone_id == project.zone_id;
    if (expands || (distinct && (own || !same_code))) continue;
    const MaskedProject mask = masked(call, hit);
    const Text stage = stage_title(mask.stage);
    fields.push_back(
        {"project." + hit.because,
         "project.duplicate",
         {fmt::format("已有项目,负责人 {}({}),阶段“{}”,保护至 {}", mask.owner, mask.zone_name.zh,
                      stage.zh, format_date(mask.protected_until)),
          fmt::format("it exists: owner {} ({}), stage '{}', protected until {}", mask.owner,
                      mask.zone_name.en, stage.en, format_date(mask.protected_until))}});
    if (mask.id)  // So that a page can lead there.
      fields.push_back({"project.id",
                        "project.duplicate.id",
                        {fmt::format("{}", *mask.id), fmt::format("{}", *mask.id)}});
  }
  if (fields.empty()) return Done{};
  Error error =
      project_error(ErrorCode::conflict, "duplicate",
                    fields[0].text.zh + ";请联系对方申请流转,同名但确非同一项目的请填写理由",
                    fields[0].text.en +
                        "; ask for a transfer, or say why a project of a like name is another one");
  error.fields = std::move(fields);
  return error;
}

std::vector<StageRule> stage_rules_at(Call& call, int64_t zone) {
  std::vector<StageRule> rules = product_stage_rules();
  const std::vector<int64_t> zones = call.zones.ancestors(zone);
  for (StageRule& rule : store::list_zone_rules(call.db, zones)) rules.push_back(std::move(rule));
  return rules;
}

StageFacts stage_facts(Call& call, const Project& project) {
  StageFacts facts;
  facts.values = project_values(project);
  if (project.id != 0) {
    for (auto& [name, value] : conduct_values(call, project)) facts.values[name] = std::move(value);
    const std::vector<int64_t> ids = store::with_merged(call.db, project.id);
    facts.evidence = store::evidence_facts(call.db, ids);
  }
  return facts;
}

std::vector<Missing> missing_so_far(Call& call, const std::vector<StageRule>& rules,
                                    const Project& project, const StageFacts& facts) {
  std::vector<Missing> out;
  for (int64_t stage = 1; stage <= stage_number(project.stage); ++stage)
    for (Missing& missing : missing_for(rules, stage_of(stage), facts, date_of(call.now)))
      if (!missing.evidence) out.push_back(std::move(missing));
  return out;
}

Result<Date> checked_day(const Call& call, std::optional<Date> day, const std::string& path) {
  // Local time runs up to 14 hours ahead of UTC.
  constexpr int64_t kAheadHours = 14;
  const Date latest = date_of({call.now.microseconds + kAheadHours * 3'600'000'000});
  const Date date = day.value_or(date_of(call.now));
  if (date <= latest && date >= make_date(1990, 1, 1)) return date;
  Error error = project_error(
      ErrorCode::invalid, date > latest ? "date.future" : "date.early",
      fmt::format("日期 {} 应在 1990-01-01 至今天之间", format_date(date)),
      fmt::format("the date {} must lie between 1990-01-01 and today", format_date(date)));
  error.fields = {{path, error.key, error.text}};
  return error;
}

Result<std::string> required_text(const std::string& text, const std::string& path,
                                  size_t bytes_max) {
  const std::string_view trimmed = trim(text);
  if (!trimmed.empty() && trimmed.size() <= bytes_max) return std::string(trimmed);
  Error error = project_error(
      ErrorCode::invalid, "text", fmt::format("“{}”须填写,不超过 {} 字节", path, bytes_max),
      fmt::format("'{}' must stand, with at most {} bytes", path, bytes_max));
  error.fields = {{path, error.key, error.text}};
  return error;
}

std::string project_number(Timestamp now, int64_t id) {
  return fmt::format("XM{}-{}", year_month_day(date_of(now)).year, id);
}

}  // namespace gaoxin
