// What the command line asks for.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "backend.h"
#include "tensors.h"

namespace runner {

struct RunOptions {
  std::string backend, network;
  Plan plan;  ///< all but the network itself
  int crop = 0;
  std::uint64_t seed = 1;
  std::string weights = "he";
  WeightFill fill;
  InputKind input = InputKind::constant;
  double inputValue = 0;  ///< 0: 1 for constant, 50 for gaussian
  std::int64_t warmupMs = 1000, durationMs = 5000;
  std::int64_t iterations = 0;  ///< 0: as many as the duration holds
  bool latency = false, wait = true, verify = false;
  int eventFd = 3;
  std::string dumpLogits, dumpWeights;
};

extern const std::vector<std::string> kBackends, kPrecisions, kFcMethods, kInputs;

/// Fills `options` as far as it can, so that what went wrong can be told on the right descriptor, then throws
/// Failure(usage, "usage") for the first thing wrong.
void parseRun(const std::vector<std::string>& arguments, RunOptions& options);
std::string helpText();

}  // namespace runner
