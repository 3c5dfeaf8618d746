// What cuBLAS has since 11, 11.4 and 11.6.
#include "memory.h"
#include "product.h"

using namespace cudadouble;
using namespace runner::cuda;

DOUBLE_API int cublasSetWorkspace_v2(Blas handle, void* workspace, std::size_t bytes) {
  return entry("cublasSetWorkspace_v2", From::cublas, [&] {
    bytesAt(workspace, bytes, 256, "the workspace");
    living(handle).workspace = workspace;
    handle->workspaceBytes = bytes;
  });
}

DOUBLE_API const char* cublasGetStatusString(int status) {
  counted("cublasGetStatusString");
  switch (status) {
    case 1: return "CUBLAS_STATUS_NOT_INITIALIZED";
    case 3: return "CUBLAS_STATUS_ALLOC_FAILED";
    case 7: return "CUBLAS_STATUS_INVALID_VALUE";
    case 13: return "CUBLAS_STATUS_EXECUTION_FAILED";
    case 15: return "CUBLAS_STATUS_NOT_SUPPORTED";
    default: return "an unknown status";
  }
}

DOUBLE_API int cublasHSHgemvStridedBatched(Blas handle, int operation, int m, int n, const float* alpha, const void* a,
                                           int lda, long long strideA, const void* x, int incx, long long strideX,
                                           const float* beta, void* y, int incy, long long strideY, int batches) {
  return entry("cublasHSHgemvStridedBatched", From::cublas, [&] {
    demand(operation == 1 && batches == 1, "a call that is not used here");
    demand(incx == 1 && incy == 1, "increments that are not used here");
    demand(m > 0 && n > 0 && lda >= m, "a leading dimension below the rows");
    demand(strideA != 0 && strideX != 0 && strideY != 0, "strides of 0, which the manual forbids even for one batch");
    const Product product{n, 1, m, lda, m, n, true, false, hostFloat(alpha, "alpha"), hostFloat(beta, "beta")};
    product.enqueue(living(handle), a, x, y);
  });
}
