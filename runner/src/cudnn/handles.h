// Owners of what CUDA, cuBLAS and cuDNN hand out. What their destructors are told is ignored: the device may be lost.
#pragma once
#include <utility>

#include "cuda_api.h"
#include "status.h"

namespace runner::cuda {

/// A handle that `Destroy`, a member of Api, gives back.
template <typename Handle, int (*Api::*Destroy)(Handle)>
class Owned {
 public:
  Owned() = default;
  Owned(const Api& api, Handle handle) : api_(&api), handle_(handle) {}
  Owned(Owned&& other) noexcept : api_(other.api_), handle_(std::exchange(other.handle_, nullptr)) {}
  Owned& operator=(Owned&& other) noexcept {
    std::swap(api_, other.api_);
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Owned() {
    if (handle_) (api_->*Destroy)(handle_);
  }
  Handle get() const { return handle_; }
  explicit operator bool() const { return handle_ != nullptr; }

 private:
  const Api* api_ = nullptr;
  Handle handle_ = nullptr;
};

using OwnedStream = Owned<Stream, &Api::cudaStreamDestroy>;
using OwnedEvent = Owned<Event, &Api::cudaEventDestroy>;
using OwnedGraph = Owned<Graph, &Api::cudaGraphDestroy>;
using OwnedGraphExec = Owned<GraphExec, &Api::cudaGraphExecDestroy>;
using OwnedBlas = Owned<Blas, &Api::cublasDestroy_v2>;
using OwnedDnn = Owned<Dnn, &Api::cudnnDestroy>;
using OwnedTensor = Owned<TensorDesc, &Api::cudnnDestroyTensorDescriptor>;
using OwnedFilter = Owned<FilterDesc, &Api::cudnnDestroyFilterDescriptor>;
using OwnedConv = Owned<ConvDesc, &Api::cudnnDestroyConvolutionDescriptor>;
using OwnedPool = Owned<PoolDesc, &Api::cudnnDestroyPoolingDescriptor>;
using OwnedLrn = Owned<LrnDesc, &Api::cudnnDestroyLRNDescriptor>;
using OwnedActivation = Owned<ActivationDesc, &Api::cudnnDestroyActivationDescriptor>;

/// Calls a creating function of cuDNN and owns what it made.
template <typename Owner, typename Handle>
Owner make(const Api& api, int (*create)(Handle*), const char* doing) {
  Handle handle = nullptr;
  check(api, dnn(create(&handle)), doing);
  return Owner(api, handle);
}

/// Memory on the device.
class Memory {
 public:
  Memory() = default;
  Memory(const Api& api, std::size_t bytes, const char* what);
  Memory(Memory&& other) noexcept
      : api_(other.api_), data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  Memory& operator=(Memory&& other) noexcept {
    std::swap(api_, other.api_);
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Memory();
  char* data() const { return static_cast<char*>(data_); }
  std::size_t bytes() const { return bytes_; }
  /// Waits for the copy.
  void upload(const void* from, std::size_t bytes);
  void download(void* to, std::size_t bytes) const;

 private:
  const Api* api_ = nullptr;
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace runner::cuda
