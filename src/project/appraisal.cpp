// Rules, previews and statements of appraisal.
#include "project/appraisal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "project/apportion.h"
#include "project/appraisal_store.h"
#include "project/conduct_support.h"
#include "project/team_store.h"
#include "registry/table_writer.h"

namespace gaoxin {

namespace store = appraisal_store;

namespace {

constexpr int32_t kPeriodDays = 366 * 3;

/// Of the zone and those above it, nearest first; the product's own last.
std::vector<AppraisalRuleRow> rules_of(Call& call, int64_t zone) {
  const std::vector<int64_t> zones = call.zones.ancestors(zone);
  std::vector<AppraisalRuleRow> rows = store::list_rules(call.db, zones);
  const auto distance = [&](int64_t id) { return std::find(zones.begin(), zones.end(), id); };
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const AppraisalRuleRow& a, const AppraisalRuleRow& b) {
                     return distance(a.zone_id) < distance(b.zone_id);
                   });
  rows.emplace_back();
  return rows;
}

/// In force on the last day of the period, as set by `as_of`.
AppraisalRuleRow rule_of(Call& call, int64_t zone, Date to, Timestamp as_of) {
  for (AppraisalRuleRow& row : rules_of(call, zone))
    if (row.id == 0 || (row.from_date <= to && *row.set_at <= as_of)) return row;
  CHECK(false);
}

std::vector<HolderShare> credit_of(const store::ProjectAsOf& project) {
  std::vector<HolderShare> out;
  if (project.credit) {
    const json::value parsed = json::parse(*project.credit);
    for (const json::value& share : parsed.at("after").as_array())
      out.push_back({share.at("holder_kind") == "person",
                     share.at("holder_id").to_number<int64_t>(),
                     share.at("basis_points").to_number<int64_t>()});
  }
  // Not divided: all of it is the owner's.
  if (out.empty() && project.owner_user_id) out.push_back({true, *project.owner_user_id, 10'000});
  return out;
}

std::string holder_kind(bool person) { return person ? "person" : "park"; }

/// What must be the same whenever it is asked again.
std::string fingerprint(const AppraisalAnswer& answer) {
  json::array bonuses;
  for (const AppraisalLine& line : answer.lines)
    bonuses.push_back({line.holder_kind, line.holder_id, line.points, to_json(line.bonus)});
  const json::array content{answer.zone_id,
                            format_date(answer.from_date),
                            format_date(answer.to_date),
                            answer.as_of.microseconds,
                            answer.pool.fen,
                            to_json(answer.rule.rule),
                            to_json(answer.rows),
                            to_json(answer.skipped),
                            bonuses};
  return sha256_hex(json::serialize(content));
}

void add_teams(Call& call, AppraisalAnswer& answer) {
  const std::vector<team_store::StoredPost> posts = team_store::list_posts(call.db, {});
  // Points of a person in a team, in the order of the lines: the bonus of a line is split by them.
  std::map<int64_t, std::map<std::optional<int64_t>, int64_t>> by_person;
  std::map<std::optional<int64_t>, TeamShare> teams;
  for (const AppraisalPointRow& row : answer.rows) {
    if (row.holder_kind != "person") continue;
    const Post* found = nullptr;
    for (const team_store::StoredPost& post : posts) {
      const Post& p = post.row;
      if (p.user_id != row.holder_id || p.from_date > row.effective_on ||
          (p.to_date && *p.to_date < row.effective_on))
        continue;
      if (found == nullptr ||
          std::pair(p.team_name, p.team_id) < std::pair(found->team_name, found->team_id))
        found = &p;
    }
    const std::optional<int64_t> team = found ? std::optional(found->team_id) : std::nullopt;
    by_person[row.holder_id][team] += row.points;
    TeamShare& share = teams[team];
    share.team_id = team;
    if (found != nullptr) share.team_name = found->team_name;
    share.points += row.points;
  }
  for (const AppraisalLine& line : answer.lines) {
    if (!line.bonus) continue;
    std::vector<int64_t> weights;
    for (const auto& [team, points] : by_person[line.holder_id]) weights.push_back(points);
    const auto split = apportion(line.bonus->fen, weights);
    if (!split) continue;
    size_t i = 0;
    for (const auto& [team, points] : by_person[line.holder_id])
      teams[team].bonus.fen += (*split)[i++];
  }
  for (auto& [id, share] : teams) answer.teams.push_back(std::move(share));
  std::stable_sort(answer.teams.begin(), answer.teams.end(),
                   [](const TeamShare& a, const TeamShare& b) { return a.points > b.points; });
}

int64_t AppraisalLine::*column_of(AppraisalCategory category) {
  switch (category) {
    case AppraisalCategory::groundwork: return &AppraisalLine::groundwork;
    case AppraisalCategory::target: return &AppraisalLine::target;
    case AppraisalCategory::started: return &AppraisalLine::started;
    case AppraisalCategory::producing: return &AppraisalLine::producing;
  }
  CHECK(false);
}

/// The lines with their bonuses from the rows.
void add_lines(Call& call, AppraisalAnswer& answer) {
  std::map<std::pair<bool, int64_t>, AppraisalLine> lines;
  for (const AppraisalPointRow& row : answer.rows) {
    const bool person = row.holder_kind == "person";
    AppraisalLine& line = lines[{person, row.holder_id}];
    line.holder_kind = row.holder_kind;
    line.holder_id = row.holder_id;
    line.*column_of(row.category) += row.points;
    line.points += row.points;
    ++line.events;
    if (person) answer.person_points += row.points;
  }
  UserNames names(call);
  for (auto& [key, line] : lines) {
    if (key.first)
      line.name = names(line.holder_id).value_or("");
    else if (const Zone* zone = call.zones.find(line.holder_id))
      line.name = zone->name.zh;
    answer.lines.push_back(std::move(line));
  }
  std::stable_sort(answer.lines.begin(), answer.lines.end(),
                   [](const AppraisalLine& a, const AppraisalLine& b) {
                     return std::tuple(b.holder_kind, b.points, a.holder_id) <
                            std::tuple(a.holder_kind, a.points, b.holder_id);
                   });
  std::vector<int64_t> weights;
  for (const AppraisalLine& line : answer.lines)
    if (line.holder_kind == "person") weights.push_back(line.points);
  const auto split = apportion(answer.pool.fen, weights);
  if (!split) return;
  for (size_t i = 0; i < split->size(); ++i) answer.lines[i].bonus = Money{(*split)[i]};
}

/// `except` is the statement whose own count does not stand in its way; 0 for none.
AppraisalAnswer compute(Call& call, int64_t zone, Date from, Date to, Timestamp as_of, Money pool,
                        int64_t except) {
  AppraisalAnswer out{
      .zone_id = zone, .from_date = from, .to_date = to, .as_of = as_of, .pool = pool};
  out.rule = rule_of(call, zone, to, as_of);
  std::vector<StageEvent> events = store::list_moves(call.db, from, to, as_of);
  std::set<int64_t> ids;
  for (const StageEvent& event : events) ids.insert(event.project_id);
  std::map<int64_t, AppraisedProject> projects;
  for (auto& [id, found] : store::find_projects(call.db, {ids.begin(), ids.end()}, as_of)) {
    if (!call.zones.is_within(found.host_zone_id, zone)) continue;
    found.project.credit = credit_of(found);
    projects.emplace(id, std::move(found.project));
  }
  const Appraisal appraisal =
      appraise(out.rule.rule, events, projects, store::list_counted(call.db, as_of, except));
  out.points = appraisal.hundredths;
  for (const AppraisalPoint& p : appraisal.points)
    out.rows.push_back({p.event_id, p.project_id, p.project_number, p.category, p.effective_on,
                        holder_kind(p.person), p.holder_id, p.basis_points, p.hundredths});
  for (const SkippedEvent& s : appraisal.skipped)
    out.skipped.push_back(
        {s.event_id, s.project_id, s.project_number, s.category, s.key, s.reason});
  add_lines(call, out);
  add_teams(call, out);
  out.sha256 = fingerprint(out);
  return out;
}

Result<Done> check_period(Date from, Date to, Money pool) {
  if (to < from || to.days - from.days > kPeriodDays)
    return field_error("to_date", "appraisal.period", "考核期应有先后,且不超过三年",
                       "the period has a beginning and an end and lasts three years at most");
  if (pool.fen < 0)
    return field_error("pool", "amount", "奖金总额不能为负", "the pool cannot be negative");
  return Done{};
}

Result<AppraisalStatement> visible_statement(Call& call, int64_t zone, int64_t id) {
  std::optional<AppraisalStatement> row = store::find_statement(call.db, id);
  if (!row || !call.zones.is_within(row->zone_id, zone))
    return no_such("考核结算单", "statement", id);
  return std::move(*row);
}

void add_names(AppraisalStatement& row, UserNames& names) {
  row.created_by_name = names(row.created_by);
  row.decided_by_name = names(row.decided_by);
}

AppraisalStatement complete(Call& call, AppraisalStatement row) {
  UserNames names(call);
  add_names(row, names);
  row.answer = compute(call, row.zone_id, row.from_date, row.to_date, row.as_of, row.pool, row.id);
  row.reproduced = row.answer->sha256 == row.sha256;
  return row;
}

}  // namespace

Result<AppraisalRuleList> list_appraisal_rules(Call& call, const ProjectZone& in) {
  return AppraisalRuleList{rules_of(call, in.zone)};
}

Result<AppraisalRuleList> set_appraisal_rule(Call& call, const SetAppraisalRule& in) {
  TRY(check_appraisal_rule(in.rule));
  AppraisalRuleRow row;
  row.id = call.db.new_id();
  row.zone_id = in.zone;
  row.from_date = in.from_date;
  row.rule = in.rule;
  row.set_at = call.now;
  store::insert_rule(call.db, row, call.actor.user_id);
  call.audit("appraisal_rule", row.id, nullptr, to_json(row));
  return AppraisalRuleList{rules_of(call, in.zone)};
}

Result<AppraisalAnswer> preview_appraisal(Call& call, const PreviewAppraisal& in) {
  TRY(check_period(in.from_date, in.to_date, in.pool));
  const Timestamp as_of =
      in.as_of ? Timestamp{(int64_t{in.as_of->days} + 1) * 86'400'000'000 - 1} : call.now;
  return compute(call, in.zone, in.from_date, in.to_date, as_of, in.pool, 0);
}

Result<StatementList> list_statements(Call& call, const ProjectZone& in) {
  StatementList out{store::list_statements(call.db, zone_scope(call.zones, in.zone))};
  UserNames names(call);
  for (AppraisalStatement& row : out.items) add_names(row, names);
  return out;
}

Result<AppraisalStatement> get_statement(Call& call, const StatementId& in) {
  TRY_ASSIGN(row, visible_statement(call, in.zone, in.id));
  return complete(call, std::move(row));
}

Result<AppraisalStatement> create_statement(Call& call, const CreateStatement& in) {
  TRY_ASSIGN(title, required_text("title", in.title, 300));
  TRY(check_period(in.from_date, in.to_date, in.pool));
  if (in.to_date >= date_of(call.now))
    return field_error("to_date", "appraisal.period", "考核期结束之后才能结算",
                       "a statement is made after its period has ended");
  AppraisalStatement row;
  row.id = call.db.new_id();
  row.zone_id = in.zone;
  row.title = title;
  row.from_date = in.from_date;
  row.to_date = in.to_date;
  // What shares the microsecond of this call but commits later must not slip in afterwards.
  row.as_of = {call.now.microseconds - 1};
  row.pool = in.pool;
  row.created_at = call.now;
  row.created_by = call.actor.user_id;
  const AppraisalAnswer answer =
      compute(call, in.zone, in.from_date, in.to_date, row.as_of, in.pool, row.id);
  if (answer.rows.empty())
    return project_error(ErrorCode::rule_failed, "appraisal.empty", "考核期内没有可计分的事项",
                         "nothing in the period counts");
  row.points = answer.points;
  row.sha256 = answer.sha256;
  store::insert_statement(call.db, row);
  call.audit("appraisal_statement", row.id, nullptr, to_json(row));
  return complete(call, std::move(row));
}

Result<AppraisalStatement> decide_statement(Call& call, const DecideStatement& in) {
  TRY_ASSIGN(row, visible_statement(call, in.zone, in.id));
  if (row.state != StatementState::draft)
    return project_error(ErrorCode::conflict, "appraisal.state", "该结算单已有结论",
                         "the statement has been decided");
  if (row.version != in.version) return stale_row();
  const json::value before = to_json(row);
  row.state = in.approve ? StatementState::approved : StatementState::cancelled;
  row.decided_at = call.now;
  row.decided_by = call.actor.user_id;
  const AppraisalStatement full = complete(call, row);
  if (in.approve) {
    const bool paid = std::any_of(
        full.answer->lines.begin(), full.answer->lines.end(), [&](const AppraisalLine& line) {
          return line.holder_kind == "person" && line.holder_id == call.actor.user_id;
        });
    if (row.created_by == call.actor.user_id || paid)
      return second_person("结算单须由编制人和受奖人以外的人批准",
                           "a statement is approved by somebody who neither made it nor is paid "
                           "by it");
    if (!*full.reproduced)
      return project_error(ErrorCode::conflict, "appraisal.changed",
                           "结算单与其编制时不一致,请重新编制",
                           "the statement no longer says what it said; make a new one");
    std::map<std::pair<int64_t, AppraisalCategory>, int64_t> counted;
    for (const AppraisalPointRow& point : full.answer->rows)
      counted.emplace(std::pair(point.project_id, point.category), point.event_id);
    const Error twice = project_error(
        ErrorCode::conflict, "appraisal.counted",
        "其中有事项已被另一份结算单计入;请取消本单并重新编制",
        "another statement has counted some of it since; cancel this one and make a new one");
    const auto now_counted = store::list_counted(call.db, call.now, row.id);
    std::vector<int64_t> ids;
    for (const auto& [increment, event_id] : counted) ids.push_back(increment.first);
    const auto projects = store::find_projects(call.db, ids, row.as_of);
    for (const auto& [increment, event_id] : counted) {
      if (now_counted.contains(increment)) return twice;
      try {
        store::insert_counted(call.db, projects.at(increment.first).zone_id, increment.first,
                              increment.second, row.id, event_id, call.now);
      } catch (const ConstraintError&) {
        return twice;  // Two approvals at once: the key decides.
      }
    }
  }
  if (!store::decide_statement(call.db, row)) return stale_row();
  ++row.version;
  call.audit("appraisal_statement", row.id, before, to_json(row));
  return complete(call, std::move(row));
}

Result<File> export_statement(Call& call, const ExportStatement& in) {
  TRY_ASSIGN(row, visible_statement(call, in.zone, in.id));
  const AppraisalStatement full = complete(call, std::move(row));
  const AppraisalAnswer& answer = *full.answer;
  const bool english = in.lang.value_or("zh") == "en";
  const auto word = [&](const char* zh, const char* en) { return std::string(english ? en : zh); };
  const auto points = [](int64_t hundredths) { return static_cast<double>(hundredths) / 100; };
  std::vector<TableColumn> columns;
  std::function<void(const AddRow&)> rows;
  if (in.events.value_or(false)) {
    columns = {{word("事件编号", "Event"), 14}, {word("项目编号", "Project"), 18},
               {word("类别", "Category"), 18},  {word("发生日期", "Date"), 12},
               {word("对象", "Holder"), 18},    {word("份额(基点)", "Share (bp)"), 12},
               {word("得分", "Points"), 10}};
    rows = [&](const AddRow& add) {
      std::map<std::pair<std::string, int64_t>, std::string> names;
      for (const AppraisalLine& line : answer.lines)
        names[{line.holder_kind, line.holder_id}] = line.name;
      for (const AppraisalPointRow& p : answer.rows) {
        const Text title = category_title(p.category);
        const std::string& name = names[{p.holder_kind, p.holder_id}];
        const TableCell cells[] = {p.event_id,
                                   std::string_view(p.project_number),
                                   std::string_view(english ? title.en : title.zh),
                                   p.effective_on,
                                   std::string_view(name),
                                   p.basis_points,
                                   points(p.points)};
        add(cells);
      }
    };
  } else {
    columns = {{word("对象", "Holder"), 18},          {word("基础工作", "Groundwork"), 12},
               {word("目标任务", "Targets"), 12},     {word("开工入统", "Started"), 12},
               {word("投产", "Producing"), 12},       {word("合计得分", "Points"), 12},
               {word("奖金(元)", "Bonus (yuan)"), 16}};
    rows = [&](const AddRow& add) {
      for (const AppraisalLine& line : answer.lines) {
        const TableCell bonus = line.bonus ? TableCell(*line.bonus) : TableCell();
        const TableCell cells[] = {std::string_view(line.name),
                                   points(line.groundwork),
                                   points(line.target),
                                   points(line.started),
                                   points(line.producing),
                                   points(line.points),
                                   bonus};
        add(cells);
      }
    };
  }
  TRY_ASSIGN(bytes, write_table(TableFormat::xlsx, word("考核结算", "Appraisal"), columns, rows));
  return File{fmt::format("appraisal-{}.xlsx", full.id),
              "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
              std::move(bytes)};
}

}  // namespace gaoxin
