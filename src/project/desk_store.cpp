#include "project/desk_store.h"

#include "project/sql_conditions.h"

namespace gaoxin::desk_store {

namespace {

constexpr std::string_view kColumns =
    "t.zone_id, t.id, t.project_id, t.version, t.title, t.due_on, t.assignee_user_id, "
    "t.created_at, t.created_by, t.done_at, t.done_by, p.name";
constexpr std::string_view kFrom = "project_task t JOIN project_project p ON p.id = t.project_id";

StoredTask read_task(const Row& row) {
  StoredTask out;
  out.zone_id = row.int64(0);
  ProjectTask& t = out.task;
  t.id = row.int64(1);
  t.project_id = row.int64(2);
  t.version = row.int64(3);
  t.title = row.str(4);
  t.due_on = row.maybe_date(5);
  t.assignee_user_id = row.int64(6);
  t.created_at = row.timestamp(7);
  out.created_by = row.int64(8);
  if (!row.is_null(9)) t.done_at = row.timestamp(9);
  t.done_by = row.maybe_int64(10);
  t.project_name = row.str(11);
  return out;
}

Conditions conditions_of(const TaskQuery& query) {
  Conditions where;
  where.add("t.done_at IS NULL AND p.merged_into IS NULL");
  if (!query.host_zones.empty()) where.add(where.in("p.host_zone_id", query.host_zones));
  if (query.due_before) where.add("t.due_on < " + where.parameter(*query.due_before));
  if (query.assignee_user_id)
    where.add("t.assignee_user_id = " + where.parameter(*query.assignee_user_id));
  return where;
}

StoredCalendar read_calendar(const Row& row) { return {row.int64(0), row.timestamp(1)}; }

}  // namespace

void insert_task(Transaction& db, const StoredTask& stored) {
  const ProjectTask& t = stored.task;
  db.execute(
      "INSERT INTO project_task (zone_id, id, project_id, version, title, due_on, "
      "assignee_user_id, created_at, created_by, done_at, done_by) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {stored.zone_id, t.id, t.project_id, t.version, t.title, t.due_on, t.assignee_user_id,
       t.created_at, stored.created_by, t.done_at, t.done_by});
}

std::optional<StoredTask> find_task(Transaction& db, int64_t id) {
  static const std::string sql = fmt::format("SELECT {} FROM {} WHERE t.id = $1", kColumns, kFrom);
  return db.one(sql, {id}, read_task);
}

bool update_task(Transaction& db, const StoredTask& stored) {
  const ProjectTask& t = stored.task;
  return db.execute(
             "UPDATE project_task SET version = version + 1, title = $4, due_on = $5, "
             "assignee_user_id = $6, done_at = $7, done_by = $8 "
             "WHERE zone_id = $1 AND id = $2 AND version = $3",
             {stored.zone_id, t.id, t.version, t.title, t.due_on, t.assignee_user_id, t.done_at,
              t.done_by}) == 1;
}

std::vector<StoredTask> list_tasks(Transaction& db, const std::vector<int64_t>& project_ids) {
  Conditions where;
  where.add(where.in("t.project_id", project_ids));
  return db.all(fmt::format("SELECT {} FROM {} WHERE {} ORDER BY CASE WHEN t.done_at IS NULL THEN "
                            "0 ELSE 1 END, t.due_on NULLS LAST, t.id LIMIT 500",
                            kColumns, kFrom, where.text()),
                where.parameters(), read_task);
}

std::vector<StoredTask> list_open_tasks(Transaction& db, int64_t user_id,
                                        const std::vector<int64_t>& host_zones, int64_t limit) {
  Conditions where;
  where.add("t.assignee_user_id = " + where.parameter(user_id));
  where.add("t.done_at IS NULL AND p.status IN ('ongoing', 'delayed', 'dormant')");
  if (!host_zones.empty()) where.add(where.in("p.host_zone_id", host_zones));
  const std::string limit_text = where.parameter(limit);
  return db.all(
      fmt::format("SELECT {} FROM {} WHERE {} ORDER BY t.due_on NULLS LAST, t.id LIMIT {}",
                  kColumns, kFrom, where.text(), limit_text),
      where.parameters(), read_task);
}

int64_t count_tasks(Transaction& db, const TaskQuery& query) {
  Conditions where = conditions_of(query);
  return db
      .value(fmt::format("SELECT COUNT(*) FROM {} WHERE {}", kFrom, where.text()),
             where.parameters())
      .value();
}

std::vector<StoredTask> list_tasks(Transaction& db, const TaskQuery& query, int64_t limit,
                                   int64_t offset) {
  Conditions where = conditions_of(query);
  const std::string limit_text = where.parameter(limit);
  const std::string offset_text = where.parameter(offset);
  return db.all(
      fmt::format("SELECT {} FROM {} WHERE {} ORDER BY t.due_on NULLS LAST, t.id LIMIT {} "
                  "OFFSET {}",
                  kColumns, kFrom, where.text(), limit_text, offset_text),
      where.parameters(), read_task);
}

void put_calendar(Transaction& db, int64_t zone_id, const StoredCalendar& calendar,
                  const std::string& token_hash) {
  delete_calendar(db, calendar.user_id);
  db.execute(
      "INSERT INTO project_calendar (zone_id, user_id, token_hash, created_at) "
      "VALUES ($1, $2, $3, $4)",
      {zone_id, calendar.user_id, token_hash, calendar.created_at});
}

void delete_calendar(Transaction& db, int64_t user_id) {
  db.execute("DELETE FROM project_calendar WHERE user_id = $1", {user_id});
}

std::optional<StoredCalendar> find_calendar(Transaction& db, int64_t user_id) {
  return db.one("SELECT user_id, created_at FROM project_calendar WHERE user_id = $1", {user_id},
                read_calendar);
}

std::optional<StoredCalendar> find_calendar_by_token(Transaction& db,
                                                     const std::string& token_hash) {
  return db.one("SELECT user_id, created_at FROM project_calendar WHERE token_hash = $1",
                {token_hash}, read_calendar);
}

}  // namespace gaoxin::desk_store
