// The contract of db.h, the same for both databases.
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <set>
#include <thread>

#include "storage/test_database.h"

namespace gaoxin {
namespace {

const std::vector<Migration> kItems = {
    {1, "0001_item.sql",
     "CREATE TABLE item (\n  id BIGINT NOT NULL PRIMARY KEY,\n  name TEXT UNIQUE,\n"
     "  size DOUBLE PRECISION,\n  bytes BYTEA,\n"
     "  parent_id BIGINT REFERENCES item (id),\n  count BIGINT CHECK (count <> 13)\n);\n"
     "CREATE TABLE other (\n  id BIGINT NOT NULL PRIMARY KEY,\n  note TEXT NOT NULL\n);\n"}};

class StorageTest : public DatabaseTest {
 protected:
  std::span<const Migration> migrations() const override { return kItems; }
  int64_t count(std::string_view table) {
    return database().read_value(
        [&](Transaction& tx) { return *tx.value(fmt::format("SELECT COUNT(*) FROM {}", table)); });
  }
  void insert(int64_t id, std::string_view name) {
    database().write([&](Transaction& tx) {
      return tx.execute("INSERT INTO item (id, name) VALUES ($1, $2)", {id, name}) == 1;
    });
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, StorageTest, testing::ValuesIn(test_engines()), engine_name);

constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

TEST_P(StorageTest, IntegersGoAndComeBack) {
  database().write([&](Transaction& tx) {
    for (const int64_t value : {int64_t{0}, int64_t{-1}, kLeast, kMost, int64_t{1} << 53}) {
      EXPECT_EQ(tx.value("SELECT $1", {value}), value);
      tx.execute("DELETE FROM item");
      tx.execute("INSERT INTO item (id, count) VALUES ($1, $1)", {value});
      EXPECT_EQ(tx.value("SELECT count FROM item WHERE id = $1 AND count = $1", {value}), value);
    }
    return false;
  });
}

TEST_P(StorageTest, DoublesGoAndComeBack) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  database().write([&](Transaction& tx) {
    for (const double value : {0.0, 0.1, -1e308, 5e-324, 1.0 / 3.0, infinity, -infinity}) {
      tx.execute("DELETE FROM item");
      tx.execute("INSERT INTO item (id, size) VALUES (1, $1)", {value});
      const auto read = tx.one("SELECT size FROM item WHERE size = $1", {value},
                               [](const Row& row) { return row.real(0); });
      EXPECT_EQ(read, value);
    }
    return false;
  });
}

TEST_P(StorageTest, TextAndBytesGoAndComeBack) {
  std::string all_bytes;
  for (int i = 0; i < 256; ++i) all_bytes += static_cast<char>(i);
  const std::vector<std::string> texts = {"",
                                          "plain",
                                          "高新区 \U0001F600\U00020BB7",
                                          "tab\tline\nreturn\rback\\slash\\N 'quote' \"x\" $1",
                                          "\\.",
                                          std::string(3'000'000, 'x')};
  database().write([&](Transaction& tx) {
    for (const std::string& text : texts) {
      tx.execute("DELETE FROM item");
      tx.execute("DELETE FROM other");
      tx.execute("INSERT INTO item (id, bytes) VALUES (1, $1)", {Blob{all_bytes}});
      tx.execute("INSERT INTO other (id, note) VALUES (1, $1)", {text});
      const char* sql = "SELECT note, bytes FROM item JOIN other USING (id) WHERE note = $1";
      tx.each(sql, {text}, [&](const Row& row) {
        EXPECT_EQ(row.text(0), text);
        EXPECT_EQ(row.text(1), all_bytes);
      });
      EXPECT_EQ(tx.value("SELECT COUNT(*) FROM other WHERE note = $1", {text}), 1);
    }
    tx.execute("UPDATE item SET bytes = $1", {Blob{""}});
    tx.each("SELECT bytes FROM item", {}, [](const Row& row) {
      EXPECT_FALSE(row.is_null(0));
      EXPECT_EQ(row.text(0), "");
    });
    return false;
  });
}

TEST_P(StorageTest, OwnTypesAndNullsGoAndComeBack) {
  const Date date = make_date(2024, 2, 29);
  database().write([&](Transaction& tx) {
    tx.execute("INSERT INTO item (id, name, count, size, bytes) VALUES ($1, $2, $3, $4, $5)",
               {Money{-5}, date, Timestamp{7}, std::optional<double>(), nullptr});
    tx.each("SELECT id, name, count, size, bytes, $1 FROM item", {true}, [&](const Row& row) {
      EXPECT_EQ(row.money(0), Money{-5});
      EXPECT_EQ(row.date(1), date);
      EXPECT_EQ(row.timestamp(2), Timestamp{7});
      EXPECT_EQ(row.maybe_real(3), std::nullopt);
      EXPECT_TRUE(row.is_null(4));
      EXPECT_TRUE(row.boolean(5));
    });
    return false;
  });
}

TEST_P(StorageTest, AnEmptyOptionalKeepsItsTypeAndSoFiltersWork) {
  insert(1, "a");
  insert(2, "b");
  const char* sql =
      "SELECT COUNT(*) FROM item WHERE ($1 IS NULL OR name = $1) "
      "AND ($2 IS NULL OR id = $2)";
  database().read([&](Transaction& tx) {
    const std::optional<std::string> no_name;
    const std::optional<int64_t> no_id;
    EXPECT_EQ(tx.value(sql, {no_name, no_id}), 2);
    EXPECT_EQ(tx.value(sql, {std::optional<std::string>("b"), no_id}), 1);
    EXPECT_EQ(tx.value(sql, {std::optional<std::string>("b"), std::optional<int64_t>(1)}), 0);
  });
}

TEST_P(StorageTest, WhatOneDatabaseCannotKeepBothRefuse) {
  const std::vector<Parameter> refused = {std::string_view("a\0b", 3), "\xff\xfe", "\xed\xa0\x80",
                                          "12345678\xc0\x80", std::nan("")};
  for (const Parameter& parameter : refused) {
    EXPECT_THROW(database().write([&](Transaction& tx) {
      tx.execute("UPDATE item SET name = $1", std::span(&parameter, 1));
      return true;
    }),
                 DatabaseError);
  }
  EXPECT_EQ(count("item"), 0);
}

TEST_P(StorageTest, WrongStatementsAreThrown) {
  const std::vector<std::string> wrong = {"SELEC 1",
                                          "",
                                          "SELECT * FROM missing",
                                          "SELECT \"no such name\"",
                                          "DELETE FROM item; DELETE FROM other",
                                          "INSERT INTO other (id, note) VALUES (1, $1)"};
  for (const std::string& sql : wrong) {
    EXPECT_THROW(database().write([&](Transaction& tx) {
      tx.execute(sql, {});
      return true;
    }),
                 DatabaseError)
        << sql;
  }
  database().read([&](Transaction& tx) { EXPECT_THROW(tx.value("SELECT 'text'"), DatabaseError); });
}

TEST_P(StorageTest, StrictTypes) {
  EXPECT_THROW(database().write([&](Transaction& tx) {
    tx.execute("INSERT INTO item (id, count) VALUES (1, $1)", {"many"});
    return true;
  }),
               DatabaseError);
}

TEST_P(StorageTest, LikeAndOrderGoByCodePoint) {
  database().write([&](Transaction& tx) {
    int64_t id = 0;
    for (const char* name : {"b", "B", "a-c", "aab", "中", "é", "z"}) {
      tx.execute("INSERT INTO item (id, name) VALUES ($1, $2)", {++id, name});
    }
    EXPECT_EQ(tx.value("SELECT COUNT(*) FROM item WHERE name LIKE 'B%'"), 1);
    std::string order;
    tx.each("SELECT name FROM item ORDER BY name", {},
            [&](const Row& row) { order += row.str(0) + " "; });
    EXPECT_EQ(order, "B a-c aab b z é 中 ");
    return false;
  });
}

TEST_P(StorageTest, ExecuteCountsRows) {
  database().write([&](Transaction& tx) {
    EXPECT_EQ(tx.execute("INSERT INTO other (id, note) VALUES (1, 'a'), (2, 'b'), (3, 'b')"), 3);
    EXPECT_EQ(tx.execute("UPDATE other SET note = 'c' WHERE note = $1", {"b"}), 2);
    EXPECT_EQ(tx.execute("UPDATE other SET note = 'c' WHERE note = $1", {"z"}), 0);
    EXPECT_EQ(tx.execute("SELECT * FROM other"), 0);
    EXPECT_EQ(tx.execute("INSERT INTO other (id, note) VALUES (1, 'x') ON CONFLICT DO NOTHING"), 0);
    EXPECT_EQ(tx.value("INSERT INTO other (id, note) VALUES (9, 'x') RETURNING id"), 9);
    EXPECT_EQ(tx.execute("DELETE FROM other"), 4);
    return false;
  });
}

TEST_P(StorageTest, BulkInsertsAndStreams) {
  constexpr int64_t rows = 100'000;
  database().write([&](Transaction& tx) {
    auto bulk = tx.bulk("item", {"id", "name", "size", "bytes", "count"});
    for (int64_t i = 0; i < rows; ++i) {
      bulk->add(
          {i, fmt::format("名\t{}\\", i), 0.5 * static_cast<double>(i), Blob{"\x00\x01"}, nullptr});
    }
    EXPECT_EQ(bulk->finish(), rows);
    return true;
  });
  int64_t expected = 0;
  database().read([&](Transaction& tx) {
    tx.each("SELECT id, name, size, count FROM item ORDER BY id", {}, [&](const Row& row) {
      ASSERT_EQ(row.int64(0), expected);
      ASSERT_EQ(row.text(1), fmt::format("名\t{}\\", expected));
      ASSERT_EQ(row.real(2), 0.5 * static_cast<double>(expected));
      ASSERT_TRUE(row.is_null(3));
      ++expected;
    });
  });
  EXPECT_EQ(expected, rows);
}

TEST_P(StorageTest, StatementsInsideALoopOverAnAnswer) {
  for (int64_t i = 1; i <= 50; ++i) insert(i, fmt::format("n{}", i));
  database().write([&](Transaction& tx) {
    int64_t sum = 0;
    tx.each("SELECT id, name FROM item ORDER BY id", {}, [&](const Row& row) {
      const int64_t id = row.int64(0);
      EXPECT_EQ(tx.value("SELECT COUNT(*) FROM item WHERE id < $1", {id}), id - 1);
      tx.execute("INSERT INTO other (id, note) VALUES ($1, $2)", {id, row.text(1)});
      EXPECT_EQ(row.text(1), fmt::format("n{}", id));
      sum += id;
    });
    EXPECT_EQ(sum, 50 * 51 / 2);
    return true;
  });
  EXPECT_EQ(count("other"), 50);
}

TEST_P(StorageTest, ALoopThatThrowsLeavesTheTransactionUsable) {
  for (int64_t i = 1; i <= 50; ++i) insert(i, fmt::format("n{}", i));
  database().write([&](Transaction& tx) {
    EXPECT_THROW(
        tx.each("SELECT id FROM item", {}, [](const Row&) { throw std::logic_error("enough"); }),
        std::logic_error);
    EXPECT_EQ(tx.execute("DELETE FROM item"), 50);
    return true;
  });
  EXPECT_EQ(count("item"), 0);
}

TEST_P(StorageTest, RollsBackOnFalseErrorAndException) {
  const auto add = [](Transaction& tx) { tx.execute("INSERT INTO item (id) VALUES (1)"); };
  database().write([&](Transaction& tx) {
    add(tx);
    return false;
  });
  const Result<Done> result = database().write_result([&](Transaction& tx) -> Result<Done> {
    add(tx);
    return Error{ErrorCode::invalid, "test", {}, {}};
  });
  EXPECT_FALSE(result.ok());
  EXPECT_THROW(database().write([&](Transaction& tx) -> bool {
    add(tx);
    throw std::logic_error("no");
  }),
               std::logic_error);
  EXPECT_EQ(count("item"), 0);
}

TEST_P(StorageTest, ConstraintsAreToldApart) {
  insert(1, "taken");
  using Kind = ConstraintError::Kind;
  const std::vector<std::pair<std::string, Kind>> cases = {
      {"INSERT INTO item (id) VALUES (1)", Kind::unique},
      {"INSERT INTO item (id, name) VALUES (2, 'taken')", Kind::unique},
      {"INSERT INTO item (id, parent_id) VALUES (2, 99)", Kind::foreign_key},
      {"INSERT INTO item (id, count) VALUES (2, 13)", Kind::check},
      {"INSERT INTO other (id, note) VALUES (1, NULL)", Kind::not_null}};
  for (const auto& [sql, kind] : cases) {
    database().write([&](Transaction& tx) {
      try {
        tx.execute(sql);
        ADD_FAILURE() << sql;
      } catch (const ConstraintError& error) {
        EXPECT_EQ(error.kind(), kind) << sql;
      }
      EXPECT_THROW(tx.value("SELECT 1"), DatabaseError);  // Nothing but a rollback now.
      return false;
    });
  }
  EXPECT_THROW(database().write([&](Transaction& tx) {
    try {
      tx.execute(cases[0].first);
    } catch (const ConstraintError&) {
    }
    return true;
  }),
               DatabaseError);
  EXPECT_EQ(count("item"), 1);
}

TEST_P(StorageTest, ABulkInsertFailsAsAWhole) {
  EXPECT_THROW(database().write([&](Transaction& tx) {
    auto bulk = tx.bulk("item", {"id", "name"});
    bulk->add({1, "same"});
    bulk->add({2, "same"});
    bulk->finish();
    return true;
  }),
               ConstraintError);
  EXPECT_THROW(database().write([&](Transaction& tx) {
    auto bulk = tx.bulk("item", {"id", "name"});
    bulk->add({1});
    return true;
  }),
               DatabaseError);
  EXPECT_THROW(database().write([&](Transaction& tx) {
    tx.bulk("item", {"id", "name"})->add({1, "abandoned"});
    return true;
  }),
               DatabaseError);
  EXPECT_THROW(database().write([&](Transaction& tx) {
    tx.bulk("item; --", {"id"});
    return true;
  }),
               DatabaseError);
  EXPECT_EQ(count("item"), 0);
  insert(1, "still works");
}

TEST_P(StorageTest, ReadersCannotWrite) {
  EXPECT_THROW(
      database().read([&](Transaction& tx) { tx.execute("INSERT INTO item (id) VALUES (1)"); }),
      DatabaseError);
  EXPECT_THROW(database().read([&](Transaction& tx) { tx.new_id(); }), DatabaseError);
  EXPECT_EQ(count("item"), 0);
}

TEST_P(StorageTest, MoreStatementsThanTheCacheHolds) {
  database().read([&](Transaction& tx) {
    for (int round = 0; round < 2; ++round) {
      for (int64_t i = 0; i < 600; ++i) {
        EXPECT_EQ(tx.value(fmt::format("SELECT $1 + {}", i), {int64_t{1}}), i + 1);
      }
    }
  });
}

TEST_P(StorageTest, IdsAreUniqueAmongThreads) {
  std::array<std::vector<int64_t>, 4> ids;
  std::vector<std::thread> threads;
  for (auto& mine : ids) {
    threads.emplace_back([&] {
      for (int i = 0; i < 30; ++i) {
        database().write([&](Transaction& tx) {
          for (int j = 0; j < 100; ++j) mine.push_back(tx.new_id());
          return i % 3 != 0;
        });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<int64_t> all;
  for (const auto& mine : ids) {
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(all.size(), 4u * 30u * 100u);
  EXPECT_GT(*all.begin(), 0);
}

// A block taken in a transaction that was rolled back is not in the table: were its ids stored by
// a later transaction, the next start would give them again.
TEST_P(StorageTest, IdsAreNotGivenAgainAfterARollbackAndARestart) {
  std::set<int64_t> given;
  const auto take = [&](Transaction& tx) { EXPECT_TRUE(given.insert(tx.new_id()).second); };
  for (int start = 0; start < 3; ++start) {
    for (const bool commit : {false, true, true}) {
      database().write([&](Transaction& tx) {
        take(tx);
        if (commit) tx.execute("INSERT INTO item (id) VALUES ($1)", {*given.rbegin()});
        return commit;
      });
    }
    given = [&] {  // Only what was stored counts after a restart.
      std::set<int64_t> stored;
      database().read([&](Transaction& tx) {
        tx.each("SELECT id FROM item", {}, [&](const Row& row) { stored.insert(row.int64(0)); });
      });
      return stored;
    }();
    test_database().close();
    test_database().open();
  }
}

TEST_P(StorageTest, IdsInsideABulkInsert) {
  database().write([&](Transaction& tx) {
    auto bulk = tx.bulk("item", {"id"});
    for (int i = 0; i < 3000; ++i) bulk->add({tx.new_id()});
    EXPECT_EQ(bulk->finish(), 3000);
    return true;
  });
  EXPECT_EQ(count("item"), 3000);
}

TEST_P(StorageTest, ReadersSeeWholeCommitsWhileAWriterWrites) {
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      int64_t last = 0;
      while (!done) {
        database().read([&](Transaction& tx) {
          const int64_t first = *tx.value("SELECT COUNT(*) FROM item");
          EXPECT_EQ(first % 10, 0);
          EXPECT_GE(first, last);
          EXPECT_EQ(*tx.value("SELECT COUNT(*) FROM item"), first);  // One snapshot.
          last = first;
        });
      }
    });
  }
  for (int batch = 0; batch < 100; ++batch) {
    database().write([&](Transaction& tx) {
      for (int i = 0; i < 10; ++i) tx.execute("INSERT INTO item (id) VALUES ($1)", {tx.new_id()});
      return true;
    });
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(count("item"), 1000);
}

TEST_P(StorageTest, AFailedStatementDoesNotSpoilTheConnection) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_THROW(database().read([](Transaction& tx) { tx.value("SELECT 1 FROM missing"); }),
                 DatabaseError);
  }
  EXPECT_EQ(count("item"), 0);
}

}  // namespace
}  // namespace gaoxin
