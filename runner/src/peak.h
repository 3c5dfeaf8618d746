// What the processors can do, to judge a network's speed by. The shared object built against oneDNN measures it.
#pragma once

namespace runner {

struct Peak {
  double sgemmGflops = 0;  ///< the library's own matrix product
  double fmaGflops = 0;    ///< multiply-adds in registers
  double readGBps = 0;     ///< of memory, larger than every cache
  int threads = 0;
};

/// `extern "C"`; 0 threads: one per processor. Answers 0, or 1 where memory does not suffice.
using PeakEntry = int (*)(int threads, double* sgemmGflops, double* fmaGflops, double* readGBps);
constexpr const char* kPeakEntry = "runner_peak";

/// Throws Failure(unavailable, "onednn-missing").
Peak measurePeak(int threads);

}  // namespace runner
