// What other processes do to a database: a second one opens it, one is killed while it writes.
#include <sys/wait.h>

#include <csignal>

#include "storage/test_database.h"

namespace gaoxin {
namespace {

const std::vector<Migration> kRows = {
    {1, "0001_row.sql", "CREATE TABLE row_of_test (id BIGINT NOT NULL PRIMARY KEY, note TEXT);"}};

/// A forked process that runs `work` until it is killed. `work` calls its argument when the parent
/// may go on.
class Child {
 public:
  template <typename F>
  explicit Child(F&& work) {
    int ends[2];
    CHECK(pipe(ends) == 0);
    process_ = fork();
    CHECK(process_ >= 0);
    if (process_ == 0) {
      close(ends[0]);
      work([&] { CHECK(write(ends[1], "r", 1) == 1); });
      _exit(1);  // It should have been killed.
    }
    close(ends[1]);
    char ready = 0;
    ready_ = read(ends[0], &ready, 1) == 1;
    close(ends[0]);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { kill_now(); }

  bool ready() const { return ready_; }
  pid_t process() const { return process_; }
  void kill_now() {
    if (process_ <= 0) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    process_ = -1;
  }

 private:
  pid_t process_ = -1;
  bool ready_ = false;
};

class ProcessTest : public DatabaseTest {
 protected:
  std::span<const Migration> migrations() const override { return kRows; }
  int64_t count() {
    return database().read_value(
        [](Transaction& tx) { return *tx.value("SELECT COUNT(*) FROM row_of_test"); });
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, ProcessTest, testing::ValuesIn(test_engines()), engine_name);

TEST_P(ProcessTest, KilledWhileBulkInserting) {
  database().write([](Transaction& tx) {
    tx.execute("INSERT INTO row_of_test (id, note) VALUES (-1, 'before')");
    return true;
  });
  for (const int64_t rows : {1, 5'000, 200'000}) {
    test_database().close();  // A fork would share its lock.
    {
      const std::string url = test_database().url();
      Child child([&](const auto& ready) {
        auto opened = Database::open(url);
        (*opened)->write([&](Transaction& tx) {
          auto bulk = tx.bulk("row_of_test", {"id", "note"});
          for (int64_t id = 0;; ++id) {
            bulk->add({id, "a note of some length so that pages fill"});
            if (id == rows) ready();
          }
          return true;
        });
      });
      ASSERT_TRUE(child.ready());
    }
    test_database().open();
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(migrate(database(), kRows).value(), 0);
  }
}

TEST_P(ProcessTest, KilledBetweenCommitsLosesNoneOfThem) {
  test_database().close();
  {
    const std::string url = test_database().url();
    Child child([&](const auto& ready) {
      auto opened = Database::open(url);
      for (int64_t id = 0;; ++id) {
        (*opened)->write([&](Transaction& tx) {
          tx.execute("INSERT INTO row_of_test (id, note) VALUES ($1, 'kept')", {id});
          return true;
        });
        if (id == 99) ready();
      }
    });
    ASSERT_TRUE(child.ready());
  }
  test_database().open();
  EXPECT_GE(count(), 100);
}

TEST(PostgresPool, ALostConnectionIsMadeAgain) {
  if (!require_engine(Engine::postgres)) return;
  TestDatabase test(Engine::postgres, kRows);
  Database& database = test.database();
  const auto count = [&] {
    return database.read_value(
        [](Transaction& tx) { return *tx.value("SELECT COUNT(*) FROM row_of_test"); });
  };
  auto server = Database::open(test.url(), 1);
  ASSERT_TRUE(server.ok());
  const auto cut = [&](Transaction& victim) {
    const int64_t process = *victim.value("SELECT pg_backend_pid()");
    (*server)->read([&](Transaction& tx) {
      EXPECT_EQ(tx.value("SELECT pg_terminate_backend(CAST($1 AS INTEGER), 5000)", {process}), 1);
    });
  };
  database.read(cut);  // Lost after its last statement: the next transaction connects again.
  EXPECT_EQ(count(), 0);
  EXPECT_THROW(database.write([&](Transaction& tx) {
    tx.execute("INSERT INTO row_of_test (id) VALUES (1)");
    cut(tx);
    tx.execute("INSERT INTO row_of_test (id) VALUES (2)");
    return true;
  }),
               DatabaseError);
  EXPECT_EQ(count(), 0);
  database.write([](Transaction& tx) {
    return tx.execute("INSERT INTO row_of_test (id) VALUES ($1)", {tx.new_id()}) == 1;
  });
  EXPECT_EQ(count(), 1);
}

TEST(SqliteLock, ASecondProcessIsRefusedUntilTheFirstEnds) {
  const TestFolder folder;
  const std::string path = folder.file("one.db");
  Child child([&](const auto& ready) {
    auto opened = Database::open(path);
    if (opened.ok()) ready();
    pause();
  });
  ASSERT_TRUE(child.ready());
  const std::string holder = fmt::format("process {} ", child.process());
  const auto refused = Database::open("sqlite:" + path);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().key, "storage.in_use");
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_NE(refused.error().text.en.find(holder), std::string::npos) << refused.error().text.en;
  EXPECT_EQ(Database::restore(path, folder.file("none")).error().key, "storage.in_use");
  child.kill_now();
  EXPECT_TRUE(Database::open(path).ok());
}

TEST(SqliteLock, TheSameProcessIsRefusedTooAlsoThroughALink) {
  const TestFolder folder;
  const auto first = Database::open(folder.file("one.db"));
  ASSERT_TRUE(first.ok());
  std::filesystem::create_symlink(folder.file("one.db"), folder.file("link.db"));
  EXPECT_EQ(Database::open(folder.file("one.db")).error().key, "storage.in_use");
  EXPECT_EQ(Database::open(folder.file("link.db")).error().key, "storage.in_use");
}

TEST(Open, WhatCannotBeOpenedSaysSo) {
  const TestFolder folder;
  const std::string noise = folder.file("noise.db");
  FILE* out = std::fopen(noise.c_str(), "wb");
  ASSERT_NE(out, nullptr);
  for (int i = 0; i < 10'000; ++i) std::fputc(i * 7 % 251, out);
  std::fclose(out);
  const std::string urls[] = {"",
                              "sqlite:",
                              ":memory:",
                              "sqlite::memory:",
                              folder.file("no/such/folder/x.db"),
                              folder.file("."),
                              "/dev/null/x",
                              noise,
                              "postgresql://nobody@127.0.0.1:1/none",
                              "postgresql://[broken"};
  for (const std::string& url : urls) {
    const auto opened = Database::open(url);
    ASSERT_FALSE(opened.ok()) << url;
    EXPECT_EQ(opened.error().key, "storage.open") << url;
    EXPECT_FALSE(opened.error().text.zh.empty());
  }
}

}  // namespace
}  // namespace gaoxin
