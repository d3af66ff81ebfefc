#include "app/operations.h"

#include "api/access_operations.h"
#include "chain/chain.h"
#include "evaluation/evaluation.h"
#include "policy/policy.h"
#include "project/project.h"
#include "registry/registry.h"

namespace gaoxin {

Operations all_operations() {
  Operations operations;
  add_access_operations(operations);
  add_registry_operations(operations);
  add_chain_operations(operations);
  add_policy_operations(operations);
  add_project_operations(operations);
  add_evaluation_operations(operations);
  return operations;
}

}  // namespace gaoxin
