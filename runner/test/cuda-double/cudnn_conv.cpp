// cuDNN: convolutions, alone and with bias and activation.
#include <algorithm>
#include <cstring>

#include "conv.h"
#include "memory.h"
#include "number.h"

using namespace cudadouble;
using namespace runner::cuda;

namespace {
/// What an H100 with cuDNN 9.19 was seen to lose in floats (AlexNet: 1.6e-4 in all).
constexpr int kWinogradInTiles = 7;
constexpr double kTileError = 1e-4;

/// A convolution as it is called: memory of filter and workspace checked, now and when its turn comes.
struct Call {
  Convolution shape;
  Tensor in, out;
  const void* weights;
  void* workspace;
  std::size_t workspaceBytes;

  void check(int algo) const {
    demand(algo >= 0 && algo < kAlgorithms, "unknown algorithm");
    const std::string why = shape.refusal(algo);
    if (!why.empty()) throw Refusal{Kind::notSupported, why};
    demand(workspaceBytes >= shape.workspaceBytes(algo), "a workspace smaller than the algorithm asked for");
    demand(!in.overlaps(out), "input and output overlap");
    memory();
  }

  void memory() const {
    bytesAt(weights, shape.filterBytes(), shape.in.half ? 2 : 4, "w");
    // What was in the workspace is gone.
    if (workspaceBytes > 0) std::memset(bytesAt(workspace, workspaceBytes, 1, "the workspace"), 0xFF, workspaceBytes);
  }

  std::vector<double> sums(int algo) const {
    memory();
    const bool half = shape.filter.half;
    const char* const from = bytesAt(weights, shape.filterBytes(), half ? 2 : 4, "w");
    std::vector<float> values(shape.filterBytes() / (half ? 2 : 4));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = loadNumber(from + i * (half ? 2 : 4), half);
    std::vector<double> all = shape.sums(in.read(), std::move(values));
    if (algo == kWinogradInTiles && !half)
      for (std::size_t i = 0; i < all.size(); ++i) all[i] *= i % 2 == 0 ? 1 + kTileError : 1 - kTileError;
    return all;
  }
};

void demandBias(const Tensor& bias, const Convolution& shape) {
  const TensorObject& layout = bias.layout;
  demand(layout.dims == std::array<int, 4>{1, shape.filter.dims[0], 1, 1}, "the bias is not 1 x C x 1 x 1");
  demand(layout.strides[1] == 1, "the bias's second stride is not 1");
  demand(layout.half == shape.out.half, "bias and output are of different types");
}

/// Half arithmetic keeps no more between its steps.
double biased(double sum, float bias, bool relu, bool half) {
  const double value = half ? rounded(static_cast<float>(sum) + bias, true) : sum + bias;
  return relu ? std::max(0.0, value) : value;
}

}  // namespace

DOUBLE_API int cudnnConvolutionForward(Dnn handle, const void* alpha, TensorDesc in, const void* x, FilterDesc filter,
                                       const void* w, ConvDesc conv, int algo, void* workspace, std::size_t bytes,
                                       const void* beta, TensorDesc out, void* y) {
  return dnnEntry("cudnnConvolutionForward", [&] {
    const Scales scales(alpha, beta);
    const Call call{{in, filter, conv, out}, {in, x, "x"}, {out, y, "y"}, w, workspace, bytes};
    call.check(algo);
    dnnEnqueue(handle, [=] { call.out.write(call.sums(algo), scales.alpha, scales.beta); });
  });
}

DOUBLE_API int cudnnConvolutionBiasActivationForward(Dnn handle, const void* alpha1, TensorDesc in, const void* x,
                                                     FilterDesc filter, const void* w, ConvDesc conv, int algo,
                                                     void* workspace, std::size_t bytes, const void* alpha2,
                                                     TensorDesc zDesc, const void* z, TensorDesc biasDesc,
                                                     const void* bias, ActivationDesc activation, TensorDesc out,
                                                     void* y) {
  return dnnEntry("cudnnConvolutionBiasActivationForward", [&] {
    const Scales scales(alpha1, alpha2);
    const Call call{{in, filter, conv, out}, {in, x, "x"}, {out, y, "y"}, w, workspace, bytes};
    const Tensor addend(zDesc, z, "z"), biases(biasDesc, bias, "the bias");
    demand(sameDims(addend, call.out) && addend.layout.strides == call.out.layout.strides, "z is not laid out as y");
    demand(scales.beta == 0, "an addend that is not used here");
    demandBias(biases, call.shape);
    const int mode = described(activation).mode;
    demand(mode == 1 || mode == 5, "an activation other than ReLU and identity");
    demand(mode == 1 || algo == 1, "the identity goes with IMPLICIT_PRECOMP_GEMM only");
    if (failing("fused-unsupported")) throw Refusal{Kind::notSupported, "forced"};
    call.check(algo);
    dnnEnqueue(handle, [=] {
      std::vector<double> sums = call.sums(algo);
      const std::vector<float> added = biases.read();
      const std::size_t plane = static_cast<std::size_t>(call.shape.out.dims[2]) * call.shape.out.dims[3];
      for (std::size_t i = 0; i < sums.size(); ++i)
        sums[i] = biased(scales.alpha * sums[i], added[i / plane % added.size()], mode == 1, call.shape.conv.halfSums);
      call.out.write(sums, 1, 0);
    });
  });
}
