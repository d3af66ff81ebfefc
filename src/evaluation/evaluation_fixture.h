// What the tests of statistics, management and the bulletin start with: a small tree of zones with
// residents and people, on both databases. Only tests include this header.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "evaluation/management.h"
#include "evaluation/statistics.h"
#include "registry/registry.h"
#include "storage/test_database.h"

namespace gaoxin {

class EvaluationTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database().write([&](Transaction& db) {
      root_ = ensure_root_zone(db).id;
      EXPECT_TRUE(load_shipped_codes(db, "catalogue").ok());
      EXPECT_TRUE(load_shipped_statistics(db, "catalogue").ok());
      EXPECT_TRUE(load_shipped_management(db, "catalogue").ok());
      west_ = create(db, root_, ZoneLevel::zone, "W");
      east_ = create(db, root_, ZoneLevel::zone, "E");
      park_ = create(db, west_, ZoneLevel::park, "WP");
      east_park_ = create(db, east_, ZoneLevel::park, "EP");
      return true;
    });
    clerk_ = person(11, "account_manager", root_);
    checker_ = person(12, "authority", root_);
    second_ = person(13, "director", root_);
  }

  static Actor person(int64_t id, const char* role, int64_t zone) {
    Actor actor;
    actor.user_id = id;
    actor.username = actor.display_name = fmt::format("user{}", id);
    actor.grants = {{role, zone}};
    return actor;
  }

  static int64_t create(Transaction& db, int64_t parent, ZoneLevel level, const std::string& code) {
    return create_zone(db, load_zone_tree(db), {parent, level, code, {code, code}, {}}).value().id;
  }

  /// Runs a use case as the dispatcher would: commits when it is ok.
  template <typename Out, typename In>
  Result<Out> run(Result<Out> (*use_case)(Call&, const In&), const In& in, const Actor& actor) {
    return database().write_result([&](Transaction& db) {
      const ZoneTree zones = load_zone_tree(db);
      Call call{db, database(), actor, zones, now_, "test", {}};
      return use_case(call, in);
    });
  }
  template <typename Out, typename In>
  Result<Out> run(Result<Out> (*use_case)(Call&, const In&), const In& in) {
    return run(use_case, in, system_);
  }

  int64_t resident(int64_t park, const std::string& name, const char* since = "2020-01-01",
                   std::optional<std::string> code = {}) {
    CreateEnterprise in;
    in.zone = park;
    in.enterprise.name = name;
    in.enterprise.credit_code = std::move(code);
    const int64_t id = run(create_enterprise, in).value().id;
    EXPECT_TRUE(run(set_residence, SetResidence{park, id, parse_date(since).value(), {}}).ok());
    return id;
  }

  Result<Report> save(int64_t zone, int64_t enterprise, const std::string& period,
                      std::vector<ReportValueInput> values, int64_t version = 0) {
    return run(save_report, SaveReport{zone, enterprise, period, std::move(values), version, {}},
               clerk_);
  }

  /// Saved, submitted with reasons for whatever is doubted, and accepted by another person.
  Report accepted(int64_t zone, int64_t enterprise, const std::string& period,
                  std::vector<ReportValueInput> values, int64_t version = 0) {
    const Result<Report> saved = save(zone, enterprise, period, std::move(values), version);
    EXPECT_TRUE(saved.ok()) << (saved.ok() ? "" : saved.error().text.en);
    SubmitReport submit{zone, enterprise, period, saved->version, std::vector<ForcedReason>{}};
    for (const ReportFinding& finding : saved->findings)
      submit.reasons->push_back({finding.rule, finding.item, "已核实 checked"});
    const Result<Report> submitted = run(submit_report, submit, clerk_);
    EXPECT_TRUE(submitted.ok()) << (submitted.ok() ? "" : submitted.error().text.en);
    const Result<Report> done = run(
        accept_report, DecideReport{zone, enterprise, period, submitted->version, {}}, checker_);
    EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.error().text.en);
    return *done;
  }

  static std::vector<ReportValueInput> core(const char* revenue, const char* rd = "0",
                                            const char* staff = "50", const char* tax = "0") {
    return {
        {"revenue", revenue, {}}, {"rd_expense", rd, {}}, {"staff", staff, {}}, {"tax", tax, {}}};
  }

  static std::optional<std::string> total_of(const ZoneTotals& totals, const char* item) {
    for (const TotalRow& row : totals.items)
      if (row.item == item) return row.total;
    ADD_FAILURE() << "no item " << item;
    return std::nullopt;
  }

  Actor system_ = system_actor(), clerk_, checker_, second_;
  Timestamp now_{parse_timestamp("2025-03-15T08:00:00Z").value()};
  int64_t root_ = 0, west_ = 0, east_ = 0, park_ = 0, east_park_ = 0;
};

}  // namespace gaoxin
