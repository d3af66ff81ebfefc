#include "policy/policy_load_bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/check.h"
#include "base/random.h"
#include "policy/policy_current.h"
#include "registry/registry.h"
#include "storage/migrate.h"

namespace gaoxin {
namespace {

constexpr int kFacts = 40;
constexpr int kRules = 60;
constexpr Timestamp kNow{1'750'000'000'000'000};  // 2025-06-15

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
double processor_seconds_now() {
  return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}
size_t resident_megabytes() {
  std::ifstream file("/proc/self/statm");
  size_t total = 0;
  size_t resident = 0;
  file >> total >> resident;
  return resident * 4096 >> 20;
}

std::string field_name(int i) { return i == 0 ? "revenue" : fmt::format("fact_{:02}", i); }

std::string vocabulary() {
  std::string out = "vocabulary:\n";
  for (int i = 0; i < kFacts; ++i)
    out += fmt::format("  {0}: {{type: {1}, label: {{zh: {0}, en: {0}}}}}\n", field_name(i),
                       i % 8 == 7 ? "count" : "money");
  return out;
}

/// Three conditions over data of money, one of them a quotient.
std::string rule(int number, int least) {
  const auto money = [&](int i) {
    const int at = (number * 7 + i * 11) % kFacts;
    return field_name(at % 8 == 7 ? at - 1 : at);
  };
  return fmt::format(
      "policy: p{}\ntitle: {{zh: 题, en: title}}\nclass: finance\nkind: subsidy\n"
      "effective: {{from: 2024-01-01}}\nsource: {{document: d, clause: \"1\"}}\n"
      "entity: enterprise\nconditions:\n"
      "  - {{id: main, label: {{zh: 条, en: main}}, clause: \"1\", expr: \"{} >= {} CNY and ({} "
      "/ {} >= {} % or {} < 200000 CNY)\"}}\n"
      "eligible: main\namount: {{expr: \"min({} % of {}, 500000 CNY)\", round: down}}\n",
      number, money(0), least, money(1), money(2), 10 + number, money(3), 1 + number % 9, money(0));
}

struct Bench {
  std::unique_ptr<Database> database;
  int64_t zone = 0;
  size_t enterprises = 0;

  template <typename Out, typename In>
  Out ask(Result<Out> (*use_case)(Call&, const In&), const In& in, bool writes = false) {
    std::optional<Out> out;
    const auto work = [&](Transaction& db) {
      const ZoneTree zones = load_zone_tree(db);
      const Actor actor = system_actor();
      Call call{db, *database, actor, zones, kNow, "bench", {}};
      Result<Out> result = use_case(call, in);
      CHECK(result.ok());
      out = std::move(*result);
      return true;
    };
    if (writes)
      database->write(work);
    else
      database->read([&](Transaction& db) { work(db); });
    return std::move(*out);
  }
};

void publish(Transaction& db, const std::string& id, int64_t revision, const std::string& source) {
  policy_store::StoredRevision row{.policy_id = id, .source = source};
  row.life.revision = revision;
  row.life.state = PolicyState::published;
  row.life.effective_from = make_date(2024, 1, 1);
  policy_store::insert_revision(db, row);
  touch_counter(db, "policy");
}

int64_t enterprise_id(size_t i) { return static_cast<int64_t>(i) + 1'000'000; }

void build(Bench& bench, size_t enterprises) {
  CHECK(migrate(*bench.database, built_in_migrations()).ok());
  bench.database->write([&](Transaction& db) {
    const int64_t root = ensure_root_zone(db).id;
    bench.zone = create_zone(db, load_zone_tree(db), {root, ZoneLevel::zone, "B", {"B", "B"}, {}})
                     .value()
                     .id;
    policy_store::put_vocabulary(db, 0, "fields.yaml", vocabulary());
    for (int i = 0; i < kRules; ++i)
      publish(db, fmt::format("p{}", i), 1, rule(i, 100'000 + i * 5000));
    const auto rows =
        db.bulk("registry_enterprise", {"zone_id", "id", "changed", "name", "scale", "source"});
    const int64_t changed = 1;
    for (size_t i = 0; i < enterprises; ++i)
      rows->add(
          {bench.zone, enterprise_id(i), changed, fmt::format("企业{}", i), "small", "bench"});
    rows->finish();
    return true;
  });
  // In parts, so that no transaction has to be kept whole.
  Random random(1);
  int64_t id = 100'000'000;
  std::vector<std::string> names;
  for (int f = 0; f < kFacts; ++f) names.push_back(field_name(f));
  constexpr size_t kPart = 50'000;
  for (size_t from = 0; from < enterprises; from += kPart) {
    bench.database->write([&](Transaction& db) {
      const auto facts =
          db.bulk("registry_fact", {"zone_id", "enterprise_id", "field", "period", "id", "whole",
                                    "unit", "source", "recorded_at", "recorded_by"});
      for (size_t i = from; i < std::min(enterprises, from + kPart); ++i)
        for (const std::string& name : names)
          facts->add({bench.zone, enterprise_id(i), name, "2024", ++id,
                      static_cast<int64_t>(random.below(100'000'000)), "yuan", "bench", kNow, 0});
      facts->finish();
      return true;
    });
  }
}

/// Median milliseconds of `before` and of `work`, which are run in turn.
template <typename Before, typename Work>
std::pair<double, double> milliseconds(int times, const Before& before, const Work& work) {
  std::vector<double> first;
  std::vector<double> second;
  for (int i = 0; i < times; ++i) {
    double from = seconds_now();
    before(i);
    first.push_back(seconds_now() - from);
    from = seconds_now();
    work();
    second.push_back(seconds_now() - from);
  }
  const auto median = [](std::vector<double>& seconds) {
    std::sort(seconds.begin(), seconds.end());
    return seconds[seconds.size() / 2] * 1e3;
  };
  return {median(first), median(second)};
}

void measure(Bench& bench) {
  constexpr int kTimes = 20;
  const MatchPolicy list{bench.zone, "p1", {}, {}, {}, {}, {}};
  PolicyMatches matches;
  ProactiveList proactive;
  const auto nothing = [](int) {};
  const auto list_one = [&] { matches = bench.ask(match_policy, list); };
  const auto list_all = [&] { proactive = bench.ask(list_proactive, Proactive{bench.zone, {}}); };
  Random random(2);
  const auto record = [&](int i) {
    const RecordFacts fact{bench.zone,
                           enterprise_id(random.below(bench.enterprises)),
                           {{"revenue", "2024", std::to_string(i * 1000), {}, "bench", {}}}};
    bench.ask(record_facts, fact, true);
  };
  const auto publish_one = [&](int i) {
    bench.database->write([&](Transaction& db) {
      publish(db, "p1", policy_store::last_revision(db, 0, "p1") + 1, rule(1, 100'000 + i * 1000));
      return true;
    });
  };

  const double processor_from = processor_seconds_now();
  const double from = seconds_now();
  list_one();
  std::cout << fmt::format(
      "first answer, with loading the columns: {:.2f} s ({:.2f} s of processor time); {} MB "
      "resident\n",
      seconds_now() - from, processor_seconds_now() - processor_from, resident_megabytes());
  std::cout << fmt::format("the same list again: {:.2f} ms; eligible {}, unknown {}\n",
                           milliseconds(kTimes, nothing, list_one).second, matches.eligible,
                           matches.unknown);
  const auto [recording, listing] = milliseconds(kTimes, record, list_one);
  std::cout << fmt::format(
      "one recorded fact: {:.2f} ms to record, then {:.2f} ms to a fresh list of the policy\n",
      recording, listing);
  std::cout << fmt::format("proactive list of {} policies: {:.1f} ms, ", kRules,
                           milliseconds(1, nothing, list_all).second);
  std::cout << fmt::format("again {:.2f} ms, ", milliseconds(kTimes, nothing, list_all).second);
  std::cout << fmt::format("after one recorded fact {:.2f} ms; {} policies in it\n",
                           milliseconds(kTimes, record, list_all).second, proactive.items.size());
  const auto [publishing, fresh] = milliseconds(3, publish_one, list_one);
  std::cout << fmt::format("one published policy: {:.1f} ms to publish, then {:.1f} ms to its list",
                           publishing, fresh);
  std::cout << fmt::format(" or {:.1f} ms to the proactive list; {} MB resident\n",
                           milliseconds(3, publish_one, list_all).second, resident_megabytes());
  bench.database->read([&](Transaction& db) {
    const ZoneTree zones = load_zone_tree(db);
    const Actor actor = system_actor();
    Call call{db, *bench.database, actor, zones, kNow, "bench", {}};
    const auto library = current_library(*bench.database, db);
    const ColumnsView view = columns_on(call, *library, date_of(kNow));
    std::cout << fmt::format("loaded {} time(s), {} rows read again\n", view->loads,
                             view->patched_rows);
  });
}

}  // namespace

int bench_load(size_t enterprises, const std::string& kept) {
  std::string folder = "/tmp/gaoxin-policy-XXXXXX";
  if (kept.empty()) CHECK(mkdtemp(folder.data()) != nullptr);
  {
    Bench bench;
    bench.enterprises = enterprises;
    const std::string path = kept.empty() ? folder + "/bench.db" : kept;
    const bool present = std::filesystem::exists(path);
    bench.database = std::move(Database::open("sqlite:" + path).value());
    const double from = seconds_now();
    if (!present) build(bench, enterprises);
    bench.database->read([&](Transaction& db) {
      const ZoneTree tree = load_zone_tree(db);
      for (const Zone& zone : tree.zones())
        if (zone.parent_id) bench.zone = zone.id;
    });
    std::cout << fmt::format("{} enterprises x {} facts {} in {:.0f} s\n", enterprises, kFacts,
                             present ? "opened" : "built", seconds_now() - from);
    measure(bench);
  }
  if (kept.empty()) std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace gaoxin
