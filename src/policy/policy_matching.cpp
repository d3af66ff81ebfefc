// Matching of one enterprise: its cards, the answers asked next, the public calculator.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "policy/explain.h"
#include "policy/policy_facts.h"
#include "policy/policy_matching.h"
#include "policy/rule_expression.h"
#include "registry/registry.h"

namespace gaoxin {

namespace store = policy_store;
using policy::Facts;
using policy::Outcome;
using policy::Rule;
using policy::Situation;
using policy::Verdict;

// Shared with policy_lists.cpp --------------------------------------------------------------------

Date day_asked(const Call& call, const std::optional<Date>& as_of) {
  return as_of.value_or(date_of(call.now));
}
MatchVerdict match_verdict(Verdict verdict) {
  switch (verdict) {
    case Verdict::eligible: return MatchVerdict::eligible;
    case Verdict::ineligible: return MatchVerdict::ineligible;
    case Verdict::unknown: break;
  }
  return MatchVerdict::unknown;
}
Error no_such_policy(const std::string& id) {
  return policy_error(ErrorCode::not_found, "policy.not_in_force",
                      fmt::format("当日没有生效的政策“{}”", id),
                      fmt::format("no policy '{}' is in force on that day", id));
}

AmountAnswer amount_answer(const Outcome& outcome) {
  AmountAnswer out;
  if (outcome.amount_known) out.exact = Money{outcome.amount};
  if (outcome.amount_low != policy::kMinusInfinity) out.low = Money{outcome.amount_low};
  if (outcome.amount_high != policy::kPlusInfinity) out.high = Money{outcome.amount_high};
  return out;
}

const Rule* rule_named(const policy::RuleSet& set, const std::string& id) {
  for (const Rule& rule : set.rules)
    if (rule.id == id) return &rule;
  return nullptr;
}

namespace {

// Cards ------------------------------------------------------------------------------------------

Text label_of(const Rule& rule, const policy::Vocabulary& vocabulary, const std::string& name) {
  if (const policy::FieldDefinition* field = policy::find_field(rule, vocabulary, name))
    return field->label;
  if (const policy::Parameter* parameter = rule.find_parameter(name)) return parameter->label;
  const size_t dot = name.find('.');
  if (dot != std::string::npos) {
    const policy::FieldDefinition* rows = policy::find_field(rule, vocabulary, name.substr(0, dot));
    if (rows != nullptr) {
      const auto column = rows->columns.find(name.substr(dot + 1));
      return column == rows->columns.end() ? rows->label : column->second.label;
    }
  }
  return {name, name};
}

std::vector<MissingAnswer> missing_answers(const Rule& rule, const policy::Vocabulary& vocabulary,
                                           const std::set<policy::Cause>& causes) {
  std::vector<MissingAnswer> out;
  for (const policy::Cause& cause : causes)
    out.push_back({cause.name, label_of(rule, vocabulary, cause.name),
                   std::string(policy::missing_name(cause.missing)),
                   policy::missing_text(cause.missing)});
  return out;
}

std::string datum_text(const policy::Datum& datum, const policy::FieldDefinition& field) {
  if (field.type == policy::Type::rows)
    return fmt::format("{}{}", datum.rows ? datum.rows->rows.size() : 0,
                       datum.rows && datum.rows->complete ? "" : "+");
  if (field.yearly) {
    std::string out;
    for (const auto& [year, number] : datum.years)
      out += fmt::format(
          "{}{}: {}", out.empty() ? "" : ", ", year,
          policy::format_value({field.type, policy::stored_scale(field.type), number, "", {}}));
    return out;
  }
  return policy::format_value(
      {field.type, policy::stored_scale(field.type), datum.number, datum.code, datum.codes});
}

UsedDatum used_datum(const Situation& situation, const std::string& name) {
  UsedDatum out{.name = name, .label = label_of(situation.rule, situation.vocabulary, name)};
  const policy::FieldDefinition* field =
      policy::find_field(situation.rule, situation.vocabulary, name);
  const auto found = situation.facts.find(name);
  if (field == nullptr || found == situation.facts.end()) {
    out.reason = policy::missing_name(policy::Missing::never_collected);
    return out;
  }
  const policy::Datum& datum = found->second;
  if (datum.known)
    out.value = datum_text(datum, *field);
  else
    out.reason = policy::missing_name(datum.missing);
  if (!datum.source.empty()) out.source = datum.source;
  out.date = datum.recorded_on;
  return out;
}

UsedParameter used_parameter(const Situation& situation, const std::string& name) {
  const policy::Parameter* parameter = situation.rule.find_parameter(name);
  UsedParameter out{.name = name, .label = parameter->label};
  const policy::Value* value =
      policy::parameter_value(situation.rule, *parameter, situation.as_of, situation.zone);
  if (value == nullptr) return out;
  out.value = policy::format_value(*value);
  for (const auto& [date, v] : parameter->values)
    if (&v == value) out.since = date;
  const auto set = situation.zone.values.find({situation.rule.id, name});
  if (set != situation.zone.values.end())
    for (const auto& [date, v] : set->second)
      if (&v == value) out.since = date;
  return out;
}

/// What another policy says, as a datum of this one.
UsedDatum used_policy(const Situation& situation, const policy::RuleSet& set,
                      const policy::Expr& reference) {
  const Rule* other = rule_named(set, reference.name);
  const Text title = other == nullptr ? Text{reference.name, reference.name} : other->title;
  UsedDatum out{.name = policy::to_source(reference)};
  out.label =
      reference.op == policy::Op::eligible
          ? Text{fmt::format("可享受“{}”", title.zh), fmt::format("eligible for '{}'", title.en)}
          : Text{fmt::format("“{}”的金额", title.zh), fmt::format("amount of '{}'", title.en)};
  const policy::Computed value = situation.other(reference);
  if (value.known)
    out.value = policy::format_value({.type = reference.type,
                                      .scale = policy::stored_scale(reference.type),
                                      .number = value.number});
  else if (!value.causes.empty())
    out.reason = policy::missing_name(value.causes.begin()->missing);
  return out;
}

std::vector<ExplainedPart> explained_parts(const Situation& situation, const policy::RuleSet& set) {
  std::vector<ExplainedPart> out;
  for (const policy::ExplainedNode& node : policy::explain(situation)) {
    ExplainedPart part{.depth = node.depth, .condition = node.condition};
    part.expression = node.expression;
    part.verdict = !node.value.known        ? MatchVerdict::unknown
                   : node.value.number != 0 ? MatchVerdict::eligible
                                            : MatchVerdict::ineligible;
    part.deciding = node.deciding;
    if (node.depth == 0) {
      const policy::Condition* condition = situation.rule.find_condition(node.condition);
      part.label = condition->label;
      part.clause = condition->clause;
    }
    for (const std::string& field : node.fields) part.data.push_back(used_datum(situation, field));
    for (const std::string& parameter : node.parameters)
      part.parameters.push_back(used_parameter(situation, parameter));
    for (const policy::Expr& reference : node.references)
      part.data.push_back(used_policy(situation, set, reference));
    out.push_back(std::move(part));
  }
  return out;
}

enum class Detail { card, tree };
using OtherPolicies = std::function<policy::Computed(const policy::Expr&)>;

struct Card {
  MatchCard card;
  Outcome outcome;
};

Card make_card(const ZoneRules& rules, size_t i, const Facts& facts, Date as_of, Detail detail,
               const OtherPolicies& others) {
  const Rule& rule = rules.set.rules[i];
  const Situation situation{rule, rules.set.vocabulary, facts, as_of, rules.parameters, others};
  Card out;
  out.outcome = policy::evaluate_rule(situation);
  out.card.policy = policy_row(*rules.library, rules.revisions[i], as_of, rules.parameters);
  out.card.verdict = match_verdict(out.outcome.verdict);
  if (out.outcome.has_amount && out.outcome.verdict != Verdict::ineligible)
    out.card.amount = amount_answer(out.outcome);
  std::set<policy::Cause> causes = out.outcome.undecided;
  if (out.outcome.verdict == Verdict::eligible) causes = out.outcome.amount_undecided;
  out.card.missing = missing_answers(rule, rules.set.vocabulary, causes);
  for (const std::string& id : policy::failing_conditions(situation))
    out.card.because.push_back(id);
  out.card.remaining = policy::remaining(situation);
  if (detail == Detail::tree) out.card.explained = explained_parts(situation, rules.set);
  return out;
}

int rank(MatchVerdict verdict) {
  return verdict == MatchVerdict::eligible ? 0 : verdict == MatchVerdict::unknown ? 1 : 2;
}

/// Fields behind the causes of an outcome; eligible('x') asks for what x lacks.
std::set<std::string> fields_to_ask(const Card& card) {
  std::set<policy::Cause> causes = card.outcome.undecided;
  if (card.outcome.verdict == Verdict::eligible) causes = card.outcome.amount_undecided;
  return policy::asked_fields(causes);
}

struct Answered {
  std::vector<MatchCard> items;
  std::vector<NextQuestion> next_questions;
  AmountAnswer total;
};

Answered answer_cards(const ZoneRules& rules, const Facts& facts, Date as_of, Detail detail,
                      const std::string& entity, const std::optional<std::string>& only,
                      const std::set<std::string>& skipped) {
  std::vector<Card> cards;
  const OtherPolicies others = policy::policies_through(rules.set, facts, as_of, rules.parameters);
  for (size_t i = 0; i < rules.set.rules.size(); ++i) {
    const Rule& rule = rules.set.rules[i];
    if (rule.entity != entity || (only && rule.id != *only)) continue;
    cards.push_back(make_card(rules, i, facts, as_of, detail, others));
  }
  std::stable_sort(cards.begin(), cards.end(), [](const Card& a, const Card& b) {
    const int x = rank(a.card.verdict);
    const int y = rank(b.card.verdict);
    return x != y ? x < y : policy::worth(a.outcome) > policy::worth(b.outcome);
  });
  Answered out;
  Money low{0};
  std::optional<Money> high = Money{0};
  bool exact = true;
  std::vector<policy::OpenPolicy> open;
  for (Card& card : cards) {
    if (card.card.verdict == MatchVerdict::eligible && card.card.amount) {
      const AmountAnswer& amount = *card.card.amount;
      low = add(low, amount.low.value_or(Money{0})).value_or(low);
      high = high && amount.high ? add(*high, *amount.high) : std::nullopt;
      exact = exact && amount.exact.has_value();
    }
    std::set<std::string> fields = fields_to_ask(card);
    for (const std::string& field : skipped) fields.erase(field);
    if (!fields.empty() && card.card.verdict != MatchVerdict::ineligible)
      open.push_back({card.card.policy.id, std::move(fields), policy::worth(card.outcome)});
    out.items.push_back(std::move(card.card));
  }
  out.total.low = low;
  out.total.high = high;
  if (exact) out.total.exact = low;
  for (const policy::RankedQuestion& question : policy::rank_questions(open)) {
    const policy::FieldDefinition* field = nullptr;
    for (const Rule& rule : rules.set.rules)
      if (field == nullptr) field = policy::find_field(rule, rules.set.vocabulary, question.field);
    if (field == nullptr) continue;
    PolicyField definition = policy_field(*field);
    out.next_questions.push_back({question.field, definition.question, definition,
                                  Money{question.at_stake}, question.policies, question.settles});
    if (out.next_questions.size() == 20) break;
  }
  return out;
}

EnterpriseMatches enterprise_matches(Call& call, const MatchEnterprise& in,
                                     const Enterprise& enterprise) {
  const Date as_of = day_asked(call, in.as_of);
  const ZoneRules rules = rules_of(call, in.zone, as_of);
  const Facts facts = facts_of_enterprise(call.db, rules.set.vocabulary, in.id, as_of);
  Answered answered =
      answer_cards(rules, facts, as_of, in.explain.value_or(false) ? Detail::tree : Detail::card,
                   "enterprise", in.policy, {});
  return {in.id,
          enterprise.name,
          as_of,
          std::move(answered.items),
          std::move(answered.next_questions),
          answered.total};
}

}  // namespace

Result<EnterpriseMatches> match_enterprise(Call& call, const MatchEnterprise& in) {
  TRY_ASSIGN(enterprise, get_enterprise(call, ZoneAndId{in.zone, in.id}));
  return enterprise_matches(call, in, enterprise);
}

Result<EnterpriseMatches> record_answers(Call& call, const RecordAnswers& in) {
  TRY_ASSIGN(enterprise, get_enterprise(call, ZoneAndId{in.zone, in.id}));
  if (!call.may("policy.write", enterprise.home_zone))
    return policy_error(ErrorCode::forbidden, "policy.answer.home_zone",
                        "只有该企业所属园区可以记录",
                        "only the zone that looks after this enterprise records its answers");
  const auto library = current_library(call.database, call.db);
  Error wrong = policy_error(ErrorCode::invalid, "policy.answer.invalid", "有答复不能识别",
                             "some answers cannot be understood");
  for (size_t i = 0; i < in.answers.size(); ++i) {
    const PolicyAnswer& answer = in.answers[i];
    const auto field = library->vocabulary.find(answer.field);
    const std::string path = fmt::format("answers[{}]", i);
    if (field == library->vocabulary.end()) {
      wrong.fields.push_back({path + ".field",
                              "policy.name.unknown",
                              {fmt::format("没有名为“{}”的数据", answer.field),
                               fmt::format("there is no datum '{}'", answer.field)}});
      continue;
    }
    if (answer.value.has_value() == answer.missing.has_value()) {
      wrong.fields.push_back(
          {path,
           "policy.answer.value",
           {"请填写值或缺失原因之一", "give either a value or why it is missing"}});
      continue;
    }
    if (answer.missing) {
      static constexpr std::array<std::string_view, 4> kReasons{"never_collected", "stale",
                                                                "withheld", "not_applicable"};
      if (std::find(kReasons.begin(), kReasons.end(), *answer.missing) == kReasons.end())
        wrong.fields.push_back({path + ".missing",
                                "policy.test.reason",
                                {"原因不认识",
                                 "no such reason: never_collected, stale, withheld "
                                 "or not_applicable"}});
      continue;
    }
    std::vector<policy::Issue> issues;
    const auto datum = policy::parse_datum(*answer.value, field->second, issues);
    if (!datum || has_errors(issues))
      wrong.fields.push_back(
          {path + ".value", issues.empty() ? "policy.value" : issues[0].key,
           issues.empty() ? Text{"值不能识别", "the value is not understood"} : issues[0].text});
  }
  if (!wrong.fields.empty()) return wrong;
  for (const PolicyAnswer& answer : in.answers)
    store::insert_answer(call.db, enterprise.home_zone, in.id, answer, call.now,
                         call.actor.user_id);
  touch_counter(call.db, "policy_answer", std::array{in.id});
  return enterprise_matches(call, {.zone = in.zone, .id = in.id}, enterprise);
}

Result<CalculateAnswer> calculate(Call& call, const Calculate& in) {
  const Date as_of = date_of(call.now);
  const ZoneRules rules = shipped_rules(current_library(call.database, call.db), as_of);
  Facts facts;
  Error wrong = policy_error(ErrorCode::invalid, "policy.answer.invalid", "有答复不能识别",
                             "some answers cannot be understood");
  for (const auto& [name, text] : in.answers) {
    const policy::FieldDefinition* field = nullptr;
    for (const Rule& rule : rules.set.rules)
      if (field == nullptr) field = policy::find_field(rule, rules.set.vocabulary, name);
    std::vector<policy::Issue> issues;
    std::optional<policy::Datum> datum;
    if (field != nullptr) datum = policy::parse_datum(text, *field, issues);
    if (field == nullptr) {
      wrong.fields.push_back(
          {"answers." + name, "policy.name.unknown", {"没有这项数据", "there is no such datum"}});
    } else if (!datum || has_errors(issues)) {
      wrong.fields.push_back(
          {"answers." + name, issues.empty() ? "policy.value" : issues[0].key,
           issues.empty() ? Text{"值不能识别", "the value is not understood"} : issues[0].text});
    } else {
      facts[name] = std::move(*datum);
    }
  }
  if (!wrong.fields.empty()) return wrong;
  std::set<std::string> skipped;
  if (in.skipped) skipped.insert(in.skipped->begin(), in.skipped->end());
  Answered answered =
      answer_cards(rules, facts, as_of, in.explain.value_or(false) ? Detail::tree : Detail::card,
                   in.entity.value_or("enterprise"), in.policy, skipped);
  return CalculateAnswer{std::move(answered.items), std::move(answered.next_questions),
                         answered.total};
}

}  // namespace gaoxin
