// Matrices times matrices: c = alpha * a^T * b + beta * c, all by columns.
#pragma once
#include "stream.h"

namespace runner::cuda {

struct BlasObject final : cudadouble::Object {
  BlasObject() : Object("cuBLAS handle") {}
  StreamObject* stream = nullptr;
  int math = 0;
  const void* workspace = nullptr;
  std::size_t workspaceBytes = 0;
};

}  // namespace runner::cuda

namespace cudadouble {

struct Product {
  int m, n, k, lda, ldb, ldc;
  bool half, halfSums;
  float alpha, beta;
  bool tf32 = false;

  void enqueue(runner::cuda::BlasObject& handle, const void* a, const void* b, void* c) const;

 private:
  void compute(const void* a, const void* b, void* c) const;
  float dot(const float* a, const float* b) const;
  std::vector<float> column(const char* from) const;
};

}  // namespace cudadouble
