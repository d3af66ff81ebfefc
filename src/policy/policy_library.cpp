#include "policy/policy_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <unordered_map>

#include "policy/rule_expression.h"
#include "registry/registry.h"

namespace gaoxin {

namespace store = policy_store;
using policy::Datum;
using policy::Facts;
using policy::FieldDefinition;
using policy::Missing;
using policy::Rule;
using policy::Type;
using policy::Vocabulary;

namespace {

struct LibraryMemory {
  std::mutex mutex;
  std::shared_ptr<const PolicyLibrary> library;
};
struct ColumnsMemory {
  std::mutex mutex;
  std::shared_ptr<const EnterpriseColumns> columns;
};

std::shared_ptr<const PolicyLibrary> read_library(Transaction& db, int64_t counter) {
  auto library = std::make_shared<PolicyLibrary>();
  library->counter = counter;
  std::vector<policy::Issue> issues;
  for (const auto& [name, content] : store::list_vocabularies(db))
    policy::read_vocabulary({name, content}, library->vocabulary, issues);
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

// Facts ------------------------------------------------------------------------------------------

namespace {

/// The registry's name of a datum, where it differs from the vocabulary's.
std::string_view vocabulary_name(std::string_view registry_field) {
  return registry_field == "floor_area" ? "building_area" : registry_field;
}

/// The last day of a period: 2024, 2024-Q1, 2024-03 or 2024-03-31.
std::optional<Date> period_end(std::string_view period) {
  const auto digits = [&](size_t at, size_t n) {
    int value = 0;
    for (size_t i = at; i < at + n && i < period.size(); ++i) value = value * 10 + period[i] - '0';
    return value;
  };
  if (period.size() == 10) {
    const Result<Date> date = parse_date(period);
    if (!date.ok()) return std::nullopt;
    return *date;
  }
  if (period.size() < 4) return std::nullopt;
  const int year = digits(0, 4);
  if (year < 1600 || year > 9999) return std::nullopt;
  int month = 12;
  if (period.size() == 7 && period[5] == 'Q')
    month = (period[6] - '0') * 3;
  else if (period.size() == 7)
    month = digits(5, 2);
  if (month < 1 || month > 12) return std::nullopt;
  return Date{add_months(make_date(year, month, 1), 1).days - 1};
}

/// Orders the periods of one datum: the later last day wins, at the same day the longer period, so
/// that a year stands before its last quarter, month and day. Both loaders choose by it.
int64_t period_rank(std::string_view period) {
  const int64_t end = period_end(period).value_or(Date{INT32_MIN}).days;
  const int64_t length = period.size() == 4                      ? 3
                         : period.size() == 10                   ? 0
                         : period.size() > 5 && period[5] == 'Q' ? 2
                                                                 : 1;
  return end * 4 + length;
}

void mark_stale(Datum& datum, const FieldDefinition& field, Date as_of) {
  if (!datum.known || !field.stale_after_months || !datum.recorded_on) return;
  if (add_months(*datum.recorded_on, *field.stale_after_months) >= as_of) return;
  datum.known = false;
  datum.missing = Missing::stale;
}

/// A registry fact as a datum; empty when its kind does not fit the field's type.
std::optional<Datum> registry_datum(const store::StoredFact& fact, const FieldDefinition& field,
                                    Date as_of) {
  Datum out{.known = true};
  out.recorded_on = fact.source_date;
  if (const std::optional<Date> end = period_end(fact.period)) {
    if (*end > as_of && fact.period.size() == 10) return std::nullopt;
    if (!out.recorded_on) out.recorded_on = *end;
  }
  const auto scaled = [&](double factor) -> bool {
    if (!fact.number) return false;
    const double value = *fact.number * factor;
    if (!(value > -9e15 && value < 9e15)) return false;
    out.number = static_cast<int64_t>(value < 0 ? value - 0.5 : value + 0.5);
    return true;
  };
  if (field.yearly) return std::nullopt;
  switch (field.type) {
    case Type::money:
    case Type::count:
      if (!fact.whole) return std::nullopt;
      out.number = *fact.whole;
      break;
    case Type::ratio:  // Percent in the registry.
      if (!scaled(10000)) return std::nullopt;
      break;
    case Type::area:
      if (!scaled(static_cast<double>(policy::kAreaUnitsPerSquareMetre))) return std::nullopt;
      break;
    case Type::date: {
      const Result<Date> date = parse_date(fact.words.value_or(""));
      if (!date.ok()) return std::nullopt;
      out.number = date->days;
      break;
    }
    case Type::code:
      if (!fact.words) return std::nullopt;
      out.code = std::string(*fact.words);
      break;
    default: return std::nullopt;
  }
  mark_stale(out, field, as_of);
  return out;
}

std::optional<Datum> answer_datum(const store::StoredFact& answer, const FieldDefinition& field,
                                  Date as_of) {
  if (answer.words) {
    std::vector<policy::Issue> issues;
    std::optional<Datum> datum = policy::parse_datum(*answer.words, field, issues);
    if (!datum || has_errors(issues)) return std::nullopt;
    datum->source = std::string(answer.source);
    datum->recorded_on = answer.source_date;
    mark_stale(*datum, field, as_of);
    return datum;
  }
  Datum out;
  for (const Missing missing :
       {Missing::never_collected, Missing::stale, Missing::withheld, Missing::not_applicable})
    if (answer.missing == policy::missing_name(missing)) out.missing = missing;
  out.source = std::string(answer.source);
  return out;
}

std::map<int64_t, std::string> park_kinds(Call& call) {
  std::map<int64_t, std::string> out;
  for (const Zone& zone : call.zones.zones()) {
    if (zone.parent_id) continue;
    const Result<ParkList> parks = list_parks(call, ZoneOnly{zone.id});
    if (!parks.ok()) continue;
    for (const Park& park : parks->items)
      out[park.zone_id] = boost::describe::enum_to_string(park.kind, "ordinary");
  }
  return out;
}

Datum code_datum(const std::string& code, const char* source) {
  return {.known = true, .code = code, .source = source};
}

}  // namespace

Facts facts_of_enterprise(Call& call, const Vocabulary& vocabulary, int64_t enterprise,
                          Date as_of) {
  Facts out;
  store::each_answer(call.db, enterprise, [&](const store::StoredFact& answer) {
    const auto field = vocabulary.find(answer.field);
    if (field == vocabulary.end()) return;
    if (std::optional<Datum> datum = answer_datum(answer, field->second, as_of))
      out[field->first] = std::move(*datum);
  });
  std::map<std::string, int64_t> newest;
  store::each_fact(call.db, enterprise, [&](const store::StoredFact& fact) {
    const auto field = vocabulary.find(vocabulary_name(fact.field));
    if (field == vocabulary.end()) return;
    if (std::optional<Datum> datum = registry_datum(fact, field->second, as_of)) {
      const int64_t rank = period_rank(fact.period);
      const auto [known, first] = newest.emplace(field->first, rank);
      if (!first && rank < known->second) return;
      known->second = rank;
      datum->source = std::string(fact.source);
      out[field->first] = std::move(*datum);
    }
  });
  store::each_enterprise(call.db, enterprise, [&](const store::StoredEnterprise& row) {
    if (row.scale) out["scale"] = code_datum(*row.scale, "registry");
    if (row.industry_code) out["industry_code"] = code_datum(*row.industry_code, "registry");
    if (row.region_code) out["region_code"] = code_datum(*row.region_code, "registry");
  });
  const std::vector<store::StoredStay> stays = store::list_stays(call.db, as_of, enterprise);
  if (!stays.empty()) {
    const std::map<int64_t, std::string> kinds = park_kinds(call);
    if (const auto kind = kinds.find(stays.back().park_id); kind != kinds.end())
      out["park_kind"] = code_datum(kind->second, "registry");
  }
  return out;
}

namespace {

std::shared_ptr<const EnterpriseColumns> load_columns(Call& call, const Vocabulary& vocabulary,
                                                      Date as_of) {
  auto out = std::make_shared<EnterpriseColumns>();
  out->as_of = as_of;
  std::unordered_map<int64_t, size_t> row_of;
  std::vector<store::StoredEnterprise> attributes;
  store::each_enterprise(call.db, std::nullopt, [&](const store::StoredEnterprise& row) {
    row_of.emplace(row.id, out->ids.size());
    out->ids.push_back(row.id);
    out->names.push_back(row.name);
    out->home_zones.push_back(row.home_zone);
    attributes.push_back(row);
    attributes.back().name.clear();
  });
  out->parks.assign(out->ids.size(), 0);
  out->table = std::make_unique<policy::ColumnTable>(vocabulary, out->ids.size());
  policy::ColumnTable& table = *out->table;
  // For each field the rank of the newest period placed so far, by row.
  struct Target {
    const FieldDefinition* field = nullptr;
    std::vector<int64_t> newest;
  };
  std::unordered_map<std::string_view, Target> targets;
  for (const auto& [name, field] : vocabulary) {
    const std::string_view own = name;
    targets[own == "building_area" ? std::string_view("floor_area") : own] = {
        &field, std::vector<int64_t>(out->ids.size(), INT64_MIN)};
  }
  store::each_answer(call.db, std::nullopt, [&](const store::StoredFact& answer) {
    const auto row = row_of.find(answer.enterprise_id);
    const auto field = vocabulary.find(answer.field);
    if (row == row_of.end() || field == vocabulary.end()) return;
    if (const std::optional<Datum> datum = answer_datum(answer, field->second, as_of))
      table.set(row->second, field->first, *datum);
  });
  store::each_fact(call.db, std::nullopt, [&](const store::StoredFact& fact) {
    const auto target = targets.find(fact.field);
    if (target == targets.end()) return;
    const auto row = row_of.find(fact.enterprise_id);
    if (row == row_of.end()) return;
    const int64_t rank = period_rank(fact.period);
    int64_t& newest = target->second.newest[row->second];
    if (rank < newest) return;
    const std::optional<Datum> datum = registry_datum(fact, *target->second.field, as_of);
    if (!datum) return;
    newest = rank;
    table.set(row->second, target->second.field->name, *datum);
  });
  for (size_t i = 0; i < attributes.size(); ++i) {
    const store::StoredEnterprise& row = attributes[i];
    if (row.scale) table.set(i, "scale", code_datum(*row.scale, "registry"));
    if (row.industry_code)
      table.set(i, "industry_code", code_datum(*row.industry_code, "registry"));
    if (row.region_code) table.set(i, "region_code", code_datum(*row.region_code, "registry"));
  }
  const std::map<int64_t, std::string> kinds = park_kinds(call);
  for (const store::StoredStay& stay : store::list_stays(call.db, as_of, std::nullopt)) {
    const auto row = row_of.find(stay.enterprise_id);
    if (row == row_of.end()) continue;
    out->parks[row->second] = stay.park_id;
    if (const auto kind = kinds.find(stay.park_id); kind != kinds.end())
      table.set(row->second, "park_kind", code_datum(kind->second, "registry"));
  }
  return out;
}

}  // namespace

std::shared_ptr<const EnterpriseColumns> columns_on(Call& call, const Vocabulary& vocabulary,
                                                    Date as_of) {
  ColumnsMemory& memory = call.database.attached<ColumnsMemory>();
  const int64_t registry =
      read_counter(call.db, "registry") + read_counter(call.db, "registry_facts");
  const int64_t answers = read_counter(call.db, "policy_answer");
  const int64_t policies = read_counter(call.db, "policy");
  const std::lock_guard lock(memory.mutex);
  const auto& kept = memory.columns;
  if (kept && kept->registry_counter == registry && kept->answer_counter == answers &&
      kept->policy_counter == policies && kept->as_of == as_of)
    return kept;
  std::shared_ptr<EnterpriseColumns> loaded =
      std::const_pointer_cast<EnterpriseColumns>(load_columns(call, vocabulary, as_of));
  loaded->registry_counter = registry;
  loaded->answer_counter = answers;
  loaded->policy_counter = policies;
  memory.columns = loaded;
  return loaded;
}

}  // namespace gaoxin
