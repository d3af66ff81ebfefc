// The rules of dynamic management against yearly results, without a database.
#include "evaluation/management_rules.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

namespace gaoxin::management {
namespace {

Scheme scheme_of(const std::string& rules) {
  const Result<Scheme> scheme = read_scheme(
      R"({"id":"s","title":{"zh":"办法","en":"scheme"},"issuer":"i","document":"d","from_year":2016,)"
      R"("deductions":[],"rules":[)" +
      rules + "]}");
  EXPECT_TRUE(scheme.ok()) << (scheme.ok() ? "" : scheme.error().text.en);
  return *scheme;
}

std::string rule(const std::string& id, const std::string& trigger, int window, int times,
                 const std::string& more = "") {
  return fmt::format(
      R"({{"id":"{}","text":{{"zh":"规则","en":"rule"}},"trigger":{},"window_years":{},"times":{},)"
      R"("action":"rectify","evidence":"proposed","source":"test"{}}})",
      id, trigger, window, times, more);
}
const std::string kBottomRegion = R"({"kind":"bottom","count":2,"peers":"region"})";
const std::string kBottomAll = R"({"kind":"bottom","count":2,"peers":"all"})";

/// Ten zones a year: 1 to 5 in the east, 6 to 10 in the west; zone z has rank ranks(z).
std::vector<YearResult> year_of(int64_t year, const std::function<int64_t(int64_t)>& ranks,
                                const std::string& method = "m") {
  std::vector<YearResult> out;
  for (int64_t zone = 1; zone <= 10; ++zone) {
    YearResult result;
    result.zone = zone;
    result.year = year;
    result.id = year * 100 + zone;
    result.method = method;
    result.region = zone <= 5 ? "东" : "西";
    result.rank = ranks(zone);
    out.push_back(result);
  }
  return out;
}
std::vector<YearResult> join(std::initializer_list<std::vector<YearResult>> years) {
  std::vector<YearResult> out;
  for (const auto& year : years) out.insert(out.end(), year.begin(), year.end());
  return out;
}
int64_t same(int64_t zone) { return zone; }

const Verdict* of(const std::vector<Verdict>& verdicts, int64_t zone) {
  for (const Verdict& verdict : verdicts)
    if (verdict.zone == zone) return &verdict;
  return nullptr;
}
bool unsafe_by(const Verdict& verdict, const char* reason) {
  return std::find(verdict.unsafe_because.begin(), verdict.unsafe_because.end(), reason) !=
         verdict.unsafe_because.end();
}

TEST(ManagementRules, TwiceInThreeYearsAmongItsRegion) {
  const Scheme scheme = scheme_of(rule("r", kBottomRegion, 3, 2));
  // In the middle year the east's zone 4 is first of all.
  const auto results = join(
      {year_of(2021, same), year_of(2022, [](int64_t z) { return z == 4  ? 1
                                                                 : z < 4 ? z + 1
                                                                         : z; }),
       year_of(2023, same)});
  const std::vector<Verdict> verdicts = evaluate(scheme, results, {}, 2023, 0.8);
  for (const int64_t zone : {4, 5, 9, 10}) {
    ASSERT_NE(of(verdicts, zone), nullptr) << zone;
    EXPECT_TRUE(of(verdicts, zone)->met);
    EXPECT_FALSE(of(verdicts, zone)->safe);  // Nothing is known of the uncertainty.
    EXPECT_TRUE(unsafe_by(*of(verdicts, zone), "probability_unknown"));
  }
  EXPECT_EQ(of(verdicts, 4)->hits[1].hit, false);
  EXPECT_EQ(of(verdicts, 5)->hits[0].peers, 5);
  EXPECT_EQ(of(verdicts, 9)->hits[2].rank, 4);  // Of its region.
  EXPECT_EQ(of(verdicts, 8), nullptr);
  EXPECT_EQ(verdicts.size(), 4u);
  // A year on, the old hits are out of the window; the newest year must itself be a hit.
  EXPECT_TRUE(evaluate(scheme, results, {}, 2024, 0.8).empty());
  EXPECT_EQ(of(evaluate(scheme, results, {}, 2022, 0.8), 4), nullptr);
}

TEST(ManagementRules, TheProbabilityOfAVerdictIsThatOfItsYears) {
  const Scheme scheme = scheme_of(rule("r", kBottomRegion, 3, 2));
  auto results = join({year_of(2021, same), year_of(2022, same), year_of(2023, same)});
  for (YearResult& result : results)
    result.probabilities["bottom:2:region"] = result.zone == 5    ? 0.9
                                              : result.zone == 10 ? 1.0
                                              : result.zone == 8  ? 0.6
                                                                  : 0.0;
  const std::vector<Verdict> verdicts = evaluate(scheme, results, {}, 2023, 0.8);
  EXPECT_NEAR(*of(verdicts, 5)->probability, 0.9 * (1 - 0.1 * 0.1), 1e-12);
  EXPECT_TRUE(of(verdicts, 5)->safe);
  EXPECT_DOUBLE_EQ(*of(verdicts, 10)->probability, 1);
  EXPECT_TRUE(unsafe_by(*of(verdicts, 4), "uncertain"));
  // Not met, but it might as well have been: 0.6 x (1 - 0.16) = 0.504.
  ASSERT_NE(of(verdicts, 8), nullptr);
  EXPECT_FALSE(of(verdicts, 8)->met);
  EXPECT_NEAR(*of(verdicts, 8)->probability, 0.504, 1e-12);
  // A stricter threshold turns a safe verdict into one that is not.
  EXPECT_TRUE(unsafe_by(*of(evaluate(scheme, results, {}, 2023, 0.95), 5), "uncertain"));
}

TEST(ManagementRules, AnIntervalGivesAnApproximation) {
  const Scheme scheme = scheme_of(rule("r", kBottomAll, 1, 1));
  auto results = year_of(2023, same);
  results[9].rank_low5 = 10;
  results[9].rank_high95 = 10;
  results[8].rank_low5 = 7;
  results[8].rank_high95 = 10;
  const std::vector<Verdict> verdicts = evaluate(scheme, results, {}, 2023, 0.8);
  EXPECT_DOUBLE_EQ(*of(verdicts, 10)->probability, 1);
  EXPECT_TRUE(of(verdicts, 10)->safe);
  EXPECT_EQ(of(verdicts, 9)->hits[0].how, "interval");
  // Middle 8.5 and bound 8.5: one half.
  EXPECT_NEAR(*of(verdicts, 9)->probability, 0.5, 1e-12);
  EXPECT_FALSE(of(verdicts, 9)->safe);
}

TEST(ManagementRules, ConsecutiveYearsMustAllHit) {
  const Scheme scheme = scheme_of(rule("r", kBottomAll, 2, 2, R"(,"consecutive":true)"));
  const auto results =
      join({year_of(2022, [](int64_t z) { return z == 10  ? 9
                                                 : z == 9 ? 1
                                                 : z == 1 ? 10
                                                          : z; }),
            year_of(2023, same)});
  const std::vector<Verdict> verdicts = evaluate(scheme, results, {}, 2023, 0.8);
  EXPECT_NE(of(verdicts, 10), nullptr);
  EXPECT_EQ(of(verdicts, 9), nullptr);
  EXPECT_EQ(of(verdicts, 1), nullptr);
}

TEST(ManagementRules, AChangeOfMethodNeedsBothToBeComputed) {
  const Scheme scheme = scheme_of(rule("r", kBottomRegion, 2, 2));
  auto results = join({year_of(2023, same, "2021"), year_of(2024, same, "2024")});
  for (YearResult& result : results) result.probabilities["bottom:2:region"] = 1;
  EXPECT_TRUE(unsafe_by(*of(evaluate(scheme, results, {}, 2024, 0.8), 5), "method_changed"));
  // The old system computed for the new year too, with the same outcome: now it can be said.
  auto beside = year_of(2024, same, "2021");
  for (YearResult& result : beside) result.official = false;
  results.insert(results.end(), beside.begin(), beside.end());
  EXPECT_TRUE(of(evaluate(scheme, results, {}, 2024, 0.8), 5)->safe);
  // It says otherwise of zone 5: the rank came from the method.
  for (YearResult& result : results)
    if (!result.official && result.zone <= 5) result.rank = 6 - result.zone;
  EXPECT_TRUE(unsafe_by(*of(evaluate(scheme, results, {}, 2024, 0.8), 5), "method_changed"));
}

TEST(ManagementRules, DeductionsChangeRanksOnlyWhereScoresAreKnown) {
  const Scheme scheme = scheme_of(rule("r", kBottomAll, 1, 1));
  auto results = year_of(2023, same);
  for (YearResult& result : results) result.score = 100.0 - static_cast<double>(result.rank);
  results[0].deduction = 50;  // The best falls to the last place.
  const std::vector<Verdict> verdicts = evaluate(scheme, results, {}, 2023, 0.8);
  EXPECT_NE(of(verdicts, 1), nullptr);
  EXPECT_EQ(of(verdicts, 9), nullptr);
  results[4].score.reset();
  EXPECT_EQ(of(evaluate(scheme, results, {}, 2023, 0.8), 1), nullptr);
}

TEST(ManagementRules, TooFewPeersAndFailedRectification) {
  const Scheme scheme =
      scheme_of(rule("r", R"({"kind":"bottom","count":5,"peers":"region"})", 1, 1) + "," +
                rule("w", R"({"kind":"failed"})", 3, 1));
  const std::vector<Verdict> verdicts =
      evaluate(scheme, year_of(2023, same), {{7, 2021, 70}, {8, 2020, 80}}, 2023, 0.8);
  ASSERT_EQ(verdicts.size(), 1u);  // "Last five" of five would be everybody.
  EXPECT_EQ(verdicts[0].rule, "w");
  EXPECT_EQ(verdicts[0].case_id, 70);
  EXPECT_TRUE(verdicts[0].safe);
  EXPECT_TRUE(evaluate(scheme, {}, {}, 2023, 0.8).empty());
}

TEST(ManagementRules, ShippedSchemesReadAndWrongOnesNameTheMember) {
  for (const char* id :
       {"national-hitech-zones", "national-economic-zones-2019", "national-economic-zones-2021"}) {
    std::ifstream file(fmt::format("catalogue/management/{}.json", id), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const Result<Scheme> scheme = read_scheme(text);
    ASSERT_TRUE(scheme.ok()) << id << (scheme.ok() ? "" : scheme.error().text.en);
    EXPECT_EQ(scheme->id, id);
  }
  struct Case {
    std::string text;
    const char* says;
  };
  const std::string head =
      R"({"id":"s","title":{"zh":"a","en":"b"},"issuer":"i","document":"d","from_year":2016,)"
      R"("rules":[)";
  const Case cases[] = {
      {"{", "not JSON"},
      {"[]", "must be an object"},
      {R"({"id":"s"})", "title"},
      {head + "]}", "rules"},
      {head + rule("r", R"({"kind":"botom"})", 1, 1) + "]}", "rules[0].trigger.kind"},
      {head + rule("r", R"({"kind":"bottom","count":5,"peers":"east"})", 1, 1) + "]}", "peers"},
      {head + rule("r", kBottomAll, 1, 2) + "]}", "rules[0].times"},
      {head + rule("r", kBottomAll, 3, 2, R"(,"consecutive":true)") + "]}", "consecutive"},
      {head + rule("r", kBottomAll, 1, 1) + "," + rule("r", kBottomAll, 1, 1) + "]}",
       "stands twice"}};
  for (const Case& c : cases) {
    const Result<Scheme> scheme = read_scheme(c.text);
    ASSERT_FALSE(scheme.ok()) << c.text;
    EXPECT_NE(scheme.error().text.en.find(c.says), std::string::npos) << scheme.error().text.en;
  }
}

}  // namespace
}  // namespace gaoxin::management
