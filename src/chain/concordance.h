// Which input-output sector an industry belongs to. The shipped table is
// catalogue/chains/concordance.csv, written by us; shares of one industry add up to 1.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "chain/read_report.h"

namespace gaoxin {

struct ConcordanceRow {
  std::string system;  ///< sw (Shenwan), gb (GB/T 4754-2017), listing (of the listing table)
  std::string code, name;
  std::string io_system;  ///< 153 or 42
  std::string io_code;
  double share = 0;
  std::string note;
};

/// Errors: those of the header, chain.concordance.share (a share outside 0..1),
/// chain.concordance.sum (an industry's shares do not add up to 1), with the line.
Result<std::vector<ConcordanceRow>> read_concordance(std::string_view bytes);

class Concordance {
 public:
  explicit Concordance(const std::vector<ConcordanceRow>& rows);
  struct Part {
    std::string io_code;
    double share = 0;
  };
  /// The sectors of an industry; a GB/T code without an entry of its own takes the one of the
  /// longest code it begins with. Empty when unknown.
  const std::vector<Part>& sectors(std::string_view system, std::string_view code,
                                   std::string_view io_system) const;

 private:
  std::unordered_map<std::string, std::vector<Part>> parts_;
};

}  // namespace gaoxin
