#include "chain/concordance.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "chain/source_text.h"

namespace gaoxin {
namespace {

std::string key(std::string_view system, std::string_view code, std::string_view io_system) {
  return fmt::format("{}\n{}\n{}", system, code, io_system);
}

}  // namespace

Result<std::vector<ConcordanceRow>> read_concordance(std::string_view bytes) {
  TRY_ASSIGN(text, source_text(bytes));
  CsvRows rows(text);
  TRY_ASSIGN(first, rows.next());
  TRY_ASSIGN(header, CsvHeader::read(*first, {"system", "code", "name", "io_system", "io_code",
                                              "share", "note"}));
  std::vector<ConcordanceRow> out;
  std::unordered_map<std::string, std::pair<double, int64_t>> sums;
  while (true) {
    TRY_ASSIGN(row, rows.next());
    if (!row) break;
    const auto cell = [&](const char* name) { return std::string(trim(header.cell(*row, name))); };
    const std::optional<double> share = parse_number(header.cell(*row, "share"));
    if (!share || *share <= 0 || *share > 1)
      return Error{ErrorCode::invalid,
                   "chain.concordance.share",
                   {fmt::format("第 {} 行：份额应大于 0 且不超过 1", row->line),
                    fmt::format("line {}: a share is above 0 and at most 1", row->line)},
                   {}};
    out.push_back({cell("system"), cell("code"), cell("name"), cell("io_system"), cell("io_code"),
                   *share, cell("note")});
    auto& [sum, line] = sums[key(out.back().system, out.back().code, out.back().io_system)];
    sum += *share;
    line = row->line;
  }
  for (const auto& [industry, sum] : sums)
    if (std::abs(sum.first - 1) > 1e-6)
      return Error{
          ErrorCode::invalid,
          "chain.concordance.sum",
          {fmt::format("第 {} 行：该行业的份额之和为 {:.4f}，应为 1", sum.second, sum.first),
           fmt::format("line {}: the shares of this industry add up to {:.4f}, not 1", sum.second,
                       sum.first)},
          {}};
  return out;
}

Concordance::Concordance(const std::vector<ConcordanceRow>& rows) {
  for (const ConcordanceRow& row : rows)
    parts_[key(row.system, row.code, row.io_system)].push_back({row.io_code, row.share});
}

const std::vector<Concordance::Part>& Concordance::sectors(std::string_view system,
                                                           std::string_view code,
                                                           std::string_view io_system) const {
  static const std::vector<Part> kNone;
  while (!code.empty()) {
    const auto found = parts_.find(key(system, code, io_system));
    if (found != parts_.end()) return found->second;
    if (system != "gb") break;
    code.remove_suffix(1);
  }
  return kNone;
}

}  // namespace gaoxin
