// Weights and input, generated the same for every back end.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "network.h"

namespace runner {

struct LayerWeights {
  std::vector<float> weights;  ///< layout as Layer::weights() says; empty for layers without
  std::vector<float> biases;
};

struct Weights {
  std::vector<LayerWeights> layers;  ///< parallel to Network::layers
  std::uint64_t hash = 0;            ///< of all bits, in order
};

/// `he`: Gaussian with sigma sqrt(2 / fan-in); else Gaussian with `sigma`. Biases are 0.01.
struct WeightFill {
  bool he = true;
  double sigma = 0;
};

/// The same for any number of threads: one stream of numbers per piece of a fixed size, seeded by seed, layer and piece.
Weights generateWeights(const Network& network, WeightFill fill, std::uint64_t seed, int threads);

enum class InputKind { constant, gaussian, zeros };
/// N x C x H x W of one value, of Gaussian numbers with `sigma`, or of zeros (which falsify power).
std::vector<float> generateInput(const Shape& shape, int batch, InputKind kind, double value, std::uint64_t seed);

/// Round to nearest even; overflow to infinity (IEEE 754 binary16).
std::uint16_t toHalf(float value);
float fromHalf(std::uint16_t half);

}  // namespace runner
