// What the timed loop keeps.
#pragma once
#include <cstdint>
#include <vector>

namespace runner {

/// Whole passes between two instants.
struct Window {
  std::int64_t t0 = 0, t1 = 0;
  std::int64_t iterations = 0;
  std::int64_t insideNs = 0;  ///< spent in the back end
  std::int64_t cpuNs = 0, involuntarySwitches = 0;
};

struct Latency {
  double medianMs = 0, p95Ms = 0, p99Ms = 0;
};

/// Durations of passes in memory taken beforehand. When it is half full every second one is given up, and from then
/// on every second, fourth ... is kept: the percentiles stay those of the whole run.
class Durations {
 public:
  explicit Durations(std::size_t capacity) : values_(capacity) {}

  void add(std::int64_t ns) {
    if (seen_++ % stride_ == 0 && count_ < values_.size()) values_[count_++] = ns;
  }
  /// Between windows.
  void makeRoom();
  /// Sorts what it keeps.
  Latency percentiles();

 private:
  std::vector<std::int64_t> values_;
  std::size_t count_ = 0;
  std::uint64_t seen_ = 0, stride_ = 1;
};

}  // namespace runner
