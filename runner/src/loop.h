// The timed loop: passes, and two readings of the clock around each.
#pragma once
#include <cstdint>

#include "backend.h"
#include "control.h"
#include "measured.h"

namespace runner {

class Loop {
 public:
  Loop(Backend& backend, const Control& control, bool latency);

  /// Passes for this long, at least one, unless told to stop before.
  Window warmUp(std::int64_t ns);
  /// Passes until the window is full, `most` are done, the instant `until` (0: never) is past, or it is told to stop.
  Window window(std::int64_t most, std::int64_t until);
  Durations& durations() { return durations_; }

 private:
  Window passes(std::int64_t most, std::int64_t until);

  Backend& backend_;
  const Control& control_;
  const bool latency_;
  Durations durations_;
};

}  // namespace runner
