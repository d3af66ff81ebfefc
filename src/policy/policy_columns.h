// All enterprises on a day in columns, as they are loaded. Private to the module.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/columns.h"
#include "policy/policy_facts.h"
#include "policy/policy_library.h"

namespace gaoxin {

constexpr size_t kMatchingThreads = 2;

/// Values of the counters that the columns show.
struct ColumnsPosition {
  int64_t enterprises = -1;
  int64_t facts = -1;
  int64_t parks = -1;
  int64_t answers = -1;
  bool operator==(const ColumnsPosition&) const = default;
};

/// Who looks after an enterprise and the park it is in. There are few different ones, so that
/// whatever a list counts is counted by place.
struct EnterprisePlace {
  int64_t home_zone = 0;  // 0: merged into another enterprise
  int64_t park = 0;       // 0: in none
  auto operator<=>(const EnterprisePlace&) const = default;
};

/// All enterprises on a day, a row each. A row stays when its enterprise is merged into another
/// one: its home zone is 0 then and nothing is known of it.
struct EnterpriseColumns {
  ColumnsPosition position{};
  int64_t policy_counter = -1;
  std::string vocabulary_source{};
  Date as_of{};
  std::unique_ptr<policy::ColumnTable> table{};
  std::vector<int64_t> ids{};
  std::unordered_map<int64_t, uint32_t> row_of{};
  std::vector<std::string> names{};
  std::vector<uint32_t> place_of{};       // by row, into places
  std::vector<EnterprisePlace> places{};  // in the order they were met
  std::vector<int64_t> rows_at{};         // beside places
  std::map<EnterprisePlace, uint32_t> place_index{};
  int64_t loads = 0;         // how often everything was read
  int64_t patched_rows = 0;  // how many rows were read again

  const EnterprisePlace& place(size_t row) const { return places[place_of[row]]; }
  uint32_t index_of(const EnterprisePlace& place);
  /// Adds a row of which nothing is known.
  size_t add_row(int64_t id, uint32_t place);
  void move(size_t row, uint32_t place);
};

/// Data of a row that are otherwise in the columns than they are known.
std::set<std::string> differing_data(const EnterpriseColumns& columns,
                                     const policy::Vocabulary& vocabulary, size_t row,
                                     const KnownEnterprise& known);
/// Puts what is known of an enterprise into its row.
void put_row(EnterpriseColumns& columns, size_t row, const KnownEnterprise& known, uint32_t place,
             const std::set<std::string>& differing);

/// Everything as the transaction sees it.
EnterpriseColumns load_columns(Transaction& db, const PolicyLibrary& library, Date as_of);

}  // namespace gaoxin
