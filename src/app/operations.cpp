#include "app/operations.h"

#include "api/access_operations.h"

namespace gaoxin {

Operations all_operations() {
  Operations operations;
  add_access_operations(operations);
  return operations;
}

}  // namespace gaoxin
