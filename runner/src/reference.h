// Naive double precision, one layer at a time: what every back end is checked against.
#pragma once
#include <vector>

#include "network.h"
#include "tensors.h"

namespace runner {

/// Output of one layer for one image from its inputs' outputs, in double. Concat and softmax included.
std::vector<double> referenceLayer(const Layer& layer, const std::vector<const std::vector<double>*>& inputs,
                                   const LayerWeights& weights);

/// Logits (N x outputs) of a batch N x C x H x W, each layer spread over threads.
std::vector<double> referenceLogits(const Network& network, const Weights& weights, const std::vector<float>& input,
                                    int batch, int threads);

}  // namespace runner
