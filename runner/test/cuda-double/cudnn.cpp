// cuDNN: what it is, its handle, descriptors of tensors and filters.
#include <algorithm>

#include "dnn_object.h"

using namespace cudadouble;
using namespace runner::cuda;

namespace {
constexpr int kFloatType = 0, kHalfType = 2, kNchwFormat = 0;
constexpr long long kMostElements = 1ll << 31;

void demandType(int type) { demand(type == kFloatType || type == kHalfType, "a type of data that is not used here"); }

/// No two numbers in one place: sorted by stride, each dimension begins after the one inside it ends.
void demandApart(const TensorObject& tensor) {
  std::array<int, 4> order{0, 1, 2, 3};
  std::sort(order.begin(), order.end(), [&](int a, int b) { return tensor.strides[a] < tensor.strides[b]; });
  long long inside = 0;
  for (const int at : order) {
    if (tensor.dims[at] == 1) continue;
    demand(tensor.strides[at] > inside, "strides that put two numbers into one place");
    inside += static_cast<long long>(tensor.dims[at] - 1) * tensor.strides[at];
  }
}
}  // namespace

DOUBLE_API std::size_t cudnnGetVersion() {
  counted("cudnnGetVersion");
  return kDnnMajor >= 9 ? 90100 : 8907;
}

DOUBLE_API std::size_t cudnnGetCudartVersion() {
  counted("cudnnGetCudartVersion");
  return failing("cudnn-of-other-major") ? (kCudaMajor - 1) * 1000 : kCudaMajor * 1000;
}

DOUBLE_API const char* cudnnGetErrorString(int status) {
  counted("cudnnGetErrorString");
  if (status == statusOf(From::cudnn, Kind::badParam)) return "CUDNN_STATUS_BAD_PARAM";
  if (status == statusOf(From::cudnn, Kind::notSupported)) return "CUDNN_STATUS_NOT_SUPPORTED";
  if (status == statusOf(From::cudnn, Kind::executionFailed)) return "CUDNN_STATUS_EXECUTION_FAILED";
  if (status == statusOf(From::cudnn, Kind::notInitialized)) return "CUDNN_STATUS_NOT_INITIALIZED";
  return status == 1002 ? "CUDNN_STATUS_SUBLIBRARY_VERSION_MISMATCH" : "CUDNN_STATUS_ALLOC_FAILED";
}

DOUBLE_API int cudnnCreate(Dnn* handle) {
  if (failing("cudnn-parts-of-two")) return counted("cudnnCreate"), 1002;
  return dnnEntry("cudnnCreate", [&] {
    if (failing("cudnn-create")) throw Refusal{Kind::notInitialized, "forced"};
    if (failing("cudnn-memory")) throw Refusal{Kind::allocFailed, "forced"};
    create(handle);
  });
}

DOUBLE_API int cudnnDestroy(Dnn handle) {
  return dnnEntry("cudnnDestroy", [&] { destroy(handle); });
}

DOUBLE_API int cudnnSetStream(Dnn handle, Stream stream) {
  return dnnEntry("cudnnSetStream", [&] { living(handle).stream = &living(stream); });
}

DOUBLE_API int cudnnCreateTensorDescriptor(TensorDesc* tensor) {
  return dnnEntry("cudnnCreateTensorDescriptor", [&] { create(tensor); });
}

DOUBLE_API int cudnnDestroyTensorDescriptor(TensorDesc tensor) {
  return dnnEntry("cudnnDestroyTensorDescriptor", [&] { destroy(tensor); });
}

DOUBLE_API int cudnnSetTensor4dDescriptorEx(TensorDesc tensor, int type, int n, int c, int h, int w, int strideN,
                                            int strideC, int strideH, int strideW) {
  return dnnEntry("cudnnSetTensor4dDescriptorEx", [&] {
    TensorObject& set = living(tensor);
    demandType(type);
    demand(std::min({n, c, h, w}) > 0, "a dimension below 1");
    demand(std::min({strideN, strideC, strideH, strideW}) > 0, "a stride below 1");
    set.half = type == kHalfType;
    set.dims = {n, c, h, w};
    set.strides = {strideN, strideC, strideH, strideW};
    demandApart(set);
    if (static_cast<long long>(set.spanBytes()) / (set.half ? 2 : 4) > kMostElements)
      throw Refusal{Kind::notSupported, "more than 2 giga-elements"};
    set.set = true;
  });
}

DOUBLE_API int cudnnCreateFilterDescriptor(FilterDesc* filter) {
  return dnnEntry("cudnnCreateFilterDescriptor", [&] { create(filter); });
}

DOUBLE_API int cudnnDestroyFilterDescriptor(FilterDesc filter) {
  return dnnEntry("cudnnDestroyFilterDescriptor", [&] { destroy(filter); });
}

DOUBLE_API int cudnnSetFilter4dDescriptor(FilterDesc filter, int type, int format, int k, int c, int h, int w) {
  return dnnEntry("cudnnSetFilter4dDescriptor", [&] {
    FilterObject& set = living(filter);
    demandType(type);
    demand(format == kNchwFormat, "a format that is not used here");
    demand(std::min({k, c, h, w}) > 0, "a dimension below 1");
    set.half = type == kHalfType;
    set.dims = {k, c, h, w};
    set.set = true;
  });
}
