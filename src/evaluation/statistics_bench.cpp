// What reports cost as they grow: loading, one zone's report, the national ranking, on SQLite and
// (GAOXIN_TEST_POSTGRES) PostgreSQL; and beside it the layout that was not chosen, a row per value.
// Usage: gaoxin_statistics_bench [DATA] [--full]: 1 and 3 million facts, or also 10 and 30.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string_view>

#include "base/random.h"
#include "evaluation/statistics_packing.h"
#include "evaluation/statistics_store.h"
#include "storage/migrate.h"

namespace gaoxin {
namespace {

namespace store = statistics_store;
using statistics::Cells;
using statistics::Period;
using statistics::PeriodKind;

constexpr int64_t kZones = 178, kMonths = 12, kItems = 200, kYear = 2024;

double seconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}
double milliseconds(const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < 7; ++i) times.push_back(seconds(work) * 1000);
  std::sort(times.begin(), times.end());
  return times[3];
}

/// The values of one report: money of many sizes, counts, some zeros.
statistics::Values values_of(Random& random) {
  statistics::Values values;
  for (int64_t item = 1; item <= kItems; ++item) {
    const uint64_t size = random.below(3);
    values.emplace_hint(values.end(), item,
                        static_cast<int64_t>(size == 0   ? random.below(500)
                                             : size == 1 ? random.below(100'000'000)
                                                         : random.below(100'000'000'000)));
  }
  return values;
}

/// Calls each(zone, month, enterprise) so often, spread evenly.
void each_report(int64_t reports, const std::function<void(int64_t, int, int64_t)>& each) {
  for (int64_t zone = 1; zone <= kZones; ++zone)
    for (int month = 1; month <= kMonths; ++month) {
      const int64_t cell = (zone - 1) * kMonths + month - 1;
      const int64_t here = reports / (kZones * kMonths) + (cell < reports % (kZones * kMonths));
      for (int64_t i = 0; i < here; ++i) each(zone, month, zone * 100'000 + i);
    }
}

Cells summed(Transaction& db, int64_t zone, int month) {
  Cells cells;
  store::each_accepted(db, zone, {PeriodKind::month, kYear, month}, {},
                       [&](int64_t, std::string_view packed) { add_report(cells, packed); });
  return cells;
}

/// A database of its own that goes when this does: a file, or a schema of the server.
class BenchDatabase {
 public:
  explicit BenchDatabase(Engine engine) {
    std::string url;
    if (engine == Engine::sqlite) {
      folder_ = (std::filesystem::temp_directory_path() / "gaoxin-bench-XXXXXX").string();
      CHECK(mkdtemp(folder_.data()) != nullptr);
      url = "sqlite:" + folder_ + "/bench.db";
    } else {
      url = std::getenv("GAOXIN_TEST_POSTGRES");
      schema(url, "DROP SCHEMA IF EXISTS gaoxin_bench CASCADE; CREATE SCHEMA gaoxin_bench");
      url += (url.find('?') == std::string::npos ? "?" : "&") +
             std::string("options=-csearch_path%3Dgaoxin_bench");
    }
    database_ = std::move(Database::open(url).value());
    CHECK(migrate(*database_, built_in_migrations()).ok());
  }
  BenchDatabase(const BenchDatabase&) = delete;
  BenchDatabase& operator=(const BenchDatabase&) = delete;
  ~BenchDatabase() {
    database_.reset();
    if (folder_.empty())
      schema(std::getenv("GAOXIN_TEST_POSTGRES"), "DROP SCHEMA gaoxin_bench CASCADE");
    else
      std::filesystem::remove_all(folder_);
  }
  Database& database() { return *database_; }
  /// On disk: the whole file, or the tables whose names begin so.
  int64_t bytes(const std::string& tables) {
    return database_->read_value([&](Transaction& db) {
      return db
          .value(
              "SELECT CAST(SUM(pg_total_relation_size(c.oid)) AS BIGINT) FROM pg_class c "
              "WHERE c.relname LIKE $1 AND c.relkind = 'r'",
              {tables + "%"})
          .value_or(0);
    });
  }

 private:
  static void schema(const std::string& url, const char* sql) {
    const std::unique_ptr<Database> server = Database::open(url, 1).value();
    server->write([&](Transaction& db) {
      db.script(sql);
      return true;
    });
  }
  std::string folder_;
  std::unique_ptr<Database> database_;
};

void packed(Engine engine, int64_t facts) {
  BenchDatabase bench(engine);
  Database& database = bench.database();
  const int64_t reports = facts / kItems;
  const double load = seconds([&] {
    database.write([&](Transaction& db) {
      Random random(1);
      store::ensure_year(db, kYear);
      store::ReportBulk bulk(db);
      int64_t id = 0;
      each_report(reports, [&](int64_t zone, int month, int64_t enterprise) {
        store::StoredReport report;
        report.zone_id = zone;
        report.period = {PeriodKind::month, kYear, month};
        report.enterprise_id = enterprise;
        report.id = ++id;
        report.life.revision = report.life.version = 1;
        report.life.state = ReportState::accepted;
        report.life.decided_at = Timestamp{1};
        report.values = values_of(random);
        bulk.add(report);
      });
      bulk.finish();
      return true;
    });
  });
  const double sums = seconds([&] {
    database.write([&](Transaction& db) {
      for (int64_t zone = 1; zone <= kZones; ++zone)
        for (int month = 1; month <= kMonths; ++month)
          store::replace_totals(db, zone, {PeriodKind::month, kYear, month},
                                summed(db, zone, month));
      return true;
    });
  });
  const double report = milliseconds([&] {
    database.read([&](Transaction& db) {
      Cells year;
      for (int month = 1; month <= kMonths; ++month)
        for (const auto& [item, cell] :
             store::read_totals(db, 77, {PeriodKind::month, kYear, month}))
          add_cell(year[item], cell);
      CHECK(year.size() == kItems);
    });
  });
  const double again = milliseconds([&] {
    database.read([&](Transaction& db) {
      for (int month = 1; month <= kMonths; ++month) CHECK(!summed(db, 77, month).empty());
    });
  });
  const double ranking = milliseconds([&] {
    database.read([&](Transaction& db) {
      std::map<int64_t, statistics::Cell> zones;
      const std::vector<int64_t> items = {42};
      for (int month = 1; month <= kMonths; ++month)
        for (const auto& [zone, cells] :
             store::read_item_totals(db, {PeriodKind::month, kYear, month}, items))
          add_cell(zones[zone], cells.at(42));
      CHECK(zones.size() == kZones);
    });
  });
  fmt::print(
      "{:<9} {:>5.1f} M  packed  load {:>7.2f} s ({:>9.0f} facts/s)  sums {:>6.2f} s  zone's "
      "year {:>6.2f} ms  from its reports {:>7.2f} ms  ranking {:>6.2f} ms  {:>5.1f} B/fact\n",
      engine == Engine::sqlite ? "sqlite" : "postgres", static_cast<double>(facts) / 1e6, load,
      static_cast<double>(facts) / load, sums, report, again, ranking,
      static_cast<double>(bench.bytes("evaluation_report_")) / static_cast<double>(facts));
  std::fflush(stdout);
}

void narrow(Engine engine, int64_t facts) {
  BenchDatabase bench(engine);
  Database& database = bench.database();
  database.write([&](Transaction& db) {
    db.script(
        engine == Engine::sqlite
            ? "CREATE TABLE bench_fact (zone_id INTEGER NOT NULL, period TEXT NOT NULL, "
              "item INTEGER NOT NULL, enterprise_id INTEGER NOT NULL, value INTEGER NOT NULL, "
              "PRIMARY KEY (zone_id, period, item, enterprise_id)) STRICT, WITHOUT ROWID"
            : "CREATE TABLE bench_fact (zone_id BIGINT NOT NULL, period TEXT NOT NULL, "
              "item BIGINT NOT NULL, enterprise_id BIGINT NOT NULL, value BIGINT NOT NULL, "
              "PRIMARY KEY (zone_id, period, item, enterprise_id))");
    return true;
  });
  const double load = seconds([&] {
    database.write([&](Transaction& db) {
      Random random(1);
      const auto bulk =
          db.bulk("bench_fact", {"zone_id", "period", "item", "enterprise_id", "value"});
      each_report(facts / kItems, [&](int64_t zone, int month, int64_t enterprise) {
        const std::string period = fmt::format("{}-{:02}", kYear, month);
        for (const auto& [item, value] : values_of(random))
          bulk->add({zone, period, item, enterprise, value});
      });
      bulk->finish();
      return true;
    });
  });
  const auto query = [&](const char* sql) {
    return milliseconds(
        [&] { database.read([&](Transaction& db) { db.each(sql, {}, [](const Row&) {}); }); });
  };
  const double report =
      query("SELECT item, COUNT(*), SUM(value) FROM bench_fact WHERE zone_id = 77 GROUP BY item");
  const double ranking =
      query("SELECT zone_id, SUM(value) FROM bench_fact WHERE item = 42 GROUP BY zone_id");
  fmt::print(
      "{:<9} {:>5.1f} M  narrow  load {:>7.2f} s ({:>9.0f} facts/s)  {:>13}  zone's year "
      "{:>6.2f} ms  {:>28}  ranking {:>6.2f} ms  {:>5.1f} B/fact\n",
      engine == Engine::sqlite ? "sqlite" : "postgres", static_cast<double>(facts) / 1e6, load,
      static_cast<double>(facts) / load, "", report, "", ranking,
      static_cast<double>(bench.bytes("bench_fact")) / static_cast<double>(facts));
  std::fflush(stdout);
}

int run(bool full) {
  fmt::print("{} zones, {} months, {} items a report; medians of 7\n", kZones, kMonths, kItems);
  for (const Engine engine : {Engine::sqlite, Engine::postgres}) {
    if (engine == Engine::postgres && std::getenv("GAOXIN_TEST_POSTGRES") == nullptr) {
      fmt::print("postgres: GAOXIN_TEST_POSTGRES is not set\n");
      continue;
    }
    for (const int64_t millions : {1, 3, 10, 30}) {
      if (millions > 3 && !full) continue;
      packed(engine, millions * 1'000'000);
      if (millions <= 3) narrow(engine, millions * 1'000'000);
    }
  }
  return 0;
}

}  // namespace
}  // namespace gaoxin

int main(int argc, char** argv) {
  bool full = false;
  for (int i = 1; i < argc; ++i) full = full || std::string_view(argv[i]) == "--full";
  return gaoxin::run(full);
}
