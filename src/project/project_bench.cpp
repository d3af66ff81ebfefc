// How fast boards and lists are, and whether people who move cards at once lose anything.
//
//   gaoxin_project_bench [PROJECTS [EVENTS]]   default 200000 and 25 times as many
//
// On SQLite in a temporary folder, and on PostgreSQL when GAOXIN_TEST_POSTGRES names one.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <thread>

#include "base/random.h"
#include "project/conduct_bench.h"
#include "project/settings_view.h"
#include "storage/test_database.h"

namespace gaoxin {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int64_t kDay = 86'400'000'000;
constexpr Timestamp kNow{20'000 * kDay};

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Of this thread: on a busy machine it says more than the time on the wall. SQLite works in it,
/// PostgreSQL in a process of its own.
double thread_cpu_milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

class Bench {
 public:
  Bench(Engine engine, int64_t projects, int64_t events)
      : test_(engine), projects_(projects), events_(events), engine_(engine) {}

  void run() {
    build();
    fmt::print("\n{} {} projects, {} events\n", engine_ == Engine::sqlite ? "SQLite" : "PostgreSQL",
               projects_, events_);
    fmt::print("{:<44}{:>10}{:>10}{:>10}\n", "", "median ms", "worst ms", "cpu ms");
    measure("board of the province", [&](Call& call) {
      GetKanban in;
      in.zone = province_;
      return get_kanban(call, in).ok();
    });
    measure("board of one park", [&](Call& call) {
      GetKanban in;
      in.zone = parks_[0];
      return get_kanban(call, in).ok();
    });
    measure("board of one owner", [&](Call& call) {
      GetKanban in;
      in.zone = province_;
      in.owner_user_id = 7;
      return get_kanban(call, in).ok();
    });
    measure_list("first page", [](ListProjects&) {});
    measure_list("page 100", [](ListProjects& in) { in.page = 100; });
    measure_list("by name", [](ListProjects& in) { in.sort = "name"; });
    measure_list("by amount, the largest first",
                 [](ListProjects& in) { in.sort = "-total_investment"; });
    measure_list("one stage and industry", [](ListProjects& in) {
      in.stage = {{ProjectStage::negotiation}};
      in.industry = "38";
    });
    measure_list("stagnant", [](ListProjects& in) { in.stagnant = true; });
    measure_list("search for a word", [](ListProjects& in) { in.q = "项目 77"; });
    measure("history of a project", [&](Call& call) {
      return list_project_events(call, {province_, ids_[ids_.size() / 2], {}, {}}).ok();
    });
    measure("what its next stage asks for", [&](Call& call) {
      return check_stage(call, {province_, ids_[ids_.size() / 2]}).ok();
    });
    move_at_once();
  }

 private:
  int64_t add_zone(Transaction& db, int64_t parent, ZoneLevel level, const std::string& code) {
    return create_zone(db, load_zone_tree(db), {parent, level, code, {code, code}, {}}).value().id;
  }

  void build() {
    const auto start = Clock::now();
    test_.database().write([&](Transaction& db) {
      const int64_t root = ensure_root_zone(db).id;
      province_ = add_zone(db, root, ZoneLevel::province, "P");
      add_zone(db, root, ZoneLevel::province, "Q");
      for (int i = 0; i < 20; ++i)
        parks_.push_back(add_zone(db, province_, ZoneLevel::park, fmt::format("K{}", i)));
      return true;
    });
    test_.database().write([&](Transaction& db) {
      insert(db);
      return true;
    });
    // What autovacuum does some minutes after such a load.
    if (engine_ == Engine::postgres &&
        std::system(fmt::format("psql '{}' -qc 'VACUUM ANALYZE'", test_.url()).c_str()) != 0)
      fmt::print("psql is not in the PATH: measured before the first VACUUM\n");
    fmt::print("\nbuilt in {:.1f} s\n", milliseconds_since(start) / 1000);
  }

  void insert(Transaction& db) {
    Random random(1);
    for (int64_t i = 0; i < projects_; ++i) ids_.push_back(db.new_id());
    std::vector<std::string> hashes(static_cast<size_t>(projects_));
    std::vector<int64_t> counts(static_cast<size_t>(projects_), 0);
    std::vector<int64_t> event_ids;
    for (int64_t i = 0; i < events_; ++i) event_ids.push_back(db.new_id());
    {
      const auto bulk = db.bulk(
          "project_event", {"zone_id", "project_id", "sequence", "id", "at", "effective_on", "kind",
                            "from_stage", "to_stage", "actor_id", "actor_name", "detail", "hash"});
      for (int64_t i = 0; i < events_; ++i) {
        const auto at = static_cast<size_t>(i % projects_);
        project_store::StoredEvent event;
        event.zone_id = parks_[at % parks_.size()];
        event.project_id = ids_[at];
        event.sequence = ++counts[at];
        event.id = event_ids[static_cast<size_t>(i)];
        event.at = {kNow.microseconds - (events_ - i) * 1000};
        event.effective_on = date_of(event.at);
        event.kind = "report";
        event.actor_id = static_cast<int64_t>(at % 500);
        event.actor_name = "示范专员";
        event.detail = R"({"text":"双周报告:条款与用地对接中"})";
        hashes[at] = event_hash(hashes[at], event);
        bulk->add({event.zone_id, event.project_id, event.sequence, event.id, event.at,
                   event.effective_on, event.kind, event.from_stage, event.to_stage, event.actor_id,
                   event.actor_name, event.detail, hashes[at]});
      }
      bulk->finish();
    }
    const auto bulk = db.bulk(
        "project_project",
        {"zone_id",       "id",          "version",          "host_zone_id",     "number",
         "name",          "search",      "name_change",      "investor",         "source",
         "source_record", "introducer",  "chain_node",       "credit_code",      "owner_user_id",
         "stage",         "status",      "industry_code",    "total_investment", "fields",
         "created_at",    "created_by",  "stage_entered_at", "last_activity_at", "due_on",
         "due_kind",      "event_count", "event_hash"});
    static const char* const kStatuses[] = {"ongoing", "ongoing", "ongoing", "delayed",
                                            "dormant", "lost",    "done"};
    for (size_t i = 0; i < ids_.size(); ++i) {
      const int64_t zone = parks_[i % parks_.size()];
      const std::string name = fmt::format("示范项目 {} 号产业化基地", i);
      const std::string investor = fmt::format("示范投资 {} 有限公司", random.below(100'000));
      const std::string number = fmt::format("XM2025-{}", ids_[i]);
      const std::string search = fmt::format("{} {} {}", number, name, investor);
      const std::string code = fmt::format("CODE{:014}", i);
      const std::string industry = std::to_string(13 + random.below(60));
      const Timestamp active{kNow.microseconds - static_cast<int64_t>(random.below(700)) * kDay -
                             static_cast<int64_t>(random.below(1'000'000))};
      const Date due{date_of(active).days + 14};
      // One in fifty stands where the movers work.
      const int64_t stage = i % 50 == 0 ? 1 : 1 + static_cast<int64_t>(random.below(10));
      bulk->add({zone,
                 ids_[i],
                 1,
                 zone,
                 number,
                 name,
                 search,
                 1,
                 investor,
                 "展会",
                 "登记表",
                 "自主",
                 "sector:39",
                 code,
                 static_cast<int64_t>(i % 500),
                 stage,
                 i % 50 == 0 ? "ongoing" : kStatuses[random.below(7)],
                 industry,
                 Money{static_cast<int64_t>(random.below(1'000'000)) * 100'000},
                 R"({"drivers":"配套半径、电价与人才"})",
                 active,
                 1,
                 active,
                 active,
                 due,
                 "report",
                 counts[i],
                 hashes[i]});
    }
    bulk->finish();
  }

  template <typename F>
  auto with_call(Transaction& db, F&& work) {
    static const Actor actor = system_actor();
    if (!zones_) zones_ = load_zone_tree(db);
    Call call{db, test_.database(), actor, *zones_, kNow, "bench", {}};
    return work(call);
  }

  template <typename F>
  void measure(const char* what, F&& work) {
    std::vector<double> times;
    constexpr int kRuns = 15;
    const double cpu_before = thread_cpu_milliseconds();
    for (int i = 0; i < kRuns; ++i) {
      const auto start = Clock::now();
      test_.database().read([&](Transaction& db) {
        with_call(db, [&](Call& call) {
          CHECK(work(call));
          return true;
        });
      });
      times.push_back(milliseconds_since(start));
    }
    std::sort(times.begin(), times.end());
    fmt::print("{:<44}{:>10.1f}{:>10.1f}{:>10.1f}\n", what, times[times.size() / 2], times.back(),
               (thread_cpu_milliseconds() - cpu_before) / kRuns);
  }
  template <typename F>
  void measure_list(const char* what, F&& change) {
    measure(fmt::format("list: {}", what).c_str(), [&](Call& call) {
      ListProjects in;
      in.zone = province_;
      change(in);
      return list_projects(call, in).ok();
    });
  }

  /// Fifty people move twenty cards each, two for every project; who is late looks and tries again.
  void move_at_once() {
    constexpr int kPeople = 50, kMoves = 20;
    std::vector<int64_t> cards;
    for (size_t i = 0; i < ids_.size() && cards.size() < kPeople / 2; i += 50)
      cards.push_back(ids_[i]);
    std::atomic<int64_t> moved = 0, conflicts = 0;
    std::atomic<int64_t> slowest_us = 0;
    std::vector<std::thread> people;
    const auto start = Clock::now();
    for (int person = 0; person < kPeople; ++person)
      people.emplace_back([&, person] {
        const int64_t id = cards[static_cast<size_t>(person) % cards.size()];
        for (int done = 0; done < kMoves;) {
          const auto begin = Clock::now();
          const Project seen = test_.database().read_value([&](Transaction& db) {
            return with_call(db, [&](Call& call) {
              return get_project(call, {province_, id}).value();
            });
          });
          const bool forward = seen.stage == ProjectStage::lead;
          const MoveProject in{
              province_,    id,
              seen.version, forward ? ProjectStage::assessment : ProjectStage::lead,
              std::nullopt, forward ? std::nullopt : std::optional<std::string>("退回")};
          const Result<Project> result = test_.database().write_result([&](Transaction& db) {
            return with_call(db, [&](Call& call) { return move_project(call, in); });
          });
          CHECK(result.ok() || result.error().key == "project.stale");
          ++(result.ok() ? moved : conflicts);
          done += result.ok();
          const auto taken =
              std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count();
          for (int64_t seen_us = slowest_us; taken > seen_us;)
            if (slowest_us.compare_exchange_weak(seen_us, taken)) break;
        }
      });
    for (std::thread& person : people) person.join();
    const double seconds = milliseconds_since(start) / 1000;
    int64_t versions = 0;
    test_.database().read([&](Transaction& db) {
      for (const int64_t id : cards)
        versions += with_call(db,
                              [&](Call& call) {
                                return get_project(call, {province_, id}).value().version;
                              }) -
                    1;
    });
    fmt::print(
        "{} people moving at once: {} moves in {:.1f} s, {} conflicts shown, slowest {:.0f} "
        "ms, lost {}\n",
        kPeople, moved.load(), seconds, conflicts.load(), static_cast<double>(slowest_us) / 1000,
        moved.load() - versions);
    CHECK(moved.load() == versions);
  }

  TestDatabase test_;
  int64_t projects_, events_;
  Engine engine_;
  int64_t province_ = 0;
  std::vector<int64_t> parks_, ids_;
  std::optional<ZoneTree> zones_;
};

}  // namespace
}  // namespace gaoxin

int main(int argc, char** argv) {
  // `make bench` gives every bench its data folder, which is no number.
  const int64_t asked = argc > 1 ? std::atoll(argv[1]) : 0;
  const int64_t projects = asked > 0 ? asked : 200'000;
  const int64_t events = argc > 2 ? std::atoll(argv[2]) : projects * 25;
  std::vector<gaoxin::Engine> engines{gaoxin::Engine::sqlite};
  if (!gaoxin::test_postgres_url().empty()) engines.push_back(gaoxin::Engine::postgres);
  for (const gaoxin::Engine engine : engines) {
    gaoxin::Bench(engine, projects, events).run();
    gaoxin::TestDatabase conduct(engine);
    gaoxin::bench_conduct(conduct.database(), projects, std::max<int64_t>(10, events / projects),
                          5);
  }
}
