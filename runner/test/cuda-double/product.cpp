#include "product.h"

#include <cstring>

#include "memory.h"
#include "number.h"

namespace cudadouble {

namespace {
/// All that a matrix of columns spans.
std::size_t span(int rows, int columns, int leading, std::size_t bytes) {
  return (static_cast<std::size_t>(leading) * (columns - 1) + rows) * bytes;
}

void scribble(const runner::cuda::BlasObject& handle) {
  if (!handle.workspace) return;
  char* const space = bytesAt(handle.workspace, handle.workspaceBytes, 256, "cuBLAS's workspace");
  std::memset(space, 0xFF, handle.workspaceBytes);
}
}  // namespace

void Product::enqueue(runner::cuda::BlasObject& handle, const void* a, const void* b, void* c) const {
  demand(handle.stream != nullptr, "cuBLAS has no stream");
  living(handle.stream);
  demand(kCudaMajor < 11 || handle.workspace || !capturing(*handle.stream), "recorded without a workspace of its own");
  const std::size_t bytes = half ? 2 : 4;
  const auto check = [=, *this] {
    bytesAt(a, span(k, m, lda, bytes), bytes, "matrix a");
    bytesAt(b, span(k, n, ldb, bytes), bytes, "matrix b");
    bytesAt(c, span(m, n, ldc, bytes), bytes, "matrix c");
  };
  check();
  if (handle.workspace) bytesAt(handle.workspace, handle.workspaceBytes, 256, "cuBLAS's workspace");
  cudadouble::enqueue(*handle.stream, [=, *this, &handle] {
    check();
    scribble(handle);
    compute(a, b, c);
  });
}

std::vector<float> Product::column(const char* from) const {
  std::vector<float> values(k);
  for (int i = 0; i < k; ++i) {
    const float value = loadNumber(from + i * (half ? 2 : 4), half);
    values[i] = tf32 ? asTf32(value) : value;
  }
  return values;
}

float Product::dot(const float* a, const float* b) const {
  if (halfSums) {
    float sum = 0;
    for (int i = 0; i < k; ++i) sum = rounded(sum + rounded(a[i] * b[i], true), true);
    return sum;
  }
  double sums[8] = {};
  for (int i = 0; i < k; ++i) sums[i % 8] += static_cast<double>(a[i]) * b[i];
  double sum = 0;
  for (const double part : sums) sum += part;
  return static_cast<float>(sum);
}

void Product::compute(const void* a, const void* b, void* c) const {
  const std::size_t bytes = half ? 2 : 4;
  const char* const rows = bytesAt(a, bytes, bytes, "matrix a");
  const char* const columns = bytesAt(b, bytes, bytes, "matrix b");
  char* const out = bytesAt(c, bytes, bytes, "matrix c");
  std::vector<std::vector<float>> right;
  for (int j = 0; j < n; ++j) right.push_back(column(columns + j * static_cast<std::size_t>(ldb) * bytes));
  for (int i = 0; i < m; ++i) {
    const std::vector<float> left = column(rows + i * static_cast<std::size_t>(lda) * bytes);
    for (int j = 0; j < n; ++j) {
      char* const at = out + (j * static_cast<std::size_t>(ldc) + i) * bytes;
      const float before = beta == 0 ? 0 : beta * loadNumber(at, half);
      storeNumber(at, half, alpha * dot(left.data(), right[j].data()) + before);
    }
  }
}

}  // namespace cudadouble
