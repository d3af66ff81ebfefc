// Catalogue, checking, and the life of a policy: draft → reviewed → approved → published.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "api/page.h"
#include "base/text.h"
#include "policy/policy_library.h"
#include "policy/rule_expression.h"

namespace gaoxin {

namespace store = policy_store;
using store::StoredRevision;

namespace {

Date today(const Call& call, const std::optional<Date>& as_of) {
  return as_of.value_or(date_of(call.now));
}

Error no_policy(const std::string& id) {
  return policy_error(ErrorCode::not_found, "policy.not_found",
                      fmt::format("没有编号为“{}”的政策(或该版本)", id),
                      fmt::format("there is no policy '{}' (or not that revision)", id));
}
Error stale() {
  return policy_error(ErrorCode::conflict, "policy.draft.stale", "该政策已被他人修改;请刷新后重试",
                      "somebody else has changed this policy; reload and try again");
}

std::optional<size_t> index_of(const PolicyLibrary& library, int64_t zone, const std::string& id,
                               int64_t revision) {
  for (size_t i = 0; i < library.revisions.size(); ++i) {
    const StoredRevision& r = library.revisions[i];
    if (r.zone_id == zone && r.policy_id == id && r.life.revision == revision) return i;
  }
  return std::nullopt;
}

/// After a change in this transaction: the library as it is now.
Result<Policy> changed_policy(Call& call, int64_t zone, const std::string& id, int64_t revision) {
  touch_counter(call.db, "policy");
  const auto library = library_after_change(call.db);
  const std::optional<size_t> index = index_of(*library, zone, id, revision);
  CHECK(index.has_value());
  return policy_answer(call, *library, *index, date_of(call.now), zone);
}

CheckAnswer check_answer(const policy::CheckReport& report) {
  CheckAnswer out;
  out.valid = report.passed();
  for (const policy::Issue& issue : report.issues)
    out.findings.push_back({issue.severity == policy::Severity::error ? "error" : "warning",
                            issue.at.line, issue.at.column, issue.key, issue.text});
  for (const policy::TestResult& test : report.tests)
    out.tests.push_back({test.name, test.at.line, test.passed, test.text});
  return out;
}

policy::CheckReport check_source(Call& call, int64_t zone, const std::string& source) {
  const ZoneRules rules = rules_of(call, zone, date_of(call.now));
  return policy::check_draft({"policy.yaml", source}, rules.set);
}

/// The row a step works on: of this zone, in the state wanted, with the version seen.
Result<StoredRevision> for_step(Call& call, int64_t zone, const std::string& id, int64_t revision,
                                int64_t version, PolicyState wanted) {
  std::optional<StoredRevision> row = store::find_revision(call.db, zone, id, revision);
  if (!row) return no_policy(id);
  if (row->version != version) return stale();
  if (row->life.state != wanted)
    return policy_error(ErrorCode::conflict, "policy.state",
                        fmt::format("当前状态为“{}”,不能执行此步骤",
                                    boost::describe::enum_to_string(row->life.state, "")),
                        fmt::format("the policy is '{}', so this step is not possible",
                                    boost::describe::enum_to_string(row->life.state, "")));
  return std::move(*row);
}

}  // namespace

Result<PolicyPage> list_policies(Call& call, const ListPolicies& in) {
  TRY_ASSIGN(page, page_request(in.page, in.page_size));
  const Date as_of = today(call, in.as_of);
  const auto library = current_library(call.database, call.db);
  const std::vector<int64_t> zones = zones_nearest_first(call.zones, in.zone);
  const policy::ParameterValues parameters = parameters_of(*library, zones);
  const std::vector<PolicyState> states =
      in.state.value_or(std::vector<PolicyState>{PolicyState::published});
  const std::string q = fold(in.q.value_or(""));
  std::vector<PolicyRow> rows;
  for (size_t i = 0; i < library->revisions.size(); ++i) {
    const int64_t zone = library->revisions[i].zone_id;
    if (std::find(zones.begin(), zones.end(), zone) == zones.end()) continue;
    PolicyRow row = policy_row(*library, i, as_of, parameters);
    if (std::find(states.begin(), states.end(), row.state) == states.end()) continue;
    // A published policy of a nearer zone stands in the place of one farther away.
    if (row.state == PolicyState::published &&
        published_on(*library, row.id, zones, as_of).value_or(i) != i)
      continue;
    if (in.policy_class && std::find(in.policy_class->begin(), in.policy_class->end(),
                                     row.policy_class) == in.policy_class->end())
      continue;
    if (in.entity && row.entity != *in.entity) continue;
    const std::shared_ptr<const policy::Rule>& rule = library->rules[i];
    std::string searched = row.id + " " + row.title.zh + " " + row.title.en + " " + row.document;
    if (rule) searched += " " + rule->text.zh + " " + rule->text.en;
    const std::string folded = fold(searched);
    bool found = true;
    for (const std::string_view word : split(q, ' '))
      found = found && folded.find(word) != std::string::npos;
    if (found) rows.push_back(std::move(row));
  }
  const std::string sort = in.sort.value_or("policy_class");
  const bool down = sort.starts_with("-");
  const std::string by = down ? sort.substr(1) : sort;
  if (by != "id" && by != "title" && by != "policy_class" && by != "effective_from")
    return policy_error(ErrorCode::invalid, "policy.sort", fmt::format("不能按“{}”排序", by),
                        fmt::format("cannot sort by '{}'", by));
  std::stable_sort(rows.begin(), rows.end(), [&](const PolicyRow& a, const PolicyRow& b) {
    const PolicyRow& x = down ? b : a;
    const PolicyRow& y = down ? a : b;
    if (by == "title") return x.title.zh < y.title.zh;
    if (by == "policy_class") return x.policy_class < y.policy_class;
    if (by == "effective_from") return x.effective_from < y.effective_from;
    return x.id < y.id;
  });
  PolicyPage out{
      .total = static_cast<int64_t>(rows.size()), .page = page.page, .page_size = page.page_size};
  for (int64_t i = (page.page - 1) * page.page_size;
       i < std::min(out.total, page.page * page.page_size); ++i)
    out.items.push_back(std::move(rows[static_cast<size_t>(i)]));
  return out;
}

Result<Policy> get_policy(Call& call, const GetPolicy& in) {
  const Date as_of = today(call, in.as_of);
  const auto library = current_library(call.database, call.db);
  const std::vector<int64_t> zones = zones_nearest_first(call.zones, in.zone);
  std::optional<size_t> index;
  if (in.revision) {
    for (const int64_t zone : zones)
      if (!index) index = index_of(*library, zone, in.id, *in.revision);
  } else {
    index = published_on(*library, in.id, zones, as_of);
    for (const int64_t zone : zones) {
      if (index) break;
      for (size_t i = 0; i < library->revisions.size(); ++i)
        if (library->revisions[i].zone_id == zone && library->revisions[i].policy_id == in.id)
          index = i;
    }
  }
  if (!index) return no_policy(in.id);
  return policy_answer(call, *library, *index, as_of, in.zone);
}

Result<CheckAnswer> check_policy(Call& call, const CheckPolicy& in) {
  return check_answer(check_source(call, in.zone, in.source));
}

Result<Policy> save_draft(Call& call, const SaveDraft& in) {
  const auto library = current_library(call.database, call.db);
  std::vector<policy::Issue> issues;
  const std::optional<policy::Rule> rule =
      policy::read_rule({"policy.yaml", in.source}, library->vocabulary, issues);
  if (!rule || rule->id.empty()) {
    Error error = policy_error(ErrorCode::invalid, "policy.source.invalid",
                               "这不是一份可读的规则文件,草稿没有保存",
                               "this is not a readable rule file; the draft was not saved");
    for (const policy::Issue& issue : issues)
      error.fields.push_back({fmt::format("line {}, column {}", issue.at.line, issue.at.column),
                              issue.key, issue.text});
    return error;
  }
  const int64_t last = store::last_revision(call.db, in.zone, rule->id);
  std::optional<StoredRevision> open = store::find_revision(call.db, in.zone, rule->id, last);
  if (open && open->life.state == PolicyState::published) open.reset();
  if (open && !in.version)
    return policy_error(
        ErrorCode::conflict, "policy.draft.exists",
        fmt::format("政策“{}”已有未发布的草稿;请打开它修改", rule->id),
        fmt::format("policy '{}' has a draft already; open and change it", rule->id));
  if (in.version && (!open || open->version != *in.version)) return stale();
  StoredRevision row = open.value_or(StoredRevision{});
  row.zone_id = in.zone;
  row.policy_id = rule->id;
  row.source = in.source;
  row.life.effective_from = rule->from;
  row.life.effective_to = rule->to;
  row.life.created_by = call.actor.user_id;
  // What was reviewed or approved was another text.
  row.life.state = PolicyState::draft;
  row.life.reviewed_by = row.life.approved_by = std::nullopt;
  row.life.reviewed_at = row.life.approved_at = std::nullopt;
  if (open) {
    if (!store::update_revision(call.db, row, *in.version)) return stale();
  } else {
    row.life.revision = last + 1;
    row.life.created_at = call.now;
    store::insert_revision(call.db, row);
  }
  return changed_policy(call, in.zone, rule->id, row.life.revision);
}

Result<Policy> review_policy(Call& call, const ReviewPolicy& in) {
  TRY_ASSIGN(row, for_step(call, in.zone, in.id, in.revision, in.version, PolicyState::draft));
  if (trim(in.legal_basis).empty() || trim(in.fair_competition_review).empty())
    return policy_error(ErrorCode::rule_failed, "policy.review.incomplete",
                        "须填写法律依据和公平竞争审查结论",
                        "give the legal basis and the result of the fair-competition review");
  const policy::CheckReport report = check_source(call, in.zone, row.source);
  if (!report.passed())
    return policy_error(ErrorCode::rule_failed, "policy.review.check_failed",
                        "规则有错误或测试未通过,不能送审",
                        "the rule has errors or failing tests, so it cannot be reviewed");
  row.life.state = PolicyState::reviewed;
  row.life.legal_basis = in.legal_basis;
  row.life.fair_competition_review = in.fair_competition_review;
  row.life.reviewed_by = call.actor.user_id;
  row.life.reviewed_at = call.now;
  if (!store::update_revision(call.db, row, in.version)) return stale();
  return changed_policy(call, in.zone, in.id, in.revision);
}

Result<Policy> approve_policy(Call& call, const StepPolicy& in) {
  TRY_ASSIGN(row, for_step(call, in.zone, in.id, in.revision, in.version, PolicyState::reviewed));
  if (row.life.created_by == call.actor.user_id || row.life.reviewed_by == call.actor.user_id)
    return policy_error(ErrorCode::rule_failed, "policy.approval.second_person",
                        "起草人和审查人不能批准自己的政策;请由另一人批准",
                        "who wrote or reviewed a policy cannot approve it; another person must");
  row.life.state = PolicyState::approved;
  row.life.approved_by = call.actor.user_id;
  row.life.approved_at = call.now;
  if (!store::update_revision(call.db, row, in.version)) return stale();
  return changed_policy(call, in.zone, in.id, in.revision);
}

Result<Policy> publish_policy(Call& call, const StepPolicy& in) {
  TRY_ASSIGN(row, for_step(call, in.zone, in.id, in.revision, in.version, PolicyState::approved));
  if (!check_source(call, in.zone, row.source).passed())
    return policy_error(ErrorCode::rule_failed, "policy.publish.check_failed",
                        "规则有错误或测试未通过,不能发布",
                        "the rule has errors or failing tests, so it cannot be published");
  row.life.state = PolicyState::published;
  row.life.published_by = call.actor.user_id;
  row.life.published_at = call.now;
  if (!store::update_revision(call.db, row, in.version)) return stale();
  return changed_policy(call, in.zone, in.id, in.revision);
}

Result<Policy> set_parameter(Call& call, const SetParameter& in) {
  const auto library = current_library(call.database, call.db);
  const std::vector<int64_t> zones = zones_nearest_first(call.zones, in.zone);
  const std::optional<size_t> index = published_on(*library, in.id, zones, in.from_date);
  if (!index || !library->rules[*index]) return no_policy(in.id);
  const policy::Parameter* parameter = library->rules[*index]->find_parameter(in.name);
  if (parameter == nullptr || !parameter->set_by_zone)
    return policy_error(ErrorCode::invalid, "policy.parameter.fixed",
                        fmt::format("“{}”不是由园区设定的参数", in.name),
                        fmt::format("'{}' is not a parameter that a zone sets", in.name));
  std::vector<policy::Issue> issues;
  const std::optional<policy::Value> value =
      policy::parse_value(in.value, parameter->type, {in.name, {1, 1}, true}, issues);
  if (!value) return Error{ErrorCode::invalid, "policy.parameter.value", issues.at(0).text, {}};
  const bool low = parameter->minimum && value->number < parameter->minimum->number;
  const bool high = parameter->maximum && value->number > parameter->maximum->number;
  if (low || high) {
    const std::string limit = policy::format_value(low ? *parameter->minimum : *parameter->maximum);
    return policy_error(ErrorCode::rule_failed, "policy.parameter.range",
                        fmt::format("{}{}", low ? "不能低于 " : "不能高于 ", limit),
                        fmt::format("must not be {} {}", low ? "below" : "above", limit));
  }
  store::insert_parameter(call.db, {in.zone, in.id, in.name, in.from_date, in.value}, call.now,
                          call.actor.user_id);
  touch_counter(call.db, "policy");
  const auto now = library_after_change(call.db);
  return policy_answer(call, *now, *published_on(*now, in.id, zones, in.from_date), in.from_date,
                       in.zone);
}

namespace {
std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> yaml_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> out;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, ignored))
    if (entry.is_regular_file() && entry.path().extension() == ".yaml") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}
}  // namespace

Result<Done> load_shipped_policies(Transaction& db, const std::string& catalogue) {
  std::vector<policy::SourceFile> files;
  for (const auto& path : yaml_files(std::filesystem::path(catalogue) / "policies"))
    files.push_back({path.filename().string(), read_text(path)});
  const policy::CheckReport report = policy::check_files(files);
  for (const policy::Issue& issue : report.issues)
    if (issue.severity == policy::Severity::error)
      return policy_error(ErrorCode::rule_failed, "policy.catalogue.invalid",
                          policy::format_issue(issue, "zh"), policy::format_issue(issue, "en"));
  bool changed = false;
  const auto vocabularies = store::list_vocabularies(db);
  std::map<std::string, const policy::SourceFile*> by_name;
  for (const policy::SourceFile& file : files) {
    by_name[file.name] = &file;
    if (!policy::is_vocabulary(file.content)) continue;
    if (std::find(vocabularies.begin(), vocabularies.end(), std::pair(file.name, file.content)) !=
        vocabularies.end())
      continue;
    store::put_vocabulary(db, 0, file.name, file.content);
    changed = true;
  }
  for (const policy::Rule& rule : report.rules.rules) {
    const std::string& source = by_name.at(rule.file)->content;
    const int64_t last = store::last_revision(db, 0, rule.id);
    const auto present = store::find_revision(db, 0, rule.id, last);
    if (present && present->source == source) continue;
    StoredRevision row{.policy_id = rule.id, .source = source};
    row.life.revision = last + 1;
    row.life.state = PolicyState::published;
    row.life.effective_from = rule.from;
    row.life.effective_to = rule.to;
    store::insert_revision(db, row);
    changed = true;
  }
  if (changed) touch_counter(db, "policy");
  return Done{};
}

int run_policy_check(const std::vector<std::string>& paths, const std::string& language,
                     std::string& output) {
  std::vector<policy::SourceFile> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
      for (const auto& file : yaml_files(path)) files.push_back({file.string(), read_text(file)});
    } else if (std::filesystem::is_regular_file(path, error)) {
      files.push_back({path, read_text(path)});
    } else {
      output += language == "zh" ? fmt::format("{}: 无法读取\n", path)
                                 : fmt::format("{}: cannot be read\n", path);
      return 2;
    }
  }
  const policy::CheckReport report = policy::check_files(files);
  for (const policy::Issue& issue : report.issues)
    output += policy::format_issue(issue, language) + "\n";
  size_t passed = 0;
  for (const policy::TestResult& test : report.tests) {
    if (test.passed) {
      ++passed;
      continue;
    }
    output += fmt::format("{}:{}:{}: {}: {}: {}\n", test.file, test.at.line, test.at.column,
                          language == "zh" ? "测试未通过" : "test failed", test.name,
                          language == "zh" ? test.text.zh : test.text.en);
  }
  output += language == "zh" ? fmt::format("{} 项政策,{}/{} 个测试通过\n",
                                           report.rules.rules.size(), passed, report.tests.size())
                             : fmt::format("{} policies, {} of {} tests passed\n",
                                           report.rules.rules.size(), passed, report.tests.size());
  return report.passed() ? 0 : 1;
}

}  // namespace gaoxin
