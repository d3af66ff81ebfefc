// All projects in columns in memory: lists, boards, sums and forecasts of hundreds of thousands of
// them are answered by walking these rows, a page's projects are then read by their ids (see
// docs/decisions/0002). Private to the module.
//
// The database stays the truth: its triggers note in project_change which projects changed with
// which value of the counter "project", and before each answer the rows with a newer value are read
// again. What a reader is given is never older than what its transaction sees; it may be newer.
#pragma once

#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "project/outlook_rules.h"
#include "project/project.h"

namespace gaoxin {

/// The scope and the filters of a list; what is empty does not filter.
struct ProjectQuery {
  std::vector<int64_t> zones;  ///< that run it; empty: all
  std::vector<int64_t> reporting_zones;
  std::vector<int64_t> not_host_zones;
  std::vector<std::string> words;  ///< folded
  std::vector<ProjectStage> stages;
  std::vector<ProjectStatus> statuses;
  std::optional<int64_t> owner_user_id, enterprise_id;
  std::vector<std::string> industry_prefixes;
  std::optional<std::string> chain_node;
  std::optional<Money> total_investment_min, total_investment_max;
  std::optional<Timestamp> created_from, created_before;
  std::optional<Date> signed_from, signed_to;
  std::optional<Date> status_from, status_to;
  std::optional<std::vector<int64_t>> only_ids;  ///< ascending
  std::optional<bool> is_expansion, invented, stagnant, overdue;
  /// Idle since before this moment is stagnant, for each group of zones (empty: all zones).
  std::vector<std::pair<std::vector<int64_t>, Timestamp>> stagnant_before;
  Date today;
};

/// Unknown values stand last in both directions; equal ones by id (stages by activity before).
enum class ProjectSort { activity, name, number, stage, total_investment, created, due };
struct ProjectOrder {
  ProjectSort by = ProjectSort::activity;
  bool descending = true;
};

/// What lists know of a project. Numbers of zones, industries and chain nodes count within the
/// directory.
struct ListedProject {
  int64_t id = 0;
  std::optional<int64_t> owner_user_id, enterprise_id;
  std::optional<Money> total_investment;
  Timestamp created_at, stage_entered_at, last_activity_at;
  std::optional<Date> signed_on, due_on, status_on;
  uint32_t zone = 0, host_zone = 0, industry = 0, chain_node = 0;
  ProjectStage stage = ProjectStage::lead;
  ProjectStatus status = ProjectStatus::ongoing;
  bool is_expansion = false, invented = false, merged = false;
};

/// A row as the database has it. The texts are views.
struct DirectoryRow {
  ListedProject project;
  int64_t zone_id = 0, host_zone_id = 0;
  std::string_view industry_code, chain_node;      ///< empty: unknown
  std::string_view name, number, searchable_text;  ///< the last is folded
};

class ProjectDirectory {
 public:
  /// Each distinct value once; number 0 is the empty one.
  template <typename T>
  class Values {
   public:
    uint32_t number(const T& value);
    const T& operator[](uint32_t number) const { return values_[number]; }
    size_t size() const { return values_.size(); }

   private:
    std::vector<T> values_{T{}};
    std::unordered_map<T, uint32_t> numbers_{{T{}, 0}};
  };

  void put(const DirectoryRow& row);
  void put_stage_day(int64_t project_id, int64_t stage, int32_t day);
  /// Rows, by number, that answer the query.
  std::vector<uint32_t> find(const ProjectQuery& query) const;
  /// The rows' ids from `offset` on, `limit` at most, in the order.
  std::vector<int64_t> page(std::vector<uint32_t> rows, ProjectOrder order, size_t offset,
                            size_t limit) const;

  const std::vector<ListedProject>& rows() const { return rows_; }
  int64_t zone(const ListedProject& row) const { return zones_[row.zone]; }
  int64_t host_zone(const ListedProject& row) const { return zones_[row.host_zone]; }
  const std::string& industry(const ListedProject& row) const { return industries_[row.industry]; }
  const std::string& chain_node(const ListedProject& row) const {
    return chain_nodes_[row.chain_node];
  }
  const StageDays& stage_days(size_t row) const { return stage_days_[row]; }

 private:
  struct Place {  // In texts_: the searchable text, then the name, then the number.
    size_t begin = 0;
    uint32_t searchable = 0, name = 0, number = 0;
    size_t size() const { return size_t{searchable} + name + number; }
  };
  void put_texts(Place& place, const DirectoryRow& row);
  std::string_view text(size_t begin, size_t size) const {
    return std::string_view(texts_).substr(begin, size);
  }
  std::string_view searchable(uint32_t row) const;
  std::string_view name(uint32_t row) const;
  std::string_view number(uint32_t row) const;

  std::vector<ListedProject> rows_;
  std::vector<StageDays> stage_days_;
  std::vector<Place> places_;
  std::string texts_;
  size_t unused_text_ = 0;
  std::unordered_map<int64_t, uint32_t> row_of_;
  Values<int64_t> zones_;
  Values<std::string> industries_, chain_nodes_;
};

/// The directory, which does not change while the view lives. A thread holds one at a time.
class DirectoryView {
 public:
  struct Kept;
  explicit DirectoryView(Kept& kept);
  const ProjectDirectory& operator*() const;
  const ProjectDirectory* operator->() const { return &**this; }
  void unlock() { lock_.unlock(); }

 private:
  Kept* kept_;
  std::shared_lock<std::shared_mutex> lock_;
};

enum class Need { rows, stage_days };
/// The projects as the transaction sees them, or newer. Not after the transaction has written a
/// project: it may yet be rolled back.
DirectoryView project_directory(Database& database, Transaction& db, Need need = Need::rows);

/// The ids of a page, and how many there are.
struct FoundProjects {
  std::vector<int64_t> ids;
  int64_t total = 0;
};
FoundProjects find_projects(Call& call, const ProjectQuery& query, ProjectOrder order,
                            size_t offset, size_t limit);

}  // namespace gaoxin
