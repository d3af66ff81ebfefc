// The operations of the evaluation module, declared once.
#include "evaluation/evaluation.h"

namespace gaoxin {

void add_evaluation_operations(Operations&) {}

}  // namespace gaoxin
