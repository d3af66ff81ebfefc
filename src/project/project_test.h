// The fixture of the module's tests on both databases: a province with two zones and a park, and
// people with their roles. Only tests include this header.
#pragma once

#include <gtest/gtest.h>

#include "project/commitments.h"
#include "project/project_input.h"
#include "project/selection.h"
#include "registry/credit_code.h"
#include "registry/registry.h"
#include "storage/test_database.h"

namespace gaoxin {

class ProjectFixture : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database().write([&](Transaction& db) {
      root_ = ensure_root_zone(db).id;
      EXPECT_TRUE(load_shipped_codes(db, "catalogue").ok());
      province_ = zone(db, root_, ZoneLevel::province, "P");
      west_ = zone(db, province_, ZoneLevel::zone, "W");
      east_ = zone(db, province_, ZoneLevel::zone, "E");
      west_park_ = zone(db, west_, ZoneLevel::park, "WP");
      officer_ = user(db, "officer", "investment_officer", west_);
      colleague_ = user(db, "colleague", "investment_officer", west_);
      east_officer_ = user(db, "east", "investment_officer", east_);
      director_ = user(db, "director", "director", province_);
      planner_ = user(db, "planner", "planner", province_);
      assessor_ = user(db, "assessor", "auditor", province_);
      return true;
    });
  }

  static int64_t zone(Transaction& db, int64_t parent, ZoneLevel level, const std::string& code) {
    return create_zone(db, load_zone_tree(db), {parent, level, code, {code, code}, {}}).value().id;
  }
  Actor user(Transaction& db, const std::string& name, const std::string& role, int64_t at) {
    const int64_t id = db.new_id();  // Without a password, which would take its time to hash.
    db.execute(
        "INSERT INTO access_user (id, username, display_name, password_hash, created_at) "
        "VALUES ($1, $2, $2, 'x', $3)",
        {id, name, now_});
    db.execute("INSERT INTO access_grant (zone_id, user_id, role) VALUES ($1, $2, $3)",
               {at, id, role});
    return {id, name, name, false, {{role, at}}};
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
    return run(use_case, in, officer_);
  }
  /// Anything that needs a call.
  template <typename F>
  auto with_call(const Actor& actor, F&& work) {
    std::optional<decltype(work(std::declval<Call&>()))> out;
    database().write([&](Transaction& db) {
      const ZoneTree zones = load_zone_tree(db);
      Call call{db, database(), actor, zones, now_, "test", {}};
      out.emplace(work(call));
      return true;
    });
    return std::move(*out);
  }

  static std::string credit_code(int number) {
    const std::string eight = fmt::format("{:08}", number);
    const std::string code = "91220102" + eight + organisation_code_check_character(eight);
    return code + credit_code_check_character(code);
  }
  CreateProject lead(const std::string& name, int number) {
    CreateProject in;
    in.zone = west_park_;
    in.project.name = name;
    in.project.investor = name + "有限公司";
    in.project.credit_code = credit_code(number);
    in.project.source = "展会";
    in.project.source_record = "2025 光博会登记表";
    in.project.introducer = "自主";
    in.project.chain_node = "sector:39";
    return in;
  }
  Project make_lead(const std::string& name, int number) {
    return run(create_project, lead(name, number)).value();
  }
  Project get(int64_t id) { return run(get_project, {province_, id}, director_).value(); }
  int64_t count(const std::string& table) {
    return database().read_value(
        [&](Transaction& db) { return db.value("SELECT COUNT(*) FROM " + table).value(); });
  }
  /// All fields, verified evidence, score sheets and commitments that the way to `stage` asks for.
  void prepare_for(int64_t id, ProjectStage stage);
  Project advance_to(int64_t id, ProjectStage stage) {
    for (Project project = get(id); project.stage < stage; project = get(id)) {
      const ProjectStage next = stage_of(stage_number(project.stage) + 1);
      prepare_for(id, next);
      const Result<Project> moved = run(
          move_project, MoveProject{west_, id, get(id).version, next, std::nullopt, std::nullopt});
      if (!moved.ok()) {
        ADD_FAILURE() << moved.error().text.en
                      << (moved.error().fields.empty() ? "" : moved.error().fields[0].key);
        break;
      }
    }
    return get(id);
  }

  Timestamp now_{1'750'000'000'000'000};  // 2025-06-15
  int64_t root_ = 0, province_ = 0, west_ = 0, east_ = 0, west_park_ = 0;
  Actor officer_, colleague_, east_officer_, director_, planner_, assessor_;
};

inline void ProjectFixture::prepare_for(int64_t id, ProjectStage stage) {
  const StageCheck check = run(check_stage, ProjectId{west_, id}).value();
  ASSERT_EQ(check.next, stage);
  for (const Missing& missing : check.missing) {
    if (missing.rule == "negotiation.score") {
      for (const Actor* actor : {&planner_, &director_, &assessor_})
        ASSERT_TRUE(
            run(sign_sheet, SignSheet{west_, id, {80, 80, 80, 80, 80, 80}, "好"}, *actor).ok());
    }
    if (missing.rule == "contract.promises") {
      AddCommitment promise;
      promise.zone = west_;
      promise.id = id;
      promise.metric = "jobs";
      promise.milestones = {{Date{date_of(now_).days + 1000}, "100"}};
      ASSERT_TRUE(run(add_commitment, promise).ok());
    }
  }
  UpdateProject in;
  in.zone = west_;
  in.id = id;
  in.version = get(id).version;
  in.project.fields.emplace();
  for (const Missing& missing : check.missing) {
    if (missing.evidence) {
      database().write([&](Transaction& db) {
        db.execute(
            "INSERT INTO project_evidence (zone_id, id, project_id, kind, filename, media_type, "
            "size_bytes, sha256, issuer, issued_on, uploaded_at, uploaded_by, state) VALUES ($1, "
            "$2, $3, $4, 'f.pdf', 'application/pdf', 1, 'x', 'i', '2025-01-01', $5, 1, "
            "'verified')",
            {west_park_, db.new_id(), id, *missing.evidence, now_});
        return true;
      });
      continue;
    }
    if (!missing.field) continue;
    const ProjectField* field = find_project_field(*missing.field);
    if (field == nullptr) continue;
    if (!field->member)
      (*in.project.fields)[field->name] = field->kind == ProjectFieldKind::text   ? "有"
                                          : field->kind == ProjectFieldKind::date ? "2025-03-01"
                                                                                  : "80";
    else if (*missing.field == "land_area_square_metres")
      in.project.land_area_square_metres = 20'000;
    else if (*missing.field == "energy_tce")
      in.project.energy_tce = 500;
    else if (*missing.field == "total_investment")
      in.project.total_investment = Money{50'000'000'000};
    else if (*missing.field == "fixed_investment")
      in.project.fixed_investment = Money{30'000'000'000};
    else if (*missing.field == "longitude")
      in.project.longitude = 125.3;
    else if (*missing.field == "latitude")
      in.project.latitude = 43.8;
  }
  const Result<Project> updated = run(update_project, in);
  ASSERT_TRUE(updated.ok()) << updated.error().text.en;
}

}  // namespace gaoxin
