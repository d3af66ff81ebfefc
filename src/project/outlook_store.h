// All SQL of funnel and dashboard. Private to the module.
#pragma once

#include <functional>
#include <map>
#include <span>

#include "project/outlook.h"

namespace gaoxin::outlook_store {

/// Divisions: two digits to their name.
std::map<std::string, std::string> division_names(Transaction& db);

/// Milestones that failed, by host zone.
std::map<int64_t, int64_t> red_by_zone(Transaction& db, std::span<const int64_t> zones, Date today);

}  // namespace gaoxin::outlook_store
