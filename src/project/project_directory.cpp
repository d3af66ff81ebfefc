#include "project/project_directory.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <unordered_map>

#include "project/project_store.h"

namespace gaoxin {

namespace store = project_store;

template <typename T>
uint32_t ProjectDirectory::Values<T>::number(const T& value) {
  const auto [at, fresh] = numbers_.try_emplace(value, static_cast<uint32_t>(values_.size()));
  if (fresh) values_.push_back(value);
  return at->second;
}

std::string_view ProjectDirectory::searchable(uint32_t row) const {
  return text(places_[row].begin, places_[row].searchable);
}
std::string_view ProjectDirectory::name(uint32_t row) const {
  return text(places_[row].begin + places_[row].searchable, places_[row].name);
}
std::string_view ProjectDirectory::number(uint32_t row) const {
  return text(places_[row].begin + places_[row].searchable + places_[row].name,
              places_[row].number);
}

void ProjectDirectory::put(const DirectoryRow& row) {
  const auto [at, fresh] = row_of_.try_emplace(row.project.id, static_cast<uint32_t>(rows_.size()));
  if (fresh) {
    rows_.emplace_back();
    places_.emplace_back();
    stage_days_.emplace_back().fill(kNeverEntered);
  }
  ListedProject& project = rows_[at->second];
  project = row.project;
  project.zone = zones_.number(row.zone_id);
  project.host_zone = zones_.number(row.host_zone_id);
  project.industry = industries_.number(std::string(row.industry_code));
  project.chain_node = chain_nodes_.number(std::string(row.chain_node));
  put_texts(places_[at->second], row);
}

void ProjectDirectory::put_texts(Place& place, const DirectoryRow& row) {
  std::string all(row.searchable_text);
  all.append(row.name).append(row.number);
  const bool same_ends = place.searchable == row.searchable_text.size() &&
                         place.name == row.name.size() && place.number == row.number.size();
  if (same_ends && text(place.begin, place.size()) == all) return;
  unused_text_ += place.size();
  place = {texts_.size(), static_cast<uint32_t>(row.searchable_text.size()),
           static_cast<uint32_t>(row.name.size()), static_cast<uint32_t>(row.number.size())};
  texts_ += all;
  if (unused_text_ * 2 <= texts_.size()) return;
  std::string packed;
  for (Place& each : places_) {
    const size_t begin = packed.size();
    packed.append(text(each.begin, each.size()));
    each.begin = begin;
  }
  texts_ = std::move(packed);
  unused_text_ = 0;
}

void ProjectDirectory::put_stage_day(int64_t project_id, int64_t stage, int32_t day) {
  const auto at = row_of_.find(project_id);
  if (at == row_of_.end()) return;
  int32_t& first = stage_days_[at->second][static_cast<size_t>(stage)];
  first = std::min(first, day);
}

// Finding ----------------------------------------------------------------------------------------

namespace {

bool contains(std::string_view text, std::string_view word) {
  return memmem(text.data(), text.size(), word.data(), word.size()) != nullptr;
}

/// For each number of a directory's values whether it is wanted.
template <typename T, typename F>
std::vector<bool> chosen(const ProjectDirectory::Values<T>& values, F&& wanted) {
  std::vector<bool> out(values.size());
  for (uint32_t i = 0; i < values.size(); ++i) out[i] = wanted(values[i]);
  return out;
}
std::vector<bool> chosen_zones(const ProjectDirectory::Values<int64_t>& zones,
                               std::vector<int64_t> wanted) {
  std::sort(wanted.begin(), wanted.end());
  return chosen(
      zones, [&](int64_t zone) { return std::binary_search(wanted.begin(), wanted.end(), zone); });
}

template <typename T>
bool is_in(const std::vector<T>& some, const T& value) {
  return some.empty() || std::find(some.begin(), some.end(), value) != some.end();
}
template <typename T>
bool within(const std::optional<T>& value, const std::optional<T>& from,
            const std::optional<T>& to) {
  return (!from && !to) || (value && (!from || *value >= *from) && (!to || *value <= *to));
}

/// Everything of a query but its words, prepared for one directory.
class Filter {
 public:
  Filter(const ProjectQuery& query, const ProjectDirectory::Values<int64_t>& zones,
         const ProjectDirectory::Values<std::string>& industries,
         const ProjectDirectory::Values<std::string>& chain_nodes)
      : query_(query) {
    if (!query.zones.empty()) hosts_ = chosen_zones(zones, query.zones);
    if (!query.reporting_zones.empty()) reporting_ = chosen_zones(zones, query.reporting_zones);
    if (!query.not_host_zones.empty()) not_hosts_ = chosen_zones(zones, query.not_host_zones);
    if (!query.industry_prefixes.empty())
      industries_ = chosen(industries, [&](const std::string& code) {
        return std::any_of(query.industry_prefixes.begin(), query.industry_prefixes.end(),
                           [&](const std::string& prefix) { return code.starts_with(prefix); });
      });
    if (query.chain_node)
      chain_nodes_ =
          chosen(chain_nodes, [&](const std::string& node) { return node == *query.chain_node; });
    stagnant_before_.resize(zones.size(), Timestamp{INT64_MIN});
    for (const auto& [group, before] : query.stagnant_before) {
      const std::vector<bool> here = chosen_zones(zones, group);
      for (size_t i = 0; i < zones.size(); ++i)
        if (group.empty() || here[i]) stagnant_before_[i] = std::max(stagnant_before_[i], before);
    }
  }

  bool operator()(const ListedProject& row) const {
    const ProjectQuery& q = query_;
    return !row.merged && (hosts_.empty() || hosts_[row.host_zone]) &&
           (reporting_.empty() || reporting_[row.zone]) &&
           (not_hosts_.empty() || !not_hosts_[row.host_zone]) && is_in(q.stages, row.stage) &&
           is_in(q.statuses, row.status) &&
           (!q.owner_user_id || row.owner_user_id == q.owner_user_id) &&
           (!q.enterprise_id || row.enterprise_id == q.enterprise_id) &&
           (industries_.empty() || industries_[row.industry]) &&
           (chain_nodes_.empty() || chain_nodes_[row.chain_node]) &&
           within(row.total_investment, q.total_investment_min, q.total_investment_max) &&
           (!q.created_from || row.created_at >= *q.created_from) &&
           (!q.created_before || row.created_at < *q.created_before) &&
           within(row.signed_on, q.signed_from, q.signed_to) &&
           within(row.status_on, q.status_from, q.status_to) &&
           (!q.only_ids || std::binary_search(q.only_ids->begin(), q.only_ids->end(), row.id)) &&
           (!q.is_expansion || row.is_expansion == *q.is_expansion) &&
           (!q.invented || row.invented == *q.invented) &&
           (!q.stagnant || is_stagnant(row) == *q.stagnant) &&
           (!q.overdue || (row.due_on && *row.due_on < q.today) == *q.overdue);
  }

 private:
  bool is_stagnant(const ListedProject& row) const {
    return (row.status == ProjectStatus::ongoing || row.status == ProjectStatus::delayed) &&
           row.stage < ProjectStage::full_capacity &&
           row.last_activity_at < stagnant_before_[row.host_zone];
  }

  const ProjectQuery& query_;
  std::vector<bool> hosts_{}, reporting_{}, not_hosts_{}, industries_{}, chain_nodes_{};
  std::vector<Timestamp> stagnant_before_{};
};

}  // namespace

std::vector<uint32_t> ProjectDirectory::find(const ProjectQuery& query) const {
  const Filter filter(query, zones_, industries_, chain_nodes_);
  std::vector<uint32_t> out;
  for (uint32_t row = 0; row < rows_.size(); ++row) {
    if (!filter(rows_[row])) continue;
    const std::string_view where = searchable(row);
    if (std::all_of(query.words.begin(), query.words.end(),
                    [&](const std::string& word) { return contains(where, word); }))
      out.push_back(row);
  }
  return out;
}

std::vector<int64_t> ProjectDirectory::page(std::vector<uint32_t> rows, ProjectOrder order,
                                            size_t offset, size_t limit) const {
  const auto sorted = [&](auto&& before) {
    const size_t end = std::min(rows.size(), offset + limit);
    std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(end), rows.end(),
                      before);
    std::vector<int64_t> ids;
    for (size_t i = std::min(offset, end); i < end; ++i) ids.push_back(rows_[rows[i]].id);
    return ids;
  };
  // Equal keys by id, all the other way round when descending; but what is unknown stays last.
  const auto by = [&](auto&& key) {
    return sorted([&, key](uint32_t x, uint32_t y) {
      const auto a = std::pair(key(x), rows_[x].id), b = std::pair(key(y), rows_[y].id);
      return order.descending ? b < a : a < b;
    });
  };
  const auto by_known = [&](auto&& value) {
    return sorted([&, value](uint32_t x, uint32_t y) {
      const auto &a = value(rows_[x]), &b = value(rows_[y]);
      if (a.has_value() != b.has_value()) return a.has_value();
      const auto p = std::pair(a, rows_[x].id), q = std::pair(b, rows_[y].id);
      return order.descending ? q < p : p < q;
    });
  };
  const auto activity = [&](uint32_t row) { return rows_[row].last_activity_at; };
  switch (order.by) {
    case ProjectSort::activity: return by(activity);
    case ProjectSort::name: return by([&](uint32_t row) { return name(row); });
    case ProjectSort::number: return by([&](uint32_t row) { return number(row); });
    case ProjectSort::created: return by([&](uint32_t row) { return rows_[row].created_at; });
    case ProjectSort::total_investment:
      return by_known([](const ListedProject& row) { return row.total_investment; });
    case ProjectSort::due: return by_known([](const ListedProject& row) { return row.due_on; });
    case ProjectSort::stage: break;
  }
  return sorted([&](uint32_t x, uint32_t y) {  // Within a stage the newest activity first.
    if (rows_[x].stage != rows_[y].stage)
      return (rows_[x].stage < rows_[y].stage) != order.descending;
    return std::pair(activity(x), rows_[x].id) > std::pair(activity(y), rows_[y].id);
  });
}

// Keeping current --------------------------------------------------------------------------------

struct DirectoryView::Kept {
  std::shared_mutex guard{};
  ProjectDirectory directory{};
  int64_t applied = -1;  // the value of the counter that it shows
  bool has_stage_days = false;

  bool covers(int64_t wanted, Need need) const {
    return applied >= wanted && (need == Need::rows || has_stage_days);
  }
  /// To what `db` sees, whose counter is `wanted`. When it stops half-way the counter stays, and
  /// the next reader does it again.
  void bring_forward(Transaction& db, int64_t wanted, Need need) {
    if (wanted > applied)
      store::each_changed_project(db, applied,
                                  [&](const DirectoryRow& row) { directory.put(row); });
    const auto put = [&](int64_t id, int64_t stage, int32_t day) {
      directory.put_stage_day(id, stage, day);
    };
    if (has_stage_days)
      store::each_stage_day(db, applied, put);
    else if (need == Need::stage_days)
      store::each_stage_day(db, -1, put);
    has_stage_days = has_stage_days || need == Need::stage_days;
    applied = wanted;
  }
};

DirectoryView::DirectoryView(Kept& kept) : kept_(&kept), lock_(kept.guard) {}
const ProjectDirectory& DirectoryView::operator*() const { return kept_->directory; }

DirectoryView project_directory(Database& database, Transaction& db, Need need) {
  const int64_t wanted = read_counter(db, "project");
  DirectoryView::Kept& kept = database.attached<DirectoryView::Kept>();
  for (;;) {
    DirectoryView view(kept);
    if (kept.covers(wanted, need)) return view;
    view.unlock();
    const std::unique_lock alone(kept.guard);
    if (!kept.covers(wanted, need)) kept.bring_forward(db, wanted, need);
  }
}

void load_project_directory(Database& database, Transaction& db) {
  project_directory(database, db, Need::stage_days);
}

FoundProjects find_projects(Call& call, const ProjectQuery& query, ProjectOrder order,
                            size_t offset, size_t limit) {
  const DirectoryView directory = project_directory(call.database, call.db);
  std::vector<uint32_t> rows = directory->find(query);
  const auto total = static_cast<int64_t>(rows.size());
  return {directory->page(std::move(rows), order, offset, limit), total};
}

}  // namespace gaoxin
