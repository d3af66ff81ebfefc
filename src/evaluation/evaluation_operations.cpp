// The operations of the evaluation module, declared once.
#include "evaluation/evaluation.h"
#include "evaluation/planning.h"

namespace gaoxin {

void add_evaluation_operations(Operations& operations) {
  add_planning_operations(operations);
}

}  // namespace gaoxin
