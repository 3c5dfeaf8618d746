// The arithmetic of one layer for one image in double precision, its output channels spread over threads.
#pragma once
#include <vector>

#include "network.h"
#include "pool.h"
#include "tensors.h"

namespace runner {

/// The output of an input of a layer: concat has to know how long each is.
struct Blob {
  const double* values;
  std::int64_t size;
};

/// Writes layer.out.elements() values to `out`; allocates nothing.
void computeLayer(const Layer& layer, const std::vector<Blob>& inputs, const LayerWeights& weights, double* out,
                  Pool& pool);

}  // namespace runner
