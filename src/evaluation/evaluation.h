// Statistics of zones, index systems with their uncertainty, dynamic management, planning and the
// bulletin.
#pragma once

#include "api/operation.h"

namespace gaoxin {

void add_evaluation_operations(Operations& operations);

}  // namespace gaoxin
