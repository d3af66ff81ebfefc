#include "project/stage_rules.h"

#include <fmt/format.h>

#include "base/text.h"
#include "project/conduct_values.h"
#include "project/project_writing.h"

namespace gaoxin {

namespace {

using S = ProjectStage;

struct TableRow {
  const char* id;
  ProjectStage stage;
  const char* field;
  const char* evidence;
  const char* must_hold;
  bool verified;
  const char* applies_when;
  const char* clause;
  Text message;
};

// Clauses: A§3 is the paper on industrial introduction in hi-tech zones (promises are kept in
// stages until full capacity), D§8 the opinion on parks (careful selection of projects; it names no
// score that is enough, so whether a passed assessment and reserved quotas are asked for is a
// zone's setting, off at first), D§9 its part on energy and exits, FC the fair competition review
// regulation in force since 2024-08-01, CL the construction permit of the Construction Law, article
// 7, LM the land law's paid use; HOUSE is the product's own order of work.
const TableRow kTable[] = {
    // Creating a lead.
    {"lead.name", S::lead, "name", "", "", false, "", "HOUSE", {}},
    {"lead.source", S::lead, "source", "", "", false, "", "HOUSE", {}},
    {"lead.owner", S::lead, "owner_user_id", "", "", false, "", "HOUSE", {}},
    // The lead is done.
    {"assessment.identity",
     S::assessment,
     "credit_code",
     "",
     "",
     false,
     "not foreign_id",
     "HOUSE",
     {"填写投资方统一社会信用代码;境外投资方填写境外投资者编号",
      "enter the investor's credit code, or the number of a foreign investor"}},
    {"assessment.introducer",
     S::assessment,
     "introducer",
     "",
     "",
     false,
     "",
     "HOUSE",
     {"填写引荐人;自行发现的写“自主”", "enter who introduced it; 'own' when nobody did"}},
    {"assessment.chain_node",
     S::assessment,
     "chain_node",
     "",
     "",
     false,
     "",
     "D§8",
     {"填写所属产业链环节,以便判断是否补链强链",
      "enter the node of the chain, to tell whether it fills a gap"}},
    {"assessment.source_record",
     S::assessment,
     "",
     "source_record",
     "",
     false,
     "not source_record",
     "HOUSE",
     {"上传来源记录(介绍信、会议记录等),或由产业链目标一键生成",
      "upload the record of the source, or make the lead from a target of the chain"}},
    // The assessment is done.
    {"negotiation.opinion", S::negotiation, "assessment_opinion", "", "", false, "", "D§8", {}},
    {"negotiation.signed", S::negotiation, "", "signed_assessment", "", false, "", "D§8", {}},
    {"negotiation.score",
     S::negotiation,
     "assessment.score",
     "",
     "",
     false,
     "",
     "D§8",
     {"由规定人数的评审人打分(契合度、市场、技术、环境、能耗、效益)",
      "have it scored by as many assessors as the zone asks for"}},
    {"negotiation.passed",
     S::negotiation,
     "",
     "",
     "assessment.passed = 'yes'",
     false,
     "zone.assessment_gate = 1",
     "D§8",
     {"本区要求评审通过后方可洽谈", "this zone negotiates only after a passed assessment"}},
    // The negotiation is done.
    {"review.decision_maker", S::review, "decision_maker", "", "", false, "", "HOUSE", {}},
    {"review.drivers", S::review, "drivers", "", "", false, "", "HOUSE", {}},
    {"review.competing",
     S::review,
     "competing_places",
     "",
     "",
     false,
     "",
     "HOUSE",
     {"填写竞争地区;没有则写“无”", "enter the competing places; 'none' when there are none"}},
    {"review.land",
     S::review,
     "land_area_square_metres",
     "",
     "",
     false,
     "",
     "D§8",
     {"填写用地需求;租用厂房填 0", "enter the land it needs; 0 for a rented building"}},
    {"review.energy", S::review, "energy_tce", "", "", false, "", "D§9", {}},
    {"review.likelihood", S::review, "likelihood", "", "", false, "", "HOUSE", {}},
    {"review.minutes", S::review, "", "minutes", "", false, "", "HOUSE", {}},
    // The review is done, and the agreement stands.
    {"contract.total", S::contract, "total_investment", "", "", false, "", "D§8", {}},
    {"contract.fixed", S::contract, "fixed_investment", "", "", false, "", "D§8", {}},
    {"contract.fixed_within_total",
     S::contract,
     "",
     "",
     "fixed_investment <= total_investment",
     false,
     "",
     "HOUSE",
     {"固定资产投资不能超过计划总投资", "fixed investment cannot exceed the total investment"}},
    {"contract.risks", S::contract, "risks", "", "", false, "", "D§8", {}},
    {"contract.expert", S::contract, "", "expert_opinion", "", true, "", "D§8", {}},
    {"contract.legal", S::contract, "", "legal_review", "", true, "", "D§8", {}},
    {"contract.fair_competition",
     S::contract,
     "",
     "fair_competition_review",
     "",
     true,
     "incentives",
     "FC",
     {"拟给予政策须先通过公平竞争审查,并由他人核实",
      "incentives need a fair-competition review first, verified by a second person"}},
    {"contract.incentives_reviewed",
     S::contract,
     "",
     "",
     "incentives.unreviewed = 0",
     false,
     "",
     "FC",
     {"已提出的优惠事项须全部通过公平竞争审查,或撤回",
      "every incentive proposed must have passed its review, or be withdrawn"}},
    {"contract.quota",
     S::contract,
     "",
     "",
     "gates.passed = 'yes'",
     false,
     "zone.quota_gate = 1",
     "D§9",
     {"本区要求能耗、碳排放、用地等指标落实后方可签约",
      "this zone signs only once energy, carbon, land and its other quotas are reserved"}},
    {"contract.amount", S::contract, "contract_amount", "", "", false, "", "D§8", {}},
    {"contract.commitments", S::contract, "commitments", "", "", false, "", "D§8", {}},
    {"contract.milestones", S::contract, "milestones", "", "", false, "", "D§8", {}},
    {"contract.promises",
     S::contract,
     "",
     "",
     "commitments.count > 0",
     false,
     "",
     "A§3",
     {"至少登记一项有目标和到期日的承诺,以便逐期核验",
      "enter at least one commitment with target and due date, so that it can be followed"}},
    {"contract.breach", S::contract, "breach_terms", "", "", false, "", "D§8", {}},
    {"contract.agreement", S::contract, "", "agreement", "", true, "", "D§8", {}},
    {"contract.authority", S::contract, "", "authority_to_sign", "", true, "", "D§8", {}},
    // Landed.
    {"landed.entity", S::landed, "local_entity", "", "", false, "", "HOUSE", {}},
    {"landed.parcel", S::landed, "parcel", "", "", false, "", "HOUSE", {}},
    {"landed.deposit",
     S::landed,
     "deposit",
     "",
     "",
     false,
     "",
     "HOUSE",
     {"填写履约保证金;没有则填 0", "enter the deposit; 0 when there is none"}},
    {"landed.licence", S::landed, "", "business_licence", "", true, "", "HOUSE", {}},
    {"landed.land",
     S::landed,
     "",
     "land_contract",
     "",
     true,
     "land_area_square_metres > 0",
     "LM",
     {"供地项目须有土地出让合同", "a project on land of its own needs the land contract"}},
    {"landed.lease",
     S::landed,
     "",
     "lease",
     "",
     true,
     "land_area_square_metres = 0",
     "HOUSE",
     {"租用厂房须有租赁合同", "a project in a rented building needs the lease"}},
    // Construction.
    {"construction.permit_number",
     S::construction,
     "permit_number",
     "",
     "",
     false,
     "land_area_square_metres > 0",
     "CL",
     {}},
    {"construction.started",
     S::construction,
     "construction_started_on",
     "",
     "",
     false,
     "",
     "HOUSE",
     {}},
    {"construction.permit",
     S::construction,
     "",
     "building_permit",
     "",
     true,
     "land_area_square_metres > 0",
     "CL",
     {}},
    {"construction.photo", S::construction, "", "site_photo", "", true, "", "HOUSE", {}},
    {"construction.longitude", S::construction, "longitude", "", "", false, "", "HOUSE", {}},
    {"construction.latitude", S::construction, "latitude", "", "", false, "", "HOUSE", {}},
    // Production.
    {"production.equipment", S::production, "equipment", "", "", false, "", "HOUSE", {}},
    {"production.funds", S::production, "arrived_funds", "", "", false, "", "HOUSE", {}},
    {"production.first_sale", S::production, "first_sale_on", "", "", false, "", "HOUSE", {}},
    {"production.invoice", S::production, "", "invoice", "", true, "", "HOUSE", {}},
    {"production.bank_slip", S::production, "", "bank_slip", "", true, "", "HOUSE", {}},
    {"production.site_check", S::production, "", "site_check", "", true, "", "HOUSE", {}},
    // Full capacity.
    {"full_capacity.since", S::full_capacity, "full_capacity_on", "", "", false, "", "HOUSE", {}},
    {"full_capacity.tax", S::full_capacity, "", "tax_record", "", true, "", "D§9", {}},
    {"full_capacity.statistics",
     S::full_capacity,
     "",
     "statistics_record",
     "",
     true,
     "",
     "D§9",
     {}},
    {"full_capacity.energy", S::full_capacity, "", "energy_record", "", true, "", "D§9", {}},
    {"full_capacity.promises",
     S::full_capacity,
     "",
     "",
     "commitments.unverified = 0",
     false,
     "",
     "A§3",
     {"到期的承诺节点须逐项核验达到", "every milestone that is due must be verified as met"}},
    {"full_capacity.acceptance", S::full_capacity, "", "joint_acceptance", "", true, "", "D§9", {}},
    // Aftercare.
    {"aftercare.contact", S::aftercare, "service_contact", "", "", false, "", "HOUSE", {}},
};

// ---- Conditions --------------------------------------------------------------------------------

enum class Operator { none, equal, not_equal, less, less_equal, greater, greater_equal };
struct Term {
  bool negated = false;
  std::string name;
  Operator op = Operator::none;
  std::string right;
  bool right_is_name = false;
};

Error condition_error(std::string_view condition, std::string zh, std::string en) {
  return project_error(ErrorCode::invalid, "condition",
                       fmt::format("条件“{}”有误:{}", condition, zh),
                       fmt::format("the condition '{}' is wrong: {}", condition, en));
}

bool known_name(std::string_view name) {
  if (find_project_field(name) != nullptr || name == "source_record") return true;
  for (const NamedTitle& conduct : conduct_value_names())
    if (conduct.name == name) return true;
  return false;
}

__extension__ using Wide = __int128;
/// A number as millionths; nothing when the text is none.
std::optional<Wide> decimal(std::string_view text) {
  bool negative = false;
  if (text.starts_with("-")) {
    negative = true;
    text.remove_prefix(1);
  }
  Wide value = 0;
  int decimals = -1;
  size_t digits = 0;
  for (const char c : text) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9' || ++digits > 24) return std::nullopt;
    if (decimals >= 6) continue;  // Beyond a millionth.
    value = value * 10 + (c - '0');
    if (decimals >= 0) ++decimals;
  }
  if (digits == 0) return std::nullopt;
  for (int i = std::max(decimals, 0); i < 6; ++i) value *= 10;
  return negative ? -value : value;
}

Result<std::vector<std::string>> condition_words(std::string_view condition) {
  std::vector<std::string> words;
  for (size_t at = 0; at < condition.size();) {
    const char c = condition[at];
    if (c == ' ') {
      ++at;
    } else if (c == '\'') {
      const size_t end = condition.find('\'', at + 1);
      if (end == std::string_view::npos)
        return condition_error(condition, "引号没有结束", "a quote is not closed");
      words.emplace_back(condition.substr(at, end - at));  // Keeps the opening quote as a mark.
      at = end + 1;
    } else if (std::string_view("=!<>").find(c) != std::string_view::npos) {
      const size_t length = at + 1 < condition.size() && condition[at + 1] == '=' ? 2 : 1;
      words.emplace_back(condition.substr(at, length));
      at += length;
    } else {
      const size_t end = std::min(condition.find_first_of(" =!<>'", at), condition.size());
      words.emplace_back(condition.substr(at, end - at));
      at = end;
    }
  }
  return words;
}

Operator parse_operator(std::string_view word) {
  if (word == "=") return Operator::equal;
  if (word == "!=") return Operator::not_equal;
  if (word == "<") return Operator::less;
  if (word == "<=") return Operator::less_equal;
  if (word == ">") return Operator::greater;
  if (word == ">=") return Operator::greater_equal;
  return Operator::none;
}

Result<std::vector<Term>> parse_condition(std::string_view condition) {
  TRY_ASSIGN(words, condition_words(condition));
  std::vector<Term> terms;
  for (size_t at = 0; at < words.size();) {
    if (!terms.empty()) {
      if (words[at] != "and")
        return condition_error(condition, fmt::format("“{}”前应为 and", words[at]),
                               fmt::format("'and' should stand before '{}'", words[at]));
      ++at;
    }
    Term term;
    if (at < words.size() && words[at] == "not") {
      term.negated = true;
      ++at;
    }
    if (at >= words.size() || !known_name(words[at]))
      return condition_error(
          condition, fmt::format("没有字段“{}”", at < words.size() ? words[at] : ""),
          fmt::format("there is no field '{}'", at < words.size() ? words[at] : ""));
    term.name = words[at++];
    if (at < words.size() && !term.negated) term.op = parse_operator(words[at]);
    if (term.op != Operator::none) {
      if (++at >= words.size())
        return condition_error(condition, "比较缺少右边", "a comparison has no right side");
      const std::string& right = words[at++];
      const bool text = right.starts_with("'");
      term.right = text ? right.substr(1) : right;
      term.right_is_name = !text && known_name(right);
      if (!text && !term.right_is_name && !decimal(right) && !parse_date(right).ok())
        return condition_error(condition,
                               fmt::format("“{}”不是数字、日期、字段或带引号的文字", right),
                               fmt::format("'{}' is no number, date, field or 'text'", right));
    }
    terms.push_back(std::move(term));
  }
  if (terms.empty()) return condition_error(condition, "是空的", "it is empty");
  return terms;
}

Truth truth(bool value) { return value ? Truth::yes : Truth::no; }

Truth evaluate_term(const Term& term, const std::map<std::string, std::string>& values) {
  const auto found = values.find(term.name);
  if (term.op == Operator::none) {
    const bool stands = found != values.end() && found->second != "false";
    return truth(stands != term.negated);
  }
  if (found == values.end()) return Truth::unknown;
  std::string right = term.right;
  if (term.right_is_name) {
    const auto other = values.find(term.right);
    if (other == values.end()) return Truth::unknown;
    right = other->second;
  }
  const auto a = decimal(found->second), b = decimal(right);
  int order = 0;
  if (a && b)
    order = *a < *b ? -1 : *a > *b ? 1 : 0;
  else
    order = found->second.compare(right);
  switch (term.op) {
    case Operator::equal: return truth(order == 0);
    case Operator::not_equal: return truth(order != 0);
    case Operator::less: return truth(order < 0);
    case Operator::less_equal: return truth(order <= 0);
    case Operator::greater: return truth(order > 0);
    default: return truth(order >= 0);
  }
}

Text default_message(const StageRule& rule, const Text& title) {
  if (!rule.evidence.empty())
    return {fmt::format("上传“{}”{}", title.zh, rule.verified ? ",并由他人核实" : ""),
            fmt::format("upload: {}{}", title.en,
                        rule.verified ? ", verified by a second person" : "")};
  return {fmt::format("填写“{}”", title.zh), fmt::format("enter: {}", title.en)};
}

/// Empty when the evidence satisfies the rule; else what is wrong with the best there is.
std::string evidence_problem(const StageRule& rule, const StageFacts& facts, Date on) {
  std::string problem = "missing";
  for (const EvidenceFact& fact : facts.evidence) {
    if (fact.kind != rule.evidence || fact.rejected) continue;
    if (fact.expires_on && *fact.expires_on < on) {
      if (problem == "missing") problem = "expired";
    } else if (rule.verified && !fact.verified) {
      problem = "unverified";
    } else {
      return "";
    }
  }
  return problem;
}

}  // namespace

const std::vector<StageRule>& product_stage_rules() {
  static const std::vector<StageRule> rules = [] {
    std::vector<StageRule> out;
    for (const TableRow& row : kTable) {
      StageRule rule;
      rule.id = row.id;
      rule.stage = row.stage;
      rule.field = row.field;
      rule.evidence = row.evidence;
      rule.must_hold = row.must_hold;
      rule.verified = row.verified;
      rule.applies_when = row.applies_when;
      rule.from = make_date(2000, 1, 1);
      if (std::string_view(row.clause) == "FC") rule.from = make_date(2024, 8, 1);
      rule.clause = row.clause;
      rule.message = row.message;
      out.push_back(std::move(rule));
    }
    return out;
  }();
  return rules;
}

Text clause_title(const std::string& clause) {
  static const std::map<std::string_view, Text> titles = {
      {"HOUSE", {"产品工作规程", "the product's order of work"}},
      {"A§3",
       {"高新区产业引入研究:分阶段兑现投资承诺",
        "paper on industrial introduction in hi-tech zones: promises kept in stages"}},
      {"D§8", {"特色产业园区意见第八部分", "opinion on characteristic parks, part 8"}},
      {"D§9", {"特色产业园区意见第九部分", "opinion on characteristic parks, part 9"}},
      {"FC", {"《公平竞争审查条例》", "regulation on fair-competition review"}},
      {"CL", {"《建筑法》第七条", "Construction Law, article 7"}},
      {"LM", {"《土地管理法》有偿使用", "Land Administration Law: paid use"}},
  };
  const auto found = titles.find(clause);
  return found == titles.end() ? Text{clause, clause} : found->second;
}

Text condition_title(std::string_view condition) {
  const auto terms = parse_condition(condition);
  CHECK(terms.ok());
  std::vector<std::string> names;
  for (const Term& term : *terms) {
    names.push_back(term.name);
    if (term.right_is_name) names.push_back(term.right);
  }
  Text out;
  for (const std::string& name : names) {
    Text title{name, name};
    if (const ProjectField* field = find_project_field(name)) title = field->title;
    for (const NamedTitle& conduct : conduct_value_names())
      if (conduct.name == name) title = conduct.title;
    out.zh += (out.zh.empty() ? "" : "、") + title.zh;
    out.en += (out.en.empty() ? "" : ", ") + title.en;
  }
  return out;
}

Result<Done> check_condition(std::string_view condition) {
  TRY(parse_condition(condition));
  return Done{};
}

Truth evaluate_condition(std::string_view condition,
                         const std::map<std::string, std::string>& values) {
  const auto terms = parse_condition(condition);
  CHECK(terms.ok());
  Truth all = Truth::yes;
  for (const Term& term : *terms) {
    const Truth one = evaluate_term(term, values);
    if (one == Truth::no) return Truth::no;
    if (one == Truth::unknown) all = Truth::unknown;
  }
  return all;
}

std::vector<Missing> missing_for(std::span<const StageRule> rules, ProjectStage stage,
                                 const StageFacts& facts, Date on) {
  std::vector<Missing> missing;
  for (const StageRule& rule : rules) {
    if (rule.stage != stage || on < rule.from || (rule.to && on > *rule.to)) continue;
    // A condition on something unknown counts as fulfilled: the careful side.
    if (!rule.applies_when.empty() &&
        evaluate_condition(rule.applies_when, facts.values) == Truth::no)
      continue;
    std::string problem;
    Missing item;
    if (!rule.field.empty()) {
      if (!facts.values.contains(rule.field)) problem = "missing";
      item.field = rule.field;
      item.title = condition_title(rule.field);
    } else if (!rule.evidence.empty()) {
      problem = evidence_problem(rule, facts, on);
      item.evidence = rule.evidence;
      if (const EvidenceKind* kind = find_evidence_kind(rule.evidence)) item.title = kind->title;
    } else if (evaluate_condition(rule.must_hold, facts.values) != Truth::yes) {
      problem = "condition";
      item.condition = rule.must_hold;
      item.title = condition_title(rule.must_hold);
    }
    if (problem.empty()) continue;
    item.rule = rule.id;
    item.stage = stage;
    item.problem = std::move(problem);
    item.message = rule.message.zh.empty() ? default_message(rule, item.title) : rule.message;
    item.clause = rule.clause;
    item.clause_title = clause_title(rule.clause);
    missing.push_back(std::move(item));
  }
  return missing;
}

Error rules_error(ProjectStage stage, const std::vector<Missing>& missing) {
  const Text title = stage_title(stage);
  Error error = project_error(
      ErrorCode::rule_failed, "rules",
      fmt::format("进入“{}”还缺 {} 项;请补齐,或说明理由申请破例", title.zh, missing.size()),
      fmt::format("{} things are missing for '{}'; add them, or ask for an override with a reason",
                  missing.size(), title.en));
  for (const Missing& item : missing)
    error.fields.push_back({item.field      ? *item.field
                            : item.evidence ? "evidence." + *item.evidence
                                            : item.rule,
                            item.rule, item.message});
  return error;
}

}  // namespace gaoxin
