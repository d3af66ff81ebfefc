// Industries of GB/T 4754 seen through the input-output table, for planning.
#include "chain/chain.h"
#include "chain/chain_state.h"

namespace gaoxin {
namespace {

/// The strongest weak-link score of each sector in this zone.
std::vector<double> weak_scores(Call& call, const ChainState& state, int64_t zone) {
  const ZoneResidents residents = zone_residents(call, state, zone);
  const WeakLinks links =
      find_weak_links(state.coefficients, residents.residents, place_of(state, residents.province));
  std::vector<double> out(static_cast<size_t>(state.table.size()), 0.0);
  for (const WeakLink& link : links.links) out[static_cast<size_t>(link.sector)] = link.score;
  return out;
}

}  // namespace

ChainPositions chain_positions(Call& call, int64_t zone, std::span<const std::string> codes) {
  const auto state = current_chain(call);
  ChainPositions out;
  out.industries.resize(codes.size());
  if (!state->active) return out;
  out.io_table = state->active->name;
  out.demonstration = state->active->demonstration;
  const Coefficients& c = state->coefficients;
  const Eigen::VectorXd backward = over_mean(c.backward), forward = over_mean(c.forward_supply);
  const std::vector<double> weak = weak_scores(call, *state, zone);
  std::vector<std::vector<SectorShare>> sectors;
  std::vector<double> sharers(weak.size(), 0.0);  // How many of the industries a sector serves.
  for (const std::string& code : codes) {
    sectors.push_back(state->sectors_of("gb", code));
    for (const SectorShare& part : sectors.back()) sharers[static_cast<size_t>(part.sector)] += 1;
  }
  const size_t n = codes.size();
  out.inputs.assign(n * n, 0.0);
  for (size_t i = 0; i < n; ++i) {
    if (sectors[i].empty()) continue;
    ChainPosition position{0.0, 0.0, 0.0, 0.0, 0};
    double largest = 0;
    for (const SectorShare& part : sectors[i]) {
      *position.backward_index += part.share * backward(part.sector);
      *position.forward_index += part.share * forward(part.sector);
      *position.upstreamness += part.share * c.upstreamness(part.sector);
      position.weak_score = std::max(*position.weak_score, weak[static_cast<size_t>(part.sector)]);
      if (part.share <= largest) continue;
      largest = part.share;
      position.sharing = static_cast<int64_t>(sharers[static_cast<size_t>(part.sector)]) - 1;
    }
    out.industries[i] = position;
    for (size_t j = 0; j < n; ++j)
      for (const SectorShare& user : sectors[j])
        for (const SectorShare& part : sectors[i])
          out.inputs[i * n + j] += user.share * c.technical(part.sector, user.sector) /
                                   sharers[static_cast<size_t>(part.sector)];
  }
  return out;
}

}  // namespace gaoxin
