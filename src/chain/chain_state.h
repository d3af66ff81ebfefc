// What the use cases compute on: everything of the chain in memory, read once from the stored
// sources and kept current by the change counter "chain". Immutable; requests share it.
#pragma once

#include <memory>

#include "chain/chain_store.h"
#include "chain/link_ranker.h"
#include "chain/location_quotient.h"
#include "chain/targets.h"
#include "chain/weak_links.h"

namespace gaoxin {

struct ChainState {
  ChainState(ChainGraph graph_in, const std::vector<ConcordanceRow>& concordance_rows)
      : graph(std::move(graph_in)),
        names(graph),
        model(graph, names, {}),
        concordance(concordance_rows) {}
  ChainState(const ChainState&) = delete;

  ChainGraph graph;
  ChainNames names;
  LinkModel model;
  Concordance concordance;
  std::vector<IoTableInfo> io_tables;
  std::optional<IoTableInfo> active;  ///< the table everything is computed with
  IoTable table;                      ///< of `active`; empty without one
  Coefficients coefficients;
  std::vector<double> attractable;  ///< by sector
  RegionalCounts by_listing;        ///< companies by province and label of the listing table
  RegionalCounts by_sector;         ///< companies by province and sector of `table`
  std::vector<std::vector<std::pair<uint32_t, double>>> sector_industries;  ///< narrowest ones
  std::vector<std::vector<uint32_t>> sector_companies;

  std::vector<SectorShare> sectors_of(std::string_view system, std::string_view code) const;
};

/// The records of stored sources; sources were checked when they were stored (CHECK).
ChainRecords records_of(const std::vector<chain_store::Source>& sources);

std::shared_ptr<const ChainState> current_chain(Call& call);

/// The residents of a zone's subtree today, once each, and where the zone is.
struct ZoneResidents {
  std::vector<ChainResident> residents;
  std::vector<std::vector<std::string>> products;       ///< beside `residents`
  std::vector<std::optional<std::string>> stock_codes;  ///< six digits
  std::string province;                                 ///< "" = unknown
};
ZoneResidents zone_residents(Call& call, const ChainState& state, int64_t zone);
ChainPlace place_of(const ChainState& state, const std::string& province);

/// How far firms of a sector can be attracted at all, 0..1, by its 42-sector code.
double attraction(std::string_view code42);

}  // namespace gaoxin
