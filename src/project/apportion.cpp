#include "project/apportion.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace gaoxin {

std::optional<std::vector<int64_t>> apportion(int64_t total, std::span<const int64_t> weights) {
  __extension__ using Wide = __int128;
  Wide sum = 0;
  for (const int64_t weight : weights) {
    if (weight < 0) return std::nullopt;
    sum += weight;
  }
  if (sum == 0) return std::nullopt;
  const Wide magnitude = total < 0 ? -Wide{total} : Wide{total};
  std::vector<Wide> remainders(weights.size());
  std::vector<Wide> shares(weights.size());
  Wide left = magnitude;
  for (size_t i = 0; i < weights.size(); ++i) {
    const Wide product = magnitude * weights[i];
    shares[i] = product / sum;
    remainders[i] = product % sum;
    left -= shares[i];
  }
  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return remainders[a] > remainders[b]; });
  CHECK(left >= 0 && left < static_cast<Wide>(weights.size()));
  for (size_t i = 0; left > 0; ++i, --left) ++shares[order[i]];
  std::vector<int64_t> out;
  for (const Wide share : shares) out.push_back(static_cast<int64_t>(total < 0 ? -share : share));
  return out;
}

}  // namespace gaoxin
