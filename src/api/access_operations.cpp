#include "api/access_operations.h"

#include "api/page.h"

namespace gaoxin {
namespace {

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

struct SignIn {
  std::string username, password;
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (username, password))

struct SessionUser {
  int64_t id = 0;
  std::string username, display_name;
  bool must_change_password = false;
  std::vector<Grant> grants;
};
BOOST_DESCRIBE_STRUCT(SessionUser, (), (id, username, display_name, must_change_password, grants))

struct SessionAnswer {
  SessionUser user;
  std::vector<std::string> permissions;
  std::string csrf_token;
};
BOOST_DESCRIBE_STRUCT(SessionAnswer, (), (user, permissions, csrf_token))

struct ChangePassword {
  std::string current, next;
};
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (current, next))

struct ListUsers {
  int64_t zone = 0;
  std::optional<std::string> q, sort;
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListUsers, (), (zone, q, sort, page, page_size))

struct UserId {
  int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(UserId, (), (id))

struct ResetPassword {
  int64_t id = 0;
  std::string password;
};
BOOST_DESCRIBE_STRUCT(ResetPassword, (), (id, password))

struct RoleList {
  std::vector<Role> items;
};
BOOST_DESCRIBE_STRUCT(RoleList, (), (items))

struct ZoneList {
  std::vector<Zone> items;
};
BOOST_DESCRIBE_STRUCT(ZoneList, (), (items))

struct ListAudit {
  int64_t zone = 0;
  std::optional<std::string> operation, username, entity;
  std::optional<int64_t> entity_id;
  std::optional<Date> from, to;
  std::optional<int64_t> page, page_size;
};
BOOST_DESCRIBE_STRUCT(ListAudit, (),
                      (zone, operation, username, entity, entity_id, from, to, page, page_size))

SessionAnswer session_answer(const Actor& actor, const std::string& csrf_token) {
  return {
      {actor.user_id, actor.username, actor.display_name, actor.must_change_password, actor.grants},
      permissions_of(actor),
      csrf_token};
}

// SameSite=Strict and the CSRF token guard changes; Secure is left to the proxy that has TLS.
std::string cookie(const std::string& token, int max_age) {
  return "gaoxin_session=" + token +
         "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(max_age);
}

Result<SessionAnswer> sign_in_operation(Call& call, const SignIn& in) {
  CHECK(call.login_limiter != nullptr);
  TRY(call.login_limiter->check(call.now, in.username, call.address));
  Result<NewSession> session = sign_in(call.database, call.now, in.username, in.password);
  if (!session.ok()) {
    call.login_limiter->failed(call.now, in.username, call.address);
    return session.error();
  }
  call.login_limiter->succeeded(in.username);
  call.response_headers.emplace_back("Set-Cookie", cookie(session->token, 12 * 3600));
  return session_answer(session->actor, session->csrf_token);
}

Result<SessionAnswer> get_session(Call& call, const Nothing&) {
  return session_answer(call.actor, call.session == nullptr ? "" : call.session->csrf_token);
}

Result<Done> sign_out_operation(Call& call, const Nothing&) {
  if (call.session != nullptr) sign_out(call.db, call.session->token_hash);
  call.response_headers.emplace_back("Set-Cookie", cookie("", 0));
  return Done{};
}

Result<Done> change_password_operation(Call& call, const ChangePassword& in) {
  return change_password(call.db, call.actor, in.current, in.next,
                         call.session == nullptr ? "" : call.session->token_hash);
}

Result<UserPage> list_users_operation(Call& call, const ListUsers& in) {
  TRY_ASSIGN(page, page_request(in.page, in.page_size));
  return list_users(call.db, call.zones, in.zone, {in.q, in.sort, page.page, page.page_size});
}

/// A user is shown to those who see one of the user's zones.
Result<User> get_user_operation(Call& call, const UserId& in) {
  TRY_ASSIGN(user, get_user(call.db, in.id));
  bool visible = user.grants.empty();
  for (const Grant& grant : user.grants) visible |= call.may("access.read", grant.zone_id);
  if (!visible)
    return Error{ErrorCode::not_found, "access.user", {"没有该用户", "there is no such user"}, {}};
  return user;
}

Result<User> create_user_operation(Call& call, const NewUser& in) {
  TRY_ASSIGN(user, create_user(call.db, call.actor, call.zones, call.now, in));
  call.audit("user", user.id, nullptr, to_json(user));
  return user;
}

Result<User> update_user_operation(Call& call, const UserChange& in) {
  TRY_ASSIGN(before, get_user(call.db, in.id));
  TRY_ASSIGN(after, update_user(call.db, call.actor, call.zones, in));
  call.audit("user", in.id, to_json(before), to_json(after));
  return after;
}

Result<Done> reset_password_operation(Call& call, const ResetPassword& in) {
  TRY(reset_password(call.db, call.actor, call.zones, in.id, in.password));
  call.audit("user", in.id, nullptr, nullptr);
  return Done{};
}

Result<RoleList> list_roles(Call&, const Nothing&) {
  return RoleList{{roles().begin(), roles().end()}};
}

/// The zones that the actor's grants cover, with their ancestors so that the tree has no gaps.
Result<ZoneList> list_zones(Call& call, const Nothing&) {
  ZoneList list;
  for (const Zone& zone : call.zones.zones()) {
    bool wanted = sees(call.actor, call.zones, zone.id);
    for (const Grant& grant : call.actor.grants)
      wanted |= call.zones.is_within(grant.zone_id, zone.id);
    if (wanted) list.items.push_back(zone);
  }
  return list;
}

Result<Zone> create_zone_operation(Call& call, const NewZone& in) {
  TRY_ASSIGN(zone, create_zone(call.db, call.zones, in));
  call.audit("zone", zone.id, nullptr, to_json(zone));
  return zone;
}

Result<Zone> update_zone_operation(Call& call, const ZoneChange& in) {
  const Zone* before = call.zones.find(in.zone);
  TRY_ASSIGN(after, update_zone(call.db, call.zones, in));
  call.audit("zone", in.zone, to_json(*before), to_json(after));
  return after;
}

Result<AuditPage> list_audit_operation(Call& call, const ListAudit& in) {
  TRY_ASSIGN(page, page_request(in.page, in.page_size));
  return list_audit(call.db, call.zones, in.zone,
                    {in.operation, in.username, in.entity, in.entity_id, in.from, in.to, page.page,
                     page.page_size});
}

}  // namespace

void add_access_operations(Operations& operations) {
  operations.add({.name = "session.sign_in",
                  .method = Method::post,
                  .path = "/api/session",
                  .permission = kPublic,
                  .summary = {"登录", "Sign in"},
                  .errors = {"access.login", "access.login.too_many"},
                  .transaction = TransactionMode::own},
                 sign_in_operation);
  operations.add({.name = "session.get",
                  .path = "/api/session",
                  .permission = kSignedIn,
                  .summary = {"当前会话", "The current session"}},
                 get_session);
  operations.add({.name = "session.sign_out",
                  .method = Method::del,
                  .path = "/api/session",
                  .permission = kSignedIn,
                  .summary = {"退出", "Sign out"}},
                 sign_out_operation);
  operations.add({.name = "session.change_password",
                  .method = Method::post,
                  .path = "/api/session/password",
                  .permission = kSignedIn,
                  .summary = {"修改密码", "Change one's own password"},
                  .errors = {"access.password.weak", "access.password.wrong"}},
                 change_password_operation);
  operations.add({.name = "access.users.list",
                  .path = "/api/users",
                  .permission = "access.read",
                  .summary = {"用户列表", "List users"}},
                 list_users_operation);
  operations.add({.name = "access.users.get",
                  .path = "/api/users/{id}",
                  .permission = "access.read",
                  .summary = {"用户", "One user"}},
                 get_user_operation);
  operations.add({.name = "access.users.create",
                  .method = Method::post,
                  .path = "/api/users",
                  .permission = "access.write",
                  .summary = {"新建用户", "Create a user"},
                  .errors = {"access.username.taken", "access.grant.scope"}},
                 create_user_operation);
  operations.add({.name = "access.users.update",
                  .method = Method::put,
                  .path = "/api/users/{id}",
                  .permission = "access.write",
                  .summary = {"修改用户", "Change a user, its roles, or disable it"},
                  .errors = {"api.version", "access.last_administrator"}},
                 update_user_operation);
  operations.add({.name = "access.users.reset_password",
                  .method = Method::post,
                  .path = "/api/users/{id}/password",
                  .permission = "access.write",
                  .summary = {"重置密码", "Give a user a new first password"}},
                 reset_password_operation);
  operations.add({.name = "access.roles.list",
                  .path = "/api/roles",
                  .permission = kSignedIn,
                  .summary = {"角色", "Roles and what they may do"}},
                 list_roles);
  operations.add({.name = "access.zones.list",
                  .path = "/api/zones",
                  .permission = kSignedIn,
                  .summary = {"区域树", "The tree of zones"}},
                 list_zones);
  operations.add({.name = "access.zones.create",
                  .method = Method::post,
                  .path = "/api/zones",
                  .permission = "access.write",
                  .summary = {"新建下级区域", "Create a zone below `zone`"},
                  .errors = {"access.zone.code", "access.zone.level"}},
                 create_zone_operation);
  operations.add({.name = "access.zones.update",
                  .method = Method::put,
                  .path = "/api/zones/{zone}",
                  .permission = "access.write",
                  .summary = {"修改区域", "Change a zone"},
                  .errors = {"api.version", "access.zone.code"}},
                 update_zone_operation);
  operations.add({.name = "access.audit.list",
                  .path = "/api/audit",
                  .permission = "access.audit",
                  .summary = {"操作记录", "The audit trail, newest first"}},
                 list_audit_operation);
}

}  // namespace gaoxin
