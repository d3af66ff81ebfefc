// flock on PATH.lock; see the header.
#include "storage/file_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/date.h"
#include "base/text.h"

namespace gaoxin {
namespace {

/// "1234 2026-01-31T08:00:00.000000Z" as the holder wrote it; empty when it has not yet.
std::string read_holder(int descriptor) {
  char buffer[128];
  const ssize_t size = pread(descriptor, buffer, sizeof buffer, 0);
  return size <= 0 ? std::string()
                   : std::string(trim(std::string_view(buffer, static_cast<size_t>(size))));
}

Error in_use(const std::filesystem::path& database, const std::string& holder) {
  const size_t space = std::min(holder.find(' '), holder.size());
  const std::string process = holder.empty() ? "?" : holder.substr(0, space);
  const std::string since = space < holder.size() ? holder.substr(space + 1) : "?";
  return {ErrorCode::conflict,
          "storage.in_use",
          {fmt::format("数据库 {} 正被进程 {} 使用（自 {} 起）。请先停止该进程，或通过它来操作。",
                       database.string(), process, since),
           fmt::format("The database {} is in use by process {} (since {}). Stop that process "
                       "first, or work through it.",
                       database.string(), process, since)},
          {}};
}

Error cannot_lock(const std::filesystem::path& database, int code) {
  return {ErrorCode::invalid,
          "storage.open",
          {fmt::format("无法锁定数据库 {}：{}。请检查目录是否存在、是否有写权限。",
                       database.string(), std::strerror(code)),
           fmt::format("Cannot lock the database {}: {}. Check that its folder exists and that "
                       "you may write to it.",
                       database.string(), std::strerror(code))},
          {}};
}

}  // namespace

Result<FileLock> FileLock::take(const std::filesystem::path& database) {
  const std::string path = database.string() + ".lock";
  FileLock lock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (lock.descriptor_ < 0) return cannot_lock(database, errno);
  if (flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return cannot_lock(database, errno);
    return in_use(database, read_holder(lock.descriptor_));
  }
  const std::string holder = fmt::format("{} {}\n", getpid(), format_timestamp(system_now()));
  if (ftruncate(lock.descriptor_, 0) != 0 || pwrite(lock.descriptor_, holder.data(), holder.size(),
                                                    0) != static_cast<ssize_t>(holder.size())) {
    return cannot_lock(database, errno);
  }
  return lock;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace gaoxin
