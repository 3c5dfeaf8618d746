// Starts passes, recorded as a graph where that works, and never lets more than a few of them wait.
#pragma once
#include <array>
#include <string>

#include "pass.h"

namespace runner::cuda {

class Queue {
 public:
  Queue(const Device& device, Pass& pass);
  /// Records one pass; says "on" or "refused: why", after which passes are started call by call.
  std::string record();
  /// Starts a pass; waits for the one four before it.
  void start();
  /// Waits for all; throws Failure device-lost.
  void finish();

 private:
  void require(Answer answer, const char* doing) const {
    if (!answer) throw deviceLost(device_.api(), answer, doing);
  }
  Answer capture();
  Answer endCapture(Answer enqueued);

  static constexpr int kDepth = 4;
  const Device& device_;
  Pass& pass_;
  OwnedGraphExec graph_;
  std::array<OwnedEvent, kDepth> events_;
  std::uint64_t started_ = 0;
};

}  // namespace runner::cuda
