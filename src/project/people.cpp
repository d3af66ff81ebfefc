#include "project/people.h"

#include <algorithm>
#include <limits>

namespace gaoxin {

Result<ProjectPersonList> list_project_people(Call& call, const ProjectZone& in) {
  const int64_t root = call.zones.ancestors(in.zone).back();
  ListQuery query;
  query.sort = "display_name";
  query.page_size = std::numeric_limits<int32_t>::max();
  Result<UserPage> users = list_users(call.db, call.zones, root, query);
  if (!users.ok()) return users.error();
  ProjectPersonList list;
  for (const User& user : users->items) {
    if (user.disabled) continue;
    ProjectPerson person{.id = user.id, .display_name = user.display_name, .zone_name = {}};
    size_t nearest = std::numeric_limits<size_t>::max();
    for (const Grant& grant : user.grants) {
      const bool above = call.zones.is_within(in.zone, grant.zone_id);
      if (!above && !call.zones.is_within(grant.zone_id, in.zone)) continue;
      const Role* role = find_role(grant.role);
      if (role == nullptr) continue;
      const auto gives = [&](std::string_view permission) {
        return std::find(role->permissions.begin(), role->permissions.end(), permission) !=
               role->permissions.end();
      };
      if (!gives("project.read")) continue;
      // How far the grant's zone is from the zone asked for, in steps up or down the tree.
      const auto depth = [&](int64_t zone) { return call.zones.ancestors(zone).size(); };
      const size_t distance =
          above ? depth(in.zone) - depth(grant.zone_id) : depth(grant.zone_id) - depth(in.zone);
      if (distance < nearest) {
        nearest = distance;
        person.zone_name = call.zones.find(grant.zone_id)->name;
      }
      person.may_write |= gives("project.write");
      person.may_verify |= gives("project.verify");
      person.may_approve |= gives("project.approve");
    }
    if (nearest != std::numeric_limits<size_t>::max()) list.items.push_back(std::move(person));
  }
  return list;
}

}  // namespace gaoxin
