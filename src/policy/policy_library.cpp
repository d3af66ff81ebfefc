#include "policy/policy_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "policy/rule_expression.h"
#include "registry/registry.h"

namespace gaoxin {

namespace store = policy_store;
using policy::FieldDefinition;
using policy::Rule;
using policy::Type;
using policy::Vocabulary;

namespace {

struct LibraryMemory {
  std::mutex mutex;
  std::shared_ptr<const PolicyLibrary> library;
};
std::shared_ptr<const PolicyLibrary> read_library(Transaction& db, int64_t counter) {
  auto library = std::make_shared<PolicyLibrary>();
  library->counter = counter;
  std::vector<policy::Issue> issues;
  for (const auto& [name, content] : store::list_vocabularies(db)) {
    policy::read_vocabulary({name, content}, library->vocabulary, issues);
    library->vocabulary_source += content;
  }
  library->revisions = store::list_revisions(db);
  for (const store::StoredRevision& revision : library->revisions) {
    issues.clear();
    std::optional<Rule> rule =
        policy::read_rule({revision.policy_id, revision.source}, library->vocabulary, issues);
    library->rules.push_back(rule ? std::make_shared<const Rule>(std::move(*rule)) : nullptr);
  }
  library->parameters = store::list_parameters(db);
  return library;
}

}  // namespace

std::shared_ptr<const PolicyLibrary> current_library(Database& database, Transaction& db) {
  LibraryMemory& memory = database.attached<LibraryMemory>();
  const int64_t counter = read_counter(db, "policy");
  const std::lock_guard lock(memory.mutex);
  if (memory.library && memory.library->counter == counter) return memory.library;
  std::shared_ptr<const PolicyLibrary> library = read_library(db, counter);
  // A transaction that looks at an older state must not put it in the place of a newer one.
  if (!memory.library || memory.library->counter < counter) memory.library = library;
  return library;
}

std::shared_ptr<const PolicyLibrary> library_after_change(Transaction& db) {
  return read_library(db, read_counter(db, "policy"));
}

std::vector<int64_t> zones_nearest_first(const ZoneTree& zones, int64_t zone) {
  std::vector<int64_t> out{zone};
  for (const Zone* at = zones.find(zone); at != nullptr && at->parent_id;) {
    out.push_back(*at->parent_id);
    at = zones.find(*at->parent_id);
  }
  out.push_back(0);
  return out;
}

std::optional<size_t> published_on(const PolicyLibrary& library, const std::string& id,
                                   const std::vector<int64_t>& zones, Date as_of) {
  for (const int64_t zone : zones) {
    std::optional<size_t> best;
    for (size_t i = 0; i < library.revisions.size(); ++i) {
      const store::StoredRevision& r = library.revisions[i];
      if (r.policy_id != id || r.zone_id != zone || r.life.state != PolicyState::published ||
          r.life.effective_from > as_of)
        continue;
      if (!best || std::pair(library.revisions[*best].life.effective_from,
                             library.revisions[*best].life.revision) <
                       std::pair(r.life.effective_from, r.life.revision))
        best = i;
    }
    if (best) return best;
  }
  return std::nullopt;
}

policy::ParameterValues parameters_of(const PolicyLibrary& library,
                                      const std::vector<int64_t>& zones) {
  policy::ParameterValues out;
  // The farthest first, so that the nearest zone that has set a parameter stands in the end.
  for (auto zone = zones.rbegin(); zone != zones.rend(); ++zone) {
    std::set<std::pair<std::string, std::string>> seen;
    for (const store::StoredParameter& p : library.parameters) {
      if (p.zone_id != *zone) continue;
      const Rule* rule = nullptr;
      for (size_t i = 0; i < library.revisions.size() && rule == nullptr; ++i)
        if (library.revisions[i].policy_id == p.policy_id && library.rules[i] &&
            library.rules[i]->find_parameter(p.name) != nullptr)
          rule = library.rules[i].get();
      if (rule == nullptr) continue;
      std::vector<policy::Issue> issues;
      const Type type = rule->find_parameter(p.name)->type;
      const std::optional<policy::Value> value =
          policy::parse_value(p.value, type, {p.name, {1, 1}, true}, issues);
      if (!value) continue;
      auto& values = out.values[{p.policy_id, p.name}];
      if (seen.insert({p.policy_id, p.name}).second) values.clear();
      values[p.from_date] = *value;
    }
  }
  return out;
}

namespace {
ZoneRules choose(std::shared_ptr<const PolicyLibrary> library, const std::vector<int64_t>& zones,
                 Date as_of) {
  ZoneRules out;
  out.set.vocabulary = library->vocabulary;
  std::set<std::string> ids;
  for (const store::StoredRevision& revision : library->revisions) ids.insert(revision.policy_id);
  for (const std::string& id : ids) {
    const std::optional<size_t> index = published_on(*library, id, zones, as_of);
    if (!index) continue;
    const std::shared_ptr<const Rule>& rule = library->rules[*index];
    if (!rule || !rule->valid || !rule->in_force(as_of)) continue;
    out.set.rules.push_back(*rule);
    out.revisions.push_back(*index);
  }
  out.parameters = parameters_of(*library, zones);
  out.zones = zones;
  out.library = std::move(library);
  return out;
}
}  // namespace

ZoneRules rules_of(Call& call, int64_t zone, Date as_of) {
  return choose(current_library(call.database, call.db), zones_nearest_first(call.zones, zone),
                as_of);
}
ZoneRules shipped_rules(std::shared_ptr<const PolicyLibrary> library, Date as_of) {
  return choose(std::move(library), {0}, as_of);
}

PolicyRow policy_row(const PolicyLibrary& library, size_t index, Date as_of,
                     const policy::ParameterValues& parameters) {
  const store::StoredRevision& revision = library.revisions[index];
  PolicyRow out;
  out.id = revision.policy_id;
  out.revision = revision.life.revision;
  out.state = revision.life.state;
  out.zone_id = revision.zone_id;
  out.effective_from = revision.life.effective_from;
  out.effective_to = revision.life.effective_to;
  if (out.state == PolicyState::published) {
    const std::optional<size_t> current = published_on(library, out.id, {revision.zone_id}, as_of);
    if (current && *current != index && revision.life.effective_from <= as_of)
      out.state = PolicyState::superseded;
  }
  const std::shared_ptr<const Rule>& rule = library.rules[index];
  if (!rule) return out;
  boost::describe::enum_from_string(rule->policy_class.c_str(), out.policy_class);
  out.kind = rule->kind;
  out.entity = rule->entity;
  out.title = rule->title;
  out.document = rule->document;
  out.clause = rule->clause;
  out.gives_amount = rule->amount.has_value();
  out.in_force = out.state == PolicyState::published && rule->in_force(as_of);
  for (const policy::Parameter& parameter : rule->parameters)
    if (policy::parameter_value(*rule, parameter, as_of, parameters) == nullptr)
      out.parameters_to_set.push_back(parameter.name);
  return out;
}

PolicyField policy_field(const FieldDefinition& field) {
  const Text question = field.question.zh.empty() ? field.label : field.question;
  return {field.name,     std::string(policy::type_name(field.type)),
          field.label,    question,
          field.codes,    field.code_labels,
          field.is_signed};
}

namespace {

PolicyParameter parameter_answer(const Rule& rule, const policy::Parameter& parameter, Date as_of,
                                 const policy::ParameterValues& zone) {
  PolicyParameter out{.name = parameter.name,
                      .type = std::string(policy::type_name(parameter.type)),
                      .label = parameter.label,
                      .set_by_zone = parameter.set_by_zone};
  if (parameter.minimum) out.minimum = policy::format_value(*parameter.minimum);
  if (parameter.maximum) out.maximum = policy::format_value(*parameter.maximum);
  const policy::Value* value = policy::parameter_value(rule, parameter, as_of, zone);
  if (value == nullptr) return out;
  out.value = policy::format_value(*value);
  const auto since = [&](const std::map<Date, policy::Value>& values) {
    for (const auto& [date, v] : values)
      if (&v == value) out.since = date;
  };
  since(parameter.values);
  if (const auto set = zone.values.find({rule.id, parameter.name}); set != zone.values.end())
    since(set->second);
  return out;
}

}  // namespace

Policy policy_answer(Call& call, const PolicyLibrary& library, size_t index, Date as_of,
                     int64_t zone) {
  const std::vector<int64_t> zones = zones_nearest_first(call.zones, zone);
  const policy::ParameterValues parameters = parameters_of(library, zones);
  const store::StoredRevision& revision = library.revisions[index];
  Policy out;
  out.summary = policy_row(library, index, as_of, parameters);
  out.source = revision.source;
  out.version = revision.version;
  for (size_t i = library.revisions.size(); i-- > 0;) {
    const store::StoredRevision& other = library.revisions[i];
    if (other.policy_id != revision.policy_id || other.zone_id != revision.zone_id) continue;
    out.revisions.push_back(other.life);
    out.revisions.back().state = policy_row(library, i, as_of, parameters).state;
  }
  const std::shared_ptr<const Rule>& rule = library.rules[index];
  if (!rule) return out;
  out.text = rule->text;
  out.url = rule->url;
  out.legal_basis = revision.life.legal_basis.value_or(rule->legal_basis);
  out.fair_competition_review =
      revision.life.fair_competition_review.value_or(rule->fair_competition_review);
  if (rule->amount) out.amount = rule->amount_source;
  for (const policy::Condition& condition : rule->conditions)
    out.conditions.push_back({condition.id, condition.label, condition.clause, condition.source});
  for (const policy::Parameter& parameter : rule->parameters)
    out.parameters.push_back(parameter_answer(*rule, parameter, as_of, parameters));
  if (!rule->valid) return out;
  out.eligible = policy::to_source(rule->eligible);
  std::set<std::string> fields;
  policy::collect_fields(*rule, rule->eligible, fields);
  if (rule->amount) policy::collect_fields(*rule, *rule->amount, fields);
  for (const std::string& name : fields)
    if (const FieldDefinition* field = policy::find_field(*rule, library.vocabulary, name))
      out.fields.push_back(policy_field(*field));
  return out;
}

}  // namespace gaoxin
