// The weak links of a park: what its residents buy and do not find there.
//
//   score = demand share x (1 - local supply share) x criticality x feasibility
//
// demand share       what residents spend on the input over what they spend on all inputs. A
//                    resident spends revenue x technical coefficient a_ij of its sector. When no
//                    revenue is known every resident counts the same, and the amounts stay unknown.
// local supply share max(park, region). park = min(1, revenue of residents that make it / demand),
//                    as if they sold to their neighbours first; region = min(1, location quotient),
//                    the simple location quotient method (Schaffer, Chu 1969). A resident that
//                    makes it but has no known revenue is not counted: the share is at least this.
// criticality        forward index x (0.5 + 0.5 breadth) x (1 + import share): the supply-side
//                    linkage over its mean, the share of residents that need more than 1 % of
//                    their output of it, and how much the country itself has to import.
// feasibility        relatedness x attractable: the likeness of the sector to the one most alike
//                    among those present (residents, or a location quotient of 1 and more), times
//                    whether such firms move at all (a mine does not).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chain/leontief.h"

namespace gaoxin {

struct SectorShare {
  Eigen::Index sector = 0;
  double share = 0;
};

struct ChainResident {
  int64_t id = 0;
  std::string name;
  std::vector<SectorShare> sectors;  ///< add up to 1; empty = its industry is unknown
  std::optional<double> revenue;     ///< yuan a year
};

/// What is known of the place, by sector; empty vectors = nothing is known.
struct ChainPlace {
  std::vector<std::optional<double>> quotients;
  std::vector<double> attractable;  ///< 0..1; empty = 1 for all
};

struct WeakLink {
  Eigen::Index sector = 0;
  double score = 0;  ///< 0..100, over the strongest of the park
  double demand_share = 0;
  std::optional<double> demand_yuan;  ///< a year, of the residents with known revenue
  std::optional<double> gap_yuan;     ///< demand x (1 - local supply share)
  double park_supply_share = 0;
  std::optional<double> region_supply_share;
  double local_supply_share = 0;
  double forward_index = 0, breadth = 0, import_share = 0, criticality = 0;
  double relatedness = 0, attractable = 1, feasibility = 0;
  int64_t users = 0;      ///< residents that need more than 0.1 % of their output of it
  int64_t suppliers = 0;  ///< residents that make it
  int64_t suppliers_without_revenue = 0;
};

struct WeakLinks {
  std::vector<WeakLink> links;  ///< every sector with demand, the weakest link first
  int64_t residents = 0, placed = 0, with_revenue = 0;
};

/// Pure; sectors of residents outside the table are a bug (CHECK). NaN or negative revenue counts
/// as unknown.
WeakLinks find_weak_links(const Coefficients& coefficients,
                          const std::vector<ChainResident>& residents, const ChainPlace& place);

/// Why it is weak, in one sentence.
Text weak_link_reason(const WeakLink& link, const IoSector& sector, int64_t residents);

}  // namespace gaoxin
