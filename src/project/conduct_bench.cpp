#include "project/conduct_bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/random.h"
#include "project/appraisal.h"
#include "project/commitments.h"
#include "project/outlook.h"

namespace gaoxin {
namespace {

double milliseconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

struct Zones {
  int64_t root = 0, province = 0;
  std::vector<int64_t> parks;
};

Zones create_zones(Transaction& db) {
  Zones out;
  out.root = ensure_root_zone(db).id;
  const auto create = [&](int64_t parent, ZoneLevel level, const std::string& code) {
    return create_zone(db, load_zone_tree(db), {parent, level, code, {code, code}, {}}).value().id;
  };
  out.province = create(out.root, ZoneLevel::province, "bench-p");
  for (int z = 0; z < 10; ++z) {
    const int64_t zone = create(out.province, ZoneLevel::zone, fmt::format("bench-z{}", z));
    for (int p = 0; p < 5; ++p)
      out.parks.push_back(create(zone, ZoneLevel::park, fmt::format("bench-z{}p{}", z, p)));
  }
  return out;
}

/// One invented project: its moves as days, and where it ended.
struct Invented {
  int64_t id = 0, zone_id = 0, stage = 1;
  std::vector<int32_t> entered;  // Of the stages from 1 on.
  const char* status = "ongoing";
};

void fill(Database& database, const Zones& zones, int64_t projects, int64_t events, Date today) {
  constexpr const char* kIndustries[] = {"3610", "3911", "2710", "2614", "3073", "1421", "3532"};
  Random random(7);
  std::vector<Invented> all(static_cast<size_t>(projects));
  database.write([&](Transaction& db) {
    for (Invented& p : all) {
      p.id = db.new_id();
      p.zone_id = zones.parks[random.below(zones.parks.size())];
      int32_t day = today.days - static_cast<int32_t>(random.below(3650));
      for (;;) {
        p.entered.push_back(day);
        p.stage = static_cast<int64_t>(p.entered.size());
        day += 20 + static_cast<int32_t>(random.below(200));
        if (p.stage == 10 || day > today.days) break;
        if (random.below(100) < 18) {
          p.status = "lost";
          break;
        }
      }
    }
    const auto rows = db.bulk("project_project", {"zone_id",
                                                  "id",
                                                  "version",
                                                  "host_zone_id",
                                                  "number",
                                                  "name",
                                                  "search",
                                                  "name_change",
                                                  "source",
                                                  "owner_user_id",
                                                  "stage",
                                                  "status",
                                                  "status_on",
                                                  "industry_code",
                                                  "chain_node",
                                                  "total_investment",
                                                  "fields",
                                                  "signed_on",
                                                  "created_at",
                                                  "created_by",
                                                  "stage_entered_at",
                                                  "last_activity_at",
                                                  "due_on",
                                                  "event_count",
                                                  "event_hash"});
    const auto at = [](int32_t day) { return int64_t{day} * 86'400'000'000; };
    for (const Invented& p : all) {
      const std::string number = fmt::format("B{}", p.id);
      const std::string chain = fmt::format("sector:{:03}", random.below(150));
      const bool lost = std::string_view(p.status) == "lost";
      const std::optional<Date> signed_on =
          p.stage >= 5 ? std::optional(Date{p.entered[4]}) : std::nullopt;
      const std::optional<Date> status_on =
          lost ? std::optional(Date{p.entered.back() + 15}) : std::nullopt;
      const std::optional<Date> due_on =
          lost ? std::nullopt
               : std::optional(Date{today.days - 5 + static_cast<int32_t>(random.below(30))});
      const std::optional<int64_t> investment =
          random.below(10) == 0
              ? std::nullopt
              : std::optional(static_cast<int64_t>(random.below(100'000)) * 100'000'00);
      rows->add({p.zone_id,
                 p.id,
                 1,
                 p.zone_id,
                 number,
                 number,
                 number,
                 0,
                 "bench",
                 static_cast<int64_t>(1 + random.below(200)),
                 p.stage,
                 p.status,
                 status_on,
                 kIndustries[random.below(7)],
                 chain,
                 investment,
                 "{}",
                 signed_on,
                 at(p.entered[0]),
                 0,
                 at(p.entered.back()),
                 at(p.entered.back()),
                 due_on,
                 events,
                 ""});
    }
    rows->finish();
    return true;
  });
  database.write([&](Transaction& db) {
    for (size_t begin = 0; begin < all.size();) {
      // Ids are taken first: no other statement runs inside a bulk insert.
      const size_t end = std::min(all.size(), begin + 2'000);
      std::vector<int64_t> ids((end - begin) * static_cast<size_t>(events));
      for (int64_t& id : ids) id = db.new_id();
      const auto rows = db.bulk(
          "project_event", {"zone_id", "project_id", "sequence", "id", "at", "effective_on", "kind",
                            "to_stage", "actor_id", "actor_name", "detail", "hash"});
      size_t next = 0;
      for (size_t i = begin; i < end; ++i) {
        const Invented& p = all[i];
        for (int64_t e = 0; e < events; ++e) {
          const auto moves = static_cast<int64_t>(p.entered.size());
          const bool moved = e < moves;
          const int32_t day = p.entered[static_cast<size_t>(std::min(e, moves - 1))];
          const std::optional<int64_t> stage = moved ? std::optional(e + 1) : std::nullopt;
          rows->add({p.zone_id, p.id, e + 1, ids[next++], int64_t{day} * 86'400'000'000, Date{day},
                     moved ? "moved" : "report", stage, 1, "bench", "{}", ""});
        }
      }
      rows->finish();
      begin = end;
    }
    return true;
  });
}

template <typename In, typename Out>
void measure(Database& database, const char* what, Result<Out> (*use_case)(Call&, const In&),
             const In& in, Timestamp now, int rounds) {
  const Actor actor = system_actor();
  double best = 1e12, worst = 0, first = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    database.read([&](Transaction& db) {
      const ZoneTree zones = load_zone_tree(db);
      Call call{db, database, actor, zones, now, "bench", {}};
      CHECK(use_case(call, in).ok());
    });
    const double took = milliseconds_since(begin);
    if (round == 0) first = took;
    best = std::min(best, took);
    worst = std::max(worst, took);
  }
  fmt::print("{:<48} first {:8.1f} ms, then {:8.1f} to {:8.1f} ms\n", what, first, best, worst);
}

}  // namespace

void bench_conduct(Database& database, int64_t projects, int64_t events, int rounds) {
  const Date today = make_date(2026, 6, 15);
  const Timestamp now{int64_t{today.days} * 86'400'000'000 + 36'000'000'000};
  const Zones zones =
      database.write_result([](Transaction& db) -> Result<Zones> { return create_zones(db); })
          .value();
  const auto begin = std::chrono::steady_clock::now();
  fill(database, zones, projects, events, today);
  if (database.engine() == Engine::postgres)
    database.write([](Transaction& db) {
      db.script("ANALYZE project_project; ANALYZE project_event");
      return true;
    });
  fmt::print("\n{} projects with {} log rows written in {:.1f} s\n", projects, projects * events,
             milliseconds_since(begin) / 1000);
  GetFunnel funnel;
  funnel.zone = zones.root;
  measure(database, "funnel and forecast of the nation", get_funnel, funnel, now, rounds);
  funnel.zone = zones.parks[0];
  measure(database, "funnel and forecast of a park", get_funnel, funnel, now, rounds);
  measure(database, "dashboard of the nation", get_dashboard, ProjectZone{zones.root}, now, rounds);
  measure(database, "dashboard of a park", get_dashboard, ProjectZone{zones.parks[0]}, now, rounds);
  PreviewAppraisal appraisal;
  appraisal.zone = zones.province;
  appraisal.from_date = make_date(2026, 1, 1);
  appraisal.to_date = make_date(2026, 3, 31);
  appraisal.pool = Money{100'000'000};
  measure(database, "appraisal of the province, one quarter", preview_appraisal, appraisal, now,
          rounds);
  ListRedMilestones red;
  red.zone = zones.root;
  measure(database, "red milestones, first page", list_red_milestones, red, now, rounds);
}

}  // namespace gaoxin
