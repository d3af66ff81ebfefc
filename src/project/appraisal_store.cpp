#include "project/appraisal_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "project/conduct_store.h"
#include "project/enum_columns.h"
#include "project/sql_conditions.h"

namespace gaoxin::appraisal_store {

std::vector<AppraisalRuleRow> list_rules(Transaction& db, std::span<const int64_t> zones) {
  std::vector<Parameter> parameters;
  const std::string scope = conduct_store::in_zones("zone_id", zones, parameters);
  return db.all(
      "SELECT zone_id, id, from_date, groundwork, target, started, producing, count_overridden, "
      "set_at FROM project_appraisal_rule WHERE 1 = 1" +
          scope + " ORDER BY from_date DESC, id DESC",
      parameters, [](const Row& row) {
        AppraisalRuleRow out;
        out.zone_id = row.int64(0);
        out.id = row.int64(1);
        out.from_date = row.date(2);
        out.rule = {row.int64(3), row.int64(4), row.int64(5), row.int64(6), row.boolean(7)};
        out.set_at = row.timestamp(8);
        return out;
      });
}

void insert_rule(Transaction& db, const AppraisalRuleRow& row, int64_t by) {
  const AppraisalRule& r = row.rule;
  db.execute(
      "INSERT INTO project_appraisal_rule (zone_id, id, from_date, groundwork, target, started, "
      "producing, count_overridden, set_at, set_by) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {row.zone_id, row.id, row.from_date, r.groundwork, r.target, r.started, r.producing,
       r.count_overridden, *row.set_at, by});
}

std::vector<StageEvent> list_moves(Transaction& db, Date from, Date to, Timestamp as_of) {
  return db.all(
      "SELECT e.id, COALESCE(m.survivor_id, e.project_id), e.to_stage, e.effective_on, e.kind "
      "FROM project_event e LEFT JOIN project_merge m ON m.absorbed_zone_id = e.zone_id AND "
      "m.absorbed_id = e.project_id AND m.merged_at <= $3 AND "
      "(m.undone_at IS NULL OR m.undone_at > $3) "
      "WHERE e.to_stage IN (3, 5, 7, 8) AND e.effective_on >= $1 AND e.effective_on <= $2 AND "
      "e.at <= $3 AND (e.from_stage IS NULL OR e.from_stage < e.to_stage)",
      {from, to, as_of}, [](const Row& row) {
        StageEvent event;
        event.event_id = row.int64(0);
        event.project_id = row.int64(1);
        event.to_stage = row.int64(2);
        event.effective_on = row.date(3);
        event.overridden = row.text(4) == "override_approved";
        return event;
      });
}

namespace {

/// Runs a statement for some of the ids at a time: `sql` has the moment as {0}, "p.id IN (…)" as
/// {1}.
void each_as_of(Transaction& db, const std::vector<int64_t>& ids, Timestamp as_of,
                fmt::string_view sql, const std::function<void(const Row&)>& each) {
  constexpr size_t kBlock = 512;
  for (size_t from = 0; from < ids.size(); from += kBlock) {
    const size_t to = std::min(ids.size(), from + kBlock);
    Conditions where;
    const std::string moment = where.parameter(as_of);
    const std::string some =
        where.in("p.id", std::vector<int64_t>(ids.begin() + static_cast<std::ptrdiff_t>(from),
                                              ids.begin() + static_cast<std::ptrdiff_t>(to)));
    db.each(fmt::format(fmt::runtime(sql), moment, some), where.parameters(), each);
  }
}

/// What the rows said after the last event recorded by `as_of`.
std::map<int64_t, ProjectAsOf> states_of(Transaction& db, const std::vector<int64_t>& ids,
                                         Timestamp as_of) {
  std::map<int64_t, ProjectAsOf> out;
  each_as_of(db, ids, as_of,
             "SELECT p.id, p.zone_id, p.number, p.historical, s.host_zone_id, s.owner_user_id, "
             "s.total_investment, s.parent_id FROM project_project p JOIN project_state s ON "
             "s.zone_id = p.zone_id AND s.project_id = p.id AND s.sequence = (SELECT "
             "MAX(t.sequence) FROM project_state t WHERE t.zone_id = p.zone_id AND t.project_id = "
             "p.id AND t.sequence <= (SELECT MAX(e.sequence) FROM project_event e WHERE e.zone_id "
             "= p.zone_id AND e.project_id = p.id AND e.at <= {0})) WHERE {1}",
             [&](const Row& row) {
               ProjectAsOf& found = out[row.int64(0)];
               found.project.id = row.int64(0);
               found.zone_id = row.int64(1);
               found.project.number = row.str(2);
               found.project.historical = row.boolean(3);
               found.host_zone_id = row.int64(4);
               found.owner_user_id = row.maybe_int64(5);
               if (!row.is_null(6)) found.project.investment = row.money(6);
               found.project.parent_id = row.maybe_int64(7);
             });
  return out;
}

}  // namespace

std::map<int64_t, ProjectAsOf> find_projects(Transaction& db, const std::vector<int64_t>& ids,
                                             Timestamp as_of) {
  std::map<int64_t, ProjectAsOf> out = states_of(db, ids, as_of);
  std::vector<int64_t> parents;
  for (const auto& [id, found] : out)
    if (found.project.parent_id) parents.push_back(*found.project.parent_id);
  const std::map<int64_t, ProjectAsOf> above = states_of(db, parents, as_of);
  for (auto& [id, found] : out)
    if (found.project.parent_id)
      if (const auto parent = above.find(*found.project.parent_id); parent != above.end())
        found.project.parent_investment = parent->second.project.investment;
  each_as_of(
      db, ids, as_of,
      "SELECT p.id, e.detail FROM project_project p JOIN project_event e ON e.zone_id = "
      "p.zone_id AND e.project_id = p.id WHERE e.kind = 'credit_set' AND e.at <= {0} AND {1} "
      "ORDER BY p.id, e.sequence",
      [&](const Row& row) {
        if (const auto found = out.find(row.int64(0)); found != out.end())
          found->second.credit = row.str(1);
      });
  return out;
}

std::set<std::pair<int64_t, AppraisalCategory>> list_counted(Transaction& db, Timestamp as_of,
                                                             int64_t except) {
  std::set<std::pair<int64_t, AppraisalCategory>> out;
  db.each(
      "SELECT COALESCE(m.survivor_id, c.project_id), c.category FROM project_counted c "
      "LEFT JOIN project_merge m ON m.absorbed_zone_id = c.zone_id AND "
      "m.absorbed_id = c.project_id AND m.merged_at <= $1 AND "
      "(m.undone_at IS NULL OR m.undone_at > $1) "
      "WHERE c.counted_at <= $1 AND c.statement_id <> $2",
      {as_of, except}, [&](const Row& row) {
        out.emplace(row.int64(0), parse_enum<AppraisalCategory>(row.text(1)));
      });
  return out;
}

namespace {

constexpr std::string_view kStatement =
    "SELECT zone_id, id, title, from_date, to_date, as_of, pool, state, hundredths, sha256, "
    "version, created_at, created_by, decided_at, decided_by FROM project_statement "
    "WHERE 1 = 1";

AppraisalStatement read_statement(const Row& row) {
  AppraisalStatement s;
  s.zone_id = row.int64(0);
  s.id = row.int64(1);
  s.title = row.str(2);
  s.from_date = row.date(3);
  s.to_date = row.date(4);
  s.as_of = row.timestamp(5);
  s.pool = row.money(6);
  s.state = parse_enum<StatementState>(row.text(7));
  s.points = row.int64(8);
  s.sha256 = row.str(9);
  s.version = row.int64(10);
  s.created_at = row.timestamp(11);
  s.created_by = row.int64(12);
  if (!row.is_null(13)) s.decided_at = row.timestamp(13);
  s.decided_by = row.maybe_int64(14);
  return s;
}

}  // namespace

std::vector<AppraisalStatement> list_statements(Transaction& db, std::span<const int64_t> zones) {
  std::vector<Parameter> parameters;
  const std::string scope = conduct_store::in_zones("zone_id", zones, parameters);
  return db.all(fmt::format("{}{} ORDER BY to_date DESC, id DESC", kStatement, scope), parameters,
                read_statement);
}

std::optional<AppraisalStatement> find_statement(Transaction& db, int64_t id) {
  static const std::string sql = fmt::format("{} AND id = $1", kStatement);
  return db.one(sql, {id}, read_statement);
}

void insert_statement(Transaction& db, const AppraisalStatement& s) {
  db.execute(
      "INSERT INTO project_statement (zone_id, id, title, from_date, to_date, as_of, pool, state, "
      "hundredths, sha256, version, created_at, created_by) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12)",
      {s.zone_id, s.id, s.title, s.from_date, s.to_date, s.as_of, s.pool.fen, enum_text(s.state),
       s.points, s.sha256, s.created_at, s.created_by});
}

bool decide_statement(Transaction& db, const AppraisalStatement& s) {
  return db.execute(
             "UPDATE project_statement SET state = $4, decided_at = $5, decided_by = $6, "
             "version = version + 1 "
             "WHERE zone_id = $1 AND id = $2 AND version = $3 AND state = 'draft'",
             {s.zone_id, s.id, s.version, enum_text(s.state), *s.decided_at, *s.decided_by}) == 1;
}

void insert_counted(Transaction& db, int64_t zone_id, int64_t project_id,
                    AppraisalCategory category, int64_t statement_id, int64_t event_id,
                    Timestamp at) {
  db.execute(
      "INSERT INTO project_counted (zone_id, project_id, category, statement_id, event_id, "
      "counted_at) VALUES ($1, $2, $3, $4, $5, $6)",
      {zone_id, project_id, enum_text(category), statement_id, event_id, at});
}

}  // namespace gaoxin::appraisal_store
