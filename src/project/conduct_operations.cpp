// The operations on the conduct of projects, declared once.
#include "project/conduct.h"

namespace gaoxin {

void add_conduct_operations(Operations&) {}

}  // namespace gaoxin
