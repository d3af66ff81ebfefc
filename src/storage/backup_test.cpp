// Backup while the database is in use, and restore that refuses what is damaged or foreign and then
// leaves the data as they were.
#include <libpq-fe.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>

#include "storage/postgres.h"
#include "storage/sqlite.h"
#include "storage/test_database.h"

namespace gaoxin {
namespace {

const std::vector<Migration> kPairs = {
    {1, "0001_pair.sql",
     "CREATE TABLE pair_left (id BIGINT NOT NULL PRIMARY KEY, note TEXT NOT NULL);\n"
     "CREATE TABLE pair_right (id BIGINT NOT NULL PRIMARY KEY REFERENCES pair_left (id));\n"}};
const std::vector<Migration> kMore = {kPairs[0],
                                      {2, "0002_more.sql", "CREATE TABLE m (x BIGINT);"}};

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

/// A whole PostgreSQL database rather than a schema, because pg_dump takes the whole. Creating one
/// cannot be done in a transaction, hence libpq itself.
void on_server(const std::string& command) {
  PGconn* server = PQconnectdb(test_postgres_url().c_str());
  PQsetNoticeProcessor(
      server, [](void*, const char*) {}, nullptr);
  PGresult* result = PQexec(server, command.c_str());
  EXPECT_EQ(PQresultStatus(result), PGRES_COMMAND_OK) << PQerrorMessage(server);
  PQclear(result);
  PQfinish(server);
}

class BackupTest : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    if (!require_engine(GetParam())) return;
    if (GetParam() == Engine::sqlite) {
      url_ = folder_.file("data.db");
    } else {
      name_ = fmt::format("backup_{}", getpid());
      drop();
      on_server("CREATE DATABASE " + name_);
      const std::string server = test_postgres_url();
      url_ = server.substr(0, server.rfind('/') + 1) + name_;
    }
    open();
    ASSERT_TRUE(migrate(*database_, kPairs).ok());
  }
  void TearDown() override {
    database_.reset();
    if (!name_.empty()) drop();
  }
  void drop() {
    for (const char* ending : {"", "_restoring", "_replaced"}) {
      on_server(fmt::format("DROP DATABASE IF EXISTS {}{}", name_, ending));
    }
  }
  void open() {
    auto opened = Database::open(url_);
    ASSERT_TRUE(opened.ok()) << opened.error().text.en;
    database_ = std::move(*opened);
  }
  Result<Done> restore(const std::string& path, std::span<const Migration> migrations = kPairs) {
    return GetParam() == Engine::sqlite ? restore_sqlite(url_, path, migrations)
                                        : restore_postgres(url_, path, migrations);
  }
  void add_pair() {
    database_->write([&](Transaction& tx) {
      const int64_t id = tx.new_id();
      tx.execute("INSERT INTO pair_left (id, note) VALUES ($1, $2)",
                 {id, fmt::format("note 高新 {}", id)});
      tx.execute("INSERT INTO pair_right (id) VALUES ($1)", {id});
      return true;
    });
  }
  int64_t count() {
    return database_->read_value([](Transaction& tx) {
      const int64_t left = *tx.value("SELECT COUNT(*) FROM pair_left");
      EXPECT_EQ(*tx.value("SELECT COUNT(*) FROM pair_right"), left);
      return left;
    });
  }

  TestFolder folder_;
  std::string name_;
  std::string url_;
  std::unique_ptr<Database> database_;
};
INSTANTIATE_TEST_SUITE_P(Engines, BackupTest, testing::ValuesIn(test_engines()), engine_name);

TEST_P(BackupTest, BackupWhileWritingThenRestore) {
  for (int i = 0; i < 200; ++i) add_pair();
  std::atomic<bool> done = false;
  std::thread writer([&] {
    while (!done) add_pair();
  });
  const std::string path = folder_.file("backup");
  const Result<Done> saved = database_->backup(path);
  done = true;
  writer.join();
  ASSERT_TRUE(saved.ok()) << saved.error().text.en;
  const int64_t all = count();

  EXPECT_EQ(restore(path).error().key, "storage.in_use");
  database_.reset();
  const Result<Done> restored = restore(path);
  ASSERT_TRUE(restored.ok()) << restored.error().text.en;
  open();
  const int64_t kept = count();
  EXPECT_GE(kept, 200);
  EXPECT_LE(kept, all);
  for (int i = 0; i < 1100; ++i) add_pair();  // Ids go on where the backup stood.
  EXPECT_EQ(count(), kept + 1100);
  database_.reset();
  EXPECT_TRUE(restore(path).ok());  // Again, over what the first restore put aside.
  open();
  EXPECT_EQ(count(), kept);
}

TEST_P(BackupTest, NeverWritesOverAFile) {
  const std::string path = folder_.file("backup");
  write_file(path, "precious");
  EXPECT_EQ(database_->backup(path).error().key, "storage.backup.exists");
  EXPECT_EQ(read_file(path), "precious");
  EXPECT_EQ(database_->backup(folder_.file("no/such/folder")).error().key, "storage.backup.failed");
}

TEST_P(BackupTest, RefusesDamagedAndForeignFilesAndKeepsTheData) {
  for (int i = 0; i < 2000; ++i) add_pair();
  const std::string good = folder_.file("good");
  ASSERT_TRUE(database_->backup(good).ok());
  add_pair();
  database_.reset();
  const std::string bytes = read_file(good);
  std::string torn = bytes;
  torn.replace(torn.size() / 2, 8192, std::string(8192, '\x5a'));
  const std::pair<const char*, std::string> cases[] = {
      {"empty", ""},
      {"text", "this is no database"},
      {"zeros", std::string(100'000, '\0')},
      {"cut in the middle", bytes.substr(0, bytes.size() / 2)},
      {"cut at the head", bytes.substr(4096)},
      {"torn page", torn},
  };
  for (const auto& [what, content] : cases) {
    const std::string path = folder_.file("bad");
    write_file(path, content);
    const Result<Done> result = restore(path);
    ASSERT_FALSE(result.ok()) << what;
    EXPECT_TRUE(result.error().key.starts_with("storage.restore.")) << what << result.error().key;
    EXPECT_FALSE(result.error().text.zh.empty());
    open();
    EXPECT_EQ(count(), 2001) << what;
    database_.reset();
  }
  EXPECT_EQ(restore(folder_.file("missing")).error().key, "storage.restore.missing");
  EXPECT_EQ(restore(folder_.file(".")).error().key, "storage.restore.missing");
}

TEST_P(BackupTest, RefusesMigrationsItDoesNotKnow) {
  add_pair();
  const std::string old = folder_.file("old");
  ASSERT_TRUE(database_->backup(old).ok());
  ASSERT_TRUE(migrate(*database_, kMore).ok());
  add_pair();
  const std::string newer = folder_.file("newer");
  ASSERT_TRUE(database_->backup(newer).ok());
  database_.reset();
  EXPECT_EQ(restore(newer, kPairs).error().key, "storage.migration.newer");
  std::vector<Migration> changed = kMore;
  changed[0].sql += "-- changed";
  EXPECT_EQ(restore(newer, changed).error().key, "storage.migration.checksum");
  open();
  EXPECT_EQ(count(), 2);
  database_.reset();
  ASSERT_TRUE(restore(old, kMore).ok());  // An older backup is restored and migrated afterwards.
  open();
  EXPECT_EQ(count(), 1);
  EXPECT_EQ(migrate(*database_, kMore).value(), 1);
}

TEST(SqliteRestore, ReplacesADamagedDatabaseAndMakesAMissingOne) {
  const TestFolder folder;
  const std::string path = folder.file("data.db");
  const std::string saved = folder.file("saved");
  {
    auto opened = Database::open(path);
    ASSERT_TRUE(migrate(**opened, kPairs).ok());
    ASSERT_TRUE((*opened)->backup(saved).ok());
  }
  write_file(path, std::string(50'000, '\x11'));
  ASSERT_TRUE(restore_sqlite(path, saved, kPairs).ok());
  EXPECT_TRUE(Database::open(path).ok());
  EXPECT_EQ(read_file(path + ".replaced"), std::string(50'000, '\x11'));
  ASSERT_TRUE(restore_sqlite(folder.file("new.db"), saved, kPairs).ok());
  EXPECT_TRUE(Database::open(folder.file("new.db")).ok());
}

TEST(SqliteRestore, AForeignDatabaseIsRefused) {
  const TestFolder folder;
  ASSERT_TRUE(Database::open(folder.file("foreign.db")).ok());  // No migrations in it.
  const Result<Done> result = Database::restore(folder.file("data.db"), folder.file("foreign.db"));
  EXPECT_EQ(result.error().key, "storage.restore.foreign");
  EXPECT_FALSE(std::filesystem::exists(folder.file("data.db")));
}

}  // namespace
}  // namespace gaoxin
