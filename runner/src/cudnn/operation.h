// What computes one layer on the device.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "backend.h"
#include "device.h"

namespace runner::cuda {

/// How numbers are stored and computed for one precision.
struct Arithmetic {
  int type;                ///< of tensors and weights
  int convCompute, convMath;
  int blasMath, blasType, blasCompute;
  std::size_t bytes() const { return type == kHalf ? 2 : 4; }
  bool halfCompute() const { return convCompute == kHalf; }
};
Arithmetic arithmeticOf(Precision precision, int blasMajor);

/// Memory that all operations share, one at a time. It grows while operations settle and stays put afterwards.
class Scratch {
 public:
  explicit Scratch(const Device& device) : device_(device) {}
  /// For the algorithms, and for copies in another layout or type.
  Memory workspace, copies;
  void grow(Memory& memory, std::size_t bytes, const char* what);

 private:
  const Device& device_;
};

/// How a convolution is computed.
struct Candidate {
  int algo = 0, math = 0;
  std::size_t workspaceBytes = 0;
  bool packed = false;  ///< writes a packed copy of its output
};

/// By the layer's name: a search measures, and the next one may find others. What was verified is what is measured.
using Found = std::map<std::string, std::vector<Candidate>>;

/// What an operation is built with.
struct Context {
  const Device& device;
  const Plan& plan;
  Arithmetic arithmetic;
  Scratch& scratch;
  std::vector<std::string>& notes;
  Found& found;
  const Api& api() const { return device.api(); }
};

/// A blob in memory: batch x shape, rows and channels packed.
struct View {
  const Memory* memory = nullptr;
  std::size_t byteOffset = 0;
  Shape shape;
  std::int64_t imageStride = 0;
  void* data() const { return memory->data() + byteOffset; }
  bool packed() const { return imageStride == shape.elements(); }
};

class Operation {
 public:
  virtual ~Operation() = default;
  /// What it is going to want of the shared workspace.
  virtual std::size_t workspaceBytes() const { return 0; }
  /// What it uses once settled.
  virtual std::size_t usedWorkspaceBytes() const { return 0; }
  /// Runs once on the data it will have and falls back on what the device does not refuse. Throws Failure when nothing
  /// is left.
  virtual void settle() = 0;
  /// Puts the layer's work into the stream.
  virtual Answer enqueue() = 0;
  virtual std::string implementation() const = 0;
};

/// Layer, inputs and output of an operation.
struct Site {
  const Layer& layer;
  std::vector<View> inputs;
  View output;
  const LayerWeights& weights;
};

/// Weights and biases of a layer on the device.
struct DeviceWeights {
  Memory weights, biases;
};
DeviceWeights uploadWeights(const Context& context, const LayerWeights& weights);
/// Floats as the precision stores them, and back.
std::vector<char> stored(const Arithmetic& arithmetic, const std::vector<float>& values);
std::vector<float> restored(const Arithmetic& arithmetic, const std::vector<char>& bytes);

OwnedTensor tensor(const Api& api, int type, int batch, const Shape& shape, std::int64_t imageStride);

/// Enqueues and waits; throws unless both went well.
void settlePlainly(const Context& context, Operation& operation, const std::string& name);

std::unique_ptr<Operation> makeConv(const Context& context, const Site& site);
std::unique_ptr<Operation> makePool(const Context& context, const Site& site);
std::unique_ptr<Operation> makeLrn(const Context& context, const Site& site);
std::unique_ptr<Operation> makeFc(const Context& context, const Site& site);
std::unique_ptr<Operation> makeConcat(const Context& context, const Site& site);
std::unique_ptr<Operation> makeSoftmax(const Context& context, const Site& site);

inline constexpr float kOne = 1, kZero = 0;

}  // namespace runner::cuda
