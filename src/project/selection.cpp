// Score sheets, budgets with reservations, gates and incentives.
#include "project/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "policy/policy.h"
#include "project/conduct_store.h"
#include "project/conduct_support.h"

namespace gaoxin {

namespace store = conduct_store;

namespace {

struct ResourceInfo {
  Resource resource;
  const char* zh;
  const char* en;
  const char* unit;
};
constexpr ResourceInfo kResources[] = {
    {Resource::energy, "能耗", "Energy", "吨标准煤"},
    {Resource::carbon, "碳排放", "Carbon dioxide", "吨"},
    {Resource::water, "用水", "Water", "立方米"},
    {Resource::land, "用地", "Land", "平方米"},
    {Resource::cod, "化学需氧量", "Chemical oxygen demand", "吨"},
    {Resource::ammonia_nitrogen, "氨氮", "Ammonia nitrogen", "吨"},
    {Resource::so2, "二氧化硫", "Sulphur dioxide", "吨"},
    {Resource::nox, "氮氧化物", "Nitrogen oxides", "吨"},
    {Resource::vocs, "挥发性有机物", "Volatile organic compounds", "吨"},
};
const ResourceInfo& info_of(Resource resource) { return kResources[static_cast<size_t>(resource)]; }

std::string shown(int64_t thousandths) {
  return fmt::format("{}", static_cast<double>(thousandths) / 1000);
}
double units(int64_t thousandths) { return static_cast<double>(thousandths) / 1000; }

bool acts_for_owner(const Call& call, const Project& project) {
  return call.actor.user_id != 0 && project.owner_user_id == call.actor.user_id;
}

// ---- Score rules -------------------------------------------------------------------------------

/// Of the zone and those above it; the rules of the nearest zone first.
std::vector<ScoreRuleRow> rules_of(Call& call, int64_t zone) {
  const std::vector<int64_t> zones = call.zones.ancestors(zone);
  std::vector<ScoreRuleRow> rows = store::list_score_rules(call.db, zones);
  const auto distance = [&](int64_t id) { return std::find(zones.begin(), zones.end(), id); };
  std::stable_sort(rows.begin(), rows.end(), [&](const ScoreRuleRow& a, const ScoreRuleRow& b) {
    return distance(a.zone_id) < distance(b.zone_id);
  });
  const Date today = date_of(call.now);
  bool found = false;
  for (ScoreRuleRow& row : rows) {
    row.in_force = !found && row.from_date <= today;
    found = found || row.in_force;
  }
  ScoreRuleRow shipped;
  shipped.in_force = !found;
  rows.push_back(shipped);
  return rows;
}

ScoreRuleRow rule_in_force(Call& call, int64_t zone) {
  for (ScoreRuleRow& row : rules_of(call, zone))
    if (row.in_force) return row;
  CHECK(false);
}

ProjectAssessment assessment_of(Call& call, const Project& project) {
  ProjectAssessment out{.project_id = project.id};
  out.rule = rule_in_force(call, project.host_zone_id);
  out.sheets = store::list_sheets(call.db, project.id);
  std::vector<Scores> current;
  for (ScoreSheet& sheet : out.sheets) {
    sheet.total = sheet_total(out.rule.rule.weights, sheet.scores);
    if (!sheet.superseded) current.push_back(sheet.scores);
  }
  out.result = assess(out.rule.rule, current);
  return out;
}

// ---- Budgets -----------------------------------------------------------------------------------

struct Taken {
  int64_t used = 0, reserved = 0;
};
/// Of a budget: what its zone and those below it have taken.
Taken taken_within(const ZoneTree& zones, int64_t zone,
                   const std::vector<store::TakenByZone>& taken) {
  Taken out;
  for (const store::TakenByZone& row : taken) {
    if (!zones.is_within(row.zone_id, zone)) continue;
    out.used += row.used;
    out.reserved += row.reserved;
  }
  return out;
}

Budget describe(Call& call, const store::StoredBudget& stored) {
  const ResourceInfo& info = info_of(stored.resource);
  const Taken taken =
      taken_within(call.zones, stored.zone_id,
                   store::taken(call.db, stored.year, stored.resource, date_of(call.now)));
  Budget out;
  out.zone_id = stored.zone_id;
  if (const Zone* zone = call.zones.find(stored.zone_id)) out.zone_name = zone->name;
  out.year = stored.year;
  out.resource = stored.resource;
  out.title = {info.zh, info.en};
  out.unit = info.unit;
  out.amount = units(stored.amount);
  out.used = units(taken.used);
  out.reserved = units(taken.reserved);
  out.available = units(stored.amount - taken.used - taken.reserved);
  out.source = stored.source;
  out.version = stored.version;
  return out;
}

Reservation describe(const Call& call, const store::StoredReservation& stored,
                     const Project& project) {
  const ResourceInfo& info = info_of(stored.resource);
  Reservation out;
  out.id = stored.id;
  out.project_id = stored.project_id;
  out.project_number = project.number;
  out.project_name = project.name;
  out.zone_id = stored.zone_id;
  out.resource = stored.resource;
  out.title = {info.zh, info.en};
  out.unit = info.unit;
  out.year = stored.year;
  out.amount = units(stored.amount);
  out.expires_on = stored.expires_on;
  CHECK(boost::describe::enum_from_string(stored.state.c_str(), out.state));
  if (out.state == ReservationState::reserved && stored.expires_on < date_of(call.now))
    out.state = ReservationState::expired;
  out.note = stored.note;
  out.reserved_at = stored.reserved_at;
  out.reserved_by = stored.reserved_by;
  out.version = stored.version;
  return out;
}

/// Takes the rows of every budget above the zone, the root's first, so that two reservations never
/// wait for each other in a circle; the error says which has too little left for `amount` more.
Result<Done> take_from_budgets(Call& call, int64_t zone, Resource resource, int64_t year,
                               int64_t amount) {
  const ResourceInfo& info = info_of(resource);
  std::vector<int64_t> zones = call.zones.ancestors(zone);
  std::reverse(zones.begin(), zones.end());
  std::vector<store::StoredBudget> budgets;
  for (const int64_t id : zones)
    if (const auto budget = store::lock_budget(call.db, id, year, resource))
      budgets.push_back(*budget);
  if (budgets.empty())
    return project_error(
        ErrorCode::rule_failed, "budget.none",
        fmt::format("{} 年没有登记{}指标,无法预留;请先由有权限的人登记指标", year, info.zh),
        fmt::format("no budget of {} stands for {}; somebody with the right to must enter it first",
                    info.en, year));
  const auto taken = store::taken(call.db, year, resource, date_of(call.now));
  for (const store::StoredBudget& budget : budgets) {
    const Taken within = taken_within(call.zones, budget.zone_id, taken);
    const int64_t left = budget.amount - within.used - within.reserved;
    if (amount <= left) continue;
    const Zone* at = call.zones.find(budget.zone_id);
    return project_error(
        ErrorCode::conflict, "budget.short",
        fmt::format("{}的 {} 年{}指标只剩 {} {},不足 {} {}", at->name.zh, year, info.zh,
                    shown(left), info.unit, shown(amount), info.unit),
        fmt::format("of {}'s budget of {} for {} only {} {} are left, not {} {}", at->name.en,
                    info.en, year, shown(left), info.unit, shown(amount), info.unit));
  }
  return Done{};
}

// ---- Incentives --------------------------------------------------------------------------------

Incentive describe(Call& call, Incentive incentive, int64_t zone, UserNames& names) {
  incentive.proposed_by_name = names(incentive.proposed_by);
  incentive.reviewed_by_name = names(incentive.reviewed_by);
  incentive.offered_by_name = names(incentive.offered_by);
  if (incentive.policy_id) {
    GetPolicy query;
    query.zone = zone;
    query.id = *incentive.policy_id;
    if (const Result<Policy> policy = get_policy(call, query); policy.ok())
      incentive.policy_title = policy->summary.title;
  }
  return incentive;
}

struct IncentiveForChange {
  store::StoredIncentive stored;
  Project project;
};
Result<IncentiveForChange> incentive_for_change(Call& call, int64_t zone, int64_t id,
                                                int64_t version, std::string_view permission) {
  std::optional<store::StoredIncentive> found = store::find_incentive(call.db, id);
  if (!found) return no_such("优惠事项", "incentive", id);
  TRY_ASSIGN(project, project_for_change(call, zone, found->row.project_id, permission));
  found = store::find_incentive(call.db, id);  // As it is now that the project's row is ours.
  if (found->row.version != version) return stale_row();
  return IncentiveForChange{std::move(*found), std::move(project)};
}

Error wrong_state(const Incentive& incentive) {
  static const Text titles[] = {{"待审查", "waits for its review"},
                                {"已通过审查", "has passed its review"},
                                {"未通过审查", "has failed its review"},
                                {"已提出", "has been offered"},
                                {"已撤回", "has been withdrawn"}};
  const Text& title = titles[static_cast<size_t>(incentive.state)];
  return project_error(ErrorCode::rule_failed, "incentive.state",
                       fmt::format("该优惠事项{},不能这样办理", title.zh),
                       fmt::format("the incentive {}; this cannot be done now", title.en));
}

/// Stores the new state, writes the log and the audit trail.
Result<Incentive> changed_incentive(Call& call, IncentiveForChange& change, const Incentive& before,
                                    int64_t zone) {
  if (!store::update_incentive(call.db, change.stored, call.now, call.actor.user_id))
    return stale_row();
  Incentive& row = change.stored.row;
  ++row.version;
  TRY(log_conduct(call, change.project, "incentive",
                  {{"incentive_id", row.id}, {"title", row.title}, {"state", to_json(row.state)}}));
  UserNames names(call);
  Incentive out = describe(call, row, zone, names);
  call.audit("incentive", row.id, to_json(before), to_json(out));
  return out;
}

}  // namespace

Result<ScoreRuleList> list_score_rules(Call& call, const ProjectZone& in) {
  return ScoreRuleList{rules_of(call, in.zone)};
}

Result<ScoreRuleList> set_score_rule(Call& call, const SetScoreRule& in) {
  TRY(check_score_rule(in.rule));
  ScoreRuleRow row;
  row.id = call.db.new_id();
  row.zone_id = in.zone;
  row.from_date = in.from_date;
  row.rule = in.rule;
  row.set_at = call.now;
  store::insert_score_rule(call.db, row, call.actor.user_id);
  call.audit("score_rule", row.id, nullptr, to_json(row));
  return ScoreRuleList{rules_of(call, in.zone)};
}

Result<ProjectAssessment> get_assessment(Call& call, const ProjectId& in) {
  TRY_ASSIGN(project, visible_project(call, in.zone, in.id));
  return assessment_of(call, project);
}

Result<ProjectAssessment> sign_sheet(Call& call, const SignSheet& in) {
  TRY(check_scores(in.scores));
  TRY_ASSIGN(comment, required_text("comment", in.comment, 8000));
  TRY_ASSIGN(project, project_for_change(call, in.zone, in.id, kProjectVerify));
  if (acts_for_owner(call, project))
    return project_error(ErrorCode::forbidden, "sheet.owner", "项目负责人不能给自己的项目评分",
                         "the owner of a project does not assess it");
  ScoreSheet sheet;
  sheet.id = call.db.new_id();
  sheet.assessor_id = call.actor.user_id;
  sheet.assessor_name = call.actor.display_name;
  sheet.scores = in.scores;
  sheet.comment = comment;
  sheet.signed_at = call.now;
  store::insert_sheet(call.db, project.zone_id, project.id, sheet);
  ProjectAssessment out = assessment_of(call, project);
  TRY(log_conduct(
      call, project, "sheet",
      {{"sheet_id", sheet.id}, {"scores", to_json(sheet.scores)}, {"comment", sheet.comment}}));
  call.audit("score_sheet", sheet.id, nullptr, to_json(sheet));
  return out;
}

// ---- Budgets and gates -------------------------------------------------------------------------

Result<BudgetList> list_budgets(Call& call, const ListBudgets& in) {
  BudgetList out;
  for (const store::StoredBudget& budget : store::list_budgets(call.db, in.year, {}))
    if (call.zones.is_within(budget.zone_id, in.zone) ||
        call.zones.is_within(in.zone, budget.zone_id))
      out.items.push_back(describe(call, budget));
  return out;
}

Result<Budget> put_budget(Call& call, const PutBudget& in) {
  if (in.year < 2000 || in.year > 2200)
    return field_error("year", "year", "年份应在 2000 到 2200 之间",
                       "the year lies between 2000 and 2200");
  TRY_ASSIGN(amount, thousandths("amount", in.amount));
  TRY_ASSIGN(source, required_text("source", in.source, 600));
  const auto before = store::lock_budget(call.db, in.zone, in.year, in.resource);
  if (before) {
    const Taken taken = taken_within(
        call.zones, in.zone, store::taken(call.db, in.year, in.resource, date_of(call.now)));
    if (amount < taken.used + taken.reserved)
      return project_error(
          ErrorCode::rule_failed, "budget.below_taken",
          fmt::format("已使用 {}、已预留 {},指标不能低于两者之和", shown(taken.used),
                      shown(taken.reserved)),
          fmt::format("{} are used and {} reserved; the budget cannot be less than both",
                      shown(taken.used), shown(taken.reserved)));
  }
  const store::StoredBudget budget{in.zone, in.year, in.resource, amount, source, in.version};
  if (!store::put_budget(call.db, budget, call.now, call.actor.user_id)) return stale_row();
  const auto after = store::lock_budget(call.db, in.zone, in.year, in.resource);
  const Budget out = describe(call, after.value());
  call.audit("budget", in.zone, before ? to_json(describe(call, *before)) : json::value(nullptr),
             to_json(out));
  return out;
}

Result<ReservationList> list_reservations(Call& call, const ListReservations& in) {
  if (in.project_id) TRY(visible_project(call, in.zone, *in.project_id));
  ReservationList out;
  std::unordered_map<int64_t, Project> projects;
  for (const store::StoredReservation& row :
       store::list_reservations(call.db, {in.project_id, in.year, in.resource})) {
    auto found = projects.find(row.project_id);
    if (found == projects.end()) {
      Result<Project> project = visible_project(call, in.zone, row.project_id);
      if (!project.ok()) continue;
      found = projects.emplace(row.project_id, std::move(*project)).first;
    }
    out.items.push_back(describe(call, row, found->second));
  }
  return out;
}

Result<Reservation> reserve(Call& call, const Reserve& in) {
  TRY_ASSIGN(amount, thousandths("amount", in.amount));
  TRY_ASSIGN(note, short_text("note", in.note));
  const Date today = date_of(call.now);
  if (in.expires_on < today || in.expires_on > add_months(today, 36))
    return field_error("expires_on", "reservation.date", "有效期应在今天到三年之内",
                       "a reservation lasts until a day from today to three years ahead");
  TRY_ASSIGN(project, project_for_change(call, in.zone, in.id, kProjectWrite));
  if (!is_open(project.status))
    return project_error(ErrorCode::rule_failed, "closed", "项目已结束,不能预留指标",
                         "the project is closed; nothing can be reserved for it");
  TRY(take_from_budgets(call, project.host_zone_id, in.resource, in.year, amount));
  store::StoredReservation row;
  row.zone_id = project.host_zone_id;
  row.id = call.db.new_id();
  row.project_id = project.id;
  row.resource = in.resource;
  row.year = in.year;
  row.amount = amount;
  row.state = "reserved";
  row.expires_on = in.expires_on;
  row.reserved_at = call.now;
  row.reserved_by = call.actor.user_id;
  row.note = note;
  store::insert_reservation(call.db, row);
  const Reservation out = describe(call, row, project);
  TRY(log_conduct(call, project, "reservation",
                  {{"reservation_id", row.id},
                   {"resource", to_json(in.resource)},
                   {"year", in.year},
                   {"amount", out.amount},
                   {"state", "reserved"},
                   {"expires_on", format_date(in.expires_on)}}));
  call.audit("reservation", row.id, nullptr, to_json(out));
  return out;
}

Result<Reservation> settle_reservation(Call& call, const SettleReservation& in) {
  TRY_ASSIGN(note, required_text("note", in.note));
  std::optional<store::StoredReservation> row = store::find_reservation(call.db, in.id);
  if (!row) return no_such("指标预留", "reservation", in.id);
  TRY_ASSIGN(project, project_for_change(call, in.zone, row->project_id, kProjectWrite));
  row = store::find_reservation(call.db, in.id);
  if (row->version != in.version) return stale_row();
  const Reservation before = describe(call, *row, project);
  const Date today = date_of(call.now);
  const auto wrong = [] {
    return project_error(ErrorCode::rule_failed, "reservation.state", "该预留的状态不允许这样办理",
                         "the reservation is in a state that does not allow this");
  };
  if (in.action == SettleAction::release) {
    if (row->state == "released") return wrong();
    row->state = "released";
  } else {
    if (row->state != "reserved") return wrong();
    if (before.state == ReservationState::expired)
      return project_error(
          ErrorCode::rule_failed, "reservation.expired",
          fmt::format("该预留已于 {} 到期,请重新预留", format_date(row->expires_on)),
          fmt::format("it expired on {}; reserve again", format_date(row->expires_on)));
    if (in.action == SettleAction::use) {
      if (in.amount) {
        TRY_ASSIGN(amount, thousandths("amount", *in.amount));
        if (amount > row->amount)
          return field_error("amount", "reservation.amount", "实际使用量不能超过预留量",
                             "no more can be used than was reserved");
        row->amount = amount;
      }
      row->state = "used";
    } else {
      if (!in.expires_on || *in.expires_on < today || *in.expires_on > add_months(today, 36))
        return field_error("expires_on", "reservation.date", "有效期应在今天到三年之内",
                           "a reservation lasts until a day from today to three years ahead");
      row->expires_on = *in.expires_on;
    }
  }
  row->note = note;
  if (!store::update_reservation(call.db, *row, call.now, call.actor.user_id)) return stale_row();
  ++row->version;
  const Reservation out = describe(call, *row, project);
  TRY(log_conduct(call, project, "reservation",
                  {{"reservation_id", row->id},
                   {"resource", to_json(row->resource)},
                   {"year", row->year},
                   {"amount", out.amount},
                   {"state", row->state},
                   {"expires_on", format_date(row->expires_on)},
                   {"note", note}}));
  call.audit("reservation", row->id, to_json(before), to_json(out));
  return out;
}

Result<ProjectGates> get_gates(Call& call, const GetGates& in) {
  TRY_ASSIGN(project, visible_project(call, in.zone, in.id));
  const Date today = date_of(call.now);
  ProjectGates out{.project_id = project.id, .year = in.year.value_or(year_month_day(today).year)};
  const auto budgets = store::list_budgets(call.db, out.year, {});
  const auto reservations = store::list_reservations(call.db, {project.id, out.year, std::nullopt});
  bool failed = false, unknown = false;
  for (const ResourceInfo& info : kResources) {
    GateLine line{.resource = info.resource, .title = {info.zh, info.en}, .unit = info.unit};
    bool stated = true;
    switch (info.resource) {
      case Resource::energy: line.need = project.energy_tce; break;
      case Resource::carbon: line.need = project.emissions_tco2; break;
      case Resource::land: line.need = project.land_area_square_metres; break;
      default: stated = false;
    }
    const auto taken = store::taken(call.db, out.year, info.resource, today);
    for (const store::StoredBudget& budget : budgets) {
      if (budget.resource != info.resource ||
          !call.zones.is_within(project.host_zone_id, budget.zone_id))
        continue;
      const Taken within = taken_within(call.zones, budget.zone_id, taken);
      const double left = units(budget.amount - within.used - within.reserved);
      line.available = std::min(line.available.value_or(left), left);
    }
    if (!stated && !line.available) continue;
    int64_t held = 0;
    for (const store::StoredReservation& row : reservations) {
      if (row.resource != info.resource || row.state == "released" ||
          (row.state == "reserved" && row.expires_on < today))
        continue;
      held += row.amount;
      line.has_reservation = true;
    }
    line.reserved = units(held);
    if (line.need && *line.need <= 0) {
      line.verdict = ScoreVerdict::passed;
      line.reason = {"项目填报不需要", "the project states that it needs none"};
    } else if (!line.need && !line.has_reservation) {
      line.reason = {"需要量未填报,也没有预留", "neither a need is stated nor anything reserved"};
    } else if (line.need && line.reserved + 0.0005 < *line.need) {
      line.verdict = ScoreVerdict::failed;
      line.reason = {
          fmt::format("需要 {} {},已预留 {}", *line.need, info.unit, line.reserved),
          fmt::format("{} {} are needed, {} are reserved", *line.need, info.unit, line.reserved)};
    } else {
      line.verdict = ScoreVerdict::passed;
      line.reason = {fmt::format("已预留 {} {}", line.reserved, info.unit),
                     fmt::format("{} {} are reserved", line.reserved, info.unit)};
    }
    failed = failed || line.verdict == ScoreVerdict::failed;
    unknown = unknown || line.verdict == ScoreVerdict::unknown;
    out.items.push_back(std::move(line));
  }
  out.verdict = failed    ? ScoreVerdict::failed
                : unknown ? ScoreVerdict::unknown
                          : ScoreVerdict::passed;
  return out;
}

// ---- Incentives --------------------------------------------------------------------------------

Result<IncentiveList> list_incentives(Call& call, const ProjectId& in) {
  TRY_ASSIGN(project, visible_project(call, in.zone, in.id));
  IncentiveList out;
  UserNames names(call);
  for (store::StoredIncentive& stored : store::list_incentives(call.db, project.id))
    out.items.push_back(describe(call, std::move(stored.row), in.zone, names));
  return out;
}

Result<Incentive> propose_incentive(Call& call, const ProposeIncentive& in) {
  TRY_ASSIGN(title, required_text("title", in.title, 300));
  TRY_ASSIGN(terms, required_text("terms", in.terms, 8000));
  const bool has_policy = in.policy_id && !in.policy_id->empty();
  std::optional<std::string> legal_basis;
  if (in.legal_basis) {
    TRY_ASSIGN(text, short_text("legal_basis", *in.legal_basis));
    if (!text.empty()) legal_basis = text;
  }
  if (has_policy == legal_basis.has_value())
    return field_error(
        "policy_id", "incentive.basis", "优惠事项须且只须写明一种依据:政策,或法律文件及条款",
        "an incentive names exactly one ground: a policy, or a document with its clause");
  if (in.amount && in.amount->fen < 0)
    return field_error("amount", "amount", "金额不能为负", "the amount cannot be negative");
  TRY_ASSIGN(project, project_for_change(call, in.zone, in.id, kProjectWrite));
  if (has_policy) {
    GetPolicy query;
    query.zone = project.host_zone_id;
    query.id = *in.policy_id;
    TRY_ASSIGN(policy, get_policy(call, query));
    if (!policy.summary.in_force)
      return field_error("policy_id", "incentive.policy",
                         fmt::format("政策“{}”今天未生效", *in.policy_id),
                         fmt::format("the policy '{}' is not in force today", *in.policy_id));
  }
  store::StoredIncentive stored;
  stored.zone_id = project.zone_id;
  Incentive& row = stored.row;
  row.id = call.db.new_id();
  row.project_id = project.id;
  row.title = title;
  row.amount = in.amount;
  if (has_policy) row.policy_id = in.policy_id;
  row.legal_basis = legal_basis;
  row.terms = terms;
  row.proposed_at = call.now;
  row.proposed_by = call.actor.user_id;
  row.milestones = in.milestones.value_or(std::vector<int64_t>{});
  std::sort(row.milestones.begin(), row.milestones.end());
  row.milestones.erase(std::unique(row.milestones.begin(), row.milestones.end()),
                       row.milestones.end());
  const auto commitments = store::list_commitments(call.db, project.id);
  for (const int64_t milestone : row.milestones) {
    const bool own = std::any_of(commitments.begin(), commitments.end(), [&](const auto& c) {
      return std::any_of(c.row.milestones.begin(), c.row.milestones.end(),
                         [&](const Milestone& m) { return m.id == milestone; });
    });
    if (!own) return no_such("承诺节点", "milestone", milestone);
  }
  store::insert_incentive(call.db, stored);
  TRY(log_conduct(call, project, "incentive",
                  {{"incentive_id", row.id},
                   {"title", row.title},
                   {"state", "proposed"},
                   {"amount", to_json(row.amount)}}));
  UserNames names(call);
  const Incentive out = describe(call, row, in.zone, names);
  call.audit("incentive", row.id, nullptr, to_json(out));
  return out;
}

Result<Incentive> review_incentive(Call& call, const ReviewIncentive& in) {
  TRY_ASSIGN(opinion, required_text("opinion", in.opinion, 8000));
  TRY_ASSIGN(basis, required_text("basis", in.basis));
  TRY_ASSIGN(change, incentive_for_change(call, in.zone, in.id, in.version, kProjectVerify));
  Incentive& row = change.stored.row;
  const Incentive before = row;
  if (row.state != IncentiveState::proposed) return wrong_state(row);
  if (row.proposed_by == call.actor.user_id || acts_for_owner(call, change.project))
    return second_person("公平竞争审查须由提出人和项目负责人以外的人作出",
                         "the fair-competition review is made by somebody else than who proposed "
                         "the incentive or owns the project");
  row.state = in.passed ? IncentiveState::passed : IncentiveState::failed;
  row.review_opinion = opinion;
  row.review_basis = basis;
  row.reviewed_at = call.now;
  row.reviewed_by = call.actor.user_id;
  return changed_incentive(call, change, before, in.zone);
}

Result<Incentive> offer_incentive(Call& call, const StepIncentive& in) {
  TRY_ASSIGN(change, incentive_for_change(call, in.zone, in.id, in.version, kProjectApprove));
  Incentive& row = change.stored.row;
  const Incentive before = row;
  if (row.state == IncentiveState::proposed || row.state == IncentiveState::failed)
    return project_error(ErrorCode::rule_failed, "incentive.review",
                         "未通过公平竞争审查,不能提出该优惠",
                         "it cannot be offered before it has passed the fair-competition review");
  if (row.state != IncentiveState::passed) return wrong_state(row);
  if (row.proposed_by == call.actor.user_id)
    return second_person("提出人不能自己批准优惠", "who proposed an incentive does not approve it");
  row.state = IncentiveState::offered;
  row.offered_at = call.now;
  row.offered_by = call.actor.user_id;
  return changed_incentive(call, change, before, in.zone);
}

Result<Incentive> withdraw_incentive(Call& call, const StepIncentive& in) {
  TRY_ASSIGN(reason, required_text("reason", in.reason.value_or("")));
  TRY_ASSIGN(change, incentive_for_change(call, in.zone, in.id, in.version, kProjectWrite));
  Incentive& row = change.stored.row;
  const Incentive before = row;
  if (row.state == IncentiveState::withdrawn) return wrong_state(row);
  row.state = IncentiveState::withdrawn;
  row.withdrawn_reason = reason;
  return changed_incentive(call, change, before, in.zone);
}

}  // namespace gaoxin
