#include "access/zone_tree.h"

#include <algorithm>
#include <functional>

namespace gaoxin {

ZoneTree::ZoneTree(std::vector<Zone> zones) {
  std::sort(zones.begin(), zones.end(),
            [](const Zone& a, const Zone& b) { return a.code < b.code; });
  std::unordered_map<int64_t, std::vector<size_t>> children;
  std::vector<size_t> roots;
  for (size_t i = 0; i < zones.size(); ++i) {
    if (zones[i].parent_id)
      children[*zones[i].parent_id].push_back(i);
    else
      roots.push_back(i);
  }
  zones_.reserve(zones.size());
  end_.reserve(zones.size());
  const std::function<void(size_t)> place = [&](size_t i) {
    const size_t at = zones_.size();
    const int64_t id = zones[i].id;
    CHECK(index_.emplace(id, at).second);
    zones_.push_back(std::move(zones[i]));
    end_.push_back(0);
    for (const size_t child : children[id]) place(child);
    end_[at] = zones_.size();
  };
  for (const size_t root : roots) place(root);
  CHECK(zones_.size() == zones.size());
}

const Zone* ZoneTree::find(int64_t id) const {
  const auto found = index_.find(id);
  return found == index_.end() ? nullptr : &zones_[found->second];
}

bool ZoneTree::is_within(int64_t id, int64_t ancestor) const {
  const auto inner = index_.find(id);
  const auto outer = index_.find(ancestor);
  if (inner == index_.end() || outer == index_.end()) return false;
  return inner->second >= outer->second && inner->second < end_[outer->second];
}

std::vector<int64_t> ZoneTree::subtree(int64_t id) const {
  std::vector<int64_t> ids;
  const auto found = index_.find(id);
  if (found == index_.end()) return ids;
  for (size_t i = found->second; i < end_[found->second]; ++i) ids.push_back(zones_[i].id);
  return ids;
}

std::vector<int64_t> ZoneTree::ancestors(int64_t id) const {
  std::vector<int64_t> ids;
  for (const Zone* zone = find(id); zone != nullptr;
       zone = zone->parent_id ? find(*zone->parent_id) : nullptr)
    ids.push_back(zone->id);
  return ids;
}

}  // namespace gaoxin
