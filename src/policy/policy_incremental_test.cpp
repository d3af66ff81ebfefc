// Columns that move forward row by row show what a full load shows, and never go back.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "api/json.h"
#include "base/random.h"
#include "policy/policy_current.h"
#include "registry/registry.h"
#include "storage/test_database.h"

namespace gaoxin {
namespace {

constexpr std::array<const char*, 4> kPolicies{"growth", "lean", "park-only", "after-growth"};

std::string policy_source(const std::string& id, const std::string& from, const char* condition) {
  return fmt::format(
      "policy: {}\ntitle: {{zh: 题, en: title}}\nclass: finance\nkind: subsidy\n"
      "effective: {{from: {}}}\nsource: {{document: d, clause: \"1\"}}\nentity: enterprise\n"
      "params:\n  grant: {{type: money, label: {{zh: 额, en: grant}}, set_by: "
      "zone, values: {{2020-01-01: 100 CNY}}}}\nconditions:\n  - {{id: main, label: {{zh: 条, en: "
      "main}}, "
      "clause: \"1\", expr: \"{}\"}}\neligible: main\namount: {{expr: \"min(grant, 10 % of "
      "revenue)\", round: down}}\n"
      "tests:\n  - {{as_of: 2026-01-01, given: {{}}, expect: {{verdict: unknown}}}}\n",
      id, from, condition);
}

/// Some text around the first place where two answers differ.
std::string first_difference(const std::string& a, const std::string& b) {
  const auto [at, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (at == a.end() && other == b.end()) return "";
  const auto from = static_cast<size_t>(std::max<std::ptrdiff_t>(0, at - a.begin() - 300));
  return a.substr(from, 400) + "\nbut\n" + b.substr(from, 400);
}

class IncrementalTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database().write([&](Transaction& db) {
      const int64_t root = ensure_root_zone(db).id;
      EXPECT_TRUE(load_shipped_codes(db, "catalogue").ok());
      EXPECT_TRUE(load_shipped_policies(db, "catalogue").ok());
      zone_ = create(db, root, ZoneLevel::zone, "W");
      for (int i = 0; i < 3; ++i)
        parks_.push_back(create(db, zone_, ZoneLevel::park, fmt::format("P{}", i)));
      return true;
    });
    author_ = user(7);
    second_ = user(8);
    publish(policy_source(kPolicies[0], "2025-01-01", "revenue >= 1000 CNY"));
    publish(policy_source(kPolicies[1], "2025-01-01", "rd_expense / revenue >= 10 %"));
    publish(policy_source(kPolicies[2], "2025-01-01",
                          "park_kind = 'characteristic' and not received('growth')"));
    publish(
        policy_source(kPolicies[3], "2025-01-01", "eligible('growth') and rd_expense >= 0 CNY"));
    for (int i = 0; i < 8; ++i) create_one();
  }

  static int64_t create(Transaction& db, int64_t parent, ZoneLevel level, const std::string& code) {
    return create_zone(db, load_zone_tree(db), {parent, level, code, {code, code}, {}}).value().id;
  }
  Actor user(int64_t id) {
    Actor actor;
    actor.user_id = id;
    actor.display_name = "u";
    actor.grants = {{"zone_admin", zone_}};
    return actor;
  }
  template <typename Out, typename In>
  Result<Out> in_transaction(Transaction& db, Result<Out> (*use_case)(Call&, const In&),
                             const In& in, const Actor* actor = nullptr) {
    const ZoneTree zones = load_zone_tree(db);
    const Actor system = system_actor();
    Call call{db, database(), actor == nullptr ? system : *actor, zones, now_, "test", {}};
    return use_case(call, in);
  }
  template <typename Out, typename In>
  Result<Out> run(Result<Out> (*use_case)(Call&, const In&), const In& in,
                  const Actor* actor = nullptr) {
    return database().write_result(
        [&](Transaction& db) { return in_transaction(db, use_case, in, actor); });
  }
  template <typename Out, typename In>
  Result<Out> ask(Result<Out> (*use_case)(Call&, const In&), const In& in) {
    return database().read_value([&](Transaction& db) { return in_transaction(db, use_case, in); });
  }

  void publish(const std::string& source) {
    const auto draft = run(save_draft, SaveDraft{zone_, source, {}}, &author_);
    ASSERT_TRUE(draft.ok()) << draft.error().text.en;
    const PolicyRow row = draft->summary;
    const auto reviewed =
        run(review_policy, ReviewPolicy{zone_, row.id, row.revision, draft->version, "L", "N"},
            &author_);
    ASSERT_TRUE(reviewed.ok()) << reviewed.error().text.en;
    const auto approved =
        run(approve_policy, StepPolicy{zone_, row.id, row.revision, reviewed->version}, &second_);
    ASSERT_TRUE(approved.ok()) << approved.error().text.en;
    ASSERT_TRUE(
        run(publish_policy, StepPolicy{zone_, row.id, row.revision, approved->version}, &second_)
            .ok());
  }
  /// Every other one is looked after by a park.
  void create_one() {
    CreateEnterprise in;
    in.zone = ids_.size() % 2 == 0 ? zone_ : parks_[ids_.size() / 2 % parks_.size()];
    in.enterprise.name = fmt::format("示范企业{}", ids_.size());
    in.enterprise.scale = EnterpriseScale::small;
    ids_.push_back(run(create_enterprise, in).value().id);
  }
  void record(int64_t id, const char* field, const std::string& period, int64_t yuan) {
    const RecordFacts in{zone_, id, {{field, period, std::to_string(yuan), {}, "report", {}}}};
    ASSERT_TRUE(run(record_facts, in).ok());
  }

  /// A change that may be refused.
  template <typename Out, typename In>
  bool attempt(Result<Out> (*use_case)(Call&, const In&), const In& in) {
    return run(use_case, in).ok();
  }
  /// One random change; some are refused (merged already, an overlap), which is no change.
  void change(Random& random) {
    const int64_t id = ids_[random.below(ids_.size())];
    const int64_t other = ids_[random.below(ids_.size())];
    const auto yuan = static_cast<int64_t>(random.below(5)) * 500;
    const int64_t park = parks_[random.below(parks_.size())];
    switch (random.below(10)) {
      case 0: return create_one();
      case 1:
      case 2: {
        const char* periods[] = {"2023", "2024", "2024-Q4", "2024-12-31", "2027-01-01"};
        attempt(record_facts, RecordFacts{zone_,
                                          id,
                                          {{random.below(2) == 0 ? "revenue" : "rd_expense",
                                            periods[random.below(5)],
                                            std::to_string(yuan),
                                            {},
                                            "report",
                                            {}}}});
        return;
      }
      case 3: {
        const Date from = make_date(2024, static_cast<unsigned>(1 + random.below(12)), 1);
        const bool leaves = random.below(2) == 0;
        const std::optional<Date> to = leaves ? std::optional(make_date(2025, 3, 1)) : std::nullopt;
        moved_ += attempt(set_residence, SetResidence{park, id, from, to}) ? 1 : 0;
        return;
      }
      case 4: {
        const auto before = ask(get_enterprise, ZoneAndId{zone_, id});
        if (!before.ok()) return;
        UpdateEnterprise in{zone_, id, before->version, {}};
        in.enterprise.name = before->name + "改";
        in.enterprise.scale =
            random.below(2) == 0 ? EnterpriseScale::large : EnterpriseScale::micro;
        attempt(update_enterprise, in);
        return;
      }
      case 5: {
        const auto merge = run(merge_enterprises, MergeEnterprises{zone_, id, other});
        if (merge.ok()) merges_.push_back(merge->id);
        merged_ += merge.ok() ? 1 : 0;
        return;
      }
      case 6:
        if (!merges_.empty())
          undone_ +=
              attempt(undo_merge, ZoneAndId{zone_, merges_[random.below(merges_.size())]}) ? 1 : 0;
        return;
      case 7:
        attempt(
            record_answers,
            RecordAnswers{
                zone_, id, {{"received", random.below(2) == 0 ? "growth" : "", {}, "asked", {}}}});
        return;
      case 8: {
        PutPark in;
        in.zone = park;
        in.kind = random.below(2) == 0 ? ParkKind::characteristic : ParkKind::ordinary;
        in.version = versions_[park];
        if (attempt(put_park, in)) ++versions_[park];
        return;
      }
      default:
        parameters_ +=
            attempt(set_parameter, SetParameter{zone_, kPolicies[random.below(4)], "grant",
                                                fmt::format("{} CNY", 50 + random.below(100)),
                                                make_date(2025, 1, 1)})
                ? 1
                : 0;
    }
  }

  /// The counts and sums of a list with everybody in it are those of its rows.
  static void expect_sums(const PolicyMatches& matches) {
    ParkCount all;
    int64_t amounts_unknown = 0;
    std::map<int64_t, ParkCount> parks;
    for (const MatchRow& row : matches.items) {
      ParkCount& park = parks[row.park_id.value_or(0)];
      for (ParkCount* count : {&all, &park}) {
        count->eligible += row.verdict == MatchVerdict::eligible ? 1 : 0;
        count->unknown += row.verdict == MatchVerdict::unknown ? 1 : 0;
        count->ineligible += row.verdict == MatchVerdict::ineligible ? 1 : 0;
        if (row.verdict == MatchVerdict::eligible && row.amount.exact)
          count->amount.fen += row.amount.exact->fen;
      }
      amounts_unknown += row.verdict == MatchVerdict::eligible && !row.amount.exact ? 1 : 0;
    }
    const auto same = [](const auto& a, const auto& b) {
      return a.eligible == b.eligible && a.unknown == b.unknown && a.ineligible == b.ineligible &&
             a.amount == b.amount;
    };
    EXPECT_TRUE(same(matches, all));
    EXPECT_EQ(matches.total, static_cast<int64_t>(matches.items.size()));
    EXPECT_EQ(matches.amounts_unknown, amounts_unknown);
    EXPECT_EQ(matches.by_park.size(), parks.size());
    for (const ParkCount& park : matches.by_park)
      EXPECT_TRUE(same(park, parks[park.park_id.value_or(0)]));
    EXPECT_TRUE(std::is_sorted(
        matches.items.begin(), matches.items.end(), [](const MatchRow& a, const MatchRow& b) {
          const auto fen = [](const MatchRow& row) {
            const bool counts = row.verdict == MatchVerdict::eligible;
            return counts && row.amount.exact ? row.amount.exact->fen : 0;
          };
          return std::pair(-fen(a), a.enterprise_id) < std::pair(-fen(b), b.enterprise_id);
        }));
  }

  /// What the lists say, of the zone and of a park: everybody, pages, one park, what-if.
  std::string lists() {
    std::string out;
    const auto put = [&](const auto& answer) {
      EXPECT_TRUE(answer.ok());
      out += json::serialize(to_json(*answer)) + "\n";
    };
    for (const char* policy : kPolicies) {
      for (const int64_t zone : {zone_, parks_[1]}) {
        MatchPolicy in{zone, policy, {}, {}, {}, {}, 200};
        in.verdict = {{MatchVerdict::eligible, MatchVerdict::ineligible, MatchVerdict::unknown}};
        const auto everybody = ask(match_policy, in);
        put(everybody);
        expect_sums(*everybody);
        in.park = parks_[2];
        put(ask(match_policy, in));
        in = {zone, policy, {}, {{MatchVerdict::unknown}}, {}, 2, 3};
        const auto page = ask(match_policy, in);
        put(page);
        EXPECT_EQ(page->total, everybody->unknown);
      }
      WhatIf higher{.zone = zone_, .id = policy, .parameters = {}, .source = {}, .as_of = {}};
      higher.parameters.emplace()["grant"] = "120 CNY";
      put(ask(what_if, higher));
    }
    put(ask(list_proactive, Proactive{zone_, {}}));
    put(ask(list_proactive, Proactive{parks_[1], {}}));
    return out;
  }
  struct Kept {
    ColumnsPosition position;
    int64_t loads = 0;
    int64_t patched_rows = 0;
    int64_t computed = 0;
  };
  Kept kept() {
    return database().read_value([&](Transaction& db) {
      const ZoneTree zones = load_zone_tree(db);
      const Actor actor = system_actor();
      Call call{db, database(), actor, zones, now_, "test", {}};
      const auto library = current_library(database(), db);
      const ColumnsView view = columns_on(call, *library, date_of(now_));
      return Kept{view->position, view->loads, view->patched_rows, view.computed()};
    });
  }

  Actor author_, second_;
  Timestamp now_{1'750'000'000'000'000};  // 2025-06-15
  int64_t zone_ = 0;
  std::vector<int64_t> parks_, ids_, merges_;
  std::map<int64_t, int64_t> versions_;
  int merged_ = 0, undone_ = 0, moved_ = 0, parameters_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Engines, IncrementalTest, testing::ValuesIn(test_engines()), engine_name);

TEST_P(IncrementalTest, RandomChangesShowWhatAFullLoadShows) {
  Random random(3);
  for (int round = 0; round < 5; ++round) {
    lists();
    const Kept before = kept();
    EXPECT_EQ(before.loads, 1);
    for (int i = 0; i < 25; ++i) {
      change(random);
      if (i == 12)
        publish(policy_source(kPolicies[0], fmt::format("2025-0{}-01", round + 2),
                              round % 2 == 0 ? "revenue < 1000 CNY" : "revenue >= 500 CNY"));
      // Brought forward each time; everything is looked at now and then.
      if (i % 5 == 0)
        lists();
      else
        EXPECT_TRUE(ask(list_proactive, Proactive{zone_, {}}).ok());
    }
    const std::string moved = lists();
    const Kept after = kept();
    EXPECT_EQ(after.loads, 1);  // Nothing was read anew,
    EXPECT_GT(after.patched_rows, before.patched_rows);
    EXPECT_LT(after.patched_rows, before.patched_rows + 25 * 10);  // and not every row each time.
    test_database().close();
    test_database().open();
    EXPECT_EQ(first_difference(moved, lists()), "") << "round " << round;
  }
  EXPECT_GT(merged_, 0);
  EXPECT_GT(undone_, 0);
  EXPECT_GT(moved_, 0);
  EXPECT_GT(parameters_, 0);
}

TEST_P(IncrementalTest, AnOlderTransactionDoesNotBringBackWhatItSees) {
  record(ids_[0], "revenue", "2024", 5000);
  const MatchPolicy in{zone_, "growth", {}, {}, {}, {}, {}};
  EXPECT_EQ(ask(match_policy, in)->eligible, 1);
  database().read([&](Transaction& old) {
    read_counter(old, "registry_facts");  // From here on it sees this state.
    record(ids_[1], "revenue", "2024", 6000);
    EXPECT_EQ(ask(match_policy, in)->eligible, 2);
    const Kept newer = kept();
    // It is answered from the newer columns and leaves them as they are.
    EXPECT_EQ(in_transaction(old, match_policy, in)->eligible, 2);
    const Kept after = kept();
    EXPECT_EQ(after.position, newer.position);
    EXPECT_EQ(after.loads, newer.loads);
    EXPECT_EQ(after.patched_rows, newer.patched_rows);
  });
  EXPECT_EQ(ask(match_policy, in)->eligible, 2);
}

TEST_P(IncrementalTest, OneFactIsOneRow) {
  lists();
  const Kept before = kept();
  record(ids_[2], "revenue", "2024", 7000);
  EXPECT_EQ(ask(match_policy, MatchPolicy{zone_, "growth", {}, {}, {}, {}, {}})->eligible, 1);
  const Kept after = kept();
  EXPECT_EQ(after.patched_rows, before.patched_rows + 1);
  EXPECT_EQ(after.loads, before.loads);
}

TEST_P(IncrementalTest, APublishedPolicyIsComputedAlone) {
  for (const int64_t id : ids_) record(id, "revenue", "2024", 900);
  const auto computed = [&](const auto& change) {
    lists();
    const int64_t before = kept().computed;
    change();
    const std::string shown = lists();
    const int64_t after = kept().computed;
    EXPECT_EQ(kept().loads, 1);
    test_database().close();
    test_database().open();
    EXPECT_EQ(first_difference(shown, lists()), "");  // All of them anew.
    return after - before;
  };
  EXPECT_EQ(computed([&] { publish(policy_source("lean", "2025-02-01", "revenue >= 800 CNY")); }),
            1);
  // Another one refers to it.
  EXPECT_EQ(computed([&] { publish(policy_source("growth", "2025-02-01", "revenue > 900 CNY")); }),
            2);
  // Not in force yet.
  EXPECT_EQ(computed([&] { publish(policy_source("lean", "2026-02-01", "revenue > 1 CNY")); }), 0);
  const auto set = [&](const char* policy) {
    ASSERT_TRUE(
        run(set_parameter, SetParameter{zone_, policy, "grant", "77 CNY", make_date(2025, 1, 1)})
            .ok());
  };
  EXPECT_EQ(computed([&] { set("lean"); }), 1);
  EXPECT_EQ(computed([&] { set("growth"); }), 2);
  EXPECT_EQ(computed([&] { publish(policy_source("new-one", "2025-02-01", "revenue >= 0 CNY")); }),
            1);
  // Zones on the same basis share what is computed.
  lists();
  const int64_t before = kept().computed;
  EXPECT_TRUE(ask(list_proactive, Proactive{parks_[0], {}}).ok());
  EXPECT_EQ(kept().computed, before);
  // A parameter of one park is for its policies alone.
  ASSERT_TRUE(
      run(set_parameter, SetParameter{parks_[0], "lean", "grant", "5 CNY", make_date(2025, 1, 1)})
          .ok());
  EXPECT_TRUE(ask(list_proactive, Proactive{parks_[0], {}}).ok());
  EXPECT_TRUE(ask(list_proactive, Proactive{zone_, {}}).ok());
  EXPECT_EQ(kept().computed, before + 1);
}

TEST_P(IncrementalTest, TooManyChangesAreLoadedAnew) {
  const std::string before = lists();
  const int64_t from = kept().position.facts;
  std::vector<int64_t> many(10001);
  for (size_t i = 0; i < many.size(); ++i) many[i] = static_cast<int64_t>(i) + 1;
  const auto named = [&](int64_t upto) {
    return database().read_value(
        [&](Transaction& db) { return changed_things(db, "registry_facts", from, upto); });
  };
  database().write([&](Transaction& db) {
    touch_counter(db, "registry_facts", std::span(many).first(10000));
    touch_counter(db, "registry_facts", std::array<int64_t, 2>{5, 20000});
    touch_counter(db, "registry_facts", many);
    return true;
  });
  EXPECT_EQ(named(from), std::vector<int64_t>{});
  EXPECT_EQ(named(from + 1)->size(), 10000u);
  EXPECT_EQ(named(from + 2)->size(), 10001u);
  EXPECT_EQ(named(from + 3), std::nullopt);
  EXPECT_EQ(lists(), before);
  EXPECT_EQ(kept().loads, 2);
  EXPECT_EQ(kept().position.facts, from + 3);
}

}  // namespace
}  // namespace gaoxin
