#include <gtest/gtest.h>

#include "base/date.h"
#include "base/money.h"
#include "base/random.h"
#include "base/text.h"

namespace gaoxin {
namespace {

TEST(Money, ReadsWhatPeopleWrite) {
  const std::pair<const char*, int64_t> cases[] = {
      {"1234.5", 123450},       {"-0.01", -1},        {"1,234.50", 123450},
      {"500000 CNY", 50000000}, {"50万元", 50000000}, {"1.5亿元", 15000000000},
      {"0.000001万元", 1},      {"12.3400", 1234},
  };
  for (const auto& [text, fen] : cases) {
    const Result<Money> money = parse_money(text);
    ASSERT_TRUE(money.ok()) << text;
    EXPECT_EQ(money->fen, fen) << text;
  }
}

TEST(Money, RefusesWhatItCannotKeepExactly) {
  for (const char* text : {"", "-", "abc", "1.234", "1.2.3", "99999999999999999999", "1e5", "NaN",
                           "0.0000001万元", ".", "¥", "1 2"})
    EXPECT_FALSE(parse_money(text).ok()) << text;
}

TEST(Money, FormatAndParseAreInverse) {
  Random random(1);
  for (int i = 0; i < 10000; ++i) {
    const Money money{static_cast<int64_t>(random.next() >> random.below(64))};
    const Result<Money> back = parse_money(format_money(money));
    ASSERT_TRUE(back.ok()) << format_money(money);
    EXPECT_EQ(*back, money);
  }
}

TEST(Money, OverflowIsNothing) {
  EXPECT_FALSE(add({INT64_MAX}, {1}).has_value());
  EXPECT_FALSE(subtract({INT64_MIN}, {1}).has_value());
  EXPECT_FALSE(scale({INT64_MAX}, 2, 1).has_value());
  EXPECT_FALSE(scale({1}, 1, 0).has_value());
  EXPECT_EQ(scale({5}, 1, 2)->fen, 3);
  EXPECT_EQ(scale({-5}, 1, 2)->fen, -3);
  EXPECT_EQ(scale({4}, 1, 3)->fen, 1);
}

TEST(Date, ReadsFormsAndRefusesNonsense) {
  for (const char* text : {"2024-03-01", "2024/3/1", "20240301", "2024年3月1日"})
    EXPECT_EQ(format_date(*parse_date(text)), "2024-03-01") << text;
  for (const char* text : {"", "2024-13-01", "2023-02-29", "2024-3", "20241301", "2024--1",
                           "2024-03-01x", "0000-01-01", "2024年3月1", "99999-01-01"})
    EXPECT_FALSE(parse_date(text).ok()) << text;
}

TEST(Date, MonthsEndOnTheLastDay) {
  EXPECT_EQ(format_date(add_months(make_date(2024, 1, 31), 1)), "2024-02-29");
  EXPECT_EQ(format_date(add_months(make_date(2022, 3, 15), 24)), "2024-03-15");
  EXPECT_EQ(format_timestamp({-1}), "1969-12-31T23:59:59.999999Z");
}

TEST(Date, TimestampsRoundTrip) {
  for (const int64_t time : {int64_t{0}, int64_t{-1}, int64_t{1'750'000'000'123'456}})
    EXPECT_EQ(parse_timestamp(format_timestamp({time}))->microseconds, time);
  EXPECT_EQ(*parse_timestamp("2024-03-01T08:30:00Z"), *parse_timestamp("2024-03-01T08:30:00.0Z"));
  for (const char* text :
       {"", "2024-03-01", "2024-03-01T24:00:00Z", "2024-03-01T08:30:00", "2024-03-01T08:30:0xZ",
        "2024-03-01T08:30:00.1234567Z", "2024-03-01T08:30:00.Z"})
    EXPECT_FALSE(parse_timestamp(text).ok()) << text;
}

TEST(Text, FoldsFullWidthCaseAndSpace) {
  EXPECT_EQ(fold("  ABC　公司\t(股份)"), "abc 公司 (股份)");
  EXPECT_TRUE(is_utf8("高新"));
  EXPECT_FALSE(is_utf8("\xC3\x28"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
  EXPECT_EQ(encode_utf8(decode_utf8("高新区 🏭")), "高新区 🏭");
}

TEST(Text, ClipsBetweenCharacters) {
  EXPECT_EQ(clipped("abc", 3), "abc");
  EXPECT_EQ(clipped("abcd", 3), "abc");
  EXPECT_EQ(clipped("投资额", 9), "投资额");
  for (const size_t bytes : {3, 4, 5}) EXPECT_EQ(clipped("投资额", bytes), "投");
  EXPECT_EQ(clipped("投资额", 2), "");
  EXPECT_EQ(clipped("a😀", 4), "a");
}

TEST(Text, ReadsGb18030) {
  EXPECT_EQ(gb18030_to_utf8("\xB8\xDF\xD0\xC2"), "高新");
  EXPECT_FALSE(gb18030_to_utf8("\xFF\xFF").has_value());
}

}  // namespace
}  // namespace gaoxin
