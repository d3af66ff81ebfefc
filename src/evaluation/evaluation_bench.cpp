// Measures the uncertainty analysis on COINr's ASEM example: gaoxin_evaluation_bench [DATA].
#include <fmt/format.h>

#include <chrono>
#include <ctime>

#include "evaluation/composite_reference.h"
#include "evaluation/composite_uncertainty.h"
#include "evaluation/composite_weights.h"

namespace {

using namespace gaoxin;             // NOLINT: a program of one file
using namespace gaoxin::composite;  // NOLINT

/// Wall time and processor time (of all threads), which a busy machine does not stretch.
struct Took {
  double wall = 1e18, processor = 1e18;
  std::string text() const {
    return fmt::format("{:.1f} ms (processor {:.1f} ms)", wall, processor);
  }
};
template <typename F>
Took best_of_three(F&& work) {
  Took best;
  for (int round = 0; round < 3; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    const std::clock_t processor = std::clock();
    work();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    best.wall = std::min(best.wall, took.count());
    best.processor =
        std::min(best.processor, 1000.0 * static_cast<double>(std::clock() - processor) /
                                     static_cast<double>(CLOCKS_PER_SEC));
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = std::string(argc > 1 && argv[1][0] != 0 ? argv[1] : "../shared/data") +
                             "/evaluation/coinr_asem";
  if (read_reference(folder + "/input_iMeta.csv").rows.empty()) {
    fmt::print("the reference data are not at {}\n", folder);
    return 0;
  }
  const Model model = make_model(asem_elements(folder)).value();
  const Dataset data = asem_data(folder, model);
  // The factors of the reference: points to winsorise, normalisation, weights, kind of mean.
  Alternatives alternatives;
  for (int points = 1; points <= 5; ++points) {
    Treat treat;
    treat.all.winsorise_points_max = points;
    alternatives.treatments.push_back(treat);
  }
  for (const NormaliseIndicator& scale :
       {NormaliseIndicator{Scale::minmax, 1, 100}, NormaliseIndicator{Scale::zscore, 10, 2}}) {
    Normalise normalise;
    normalise.all = scale;
    alternatives.normalisations.push_back(normalise);
  }
  Aggregate geometric;
  geometric.levels = {{Mean::geometric, 1, {}}};
  alternatives.aggregations = {Aggregate{}, geometric};
  fmt::print("ASEM: {} units x {} indicators; best of three\n", data.units.size(),
             model.indicators.size());
  fmt::print("one run of all steps: {}\n",
             best_of_three([&] { (void)run_method(model, data, asem_method()); }).text());
  struct Case {
    const char* name;
    std::map<int, double> noise;
  };
  for (const Case& one : {Case{"weights of levels 2 and 3 ± 25 %", {{2, 0.25}, {3, 0.25}}},
                          Case{"all weights ± 25 %", {{1, 0.25}, {2, 0.25}, {3, 0.25}}}}) {
    alternatives.weight_noise = one.noise;
    for (const int64_t replications : {int64_t{1000}, int64_t{100'000}})
      for (const int threads : {1, 2}) {
        const Took took = best_of_three([&] {
          const Variants variants =
              Variants::make(model, data, asem_method(), {}, alternatives).value();
          UncertaintyRequest request;
          request.replications = replications;
          request.threads = threads;
          request.rules = {{"bottom five of its region", true, 5, true}};
          (void)monte_carlo(variants, request);
        });
        fmt::print("Monte Carlo, {}: {:>6} replications, {} threads: {}\n", one.name, replications,
                   threads, took.text());
      }
  }
  const Took sobol = best_of_three([&] {
    const Variants variants = Variants::make(model, data, asem_method(), {}, alternatives).value();
    SensitivityRequest request;
    (void)sensitivity(variants, request);
  });
  fmt::print("Sobol, N = 500 (3,000 runs), bootstrap 1,000, and every unit: {}\n", sobol.text());
  return 0;
}
