// Logits of a back end against those in double precision.
#pragma once
#include <string>

#include "backend.h"

namespace runner {

struct Verification {
  double relativeError = 0;  ///< L2 norm of the difference over that of the reference
  double gate = 0;
  bool top1 = true;     ///< the same largest output for each image
  int top5Shared = 5;   ///< of the five largest, in the worst image
  bool passed = false;
};

/// Runs a pass over Gaussian input with sigma 50: with constant input LRN hardly changes anything, and one that is
/// missing would not be seen. Of a large batch some images are compared.
Verification verify(Backend& backend, const Plan& plan, const Weights& weights, std::uint64_t seed);

}  // namespace runner
