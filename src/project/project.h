// Investment projects, from lead to full capacity: who brings them, what proves each stage, what
// was promised and what became of it.
#pragma once

#include "api/operation.h"

namespace gaoxin {

void add_project_operations(Operations& operations);

}  // namespace gaoxin
