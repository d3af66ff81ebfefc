// Measures the evaluation: gaoxin_evaluation_bench.
namespace gaoxin {
void print_planning_bench();
}

int main() { gaoxin::print_planning_bench(); }
