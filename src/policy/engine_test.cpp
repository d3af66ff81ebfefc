// The columnar engine, the explaining evaluator and a third, plain evaluator that knows neither
// must give the same answers on random rules and rows.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "policy/check.h"
#include "policy/kernels.h"
#include "policy/plan.h"

namespace gaoxin::policy {
namespace {

constexpr char kVocabulary[] = R"(vocabulary:
  sales: {type: money, label: {zh: 销售, en: sales}}
  profit: {type: money, signed: true, label: {zh: 利润, en: profit}}
  staff: {type: count, label: {zh: 人数, en: staff}}
  share: {type: ratio, label: {zh: 比例, en: share}}
  founded: {type: date, label: {zh: 成立, en: founded}}
  flag: {type: bool, label: {zh: 标志, en: flag}}
  other: {type: bool, label: {zh: 其他, en: other}}
  park: {type: code, label: {zh: 园区, en: park}}
  received: {type: codes, label: {zh: 已领, en: received}}
)";

// The plain evaluator: a tree of its own, numbers of scale 8 in 128 bits, missing = nothing.
using Number = std::optional<Wide>;
using Truth = std::optional<bool>;
constexpr int64_t kUnit = 100000000;

struct Row {
  std::optional<int64_t> sales, profit;  // fen
  std::optional<int64_t> staff;
  std::optional<int64_t> share;  // millionths
  std::optional<int64_t> founded;
  std::optional<bool> flag, other;
  std::optional<int> park;      // 0 to 2
  std::optional<int> received;  // bits
};

/// A random formula: its text and a closure that is its meaning.
struct TruthFormula {
  std::string text;
  std::function<Truth(const Row&)> meaning;
};
struct NumberFormula {
  std::string text;
  std::function<Number(const Row&)> meaning;
};

Number scaled(const std::optional<int64_t>& value, int64_t factor) {
  return value ? Number(Wide{*value} * factor) : std::nullopt;
}

NumberFormula random_money(Random& random, int depth) {
  const uint64_t pick = random.below(depth <= 0 ? 3 : 8);
  if (pick == 0) return {"sales", [](const Row& row) { return scaled(row.sales, kUnit / 100); }};
  if (pick == 1) return {"profit", [](const Row& row) { return scaled(row.profit, kUnit / 100); }};
  if (pick == 2) {
    const int64_t yuan = static_cast<int64_t>(random.below(20)) * 10000;
    return {fmt::format("{} CNY", yuan), [yuan](const Row&) { return Number(Wide{yuan} * kUnit); }};
  }
  const NumberFormula a = random_money(random, depth - 1);
  if (pick == 3) {
    const int64_t percent = static_cast<int64_t>(random.below(99)) + 1;
    return {fmt::format("({} % of {})", percent, a.text), [a, percent](const Row& row) {
              const Number x = a.meaning(row);
              return x ? Number(*x * percent / 100) : std::nullopt;
            }};
  }
  const NumberFormula b = random_money(random, depth - 1);
  const auto both = [a, b](const auto& combine) {
    return [a, b, combine](const Row& row) -> Number {
      const Number x = a.meaning(row);
      const Number y = b.meaning(row);
      if (!x || !y) return std::nullopt;
      return combine(*x, *y);
    };
  };
  if (pick == 4)
    return {fmt::format("({} + {})", a.text, b.text), both([](Wide x, Wide y) { return x + y; })};
  if (pick == 5)
    return {fmt::format("({} - {})", a.text, b.text), both([](Wide x, Wide y) { return x - y; })};
  if (pick == 6)
    return {fmt::format("min({}, {})", a.text, b.text),
            both([](Wide x, Wide y) { return x < y ? x : y; })};
  return {fmt::format("max({}, {})", a.text, b.text),
          both([](Wide x, Wide y) { return x > y ? x : y; })};
}

TruthFormula compared(Random& random, const std::string& left, const std::string& right,
                      std::function<Number(const Row&)> x, std::function<Number(const Row&)> y) {
  static constexpr const char* kSigns[] = {"<", "<=", ">", ">=", "=", "!="};
  const uint64_t sign = random.below(6);
  return {fmt::format("{} {} {}", left, kSigns[sign], right), [=](const Row& row) -> Truth {
            const Number a = x(row);
            const Number b = y(row);
            if (!a || !b) return std::nullopt;
            switch (sign) {
              case 0: return *a < *b;
              case 1: return *a <= *b;
              case 2: return *a > *b;
              case 3: return *a >= *b;
              case 4: return *a == *b;
              default: return *a != *b;
            }
          }};
}

TruthFormula random_leaf(Random& random) {
  switch (random.below(9)) {
    case 0: return {"flag", [](const Row& row) { return row.flag; }};
    case 1: return {"other", [](const Row& row) { return row.other; }};
    case 2: return {"known(profit)", [](const Row& row) { return Truth(row.profit.has_value()); }};
    case 3: {
      const bool inverted = random.below(2) == 0;
      return {inverted ? "park not in ('a', 'c')" : "park in ('a', 'c')",
              [inverted](const Row& row) -> Truth {
                if (!row.park) return std::nullopt;
                return (*row.park != 1) != inverted;
              }};
    }
    case 4:
      return {"received('b')", [](const Row& row) -> Truth {
                if (!row.received) return std::nullopt;
                return (*row.received & 2) != 0;
              }};
    case 5: {
      const int64_t staff = static_cast<int64_t>(random.below(6));
      return compared(
          random, "staff", fmt::format("{}", staff),
          [](const Row& row) { return scaled(row.staff, 1); },
          [staff](const Row&) { return Number(staff); });
    }
    case 6: {
      const int64_t percent = static_cast<int64_t>(random.below(5)) * 25;
      return compared(
          random, fmt::format("{} %", percent), "share",
          [percent](const Row&) { return Number(percent * 10000); },
          [](const Row& row) { return scaled(row.share, 1); });
    }
    case 7: {
      const auto year = static_cast<int>(2015 + random.below(8));
      return {fmt::format("founded between {}-01-01 and {}-06-30", year, year + 2),
              [year](const Row& row) -> Truth {
                if (!row.founded) return std::nullopt;
                return *row.founded >= make_date(year, 1, 1).days &&
                       *row.founded <= make_date(year + 2, 6, 30).days;
              }};
    }
    default: {
      const NumberFormula a = random_money(random, 2);
      const NumberFormula b = random_money(random, 2);
      return compared(random, a.text, b.text, a.meaning, b.meaning);
    }
  }
}

TruthFormula random_truth(Random& random, int depth) {
  const uint64_t pick = depth <= 0 ? 9 : random.below(10);
  if (pick >= 6) return random_leaf(random);
  const TruthFormula a = random_truth(random, depth - 1);
  if (pick == 0)
    return {"not (" + a.text + ")", [a](const Row& row) -> Truth {
              const Truth x = a.meaning(row);
              return x ? Truth(!*x) : std::nullopt;
            }};
  const TruthFormula b = random_truth(random, depth - 1);
  const TruthFormula c = random_truth(random, depth - 1);
  const auto counted = [a, b, c](int least) {
    return [a, b, c, least](const Row& row) -> Truth {
      int met = 0;
      int open = 0;
      for (const TruthFormula* part : {&a, &b, &c}) {
        const Truth x = part->meaning(row);
        met += x == true ? 1 : 0;
        open += x ? 0 : 1;
      }
      if (met >= least) return true;
      if (met + open < least) return false;
      return std::nullopt;
    };
  };
  if (pick <= 2)
    return {fmt::format("(({}) and ({}) and ({}))", a.text, b.text, c.text), counted(3)};
  if (pick <= 4) return {fmt::format("(({}) or ({}) or ({}))", a.text, b.text, c.text), counted(1)};
  return {fmt::format("at_least(2, {}, {}, {})", a.text, b.text, c.text), counted(2)};
}

template <typename T, typename Make>
std::optional<T> maybe(Random& random, Make make) {
  if (random.below(4) == 0) return std::nullopt;
  return static_cast<T>(make());
}

Row random_row(Random& random) {
  const auto money = [&] { return static_cast<int64_t>(random.below(21)) * 1000000; };
  Row row;
  row.sales = maybe<int64_t>(random, money);
  row.profit = maybe<int64_t>(random, [&] { return money() - 10000000; });
  row.staff = maybe<int64_t>(random, [&] { return random.below(6); });
  row.share = maybe<int64_t>(random, [&] { return random.below(5) * 250000; });
  row.founded = maybe<int64_t>(
      random, [&] { return make_date(static_cast<int>(2014 + random.below(10)), 1, 1).days; });
  row.flag = maybe<bool>(random, [&] { return random.below(2) == 0; });
  row.other = maybe<bool>(random, [&] { return random.below(2) == 0; });
  row.park = maybe<int>(random, [&] { return random.below(3); });
  row.received = maybe<int>(random, [&] { return random.below(4); });
  return row;
}

Facts facts_of_row(const Row& row) {
  Facts facts;
  const auto put = [&](const char* name, const std::optional<int64_t>& number) {
    if (!number) return;
    facts[name].known = true;
    facts[name].number = *number;
  };
  put("sales", row.sales);
  put("profit", row.profit);
  put("staff", row.staff);
  put("share", row.share);
  put("founded", row.founded);
  if (row.flag) put("flag", *row.flag ? 1 : 0);
  if (row.other) put("other", *row.other ? 1 : 0);
  if (row.park) {
    facts["park"].known = true;
    facts["park"].code = std::string(1, static_cast<char>('a' + *row.park));
  }
  if (row.received) {
    facts["received"].known = true;
    if ((*row.received & 1) != 0) facts["received"].codes.push_back("a");
    if ((*row.received & 2) != 0) facts["received"].codes.push_back("b");
  }
  return facts;
}

std::string rule_source(size_t number, const std::string& truth, const std::string& money) {
  return fmt::format(
      "policy: p{}\ntitle: {{zh: 题, en: title}}\nclass: finance\nkind: subsidy\n"
      "effective: {{from: 2020-01-01}}\nsource: {{document: test, clause: \"1\"}}\n"
      "entity: enterprise\nconditions:\n  - {{id: main, label: {{zh: 条, en: main}}, clause: "
      "\"1\", "
      "expr: \"{}\"}}\neligible: main\namount: {{expr: \"{}\", round: down}}\n",
      number, truth, money);
}

Wide floor_fen(Wide value) {
  Wide fen = value / (kUnit / 100);
  return value % (kUnit / 100) < 0 ? fen - 1 : fen;
}

/// 250 rules x 400 rows = 100,000 pairs for each seed below.
void compare_all(uint64_t seed, size_t rule_count, size_t row_count) {
  Random random(seed);
  std::vector<SourceFile> files{{"v.yaml", kVocabulary}};
  std::vector<TruthFormula> truths;
  std::vector<NumberFormula> amounts;
  for (size_t i = 0; i < rule_count; ++i) {
    truths.push_back(random_truth(random, 3));
    amounts.push_back(random_money(random, 2));
    files.push_back({fmt::format("p{}.yaml", i), rule_source(i, truths[i].text, amounts[i].text)});
  }
  const CheckReport report = check_files(files);
  for (const Issue& issue : report.issues)
    ASSERT_NE(issue.severity, Severity::error) << format_issue(issue, "en");
  const RuleSet& set = report.rules;
  ASSERT_EQ(set.rules.size(), rule_count);
  ColumnTable table(set.vocabulary, row_count);
  std::vector<Row> rows;
  std::vector<Facts> facts;
  for (size_t i = 0; i < row_count; ++i) {
    rows.push_back(random_row(random));
    facts.push_back(facts_of_row(rows[i]));
    for (const auto& [name, datum] : facts[i]) ASSERT_TRUE(table.set(i, name, datum));
  }
  const Date as_of = make_date(2025, 6, 30);
  const ParameterValues zone;
  std::vector<const Rule*> list;
  std::vector<uint32_t> every;
  for (const Rule& rule : set.rules) {
    every.push_back(static_cast<uint32_t>(list.size()));
    list.push_back(&rule);
  }
  const Plan plan(list, set.vocabulary, as_of, zone);
  BulkResult bulk;
  BulkResult again;
  plan.run(table, 1, KeepPlanes::yes, bulk);
  plan.run(table, 3, KeepPlanes::no, again);
  EXPECT_EQ(bulk.totals, again.totals) << "the number of threads changed the answer";
  std::vector<Wide> sums(rule_count);
  for (size_t r = 0; r < row_count; ++r) {
    std::vector<RowVerdict> one;
    plan.evaluate_row(table, r, every, one);
    for (size_t p = 0; p < rule_count; ++p) {
      const Truth truth = truths[p].meaning(rows[r]);
      const Verdict wanted = !truth   ? Verdict::unknown
                             : *truth ? Verdict::eligible
                                      : Verdict::ineligible;
      const Outcome explained =
          evaluate_rule({*list[p], set.vocabulary, facts[r], as_of, zone, {}});
      ASSERT_EQ(explained.verdict, wanted) << truths[p].text << " row " << r;
      ASSERT_EQ(bulk.verdict(p, r), wanted) << truths[p].text << " row " << r;
      ASSERT_EQ(one[p].verdict, wanted) << truths[p].text << " row " << r;
      const Number amount = amounts[p].meaning(rows[r]);
      ASSERT_EQ(explained.amount_known, amount.has_value()) << amounts[p].text << " row " << r;
      if (!amount) continue;
      ASSERT_EQ(Wide{explained.amount}, floor_fen(*amount)) << amounts[p].text << " row " << r;
      if (wanted != Verdict::eligible) continue;
      ASSERT_EQ(one[p].amount, explained.amount) << amounts[p].text << " row " << r;
      sums[p] += explained.amount;
    }
  }
  for (size_t p = 0; p < rule_count; ++p) EXPECT_EQ(Wide{bulk.totals[p].amount}, sums[p]);
}

TEST(Engine, AgreesWithThePlainEvaluatorA) { compare_all(1, 100, 500); }
TEST(Engine, AgreesWithThePlainEvaluatorB) { compare_all(2, 500, 60); }
TEST(Engine, AgreesWithThePlainEvaluatorOverTileEnds) { compare_all(3, 4, 5000); }

TEST(Engine, AnEmptyTableGivesNothing) {
  const CheckReport report =
      check_files({{"v.yaml", kVocabulary}, {"p.yaml", rule_source(0, "not flag", "sales")}});
  const Plan plan({&report.rules.rules[0]}, report.rules.vocabulary, make_date(2025, 1, 1), {});
  const ColumnTable table(report.rules.vocabulary, 0);
  BulkResult result;
  plan.run(table, 2, KeepPlanes::yes, result);
  EXPECT_EQ(result.totals[0], PolicyTotals{});
}

TEST(Engine, OverflowIsUnknownAndNeverAWrongAmount) {
  const CheckReport report = check_files(
      {{"v.yaml", kVocabulary}, {"p.yaml", rule_source(0, "staff >= 0", "sales * staff + sales")}});
  const Rule& rule = report.rules.rules.at(0);
  ASSERT_TRUE(rule.valid);
  ColumnTable table(report.rules.vocabulary, 2);
  const auto put = [&](size_t row, int64_t sales, int64_t staff) {
    Datum datum{.known = true, .number = sales};
    table.set(row, "sales", datum);
    datum.number = staff;
    table.set(row, "staff", datum);
  };
  put(0, INT64_MAX / 2, 3);
  put(1, 100, 3);
  const Plan plan({&rule}, report.rules.vocabulary, make_date(2025, 1, 1), {});
  BulkResult result;
  plan.run(table, 1, KeepPlanes::yes, result);
  EXPECT_EQ(result.totals[0].eligible, 2);
  EXPECT_EQ(result.totals[0].amounts_unknown, 1);
  EXPECT_EQ(result.totals[0].amount, 400);
  Facts facts;
  facts["sales"] = {.known = true, .number = INT64_MAX / 2};
  facts["staff"] = {.known = true, .number = 3};
  const ParameterValues zone;
  const Outcome outcome =
      evaluate_rule({rule, report.rules.vocabulary, facts, make_date(2025, 1, 1), zone, {}});
  EXPECT_FALSE(outcome.amount_known);
  ASSERT_EQ(outcome.amount_undecided.size(), 1u);
  EXPECT_EQ(outcome.amount_undecided.begin()->missing, Missing::overflow);
}

TEST(Engine, AChangedFactReachesOnlyItsPolicies) {
  const CheckReport report = check_files({{"v.yaml", kVocabulary},
                                          {"p0.yaml", rule_source(0, "flag", "sales")},
                                          {"p1.yaml", rule_source(1, "staff > 2", "profit")},
                                          {"p2.yaml", rule_source(2, "eligible('p0')", "profit")}});
  ASSERT_TRUE(report.passed());
  std::vector<const Rule*> list;
  for (const Rule& rule : report.rules.rules) list.push_back(&rule);
  const Plan plan(list, report.rules.vocabulary, make_date(2025, 1, 1), {});
  EXPECT_EQ(plan.dependents("flag"), (std::vector<uint32_t>{0, 2}));
  EXPECT_EQ(plan.dependents("staff"), (std::vector<uint32_t>{1}));
  EXPECT_TRUE(plan.dependents("park").empty());
}

TEST(Kernels, VectorAndPlainFormsAgreeAtTheEdges) {
  std::vector<int64_t> values(128);
  std::vector<int32_t> days(128);
  std::vector<uint16_t> codes(128);
  Random random(5);
  for (size_t i = 0; i < 128; ++i) {
    values[i] = i % 5 == 0   ? INT64_MIN
                : i % 7 == 0 ? INT64_MAX
                             : static_cast<int64_t>(random.next());
    days[i] = static_cast<int32_t>(random.next());
    codes[i] = static_cast<uint16_t>(i % 3 == 0 ? 65535 : random.below(65536));
  }
  for (const int64_t bound : {INT64_MIN, int64_t{-1}, int64_t{0}, INT64_MAX}) {
    uint64_t out[2];
    at_least(values.data(), bound, out, 2);
    for (size_t i = 0; i < 128; ++i)
      ASSERT_EQ((out[i / 64] >> (i % 64)) & 1, values[i] >= bound ? 1u : 0u);
  }
  uint64_t out[2];
  at_least(days.data(), 17, out, 2);
  for (size_t i = 0; i < 128; ++i)
    ASSERT_EQ((out[i / 64] >> (i % 64)) & 1, days[i] >= 17 ? 1u : 0u);
  for (const auto& [first, last] :
       {std::pair{0, 65535}, std::pair{65535, 65535}, std::pair{100, 40000}}) {
    out[0] = out[1] = 0;
    within(codes.data(), static_cast<uint16_t>(first), static_cast<uint16_t>(last), out, 2);
    for (size_t i = 0; i < 128; ++i)
      ASSERT_EQ((out[i / 64] >> (i % 64)) & 1, codes[i] >= first && codes[i] <= last ? 1u : 0u);
  }
}

}  // namespace
}  // namespace gaoxin::policy
