// SQL of commitments, milestones and actuals.
#include <fmt/format.h>

#include <algorithm>

#include "project/conduct_store.h"
#include "project/enum_columns.h"

namespace gaoxin::conduct_store {
namespace {

constexpr std::string_view kCommitment =
    "SELECT zone_id, id, project_id, metric, formula_version, title, unit, direction, began_on, "
    "remedy, created_at, created_by FROM project_commitment";

StoredCommitment read_commitment(const Row& row) {
  StoredCommitment out;
  out.zone_id = row.int64(0);
  Commitment& c = out.row;
  c.id = row.int64(1);
  c.project_id = row.int64(2);
  c.metric = row.str(3);
  c.formula_version = row.int64(4);
  c.title = row.str(5);
  c.unit = row.str(6);
  c.direction = parse_enum<Direction>(row.text(7));
  c.began_on = row.date(8);
  c.remedy = row.str(9);
  out.created_at = row.timestamp(10);
  c.created_by = row.int64(11);
  return out;
}

void read_parts(Transaction& db, StoredCommitment& commitment) {
  Commitment& c = commitment.row;
  c.milestones = db.all(
      "SELECT id, due_on, target, created_at FROM project_milestone WHERE commitment_id = $1 "
      "ORDER BY due_on",
      {c.id}, [](const Row& row) {
        Milestone m;
        m.id = row.int64(0);
        m.due_on = row.date(1);
        m.target = format_decimal({row.int64(2)});
        m.created_at = row.timestamp(3);
        return m;
      });
  c.actuals = db.all(
      "SELECT id, measured_on, value, origin, facts, source, evidence_id, recorded_at, "
      "recorded_by, state, decided_at, decided_by, decision_note FROM project_actual "
      "WHERE commitment_id = $1 ORDER BY measured_on DESC, id DESC",
      {c.id}, [](const Row& row) {
        CommitmentActual a;
        a.id = row.int64(0);
        a.measured_on = row.date(1);
        a.value = format_decimal({row.int64(2)});
        a.origin = parse_enum<ActualOrigin>(row.text(3));
        a.facts = from_json<std::vector<ActualFact>>(json::parse(row.text(4))).value();
        a.source = row.str(5);
        a.evidence_id = row.maybe_int64(6);
        a.recorded_at = row.timestamp(7);
        a.recorded_by = row.int64(8);
        a.state = parse_enum<ActualState>(row.text(9));
        if (!row.is_null(10)) a.decided_at = row.timestamp(10);
        a.decided_by = row.maybe_int64(11);
        a.decision_note = row.maybe_str(12);
        return a;
      });
}

}  // namespace

void insert_commitment(Transaction& db, const StoredCommitment& commitment) {
  const Commitment& c = commitment.row;
  db.execute(
      "INSERT INTO project_commitment (zone_id, id, project_id, metric, formula_version, title, "
      "unit, direction, began_on, remedy, created_at, created_by) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {commitment.zone_id, c.id, c.project_id, c.metric, c.formula_version, c.title, c.unit,
       enum_text(c.direction), c.began_on, c.remedy, commitment.created_at, c.created_by});
  for (const Milestone& milestone : c.milestones)
    insert_milestone(db, commitment.zone_id, c, milestone);
}

void insert_milestone(Transaction& db, int64_t zone_id, const Commitment& commitment,
                      const Milestone& milestone) {
  db.execute(
      "INSERT INTO project_milestone (zone_id, id, commitment_id, project_id, due_on, target, "
      "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {zone_id, milestone.id, commitment.id, commitment.project_id, milestone.due_on,
       parse_decimal(milestone.target).value().ten_thousandths, milestone.created_at});
}

std::optional<StoredCommitment> find_commitment(Transaction& db, int64_t id) {
  static const std::string sql = fmt::format("{} WHERE id = $1", kCommitment);
  std::optional<StoredCommitment> found = db.one(sql, {id}, read_commitment);
  if (found) read_parts(db, *found);
  return found;
}

std::vector<StoredCommitment> list_commitments(Transaction& db, int64_t project_id) {
  static const std::string sql = fmt::format("{} WHERE project_id = $1 ORDER BY id", kCommitment);
  std::vector<StoredCommitment> found = db.all(sql, {project_id}, read_commitment);
  for (StoredCommitment& commitment : found) read_parts(db, commitment);
  return found;
}

std::vector<DueMilestone> list_due_milestones(Transaction& db, int64_t owner_user_id, Date until,
                                              int64_t limit) {
  return db.all(
      "SELECT m.id, p.host_zone_id, p.number, p.name, c.title, c.unit, m.target, m.due_on, "
      "m.created_at FROM project_project p JOIN project_milestone m ON m.project_id = p.id "
      "JOIN project_commitment c ON c.zone_id = m.zone_id AND c.id = m.commitment_id WHERE "
      "p.owner_user_id = $1 AND "
      "p.merged_into IS NULL AND p.status IN ('ongoing', 'delayed', 'dormant') AND "
      "(m.verdict IS NULL OR m.verdict <> 'met') AND m.due_on <= $2 "
      "ORDER BY m.due_on, m.id LIMIT $3",
      {owner_user_id, until, limit}, [](const Row& row) {
        return DueMilestone{
            row.int64(0), row.int64(1),          row.str(2),  row.str(3),      row.str(4),
            row.str(5),   Decimal{row.int64(6)}, row.date(7), row.timestamp(8)};
      });
}

std::optional<std::pair<int64_t, int64_t>> find_milestone(Transaction& db, int64_t milestone_id) {
  return db.one("SELECT commitment_id, id FROM project_milestone WHERE id = $1", {milestone_id},
                [](const Row& row) { return std::pair(row.int64(0), row.int64(1)); });
}

std::optional<std::string> milestone_verdict(Transaction& db, int64_t milestone_id) {
  const auto found = db.one("SELECT verdict FROM project_milestone WHERE id = $1", {milestone_id},
                            [](const Row& row) { return row.maybe_str(0); });
  return found ? *found : std::nullopt;
}

void set_verdict(Transaction& db, int64_t zone_id, int64_t milestone_id,
                 std::optional<std::string> verdict) {
  db.execute("UPDATE project_milestone SET verdict = $3 WHERE zone_id = $1 AND id = $2",
             {zone_id, milestone_id, verdict});
}

void insert_actual(Transaction& db, const StoredCommitment& commitment,
                   const CommitmentActual& actual) {
  const std::string facts = json::serialize(to_json(actual.facts));
  db.execute(
      "INSERT INTO project_actual (zone_id, id, commitment_id, project_id, measured_on, value, "
      "origin, facts, source, evidence_id, recorded_at, recorded_by, state) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'pending')",
      {commitment.zone_id, actual.id, commitment.row.id, commitment.row.project_id,
       actual.measured_on, parse_decimal(actual.value).value().ten_thousandths,
       enum_text(actual.origin), facts, actual.source, actual.evidence_id, actual.recorded_at,
       actual.recorded_by});
}

std::optional<int64_t> commitment_of_actual(Transaction& db, int64_t actual_id) {
  return db.value("SELECT commitment_id FROM project_actual WHERE id = $1", {actual_id});
}

bool decide_actual(Transaction& db, int64_t zone_id, const CommitmentActual& actual) {
  return db.execute(
             "UPDATE project_actual SET state = $3, decided_at = $4, decided_by = $5, "
             "decision_note = $6 WHERE zone_id = $1 AND id = $2 AND state = 'pending'",
             {zone_id, actual.id, enum_text(actual.state), *actual.decided_at, *actual.decided_by,
              *actual.decision_note}) == 1;
}

std::optional<int64_t> project_of_evidence(Transaction& db, int64_t evidence_id) {
  return db.value("SELECT project_id FROM project_evidence WHERE id = $1", {evidence_id});
}

namespace {

std::string red_from(std::span<const int64_t> zones, std::vector<Parameter>& parameters) {
  // CROSS JOIN: SQLite begins with the few failed ones; PostgreSQL orders joins by itself.
  return "FROM project_milestone m CROSS JOIN project_commitment c CROSS JOIN project_project p "
         "WHERE c.zone_id = m.zone_id AND c.id = m.commitment_id AND p.zone_id = m.zone_id AND "
         "p.id = m.project_id AND m.verdict = 'failed' AND m.due_on <= $1 AND "
         "p.merged_into IS NULL" +
         in_zones("p.host_zone_id", zones, parameters);
}

}  // namespace

int64_t count_red(Transaction& db, std::span<const int64_t> zones, Date today) {
  std::vector<Parameter> parameters{today};
  const std::string from = red_from(zones, parameters);
  return db.value("SELECT COUNT(*) " + from, parameters).value_or(0);
}

std::vector<RedMilestone> list_red(Transaction& db, std::span<const int64_t> zones, Date today,
                                   int64_t limit, int64_t offset) {
  std::vector<Parameter> parameters{today};
  std::string sql =
      "SELECT p.id, p.number, p.name, p.host_zone_id, c.id, m.id, c.title, c.unit, c.direction, "
      "m.due_on, m.target, EXISTS (SELECT 1 FROM project_case k WHERE k.project_id = p.id AND "
      "k.milestone_id = m.id AND k.due_on IS NOT NULL) " +
      red_from(zones, parameters);
  sql += fmt::format(" ORDER BY m.due_on, m.id LIMIT ${} OFFSET ${}", parameters.size() + 1,
                     parameters.size() + 2);
  parameters.emplace_back(limit);
  parameters.emplace_back(offset);
  return db.all(sql, parameters, [](const Row& row) {
    RedMilestone m;
    m.project_id = row.int64(0);
    m.project_number = row.str(1);
    m.project_name = row.str(2);
    m.host_zone_id = row.int64(3);
    m.commitment_id = row.int64(4);
    m.milestone_id = row.int64(5);
    m.title = row.str(6);
    m.unit = row.str(7);
    m.direction = parse_enum<Direction>(row.text(8));
    m.due_on = row.date(9);
    m.target = format_decimal({row.int64(10)});
    m.case_open = row.text(11) == "1" || row.text(11) == "t";
    return m;
  });
}

}  // namespace gaoxin::conduct_store
