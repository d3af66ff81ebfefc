// Use cases that answer questions: the map, weak links, targets, briefing. See chain.h.
#pragma once

#include "chain/chain_state.h"

namespace gaoxin {

Result<ChainMap> get_chain_map(Call& call, const GetChainMap& in);
Result<WeakLinkPage> list_weak_links(Call& call, const ListWeakLinks& in);
Result<File> export_weak_links(Call& call, const ExportWeakLinks& in);
Result<WeakLinkDetail> get_weak_link(Call& call, const GetWeakLink& in);
Result<ChainTargetPage> list_targets(Call& call, const ListTargets& in);
Result<File> export_targets(Call& call, const ExportTargets& in);
Result<File> get_briefing(Call& call, const GetBriefing& in);
Result<ChainEvaluation> get_chain_evaluation(Call& call, const EvaluateChain& in);

/// The industries of a target in one line.
std::string industries_text(const ChainTargetRow& row);

/// A node by its id; errors chain.node.form and chain.node.unknown.
struct ChainNode {
  ChainNodeKind kind = ChainNodeKind::product;
  Eigen::Index sector = 0;          ///< when it is a sector
  uint32_t industry = 0;            ///< when it is an industry
  std::optional<uint32_t> product;  ///< when it is a product of the graph
  Text name;
};
Result<ChainNode> find_chain_node(const ChainState& state, const std::string& id);

}  // namespace gaoxin
