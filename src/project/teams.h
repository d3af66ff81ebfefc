// Who brings projects and how: service groups with chain leaders and part-time posts, advisers,
// activities, introducers, and signals that a resident may invest again.
#pragma once

#include "project/project.h"

namespace gaoxin {

// ---- Teams and advisers ------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(PostRole, chain_leader, lead, member, adviser, expert)
struct Post {
  int64_t id = 0;
  int64_t team_id = 0;
  std::string team_name{};
  std::optional<int64_t> user_id{}, adviser_id{};
  std::string person{};  ///< the name as it stands
  PostRole role = PostRole::member;
  bool part_time = false;
  std::string home_unit{};  ///< where a seconded or part-time person belongs
  Date from_date{};
  std::optional<Date> to_date{};  ///< the last day
  int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Post, (),
                      (id, team_id, team_name, user_id, adviser_id, person, role, part_time,
                       home_unit, from_date, to_date, version))
struct Team {
  int64_t id = 0;
  int64_t zone_id = 0;
  std::string name{};
  std::vector<std::string> industries{};  ///< GB/T 4754-2017 codes it serves
  Date from_date{};
  std::optional<Date> to_date{};
  std::string note{};
  int64_t version = 1;
  std::vector<Post> posts{};  ///< those held on the day of the answer
  int64_t open_projects = 0;  ///< open ones in its industries, run in its zone or below
};
BOOST_DESCRIBE_STRUCT(Team, (),
                      (id, zone_id, name, industries, from_date, to_date, note, version, posts,
                       open_projects))
struct TeamList {
  Date as_of{};
  std::vector<Team> items{};
};
BOOST_DESCRIBE_STRUCT(TeamList, (), (as_of, items))
struct ListTeams {
  int64_t zone = 0;
  std::optional<Date> as_of{};
};
BOOST_DESCRIBE_STRUCT(ListTeams, (), (zone, as_of))
/// The teams of the zone and below it that exist on the day, with who is where on that day.
Result<TeamList> list_teams(Call& call, const ListTeams& in);
struct PutTeam {
  int64_t zone = 0;
  std::optional<int64_t> id{};  ///< missing for a new one
  int64_t version = 0;
  std::string name{};
  std::vector<std::string> industries{};
  Date from_date{};
  std::optional<Date> to_date{};
  std::optional<std::string> note{};
};
BOOST_DESCRIBE_STRUCT(PutTeam, (), (zone, id, version, name, industries, from_date, to_date, note))
Result<Team> put_team(Call& call, const PutTeam& in);
struct PutPost {
  int64_t zone = 0;
  std::optional<int64_t> id{};
  int64_t version = 0;
  int64_t team_id = 0;
  std::optional<int64_t> user_id{}, adviser_id{};  ///< one of them, or a name alone
  std::optional<std::string> person{};
  PostRole role = PostRole::member;
  bool part_time = false;
  std::optional<std::string> home_unit{};
  Date from_date{};
  std::optional<Date> to_date{};
};
BOOST_DESCRIBE_STRUCT(PutPost, (),
                      (zone, id, version, team_id, user_id, adviser_id, person, role, part_time,
                       home_unit, from_date, to_date))
/// Errors: project.post.overlap (the person holds a full-time post somewhere in that time),
/// project.post.leader (the team has a chain leader in that time).
Result<Post> put_post(Call& call, const PutPost& in);
struct PostList {
  std::vector<Post> items{};
};
BOOST_DESCRIBE_STRUCT(PostList, (), (items))
struct ListPosts {
  int64_t zone = 0;
  std::optional<int64_t> team_id{}, user_id{};
};
BOOST_DESCRIBE_STRUCT(ListPosts, (), (zone, team_id, user_id))
/// Past, present and future ones, the newest first.
Result<PostList> list_posts(Call& call, const ListPosts& in);

BOOST_DEFINE_ENUM_CLASS(AdviserKind, adviser, expert)
struct Adviser {
  int64_t id = 0;
  int64_t zone_id = 0;
  AdviserKind kind = AdviserKind::adviser;
  std::string name{}, organisation{}, expertise{};
  std::vector<std::string> industries{};
  Date from_date{};
  std::optional<Date> to_date{};
  int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Adviser, (),
                      (id, zone_id, kind, name, organisation, expertise, industries, from_date,
                       to_date, version))
struct AdviserList {
  std::vector<Adviser> items{};
};
BOOST_DESCRIBE_STRUCT(AdviserList, (), (items))
Result<AdviserList> list_advisers(Call& call, const ProjectZone& in);
struct PutAdviser {
  int64_t zone = 0;
  std::optional<int64_t> id{};
  int64_t version = 0;
  AdviserKind kind = AdviserKind::adviser;
  std::string name{}, organisation{}, expertise{};
  std::optional<std::vector<std::string>> industries{};
  Date from_date{};
  std::optional<Date> to_date{};
};
BOOST_DESCRIBE_STRUCT(PutAdviser, (),
                      (zone, id, version, kind, name, organisation, expertise, industries,
                       from_date, to_date))
Result<Adviser> put_adviser(Call& call, const PutAdviser& in);

// ---- Activities, introducers and what came of them ----------------------------------------------

/// What a source of projects brought, counted from the projects linked to it.
struct Brought {
  int64_t projects = 0;
  int64_t signed_projects = 0;     ///< at the stage contract or later
  int64_t producing_projects = 0;  ///< at production or later
  int64_t lost = 0;
  Money investment{};              ///< total investment of the signed ones, where it is known
  int64_t investment_unknown = 0;  ///< signed ones without an amount
};
BOOST_DESCRIBE_STRUCT(Brought, (),
                      (projects, signed_projects, producing_projects, lost, investment,
                       investment_unknown))
BOOST_DEFINE_ENUM_CLASS(ActivityKind, exhibition, visit, roadshow, conference, talks)
struct PromotionActivity {
  int64_t id = 0;
  int64_t zone_id = 0;
  ActivityKind kind = ActivityKind::visit;
  std::string title{}, place{};
  Date from_date{}, to_date{};
  std::optional<int64_t> team_id{};
  std::optional<Money> cost{};
  std::string result{};
  Brought brought{};
  std::optional<Money> cost_per_project{};  ///< nothing when the cost or the projects are missing
  int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(PromotionActivity, (),
                      (id, zone_id, kind, title, place, from_date, to_date, team_id, cost, result,
                       brought, cost_per_project, version))
struct ActivityList {
  std::vector<PromotionActivity> items{};
};
BOOST_DESCRIBE_STRUCT(ActivityList, (), (items))
struct ListActivities {
  int64_t zone = 0;
  std::optional<Date> from{}, to{};
};
BOOST_DESCRIBE_STRUCT(ListActivities, (), (zone, from, to))
Result<ActivityList> list_activities(Call& call, const ListActivities& in);
struct PutActivity {
  int64_t zone = 0;
  std::optional<int64_t> id{};
  int64_t version = 0;
  ActivityKind kind = ActivityKind::visit;
  std::string title{}, place{};
  Date from_date{}, to_date{};
  std::optional<int64_t> team_id{};
  std::optional<Money> cost{};
  std::optional<std::string> result{};
};
BOOST_DESCRIBE_STRUCT(PutActivity, (),
                      (zone, id, version, kind, title, place, from_date, to_date, team_id, cost,
                       result))
Result<PromotionActivity> put_activity(Call& call, const PutActivity& in);

BOOST_DEFINE_ENUM_CLASS(IntroducerKind, intermediary, chamber, enterprise, person, institution)
struct Introducer {
  int64_t id = 0;
  int64_t zone_id = 0;
  IntroducerKind kind = IntroducerKind::intermediary;
  std::string name{};
  std::optional<int64_t> enterprise_id{};
  std::string contact{}, agreement{};
  Brought brought{};
  int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Introducer, (),
                      (id, zone_id, kind, name, enterprise_id, contact, agreement, brought,
                       version))
struct IntroducerList {
  std::vector<Introducer> items{};
};
BOOST_DESCRIBE_STRUCT(IntroducerList, (), (items))
/// Who brought the most investment first.
Result<IntroducerList> list_introducers(Call& call, const ProjectZone& in);
struct PutIntroducer {
  int64_t zone = 0;
  std::optional<int64_t> id{};
  int64_t version = 0;
  IntroducerKind kind = IntroducerKind::intermediary;
  std::string name{};
  std::optional<int64_t> enterprise_id{};
  std::optional<std::string> contact{}, agreement{};
};
BOOST_DESCRIBE_STRUCT(PutIntroducer, (),
                      (zone, id, version, kind, name, enterprise_id, contact, agreement))
Result<Introducer> put_introducer(Call& call, const PutIntroducer& in);

BOOST_DEFINE_ENUM_CLASS(OriginKind, activity, introducer, signal)
struct ProjectOrigin {
  OriginKind kind = OriginKind::activity;
  int64_t origin_id = 0;
  std::string title{};
  Date noted_on{};
  int64_t project_id = 0;
  std::string project_number{}, project_name{};
  ProjectStage stage = ProjectStage::lead;
  ProjectStatus status = ProjectStatus::ongoing;
};
BOOST_DESCRIBE_STRUCT(ProjectOrigin, (),
                      (kind, origin_id, title, noted_on, project_id, project_number, project_name,
                       stage, status))
struct OriginList {
  std::vector<ProjectOrigin> items{};
};
BOOST_DESCRIBE_STRUCT(OriginList, (), (items))
/// Of a project, or of one activity, introducer or signal.
struct ListOrigins {
  int64_t zone = 0;
  std::optional<int64_t> project_id{};
  std::optional<OriginKind> kind{};
  std::optional<int64_t> origin_id{};
};
BOOST_DESCRIBE_STRUCT(ListOrigins, (), (zone, project_id, kind, origin_id))
Result<OriginList> list_origins(Call& call, const ListOrigins& in);
struct AddOrigin {
  int64_t zone = 0;
  int64_t id = 0;  ///< the project
  OriginKind kind = OriginKind::activity;
  int64_t origin_id = 0;
  std::optional<Date> noted_on{};
};
BOOST_DESCRIBE_STRUCT(AddOrigin, (), (zone, id, kind, origin_id, noted_on))
/// Says where a project came from; a second time changes nothing.
Result<OriginList> add_origin(Call& call, const AddOrigin& in);

// ---- Reinvestment ------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(SignalKind, capacity_full, expansion_plan, new_product, hiring,
                        land_request, financing, order, other)
struct ReinvestmentSignal {
  int64_t id = 0;
  int64_t enterprise_id = 0;
  SignalKind kind = SignalKind::other;
  Date noted_on{};
  int64_t strength = 50;  ///< 1 to 100 on the day it was noted
  int64_t half_life_days = 180;
  double weight = 0;  ///< strength x 2^(-age / half life)
  std::string text{}, source{};
  std::optional<Date> closed_on{};
  std::optional<std::string> closed_reason{};
  std::optional<int64_t> project_id{};  ///< what came of it
};
BOOST_DESCRIBE_STRUCT(ReinvestmentSignal, (),
                      (id, enterprise_id, kind, noted_on, strength, half_life_days, weight, text,
                       source, closed_on, closed_reason, project_id))
struct ReinvestmentLead {
  int64_t enterprise_id = 0;
  std::string enterprise_name{};
  double weight = 0;  ///< the sum over its open signals
  std::vector<ReinvestmentSignal> signals{};
};
BOOST_DESCRIBE_STRUCT(ReinvestmentLead, (), (enterprise_id, enterprise_name, weight, signals))
struct ReinvestmentLeads {
  Date as_of{};
  std::vector<ReinvestmentLead> items{};  ///< the heaviest first
  /// Of the signals at least a year old: how many led to a project.
  int64_t old_signals = 0, old_signals_hit = 0;
};
BOOST_DESCRIBE_STRUCT(ReinvestmentLeads, (), (as_of, items, old_signals, old_signals_hit))
struct ListSignals {
  int64_t zone = 0;
  std::optional<Date> as_of{};
  std::optional<int64_t> enterprise_id{};
};
BOOST_DESCRIBE_STRUCT(ListSignals, (), (zone, as_of, enterprise_id))
Result<ReinvestmentLeads> list_signals(Call& call, const ListSignals& in);
struct AddSignal {
  int64_t zone = 0;
  int64_t enterprise_id = 0;
  SignalKind kind = SignalKind::other;
  Date noted_on{};
  int64_t strength = 50;
  std::optional<int64_t> half_life_days{};  ///< 7 to 3650, default 180
  std::string text{}, source{};
};
BOOST_DESCRIBE_STRUCT(AddSignal, (),
                      (zone, enterprise_id, kind, noted_on, strength, half_life_days, text, source))
Result<ReinvestmentLeads> add_signal(Call& call, const AddSignal& in);
struct CloseSignal {
  int64_t zone = 0;
  int64_t id = 0;
  std::string reason{};
};
BOOST_DESCRIBE_STRUCT(CloseSignal, (), (zone, id, reason))
Result<Done> close_signal(Call& call, const CloseSignal& in);

}  // namespace gaoxin
