// SQL of cases, their steps, tax shares and tax statements.
#include <fmt/format.h>

#include "project/conduct_store.h"
#include "project/enum_columns.h"

namespace gaoxin::conduct_store {
namespace {

constexpr std::string_view kCase =
    "SELECT k.zone_id, k.id, k.kind, k.project_id, k.enterprise_id, k.milestone_id, k.title, "
    "k.reason, k.step, k.due_on, k.amount, k.origin_zone_id, k.origin_place, k.version, "
    "k.opened_on, k.opened_by, p.name, e.name FROM project_case k "
    "LEFT JOIN project_project p ON p.id = k.project_id "
    "LEFT JOIN v_registry_enterprise e ON e.id = k.enterprise_id";

ProjectCase read_case(const Row& row) {
  ProjectCase k;
  k.zone_id = row.int64(0);
  k.id = row.int64(1);
  k.kind = parse_enum<CaseKind>(row.text(2));
  k.project_id = row.maybe_int64(3);
  k.enterprise_id = row.maybe_int64(4);
  k.milestone_id = row.maybe_int64(5);
  k.title = row.str(6);
  k.reason = row.str(7);
  k.step = row.str(8);
  k.due_on = row.maybe_date(9);
  k.amount = maybe_money(row, 10);
  k.origin_zone_id = row.maybe_int64(11);
  k.origin_place = row.maybe_str(12);
  k.version = row.int64(13);
  k.opened_on = row.date(14);
  k.opened_by = row.int64(15);
  k.project_name = row.maybe_str(16);
  k.enterprise_name = row.maybe_str(17);
  return k;
}

/// The WHERE clause of a query, its values added to `parameters`.
std::string where(const CaseQuery& query, std::vector<Parameter>& parameters) {
  std::string out = " WHERE 1 = 1" + in_zones("k.zone_id", query.zones, parameters);
  const auto add = [&](std::string_view text, Parameter value) {
    parameters.push_back(std::move(value));
    out += fmt::format(fmt::runtime(text), parameters.size());
  };
  if (query.kind) {
    static const std::string kinds[] = {enum_text(CaseKind::breach), enum_text(CaseKind::exit),
                                        enum_text(CaseKind::relocation)};
    add(" AND k.kind = ${}", kinds[static_cast<size_t>(*query.kind)]);
  }
  if (query.project_id) add(" AND k.project_id = ${}", *query.project_id);
  if (query.milestone_id) add(" AND k.milestone_id = ${}", *query.milestone_id);
  if (query.open) out += *query.open ? " AND k.due_on IS NOT NULL" : " AND k.due_on IS NULL";
  if (query.person)
    add(" AND (k.opened_by = ${0} OR k.project_id IN (SELECT id FROM project_project WHERE "
        "owner_user_id = ${0}))",
        *query.person);
  if (query.overdue_on) add(" AND k.due_on < ${}", *query.overdue_on);
  return out;
}

}  // namespace

void insert_case(Transaction& db, const ProjectCase& k, Timestamp at) {
  db.execute(
      "INSERT INTO project_case (zone_id, id, kind, project_id, enterprise_id, milestone_id, "
      "title, reason, step, due_on, origin_zone_id, origin_place, version, opened_on, opened_at, "
      "opened_by) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $14, $15)",
      {k.zone_id, k.id, enum_text(k.kind), k.project_id, k.enterprise_id, k.milestone_id, k.title,
       k.reason, k.step, k.due_on, k.origin_zone_id, k.origin_place, k.opened_on, at, k.opened_by});
}

void insert_case_step(Transaction& db, int64_t zone_id, int64_t case_id, const CaseStep& step) {
  db.execute(
      "INSERT INTO project_case_step (zone_id, id, case_id, step, taken_on, due_on, note, "
      "document, amount, taken_at, taken_by, taken_by_name) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {zone_id, step.id, case_id, step.step, step.taken_on, step.due_on, step.note, step.document,
       step.amount, step.taken_at, step.taken_by, step.taken_by_name});
}

std::optional<ProjectCase> find_case(Transaction& db, int64_t id) {
  static const std::string sql = fmt::format("{} WHERE k.id = $1", kCase);
  return db.one(sql, {id}, read_case);
}

bool update_case(Transaction& db, const ProjectCase& k) {
  return db.execute(
             "UPDATE project_case SET step = $4, due_on = $5, amount = $6, version = version + 1 "
             "WHERE zone_id = $1 AND id = $2 AND version = $3",
             {k.zone_id, k.id, k.version, k.step, k.due_on, k.amount}) == 1;
}

std::vector<CaseStep> list_case_steps(Transaction& db, int64_t case_id) {
  return db.all(
      "SELECT id, step, taken_on, due_on, note, document, amount, taken_at, taken_by, "
      "taken_by_name FROM project_case_step WHERE case_id = $1 ORDER BY id",
      {case_id}, [](const Row& row) {
        CaseStep step;
        step.id = row.int64(0);
        step.step = row.str(1);
        step.taken_on = row.date(2);
        step.due_on = row.maybe_date(3);
        step.note = row.str(4);
        step.document = row.maybe_str(5);
        step.amount = maybe_money(row, 6);
        step.taken_at = row.timestamp(7);
        step.taken_by = row.int64(8);
        step.taken_by_name = row.str(9);
        return step;
      });
}

int64_t count_cases(Transaction& db, const CaseQuery& query) {
  std::vector<Parameter> parameters;
  const std::string clause = where(query, parameters);
  return db.value("SELECT COUNT(*) FROM project_case k" + clause, parameters).value_or(0);
}

std::vector<ProjectCase> list_cases(Transaction& db, const CaseQuery& query, int64_t limit,
                                    int64_t offset) {
  std::vector<Parameter> parameters;
  std::string sql = std::string(kCase) + where(query, parameters);
  sql += fmt::format(
      " ORDER BY CASE WHEN k.due_on IS NULL THEN 1 ELSE 0 END, k.due_on, k.id LIMIT ${} OFFSET ${}",
      parameters.size() + 1, parameters.size() + 2);
  parameters.emplace_back(limit);
  parameters.emplace_back(offset);
  return db.all(sql, parameters, read_case);
}

std::vector<TaxShare> list_tax_shares(Transaction& db, int64_t case_id) {
  return db.all(
      "SELECT from_year, to_year, origin_bp, agreement FROM project_tax_share "
      "WHERE case_id = $1 ORDER BY from_year",
      {case_id}, [](const Row& row) {
        return TaxShare{row.int64(0), row.int64(1), row.int64(2), row.str(3)};
      });
}

void put_tax_share(Transaction& db, int64_t zone_id, int64_t case_id, const TaxShare& share) {
  db.execute(
      "INSERT INTO project_tax_share (zone_id, case_id, from_year, to_year, origin_bp, agreement) "
      "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (zone_id, case_id, from_year) "
      "DO UPDATE SET to_year = excluded.to_year, origin_bp = excluded.origin_bp, "
      "agreement = excluded.agreement",
      {zone_id, case_id, share.from_year, share.to_year, share.origin_basis_points,
       share.agreement});
}

std::vector<TaxStatement> list_tax_statements(Transaction& db, int64_t case_id) {
  return db.all(
      "SELECT case_id, year, revision, tax, origin_bp, origin_amount, own_amount, agreement, fact, "
      "issued_at, issued_by, approved_at, approved_by FROM project_tax_statement "
      "WHERE case_id = $1 ORDER BY year DESC, revision DESC",
      {case_id}, [](const Row& row) {
        TaxStatement s;
        s.case_id = row.int64(0);
        s.year = row.int64(1);
        s.revision = row.int64(2);
        s.tax = row.money(3);
        s.origin_basis_points = row.int64(4);
        s.origin_amount = row.money(5);
        s.own_amount = row.money(6);
        s.agreement = row.str(7);
        s.fact = from_json<TaxFact>(json::parse(row.text(8))).value();
        s.issued_at = row.timestamp(9);
        s.issued_by = row.int64(10);
        if (!row.is_null(11)) s.approved_at = row.timestamp(11);
        s.approved_by = row.maybe_int64(12);
        return s;
      });
}

void insert_tax_statement(Transaction& db, int64_t zone_id, const TaxStatement& s) {
  const std::string fact = json::serialize(to_json(s.fact));
  db.execute(
      "INSERT INTO project_tax_statement (zone_id, case_id, year, revision, tax, origin_bp, "
      "origin_amount, own_amount, agreement, fact, issued_at, issued_by) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {zone_id, s.case_id, s.year, s.revision, s.tax.fen, s.origin_basis_points,
       s.origin_amount.fen, s.own_amount.fen, s.agreement, fact, s.issued_at, s.issued_by});
}

bool approve_tax_statement(Transaction& db, const TaxStatement& s, Timestamp at, int64_t by) {
  return db.execute(
             "UPDATE project_tax_statement SET approved_at = $4, approved_by = $5 WHERE "
             "case_id = $1 AND year = $2 AND revision = $3 AND approved_at IS NULL",
             {s.case_id, s.year, s.revision, at, by}) == 1;
}

}  // namespace gaoxin::conduct_store
