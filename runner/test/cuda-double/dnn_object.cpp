#include "dnn_object.h"

#include "memory.h"
#include "number.h"

namespace runner::cuda {

std::size_t TensorObject::elements() const {
  std::size_t count = 1;
  for (const int dim : dims) count *= dim;
  return count;
}

std::size_t TensorObject::spanBytes() const {
  std::size_t last = 0;
  for (int i = 0; i < 4; ++i) last += static_cast<std::size_t>(dims[i] - 1) * strides[i];
  return (last + 1) * (half ? 2 : 4);
}

}  // namespace runner::cuda

namespace cudadouble {

using runner::cuda::TensorObject;

namespace {
/// Calls `visit` with the byte offset of every number, in the order of the dimensions.
template <typename Visit>
void eachNumber(const TensorObject& layout, Visit visit) {
  const auto& [n, c, h, w] = layout.dims;
  const std::array<std::size_t, 4> strides{std::size_t(layout.strides[0]), std::size_t(layout.strides[1]),
                                           std::size_t(layout.strides[2]), std::size_t(layout.strides[3])};
  const std::size_t bytes = layout.half ? 2 : 4;
  for (int image = 0; image < n; ++image)
    for (int channel = 0; channel < c; ++channel)
      for (int y = 0; y < h; ++y)
        for (int x = 0; x < w; ++x)
          visit((image * strides[0] + channel * strides[1] + y * strides[2] + x * strides[3]) * bytes);
}
}  // namespace

Tensor::Tensor(runner::cuda::TensorDesc descriptor, const void* pointer, const char* what)
    : layout(described(descriptor)), pointer(pointer), what(what) {
  bytes();
}

char* Tensor::bytes() const { return bytesAt(pointer, layout.spanBytes(), layout.half ? 2 : 4, what); }

std::vector<float> Tensor::read() const {
  const char* const from = bytes();
  std::vector<float> values;
  values.reserve(layout.elements());
  eachNumber(layout, [&](std::size_t at) { values.push_back(loadNumber(from + at, layout.half)); });
  return values;
}

void Tensor::write(const std::vector<double>& values, float alpha, float beta) const {
  char* const to = bytes();
  auto value = values.begin();
  eachNumber(layout, [&](std::size_t at) {
    // With a scale of 0 what was there is not read: it may be anything.
    const double before = beta == 0 ? 0 : double{beta} * loadNumber(to + at, layout.half);
    storeNumber(to + at, layout.half, alpha * *value++ + before);
  });
}

bool Tensor::overlaps(const Tensor& other) const {
  const char *const ours = static_cast<const char*>(pointer), *const theirs = static_cast<const char*>(other.pointer);
  return ours < theirs + other.layout.spanBytes() && theirs < ours + layout.spanBytes();
}

Scales::Scales(const void* a, const void* b) : alpha(hostFloat(a, "alpha")), beta(hostFloat(b, "beta")) {}

int dnnEntry(const char* name, const std::function<void()>& body) { return entry(name, From::cudnn, body); }

void dnnEnqueue(runner::cuda::Dnn handle, Work work) {
  demand(living(handle).stream != nullptr, "cuDNN has no stream");
  if (capturing(*handle->stream) && failing("graph-record")) throw Refusal{Kind::notSupported, "forced: recording"};
  enqueue(living(handle->stream), std::move(work));
}

bool sameDims(const Tensor& a, const Tensor& b) { return a.layout.dims == b.layout.dims; }

}  // namespace cudadouble
