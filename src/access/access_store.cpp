#include "access/access_store.h"

#include <fmt/format.h>

namespace gaoxin::access_store {
namespace {

constexpr const char* kUserColumns =
    "id, username, display_name, must_change_password, disabled, created_at, version";

User read_user(const Row& row) {
  User user;
  user.id = row.int64(0);
  user.username = row.str(1);
  user.display_name = row.str(2);
  user.must_change_password = row.boolean(3);
  user.disabled = row.boolean(4);
  user.created_at = row.timestamp(5);
  user.version = row.int64(6);
  return user;
}

std::optional<UserSecret> find_user_where(Transaction& db, std::string_view condition,
                                          Parameter key) {
  auto found = db.one(
      fmt::format("SELECT {}, password_hash FROM access_user WHERE {}", kUserColumns, condition),
      {std::move(key)}, [](const Row& row) {
        return UserSecret{read_user(row), row.str(7)};
      });
  if (!found) return std::nullopt;
  found->user.grants =
      db.all("SELECT role, zone_id FROM access_grant WHERE user_id = $1 ORDER BY zone_id, role",
             {found->user.id}, [](const Row& row) {
               return Grant{row.str(0), row.int64(1)};
             });
  return found;
}

}  // namespace

std::vector<Zone> list_zones(Transaction& db) {
  return db.all(
      "SELECT id, parent_id, level, code, name_zh, name_en, region_code, demonstration, version "
      "FROM access_zone",
      {}, [](const Row& row) {
        Zone zone;
        zone.id = row.int64(0);
        zone.parent_id = row.maybe_int64(1);
        CHECK(boost::describe::enum_from_string(row.str(2).c_str(), zone.level));
        zone.code = row.str(3);
        zone.name = {row.str(4), row.str(5)};
        zone.region_code = row.maybe_str(6);
        zone.demonstration = row.boolean(7);
        zone.version = row.int64(8);
        return zone;
      });
}

void insert_zone(Transaction& db, const Zone& zone) {
  db.execute(
      "INSERT INTO access_zone (id, parent_id, level, code, name_zh, name_en, region_code, "
      "demonstration, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
      {zone.id, zone.parent_id, boost::describe::enum_to_string(zone.level, ""), zone.code,
       zone.name.zh, zone.name.en, zone.region_code, zone.demonstration});
}

bool update_zone(Transaction& db, const Zone& zone) {
  return db.execute(
             "UPDATE access_zone SET code = $2, name_zh = $3, name_en = $4, region_code = $5, "
             "version = version + 1 WHERE id = $1 AND version = $6",
             {zone.id, zone.code, zone.name.zh, zone.name.en, zone.region_code, zone.version}) == 1;
}

bool zone_code_exists(Transaction& db, const std::string& code, int64_t except_id) {
  return db.value("SELECT id FROM access_zone WHERE code = $1 AND id <> $2", {code, except_id})
      .has_value();
}

std::optional<UserSecret> find_user_by_name(Transaction& db, const std::string& username) {
  return find_user_where(db, "username = $1", username);
}

std::optional<UserSecret> find_user(Transaction& db, int64_t id) {
  return find_user_where(db, "id = $1", id);
}

std::vector<User> list_users(Transaction& db) {
  std::vector<User> users =
      db.all(fmt::format("SELECT {} FROM access_user ORDER BY id", kUserColumns), {}, read_user);
  size_t at = 0;
  db.each("SELECT user_id, role, zone_id FROM access_grant ORDER BY user_id, zone_id, role", {},
          [&](const Row& row) {
            while (at < users.size() && users[at].id < row.int64(0)) ++at;
            if (at < users.size() && users[at].id == row.int64(0))
              users[at].grants.push_back({row.str(1), row.int64(2)});
          });
  return users;
}

bool any_user(Transaction& db) {
  return db.value("SELECT id FROM access_user LIMIT 1").has_value();
}

void insert_user(Transaction& db, const User& user, const std::string& password_hash) {
  db.execute(
      "INSERT INTO access_user (id, username, display_name, password_hash, must_change_password, "
      "disabled, created_at, version) VALUES ($1, $2, $3, $4, $5, 0, $6, 1)",
      {user.id, user.username, user.display_name, password_hash, user.must_change_password,
       user.created_at});
  replace_grants(db, user.id, user.grants);
}

bool update_user(Transaction& db, const User& user) {
  if (db.execute("UPDATE access_user SET display_name = $2, disabled = $3, version = version + 1 "
                 "WHERE id = $1 AND version = $4",
                 {user.id, user.display_name, user.disabled, user.version}) != 1)
    return false;
  replace_grants(db, user.id, user.grants);
  return true;
}

void update_password(Transaction& db, int64_t user_id, const std::string& password_hash,
                     bool must_change) {
  db.execute(
      "UPDATE access_user SET password_hash = $2, must_change_password = $3, "
      "version = version + 1 WHERE id = $1",
      {user_id, password_hash, must_change});
}

void replace_grants(Transaction& db, int64_t user_id, const std::vector<Grant>& grants) {
  db.execute("DELETE FROM access_grant WHERE user_id = $1", {user_id});
  for (const Grant& grant : grants)
    db.execute(
        "INSERT INTO access_grant (zone_id, user_id, role) VALUES ($1, $2, $3) "
        "ON CONFLICT DO NOTHING",
        {grant.zone_id, user_id, grant.role});
}

void insert_session(Transaction& db, const std::string& token_hash, int64_t user_id,
                    const std::string& csrf_token, Timestamp now, Timestamp expires_at) {
  db.execute(
      "INSERT INTO access_session (token_hash, user_id, csrf_token, created_at, expires_at) "
      "VALUES ($1, $2, $3, $4, $5)",
      {token_hash, user_id, csrf_token, now, expires_at});
}

std::optional<StoredSession> find_session(Transaction& db, const std::string& token_hash) {
  return db.one("SELECT user_id, csrf_token, expires_at FROM access_session WHERE token_hash = $1",
                {token_hash}, [](const Row& row) {
                  return StoredSession{row.int64(0), row.str(1), row.timestamp(2)};
                });
}

void delete_session(Transaction& db, const std::string& token_hash) {
  db.execute("DELETE FROM access_session WHERE token_hash = $1", {token_hash});
}

void delete_sessions_of(Transaction& db, int64_t user_id, const std::string& except_token_hash) {
  db.execute("DELETE FROM access_session WHERE user_id = $1 AND token_hash <> $2",
             {user_id, except_token_hash});
}

void delete_expired_sessions(Transaction& db, Timestamp now) {
  db.execute("DELETE FROM access_session WHERE expires_at < $1", {now});
}

int64_t read_counter(Transaction& db, std::string_view name) {
  return db.value("SELECT value FROM access_counter WHERE name = $1", {name}).value_or(0);
}

int64_t touch_counter(Transaction& db, std::string_view name) {
  return db
      .value(
          "INSERT INTO access_counter (name, value) VALUES ($1, 1) "
          "ON CONFLICT (name) DO UPDATE SET value = access_counter.value + 1 RETURNING value",
          {name})
      .value();
}

void insert_changes(Transaction& db, std::string_view counter, int64_t value,
                    std::span<const int64_t> ids) {
  const std::unique_ptr<BulkInsert> bulk = db.bulk("access_change", {"counter", "value", "id"});
  for (const int64_t id : ids) bulk->add({counter, value, id});
  bulk->finish();
}
std::vector<int64_t> list_changes(Transaction& db, std::string_view counter, int64_t after,
                                  int64_t upto) {
  return db.all(
      "SELECT DISTINCT id FROM access_change WHERE counter = $1 AND value > $2 AND value <= $3 "
      "ORDER BY id",
      {counter, after, upto}, [](const Row& row) { return row.int64(0); });
}

void insert_audit(Transaction& db, const AuditEntry& entry) {
  db.execute(
      "INSERT INTO access_audit (zone_id, id, at, user_id, username, operation, entity, "
      "entity_id, input, before_json, after_json, request_id) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {entry.zone_id, entry.id, entry.at, entry.user_id, entry.username, entry.operation,
       entry.entity, entry.entity_id, entry.input, entry.before, entry.after, entry.request_id});
}

AuditPage list_audit(Transaction& db, const std::vector<int64_t>& zone_ids,
                     const AuditQuery& query) {
  std::string where = "zone_id IN (";
  for (size_t i = 0; i < zone_ids.size(); ++i)
    where += fmt::format("{}{}", i == 0 ? "" : ", ", zone_ids[i]);
  where += ")";
  std::vector<Parameter> parameters;
  const auto add = [&](std::string_view condition, Parameter parameter) {
    parameters.push_back(std::move(parameter));
    where += fmt::format(" AND {} ${}", condition, parameters.size());
  };
  if (query.operation) add("operation =", *query.operation);
  if (query.username) add("username =", *query.username);
  if (query.entity) add("entity =", *query.entity);
  if (query.entity_id) add("entity_id =", *query.entity_id);
  if (query.from) add("at >=", int64_t{query.from->days} * 86'400'000'000);
  if (query.to) add("at <", (int64_t{query.to->days} + 1) * 86'400'000'000);

  AuditPage page;
  page.page = query.page;
  page.page_size = query.page_size;
  db.each(fmt::format("SELECT COUNT(*) FROM access_audit WHERE {}", where),
          std::span<const Parameter>(parameters),
          [&](const Row& row) { page.total = row.int64(0); });
  db.each(
      fmt::format("SELECT id, zone_id, at, user_id, username, operation, entity, entity_id, "
                  "input, before_json, after_json, request_id FROM access_audit WHERE {} "
                  "ORDER BY at DESC, id DESC LIMIT {} OFFSET {}",
                  where, query.page_size, (query.page - 1) * query.page_size),
      std::span<const Parameter>(parameters), [&](const Row& row) {
        page.items.push_back({row.int64(0), row.int64(1), row.timestamp(2), row.int64(3),
                              row.str(4), row.str(5), row.maybe_str(6), row.maybe_int64(7),
                              row.maybe_str(8), row.maybe_str(9), row.maybe_str(10), row.str(11)});
      });
  return page;
}

}  // namespace gaoxin::access_store
