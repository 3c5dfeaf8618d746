// What this back end says of itself.
#pragma once
#include "../backend.h"
#include "primitives.h"

namespace runner::onednn {

Description factsOf(const dnnl::engine& engine);

}  // namespace runner::onednn
