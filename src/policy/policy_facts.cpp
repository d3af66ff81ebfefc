// What is known of the enterprises: of one from the database, of all of them in columns that are
// kept current row by row.
#include "policy/policy_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "registry/registry.h"

namespace gaoxin {

namespace store = policy_store;
using policy::Datum;
using policy::Facts;
using policy::FieldDefinition;
using policy::Missing;
using policy::Type;
using policy::Vocabulary;

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

/// A fact of a day that is yet to come says nothing.
bool is_future(std::string_view period, Date as_of) {
  if (period.size() != 10) return false;
  const std::optional<Date> day = period_end(period);
  return day && *day > as_of;
}

/// A registry fact as a datum; empty when its kind does not fit the field's type.
template <typename Fact>
std::optional<Datum> registry_datum(const Fact& fact, const FieldDefinition& field, Date as_of) {
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

namespace {

using ParkKinds = std::map<int64_t, std::string>;

/// All that is known of one enterprise on a day.
struct KnownEnterprise {
  std::optional<store::StoredEnterprise> row{};  // nothing: there is none, or it was merged
  int64_t park = 0;
  Facts facts{};
};
KnownEnterprise read_enterprise(Call& call, const Vocabulary& vocabulary, int64_t enterprise,
                                Date as_of, const ParkKinds& kinds) {
  KnownEnterprise out;
  store::each_enterprise(call.db, enterprise,
                         [&](const store::StoredEnterprise& row) { out.row = row; });
  if (!out.row) return out;
  store::each_answer(call.db, enterprise, [&](const store::StoredFact& answer) {
    const auto field = vocabulary.find(answer.field);
    if (field == vocabulary.end()) return;
    if (std::optional<Datum> datum = answer_datum(answer, field->second, as_of))
      out.facts[field->first] = std::move(*datum);
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
      out.facts[field->first] = std::move(*datum);
    }
  });
  if (out.row->scale) out.facts["scale"] = code_datum(*out.row->scale, "registry");
  if (out.row->industry_code)
    out.facts["industry_code"] = code_datum(*out.row->industry_code, "registry");
  if (out.row->region_code)
    out.facts["region_code"] = code_datum(*out.row->region_code, "registry");
  const std::vector<store::StoredStay> stays = store::list_stays(call.db, as_of, enterprise);
  if (stays.empty()) return out;
  out.park = stays.back().park_id;
  if (const auto kind = kinds.find(out.park); kind != kinds.end())
    out.facts["park_kind"] = code_datum(kind->second, "registry");
  return out;
}

}  // namespace

Facts facts_of_enterprise(Call& call, const Vocabulary& vocabulary, int64_t enterprise,
                          Date as_of) {
  return read_enterprise(call, vocabulary, enterprise, as_of, park_kinds(call)).facts;
}

// Columns ----------------------------------------------------------------------------------------

/// One day's columns with what stands on them. Readers share `guard`, a change has it alone.
struct ColumnsView::Kept {
  explicit Kept(Date day) : as_of(day) {}
  const Date as_of;
  std::shared_mutex guard{};
  EnterpriseColumns columns{};
  std::mutex verdicts_mutex{};  // taken after guard
  std::vector<std::shared_ptr<ZoneVerdicts>> verdicts{};
};

namespace {

struct ColumnsMemory {
  std::mutex mutex;
  std::vector<std::shared_ptr<ColumnsView::Kept>> days;  // the last used at the end
};

/// Today and one other day are kept.
std::shared_ptr<ColumnsView::Kept> kept_day(Database& database, Date as_of) {
  constexpr size_t kMostDays = 2;
  ColumnsMemory& memory = database.attached<ColumnsMemory>();
  const std::lock_guard lock(memory.mutex);
  const auto found = std::find_if(memory.days.begin(), memory.days.end(),
                                  [&](const auto& day) { return day->as_of == as_of; });
  if (found != memory.days.end()) {
    std::rotate(found, found + 1, memory.days.end());
  } else {
    if (memory.days.size() == kMostDays) memory.days.erase(memory.days.begin());
    memory.days.push_back(std::make_shared<ColumnsView::Kept>(as_of));
  }
  return memory.days.back();
}

ColumnsPosition position_of(Transaction& db) {
  return {read_counter(db, "registry"), read_counter(db, "registry_facts"),
          read_counter(db, "registry_parks"), read_counter(db, "policy_answer")};
}
/// Whether columns at `have` show everything that a transaction at `wanted` sees. They may show
/// more: what was committed since it began.
bool covers(const ColumnsPosition& have, const ColumnsPosition& wanted) {
  return have.enterprises >= wanted.enterprises && have.facts >= wanted.facts &&
         have.parks >= wanted.parks && have.answers >= wanted.answers;
}
bool covers(const EnterpriseColumns& columns, const ColumnsPosition& wanted,
            const PolicyLibrary& library) {
  return columns.table != nullptr && covers(columns.position, wanted) &&
         columns.policy_counter >= library.counter;
}
ColumnsPosition later(const ColumnsPosition& a, const ColumnsPosition& b) {
  return {std::max(a.enterprises, b.enterprises), std::max(a.facts, b.facts),
          std::max(a.parks, b.parks), std::max(a.answers, b.answers)};
}

bool same_datum(const policy::ColumnTable& table, size_t row, const FieldDefinition& field,
                const Datum& now) {
  const policy::Column* column = table.find(field.name);
  if (!now.known) return !column->is_known(row);
  if (!column->is_known(row) || field.yearly || field.type == Type::rows) return false;
  const Datum before = table.get(row, field.name);
  return before.number == now.number && before.code == now.code && before.codes == now.codes;
}

/// Puts what is known of an enterprise into its row and gives the data that changed.
std::set<std::string> put_row(EnterpriseColumns& columns, const Vocabulary& vocabulary, size_t row,
                              const KnownEnterprise& known) {
  columns.names[row] = known.row ? known.row->name : "";
  columns.home_zones[row] = known.row ? known.row->home_zone : 0;
  columns.parks[row] = known.park;
  std::set<std::string> changed;
  static const Datum kMissing;
  for (const auto& [name, field] : vocabulary) {
    const auto found = known.facts.find(name);
    const Datum& now = found == known.facts.end() ? kMissing : found->second;
    if (same_datum(*columns.table, row, field, now)) continue;
    columns.table->set(row, name, now);
    changed.insert(name);
  }
  return changed;
}

/// Where the facts of one datum go, with the newest placed so far, by row.
struct Target {
  const FieldDefinition* field = nullptr;
  policy::Column* column = nullptr;
  std::vector<int32_t> rank{};
  std::vector<int64_t> id{};
};

void load_facts(Call& call, const Vocabulary& vocabulary, EnterpriseColumns& columns,
                const std::unordered_map<int64_t, uint32_t>& row_of, std::set<size_t>& unclear) {
  policy::ColumnTable& table = *columns.table;
  std::unordered_map<std::string_view, Target> targets;
  for (const auto& [name, field] : vocabulary) {
    if (field.yearly || field.type == Type::rows) continue;
    const std::string_view own = name;
    targets[own == "building_area" ? std::string_view("floor_area") : own] = {
        &field, table.find(name), std::vector<int32_t>(columns.ids.size(), INT32_MIN),
        std::vector<int64_t>(columns.ids.size())};
  }
  each_recorded_fact(call.db, [&](const RecordedFact& fact) {
    const auto found = targets.find(fact.field);
    if (found == targets.end() || is_future(fact.period, columns.as_of)) return;
    const auto at = row_of.find(fact.enterprise_id);
    if (at == row_of.end()) return;
    Target& target = found->second;
    const size_t row = at->second;
    const auto rank = static_cast<int32_t>(std::max<int64_t>(period_rank(fact.period), INT32_MIN));
    if (std::pair(rank, fact.id) < std::pair(target.rank[row], target.id[row])) return;
    const std::optional<Datum> datum = registry_datum(fact, *target.field, columns.as_of);
    if (!datum) {
      unclear.insert(row);
      return;
    }
    target.rank[row] = rank;
    target.id[row] = fact.id;
    if (datum->known && !target.column->numbers.empty())
      table.set_number(row, *target.column, datum->number);
    else
      table.set(row, target.field->name, *datum);
  });
}

/// Everything anew.
EnterpriseColumns load_columns(Call& call, const PolicyLibrary& library, Date as_of) {
  const Vocabulary& vocabulary = library.vocabulary;
  EnterpriseColumns out;
  out.as_of = as_of;
  out.vocabulary_source = library.vocabulary_source;
  std::vector<store::StoredEnterprise> attributes;
  store::each_enterprise(call.db, std::nullopt, [&](const store::StoredEnterprise& row) {
    out.row_of.emplace(row.id, static_cast<uint32_t>(out.ids.size()));
    out.ids.push_back(row.id);
    out.names.push_back(row.name);
    out.home_zones.push_back(row.home_zone);
    attributes.push_back(row);
    attributes.back().name.clear();
  });
  out.parks.assign(out.ids.size(), 0);
  out.table = std::make_unique<policy::ColumnTable>(vocabulary, out.ids.size());
  policy::ColumnTable& table = *out.table;
  store::each_answer(call.db, std::nullopt, [&](const store::StoredFact& answer) {
    const auto row = out.row_of.find(answer.enterprise_id);
    const auto field = vocabulary.find(answer.field);
    if (row == out.row_of.end() || field == vocabulary.end()) return;
    if (const std::optional<Datum> datum = answer_datum(answer, field->second, as_of))
      table.set(row->second, field->first, *datum);
  });
  // Facts of merged enterprises count for those they were merged into.
  std::unordered_map<int64_t, uint32_t> row_of = out.row_of;
  for (const ChangedEnterprise& merged : merged_enterprises(call.db))
    if (const auto survivor = out.row_of.find(*merged.merged_into); survivor != out.row_of.end())
      row_of.emplace(merged.id, survivor->second);
  std::set<size_t> unclear;
  load_facts(call, vocabulary, out, row_of, unclear);
  for (size_t i = 0; i < attributes.size(); ++i) {
    const store::StoredEnterprise& row = attributes[i];
    if (row.scale) table.set(i, "scale", code_datum(*row.scale, "registry"));
    if (row.industry_code)
      table.set(i, "industry_code", code_datum(*row.industry_code, "registry"));
    if (row.region_code) table.set(i, "region_code", code_datum(*row.region_code, "registry"));
  }
  const ParkKinds kinds = park_kinds(call);
  for (const store::StoredStay& stay : store::list_stays(call.db, as_of, std::nullopt)) {
    const auto row = out.row_of.find(stay.enterprise_id);
    if (row == out.row_of.end()) continue;
    out.parks[row->second] = stay.park_id;
    if (const auto kind = kinds.find(stay.park_id); kind != kinds.end())
      table.set(row->second, "park_kind", code_datum(kind->second, "registry"));
  }
  // A fact that does not fit its datum: what stands then, the reader of one enterprise says.
  for (const size_t row : unclear)
    put_row(out, vocabulary, row, read_enterprise(call, vocabulary, out.ids[row], as_of, kinds));
  return out;
}

/// Enterprises that a transaction at `wanted` sees otherwise than the columns; nothing when too
/// many to name.
std::optional<std::set<int64_t>> changed_since(Transaction& db, const EnterpriseColumns& columns,
                                               const ColumnsPosition& wanted) {
  const ColumnsPosition& have = columns.position;
  std::set<int64_t> out;
  const auto add = [&](const char* counter, int64_t after, int64_t upto) {
    const auto changed = changed_things(db, counter, after, upto);
    if (changed) out.insert(changed->begin(), changed->end());
    return changed.has_value();
  };
  if (!add("registry_facts", have.facts, wanted.facts) ||
      !add("policy_answer", have.answers, wanted.answers))
    return std::nullopt;
  if (wanted.enterprises > have.enterprises) {
    for (const ChangedEnterprise& enterprise : changed_enterprises(db, have.enterprises)) {
      out.insert(enterprise.id);
      if (enterprise.merged_into) out.insert(*enterprise.merged_into);
    }
  }
  if (wanted.parks > have.parks) {
    const auto changed = changed_things(db, "registry_parks", have.parks, wanted.parks);
    if (!changed) return std::nullopt;
    for (size_t row = 0; row < columns.ids.size(); ++row)
      if (std::binary_search(changed->begin(), changed->end(), columns.parks[row]))
        out.insert(columns.ids[row]);
  }
  return out;
}

/// Rereads the rows of some enterprises and evaluates again what depends on what has changed.
void patch(Call& call, const PolicyLibrary& library, ColumnsView::Kept& day,
           const std::set<int64_t>& ids) {
  EnterpriseColumns& columns = day.columns;
  const ParkKinds kinds = park_kinds(call);
  for (const int64_t id : ids) {
    const KnownEnterprise known =
        read_enterprise(call, library.vocabulary, id, columns.as_of, kinds);
    const auto at = columns.row_of.find(id);
    if (at == columns.row_of.end() && !known.row) continue;
    const bool fresh = at == columns.row_of.end();
    const size_t row = fresh ? columns.ids.size() : at->second;
    if (fresh) {
      columns.row_of.emplace(id, static_cast<uint32_t>(row));
      columns.ids.push_back(id);
      columns.names.emplace_back();
      columns.home_zones.push_back(0);
      columns.parks.push_back(0);
      const size_t padded = columns.table->padded_rows();
      columns.table->grow(columns.ids.size());
      if (columns.table->padded_rows() != padded) day.verdicts.clear();
    }
    const std::set<std::string> changed = put_row(columns, library.vocabulary, row, known);
    ++columns.patched_rows;
    for (const std::shared_ptr<ZoneVerdicts>& verdicts : day.verdicts)
      verdicts->refresh(*columns.table, row, fresh ? nullptr : &changed);
  }
}

/// Brings the columns to what `call` sees; never back behind what they show already.
void bring_forward(Call& call, const PolicyLibrary& library, const ColumnsPosition& wanted,
                   ColumnsView::Kept& day) {
  EnterpriseColumns& columns = day.columns;
  const bool vocabulary_changed = library.counter > columns.policy_counter &&
                                  library.vocabulary_source != columns.vocabulary_source;
  std::optional<std::set<int64_t>> changed;
  if (columns.table != nullptr && !vocabulary_changed)
    changed = changed_since(call.db, columns, wanted);
  if (changed && changed->size() <= std::max<size_t>(1000, columns.ids.size() / 50)) {
    patch(call, library, day, *changed);
  } else {
    const int64_t loads = columns.loads + 1;
    const int64_t patched_rows = columns.patched_rows;
    day.verdicts.clear();
    columns = {};  // First, because both together may not fit.
    columns = load_columns(call, library, day.as_of);
    columns.loads = loads;
    columns.patched_rows = patched_rows;
  }
  columns.position = later(columns.position, wanted);
  columns.policy_counter = std::max(columns.policy_counter, library.counter);
}

}  // namespace

ColumnsView::ColumnsView(std::shared_ptr<Kept> kept)
    : kept_(std::move(kept)), lock_(kept_->guard) {}
const EnterpriseColumns& ColumnsView::operator*() const { return kept_->columns; }

ColumnsView columns_on(Call& call, const PolicyLibrary& library, Date as_of) {
  const ColumnsPosition wanted = position_of(call.db);
  const std::shared_ptr<ColumnsView::Kept> day = kept_day(call.database, as_of);
  for (;;) {
    ColumnsView view(day);
    if (covers(*view, wanted, library)) return view;
    view.unlock();
    const std::unique_lock alone(day->guard);
    if (!covers(day->columns, wanted, library)) bring_forward(call, library, wanted, *day);
  }
}

// Verdicts ---------------------------------------------------------------------------------------

namespace {
std::vector<const policy::Rule*> pointers(const std::vector<policy::Rule>& rules) {
  std::vector<const policy::Rule*> out;
  for (const policy::Rule& rule : rules) out.push_back(&rule);
  return out;
}
}  // namespace

ZoneVerdicts::ZoneVerdicts(const ZoneRules& rules, const EnterpriseColumns& columns)
    : zones(rules.zones),
      policy_counter(rules.library->counter),
      plan(pointers(rules.set.rules), rules.set.vocabulary, columns.as_of, rules.parameters) {
  plan.run(*columns.table, kMatchingThreads, policy::KeepPlanes::yes, bulk);
}

void ZoneVerdicts::refresh(const policy::ColumnTable& table, size_t row,
                           const std::set<std::string>* changed) {
  std::set<uint32_t> touched;
  if (changed == nullptr)
    for (uint32_t i = 0; i < plan.policies(); ++i) touched.insert(i);
  else
    for (const std::string& field : *changed) {
      const std::vector<uint32_t>& some = plan.dependents(field);
      touched.insert(some.begin(), some.end());
    }
  if (touched.empty()) return;
  const std::vector<uint32_t> policies(touched.begin(), touched.end());
  std::vector<policy::RowVerdict> out;
  plan.evaluate_row(table, row, policies, out);
  for (size_t i = 0; i < policies.size(); ++i) bulk.set(policies[i], row, out[i].verdict);
}

std::shared_ptr<const ZoneVerdicts> ColumnsView::verdicts(const ZoneRules& rules) const {
  constexpr size_t kMostBytes = size_t{512} << 20;
  const std::lock_guard lock(kept_->verdicts_mutex);
  std::vector<std::shared_ptr<ZoneVerdicts>>& kept = kept_->verdicts;
  const auto found = std::find_if(kept.begin(), kept.end(), [&](const auto& v) {
    return v->zones == rules.zones && v->policy_counter == rules.library->counter;
  });
  if (found != kept.end()) {
    std::rotate(found, found + 1, kept.end());
    return kept.back();
  }
  kept.push_back(std::make_shared<ZoneVerdicts>(rules, kept_->columns));
  size_t bytes = 0;
  for (const auto& v : kept) bytes += v->bulk.is_true.size() * 2 * sizeof(uint64_t);
  for (; kept.size() > 1 && (bytes > kMostBytes || kept.size() > 16); kept.erase(kept.begin()))
    bytes -= kept.front()->bulk.is_true.size() * 2 * sizeof(uint64_t);
  return kept.back();
}

}  // namespace gaoxin
