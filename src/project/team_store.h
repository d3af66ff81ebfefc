// All SQL of teams, advisers, activities, introducers, origins and signals. Private to the module.
#pragma once

#include <map>
#include <span>

#include "project/teams.h"

namespace gaoxin::team_store {

/// Empty `zones`: all.
std::vector<Team> list_teams(Transaction& db, std::span<const int64_t> zones);
std::optional<Team> find_team(Transaction& db, int64_t id);
/// Inserts when version is 0; else false when the row has another version. The same for the others.
bool put_team(Transaction& db, const Team& team);

struct StoredPost {
  int64_t zone_id = 0;
  Post row{};
};
std::vector<StoredPost> list_posts(Transaction& db, std::span<const int64_t> zones);
/// Of everybody who is the same user or adviser as `post`, in any zone, and of the team's.
std::vector<StoredPost> posts_like(Transaction& db, const Post& post);
/// Takes the team's row: two who fill the same post wait for each other.
void lock_team(Transaction& db, int64_t team_id);
bool put_post(Transaction& db, const StoredPost& post);
/// Open projects that the zones run (empty: all) in industries beginning with one of the codes.
int64_t count_open_projects(Transaction& db, std::span<const int64_t> zones,
                            const std::vector<std::string>& industries);

std::vector<Adviser> list_advisers(Transaction& db, std::span<const int64_t> zones);
std::optional<Adviser> find_adviser(Transaction& db, int64_t id);
bool put_adviser(Transaction& db, const Adviser& adviser);

std::vector<PromotionActivity> list_activities(Transaction& db, std::span<const int64_t> zones,
                                               std::optional<Date> from, std::optional<Date> to);
std::optional<PromotionActivity> find_activity(Transaction& db, int64_t id);
bool put_activity(Transaction& db, const PromotionActivity& activity);
std::vector<Introducer> list_introducers(Transaction& db, std::span<const int64_t> zones);
std::optional<Introducer> find_introducer(Transaction& db, int64_t id);
bool put_introducer(Transaction& db, const Introducer& introducer);
/// By origin id; without those nothing is linked to.
std::map<int64_t, Brought> brought(Transaction& db, OriginKind kind,
                                   std::span<const int64_t> zones);

/// False when it stood already.
bool insert_origin(Transaction& db, int64_t zone_id, int64_t project_id, OriginKind kind,
                   int64_t origin_id, Date noted_on, Timestamp at, int64_t by);
std::vector<ProjectOrigin> list_origins(Transaction& db, const ListOrigins& query);

struct StoredSignal {
  int64_t zone_id = 0;
  ReinvestmentSignal row{};
  std::string enterprise_name{};
};
std::vector<StoredSignal> list_signals(Transaction& db, std::span<const int64_t> zones,
                                       std::optional<int64_t> enterprise_id);
std::optional<StoredSignal> find_signal(Transaction& db, int64_t id);
void insert_signal(Transaction& db, const StoredSignal& signal, Timestamp at, int64_t by);
/// False when it has been closed before.
bool close_signal(Transaction& db, const StoredSignal& signal, Date on, const std::string& reason);

}  // namespace gaoxin::team_store
