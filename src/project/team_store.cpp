#include "project/team_store.h"

#include <fmt/format.h>

#include "base/text.h"
#include "project/conduct_store.h"
#include "project/enum_columns.h"

namespace gaoxin::team_store {

using conduct_store::in_zones;

namespace {

std::vector<std::string> lines(std::string_view text) {
  std::vector<std::string> out;
  if (text.empty()) return out;
  for (const std::string_view line : split(text, '\n')) out.emplace_back(line);
  return out;
}
std::string join_lines(const std::vector<std::string>& items) {
  return fmt::format("{}", fmt::join(items, "\n"));
}

constexpr std::string_view kTeam =
    "SELECT zone_id, id, name, industries, from_date, to_date, note, version "
    "FROM project_team WHERE 1 = 1";
Team read_team(const Row& row) {
  Team t;
  t.zone_id = row.int64(0);
  t.id = row.int64(1);
  t.name = row.str(2);
  t.industries = lines(row.text(3));
  t.from_date = row.date(4);
  t.to_date = row.maybe_date(5);
  t.note = row.str(6);
  t.version = row.int64(7);
  return t;
}

constexpr std::string_view kPost =
    "SELECT p.zone_id, p.id, p.team_id, t.name, p.user_id, p.adviser_id, p.person, p.role, "
    "p.part_time, p.home_unit, p.from_date, p.to_date, p.version FROM project_post p "
    "JOIN project_team t ON t.zone_id = p.zone_id AND t.id = p.team_id WHERE 1 = 1";
StoredPost read_post(const Row& row) {
  StoredPost out;
  out.zone_id = row.int64(0);
  Post& p = out.row;
  p.id = row.int64(1);
  p.team_id = row.int64(2);
  p.team_name = row.str(3);
  p.user_id = row.maybe_int64(4);
  p.adviser_id = row.maybe_int64(5);
  p.person = row.str(6);
  p.role = parse_enum<PostRole>(row.text(7));
  p.part_time = row.boolean(8);
  p.home_unit = row.str(9);
  p.from_date = row.date(10);
  p.to_date = row.maybe_date(11);
  p.version = row.int64(12);
  return out;
}

constexpr std::string_view kAdviser =
    "SELECT zone_id, id, kind, name, organisation, expertise, industries, from_date, to_date, "
    "version FROM project_adviser WHERE 1 = 1";
Adviser read_adviser(const Row& row) {
  Adviser a;
  a.zone_id = row.int64(0);
  a.id = row.int64(1);
  a.kind = parse_enum<AdviserKind>(row.text(2));
  a.name = row.str(3);
  a.organisation = row.str(4);
  a.expertise = row.str(5);
  a.industries = lines(row.text(6));
  a.from_date = row.date(7);
  a.to_date = row.maybe_date(8);
  a.version = row.int64(9);
  return a;
}

constexpr std::string_view kActivity =
    "SELECT zone_id, id, kind, title, place, from_date, to_date, team_id, cost, result, version "
    "FROM project_activity WHERE 1 = 1";
PromotionActivity read_activity(const Row& row) {
  PromotionActivity a;
  a.zone_id = row.int64(0);
  a.id = row.int64(1);
  a.kind = parse_enum<ActivityKind>(row.text(2));
  a.title = row.str(3);
  a.place = row.str(4);
  a.from_date = row.date(5);
  a.to_date = row.date(6);
  a.team_id = row.maybe_int64(7);
  if (!row.is_null(8)) a.cost = row.money(8);
  a.result = row.str(9);
  a.version = row.int64(10);
  return a;
}

constexpr std::string_view kIntroducer =
    "SELECT zone_id, id, kind, name, enterprise_id, contact, agreement, version "
    "FROM project_introducer WHERE 1 = 1";
Introducer read_introducer(const Row& row) {
  Introducer i;
  i.zone_id = row.int64(0);
  i.id = row.int64(1);
  i.kind = parse_enum<IntroducerKind>(row.text(2));
  i.name = row.str(3);
  i.enterprise_id = row.maybe_int64(4);
  i.contact = row.str(5);
  i.agreement = row.str(6);
  i.version = row.int64(7);
  return i;
}

constexpr std::string_view kSignal =
    "SELECT s.zone_id, s.id, s.enterprise_id, s.kind, s.noted_on, s.strength, s.half_life_days, "
    "s.text, s.source, s.closed_on, s.closed_reason, e.name, "
    "(SELECT MIN(o.project_id) FROM project_origin o WHERE o.origin_kind = 'signal' AND "
    "o.origin_id = s.id) FROM project_signal s "
    "LEFT JOIN v_registry_enterprise e ON e.id = s.enterprise_id WHERE 1 = 1";
StoredSignal read_signal(const Row& row) {
  StoredSignal out;
  out.zone_id = row.int64(0);
  ReinvestmentSignal& s = out.row;
  s.id = row.int64(1);
  s.enterprise_id = row.int64(2);
  s.kind = parse_enum<SignalKind>(row.text(3));
  s.noted_on = row.date(4);
  s.strength = row.int64(5);
  s.half_life_days = row.int64(6);
  s.text = row.str(7);
  s.source = row.str(8);
  s.closed_on = row.maybe_date(9);
  s.closed_reason = row.maybe_str(10);
  out.enterprise_name = row.maybe_str(11).value_or("");
  s.project_id = row.maybe_int64(12);
  return out;
}

template <typename F>
auto list_rows(Transaction& db, std::string_view sql, std::string_view column,
               std::span<const int64_t> zones, std::string_view order, F read) {
  std::vector<Parameter> parameters;
  const std::string text =
      fmt::format("{}{} ORDER BY {}", sql, in_zones(column, zones, parameters), order);
  return db.all(text, parameters, read);
}
template <typename F>
auto find_row(Transaction& db, std::string_view sql, int64_t id, F read) {
  return db.one(fmt::format("{} AND id = $1", sql), {id}, read);
}

}  // namespace

std::vector<Team> list_teams(Transaction& db, std::span<const int64_t> zones) {
  return list_rows(db, kTeam, "zone_id", zones, "name, id", read_team);
}
std::optional<Team> find_team(Transaction& db, int64_t id) {
  return find_row(db, kTeam, id, read_team);
}
bool put_team(Transaction& db, const Team& t) {
  const std::string industries = join_lines(t.industries);
  if (t.version == 0)
    return db.execute(
               "INSERT INTO project_team (zone_id, id, name, industries, from_date, to_date, note, "
               "version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
               {t.zone_id, t.id, t.name, industries, t.from_date, t.to_date, t.note}) == 1;
  return db.execute(
             "UPDATE project_team SET name = $4, industries = $5, from_date = $6, to_date = $7, "
             "note = $8, version = version + 1 WHERE zone_id = $1 AND id = $2 AND version = $3",
             {t.zone_id, t.id, t.version, t.name, industries, t.from_date, t.to_date, t.note}) == 1;
}

std::vector<StoredPost> list_posts(Transaction& db, std::span<const int64_t> zones) {
  return list_rows(db, kPost, "p.zone_id", zones, "p.from_date DESC, p.id", read_post);
}
std::vector<StoredPost> posts_like(Transaction& db, const Post& post) {
  return db.all(
      fmt::format("{} AND (p.user_id = $1 OR p.adviser_id = $2 OR p.team_id = $3)", kPost),
      {post.user_id, post.adviser_id, post.team_id}, read_post);
}
void lock_team(Transaction& db, int64_t team_id) {
  db.execute("UPDATE project_team SET version = version WHERE id = $1", {team_id});
}
bool put_post(Transaction& db, const StoredPost& post) {
  const Post& p = post.row;
  const std::string role = enum_text(p.role);
  if (p.version == 0)
    return db.execute(
               "INSERT INTO project_post (zone_id, id, team_id, user_id, adviser_id, person, role, "
               "part_time, home_unit, from_date, to_date, version) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)",
               {post.zone_id, p.id, p.team_id, p.user_id, p.adviser_id, p.person, role, p.part_time,
                p.home_unit, p.from_date, p.to_date}) == 1;
  return db.execute(
             "UPDATE project_post SET person = $4, role = $5, part_time = $6, home_unit = $7, "
             "from_date = $8, to_date = $9, version = version + 1 "
             "WHERE zone_id = $1 AND id = $2 AND version = $3",
             {post.zone_id, p.id, p.version, p.person, role, p.part_time, p.home_unit, p.from_date,
              p.to_date}) == 1;
}

int64_t count_open_projects(Transaction& db, std::span<const int64_t> zones,
                            const std::vector<std::string>& industries) {
  if (industries.empty()) return 0;
  std::vector<Parameter> parameters;
  const std::string scope = in_zones("host_zone_id", zones, parameters);
  std::string any;
  for (const std::string& code : industries) {
    parameters.emplace_back(code);
    const size_t n = parameters.size();
    any += fmt::format("{}SUBSTR(industry_code, 1, LENGTH(${})) = ${}", any.empty() ? "" : " OR ",
                       n, n);
  }
  return db
      .value(fmt::format("SELECT COUNT(*) FROM project_project WHERE status IN ('ongoing', "
                         "'delayed', 'dormant') AND merged_into IS NULL{} AND ({})",
                         scope, any),
             parameters)
      .value_or(0);
}

std::vector<Adviser> list_advisers(Transaction& db, std::span<const int64_t> zones) {
  return list_rows(db, kAdviser, "zone_id", zones, "name, id", read_adviser);
}
std::optional<Adviser> find_adviser(Transaction& db, int64_t id) {
  return find_row(db, kAdviser, id, read_adviser);
}
bool put_adviser(Transaction& db, const Adviser& a) {
  const std::string industries = join_lines(a.industries);
  const std::string kind = enum_text(a.kind);
  if (a.version == 0)
    return db.execute(
               "INSERT INTO project_adviser (zone_id, id, kind, name, organisation, expertise, "
               "industries, from_date, to_date, version) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)",
               {a.zone_id, a.id, kind, a.name, a.organisation, a.expertise, industries, a.from_date,
                a.to_date}) == 1;
  return db.execute(
             "UPDATE project_adviser SET kind = $4, name = $5, organisation = $6, expertise = $7, "
             "industries = $8, from_date = $9, to_date = $10, version = version + 1 "
             "WHERE zone_id = $1 AND id = $2 AND version = $3",
             {a.zone_id, a.id, a.version, kind, a.name, a.organisation, a.expertise, industries,
              a.from_date, a.to_date}) == 1;
}

std::vector<PromotionActivity> list_activities(Transaction& db, std::span<const int64_t> zones,
                                               std::optional<Date> from, std::optional<Date> to) {
  std::vector<Parameter> parameters{from, to};
  const std::string scope = in_zones("zone_id", zones, parameters);
  return db.all(fmt::format("{} AND ($1 IS NULL OR to_date >= $1) AND "
                            "($2 IS NULL OR from_date <= $2){} ORDER BY from_date DESC, id",
                            kActivity, scope),
                parameters, read_activity);
}
std::optional<PromotionActivity> find_activity(Transaction& db, int64_t id) {
  return find_row(db, kActivity, id, read_activity);
}
bool put_activity(Transaction& db, const PromotionActivity& a) {
  const std::string kind = enum_text(a.kind);
  if (a.version == 0)
    return db.execute(
               "INSERT INTO project_activity (zone_id, id, kind, title, place, from_date, to_date, "
               "team_id, cost, result, version) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
               {a.zone_id, a.id, kind, a.title, a.place, a.from_date, a.to_date, a.team_id, a.cost,
                a.result}) == 1;
  return db.execute(
             "UPDATE project_activity SET kind = $4, title = $5, place = $6, from_date = $7, "
             "to_date = $8, team_id = $9, cost = $10, result = $11, version = version + 1 "
             "WHERE zone_id = $1 AND id = $2 AND version = $3",
             {a.zone_id, a.id, a.version, kind, a.title, a.place, a.from_date, a.to_date, a.team_id,
              a.cost, a.result}) == 1;
}

std::vector<Introducer> list_introducers(Transaction& db, std::span<const int64_t> zones) {
  return list_rows(db, kIntroducer, "zone_id", zones, "name, id", read_introducer);
}
std::optional<Introducer> find_introducer(Transaction& db, int64_t id) {
  return find_row(db, kIntroducer, id, read_introducer);
}
bool put_introducer(Transaction& db, const Introducer& i) {
  const std::string kind = enum_text(i.kind);
  if (i.version == 0)
    return db.execute(
               "INSERT INTO project_introducer (zone_id, id, kind, name, enterprise_id, contact, "
               "agreement, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
               {i.zone_id, i.id, kind, i.name, i.enterprise_id, i.contact, i.agreement}) == 1;
  return db.execute(
             "UPDATE project_introducer SET kind = $4, name = $5, enterprise_id = $6, "
             "contact = $7, agreement = $8, version = version + 1 "
             "WHERE zone_id = $1 AND id = $2 AND version = $3",
             {i.zone_id, i.id, i.version, kind, i.name, i.enterprise_id, i.contact, i.agreement}) ==
         1;
}

std::map<int64_t, Brought> brought(Transaction& db, OriginKind kind,
                                   std::span<const int64_t> zones) {
  std::vector<Parameter> parameters;
  const std::string name = enum_text(kind);
  parameters.emplace_back(name);
  const std::string scope = in_zones("p.host_zone_id", zones, parameters);
  std::map<int64_t, Brought> out;
  db.each(
      "SELECT o.origin_id, COUNT(*), SUM(CASE WHEN p.stage >= 5 THEN 1 ELSE 0 END), "
      "SUM(CASE WHEN p.stage >= 8 THEN 1 ELSE 0 END), "
      "SUM(CASE WHEN p.status IN ('lost', 'abandoned') THEN 1 ELSE 0 END), "
      "COALESCE(CAST(SUM(CASE WHEN p.stage >= 5 THEN p.total_investment END) AS BIGINT), 0), "
      "SUM(CASE WHEN p.stage >= 5 AND p.total_investment IS NULL THEN 1 ELSE 0 END) "
      "FROM project_origin o JOIN project_project p ON p.zone_id = o.zone_id AND "
      "p.id = o.project_id WHERE o.origin_kind = $1 AND p.merged_into IS NULL" +
          scope + " GROUP BY o.origin_id",
      parameters, [&](const Row& row) {
        out[row.int64(0)] = {row.int64(1), row.int64(2), row.int64(3),
                             row.int64(4), row.money(5), row.int64(6)};
      });
  return out;
}

bool insert_origin(Transaction& db, int64_t zone_id, int64_t project_id, OriginKind kind,
                   int64_t origin_id, Date noted_on, Timestamp at, int64_t by) {
  return db.execute(
             "INSERT INTO project_origin (zone_id, project_id, origin_kind, origin_id, noted_on, "
             "noted_at, noted_by) VALUES ($1, $2, $3, $4, $5, $6, $7) "
             "ON CONFLICT (zone_id, project_id, origin_kind, origin_id) DO NOTHING",
             {zone_id, project_id, enum_text(kind), origin_id, noted_on, at, by}) == 1;
}

std::vector<ProjectOrigin> list_origins(Transaction& db, const ListOrigins& query) {
  const std::optional<std::string> kind =
      query.kind ? std::optional(enum_text(*query.kind)) : std::nullopt;
  return db.all(
      "SELECT o.origin_kind, o.origin_id, COALESCE(a.title, i.name, s.text), o.noted_on, p.id, "
      "p.number, p.name, p.stage, p.status FROM project_origin o "
      "JOIN project_project p ON p.zone_id = o.zone_id AND p.id = o.project_id "
      "LEFT JOIN project_activity a ON o.origin_kind = 'activity' AND a.id = o.origin_id "
      "LEFT JOIN project_introducer i ON o.origin_kind = 'introducer' AND i.id = o.origin_id "
      "LEFT JOIN project_signal s ON o.origin_kind = 'signal' AND s.id = o.origin_id "
      "WHERE ($1 IS NULL OR o.project_id = $1) AND ($2 IS NULL OR o.origin_kind = $2) AND "
      "($3 IS NULL OR o.origin_id = $3) ORDER BY o.noted_on DESC, p.id LIMIT 1000",
      {query.project_id, kind, query.origin_id}, [](const Row& row) {
        ProjectOrigin o;
        o.kind = parse_enum<OriginKind>(row.text(0));
        o.origin_id = row.int64(1);
        o.title = row.maybe_str(2).value_or("");
        o.noted_on = row.date(3);
        o.project_id = row.int64(4);
        o.project_number = row.str(5);
        o.project_name = row.str(6);
        o.stage = stage_of(row.int64(7));
        o.status = parse_enum<ProjectStatus>(row.text(8));
        return o;
      });
}

std::vector<StoredSignal> list_signals(Transaction& db, std::span<const int64_t> zones,
                                       std::optional<int64_t> enterprise_id) {
  std::vector<Parameter> parameters{enterprise_id};
  const std::string scope = in_zones("s.zone_id", zones, parameters);
  return db.all(fmt::format("{} AND ($1 IS NULL OR s.enterprise_id = $1){} ORDER BY s.noted_on "
                            "DESC, s.id DESC",
                            kSignal, scope),
                parameters, read_signal);
}
std::optional<StoredSignal> find_signal(Transaction& db, int64_t id) {
  return db.one(fmt::format("{} AND s.id = $1", kSignal), {id}, read_signal);
}
void insert_signal(Transaction& db, const StoredSignal& signal, Timestamp at, int64_t by) {
  const ReinvestmentSignal& s = signal.row;
  db.execute(
      "INSERT INTO project_signal (zone_id, id, enterprise_id, kind, noted_on, strength, "
      "half_life_days, text, source, recorded_at, recorded_by) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {signal.zone_id, s.id, s.enterprise_id, enum_text(s.kind), s.noted_on, s.strength,
       s.half_life_days, s.text, s.source, at, by});
}
bool close_signal(Transaction& db, const StoredSignal& signal, Date on, const std::string& reason) {
  return db.execute(
             "UPDATE project_signal SET closed_on = $3, closed_reason = $4 "
             "WHERE zone_id = $1 AND id = $2 AND closed_on IS NULL",
             {signal.zone_id, signal.row.id, on, reason}) == 1;
}

}  // namespace gaoxin::team_store
