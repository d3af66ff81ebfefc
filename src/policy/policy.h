// Policies as executable rules: catalogue, life, matching, what-if. The module's public header.
//
// Start here. A policy is a rule file (rule.h says what stands in it). A zone sees the policies of
// its own and of the zones above it, and those the product ships. `as_of` chooses the version in
// force on a day; it is today when missing. Money is text of yuan as everywhere ("1234.50"); an
// amount that is not known exactly is an interval, and a missing upper end means 'unbounded'.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/operation.h"

namespace gaoxin {

void add_policy_operations(Operations& operations);

/// Brings the policies in `catalogue`/policies into the database as published revisions of zone 0.
/// A file that has changed becomes a new revision; nothing is done when all is there.
Result<Done> load_shipped_policies(Transaction& db, const std::string& catalogue);

/// Invented answers of the invented enterprises and parameters of the province CN-22, so that a
/// demonstration shows who can get what. Does nothing when there are answers already.
Result<Done> load_demo_answers(Transaction& db, Timestamp now);

/// `gaoxin policy check PATH…`: checks rule files and vocabularies, runs the tests in them and
/// appends a report (one line per finding, then a summary). Directories are searched for *.yaml;
/// `language` is "zh" or "en". Returns the exit status: 0 nothing wrong, 1 errors or failed tests,
/// 2 a path that cannot be read.
int run_policy_check(const std::vector<std::string>& paths, const std::string& language,
                     std::string& output);

// ---- Catalogue ---------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(PolicyClass, land, fiscal_and_tax, talent_and_science, finance)
BOOST_DEFINE_ENUM_CLASS(PolicyState, draft, reviewed, approved, published, superseded)

struct PolicyRow {
  std::string id{};      ///< "listing-counselling"
  int64_t revision = 0;  ///< the version shown
  PolicyState state = PolicyState::published;
  PolicyClass policy_class = PolicyClass::finance;
  std::string kind{};    ///< subsidy, tax_relief, deduction, priority, permit, certification …
  std::string entity{};  ///< enterprise, person, project, park
  Text title{};
  std::string document{};
  std::string clause{};
  Date effective_from{};
  std::optional<Date> effective_to{};
  bool in_force = false;                         ///< on as_of
  std::vector<std::string> parameters_to_set{};  ///< the zone must set them: until then unknown
  int64_t zone_id = 0;                           ///< 0: shipped with the product
  bool gives_amount = false;                     ///< of money; false: a right, a permit, a title
};
BOOST_DESCRIBE_STRUCT(PolicyRow, (),
                      (id, revision, state, policy_class, kind, entity, title, document, clause,
                       effective_from, effective_to, in_force, parameters_to_set, zone_id,
                       gives_amount))
struct ListPolicies {
  int64_t zone = 0;
  std::optional<std::string> q{};
  std::optional<std::string> sort{};  ///< id, title, policy_class, effective_from; "-" before: down
  std::optional<int64_t> page{}, page_size{};
  std::optional<std::vector<PolicyClass>> policy_class{};
  std::optional<std::vector<PolicyState>> state{};  ///< default: published
  std::optional<std::string> entity{};
  std::optional<Date> as_of{};
};
BOOST_DESCRIBE_STRUCT(ListPolicies, (),
                      (zone, q, sort, page, page_size, policy_class, state, entity, as_of))
struct PolicyPage {
  std::vector<PolicyRow> items{};
  int64_t total = 0, page = 1, page_size = 50;
};
BOOST_DESCRIBE_STRUCT(PolicyPage, (), (items, total, page, page_size))
Result<PolicyPage> list_policies(Call& call, const ListPolicies& in);

struct PolicyParameter {
  std::string name{};
  std::string type{};  ///< money, ratio, count, months, date, area, bool, code, codes
  Text label{};
  bool set_by_zone = false;
  std::optional<std::string> value{};  ///< in force on as_of, as a rule file writes it: "5 %"
  std::optional<Date> since{};
  std::optional<std::string> minimum{}, maximum{};
};
BOOST_DESCRIBE_STRUCT(PolicyParameter, (),
                      (name, type, label, set_by_zone, value, since, minimum, maximum))
struct PolicyConditionRow {
  std::string id{};
  Text label{};
  std::string clause{};
  std::string expression{};
};
BOOST_DESCRIBE_STRUCT(PolicyConditionRow, (), (id, label, clause, expression))
/// A datum the rule asks for, with the question the calculator puts.
struct PolicyField {
  std::string name{};
  std::string type{};
  Text label{};
  Text question{};
  std::vector<std::string> codes{};
  std::map<std::string, Text> code_labels{};
  bool is_signed = false;
};
BOOST_DESCRIBE_STRUCT(PolicyField, (), (name, type, label, question, codes, code_labels, is_signed))
struct PolicyRevision {
  int64_t revision = 0;
  PolicyState state = PolicyState::draft;
  Date effective_from{};
  std::optional<Date> effective_to{};
  Timestamp created_at{};
  int64_t created_by = 0;
  std::optional<std::string> legal_basis{}, fair_competition_review{};
  std::optional<int64_t> reviewed_by{}, approved_by{}, published_by{};
  std::optional<Timestamp> reviewed_at{}, approved_at{}, published_at{};
};
BOOST_DESCRIBE_STRUCT(PolicyRevision, (),
                      (revision, state, effective_from, effective_to, created_at, created_by,
                       legal_basis, fair_competition_review, reviewed_by, approved_by, published_by,
                       reviewed_at, approved_at, published_at))
struct Policy {
  PolicyRow summary{};
  Text text{};           ///< what the clause says, beside the rule
  std::string source{};  ///< the rule file
  std::string url{};
  std::string eligible{};
  std::optional<std::string> amount{};
  std::vector<PolicyConditionRow> conditions{};
  std::vector<PolicyParameter> parameters{};
  std::vector<PolicyField> fields{};
  std::string legal_basis{}, fair_competition_review{};
  std::vector<PolicyRevision> revisions{};  ///< newest first
  int64_t version = 0;                      ///< of the revision shown, for updates
};
BOOST_DESCRIBE_STRUCT(Policy, (),
                      (summary, text, source, url, eligible, amount, conditions, parameters, fields,
                       legal_basis, fair_competition_review, revisions, version))
struct GetPolicy {
  int64_t zone = 0;
  std::string id{};
  std::optional<int64_t> revision{};  ///< default: the one in force on as_of, else the newest
  std::optional<Date> as_of{};
};
BOOST_DESCRIBE_STRUCT(GetPolicy, (), (zone, id, revision, as_of))
Result<Policy> get_policy(Call& call, const GetPolicy& in);

// ---- Checking and the life of a policy ---------------------------------------------------------

struct CheckFinding {
  std::string severity{};  ///< error, warning
  int64_t line = 0, column = 0;
  std::string key{};
  Text text{};
};
BOOST_DESCRIBE_STRUCT(CheckFinding, (), (severity, line, column, key, text))
struct CheckTest {
  std::string name{};
  int64_t line = 0;
  bool passed = false;
  Text text{};  ///< what differed
};
BOOST_DESCRIBE_STRUCT(CheckTest, (), (name, line, passed, text))
struct CheckAnswer {
  bool valid = false;  ///< no errors and every test passes
  std::vector<CheckFinding> findings{};
  std::vector<CheckTest> tests{};
};
BOOST_DESCRIBE_STRUCT(CheckAnswer, (), (valid, findings, tests))
struct CheckPolicy {
  int64_t zone = 0;
  std::string source{};
};
BOOST_DESCRIBE_STRUCT(CheckPolicy, (), (zone, source))
/// The live check of the editor; changes nothing.
Result<CheckAnswer> check_policy(Call& call, const CheckPolicy& in);

struct SaveDraft {
  int64_t zone = 0;
  std::string source{};
  std::optional<int64_t> version{};  ///< of the draft that is replaced; missing: a new draft
};
BOOST_DESCRIBE_STRUCT(SaveDraft, (), (zone, source, version))
/// One draft a policy and zone; its id comes from the file. Errors: policy.draft.exists (409),
/// policy.draft.stale (409), policy.source.invalid (the file is not even a rule).
Result<Policy> save_draft(Call& call, const SaveDraft& in);

struct ReviewPolicy {
  int64_t zone = 0;
  std::string id{};
  int64_t revision = 0;
  int64_t version = 0;
  std::string legal_basis{};
  std::string fair_competition_review{};
};
BOOST_DESCRIBE_STRUCT(ReviewPolicy, (),
                      (zone, id, revision, version, legal_basis, fair_competition_review))
/// draft → reviewed. Needs a rule without errors whose tests pass, and both texts.
Result<Policy> review_policy(Call& call, const ReviewPolicy& in);
struct StepPolicy {
  int64_t zone = 0;
  std::string id{};
  int64_t revision = 0;
  int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(StepPolicy, (), (zone, id, revision, version))
/// reviewed → approved, by somebody who neither wrote nor reviewed it
/// (policy.approval.second_person).
Result<Policy> approve_policy(Call& call, const StepPolicy& in);
/// approved → published; from its effective date the revision before it is superseded.
Result<Policy> publish_policy(Call& call, const StepPolicy& in);

struct SetParameter {
  int64_t zone = 0;
  std::string id{};  ///< the policy
  std::string name{};
  std::string value{};  ///< "8 %", "500000 CNY"
  Date from_date{};
};
BOOST_DESCRIBE_STRUCT(SetParameter, (), (zone, id, name, value, from_date))
/// What a zone sets for itself; earlier values stay.
Result<Policy> set_parameter(Call& call, const SetParameter& in);

// ---- Matching ----------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(MatchVerdict, eligible, ineligible, unknown)
struct AmountAnswer {
  std::optional<Money> exact{}, low{}, high{};  ///< high missing and exact missing: unbounded
};
BOOST_DESCRIBE_STRUCT(AmountAnswer, (), (exact, low, high))
/// A datum, parameter or list that is missing, and why.
struct MissingAnswer {
  std::string name{};
  Text label{};
  std::string reason{};  ///< never_collected, stale, withheld, not_applicable, parameter_not_set …
  Text reason_text{};
};
BOOST_DESCRIBE_STRUCT(MissingAnswer, (), (name, label, reason, reason_text))
/// One datum inside an explanation.
struct UsedDatum {
  std::string name{};
  Text label{};
  std::optional<std::string> value{};  ///< missing: unknown
  std::optional<std::string> source{};
  std::optional<Date> date{};
  std::optional<std::string> reason{};
};
BOOST_DESCRIBE_STRUCT(UsedDatum, (), (name, label, value, source, date, reason))
struct UsedParameter {
  std::string name{};
  Text label{};
  std::optional<std::string> value{};
  std::optional<Date> since{};
};
BOOST_DESCRIBE_STRUCT(UsedParameter, (), (name, label, value, since))
/// The explanation tree, flattened in reading order: `depth` 0 is a condition.
struct ExplainedPart {
  int64_t depth = 0;
  std::string condition{};  ///< id of the condition this part belongs to
  Text label{};             ///< of a condition; empty below it
  std::string clause{};
  std::string expression{};
  MatchVerdict verdict = MatchVerdict::unknown;  ///< eligible = met
  bool deciding = false;                         ///< belongs to the minimal deciding set
  std::vector<UsedDatum> data{};
  std::vector<UsedParameter> parameters{};
};
BOOST_DESCRIBE_STRUCT(ExplainedPart, (),
                      (depth, condition, label, clause, expression, verdict, deciding, data,
                       parameters))
struct MatchCard {
  PolicyRow policy{};
  MatchVerdict verdict = MatchVerdict::unknown;
  std::optional<AmountAnswer> amount{};
  std::vector<MissingAnswer> missing{};    ///< what would settle it
  std::vector<std::string> because{};      ///< ids of the conditions that decide against it
  std::vector<ExplainedPart> explained{};  ///< with explain=true
  std::optional<std::string> remaining{};  ///< what is still to be met, in the rule's words
};
BOOST_DESCRIBE_STRUCT(MatchCard, (),
                      (policy, verdict, amount, missing, because, explained, remaining))
struct NextQuestion {
  std::string field{};
  Text question{};
  PolicyField definition{};
  Money at_stake{};      ///< summed over the undecided policies it belongs to
  int64_t policies = 0;  ///< undecided policies that ask for it
  int64_t settles = 0;   ///< of which it is the only missing datum
};
BOOST_DESCRIBE_STRUCT(NextQuestion, (), (field, question, definition, at_stake, policies, settles))
struct MatchEnterprise {
  int64_t zone = 0;
  int64_t id = 0;
  std::optional<Date> as_of{};
  std::optional<bool> explain{};
  std::optional<std::string> policy{};  ///< only this one
};
BOOST_DESCRIBE_STRUCT(MatchEnterprise, (), (zone, id, as_of, explain, policy))
struct EnterpriseMatches {
  int64_t enterprise_id = 0;
  std::string name{};
  Date as_of{};
  std::vector<MatchCard> items{};  ///< eligible first, then unknown, then ineligible; money falling
  std::vector<NextQuestion> next_questions{};
  AmountAnswer total{};  ///< over the eligible
};
BOOST_DESCRIBE_STRUCT(EnterpriseMatches, (),
                      (enterprise_id, name, as_of, items, next_questions, total))
Result<EnterpriseMatches> match_enterprise(Call& call, const MatchEnterprise& in);

struct MatchRow {
  int64_t enterprise_id = 0;
  std::string name{};
  std::optional<int64_t> park_id{};
  std::optional<Text> park_name{};
  std::optional<std::string> scale{};
  MatchVerdict verdict = MatchVerdict::unknown;
  AmountAnswer amount{};
  std::vector<std::string> missing{};
};
BOOST_DESCRIBE_STRUCT(MatchRow, (),
                      (enterprise_id, name, park_id, park_name, scale, verdict, amount, missing))
struct MatchPolicy {
  int64_t zone = 0;
  std::string id{};
  std::optional<Date> as_of{};
  std::optional<std::vector<MatchVerdict>> verdict{};  ///< default: eligible
  std::optional<int64_t> park{};
  std::optional<int64_t> page{}, page_size{};
};
BOOST_DESCRIBE_STRUCT(MatchPolicy, (), (zone, id, as_of, verdict, park, page, page_size))
struct ParkCount {
  std::optional<int64_t> park_id{};
  Text park_name{};
  int64_t eligible = 0, unknown = 0, ineligible = 0;
  Money amount{};
};
BOOST_DESCRIBE_STRUCT(ParkCount, (), (park_id, park_name, eligible, unknown, ineligible, amount))
struct PolicyMatches {
  std::vector<MatchRow> items{};
  int64_t total = 0, page = 1, page_size = 50;
  int64_t eligible = 0, unknown = 0, ineligible = 0;
  bool gives_amount = false;
  Money amount{};               ///< of the eligible whose amount is known
  int64_t amounts_unknown = 0;  ///< eligible, but the amount is not known
  std::vector<ParkCount> by_park{};
};
BOOST_DESCRIBE_STRUCT(PolicyMatches, (),
                      (items, total, page, page_size, eligible, unknown, ineligible,
                       gives_amount, amount, amounts_unknown, by_park))
Result<PolicyMatches> match_policy(Call& call, const MatchPolicy& in);
struct ExportMatches : MatchPolicy {
  std::optional<std::string> format{}, lang{};
};
BOOST_DESCRIBE_STRUCT(ExportMatches, (MatchPolicy), (format, lang))
Result<File> export_matches(Call& call, const ExportMatches& in);

/// For account managers: for each policy, who can get it and has not received it.
struct Proactive {
  int64_t zone = 0;
  std::optional<Date> as_of{};
};
BOOST_DESCRIBE_STRUCT(Proactive, (), (zone, as_of))
struct ProactiveRow {
  PolicyRow policy{};
  int64_t eligible = 0;
  int64_t unknown = 0;
  Money amount{};
  int64_t amounts_unknown = 0;
};
BOOST_DESCRIBE_STRUCT(ProactiveRow, (), (policy, eligible, unknown, amount, amounts_unknown))
struct ProactiveList {
  std::vector<ProactiveRow> items{};
  int64_t total = 0;
  int64_t enterprises = 0;
};
BOOST_DESCRIBE_STRUCT(ProactiveList, (), (items, total, enterprises))
Result<ProactiveList> list_proactive(Call& call, const Proactive& in);

struct PolicyAnswer {
  std::string field{};
  std::optional<std::string> value{};    ///< "5000000 CNY", "true", "2024-03-01", "a,b"
  std::optional<std::string> missing{};  ///< or why there is none: withheld, not_applicable
  std::string source{};
  std::optional<Date> source_date{};
};
BOOST_DESCRIBE_STRUCT(PolicyAnswer, (), (field, value, missing, source, source_date))
struct RecordAnswers {
  int64_t zone = 0;
  int64_t id = 0;  ///< the enterprise
  std::vector<PolicyAnswer> answers{};
};
BOOST_DESCRIBE_STRUCT(RecordAnswers, (), (zone, id, answers))
/// What only policies ask for; the matches of the enterprise after it.
Result<EnterpriseMatches> record_answers(Call& call, const RecordAnswers& in);

// ---- What-if -----------------------------------------------------------------------------------

struct WhatIf {
  int64_t zone = 0;
  std::string id{};                                                ///< the policy that is changed
  std::optional<std::map<std::string, std::string>> parameters{};  ///< name → "10 %"
  std::optional<std::string> source{};  ///< or a whole draft instead of the policy
  std::optional<Date> as_of{};
};
BOOST_DESCRIBE_STRUCT(WhatIf, (), (zone, id, parameters, source, as_of))
struct WhatIfGroup {
  std::string key{};  ///< the park's id or the size
  Text label{};
  int64_t winners = 0, losers = 0;
  Money cost{};  ///< change of the sum of known amounts
};
BOOST_DESCRIBE_STRUCT(WhatIfGroup, (), (key, label, winners, losers, cost))
struct WhatIfAnswer {
  int64_t enterprises = 0;
  int64_t eligible_before = 0, eligible_after = 0;
  int64_t unknown_before = 0, unknown_after = 0;
  int64_t winners = 0, losers = 0;
  Money amount_before{}, amount_after{}, cost{};
  int64_t amounts_unknown_before = 0, amounts_unknown_after = 0;
  std::vector<WhatIfGroup> by_park{}, by_size{};
  std::vector<MatchRow> changed{};  ///< at most 200, the largest change first: as they are after
};
BOOST_DESCRIBE_STRUCT(WhatIfAnswer, (),
                      (enterprises, eligible_before, eligible_after, unknown_before, unknown_after,
                       winners, losers, amount_before, amount_after, cost, amounts_unknown_before,
                       amounts_unknown_after, by_park, by_size, changed))
Result<WhatIfAnswer> what_if(Call& call, const WhatIf& in);

// ---- Public calculator -------------------------------------------------------------------------

struct Calculate {
  std::map<std::string, std::string> answers{};  ///< field → "5000000 CNY", "true", "2024-03-01"
  std::optional<std::vector<std::string>> skipped{};  ///< fields not to ask again
  std::optional<std::string> entity{};                ///< default: enterprise
  std::optional<std::string> policy{};                ///< only this one
  std::optional<bool> explain{};
};
BOOST_DESCRIBE_STRUCT(Calculate, (), (answers, skipped, entity, policy, explain))
struct CalculateAnswer {
  std::vector<MatchCard> items{};
  std::vector<NextQuestion> next_questions{};
  AmountAnswer total{};
};
BOOST_DESCRIBE_STRUCT(CalculateAnswer, (), (items, next_questions, total))
/// Without login, over the shipped catalogue in force today; stores nothing.
Result<CalculateAnswer> calculate(Call& call, const Calculate& in);

}  // namespace gaoxin
