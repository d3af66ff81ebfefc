// Matching: one enterprise, one policy, all of them; what-if; the public calculator.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <set>

#include "api/page.h"
#include "base/text.h"
#include "policy/explain.h"
#include "policy/plan.h"
#include "policy/policy_facts.h"
#include "policy/rule_expression.h"
#include "registry/registry.h"
#include "registry/table_writer.h"

namespace gaoxin {

namespace store = policy_store;
using policy::Facts;
using policy::Outcome;
using policy::Rule;
using policy::Situation;
using policy::Verdict;

namespace {

constexpr size_t kChangedShown = 200;

Date today(const Call& call, const std::optional<Date>& as_of) {
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

// Cards ------------------------------------------------------------------------------------------

AmountAnswer amount_answer(const Outcome& outcome) {
  AmountAnswer out;
  if (outcome.amount_known) out.exact = Money{outcome.amount};
  if (outcome.amount_low != policy::kMinusInfinity) out.low = Money{outcome.amount_low};
  if (outcome.amount_high != policy::kPlusInfinity) out.high = Money{outcome.amount_high};
  return out;
}

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

std::vector<ExplainedPart> explained_parts(const Situation& situation) {
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
    out.push_back(std::move(part));
  }
  return out;
}

enum class Detail { card, tree };

struct Card {
  MatchCard card;
  Outcome outcome;
};

Card make_card(const ZoneRules& rules, size_t i, const Facts& facts, Date as_of, Detail detail) {
  const Rule& rule = rules.set.rules[i];
  const Situation situation{rule,
                            rules.set.vocabulary,
                            facts,
                            as_of,
                            rules.parameters,
                            policy::eligible_through(rules.set, facts, as_of, rules.parameters)};
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
  if (detail == Detail::tree) out.card.explained = explained_parts(situation);
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
  for (size_t i = 0; i < rules.set.rules.size(); ++i) {
    const Rule& rule = rules.set.rules[i];
    if (rule.entity != entity || (only && rule.id != *only)) continue;
    cards.push_back(make_card(rules, i, facts, as_of, detail));
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
  const Date as_of = today(call, in.as_of);
  const ZoneRules rules = rules_of(call, in.zone, as_of);
  const Facts facts = facts_of_enterprise(call, rules.set.vocabulary, in.id, as_of);
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

// All enterprises --------------------------------------------------------------------------------

namespace {

/// Enterprises looked after by the zone's subtree or resident in it.
std::vector<uint64_t> zone_mask(const Call& call, const EnterpriseColumns& columns, int64_t zone,
                                const std::optional<int64_t>& park) {
  std::vector<uint64_t> mask((columns.ids.size() + 63) / 64);
  for (size_t i = 0; i < columns.ids.size(); ++i) {
    const bool here = call.zones.is_within(columns.home_zones[i], zone) ||
                      (columns.parks[i] != 0 && call.zones.is_within(columns.parks[i], zone));
    if (here && (!park || columns.parks[i] == *park)) mask[i / 64] |= uint64_t{1} << (i % 64);
  }
  return mask;
}

/// A rule with every rule it refers to, itself first.
std::vector<const Rule*> with_references(const policy::RuleSet& set, const Rule& first) {
  std::vector<const Rule*> out{&first};
  std::set<std::string> seen{first.id};
  for (size_t i = 0; i < out.size(); ++i) {
    for (const std::string& name : policy::policies_named_by(*out[i])) {
      if (!seen.insert(name).second) continue;
      for (const Rule& rule : set.rules)
        if (rule.id == name) out.push_back(&rule);
    }
  }
  return out;
}

/// One policy over all enterprises: verdicts and the amounts of those who are eligible.
class PolicyRun {
 public:
  /// A rule that is only tried.
  PolicyRun(const policy::RuleSet& set, const Rule& rule, const EnterpriseColumns& columns,
            Date as_of, const policy::ParameterValues& zone, std::vector<uint64_t> mask)
      : mask_(std::move(mask)) {
    const policy::Plan plan(with_references(set, rule), set.vocabulary, as_of, zone);
    plan.run(*columns.table, kMatchingThreads, policy::KeepPlanes::yes, tried_);
    bulk_ = &tried_;
    find_amounts(plan, columns);
  }
  /// A policy in force, from the verdicts that are kept.
  PolicyRun(std::shared_ptr<const ZoneVerdicts> verdicts, uint32_t policy,
            const EnterpriseColumns& columns, std::vector<uint64_t> mask)
      : mask_(std::move(mask)), kept_(std::move(verdicts)), bulk_(&kept_->bulk), policy_(policy) {
    find_amounts(kept_->plan, columns);
  }
  PolicyRun(const PolicyRun&) = delete;
  PolicyRun& operator=(const PolicyRun&) = delete;

  bool inside(size_t row) const { return (mask_[row / 64] >> (row % 64) & 1) != 0; }
  Verdict verdict(size_t row) const { return bulk_->verdict(policy_, row); }
  /// Null unless the row is eligible.
  const policy::RowVerdict* amount(size_t row) const {
    const auto found = amounts_.find(static_cast<uint32_t>(row));
    return found == amounts_.end() ? nullptr : &found->second;
  }
  int64_t known_amount(size_t row) const {
    const policy::RowVerdict* found = amount(row);
    return found != nullptr && found->amount_known ? found->amount : 0;
  }
  bool amount_open(size_t row) const {
    const policy::RowVerdict* found = amount(row);
    return found != nullptr && found->has_amount && !found->amount_known;
  }

 private:
  void find_amounts(const policy::Plan& plan, const EnterpriseColumns& columns) {
    std::vector<uint32_t> rows;
    for (size_t i = 0; i < columns.ids.size(); ++i)
      if (inside(i) && verdict(i) == Verdict::eligible) rows.push_back(static_cast<uint32_t>(i));
    std::vector<policy::RowVerdict> found;
    plan.amounts(*columns.table, policy_, rows, found);
    for (size_t i = 0; i < rows.size(); ++i)
      amounts_.emplace_hint(amounts_.end(), rows[i], found[i]);
  }

  std::vector<uint64_t> mask_;
  std::shared_ptr<const ZoneVerdicts> kept_{};
  policy::BulkResult tried_{};
  const policy::BulkResult* bulk_ = nullptr;
  uint32_t policy_ = 0;
  std::map<uint32_t, policy::RowVerdict> amounts_;
};

/// Adds fen, staying at the largest amount rather than wrapping.
void accumulate(Money& sum, int64_t fen) {
  sum = add(sum, Money{fen}).value_or(Money{fen < 0 ? INT64_MIN : INT64_MAX});
}

std::optional<Text> zone_name(const Call& call, int64_t zone) {
  const Zone* found = call.zones.find(zone);
  if (found == nullptr) return std::nullopt;
  return found->name;
}

MatchRow match_row(const Call& call, const EnterpriseColumns& columns, const PolicyRun& run,
                   size_t row) {
  MatchRow out{.enterprise_id = columns.ids[row], .name = columns.names[row]};
  if (columns.parks[row] != 0) {
    out.park_id = columns.parks[row];
    out.park_name = zone_name(call, columns.parks[row]);
  }
  const policy::Datum scale = columns.table->get(row, "scale");
  if (scale.known) out.scale = scale.code;
  out.verdict = match_verdict(run.verdict(row));
  const policy::RowVerdict* amount = run.amount(row);
  if (amount != nullptr && amount->amount_known) out.amount.exact = Money{amount->amount};
  return out;
}

const Rule* rule_named(const policy::RuleSet& set, const std::string& id) {
  for (const Rule& rule : set.rules)
    if (rule.id == id) return &rule;
  return nullptr;
}

uint32_t index_of(const policy::RuleSet& set, const Rule& rule) {
  return static_cast<uint32_t>(&rule - set.rules.data());
}

/// What a single row lacks, from the explaining evaluator.
void add_missing(MatchRow& row, size_t index, const ZoneRules& rules, const Rule& rule,
                 const EnterpriseColumns& columns, Date as_of) {
  Facts facts;
  for (const auto& [name, field] : rules.set.vocabulary) {
    policy::Datum datum = columns.table->get(index, name);
    if (datum.known) facts.emplace(name, std::move(datum));
  }
  const Outcome outcome =
      policy::evaluate_rule({rule, rules.set.vocabulary, facts, as_of, rules.parameters,
                             policy::eligible_through(rules.set, facts, as_of, rules.parameters)});
  const bool eligible = outcome.verdict == Verdict::eligible;
  for (const policy::Cause& cause : eligible ? outcome.amount_undecided : outcome.undecided)
    row.missing.push_back(cause.name);
  if (!outcome.has_amount || outcome.verdict == Verdict::ineligible) return;
  row.amount = amount_answer(outcome);
}

Result<PolicyMatches> match_rows(Call& call, const MatchPolicy& in, size_t offset, size_t limit) {
  const Date as_of = today(call, in.as_of);
  const ZoneRules rules = rules_of(call, in.zone, as_of);
  const Rule* rule = rule_named(rules.set, in.id);
  if (rule == nullptr || rule->entity != "enterprise") return no_such_policy(in.id);
  const ColumnsView columns = columns_on(call, *rules.library, as_of);
  const PolicyRun run(columns.verdicts(rules), index_of(rules.set, *rule), *columns,
                      zone_mask(call, *columns, in.zone, in.park));
  const std::vector<MatchVerdict> wanted =
      in.verdict.value_or(std::vector<MatchVerdict>{MatchVerdict::eligible});
  PolicyMatches out;
  std::map<int64_t, ParkCount> parks;
  std::vector<size_t> chosen;
  for (size_t row = 0; row < columns->ids.size(); ++row) {
    if (!run.inside(row)) continue;
    const MatchVerdict verdict = match_verdict(run.verdict(row));
    ParkCount& park = parks[columns->parks[row]];
    const auto count = [&](auto& counts) {
      counts.eligible += verdict == MatchVerdict::eligible ? 1 : 0;
      counts.unknown += verdict == MatchVerdict::unknown ? 1 : 0;
      counts.ineligible += verdict == MatchVerdict::ineligible ? 1 : 0;
      accumulate(counts.amount, run.known_amount(row));
    };
    count(out);
    count(park);
    out.amounts_unknown += run.amount_open(row) ? 1 : 0;
    if (std::find(wanted.begin(), wanted.end(), verdict) != wanted.end()) chosen.push_back(row);
  }
  std::stable_sort(chosen.begin(), chosen.end(), [&](size_t a, size_t b) {
    return std::pair(run.known_amount(b), columns->ids[a]) <
           std::pair(run.known_amount(a), columns->ids[b]);
  });
  out.total = static_cast<int64_t>(chosen.size());
  for (size_t i = offset; i < std::min(chosen.size(), offset + limit); ++i) {
    out.items.push_back(match_row(call, *columns, run, chosen[i]));
    add_missing(out.items.back(), chosen[i], rules, *rule, *columns, as_of);
  }
  for (auto& [id, park] : parks) {
    if (id != 0) park.park_id = id;
    park.park_name = zone_name(call, id).value_or(Text{"不在园区", "In no park"});
    out.by_park.push_back(std::move(park));
  }
  return out;
}

}  // namespace

Result<PolicyMatches> match_policy(Call& call, const MatchPolicy& in) {
  TRY_ASSIGN(page, page_request(in.page, in.page_size));
  TRY_ASSIGN(out, match_rows(call, in, static_cast<size_t>((page.page - 1) * page.page_size),
                             static_cast<size_t>(page.page_size)));
  out.page = page.page;
  out.page_size = page.page_size;
  return out;
}

Result<File> export_matches(Call& call, const ExportMatches& in) {
  TRY_ASSIGN(format, parse_table_format(in.format.value_or("xlsx")));
  constexpr size_t kMost = 100000;
  TRY_ASSIGN(matches, match_rows(call, in, 0, kMost));
  const bool zh = in.lang.value_or("zh") != "en";
  const std::vector<TableColumn> columns =
      zh ? std::vector<TableColumn>{{"企业编号", 0}, {"企业名称", 30}, {"园区", 24},    {"规模", 0},
                                    {"结果", 0},     {"金额", 16},     {"尚缺数据", 40}}
         : std::vector<TableColumn>{{"Enterprise", 0}, {"Name", 30},   {"Park", 24},   {"Size", 0},
                                    {"Verdict", 0},    {"Amount", 16}, {"Missing", 40}};
  TRY_ASSIGN(
      bytes, write_table(format, in.id.substr(0, 31), columns, [&](const AddRow& add_row) {
        for (const MatchRow& row : matches.items) {
          const std::string park =
              row.park_name ? (zh ? row.park_name->zh : row.park_name->en) : "";
          const std::string missing = fmt::format("{}", fmt::join(row.missing, ", "));
          const std::string verdict = boost::describe::enum_to_string(row.verdict, "");
          const std::string scale = row.scale.value_or("");
          const auto text = [](const std::string& s) {
            return s.empty() ? TableCell{} : TableCell{std::string_view(s)};
          };
          const std::array<TableCell, 7> cells{
              row.enterprise_id, text(row.name),
              text(park),        text(scale),
              text(verdict),     row.amount.exact ? TableCell{*row.amount.exact} : TableCell{},
              text(missing)};
          add_row(cells);
        }
      }));
  const bool xlsx = format == TableFormat::xlsx;
  return File{fmt::format("{}.{}", in.id, xlsx ? "xlsx" : "csv"),
              std::string(table_content_type(format)), std::move(bytes)};
}

Result<ProactiveList> list_proactive(Call& call, const Proactive& in) {
  const Date as_of = today(call, in.as_of);
  const ZoneRules rules = rules_of(call, in.zone, as_of);
  const ColumnsView columns = columns_on(call, *rules.library, as_of);
  const std::vector<uint64_t> mask = zone_mask(call, *columns, in.zone, std::nullopt);
  const std::shared_ptr<const ZoneVerdicts> verdicts = columns.verdicts(rules);
  const policy::Column* received = columns->table->find("received");
  ProactiveList out;
  for (const uint64_t word : mask) out.enterprises += std::popcount(word);
  static const std::set<std::string> kNothingToApplyFor{"gate", "eligibility", "standard"};
  for (uint32_t p = 0; p < rules.set.rules.size(); ++p) {
    const Rule& rule = rules.set.rules[p];
    if (rule.entity != "enterprise" || kNothingToApplyFor.contains(rule.kind)) continue;
    ProactiveRow row{.policy =
                         policy_row(*rules.library, rules.revisions[p], as_of, rules.parameters)};
    std::vector<uint32_t> rows;
    for (size_t i = 0; i < columns->ids.size(); ++i) {
      if ((mask[i / 64] >> (i % 64) & 1) == 0) continue;
      const Verdict verdict = verdicts->bulk.verdict(p, i);
      row.unknown += verdict == Verdict::unknown ? 1 : 0;
      if (verdict != Verdict::eligible) continue;
      if (received != nullptr && received->is_known(i)) {
        const policy::Datum has = columns->table->get(i, "received");
        if (std::find(has.codes.begin(), has.codes.end(), rule.id) != has.codes.end()) continue;
      }
      rows.push_back(static_cast<uint32_t>(i));
    }
    row.eligible = static_cast<int64_t>(rows.size());
    std::vector<policy::RowVerdict> amounts;
    verdicts->plan.amounts(*columns->table, p, rows, amounts);
    for (const policy::RowVerdict& amount : amounts) {
      if (amount.amount_known) accumulate(row.amount, amount.amount);
      row.amounts_unknown += amount.has_amount && !amount.amount_known ? 1 : 0;
    }
    if (row.eligible > 0 || row.unknown > 0) out.items.push_back(std::move(row));
  }
  std::stable_sort(out.items.begin(), out.items.end(),
                   [](const ProactiveRow& a, const ProactiveRow& b) {
                     if ((a.eligible > 0) != (b.eligible > 0)) return a.eligible > 0;
                     if (a.amount.fen != b.amount.fen) return a.amount.fen > b.amount.fen;
                     return a.eligible > b.eligible;
                   });
  out.total = static_cast<int64_t>(out.items.size());
  return out;
}

// What-if ----------------------------------------------------------------------------------------

namespace {

using Assumed = std::map<std::string, std::string>;

/// The zone's parameters with those of the question laid over them from the first day on.
Result<policy::ParameterValues> overlaid(const policy::ParameterValues& zone, const Rule& rule,
                                         const Assumed& changes) {
  policy::ParameterValues out = zone;
  for (const auto& [name, text] : changes) {
    const policy::Parameter* parameter = rule.find_parameter(name);
    std::vector<policy::Issue> issues;
    std::optional<policy::Value> value;
    if (parameter != nullptr)
      value = policy::parse_value(text, parameter->type, {name, {1, 1}, true}, issues);
    if (!value) {
      Error error = policy_error(ErrorCode::invalid, "policy.what_if.parameter",
                                 "假设的参数不能识别", "an assumed parameter is not understood");
      error.fields.push_back(
          {"parameters." + name, "policy.parameter.value",
           issues.empty() ? Text{"没有这个参数", "there is no such parameter"} : issues[0].text});
      return error;
    }
    out.values[{rule.id, name}] = {{Date{INT32_MIN}, *value}};
  }
  return out;
}

struct Groups {
  std::map<std::string, WhatIfGroup> by_park, by_size;
};

Text size_label(const std::string& code) {
  if (code == "large") return {"大型", "Large"};
  if (code == "medium") return {"中型", "Medium"};
  if (code == "small") return {"小型", "Small"};
  if (code == "micro") return {"微型", "Micro"};
  return {"规模未知", "Size unknown"};
}

WhatIfAnswer compare_runs(const Call& call, const EnterpriseColumns& columns,
                          const PolicyRun& before, const PolicyRun& after) {
  WhatIfAnswer out;
  Groups groups;
  std::vector<size_t> changed;
  for (size_t row = 0; row < columns.ids.size(); ++row) {
    if (!before.inside(row)) continue;
    ++out.enterprises;
    const bool was = before.verdict(row) == Verdict::eligible;
    const bool is = after.verdict(row) == Verdict::eligible;
    out.eligible_before += was ? 1 : 0;
    out.eligible_after += is ? 1 : 0;
    out.unknown_before += before.verdict(row) == Verdict::unknown ? 1 : 0;
    out.unknown_after += after.verdict(row) == Verdict::unknown ? 1 : 0;
    out.amounts_unknown_before += before.amount_open(row) ? 1 : 0;
    out.amounts_unknown_after += after.amount_open(row) ? 1 : 0;
    const int64_t old_amount = before.known_amount(row);
    const int64_t new_amount = after.known_amount(row);
    accumulate(out.amount_before, old_amount);
    accumulate(out.amount_after, new_amount);
    const bool comparable = !before.amount_open(row) && !after.amount_open(row);
    const bool wins = (is && !was) || (is && was && comparable && new_amount > old_amount);
    const bool loses = (was && !is) || (is && was && comparable && new_amount < old_amount);
    if (!wins && !loses && old_amount == new_amount && before.verdict(row) == after.verdict(row))
      continue;
    changed.push_back(row);
    out.winners += wins ? 1 : 0;
    out.losers += loses ? 1 : 0;
    const std::string park = std::to_string(columns.parks[row]);
    const policy::Datum scale = columns.table->get(row, "scale");
    const std::string size = scale.known ? scale.code : "";
    WhatIfGroup& by_park = groups.by_park[park];
    by_park.label = zone_name(call, columns.parks[row]).value_or(Text{"不在园区", "In no park"});
    WhatIfGroup& by_size = groups.by_size[size];
    by_size.label = size_label(size);
    for (WhatIfGroup* group : {&by_park, &by_size}) {
      group->winners += wins ? 1 : 0;
      group->losers += loses ? 1 : 0;
      accumulate(group->cost, new_amount - old_amount);
    }
    groups.by_park[park].key = park;
    groups.by_size[size].key = size;
  }
  out.cost = subtract(out.amount_after, out.amount_before).value_or(Money{INT64_MAX});
  for (auto& [key, group] : groups.by_park) out.by_park.push_back(std::move(group));
  for (auto& [key, group] : groups.by_size) out.by_size.push_back(std::move(group));
  for (size_t i = 0; i < std::min(changed.size(), kChangedShown); ++i)
    out.changed.push_back(match_row(call, columns, after, changed[i]));
  return out;
}

}  // namespace

Result<WhatIfAnswer> what_if(Call& call, const WhatIf& in) {
  const Date as_of = today(call, in.as_of);
  const ZoneRules rules = rules_of(call, in.zone, as_of);
  const Rule* present = rule_named(rules.set, in.id);
  if (present == nullptr && !in.source) return no_such_policy(in.id);
  const Rule* changed = present;
  policy::RuleSet with_draft;
  if (in.source) {
    const policy::CheckReport report = policy::check_draft({"policy.yaml", *in.source}, rules.set);
    if (has_errors(report.issues) || report.rules.rules.empty()) {
      Error error =
          policy_error(ErrorCode::rule_failed, "policy.source.invalid", "草稿规则有错误,不能试算",
                       "the draft has errors, so it cannot be tried");
      for (const policy::Issue& issue : report.issues)
        error.fields.push_back({fmt::format("line {}, column {}", issue.at.line, issue.at.column),
                                issue.key, issue.text});
      return error;
    }
    with_draft = report.rules;
    changed = &with_draft.rules.back();
    if (present == nullptr) present = rule_named(rules.set, changed->id);
  }
  TRY_ASSIGN(parameters, overlaid(rules.parameters, *changed, in.parameters.value_or(Assumed{})));
  const ColumnsView columns = columns_on(call, *rules.library, as_of);
  const std::vector<uint64_t> mask = zone_mask(call, *columns, in.zone, std::nullopt);
  const policy::RuleSet& changed_set = in.source ? with_draft : rules.set;
  const PolicyRun after(changed_set, *changed, *columns, as_of, parameters, mask);
  if (present != nullptr) {
    const PolicyRun before(columns.verdicts(rules), index_of(rules.set, *present), *columns, mask);
    return compare_runs(call, *columns, before, after);
  }
  // A policy that does not exist yet: before it, nobody was eligible.
  Rule nothing;
  nothing.id = changed->id;
  nothing.valid = true;
  nothing.eligible.type = policy::Type::boolean;
  const PolicyRun before(rules.set, nothing, *columns, as_of, rules.parameters, mask);
  return compare_runs(call, *columns, before, after);
}

}  // namespace gaoxin
