// Measures the screening of all regions of a country: 178 zones x 97 divisions x 5 years.
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "base/random.h"
#include "evaluation/planning_rules.h"

namespace gaoxin {
namespace {

/// Needs the folder catalogue.
void print_planning_bench() {
  constexpr size_t kZones = 178, kDivisions = 97, kYears = 5;
  std::ifstream file("catalogue/planning/screening.json");
  std::ostringstream text;
  text << file.rdbuf();
  ScreeningRules rules = from_json<ScreeningRules>(json::parse(text.str())).value();
  // Five years of jobs, most cells empty, as in real zones; the first and last are compared.
  Random random(1);
  std::vector<std::vector<double>> years(kYears, std::vector<double>(kZones * kDivisions, 0.0));
  for (size_t cell = 0; cell < kZones * kDivisions; ++cell) {
    if (random.uniform() < 0.6) continue;
    double jobs = 10 + 5000 * random.uniform() * random.uniform();
    for (std::vector<double>& year : years) year[cell] = jobs *= 0.95 + 0.15 * random.uniform();
  }
  ScreeningInput input;
  input.regions = kZones;
  input.industries = kDivisions;
  input.now = input.after = years.back();
  input.before = years.front();
  input.unknown.assign(kZones * kDivisions, 0);
  input.years = kYears - 1;
  for (size_t i = 0; i < kDivisions; ++i) {
    input.backward.emplace_back(0.5 + random.uniform());
    input.forward.emplace_back(0.5 + random.uniform());
    input.weak.emplace_back(100 * random.uniform());
  }
  for (size_t k = 0; k < kDivisions * kDivisions; ++k)
    input.inputs.push_back(0.05 * random.uniform());
  for (const int64_t replications : {0, 200}) {
    rules.replications = replications;
    const auto begin = std::chrono::steady_clock::now();
    const ScreeningBasis basis = screening_basis(input);
    const std::chrono::duration<double, std::milli> shared =
        std::chrono::steady_clock::now() - begin;
    size_t proposals = 0;
    for (size_t zone = 0; zone < kZones; ++zone)
      for (const ScreenedIndustry& row : screen_region(input, basis, zone, rules))
        proposals += row.chosen.has_value();
    const std::chrono::duration<double, std::milli> all = std::chrono::steady_clock::now() - begin;
    fmt::print(
        "screening of {} zones x {} divisions x {} years, {} replications each: {:.1f} ms "
        "({:.1f} ms shared, {:.2f} ms a zone), {} proposals\n",
        kZones, kDivisions, kYears, replications, all.count(), shared.count(),
        (all - shared).count() / kZones, proposals);
  }
}

}  // namespace
}  // namespace gaoxin

int main() { gaoxin::print_planning_bench(); }
