#include "conv.h"

#include <algorithm>

#include "number.h"

namespace cudadouble {

using namespace runner::cuda;

namespace {
enum Algo { implicitGemm, precompGemm, gemm, direct, fft, fftTiling, winograd, winogradNonfused };
}  // namespace

std::array<int, 4> outputOf(const TensorObject& in, const FilterObject& filter, const ConvObject& conv) {
  const auto size = [&](int at) {
    return (in.dims[at + 2] + 2 * conv.pad[at] - filter.dims[at + 2]) / conv.stride[at] + 1;
  };
  demand(in.dims[1] == filter.dims[1] * conv.groups, "channels are not those of the filter times the groups");
  demand(filter.dims[0] % conv.groups == 0, "the groups do not divide the output's channels");
  demand(in.dims[2] + 2 * conv.pad[0] >= filter.dims[2] && in.dims[3] + 2 * conv.pad[1] >= filter.dims[3],
         "the filter is larger than the image");
  return {in.dims[0], filter.dims[0], size(0), size(1)};
}

Convolution::Convolution(TensorDesc input, FilterDesc weights, ConvDesc window, TensorDesc output)
    : in(described(input)), out(described(output)), filter(described(weights)), conv(described(window)) {
  demand(in.half == filter.half && in.half == out.half, "input, filter and output are of different types");
  demand(in.half || !conv.halfSums, "half arithmetic on what is not half");
  demand(out.dims == outputOf(in, filter, conv), "the output is not of the convolution's size");
}

/// The limits of cuDNN's own guide.
std::string Convolution::refusal(int algo) const {
  const int k = filter.dims[2];
  const bool square = k == filter.dims[3], unit = conv.stride[0] == 1 && conv.stride[1] == 1;
  if (failing("algo", std::to_string(algo))) return "forced";
  if (failing("strided-output") && !out.packed()) return "forced: an output that is not packed";
  if (algo == direct) return "never implemented";
  if (conv.halfSums && algo != precompGemm && !(algo == winogradNonfused && k == 3)) return "no half arithmetic";
  if (algo < fft) return "";
  if (!unit) return "a stride other than 1";
  if (algo == winograd) return square && k == 3 ? "" : "a filter other than 3 x 3";
  if (algo == winogradNonfused) return square && (k == 3 || k == 5) ? "" : "a filter other than 3 x 3 or 5 x 5";
  if (k <= conv.pad[0]) return "a filter no larger than the padding";
  if (!in.planesPacked() || !out.planesPacked()) return "rows that are not packed";
  if (algo == fft) return in.dims[2] + 2 * conv.pad[0] <= 256 ? "" : "an image above 256";
  return k <= 32 ? "" : "a filter above 32";
}

std::size_t Convolution::filterBytes() const {
  std::size_t bytes = filter.half ? 2 : 4;
  for (const int dim : filter.dims) bytes *= dim;
  return bytes;
}

/// Plausible sizes; one of them is absurd where that is asked for, as has been seen.
std::size_t Convolution::workspaceBytes(int algo) const {
  if (failing("absurd-workspace") && algo == precompGemm) return 140632ull << 30;
  const std::size_t taps = static_cast<std::size_t>(filter.dims[1]) * filter.dims[2] * filter.dims[3];
  switch (algo) {
    case implicitGemm: return 0;
    case precompGemm: return 1024 + filter.dims[1] * 64;
    case gemm: return taps * out.dims[2] * out.dims[3] * (in.half ? 2 : 4);
    default: return 4 * (in.elements() + out.elements()) + 512;
  }
}

void Convolution::addTap(const float* image, float weight, int ky, int kx, double* plane) const {
  const int height = in.dims[2], width = in.dims[3], sx = conv.stride[1];
  const int from = std::max(0, (conv.pad[1] - kx + sx - 1) / sx);
  const int to = std::min(out.dims[3], (width - 1 + conv.pad[1] - kx) / sx + 1);
  for (int y = 0; y < out.dims[2]; ++y) {
    const int row = y * conv.stride[0] - conv.pad[0] + ky;
    if (row < 0 || row >= height) continue;
    const float* const source = image + row * width - conv.pad[1] + kx;
    double* const sums = plane + y * out.dims[3];
    if (!conv.halfSums)
      for (int x = from; x < to; ++x) sums[x] += static_cast<double>(weight) * source[x * sx];
    else
      for (int x = from; x < to; ++x)
        sums[x] = rounded(static_cast<float>(sums[x]) + rounded(weight * source[x * sx], true), true);
  }
}

void Convolution::sumPlane(const float* image, const float* weights, int channel, double* plane) const {
  const auto& [outs, ins, kh, kw] = filter.dims;
  const int group = channel / (outs / conv.groups), planeSize = in.dims[2] * in.dims[3];
  for (int c = 0; c < ins; ++c)
    for (int ky = 0; ky < kh; ++ky)
      for (int kx = 0; kx < kw; ++kx)
        addTap(image + (group * ins + c) * planeSize, *weights++, ky, kx, plane);
}

std::vector<double> Convolution::sums(std::vector<float> input, std::vector<float> weights) const {
  if (roundsToTf32())
    for (std::vector<float>* const values : {&input, &weights})
      std::transform(values->begin(), values->end(), values->begin(), asTf32);
  const std::size_t image = in.elements() / in.dims[0], plane = static_cast<std::size_t>(out.dims[2]) * out.dims[3],
                    taps = weights.size() / filter.dims[0];
  std::vector<double> all(out.elements());
  for (int n = 0; n < out.dims[0]; ++n)
    for (int c = 0; c < out.dims[1]; ++c)
      sumPlane(input.data() + n * image, weights.data() + c * taps, c, all.data() + (n * out.dims[1] + c) * plane);
  return all;
}

}  // namespace cudadouble
