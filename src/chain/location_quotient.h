// Location quotients: how much stronger an industry is in a region than in the whole country.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gaoxin {

/// Counts (of companies, jobs or yuan) by region and industry.
class RegionalCounts {
 public:
  /// `count` >= 0 and finite (CHECK).
  void add(std::string_view region, std::string_view industry, double count);

  struct Cell {
    std::string region, industry;
    double count = 0, region_total = 0, industry_total = 0, total = 0;
    /// (count / region_total) / (industry_total / total): 1 = as in the whole country.
    double quotient = 0;
  };
  /// The quotient; 0 when the region is known but lacks the industry, nothing when the region or
  /// the industry is unknown.
  std::optional<double> quotient(std::string_view region, std::string_view industry) const;
  /// All cells with a count, by region then industry.
  std::vector<Cell> cells() const;
  bool empty() const { return total_ <= 0; }
  bool knows_region(std::string_view region) const;

 private:
  std::map<std::string, std::map<std::string, double, std::less<>>, std::less<>> counts_;
  std::map<std::string, double, std::less<>> region_totals_, industry_totals_;
  double total_ = 0;
};

}  // namespace gaoxin
