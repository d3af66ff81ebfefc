// All enterprises in columns in memory: answers any list, filter, sort and search of a million of
// them within milliseconds, which rows of SQL cannot.
//
// The database stays the truth. Every change of an enterprise carries the value of the counter
// "registry"; before a query the rows with a newer value are read and applied. The directory holds
// only what filters, sorts and searches need; a page's rows are then read by their ids.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/zone_tree.h"
#include "base/date.h"

namespace gaoxin {

BOOST_DEFINE_ENUM_CLASS(EnterpriseScale, large, medium, small, micro)
BOOST_DEFINE_ENUM_CLASS(EnterpriseStatus, operating, suspended, moved_out, revoked, deregistered)

/// A stay of an enterprise in a park, as days since 1970; `to` is exclusive, maximum when open.
struct DirectoryStay {
  int64_t park_id = 0;
  Date from;
  Date to;
  auto operator<=>(const DirectoryStay&) const = default;
};

/// What the directory keeps of an enterprise.
struct DirectoryEntry {
  int64_t id = 0;
  int64_t home_zone = 0;
  bool hidden = false;  ///< merged into another one
  bool invented = false;
  std::string_view name;
  std::string_view credit_code;    ///< empty: unknown
  std::string_view stock_code;     ///< empty: unknown
  std::string_view region_code;    ///< empty: unknown
  std::string_view industry_code;  ///< empty: unknown
  std::optional<EnterpriseScale> scale;
  EnterpriseStatus status = EnterpriseStatus::operating;
  /// Everything else a search looks into: short, former and English names, products; by lines.
  std::string_view searchable;
  std::vector<DirectoryStay> stays;
};

BOOST_DEFINE_ENUM_CLASS(DirectorySort, name, id, credit_code, region, industry, scale, status)

struct DirectoryQuery {
  int64_t zone = 0;  ///< visible from here
  Date today;        ///< on which residency counts
  std::string q;     ///< words apart by spaces; all must occur
  std::string region;
  std::string industry;
  std::vector<EnterpriseScale> scales;
  std::vector<EnterpriseStatus> statuses;
  std::optional<int64_t> home_zone;
  std::optional<int64_t> park;
  std::optional<bool> listed, invented, has_credit_code;
  DirectorySort sort = DirectorySort::name;
  bool descending = false;
  bool own_first = false;  ///< what is of the zone's subtree or resident there before the directory
  size_t offset = 0;
  size_t limit = 50;
};

struct DirectoryAnswer {
  std::vector<int64_t> ids;
  size_t total = 0;
};

/// Thread-safe: queries run beside each other, changes alone.
class EnterpriseDirectory {
 public:
  EnterpriseDirectory();
  ~EnterpriseDirectory();

  /// The counter's value up to which changes have been applied; 0 at the beginning.
  int64_t applied() const;
  /// Applies changed and new entries; the texts are copied. `counter` is the new applied().
  /// A large batch rebuilds the index of words, a small one is searched beside it.
  void apply(const std::vector<DirectoryEntry>& entries, int64_t counter);

  DirectoryAnswer query(const ZoneTree& zones, const DirectoryQuery& query) const;
  size_t size() const;

  /// Ids of those not hidden that carry the code; credit code or normal stock code.
  std::vector<int64_t> find_credit_code(std::string_view code) const;
  std::vector<int64_t> find_stock_code(std::string_view code) const;
  /// Ids of those not hidden whose folded name is exactly this one's.
  std::vector<int64_t> find_name(std::string_view name) const;
  /// Calls `each(id, name, has_credit_code)` for all that are not hidden.
  void each_name(const std::function<void(int64_t, std::string_view, bool)>& each) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gaoxin
