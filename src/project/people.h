// Who can be put in charge of a project, sit on a team, assess or verify.
#pragma once

#include "project/project.h"

namespace gaoxin {

struct ProjectPerson {
  int64_t id = 0;
  std::string display_name;
  Text zone_name;  ///< of the nearest grant
  bool may_write = false, may_verify = false, may_approve = false;
};
BOOST_DESCRIBE_STRUCT(ProjectPerson, (),
                      (id, display_name, zone_name, may_write, may_verify, may_approve))
struct ProjectPersonList {
  std::vector<ProjectPerson> items;
};
BOOST_DESCRIBE_STRUCT(ProjectPersonList, (), (items))
/// Users who see projects and have a grant at the zone, above or below it; by name. What each may
/// is said of the zone of that grant. Names alone: the list of users proper needs access.read.
Result<ProjectPersonList> list_project_people(Call& call, const ProjectZone& in);

}  // namespace gaoxin
