#include "app/demo.h"

#include "access/access.h"
#include "chain/chain.h"
#include "policy/policy.h"
#include "project/conduct.h"
#include "project/project.h"
#include "registry/registry.h"

namespace gaoxin {
namespace {

struct DemoUser {
  const char* username;
  const char* display_name;
  const char* role;
  const char* zone_code;
};

constexpr DemoUser kUsers[] = {
    {"admin", "系统管理员(示范)", "administrator", "CN"},
    {"authority", "省级主管(示范)", "authority", "CN-22"},
    {"director", "管委会主任(示范)", "director", "CN-22"},
    {"investment", "招商专员(示范)", "investment_officer", "CN-22"},
    {"manager", "企业服务专员(示范)", "account_manager", "CN-22"},
    {"planner", "规划专员(示范)", "planner", "CN-22"},
    {"policy", "政策专员(示范)", "policy_officer", "CN-22"},
    {"auditor", "审计(示范)", "auditor", "CN-22"},
    {"finance", "财政专员(示范)", "finance_officer", "CN-22"},
    {"deputy", "管委会副主任(示范)", "director", "CN-22"},
    {"changchun", "长春招商专员(示范)", "investment_officer", "CN-2201"},
    {"jilin", "吉林市招商专员(示范)", "investment_officer", "CN-2202"},
};

bool demo_stands(Transaction& db) {
  const ZoneTree zones = load_zone_tree(db);
  for (const Zone& zone : zones.zones())
    if (zone.demonstration) return true;
  return false;
}

Result<Done> create_demo_users(Transaction& db) {
  const ZoneTree zones = load_zone_tree(db);
  for (const DemoUser& demo : kUsers) {
    NewUser user{demo.username, demo.display_name, kDemoPassword, false, {}};
    for (const Zone& zone : zones.zones())
      if (zone.code == demo.zone_code) user.grants.push_back({demo.role, zone.id});
    if (user.grants.empty()) user.grants.push_back({demo.role, zones.zones().front().id});
    TRY(create_user(db, system_actor(), zones, system_now(), user));
  }
  return Done{};
}

}  // namespace

Result<Done> load_shipped(Database& database, const std::string& catalogue) {
  return database.write_result([&](Transaction& db) -> Result<Done> {
    ensure_root_zone(db);
    TRY(load_shipped_codes(db, catalogue));
    TRY(load_shipped_chain(db, catalogue));
    return load_shipped_policies(db, catalogue);
  });
}

Result<Done> load_demonstration(Database& database, const std::string& catalogue) {
  const bool stands = database.read_value([](Transaction& db) { return demo_stands(db); });
  const bool users = database.read_value([](Transaction& db) {
    ListQuery query;
    const ZoneTree zones = load_zone_tree(db);
    if (zones.zones().empty()) return false;
    const Result<UserPage> page = list_users(db, zones, zones.zones().front().id, query);
    return page.ok() && page->total > 0;
  });
  if (stands && users) return Done{};
  if (users)
    return Error{ErrorCode::conflict,
                 "demo.not_empty",
                 {"数据库中已有真实用户,不能装入示范数据;请换一个数据库",
                  "the database has users of its own; load the demonstration into another one"},
                 {}};
  TRY(load_shipped(database, catalogue));
  TRY(load_demo(database, catalogue));
  TRY(database.write_result(
      [&](Transaction& db) { return load_demo_chain(db, catalogue, system_now()); }));
  const Result<Done> people = database.write_result([](Transaction& db) -> Result<Done> {
    TRY(load_demo_answers(db, system_now()));
    return create_demo_users(db);
  });
  TRY(people);
  TRY(load_demo_projects(database, catalogue, system_now()));
  return load_demo_conduct(database, system_now());
}

}  // namespace gaoxin
