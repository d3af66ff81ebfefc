// The operations of access: sessions, users, roles, zones, audit trail.
#pragma once

#include "api/operation.h"

namespace gaoxin {
void add_access_operations(Operations& operations);
}
