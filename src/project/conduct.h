// How a project is conducted: selection and gates, commitments, teams, events, introducers,
// relocation, exit, appraisal, funnel and forecast.
#pragma once

#include "project/project.h"

namespace gaoxin {

void add_conduct_operations(Operations& operations);

}  // namespace gaoxin
