// A network as data: a list of layers in execution order, with the shape of what each puts out for one image.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace runner {

/// Channels, height and width of one image's blob.
struct Shape {
  int channels = 0, height = 0, width = 0;
  std::int64_t elements() const { return std::int64_t{channels} * height * width; }
};

enum class Kind { conv, pool, lrn, fc, concat, softmax };
const char* kindName(Kind kind);
enum class PoolMode { max, average };

/// Index of the network's input where a layer's input is asked for.
constexpr int kInput = -1;

struct Layer {
  std::string name;
  Kind kind = Kind::conv;
  /// Layers whose output it reads, `kInput` for the image; one, except for concat (over channels, in this order).
  std::vector<int> inputs;
  Shape in;   ///< of the first input
  Shape out;
  /// conv, pool: square windows. Convolutions round down, pools up, as Caffe does (a pool's last window may hang over
  /// the right and bottom edge; one that would start in the padding is dropped).
  int kernel = 0, stride = 1, pad = 0;
  int group = 1;       ///< conv
  bool relu = false;   ///< conv, fc: max(0, x) on what it puts out
  PoolMode pool = PoolMode::max;
  /// lrn across channels: x * (k + alpha / size * sum of x^2 over `size` channels)^-beta
  int lrnSize = 5;
  double lrnAlpha = 1e-4, lrnBeta = 0.75, lrnK = 1;

  bool hasWeights() const { return kind == Kind::conv || kind == Kind::fc; }
  /// Inputs of one output value: in.channels / group * kernel^2 for conv, in.elements() for fc.
  std::int64_t fanIn() const;
  /// Row-major: conv [out.channels][in.channels / group][kernel][kernel], fc [out.channels][in.elements() in C,H,W order].
  std::int64_t weights() const;
  std::int64_t biases() const;
  /// Multiply-adds for one image.
  std::int64_t macs() const;
};

struct Network {
  std::string name;
  Shape input;
  std::vector<int> crops;  ///< heights and widths of input its file allows, the default first
  std::vector<Layer> layers;
  std::int64_t params() const;
  std::int64_t macs() const;
  /// The layer whose output are the logits: the last that is not softmax.
  int logits() const;
};

/// Reads a network from its JSON text; `crop` 0 takes the file's default. Throws Failure(usage, "bad-network") that
/// names the layer and what is wrong with it.
Network parseNetwork(const std::string& json, int crop);
/// A name of a file in the folder of networks beside the executable, or a path. Throws Failure(usage, "unknown-network").
Network loadNetwork(const std::string& nameOrPath, int crop);

}  // namespace runner
