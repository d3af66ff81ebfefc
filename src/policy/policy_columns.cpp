// Loading all enterprises: tens of millions of facts, read on one thread and placed on another.
#include "policy/policy_columns.h"

#include <array>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>

namespace gaoxin {

namespace store = policy_store;
using policy::Datum;
using policy::FieldDefinition;
using policy::Type;
using policy::Vocabulary;

uint32_t EnterpriseColumns::index_of(const EnterprisePlace& place) {
  const auto [found, fresh] = place_index.emplace(place, static_cast<uint32_t>(places.size()));
  if (fresh) {
    places.push_back(place);
    rows_at.push_back(0);
  }
  return found->second;
}

size_t EnterpriseColumns::add_row(int64_t id, uint32_t place) {
  const size_t row = ids.size();
  row_of.emplace(id, static_cast<uint32_t>(row));
  ids.push_back(id);
  names.emplace_back();
  place_of.push_back(place);
  ++rows_at[place];
  if (table) table->grow(ids.size());
  return row;
}

void EnterpriseColumns::move(size_t row, uint32_t place) {
  --rows_at[place_of[row]];
  ++rows_at[place];
  place_of[row] = place;
}

namespace {
bool same_datum(const policy::ColumnTable& table, size_t row, const FieldDefinition& field,
                const Datum& now) {
  const policy::Column* column = table.find(field.name);
  if (!now.known) return !column->is_known(row);
  if (!column->is_known(row) || field.yearly || field.type == Type::rows) return false;
  const Datum before = table.get(row, field.name);
  return before.number == now.number && before.code == now.code && before.codes == now.codes;
}
const Datum& datum_of(const KnownEnterprise& known, const std::string& field) {
  static const Datum kMissing;
  const auto found = known.facts.find(field);
  return found == known.facts.end() ? kMissing : found->second;
}
}  // namespace

std::set<std::string> differing_data(const EnterpriseColumns& columns, const Vocabulary& vocabulary,
                                     size_t row, const KnownEnterprise& known) {
  std::set<std::string> out;
  for (const auto& [name, field] : vocabulary)
    if (!same_datum(*columns.table, row, field, datum_of(known, name))) out.insert(name);
  return out;
}

void put_row(EnterpriseColumns& columns, size_t row, const KnownEnterprise& known, uint32_t place,
             const std::set<std::string>& differing) {
  columns.names[row] = known.row ? known.row->name : "";
  columns.move(row, place);
  for (const std::string& field : differing) columns.table->set(row, field, datum_of(known, field));
}

namespace {

/// Hands things from one thread to another, a few at a time.
template <typename T>
class Channel {
 public:
  void put(T value) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || values_.size() < 4; });
    if (!closed_) values_.push_back(std::move(value));
    changed_.notify_all();
  }
  /// Nothing when the channel is closed and empty.
  std::optional<T> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || !values_.empty(); });
    if (values_.empty()) return std::nullopt;
    T value = std::move(values_.front());
    values_.pop_front();
    changed_.notify_all();
    return value;
  }
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> values_;
  bool closed_ = false;
};

/// Where the facts of one datum go, with the newest placed so far, by row.
struct Target {
  const FieldDefinition* field = nullptr;
  policy::Column* column = nullptr;
  std::vector<int32_t> rank{};
  std::vector<int64_t> id{};
};

/// A fact on its way: what RecordedFact says, without views into the database's row.
struct Placing {
  int64_t id = 0;
  int64_t whole = 0;
  double number = 0;
  const std::string* period = nullptr;
  uint32_t row = 0;
  uint32_t target = 0;
  int32_t rank = 0;
  int32_t source_day = INT32_MIN;  // none
  uint32_t words_at = 0;           // in the texts of the batch
  uint32_t words_size = 0;
  bool has_whole = false;
  bool has_number = false;
  bool has_words = false;
};
struct Batch {
  static constexpr size_t kFacts = 2048;
  std::vector<Placing> facts{};
  std::string texts{};
};

/// Reads facts, finds out whose and which they are, and passes them on.
class FactReader {
 public:
  FactReader(const EnterpriseColumns& columns, const std::vector<Target>& targets)
      : columns_(columns), targets_(targets) {
    for (uint32_t i = 0; i < targets.size(); ++i) {
      const std::string_view name = targets[i].field->name;
      // The other way round than vocabulary_name().
      by_name_[name == "building_area" ? std::string_view("floor_area") : name] = i;
    }
  }

  void run(Transaction& db, Channel<Batch>& out) {
    // Facts of merged enterprises count for those they were merged into.
    for (const ChangedEnterprise& merged : merged_enterprises(db))
      if (const auto survivor = columns_.row_of.find(*merged.merged_into);
          survivor != columns_.row_of.end())
        merged_.emplace(merged.id, survivor->second);
    each_recorded_fact(db, [&](const RecordedFact& fact) {
      read(fact);
      if (batch_.facts.size() < Batch::kFacts) return;
      out.put(std::move(batch_));
      batch_ = {};
      batch_.facts.reserve(Batch::kFacts);
    });
    out.put(std::move(batch_));
  }

 private:
  // Neighbours are mostly of one enterprise and one period.
  void read(const RecordedFact& fact) {
    if (fact.enterprise_id != enterprise_) find_enterprise(fact.enterprise_id);
    if (period_ == nullptr || fact.period != *period_) find_period(fact.period);
    if (!row_ || future_) return;
    const auto target = by_name_.find(fact.field);
    if (target == by_name_.end()) return;
    Placing& out = batch_.facts.emplace_back();
    out.id = fact.id;
    out.period = period_;
    out.row = *row_;
    out.target = target->second;
    out.rank = rank_;
    if (fact.source_date) out.source_day = fact.source_date->days;
    out.has_whole = fact.whole.has_value();
    out.whole = fact.whole.value_or(0);
    out.has_number = fact.number.has_value();
    out.number = fact.number.value_or(0);
    out.has_words = fact.words.has_value();
    if (!fact.words) return;
    out.words_at = static_cast<uint32_t>(batch_.texts.size());
    out.words_size = static_cast<uint32_t>(fact.words->size());
    batch_.texts += *fact.words;
  }
  void find_enterprise(int64_t id) {
    enterprise_ = id;
    row_.reset();
    if (const auto found = columns_.row_of.find(id); found != columns_.row_of.end())
      row_ = found->second;
    else if (const auto survivor = merged_.find(id); survivor != merged_.end())
      row_ = survivor->second;
  }
  void find_period(std::string_view period) {
    period_ = &*periods_.emplace(period).first;
    rank_ = static_cast<int32_t>(std::max<int64_t>(period_rank(period), INT32_MIN));
    future_ = is_future(period, columns_.as_of);
  }

  const EnterpriseColumns& columns_;
  const std::vector<Target>& targets_;
  std::unordered_map<std::string_view, uint32_t> by_name_{};
  std::unordered_map<int64_t, uint32_t> merged_{};
  Batch batch_{};
  int64_t enterprise_ = 0;
  std::optional<uint32_t> row_{};
  std::set<std::string> periods_{};  // every one met: their texts stay where they are
  const std::string* period_ = nullptr;
  int32_t rank_ = 0;
  bool future_ = false;
};

/// Puts a fact into its column unless a newer one stands there. A fact that does not fit its datum
/// makes the row unclear.
void place(const Placing& from, const Batch& batch, std::vector<Target>& targets,
           EnterpriseColumns& columns, std::set<size_t>& unclear) {
  Target& target = targets[from.target];
  const size_t row = from.row;
  if (std::pair(from.rank, from.id) < std::pair(target.rank[row], target.id[row])) return;
  const bool plain = (target.field->type == Type::money || target.field->type == Type::count) &&
                     from.has_whole && !target.field->stale_after_months;
  if (plain) {
    columns.table->set_number(row, *target.column, from.whole);
  } else {
    RecordedFact fact{.id = from.id, .period = *from.period};
    if (from.has_whole) fact.whole = from.whole;
    if (from.has_number) fact.number = from.number;
    if (from.has_words)
      fact.words = std::string_view(batch.texts).substr(from.words_at, from.words_size);
    if (from.source_day != INT32_MIN) fact.source_date = Date{from.source_day};
    const std::optional<Datum> datum = registry_datum(fact, *target.field, columns.as_of);
    if (!datum) {
      unclear.insert(row);
      return;
    }
    columns.table->set(row, target.field->name, *datum);
  }
  target.rank[row] = from.rank;
  target.id[row] = from.id;
}

void load_facts(Transaction& db, const Vocabulary& vocabulary, EnterpriseColumns& columns,
                std::set<size_t>& unclear) {
  std::vector<Target> targets;
  for (const auto& [name, field] : vocabulary) {
    if (field.yearly || field.type == Type::rows) continue;
    targets.push_back({&field, columns.table->find(name),
                       std::vector<int32_t>(columns.ids.size(), INT32_MIN),
                       std::vector<int64_t>(columns.ids.size())});
  }
  FactReader reader(columns, targets);
  Channel<Batch> channel;
  std::future<void> placed = std::async(std::launch::async, [&] {
    try {
      while (const std::optional<Batch> batch = channel.take())
        for (const Placing& fact : batch->facts) place(fact, *batch, targets, columns, unclear);
    } catch (...) {
      channel.close();  // So that the reader does not wait for ever.
      throw;
    }
  });
  {
    struct Closing {
      Channel<Batch>& channel;
      ~Closing() { channel.close(); }
    } const closing{channel};
    reader.run(db, channel);
  }
  placed.get();
}

/// The codes that the registry itself has of each enterprise.
class RegistryCodes {
 public:
  void add(const store::StoredEnterprise& row) {
    rows_.push_back({number(row.scale), number(row.industry_code), number(row.region_code)});
  }
  void put_into(policy::ColumnTable& table) const {
    static constexpr const char* kFields[] = {"scale", "industry_code", "region_code"};
    for (size_t f = 0; f < 3; ++f)
      for (size_t row = 0; row < rows_.size(); ++row)
        if (rows_[row][f] != 0) table.set(row, kFields[f], code_datum(codes_[rows_[row][f]]));
  }

 private:
  uint32_t number(const std::optional<std::string>& code) {
    if (!code) return 0;
    const auto [found, fresh] = numbers_.emplace(*code, static_cast<uint32_t>(codes_.size()));
    if (fresh) codes_.push_back(*code);
    return found->second;
  }
  std::vector<std::array<uint32_t, 3>> rows_{};
  std::vector<std::string> codes_{{}};  // 0: none
  std::unordered_map<std::string, uint32_t> numbers_{};
};

}  // namespace

EnterpriseColumns load_columns(Transaction& db, const PolicyLibrary& library, Date as_of) {
  const Vocabulary& vocabulary = library.vocabulary;
  EnterpriseColumns out;
  out.as_of = as_of;
  out.vocabulary_source = library.vocabulary_source;
  RegistryCodes codes;
  store::each_enterprise(db, std::nullopt, [&](const store::StoredEnterprise& row) {
    const size_t at = out.add_row(row.id, out.index_of({row.home_zone, 0}));
    out.names[at] = row.name;
    codes.add(row);
  });
  out.table = std::make_unique<policy::ColumnTable>(vocabulary, out.ids.size());
  policy::ColumnTable& table = *out.table;
  store::each_answer(db, std::nullopt, [&](const store::StoredAnswer& answer) {
    const auto row = out.row_of.find(answer.enterprise_id);
    const auto field = vocabulary.find(answer.field);
    if (row == out.row_of.end() || field == vocabulary.end()) return;
    if (const std::optional<Datum> datum = answer_datum(answer, field->second, as_of))
      table.set(row->second, field->first, *datum);
  });
  std::set<size_t> unclear;
  load_facts(db, vocabulary, out, unclear);
  codes.put_into(table);
  const std::map<int64_t, ParkKind> kinds = park_kinds(db);
  for (const store::StoredStay& stay : store::list_stays(db, as_of)) {
    const auto row = out.row_of.find(stay.enterprise_id);
    if (row == out.row_of.end()) continue;
    out.move(row->second, out.index_of({out.place(row->second).home_zone, stay.park_id}));
  }
  std::vector<std::optional<Datum>> kind_at;
  for (const EnterprisePlace& place : out.places)
    kind_at.push_back(park_kind_datum(kinds, place.park));
  for (size_t row = 0; row < out.ids.size(); ++row)
    if (const std::optional<Datum>& kind = kind_at[out.place_of[row]])
      table.set(row, "park_kind", *kind);
  // A fact that does not fit its datum: what stands then, the reader of one enterprise says.
  for (const size_t row : unclear) {
    const KnownEnterprise known = read_enterprise(db, vocabulary, out.ids[row], as_of, kinds);
    put_row(out, row, known, out.place_of[row], differing_data(out, vocabulary, row, known));
  }
  return out;
}

}  // namespace gaoxin
