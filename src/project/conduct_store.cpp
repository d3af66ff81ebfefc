// SQL of score sheets, budgets, reservations and incentives.
#include "project/conduct_store.h"

#include <fmt/format.h>

#include "project/enum_columns.h"

namespace gaoxin::conduct_store {
namespace {

std::optional<Timestamp> maybe_time(const Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.timestamp(column));
}

}  // namespace

void lock_project(Transaction& db, int64_t project_id) {
  db.execute("UPDATE project_project SET version = version WHERE id = $1", {project_id});
}

std::string in_zones(std::string_view column, std::span<const int64_t> zones,
                     std::vector<Parameter>& parameters) {
  if (zones.empty()) return "";
  std::string out = fmt::format(" AND {} IN (", column);
  for (size_t i = 0; i < zones.size(); ++i) {
    parameters.emplace_back(zones[i]);
    out += fmt::format("{}${}", i == 0 ? "" : ", ", parameters.size());
  }
  return out + ")";
}

// ---- Score sheets ------------------------------------------------------------------------------

std::vector<ScoreRuleRow> list_score_rules(Transaction& db, std::span<const int64_t> zones) {
  std::vector<Parameter> parameters;
  const std::string scope = in_zones("zone_id", zones, parameters);
  return db.all(
      "SELECT zone_id, id, from_date, fit, market, technology, environment, energy, benefit, "
      "threshold, assessors_min, spread_max, set_at FROM project_score_rule WHERE 1 = 1" +
          scope + " ORDER BY from_date DESC, id DESC",
      parameters, [](const Row& row) {
        ScoreRuleRow rule;
        rule.zone_id = row.int64(0);
        rule.id = row.int64(1);
        rule.from_date = row.date(2);
        rule.rule.weights = {row.int64(3), row.int64(4), row.int64(5),
                             row.int64(6), row.int64(7), row.int64(8)};
        rule.rule.threshold = row.real(9);
        rule.rule.assessors_min = row.int64(10);
        rule.rule.spread_max = row.real(11);
        rule.set_at = row.timestamp(12);
        return rule;
      });
}

void insert_score_rule(Transaction& db, const ScoreRuleRow& row, int64_t by) {
  const ScoreWeights& w = row.rule.weights;
  db.execute(
      "INSERT INTO project_score_rule (zone_id, id, from_date, fit, market, technology, "
      "environment, energy, benefit, threshold, assessors_min, spread_max, set_at, set_by) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
      {row.zone_id, row.id, row.from_date, w.fit, w.market, w.technology, w.environment, w.energy,
       w.benefit, row.rule.threshold, row.rule.assessors_min, row.rule.spread_max, *row.set_at,
       by});
}

std::vector<ScoreSheet> list_sheets(Transaction& db, int64_t project_id) {
  return db.all(
      "SELECT id, assessor_id, assessor_name, fit, market, technology, environment, energy, "
      "benefit, comment, signed_at, superseded_by FROM project_sheet WHERE project_id = $1 "
      "ORDER BY id DESC",
      {project_id}, [](const Row& row) {
        ScoreSheet sheet;
        sheet.id = row.int64(0);
        sheet.assessor_id = row.int64(1);
        sheet.assessor_name = row.str(2);
        sheet.scores = {row.maybe_int64(3), row.maybe_int64(4), row.maybe_int64(5),
                        row.maybe_int64(6), row.maybe_int64(7), row.maybe_int64(8)};
        sheet.comment = row.str(9);
        sheet.signed_at = row.timestamp(10);
        sheet.superseded = !row.is_null(11);
        return sheet;
      });
}

void insert_sheet(Transaction& db, int64_t zone_id, int64_t project_id, const ScoreSheet& sheet) {
  db.execute(
      "UPDATE project_sheet SET superseded_by = $3 WHERE project_id = $1 AND assessor_id = $2 AND "
      "superseded_by IS NULL",
      {project_id, sheet.assessor_id, sheet.id});
  const Scores& s = sheet.scores;
  db.execute(
      "INSERT INTO project_sheet (zone_id, id, project_id, assessor_id, assessor_name, fit, "
      "market, technology, environment, energy, benefit, comment, signed_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      {zone_id, sheet.id, project_id, sheet.assessor_id, sheet.assessor_name, s.fit, s.market,
       s.technology, s.environment, s.energy, s.benefit, sheet.comment, sheet.signed_at});
}

// ---- Budgets -----------------------------------------------------------------------------------

namespace {

StoredBudget read_budget(const Row& row) {
  return {row.int64(0), row.int64(1), parse_enum<Resource>(row.text(2)),
          row.int64(3), row.str(4),   row.int64(5)};
}

}  // namespace

std::vector<StoredBudget> list_budgets(Transaction& db, std::optional<int64_t> year,
                                       std::optional<Resource> resource) {
  const std::optional<std::string> name =
      resource ? std::optional(enum_text(*resource)) : std::nullopt;
  return db.all(
      "SELECT zone_id, year, resource, amount, source, version FROM project_budget "
      "WHERE ($1 IS NULL OR year = $1) AND ($2 IS NULL OR resource = $2) "
      "ORDER BY year DESC, resource, zone_id",
      {year, name}, read_budget);
}

std::optional<StoredBudget> lock_budget(Transaction& db, int64_t zone_id, int64_t year,
                                        Resource resource) {
  const std::string name = enum_text(resource);
  if (db.execute("UPDATE project_budget SET movements = movements + 1 "
                 "WHERE zone_id = $1 AND year = $2 AND resource = $3",
                 {zone_id, year, name}) == 0)
    return std::nullopt;
  return db.one(
      "SELECT zone_id, year, resource, amount, source, version FROM project_budget "
      "WHERE zone_id = $1 AND year = $2 AND resource = $3",
      {zone_id, year, name}, read_budget);
}

bool put_budget(Transaction& db, const StoredBudget& budget, Timestamp at, int64_t by) {
  const std::string name = enum_text(budget.resource);
  if (budget.version == 0)
    return db.execute(
               "INSERT INTO project_budget (zone_id, year, resource, amount, source, movements, "
               "version, set_at, set_by) VALUES ($1, $2, $3, $4, $5, 0, 1, $6, $7) "
               "ON CONFLICT (zone_id, year, resource) DO NOTHING",
               {budget.zone_id, budget.year, name, budget.amount, budget.source, at, by}) == 1;
  return db.execute(
             "UPDATE project_budget SET amount = $4, source = $5, version = version + 1, "
             "set_at = $7, set_by = $8 "
             "WHERE zone_id = $1 AND year = $2 AND resource = $3 AND version = $6",
             {budget.zone_id, budget.year, name, budget.amount, budget.source, budget.version, at,
              by}) == 1;
}

namespace {

constexpr std::string_view kReservation =
    "SELECT zone_id, id, project_id, resource, year, amount, state, expires_on, version, "
    "reserved_at, reserved_by, note FROM project_reservation";

StoredReservation read_reservation(const Row& row) {
  return {row.int64(0), row.int64(1),     row.int64(2),  parse_enum<Resource>(row.text(3)),
          row.int64(4), row.int64(5),     row.str(6),    row.date(7),
          row.int64(8), row.timestamp(9), row.int64(10), row.str(11)};
}

}  // namespace

void insert_reservation(Transaction& db, const StoredReservation& row) {
  db.execute(
      "INSERT INTO project_reservation (zone_id, id, project_id, resource, year, amount, state, "
      "expires_on, version, reserved_at, reserved_by, note) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {row.zone_id, row.id, row.project_id, enum_text(row.resource), row.year, row.amount,
       row.state, row.expires_on, row.version, row.reserved_at, row.reserved_by, row.note});
}

std::optional<StoredReservation> find_reservation(Transaction& db, int64_t id) {
  static const std::string sql = fmt::format("{} WHERE id = $1", kReservation);
  return db.one(sql, {id}, read_reservation);
}

bool update_reservation(Transaction& db, const StoredReservation& row, Timestamp at, int64_t by) {
  return db.execute(
             "UPDATE project_reservation SET amount = $4, state = $5, expires_on = $6, note = $7, "
             "version = version + 1, settled_at = $8, settled_by = $9 "
             "WHERE zone_id = $1 AND id = $2 AND version = $3",
             {row.zone_id, row.id, row.version, row.amount, row.state, row.expires_on, row.note, at,
              by}) == 1;
}

std::vector<StoredReservation> list_reservations(Transaction& db, const ReservationQuery& query) {
  const std::optional<std::string> resource =
      query.resource ? std::optional(enum_text(*query.resource)) : std::nullopt;
  if (query.project_id) {
    static const std::string sql = fmt::format(
        "{} WHERE project_id = $1 AND ($2 IS NULL OR year = $2) AND ($3 IS NULL OR resource = $3) "
        "ORDER BY id DESC",
        kReservation);
    return db.all(sql, {*query.project_id, query.year, resource}, read_reservation);
  }
  static const std::string sql = fmt::format(
      "{} WHERE ($1 IS NULL OR year = $1) AND ($2 IS NULL OR resource = $2) ORDER BY id DESC",
      kReservation);
  return db.all(sql, {query.year, resource}, read_reservation);
}

std::vector<TakenByZone> taken(Transaction& db, int64_t year, Resource resource, Date today) {
  return db.all(
      "SELECT zone_id, CAST(COALESCE(SUM(CASE WHEN state = 'used' THEN amount END), 0) AS BIGINT), "
      "CAST(COALESCE(SUM(CASE WHEN state = 'reserved' AND expires_on >= $3 THEN amount END), 0) "
      "AS BIGINT) "
      "FROM project_reservation WHERE resource = $1 AND year = $2 GROUP BY zone_id",
      {enum_text(resource), year, today}, [](const Row& row) {
        return TakenByZone{row.int64(0), row.int64(1), row.int64(2)};
      });
}

// ---- Incentives --------------------------------------------------------------------------------

namespace {

constexpr std::string_view kIncentive =
    "SELECT zone_id, id, project_id, title, amount, policy_id, legal_basis, terms, state, version, "
    "proposed_at, proposed_by, review_opinion, review_basis, reviewed_at, reviewed_by, offered_at, "
    "offered_by, withdrawn_reason FROM project_incentive";

StoredIncentive read_incentive(const Row& row) {
  StoredIncentive out;
  out.zone_id = row.int64(0);
  Incentive& i = out.row;
  i.id = row.int64(1);
  i.project_id = row.int64(2);
  i.title = row.str(3);
  if (!row.is_null(4)) i.amount = row.money(4);
  i.policy_id = row.maybe_str(5);
  i.legal_basis = row.maybe_str(6);
  i.terms = row.str(7);
  i.state = parse_enum<IncentiveState>(row.text(8));
  i.version = row.int64(9);
  i.proposed_at = row.timestamp(10);
  i.proposed_by = row.int64(11);
  i.review_opinion = row.maybe_str(12);
  i.review_basis = row.maybe_str(13);
  i.reviewed_at = maybe_time(row, 14);
  i.reviewed_by = row.maybe_int64(15);
  i.offered_at = maybe_time(row, 16);
  i.offered_by = row.maybe_int64(17);
  i.withdrawn_reason = row.maybe_str(18);
  return out;
}

void read_conditions(Transaction& db, std::vector<StoredIncentive>& incentives) {
  for (StoredIncentive& incentive : incentives)
    incentive.row.milestones = db.all(
        "SELECT milestone_id FROM project_incentive_condition WHERE zone_id = $1 AND "
        "incentive_id = $2 ORDER BY milestone_id",
        {incentive.zone_id, incentive.row.id}, [](const Row& row) { return row.int64(0); });
}

}  // namespace

void insert_incentive(Transaction& db, const StoredIncentive& incentive) {
  const Incentive& i = incentive.row;
  const std::optional<int64_t> fen = i.amount ? std::optional(i.amount->fen) : std::nullopt;
  db.execute(
      "INSERT INTO project_incentive (zone_id, id, project_id, title, amount, policy_id, "
      "legal_basis, terms, state, version, proposed_at, proposed_by) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {incentive.zone_id, i.id, i.project_id, i.title, fen, i.policy_id, i.legal_basis, i.terms,
       enum_text(i.state), i.version, i.proposed_at, i.proposed_by});
  for (const int64_t milestone : i.milestones)
    db.execute(
        "INSERT INTO project_incentive_condition (zone_id, incentive_id, milestone_id) "
        "VALUES ($1, $2, $3)",
        {incentive.zone_id, i.id, milestone});
}

std::optional<StoredIncentive> find_incentive(Transaction& db, int64_t id) {
  static const std::string sql = fmt::format("{} WHERE id = $1", kIncentive);
  std::vector<StoredIncentive> found = db.all(sql, {id}, read_incentive);
  read_conditions(db, found);
  return found.empty() ? std::nullopt : std::optional(std::move(found[0]));
}

std::vector<StoredIncentive> list_incentives(Transaction& db, int64_t project_id) {
  static const std::string sql =
      fmt::format("{} WHERE project_id = $1 ORDER BY id DESC", kIncentive);
  std::vector<StoredIncentive> found = db.all(sql, {project_id}, read_incentive);
  read_conditions(db, found);
  return found;
}

bool update_incentive(Transaction& db, const StoredIncentive& incentive, Timestamp at, int64_t by) {
  const Incentive& i = incentive.row;
  const bool withdrawn = i.state == IncentiveState::withdrawn;
  const std::optional<Timestamp> withdrawn_at = withdrawn ? std::optional(at) : std::nullopt;
  const std::optional<int64_t> withdrawn_by = withdrawn ? std::optional(by) : std::nullopt;
  return db.execute(
             "UPDATE project_incentive SET state = $4, review_opinion = $5, review_basis = $6, "
             "reviewed_at = $7, reviewed_by = $8, offered_at = $9, offered_by = $10, "
             "withdrawn_reason = $11, withdrawn_at = $12, withdrawn_by = $13, "
             "version = version + 1 WHERE zone_id = $1 AND id = $2 AND version = $3",
             {incentive.zone_id, i.id, i.version, enum_text(i.state), i.review_opinion,
              i.review_basis, i.reviewed_at, i.reviewed_by, i.offered_at, i.offered_by,
              i.withdrawn_reason, withdrawn_at, withdrawn_by}) == 1;
}

}  // namespace gaoxin::conduct_store
