#include "policy/policy_store.h"

#include "base/check.h"

namespace gaoxin::policy_store {
namespace {

constexpr const char* kRevisionColumns =
    "zone_id, policy_id, revision, version, state, source, effective_from, effective_to, "
    "created_at, created_by, legal_basis, fair_competition_review, reviewed_at, reviewed_by, "
    "approved_at, approved_by, published_at, published_by";

PolicyState state_of(std::string_view name) {
  if (name == "draft") return PolicyState::draft;
  if (name == "reviewed") return PolicyState::reviewed;
  if (name == "approved") return PolicyState::approved;
  CHECK(name == "published");
  return PolicyState::published;
}
const char* state_name(PolicyState state) {
  switch (state) {
    case PolicyState::draft: return "draft";
    case PolicyState::reviewed: return "reviewed";
    case PolicyState::approved: return "approved";
    case PolicyState::published: return "published";
    case PolicyState::superseded: break;
  }
  CHECK(false);
}

std::optional<std::string_view> maybe_view(const Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.text(column);
}

std::optional<Timestamp> maybe_time(const Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.timestamp(column);
}

StoredRevision read_revision(const Row& row) {
  StoredRevision out;
  out.zone_id = row.int64(0);
  out.policy_id = row.str(1);
  out.life.revision = row.int64(2);
  out.version = row.int64(3);
  out.life.state = state_of(row.text(4));
  out.source = row.str(5);
  out.life.effective_from = row.date(6);
  out.life.effective_to = row.maybe_date(7);
  out.life.created_at = row.timestamp(8);
  out.life.created_by = row.int64(9);
  out.life.legal_basis = row.maybe_str(10);
  out.life.fair_competition_review = row.maybe_str(11);
  out.life.reviewed_at = maybe_time(row, 12);
  out.life.reviewed_by = row.maybe_int64(13);
  out.life.approved_at = maybe_time(row, 14);
  out.life.approved_by = row.maybe_int64(15);
  out.life.published_at = maybe_time(row, 16);
  out.life.published_by = row.maybe_int64(17);
  return out;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> list_vocabularies(Transaction& db) {
  return db.all("SELECT name, content FROM policy_vocabulary ORDER BY zone_id, name", {},
                [](const Row& row) { return std::pair(row.str(0), row.str(1)); });
}
void put_vocabulary(Transaction& db, int64_t zone, const std::string& name,
                    const std::string& content) {
  db.execute(
      "INSERT INTO policy_vocabulary (zone_id, name, content) VALUES ($1, $2, $3) "
      "ON CONFLICT (zone_id, name) DO UPDATE SET content = $3",
      {zone, name, content});
}

std::vector<StoredRevision> list_revisions(Transaction& db) {
  static const std::string kSql = std::string("SELECT ") + kRevisionColumns +
                                  " FROM policy_revision ORDER BY policy_id, zone_id, revision";
  return db.all(kSql, {}, read_revision);
}
std::optional<StoredRevision> find_revision(Transaction& db, int64_t zone,
                                            const std::string& policy, int64_t revision) {
  static const std::string kSql =
      std::string("SELECT ") + kRevisionColumns +
      " FROM policy_revision WHERE zone_id = $1 AND policy_id = $2 AND revision = $3";
  return db.one(kSql, {zone, policy, revision}, read_revision);
}
int64_t last_revision(Transaction& db, int64_t zone, const std::string& policy) {
  return db
      .value("SELECT MAX(revision) FROM policy_revision WHERE zone_id = $1 AND policy_id = $2",
             {zone, policy})
      .value_or(0);
}

void insert_revision(Transaction& db, const StoredRevision& r) {
  static const std::string kSql =
      std::string("INSERT INTO policy_revision (") + kRevisionColumns +
      ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
  const PolicyRevision& life = r.life;
  db.execute(kSql,
             {r.zone_id, r.policy_id, life.revision, r.version, state_name(life.state), r.source,
              life.effective_from, life.effective_to, life.created_at, life.created_by,
              life.legal_basis, life.fair_competition_review, life.reviewed_at, life.reviewed_by,
              life.approved_at, life.approved_by, life.published_at, life.published_by});
}

bool update_revision(Transaction& db, const StoredRevision& r, int64_t before) {
  const PolicyRevision& life = r.life;
  return db.execute(
             "UPDATE policy_revision SET version = version + 1, state = $1, source = $2, "
             "effective_from = $3, effective_to = $4, legal_basis = $5, "
             "fair_competition_review = $6, reviewed_at = $7, reviewed_by = $8, approved_at = $9, "
             "approved_by = $10, published_at = $11, published_by = $12, created_by = $13 "
             "WHERE zone_id = $14 AND policy_id = $15 AND revision = $16 AND version = $17 "
             "AND state <> 'published'",
             {state_name(life.state), r.source, life.effective_from, life.effective_to,
              life.legal_basis, life.fair_competition_review, life.reviewed_at, life.reviewed_by,
              life.approved_at, life.approved_by, life.published_at, life.published_by,
              life.created_by, r.zone_id, r.policy_id, life.revision, before}) == 1;
}

std::vector<StoredParameter> list_parameters(Transaction& db) {
  return db.all(
      "SELECT zone_id, policy_id, name, from_date, value FROM policy_parameter "
      "ORDER BY zone_id, policy_id, name, from_date, id",
      {}, [](const Row& row) {
        return StoredParameter{row.int64(0), row.str(1), row.str(2), row.date(3), row.str(4)};
      });
}
void insert_parameter(Transaction& db, const StoredParameter& p, Timestamp at, int64_t by) {
  db.execute(
      "INSERT INTO policy_parameter (zone_id, policy_id, name, from_date, id, value, set_at, "
      "set_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {p.zone_id, p.policy_id, p.name, p.from_date, db.new_id(), p.value, at, by});
}

void insert_answer(Transaction& db, int64_t zone, int64_t enterprise, const PolicyAnswer& answer,
                   Timestamp at, int64_t by) {
  db.execute(
      "INSERT INTO policy_answer (zone_id, enterprise_id, field, id, value, missing, source, "
      "source_date, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {zone, enterprise, answer.field, db.new_id(), answer.value, answer.missing, answer.source,
       answer.source_date, at, by});
}

void each_answer(Transaction& db, std::optional<int64_t> enterprise,
                 const std::function<void(const StoredAnswer&)>& each) {
  const auto read = [&](const Row& row) {
    each({.enterprise_id = row.int64(0),
          .field = row.text(1),
          .words = maybe_view(row, 2),
          .missing = maybe_view(row, 3),
          .source = row.text(4),
          .source_date = row.maybe_date(5)});
  };
  if (enterprise) {
    db.each(
        "SELECT enterprise_id, field, value, missing, source, source_date FROM policy_answer "
        "WHERE enterprise_id = $1 ORDER BY id",
        {*enterprise}, read);
    return;
  }
  db.each(
      "SELECT enterprise_id, field, value, missing, source, source_date FROM policy_answer "
      "ORDER BY id",
      {}, read);
}

void each_enterprise(Transaction& db, std::optional<int64_t> enterprise,
                     const std::function<void(const StoredEnterprise&)>& each) {
  const auto read = [&](const Row& row) {
    each({row.int64(0), row.int64(1), row.str(2), row.maybe_str(3), row.maybe_str(4),
          row.maybe_str(5)});
  };
  if (enterprise) {
    db.each(
        "SELECT id, zone_id, name, scale, industry_code, region_code FROM v_registry_enterprise "
        "WHERE id = $1",
        {*enterprise}, read);
    return;
  }
  db.each(
      "SELECT id, zone_id, name, scale, industry_code, region_code FROM v_registry_enterprise "
      "ORDER BY id",
      {}, read);
}

std::vector<std::pair<int64_t, int64_t>> list_invented(Transaction& db) {
  return db.all("SELECT zone_id, id FROM v_registry_enterprise WHERE invented = 1 ORDER BY id", {},
                [](const Row& row) { return std::pair(row.int64(0), row.int64(1)); });
}
bool has_answers(Transaction& db) {
  return db.value("SELECT COUNT(*) FROM policy_answer").value_or(0) > 0;
}

int64_t count_enterprises(Transaction& db) {
  return db.value("SELECT COUNT(*) FROM v_registry_enterprise").value_or(0);
}
std::vector<StoredStay> list_stays(Transaction& db, Date day) {
  return db.all(
      "SELECT zone_id, enterprise_id FROM v_registry_resident "
      "WHERE from_date <= $1 AND (to_date IS NULL OR to_date > $1) ORDER BY from_date, zone_id",
      {day}, [](const Row& row) {
        return StoredStay{row.int64(0), row.int64(1)};
      });
}

}  // namespace gaoxin::policy_store
