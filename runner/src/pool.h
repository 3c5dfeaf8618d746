// Threads that wait for work: nothing is started or allocated while a pass runs.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace runner {

/// One per processor that this process may use for 0.
int threadsFor(int asked);

class Pool {
 public:
  explicit Pool(int threads);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Calls task(0) to task(count - 1), in any order, and waits for all. Tasks do not throw.
  template <typename Task>
  void run(std::int64_t count, const Task& task) {
    start(count, [](const void* self, std::int64_t i) { (*static_cast<const Task*>(self))(i); }, &task);
  }

 private:
  using Call = void (*)(const void*, std::int64_t);
  void start(std::int64_t count, Call call, const void* task);
  void work();
  void wait();

  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable begin_, end_;
  std::uint64_t round_ = 0;
  std::size_t busy_ = 0;
  bool closing_ = false;
  Call call_ = nullptr;
  const void* task_ = nullptr;
  std::int64_t count_ = 0;
  std::atomic<std::int64_t> next_{0};
};

}  // namespace runner
