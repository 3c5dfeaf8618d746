#include "operation.h"

#include <cstring>
#include <limits>

namespace runner::cuda {

Arithmetic arithmeticOf(Precision precision, int blasMajor) {
  const bool old = blasMajor < 11;  // cuBLAS 10 names what is computed by the type of data, and knows no TF32
  switch (precision) {
    case Precision::fp32:
      return {kFloat, kFloat, kDnnFma, old ? kBlasDefault : kBlasPedantic, kReal32F, old ? int{kReal32F} : int{kCompute32F}};
    case Precision::tf32:
      return {kFloat, kFloat, kDnnDefaultMath, kBlasTf32, kReal32F, kCompute32FTf32};
    case Precision::fp16:
      return {kHalf, kFloat, kDnnTensorOp, old ? kBlasTensorOp : kBlasDefault, kReal16F,
              old ? int{kReal32F} : int{kCompute32F}};
    case Precision::fp16true:
      return {kHalf, kHalf, kDnnTensorOp, old ? kBlasTensorOp : kBlasDefault, kReal16F,
              old ? int{kReal16F} : int{kCompute16F}};
  }
  throw Failure(Exit::internal, "internal", "a precision without arithmetic", "report this");
}

void Scratch::grow(Memory& memory, std::size_t bytes, const char* what) {
  if (bytes <= memory.bytes()) return;
  memory = Memory();  // the old one first: both at once may not fit
  const Device::MemoryState state = device_.memory();
  if (bytes > state.free)
    throw Failure(Exit::outOfMemory, "out-of-memory",
                  std::string(what) + " needs " + std::to_string(bytes) + " bytes, " + std::to_string(state.free) +
                      " of the device's " + std::to_string(state.total) + " are free",
                  "take a smaller --batch, --precision fp16 or a smaller --workspace-mb");
  memory = Memory(device_.api(), bytes, what);
}

std::vector<char> stored(const Arithmetic& arithmetic, const std::vector<float>& values) {
  std::vector<char> bytes(values.size() * arithmetic.bytes());
  if (arithmetic.type == kFloat) {
    if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint16_t half = toHalf(values[i]);
    std::memcpy(bytes.data() + 2 * i, &half, sizeof half);
  }
  return bytes;
}

std::vector<float> restored(const Arithmetic& arithmetic, const std::vector<char>& bytes) {
  std::vector<float> values(bytes.size() / arithmetic.bytes());
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint16_t half;
    if (arithmetic.type == kFloat) {
      std::memcpy(&values[i], bytes.data() + 4 * i, 4);
      continue;
    }
    std::memcpy(&half, bytes.data() + 2 * i, sizeof half);
    values[i] = fromHalf(half);
  }
  return values;
}

DeviceWeights uploadWeights(const Context& context, const LayerWeights& weights) {
  const auto upload = [&](const std::vector<float>& values, const char* what) {
    const std::vector<char> bytes = stored(context.arithmetic, values);
    Memory memory(context.api(), bytes.size(), what);
    memory.upload(bytes.data(), bytes.size());
    return memory;
  };
  return {upload(weights.weights, "weights"), upload(weights.biases, "biases")};
}

namespace {
/// Every version of cuDNN counts a tensor's elements in 32 bits; a device of 80 GB has room for more.
constexpr std::int64_t kMostElements = std::numeric_limits<std::int32_t>::max();

void checkCountable(const Shape& shape, int batch, std::int64_t imageStride) {
  if (batch * imageStride <= kMostElements) return;
  const std::string size = std::to_string(shape.channels) + " x " + std::to_string(shape.height) + " x " +
                           std::to_string(shape.width);
  throw Failure(Exit::unavailable, "unsupported-batch",
                std::to_string(batch) + " times " + size + " numbers are more than cuDNN can count, 2147483647",
                "take a --batch of " + std::to_string(kMostElements / imageStride) + " at most");
}
}  // namespace

OwnedTensor tensor(const Api& api, int type, int batch, const Shape& shape, std::int64_t imageStride) {
  checkCountable(shape, batch, imageStride);
  auto descriptor = make<OwnedTensor>(api, api.cudnnCreateTensorDescriptor, "describing a tensor");
  const int status = api.cudnnSetTensor4dDescriptorEx(descriptor.get(), type, batch, shape.channels, shape.height,
                                                      shape.width, static_cast<int>(imageStride),
                                                      shape.height * shape.width, shape.width, 1);
  check(api, dnn(status), "describing a tensor of " + std::to_string(batch) + " x " + std::to_string(shape.channels) +
                              " x " + std::to_string(shape.height) + " x " + std::to_string(shape.width));
  return descriptor;
}

void settlePlainly(const Context& context, Operation& operation, const std::string& name) {
  check(context.api(), operation.enqueue(), name);
  context.device.synchronize(name);
}

}  // namespace runner::cuda
