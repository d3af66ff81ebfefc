// The list of the modules' lists of operations: all that the API offers.
#pragma once

#include "api/operation.h"

namespace gaoxin {
Operations all_operations();
}
