// Who may do what, where, and what they did: users, sessions, roles x zone scope, audit trail.
//
// A grant is a role at a zone and holds for everything below it. What a role may do is data
// (roles.cpp). Use cases here take a transaction; the API binds them in api/access_operations.cpp.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/zone_tree.h"
#include "base/date.h"
#include "base/result.h"
#include "storage/db.h"

namespace gaoxin {

struct Grant {
  std::string role;
  int64_t zone_id = 0;
  auto operator<=>(const Grant&) const = default;
};
BOOST_DESCRIBE_STRUCT(Grant, (), (role, zone_id))

/// Who acts. The system itself (imports from the command line, demonstration data) is user 0 and
/// may everything.
struct Actor {
  int64_t user_id = 0;
  std::string username;
  std::string display_name;
  bool must_change_password = false;
  std::vector<Grant> grants;
};
Actor system_actor();

struct Role {
  std::string name;  ///< "investment_officer"
  Text title;
  std::vector<std::string> permissions;
};
BOOST_DESCRIBE_STRUCT(Role, (), (name, title, permissions))

/// All roles of the product, the most powerful first.
std::span<const Role> roles();
const Role* find_role(std::string_view name);

/// True when a grant gives `permission` at `zone` or above it.
bool may(const Actor& actor, const ZoneTree& zones, std::string_view permission, int64_t zone);
/// True when a grant gives `permission` anywhere.
bool may_anywhere(const Actor& actor, std::string_view permission);
/// True when any grant covers the zone.
bool sees(const Actor& actor, const ZoneTree& zones, int64_t zone);
/// Every permission some grant gives, sorted.
std::vector<std::string> permissions_of(const Actor& actor);

struct User {
  int64_t id = 0;
  std::string username;
  std::string display_name;
  bool must_change_password = false;
  bool disabled = false;
  Timestamp created_at;
  std::vector<Grant> grants;
  int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(User, (),
                      (id, username, display_name, must_change_password, disabled, created_at,
                       grants, version))

struct NewUser {
  std::string username;      ///< 3 to 64 of a-z 0-9 . _ -
  std::string display_name;  ///< 1 to 64 characters
  std::string password;      ///< 10 to 256 bytes
  bool must_change_password = true;
  std::vector<Grant> grants;
};
BOOST_DESCRIBE_STRUCT(NewUser, (), (username, display_name, password, must_change_password, grants))

struct UserChange {
  int64_t id = 0;
  std::string display_name;
  bool disabled = false;
  std::vector<Grant> grants;
  int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(UserChange, (), (id, display_name, disabled, grants, version))

/// An administrator gives out only what lies within the administrator's own scope: errors
/// access.grant.scope, access.grant.role, access.username.taken, access.password.weak.
Result<User> create_user(Transaction& db, const Actor& actor, const ZoneTree& zones, Timestamp now,
                         const NewUser& user);
/// Disabling, or taking away a grant, ends the user's sessions. The last administrator of the
/// root cannot be disabled (access.last_administrator).
Result<User> update_user(Transaction& db, const Actor& actor, const ZoneTree& zones,
                         const UserChange& change);
Result<Done> reset_password(Transaction& db, const Actor& actor, const ZoneTree& zones,
                            int64_t user_id, const std::string& password);
/// Changes one's own password and ends every session of the user but `keep_token_hash`.
Result<Done> change_password(Transaction& db, const Actor& actor, const std::string& current,
                             const std::string& next, const std::string& keep_token_hash);

struct ListQuery {
  std::optional<std::string> q;
  std::optional<std::string> sort;
  int64_t page = 1;
  int64_t page_size = 50;
};
struct UserPage {
  std::vector<User> items;
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(UserPage, (), (items, total, page, page_size))
/// The users with a grant inside the subtree of `zone` (and those without any, for the root).
Result<UserPage> list_users(Transaction& db, const ZoneTree& zones, int64_t zone,
                            const ListQuery& query);
Result<User> get_user(Transaction& db, int64_t id);
/// The display name; of 0 the system's, nothing of somebody who does not exist.
std::optional<std::string> user_name(Transaction& db, int64_t id);

struct NewSession {
  std::string token;  ///< for the cookie; only its hash is stored
  std::string csrf_token;
  Actor actor;
};
/// The same answer whether the name or the password is wrong (access.login), in the same time.
/// At most two password hashes are computed at once.
Result<NewSession> sign_in(Database& database, Timestamp now, const std::string& username,
                           const std::string& password);
struct Session {
  Actor actor;
  std::string csrf_token;
  std::string token_hash;
};
/// Nothing when the token is unknown or expired, or the user disabled.
std::optional<Session> find_session(Transaction& db, Timestamp now, std::string_view token);
void sign_out(Transaction& db, const std::string& token_hash);

/// Slows down guessing: after ten failures for a name or an address within fifteen minutes
/// further attempts are refused (too_many) until they have aged. In memory, thread-safe.
class LoginLimiter {
 public:
  Result<Done> check(Timestamp now, const std::string& username, const std::string& address);
  void failed(Timestamp now, const std::string& username, const std::string& address);
  void succeeded(const std::string& username);

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<Timestamp>> failures_;
};

struct NewZone {
  int64_t zone = 0;  ///< the parent, and the scope in which the actor creates
  ZoneLevel level = ZoneLevel::park;
  std::string code;
  Text name;
  std::optional<std::string> region_code;
};
BOOST_DESCRIBE_STRUCT(NewZone, (), (zone, level, code, name, region_code))
struct ZoneChange {
  int64_t zone = 0;
  std::string code;
  Text name;
  std::optional<std::string> region_code;
  int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(ZoneChange, (), (zone, code, name, region_code, version))
/// A child's level is below its parent's (access.zone.level); codes are unique
/// (access.zone.code).
Result<Zone> create_zone(Transaction& db, const ZoneTree& zones, const NewZone& zone,
                         bool demonstration = false);
Result<Zone> update_zone(Transaction& db, const ZoneTree& zones, const ZoneChange& change);
/// The tree as it is in the database; cached by the counter "zone".
class ZoneTreeCache {
 public:
  std::shared_ptr<const ZoneTree> get(Transaction& db);

 private:
  std::mutex mutex_;
  int64_t counter_ = -1;
  std::shared_ptr<const ZoneTree> tree_;
};
ZoneTree load_zone_tree(Transaction& db);

/// The value of a change counter, 0 when it was never touched; touching adds one.
int64_t read_counter(Transaction& db, std::string_view name);
int64_t touch_counter(Transaction& db, std::string_view name);
/// The same, and remembers the things that change with it (each once; ids are positive).
int64_t touch_counter(Transaction& db, std::string_view name, std::span<const int64_t> changed);
/// The things remembered by the steps after `after` up to `upto`, each once, ascending; nothing
/// when they are more than touch_counter() names.
std::optional<std::vector<int64_t>> changed_things(Transaction& db, std::string_view name,
                                                   int64_t after, int64_t upto);

struct AuditEntry {
  int64_t id = 0;
  int64_t zone_id = 0;
  Timestamp at;
  int64_t user_id = 0;
  std::string username;
  std::string operation;
  std::optional<std::string> entity;
  std::optional<int64_t> entity_id;
  std::optional<std::string> input;   ///< JSON
  std::optional<std::string> before;  ///< JSON
  std::optional<std::string> after;   ///< JSON
  std::string request_id;
};
BOOST_DESCRIBE_STRUCT(AuditEntry, (),
                      (id, zone_id, at, user_id, username, operation, entity, entity_id, input,
                       before, after, request_id))
struct AuditQuery {
  std::optional<std::string> operation, username, entity;
  std::optional<int64_t> entity_id;
  std::optional<Date> from, to;  ///< days, both included
  int64_t page = 1;
  int64_t page_size = 50;
};
struct AuditPage {
  std::vector<AuditEntry> items;
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(AuditPage, (), (items, total, page, page_size))
void insert_audit(Transaction& db, const AuditEntry& entry);
/// Newest first, of the subtree of `zone`.
AuditPage list_audit(Transaction& db, const ZoneTree& zones, int64_t zone, const AuditQuery& query);

/// The root of the tree, created when there is none.
Zone ensure_root_zone(Transaction& db);
/// At the first start: the root zone (nation) and the administrator `admin`, whose one-time
/// password is returned to be printed once. Nothing when there are users already.
Result<std::optional<std::string>> ensure_first_administrator(Database& database, Timestamp now);

}  // namespace gaoxin
