#include "policy/policy_current.h"

#include <algorithm>
#include <set>

namespace gaoxin {

/// One day's columns with what stands on them. Readers share `guard`, a change has it alone.
struct ColumnsView::Kept {
  explicit Kept(Date day) : as_of(day) {}
  const Date as_of;
  std::shared_mutex guard{};
  EnterpriseColumns columns{};
  VerdictStore verdicts{};
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
      if (std::binary_search(changed->begin(), changed->end(), columns.place(row).park))
        out.insert(columns.ids[row]);
  }
  return out;
}

/// Rereads the rows of some enterprises and evaluates again what depends on what has changed.
void patch(Transaction& db, const PolicyLibrary& library, ColumnsView::Kept& day,
           const std::set<int64_t>& ids) {
  EnterpriseColumns& columns = day.columns;
  const std::map<int64_t, ParkKind> kinds = park_kinds(db);
  for (const int64_t id : ids) {
    const KnownEnterprise known = read_enterprise(db, library.vocabulary, id, columns.as_of, kinds);
    const auto at = columns.row_of.find(id);
    if (at == columns.row_of.end() && !known.row) continue;
    const bool fresh = at == columns.row_of.end();
    const uint32_t place = columns.index_of({known.row ? known.row->home_zone : 0, known.park});
    const size_t row = fresh ? columns.add_row(id, place) : at->second;
    const std::set<std::string> differing = differing_data(columns, library.vocabulary, row, known);
    const auto before = fresh ? std::nullopt : std::optional(columns.place_of[row]);
    day.verdicts.change_row(columns, row, before, place, differing,
                            [&] { put_row(columns, row, known, place, differing); });
    ++columns.patched_rows;
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
    patch(call.db, library, day, *changed);
  } else {
    const int64_t loads = columns.loads + 1;
    const int64_t patched_rows = columns.patched_rows;
    day.verdicts.clear();
    columns = {};  // First, because both together may not fit.
    columns = load_columns(call.db, library, day.as_of);
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

std::shared_ptr<const ZoneVerdicts> ColumnsView::verdicts(const ZoneRules& rules) const {
  return kept_->verdicts.of(rules, kept_->columns);
}
std::shared_ptr<const RowAmounts> ColumnsView::amounts(
    const std::shared_ptr<PolicyVerdicts>& policy) const {
  return kept_->verdicts.amounts(policy, kept_->columns);
}
int64_t ColumnsView::computed() const { return kept_->verdicts.computed(); }

}  // namespace gaoxin
