// A database of its own for each test: a file for SQLite, a schema for PostgreSQL. Only tests
// include this header.
//
//   class RegistryTest : public DatabaseTest {};
//   TEST_P(RegistryTest, Finds) { database().write([&](Transaction& tx) { … }); }
//   INSTANTIATE_TEST_SUITE_P(Engines, RegistryTest, testing::ValuesIn(test_engines()),
//   engine_name);
//
// PostgreSQL's URL comes from GAOXIN_TEST_POSTGRES (scripts/postgres.sh prints one). Without it
// those tests are skipped, or fail when GAOXIN_REQUIRE_POSTGRES=1.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "storage/migrate.h"

namespace gaoxin {

inline std::vector<Engine> test_engines() { return {Engine::sqlite, Engine::postgres}; }

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) {
  return info.param == Engine::sqlite ? "sqlite" : "postgres";
}

/// Empty when the environment names none.
inline std::string test_postgres_url() {
  const char* url = std::getenv("GAOXIN_TEST_POSTGRES");
  return url == nullptr ? "" : url;
}

/// A folder that goes with everything in it.
class TestFolder {
 public:
  TestFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "gaoxin-test-XXXXXX").string();
    CHECK(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Skips the running test, or fails it when PostgreSQL is required, if the engine is not there.
/// False then.
inline bool require_engine(Engine engine) {
  if (engine == Engine::sqlite || !test_postgres_url().empty()) return true;
  const char* required = std::getenv("GAOXIN_REQUIRE_POSTGRES");
  const bool fail = required != nullptr && std::string_view(required) == "1";
  const auto stop = [&] {
    if (fail) GTEST_FAIL() << "GAOXIN_TEST_POSTGRES is not set";
    GTEST_SKIP() << "GAOXIN_TEST_POSTGRES is not set (scripts/postgres.sh start DIR prints it)";
  };
  stop();
  return false;
}

/// An empty database with the given migrations applied; it goes with everything in it. A member of
/// a fixture skips the fixture's tests when its engine is not there.
class TestDatabase {
 public:
  explicit TestDatabase(Engine engine,
                        std::span<const Migration> migrations = built_in_migrations()) {
    if (!require_engine(engine)) return;
    url_ = engine == Engine::sqlite ? "sqlite:" + folder_.file("test.db") : make_schema();
    open();
    const Result<int> migrated = migrate(*database_, migrations);
    if (!migrated.ok()) throw std::runtime_error(migrated.error().text.en);
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  ~TestDatabase() {
    close();
    if (schema_.empty()) return;
    Result<std::unique_ptr<Database>> server = Database::open(test_postgres_url(), 1);
    if (!server.ok()) return;
    (*server)->write([&](Transaction& tx) {
      tx.script(fmt::format("DROP SCHEMA {} CASCADE", schema_));
      return true;
    });
  }

  Database& database() {
    if (!database_) throw std::runtime_error("the test's database is not open");
    return *database_;
  }
  const std::string& url() const { return url_; }
  /// A path in a folder that goes with the database.
  std::string file(const std::string& name) const { return folder_.file(name); }

  void close() { database_.reset(); }
  void open() {
    Result<std::unique_ptr<Database>> opened = Database::open(url_);
    if (!opened.ok()) throw std::runtime_error(opened.error().text.en);
    database_ = std::move(*opened);
  }

 private:
  std::string make_schema() {
    static std::atomic<int> count = 0;
    schema_ = fmt::format("test_{}_{}", getpid(), ++count);
    const std::string server_url = test_postgres_url();
    Result<std::unique_ptr<Database>> server = Database::open(server_url, 1);
    if (!server.ok()) throw std::runtime_error(server.error().text.en);
    (*server)->write([&](Transaction& tx) {
      tx.script(fmt::format("DROP SCHEMA IF EXISTS {0} CASCADE; CREATE SCHEMA {0}", schema_));
      return true;
    });
    const char* separator = server_url.find('?') == std::string::npos ? "?" : "&";
    return fmt::format("{}{}options=-csearch_path%3D{}", server_url, separator, schema_);
  }

  TestFolder folder_;
  std::string schema_;
  std::string url_;
  std::unique_ptr<Database> database_;
};

class DatabaseTest : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override { database_.emplace(GetParam(), migrations()); }
  /// What a test's database starts with.
  virtual std::span<const Migration> migrations() const { return built_in_migrations(); }

  TestDatabase& test_database() { return *database_; }
  Database& database() { return database_->database(); }

 private:
  std::optional<TestDatabase> database_;
};

}  // namespace gaoxin
