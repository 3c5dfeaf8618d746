// cuDNN: activation, addition, copies in another layout, softmax.
#include <algorithm>
#include <cmath>

#include "dnn_object.h"

using namespace cudadouble;
using namespace runner::cuda;

namespace {
constexpr int kReluMode = 1, kModes = 7;

/// In place or apart, never half over each other.
void demandInPlaceOrApart(const Tensor& in, const Tensor& out) {
  const bool alike = in.layout.strides == out.layout.strides && in.layout.half == out.layout.half;
  demand((alike && in.pointer == out.pointer) || !in.overlaps(out), "input and output overlap without being the same");
}

void demandBroadcast(const Tensor& from, const Tensor& to) {
  for (int i = 0; i < 4; ++i)
    demand(from.layout.dims[i] == 1 || from.layout.dims[i] == to.layout.dims[i], "what is added neither fits nor is 1");
  demand(from.layout.half == to.layout.half, "what is added is of another type");
}

std::vector<double> broadcast(const Tensor& from, const Tensor& to) {
  const std::vector<float> values = from.read();
  const auto& small = from.layout.dims;
  const auto& [n, c, h, w] = to.layout.dims;
  std::vector<double> all;
  const auto at = [&](int dim, int index) { return small[dim] == 1 ? 0 : index; };
  const auto row = [&](int image, int channel, int y) {
    return ((at(0, image) * small[1] + at(1, channel)) * small[2] + at(2, y)) * small[3];
  };
  for (int image = 0; image < n; ++image)
    for (int channel = 0; channel < c; ++channel)
      for (int y = 0; y < h; ++y)
        for (int x = 0; x < w; ++x)
          all.push_back(values[row(image, channel, y) + at(3, x)]);
  return all;
}

/// Over the channels of each pixel, the largest subtracted first.
std::vector<double> softmax(const Tensor& in) {
  const std::vector<float> values = in.read();
  const int channels = in.layout.dims[1], plane = in.layout.dims[2] * in.layout.dims[3];
  std::vector<double> all(values.size());
  for (int image = 0; image < in.layout.dims[0]; ++image)
    for (int pixel = 0; pixel < plane; ++pixel) {
      const std::size_t first = static_cast<std::size_t>(image) * channels * plane + pixel;
      double largest = -INFINITY, sum = 0;
      for (int c = 0; c < channels; ++c) largest = std::max<double>(largest, values[first + c * plane]);
      for (int c = 0; c < channels; ++c) sum += all[first + c * plane] = std::exp(values[first + c * plane] - largest);
      for (int c = 0; c < channels; ++c) all[first + c * plane] /= sum;
    }
  return all;
}
}  // namespace

DOUBLE_API int cudnnCreateActivationDescriptor(ActivationDesc* activation) {
  return dnnEntry("cudnnCreateActivationDescriptor", [&] { create(activation); });
}

DOUBLE_API int cudnnDestroyActivationDescriptor(ActivationDesc activation) {
  return dnnEntry("cudnnDestroyActivationDescriptor", [&] { destroy(activation); });
}

DOUBLE_API int cudnnSetActivationDescriptor(ActivationDesc activation, int mode, int nan, double) {
  return dnnEntry("cudnnSetActivationDescriptor", [&] {
    demand(mode >= 0 && mode < kModes, "unknown mode");
    demand(nan == 0, "a treatment of what is not a number that the fused call refuses");
    living(activation).mode = mode;
    activation->set = true;
  });
}

DOUBLE_API int cudnnActivationForward(Dnn handle, ActivationDesc activation, const void* alpha, TensorDesc in,
                                      const void* x, const void* beta, TensorDesc out, void* y) {
  return dnnEntry("cudnnActivationForward", [&] {
    const Scales scales(alpha, beta);
    const Tensor input(in, x, "x"), output(out, y, "y");
    demand(described(activation).mode == kReluMode, "an activation that is not used here");
    demand(sameDims(input, output) && input.layout.half == output.layout.half, "x and y differ in size or type");
    demandInPlaceOrApart(input, output);
    dnnEnqueue(handle, [=] {
      const std::vector<float> values = input.read();
      std::vector<double> positive(values.size());
      std::transform(values.begin(), values.end(), positive.begin(), [](double value) { return std::max(0.0, value); });
      output.write(positive, scales.alpha, scales.beta);
    });
  });
}

DOUBLE_API int cudnnAddTensor(Dnn handle, const void* alpha, TensorDesc addedDesc, const void* added, const void* beta,
                              TensorDesc out, void* y) {
  return dnnEntry("cudnnAddTensor", [&] {
    const Scales scales(alpha, beta);
    const Tensor from(addedDesc, added, "a"), to(out, y, "c");
    demandBroadcast(from, to);
    demand(!from.overlaps(to), "input and output overlap");
    dnnEnqueue(handle, [=] { to.write(broadcast(from, to), scales.alpha, scales.beta); });
  });
}

DOUBLE_API int cudnnTransformTensor(Dnn handle, const void* alpha, TensorDesc in, const void* x, const void* beta,
                                    TensorDesc out, void* y) {
  return dnnEntry("cudnnTransformTensor", [&] {
    const Scales scales(alpha, beta);
    const Tensor input(in, x, "x"), output(out, y, "y");
    demand(sameDims(input, output), "x and y differ in size");
    demand(!input.overlaps(output), "input and output overlap");
    if (input.layout.half != output.layout.half && failing("transform-types"))
      throw Refusal{Kind::badParam, "forced: x and y are of different types"};
    dnnEnqueue(handle, [=] {
      const std::vector<float> values = input.read();
      output.write({values.begin(), values.end()}, scales.alpha, scales.beta);
    });
  });
}

DOUBLE_API int cudnnSoftmaxForward(Dnn handle, int algo, int mode, const void* alpha, TensorDesc in, const void* x,
                                   const void* beta, TensorDesc out, void* y) {
  return dnnEntry("cudnnSoftmaxForward", [&] {
    const Scales scales(alpha, beta);
    const Tensor input(in, x, "x"), output(out, y, "y");
    demand(algo >= 0 && algo <= 2 && algo == 1, "not the accurate one");
    demand(mode == 1, "not over channels");
    demand(sameDims(input, output) && input.layout.half == output.layout.half, "x and y differ in size or type");
    demandInPlaceOrApart(input, output);
    dnnEnqueue(handle, [=] { output.write(softmax(input), scales.alpha, scales.beta); });
  });
}
