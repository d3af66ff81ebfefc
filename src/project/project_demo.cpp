// The invented projects of the demonstration: catalogue/demo/projects.csv says where each stands;
// how it came there is played through the use cases themselves, day by day over two years, so that
// the log, the evidence and the deadlines are those that real work would have left.
#include <fmt/format.h>

#include <fstream>
#include <map>

#include "base/random.h"
#include "base/text.h"
#include "project/claims.h"
#include "project/commitments.h"
#include "project/desk.h"
#include "project/evidence.h"
#include "project/project_input.h"
#include "project/selection.h"
#include "registry/credit_code.h"
#include "registry/table_reader.h"

namespace gaoxin {

namespace {

using Cells = std::map<std::string, std::string>;

std::vector<Cells> read_projects(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open the shipped file " + path);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::vector<std::string> headers;
  std::vector<Cells> rows;
  const Result<TableInfo> read = read_table(bytes, [&](const TableRow& row) {
    if (headers.empty()) {
      headers.assign(row.cells.begin(), row.cells.end());
      return true;
    }
    Cells& cells = rows.emplace_back();
    for (size_t i = 0; i < headers.size() && i < row.cells.size(); ++i)
      cells[headers[i]] = std::string(row.cells[i]);
    return true;
  });
  if (!read.ok()) throw std::runtime_error(path + ": " + read.error().text.en);
  return rows;
}

/// Invented: organisation codes from MAYYY001 on belong to nobody.
std::string invented_code(const std::string& region, size_t number) {
  const std::string organisation = fmt::format("MAYYY{:03}", number);
  const std::string code = fmt::format("91{:0<6}", region) + organisation +
                           organisation_code_check_character(organisation);
  return code + credit_code_check_character(code);
}

std::string invented_value(const ProjectField& field, const Cells& cells, Date day) {
  static const std::map<std::string, std::string> kTexts = {
      {"assessment_opinion", "符合园区主导产业,建议推进(示范)"},
      {"decision_maker", "示范董事长"},
      {"drivers", "配套半径、电价与人才(示范)"},
      {"competing_places", "沈阳、合肥(示范)"},
      {"risks", "市场需求波动;融资进度(示范)"},
      {"commitments", "投资强度、亩均税收、能耗与就业(示范)"},
      {"milestones", "六个月内开工,两年内投产(示范)"},
      {"breach_terms", "未达约定的按比例退回支持(示范)"},
      {"local_entity", "吉林示范项目有限公司"},
      {"parcel", "示范地块 07-12"},
      {"permit_number", "示范施字 2025-0001"},
      {"equipment", "自动化产线(示范)"},
      {"service_contact", "企业服务专员(示范)"}};
  if (field.kind == ProjectFieldKind::date) return format_date(day);
  if (std::string_view(field.name) == "likelihood") return "70";
  if (std::string_view(field.name) == "deposit") return "0";
  if (field.kind == ProjectFieldKind::money) return fmt::format("{}0000", cells.at("total_wan"));
  const auto at = kTexts.find(field.name);
  return at == kTexts.end() ? "示范" : at->second;
}

/// Plays one row. Every step is a call of a use case at its own moment.
class Play {
 public:
  Play(Database& database, Transaction& db, const ZoneTree& zones,
       const std::map<std::string, Actor>& people, const Cells& cells, size_t number,
       Timestamp today)
      : database_(database),
        db_(db),
        zones_(zones),
        people_(people),
        cells_(cells),
        number_(number),
        today_(today),
        random_(number) {}

  Result<Done> run() {
    for (const Zone& zone : zones_.zones())
      if (zone.code == cells_.at("zone_code")) zone_ = zone.id;
    CHECK(zone_ != 0);
    officer_ = cells_.at("zone_code").starts_with("CN-2201")   ? "changchun"
               : cells_.at("zone_code").starts_with("CN-2202") ? "jilin"
                                                               : "investment";
    ProjectStage target{};
    CHECK(boost::describe::enum_from_string(cells_.at("stage").c_str(), target));
    ProjectStatus status{};
    CHECK(boost::describe::enum_from_string(cells_.at("status").c_str(), status));
    plan_days(target);
    TRY(create());
    for (int64_t stage = 2; stage <= stage_number(target); ++stage) TRY(advance(stage_of(stage)));
    TRY(last_days(target, status));
    return Done{};
  }

 private:
  static constexpr int64_t kDay = int64_t{86'400} * 1'000'000;

  /// How long each stage took, so that the last one began some days ago.
  void plan_days(ProjectStage target) {
    static constexpr int64_t kTypical[] = {4, 6, 70, 35, 50, 60, 150, 120, 90, 30};
    int64_t total = random_between(3, 20);
    for (int64_t i = 0; i < stage_number(target) - 1; ++i) {
      days_.push_back(random_between(kTypical[i] / 2, kTypical[i] * 5 / 4));
      total += days_.back();
    }
    now_ = {today_.microseconds - total * kDay -
            static_cast<int64_t>(random_.below(7)) * 3'600'000'000};
  }
  int64_t random_between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random_.below(static_cast<uint64_t>(high - low + 1)));
  }
  void pass(int64_t days) {
    now_.microseconds = std::min(now_.microseconds + days * kDay, today_.microseconds);
  }

  template <typename Out, typename In>
  Result<Out> act(const std::string& who, Result<Out> (*use_case)(Call&, const In&), const In& in) {
    Call call{db_, database_, people_.at(who), zones_, now_, "demonstration"};
    return use_case(call, in);
  }

  Result<Done> create() {
    CreateProject in;
    in.zone = zone_;
    ProjectInput& input = in.project;
    input.name = cells_.at("name");
    input.investor = cells_.at("investor");
    if (input.investor->find("株式会社") != std::string::npos)
      input.foreign_id = "KR-示范-001";
    else
      input.credit_code = invented_code("22", number_);
    static const char* const kSources[] = {"示范产业对接会", "示范展会", "以商招商(示范)",
                                           "产业链目标(示范)"};
    input.source = kSources[number_ % 4];
    input.introducer = number_ % 3 == 0 ? "示范商会" : "自主";
    input.chain_node = cells_.at("chain_node");
    input.industry_code = cells_.at("industry_code");
    input.jobs = std::stoll(cells_.at("jobs"));
    if (number_ % 5 != 0)  // Some leads come without an amount.
      input.total_investment = parse_money(cells_.at("total_wan") + "万元").value();
    in.distinct_reason = "示范数据";
    TRY_ASSIGN(project, act(officer_, create_project, in));
    id_ = project.id;
    return note("answered", "已答复,安排对接(示范)", 1);
  }

  Result<Done> note(const std::string& kind, const std::string& text, int64_t after_days) {
    pass(after_days);
    AddProjectEvent in;
    in.zone = zone_;
    in.id = id_;
    in.kind = kind;
    in.text = text;
    TRY(act(officer_, add_project_event, in));
    return Done{};
  }

  Result<Done> fill(const StageCheck& check) {
    UpdateProject in;
    in.zone = zone_;
    in.id = id_;
    TRY_ASSIGN(project, act(officer_, get_project, ProjectId{zone_, id_}));
    in.version = project.version;
    const auto money = [&](const char* cell) {
      return parse_money(cells_.at(cell) + "万元").value();
    };
    in.project.fields.emplace();
    for (const Missing& missing : check.missing) {
      if (!missing.field && !missing.evidence) {  // Fixed within total: both amounts.
        in.project.total_investment = money("total_wan");
        in.project.fixed_investment = money("fixed_wan");
      }
      const ProjectField* field = missing.field ? find_project_field(*missing.field) : nullptr;
      if (field == nullptr) continue;
      const std::string name = field->name;
      if (!field->member)
        (*in.project.fields)[name] = invented_value(*field, cells_, date_of(now_));
      else if (name == "land_area_square_metres")
        in.project.land_area_square_metres = std::stod(cells_.at("land_mu")) * 2000 / 3;
      else if (name == "energy_tce")
        in.project.energy_tce = std::stod(cells_.at("energy_tce"));
      else if (name == "longitude")
        in.project.longitude = 125.2 + static_cast<double>(number_ % 17) / 20;
      else if (name == "latitude")
        in.project.latitude = 43.7 + static_cast<double>(number_ % 13) / 20;
    }
    TRY(act(officer_, update_project, in));
    return Done{};
  }

  Result<Done> prove(const StageCheck& check) {
    for (const Missing& missing : check.missing) {
      if (!missing.evidence) continue;
      UploadEvidence in;
      in.zone = zone_;
      in.id = id_;
      in.kind = *missing.evidence;
      in.issuer = "示范单位";
      in.issued_on = date_of(now_);
      in.file.filename = missing.title.zh + "(示范).txt";
      in.file.bytes = fmt::format("示范材料,内容为虚构:{}\nDemonstration, invented: {}\n",
                                  missing.title.zh, missing.title.en);
      TRY_ASSIGN(evidence, act(officer_, upload_evidence, in));
      TRY(act("planner", decide_evidence, DecideEvidence{zone_, evidence.id, true, "示范核实"}));
    }
    return Done{};
  }

  /// What the rules ask for beyond fields and evidence: score sheets and a commitment.
  Result<Done> conduct(const StageCheck& check) {
    for (const Missing& missing : check.missing) {
      if (missing.rule == "negotiation.score") {
        int64_t score = random_between(66, 82);
        for (const char* assessor : {"planner", "auditor", "director"}) {
          SignSheet sheet{zone_,
                          id_,
                          {score + 4, score, score + 2, score - 2, score - 4, score + 1},
                          "示范意见(虚构)"};
          TRY(act(assessor, sign_sheet, sheet));
          score += 2;
        }
      } else if (missing.rule == "contract.promises") {
        AddCommitment jobs;
        jobs.zone = zone_;
        jobs.id = id_;
        jobs.metric = "jobs";
        jobs.began_on = date_of(now_);
        jobs.remedy = "未达标按比例退还扶持资金(示范)";
        jobs.milestones = {{Date{date_of(now_).days + 1095}, cells_.at("jobs")}};
        TRY(act(officer_, add_commitment, jobs));
      }
    }
    return Done{};
  }

  Result<Done> advance(ProjectStage stage) {
    const int64_t days = days_[static_cast<size_t>(stage_number(stage) - 2)];
    if (stage == ProjectStage::negotiation) TRY(note("assessed", "研判通过(示范)", 2));
    if (stage == ProjectStage::review) {
      for (int64_t passed = 14; passed < days; passed += 14)
        TRY(note(passed % 28 == 0 ? "visit" : "report", "双周报告:条款与用地对接中(示范)", 14));
    } else if (stage > ProjectStage::contract) {
      for (int64_t passed = 30; passed < days; passed += 30)
        TRY(note("report", "月度进展:按节点推进(示范)", 30));
      pass(days % 30);
    } else {
      pass(days);
    }
    const ProjectId key{zone_, id_};
    TRY_ASSIGN(check, act(officer_, check_stage, key));
    TRY(fill(check));
    TRY_ASSIGN(still, act(officer_, check_stage, key));  // Amounts decide what else is asked.
    TRY(fill(still));
    TRY_ASSIGN(proof, act(officer_, check_stage, key));
    TRY(prove(proof));
    TRY(conduct(proof));
    TRY_ASSIGN(project, act(officer_, get_project, key));
    const Result<Project> moved =
        act(officer_, move_project,
            MoveProject{zone_, id_, project.version, stage, date_of(now_), std::nullopt});
    if (moved.ok()) return Done{};
    if (moved.error().key != "project.rules") return moved.error();
    // What a zone asks for beyond this: somebody else lets it pass.
    TRY_ASSIGN(asked, act(officer_, request_override,
                          RequestOverride{zone_, id_, project.version, stage, "示范:材料后补",
                                          date_of(now_)}));
    TRY(act("director", decide_override, DecideOverride{zone_, asked.id, true, "示范:同意后补"}));
    return Done{};
  }

  Result<Done> last_days(ProjectStage stage, ProjectStatus status) {
    const ProjectId key{zone_, id_};
    TRY_ASSIGN(project, act(officer_, get_project, key));
    const int64_t days = (today_.microseconds - now_.microseconds) / kDay;
    if (status != ProjectStatus::ongoing) {
      pass(days / 2);
      SetProjectStatus in{zone_,      id_,          project.version, status,
                          "示范原因", std::nullopt, std::nullopt};
      if (status == ProjectStatus::lost) {
        in.lost_to = cells_.at("lost_to");
        in.on = date_of(now_);
      }
      TRY(act(officer_, set_project_status, in));
      return Done{};
    }
    if (number_ % 3 == 0) {
      AddTask task;
      task.zone = zone_;
      task.id = id_;
      task.title =
          stage < ProjectStage::contract ? "约见投资方决策人(示范)" : "核对节点并拍照(示范)";
      task.due_on = Date{date_of(today_).days + static_cast<int32_t>(random_between(-3, 12))};
      TRY(act(officer_, add_task, task));
    }
    if (number_ % 7 == 0) {  // Something for the verifier to do.
      UploadEvidence in;
      in.zone = zone_;
      in.id = id_;
      in.kind = "minutes";
      in.issuer = "示范单位";
      in.issued_on = date_of(now_);
      in.file.filename = "近期纪要(示范).txt";
      in.file.bytes = fmt::format("示范材料,内容为虚构:近期洽谈纪要 {}\n", number_);
      TRY(act(officer_, upload_evidence, in));
    }
    if (number_ % 11 == 0 && stage < ProjectStage::aftercare) {  // And for the approver.
      TRY_ASSIGN(current, act(officer_, get_project, key));
      TRY(act(officer_, request_override,
              RequestOverride{zone_, id_, current.version, stage_of(stage_number(stage) + 1),
                              "示范:投资方要求加快,材料后补", std::nullopt}));
    }
    if (stage >= ProjectStage::contract && number_ % 2 == 0) {
      TRY_ASSIGN(current, act(officer_, get_project, key));
      SetCredit credit{zone_, id_, current.version, {}};
      credit.credit.push_back({"person", people_.at(officer_).user_id, std::nullopt, 7000});
      credit.credit.push_back({"park", zone_, std::nullopt, 3000});
      TRY(act(officer_, set_credit, credit));
    }
    return Done{};
  }

  Database& database_;
  Transaction& db_;
  const ZoneTree& zones_;
  const std::map<std::string, Actor>& people_;
  const Cells& cells_;
  size_t number_;
  Timestamp today_, now_;
  Random random_;
  std::vector<int64_t> days_;
  std::string officer_;
  int64_t zone_ = 0, id_ = 0;
};

}  // namespace

Result<Done> load_demo_projects(Database& database, const std::string& catalogue, Timestamp now) {
  const std::vector<Cells> rows = read_projects(catalogue + "/demo/projects.csv");
  return database.write_result([&](Transaction& db) -> Result<Done> {
    if (project_store::has_projects(db)) return Done{};
    const ZoneTree zones = load_zone_tree(db);
    std::map<std::string, Actor> people;
    ListQuery query;
    query.page_size = 200;
    TRY_ASSIGN(users, list_users(db, zones, zones.zones().front().id, query));
    for (const User& user : users.items)
      people[user.username] = {user.id, user.username, user.display_name, false, user.grants};
    for (size_t i = 0; i < rows.size(); ++i)
      TRY(Play(database, db, zones, people, rows[i], i + 1, now).run());
    project_store::mark_all_invented(db);
    return Done{};
  });
}

}  // namespace gaoxin
