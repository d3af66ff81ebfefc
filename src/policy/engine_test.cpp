// The columnar engine, the explaining evaluator and a third, plain evaluator that knows neither
// must give the same answers on random rules and rows.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>

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

// The plain evaluator: a tree of its own, fractions of any length, missing = nothing.
using Rational = boost::multiprecision::cpp_rational;
using Number = std::optional<Rational>;
using Truth = std::optional<bool>;

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

/// A stored number in its unit: `per` of them make one.
Number stored(const std::optional<int64_t>& value, int64_t per) {
  return value ? Number(Rational(*value, per)) : std::nullopt;
}
NumberFormula constant(std::string text, Rational value) {
  return {std::move(text), [value](const Row&) { return Number(value); }};
}
template <typename Combine>
NumberFormula both(std::string text, const NumberFormula& a, const NumberFormula& b,
                   Combine combine) {
  return {std::move(text), [a, b, combine](const Row& row) -> Number {
            const Number x = a.meaning(row);
            const Number y = b.meaning(row);
            if (!x || !y) return std::nullopt;
            return combine(*x, *y);
          }};
}
NumberFormula sum_of(const NumberFormula& a, const NumberFormula& b) {
  return both(fmt::format("({} + {})", a.text, b.text), a, b,
              [](const Rational& x, const Rational& y) { return Number(x + y); });
}
NumberFormula difference(const NumberFormula& a, const NumberFormula& b) {
  return both(fmt::format("({} - {})", a.text, b.text), a, b,
              [](const Rational& x, const Rational& y) { return Number(x - y); });
}
NumberFormula product_of(const NumberFormula& a, const NumberFormula& b) {
  return both(fmt::format("({} * {})", a.text, b.text), a, b,
              [](const Rational& x, const Rational& y) { return Number(x * y); });
}
NumberFormula quotient(const NumberFormula& a, const NumberFormula& b) {
  return both(fmt::format("({} / {})", a.text, b.text), a, b,
              [](const Rational& x, const Rational& y) {
                return y == 0 ? std::nullopt : Number(Rational(x / y));
              });
}
NumberFormula lower(const NumberFormula& a, const NumberFormula& b) {
  return both(fmt::format("min({}, {})", a.text, b.text), a, b,
              [](const Rational& x, const Rational& y) { return Number(x < y ? x : y); });
}
NumberFormula higher(const NumberFormula& a, const NumberFormula& b) {
  return both(fmt::format("max({}, {})", a.text, b.text), a, b,
              [](const Rational& x, const Rational& y) { return Number(x > y ? x : y); });
}

NumberFormula random_ratio(Random& random, int depth);

NumberFormula random_money(Random& random, int depth) {
  const uint64_t pick = random.below(depth <= 0 ? 3 : 10);
  if (pick == 0) return {"sales", [](const Row& row) { return stored(row.sales, 100); }};
  if (pick == 1) return {"profit", [](const Row& row) { return stored(row.profit, 100); }};
  if (pick == 2) {
    const int64_t yuan = static_cast<int64_t>(random.below(20) + 1) * 10000;
    return constant(fmt::format("{} CNY", yuan), yuan);
  }
  const NumberFormula a = random_money(random, depth - 1);
  if (pick == 3) {
    const int64_t percent = static_cast<int64_t>(random.below(99)) + 1;
    return product_of(constant(fmt::format("{} %", percent), Rational(percent, 100)), a);
  }
  if (pick == 4) return quotient(a, {"staff", [](const Row& row) { return stored(row.staff, 1); }});
  if (pick == 5) return product_of(a, random_ratio(random, depth - 1));
  const NumberFormula b = random_money(random, depth - 1);
  if (pick == 6) return sum_of(a, b);
  if (pick == 7) return difference(a, b);
  return pick == 8 ? lower(a, b) : higher(a, b);
}

/// Steps of the table "steps" of every rule: up to and with 50 %, below 100 %, from there on.
NumberFormula looked_up(const NumberFormula& x) {
  return {fmt::format("lookup(steps, {})", x.text), [x](const Row& row) -> Number {
            const Number input = x.meaning(row);
            if (!input) return std::nullopt;
            if (*input <= Rational(1, 2)) return Rational(1, 10);
            return *input < 1 ? Rational(333333, 1000000) : Rational(7, 10);
          }};
}

/// A table by code, in which "b" does not stand.
NumberFormula by_park() {
  return {"lookup(by_park, park)", [](const Row& row) -> Number {
            if (!row.park || *row.park == 1) return std::nullopt;
            return *row.park == 0 ? Rational(1, 10) : Rational(3, 10);
          }};
}

NumberFormula random_ratio(Random& random, int depth) {
  const uint64_t pick = random.below(depth <= 0 ? 3 : 11);
  if (pick == 10) return by_park();
  if (pick == 0) return {"share", [](const Row& row) { return stored(row.share, 1000000); }};
  if (pick == 1) {
    const int64_t percent = static_cast<int64_t>(random.below(8) + 1) * 25;
    return constant(fmt::format("{} %", percent), Rational(percent, 100));
  }
  if (pick <= 4) return quotient(random_money(random, depth - 1), random_money(random, depth - 1));
  const NumberFormula a = random_ratio(random, depth - 1);
  const NumberFormula b = random_ratio(random, depth - 1);
  if (pick == 5) return product_of(a, b);
  if (pick == 6) return sum_of(a, b);
  if (pick == 7) return difference(a, b);
  if (pick == 8) return quotient(a, b);
  return random.below(2) == 0 ? lower(a, b) : higher(a, b);
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
  switch (random.below(14)) {
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
          [](const Row& row) { return stored(row.staff, 1); },
          [staff](const Row&) { return Number(staff); });
    }
    case 6: {
      const int64_t percent = static_cast<int64_t>(random.below(5)) * 25;
      return compared(
          random, fmt::format("{} %", percent), "share",
          [percent](const Row&) { return Number(Rational(percent, 100)); },
          [](const Row& row) { return stored(row.share, 1000000); });
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
    case 8: {
      const NumberFormula a = random_money(random, 2);
      const NumberFormula b = random_money(random, 2);
      return compared(random, a.text, b.text, a.meaning, b.meaning);
    }
    case 9: {
      const NumberFormula x = random_ratio(random, 2);
      const NumberFormula low = random_ratio(random, 1);
      const NumberFormula high = random_ratio(random, 1);
      return {fmt::format("{} between {} and {}", x.text, low.text, high.text),
              [x, low, high](const Row& row) -> Truth {
                const Number at = x.meaning(row);
                const Number from = low.meaning(row);
                const Number to = high.meaning(row);
                if ((at && from && *at < *from) || (at && to && *at > *to)) return false;
                if (!at || !from || !to) return std::nullopt;
                return true;
              }};
    }
    case 10: {
      const NumberFormula a = looked_up(random_ratio(random, 1));
      const NumberFormula b = random_ratio(random, 1);
      return compared(random, a.text, b.text, a.meaning, b.meaning);
    }
    default: {
      const NumberFormula a = random_ratio(random, 2);
      const NumberFormula b = random_ratio(random, 2);
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
  // Often equal, often one fen or a millionth of a millionth apart.
  const auto money = [&] {
    if (random.below(3) == 0) return 100000000000 - static_cast<int64_t>(random.below(3));
    return static_cast<int64_t>(random.below(21)) * 1000000;
  };
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
      "entity: enterprise\ntables:\n  steps: {{input: ratio, output: ratio, values: {{2020-01-01: ["
      "{{to: 50 %, value: 10 %}}, {{above: 50 %, below: 100 %, value: 33.3333 %}}, "
      "{{from: 100 %, value: 70 %}}]}}}}\n"
      "  by_park: {{input: code, output: ratio, values: {{2020-01-01: [{{codes: [c], value: 30 "
      "%}}, "
      "{{under: [a], value: 10 %}}]}}}}\nconditions:\n  - {{id: main, label: {{zh: 条, en: "
      "main}}, clause: "
      "\"1\", "
      "expr: \"{}\"}}\neligible: main\namount: {{expr: \"{}\", round: down}}\n",
      number, truth, money);
}

/// Yuan to whole fen, down.
boost::multiprecision::cpp_int floor_fen(const Rational& yuan) {
  const Rational fen = yuan * 100;
  const boost::multiprecision::cpp_int whole = numerator(fen) / denominator(fen);
  return Rational(whole) > fen ? boost::multiprecision::cpp_int(whole - 1) : whole;
}

bool overflows(const std::set<Cause>& causes) {
  return std::any_of(causes.begin(), causes.end(),
                     [](const Cause& cause) { return cause.missing == Missing::overflow; });
}

/// eligible('pN') and amount('pN') of an earlier rule.
TruthFormula eligible_of(size_t number, const TruthFormula& truth) {
  return {fmt::format("eligible('p{}')", number), truth.meaning};
}
NumberFormula amount_of(size_t number, const TruthFormula& truth, const NumberFormula& amount) {
  return {fmt::format("amount('p{}')", number), [truth, amount](const Row& row) -> Number {
            const Truth eligible = truth.meaning(row);
            if (!eligible) return std::nullopt;
            if (!*eligible) return Rational(0);
            const Number yuan = amount.meaning(row);
            return yuan ? Number(Rational(floor_fen(*yuan), 100)) : std::nullopt;
          }};
}
/// Every third rule refers to an earlier one, in its condition or its amount.
void refer(Random& random, const std::vector<TruthFormula>& truths,
           const std::vector<NumberFormula>& amounts, TruthFormula& truth, NumberFormula& amount) {
  if (truths.empty() || random.below(3) != 0) return;
  const auto number = static_cast<size_t>(random.below(truths.size()));
  const NumberFormula other = amount_of(number, truths[number], amounts[number]);
  switch (random.below(4)) {
    case 0: {
      const TruthFormula a = truth;
      const TruthFormula b = eligible_of(number, truths[number]);
      truth = {fmt::format("({}) and not {}", a.text, b.text), [a, b](const Row& row) -> Truth {
                 const Truth x = a.meaning(row);
                 const Truth y = b.meaning(row);
                 if (x == false || y == true) return false;
                 if (!x || !y) return std::nullopt;
                 return true;
               }};
      return;
    }
    case 1:
      truth = compared(random, other.text, "10000 CNY", other.meaning,
                       [](const Row&) { return Number(10000); });
      return;
    case 2: amount = higher(amount, other); return;
    default: amount = higher(difference(amount, other), constant("0 CNY", 0));
  }
}

/// More than 100,000 pairs of a rule and a row in all the seeds below.
void compare_all(uint64_t seed, size_t rule_count, size_t row_count) {
  Random random(seed);
  std::vector<SourceFile> files{{"v.yaml", kVocabulary}};
  std::vector<TruthFormula> truths;
  std::vector<NumberFormula> amounts;
  for (size_t i = 0; i < rule_count; ++i) {
    TruthFormula truth = random_truth(random, 3);
    NumberFormula amount = random_money(random, 2);
    refer(random, truths, amounts, truth, amount);
    truths.push_back(std::move(truth));
    amounts.push_back(std::move(amount));
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
  // Rows in tiles of one group and of many.
  std::vector<uint32_t> group_of(row_count);
  for (size_t r = std::min(kTileRows, row_count / 2); r < row_count; ++r)
    group_of[r] = static_cast<uint32_t>(random.below(4));
  BulkResult grouped;
  plan.run(table, 2, KeepPlanes::yes, grouped, {group_of, 4});
  EXPECT_EQ(bulk.totals, grouped.totals);
  std::vector<Wide> sums(rule_count);
  size_t overflowed = 0;
  for (size_t r = 0; r < row_count; ++r) {
    std::vector<RowVerdict> one;
    plan.evaluate_row(table, r, every, one);
    const auto others = policies_through(set, facts[r], as_of, zone);
    for (size_t p = 0; p < rule_count; ++p) {
      const Truth truth = truths[p].meaning(rows[r]);
      const Verdict wanted = !truth   ? Verdict::unknown
                             : *truth ? Verdict::eligible
                                      : Verdict::ineligible;
      GroupTotals& group = grouped.by_group[p][group_of[r]];
      group.eligible -= one[p].verdict == Verdict::eligible ? 1 : 0;
      group.ineligible -= one[p].verdict == Verdict::ineligible ? 1 : 0;
      group.amounts_unknown -= one[p].has_amount && !one[p].amount_known ? 1 : 0;
      group.amount -= one[p].amount;
      const Outcome explained =
          evaluate_rule({*list[p], set.vocabulary, facts[r], as_of, zone, others});
      ASSERT_EQ(bulk.planes[p].verdict(r), explained.verdict) << truths[p].text << " row " << r;
      ASSERT_EQ(one[p].verdict, explained.verdict) << truths[p].text << " row " << r;
      if (explained.verdict == Verdict::unknown && overflows(explained.undecided)) {
        ++overflowed;  // Honest: more digits than 128 bits hold.
      } else {
        ASSERT_EQ(explained.verdict, wanted) << truths[p].text << " row " << r;
      }
      const Number amount = amounts[p].meaning(rows[r]);
      if (!explained.amount_known && overflows(explained.amount_undecided)) {
        ++overflowed;
      } else {
        ASSERT_EQ(explained.amount_known, amount.has_value()) << amounts[p].text << " row " << r;
      }
      if (explained.verdict != Verdict::eligible) {
        if (explained.amount_known) {
          ASSERT_EQ(floor_fen(*amount), explained.amount) << amounts[p].text << " row " << r;
        }
        continue;
      }
      ASSERT_EQ(one[p].amount_known, explained.amount_known) << amounts[p].text << " row " << r;
      if (!explained.amount_known) continue;
      ASSERT_EQ(floor_fen(*amount), explained.amount) << amounts[p].text << " row " << r;
      ASSERT_EQ(one[p].amount, explained.amount) << amounts[p].text << " row " << r;
      sums[p] += explained.amount;
    }
  }
  for (size_t p = 0; p < rule_count; ++p) {
    EXPECT_EQ(Wide{bulk.totals[p].amount}, sums[p]);
    for (const GroupTotals& left : grouped.by_group[p]) EXPECT_EQ(left, GroupTotals{});
  }
  EXPECT_LT(overflowed, rule_count * row_count / 100);
}

TEST(Engine, AgreesWithThePlainEvaluatorA) { compare_all(1, 100, 500); }
TEST(Engine, AgreesWithThePlainEvaluatorB) { compare_all(2, 500, 60); }
TEST(Engine, AgreesWithThePlainEvaluatorC) { compare_all(4, 1000, 60); }
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
