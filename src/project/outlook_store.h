// All SQL of funnel and dashboard. Private to the module.
#pragma once

#include <functional>
#include <map>
#include <span>

#include "project/outlook.h"

namespace gaoxin::outlook_store {

/// Moves into stages with a higher id than `after`, by id.
void each_entry(
    Transaction& db, int64_t after,
    const std::function<void(int64_t id, int64_t project_id, int64_t stage, int32_t day)>& each);
int64_t count_entries(Transaction& db);

struct OutlookProject {
  int64_t id = 0, host_zone_id = 0, stage = 0;
  bool open = false;
  bool lost = false;
  std::string_view industry_code{};  ///< empty: unknown; lives as long as the call
  std::optional<int64_t> investment{};
  Timestamp stage_entered_at{};
  std::optional<std::string_view> status_on{};
};
/// All that are not merged away.
void each_project(Transaction& db, const std::function<void(const OutlookProject&)>& each);
/// Divisions: two digits to their name.
std::map<std::string, std::string> division_names(Transaction& db);

struct StockRow {
  int64_t host_zone_id = 0, stage = 0, count = 0, with_amount = 0, overdue = 0;
  Money investment{};
};
std::vector<StockRow> stock(Transaction& db, std::span<const int64_t> zones, Date today);
std::vector<DashboardChain> chains(Transaction& db, std::span<const int64_t> zones, int64_t limit);
int64_t count_created(Transaction& db, std::span<const int64_t> zones, Timestamp from);
int64_t count_lost(Transaction& db, std::span<const int64_t> zones, Date from, Date to);
/// Projects that entered the stage in the period, each once.
int64_t count_entered(Transaction& db, std::span<const int64_t> zones, int64_t stage, Date from,
                      Date to);
int64_t count_overdue_tasks(Transaction& db, std::span<const int64_t> zones, Date today);
/// By host zone.
std::map<int64_t, int64_t> signed_by_zone(Transaction& db, std::span<const int64_t> zones,
                                          Date from, Date to);
std::map<int64_t, int64_t> red_by_zone(Transaction& db, std::span<const int64_t> zones, Date today);

}  // namespace gaoxin::outlook_store
