// A whole network in double precision, image by image, in buffers allocated once.
#pragma once
#include <vector>

#include "pool.h"
#include "reference_layer.h"

namespace runner {

class ReferencePass {
 public:
  ReferencePass(const Network& network, const Weights& weights, int threads);
  ReferencePass(const ReferencePass&) = delete;
  ReferencePass& operator=(const ReferencePass&) = delete;

  void compute(const float* image);
  const std::vector<double>& output(int layer) const { return blobs_[layer]; }
  std::int64_t bytes() const;

 private:
  const Network& network_;
  const Weights& weights_;
  std::vector<double> image_;
  std::vector<std::vector<double>> blobs_;
  std::vector<std::vector<Blob>> inputs_;
  Pool pool_;
};

}  // namespace runner
