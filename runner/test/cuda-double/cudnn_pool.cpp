// cuDNN: pooling. Its own sizes round down; an output rounded up is pooled over what is left of the last windows.
#include <algorithm>
#include <cmath>

#include "dnn_object.h"

using namespace cudadouble;
using namespace runner::cuda;

namespace {
constexpr int kAverageWithPadding = 1, kAverageWithout = 2, kModes = 4;

int floorSize(const PoolObject& pool, const TensorObject& in, int at) {
  return (in.dims[at + 2] + 2 * pool.pad[at] - pool.window[at]) / pool.stride[at] + 1;
}

/// Up to one more, as long as its window begins inside.
void demandSize(const PoolObject& pool, const Tensor& in, const Tensor& out) {
  for (const int at : {0, 1}) demand(in.layout.dims[at] == out.layout.dims[at], "other images or channels");
  demand(in.layout.half == out.layout.half, "input and output are of different types");
  for (const int at : {0, 1}) {
    const int floor = floorSize(pool, in.layout, at), size = out.layout.dims[at + 2];
    if (size == floor) continue;
    if (failing("ceil-pool-unsupported")) throw Refusal{Kind::badParam, "forced: a size rounded up"};
    demand(size == floor + 1, "the output is not of the pooling's size");
    demand((size - 1) * pool.stride[at] - pool.pad[at] < in.layout.dims[at + 2], "a window outside of the image");
  }
}

struct Window {
  int top, bottom, left, right;
};

double pooled(const PoolObject& pool, const float* plane, int height, int width, int y, int x) {
  const int top = y * pool.stride[0] - pool.pad[0], left = x * pool.stride[1] - pool.pad[1];
  const Window inside{std::max(0, top), std::min(height, top + pool.window[0]), std::max(0, left),
                      std::min(width, left + pool.window[1])};
  const bool average = pool.mode == kAverageWithPadding || pool.mode == kAverageWithout;
  double value = average ? 0 : -INFINITY;
  for (int row = inside.top; row < inside.bottom; ++row)
    for (int column = inside.left; column < inside.right; ++column) {
      const double one = plane[row * width + column];
      value = average ? value + one : std::max(value, one);
    }
  if (!average) return value;
  const int seen = (inside.bottom - inside.top) * (inside.right - inside.left);
  return value / (pool.mode == kAverageWithPadding ? pool.window[0] * pool.window[1] : seen);
}

std::vector<double> pooledAll(const PoolObject& pool, const Tensor& in, const Tensor& out) {
  const std::vector<float> values = in.read();
  const int height = in.layout.dims[2], width = in.layout.dims[3], planes = in.layout.dims[0] * in.layout.dims[1];
  std::vector<double> all;
  for (int plane = 0; plane < planes; ++plane)
    for (int y = 0; y < out.layout.dims[2]; ++y)
      for (int x = 0; x < out.layout.dims[3]; ++x)
        all.push_back(pooled(pool, values.data() + plane * height * width, height, width, y, x));
  return all;
}
}  // namespace

DOUBLE_API int cudnnCreatePoolingDescriptor(PoolDesc* pool) {
  return dnnEntry("cudnnCreatePoolingDescriptor", [&] { create(pool); });
}

DOUBLE_API int cudnnDestroyPoolingDescriptor(PoolDesc pool) {
  return dnnEntry("cudnnDestroyPoolingDescriptor", [&] { destroy(pool); });
}

DOUBLE_API int cudnnSetPooling2dDescriptor(PoolDesc pool, int mode, int nan, int windowH, int windowW, int padH,
                                           int padW, int strideH, int strideW) {
  return dnnEntry("cudnnSetPooling2dDescriptor", [&] {
    PoolObject& set = living(pool);
    demand(mode >= 0 && mode < kModes, "unknown mode");
    demand(nan == 0 || nan == 1, "unknown treatment of what is not a number");
    demand(windowH > 0 && windowW > 0 && strideH > 0 && strideW > 0, "a window or stride below 1");
    demand(padH >= 0 && padW >= 0 && padH < windowH && padW < windowW, "a padding outside of 0 to the window");
    set.mode = mode;
    set.window[0] = windowH, set.window[1] = windowW, set.pad[0] = padH, set.pad[1] = padW;
    set.stride[0] = strideH, set.stride[1] = strideW;
    set.set = true;
  });
}

DOUBLE_API int cudnnGetPooling2dForwardOutputDim(PoolDesc pool, TensorDesc in, int* n, int* c, int* h, int* w) {
  return dnnEntry("cudnnGetPooling2dForwardOutputDim", [&] {
    const TensorObject& layout = described(in);
    *n = layout.dims[0], *c = layout.dims[1];
    *h = floorSize(described(pool), layout, 0), *w = floorSize(*pool, layout, 1);
  });
}

DOUBLE_API int cudnnPoolingForward(Dnn handle, PoolDesc pool, const void* alpha, TensorDesc in, const void* x,
                                   const void* beta, TensorDesc out, void* y) {
  return dnnEntry("cudnnPoolingForward", [&] {
    const Scales scales(alpha, beta);
    const Tensor input(in, x, "x"), output(out, y, "y");
    const PoolObject window = described(pool);
    demandSize(window, input, output);
    demand(!input.overlaps(output), "input and output overlap");
    dnnEnqueue(handle, [=] { output.write(pooledAll(window, input, output), scales.alpha, scales.beta); });
  });
}
