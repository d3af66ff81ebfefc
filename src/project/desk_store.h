// All SQL on tasks and calendars. Private to the module.
#pragma once

#include "project/desk.h"

namespace gaoxin::desk_store {

struct StoredTask {
  int64_t zone_id = 0;
  ProjectTask task;
  int64_t created_by = 0;
};
void insert_task(Transaction& db, const StoredTask& stored);
std::optional<StoredTask> find_task(Transaction& db, int64_t id);
/// False when the row has another version; raises it by one.
bool update_task(Transaction& db, const StoredTask& stored);
/// Of these projects: the open ones first, by due date.
std::vector<StoredTask> list_tasks(Transaction& db, const std::vector<int64_t>& project_ids);
/// Open ones of a user, by due date, of open projects run in these zones (empty: all).
std::vector<StoredTask> list_open_tasks(Transaction& db, int64_t user_id,
                                        const std::vector<int64_t>& host_zones, int64_t limit);

/// Open ones of projects that these zones run (empty: all).
struct TaskQuery {
  std::vector<int64_t> host_zones;
  std::optional<Date> due_before;
  std::optional<int64_t> assignee_user_id;
};
int64_t count_tasks(Transaction& db, const TaskQuery& query);
/// By due date, those without one last.
std::vector<StoredTask> list_tasks(Transaction& db, const TaskQuery& query, int64_t limit,
                                   int64_t offset);

struct StoredCalendar {
  int64_t user_id = 0;
  Timestamp created_at;
};
/// Puts the calendar of a user in the place of an older one.
void put_calendar(Transaction& db, int64_t zone_id, const StoredCalendar& calendar,
                  const std::string& token_hash);
void delete_calendar(Transaction& db, int64_t user_id);
std::optional<StoredCalendar> find_calendar(Transaction& db, int64_t user_id);
std::optional<StoredCalendar> find_calendar_by_token(Transaction& db,
                                                     const std::string& token_hash);

}  // namespace gaoxin::desk_store
