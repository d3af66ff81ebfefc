#include "policy/policy_load_bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/check.h"
#include "base/random.h"
#include "policy/policy_facts.h"
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
std::string rule(int number) {
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
      number, money(0), 100000 + number * 5000, money(1), money(2), 10 + number, money(3),
      1 + number % 9, money(0));
}

struct Bench {
  std::unique_ptr<Database> database;
  int64_t zone = 0;
  std::vector<int64_t> ids;

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

void build(Bench& bench, size_t enterprises) {
  CHECK(migrate(*bench.database, built_in_migrations()).ok());
  bench.database->write([&](Transaction& db) {
    const int64_t root = ensure_root_zone(db).id;
    bench.zone = create_zone(db, load_zone_tree(db), {root, ZoneLevel::zone, "B", {"B", "B"}, {}})
                     .value()
                     .id;
    policy_store::put_vocabulary(db, 0, "fields.yaml", vocabulary());
    for (int i = 0; i < kRules; ++i) {
      policy_store::StoredRevision revision{.policy_id = fmt::format("p{}", i), .source = rule(i)};
      revision.life.revision = 1;
      revision.life.state = PolicyState::published;
      revision.life.effective_from = make_date(2024, 1, 1);
      policy_store::insert_revision(db, revision);
    }
    touch_counter(db, "policy");
    const auto rows =
        db.bulk("registry_enterprise", {"zone_id", "id", "changed", "name", "scale", "source"});
    const int64_t changed = 1;
    for (size_t i = 0; i < enterprises; ++i) {
      bench.ids.push_back(static_cast<int64_t>(i) + 1'000'000);
      rows->add(
          {bench.zone, bench.ids.back(), changed, fmt::format("企业{}", i), "small", "bench"});
    }
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
          facts->add({bench.zone, bench.ids[i], name, "2024", ++id,
                      static_cast<int64_t>(random.below(100'000'000)), "yuan", "bench", kNow, 0});
      facts->finish();
      return true;
    });
  }
}

void measure(Bench& bench) {
  const MatchPolicy list{bench.zone, "p1", {}, {}, {}, {}, {}};
  double from = seconds_now();
  const PolicyMatches first = bench.ask(match_policy, list);
  std::cout << fmt::format("first answer, with loading the columns: {:.2f} s; {} MB resident\n",
                           seconds_now() - from, resident_megabytes());
  from = seconds_now();
  PolicyMatches before = bench.ask(match_policy, list);
  std::cout << fmt::format("the same list again: {:.1f} ms; eligible {}, unknown {}\n",
                           (seconds_now() - from) * 1e3, before.eligible, before.unknown);
  Random random(2);
  double record = 0;
  double answer = 0;
  constexpr int kChanges = 20;
  for (int i = 0; i < kChanges; ++i) {
    const RecordFacts fact{bench.zone,
                           bench.ids[random.below(bench.ids.size())],
                           {{"revenue", "2024", std::to_string(i * 1000), {}, "bench", {}}}};
    from = seconds_now();
    bench.ask(record_facts, fact, true);
    record += seconds_now() - from;
    from = seconds_now();
    before = bench.ask(match_policy, list);
    answer += seconds_now() - from;
  }
  std::cout << fmt::format(
      "one recorded fact: {:.1f} ms to record, then {:.1f} ms to a fresh list of the policy\n",
      record / kChanges * 1e3, answer / kChanges * 1e3);
  const ProactiveList moved = bench.ask(list_proactive, Proactive{bench.zone, {}});
  int64_t loads = 0;
  int64_t rows = 0;
  bench.database->read([&](Transaction& db) {
    const ZoneTree zones = load_zone_tree(db);
    const Actor actor = system_actor();
    Call call{db, *bench.database, actor, zones, kNow, "bench", {}};
    const auto library = current_library(*bench.database, db);
    const ColumnsView view = columns_on(call, *library, date_of(kNow));
    loads = view->loads;
    rows = view->patched_rows;
  });
  std::cout << fmt::format("loaded {} time(s), {} rows read again; {} policies in the list\n",
                           loads, rows, moved.items.size());
}

}  // namespace

int bench_load(size_t enterprises, const std::string& folder) {
  std::string path = folder + "/gaoxin-policy-XXXXXX";
  CHECK(mkdtemp(path.data()) != nullptr);
  {
    Bench bench;
    bench.database = std::move(Database::open("sqlite:" + path + "/bench.db").value());
    double from = seconds_now();
    build(bench, enterprises);
    std::cout << fmt::format("{} enterprises x {} facts built in {:.0f} s\n", enterprises, kFacts,
                             seconds_now() - from);
    measure(bench);
  }
  std::filesystem::remove_all(path);
  return 0;
}

}  // namespace gaoxin
