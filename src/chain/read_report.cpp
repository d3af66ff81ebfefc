#include "chain/read_report.h"

namespace gaoxin {

void ReadReport::note(int64_t line, std::string column, RowOutcome outcome, std::string key,
                      Text text) {
  switch (outcome) {
    case RowOutcome::repaired: ++rows_repaired; break;
    case RowOutcome::dropped: ++rows_dropped; break;
    case RowOutcome::refused: ++rows_refused; break;
  }
  ++issues_total;
  if (issues.size() < kIssuesKept)
    issues.push_back({line, std::move(column), outcome, std::move(key), std::move(text)});
}

}  // namespace gaoxin
