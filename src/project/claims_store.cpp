#include "project/claims_store.h"

#include "project/sql_conditions.h"

namespace gaoxin::claims_store {

namespace {

constexpr std::string_view kTransferColumns =
    "t.zone_id, t.id, t.project_id, t.from_zone_id, t.to_zone_id, t.to_user_id, t.reason, "
    "t.requested_at, t.requested_by, t.state, t.decided_at, t.decided_by, t.decision_note, p.name";
constexpr std::string_view kTransferFrom =
    "project_transfer t JOIN project_project p ON p.id = t.project_id";

StoredTransfer read_transfer(const Row& row) {
  StoredTransfer out;
  out.zone_id = row.int64(0);
  Transfer& t = out.transfer;
  t.id = row.int64(1);
  t.project_id = row.int64(2);
  t.from_zone_id = row.int64(3);
  t.to_zone_id = row.int64(4);
  t.to_user_id = row.maybe_int64(5);
  t.reason = row.str(6);
  t.requested_at = row.timestamp(7);
  t.requested_by = row.int64(8);
  CHECK(boost::describe::enum_from_string(row.str(9).c_str(), t.state));
  if (!row.is_null(10)) t.decided_at = row.timestamp(10);
  t.decided_by = row.maybe_int64(11);
  t.decision_note = row.maybe_str(12);
  t.project_name = row.str(13);
  return out;
}

constexpr std::string_view kMergeColumns =
    "m.zone_id, m.id, m.survivor_id, m.absorbed_zone_id, m.absorbed_id, m.restore_json, "
    "m.merged_at, m.merged_by, m.undone_at, s.name, a.name";
constexpr std::string_view kMergeFrom =
    "project_merge m JOIN project_project s ON s.id = m.survivor_id "
    "JOIN project_project a ON a.id = m.absorbed_id";

StoredMerge read_merge(const Row& row) {
  StoredMerge out;
  out.zone_id = row.int64(0);
  ProjectMerge& m = out.merge;
  m.id = row.int64(1);
  m.survivor_id = row.int64(2);
  out.absorbed_zone_id = row.int64(3);
  m.absorbed_id = row.int64(4);
  out.given = from_json<std::vector<std::string>>(json::parse(row.text(5))).value();
  m.merged_at = row.timestamp(6);
  m.merged_by = row.int64(7);
  if (!row.is_null(8)) m.undone_at = row.timestamp(8);
  m.survivor_name = row.str(9);
  m.absorbed_name = row.str(10);
  return out;
}

}  // namespace

void insert_transfer(Transaction& db, const StoredTransfer& stored) {
  const Transfer& t = stored.transfer;
  db.execute(
      "INSERT INTO project_transfer (zone_id, id, project_id, from_zone_id, to_zone_id, "
      "to_user_id, reason, requested_at, requested_by, state) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {stored.zone_id, t.id, t.project_id, t.from_zone_id, t.to_zone_id, t.to_user_id, t.reason,
       t.requested_at, t.requested_by, boost::describe::enum_to_string(t.state, "")});
}

std::optional<StoredTransfer> find_transfer(Transaction& db, int64_t id) {
  static const std::string sql =
      fmt::format("SELECT {} FROM {} WHERE t.id = $1", kTransferColumns, kTransferFrom);
  return db.one(sql, {id}, read_transfer);
}

std::vector<StoredTransfer> list_transfers(Transaction& db, int64_t project_id) {
  static const std::string sql =
      fmt::format("SELECT {} FROM {} WHERE t.project_id = $1 ORDER BY t.id DESC", kTransferColumns,
                  kTransferFrom);
  return db.all(sql, {project_id}, read_transfer);
}

std::vector<StoredTransfer> list_pending(Transaction& db, const std::vector<int64_t>& zones) {
  Conditions where;
  where.add("t.state = 'pending'");
  const std::string to = where.in("t.to_zone_id", zones);
  where.add(fmt::format("({} OR {})", to, where.in("t.from_zone_id", zones)));
  return db.all(fmt::format("SELECT {} FROM {} WHERE {} ORDER BY t.id DESC LIMIT 500",
                            kTransferColumns, kTransferFrom, where.text()),
                where.parameters(), read_transfer);
}

bool decide_transfer(Transaction& db, const StoredTransfer& decided) {
  const Transfer& t = decided.transfer;
  return db.execute(
             "UPDATE project_transfer SET state = $3, decided_at = $4, decided_by = $5, "
             "decision_note = $6 WHERE zone_id = $1 AND id = $2 AND state = 'pending'",
             {decided.zone_id, t.id, boost::describe::enum_to_string(t.state, ""), t.decided_at,
              t.decided_by, t.decision_note}) == 1;
}

std::vector<CreditShare> list_credit(Transaction& db, int64_t zone_id, int64_t project_id) {
  return db.all(
      "SELECT holder_kind, holder_id, basis_points FROM project_credit "
      "WHERE zone_id = $1 AND project_id = $2 ORDER BY basis_points DESC, holder_kind, holder_id",
      {zone_id, project_id}, [](const Row& row) {
        return CreditShare{row.str(0), row.int64(1), std::nullopt, row.int64(2)};
      });
}

void replace_credit(Transaction& db, int64_t zone_id, int64_t project_id,
                    const std::vector<CreditShare>& credit) {
  db.execute("DELETE FROM project_credit WHERE zone_id = $1 AND project_id = $2",
             {zone_id, project_id});
  for (const CreditShare& share : credit)
    db.execute(
        "INSERT INTO project_credit (zone_id, project_id, holder_kind, holder_id, basis_points) "
        "VALUES ($1, $2, $3, $4, $5)",
        {zone_id, project_id, share.holder_kind, share.holder_id, share.basis_points});
}

void insert_merge(Transaction& db, const StoredMerge& stored) {
  const ProjectMerge& m = stored.merge;
  const std::string given = json::serialize(to_json(stored.given));
  db.execute(
      "INSERT INTO project_merge (zone_id, id, survivor_id, absorbed_zone_id, absorbed_id, "
      "restore_json, merged_at, merged_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {stored.zone_id, m.id, m.survivor_id, stored.absorbed_zone_id, m.absorbed_id, given,
       m.merged_at, m.merged_by});
}

std::optional<StoredMerge> find_merge(Transaction& db, int64_t id) {
  static const std::string sql =
      fmt::format("SELECT {} FROM {} WHERE m.id = $1", kMergeColumns, kMergeFrom);
  return db.one(sql, {id}, read_merge);
}

std::vector<StoredMerge> list_merges(Transaction& db, const std::vector<int64_t>& host_zones) {
  Conditions where;
  where.add("1 = 1");
  if (!host_zones.empty()) where.add(where.in("s.host_zone_id", host_zones));
  return db.all(fmt::format("SELECT {} FROM {} WHERE {} ORDER BY m.id DESC LIMIT 500",
                            kMergeColumns, kMergeFrom, where.text()),
                where.parameters(), read_merge);
}

bool undo_merge(Transaction& db, const StoredMerge& undone) {
  return db.execute(
             "UPDATE project_merge SET undone_at = $3, undone_by = $4 "
             "WHERE zone_id = $1 AND id = $2 AND undone_at IS NULL",
             {undone.zone_id, undone.merge.id, undone.merge.undone_at, undone.undone_by}) == 1;
}

}  // namespace gaoxin::claims_store
