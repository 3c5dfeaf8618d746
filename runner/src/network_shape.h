// The shape a layer puts out, from the shapes it takes in.
#pragma once
#include <string>
#include <vector>

#include "network.h"

namespace runner {

/// Sets `layer.in` and `layer.out` (whose channels are already there for conv and fc). Answers what does not fit, or "".
std::string fitLayer(Layer& layer, const std::vector<Shape>& inputs);

}  // namespace runner
