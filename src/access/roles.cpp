// What each role may do, as data. A permission is "<module>.<verb>"; "*" stands for all verbs or
// all modules.
#include <algorithm>
#include <set>

#include "access/access.h"

namespace gaoxin {
namespace {

// Every permission an operation may name. A test holds the operations to this list.
const std::vector<std::string>& all_permissions() {
  static const std::vector<std::string> permissions = {
      "access.read",       "access.write",     "access.audit",      "registry.read",
      "registry.write",    "registry.import",  "registry.review",   "chain.read",
      "chain.write",       "chain.import",     "policy.read",       "policy.write",
      "policy.approve",    "policy.match",     "project.read",      "project.write",
      "project.import",    "project.verify",   "project.approve",   "evaluation.read",
      "evaluation.report", "evaluation.write", "evaluation.approve"};
  return permissions;
}

std::vector<Role> make_roles() {
  const std::vector<std::string> reader = {"registry.read", "chain.read",   "policy.read",
                                           "policy.match",  "project.read", "evaluation.read"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), reader.begin(), reader.end());
    std::sort(more.begin(), more.end());
    return more;
  };
  return {
      {"administrator", {"系统管理员", "Administrator"}, all_permissions()},
      {"director",
       {"主任", "Director"},
       with({"registry.write", "registry.review", "chain.write", "policy.approve", "access.audit",
             "access.read", "project.write", "project.verify", "project.approve",
             "evaluation.approve"})},
      {"investment_officer",
       {"招商专员", "Investment officer"},
       with({"registry.write", "registry.import", "registry.review", "chain.write", "chain.import",
             "project.write", "project.import"})},
      {"account_manager",
       {"企业服务专员", "Account manager"},
       with({"registry.write", "registry.review", "project.write", "evaluation.report"})},
      {"planner",
       {"规划专员", "Planner"},
       with({"chain.write", "chain.import", "project.verify", "evaluation.write",
             "evaluation.report"})},
      {"policy_officer", {"政策专员", "Policy officer"}, with({"policy.write", "registry.import"})},
      {"finance_officer", {"财政专员", "Finance officer"}, with({"project.verify"})},
      {"auditor", {"审计", "Auditor"}, with({"access.audit", "access.read", "project.verify"})},
      {"authority",
       {"上级主管部门", "Authority above"},
       with({"policy.approve", "evaluation.write", "evaluation.approve"})},
      {"bank", {"银行", "Bank"}, {"policy.read"}},
  };
}

bool covers(const Grant& grant, std::string_view permission) {
  const Role* role = find_role(grant.role);
  if (role == nullptr) return false;
  return std::find(role->permissions.begin(), role->permissions.end(), permission) !=
         role->permissions.end();
}

}  // namespace

std::span<const Role> roles() {
  static const std::vector<Role> all = make_roles();
  return all;
}

const Role* find_role(std::string_view name) {
  for (const Role& role : roles())
    if (role.name == name) return &role;
  return nullptr;
}

Actor system_actor() {
  Actor actor;
  actor.username = "system";
  actor.display_name = "系统";
  return actor;
}

bool may(const Actor& actor, const ZoneTree& zones, std::string_view permission, int64_t zone) {
  if (actor.user_id == 0) return true;
  return std::any_of(actor.grants.begin(), actor.grants.end(), [&](const Grant& grant) {
    return covers(grant, permission) && zones.is_within(zone, grant.zone_id);
  });
}

bool may_anywhere(const Actor& actor, std::string_view permission) {
  if (actor.user_id == 0) return true;
  return std::any_of(actor.grants.begin(), actor.grants.end(),
                     [&](const Grant& grant) { return covers(grant, permission); });
}

bool sees(const Actor& actor, const ZoneTree& zones, int64_t zone) {
  if (actor.user_id == 0) return zones.find(zone) != nullptr;
  return std::any_of(actor.grants.begin(), actor.grants.end(),
                     [&](const Grant& grant) { return zones.is_within(zone, grant.zone_id); });
}

std::vector<std::string> permissions_of(const Actor& actor) {
  std::set<std::string> permissions;
  if (actor.user_id == 0) permissions.insert(all_permissions().begin(), all_permissions().end());
  for (const Grant& grant : actor.grants)
    if (const Role* role = find_role(grant.role))
      permissions.insert(role->permissions.begin(), role->permissions.end());
  return {permissions.begin(), permissions.end()};
}

}  // namespace gaoxin
