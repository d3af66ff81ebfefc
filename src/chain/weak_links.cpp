#include "chain/weak_links.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gaoxin {
namespace {

bool has_revenue(const ChainResident& resident) {
  return resident.revenue && std::isfinite(*resident.revenue) && *resident.revenue > 0;
}

/// What the park does, by sector.
struct Activity {
  Eigen::VectorXd output;    // Yuan, or 1 for each resident when no revenue is known.
  Eigen::VectorXd presence;  // Residents, by share.
  std::vector<int64_t> suppliers, without_revenue;
  bool in_yuan = false;
};

Activity activity_of(const std::vector<ChainResident>& residents, Eigen::Index n,
                     WeakLinks& counts) {
  Activity out{Eigen::VectorXd::Zero(n), Eigen::VectorXd::Zero(n),
               std::vector<int64_t>(static_cast<size_t>(n)),
               std::vector<int64_t>(static_cast<size_t>(n)), false};
  for (const ChainResident& resident : residents) {
    ++counts.residents;
    counts.placed += !resident.sectors.empty();
    counts.with_revenue += !resident.sectors.empty() && has_revenue(resident);
  }
  out.in_yuan = counts.with_revenue > 0;
  for (const ChainResident& resident : residents)
    for (const SectorShare& part : resident.sectors) {
      CHECK(part.sector >= 0 && part.sector < n);
      const auto s = static_cast<size_t>(part.sector);
      const double weight = !out.in_yuan ? 1.0 : has_revenue(resident) ? *resident.revenue : 0.0;
      out.output(part.sector) += part.share * weight;
      out.presence(part.sector) += part.share;
      ++out.suppliers[s];
      out.without_revenue[s] += !has_revenue(resident);
    }
  return out;
}

}  // namespace

WeakLinks find_weak_links(const Coefficients& coefficients,
                          const std::vector<ChainResident>& residents, const ChainPlace& place) {
  WeakLinks out;
  const Eigen::Index n = coefficients.technical.rows();
  const Activity activity = activity_of(residents, n, out);
  if (out.placed == 0) return out;
  const Eigen::VectorXd demand = coefficients.technical * activity.output;
  const double all = demand.sum();
  if (!(all > 0)) return out;
  const Eigen::VectorXd forward_index = over_mean(coefficients.forward_supply);
  const auto quotient = [&](Eigen::Index i) {
    return place.quotients.empty() ? std::nullopt : place.quotients[static_cast<size_t>(i)];
  };
  std::vector<Eigen::Index> here, near;  // Sectors of residents; those and what is strong here.
  for (Eigen::Index j = 0; j < n; ++j) {
    const std::optional<double> q = quotient(j);
    if (activity.presence(j) > 0) here.push_back(j);
    if (activity.presence(j) > 0 || (q && *q >= 1)) near.push_back(j);
  }
  // How many residents need the input above a coefficient.
  const auto needing = [&](Eigen::Index i, double least) {
    double count = 0;
    for (Eigen::Index j : here)
      if (coefficients.technical(i, j) > least) count += activity.presence(j);
    return count;
  };
  for (Eigen::Index i = 0; i < n; ++i) {
    if (!(demand(i) > 0)) continue;
    const auto s = static_cast<size_t>(i);
    WeakLink link;
    link.sector = i;
    link.demand_share = demand(i) / all;
    link.suppliers = activity.suppliers[s];
    link.suppliers_without_revenue = activity.without_revenue[s];
    if (activity.in_yuan) {
      link.demand_yuan = demand(i);
      link.park_supply_share = std::min(1.0, activity.output(i) / demand(i));
    }
    if (const std::optional<double> q = quotient(i)) link.region_supply_share = std::min(1.0, *q);
    link.local_supply_share =
        std::max(link.park_supply_share, link.region_supply_share.value_or(0));
    if (link.demand_yuan) link.gap_yuan = *link.demand_yuan * (1 - link.local_supply_share);
    link.forward_index = forward_index(i);
    link.breadth = needing(i, 0.01) / static_cast<double>(out.placed);
    link.users = static_cast<int64_t>(std::llround(needing(i, 0.001)));
    link.import_share = coefficients.import_share(i);
    link.criticality = link.forward_index * (0.5 + 0.5 * link.breadth) * (1 + link.import_share);
    for (Eigen::Index j : near)
      link.relatedness = std::max(link.relatedness, coefficients.relatedness(j, i));
    link.attractable = place.attractable.empty() ? 1 : place.attractable[s];
    link.feasibility = std::clamp(link.relatedness, 0.0, 1.0) * link.attractable;
    link.score =
        link.demand_share * (1 - link.local_supply_share) * link.criticality * link.feasibility;
    out.links.push_back(link);
  }
  std::stable_sort(out.links.begin(), out.links.end(),
                   [](const WeakLink& a, const WeakLink& b) { return a.score > b.score; });
  const double top = out.links.empty() ? 0 : out.links.front().score;
  for (WeakLink& link : out.links) link.score = top > 0 ? 100 * link.score / top : 0;
  return out;
}

Text weak_link_reason(const WeakLink& link, const IoSector& sector, int64_t residents) {
  std::string zh = fmt::format("{} 家入驻企业中约 {} 家需要{}，占全部投入的 {:.1f}%", residents,
                               link.users, sector.name.zh, 100 * link.demand_share);
  std::string en = fmt::format("about {} of {} residents need {}, {:.1f} % of all their inputs",
                               link.users, residents, sector.name.en, 100 * link.demand_share);
  if (link.demand_yuan) {
    zh += fmt::format("（每年约 {:.2f} 亿元）", *link.demand_yuan / 1e8);
    en += fmt::format(" (about {:.0f} million yuan a year)", *link.demand_yuan / 1e6);
  } else {
    zh += "（营业收入未知，金额未知）";
    en += " (no revenue is known, so no amount)";
  }
  zh += fmt::format("；本地供给至少 {:.0f}%", 100 * link.local_supply_share);
  en += fmt::format("; at least {:.0f} % is supplied locally", 100 * link.local_supply_share);
  return {zh, en};
}

}  // namespace gaoxin
