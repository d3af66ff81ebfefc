#include "project/project_fields.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/text.h"
#include "project/project_writing.h"

namespace gaoxin {

namespace {

using K = ProjectFieldKind;
using S = ProjectStage;

const ProjectField kFields[] = {
    {"name", {"项目名称", "Project name"}, K::text, "", true, S::lead},
    {"investor", {"投资方", "Investor"}, K::text, "", true, S::lead},
    {"credit_code", {"统一社会信用代码", "Unified social credit code"}, K::text, "", true, S::lead},
    {"foreign_id", {"境外投资者编号", "Foreign investor's number"}, K::text, "", true, S::lead},
    {"source", {"项目来源", "Source"}, K::text, "", true, S::lead},
    {"introducer", {"引荐人", "Introducer"}, K::text, "", true, S::lead},
    {"chain_node", {"产业链环节", "Node of the chain"}, K::text, "", true, S::lead},
    {"owner_user_id", {"负责人", "Owner"}, K::integer, "", true, S::lead},
    {"industry_code", {"国民经济行业代码", "Industry code"}, K::text, "", true, S::lead},
    {"is_expansion", {"增资扩产", "Expansion"}, K::flag, "", true, S::lead},
    {"assessment_opinion",
     {"研判意见", "Opinion of the assessment"},
     K::text,
     "",
     false,
     S::assessment},
    {"decision_maker", {"决策人", "Decision maker"}, K::text, "", false, S::negotiation},
    {"drivers", {"落地考量", "What drives the decision"}, K::text, "", false, S::negotiation},
    {"competing_places", {"竞争地区", "Competing places"}, K::text, "", false, S::negotiation},
    {"likelihood", {"落地可能性", "Likelihood"}, K::percent, "%", false, S::negotiation},
    {"land_area_square_metres", {"用地面积", "Land"}, K::number, "m²", true, S::negotiation},
    {"energy_tce", {"年综合能耗", "Energy a year"}, K::number, "tce", true, S::negotiation},
    {"emissions_tco2", {"年碳排放", "Emissions a year"}, K::number, "tCO2", true, S::negotiation},
    {"total_investment", {"计划总投资", "Total investment"}, K::money, "元", true, S::review},
    {"fixed_investment", {"固定资产投资", "Fixed investment"}, K::money, "元", true, S::review},
    {"jobs", {"新增就业", "Jobs"}, K::integer, "人", true, S::review},
    {"incentives", {"拟给予政策", "Incentives offered"}, K::text, "", false, S::review},
    {"risks", {"风险", "Risks"}, K::text, "", false, S::review},
    {"contract_amount",
     {"协议投资额", "Amount of the agreement"},
     K::money,
     "元",
     false,
     S::contract},
    {"commitments", {"企业承诺", "Commitments"}, K::text, "", false, S::contract},
    {"milestones", {"建设节点", "Milestones"}, K::text, "", false, S::contract},
    {"breach_terms", {"违约条款", "Breach terms"}, K::text, "", false, S::contract},
    {"local_entity", {"落地法人", "Local entity"}, K::text, "", false, S::landed},
    {"parcel", {"地块或厂房", "Parcel or lease"}, K::text, "", false, S::landed},
    {"deposit", {"履约保证金", "Deposit"}, K::money, "元", false, S::landed},
    {"permit_number", {"施工许可证号", "Building permit"}, K::text, "", false, S::construction},
    {"construction_started_on",
     {"开工日期", "Construction started"},
     K::date,
     "",
     false,
     S::construction},
    {"equipment", {"主要设备", "Equipment"}, K::text, "", false, S::production},
    {"arrived_funds", {"到位资金", "Funds arrived"}, K::money, "元", false, S::production},
    {"first_sale_on", {"首笔销售日期", "First sale"}, K::date, "", false, S::production},
    {"full_capacity_on", {"达产日期", "Full capacity since"}, K::date, "", false, S::full_capacity},
    {"service_contact", {"服务专员", "Service contact"}, K::text, "", false, S::aftercare},
    {"longitude", {"经度", "Longitude"}, K::number, "°", true, S::construction},
    {"latitude", {"纬度", "Latitude"}, K::number, "°", true, S::construction},
};

const EvidenceKind kEvidence[] = {
    {"source_record", {"来源记录", "Source record"}, S::lead},
    {"signed_assessment", {"签字研判意见", "Signed assessment"}, S::assessment},
    {"minutes", {"洽谈纪要", "Minutes"}, S::negotiation},
    {"expert_opinion", {"专家意见", "Expert opinion"}, S::review},
    {"fair_competition_review", {"公平竞争审查", "Fair-competition review"}, S::review},
    {"legal_review", {"合法性审查", "Legal review"}, S::review},
    {"agreement", {"投资协议", "Investment agreement"}, S::contract},
    {"authority_to_sign", {"签约授权", "Authority to sign"}, S::contract},
    {"business_licence", {"营业执照", "Business licence"}, S::landed},
    {"land_contract", {"土地出让合同", "Land contract"}, S::landed},
    {"lease", {"厂房租赁合同", "Lease"}, S::landed},
    {"building_permit", {"施工许可证", "Building permit"}, S::construction},
    {"site_photo", {"现场照片", "Dated photo of the site"}, S::construction},
    {"invoice", {"销售发票", "Invoices"}, S::production},
    {"bank_slip", {"资金到位凭证", "Bank slips"}, S::production},
    {"site_check", {"现场核查", "Site check"}, S::production},
    {"tax_record", {"纳税证明", "Tax record"}, S::full_capacity},
    {"statistics_record", {"统计报表", "Statistics"}, S::full_capacity},
    {"energy_record", {"能耗记录", "Energy record"}, S::full_capacity},
    {"rd_record", {"研发投入证明", "R&D record"}, S::full_capacity},
    {"joint_acceptance", {"联合验收", "Joint acceptance"}, S::full_capacity},
    {"closed_ticket", {"诉求办结单", "Closed request"}, S::aftercare},
    {"other", {"其他", "Other"}, S::lead},
};

std::string number_text(double value) { return fmt::format("{}", value); }

}  // namespace

Text stage_title(ProjectStage stage) {
  static const Text kTitles[] = {{"线索", "Lead"},          {"研判", "Assessment"},
                                 {"在谈", "Negotiation"},   {"评审", "Review"},
                                 {"签约", "Contract"},      {"注册供地", "Landed"},
                                 {"开工", "Construction"},  {"投产", "Production"},
                                 {"达产", "Full capacity"}, {"存量服务", "Aftercare"}};
  return kTitles[static_cast<size_t>(stage)];
}

Text status_title(ProjectStatus status) {
  static const Text kTitles[] = {{"正常推进", "Ongoing"}, {"延期", "Delayed"},
                                 {"休眠", "Dormant"},     {"流失", "Lost"},
                                 {"放弃", "Abandoned"},   {"办结", "Done"}};
  return kTitles[static_cast<size_t>(status)];
}

std::span<const ProjectField> project_fields() { return kFields; }
const ProjectField* find_project_field(std::string_view name) {
  for (const ProjectField& field : kFields)
    if (field.name == name) return &field;
  return nullptr;
}
std::span<const EvidenceKind> evidence_kinds() { return kEvidence; }
const EvidenceKind* find_evidence_kind(std::string_view name) {
  for (const EvidenceKind& kind : kEvidence)
    if (kind.name == name) return &kind;
  return nullptr;
}

Result<std::string> normal_field_value(const ProjectField& field, std::string_view text,
                                       const std::string& path) {
  text = trim(text);
  const auto wrong = [&](std::string_view key, std::string zh, std::string en) {
    Error error = project_error(ErrorCode::invalid, fmt::format("field.{}", key),
                                fmt::format("“{}”{}", field.title.zh, zh),
                                fmt::format("'{}' {}", field.title.en, en));
    error.fields = {{path, error.key, error.text}};
    return error;
  };
  switch (field.kind) {
    case K::text:
      if (text.size() > 4000 || !is_utf8(text) || text.find('\0') != std::string_view::npos)
        return wrong("text", "应为不超过 4000 字节的文字", "must be a text of at most 4,000 bytes");
      return std::string(text);
    case K::money: {
      const Result<Money> money = parse_money(text);
      if (!money.ok() || money->fen < 0)
        return wrong("money", "应为不小于 0 的金额(元,最多两位小数)",
                     "must be an amount of yuan, not negative, with at most two decimals");
      return format_money(*money);
    }
    case K::date: {
      const Result<Date> date = parse_date(text);
      if (!date.ok())
        return wrong("date", "应为日期,如 2026-03-01", "must be a date such as 2026-03-01");
      return format_date(*date);
    }
    case K::flag:
      if (text != "true" && text != "false")
        return wrong("flag", "应为 true 或 false", "must be true or false");
      return std::string(text);
    case K::integer: {
      int64_t value = 0;
      const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (problem != std::errc{} || end != text.data() + text.size() || value < 0)
        return wrong("integer", "应为不小于 0 的整数", "must be a whole number, not negative");
      return std::to_string(value);
    }
    case K::number:
    case K::percent: {
      double value = 0;
      const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (problem != std::errc{} || end != text.data() + text.size() || !(std::abs(value) < 1e15))
        return wrong("number", "应为数字", "must be a number");
      if (field.kind == K::percent && (value < 0 || value > 100))
        return wrong("percent", "应在 0 至 100 之间", "must lie between 0 and 100");
      return number_text(value);
    }
  }
  return std::string(text);
}

std::map<std::string, std::string> project_values(const Project& project) {
  std::map<std::string, std::string> values = project.fields;
  const auto put = [&](const char* name, const std::optional<std::string>& value) {
    if (value && !value->empty()) values[name] = *value;
  };
  const auto number = [&](const char* name, const std::optional<double>& value) {
    if (value) values[name] = number_text(*value);
  };
  put("name", project.name);
  put("investor", project.investor);
  put("credit_code", project.credit_code);
  put("foreign_id", project.foreign_id);
  put("source", project.source);
  put("source_record", project.source_record);
  put("introducer", project.introducer);
  put("chain_node", project.chain_node);
  put("industry_code", project.industry_code);
  if (project.owner_user_id) values["owner_user_id"] = std::to_string(*project.owner_user_id);
  if (project.jobs) values["jobs"] = std::to_string(*project.jobs);
  if (project.total_investment)
    values["total_investment"] = format_money(*project.total_investment);
  if (project.fixed_investment)
    values["fixed_investment"] = format_money(*project.fixed_investment);
  number("land_area_square_metres", project.land_area_square_metres);
  number("energy_tce", project.energy_tce);
  number("emissions_tco2", project.emissions_tco2);
  number("longitude", project.longitude);
  number("latitude", project.latitude);
  values["is_expansion"] = project.is_expansion ? "true" : "false";
  return values;
}

}  // namespace gaoxin
