// Arbitrary bytes as the files of a bundle, as an archive and as a formula: nothing may crash, and
// what is accepted must compute without NaN.
#include <cmath>

#include "evaluation/index_compute.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gaoxin;  // NOLINT: a program of one function
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)indexes::unzip_bundle(bytes);
  (void)indexes::parse_formula(bytes);
  // Files stand apart by a zero byte, in a fixed order.
  constexpr const char* kNames[] = {"system.json",    "indicators.csv", "items.csv", "gates.csv",
                                    "deductions.csv", "vetoes.csv",     "lists.csv"};
  indexes::Files files;
  size_t begin = 0;
  for (const char* name : kNames) {
    if (begin > size) break;
    const size_t end = std::min(bytes.find('\0', begin), size);
    files[name] = std::string(bytes.substr(begin, end - begin));
    begin = end + 1;
  }
  const indexes::Bundle bundle = indexes::read_bundle(files);
  if (!bundle.system || bundle.has_errors() || bundle.system->indicators.size() > 50) return 0;
  indexes::RunInput input{"2024", {}};
  for (int u = 0; u < 3; ++u) {
    RunUnit unit;
    unit.code = std::to_string(u);
    for (const IndexItem& item : bundle.system->items) unit.items[item.code] = u * u - 1.0;
    input.units.push_back(std::move(unit));
  }
  RunOptions options;
  options.replications = 10;
  options.assumptions = {"unset_weights_equal", "goalposts_from_units", "known_part_only"};
  const Result<indexes::Computed> run = indexes::compute(*bundle.system, input, options);
  if (!run.ok()) return 0;
  for (const RunRow& row : run->result.rows)
    if (row.score && !std::isfinite(*row.score)) __builtin_trap();
  return 0;
}
