// The clock that every instant of the protocol is read from.
#pragma once
#include <time.h>

#include <cstdint>

namespace runner {

inline std::int64_t nanoseconds(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1000000000 + now.tv_nsec;
}

inline std::int64_t monotonicNs() { return nanoseconds(CLOCK_MONOTONIC); }

}  // namespace runner
