#include "project/ledger_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "project/list_query.h"
#include "project/project_input.h"

namespace gaoxin {

namespace store = project_store;

namespace {

constexpr size_t kBadRowsMax = 10'000;

/// What a row says, parsed and checked cell by cell.
struct Entry {
  ProjectInput input;
  std::optional<std::string> number, status_reason, lost_to;
  std::optional<ProjectStage> stage;
  std::optional<ProjectStatus> status;
  std::optional<Date> status_on, signed_on;
  int64_t zone = 0;
};

/// What the whole file is read with: names of zones, people and industries, looked up once.
class LedgerRun {
 public:
  LedgerRun(Call& call, int64_t zone, const LedgerJob& job) : call_(call), zone_(zone), job_(job) {}

  void row(const TableRow& row);
  LedgerReport& report() { return report_; }

 private:
  void bad(int64_t number, const LedgerColumn* column, std::string_view value, const Error& error,
           bool refused = true);
  std::optional<Error> parse_cell(const LedgerColumn& column, const std::string& cell,
                                  Entry& entry);
  Result<int64_t> zone_of(const std::string& cell);
  Result<int64_t> person_of(const std::string& cell, int64_t zone);
  Result<std::string> industry_of(const std::string& cell);
  std::optional<int64_t> find_existing(const Entry& entry);
  Result<Done> create(const Entry& entry, int64_t number);
  Result<Done> fill_in(const Entry& entry, int64_t id, int64_t number);
  /// In strict mode: every stage up to the one the row says must be proven. Nothing is written.
  Result<Done> check_strict(const Project& project, const Entry& entry);
  /// Moves as far as the rules allow; true when something was written.
  Result<bool> walk(Project& project, const Entry& entry, int64_t number);
  const std::vector<StageRule>& rules(int64_t zone);

  Call& call_;
  int64_t zone_;
  const LedgerJob& job_;
  LedgerReport report_;
  std::unordered_map<std::string, int64_t> created_;  // By key, in this file.
  std::map<int64_t, std::vector<StageRule>> rules_;
  std::optional<std::vector<std::pair<Actor, std::string>>> people_;
  std::unordered_map<std::string, std::string> industries_;
};

std::string key_of(int64_t zone, const Entry& entry) {
  return fmt::format("{}|{}|{}", zone, entry.input.credit_code.value_or(""),
                     fold(entry.input.name.value_or("")));
}

void LedgerRun::bad(int64_t number, const LedgerColumn* column, std::string_view value,
                    const Error& error, bool refused) {
  if (report_.bad_rows.size() >= kBadRowsMax) return;
  LedgerBadRow row;
  row.row = number;
  if (column != nullptr) {
    row.column = column->column;
    row.header = column->header;
    row.value = std::string(value);
  }
  row.key = error.key;
  row.message = error.text;
  for (const FieldError& field : error.fields) {
    if (error.key != "project.rules") break;
    row.message.zh += ";" + field.text.zh;
    row.message.en += "; " + field.text.en;
  }
  row.refused = refused;
  report_.bad_rows.push_back(std::move(row));
}

Result<int64_t> LedgerRun::zone_of(const std::string& cell) {
  const std::string wanted = fold(cell);
  for (const int64_t id : call_.zones.subtree(zone_)) {
    const Zone* zone = call_.zones.find(id);
    if (fold(zone->code) != wanted && fold(zone->name.zh) != wanted &&
        fold(zone->name.en) != wanted)
      continue;
    if (call_.may("project.import", id)) return id;
  }
  return project_error(ErrorCode::invalid, "ledger.zone",
                       fmt::format("没有园区“{}”,或您在该园区没有导入权限", cell),
                       fmt::format("there is no zone '{}' where you may import", cell));
}

Result<int64_t> LedgerRun::person_of(const std::string& cell, int64_t zone) {
  if (!people_) {
    people_.emplace();
    ListQuery query;
    query.page_size = 200;
    for (query.page = 1;; ++query.page) {
      TRY_ASSIGN(page, list_users(call_.db, call_.zones, call_.zones.zones().front().id, query));
      for (const User& user : page.items)
        if (!user.disabled)
          people_->emplace_back(
              Actor{user.id, user.username, user.display_name, false, user.grants},
              fold(user.display_name));
      if (page.items.size() < 200) break;
    }
  }
  std::vector<int64_t> found;
  for (const auto& [actor, name] : *people_)
    if ((name == fold(cell) || actor.username == fold(cell)) &&
        may(actor, call_.zones, kProjectWrite, zone))
      found.push_back(actor.user_id);
  if (found.size() == 1) return found[0];
  return project_error(
      ErrorCode::invalid, "ledger.owner",
      found.empty() ? fmt::format("没有能管理项目的用户“{}”", cell)
                    : fmt::format("有 {} 个用户叫“{}”,请写用户名", found.size(), cell),
      found.empty()
          ? fmt::format("there is no user '{}' who may run projects", cell)
          : fmt::format("{} users are called '{}'; write the username", found.size(), cell));
}

Result<std::string> LedgerRun::industry_of(const std::string& cell) {
  if (const auto at = industries_.find(cell); at != industries_.end()) return at->second;
  const auto code = store::find_industry(call_.db, std::string(trim(cell)));
  if (!code)
    return project_error(ErrorCode::invalid, "ledger.industry",
                         fmt::format("没有行业“{}”(GB/T 4754-2017 代码或名称)", cell),
                         fmt::format("there is no industry '{}' by code or name", cell));
  industries_[cell] = *code;
  return *code;
}

const std::vector<StageRule>& LedgerRun::rules(int64_t zone) {
  const auto [at, is_new] = rules_.try_emplace(zone);
  if (is_new) at->second = stage_rules_at(call_, zone);
  return at->second;
}

std::optional<Error> LedgerRun::parse_cell(const LedgerColumn& column, const std::string& cell,
                                           Entry& entry) {
  const std::string& target = *column.target;
  ProjectInput& input = entry.input;
  const auto take = [](auto&& result, auto& out) -> std::optional<Error> {
    if (!result.ok()) return result.error();
    out = std::move(*result);
    return std::nullopt;
  };
  const auto whole = [&]() -> Result<int64_t> {
    TRY_ASSIGN(text, normal_field_value(*find_project_field("jobs"), cell, "jobs"));
    return std::stoll(text);
  };
  const auto real = [&]() -> Result<double> {
    TRY_ASSIGN(text, normal_field_value(*find_project_field("energy_tce"), cell, target));
    return std::stod(text);
  };
  if (target == "number") return entry.number = cell, std::nullopt;
  if (target == "status_reason") return entry.status_reason = cell, std::nullopt;
  if (target == "lost_to") return entry.lost_to = cell, std::nullopt;
  if (target == "zone" || target == "owner") return std::nullopt;  // Taken before and after.
  if (target == "stage") return take(ledger_stage(cell), entry.stage);
  if (target == "status") return take(ledger_status(cell), entry.status);
  if (target == "status_on") return take(parse_date(cell), entry.status_on);
  if (target == "signed_on") return take(parse_date(cell), entry.signed_on);
  if (target == "name") return input.name = cell, std::nullopt;
  if (target == "investor") return input.investor = cell, std::nullopt;
  if (target == "credit_code") return input.credit_code = cell, std::nullopt;
  if (target == "foreign_id") return input.foreign_id = cell, std::nullopt;
  if (target == "source") return input.source = cell, std::nullopt;
  if (target == "introducer") return input.introducer = cell, std::nullopt;
  if (target == "chain_node") return input.chain_node = cell, std::nullopt;
  if (target == "industry_code") return take(industry_of(cell), input.industry_code);
  if (target == "total_investment")
    return take(ledger_money(cell, column.unit), input.total_investment);
  if (target == "fixed_investment")
    return take(ledger_money(cell, column.unit), input.fixed_investment);
  if (target == "land_area_square_metres")
    return take(ledger_area(cell, column.unit), input.land_area_square_metres);
  if (target == "energy_tce") return take(real(), input.energy_tce);
  if (target == "emissions_tco2") return take(real(), input.emissions_tco2);
  if (target == "longitude") return take(real(), input.longitude);
  if (target == "latitude") return take(real(), input.latitude);
  if (target == "jobs") return take(whole(), input.jobs);
  const ProjectField* field = find_project_field(target);
  CHECK(field != nullptr && !field->member);
  std::string text = cell;
  if (field->kind == ProjectFieldKind::money) {
    const Result<Money> money = ledger_money(cell, column.unit);
    if (!money.ok()) return money.error();
    text = format_money(*money);
  }
  const Result<std::string> value = normal_field_value(*field, text, target);
  if (!value.ok()) return value.error();
  if (!input.fields) input.fields.emplace();
  (*input.fields)[target] = *value;
  return std::nullopt;
}

std::optional<int64_t> LedgerRun::find_existing(const Entry& entry) {
  if (entry.number)
    if (const auto id = store::find_number(call_.db, entry.zone, *entry.number)) return id;
  if (const auto at = created_.find(key_of(entry.zone, entry)); at != created_.end())
    return at->second;
  return store::find_same(call_.db, entry.zone, entry.input.credit_code,
                          entry.input.name.value_or(""));
}

Result<Done> LedgerRun::check_strict(const Project& project, const Entry& entry) {
  if (job_.mode != LedgerMode::strict || !entry.stage) return Done{};
  const StageFacts facts = stage_facts(call_, project);
  for (int64_t stage = stage_number(project.stage) + 1; stage <= stage_number(*entry.stage);
       ++stage) {
    const std::vector<Missing> missing =
        missing_for(rules(project.host_zone_id), stage_of(stage), facts, date_of(call_.now));
    if (!missing.empty()) return rules_error(stage_of(stage), missing);
  }
  return Done{};
}

Result<bool> LedgerRun::walk(Project& project, const Entry& entry, int64_t number) {
  bool wrote = false;
  if (!entry.stage || !is_open(project.status)) return wrote;
  std::vector<Missing> missing;
  while (project.stage < *entry.stage) {
    const ProjectStage next = stage_of(stage_number(project.stage) + 1);
    missing = missing_for(rules(project.host_zone_id), next, stage_facts(call_, project),
                          date_of(call_.now));
    if (!missing.empty()) break;
    const Date day =
        next == ProjectStage::contract && entry.signed_on ? *entry.signed_on : date_of(call_.now);
    TRY(enter_stage(call_, project, next, day, "moved",
                    json::object{{"import", job_.import_id}, {"row", number}}));
    wrote = true;
  }
  if (missing.empty()) return wrote;
  const ProjectStage next = stage_of(stage_number(project.stage) + 1);
  const Error error = rules_error(next, missing);
  if (job_.mode == LedgerMode::proven || project.historical) {
    ++report_.lowered;
    bad(number, nullptr, "", error, false);
    return wrote;
  }
  if (!no_pending_override(call_, project.id).ok()) return wrote;  // It waits already.
  Override row;
  for (int64_t stage = stage_number(next); stage <= stage_number(*entry.stage); ++stage)
    for (Missing& item : missing_for(rules(project.host_zone_id), stage_of(stage),
                                     stage_facts(call_, project), date_of(call_.now)))
      row.missing.push_back(std::move(item));
  row.id = call_.db.new_id();
  row.project_id = project.id;
  row.from_stage = project.stage;
  row.to_stage = *entry.stage;
  row.historical = true;
  row.reason = job_.reason;
  row.effective_on = entry.signed_on.value_or(date_of(call_.now));
  row.requested_at = call_.now;
  row.requested_by = call_.actor.user_id;
  store::insert_override(call_.db, project.zone_id, row);
  ++report_.overrides;
  TRY(write_project(
      call_, project,
      {.kind = "override_requested",
       .detail = json::object{{"override", row.id},
                              {"stage", boost::describe::enum_to_string(*entry.stage, "")},
                              {"reason", row.reason},
                              {"historical", true}}}));
  return true;
}

Result<Done> LedgerRun::create(const Entry& entry, int64_t number) {
  Project project;
  project.zone_id = project.host_zone_id = entry.zone;
  project.created_by = call_.actor.user_id;
  TRY(apply_project_input(call_, project, entry.input, {}, ""));
  if (!project.owner_user_id && call_.actor.user_id != 0)
    project.owner_user_id = call_.actor.user_id;
  if (project.source.empty()) project.source = "台账导入";
  std::vector<Missing> missing = missing_for(rules(entry.zone), ProjectStage::lead,
                                             stage_facts(call_, project), date_of(call_.now));
  // The command line has no user to own what a ledger names no owner for.
  std::erase_if(missing, [&](const Missing& item) {
    return item.rule == "lead.owner" && call_.actor.user_id == 0;
  });
  if (!missing.empty()) return rules_error(ProjectStage::lead, missing);
  TRY(refuse_duplicates(call_, project, find_duplicates(call_, project, 0), true));
  if (entry.status) {
    project.status = *entry.status;
    project.status_reason = entry.status_reason;
    project.lost_to = entry.lost_to;
    project.status_on = entry.status_on;
    if (project.status == ProjectStatus::lost &&
        !(project.lost_to && project.status_reason && project.status_on))
      return project_error(ErrorCode::rule_failed, "lost", "流失项目须填写原因、去向和日期",
                           "a lost project needs reason, place and date");
  }
  TRY(check_strict(project, entry));
  project.id = call_.db.new_id();
  project.number = entry.number.value_or(project_number(call_.now, project.id));
  NewProjectEvent event{.kind = "imported", .to_stage = ProjectStage::lead};
  event.detail = json::object{
      {"import", job_.import_id},
      {"row", number},
      {"stage", entry.stage ? json::value(boost::describe::enum_to_string(*entry.stage, ""))
                            : json::value(nullptr)}};
  insert_new_project(call_, project, event);
  insert_first_claim(call_, project);
  ++report_.created;
  created_[key_of(entry.zone, entry)] = project.id;
  TRY(walk(project, entry, number));
  return Done{};
}

template <typename T>
void keep_unknown(std::optional<T>& offered, bool known) {
  if (known) offered.reset();
}

Result<Done> LedgerRun::fill_in(const Entry& entry, int64_t id, int64_t number) {
  auto stored = store::find_project(call_.db, id, true);
  CHECK(stored.has_value());
  Project& project = stored->project;
  if (project.merged_into || !call_.may("project.import", project.host_zone_id)) {
    ++report_.unchanged;  // Run elsewhere, or one with another project by now.
    return Done{};
  }
  ProjectInput input = entry.input;
  input.name.reset();
  input.source.reset();
  keep_unknown(input.investor, project.investor.has_value());
  keep_unknown(input.credit_code, project.credit_code.has_value());
  keep_unknown(input.foreign_id, project.foreign_id.has_value());
  keep_unknown(input.introducer, project.introducer.has_value());
  keep_unknown(input.chain_node, project.chain_node.has_value());
  keep_unknown(input.owner_user_id, project.owner_user_id.has_value());
  keep_unknown(input.industry_code, project.industry_code.has_value());
  keep_unknown(input.total_investment, project.total_investment.has_value());
  keep_unknown(input.fixed_investment, project.fixed_investment.has_value());
  keep_unknown(input.land_area_square_metres, project.land_area_square_metres.has_value());
  keep_unknown(input.energy_tce, project.energy_tce.has_value());
  keep_unknown(input.emissions_tco2, project.emissions_tco2.has_value());
  keep_unknown(input.jobs, project.jobs.has_value());
  keep_unknown(input.longitude, project.longitude.has_value());
  keep_unknown(input.latitude, project.latitude.has_value());
  if (input.fields)
    for (const auto& [name, value] : project.fields) input.fields->erase(name);
  const auto before = project_values(project);
  TRY(apply_project_input(call_, project, input, {}, ""));
  TRY(check_strict(project, entry));
  json::object changes;
  for (const auto& [name, value] : project_values(project))
    if (!before.contains(name)) changes[name] = json::array{nullptr, value};
  bool wrote = !changes.empty();
  if (wrote)
    TRY(write_project(
        call_, project,
        {.kind = "edited",
         .detail = json::object{
             {"import", job_.import_id}, {"row", number}, {"changes", std::move(changes)}}}));
  TRY_ASSIGN(walked, walk(project, entry, number));
  ++(wrote || walked ? report_.updated : report_.unchanged);
  return Done{};
}

void LedgerRun::row(const TableRow& row) {
  ++report_.rows;
  const auto cell_of = [&](const LedgerColumn& column) {
    const auto at = static_cast<size_t>(column.column - 1);
    return at < row.cells.size() ? std::string(trim(row.cells[at])) : std::string();
  };
  Entry entry;
  entry.zone = zone_;
  bool good = true;
  const auto fail = [&](const LedgerColumn* column, const std::string& cell, const Error& error) {
    bad(row.number, column, cell, error);
    good = false;
  };
  if (row.problem != nullptr) fail(nullptr, "", *row.problem);
  for (const LedgerColumn& column : job_.columns) {  // The park first: people depend on it.
    if (column.target != "zone" || cell_of(column).empty()) continue;
    const Result<int64_t> zone = zone_of(cell_of(column));
    if (zone.ok())
      entry.zone = *zone;
    else
      fail(&column, cell_of(column), zone.error());
  }
  for (const LedgerColumn& column : job_.columns) {
    const std::string cell = column.target ? cell_of(column) : "";
    if (cell.empty()) continue;
    if (column.target == "owner") {
      const Result<int64_t> owner = person_of(cell, entry.zone);
      if (owner.ok())
        entry.input.owner_user_id = *owner;
      else
        fail(&column, cell, owner.error());
    } else if (const auto problem = parse_cell(column, cell, entry)) {
      fail(&column, cell, *problem);
    }
  }
  if (good && !entry.input.name && entry.input.investor) entry.input.name = entry.input.investor;
  if (good && entry.input.credit_code) {  // The normal form, by which rows are compared.
    Project normal;
    ProjectInput code;
    code.credit_code = entry.input.credit_code;
    const Result<Done> checked = apply_project_input(call_, normal, code, {}, "");
    if (checked.ok())
      entry.input.credit_code = normal.credit_code;
    else
      fail(nullptr, "", checked.error());
  }
  if (good) {
    const auto existing = find_existing(entry);
    const Result<Done> done =
        existing ? fill_in(entry, *existing, row.number) : create(entry, row.number);
    if (!done.ok()) fail(nullptr, "", done.error());
  }
  if (!good) ++report_.bad;
}

}  // namespace

Result<LedgerReport> run_ledger_rows(Call& call, int64_t zone, std::string_view bytes,
                                     const LedgerJob& job) {
  const bool named = std::any_of(job.columns.begin(), job.columns.end(), [](const auto& column) {
    return column.target == "name" || column.target == "investor";
  });
  if (!named)
    return project_error(ErrorCode::rule_failed, "ledger.no_name",
                         "没有一列是项目名称或投资方;请指定一列",
                         "no column is a project's name or its investor; choose one");
  LedgerRun run(call, zone, job);
  run.report().mode = job.mode;
  int64_t total = 0;
  TRY(read_table(bytes, [&](const TableRow& row) {
    total = row.number;
    return true;
  }));
  TRY(read_table(bytes, [&](const TableRow& row) {
    if (row.number <= job.header_row) return true;
    run.row(row);
    if (job.progress && run.report().rows % 50 == 0)
      job.progress(static_cast<double>(row.number) /
                   static_cast<double>(std::max<int64_t>(total, 1)));
    return job.rows_max == 0 || run.report().rows < job.rows_max;
  }));
  run.report().committed = run.report().bad == 0 || job.keep_good;
  return std::move(run.report());
}

}  // namespace gaoxin
