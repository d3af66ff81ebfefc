// Cases and the tax statements of relocations.
#include "project/cases.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/page.h"
#include "base/text.h"
#include "project/apportion.h"
#include "project/conduct_store.h"
#include "project/conduct_support.h"
#include "registry/registry.h"

namespace gaoxin {

namespace store = conduct_store;

namespace {

Date deadline(const CaseStepRule& rule, Date taken_on) {
  return Date{taken_on.days + static_cast<int32_t>(rule.days)};
}

void describe(Call& call, ProjectCase& row, UserNames& names) {
  const CaseStepRule* rule = find_case_step(row.kind, row.step);
  CHECK(rule != nullptr);
  row.kind_title = case_kind_title(row.kind);
  row.step_title = {rule->zh, rule->en};
  row.overdue = row.due_on && *row.due_on < date_of(call.now);
  row.opened_by_name = names(row.opened_by);
}

Text place_name(const Call& call, const std::optional<int64_t>& zone,
                const std::optional<std::string>& place) {
  if (zone)
    if (const Zone* found = call.zones.find(*zone)) return found->name;
  return {place.value_or(""), place.value_or("")};
}

ProjectCase complete(Call& call, int64_t id) {
  ProjectCase row = store::find_case(call.db, id).value();
  UserNames names(call);
  describe(call, row, names);
  row.steps = store::list_case_steps(call.db, id);
  for (CaseStep& step : row.steps)
    if (const CaseStepRule* rule = find_case_step(row.kind, step.step))
      step.title = {rule->zh, rule->en};
  for (const CaseStepRule* next : next_case_steps(row.kind, row.step))
    row.next.push_back({next->step, {next->zh, next->en}, next->document, next->second_person});
  if (row.kind == CaseKind::relocation) {
    row.shares = store::list_tax_shares(call.db, id);
    row.statements = store::list_tax_statements(call.db, id);
    for (TaxStatement& statement : row.statements) {
      statement.enterprise_name = row.enterprise_name.value_or("");
      statement.origin_name = place_name(call, row.origin_zone_id, row.origin_place);
      statement.own_name = place_name(call, row.zone_id, {});
      statement.issued_by_name = names(statement.issued_by);
      statement.approved_by_name = names(statement.approved_by);
    }
  }
  return row;
}

/// The case when the zone covers it.
Result<ProjectCase> visible_case(Call& call, int64_t zone, int64_t id) {
  std::optional<ProjectCase> row = store::find_case(call.db, id);
  if (!row || !call.zones.is_within(row->zone_id, zone)) return no_such("专项事项", "case", id);
  return std::move(*row);
}

Result<Done> log_case(Call& call, const ProjectCase& row, int64_t zone, json::value detail) {
  if (!row.project_id) return Done{};
  // The right to change the project was asked for by the operation; a step may need another one.
  conduct_store::lock_project(call.db, *row.project_id);
  TRY_ASSIGN(project, visible_project(call, zone, *row.project_id));
  return log_conduct(call, project, "case", std::move(detail));
}

Result<Done> check_subject(Call& call, const OpenCase& in, ProjectCase& row) {
  if (in.kind == CaseKind::breach && (!in.project_id || !in.milestone_id))
    return field_error("milestone_id", "case.subject", "违约处置须指明项目和承诺节点",
                       "a breach names the project and the milestone");
  if (!in.project_id && !in.enterprise_id)
    return field_error("enterprise_id", "case.subject", "请指明企业或项目",
                       "name the enterprise or the project");
  if (in.kind == CaseKind::relocation && !in.origin_zone_id &&
      trim(in.origin_place.value_or("")).empty())
    return field_error("origin_place", "case.origin", "请写明从何处迁来",
                       "say where it comes from");
  if (in.origin_zone_id && call.zones.find(*in.origin_zone_id) == nullptr)
    return no_such("区域", "zone", *in.origin_zone_id);
  if (in.project_id) {
    TRY_ASSIGN(project, project_for_change(call, in.zone, *in.project_id, kProjectWrite));
    row.zone_id = project.host_zone_id;
    row.project_id = project.id;
    row.enterprise_id = in.enterprise_id ? in.enterprise_id : project.enterprise_id;
  } else {
    row.enterprise_id = in.enterprise_id;
  }
  if (row.enterprise_id) TRY(get_enterprise(call, ZoneAndId{in.zone, *row.enterprise_id}));
  if (in.kind == CaseKind::relocation && !row.enterprise_id)
    return field_error("enterprise_id", "case.subject", "产业转移须指明企业",
                       "a relocation names the enterprise");
  if (in.milestone_id) {
    const auto found = store::find_milestone(call.db, *in.milestone_id);
    const auto commitment = found ? store::find_commitment(call.db, found->first) : std::nullopt;
    if (!commitment || commitment->row.project_id != row.project_id)
      return no_such("承诺节点", "milestone", *in.milestone_id);
    if (store::milestone_verdict(call.db, *in.milestone_id) == "met")
      return project_error(ErrorCode::rule_failed, "case.met", "该承诺节点已核验达到,不构成违约",
                           "the milestone is verified as met; there is no breach");
    store::CaseQuery same;
    same.kind = CaseKind::breach;
    same.milestone_id = in.milestone_id;
    same.open = true;
    if (store::count_cases(call.db, same) > 0)
      return project_error(ErrorCode::conflict, "case.exists", "该承诺节点已有未结束的违约处置",
                           "a breach of this milestone is open already");
  }
  return Done{};
}

}  // namespace

Result<CasePage> list_project_cases(Call& call, const ListProjectCases& in) {
  TRY_ASSIGN(page, page_request(in.page, in.page_size));
  store::CaseQuery query;
  query.zones = zone_scope(call.zones, in.zone);
  query.kind = in.kind;
  query.project_id = in.project_id;
  query.open = in.open;
  if (in.overdue.value_or(false)) query.overdue_on = date_of(call.now);
  CasePage out{
      .total = store::count_cases(call.db, query), .page = page.page, .page_size = page.page_size};
  out.items = store::list_cases(call.db, query, page.page_size, (page.page - 1) * page.page_size);
  UserNames names(call);
  for (ProjectCase& row : out.items) describe(call, row, names);
  return out;
}

Result<ProjectCase> get_project_case(Call& call, const CaseId& in) {
  TRY(visible_case(call, in.zone, in.id));
  return complete(call, in.id);
}

Result<ProjectCase> open_case(Call& call, const OpenCase& in) {
  ProjectCase row;
  TRY_ASSIGN(title, required_text("title", in.title, 300));
  TRY_ASSIGN(reason, required_text("reason", in.reason, 8000));
  row.zone_id = in.zone;
  row.kind = in.kind;
  row.milestone_id = in.milestone_id;
  TRY(check_subject(call, in, row));
  row.id = call.db.new_id();
  row.title = title;
  row.reason = reason;
  const CaseStepRule& first = first_case_step(in.kind);
  row.step = first.step;
  row.opened_on = in.opened_on.value_or(date_of(call.now));
  if (row.opened_on > date_of(call.now))
    return field_error("opened_on", "case.date", "日期不能晚于今天",
                       "the day cannot be later than today");
  row.due_on = deadline(first, row.opened_on);
  row.opened_by = call.actor.user_id;
  row.origin_zone_id = in.origin_zone_id;
  row.origin_place = in.origin_place;
  store::insert_case(call.db, row, call.now);
  CaseStep step;
  step.id = call.db.new_id();
  step.step = first.step;
  step.taken_on = row.opened_on;
  step.due_on = row.due_on;
  step.note = reason;
  step.taken_at = call.now;
  step.taken_by = call.actor.user_id;
  step.taken_by_name = call.actor.display_name;
  store::insert_case_step(call.db, row.zone_id, row.id, step);
  TRY(log_case(call, row, in.zone,
               {{"case_id", row.id},
                {"kind", to_json(row.kind)},
                {"title", title},
                {"step", row.step},
                {"due_on", format_date(*row.due_on)}}));
  ProjectCase out = complete(call, row.id);
  call.audit("case", row.id, nullptr, to_json(out));
  return out;
}

Result<ProjectCase> take_case_step(Call& call, const TakeCaseStep& in) {
  TRY_ASSIGN(note, required_text("note", in.note, 8000));
  TRY_ASSIGN(row, visible_case(call, in.zone, in.id));
  if (row.version != in.version) return stale_row();
  TRY_ASSIGN(document, short_text("document", in.document.value_or(""), 600));
  const bool other = call.actor.user_id == 0 || (row.opened_by != call.actor.user_id &&
                                                 call.may(kProjectApprove, row.zone_id));
  TRY(check_case_step(row.kind, row.step, in.step, !document.empty(), other));
  const CaseStepRule& rule = *find_case_step(row.kind, in.step);
  const std::vector<CaseStep> steps = store::list_case_steps(call.db, in.id);
  const Date taken_on = in.taken_on.value_or(date_of(call.now));
  if (taken_on > date_of(call.now) || (!steps.empty() && taken_on < steps.back().taken_on))
    return field_error("taken_on", "case.date", "日期不能早于上一步骤,也不能晚于今天",
                       "the day is neither before the last step nor later than today");
  if (in.step == "recovery_proposed" && (!in.amount || in.amount->fen <= 0))
    return field_error("amount", "case.amount", "请写明建议追回的金额",
                       "say how much is to be recovered");
  const ProjectCase before = row;
  row.step = in.step;
  row.due_on.reset();
  if (rule.days > 0) row.due_on = in.due_on.value_or(deadline(rule, taken_on));
  if (row.due_on && *row.due_on < taken_on)
    return field_error("due_on", "case.date", "期限不能早于办理日期",
                       "the deadline cannot be before the day of the step");
  if (in.amount) row.amount = in.amount;
  if (!store::update_case(call.db, row)) return stale_row();
  CaseStep step;
  step.id = call.db.new_id();
  step.step = in.step;
  step.taken_on = taken_on;
  step.due_on = row.due_on;
  step.note = note;
  if (!document.empty()) step.document = document;
  step.amount = in.amount;
  step.taken_at = call.now;
  step.taken_by = call.actor.user_id;
  step.taken_by_name = call.actor.display_name;
  store::insert_case_step(call.db, row.zone_id, row.id, step);
  TRY(log_case(call, row, in.zone,
               {{"case_id", row.id},
                {"kind", to_json(row.kind)},
                {"title", row.title},
                {"step", row.step},
                {"note", note},
                {"due_on", to_json(row.due_on)},
                {"amount", to_json(in.amount)}}));
  ProjectCase out = complete(call, row.id);
  call.audit("case", row.id, to_json(before), to_json(out));
  return out;
}

Result<ProjectCase> set_tax_share(Call& call, const SetTaxShare& in) {
  TRY_ASSIGN(row, visible_case(call, in.zone, in.id));
  if (row.kind != CaseKind::relocation)
    return project_error(ErrorCode::rule_failed, "tax_share.kind", "只有产业转移才有税收分享",
                         "only a relocation shares tax");
  if (row.version != in.version) return stale_row();
  TaxShare share = in.share;
  TRY_ASSIGN(agreement, required_text("share.agreement", share.agreement, 600));
  share.agreement = agreement;
  if (share.from_year < 2000 || share.to_year > 2200 || share.from_year > share.to_year)
    return field_error("share.from_year", "tax_share.years", "起止年份无效",
                       "the years are not a period");
  if (share.origin_basis_points < 0 || share.origin_basis_points > 10'000)
    return field_error("share.origin_basis_points", "tax_share.basis_points",
                       "分享比例应在 0 到 10000 个基点之间",
                       "a share lies between 0 and 10,000 basis points");
  for (const TaxShare& other : store::list_tax_shares(call.db, in.id))
    if (other.from_year != share.from_year && other.from_year <= share.to_year &&
        share.from_year <= other.to_year)
      return project_error(
          ErrorCode::conflict, "tax_share.overlap",
          fmt::format("与 {} 至 {} 年的分享约定重叠", other.from_year, other.to_year),
          fmt::format("it overlaps the share of {} to {}", other.from_year, other.to_year));
  const ProjectCase before = complete(call, in.id);
  if (!store::update_case(call.db, row)) return stale_row();
  store::put_tax_share(call.db, row.zone_id, row.id, share);
  ProjectCase out = complete(call, in.id);
  call.audit("tax_share", row.id, to_json(before.shares), to_json(out.shares));
  return out;
}

Result<TaxStatement> issue_tax_statement(Call& call, const IssueTaxStatement& in) {
  TRY_ASSIGN(row, visible_case(call, in.zone, in.id));
  const std::vector<TaxShare> shares = store::list_tax_shares(call.db, in.id);
  const auto share = std::find_if(shares.begin(), shares.end(), [&](const TaxShare& s) {
    return s.from_year <= in.year && in.year <= s.to_year;
  });
  if (share == shares.end())
    return project_error(ErrorCode::rule_failed, "tax_statement.share",
                         fmt::format("{} 年没有税收分享约定", in.year),
                         fmt::format("no share is agreed for {}", in.year));
  if (row.step == "opened" || row.step == "negotiation" || row.step == "withdrawn")
    return project_error(ErrorCode::rule_failed, "tax_statement.agreement",
                         "签订分享协议之后才能出具结算单",
                         "a statement is issued after the agreement has been signed");
  ListFacts query;
  query.zone = row.zone_id;
  query.id = row.enterprise_id.value();
  query.field = "tax_paid";
  TRY_ASSIGN(facts, list_facts(call, query));
  const std::string period = fmt::format("{:04}", in.year);
  const auto fact = std::find_if(facts.items.begin(), facts.items.end(),
                                 [&](const Fact& f) { return f.period == period; });
  if (fact == facts.items.end())
    return project_error(
        ErrorCode::rule_failed, "tax_statement.fact",
        fmt::format("企业没有 {} 年的“上缴税费”数据;未知不等于零", in.year),
        fmt::format("the enterprise has no fact tax_paid of {}; unknown is not 0", in.year));
  TaxStatement statement;
  statement.case_id = row.id;
  statement.year = in.year;
  TRY_ASSIGN(tax, parse_money(fact->value));
  statement.tax = tax;
  statement.origin_basis_points = share->origin_basis_points;
  const int64_t weights[] = {share->origin_basis_points, 10'000 - share->origin_basis_points};
  const std::vector<int64_t> split = apportion(tax.fen, weights).value();
  statement.origin_amount = {split[0]};
  statement.own_amount = {split[1]};
  statement.agreement = share->agreement;
  statement.fact = {fact->id,     fact->period,      fact->value,
                    fact->source, fact->source_date, fact->recorded_at};
  statement.issued_at = call.now;
  statement.issued_by = call.actor.user_id;
  for (const TaxStatement& before : store::list_tax_statements(call.db, row.id)) {
    if (before.year != in.year) continue;
    if (before.fact.id == statement.fact.id && before.tax == statement.tax &&
        before.origin_basis_points == statement.origin_basis_points &&
        before.agreement == statement.agreement)
      return project_error(
          ErrorCode::conflict, "tax_statement.same",
          fmt::format("{} 年的结算单已按同样的数据和约定出具", in.year),
          fmt::format("the statement of {} stands with the same fact and share", in.year));
    statement.revision = before.revision + 1;
    break;  // The newest revision stands first.
  }
  try {
    store::insert_tax_statement(call.db, row.zone_id, statement);
  } catch (const ConstraintError&) {
    return stale_row();
  }
  call.audit("tax_statement", row.id, nullptr, to_json(statement));
  return complete(call, row.id).statements.front();
}

Result<TaxStatement> approve_tax_statement(Call& call, const ApproveTaxStatement& in) {
  TRY_ASSIGN(row, visible_case(call, in.zone, in.id));
  const std::vector<TaxStatement> statements = store::list_tax_statements(call.db, row.id);
  const auto found = std::find_if(statements.begin(), statements.end(), [&](const TaxStatement& s) {
    return s.year == in.year && s.revision == in.revision;
  });
  if (found == statements.end()) return no_such("结算单", "statement of", in.year);
  const Error approved = project_error(ErrorCode::conflict, "tax_statement.approved",
                                       "该结算单已经审定", "the statement is approved already");
  if (found->approved_at) return approved;
  if (found->issued_by == call.actor.user_id)
    return second_person("结算单须由出具人以外的人审定",
                         "a statement is approved by somebody else than who issued it");
  if (!store::approve_tax_statement(call.db, *found, call.now, call.actor.user_id)) return approved;
  const ProjectCase after = complete(call, row.id);
  const auto out = std::find_if(
      after.statements.begin(), after.statements.end(),
      [&](const TaxStatement& s) { return s.year == in.year && s.revision == in.revision; });
  call.audit("tax_statement", row.id, to_json(*found), to_json(*out));
  return *out;
}

}  // namespace gaoxin
