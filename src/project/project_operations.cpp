// The operations of the project module, declared once.
#include "project/conduct.h"
#include "project/project.h"

namespace gaoxin {

void add_project_operations(Operations& operations) { add_conduct_operations(operations); }

}  // namespace gaoxin
