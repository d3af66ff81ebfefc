// The operations of the project module, declared once.
#include "project/project.h"

namespace gaoxin {

void add_project_operations(Operations&) {}

}  // namespace gaoxin
