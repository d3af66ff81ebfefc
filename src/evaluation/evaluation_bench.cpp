// Measures the uncertainty analysis on COINr's ASEM example: gaoxin_evaluation_bench [DATA].
#include <fmt/format.h>

#include <chrono>

#include "evaluation/composite_reference.h"
#include "evaluation/composite_uncertainty.h"
#include "evaluation/composite_weights.h"

namespace {

using namespace gaoxin;             // NOLINT: a program of one file
using namespace gaoxin::composite;  // NOLINT

template <typename F>
double milliseconds(F&& work) {
  double best = 1e18;
  for (int round = 0; round < 3; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    best = std::min(best, took.count());
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
  fmt::print("one run of all steps: {:.2f} ms\n",
             milliseconds([&] { (void)run_method(model, data, asem_method()); }));
  struct Case {
    const char* name;
    std::map<int, double> noise;
  };
  for (const Case& one : {Case{"weights of levels 2 and 3 ± 25 %", {{2, 0.25}, {3, 0.25}}},
                          Case{"all weights ± 25 %", {{1, 0.25}, {2, 0.25}, {3, 0.25}}}}) {
    alternatives.weight_noise = one.noise;
    for (const int64_t replications : {int64_t{1000}, int64_t{100'000}})
      for (const int threads : {1, 2}) {
        const double took = milliseconds([&] {
          const Variants variants =
              Variants::make(model, data, asem_method(), {}, alternatives).value();
          UncertaintyRequest request;
          request.replications = replications;
          request.threads = threads;
          request.rules = {{"bottom five of its region", true, 5, true}};
          (void)monte_carlo(variants, request);
        });
        fmt::print("Monte Carlo, {}: {:>6} replications, {} threads: {:.1f} ms\n", one.name,
                   replications, threads, took);
      }
  }
  const double sobol = milliseconds([&] {
    const Variants variants = Variants::make(model, data, asem_method(), {}, alternatives).value();
    SensitivityRequest request;
    (void)sensitivity(variants, request);
  });
  fmt::print("Sobol, N = 500 (3,000 runs), bootstrap 1,000, and every unit: {:.1f} ms\n", sobol);
  return 0;
}
