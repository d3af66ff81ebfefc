// Teams, posts, advisers, activities, introducers, origins of projects and reinvestment signals.
#include "project/teams.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "project/conduct_support.h"
#include "project/team_store.h"
#include "registry/registry.h"

namespace gaoxin {

namespace store = team_store;

namespace {

bool runs_on(Date from, const std::optional<Date>& to, Date day) {
  return from <= day && (!to || day <= *to);
}
bool overlap(Date from, const std::optional<Date>& to, Date other_from,
             const std::optional<Date>& other_to) {
  return (!other_to || from <= *other_to) && (!to || other_from <= *to);
}

Result<Done> check_period(Date from, const std::optional<Date>& to) {
  if (to && *to < from)
    return field_error("to_date", "period", "结束日期不能早于开始日期",
                       "the last day cannot be before the first");
  return Done{};
}

Result<std::vector<std::string>> checked_industries(const std::vector<std::string>& codes) {
  std::vector<std::string> out;
  for (const std::string& code : codes) {
    const bool plain =
        !code.empty() && code.size() <= 4 &&
        std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!plain)
      return field_error(
          "industries", "industry",
          fmt::format("“{}”不是行业大类、中类或小类代码", clipped(code, 20)),
          fmt::format("'{}' is not the code of a division, group or class", clipped(code, 20)));
    if (std::find(out.begin(), out.end(), code) == out.end()) out.push_back(code);
  }
  if (out.size() > 50)
    return field_error("industries", "industry", "最多 50 个行业", "at most 50 industries");
  return out;
}

/// What stands under the id, when the zone covers it; a new one when there is no id.
template <typename T>
Result<T> row_for_change(Call& call, int64_t zone, std::optional<int64_t> id, int64_t version,
                         std::optional<T> (*find)(Transaction&, int64_t), const char* zh,
                         const char* en) {
  if (!id) {
    T row;
    row.zone_id = zone;
    row.id = call.db.new_id();
    row.version = 0;
    return row;
  }
  std::optional<T> row = find(call.db, *id);
  if (!row || !call.zones.is_within(row->zone_id, zone)) return no_such(zh, en, *id);
  if (row->version != version) return stale_row();
  return std::move(*row);
}

/// Stores what `change` was made of `before`, and writes the audit trail.
template <typename T>
Result<T> put_row(Call& call, const std::optional<json::value>& before, T row,
                  bool (*put)(Transaction&, const T&), const char* entity) {
  if (!put(call.db, row)) return stale_row();
  ++row.version;
  call.audit(entity, row.id, before.value_or(nullptr), to_json(row));
  return row;
}

Result<Done> check_origin(Call& call, OriginKind kind, int64_t id, int64_t zone) {
  // What a zone above keeps may be named too: an exhibition of the province brings projects to all.
  const auto near = [&](int64_t other) {
    return call.zones.is_within(other, zone) || call.zones.is_within(zone, other);
  };
  switch (kind) {
    case OriginKind::activity: {
      const auto row = store::find_activity(call.db, id);
      if (!row || !near(row->zone_id)) return no_such("活动", "activity", id);
      return Done{};
    }
    case OriginKind::introducer: {
      const auto row = store::find_introducer(call.db, id);
      if (!row || !near(row->zone_id)) return no_such("引荐方", "introducer", id);
      return Done{};
    }
    case OriginKind::signal: {
      const auto row = store::find_signal(call.db, id);
      if (!row || !near(row->zone_id)) return no_such("增资信号", "signal", id);
      return Done{};
    }
  }
  CHECK(false);
}

double weight_on(const ReinvestmentSignal& signal, Date day) {
  const double age = std::max(0, day.days - signal.noted_on.days);
  const double weight = static_cast<double>(signal.strength) *
                        std::exp2(-age / static_cast<double>(signal.half_life_days));
  return std::round(weight * 100) / 100;
}

}  // namespace

// ---- Teams and advisers ------------------------------------------------------------------------

Result<TeamList> list_teams(Call& call, const ListTeams& in) {
  const std::vector<int64_t> zones = zone_scope(call.zones, in.zone);
  TeamList out{.as_of = in.as_of.value_or(date_of(call.now))};
  const std::vector<store::StoredPost> posts = store::list_posts(call.db, zones);
  for (Team& team : store::list_teams(call.db, zones)) {
    if (!runs_on(team.from_date, team.to_date, out.as_of)) continue;
    for (const store::StoredPost& post : posts)
      if (post.row.team_id == team.id && runs_on(post.row.from_date, post.row.to_date, out.as_of))
        team.posts.push_back(post.row);
    std::stable_sort(team.posts.begin(), team.posts.end(),
                     [](const Post& a, const Post& b) { return a.role < b.role; });
    team.open_projects =
        store::count_open_projects(call.db, zone_scope(call.zones, team.zone_id), team.industries);
    out.items.push_back(std::move(team));
  }
  return out;
}

Result<Team> put_team(Call& call, const PutTeam& in) {
  TRY_ASSIGN(row,
             row_for_change(call, in.zone, in.id, in.version, store::find_team, "专班", "team"));
  const std::optional<json::value> before =
      in.id ? std::optional<json::value>(to_json(row)) : std::nullopt;
  TRY_ASSIGN(name, required_text("name", in.name, 200));
  TRY_ASSIGN(industries, checked_industries(in.industries));
  TRY_ASSIGN(note, short_text("note", in.note.value_or("")));
  TRY(check_period(in.from_date, in.to_date));
  row.name = name;
  row.industries = industries;
  row.from_date = in.from_date;
  row.to_date = in.to_date;
  row.note = note;
  return put_row(call, before, std::move(row), store::put_team, "team");
}

Result<Post> put_post(Call& call, const PutPost& in) {
  TRY(check_period(in.from_date, in.to_date));
  const std::optional<Team> team = store::find_team(call.db, in.team_id);
  if (!team || !call.zones.is_within(team->zone_id, in.zone))
    return no_such("专班", "team", in.team_id);
  store::lock_team(call.db, team->id);
  store::StoredPost stored;
  stored.zone_id = team->zone_id;
  Post& row = stored.row;
  std::optional<json::value> before;
  if (in.id) {
    for (const store::StoredPost& post : store::list_posts(call.db, std::span(&team->zone_id, 1)))
      if (post.row.id == *in.id && post.row.team_id == team->id) {
        stored = post;
        before = to_json(post.row);
      }
    if (!before) return no_such("任职", "post", *in.id);
    if (row.version != in.version) return stale_row();
  } else {
    row.id = call.db.new_id();
    row.version = 0;
    row.team_id = team->id;
    row.team_name = team->name;
    row.user_id = in.user_id;
    row.adviser_id = in.adviser_id;
  }
  std::string person(in.person.value_or(""));
  if (row.user_id) {
    const std::optional<std::string> name = user_name(call.db, *row.user_id);
    if (!name) return no_such("用户", "user", *row.user_id);
    person = *name;
  } else if (row.adviser_id) {
    const std::optional<Adviser> adviser = store::find_adviser(call.db, *row.adviser_id);
    if (!adviser) return no_such("顾问", "adviser", *row.adviser_id);
    person = adviser->name;
  }
  TRY_ASSIGN(name, required_text("person", person, 200));
  TRY_ASSIGN(home_unit, short_text("home_unit", in.home_unit.value_or(""), 300));
  row.person = name;
  row.role = in.role;
  row.part_time = in.part_time;
  row.home_unit = home_unit;
  row.from_date = in.from_date;
  row.to_date = in.to_date;
  for (const store::StoredPost& other : store::posts_like(call.db, row)) {
    if (other.row.id == row.id ||
        !overlap(row.from_date, row.to_date, other.row.from_date, other.row.to_date))
      continue;
    const bool same_person = (row.user_id && other.row.user_id == row.user_id) ||
                             (row.adviser_id && other.row.adviser_id == row.adviser_id);
    const std::string until = other.row.to_date ? format_date(*other.row.to_date) : "…";
    if (same_person &&
        (other.row.team_id == row.team_id || (!row.part_time && !other.row.part_time)))
      return project_error(
          ErrorCode::conflict, "post.overlap",
          fmt::format("{}在 {} 至 {} 期间已在“{}”任职", row.person,
                      format_date(other.row.from_date), until, other.row.team_name),
          fmt::format("{} holds a post in '{}' from {} to {}", row.person, other.row.team_name,
                      format_date(other.row.from_date), until));
    if (other.row.team_id == row.team_id && row.role == PostRole::chain_leader &&
        other.row.role == PostRole::chain_leader)
      return project_error(
          ErrorCode::conflict, "post.leader",
          fmt::format("“{}”在 {} 至 {} 期间的链长是{}", row.team_name,
                      format_date(other.row.from_date), until, other.row.person),
          fmt::format("{} is the chain leader of '{}' from {} to {}", other.row.person,
                      row.team_name, format_date(other.row.from_date), until));
  }
  if (!store::put_post(call.db, stored)) return stale_row();
  ++row.version;
  call.audit("post", row.id, before.value_or(nullptr), to_json(row));
  return row;
}

Result<PostList> list_posts(Call& call, const ListPosts& in) {
  PostList out;
  for (store::StoredPost& post : store::list_posts(call.db, zone_scope(call.zones, in.zone)))
    if ((!in.team_id || post.row.team_id == *in.team_id) &&
        (!in.user_id || post.row.user_id == in.user_id))
      out.items.push_back(std::move(post.row));
  return out;
}

Result<AdviserList> list_advisers(Call& call, const ProjectZone& in) {
  return AdviserList{store::list_advisers(call.db, zone_scope(call.zones, in.zone))};
}

Result<Adviser> put_adviser(Call& call, const PutAdviser& in) {
  TRY_ASSIGN(row, row_for_change(call, in.zone, in.id, in.version, store::find_adviser, "顾问",
                                 "adviser"));
  const std::optional<json::value> before =
      in.id ? std::optional<json::value>(to_json(row)) : std::nullopt;
  TRY_ASSIGN(name, required_text("name", in.name, 200));
  TRY_ASSIGN(organisation, short_text("organisation", in.organisation, 300));
  TRY_ASSIGN(expertise, required_text("expertise", in.expertise));
  TRY_ASSIGN(industries, checked_industries(in.industries.value_or(std::vector<std::string>{})));
  TRY(check_period(in.from_date, in.to_date));
  row.kind = in.kind;
  row.name = name;
  row.organisation = organisation;
  row.expertise = expertise;
  row.industries = industries;
  row.from_date = in.from_date;
  row.to_date = in.to_date;
  return put_row(call, before, std::move(row), store::put_adviser, "adviser");
}

// ---- Activities, introducers, origins -----------------------------------------------------------

Result<ActivityList> list_activities(Call& call, const ListActivities& in) {
  const std::vector<int64_t> zones = zone_scope(call.zones, in.zone);
  ActivityList out{store::list_activities(call.db, zones, in.from, in.to)};
  const std::map<int64_t, Brought> brought = store::brought(call.db, OriginKind::activity, zones);
  for (PromotionActivity& row : out.items) {
    if (const auto found = brought.find(row.id); found != brought.end())
      row.brought = found->second;
    if (row.cost && row.brought.projects > 0)
      row.cost_per_project = scale(*row.cost, 1, row.brought.projects);
  }
  return out;
}

Result<PromotionActivity> put_activity(Call& call, const PutActivity& in) {
  TRY_ASSIGN(row, row_for_change(call, in.zone, in.id, in.version, store::find_activity, "活动",
                                 "activity"));
  const std::optional<json::value> before =
      in.id ? std::optional<json::value>(to_json(row)) : std::nullopt;
  TRY_ASSIGN(title, required_text("title", in.title, 300));
  TRY_ASSIGN(place, required_text("place", in.place, 300));
  TRY_ASSIGN(result, short_text("result", in.result.value_or(""), 8000));
  TRY(check_period(in.from_date, in.to_date));
  if (in.cost && in.cost->fen < 0)
    return field_error("cost", "amount", "费用不能为负", "the cost cannot be negative");
  if (in.team_id) {
    const std::optional<Team> team = store::find_team(call.db, *in.team_id);
    if (!team || !call.zones.is_within(team->zone_id, in.zone))
      return no_such("专班", "team", *in.team_id);
  }
  row.kind = in.kind;
  row.title = title;
  row.place = place;
  row.from_date = in.from_date;
  row.to_date = in.to_date;
  row.team_id = in.team_id;
  row.cost = in.cost;
  row.result = result;
  return put_row(call, before, std::move(row), store::put_activity, "activity");
}

Result<IntroducerList> list_introducers(Call& call, const ProjectZone& in) {
  const std::vector<int64_t> zones = zone_scope(call.zones, in.zone);
  IntroducerList out{store::list_introducers(call.db, zones)};
  const std::map<int64_t, Brought> brought = store::brought(call.db, OriginKind::introducer, zones);
  for (Introducer& row : out.items)
    if (const auto found = brought.find(row.id); found != brought.end())
      row.brought = found->second;
  std::stable_sort(out.items.begin(), out.items.end(),
                   [](const Introducer& a, const Introducer& b) {
                     return std::pair(b.brought.investment, b.brought.projects) <
                            std::pair(a.brought.investment, a.brought.projects);
                   });
  return out;
}

Result<Introducer> put_introducer(Call& call, const PutIntroducer& in) {
  TRY_ASSIGN(row, row_for_change(call, in.zone, in.id, in.version, store::find_introducer, "引荐方",
                                 "introducer"));
  const std::optional<json::value> before =
      in.id ? std::optional<json::value>(to_json(row)) : std::nullopt;
  TRY_ASSIGN(name, required_text("name", in.name, 300));
  TRY_ASSIGN(contact, short_text("contact", in.contact.value_or(""), 600));
  TRY_ASSIGN(agreement, short_text("agreement", in.agreement.value_or(""), 600));
  if (in.enterprise_id) TRY(get_enterprise(call, ZoneAndId{in.zone, *in.enterprise_id}));
  row.kind = in.kind;
  row.name = name;
  row.enterprise_id = in.enterprise_id;
  row.contact = contact;
  row.agreement = agreement;
  return put_row(call, before, std::move(row), store::put_introducer, "introducer");
}

Result<OriginList> list_origins(Call& call, const ListOrigins& in) {
  if (in.project_id) {
    TRY(visible_project(call, in.zone, *in.project_id));
  } else {
    if (!in.kind || !in.origin_id)
      return field_error("origin_id", "origin", "请指明项目,或活动、引荐方、信号之一",
                         "name the project, or an activity, an introducer or a signal");
    TRY(check_origin(call, *in.kind, *in.origin_id, in.zone));
  }
  OriginList out;
  for (ProjectOrigin& row : store::list_origins(call.db, in))
    if (in.project_id || visible_project(call, in.zone, row.project_id).ok())
      out.items.push_back(std::move(row));
  return out;
}

Result<OriginList> add_origin(Call& call, const AddOrigin& in) {
  TRY_ASSIGN(project, project_for_change(call, in.zone, in.id, kProjectWrite));
  TRY(check_origin(call, in.kind, in.origin_id, project.host_zone_id));
  const Date noted_on = in.noted_on.value_or(date_of(call.now));
  if (store::insert_origin(call.db, project.zone_id, project.id, in.kind, in.origin_id, noted_on,
                           call.now, call.actor.user_id)) {
    json::object detail{{"kind", to_json(in.kind)},
                        {"origin_id", in.origin_id},
                        {"noted_on", format_date(noted_on)}};
    TRY(log_conduct(call, project, "origin", detail));
    call.audit("project_origin", project.id, nullptr, detail);
  }
  ListOrigins query;
  query.zone = in.zone;
  query.project_id = project.id;
  return list_origins(call, query);
}

// ---- Reinvestment ------------------------------------------------------------------------------

Result<ReinvestmentLeads> list_signals(Call& call, const ListSignals& in) {
  ReinvestmentLeads out{.as_of = in.as_of.value_or(date_of(call.now))};
  std::map<int64_t, ReinvestmentLead> leads;
  for (store::StoredSignal& stored :
       store::list_signals(call.db, zone_scope(call.zones, in.zone), in.enterprise_id)) {
    ReinvestmentSignal& signal = stored.row;
    if (signal.noted_on > out.as_of) continue;
    if (signal.noted_on <= add_months(out.as_of, -12)) {
      ++out.old_signals;
      if (signal.project_id) ++out.old_signals_hit;
    }
    signal.weight = weight_on(signal, out.as_of);
    ReinvestmentLead& lead = leads[signal.enterprise_id];
    lead.enterprise_id = signal.enterprise_id;
    lead.enterprise_name = stored.enterprise_name;
    // What led to a project or was closed is history: shown, without weight.
    if (!signal.project_id && !(signal.closed_on && *signal.closed_on <= out.as_of))
      lead.weight += signal.weight;
    lead.signals.push_back(std::move(signal));
  }
  for (auto& [id, lead] : leads) out.items.push_back(std::move(lead));
  std::stable_sort(
      out.items.begin(), out.items.end(),
      [](const ReinvestmentLead& a, const ReinvestmentLead& b) { return a.weight > b.weight; });
  return out;
}

Result<ReinvestmentLeads> add_signal(Call& call, const AddSignal& in) {
  TRY(get_enterprise(call, ZoneAndId{in.zone, in.enterprise_id}));
  TRY_ASSIGN(text, required_text("text", in.text));
  TRY_ASSIGN(source, required_text("source", in.source, 600));
  if (in.noted_on > date_of(call.now))
    return field_error("noted_on", "signal.date", "日期不能晚于今天",
                       "the day cannot be later than today");
  if (in.strength < 1 || in.strength > 100)
    return field_error("strength", "signal.strength", "强度应在 1 到 100 之间",
                       "the strength lies between 1 and 100");
  const int64_t half_life = in.half_life_days.value_or(180);
  if (half_life < 7 || half_life > 3650)
    return field_error("half_life_days", "signal.half_life", "半衰期应在 7 到 3650 天之间",
                       "the half life lies between 7 and 3650 days");
  store::StoredSignal stored;
  stored.zone_id = in.zone;
  ReinvestmentSignal& row = stored.row;
  row.id = call.db.new_id();
  row.enterprise_id = in.enterprise_id;
  row.kind = in.kind;
  row.noted_on = in.noted_on;
  row.strength = in.strength;
  row.half_life_days = half_life;
  row.text = text;
  row.source = source;
  store::insert_signal(call.db, stored, call.now, call.actor.user_id);
  call.audit("reinvestment_signal", row.id, nullptr, to_json(row));
  ListSignals query;
  query.zone = in.zone;
  query.enterprise_id = in.enterprise_id;
  return list_signals(call, query);
}

Result<Done> close_signal(Call& call, const CloseSignal& in) {
  TRY_ASSIGN(reason, required_text("reason", in.reason));
  const std::optional<store::StoredSignal> stored = store::find_signal(call.db, in.id);
  if (!stored || !call.zones.is_within(stored->zone_id, in.zone))
    return no_such("增资信号", "signal", in.id);
  if (!store::close_signal(call.db, *stored, date_of(call.now), reason))
    return project_error(ErrorCode::conflict, "signal.closed", "该信号已关闭",
                         "the signal has been closed before");
  call.audit("reinvestment_signal", in.id, to_json(stored->row), {{"closed_reason", reason}});
  return Done{};
}

}  // namespace gaoxin
