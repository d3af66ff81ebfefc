#include "chain/location_quotient.h"

#include <cmath>

#include "base/check.h"

namespace gaoxin {

void RegionalCounts::add(std::string_view region, std::string_view industry, double count) {
  CHECK(std::isfinite(count) && count >= 0);
  counts_[std::string(region)][std::string(industry)] += count;
  region_totals_[std::string(region)] += count;
  industry_totals_[std::string(industry)] += count;
  total_ += count;
}

bool RegionalCounts::knows_region(std::string_view region) const {
  return region_totals_.contains(region);
}

std::optional<double> RegionalCounts::quotient(std::string_view region,
                                               std::string_view industry) const {
  const auto in_region = region_totals_.find(region);
  const auto in_industry = industry_totals_.find(industry);
  if (in_region == region_totals_.end() || in_industry == industry_totals_.end() ||
      in_region->second <= 0 || in_industry->second <= 0)
    return std::nullopt;
  const auto& row = counts_.find(region)->second;
  const auto cell = row.find(industry);
  if (cell == row.end()) return 0.0;
  return (cell->second / in_region->second) / (in_industry->second / total_);
}

std::vector<RegionalCounts::Cell> RegionalCounts::cells() const {
  std::vector<Cell> out;
  for (const auto& [region, row] : counts_)
    for (const auto& [industry, count] : row) {
      if (count <= 0) continue;
      out.push_back({region, industry, count, region_totals_.find(region)->second,
                     industry_totals_.find(industry)->second, total_, *quotient(region, industry)});
    }
  return out;
}

}  // namespace gaoxin
