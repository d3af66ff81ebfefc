#include "project/ledger_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "project/project_fields.h"
#include "project/project_writing.h"

namespace gaoxin {

namespace {

constexpr std::pair<std::string_view, std::string_view> kSynonyms[] = {
    {"编号", "number"},
    {"项目编号", "number"},
    {"项目编码", "number"},
    {"名称", "name"},
    {"项目", "name"},
    {"投资单位", "investor"},
    {"投资主体", "investor"},
    {"投资企业", "investor"},
    {"投资方名称", "investor"},
    {"企业名称", "investor"},
    {"信用代码", "credit_code"},
    {"社会信用代码", "credit_code"},
    {"来源", "source"},
    {"线索来源", "source"},
    {"介绍人", "introducer"},
    {"产业链", "chain_node"},
    {"产业链节点", "chain_node"},
    {"行业", "industry_code"},
    {"所属行业", "industry_code"},
    {"行业代码", "industry_code"},
    {"总投资", "total_investment"},
    {"投资额", "total_investment"},
    {"投资总额", "total_investment"},
    {"总投资额", "total_investment"},
    {"固投", "fixed_investment"},
    {"固定资产投资额", "fixed_investment"},
    {"协议金额", "contract_amount"},
    {"用地", "land_area_square_metres"},
    {"占地", "land_area_square_metres"},
    {"占地面积", "land_area_square_metres"},
    {"拟用地", "land_area_square_metres"},
    {"能耗", "energy_tce"},
    {"就业", "jobs"},
    {"带动就业", "jobs"},
    {"用工", "jobs"},
    {"首报园区", "zone"},
    {"所属园区", "zone"},
    {"园区", "zone"},
    {"落地园区", "zone"},
    {"当前阶段", "stage"},
    {"阶段", "stage"},
    {"项目阶段", "stage"},
    {"推进阶段", "stage"},
    {"状态", "status"},
    {"项目状态", "status"},
    {"流失原因", "status_reason"},
    {"状态原因", "status_reason"},
    {"流失去向", "lost_to"},
    {"流失日期", "status_on"},
    {"状态日期", "status_on"},
    {"签约日期", "signed_on"},
    {"签约时间", "signed_on"},
    {"负责人", "owner"},
    {"招商专员", "owner"},
    {"招商负责人", "owner"},
    {"包保责任人", "owner"},
    {"开工时间", "construction_started_on"},
    {"投产时间", "first_sale_on"},
    {"到位资金额", "arrived_funds"}};

std::optional<std::string> target_of(std::string_view name) {
  for (const auto& [synonym, target] : kSynonyms)
    if (name == synonym) return std::string(target);
  for (const NamedTitle& target : ledger_targets())
    if (name == fold(target.title.zh) || name == fold(target.title.en) || name == target.name)
      return target.name;
  return std::nullopt;
}

Error unit_error(std::string_view cell) {
  return project_error(ErrorCode::invalid, "ledger.unit",
                       fmt::format("“{}”没有单位;请在列头写明或在列设置中选择", cell),
                       fmt::format("'{}' has no unit; write it into the header or choose it for "
                                   "the column",
                                   cell));
}

Result<double> plain_number(std::string_view cell) {
  std::string text;
  for (const char c : cell)
    if (c != ',' && c != ' ') text += c;
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size() || !(value >= 0 && value < 1e12))
    return project_error(ErrorCode::invalid, "field.number", fmt::format("“{}”不是数字", cell),
                         fmt::format("'{}' is not a number", cell));
  return value;
}

}  // namespace

const std::vector<NamedTitle>& ledger_targets() {
  static const std::vector<NamedTitle> targets = [] {
    std::vector<NamedTitle> out = {{"number", {"项目编号", "Number"}},
                                   {"zone", {"首报园区", "Park"}},
                                   {"stage", {"当前阶段", "Stage"}},
                                   {"status", {"项目状态", "Status"}},
                                   {"status_reason", {"状态原因", "Reason of the status"}},
                                   {"lost_to", {"流失去向", "Lost to"}},
                                   {"status_on", {"状态日期", "Date of the status"}},
                                   {"signed_on", {"签约日期", "Signed on"}},
                                   {"owner", {"负责人", "Owner"}}};
    for (const ProjectField& field : project_fields())
      if (std::string_view(field.name) != "owner_user_id" &&
          std::string_view(field.name) != "is_expansion")
        out.push_back({field.name, field.title});
    return out;
  }();
  return targets;
}

bool is_ledger_target(std::string_view target) {
  const auto& targets = ledger_targets();
  return std::any_of(targets.begin(), targets.end(),
                     [&](const NamedTitle& known) { return known.name == target; });
}

LedgerHeader split_ledger_header(std::string_view header) {
  LedgerHeader out;
  std::string text = fold(header);
  std::erase(text, '*');  // Marks of required columns.
  const size_t open = text.find('(');
  const size_t close = open == std::string::npos ? open : text.find(')', open);
  if (close != std::string::npos) {
    std::string unit = text.substr(open + 1, close - open - 1);
    if (unit.starts_with("单位:")) unit.erase(0, std::string_view("单位:").size());
    out.unit = std::string(trim(unit));
    text.erase(open, close + 1 - open);
  }
  out.name = std::string(trim(text));
  return out;
}

std::vector<LedgerColumn> guess_ledger_columns(const TableHead& head) {
  constexpr size_t kSamples = 5;
  std::vector<LedgerColumn> columns;
  std::set<std::string> given;
  for (size_t i = 0; i < head.headers.size(); ++i) {
    LedgerColumn& column = columns.emplace_back();
    column.column = static_cast<int64_t>(i) + 1;
    column.header = head.headers[i];
    const LedgerHeader parts = split_ledger_header(column.header);
    const auto target = target_of(parts.name);
    if (target && given.insert(*target).second) {
      column.target = target;
      column.unit = parts.unit;
    }
    for (const auto& row : head.rows)
      if (i < row.size() && !row[i].empty() && column.samples.size() < kSamples)
        column.samples.push_back(clipped(row[i], 200));
    for (std::string& sample : column.samples)
      while (!is_utf8(sample)) sample.pop_back();  // Cut inside a character.
  }
  return columns;
}

Result<Money> ledger_money(std::string_view cell, const std::optional<std::string>& unit) {
  const bool own_unit = cell.ends_with("元");
  if (!own_unit && !unit && trim(cell) != "0") return unit_error(cell);
  const Result<Money> money =
      parse_money(own_unit || !unit ? std::string(cell) : std::string(cell) + *unit);
  if (money.ok() && money->fen >= 0) return money;
  return project_error(ErrorCode::invalid, "field.money", fmt::format("“{}”不是金额", cell),
                       fmt::format("'{}' is not an amount", cell));
}

Result<double> ledger_area(std::string_view cell, const std::optional<std::string>& unit) {
  std::string_view number = trim(cell);
  std::string name = unit.value_or("");
  for (const std::string_view known : {"亩", "平方米", "公顷", "㎡", "m²", "m2", "平米"})
    if (number.ends_with(known)) {
      name = std::string(known);
      number.remove_suffix(known.size());
    }
  TRY_ASSIGN(value, plain_number(trim(number)));
  if (name == "亩") return value * 2000 / 3;
  if (name == "公顷") return value * 10'000;
  if (name == "平方米" || name == "㎡" || name == "m²" || name == "m2" || name == "平米")
    return value;
  if (value == 0) return 0.0;
  return unit_error(cell);
}

Result<ProjectStage> ledger_stage(std::string_view cell) {
  static constexpr std::pair<std::string_view, ProjectStage> kOther[] = {
      {"洽谈", ProjectStage::negotiation},    {"跟踪", ProjectStage::negotiation},
      {"对接", ProjectStage::negotiation},    {"拟签约", ProjectStage::review},
      {"已签约", ProjectStage::contract},     {"落地", ProjectStage::landed},
      {"供地", ProjectStage::landed},         {"注册", ProjectStage::landed},
      {"在建", ProjectStage::construction},   {"已开工", ProjectStage::construction},
      {"建设", ProjectStage::construction},   {"已投产", ProjectStage::production},
      {"已达产", ProjectStage::full_capacity}};
  const std::string text = fold(cell);
  for (int64_t number = 1; number <= kProjectStages; ++number) {
    const ProjectStage stage = stage_of(number);
    if (text == stage_title(stage).zh || text == fold(stage_title(stage).en) ||
        text == boost::describe::enum_to_string(stage, ""))
      return stage;
  }
  for (const auto& [name, stage] : kOther)
    if (text == name) return stage;
  return project_error(
      ErrorCode::invalid, "ledger.stage",
      fmt::format("没有阶段“{}”;应为线索、研判、在谈、评审、签约、注册供地、开工、投产、达产、"
                  "存量服务之一",
                  cell),
      fmt::format("there is no stage '{}'", cell));
}

Result<ProjectStatus> ledger_status(std::string_view cell) {
  static constexpr std::pair<std::string_view, ProjectStatus> kOther[] = {
      {"正常", ProjectStatus::ongoing},   {"推进中", ProjectStatus::ongoing},
      {"滞后", ProjectStatus::delayed},   {"暂停", ProjectStatus::dormant},
      {"终止", ProjectStatus::abandoned}, {"完成", ProjectStatus::done}};
  const std::string text = fold(cell);
  for (const ProjectStatus status :
       {ProjectStatus::ongoing, ProjectStatus::delayed, ProjectStatus::dormant, ProjectStatus::lost,
        ProjectStatus::abandoned, ProjectStatus::done})
    if (text == status_title(status).zh || text == fold(status_title(status).en) ||
        text == boost::describe::enum_to_string(status, ""))
      return status;
  for (const auto& [name, status] : kOther)
    if (text == name) return status;
  return project_error(
      ErrorCode::invalid, "ledger.status",
      fmt::format("没有状态“{}”;应为正常推进、延期、休眠、流失、放弃、办结之一", cell),
      fmt::format("there is no status '{}'", cell));
}

}  // namespace gaoxin
