#include "project/evidence_store.h"

#include "project/sql_conditions.h"

namespace gaoxin::evidence_store {

namespace {

constexpr std::string_view kColumns =
    "e.zone_id, e.id, e.project_id, e.kind, e.filename, e.media_type, e.size_bytes, e.sha256, "
    "e.issuer, e.issued_on, e.expires_on, e.uploaded_at, e.uploaded_by, e.state, e.decided_at, "
    "e.decided_by, e.decision_note";

StoredEvidence read_evidence(const Row& row) {
  StoredEvidence out;
  out.zone_id = row.int64(0);
  Evidence& e = out.evidence;
  e.id = row.int64(1);
  e.project_id = row.int64(2);
  e.kind = row.str(3);
  e.filename = row.str(4);
  e.media_type = row.str(5);
  e.size_bytes = row.int64(6);
  e.sha256 = row.str(7);
  e.issuer = row.str(8);
  e.issued_on = row.date(9);
  e.expires_on = row.maybe_date(10);
  e.uploaded_at = row.timestamp(11);
  e.uploaded_by = row.int64(12);
  CHECK(boost::describe::enum_from_string(row.str(13).c_str(), e.state));
  if (!row.is_null(14)) e.decided_at = row.timestamp(14);
  e.decided_by = row.maybe_int64(15);
  e.decision_note = row.maybe_str(16);
  return out;
}

}  // namespace

void insert_evidence(Transaction& db, const StoredEvidence& stored) {
  const Evidence& e = stored.evidence;
  db.execute(
      "INSERT INTO project_evidence (zone_id, id, project_id, kind, filename, media_type, "
      "size_bytes, sha256, issuer, issued_on, expires_on, uploaded_at, uploaded_by, state, "
      "decided_at, decided_by, decision_note) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
      {stored.zone_id, e.id, e.project_id, e.kind, e.filename, e.media_type, e.size_bytes, e.sha256,
       e.issuer, e.issued_on, e.expires_on, e.uploaded_at, e.uploaded_by,
       boost::describe::enum_to_string(e.state, ""), e.decided_at, e.decided_by, e.decision_note});
}

std::optional<StoredEvidence> find_evidence(Transaction& db, int64_t id) {
  static const std::string sql =
      fmt::format("SELECT {} FROM project_evidence e WHERE e.id = $1", kColumns);
  return db.one(sql, {id}, read_evidence);
}

std::vector<StoredEvidence> list_evidence(Transaction& db, std::span<const int64_t> project_ids) {
  Conditions where;
  where.add(where.in("e.project_id", std::vector<int64_t>(project_ids.begin(), project_ids.end())));
  return db.all(fmt::format("SELECT {} FROM project_evidence e WHERE {} ORDER BY e.id DESC",
                            kColumns, where.text()),
                where.parameters(), read_evidence);
}

bool decide_evidence(Transaction& db, const StoredEvidence& decided) {
  const Evidence& e = decided.evidence;
  return db.execute(
             "UPDATE project_evidence SET state = $3, decided_at = $4, decided_by = $5, "
             "decision_note = $6 WHERE zone_id = $1 AND id = $2 AND state = 'pending'",
             {decided.zone_id, e.id, boost::describe::enum_to_string(e.state, ""), e.decided_at,
              e.decided_by, e.decision_note}) == 1;
}

std::vector<StoredEvidence> list_pending(Transaction& db, const std::vector<int64_t>& host_zones,
                                         int64_t not_user, int64_t limit) {
  Conditions where;
  where.add("e.state = 'pending' AND p.status IN ('ongoing', 'delayed', 'dormant')");
  if (!host_zones.empty()) where.add(where.in("p.host_zone_id", host_zones));
  const std::string user = where.parameter(not_user);
  where.add(fmt::format("e.uploaded_by <> {0} AND COALESCE(p.owner_user_id, -1) <> {0}", user));
  const std::string limit_text = where.parameter(limit);
  return db.all(fmt::format("SELECT {} FROM project_evidence e JOIN project_project p ON p.id = "
                            "e.project_id WHERE {} ORDER BY e.uploaded_at, e.id LIMIT {}",
                            kColumns, where.text(), limit_text),
                where.parameters(), read_evidence);
}

void each_evidence(Transaction& db, const std::function<void(const EvidenceFileRow&)>& each) {
  db.each(
      "SELECT e.id, e.sha256, e.filename, p.number FROM project_evidence e "
      "JOIN project_project p ON p.id = e.project_id ORDER BY e.sha256, e.id",
      {}, [&](const Row& row) {
        each({row.int64(0), row.str(1), row.str(2), row.str(3)});
      });
}

}  // namespace gaoxin::evidence_store
