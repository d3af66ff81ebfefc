// The rule language: what is refused and where, what values come out, lint, explanations, and the
// catalogue the product ships.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/random.h"
#include "policy/check.h"
#include "policy/explain.h"
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
  land: {type: area, label: {zh: 用地, en: land}}
  park: {type: code, label: {zh: 园区, en: park}, codes: [a, b]}
  received: {type: codes, label: {zh: 已领, en: received}}
  yearly_tax: {type: money, yearly: true, label: {zh: 税, en: tax}}
  loans:
    type: rows
    label: {zh: 贷款, en: loans}
    columns:
      amount: {type: money, label: {zh: 额, en: amount}}
      paid: {type: bool, label: {zh: 还, en: paid}}
)";

std::string rule_with(const std::string& condition, const std::string& amount = "1 CNY",
                      const std::string& more = "") {
  return fmt::format(
      "policy: p\ntitle: {{zh: 题, en: title}}\nclass: finance\nkind: subsidy\n"
      "effective: {{from: 2024-01-01}}\nsource: {{document: test, clause: \"1\"}}\n"
      "entity: enterprise\n{}conditions:\n"
      "  - {{id: main, label: {{zh: 条, en: main}}, clause: \"1\", expr: \"{}\"}}\n"
      "eligible: main\namount: {{expr: \"{}\", round: down}}\n",
      more, condition, amount);
}

CheckReport check(const std::string& source) {
  return check_files({{"v.yaml", kVocabulary}, {"p.yaml", source}});
}

std::vector<std::string> error_keys(const CheckReport& report) {
  std::vector<std::string> keys;
  for (const Issue& issue : report.issues)
    if (issue.severity == Severity::error) keys.push_back(issue.key);
  return keys;
}
std::vector<std::string> warning_keys(const CheckReport& report) {
  std::vector<std::string> keys;
  for (const Issue& issue : report.issues)
    if (issue.severity == Severity::warning && !issue.key.starts_with("policy.lint.test"))
      keys.push_back(issue.key);
  return keys;
}

TEST(RuleLanguage, SaysWhatIsWrongAndWhere) {
  struct Case {
    const char* expression;
    const char* key;
    int column;  // within the file's line; the expression begins at column 62
  };
  const Case cases[] = {
      {"sales >= 500000", "policy.unit.mismatch", 62},
      {"sale >= 500000 CNY", "policy.name.unknown", 62},
      {"flag and sales", "policy.unit.mismatch", 71},
      {"park = 'c'", "policy.code.unknown", 69},
      {"park > 'a'", "policy.unit.order", 62},
      {"sales >= ", "policy.expression.incomplete", 71},
      {"sales >= (1 CNY", "policy.expression.incomplete", 77},
      {"sales ?= 1 CNY", "policy.expression.trailing", 68},
      {"park = 'a", "policy.expression.character", 69},
      {"founded >= 2024-02-30", "policy.expression.date", 73},
      {"sales >= 99999999999999999999 CNY", "policy.expression.number", 71},
      {"sales / 0 >= 1 CNY", "policy.expression.zero_divisor", 70},
      {"yearly_tax >= 1 CNY", "policy.name.yearly", 62},
      {"founded + 3 >= founded", "policy.unit.mismatch", 62},
      {"nonsense(sales)", "policy.function.unknown", 62},
      {"months_between(founded) >= 1 month", "policy.function.arguments", 62},
      {"at_least(3, flag, flag)", "policy.function.at_least", 71},
      {"main", "policy.rule.recursion", 62},
      {"policy.to >= founded", "policy.name.no_end", 62},
      {"sum(loans, sum(loans, amount)) > 1 CNY", "policy.rows.nested", 73},
      {"flag flag", "policy.expression.trailing", 67},
      {"min(sales) > 1 CNY", "policy.function.arguments", 62},
      {"eligible('p')", "policy.reference.recursion", 62},
      {"eligible('q')", "policy.reference.unknown", 62},
      {"amount('p') > 1 CNY", "policy.reference.recursion", 62},
      {"amount('q') > 1 CNY", "policy.reference.unknown", 62},
      {"amount('q') > 1", "policy.unit.mismatch", 62},
      {"amount('q')", "policy.unit.mismatch", 62},
      {"amount(q) > 1 CNY", "policy.function.code", 69},
      {"sales >= 1.5.2 CNY", "policy.expression.number", 71},
      {"staff >= 1.5", "policy.unit.mismatch", 62},
  };
  for (const Case& c : cases) {
    const CheckReport report = check(rule_with(c.expression));
    const std::vector<std::string> keys = error_keys(report);
    ASSERT_FALSE(keys.empty()) << c.expression;
    EXPECT_EQ(keys[0], c.key) << c.expression;
    for (const Issue& issue : report.issues) {
      if (issue.severity != Severity::error) continue;
      EXPECT_EQ(issue.at.line, 9) << c.expression;
      EXPECT_EQ(issue.at.column, c.column) << c.expression;
      EXPECT_EQ(issue.file, "p.yaml");
      EXPECT_FALSE(issue.text.zh.empty());
      EXPECT_FALSE(issue.text.en.empty());
      break;
    }
  }
}

TEST(RuleLanguage, RefusesHostileYaml) {
  const std::string deep(60, '[');
  const std::string many = "a: [" + [] {
    std::string out;
    for (int i = 0; i < 60000; ++i) out += "1,";
    return out;
  }() + "1]";
  const std::pair<std::string, const char*> cases[] = {
      {"a: &x 1\nb: *x\n", "policy.yaml.anchor"},
      {"a: !!int 1\n", "policy.yaml.tag"},
      {"a: 1\na: 2\n", "policy.yaml.duplicate_key"},
      {"a: " + deep + std::string(60, ']'), "policy.yaml.depth"},
      {"? [a]\n: 1\n", "policy.yaml.key"},
      {"a: 1\n---\nb: 2\n", "policy.yaml.documents"},
      {std::string(600 * 1024, 'a'), "policy.yaml.size"},
      {"a: \xFF\xFE\n", "policy.yaml.encoding"},
      {std::string("a: \0b\n", 6), "policy.yaml.control"},
      {"a: [1, 2\n", "policy.yaml.syntax"},
      {"", "policy.yaml.empty"},
      {many, "policy.yaml.values"},
      {"just words", "policy.file.shape"},
      {rule_with("flag", "1 CNY", "bogus: 1\n"), "policy.file.key"},
  };
  for (const auto& [source, key] : cases) {
    const std::vector<std::string> keys = error_keys(check(source));
    ASSERT_FALSE(keys.empty()) << source.substr(0, 40);
    EXPECT_EQ(keys[0], key) << source.substr(0, 40);
  }
  const std::string nested = std::string(2000, '(') + "flag" + std::string(2000, ')');
  EXPECT_EQ(error_keys(check(rule_with(nested)))[0], "policy.expression.size");
  const std::string levels = std::string(60, '(') + "flag" + std::string(60, ')');
  EXPECT_EQ(error_keys(check(rule_with(levels)))[0], "policy.expression.depth");
}

TEST(RuleLanguage, NoBytesBreakTheReader) {
  Random random(11);
  const std::string good = rule_with("sales >= 1 CNY and park in ('a', 'b')");
  for (int i = 0; i < 2000; ++i) {
    std::string broken = good;
    for (uint64_t n = random.below(4) + 1; n > 0; --n) {
      const size_t at = random.below(broken.size());
      if (random.below(2) == 0)
        broken.erase(at, random.below(8) + 1);
      else
        broken.insert(at, 1, static_cast<char>(random.below(95) + 32));
    }
    (void)check(broken);
  }
}

/// The value of an expression of money for facts given as a test writes them.
TestResult amount_test(const std::string& amount, const std::string& given,
                       const std::string& expected, const std::string& more = "") {
  const std::string source =
      rule_with("true", amount, more) +
      fmt::format("tests:\n  - {{as_of: 2025-06-30, given: {{{}}}, expect: {{amount: {}}}}}\n",
                  given, expected);
  const CheckReport report = check(source);
  EXPECT_TRUE(error_keys(report).empty()) << amount << " " << format_issue(report.issues[0], "en");
  return report.tests.empty() ? TestResult{} : report.tests[0];
}

TEST(RuleLanguage, ComputesAmountsExactlyAndAsIntervals) {
  const std::string table =
      "tables:\n  band: {input: money, output: ratio, otherwise: 0 %, values: {2024-01-01: [{from: "
      "1000万元, to: 2000万元, value: 70 %}, {above: 2000万元, to: 5000万元, value: 80 %}, "
      "{above: 5000万元, value: 90 %}]}}\n";
  struct Case {
    const char* amount;
    const char* given;
    const char* expected;
    const std::string* more = nullptr;
  };
  const Case cases[] = {
      {"30 % of sales", "sales: 100 CNY", "30 CNY"},
      {"min(30 % of sales, 500 CNY)", "", "{from: 0 CNY, to: 500 CNY}"},
      {"min(30 % of profit, 500 CNY)", "", "{to: 500 CNY}"},
      {"sales + 10 CNY", "", "{from: 10 CNY}"},
      {"1/3 * sales", "sales: 100 CNY", "33.33 CNY"},
      {"sales * 9", "sales: 9000000000000000 CNY", "81000000000000000 CNY"},
      {"sales * 11", "sales: 9000000000000000 CNY", "unknown"},
      {"sales / staff", "sales: 100 CNY, staff: 3", "33.33 CNY"},
      {"sales / staff", "sales: 100 CNY, staff: 0", "unknown"},
      {"sales / 3 * 3", "sales: 100 CNY", "100 CNY"},
      {"sales / staff * staff", "sales: 0.01 CNY, staff: 7", "0.01 CNY"},
      {"round_down(sales, 10000 CNY)", "sales: 12999.99 CNY", "10000 CNY"},
      {"round_up(sales, 10000 CNY)", "sales: 10000.01 CNY", "20000 CNY"},
      {"round(sales, 100 CNY)", "sales: 150 CNY", "200 CNY"},
      {"if flag then 5 CNY else 9 CNY", "flag: true", "5 CNY"},
      {"if flag then 5 CNY else 9 CNY", "", "{from: 5 CNY, to: 9 CNY}"},
      {"lookup(band, sales) of sales", "sales: 20000000 CNY", "14000000 CNY", &table},
      {"lookup(band, sales) of sales", "sales: 20000000.01 CNY", "16000000 CNY", &table},
      {"lookup(band, sales) of sales", "sales: 9999999.99 CNY", "0 CNY", &table},
      {"lookup(band, sales) * 100 CNY", "", "{from: 0 CNY, to: 90 CNY}", &table},
      {"progressive(band, sales)", "sales: 30000000 CNY", "15000000 CNY", &table},
      {"100 CNY * (land / 1 mu)", "land: 500 mu", "50000 CNY"},
      {"1 CNY * (land / 1 m2)", "land: 1 mu", "666.66 CNY"},
      {"1 CNY * years_between(founded, as_of)", "founded: 2020-07-01", "4 CNY"},
      {"1 CNY * days_between(founded, as_of)", "founded: 2025-06-01", "29 CNY"},
      {"1 CNY * year(founded + 24 months)", "founded: 2022-03-15", "2024 CNY"},
      {"sum(loans, amount)", "loans: [{amount: 3 CNY}, {amount: 4 CNY}]", "7 CNY"},
      {"sum(loans where not paid, amount)",
       "loans: [{amount: 3 CNY, paid: true}, {amount: 4 CNY, paid: false}]", "4 CNY"},
      {"sum(loans, amount)", "loans: {complete: false, rows: [{amount: 3 CNY}]}", "{from: 3 CNY}"},
      {"sum(loans where paid, amount)", "loans: [{amount: 3 CNY}, {amount: 4 CNY, paid: true}]",
       "{from: 4 CNY, to: 7 CNY}"},
      {"1 CNY * count(loans)", "loans: []", "0 CNY"},
      {"largest(loans, amount)", "loans: [{amount: 3 CNY}, {amount: 4 CNY}]", "4 CNY"},
      {"in_year(yearly_tax, 2024)", "yearly_tax: {2024: 8 CNY}", "8 CNY"},
      {"in_year(yearly_tax, 2025)", "yearly_tax: {2024: 8 CNY}", "unknown"},
  };
  for (const Case& c : cases) {
    const TestResult result =
        amount_test(c.amount, c.given, c.expected, c.more == nullptr ? "" : *c.more);
    EXPECT_TRUE(result.passed) << c.amount << " with " << c.given << ": " << result.text.en;
  }
}

TEST(RuleLanguage, ThreeValuedLogic) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"flag and sales > 1 CNY", "flag: false", "ineligible"},
      {"flag or sales > 1 CNY", "flag: true", "eligible"},
      {"flag and sales > 1 CNY", "flag: true", "unknown"},
      {"sales >= 5 CNY or sales < 5 CNY", "", "unknown"},
      {"not flag", "", "unknown"},
      {"park = 'a'", "", "unknown"},
      {"park in ('a', 'b')", "", "unknown"},
      {"known(sales)", "", "ineligible"},
      {"not known(sales) or sales > 5 CNY", "", "eligible"},
      {"at_least(2, flag, staff > 1, sales > 1 CNY)", "flag: true, staff: 2", "eligible"},
      {"at_least(2, flag, staff > 1, sales > 1 CNY)", "flag: true, staff: 0", "unknown"},
      {"at_least(2, flag, staff > 1, sales > 1 CNY)", "flag: false, staff: 0", "ineligible"},
      {"any(loans where amount > 5 CNY)", "loans: {complete: false, rows: [{amount: 9 CNY}]}",
       "eligible"},
      {"any(loans where amount > 5 CNY)", "loans: {complete: false, rows: [{amount: 1 CNY}]}",
       "unknown"},
      {"all(loans, paid)", "loans: {complete: false, rows: [{paid: false}]}", "ineligible"},
      {"all(loans, paid)", "loans: [{paid: true}]", "eligible"},
      {"received('x')", "received: []", "ineligible"},
      {"received('x')", "", "unknown"},
      {"sales between 1 CNY and 2 CNY", "sales: 2 CNY", "eligible"},
      {"sales / profit >= 3 %", "sales: 3 CNY, profit: 100 CNY", "eligible"},
      {"sales / profit >= 3 %", "sales: 2.99 CNY, profit: 100 CNY", "ineligible"},
      {"sales / profit > 3 %", "sales: 30000000000.01 CNY, profit: 1000000000000 CNY", "eligible"},
      {"if flag then staff > 1 else staff > 5", "flag: false, staff: 5", "ineligible"},
      {"park under ('a')", "park: a", "eligible"},
      {"flag and flag", "flag: {missing: withheld}", "unknown"},
  };
  for (const auto& [expression, given, verdict] : cases) {
    const std::string source =
        rule_with(expression) +
        fmt::format("tests:\n  - {{as_of: 2025-06-30, given: {{{}}}, expect: {{verdict: {}}}}}\n",
                    given, verdict);
    const CheckReport report = check(source);
    ASSERT_EQ(report.tests.size(), 1u) << expression << format_issue(report.issues.at(0), "en");
    EXPECT_TRUE(report.tests[0].passed) << expression << ": " << report.tests[0].text.en;
  }
}

TEST(RuleLanguage, NoComparisonIsRounded) {
  // One fen and a thousand million yuan: a difference in the eleventh digit.
  const std::string below = "sales: 999999999.99 CNY, profit: 1000000000 CNY";
  const std::string same = "sales: 1000000000 CNY, profit: 1000000000 CNY";
  const char* at_least_all[] = {
      "sales / profit >= 100 %",
      "(sales / profit + sales / sales) / 2 >= 100 %",
      "sales / profit = 100 %",
      "not (sales / profit != 100 %)",
      "sales / profit between 100 % and 200 %",
      "min(sales / profit, 200 %) >= 100 %",
      "sales / profit * 100 % >= 100 %",
      "whole >= 100 %",
      "whole * whole >= 100 %",
      "lookup(steps, sales / profit) = 20 %",
      "(if flag then sales / profit else 0 %) >= 100 %",
      "sales / profit >= profit / sales",
      "10 % of sales / 3 >= 10 % of profit / 3",
  };
  const std::string more =
      "tables:\n  steps: {input: ratio, output: ratio, otherwise: 0 %, values: {2024-01-01: "
      "[{from: "
      "0 %, below: 100 %, value: 10 %}, {from: 100 %, value: 20 %}]}}\n"
      "let: {whole: sales / profit}\n";
  for (const char* expression : at_least_all) {
    const CheckReport report =
        check(rule_with(expression, "1 CNY", more) +
              fmt::format("tests:\n  - {{as_of: 2025-06-30, given: {{flag: true, {}}}, expect: "
                          "{{verdict: ineligible}}}}\n  - {{as_of: 2025-06-30, given: {{flag: "
                          "true, {}}}, expect: {{verdict: eligible}}}}\n",
                          below, same));
    ASSERT_EQ(report.tests.size(), 2u) << expression << format_issue(report.issues.at(0), "en");
    for (const TestResult& test : report.tests)
      EXPECT_TRUE(test.passed) << expression << ": " << test.text.en;
  }
}

TEST(RuleLanguage, AFailingTestIsReported) {
  const CheckReport report =
      check(rule_with("flag") +
            "tests:\n  - {name: wrong, as_of: 2025-06-30, given: {flag: false}, "
            "expect: {verdict: eligible, because: [other]}}\n");
  ASSERT_EQ(report.tests.size(), 1u);
  EXPECT_FALSE(report.passed());
  EXPECT_NE(report.tests[0].text.en.find("expected eligible, got ineligible"), std::string::npos);
  EXPECT_NE(report.tests[0].text.zh.find("because"), std::string::npos);
}

TEST(RuleLanguage, Lint) {
  const auto keys = [](const std::string& expression, const std::string& more = "") {
    return warning_keys(check(rule_with(expression, "1 CNY", more)));
  };
  using Keys = std::vector<std::string>;
  EXPECT_EQ(keys("sales >= 5 CNY or sales < 5 CNY"), Keys{"policy.lint.tautology"});
  EXPECT_EQ(keys("sales >= 5 CNY and sales < 5 CNY"), Keys{"policy.lint.contradiction"});
  EXPECT_EQ(keys("flag or not flag"), Keys{"policy.lint.tautology"});
  EXPECT_EQ(keys("flag and flag"), Keys{"policy.lint.repeated"});
  EXPECT_EQ(keys("sales >= 5 CNY and sales >= 7 CNY"), Keys{"policy.lint.implied"});
  EXPECT_EQ(keys("sales >= 0 CNY"), Keys{"policy.lint.tautology"});
  EXPECT_EQ(keys("flag", "params:\n  x: {type: money, values: {2024-01-01: 1 CNY}}\n"),
            Keys{"policy.lint.unused"});
  EXPECT_TRUE(keys("sales >= 5 CNY and sales < 9 CNY").empty());
  const auto tiers = [&](const std::string& rows) {
    const CheckReport report = check(rule_with(
        "flag", "lookup(t, sales)",
        "tables:\n  t: {input: money, output: money, values: {2024-01-01: [" + rows + "]}}\n"));
    Keys out = warning_keys(report);
    for (const std::string& key : error_keys(report)) out.push_back(key);
    return out;
  };
  EXPECT_TRUE(
      tiers("{from: 0 CNY, below: 5 CNY, value: 1 CNY}, {from: 5 CNY, value: 2 CNY}").empty());
  EXPECT_EQ(tiers("{from: 0 CNY, to: 5 CNY, value: 1 CNY}, {from: 5 CNY, value: 2 CNY}"),
            Keys{"policy.table.overlap"});
  EXPECT_EQ(tiers("{from: 0 CNY, below: 5 CNY, value: 1 CNY}, {above: 5 CNY, value: 2 CNY}"),
            Keys{"policy.table.gap"});
  EXPECT_EQ(tiers("{from: 0 CNY, below: 5 CNY, value: 1 CNY}"), Keys{"policy.table.gap"});
}

TEST(RuleLanguage, DatedParametersAndTheZone) {
  const std::string params =
      "params:\n  grant: {type: money, values: {2024-01-01: 5 CNY, 2025-01-01: 7 CNY}}\n"
      "  rate: {type: ratio, set_by: zone, minimum: 5 %, maximum: 20 %}\n";
  const auto test = [&](const std::string& as_of, const std::string& set,
                        const std::string& amount) {
    return "tests:\n  - {as_of: " + as_of + ", given: {sales: 100 CNY}" + set +
           ", expect: {amount: " + amount + "}}\n";
  };
  for (const std::string& tests :
       {test("2024-12-31", ", params: {rate: 10 %}", "15 CNY"),
        test("2025-01-01", ", params: {rate: 10 %}", "17 CNY"),
        test("2025-01-01", "", "{from: 12 CNY, to: 27 CNY}"),
        test("2023-12-31", ", params: {rate: 10 %}", "{from: 10 CNY}")}) {
    const CheckReport report = check(rule_with("flag", "grant + (rate of sales)", params) + tests);
    ASSERT_EQ(report.tests.size(), 1u);
    EXPECT_TRUE(report.tests[0].passed) << report.tests[0].text.en;
  }
}

/// Two policies: what q gives depends on what p gives.
CheckReport check_two(const std::string& p, std::string q) {
  q.replace(0, std::string("policy: p").size(), "policy: q");
  return check_files({{"v.yaml", kVocabulary}, {"p.yaml", p}, {"q.yaml", q}});
}

TEST(RuleLanguage, TheAmountOfAnotherPolicy) {
  const std::string params =
      "params: {grant: {type: money, label: {zh: 额, en: grant}, values: {2024-01-01: 10 CNY}}}\n";
  const std::string p = rule_with("flag", "min(grant, 10 % of sales)", params);
  const std::string q =
      rule_with("amount('p') < 10 CNY", "max(8 CNY - amount('p'), 0 CNY)", params);
  struct Case {
    const char* given;
    const char* expect;
  };
  const Case cases[] = {
      {"flag: true, sales: 30 CNY", "verdict: eligible, amount: 5 CNY"},
      {"flag: true, sales: 90 CNY", "verdict: eligible, amount: 0 CNY"},
      {"flag: true, sales: 100 CNY", "verdict: ineligible, because: [main]"},
      // Ineligible: nothing is given, and nothing else is asked.
      {"flag: false", "verdict: eligible, amount: 8 CNY"},
      // The amount is open: 0 to 10 yuan.
      {"flag: true", "verdict: unknown, missing: [sales], amount: {from: 0 CNY, to: 8 CNY}"},
      // The verdict is open: 0 or 9 yuan.
      {"sales: 90 CNY", "verdict: unknown, missing: [flag], amount: {from: 0 CNY, to: 8 CNY}"},
      {"sales: 30 CNY", "verdict: unknown, missing: [flag], amount: {from: 5 CNY, to: 8 CNY}"},
      {"{}", "verdict: unknown, missing: [flag, sales], amount: {from: 0 CNY, to: 8 CNY}"},
  };
  for (const Case& c : cases) {
    const std::string given = c.given == std::string("{}") ? "" : c.given;
    const CheckReport report =
        check_two(p, q + fmt::format("tests:\n  - {{as_of: 2025-01-01, given: {{{}}}, expect: "
                                     "{{{}}}}}\n",
                                     given, c.expect));
    EXPECT_EQ(error_keys(report), std::vector<std::string>{});
    ASSERT_EQ(report.tests.size(), 1u) << c.given;
    EXPECT_TRUE(report.tests[0].passed) << c.given << ": " << report.tests[0].text.en;
  }
  EXPECT_EQ(to_source(check_two(p, q).rules.rules[1].conditions[0].expr), "amount('p') < 10 CNY");

  // Through each other, and of a policy without an amount.
  const std::string circle = rule_with("amount('q') < 10 CNY", "grant", params);
  EXPECT_EQ(error_keys(check_two(circle, q)),
            (std::vector<std::string>{"policy.reference.recursion", "policy.reference.recursion"}));
  std::string none = p;
  none.erase(none.find("amount: {"));
  EXPECT_EQ(error_keys(check_two(none, q)),
            (std::vector<std::string>{"policy.reference.no_amount", "policy.reference.no_amount"}));
  // Not in force: it gives nothing.
  const std::string before =
      "tests:\n  - {as_of: 2023-01-01, given: {flag: true}, expect: {amount: 8 CNY}}\n";
  const CheckReport early = check_two(p, q + before);
  EXPECT_TRUE(early.tests[0].passed) << early.tests[0].text.en;
}

TEST(RuleLanguage, ATableByCode) {
  const auto with = [](const std::string& rows, const std::string& more = "") {
    return rule_with("flag", "lookup(by_park, park)",
                     "params:\n  rate: {type: money, label: {zh: 额, en: rate}, set_by: zone}\n"
                     "tables:\n  by_park: {input: code, output: money, " +
                         more + "values: {2024-01-01: [" + rows + "]}}\n");
  };
  const std::string rows = "{codes: [a], value: 3 CNY}, {codes: [b], value: rate}";
  const auto test = [](const std::string& given, const std::string& amount) {
    return "tests:\n  - {as_of: 2025-01-01, given: {flag: true" + given +
           "}, params: {rate: 7 CNY}, expect: {amount: " + amount + "}}\n";
  };
  for (const std::string& source :
       {with(rows) + test(", park: a", "3 CNY"), with(rows) + test(", park: b", "7 CNY"),
        with(rows) + test("", "{from: 3 CNY, to: 7 CNY}"),
        with("{codes: [a], value: rate}") + test(", park: b", "unknown"),
        with("{codes: [a], value: rate}", "otherwise: 1 CNY, ") + test(", park: b", "1 CNY"),
        with("{under: [a, b], value: rate}") + test(", park: b", "7 CNY")}) {
    const CheckReport report = check(source);
    EXPECT_EQ(error_keys(report), std::vector<std::string>{});
    ASSERT_EQ(report.tests.size(), 1u);
    EXPECT_TRUE(report.tests[0].passed) << report.tests[0].text.en;
  }
  const std::pair<std::string, const char*> wrong[] = {
      {with("{codes: [c], value: 3 CNY}"), "policy.code.unknown"},
      {with("{codes: [], value: 3 CNY}"), "policy.table.codes"},
      {with("{value: 3 CNY}"), "policy.table.codes"},
      {with("{codes: [a], under: [b], value: 3 CNY}"), "policy.table.codes"},
      {with("{from: 1, value: 3 CNY}"), "policy.table.codes"},
      {with("{codes: [a, b], value: 3 CNY}, {codes: [b], value: 1 CNY}"), "policy.table.overlap"},
      {with("{codes: [a], value: 3 CNY}, {under: [''], value: 1 CNY}"), "policy.table.overlap"},
      {rule_with("lookup(t, sales) > 1 CNY", "1 CNY",
                 "tables:\n  t: {input: code, output: money, values: {2024-01-01: [{codes: [a], "
                 "value: 1 CNY}]}}\n"),
       "policy.unit.mismatch"},
  };
  for (const auto& [source, key] : wrong) {
    const std::vector<std::string> keys = error_keys(check(source));
    ASSERT_FALSE(keys.empty()) << source;
    EXPECT_EQ(keys[0], key) << source;
  }
}

TEST(RuleLanguage, AReferenceInsideRecordsIsTheSameInBulk) {
  const std::string p = rule_with("flag", "10 % of sales");
  const std::string q =
      rule_with("sum(loans where eligible('p'), amount) >= amount('p')", "amount('p')");
  const CheckReport report = check_two(p, q);
  ASSERT_EQ(error_keys(report), std::vector<std::string>{});
  const RuleSet& set = report.rules;
  const Rule& rule = set.rules[1];
  const Date as_of = make_date(2025, 1, 1);
  const ParameterValues zone;
  const Plan plan({&rule, &set.rules[0]}, set.vocabulary, as_of, zone, 1);
  EXPECT_EQ(plan.policies(), 1u);
  EXPECT_EQ(plan.dependents("flag"), std::vector<uint32_t>{0});
  EXPECT_EQ(plan.dependents("sales"), std::vector<uint32_t>{0});
  ColumnTable table(set.vocabulary, 1);
  for (const int64_t flag : {-1, 0, 1}) {
    for (const int64_t loan : {50, 150}) {
      Facts facts;
      Facts loan_row;
      loan_row["amount"] = {.known = true, .number = loan};
      facts["sales"] = {.known = true, .number = 1000};
      facts["loans"] = {.known = true};
      facts["loans"].rows = std::make_shared<const Rows>(Rows{true, {loan_row}});
      if (flag >= 0) facts["flag"] = {.known = true, .number = flag};
      table.set(0, "flag", {});
      for (const auto& [name, datum] : facts) table.set(0, name, datum);
      const Outcome explained = evaluate_rule(
          {rule, set.vocabulary, facts, as_of, zone, policies_through(set, facts, as_of, zone)});
      std::vector<RowVerdict> row;
      plan.evaluate_row(table, 0, {0}, row);
      EXPECT_EQ(row[0].verdict, explained.verdict) << flag << " " << loan;
      BulkResult bulk;
      plan.run(table, 1, KeepPlanes::yes, bulk);
      EXPECT_EQ(bulk.planes[0].verdict(0), explained.verdict);
      const Verdict wanted = flag < 0                  ? Verdict::unknown
                             : flag == 1 && loan < 100 ? Verdict::ineligible
                                                       : Verdict::eligible;
      EXPECT_EQ(explained.verdict, wanted) << flag << " " << loan;
    }
  }
}

TEST(Explain, TreeDecidingSetRemainderAndQuestions) {
  const CheckReport report = check(
      "policy: p\ntitle: {zh: 题, en: title}\nclass: finance\nkind: subsidy\n"
      "effective: {from: 2024-01-01}\nsource: {document: test, clause: \"1\"}\n"
      "entity: enterprise\nconditions:\n"
      "  - {id: big, label: {zh: 大, en: big}, clause: \"1\", expr: \"sales >= 5 CNY and staff >= "
      "3\"}\n"
      "  - {id: old, label: {zh: 老, en: old}, clause: \"2\", expr: \"founded <= 2020-01-01\"}\n"
      "  - {id: good, label: {zh: 好, en: good}, clause: \"3\", expr: flag}\n"
      "eligible: all(any(big, old), good)\n");
  ASSERT_EQ(report.rules.rules.size(), 1u);
  const Rule& rule = report.rules.rules[0];
  ASSERT_TRUE(rule.valid);
  Facts facts;
  facts["sales"] = {.known = true, .number = 900};
  const ParameterValues zone;
  const Situation open{rule, report.rules.vocabulary, facts, make_date(2025, 1, 1), zone, {}};
  EXPECT_EQ(remaining(open), "(staff >= 3 or founded <= 2020-01-01) and flag");
  EXPECT_EQ(asked_fields(evaluate_rule(open).undecided),
            (std::set<std::string>{"staff", "founded", "flag"}));
  Facts more = facts;
  more["flag"] = {.known = true, .number = 0};
  const Situation closed{rule, report.rules.vocabulary, more, make_date(2025, 1, 1), zone, {}};
  EXPECT_EQ(failing_conditions(closed), std::set<std::string>{"good"});
  EXPECT_EQ(deciding_conditions(closed), std::set<std::string>{"good"});
  EXPECT_FALSE(remaining(closed).has_value());
  more["flag"].number = 1;
  more["founded"] = {.known = true, .number = 0};
  more["staff"] = {.known = true, .number = 3};
  const Situation met{rule, report.rules.vocabulary, more, make_date(2025, 1, 1), zone, {}};
  EXPECT_EQ(deciding_conditions(met).size(), 2u) << "one of big and old is enough";
  const std::vector<ExplainedNode> nodes = explain(met);
  ASSERT_EQ(nodes.size(), 5u);
  EXPECT_EQ(nodes[0].condition, "big");
  EXPECT_EQ(nodes[1].expression, "sales >= 5 CNY");
  EXPECT_EQ(nodes[1].fields, std::vector<std::string>{"sales"});
  const std::vector<RankedQuestion> ranked =
      rank_questions({{"p", {"a", "b"}, 1000}, {"q", {"b"}, 300}, {"r", {"c"}, 700}});
  ASSERT_EQ(ranked.size(), 3u);
  EXPECT_EQ(ranked[0].field, "b");
  EXPECT_EQ(ranked[0].at_stake, 800);
  EXPECT_EQ(ranked[0].settles, 1);
  EXPECT_EQ(ranked[1].field, "c");
}

CheckReport check_folder(const std::string& folder) {
  std::vector<SourceFile> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    files.push_back({entry.path().filename().string(), text.str()});
  }
  return check_files(files);
}

void expect_clean(const CheckReport& report) {
  for (const Issue& issue : report.issues) ADD_FAILURE() << format_issue(issue, "en");
  for (const TestResult& test : report.tests)
    EXPECT_TRUE(test.passed) << test.file << ":" << test.at.line << " " << test.text.en;
}

TEST(Catalogue, EveryPolicyIsCleanAndItsTestsPass) {
  const CheckReport report = check_folder("catalogue/policies");
  expect_clean(report);
  EXPECT_GE(report.rules.rules.size(), 40u);
  std::map<std::string, int> classes;
  for (const Rule& rule : report.rules.rules) {
    ++classes[rule.policy_class];
    EXPECT_FALSE(rule.text.zh.empty()) << rule.id;
    EXPECT_FALSE(rule.clause.empty()) << rule.id;
    EXPECT_GE(rule.tests.size(), 4u) << rule.id;
  }
  EXPECT_EQ(classes.size(), 4u);
}

TEST(Catalogue, TextsItWasNotWrittenFor) {
  const CheckReport report = check_folder("src/policy/testdata");
  expect_clean(report);
  EXPECT_GE(report.rules.rules.size(), 15u);
}

}  // namespace
}  // namespace gaoxin::policy
