// All SQL of access.
#pragma once

#include "access/access.h"

namespace gaoxin::access_store {

struct UserSecret {
  User user;
  std::string password_hash;
};

std::vector<Zone> list_zones(Transaction& db);
void insert_zone(Transaction& db, const Zone& zone);
/// False when the version is stale.
bool update_zone(Transaction& db, const Zone& zone);
bool zone_code_exists(Transaction& db, const std::string& code, int64_t except_id);

std::optional<UserSecret> find_user_by_name(Transaction& db, const std::string& username);
std::optional<UserSecret> find_user(Transaction& db, int64_t id);
std::vector<User> list_users(Transaction& db);
bool any_user(Transaction& db);
void insert_user(Transaction& db, const User& user, const std::string& password_hash);
bool update_user(Transaction& db, const User& user);
void update_password(Transaction& db, int64_t user_id, const std::string& password_hash,
                     bool must_change);
void replace_grants(Transaction& db, int64_t user_id, const std::vector<Grant>& grants);

void insert_session(Transaction& db, const std::string& token_hash, int64_t user_id,
                    const std::string& csrf_token, Timestamp now, Timestamp expires_at);
struct StoredSession {
  int64_t user_id = 0;
  std::string csrf_token;
  Timestamp expires_at;
};
std::optional<StoredSession> find_session(Transaction& db, const std::string& token_hash);
void delete_session(Transaction& db, const std::string& token_hash);
void delete_sessions_of(Transaction& db, int64_t user_id, const std::string& except_token_hash);
void delete_expired_sessions(Transaction& db, Timestamp now);

int64_t read_counter(Transaction& db, std::string_view name);
int64_t touch_counter(Transaction& db, std::string_view name);
void insert_changes(Transaction& db, std::string_view counter, int64_t value,
                    std::span<const int64_t> ids);
std::vector<int64_t> list_changes(Transaction& db, std::string_view counter, int64_t after,
                                  int64_t upto);

void insert_audit(Transaction& db, const AuditEntry& entry);
AuditPage list_audit(Transaction& db, const std::vector<int64_t>& zone_ids,
                     const AuditQuery& query);

}  // namespace gaoxin::access_store
