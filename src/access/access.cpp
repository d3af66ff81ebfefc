#include "access/access.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "access/access_store.h"
#include "access/password.h"
#include "base/text.h"

namespace gaoxin {
namespace {

constexpr int64_t kSessionLength = int64_t{12} * 3600 * 1'000'000;  // Twelve hours, in µs.
constexpr int64_t kLimiterWindow = int64_t{15} * 60 * 1'000'000;
constexpr size_t kLimiterFailures = 10;

Error field_error(ErrorCode code, std::string key, std::string path, Text text) {
  return Error{code, key, text, {{std::move(path), key, text}}};
}

Result<Done> check_password(const std::string& password, const std::string& username) {
  const size_t length = password.size();
  if (length < 10 || length > 256)
    return field_error(ErrorCode::invalid, "access.password.weak", "password",
                       {"密码长度应为 10 至 256 个字节", "a password has 10 to 256 bytes"});
  if (fold(password).find(fold(username)) != std::string::npos)
    return field_error(ErrorCode::invalid, "access.password.weak", "password",
                       {"密码不能包含用户名", "a password must not contain the user name"});
  const bool one_letter = password.find_first_not_of(password[0]) == std::string::npos;
  if (one_letter || password == "1234567890" || password == "0123456789")
    return field_error(ErrorCode::invalid, "access.password.weak", "password",
                       {"密码过于简单", "this password is too easy to guess"});
  return Done{};
}

Result<Done> check_display_name(const std::string& name) {
  const size_t length = decode_utf8(name).size();
  if (length == 0 || length > 64 || trim(name).empty() || !is_utf8(name))
    return field_error(ErrorCode::invalid, "access.display_name", "display_name",
                       {"姓名应为 1 至 64 个字符", "a name has 1 to 64 characters"});
  return Done{};
}

/// Roles exist, zones exist, and the actor administers each of them.
Result<Done> check_grants(const Actor& actor, const ZoneTree& zones,
                          const std::vector<Grant>& grants) {
  for (size_t i = 0; i < grants.size(); ++i) {
    const std::string path = fmt::format("grants[{}]", i);
    if (find_role(grants[i].role) == nullptr)
      return field_error(ErrorCode::invalid, "access.grant.role", path + ".role",
                         {fmt::format("没有角色“{}”", grants[i].role),
                          fmt::format("there is no role '{}'", grants[i].role)});
    if (!may(actor, zones, "access.write", grants[i].zone_id))
      return field_error(
          ErrorCode::forbidden, "access.grant.scope", path + ".zone_id",
          {"只能在自己管理的区域内授权", "roles can be given only in zones that you administer"});
  }
  return Done{};
}

Error no_user() {
  return {ErrorCode::not_found, "access.user", {"没有该用户", "there is no such user"}, {}};
}

Error stale() {
  return {
      ErrorCode::conflict,
      "api.version",
      {"数据已被他人修改,请刷新后重试", "somebody has changed this since; reload and try again"},
      {}};
}

/// The user, when the actor administers every place where the user has a role.
Result<access_store::UserSecret> administered_user(Transaction& db, const Actor& actor,
                                                   const ZoneTree& zones, int64_t id) {
  std::optional<access_store::UserSecret> found = access_store::find_user(db, id);
  if (!found) return no_user();
  bool any = found->user.grants.empty() && may_anywhere(actor, "access.write");
  bool all = true;
  for (const Grant& grant : found->user.grants) {
    const bool within = may(actor, zones, "access.write", grant.zone_id);
    any = any || within;
    all = all && within;
  }
  if (!any) return no_user();
  if (!all)
    return Error{ErrorCode::forbidden,
                 "access.user.scope",
                 {"该用户在您管理范围之外也有角色,请由上级管理员处理",
                  "this user also has roles outside your scope; ask an administrator above"},
                 {}};
  return std::move(*found);
}

bool administers_root(const User& user, const ZoneTree& zones) {
  if (user.disabled) return false;
  return std::any_of(user.grants.begin(), user.grants.end(), [&](const Grant& grant) {
    const Zone* zone = zones.find(grant.zone_id);
    return grant.role == "administrator" && zone != nullptr && !zone->parent_id;
  });
}

/// A hash that no password matches, so that an unknown name costs the same time as a known one.
const std::string& decoy_hash() {
  static const std::string hash = hash_password(random_token());
  return hash;
}

Actor actor_of(const User& user) {
  return {user.id, user.username, user.display_name, user.must_change_password, user.grants};
}

}  // namespace

Result<User> create_user(Transaction& db, const Actor& actor, const ZoneTree& zones, Timestamp now,
                         const NewUser& in) {
  static const std::regex kUsername("[a-z0-9][a-z0-9._-]{2,63}");
  if (!std::regex_match(in.username, kUsername))
    return field_error(ErrorCode::invalid, "access.username", "username",
                       {"用户名为 3 至 64 个小写字母、数字或 . _ -",
                        "a user name has 3 to 64 lower-case letters, digits or . _ -"});
  TRY(check_display_name(in.display_name));
  TRY(check_password(in.password, in.username));
  TRY(check_grants(actor, zones, in.grants));
  if (access_store::find_user_by_name(db, in.username))
    return field_error(ErrorCode::conflict, "access.username.taken", "username",
                       {fmt::format("用户名“{}”已被使用", in.username),
                        fmt::format("the user name '{}' is taken", in.username)});
  User user;
  user.id = db.new_id();
  user.username = in.username;
  user.display_name = in.display_name;
  user.must_change_password = in.must_change_password;
  user.created_at = now;
  user.grants = in.grants;
  access_store::insert_user(db, user, hash_password(in.password));
  return get_user(db, user.id);
}

Result<User> update_user(Transaction& db, const Actor& actor, const ZoneTree& zones,
                         const UserChange& change) {
  TRY_ASSIGN(found, administered_user(db, actor, zones, change.id));
  TRY(check_display_name(change.display_name));
  TRY(check_grants(actor, zones, change.grants));
  User next = found.user;
  next.display_name = change.display_name;
  next.disabled = change.disabled;
  next.grants = change.grants;
  next.version = change.version;
  if (administers_root(found.user, zones) && !administers_root(next, zones)) {
    const std::vector<User> users = access_store::list_users(db);
    const auto others = std::count_if(users.begin(), users.end(), [&](const User& user) {
      return user.id != next.id && administers_root(user, zones);
    });
    if (others == 0)
      return Error{ErrorCode::rule_failed,
                   "access.last_administrator",
                   {"这是最后一位全国管理员,不能停用或撤销其角色",
                    "this is the last administrator of the root and must stay"},
                   {}};
  }
  if (!access_store::update_user(db, next)) return stale();
  if (next.disabled || next.grants != found.user.grants)
    access_store::delete_sessions_of(db, next.id, "");
  return get_user(db, next.id);
}

Result<Done> reset_password(Transaction& db, const Actor& actor, const ZoneTree& zones,
                            int64_t user_id, const std::string& password) {
  TRY_ASSIGN(found, administered_user(db, actor, zones, user_id));
  TRY(check_password(password, found.user.username));
  access_store::update_password(db, user_id, hash_password(password), true);
  access_store::delete_sessions_of(db, user_id, "");
  return Done{};
}

Result<Done> change_password(Transaction& db, const Actor& actor, const std::string& current,
                             const std::string& next, const std::string& keep_token_hash) {
  const std::optional<access_store::UserSecret> found = access_store::find_user(db, actor.user_id);
  if (!found) return no_user();
  if (!verify_password(current, found->password_hash))
    return field_error(ErrorCode::invalid, "access.password.wrong", "current",
                       {"当前密码不正确", "the current password is not right"});
  TRY(check_password(next, found->user.username));
  if (current == next)
    return field_error(ErrorCode::invalid, "access.password.same", "next",
                       {"新密码不能与当前密码相同", "the new password must differ"});
  access_store::update_password(db, actor.user_id, hash_password(next), false);
  access_store::delete_sessions_of(db, actor.user_id, keep_token_hash);
  return Done{};
}

Result<User> get_user(Transaction& db, int64_t id) {
  const std::optional<access_store::UserSecret> found = access_store::find_user(db, id);
  if (!found) return no_user();
  return found->user;
}

std::optional<std::string> user_name(Transaction& db, int64_t id) {
  if (id == 0) return system_actor().display_name;
  const Result<User> user = get_user(db, id);
  return user.ok() ? std::optional(user->display_name) : std::nullopt;
}

Result<UserPage> list_users(Transaction& db, const ZoneTree& zones, int64_t zone,
                            const ListQuery& query) {
  const Zone* root = zones.find(zone);
  const bool whole_tree = root != nullptr && !root->parent_id;
  std::vector<User> users = access_store::list_users(db);
  const std::string words = fold(query.q.value_or(""));
  std::erase_if(users, [&](const User& user) {
    const bool inside =
        std::any_of(user.grants.begin(), user.grants.end(),
                    [&](const Grant& grant) { return zones.is_within(grant.zone_id, zone); });
    if (!inside && !(whole_tree && user.grants.empty())) return true;
    return !words.empty() &&
           fold(user.username + " " + user.display_name).find(words) == std::string::npos;
  });
  std::string sort = query.sort.value_or("username");
  const bool descending = sort.starts_with("-");
  if (descending) sort.erase(0, 1);
  if (sort != "username" && sort != "display_name" && sort != "created_at")
    return field_error(ErrorCode::invalid, "api.sort", "sort",
                       {"可按 username、display_name、created_at 排序",
                        "sort by username, display_name or created_at"});
  std::stable_sort(users.begin(), users.end(), [&](const User& a, const User& b) {
    const User& first = descending ? b : a;
    const User& second = descending ? a : b;
    if (sort == "display_name") return first.display_name < second.display_name;
    if (sort == "created_at") return first.created_at < second.created_at;
    return first.username < second.username;
  });
  UserPage page;
  page.total = static_cast<int64_t>(users.size());
  page.page = query.page;
  page.page_size = query.page_size;
  for (int64_t i = (query.page - 1) * query.page_size;
       i < std::min(page.total, query.page * query.page_size); ++i)
    page.items.push_back(std::move(users[static_cast<size_t>(i)]));
  return page;
}

Result<NewSession> sign_in(Database& database, Timestamp now, const std::string& username,
                           const std::string& password) {
  const std::optional<access_store::UserSecret> found = database.read_value(
      [&](Transaction& db) { return access_store::find_user_by_name(db, username); });
  // No transaction is open while the hash is computed: it takes a while, on purpose.
  const bool right = password.size() <= 256 &&
                     verify_password(password, found ? found->password_hash : decoy_hash());
  if (!found || !right || found->user.disabled)
    return Error{ErrorCode::unauthenticated,
                 "access.login",
                 {"用户名或密码不正确", "the user name or the password is not right"},
                 {}};
  NewSession session;
  session.token = random_token();
  session.csrf_token = random_token();
  session.actor = actor_of(found->user);
  database.write([&](Transaction& db) {
    access_store::delete_expired_sessions(db, now);
    access_store::insert_session(db, sha256_hex(session.token), found->user.id, session.csrf_token,
                                 now, {now.microseconds + kSessionLength});
    return true;
  });
  return session;
}

std::optional<Session> find_session(Transaction& db, Timestamp now, std::string_view token) {
  if (token.size() != 64) return std::nullopt;
  const std::string token_hash = sha256_hex(token);
  const auto stored = access_store::find_session(db, token_hash);
  if (!stored || stored->expires_at < now) return std::nullopt;
  const auto user = access_store::find_user(db, stored->user_id);
  if (!user || user->user.disabled) return std::nullopt;
  return Session{actor_of(user->user), stored->csrf_token, token_hash};
}

void sign_out(Transaction& db, const std::string& token_hash) {
  access_store::delete_session(db, token_hash);
}

Result<Done> LoginLimiter::check(Timestamp now, const std::string& username,
                                 const std::string& address) {
  const std::lock_guard lock(mutex_);
  for (const std::string& key : {"user " + username, "address " + address}) {
    const auto found = failures_.find(key);
    if (found == failures_.end()) continue;
    std::erase_if(found->second, [&](Timestamp at) {
      return at.microseconds + kLimiterWindow < now.microseconds;
    });
    if (found->second.size() >= kLimiterFailures)
      return Error{
          ErrorCode::too_many,
          "access.login.too_many",
          {"登录失败次数过多,请 15 分钟后再试", "too many failed logins; try again in 15 minutes"},
          {}};
    if (found->second.empty()) failures_.erase(found);
  }
  return Done{};
}

void LoginLimiter::failed(Timestamp now, const std::string& username, const std::string& address) {
  const std::lock_guard lock(mutex_);
  if (failures_.size() > 100'000) failures_.clear();  // A flood of names must not fill memory.
  failures_["user " + username].push_back(now);
  failures_["address " + address].push_back(now);
}

void LoginLimiter::succeeded(const std::string& username) {
  const std::lock_guard lock(mutex_);
  failures_.erase("user " + username);
}

namespace {

Result<Done> check_zone(const std::string& code, const Text& name,
                        const std::optional<std::string>& region_code) {
  static const std::regex kCode("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  if (!std::regex_match(code, kCode))
    return field_error(
        ErrorCode::invalid, "access.zone.code.syntax", "code",
        {"代码为 1 至 64 个字母、数字或 . _ -", "a code has 1 to 64 letters, digits or . _ -"});
  if (trim(name.zh).empty() || trim(name.en).empty() || name.zh.size() > 300 ||
      name.en.size() > 300)
    return field_error(ErrorCode::invalid, "access.zone.name", "name",
                       {"请填写中英文名称", "give a name in Chinese and in English"});
  static const std::regex kRegion("([0-9]{2}|[0-9]{4}|[0-9]{6})");
  if (region_code && !std::regex_match(*region_code, kRegion))
    return field_error(ErrorCode::invalid, "access.zone.region", "region_code",
                       {"行政区划代码为 2、4 或 6 位数字",
                        "an administrative division code has 2, 4 or 6 digits"});
  return Done{};
}

Error zone_code_taken(const std::string& code) {
  return field_error(
      ErrorCode::conflict, "access.zone.code", "code",
      {fmt::format("代码“{}”已被使用", code), fmt::format("the code '{}' is taken", code)});
}

}  // namespace

Result<Zone> create_zone(Transaction& db, const ZoneTree& zones, const NewZone& in,
                         bool demonstration) {
  const Zone* parent = zones.find(in.zone);
  if (parent == nullptr)
    return Error{ErrorCode::not_found, "access.zone", {"没有该区域", "there is no such zone"}, {}};
  if (in.level <= parent->level)
    return field_error(
        ErrorCode::rule_failed, "access.zone.level", "level",
        {"下级区域的层级必须低于上级(全国–省–市–高新区–园区)",
         "a child stands below its parent (nation – province – city – zone – park)"});
  TRY(check_zone(in.code, in.name, in.region_code));
  if (access_store::zone_code_exists(db, in.code, 0)) return zone_code_taken(in.code);
  Zone zone;
  zone.id = db.new_id();
  zone.parent_id = in.zone;
  zone.level = in.level;
  zone.code = in.code;
  zone.name = in.name;
  zone.region_code = in.region_code;
  zone.demonstration = demonstration;
  access_store::insert_zone(db, zone);
  touch_counter(db, "zone");
  return zone;
}

Result<Zone> update_zone(Transaction& db, const ZoneTree& zones, const ZoneChange& change) {
  const Zone* before = zones.find(change.zone);
  if (before == nullptr)
    return Error{ErrorCode::not_found, "access.zone", {"没有该区域", "there is no such zone"}, {}};
  TRY(check_zone(change.code, change.name, change.region_code));
  if (access_store::zone_code_exists(db, change.code, change.zone))
    return zone_code_taken(change.code);
  Zone zone = *before;
  zone.code = change.code;
  zone.name = change.name;
  zone.region_code = change.region_code;
  zone.version = change.version;
  if (!access_store::update_zone(db, zone)) return stale();
  ++zone.version;
  touch_counter(db, "zone");
  return zone;
}

ZoneTree load_zone_tree(Transaction& db) { return ZoneTree(access_store::list_zones(db)); }

std::shared_ptr<const ZoneTree> ZoneTreeCache::get(Transaction& db) {
  const int64_t counter = read_counter(db, "zone");
  {
    const std::lock_guard lock(mutex_);
    if (counter == counter_) return tree_;
  }
  auto tree = std::make_shared<const ZoneTree>(load_zone_tree(db));
  const std::lock_guard lock(mutex_);
  if (counter > counter_) {
    counter_ = counter;
    tree_ = tree;
  }
  return tree;
}

int64_t read_counter(Transaction& db, std::string_view name) {
  return access_store::read_counter(db, name);
}

int64_t touch_counter(Transaction& db, std::string_view name) {
  return access_store::touch_counter(db, name);
}

int64_t touch_counter(Transaction& db, std::string_view name, std::span<const int64_t> changed) {
  constexpr size_t kMostNamed = 10000;
  const int64_t value = access_store::touch_counter(db, name);
  static constexpr int64_t kTooMany[] = {0};
  access_store::insert_changes(db, name, value, changed.size() > kMostNamed ? kTooMany : changed);
  return value;
}

std::optional<std::vector<int64_t>> changed_things(Transaction& db, std::string_view name,
                                                   int64_t after, int64_t upto) {
  std::vector<int64_t> ids = access_store::list_changes(db, name, after, upto);
  if (!ids.empty() && ids.front() == 0) return std::nullopt;
  return ids;
}

void insert_audit(Transaction& db, const AuditEntry& entry) {
  access_store::insert_audit(db, entry);
}

AuditPage list_audit(Transaction& db, const ZoneTree& zones, int64_t zone,
                     const AuditQuery& query) {
  return access_store::list_audit(db, zones.subtree(zone), query);
}

Zone ensure_root_zone(Transaction& db) {
  const ZoneTree zones = load_zone_tree(db);
  if (!zones.zones().empty()) return zones.zones().front();
  Zone nation;
  nation.id = db.new_id();
  nation.level = ZoneLevel::nation;
  nation.code = "CN";
  nation.name = {"全国", "China"};
  access_store::insert_zone(db, nation);
  touch_counter(db, "zone");
  return nation;
}

Result<std::optional<std::string>> ensure_first_administrator(Database& database, Timestamp now) {
  return database.write_result([&](Transaction& db) -> Result<std::optional<std::string>> {
    if (access_store::any_user(db)) return std::optional<std::string>();
    const Zone root = ensure_root_zone(db);
    NewUser admin;
    admin.username = "admin";
    admin.display_name = "系统管理员";
    admin.password = one_time_password();
    admin.grants = {{"administrator", root.id}};
    TRY(create_user(db, system_actor(), load_zone_tree(db), now, admin));
    return std::optional(admin.password);
  });
}

}  // namespace gaoxin
