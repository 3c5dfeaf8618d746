#include "pool.h"

#include <sched.h>

namespace runner {

int threadsFor(int asked) {
  if (asked > 0) return asked;
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
  const unsigned present = std::thread::hardware_concurrency();
  return present > 0 ? static_cast<int>(present) : 1;
}

Pool::Pool(int threads) {
  for (int i = 1; i < threads; ++i) threads_.emplace_back([this] { wait(); });
}

Pool::~Pool() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closing_ = true;
  }
  begin_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Pool::start(std::int64_t count, Call call, const void* task) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    call_ = call;
    task_ = task;
    count_ = count;
    next_ = 0;
    busy_ = threads_.size();
    ++round_;
  }
  begin_.notify_all();
  work();
  std::unique_lock<std::mutex> lock(mutex_);
  end_.wait(lock, [this] { return busy_ == 0; });
}

void Pool::work() {
  for (std::int64_t i = next_++; i < count_; i = next_++) call_(task_, i);
}

void Pool::wait() {
  std::uint64_t seen = 0;
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    begin_.wait(lock, [&] { return closing_ || round_ != seen; });
    if (closing_) return;
    seen = round_;
    lock.unlock();
    work();
    lock.lock();
    if (--busy_ == 0) end_.notify_one();
  }
}

}  // namespace runner
