// cuBLAS: handles, and matrix products by columns.
#include <vector>

#include "memory.h"
#include "number.h"
#include "product.h"

using namespace cudadouble;
using namespace runner::cuda;

namespace {
int call(const char* name, const std::function<void()>& body) { return entry(name, From::cublas, body); }

/// Data types, and whether sums are half or rounded to TF32, as the table of GemmEx allows them.
struct Compute {
  bool halfSums = false, tf32 = false;
};

Compute computeOf(const BlasObject& handle, int type, int compute) {
  const bool half = type == 2;
  demand(half || type == 0, "a type of data that is not used here");
  if (kCudaMajor < 11) {
    demand(compute == 0 || (compute == 2 && half), "before CUDA 11 the arithmetic is named by a type of data");
    return {compute == 2, false};
  }
  demand(compute == 64 || compute == 68 || compute == 69 || compute == 77, "unknown arithmetic");
  demand(compute != 64 || half, "half sums of what is not half");
  demand(compute != 77 || !half, "TF32 of what is not float");
  return {compute == 64, !half && (compute == 77 || (compute == 68 && handle.math == 3))};
}

float scale(const void* pointer, bool half, const char* what) {
  demandHost(pointer, what);
  return loadNumber(static_cast<const char*>(pointer), half);
}
}  // namespace

DOUBLE_API int cublasCreate_v2(Blas* handle) {
  return call("cublasCreate_v2", [&] {
    if (failing("cublas-create")) throw Refusal{Kind::notInitialized, "forced"};
    create(handle);
  });
}

DOUBLE_API int cublasDestroy_v2(Blas handle) {
  return call("cublasDestroy_v2", [&] { destroy(handle); });
}

/// It takes the workspace away again, says the manual.
DOUBLE_API int cublasSetStream_v2(Blas handle, Stream stream) {
  return call("cublasSetStream_v2", [&] {
    living(handle).stream = &living(stream);
    handle->workspace = nullptr;
  });
}

DOUBLE_API int cublasSetMathMode(Blas handle, int mode) {
  return call("cublasSetMathMode", [&] {
    demand(mode >= 0 && mode <= (kCudaMajor < 11 ? 1 : 3), "unknown mode");
    living(handle).math = mode;
  });
}

DOUBLE_API int cublasGetProperty(int property, int* value) {
  return call("cublasGetProperty", [&] {
    demand(property >= 0 && property <= 2, "unknown property");
    const int version[] = {kCudaMajor, 1, 3};
    *value = version[property];
  });
}

DOUBLE_API int cublasSgemv_v2(Blas handle, int operation, int m, int n, const float* alpha, const float* a, int lda,
                              const float* x, int incx, const float* beta, float* y, int incy) {
  return call("cublasSgemv_v2", [&] {
    demand(operation == 0 || operation == 1, "unknown operation");
    demand(operation == 1, "an operation that is not used here");
    demand(incx == 1 && incy == 1, "increments that are not used here");
    demand(m > 0 && n > 0 && lda >= m, "a leading dimension below the rows");
    Product product{n, 1, m, lda, m, n, false, false, hostFloat(alpha, "alpha"), hostFloat(beta, "beta")};
    product.enqueue(living(handle), a, x, y);
  });
}

DOUBLE_API int cublasGemmEx(Blas handle, int opA, int opB, int m, int n, int k, const void* alpha, const void* a,
                            int typeA, int lda, const void* b, int typeB, int ldb, const void* beta, void* c, int typeC,
                            int ldc, int compute, int algo) {
  return call("cublasGemmEx", [&] {
    demand((opA == 0 || opA == 1) && (opB == 0 || opB == 1), "unknown operation");
    demand(opA == 1 && opB == 0, "operations that are not used here");
    demand(m > 0 && n > 0 && k > 0, "an empty matrix");
    demand(lda >= k && ldb >= k && ldc >= m, "a leading dimension below the rows");
    demand(typeA == typeB && typeB == typeC, "mixed types");
    demand(algo == -1 || algo == 99, "unknown algorithm");
    const Compute sums = computeOf(living(handle), typeA, compute);
    Product product{m, n, k, lda, ldb, ldc, typeA == 2, sums.halfSums, scale(alpha, sums.halfSums, "alpha"),
                    scale(beta, sums.halfSums, "beta")};
    product.tf32 = sums.tf32;
    product.enqueue(*handle, a, b, c);
  });
}
