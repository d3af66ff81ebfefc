// The operations of the evaluation module, declared once.
#include "evaluation/evaluation.h"

#include "evaluation/bulletin.h"
#include "evaluation/index_runs.h"
#include "evaluation/management.h"
#include "evaluation/planning.h"
#include "evaluation/statistics.h"

namespace gaoxin {

void add_evaluation_operations(Operations& operations) {
  add_statistics_operations(operations);
  add_management_operations(operations);
  add_bulletin_operations(operations);
  add_index_operations(operations);
  add_planning_operations(operations);
}

}  // namespace gaoxin
