// Imports that run in the background of this process: their progress, and waiting for their end.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace gaoxin {

/// The imports that run in this process, by their ids; one attached to each database. stop_imports
/// waits for all of them.
class ImportJobs {
 public:
  struct Running {
    std::atomic<double> progress{0};
    std::atomic<bool> ended{false};
    std::thread thread;
  };
  ~ImportJobs() { wait(); }

  std::shared_ptr<Running> start(int64_t id) {
    const std::lock_guard lock(mutex_);
    for (auto at = running_.begin(); at != running_.end();) {
      if (at->second->ended) {
        at->second->thread.join();
        at = running_.erase(at);
      } else {
        ++at;
      }
    }
    const auto job = std::make_shared<Running>();
    return running_.emplace(id, job).second ? job : nullptr;
  }
  std::optional<double> progress(int64_t id) {
    const std::lock_guard lock(mutex_);
    const auto at = running_.find(id);
    if (at == running_.end() || at->second->ended) return std::nullopt;
    return at->second->progress.load();
  }
  void wait() {
    const std::lock_guard lock(mutex_);
    for (auto& [id, job] : running_)
      if (job->thread.joinable()) job->thread.join();
    running_.clear();
  }

 private:
  std::mutex mutex_;
  std::map<int64_t, std::shared_ptr<Running>> running_;
};

}  // namespace gaoxin
