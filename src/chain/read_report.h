// What an import says about the rows of a file. A row is kept as it is, kept after a repair,
// dropped (it is well formed but says nothing, like a self-loop) or refused (it is wrong). Every
// row that is not simply kept has its place and reason in both languages.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace gaoxin {

enum class RowOutcome { repaired, dropped, refused };

struct ReadIssue {
  int64_t line = 0;    ///< 1 is the first line of the file
  std::string column;  ///< name of the column, empty for the whole row
  RowOutcome outcome = RowOutcome::refused;
  std::string key;
  Text text;
};

struct ReadReport {
  int64_t rows_read = 0;
  int64_t rows_kept = 0;  ///< repaired ones included
  int64_t rows_repaired = 0;
  int64_t rows_dropped = 0;
  int64_t rows_refused = 0;
  /// At most kIssuesKept; the counts above are complete.
  std::vector<ReadIssue> issues;
  int64_t issues_total = 0;

  static constexpr size_t kIssuesKept = 10000;

  void note(int64_t line, std::string column, RowOutcome outcome, std::string key, Text text);
};

template <typename T>
struct FileRead {
  T data;
  ReadReport report;
};

}  // namespace gaoxin
