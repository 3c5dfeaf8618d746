#include "verify.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "reference.h"

namespace runner {

namespace {
constexpr double kSigma = 50;
constexpr int kMostImages = 4;

/// Several times the errors that a correct implementation was seen to make: 1.6e-4 with this algorithm, which only who
/// asks for it by name gets in floats, and 1e-6 with any other.
double gateOf(const Plan& plan) {
  if (plan.precision == Precision::fp32 && plan.algo == "winograd-nonfused") return 1e-3;
  switch (plan.precision) {
    case Precision::fp32: return 1e-5;
    case Precision::tf32: return 5e-3;
    case Precision::fp16: return 5e-3;
    case Precision::fp16true: return 5e-2;
  }
  return 0;
}

/// The first, the last and some between them: an error in a batch's strides spares the first.
std::vector<int> imagesOf(int batch) {
  const int count = std::min(batch, kMostImages);
  std::vector<int> images;
  for (int i = 0; i < count; ++i)
    images.push_back(count == 1 ? 0 : static_cast<int>(std::int64_t{batch - 1} * i / (count - 1)));
  return images;
}

template <typename Value>
std::vector<int> largest(const Value* values, int outputs) {
  std::vector<int> order(outputs);
  std::iota(order.begin(), order.end(), 0);
  const int count = std::min(outputs, 5);
  std::partial_sort(order.begin(), order.begin() + count, order.end(), [&](int a, int b) {
    return values[a] > values[b];
  });
  order.resize(count);
  return order;
}

class Comparison {
 public:
  void add(const std::vector<double>& wanted, const float* got) {
    for (const double value : wanted) {
      const double difference = *got++ - value;
      different_ += difference * difference;
      all_ += value * value;
    }
    compareOrder(wanted, got - wanted.size());
  }

  Verification result(double gate) const {
    Verification result = order_;
    result.gate = gate;
    result.relativeError = std::sqrt(different_ / all_);
    result.passed = result.relativeError <= gate && result.top1;  // not a number is not less
    return result;
  }

 private:
  void compareOrder(const std::vector<double>& wanted, const float* got) {
    const int outputs = static_cast<int>(wanted.size());
    if (!std::all_of(got, got + outputs, [](float value) { return std::isfinite(value); })) {
      order_.top1 = false;
      order_.top5Shared = 0;
      return;
    }
    const std::vector<int> ours = largest(got, outputs), theirs = largest(wanted.data(), outputs);
    order_.top1 = order_.top1 && ours[0] == theirs[0];
    const auto shared = std::count_if(ours.begin(), ours.end(), [&](int output) {
      return std::find(theirs.begin(), theirs.end(), output) != theirs.end();
    });
    order_.top5Shared = std::min(order_.top5Shared, static_cast<int>(shared));
  }

  Verification order_;
  double different_ = 0, all_ = 0;
};
}  // namespace

Verification verify(Backend& backend, const Plan& plan, const Weights& weights, std::uint64_t seed) {
  const Network& network = *plan.network;
  const std::vector<float> input = generateInput(network.input, plan.batch, InputKind::gaussian, kSigma, seed);
  backend.prepare(plan, weights, input);
  backend.forward();
  backend.finish();
  const std::vector<float> logits = backend.logits();
  const std::int64_t size = network.input.elements(), outputs = network.layers[network.logits()].out.elements();
  Comparison comparison;
  for (const int image : imagesOf(plan.batch)) {
    const auto from = input.begin() + image * size;
    comparison.add(referenceLogits(network, weights, {from, from + size}, 1, plan.threads),
                   logits.data() + image * outputs);
  }
  return comparison.result(gateOf(plan));
}

}  // namespace runner
