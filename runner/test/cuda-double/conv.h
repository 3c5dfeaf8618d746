// One convolution: its descriptors checked against each other, which algorithms can do it, and its sums.
#pragma once
#include "dnn_object.h"

namespace cudadouble {

struct Convolution {
  runner::cuda::TensorObject in, out;
  runner::cuda::FilterObject filter;
  runner::cuda::ConvObject conv;

  /// Throws Violation where the descriptors do not fit each other.
  Convolution(runner::cuda::TensorDesc in, runner::cuda::FilterDesc filter, runner::cuda::ConvDesc conv,
              runner::cuda::TensorDesc out);
  /// Why this algorithm cannot do it; empty where it can.
  std::string refusal(int algo) const;
  std::size_t workspaceBytes(int algo) const;
  std::size_t filterBytes() const;
  std::vector<double> sums(std::vector<float> input, std::vector<float> weights) const;

 private:
  void sumPlane(const float* image, const float* weights, int channel, double* plane) const;
  void addTap(const float* image, float weight, int ky, int kx, double* plane) const;
  bool roundsToTf32() const { return !in.half && conv.math != 3; }
};

std::array<int, 4> outputOf(const runner::cuda::TensorObject& in, const runner::cuda::FilterObject& filter,
                            const runner::cuda::ConvObject& conv);

constexpr int kAlgorithms = 8;

}  // namespace cudadouble
