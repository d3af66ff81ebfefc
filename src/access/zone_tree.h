// The tree nation – province – city – zone – park, in memory.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace gaoxin {

BOOST_DEFINE_ENUM_CLASS(ZoneLevel, nation, province, city, zone, park)

struct Zone {
  int64_t id = 0;
  std::optional<int64_t> parent_id;
  ZoneLevel level = ZoneLevel::park;
  std::string code;  ///< ours, unique: "CN", "CN-22", "CN-220173", "auto-park"
  Text name;
  std::optional<std::string> region_code;  ///< administrative division code, 2 to 6 digits
  bool demonstration = false;              ///< invented, for show
  int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Zone, (),
                      (id, parent_id, level, code, name, region_code, demonstration, version))

/// Immutable once built. Descent is answered from pre-order intervals in constant time.
class ZoneTree {
 public:
  ZoneTree() = default;
  /// `zones` in any order; a zone whose parent is missing or that is on a cycle is a CHECK: the
  /// store never writes one.
  explicit ZoneTree(std::vector<Zone> zones);

  /// In pre-order: a parent before its children, siblings by code.
  const std::vector<Zone>& zones() const { return zones_; }
  const Zone* find(int64_t id) const;
  /// True for the zone itself and everything below it. False when either is unknown.
  bool is_within(int64_t id, int64_t ancestor) const;
  /// The zone and all below it, in pre-order.
  std::vector<int64_t> subtree(int64_t id) const;
  /// The zone and all above it, the root last.
  std::vector<int64_t> ancestors(int64_t id) const;

 private:
  std::vector<Zone> zones_;
  std::vector<size_t> end_;  // zones_[i, end_[i]) is the subtree of i.
  std::unordered_map<int64_t, size_t> index_;
};

}  // namespace gaoxin
