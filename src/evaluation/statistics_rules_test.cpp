// The pure rules of statistics: periods, values, packing, checks, sums, what the public may see.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <set>

#include "base/random.h"
#include "evaluation/statistics_checks.h"
#include "evaluation/statistics_packing.h"
#include "evaluation/statistics_totals.h"

namespace gaoxin::statistics {
namespace {

std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

const Definitions& shipped() {
  static const Definitions definitions =
      read_definitions(file_text("catalogue/statistics/items.csv"),
                       file_text("catalogue/statistics/checks.csv"),
                       file_text("catalogue/statistics/ratios.csv"))
          .value();
  return definitions;
}
int64_t number(const char* code) { return shipped().find(code)->number; }

TEST(StatisticsPeriods, ReadShiftedAndEnded) {
  struct Case {
    const char *text, *normal, *before, *last_day;
  };
  const Case cases[] = {{"2024", "2024", "2023", "2024-12-31"},
                        {"2024-03", "2024-03", "2024-02", "2024-03-31"},
                        {"2024-1", "2024-01", "2023-12", "2024-01-31"},
                        {"2024年2月", "2024-02", "2024-01", "2024-02-29"},
                        {"2024年", "2024", "2023", "2024-12-31"},
                        {"2024-Q1", "2024-Q1", "2023-Q4", "2024-03-31"},
                        {"2024-q4", "2024-Q4", "2024-Q3", "2024-12-31"}};
  for (const Case& c : cases) {
    const Result<Period> period = parse_period(c.text);
    ASSERT_TRUE(period.ok()) << c.text;
    EXPECT_EQ(format_period(*period), c.normal);
    EXPECT_EQ(format_period(shift(*period, -1)), c.before);
    EXPECT_EQ(shift(shift(*period, -25), 25), *period);
    EXPECT_EQ(format_date(last_day(*period)), c.last_day);
  }
  for (const char* text : {"", "24", "2024-13", "2024-00", "2024-Q5", "2024-03-31", "1900", "x2024",
                           "2024-", "2024-+1", "20240"})
    EXPECT_EQ(parse_period(text).ok(), std::string_view(text) == "2024-") << text;
}

TEST(StatisticsValues, ReadExactlyInTheirUnit) {
  const Item& money = *shipped().find("revenue");
  const Item& count = *shipped().find("staff");
  const Item& amount = *shipped().find("energy");
  struct Case {
    const Item& item;
    const char *text, *unit;
    std::optional<int64_t> value;
  };
  const Case cases[] = {{money, "1,234.5", "", 123450},
                        {money, "0.1", "万元", 100000},
                        {money, "0.0000015", "万元", 2},  // 1.5 fen, half away from zero.
                        {money, "-0.0000015", "万元", -2},
                        {money, "1.2E5", "万元", 120'000'000'000},
                        {money, "1234", "亿元", 12'340'000'000'000},
                        {money, "12", "人", std::nullopt},
                        {money, "abc", "", std::nullopt},
                        {money, "1e30", "", std::nullopt},
                        {money, "1e-40", "", 0},
                        {money, "--1", "", std::nullopt},
                        {money, "1.2.3", "", std::nullopt},
                        {count, "12", "", 12},
                        {count, "12.0", "人", 12},
                        {count, "12.5", "", std::nullopt},
                        {count, "１２", "", 12},
                        {amount, "3.14159", "", 314},
                        {amount, "3", "千瓦时", std::nullopt}};
  for (const Case& c : cases) {
    const Result<int64_t> value = parse_value(c.item, c.text, c.unit);
    EXPECT_EQ(value.ok(), c.value.has_value()) << c.text << c.unit;
    if (value.ok() && c.value) {
      EXPECT_EQ(*value, *c.value) << c.text << c.unit;
      EXPECT_EQ(*parse_value(c.item, format_value(c.item, *value)), *value);
    }
  }
}

TEST(StatisticsPacking, HoldsEveryValue) {
  Random random(7);
  for (int round = 0; round < 300; ++round) {
    Values values;
    const uint64_t items = random.below(250);
    for (uint64_t i = 0; i < items; ++i)
      values[static_cast<int64_t>(1 + random.below(9999))] =
          static_cast<int64_t>(random.next()) >> random.below(64);
    EXPECT_EQ(unpack(pack(values)), values);
  }
  EXPECT_EQ(unpack(pack({{1, INT64_MIN}, {2, INT64_MAX}, {9999, 0}})),
            (Values{{1, INT64_MIN}, {2, INT64_MAX}, {9999, 0}}));
}

TEST(StatisticsPacking, HoldsEverySum) {
  Cells cells = {{0, {3, 0, 0, 0}},
                 {1, {2, -5, 5, 4}},
                 {7, {1'000'000, INT64_MAX, INT64_MAX, 12}},
                 {9999, {1, INT64_MIN + 1, INT64_MAX, INT64_MAX}}};
  EXPECT_EQ(unpack_cells(pack_cells(cells)), cells);
  EXPECT_EQ(unpack_cells(""), Cells{});
}

TEST(StatisticsDefinitions, TheShippedOnesHoldTogetherAndWrongOnesAreNamed) {
  EXPECT_GE(shipped().items.size(), 60u);
  EXPECT_GE(shipped().checks.size(), 25u);
  EXPECT_GE(shipped().ratios.size(), 15u);
  const std::string items = file_text("catalogue/statistics/items.csv");
  const std::string checks = file_text("catalogue/statistics/checks.csv");
  const std::string ratios = file_text("catalogue/statistics/ratios.csv");
  const auto error = [](std::string a, std::string b, std::string c) {
    const Result<Definitions> read = read_definitions(a, b, c);
    return read.ok() ? "" : read.error().text.en;
  };
  const std::string twice = items + "1,again,enterprise,year,flow,money,元,又,Again,d,d,\n";
  EXPECT_NE(error(twice, checks, ratios).find("stands twice"), std::string::npos);
  EXPECT_NE(error(items, checks + "x,range,error,nothing,,0,,why,why\n", ratios)
                .find("no item 'nothing'"),
            std::string::npos);
  EXPECT_NE(error(items, checks + "x,rang,error,revenue,,0,,why,why\n", ratios).find("'rang'"),
            std::string::npos);
  EXPECT_NE(error(items, checks, ratios + "x,revenue,,100,%,x,x\n").find("both sides"),
            std::string::npos);
}

/// Rules found, as "rule:item" with "!" for errors.
std::set<std::string> found(const CheckInput& input) {
  std::set<std::string> out;
  for (const Finding& finding : check_report(shipped(), input)) {
    out.insert((finding.error ? "!" : "") + finding.rule + ":" + finding.item);
    EXPECT_FALSE(finding.text.zh.empty() || finding.text.en.empty());
  }
  return out;
}

CheckInput sound_year() {
  CheckInput input;
  input.period = {PeriodKind::year, 2024, 1};
  input.values = {{number("revenue"), 500'000'000'00},
                  {number("output"), 480'000'000'00},
                  {number("tax"), 30'000'000'00},
                  {number("rd_expense"), 25'000'000'00},
                  {number("staff"), 600},
                  {number("rd_staff"), 90},
                  {number("assets"), 700'000'000'00},
                  {number("liabilities"), 300'000'000'00},
                  {number("equity"), 400'000'000'00},
                  {number("college_staff"), 300},
                  {number("bachelor_staff"), 200},
                  {number("master_staff"), 40},
                  {number("doctor_staff"), 5}};
  return input;
}

TEST(StatisticsChecks, ASoundReportHasNoFindings) {
  EXPECT_EQ(found(sound_year()), std::set<std::string>{});
}

TEST(StatisticsChecks, EachRuleFindsItsCase) {
  struct Case {
    const char* what;
    std::function<void(CheckInput&)> change;
    const char* finding;
  };
  const Case cases[] = {
      {"negative staff", [](auto& in) { in.values[number("staff")] = -3; }, "!not_negative:staff"},
      {"a part above the whole", [](auto& in) { in.values[number("rd_staff")] = 700; },
       "!rd_in_staff:rd_staff"},
      {"parts add up above", [](auto& in) { in.values[number("master_staff")] = 120; },
       "!degrees_in_college:bachelor_staff"},
      {"assets do not balance", [](auto& in) { in.values[number("equity")] += 100'000'000; },
       "!balance:assets"},
      {"revenue without staff", [](auto& in) { in.values[number("staff")] = 0; },
       "exports_without_tax:revenue"},
      {"no core item", [](auto& in) { in.values.erase(number("tax")); }, "core_items:tax"},
      {"R&D above revenue", [](auto& in) { in.values[number("rd_expense")] = 600'000'000'00; },
       "rd_intensity:rd_expense"},
      {"jump",
       [](auto& in) {
         in.before = Values{{number("revenue"), 50'000'000'00}};
       },
       "jump_money:revenue"},
      {"year against months",
       [](auto& in) {
         in.months = Values{{number("revenue"), 400'000'000'00}};
       },
       "year_of_months:revenue"},
      {"revenue per head", [](auto& in) { in.values[number("revenue")] = 100'000'000'000'00; },
       "revenue_per_head:revenue"},
  };
  for (const Case& c : cases) {
    CheckInput input = sound_year();
    c.change(input);
    EXPECT_TRUE(found(input).contains(c.finding)) << c.what;
  }
}

TEST(StatisticsChecks, TenThousandTimesIsAUnitAndNotAJump) {
  CheckInput input = sound_year();
  input.before = Values{{number("revenue"), 49'000'00}, {number("tax"), 29'000'000'00}};
  const std::set<std::string> rules = found(input);
  EXPECT_TRUE(rules.contains("unit:revenue"));
  EXPECT_FALSE(rules.contains("jump_money:revenue"));
  for (const Finding& finding : check_report(shipped(), input)) {
    if (finding.rule == "unit") {
      EXPECT_NE(finding.text.en.find("yuan entered as 10,000 yuan"), std::string::npos);
      EXPECT_NE(finding.text.zh.find("把元当作万元填报"), std::string::npos);
    }
  }
  input.before = Values{{number("revenue"), 4'900'000'000'000'00}};
  EXPECT_TRUE(found(input).contains("unit:revenue"));
  input.before = Values{{number("revenue"), 49'000'000'00}};  // Ten times is a jump.
  EXPECT_FALSE(found(input).contains("unit:revenue"));
  EXPECT_TRUE(found(input).contains("jump_money:revenue"));
}

TEST(StatisticsChecks, AFlowIsComparedWithItsSeason) {
  CheckInput input;
  input.period = {PeriodKind::month, 2024, 2};
  input.values = {{number("revenue"), 1'000'000'00},
                  {number("staff"), 50},
                  {number("tax"), 0},
                  {number("rd_expense"), 0}};
  input.before = Values{{number("revenue"), 9'000'000'00}};
  EXPECT_TRUE(found(input).contains("jump_money:revenue"));
  input.year_before = Values{{number("revenue"), 1'100'000'00}};
  EXPECT_FALSE(found(input).contains("jump_money:revenue"));
}

TEST(StatisticsRatios, AreOfSumsAndNeverInfinite) {
  const Ratio& ratio = *std::find_if(shipped().ratios.begin(), shipped().ratios.end(),
                                     [](const Ratio& r) { return r.code == "rd_per_revenue"; });
  Cells cells;
  EXPECT_EQ(ratio_of(shipped(), ratio, cells).why, Why::missing);
  add_report(cells, pack({{number("revenue"), 100'00}, {number("rd_expense"), 50'00}}));
  add_report(cells, pack({{number("revenue"), 900'00}, {number("rd_expense"), 0}}));
  EXPECT_DOUBLE_EQ(*ratio_of(shipped(), ratio, cells).value, 5);  // Not the mean, 25.
  Cells zero;
  add_report(zero, pack({{number("revenue"), 0}, {number("rd_expense"), 5}}));
  EXPECT_EQ(ratio_of(shipped(), ratio, zero).why, Why::zero_denominator);
  EXPECT_FALSE(ratio_of(shipped(), ratio, zero).value.has_value());
}

TEST(StatisticsSums, DoNotOverflowSilently) {
  Cells cells;
  EXPECT_TRUE(add_report(cells, pack({{1, INT64_MAX - 10}})));
  EXPECT_FALSE(add_report(cells, pack({{1, 11}})));
  EXPECT_EQ(cells[1].total, INT64_MAX - 10);
}

Cell cell_of(std::initializer_list<int64_t> values) {
  Cell cell;
  for (const int64_t value : values) add_cell(cell, {1, value, std::abs(value), std::abs(value)});
  return cell;
}

TEST(StatisticsSuppression, SmallAndDominatedCells) {
  EXPECT_FALSE(is_sensitive(cell_of({})));
  EXPECT_TRUE(is_sensitive(cell_of({5})));
  EXPECT_TRUE(is_sensitive(cell_of({5, 5})));
  EXPECT_FALSE(is_sensitive(cell_of({5, 5, 5})));
  EXPECT_TRUE(is_sensitive(cell_of({100, 5, 5})));  // 91 %.
  EXPECT_FALSE(is_sensitive(cell_of({85, 10, 5})));
  EXPECT_TRUE(is_sensitive(cell_of({0, 0, 7})));
}

TEST(StatisticsSuppression, ASingleHiddenCellTakesAnotherWithIt) {
  // Nation over three zones; the first has two reporters.
  const std::vector<Published> out = publishable({{-1, cell_of({5, 5, 9, 9, 9, 3, 3, 3})},
                                                  {0, cell_of({5, 5})},
                                                  {0, cell_of({9, 9, 9})},
                                                  {0, cell_of({3, 3, 3})}});
  EXPECT_EQ(out, (std::vector<Published>{Published::yes, Published::primary, Published::yes,
                                         Published::complementary}));
}

TEST(StatisticsSuppression, WhatIsHiddenCanNeverBeWorkedOut) {
  // Random trees: no published parent may leave fewer than two hidden parts, nor hidden parts that
  // together give somebody away.
  for (uint64_t seed = 1; seed <= 400; ++seed) {
    Random random(seed);
    std::vector<ZoneCell> nodes = {{-1, {}}};
    const int inner = 1 + static_cast<int>(random.below(4));
    for (int i = 0; i < inner; ++i) nodes.push_back({0, {}});
    for (int i = 1; i <= inner; ++i) {
      const uint64_t leaves = random.below(6);
      for (uint64_t leaf = 0; leaf < leaves; ++leaf) {
        Cell cell;
        const uint64_t reporters = random.below(7);
        for (uint64_t r = 0; r < reporters; ++r) {
          const auto value = static_cast<int64_t>(random.below(random.below(4) == 0 ? 5000 : 100));
          add_cell(cell, {1, value, value, value});
        }
        nodes.push_back({i, cell});
        add_cell(nodes[static_cast<size_t>(i)].cell, cell);
        add_cell(nodes[0].cell, cell);
      }
    }
    const std::vector<Published> out = publishable(nodes);
    for (size_t parent = 0; parent < nodes.size(); ++parent) {
      Cell hidden;
      int parts = 0;
      bool leaf = true;
      for (size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].parent != static_cast<int>(parent)) continue;
        leaf = false;
        if (out[i] == Published::yes) continue;
        ++parts;
        add_cell(hidden, nodes[i].cell);
      }
      EXPECT_TRUE(!is_sensitive(nodes[parent].cell) || out[parent] != Published::yes);
      if (leaf) continue;
      if (out[parent] == Published::yes) {
        EXPECT_TRUE(parts == 0 || (parts >= 2 && !is_sensitive(hidden))) << seed << " " << parent;
      } else {
        EXPECT_TRUE(parts >= 1 || nodes[parent].cell.reporters == 0) << seed << " " << parent;
      }
    }
  }
}

TEST(StatisticsEstimates, AreCarriedForwardWithTheOthersGrowth) {
  const auto history = [](bool reported, Values now, Values before) {
    return History{reported, std::move(now), std::move(before)};
  };
  std::vector<History> histories = {
      history(true, {{1, 110}}, {{1, 100}}), history(true, {{1, 220}}, {{1, 200}}),
      history(true, {{1, 330}}, {{1, 300}}), history(false, {}, {{1, 1000}, {2, 7}}),
      history(false, {}, {})};
  const std::map<int64_t, Estimate> estimates = estimate_missing(histories);
  EXPECT_EQ(estimates.at(1).total, 1100);
  EXPECT_EQ(estimates.at(1).carried, 1);  // Of the other nothing is known.
  EXPECT_EQ(estimates.at(2).total, 7);    // Nobody to take a growth from.
}

}  // namespace
}  // namespace gaoxin::statistics
