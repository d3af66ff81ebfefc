#include "project/evidence_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "access/password.h"
#include "base/text.h"
#include "project/evidence.h"

namespace gaoxin {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const std::string& what, const fs::path& path) {
  throw std::runtime_error(fmt::format("{} {}: {}", what, path.string(), std::strerror(errno)));
}

void sync_path(const fs::path& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) fail("cannot open", path);
  const int synced = ::fsync(file);
  ::close(file);
  if (synced != 0) fail("cannot sync", path);
}

void write_synced(const fs::path& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) fail("cannot create", path);
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int problem = errno;
      ::close(file);
      ::unlink(path.c_str());
      errno = problem;
      fail("cannot write", path);
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  const int synced = ::fsync(file);
  ::close(file);
  if (synced != 0) fail("cannot sync", path);
}

fs::path place_of(const std::string& folder, const std::string& sha256) {
  return fs::path(folder) / sha256.substr(0, 2) / sha256.substr(2);
}

bool is_hash(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

std::string write_evidence_file(const std::string& folder, std::string_view bytes) {
  std::string sha256 = sha256_hex(bytes);
  const fs::path place = place_of(folder, sha256);
  if (read_evidence_file(folder, sha256, nullptr) == FileState::good) {
    // Young again: removing orphans leaves young files alone.
    fs::last_write_time(place, fs::file_time_type::clock::now());
    return sha256;
  }
  fs::create_directories(place.parent_path());
  const fs::path temporary = fs::path(folder) / ("upload-" + random_token().substr(0, 24));
  write_synced(temporary, bytes);
  fs::rename(temporary, place);
  sync_path(place.parent_path(), O_RDONLY | O_DIRECTORY);
  sync_path(folder, O_RDONLY | O_DIRECTORY);
  return sha256;
}

FileState read_evidence_file(const std::string& folder, const std::string& sha256,
                             std::string* bytes) {
  if (!is_hash(sha256)) return FileState::missing;
  std::ifstream stream(place_of(folder, sha256), std::ios::binary);
  if (!stream) return FileState::missing;
  std::ostringstream content;
  content << stream.rdbuf();
  std::string read = std::move(content).str();
  if (sha256_hex(read) != sha256) return FileState::changed;
  if (bytes != nullptr) *bytes = std::move(read);
  return FileState::good;
}

void each_evidence_file(const std::string& folder,
                        const std::function<void(const std::string& name, const std::string& sha256,
                                                 int64_t age_s)>& each) {
  std::error_code none;
  if (!fs::is_directory(folder, none)) return;
  const auto now = fs::file_time_type::clock::now();
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = fs::relative(entry.path(), folder).string();
    std::string hash =
        entry.path().parent_path().filename().string() + entry.path().filename().string();
    if (!is_hash(hash) || name.size() != 65) hash.clear();
    each(name, hash,
         std::chrono::duration_cast<std::chrono::seconds>(now - entry.last_write_time()).count());
  }
}

void remove_evidence_file(const std::string& folder, const std::string& name) {
  fs::remove(fs::path(folder) / name);
}

int64_t copy_evidence(const std::string& from, const std::string& to) {
  int64_t copied = 0;
  each_evidence_file(from, [&](const std::string&, const std::string& sha256, int64_t) {
    std::string bytes;
    if (sha256.empty() || read_evidence_file(to, sha256, nullptr) == FileState::good ||
        read_evidence_file(from, sha256, &bytes) != FileState::good)
      return;
    write_evidence_file(to, bytes);
    ++copied;
  });
  return copied;
}

}  // namespace gaoxin
