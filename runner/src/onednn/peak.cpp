// Peaks of this machine: arithmetic with and without oneDNN, and reading memory.
#include "../peak.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <oneapi/dnnl/dnnl.hpp>
#include <thread>
#include <vector>

#include "loops.h"
#include "memory.h"
#include "threads.h"

namespace runner::onednn {
namespace {

constexpr int kRepeats = 5;  // the best of them: a peak is what was possible

double secondsOf(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <class Work>
void onThreads(int threads, const Work& work) {
  std::vector<std::thread> pool;
  for (int thread = 1; thread < threads; thread++) pool.emplace_back([&work, thread] { work(thread); });
  work(0);
  for (std::thread& thread : pool) thread.join();
}

template <class Work>
double bestSeconds(const Work& work) {
  double best = secondsOf(work);
  for (int repeat = 1; repeat < kRepeats; repeat++) best = std::min(best, secondsOf(work));
  return best;
}

/// A square product large enough that the library is at its best, smaller where one would take long.
double sgemmGflops() {
  double gflops = 0;
  for (const dnnl::memory::dim n : {1024, 2048, 4096}) {
    const double operations = 2.0 * n * n * n;
    if (gflops > 0 && operations / (gflops * 1e9) > 1.5) break;
    std::vector<float> a(n * n, 1.0f), b(n * n, 0.5f), c(n * n);
    const double seconds =
        bestSeconds([&] { dnnl::sgemm('N', 'N', n, n, n, 1, a.data(), n, b.data(), n, 0, c.data(), n); });
    gflops = std::max(gflops, operations / seconds * 1e-9);
  }
  return gflops;
}

double fmaGflops(int threads) {
  constexpr std::int64_t kRounds = 20'000'000;
  std::vector<double> operations(threads);
  const double seconds =
      bestSeconds([&] { onThreads(threads, [&](int thread) { operations[thread] = multiplyAdd(kRounds); }); });
  double sum = 0;
  for (const double one : operations) sum += one;
  return sum / seconds * 1e-9;
}

/// Of a buffer four times the last cache, as the weights are read: in one stream a thread, from large pages.
double readGBps(int threads) {
  const long cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
  const std::size_t slice = std::max<std::size_t>(512 << 20, 4 * std::max(cache, 0L)) / threads / 4096 * 4096;
  Arena arena(slice * threads);
  std::vector<float> sums(threads);
  const auto sliceOf = [&](int thread) { return static_cast<float*>(arena.at(slice * thread)); };
  onThreads(threads, [&](int thread) { std::fill_n(sliceOf(thread), slice / sizeof(float), 1.0f); });
  const double seconds = bestSeconds(
      [&] { onThreads(threads, [&](int thread) { sums[thread] = readThrough(sliceOf(thread), slice); }); });
  return static_cast<double>(slice) * threads / seconds * 1e-9;
}

}  // namespace
}  // namespace runner::onednn

extern "C" __attribute__((visibility("default"))) int runner_peak(int threads, double* sgemm, double* fma, double* read) {
  using namespace runner::onednn;
  try {
    useThreads(threads);
    *sgemm = sgemmGflops();
    *fma = fmaGflops(threadsInUse());
    *read = readGBps(threadsInUse());
    return 0;
  } catch (const std::exception&) {
    return 1;
  }
}
