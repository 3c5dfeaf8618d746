#include "loop.h"

#include <sys/resource.h>

#include <limits>

#include "clock.h"

namespace runner {

namespace {
constexpr std::int64_t kWindowNs = 250000000;
/// Twice the passes that the fastest network could fit into a window.
constexpr std::size_t kDurations = 1 << 20;

std::int64_t involuntarySwitches() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_nivcsw;
}
}  // namespace

Loop::Loop(Backend& backend, const Control& control, bool latency)
    : backend_(backend), control_(control), latency_(latency), durations_(latency ? kDurations : 0) {}

Window Loop::warmUp(std::int64_t ns) {
  const Window window = passes(std::numeric_limits<std::int64_t>::max(), monotonicNs() + ns);
  durations_ = Durations(latency_ ? kDurations : 0);
  return window;
}

Window Loop::window(std::int64_t most, std::int64_t until) {
  const std::int64_t full = monotonicNs() + kWindowNs;
  durations_.makeRoom();
  return passes(most, until == 0 || full < until ? full : until);
}

/// Neither writes nor allocates. Where the back end only begins a pass, passes overlap; it waits for the last ones here.
Window Loop::passes(std::int64_t most, std::int64_t until) {
  Window window;
  const std::int64_t switches = involuntarySwitches();
  const std::int64_t cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
  window.t0 = monotonicNs();
  for (std::int64_t end = 0; end < until && window.iterations < most && control_.stopped() == Stop::none;) {
    const std::int64_t begin = monotonicNs();
    backend_.forward();
    if (latency_) backend_.finish();
    end = monotonicNs();
    window.insideNs += end - begin;
    ++window.iterations;
    if (latency_) durations_.add(end - begin);
  }
  const std::int64_t begin = monotonicNs();
  backend_.finish();
  window.t1 = monotonicNs();
  window.insideNs += window.t1 - begin;
  window.cpuNs = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  window.involuntarySwitches = involuntarySwitches() - switches;
  return window;
}

}  // namespace runner
