// What stage rules can ask of the conduct of a project (selection, gates, commitments) beside its
// own fields and evidence: named values such as "assessment.score" or "commitments.unverified".
#pragma once

#include <map>
#include <string>
#include <vector>

#include "project/project.h"

namespace gaoxin {

/// Values by name, as text; a value that is unknown does not stand. Rules name them as fields.
std::map<std::string, std::string> conduct_values(Call& call, const Project& project);

/// Every name a rule may use, with its title.
const std::vector<NamedTitle>& conduct_value_names();

/// The kinds of events that the conduct of a project writes into its log.
const std::vector<NamedTitle>& conduct_event_kinds();

}  // namespace gaoxin
