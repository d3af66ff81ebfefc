#include "evaluation/management_store.h"

#include "base/check.h"

namespace gaoxin::management_store {

namespace {

std::optional<CaseState> state_of(std::string_view name) {
  CaseState state = CaseState::proposed;
  if (!boost::describe::enum_from_string(std::string(name).c_str(), state)) return std::nullopt;
  return state;
}
std::string state_name(CaseState state) { return boost::describe::enum_to_string(state, ""); }

StoredResult read_result(const Row& row) {
  StoredResult out;
  management::YearResult& r = out.result;
  r.zone = row.int64(0);
  out.scheme = row.str(1);
  r.year = row.int64(2);
  r.id = row.int64(3);
  r.method = row.str(4);
  r.official = row.boolean(5);
  r.region = row.maybe_str(6).value_or("");
  r.score = row.maybe_real(7);
  r.rank = row.int64(8);
  r.rank_low5 = row.maybe_int64(9);
  r.rank_high95 = row.maybe_int64(10);
  r.probabilities = from_json<std::map<std::string, double>>(json::parse(row.text(11))).value();
  out.source = row.str(12);
  out.run_id = row.maybe_int64(13);
  out.recorded_at = row.timestamp(14);
  out.recorded_by = row.int64(15);
  return out;
}

}  // namespace

void insert_result(Transaction& db, const StoredResult& row) {
  const management::YearResult& r = row.result;
  const std::optional<std::string> region =
      r.region.empty() ? std::nullopt : std::optional(r.region);
  const std::string probabilities = json::serialize(to_json(r.probabilities));
  db.execute(
      "INSERT INTO evaluation_result_year (zone_id, scheme, year, id, method, official, region, "
      "score, rank, rank_low5, rank_high95, probabilities, source, run_id, recorded_at, "
      "recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
      {r.zone, row.scheme, r.year, r.id, r.method, r.official, region, r.score, r.rank, r.rank_low5,
       r.rank_high95, probabilities, row.source, row.run_id, row.recorded_at, row.recorded_by});
}

std::vector<StoredResult> list_results(Transaction& db, const std::string& scheme,
                                       std::optional<int64_t> year) {
  std::map<std::tuple<int64_t, int64_t, std::string>, StoredResult> newest;
  db.each(
      "SELECT zone_id, scheme, year, id, method, official, region, score, rank, rank_low5, "
      "rank_high95, probabilities, source, run_id, recorded_at, recorded_by "
      "FROM evaluation_result_year WHERE scheme = $1 AND ($2 = 0 OR year = $2) ORDER BY id",
      {scheme, year.value_or(0)}, [&](const Row& row) {
        StoredResult result = read_result(row);
        const management::YearResult& r = result.result;
        newest[{r.year, r.zone, r.method}] = std::move(result);
      });
  std::vector<StoredResult> out;
  for (auto& [key, result] : newest) out.push_back(std::move(result));
  return out;
}

void insert_deduction(Transaction& db, const std::string& scheme, const StoredDeduction& row,
                      const std::string& source, int64_t id, Timestamp now, int64_t by) {
  db.execute(
      "INSERT INTO evaluation_deduction (zone_id, scheme, year, id, kind, times, source, "
      "recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {row.zone, scheme, row.year, id, row.kind, row.times, source, now, by});
}

std::vector<StoredDeduction> list_deductions(Transaction& db, const std::string& scheme) {
  return db.all(
      "SELECT zone_id, year, kind, CAST(SUM(times) AS BIGINT) FROM evaluation_deduction "
      "WHERE scheme = $1 GROUP BY zone_id, year, kind ORDER BY zone_id, year, kind",
      {scheme}, [](const Row& row) {
        return StoredDeduction{row.int64(0), row.int64(1), row.str(2), row.int64(3)};
      });
}

namespace {

constexpr const char* kCaseSelect =
    "SELECT zone_id, id, version, scheme, rule, rule_version, year, action, state, evidence, "
    "proposed_at, proposed_by, approved_at, approved_by, due_on FROM evaluation_case ";

StoredCase read_case(const Row& row) {
  StoredCase out;
  out.zone_id = row.int64(0);
  out.id = row.int64(1);
  out.version = row.int64(2);
  out.scheme = row.str(3);
  out.rule = row.str(4);
  out.rule_version = row.int64(5);
  out.year = row.int64(6);
  out.action = row.str(7);
  const std::optional<CaseState> state = state_of(row.text(8));
  CHECK(state.has_value());
  out.state = *state;
  out.evidence_json = row.str(9);
  out.proposed_at = row.timestamp(10);
  out.proposed_by = row.int64(11);
  if (!row.is_null(12)) out.approved_at = row.timestamp(12);
  out.approved_by = row.maybe_int64(13);
  out.due_on = row.maybe_date(14);
  return out;
}

}  // namespace

void insert_case(Transaction& db, const StoredCase& c) {
  const std::string state = state_name(c.state);
  db.execute(
      "INSERT INTO evaluation_case (zone_id, id, scheme, rule, rule_version, year, action, state, "
      "evidence, proposed_at, proposed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {c.zone_id, c.id, c.scheme, c.rule, c.rule_version, c.year, c.action, state, c.evidence_json,
       c.proposed_at, c.proposed_by});
}

bool update_case(Transaction& db, const StoredCase& c) {
  const std::string state = state_name(c.state);
  return db.execute(
             "UPDATE evaluation_case SET version = version + 1, state = $3, approved_at = $4, "
             "approved_by = $5, due_on = $6 WHERE zone_id = $1 AND id = $2 AND version = $7",
             {c.zone_id, c.id, state, c.approved_at, c.approved_by, c.due_on, c.version}) == 1;
}

std::optional<StoredCase> find_case(Transaction& db, int64_t id) {
  static const std::string sql = std::string(kCaseSelect) + "WHERE id = $1";
  return db.one(sql, {id}, read_case);
}

std::vector<StoredCase> list_cases(Transaction& db, const std::optional<std::string>& scheme) {
  static const std::string sql =
      std::string(kCaseSelect) + "WHERE $1 = '' OR scheme = $1 ORDER BY id DESC";
  return db.all(sql, {scheme.value_or("")}, read_case);
}

void insert_event(Transaction& db, int64_t zone, int64_t case_id, const CaseEvent& e) {
  db.execute(
      "INSERT INTO evaluation_case_event (zone_id, case_id, id, kind, note, happened_on, "
      "recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {zone, case_id, e.id, e.kind, e.note, e.happened_on, e.recorded_at, e.recorded_by});
}

std::vector<CaseEvent> list_events(Transaction& db, int64_t zone, int64_t case_id) {
  return db.all(
      "SELECT id, kind, note, happened_on, recorded_at, recorded_by FROM evaluation_case_event "
      "WHERE zone_id = $1 AND case_id = $2 ORDER BY id",
      {zone, case_id}, [](const Row& row) {
        return CaseEvent{row.int64(0), row.str(1),       row.str(2),
                         row.date(3),  row.timestamp(4), row.int64(5)};
      });
}

}  // namespace gaoxin::management_store
