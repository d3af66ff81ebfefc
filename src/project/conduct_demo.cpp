// The demonstration of the conduct of projects. Everything is invented and says so: 示范. It goes
// through the use cases, so it obeys every rule, the second persons too.
#include <fmt/format.h>

#include <cmath>
#include <tuple>

#include "project/appraisal.h"
#include "project/cases.h"
#include "project/commitments.h"
#include "project/conduct.h"
#include "project/selection.h"
#include "project/teams.h"
#include "registry/registry.h"

namespace gaoxin {
namespace {

constexpr const char* kInvented = "示范数据(虚构)";

class ConductDemonstration {
 public:
  ConductDemonstration(Database& database, Timestamp now) : database_(database), now_(now) {}

  Result<Done> load() {
    if (!find_people() || !find_projects()) return Done{};
    TRY_ASSIGN(teams, run(list_teams, ListTeams{zone_, {}}, officer_));
    if (!teams.items.empty()) return Done{};
    TRY(add_teams());
    TRY(add_selection());
    TRY(add_commitments());
    TRY(add_movements());
    return add_statement();
  }

 private:
  template <typename Out, typename In>
  Result<Out> run(Result<Out> (*use_case)(Call&, const In&), const In& in, const Actor& actor) {
    return database_.write_result([&](Transaction& db) {
      const ZoneTree zones = load_zone_tree(db);
      Call call{db, database_, actor, zones, now_, "demo", {}};
      return use_case(call, in);
    });
  }
  Date day(int before) const { return Date{date_of(now_).days - before}; }

  bool find_people() {
    return database_.read_value([&](Transaction& db) {
      const ZoneTree zones = load_zone_tree(db);
      for (const Zone& zone : zones.zones())
        if (zone.code == "CN-22") zone_ = zone.id;
      if (zone_ == 0) return false;
      const Result<UserPage> users = list_users(db, zones, zone_, {});
      if (!users.ok()) return false;
      for (const User& user : users->items)
        for (const auto& [name, actor] :
             {std::pair("investment", &officer_), std::pair("manager", &manager_),
              std::pair("planner", &planner_), std::pair("director", &director_),
              std::pair("auditor", &auditor_)})
          if (user.username == name)
            *actor = {user.id, user.username, user.display_name, false, user.grants};
      return officer_.user_id != 0 && manager_.user_id != 0 && planner_.user_id != 0 &&
             director_.user_id != 0 && auditor_.user_id != 0;
    });
  }

  bool find_projects() {
    ListProjects query;
    query.zone = zone_;
    query.invented = true;
    query.sort = "-stage";
    query.status = {ProjectStatus::ongoing, ProjectStatus::delayed};
    query.page_size = 100;
    const Result<ProjectPage> page = run(list_projects, query, officer_);
    if (page.ok()) projects_ = page->items;
    return !projects_.empty();
  }

  /// The first `count` projects in stages from `from` to `to`.
  std::vector<Project> some(ProjectStage from, ProjectStage to, size_t count) const {
    std::vector<Project> out;
    for (const Project& project : projects_)
      if (project.stage >= from && project.stage <= to && out.size() < count)
        out.push_back(project);
    return out;
  }

  Result<Done> add_teams() {
    struct TeamRow {
      const char* name;
      std::vector<std::string> industries;
    };
    const TeamRow rows[] = {{"光电信息专班(示范)", {"39", "40"}},
                            {"汽车零部件专班(示范)", {"36"}},
                            {"医药与农产品专班(示范)", {"13", "14", "27"}}};
    bool first = true;
    for (const TeamRow& row : rows) {
      PutTeam team{zone_, {}, 0, row.name, row.industries, day(400), {}, std::string(kInvented)};
      TRY_ASSIGN(made, run(put_team, team, director_));
      PutPost post;
      post.zone = zone_;
      post.team_id = made.id;
      post.user_id = director_.user_id;
      post.role = PostRole::chain_leader;
      post.part_time = true;
      post.from_date = day(400);
      TRY(run(put_post, post, director_));
      post.user_id = first ? officer_.user_id : manager_.user_id;
      post.role = PostRole::lead;
      post.home_unit = "经济合作局(示范)";
      TRY(run(put_post, post, director_));
      first = false;
    }
    PutAdviser adviser;
    adviser.zone = zone_;
    adviser.name = "赵示范";
    adviser.organisation = "示范行业协会";
    adviser.expertise = "光电子产业二十年经验(虚构)";
    adviser.industries = {"39"};
    adviser.from_date = day(300);
    TRY(run(put_adviser, adviser, director_));
    adviser.kind = AdviserKind::expert;
    adviser.name = "钱示范";
    adviser.organisation = "示范大学";
    adviser.expertise = "汽车电驱动(虚构)";
    adviser.industries = {"36"};
    TRY(run(put_adviser, adviser, director_));
    return Done{};
  }

  Result<Done> add_selection() {
    const int64_t year = year_month_day(date_of(now_)).year;
    for (const auto& [resource, amount] :
         {std::pair(Resource::energy, 300'000.0), std::pair(Resource::carbon, 600'000.0),
          std::pair(Resource::land, 3'000'000.0), std::pair(Resource::cod, 120.0)})
      TRY(run(put_budget, PutBudget{zone_, year, resource, amount, kInvented, 0}, director_));
    int64_t shift = 0;
    for (const Project& project : some(ProjectStage::assessment, ProjectStage::contract, 6)) {
      int64_t bias = 0;
      for (const Actor* actor : {&planner_, &auditor_, &director_}) {
        const int64_t s = 72 - shift + bias;
        SignSheet sheet{
            zone_, project.id, {s + 8, s + 2, s + 6, s, s - 4, s + 3}, "示范意见(虚构)"};
        const Result<ProjectAssessment> done = run(sign_sheet, sheet, *actor);
        if (!done.ok() && done.error().key != "project.sheet.owner") return done.error();
        bias += 3;
      }
      shift += 6;
    }
    for (const Project& project : some(ProjectStage::negotiation, ProjectStage::construction, 4)) {
      if (!project.energy_tce || *project.energy_tce > 50'000) continue;
      TRY(run(reserve,
              Reserve{zone_, project.id, Resource::energy, year,
                      std::round(*project.energy_tce * 1000) / 1000, day(-120), kInvented},
              officer_));
    }
    return Done{};
  }

  Result<Done> add_commitments() {
    const int last_year = year_month_day(date_of(now_)).year - 1;
    std::vector<Project> promised = some(ProjectStage::landed, ProjectStage::aftercare, 5);
    const size_t landed = promised.size();
    for (const Project& project : some(ProjectStage::contract, ProjectStage::contract, 2))
      promised.push_back(project);
    for (size_t i = 0; i < promised.size(); ++i) {
      const Project& project = promised[i];
      if (i < landed) TRY(add_enterprise(project, last_year));
      const bool fails = i == 1 && i < landed;
      AddCommitment tax;
      tax.zone = zone_;
      tax.id = project.id;
      tax.metric = "tax";
      tax.began_on = make_date(last_year - 1, 1, 1);
      tax.remedy = "未达标按比例退还扶持资金(示范)";
      tax.milestones = {{make_date(last_year, 12, 31), fails ? "9000000" : "6000000"},
                        {make_date(last_year + 2, 12, 31), "12000000"}};
      TRY_ASSIGN(made, run(add_commitment, tax, officer_));
      TRY(add_incentive(project, made, i + 1 == landed));
      if (i < landed) TRY(add_actuals(made, last_year, fails));
    }
    return Done{};
  }

  /// The company behind a landed project, with two years of figures.
  Result<Done> add_enterprise(const Project& project, int last_year) {
    CreateEnterprise create;
    create.zone = project.host_zone_id;
    create.enterprise.name = project.investor.value_or(project.name);
    create.enterprise.credit_code = project.credit_code;
    create.enterprise.industry_code = project.industry_code;
    create.enterprise.source = kInvented;
    TRY_ASSIGN(enterprise, run(create_enterprise, create, officer_));
    RecordFacts facts{project.host_zone_id, enterprise.id, {}};
    for (const auto& [year, tax, staff] : {std::tuple(last_year - 1, "3200000.00", "96"),
                                           std::tuple(last_year, "7350000.00", "158")}) {
      facts.facts.push_back({"tax_paid", fmt::format("{}", year), tax, {}, kInvented, {}});
      facts.facts.push_back({"employees", fmt::format("{}", year), staff, {}, kInvented, {}});
    }
    TRY(run(record_facts, facts, officer_));
    UpdateProject link;
    link.zone = zone_;
    link.id = project.id;
    link.project.enterprise_id = enterprise.id;
    TRY_ASSIGN(current, run(get_project, ProjectId{zone_, project.id}, officer_));
    link.version = current.version;
    TRY(run(update_project, link, officer_));
    return Done{};
  }

  /// One waits for its review.
  Result<Done> add_incentive(const Project& project, const Commitment& commitment, bool waits) {
    ProposeIncentive propose{zone_,
                             project.id,
                             "设备补贴(示范)",
                             Money{300'000'000},
                             {},
                             "示范依据(虚构)第一条",
                             "达到税收承诺后兑付",
                             std::vector<int64_t>{commitment.milestones[0].id}};
    TRY_ASSIGN(proposed, run(propose_incentive, propose, officer_));
    if (waits) return Done{};
    TRY_ASSIGN(reviewed, run(review_incentive,
                             ReviewIncentive{zone_, proposed.id, proposed.version, true,
                                             "不排除、限制竞争(示范)", "公平竞争审查条例"},
                             planner_));
    TRY(run(offer_incentive, StepIncentive{zone_, reviewed.id, reviewed.version, {}}, director_));
    return Done{};
  }

  /// Actuals of the years the enterprise has facts of; the failed one becomes a breach.
  Result<Done> add_actuals(const Commitment& commitment, int last_year, bool fails) {
    for (const int year : {last_year - 1, last_year}) {
      RecordActual record;
      record.zone = zone_;
      record.id = commitment.id;
      record.year = year;
      const Result<Commitment> recorded = run(record_actual, record, officer_);
      if (!recorded.ok() && recorded.error().key == "project.actual.unknown") return Done{};
      if (!recorded.ok()) return recorded.error();
      for (const CommitmentActual& actual : recorded->actuals)
        if (actual.state == ActualState::pending)
          TRY(run(decide_actual, DecideActual{zone_, actual.id, true, "与示范税单一致"}, planner_));
    }
    if (!fails) return Done{};
    OpenCase open;
    open.zone = zone_;
    open.kind = CaseKind::breach;
    open.project_id = commitment.project_id;
    open.milestone_id = commitment.milestones[0].id;
    open.title = "税收承诺未达标(示范)";
    open.reason = "已核验的税收低于承诺(虚构)";
    open.opened_on = day(20);
    TRY_ASSIGN(breach, run(open_case, open, officer_));
    TRY(run(take_case_step,
            TakeCaseStep{zone_,
                         breach.id,
                         breach.version,
                         "notice",
                         "已送达企业",
                         "示范整改通知 1 号",
                         day(10),
                         {},
                         {}},
            officer_));
    return Done{};
  }

  /// Activities with what came of them, introducers, signals, a relocation and an exit.
  Result<Done> add_movements() {
    PutActivity fair{zone_,   {},      0,  ActivityKind::exhibition, "光电博览会招商(示范)", "深圳",
                     day(90), day(87), {}, Money{18'600'000},        "接洽企业 40 家(虚构)"};
    TRY_ASSIGN(activity, run(put_activity, fair, officer_));
    fair.kind = ActivityKind::roadshow;
    fair.title = "长三角路演(示范)";
    fair.place = "苏州";
    fair.from_date = fair.to_date = day(40);
    TRY(run(put_activity, fair, officer_));
    PutIntroducer chamber{zone_,
                          {},
                          0,
                          IntroducerKind::chamber,
                          "示范吉商会",
                          {},
                          std::string("孙示范"),
                          std::string("示范委托协议")};
    TRY_ASSIGN(introducer, run(put_introducer, chamber, officer_));
    size_t index = 0;
    for (const Project& project : projects_) {
      if (++index > 8) break;
      const bool fairs = index % 2 == 0;
      TRY(run(add_origin,
              AddOrigin{zone_, project.id, fairs ? OriginKind::activity : OriginKind::introducer,
                        fairs ? activity.id : introducer.id, day(80)},
              officer_));
    }
    ListEnterprises query;
    query.zone = zone_;
    query.invented = true;
    query.page_size = 20;
    TRY_ASSIGN(enterprises, run(list_enterprises, query, officer_));
    const auto& items = enterprises.items;
    if (items.size() < 6) return Done{};
    for (size_t i = 0; i < 4; ++i) {
      AddSignal signal;
      signal.zone = zone_;
      signal.enterprise_id = items[i].id;
      signal.kind = i % 2 == 0 ? SignalKind::capacity_full : SignalKind::land_request;
      signal.noted_on = day(static_cast<int>(i) * 70);
      signal.strength = 80 - static_cast<int64_t>(i) * 10;
      signal.text = i % 2 == 0 ? "产能利用率接近饱和(虚构)" : "询问相邻地块(虚构)";
      signal.source = kInvented;
      TRY(run(add_signal, signal, officer_));
    }
    TRY(add_relocation(items[4].id));
    OpenCase leaving;
    leaving.zone = zone_;
    leaving.kind = CaseKind::exit;
    leaving.enterprise_id = items[5].id;
    leaving.title = "高耗能产线退出(示范)";
    leaving.reason = "与园区主导产业不符、能耗超限(虚构)";
    leaving.opened_on = day(60);
    TRY_ASSIGN(opened, run(open_case, leaving, officer_));
    TRY(run(take_case_step,
            TakeCaseStep{zone_,
                         opened.id,
                         opened.version,
                         "notice",
                         "已送达企业",
                         "示范告知书 1 号",
                         day(50),
                         {},
                         {}},
            officer_));
    return Done{};
  }

  Result<Done> add_relocation(int64_t enterprise) {
    OpenCase open;
    open.zone = zone_;
    open.kind = CaseKind::relocation;
    open.enterprise_id = enterprise;
    open.title = "市内企业向特色园区转移(示范)";
    open.reason = "产业向园区集聚(虚构)";
    open.opened_on = day(300);
    open.origin_place = "示范县(虚构)";
    TRY_ASSIGN(moving, run(open_case, open, officer_));
    TRY_ASSIGN(
        shared,
        run(set_tax_share,
            SetTaxShare{
                zone_, moving.id, moving.version, {2023, 2028, 3333, "示范税收分享协议第三条"}},
            officer_));
    moving = shared;
    for (const auto& [step, before] : {std::pair("negotiation", 280), std::pair("agreed", 240)}) {
      TRY_ASSIGN(next, run(take_case_step,
                           TakeCaseStep{zone_,
                                        moving.id,
                                        moving.version,
                                        step,
                                        "示范进展",
                                        "示范协议",
                                        day(before),
                                        {},
                                        {}},
                           director_));
      moving = next;
    }
    const Result<TaxStatement> issued =
        run(issue_tax_statement, IssueTaxStatement{zone_, moving.id, 2024}, officer_);
    if (!issued.ok())  // The enterprise may have no tax of that year.
      return issued.error().key == "project.tax_statement.fact" ? Result<Done>(Done{})
                                                                : issued.error();
    TRY(run(approve_tax_statement, ApproveTaxStatement{zone_, moving.id, 2024, 1}, director_));
    return Done{};
  }

  /// Of the period that ended half a year ago, so that there is something to count in the next.
  Result<Done> add_statement() {
    const CreateStatement in{zone_, "上一考核期招商考核(示范)", day(720), day(181),
                             Money{20'000'000}};
    const Result<AppraisalStatement> made = run(create_statement, in, manager_);
    if (!made.ok())  // Nothing to count is no fault of the demonstration.
      return made.error().key == "project.appraisal.empty" ? Result<Done>(Done{}) : made.error();
    const Result<AppraisalStatement> decided =
        run(decide_statement, DecideStatement{zone_, made->id, made->version, true}, director_);
    // A director who is paid by it cannot approve it: then it stays a draft.
    if (!decided.ok() && decided.error().key != "project.second_person") return decided.error();
    return Done{};
  }

  Database& database_;
  Timestamp now_;
  int64_t zone_ = 0;
  Actor officer_, manager_, planner_, director_, auditor_;
  std::vector<Project> projects_;
};

}  // namespace

Result<Done> load_demo_conduct(Database& database, Timestamp now) {
  return ConductDemonstration(database, now).load();
}

}  // namespace gaoxin
