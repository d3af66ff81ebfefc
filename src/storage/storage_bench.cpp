// Prints how fast the databases take and give rows: gaoxin_storage_bench [ROWS]
// SQLite in a temporary folder (TMPDIR); PostgreSQL too when GAOXIN_TEST_POSTGRES is set.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "base/random.h"
#include "storage/migrate.h"

namespace gaoxin {
namespace {

const std::vector<Migration> kTable = {
    {1, "0001_bench.sql",
     "CREATE TABLE bench_enterprise (zone_id BIGINT NOT NULL, id BIGINT NOT NULL, "
     "credit_code TEXT NOT NULL, name TEXT NOT NULL, region TEXT, industry TEXT, scale TEXT, "
     "founded TEXT, capital BIGINT, score DOUBLE PRECISION, PRIMARY KEY (zone_id, id));"
     "CREATE TABLE bench_count (id BIGINT NOT NULL PRIMARY KEY, value BIGINT NOT NULL);"
     "INSERT INTO bench_count (id, value) VALUES (1, 0);"}};

class Clock {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

void report(const char* engine, const char* what, double count, double seconds) {
  fmt::print("{:<9} {:<44} {:>12.0f} /s   ({:.0f} in {:.3f} s)\n", engine, what, count / seconds,
             count, seconds);
  std::fflush(stdout);
}

void bulk_insert(Database& database, const char* engine, int64_t rows) {
  const Clock clock;
  database.write([&](Transaction& tx) {
    auto bulk = tx.bulk("bench_enterprise", {"zone_id", "id", "credit_code", "name", "region",
                                             "industry", "scale", "founded", "capital", "score"});
    for (int64_t i = 0; i < rows; ++i) {
      bulk->add({1, i, fmt::format("91220101{:010}", i), fmt::format("长春高新技术{}有限公司", i),
                 "220101", "C3612", "small", Date{static_cast<int32_t>(i % 20'000)},
                 Money{i * 10'000}, static_cast<double>(i) / 7});
    }
    bulk->finish();
    return true;
  });
  report(engine, "bulk insert, 10 columns, rows", static_cast<double>(rows), clock.seconds());
}

void stream(Database& database, const char* engine, int64_t rows) {
  const Clock clock;
  int64_t sum = 0;
  database.read([&](Transaction& tx) {
    tx.each("SELECT * FROM bench_enterprise", {}, [&](const Row& row) {
      sum += row.int64(1) + static_cast<int64_t>(row.text(3).size());
    });
  });
  CHECK(sum > 0);
  report(engine, "stream, 10 columns, rows", static_cast<double>(rows), clock.seconds());
}

void point_reads(Database& database, const char* engine, int64_t rows, int64_t reads) {
  const char* sql =
      "SELECT name, region, industry FROM bench_enterprise WHERE zone_id = $1 AND id = $2";
  Random random(7);
  const auto read_one = [&](Transaction& tx) {
    const auto id = static_cast<int64_t>(random.below(static_cast<uint64_t>(rows)));
    CHECK(tx.one(sql, {1, id}, [](const Row& row) { return row.str(0); }).has_value());
  };
  const Clock one_transaction;
  database.read([&](Transaction& tx) {
    for (int64_t i = 0; i < reads; ++i) read_one(tx);
  });
  report(engine, "point reads in one transaction", static_cast<double>(reads),
         one_transaction.seconds());
  const Clock own_transactions;
  for (int64_t i = 0; i < reads; ++i) database.read(read_one);
  report(engine, "point reads, a transaction each", static_cast<double>(reads),
         own_transactions.seconds());
}

void commits(Database& database, const char* engine, int64_t count) {
  const Clock clock;
  for (int64_t i = 0; i < count; ++i) {
    database.write([](Transaction& tx) {
      return tx.execute("UPDATE bench_count SET value = value + 1 WHERE id = 1") == 1;
    });
  }
  report(engine, "commits of one small update", static_cast<double>(count), clock.seconds());
}

void ids(Database& database, const char* engine, int64_t count) {
  const Clock clock;
  database.write([&](Transaction& tx) {
    for (int64_t i = 0; i < count; ++i) tx.new_id();
    return true;
  });
  report(engine, "new ids", static_cast<double>(count), clock.seconds());
}

void run(const std::string& url, const char* engine, int64_t rows) {
  auto opened = Database::open(url);
  if (!opened.ok()) {
    fmt::print(stderr, "{}\n", opened.error().text.en);
    std::exit(1);
  }
  Database& database = **opened;
  CHECK(migrate(database, kTable).ok());
  bulk_insert(database, engine, rows);
  stream(database, engine, rows);
  point_reads(database, engine, rows, 100'000);
  commits(database, engine, 2'000);
  ids(database, engine, 1'000'000);
}

void run_postgres(const std::string& server, int64_t rows) {
  const auto script = [&](const std::string& sql) {
    auto opened = Database::open(server, 1);
    CHECK(opened.ok());
    (*opened)->write([&](Transaction& tx) {
      tx.script(sql);
      return true;
    });
  };
  const std::string schema = fmt::format("bench_{}", getpid());
  script("CREATE SCHEMA " + schema);
  run(fmt::format("{}{}options=-csearch_path%3D{}", server,
                  server.find('?') == std::string::npos ? '?' : '&', schema),
      "postgres", rows);
  script(fmt::format("DROP SCHEMA {} CASCADE", schema));
}

}  // namespace
}  // namespace gaoxin

int main(int argc, char** argv) {
  const int64_t rows = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  CHECK(rows > 0);
  std::string folder = (std::filesystem::temp_directory_path() / "gaoxin-bench-XXXXXX").string();
  CHECK(mkdtemp(folder.data()) != nullptr);
  gaoxin::run(folder + "/bench.db", "sqlite", rows);
  std::filesystem::remove_all(folder);
  if (const char* server = std::getenv("GAOXIN_TEST_POSTGRES")) {
    gaoxin::run_postgres(server, rows);
  }
}
