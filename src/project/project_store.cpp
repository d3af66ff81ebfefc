#include "project/project_store.h"

#include <fmt/format.h>

#include <cmath>
#include <unordered_map>

#include "base/text.h"
#include "project/enum_columns.h"
#include "project/sql_conditions.h"

namespace gaoxin::project_store {

namespace {

constexpr std::string_view kColumns =
    "zone_id, id, version, host_zone_id, number, name, investor, enterprise_id, credit_code, "
    "foreign_id, source, source_record, introducer, chain_node, owner_user_id, stage, status, "
    "status_reason, lost_to, status_on, industry_code, parent_id, total_investment, "
    "fixed_investment, land_area, energy_tce, emissions_tco2, jobs, longitude, latitude, fields, "
    "signed_on, created_at, created_by, stage_entered_at, last_activity_at, answered_at, "
    "assessed_at, reported_at, due_on, due_kind, merged_into, historical, invented, event_count, "
    "event_hash";
constexpr int kColumnCount = 46;

Project read_project(const Row& row) {
  Project p;
  p.zone_id = row.int64(0);
  p.id = row.int64(1);
  p.version = row.int64(2);
  p.host_zone_id = row.int64(3);
  p.number = row.str(4);
  p.name = row.str(5);
  p.investor = row.maybe_str(6);
  p.enterprise_id = row.maybe_int64(7);
  p.credit_code = row.maybe_str(8);
  p.foreign_id = row.maybe_str(9);
  p.source = row.str(10);
  p.source_record = row.maybe_str(11);
  p.introducer = row.maybe_str(12);
  p.chain_node = row.maybe_str(13);
  p.owner_user_id = row.maybe_int64(14);
  p.stage = stage_of(row.int64(15));
  p.status = parse_enum<ProjectStatus>(row.text(16));
  p.status_reason = row.maybe_str(17);
  p.lost_to = row.maybe_str(18);
  p.status_on = row.maybe_date(19);
  p.industry_code = row.maybe_str(20);
  p.parent_id = row.maybe_int64(21);
  p.is_expansion = p.parent_id.has_value();
  p.total_investment = maybe_money(row, 22);
  p.fixed_investment = maybe_money(row, 23);
  if (!row.is_null(24)) p.land_area_square_metres = static_cast<double>(row.int64(24)) / 100;
  p.energy_tce = row.maybe_real(25);
  p.emissions_tco2 = row.maybe_real(26);
  p.jobs = row.maybe_int64(27);
  p.longitude = row.maybe_real(28);
  p.latitude = row.maybe_real(29);
  if (row.text(30) != "{}")
    p.fields = from_json<std::map<std::string, std::string>>(json::parse(row.text(30))).value();
  p.signed_on = row.maybe_date(31);
  p.created_at = row.timestamp(32);
  p.created_by = row.int64(33);
  p.stage_entered_at = row.timestamp(34);
  p.last_activity_at = row.timestamp(35);
  p.answered_at = maybe_timestamp(row, 36);
  p.assessed_at = maybe_timestamp(row, 37);
  p.reported_at = maybe_timestamp(row, 38);
  p.due_on = row.maybe_date(39);
  p.due_kind = row.maybe_str(40);
  p.merged_into = row.maybe_int64(41);
  p.historical = row.boolean(42);
  p.invented = row.boolean(43);
  p.event_count = row.int64(44);
  return p;
}

/// What lists search in.
std::string search_text(const Project& p) {
  return fold(fmt::format("{} {} {} {} {}", p.number, p.name, p.investor.value_or(""),
                          p.credit_code.value_or(""), p.foreign_id.value_or("")));
}

/// The texts that the parameters of a row point into.
struct Bound {
  std::string status, fields, search;
  std::optional<int64_t> land_area;
  std::vector<Parameter> parameters;

  Bound(const Project& p, const std::string& event_hash)
      : status(enum_text(p.status)),
        fields(p.fields.empty() ? "{}" : json::serialize(to_json(p.fields))),
        search(search_text(p)) {
    if (p.land_area_square_metres) land_area = std::llround(*p.land_area_square_metres * 100);
    parameters = {p.zone_id,
                  p.id,
                  p.version,
                  p.host_zone_id,
                  p.number,
                  p.name,
                  p.investor,
                  p.enterprise_id,
                  p.credit_code,
                  p.foreign_id,
                  p.source,
                  p.source_record,
                  p.introducer,
                  p.chain_node,
                  p.owner_user_id,
                  stage_number(p.stage),
                  status,
                  p.status_reason,
                  p.lost_to,
                  p.status_on,
                  p.industry_code,
                  p.parent_id,
                  p.total_investment,
                  p.fixed_investment,
                  land_area,
                  p.energy_tce,
                  p.emissions_tco2,
                  p.jobs,
                  p.longitude,
                  p.latitude,
                  fields,
                  p.signed_on,
                  p.created_at,
                  p.created_by,
                  p.stage_entered_at,
                  p.last_activity_at,
                  p.answered_at,
                  p.assessed_at,
                  p.reported_at,
                  p.due_on,
                  p.due_kind,
                  p.merged_into,
                  p.historical,
                  p.invented,
                  p.event_count,
                  event_hash,
                  search};
  }
  Bound(const Bound&) = delete;
  Bound& operator=(const Bound&) = delete;
};

constexpr std::string_view kEventColumns =
    "zone_id, project_id, sequence, id, at, effective_on, kind, from_stage, to_stage, actor_id, "
    "actor_name, detail, hash";

StoredEvent read_event(const Row& row) {
  StoredEvent e;
  e.zone_id = row.int64(0);
  e.project_id = row.int64(1);
  e.sequence = row.int64(2);
  e.id = row.int64(3);
  e.at = row.timestamp(4);
  e.effective_on = row.date(5);
  e.kind = row.str(6);
  e.from_stage = row.maybe_int64(7);
  e.to_stage = row.maybe_int64(8);
  e.actor_id = row.int64(9);
  e.actor_name = row.str(10);
  e.detail = row.str(11);
  e.hash = row.str(12);
  return e;
}

}  // namespace

std::optional<StoredProject> find_project(Transaction& db, int64_t id, bool lock) {
  static const std::string sql =
      fmt::format("SELECT {} FROM project_project WHERE id = $1", kColumns);
  static const std::string locking = sql + " FOR UPDATE";
  // A write transaction of SQLite is alone.
  return db.one(lock && db.engine() == Engine::postgres ? locking : sql, {id}, [](const Row& row) {
    return StoredProject{read_project(row), row.str(kColumnCount - 1)};
  });
}

std::vector<Project> find_projects(Transaction& db, std::span<const int64_t> ids) {
  std::unordered_map<int64_t, Project> found;
  if (!ids.empty()) {
    Conditions where;
    where.add(where.in("id", std::vector<int64_t>(ids.begin(), ids.end())));
    db.each(fmt::format("SELECT {} FROM project_project WHERE {}", kColumns, where.text()),
            where.parameters(), [&](const Row& row) {
              Project project = read_project(row);
              found.emplace(project.id, std::move(project));
            });
  }
  std::vector<Project> out;
  for (const int64_t id : ids)
    if (const auto at = found.find(id); at != found.end()) out.push_back(at->second);
  return out;
}

void insert_project(Transaction& db, const Project& project, const std::string& event_hash,
                    int64_t name_change) {
  static const std::string sql =
      fmt::format("INSERT INTO project_project ({}, search, name_change) VALUES ({})", kColumns,
                  placeholders(kColumnCount + 2));
  Bound bound(project, event_hash);
  bound.parameters.emplace_back(name_change);
  db.execute(sql, bound.parameters);
}

bool update_project(Transaction& db, const Project& project, const std::string& event_hash) {
  static const std::string sql = [] {
    std::string set;
    int at = 0;
    for (const std::string_view column : split(kColumns, ',')) {
      ++at;
      if (at == 1 || at == 2) continue;  // zone_id and id are the key.
      const std::string name(trim(column));
      set += fmt::format("{}{} = ${}{}", set.empty() ? "" : ", ", name, at,
                         name == "version" ? " + 1" : "");
    }
    return fmt::format(
        "UPDATE project_project SET {}, search = ${} WHERE zone_id = $1 AND id = $2 AND version = "
        "$3",
        set, kColumnCount + 1);
  }();
  Bound bound(project, event_hash);
  return db.execute(sql, bound.parameters) == 1;
}

void set_name_change(Transaction& db, const Project& project, int64_t name_change) {
  db.execute("UPDATE project_project SET name_change = $3 WHERE zone_id = $1 AND id = $2",
             {project.zone_id, project.id, name_change});
}

void mark_all_invented(Transaction& db) { db.execute("UPDATE project_project SET invented = 1"); }

std::optional<int64_t> find_number(Transaction& db, int64_t zone_id, const std::string& number) {
  return db.value("SELECT id FROM project_project WHERE zone_id = $1 AND number = $2",
                  {zone_id, number});
}

bool has_projects(Transaction& db) {
  return db.value("SELECT 1 FROM project_project LIMIT 1").has_value();
}

std::vector<int64_t> entered_stage(Transaction& db, const std::vector<int64_t>& zones,
                                   int64_t stage, Date from, Date to) {
  Conditions where;
  where.add("e.to_stage = " + where.parameter(stage));
  where.add("e.effective_on >= " + where.parameter(from));
  where.add("e.effective_on <= " + where.parameter(to));
  where.add("(e.from_stage IS NULL OR e.from_stage < e.to_stage) AND p.merged_into IS NULL");
  if (!zones.empty()) where.add(where.in("p.host_zone_id", zones));
  return db.all(
      fmt::format("SELECT DISTINCT p.id FROM project_event e JOIN project_project p ON p.zone_id = "
                  "e.zone_id AND p.id = e.project_id WHERE {} ORDER BY p.id",
                  where.text()),
      where.parameters(), [](const Row& row) { return row.int64(0); });
}

void each_open_project(Transaction& db, const std::vector<int64_t>& zones,
                       const std::function<void(const Project&)>& each) {
  Conditions where;
  where.add("merged_into IS NULL AND status IN ('ongoing', 'delayed')");
  where.add(where.in("host_zone_id", zones));
  db.each(fmt::format("SELECT {} FROM project_project WHERE {}", kColumns, where.text()),
          where.parameters(), [&](const Row& row) { each(read_project(row)); });
}

void each_changed_project(Transaction& db, int64_t after,
                          const std::function<void(const DirectoryRow&)>& each) {
  static constexpr std::string_view kListed =
      "SELECT p.id, p.zone_id, p.host_zone_id, p.owner_user_id, p.enterprise_id, "
      "p.total_investment, p.created_at, p.stage_entered_at, p.last_activity_at, p.signed_on, "
      "p.due_on, p.status_on, COALESCE(p.industry_code, ''), COALESCE(p.chain_node, ''), p.stage, "
      "p.status, p.parent_id, p.invented, p.merged_into, p.name, p.number, p.search FROM ";
  static const std::string all = fmt::format("{}project_project p", kListed);
  static const std::string changed = fmt::format(
      "{}project_change c JOIN project_project p ON p.id = c.project_id WHERE c.change > $1",
      kListed);
  const auto read = [&](const Row& row) {
    DirectoryRow out;
    ListedProject& p = out.project;
    p.id = row.int64(0);
    out.zone_id = row.int64(1);
    out.host_zone_id = row.int64(2);
    p.owner_user_id = row.maybe_int64(3);
    p.enterprise_id = row.maybe_int64(4);
    p.total_investment = maybe_money(row, 5);
    p.created_at = row.timestamp(6);
    p.stage_entered_at = row.timestamp(7);
    p.last_activity_at = row.timestamp(8);
    p.signed_on = row.maybe_date(9);
    p.due_on = row.maybe_date(10);
    p.status_on = row.maybe_date(11);
    out.industry_code = row.text(12);
    out.chain_node = row.text(13);
    p.stage = stage_of(row.int64(14));
    p.status = parse_enum<ProjectStatus>(row.text(15));
    p.is_expansion = !row.is_null(16);
    p.invented = row.boolean(17);
    p.merged = !row.is_null(18);
    out.name = row.text(19);
    out.number = row.text(20);
    out.searchable_text = row.text(21);
    each(out);
  };
  if (after < 0)
    db.each(all, {}, read);
  else
    db.each(changed, {after}, read);
}

void each_stage_day(Transaction& db, int64_t after,
                    const std::function<void(int64_t, int64_t, int32_t)>& each) {
  const auto read = [&](const Row& row) { each(row.int64(0), row.int64(1), row.date(2).days); };
  if (after < 0)
    db.each(
        "SELECT project_id, to_stage, effective_on FROM project_event WHERE to_stage IS NOT NULL",
        {}, read);
  else
    db.each(
        "SELECT e.project_id, e.to_stage, e.effective_on FROM project_change c "
        "JOIN project_project p ON p.id = c.project_id "
        "JOIN project_event e ON e.zone_id = p.zone_id AND e.project_id = p.id "
        "WHERE c.change > $1 AND e.to_stage IS NOT NULL",
        {after}, read);
}

std::vector<ProjectNameRow> changed_names(Transaction& db, int64_t after) {
  return db.all(
      "SELECT id, name_change, name, COALESCE(investor, '') FROM project_project "
      "WHERE name_change > $1 ORDER BY name_change",
      {after}, [](const Row& row) {
        return ProjectNameRow{row.int64(0), row.int64(1), row.str(2), row.str(3)};
      });
}

std::vector<int64_t> find_by_code(Transaction& db, const std::string& credit_code) {
  return db.all("SELECT id FROM project_project WHERE credit_code = $1 ORDER BY id", {credit_code},
                [](const Row& row) { return row.int64(0); });
}
std::vector<int64_t> find_by_foreign_id(Transaction& db, const std::string& foreign_id) {
  return db.all("SELECT id FROM project_project WHERE foreign_id = $1 ORDER BY id", {foreign_id},
                [](const Row& row) { return row.int64(0); });
}

std::vector<std::string> industry_prefixes(Transaction& db, const std::string& code) {
  std::vector<std::string> out;
  if (code.size() == 1)  // A section is a letter; its divisions are numbers.
    out = db.all("SELECT code FROM v_registry_industry WHERE parent_code = $1 ORDER BY code",
                 {code}, [](const Row& row) { return row.str(0); });
  if (out.empty()) out.push_back(code);
  return out;
}

std::optional<std::string> find_industry(Transaction& db, const std::string& text) {
  return db.one(
      "SELECT code FROM v_registry_industry WHERE code = $1 OR name = $1 ORDER BY code LIMIT 1",
      {text}, [](const Row& row) { return row.str(0); });
}

std::optional<int64_t> find_same(Transaction& db, int64_t zone_id,
                                 const std::optional<std::string>& credit_code,
                                 const std::string& name) {
  return db.value(
      "SELECT id FROM project_project WHERE zone_id = $1 AND name = $2 "
      "AND (credit_code IS NULL OR $3 IS NULL OR credit_code = $3) ORDER BY id LIMIT 1",
      {zone_id, name, credit_code});
}

std::map<std::string, std::string> industry_names(Transaction& db,
                                                  std::span<const std::string> codes) {
  std::map<std::string, std::string> out;
  if (codes.empty()) return out;
  Conditions where;
  where.add(where.in("code", std::vector<std::string>(codes.begin(), codes.end())));
  db.each(fmt::format("SELECT code, name FROM v_registry_industry WHERE {}", where.text()),
          where.parameters(), [&](const Row& row) { out[row.str(0)] = row.str(1); });
  return out;
}

void insert_claim(Transaction& db, const StoredClaim& c) {
  db.execute(
      "INSERT INTO project_claim (zone_id, project_id, owner_user_id, claimed_on, expires_on, "
      "released_on) VALUES ($1, $2, $3, $4, $5, $6)",
      {c.zone_id, c.project_id, c.owner_user_id, c.claimed_on, c.expires_on, c.released_on});
}

std::optional<StoredClaim> find_claim(Transaction& db, int64_t zone_id, int64_t project_id) {
  return db.one(
      "SELECT owner_user_id, claimed_on, expires_on, released_on FROM project_claim "
      "WHERE zone_id = $1 AND project_id = $2",
      {zone_id, project_id}, [&](const Row& row) {
        return StoredClaim{zone_id,     project_id,  row.maybe_int64(0),
                           row.date(1), row.date(2), row.maybe_date(3)};
      });
}

void release_claim(Transaction& db, int64_t zone_id, int64_t project_id, Date on) {
  db.execute("UPDATE project_claim SET released_on = $3 WHERE zone_id = $1 AND project_id = $2",
             {zone_id, project_id, on});
}

// ---- The log -----------------------------------------------------------------------------------

void insert_event(Transaction& db, const StoredEvent& e) {
  static const std::string sql =
      fmt::format("INSERT INTO project_event ({}) VALUES ({})", kEventColumns, placeholders(13));
  db.execute(sql, {e.zone_id, e.project_id, e.sequence, e.id, e.at, e.effective_on, e.kind,
                   e.from_stage, e.to_stage, e.actor_id, e.actor_name, e.detail, e.hash});
}

namespace {

/// Of these projects, only of `kind` when it stands; nothing when there is no such project.
std::optional<Conditions> events_of(Transaction& db, std::span<const int64_t> project_ids,
                                    const std::optional<std::string>& kind) {
  Conditions projects;
  projects.add(projects.in("id", std::vector<int64_t>(project_ids.begin(), project_ids.end())));
  Conditions where;
  std::string any;
  db.each(fmt::format("SELECT zone_id, id FROM project_project WHERE {}", projects.text()),
          projects.parameters(), [&](const Row& row) {
            any += fmt::format("{}(zone_id = {} AND project_id = {})", any.empty() ? "" : " OR ",
                               where.parameter(row.int64(0)), where.parameter(row.int64(1)));
          });
  if (any.empty()) return std::nullopt;
  where.add("(" + any + ")");
  if (kind) where.add("kind = " + where.parameter(*kind));
  return where;
}

}  // namespace

std::vector<StoredEvent> list_events(Transaction& db, std::span<const int64_t> project_ids,
                                     const std::optional<std::string>& kind, int64_t limit,
                                     int64_t offset) {
  std::optional<Conditions> where = events_of(db, project_ids, kind);
  if (!where) return {};
  const std::string limit_text = where->parameter(limit);
  const std::string offset_text = where->parameter(offset);
  // One project: by sequence. Several, after a merge: by time, then by sequence.
  const std::string_view order =
      project_ids.size() == 1 ? "sequence DESC" : "at DESC, project_id, sequence DESC";
  return db.all(fmt::format("SELECT {} FROM project_event WHERE {} ORDER BY {} LIMIT {} OFFSET {}",
                            kEventColumns, where->text(), order, limit_text, offset_text),
                where->parameters(), read_event);
}

int64_t events_before(Transaction& db, std::span<const int64_t> project_ids,
                      const std::optional<std::string>& kind, int64_t event_id) {
  std::optional<Conditions> found = events_of(db, project_ids, kind);
  if (!found) return 0;
  found->add("id = " + found->parameter(event_id));
  struct Place {
    Timestamp at;
    int64_t project_id = 0, sequence = 0;
  };
  const std::optional<Place> place =
      db.one("SELECT at, project_id, sequence FROM project_event WHERE " + found->text(),
             found->parameters(), [](const Row& row) {
               return Place{row.timestamp(0), row.int64(1), row.int64(2)};
             });
  if (!place) return 0;
  std::optional<Conditions> before = events_of(db, project_ids, kind);
  const std::string sequence = before->parameter(place->sequence);
  if (project_ids.size() == 1) {
    before->add("sequence > " + sequence);
  } else {
    const std::string at = before->parameter(place->at);
    const std::string project = before->parameter(place->project_id);
    before->add(
        fmt::format("(at > {0} OR (at = {0} AND (project_id < {1} OR (project_id = {1} AND "
                    "sequence > {2}))))",
                    at, project, sequence));
  }
  return db
      .value("SELECT COUNT(*) FROM project_event WHERE " + before->text(), before->parameters())
      .value();
}

int64_t count_events(Transaction& db, std::span<const int64_t> project_ids,
                     const std::optional<std::string>& kind) {
  Conditions where;
  where.add(where.in("p.id", std::vector<int64_t>(project_ids.begin(), project_ids.end())));
  if (kind) {
    where.add("e.kind = " + where.parameter(*kind));
    return db
        .value(fmt::format("SELECT COUNT(*) FROM project_project p JOIN project_event e ON "
                           "e.zone_id = p.zone_id AND e.project_id = p.id WHERE {}",
                           where.text()),
               where.parameters())
        .value();
  }
  return db
      .value(fmt::format("SELECT COALESCE(CAST(SUM(p.event_count) AS BIGINT), 0) "
                         "FROM project_project p WHERE {}",
                         where.text()),
             where.parameters())
      .value();
}

std::optional<StoredEvent> last_event(Transaction& db, int64_t zone_id, int64_t project_id) {
  static const std::string sql = fmt::format(
      "SELECT {} FROM project_event WHERE zone_id = $1 AND project_id = $2 "
      "ORDER BY sequence DESC LIMIT 1",
      kEventColumns);
  return db.one(sql, {zone_id, project_id}, read_event);
}

void each_event(Transaction& db, const std::function<void(const StoredEvent&)>& each) {
  static const std::string sql = fmt::format(
      "SELECT {} FROM project_event ORDER BY zone_id, project_id, sequence", kEventColumns);
  db.each(sql, {}, [&](const Row& row) { each(read_event(row)); });
}

void each_chain_head(Transaction& db, const std::function<void(const ChainHead&)>& each) {
  db.each(
      "SELECT zone_id, id, event_count, number, event_hash, stage, stage_entered_at, "
      "last_activity_at, answered_at, assessed_at, reported_at FROM project_project "
      "ORDER BY zone_id, id",
      {}, [&](const Row& row) {
        each({row.int64(0),
              row.int64(1),
              row.int64(2),
              row.str(3),
              row.str(4),
              {stage_of(row.int64(5)), row.timestamp(6), row.timestamp(7), maybe_timestamp(row, 8),
               maybe_timestamp(row, 9), maybe_timestamp(row, 10)}});
      });
}

std::vector<int64_t> with_merged(Transaction& db, int64_t project_id) {
  std::vector<int64_t> ids = {project_id};
  for (size_t at = 0; at < ids.size(); ++at)  // What was merged may have been merged into before.
    for (const int64_t id :
         db.all("SELECT id FROM project_project WHERE merged_into = $1 ORDER BY id", {ids[at]},
                [](const Row& row) { return row.int64(0); }))
      ids.push_back(id);
  return ids;
}

// ---- Rules, settings, overrides ----------------------------------------------------------------

std::vector<StageRule> list_zone_rules(Transaction& db, std::span<const int64_t> zones) {
  Conditions where;
  where.add(where.in("zone_id", std::vector<int64_t>(zones.begin(), zones.end())));
  return db.all(
      fmt::format("SELECT zone_id, id, stage, field, evidence, verified, applies_when, must_hold, "
                  "effective_from, effective_to, clause, message_zh, message_en "
                  "FROM project_stage_rule WHERE {} ORDER BY id",
                  where.text()),
      where.parameters(), [](const Row& row) {
        StageRule rule;
        rule.zone_id = row.int64(0);
        rule.zone_rule_id = row.int64(1);
        rule.id = fmt::format("zone.{}", row.int64(1));
        rule.stage = stage_of(row.int64(2));
        rule.field = row.maybe_str(3).value_or("");
        rule.evidence = row.maybe_str(4).value_or("");
        rule.verified = row.boolean(5);
        rule.applies_when = row.maybe_str(6).value_or("");
        rule.must_hold = row.maybe_str(7).value_or("");
        rule.from = row.date(8);
        rule.to = row.maybe_date(9);
        rule.clause = row.str(10);
        rule.message = {row.str(11), row.str(12)};
        return rule;
      });
}

void insert_zone_rule(Transaction& db, const StageRule& rule, Timestamp at, int64_t by) {
  const auto maybe = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  const auto field = maybe(rule.field), evidence = maybe(rule.evidence),
             when = maybe(rule.applies_when), hold = maybe(rule.must_hold);
  db.execute(
      "INSERT INTO project_stage_rule (zone_id, id, stage, field, evidence, verified, "
      "applies_when, must_hold, effective_from, effective_to, clause, message_zh, message_en, "
      "created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
      "$14, $15)",
      {rule.zone_id, rule.zone_rule_id, stage_number(rule.stage), field, evidence, rule.verified,
       when, hold, rule.from, rule.to, rule.clause, rule.message.zh, rule.message.en, at, by});
}

bool end_zone_rule(Transaction& db, int64_t zone_id, int64_t id, Date effective_to) {
  return db.execute(
             "UPDATE project_stage_rule SET effective_to = $3 WHERE zone_id = $1 AND id = $2",
             {zone_id, id, effective_to}) == 1;
}

std::vector<StoredSetting> all_settings(Transaction& db) {
  return db.all("SELECT zone_id, name, value FROM project_setting ORDER BY zone_id, name", {},
                [](const Row& row) {
                  return StoredSetting{row.int64(0), row.str(1), row.int64(2)};
                });
}

void put_setting(Transaction& db, const StoredSetting& setting, Timestamp at, int64_t by) {
  db.execute(
      "INSERT INTO project_setting (zone_id, name, value, set_at, set_by) "
      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (zone_id, name) DO UPDATE SET value = $3, "
      "set_at = $4, set_by = $5",
      {setting.zone_id, setting.name, setting.value, at, by});
}

void delete_setting(Transaction& db, int64_t zone_id, const std::string& name) {
  db.execute("DELETE FROM project_setting WHERE zone_id = $1 AND name = $2", {zone_id, name});
}

void set_due(Transaction& db, const DueChange& change) {
  db.execute("UPDATE project_project SET due_on = $3, due_kind = $4 WHERE zone_id = $1 AND id = $2",
             {change.zone_id, change.id, change.due_on, change.due_kind});
}

std::vector<EvidenceFact> evidence_facts(Transaction& db, std::span<const int64_t> project_ids) {
  Conditions where;
  where.add(where.in("project_id", std::vector<int64_t>(project_ids.begin(), project_ids.end())));
  return db.all(
      fmt::format("SELECT kind, state, expires_on FROM project_evidence WHERE {}", where.text()),
      where.parameters(), [](const Row& row) {
        return EvidenceFact{row.str(0), row.text(1) == "verified", row.text(1) == "rejected",
                            row.maybe_date(2)};
      });
}

namespace {

constexpr std::string_view kOverrideColumns =
    "o.zone_id, o.id, o.project_id, o.from_stage, o.to_stage, o.historical, o.missing, o.reason, "
    "o.effective_on, o.requested_at, o.requested_by, o.state, o.decided_at, o.decided_by, "
    "o.decision_note, p.name";

StoredOverride read_override(const Row& row) {
  StoredOverride out;
  out.zone_id = row.int64(0);
  Override& o = out.row;
  o.id = row.int64(1);
  o.project_id = row.int64(2);
  o.from_stage = stage_of(row.int64(3));
  o.to_stage = stage_of(row.int64(4));
  o.historical = row.boolean(5);
  o.missing = from_json<std::vector<Missing>>(json::parse(row.text(6))).value();
  o.reason = row.str(7);
  o.effective_on = row.date(8);
  o.requested_at = row.timestamp(9);
  o.requested_by = row.int64(10);
  o.state = parse_enum<DecisionState>(row.text(11));
  o.decided_at = maybe_timestamp(row, 12);
  o.decided_by = row.maybe_int64(13);
  o.decision_note = row.maybe_str(14);
  o.project_name = row.str(15);
  return out;
}

}  // namespace

void insert_override(Transaction& db, int64_t zone_id, const Override& o) {
  const std::string missing = json::serialize(to_json(o.missing));
  const std::string state = enum_text(o.state);
  db.execute(
      "INSERT INTO project_override (zone_id, id, project_id, from_stage, to_stage, historical, "
      "missing, reason, effective_on, requested_at, requested_by, state) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {zone_id, o.id, o.project_id, stage_number(o.from_stage), stage_number(o.to_stage),
       o.historical, missing, o.reason, o.effective_on, o.requested_at, o.requested_by, state});
}

std::optional<StoredOverride> find_override(Transaction& db, int64_t id) {
  static const std::string sql = fmt::format(
      "SELECT {} FROM project_override o JOIN project_project p ON p.id = o.project_id "
      "WHERE o.id = $1",
      kOverrideColumns);
  return db.one(sql, {id}, read_override);
}

bool decide_override(Transaction& db, const StoredOverride& decided) {
  const std::string state = enum_text(decided.row.state);
  return db.execute(
             "UPDATE project_override SET state = $3, decided_at = $4, decided_by = $5, "
             "decision_note = $6 WHERE zone_id = $1 AND id = $2 AND state = 'pending'",
             {decided.zone_id, decided.row.id, state, decided.row.decided_at,
              decided.row.decided_by, decided.row.decision_note}) == 1;
}

std::vector<StoredOverride> list_overrides(Transaction& db, const OverrideQuery& query) {
  Conditions where;
  where.add("1 = 1");
  if (!query.host_zones.empty()) where.add(where.in("p.host_zone_id", query.host_zones));
  if (query.project_id) where.add("o.project_id = " + where.parameter(*query.project_id));
  if (query.state) where.add("o.state = " + where.kept(enum_text(*query.state)));
  return db.all(fmt::format("SELECT {} FROM project_override o JOIN project_project p ON p.id = "
                            "o.project_id WHERE {} ORDER BY o.id DESC LIMIT 1000",
                            kOverrideColumns, where.text()),
                where.parameters(), read_override);
}

}  // namespace gaoxin::project_store
