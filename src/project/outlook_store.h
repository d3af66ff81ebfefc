// All SQL of funnel and dashboard. Private to the module.
#pragma once

#include <functional>
#include <map>
#include <span>

#include "project/outlook.h"

namespace gaoxin::outlook_store {

/// Divisions: two digits to their name.
std::map<std::string, std::string> division_names(Transaction& db);

/// Projects that entered the stage in the period, each once.
int64_t count_entered(Transaction& db, std::span<const int64_t> zones, int64_t stage, Date from,
                      Date to);
int64_t count_overdue_tasks(Transaction& db, std::span<const int64_t> zones, Date today);
/// By host zone.
std::map<int64_t, int64_t> red_by_zone(Transaction& db, std::span<const int64_t> zones, Date today);

}  // namespace gaoxin::outlook_store
