#include "network.h"

namespace runner {

std::int64_t Layer::fanIn() const {
  if (kind == Kind::conv) return std::int64_t{in.channels / group} * kernel * kernel;
  return kind == Kind::fc ? in.elements() : 0;
}

std::int64_t Layer::weights() const { return hasWeights() ? out.channels * fanIn() : 0; }

std::int64_t Layer::biases() const { return hasWeights() ? out.channels : 0; }

std::int64_t Layer::macs() const { return hasWeights() ? out.elements() * fanIn() : 0; }

std::int64_t Network::params() const {
  std::int64_t sum = 0;
  for (const Layer& layer : layers) sum += layer.weights() + layer.biases();
  return sum;
}

std::int64_t Network::macs() const {
  std::int64_t sum = 0;
  for (const Layer& layer : layers) sum += layer.macs();
  return sum;
}

int Network::logits() const {
  const int last = static_cast<int>(layers.size()) - 1;
  return layers.back().kind == Kind::softmax ? last - 1 : last;
}

const char* kindName(Kind kind) {
  static const char* const names[] = {"conv", "pool", "lrn", "fc", "concat", "softmax"};
  return names[static_cast<int>(kind)];
}

}  // namespace runner
