// cuDNN's handle and descriptors.
#pragma once
#include <array>

#include "stream.h"

namespace runner::cuda {

struct DnnObject final : cudadouble::Object {
  DnnObject() : Object("cuDNN handle") {}
  StreamObject* stream = nullptr;
};
struct TensorObject final : cudadouble::Object {
  TensorObject() : Object("tensor descriptor") {}
  bool half = false;
  std::array<int, 4> dims{}, strides{};
  std::size_t elements() const;
  /// From its first to its last number.
  std::size_t spanBytes() const;
  /// Rows and channels follow each other; so may images.
  bool planesPacked() const { return strides[3] == 1 && strides[2] == dims[3] && strides[1] == dims[2] * dims[3]; }
  bool packed() const { return planesPacked() && strides[0] == strides[1] * dims[1]; }
};
struct FilterObject final : cudadouble::Object {
  FilterObject() : Object("filter descriptor") {}
  bool half = false;
  std::array<int, 4> dims{};
};
struct ConvObject final : cudadouble::Object {
  ConvObject() : Object("convolution descriptor") {}
  int pad[2]{}, stride[2]{}, groups = 1, math = 0;
  bool halfSums = false;
};
struct PoolObject final : cudadouble::Object {
  PoolObject() : Object("pooling descriptor") {}
  int mode = 0, window[2]{}, pad[2]{}, stride[2]{};
};
struct LrnObject final : cudadouble::Object {
  LrnObject() : Object("LRN descriptor") {}
  int size = 5;
  double alpha = 1e-4, beta = 0.75, k = 2;
};
struct ActivationObject final : cudadouble::Object {
  ActivationObject() : Object("activation descriptor") {}
  int mode = 0;
};

}  // namespace runner::cuda

namespace cudadouble {

/// A tensor in device memory: how it is laid out is copied, so that later work does not look at the descriptor.
struct Tensor {
  runner::cuda::TensorObject layout;
  const void* pointer;
  const char* what;

  Tensor(runner::cuda::TensorDesc descriptor, const void* pointer, const char* what);
  /// Throws Violation unless all of it lies in living memory.
  char* bytes() const;
  /// All numbers, images after images, channels after channels.
  std::vector<float> read() const;
  /// alpha * values + beta * what was there.
  void write(const std::vector<double>& values, float alpha, float beta) const;
  bool overlaps(const Tensor& other) const;
};

/// Scales that have to be on the host, read at once.
struct Scales {
  float alpha, beta;
  Scales(const void* alpha, const void* beta);
};

int dnnEntry(const char* name, const std::function<void()>& body);
/// Puts work into the handle's stream.
void dnnEnqueue(runner::cuda::Dnn handle, Work work);
bool sameDims(const Tensor& a, const Tensor& b);

}  // namespace cudadouble
