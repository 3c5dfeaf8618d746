#include "network_shape.h"

namespace runner {

namespace {
/// Back ends count elements and bytes of one blob in 32 bits here and there; no known network comes near.
constexpr std::int64_t kMostElements = std::int64_t{1} << 28;

std::string text(const Shape& shape) {
  return std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" + std::to_string(shape.width);
}

int convolved(const Layer& layer, int size) { return (size + 2 * layer.pad - layer.kernel) / layer.stride + 1; }

int pooled(const Layer& layer, int size) {
  const int out = (size + 2 * layer.pad - layer.kernel + layer.stride - 1) / layer.stride + 1;
  return (out - 1) * layer.stride >= size + layer.pad ? out - 1 : out;
}

std::string fitWindow(Layer& layer) {
  const int smaller = layer.in.height < layer.in.width ? layer.in.height : layer.in.width;
  if (layer.pad >= layer.kernel) return "a pad of " + std::to_string(layer.pad) + " leaves windows in padding alone";
  if (layer.kernel > smaller + 2 * layer.pad)
    return "a kernel of " + std::to_string(layer.kernel) + " is larger than its padded input " + text(layer.in);
  const auto size = layer.kind == Kind::pool ? pooled : convolved;
  layer.out.height = size(layer, layer.in.height);
  layer.out.width = size(layer, layer.in.width);
  return "";
}

std::string fitGroups(const Layer& layer) {
  if (layer.in.channels % layer.group == 0 && layer.out.channels % layer.group == 0) return "";
  return std::to_string(layer.group) + " groups do not divide " + std::to_string(layer.in.channels) +
         " channels in and " + std::to_string(layer.out.channels) + " out";
}

std::string fitConcat(Layer& layer, const std::vector<Shape>& inputs) {
  std::int64_t channels = 0;
  for (const Shape& shape : inputs) {
    if (shape.height != layer.in.height || shape.width != layer.in.width)
      return "its inputs differ in height or width: " + text(layer.in) + " and " + text(shape);
    channels += shape.channels;
  }
  if (channels > kMostElements) return "too many channels";
  layer.out = {static_cast<int>(channels), layer.in.height, layer.in.width};
  return "";
}

std::string fitKind(Layer& layer, const std::vector<Shape>& inputs) {
  switch (layer.kind) {
    case Kind::conv: {
      const std::string groups = fitGroups(layer);
      return groups.empty() ? fitWindow(layer) : groups;
    }
    case Kind::pool: layer.out.channels = layer.in.channels; return fitWindow(layer);
    case Kind::fc: layer.out.height = layer.out.width = 1; return "";
    case Kind::concat: return fitConcat(layer, inputs);
    default: layer.out = layer.in; return "";
  }
}
}  // namespace

std::string fitLayer(Layer& layer, const std::vector<Shape>& inputs) {
  layer.in = inputs.front();
  const std::string wrong = fitKind(layer, inputs);
  if (!wrong.empty()) return wrong;
  if (layer.out.elements() > kMostElements) return "its output " + text(layer.out) + " is too large";
  if (layer.weights() > kMostElements * 4) return "its " + std::to_string(layer.weights()) + " weights are too many";
  return "";
}

}  // namespace runner
