// Who brought a project: the first report and its protection, transfer between parks, credit,
// merging what was entered twice.
#pragma once

#include "project/project.h"

namespace gaoxin {

BOOST_DEFINE_ENUM_CLASS(TransferState, pending, accepted, refused, withdrawn)
struct Transfer {
  int64_t id = 0;
  int64_t project_id = 0;
  std::string project_name;
  int64_t from_zone_id = 0, to_zone_id = 0;
  Text from_zone_name, to_zone_name;
  std::optional<int64_t> to_user_id;
  std::optional<std::string> to_user_name;
  std::string reason;
  Timestamp requested_at;
  int64_t requested_by = 0;
  std::string requested_by_name;
  TransferState state = TransferState::pending;
  std::optional<Timestamp> decided_at;
  std::optional<int64_t> decided_by;
  std::optional<std::string> decided_by_name, decision_note;
};
BOOST_DESCRIBE_STRUCT(Transfer, (),
                      (id, project_id, project_name, from_zone_id, to_zone_id, from_zone_name,
                       to_zone_name, to_user_id, to_user_name, reason, requested_at, requested_by,
                       requested_by_name, state, decided_at, decided_by, decided_by_name,
                       decision_note))
struct CreditShare {
  std::string holder_kind;          ///< person or park
  int64_t holder_id = 0;            ///< a user or a zone
  std::optional<std::string> name;  ///< filled in when read
  int64_t basis_points = 0;         ///< 1 to 10,000
};
BOOST_DESCRIBE_STRUCT(CreditShare, (), (holder_kind, holder_id, name, basis_points))

struct ProjectClaim {
  int64_t project_id = 0;
  int64_t zone_id = 0;  ///< who reported it first
  Text zone_name;
  std::optional<std::string> reported_by;
  Date claimed_on;
  std::optional<Date> protected_until;  ///< nothing: no longer; 9999-12-31: signed, for ever
  std::optional<Date> released_on;
  std::vector<CreditShare> credit;  ///< adds up to 10,000; empty: not divided, all the owner's
  std::vector<Transfer> transfers;  ///< the newest first
};
BOOST_DESCRIBE_STRUCT(ProjectClaim, (),
                      (project_id, zone_id, zone_name, reported_by, claimed_on, protected_until,
                       released_on, credit, transfers))
Result<ProjectClaim> get_claim(Call& call, const ProjectId& in);
struct ReleaseClaim {
  int64_t zone = 0;
  int64_t id = 0;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReleaseClaim, (), (zone, id, reason))
Result<ProjectClaim> release_claim(Call& call, const ReleaseClaim& in);

struct RequestTransfer {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t to_zone_id = 0;  ///< any zone of the tree
  std::optional<int64_t> to_user_id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(RequestTransfer, (), (zone, id, to_zone_id, to_user_id, reason))
/// The zone that runs it gives it away. Errors: project.transfer.pending, project.transfer.same.
Result<Transfer> request_transfer(Call& call, const RequestTransfer& in);
struct DecideTransfer {
  int64_t zone = 0;  ///< one that covers the receiving zone (or, to withdraw, the giving one)
  int64_t id = 0;
  TransferState decision = TransferState::accepted;
  std::optional<int64_t> owner_user_id;  ///< of the receiving zone; default: who accepts
  std::optional<std::string> note;       ///< required when refusing
};
BOOST_DESCRIBE_STRUCT(DecideTransfer, (), (zone, id, decision, owner_user_id, note))
/// Accepting makes the receiving zone run it; the first report and the credit stay.
Result<Transfer> decide_transfer(Call& call, const DecideTransfer& in);
struct TransferList {
  std::vector<Transfer> items;
};
BOOST_DESCRIBE_STRUCT(TransferList, (), (items))
/// Waiting ones from or to the zone's subtree.
Result<TransferList> list_transfers(Call& call, const ProjectZone& in);

struct SetCredit {
  int64_t zone = 0;
  int64_t id = 0;
  int64_t version = 0;
  std::vector<CreditShare> credit;  ///< all of it; empty gives all back to the owner
};
BOOST_DESCRIBE_STRUCT(SetCredit, (), (zone, id, version, credit))
/// Errors: project.credit.sum (says what it adds up to), project.credit.holder,
/// project.credit.twice.
Result<ProjectClaim> set_credit(Call& call, const SetCredit& in);

struct ProjectMerge {
  int64_t id = 0;
  int64_t survivor_id = 0, absorbed_id = 0;
  std::string survivor_name, absorbed_name;
  Timestamp merged_at;
  int64_t merged_by = 0;
  std::optional<Timestamp> undone_at;
};
BOOST_DESCRIBE_STRUCT(ProjectMerge, (),
                      (id, survivor_id, absorbed_id, survivor_name, absorbed_name, merged_at,
                       merged_by, undone_at))
struct MergeProjects {
  int64_t zone = 0;
  int64_t survivor_id = 0;
  int64_t absorbed_id = 0;
};
BOOST_DESCRIBE_STRUCT(MergeProjects, (), (zone, survivor_id, absorbed_id))
/// The survivor takes what it did not know; evidence, events and tasks of both are its own from now
/// on. Nothing is deleted. Needs the permission at both. Errors: project.merge.codes (different
/// codes), project.merge.stage (only the further one survives).
Result<ProjectMerge> merge_projects(Call& call, const MergeProjects& in);
/// The absorbed one is again what it was; the survivor loses what it was given, except where
/// somebody has changed it since. Errors: project.merge.undone, project.merge.order.
Result<ProjectMerge> undo_project_merge(Call& call, const ProjectId& in);
struct ProjectMergeList {
  std::vector<ProjectMerge> items;
};
BOOST_DESCRIBE_STRUCT(ProjectMergeList, (), (items))
Result<ProjectMergeList> list_project_merges(Call& call, const ProjectZone& in);

/// A target company of the chain becomes a lead, with the chain's reasons and their dates as its
/// record of source.
struct LeadFromTarget {
  int64_t zone = 0;
  std::string company;     ///< stock code, as chain.targets.list gives it
  std::string chain_node;  ///< for which it is a target
  std::optional<int64_t> owner_user_id;
  std::optional<std::string> name;  ///< default: the company and the node
  std::optional<std::string> distinct_reason;
};
BOOST_DESCRIBE_STRUCT(LeadFromTarget, (),
                      (zone, company, chain_node, owner_user_id, name, distinct_reason))
Result<Project> create_lead_from_target(Call& call, const LeadFromTarget& in);

}  // namespace gaoxin
