// Migrations: the text that each database gets, and the runner.
#include <thread>

#include "storage/migration_sql.h"
#include "storage/test_database.h"

namespace gaoxin {
namespace {

Migration file(int number, std::string sql) {
  return {number, fmt::format("{:04}_test.sql", number), std::move(sql)};
}

struct TextCase {
  const char* what;
  const char* sql;
  const char* sqlite;
  const char* postgres;  // None: the text as it is.
};

const TextCase kTexts[] = {
    {"types and STRICT", "CREATE TABLE a (x BIGINT, y DOUBLE PRECISION, z BYTEA, t TEXT);",
     "CREATE TABLE a (x INTEGER, y REAL , z BLOB, t TEXT) STRICT;", nullptr},
    {"no semicolon at the end", "create table if not exists a (x bigint) ",
     "create table if not exists a (x INTEGER) STRICT ", nullptr},
    {"names like types stay", "CREATE TABLE a (precision BIGINT, \"BIGINT\" TEXT);",
     "CREATE TABLE a (precision INTEGER, \"BIGINT\" TEXT) STRICT;", nullptr},
    {"parentheses inside", "CREATE TABLE a (x TEXT CHECK (x IN (');', '(')), PRIMARY KEY (x));",
     "CREATE TABLE a (x TEXT CHECK (x IN (');', '(')), PRIMARY KEY (x)) STRICT;", nullptr},
    {"quotes doubled", "CREATE TABLE a (x TEXT DEFAULT 'it''s; (');",
     "CREATE TABLE a (x TEXT DEFAULT 'it''s; (') STRICT;", nullptr},
    {"a comment behind", "CREATE TABLE a (x BIGINT) -- why; (\n;",
     "CREATE TABLE a (x INTEGER) STRICT -- why; (\n;", nullptr},
    {"other statements stay", "INSERT INTO a (x) VALUES ('BIGINT'); SELECT CAST(x AS BIGINT);",
     "INSERT INTO a (x) VALUES ('BIGINT'); SELECT CAST(x AS BIGINT);", nullptr},
    {"columns added later", "ALTER TABLE a ADD COLUMN y BIGINT;",
     "ALTER TABLE a ADD COLUMN y INTEGER;", nullptr},
    {"options", "CREATE TABLE a (x BIGINT PRIMARY KEY) WITHOUT ROWID;",
     "CREATE TABLE a (x INTEGER PRIMARY KEY) WITHOUT ROWID, STRICT;", nullptr},
    {"blocks", "-- sqlite\nPRAGMA a;\n-- end\n-- postgres\nSET a;\n-- end\nSELECT 1;",
     "-- sqlite\nPRAGMA a;\n-- end\n\n\n-- end\nSELECT 1;",
     "\n\n-- end\n-- postgres\nSET a;\n-- end\nSELECT 1;"},
    {"a marker in a string", "SELECT '\n-- sqlite\n';", "SELECT '\n-- sqlite\n';", nullptr},
    {"a dollar quote", "-- postgres\nDO $x$ BEGIN; -- end\n END $x$;\n-- end\nSELECT $1;",
     "\n\n\n-- end\nSELECT $1;", nullptr},
    {"a trigger", "-- sqlite\nCREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END;\n-- end",
     "-- sqlite\nCREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END;\n-- end",
     "\n\n-- end"},
    {"nothing", "", "", nullptr},
};

TEST(MigrationSql, Texts) {
  for (const TextCase& one : kTexts) {
    const Migration migration = file(1, one.sql);
    const char* postgres = one.postgres == nullptr ? one.sql : one.postgres;
    EXPECT_EQ(migration_sql(Engine::sqlite, migration).value(), one.sqlite) << one.what;
    EXPECT_EQ(migration_sql(Engine::postgres, migration).value(), postgres) << one.what;
  }
}

TEST(MigrationSql, ErrorsNameTheLine) {
  const std::pair<const char*, const char*> cases[] = {
      {"SELECT 1;\nSELECT 'open;\n", "line 2"},
      {"/* open\n\n", "line 1"},
      {"\n-- end\n", "line 2"},
      {"-- sqlite\n-- postgres\n-- end", "line 2"},
      {"\n\n-- sqlite\nSELECT 1;\n", "line 5"},
      {"SELECT \"open", "line 1"},
      {"-- postgres\nSELECT $a$ x $b$;\n-- end", "line 2"}};
  for (const auto& [sql, place] : cases) {
    const Result<std::string> result = migration_sql(Engine::sqlite, file(7, sql));
    ASSERT_FALSE(result.ok()) << sql;
    EXPECT_EQ(result.error().key, "storage.migration.text");
    EXPECT_NE(result.error().text.en.find(place), std::string::npos) << result.error().text.en;
    EXPECT_NE(result.error().text.en.find("0007_test.sql"), std::string::npos);
  }
}

TEST(BuiltInMigrations, AscendAndAreReadable) {
  int last = 0;
  for (const Migration& migration : built_in_migrations()) {
    EXPECT_GT(migration.number, last);
    last = migration.number;
    EXPECT_TRUE(migration_sql(Engine::sqlite, migration).ok()) << migration.name;
  }
}

class MigrateTest : public DatabaseTest {
 protected:
  std::span<const Migration> migrations() const override { return {}; }
  bool has(std::string_view table) {
    try {
      database().read([&](Transaction& tx) { tx.value(fmt::format("SELECT 1 FROM {}", table)); });
      return true;
    } catch (const DatabaseError&) {
      return false;
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, MigrateTest, testing::ValuesIn(test_engines()), engine_name);

const Migration kFirst = file(1, "CREATE TABLE a (x BIGINT NOT NULL); INSERT INTO a VALUES (1);");
const Migration kSecond = file(2, "CREATE TABLE b (x BIGINT NOT NULL);");
const Migration kThird = file(3, "CREATE TABLE c (x BIGINT NOT NULL);");

TEST_P(MigrateTest, AppliesWhatIsMissingOnce) {
  EXPECT_EQ(migrate(database(), std::vector{kFirst}).value(), 1);
  EXPECT_EQ(migrate(database(), std::vector{kFirst, kSecond, kThird}).value(), 2);
  EXPECT_EQ(migrate(database(), std::vector{kFirst, kSecond, kThird}).value(), 0);
  EXPECT_TRUE(has("a") && has("b") && has("c"));
  EXPECT_EQ(
      database().read_value([](Transaction& tx) { return tx.value("SELECT COUNT(*) FROM a"); }), 1);
}

TEST_P(MigrateTest, RefusesAChangedFile) {
  ASSERT_TRUE(migrate(database(), std::vector{kFirst}).ok());
  const Migration changed = file(1, kFirst.sql + " ");
  const Result<int> result = migrate(database(), std::vector{changed, kSecond});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().key, "storage.migration.checksum");
  EXPECT_FALSE(has("b"));
}

TEST_P(MigrateTest, RefusesANewerDatabase) {
  ASSERT_TRUE(migrate(database(), std::vector{kFirst, kSecond}).ok());
  const Result<int> result = migrate(database(), std::vector{kFirst});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().key, "storage.migration.newer");
  EXPECT_EQ(result.error().code, ErrorCode::conflict);
}

TEST_P(MigrateTest, RefusesOneInTheMiddle) {
  ASSERT_TRUE(migrate(database(), std::vector{kFirst, kThird}).ok());
  const Result<int> result = migrate(database(), std::vector{kFirst, kSecond, kThird});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().key, "storage.migration.order");
  EXPECT_FALSE(has("b"));
}

TEST_P(MigrateTest, AFailingMigrationLeavesNothing) {
  const Migration failing = file(2, "CREATE TABLE b (x BIGINT); INSERT INTO missing VALUES (1);");
  EXPECT_THROW(migrate(database(), std::vector{kFirst, failing}).ok(), DatabaseError);
  EXPECT_TRUE(has("a"));
  EXPECT_FALSE(has("b"));
  EXPECT_EQ(migrate(database(), std::vector{kFirst, kSecond}).value(), 1);
}

TEST_P(MigrateTest, OneAtATime) {
  std::vector<Migration> migrations;
  for (int i = 1; i <= 10; ++i) {
    migrations.push_back(file(i, fmt::format("CREATE TABLE t{} (x BIGINT);", i)));
  }
  std::atomic<int> applied = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] { applied += migrate(database(), migrations).value(); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(applied, 10);
}

TEST_P(MigrateTest, BuiltInOnes) {
  const Result<int> result = migrate(database(), built_in_migrations());
  ASSERT_TRUE(result.ok()) << result.error().text.en;
  EXPECT_EQ(*result, static_cast<int>(built_in_migrations().size()));
}

}  // namespace
}  // namespace gaoxin
