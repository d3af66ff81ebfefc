// Commitments, their actuals and the lock on payouts.
#include "project/commitments.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "api/page.h"
#include "base/text.h"
#include "project/conduct_store.h"
#include "project/conduct_support.h"
#include "registry/registry.h"

namespace gaoxin {

namespace store = conduct_store;

namespace {

/// The last microsecond of a day (UTC).
Timestamp end_of(Date day) { return {(int64_t{day.days} + 1) * 86'400'000'000 - 1}; }

const Metric& metric_of(const Commitment& commitment) {
  const Metric* metric = find_metric(commitment.metric, commitment.formula_version);
  CHECK(metric != nullptr);
  return *metric;
}

Decimal decimal(const std::string& text) { return parse_decimal(text).value(); }

std::vector<ActualPoint> points_of(const Commitment& commitment) {
  std::vector<ActualPoint> out;
  // A correction stands for what was recorded of the same day before it: of equal days the first
  // (the highest id) counts, a verified one before one that waits.
  for (const bool verified : {true, false})
    for (const CommitmentActual& actual : commitment.actuals) {
      if (actual.state == ActualState::rejected ||
          (actual.state == ActualState::verified) != verified)
        continue;
      const bool known = std::any_of(out.begin(), out.end(), [&](const ActualPoint& p) {
        return p.measured_on == actual.measured_on;
      });
      if (!known) out.push_back({actual.measured_on, decimal(actual.value), verified});
    }
  return out;
}

ForecastAnswer answer(const Forecast& forecast) {
  ForecastAnswer out{.points = forecast.points, .explanation = forecast.explanation};
  if (forecast.known) {
    out.value = format_decimal(forecast.value);
    out.low = format_decimal(forecast.low);
    out.high = format_decimal(forecast.high);
  }
  return out;
}

/// Fills in titles, names, lights and forecasts as of the end of `as_of`: what was recorded or
/// decided later is not there.
void describe(Commitment& commitment, Date as_of, UserNames& names) {
  const Metric& metric = metric_of(commitment);
  commitment.metric_title = {metric.zh, metric.en};
  commitment.formula = {metric.formula_zh, metric.formula_en};
  const Timestamp end = end_of(as_of);
  std::erase_if(commitment.actuals, [&](const CommitmentActual& a) { return a.recorded_at > end; });
  std::erase_if(commitment.milestones, [&](const Milestone& m) { return m.created_at > end; });
  for (CommitmentActual& actual : commitment.actuals) {
    if (actual.decided_at && *actual.decided_at > end) {
      actual.state = ActualState::pending;
      actual.decided_at.reset();
      actual.decided_by.reset();
      actual.decision_note.reset();
    }
    actual.recorded_by_name = names(actual.recorded_by);
    actual.decided_by_name = names(actual.decided_by);
  }
  const std::vector<ActualPoint> points = points_of(commitment);
  for (Milestone& milestone : commitment.milestones) {
    const LightAnswer light = milestone_light(
        metric, commitment.direction, decimal(milestone.target), milestone.due_on, as_of, points);
    milestone.light = light.light;
    milestone.reason = light.reason;
    milestone.met = light.met;
    milestone.forecast = answer(forecast(points, milestone.due_on));
  }
}

/// What the red list reads, brought up to date after a verification.
void store_verdicts(Call& call, const store::StoredCommitment& stored) {
  const Metric& metric = metric_of(stored.row);
  const std::vector<ActualPoint> points = points_of(stored.row);
  for (const Milestone& milestone : stored.row.milestones) {
    const Date judged_on = std::max(date_of(call.now), milestone.due_on);
    const LightAnswer light =
        milestone_light(metric, stored.row.direction, decimal(milestone.target), milestone.due_on,
                        judged_on, points);
    store::set_verdict(call.db, stored.zone_id, milestone.id,
                       light.met      ? std::optional<std::string>("met")
                       : light.failed ? std::optional<std::string>("failed")
                                      : std::nullopt);
  }
}

struct CommitmentForChange {
  store::StoredCommitment stored;
  Project project;
};
Result<CommitmentForChange> commitment_for_change(Call& call, int64_t zone, int64_t id,
                                                  std::string_view permission) {
  std::optional<store::StoredCommitment> found = store::find_commitment(call.db, id);
  if (!found) return no_such("承诺", "commitment", id);
  TRY_ASSIGN(project, project_for_change(call, zone, found->row.project_id, permission));
  found = store::find_commitment(call.db, id);
  return CommitmentForChange{std::move(*found), std::move(project)};
}

Commitment answer(Call& call, int64_t id) {
  Commitment out = store::find_commitment(call.db, id).value().row;
  UserNames names(call);
  describe(out, date_of(call.now), names);
  return out;
}

Result<Milestone> checked_milestone(Call& call, const Date& due_on, const std::string& target) {
  const Result<Decimal> value = parse_decimal(target);
  if (!value.ok()) {
    Error error = value.error();
    error.fields.push_back({"target", error.key, error.text});
    return error;
  }
  Milestone out;
  out.id = call.db.new_id();
  out.due_on = due_on;
  out.target = format_decimal(*value);
  out.created_at = call.now;
  return out;
}

/// What the enterprise's facts give for the year.
Result<ComputedActual> computed(Call& call, const Commitment& commitment, const Project& project,
                                int64_t year) {
  if (year < 1900 || year > 2999) return field_error("year", "year", "年份无效", "this is no year");
  const Metric& metric = metric_of(commitment);
  ComputedActual unknown{.measured_on = make_date(static_cast<int>(year), 12, 31)};
  if (!project.enterprise_id) {
    unknown.reason = {"项目尚未关联企业,没有可用的数据",
                      "the project has no enterprise yet, so there are no facts"};
    return unknown;
  }
  std::vector<FormulaFact> facts;
  for (const char* field : {metric.numerator, metric.denominator}) {
    if (field == nullptr) continue;
    ListFacts query;
    query.zone = project.host_zone_id;
    query.id = *project.enterprise_id;
    query.field = field;
    TRY_ASSIGN(list, list_facts(call, query));
    for (const Fact& fact : list.items) {
      FormulaFact one{.id = fact.id, .field = fact.field, .period = fact.period};
      if (fact.unit == "元") {
        const Result<Money> money = parse_money(fact.value);
        if (!money.ok()) continue;
        one.amount = money->fen;
      } else if (fact.unit == "人") {
        one.amount = static_cast<int64_t>(std::llround(fact.number.value_or(0)));
      } else if (fact.number && std::abs(*fact.number) < 9e12) {
        one.amount = static_cast<int64_t>(std::llround(*fact.number * 1000));
      } else {
        continue;
      }
      one.shown = fmt::format("{} {}", fact.value, fact.unit);
      one.source = fact.source;
      one.source_date = fact.source_date;
      facts.push_back(std::move(one));
    }
  }
  return compute_actual(metric, static_cast<int>(year), year_month_day(commitment.began_on).year,
                        facts);
}

std::vector<ActualFact> facts_of(const ComputedActual& actual) {
  std::vector<ActualFact> out;
  for (const FormulaFact& fact : actual.facts)
    out.push_back({fact.id, fact.field, fact.period, fact.shown, fact.source, fact.source_date});
  return out;
}

}  // namespace

Result<MetricList> list_metrics(Call&, const ProjectNothing&) {
  MetricList out;
  for (const Metric& metric : metrics()) {
    MetricRow row{.name = metric.name,
                  .title = {metric.zh, metric.en},
                  .unit = metric.unit,
                  .formula_version = metric.formula_version,
                  .direction = metric.direction,
                  .formula = {metric.formula_zh, metric.formula_en},
                  .cumulative = metric.cumulative};
    for (const char* field : {metric.numerator, metric.denominator})
      if (field != nullptr) row.fields.emplace_back(field);
    out.items.push_back(std::move(row));
  }
  return out;
}

Result<CommitmentList> list_commitments(Call& call, const ListCommitments& in) {
  TRY_ASSIGN(project, visible_project(call, in.zone, in.id));
  CommitmentList out{.as_of = in.as_of.value_or(date_of(call.now))};
  UserNames names(call);
  for (store::StoredCommitment& stored : store::list_commitments(call.db, project.id)) {
    if (stored.created_at > end_of(out.as_of)) continue;
    describe(stored.row, out.as_of, names);
    out.items.push_back(std::move(stored.row));
  }
  return out;
}

Result<Commitment> add_commitment(Call& call, const AddCommitment& in) {
  const Metric* metric = find_metric(in.metric);
  if (metric == nullptr)
    return field_error("metric", "metric", fmt::format("没有承诺指标“{}”", clipped(in.metric, 60)),
                       fmt::format("there is no metric '{}'", clipped(in.metric, 60)));
  if (in.milestones.empty() || in.milestones.size() > 50)
    return field_error("milestones", "milestone.count", "承诺须有 1 到 50 个节点",
                       "a commitment has 1 to 50 milestones");
  TRY_ASSIGN(project, project_for_change(call, in.zone, in.id, kProjectWrite));
  store::StoredCommitment stored;
  stored.zone_id = project.zone_id;
  stored.created_at = call.now;
  Commitment& row = stored.row;
  row.id = call.db.new_id();
  row.project_id = project.id;
  row.metric = metric->name;
  row.formula_version = metric->formula_version;
  row.title = metric->zh;
  row.unit = metric->unit;
  if (in.title && !in.title->empty()) {
    TRY_ASSIGN(title, required_text("title", *in.title, 300));
    row.title = title;
  } else if (metric->kind == FormulaKind::entered) {
    return field_error("title", "text.missing", "其他承诺须写明内容",
                       "another promise needs its title");
  }
  if (metric->kind == FormulaKind::entered && in.unit) {
    TRY_ASSIGN(unit, short_text("unit", *in.unit, 60));
    row.unit = unit;
  }
  row.direction = in.direction.value_or(metric->direction);
  row.began_on = in.began_on.value_or(project.signed_on.value_or(date_of(call.now)));
  TRY_ASSIGN(remedy, short_text("remedy", in.remedy.value_or(""), 4000));
  row.remedy = remedy;
  row.created_by = call.actor.user_id;
  for (const MilestoneInput& input : in.milestones) {
    TRY_ASSIGN(milestone, checked_milestone(call, input.due_on, input.target));
    for (const Milestone& other : row.milestones)
      if (other.due_on == milestone.due_on)
        return field_error("milestones", "milestone.exists", "同一到期日只能有一个目标",
                           "there is one target a due date");
    row.milestones.push_back(std::move(milestone));
  }
  store::insert_commitment(call.db, stored);
  TRY(log_conduct(call, project, "commitment",
                  {{"commitment_id", row.id},
                   {"metric", row.metric},
                   {"title", row.title},
                   {"milestones", to_json(in.milestones)}}));
  Commitment out = answer(call, row.id);
  call.audit("commitment", row.id, nullptr, to_json(out));
  return out;
}

Result<Commitment> add_milestone(Call& call, const AddMilestone& in) {
  TRY_ASSIGN(change, commitment_for_change(call, in.zone, in.id, kProjectWrite));
  TRY_ASSIGN(milestone, checked_milestone(call, in.due_on, in.target));
  for (const Milestone& other : change.stored.row.milestones)
    if (other.due_on == milestone.due_on)
      return project_error(ErrorCode::conflict, "milestone.exists",
                           "该到期日已有目标;节点一经登记不再修改",
                           "that due date has a target; milestones are never changed");
  store::insert_milestone(call.db, change.stored.zone_id, change.stored.row, milestone);
  change.stored.row.milestones.push_back(milestone);
  store_verdicts(call, change.stored);
  TRY(log_conduct(call, change.project, "commitment",
                  {{"commitment_id", in.id},
                   {"title", change.stored.row.title},
                   {"due_on", format_date(in.due_on)},
                   {"target", milestone.target}}));
  Commitment out = answer(call, in.id);
  call.audit("milestone", milestone.id, nullptr, to_json(milestone));
  return out;
}

Result<ComputedAnswer> compute_commitment(Call& call, const ComputeActual& in) {
  const std::optional<store::StoredCommitment> found = store::find_commitment(call.db, in.id);
  if (!found) return no_such("承诺", "commitment", in.id);
  TRY_ASSIGN(project, visible_project(call, in.zone, found->row.project_id));
  TRY_ASSIGN(actual, computed(call, found->row, project, in.year));
  ComputedAnswer out{.unit = found->row.unit, .reason = actual.reason, .facts = facts_of(actual)};
  if (actual.value) out.value = format_decimal(*actual.value);
  return out;
}

Result<Commitment> record_actual(Call& call, const RecordActual& in) {
  if (in.year.has_value() == in.value.has_value())
    return field_error("year", "actual.input", "请填写年份(由数据计算)或实际值,二者选一",
                       "give a year (computed from facts) or a value, one of the two");
  TRY_ASSIGN(change, commitment_for_change(call, in.zone, in.id, kProjectWrite));
  CommitmentActual actual;
  actual.id = call.db.new_id();
  actual.recorded_at = call.now;
  actual.recorded_by = call.actor.user_id;
  actual.evidence_id = in.evidence_id;
  if (in.evidence_id && store::project_of_evidence(call.db, *in.evidence_id) != change.project.id)
    return field_error("evidence_id", "actual.evidence", "该项目没有这份证明材料",
                       "the project has no such evidence");
  if (in.year) {
    TRY_ASSIGN(facts, computed(call, change.stored.row, change.project, *in.year));
    if (!facts.value)
      return project_error(ErrorCode::rule_failed, "actual.unknown",
                           "无法由数据计算:" + facts.reason.zh,
                           "the facts do not give it: " + facts.reason.en);
    actual.origin = ActualOrigin::facts;
    actual.measured_on = facts.measured_on;
    actual.value = format_decimal(*facts.value);
    actual.facts = facts_of(facts);
    actual.source = facts.reason.zh;
  } else {
    if (!in.measured_on || *in.measured_on > date_of(call.now))
      return field_error("measured_on", "actual.date", "请填写实际值的日期,且不能晚于今天",
                         "give the day of the value, not later than today");
    if (!in.evidence_id)
      return field_error("evidence_id", "actual.evidence", "登记的实际值须附证明材料",
                         "a value that is entered needs evidence");
    TRY_ASSIGN(value, parse_decimal(*in.value));
    TRY_ASSIGN(source, required_text("source", in.source.value_or(""), 600));
    actual.measured_on = *in.measured_on;
    actual.value = format_decimal(value);
    actual.source = source;
  }
  store::insert_actual(call.db, change.stored, actual);
  TRY(log_conduct(call, change.project, "actual",
                  {{"commitment_id", in.id},
                   {"title", change.stored.row.title},
                   {"actual_id", actual.id},
                   {"value", actual.value},
                   {"measured_on", format_date(actual.measured_on)},
                   {"state", "pending"}}));
  Commitment out = answer(call, in.id);
  call.audit("actual", actual.id, nullptr, to_json(actual));
  return out;
}

Result<Commitment> decide_actual(Call& call, const DecideActual& in) {
  TRY_ASSIGN(note, required_text("note", in.note));
  const std::optional<int64_t> commitment_id = store::commitment_of_actual(call.db, in.id);
  if (!commitment_id) return no_such("实际值", "actual", in.id);
  TRY_ASSIGN(change, commitment_for_change(call, in.zone, *commitment_id, kProjectVerify));
  auto& actuals = change.stored.row.actuals;
  const auto actual = std::find_if(actuals.begin(), actuals.end(),
                                   [&](const CommitmentActual& a) { return a.id == in.id; });
  CHECK(actual != actuals.end());
  if (actual->state != ActualState::pending)
    return project_error(ErrorCode::conflict, "actual.decided", "该实际值已核验过",
                         "this value has been decided before");
  if (actual->recorded_by == call.actor.user_id ||
      (call.actor.user_id != 0 && change.project.owner_user_id == call.actor.user_id))
    return second_person(
        "实际值须由登记人和项目负责人以外的人核验",
        "a value is verified by somebody else than who recorded it or owns the project");
  const CommitmentActual before = *actual;
  actual->state = in.verify ? ActualState::verified : ActualState::rejected;
  actual->decided_at = call.now;
  actual->decided_by = call.actor.user_id;
  actual->decision_note = note;
  if (!store::decide_actual(call.db, change.stored.zone_id, *actual)) return stale_row();
  store_verdicts(call, change.stored);
  TRY(log_conduct(call, change.project, "actual",
                  {{"commitment_id", *commitment_id},
                   {"title", change.stored.row.title},
                   {"actual_id", actual->id},
                   {"value", actual->value},
                   {"measured_on", format_date(actual->measured_on)},
                   {"state", to_json(actual->state)},
                   {"note", note}}));
  call.audit("actual", actual->id, to_json(before), to_json(*actual));
  return answer(call, *commitment_id);
}

Result<PayoutLock> payout_lock(Call& call, const PayoutQuery& in) {
  TRY_ASSIGN(project, visible_project(call, in.zone, in.id));
  const Date as_of = in.as_of.value_or(date_of(call.now));
  PayoutLock out;
  std::optional<std::vector<int64_t>> wanted;
  if (in.incentive_id) {
    const auto incentive = store::find_incentive(call.db, *in.incentive_id);
    if (!incentive || incentive->row.project_id != project.id)
      return no_such("优惠事项", "incentive", *in.incentive_id);
    wanted = incentive->row.milestones;
    if (incentive->row.state != IncentiveState::offered)
      out.missing.push_back({.key = "not_offered",
                             .title = incentive->row.title,
                             .reason = {"该优惠事项尚未批准提出", "it has not been offered"}});
  }
  UserNames names(call);
  int64_t asked = 0;
  for (store::StoredCommitment& stored : store::list_commitments(call.db, project.id)) {
    Commitment& commitment = stored.row;
    describe(commitment, as_of, names);
    for (const Milestone& milestone : commitment.milestones) {
      if (wanted ? std::find(wanted->begin(), wanted->end(), milestone.id) == wanted->end()
                 : milestone.due_on > as_of)
        continue;
      ++asked;
      if (milestone.met) {
        ++out.milestones_met;
        continue;
      }
      out.missing.push_back({.key = "milestone",
                             .commitment_id = commitment.id,
                             .milestone_id = milestone.id,
                             .title = commitment.title,
                             .due_on = milestone.due_on,
                             .target = milestone.target,
                             .light = milestone.light,
                             .reason = milestone.reason});
    }
  }
  if (asked == 0)
    out.missing.push_back(
        {.key = "no_milestone",
         .title = project.name,
         .reason = wanted ? Text{"该优惠事项没有关联承诺节点", "no milestone is linked to it"}
                          : Text{"没有已到期的承诺节点,尚无可核验的兑现",
                                 "no milestone is due yet: nothing has been shown"}});
  store::CaseQuery breaches;
  breaches.kind = CaseKind::breach;
  breaches.project_id = project.id;
  breaches.open = true;
  for (const ProjectCase& breach : store::list_cases(call.db, breaches, 100, 0))
    out.missing.push_back({.key = "breach",
                           .milestone_id = breach.milestone_id,
                           .case_id = breach.id,
                           .title = breach.title,
                           .reason = {"违约处置尚未结束", "a breach is still being dealt with"}});
  out.locked = !out.missing.empty();
  out.reason =
      out.locked ? Text{fmt::format("不得兑付:还有 {} 项未满足", out.missing.size()),
                        fmt::format("locked: {} things are missing", out.missing.size())}
                 : Text{fmt::format("可以兑付:{} 个承诺节点已核验达到", out.milestones_met),
                        fmt::format("open: {} milestones are verified as met", out.milestones_met)};
  return out;
}

Result<RedMilestonePage> list_red_milestones(Call& call, const ListRedMilestones& in) {
  TRY_ASSIGN(page, page_request(in.page, in.page_size));
  const std::vector<int64_t> zones = zone_scope(call.zones, in.zone);
  const Date today = date_of(call.now);
  RedMilestonePage out{.total = store::count_red(call.db, zones, today),
                       .page = page.page,
                       .page_size = page.page_size};
  out.items =
      store::list_red(call.db, zones, today, page.page_size, (page.page - 1) * page.page_size);
  for (RedMilestone& row : out.items)
    if (const Zone* zone = call.zones.find(row.host_zone_id)) row.zone_name = zone->name;
  return out;
}

}  // namespace gaoxin
