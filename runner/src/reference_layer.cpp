#include "reference_layer.h"

#include <algorithm>
#include <cmath>

namespace runner {

namespace {
/// The part of one dimension's outputs whose input at `offset` into the window lies inside the image.
struct Span {
  int from, to;
};

Span inside(const Layer& layer, int offset, int size, int outSize) {
  const int shift = layer.pad - offset;  // input = output * stride - shift
  const int from = shift > 0 ? (shift + layer.stride - 1) / layer.stride : 0;
  const int last = size - 1 + shift;
  return {from, last < 0 ? 0 : std::min(outSize, last / layer.stride + 1)};
}

/// Adds one weight's share to a whole output channel: the inner loop runs along a row.
void addScaled(const Layer& layer, const double* in, double weight, Span offset, double* out) {
  const Span rows = inside(layer, offset.from, layer.in.height, layer.out.height);
  const Span columns = inside(layer, offset.to, layer.in.width, layer.out.width);
  for (int y = rows.from; y < rows.to; ++y) {
    const double* from = in + std::int64_t{y * layer.stride + offset.from - layer.pad} * layer.in.width +
                         (offset.to - layer.pad);
    double* to = out + std::int64_t{y} * layer.out.width;
    if (layer.stride == 1)
      for (int x = columns.from; x < columns.to; ++x) to[x] += weight * from[x];
    else
      for (int x = columns.from; x < columns.to; ++x) to[x] += weight * from[std::int64_t{x} * layer.stride];
  }
}

void rectify(double* values, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) values[i] = std::max(0.0, values[i]);
}

void convolveChannel(const Layer& layer, const double* in, const LayerWeights& weights, int channel, double* all) {
  const std::int64_t area = std::int64_t{layer.out.height} * layer.out.width;
  double* out = all + channel * area;
  std::fill(out, out + area, weights.biases[channel]);
  const int depth = layer.in.channels / layer.group;
  const int first = channel / (layer.out.channels / layer.group) * depth;
  const float* weight = weights.weights.data() + channel * layer.fanIn();
  for (int c = first; c < first + depth; ++c)
    for (int y = 0; y < layer.kernel; ++y)
      for (int x = 0; x < layer.kernel; ++x)
        addScaled(layer, in + std::int64_t{c} * layer.in.height * layer.in.width, *weight++, {y, x}, out);
  if (layer.relu) rectify(out, area);
}

/// Sums in eight lanes: one addition waiting for the other takes four times as long.
double dot(const float* weights, const double* in, std::int64_t count) {
  double lanes[8] = {};
  std::int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int lane = 0; lane < 8; ++lane) lanes[lane] += weights[i + lane] * in[i + lane];
  for (; i < count; ++i) lanes[0] += weights[i] * in[i];
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

void connectOutput(const Layer& layer, const double* in, const LayerWeights& weights, int output, double* all) {
  const std::int64_t fanIn = layer.fanIn();
  all[output] = weights.biases[output] + dot(weights.weights.data() + output * fanIn, in, fanIn);
  if (layer.relu) rectify(all + output, 1);
}

/// One window of one channel. As in Caffe, an average divides by the window's area within image and padding.
double poolWindow(const Layer& layer, const double* in, int top, int left) {
  const int bottom = std::min(top + layer.kernel, layer.in.height + layer.pad);
  const int right = std::min(left + layer.kernel, layer.in.width + layer.pad);
  double largest = -HUGE_VAL, sum = 0;
  for (int y = std::max(top, 0); y < std::min(bottom, layer.in.height); ++y) {
    for (int x = std::max(left, 0); x < std::min(right, layer.in.width); ++x) {
      const double value = in[std::int64_t{y} * layer.in.width + x];
      largest = std::max(largest, value);
      sum += value;
    }
  }
  return layer.pool == PoolMode::max ? largest : sum / (std::int64_t{bottom - top} * (right - left));
}

void poolChannel(const Layer& layer, const double* in, int channel, double* out) {
  in += std::int64_t{channel} * layer.in.height * layer.in.width;
  out += std::int64_t{channel} * layer.out.height * layer.out.width;
  for (int y = 0; y < layer.out.height; ++y)
    for (int x = 0; x < layer.out.width; ++x)
      *out++ = poolWindow(layer, in, y * layer.stride - layer.pad, x * layer.stride - layer.pad);
}

void normalizeChannel(const Layer& layer, const double* in, int channel, double* out) {
  const std::int64_t area = std::int64_t{layer.in.height} * layer.in.width;
  const int from = std::max(0, channel - layer.lrnSize / 2);
  const int to = std::min(layer.in.channels, channel + layer.lrnSize / 2 + 1);
  for (std::int64_t i = 0; i < area; ++i) {
    double squares = 0;
    for (int c = from; c < to; ++c) squares += in[c * area + i] * in[c * area + i];
    const double scale = layer.lrnK + layer.lrnAlpha / layer.lrnSize * squares;
    out[channel * area + i] = in[channel * area + i] * std::pow(scale, -layer.lrnBeta);
  }
}

void concatenate(const std::vector<Blob>& inputs, double* out) {
  for (const Blob& input : inputs) out = std::copy(input.values, input.values + input.size, out);
}

/// Over the channels of each pixel.
void softmax(const Layer& layer, const double* in, double* out) {
  const std::int64_t area = std::int64_t{layer.in.height} * layer.in.width;
  for (std::int64_t i = 0; i < area; ++i) {
    double largest = -HUGE_VAL, sum = 0;
    for (int c = 0; c < layer.in.channels; ++c) largest = std::max(largest, in[c * area + i]);
    for (int c = 0; c < layer.in.channels; ++c) sum += out[c * area + i] = std::exp(in[c * area + i] - largest);
    for (int c = 0; c < layer.in.channels; ++c) out[c * area + i] /= sum;
  }
}
}  // namespace

void computeLayer(const Layer& layer, const std::vector<Blob>& inputs, const LayerWeights& weights, double* out,
                  Pool& pool) {
  const double* in = inputs.front().values;
  const auto channels = [&](auto&& one) { pool.run(layer.out.channels, [&](std::int64_t i) { one(static_cast<int>(i)); }); };
  switch (layer.kind) {
    case Kind::conv: return channels([&](int c) { convolveChannel(layer, in, weights, c, out); });
    case Kind::fc: return channels([&](int c) { connectOutput(layer, in, weights, c, out); });
    case Kind::pool: return channels([&](int c) { poolChannel(layer, in, c, out); });
    case Kind::lrn: return channels([&](int c) { normalizeChannel(layer, in, c, out); });
    case Kind::concat: return concatenate(inputs, out);
    case Kind::softmax: return softmax(layer, in, out);
  }
}

}  // namespace runner
