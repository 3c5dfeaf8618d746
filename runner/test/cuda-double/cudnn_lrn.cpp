// cuDNN: normalization across channels.
#include <algorithm>
#include <cmath>

#include "dnn_object.h"

using namespace cudadouble;
using namespace runner::cuda;

namespace {
double normalized(const LrnObject& lrn, const float* pixel, int channels, int plane, int channel) {
  const int from = std::max(0, channel - lrn.size / 2), to = std::min(channels, channel + lrn.size / 2 + 1);
  double squares = 0;
  for (int c = from; c < to; ++c) squares += static_cast<double>(pixel[c * plane]) * pixel[c * plane];
  return pixel[channel * plane] * std::pow(lrn.k + lrn.alpha / lrn.size * squares, -lrn.beta);
}

std::vector<double> normalizedAll(const LrnObject& lrn, const Tensor& in) {
  const std::vector<float> values = in.read();
  const int channels = in.layout.dims[1], plane = in.layout.dims[2] * in.layout.dims[3];
  std::vector<double> all;
  for (int image = 0; image < in.layout.dims[0]; ++image)
    for (int channel = 0; channel < channels; ++channel)
      for (int at = 0; at < plane; ++at)
        all.push_back(normalized(lrn, values.data() + image * channels * plane + at, channels, plane, channel));
  return all;
}
}  // namespace

DOUBLE_API int cudnnCreateLRNDescriptor(LrnDesc* lrn) {
  return dnnEntry("cudnnCreateLRNDescriptor", [&] { create(lrn); });
}

DOUBLE_API int cudnnDestroyLRNDescriptor(LrnDesc lrn) {
  return dnnEntry("cudnnDestroyLRNDescriptor", [&] { destroy(lrn); });
}

DOUBLE_API int cudnnSetLRNDescriptor(LrnDesc lrn, unsigned size, double alpha, double beta, double k) {
  return dnnEntry("cudnnSetLRNDescriptor", [&] {
    LrnObject& set = living(lrn);
    demand(size >= 1 && size <= 16, "a window outside of 1 to 16");
    demand(k >= 1e-5, "k below 1e-5");
    demand(beta >= 0.01, "beta below 0.01");
    demand(size % 2 == 1, "an even window, which other libraries place elsewhere");
    set.size = static_cast<int>(size), set.alpha = alpha, set.beta = beta, set.k = k;
    set.set = true;
  });
}

DOUBLE_API int cudnnLRNCrossChannelForward(Dnn handle, LrnDesc lrn, int mode, const void* alpha, TensorDesc in,
                                           const void* x, const void* beta, TensorDesc out, void* y) {
  return dnnEntry("cudnnLRNCrossChannelForward", [&] {
    const Scales scales(alpha, beta);
    const Tensor input(in, x, "x"), output(out, y, "y");
    const LrnObject window = described(lrn);
    demand(mode == 0, "unknown mode");
    demand(sameDims(input, output), "x and y differ in size");
    demand(input.layout.strides == output.layout.strides, "x and y are laid out differently");
    demand(input.layout.half == output.layout.half, "x and y are of different types");
    demand(!input.overlaps(output), "input and output overlap");
    if (input.layout.half && failing("lrn-half")) throw Refusal{Kind::notSupported, "forced: half"};
    dnnEnqueue(handle, [=] { output.write(normalizedAll(window, input), scales.alpha, scales.beta); });
  });
}
