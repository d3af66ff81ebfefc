// Use cases on what the answers rest on: exclusions, tables, coefficients, quotients, concordance,
// nodes, dated facts, imports. See chain.h.
#pragma once

#include "chain/chain_state.h"

namespace gaoxin {

Result<ExclusionPage> list_exclusions(Call& call, const ListExclusions& in);
Result<Exclusion> add_exclusion(Call& call, const AddExclusion& in);
Result<Done> remove_exclusion(Call& call, const RemoveExclusion& in);
Result<IoTableList> list_io_tables(Call& call, const ListIoTables& in);
Result<IoTableInfo> activate_io_table(Call& call, const ActivateIoTable& in);
Result<SectorPage> list_sectors(Call& call, const ListSectors& in);
Result<CoefficientPage> list_coefficients(Call& call, const ListCoefficients& in);
Result<LocationQuotientPage> list_location_quotients(Call& call, const ListLocationQuotients& in);
Result<ConcordancePage> list_concordance(Call& call, const ListConcordance& in);
Result<ConcordancePage> update_concordance(Call& call, const UpdateConcordance& in);
Result<ChainNodeList> find_chain_nodes(Call& call, const FindChainNodes& in);
Result<ChainNodeDetail> get_chain_node(Call& call, const GetChainNode& in);
Result<ChainFactPage> list_chain_facts(Call& call, const ListChainFacts& in);
Result<ChainFact> add_chain_fact(Call& call, const AddChainFact& in);
Result<ChainImportAnswer> import_chain_file(Call& call, const ImportChainFile& in);

}  // namespace gaoxin
