// The lock beside a SQLite file: PATH.lock says which process has the database.
//
// The kernel's lock (flock) counts, not the file: a process that was killed leaves the file but no
// lock. What is written in it only names the holder for the message. Private to storage.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace gaoxin {

class FileLock {
 public:
  /// Errors: storage.in_use (conflict), storage.open.
  static Result<FileLock> take(const std::filesystem::path& database);
  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace gaoxin
