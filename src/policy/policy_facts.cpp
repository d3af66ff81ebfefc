// What is known of one enterprise, and what a recorded fact or an answer says as a datum.
#include "policy/policy_facts.h"

#include "policy/rule_reader.h"

namespace gaoxin {

namespace store = policy_store;
using policy::Datum;
using policy::FieldDefinition;
using policy::Missing;
using policy::Type;
using policy::Vocabulary;

namespace {

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

void mark_stale(Datum& datum, const FieldDefinition& field, Date as_of) {
  if (!datum.known || !field.stale_after_months || !datum.recorded_on) return;
  if (add_months(*datum.recorded_on, *field.stale_after_months) >= as_of) return;
  datum.known = false;
  datum.missing = Missing::stale;
}

}  // namespace

std::string_view vocabulary_name(std::string_view registry_field) {
  return registry_field == "floor_area" ? "building_area" : registry_field;
}

int64_t period_rank(std::string_view period) {
  const int64_t end = period_end(period).value_or(Date{INT32_MIN}).days;
  const int64_t length = period.size() == 4                      ? 3
                         : period.size() == 10                   ? 0
                         : period.size() > 5 && period[5] == 'Q' ? 2
                                                                 : 1;
  return end * 4 + length;
}

bool is_future(std::string_view period, Date as_of) {
  if (period.size() != 10) return false;
  const std::optional<Date> day = period_end(period);
  return day && *day > as_of;
}

std::optional<Datum> registry_datum(const RecordedFact& fact, const FieldDefinition& field,
                                    Date as_of) {
  if (is_future(fact.period, as_of)) return std::nullopt;
  Datum out{.known = true};
  out.recorded_on = fact.source_date;
  if (!out.recorded_on) out.recorded_on = period_end(fact.period);
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

std::optional<Datum> answer_datum(const store::StoredAnswer& answer, const FieldDefinition& field,
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

Datum code_datum(const std::string& code) {
  return {.known = true, .code = code, .source = "registry"};
}

std::optional<Datum> park_kind_datum(const std::map<int64_t, ParkKind>& kinds, int64_t park) {
  const auto kind = kinds.find(park);
  if (kind == kinds.end()) return std::nullopt;
  return code_datum(boost::describe::enum_to_string(kind->second, "ordinary"));
}

KnownEnterprise read_enterprise(Transaction& db, const Vocabulary& vocabulary, int64_t enterprise,
                                Date as_of, const std::map<int64_t, ParkKind>& kinds) {
  KnownEnterprise out;
  store::each_enterprise(db, enterprise,
                         [&](const store::StoredEnterprise& row) { out.row = row; });
  if (!out.row) return out;
  store::each_answer(db, enterprise, [&](const store::StoredAnswer& answer) {
    const auto field = vocabulary.find(answer.field);
    if (field == vocabulary.end()) return;
    if (std::optional<Datum> datum = answer_datum(answer, field->second, as_of))
      out.facts[field->first] = std::move(*datum);
  });
  std::map<std::string, int64_t> newest;
  each_recorded_fact(db, enterprise, [&](const RecordedFact& fact) {
    const auto field = vocabulary.find(vocabulary_name(fact.field));
    if (field == vocabulary.end()) return;
    if (std::optional<Datum> datum = registry_datum(fact, field->second, as_of)) {
      const int64_t rank = period_rank(fact.period);
      const auto [known, first] = newest.emplace(field->first, rank);
      if (!first && rank < known->second) return;
      known->second = rank;
      datum->source = std::string(fact.source);
      out.facts[field->first] = std::move(*datum);
    }
  });
  if (out.row->scale) out.facts["scale"] = code_datum(*out.row->scale);
  if (out.row->industry_code) out.facts["industry_code"] = code_datum(*out.row->industry_code);
  if (out.row->region_code) out.facts["region_code"] = code_datum(*out.row->region_code);
  out.park = park_on(db, enterprise, as_of).value_or(0);
  if (std::optional<Datum> kind = park_kind_datum(kinds, out.park))
    out.facts["park_kind"] = std::move(*kind);
  return out;
}

policy::Facts facts_of_enterprise(Transaction& db, const Vocabulary& vocabulary, int64_t enterprise,
                                  Date as_of) {
  return read_enterprise(db, vocabulary, enterprise, as_of, park_kinds(db)).facts;
}

}  // namespace gaoxin
