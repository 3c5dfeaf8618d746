// Compares runner/src/cudnn/cuda_api.h with NVIDIA's own headers, at compile time; says how much was compared.
#include "cudnn/cuda_api.h"

#include <cublas_v2.h>
#include <cuda_runtime_api.h>
#include <cudnn.h>

#include <cstddef>
#include <cstdio>

#include "signature.h"
#include "values.h"

namespace {
using namespace runner::cuda;

#define SAME_VALUE(ours, theirs)                                                                   \
  static_assert(static_cast<long long>(ours) == static_cast<long long>(theirs), #ours " is not " #theirs);
HEADERS_VALUES(SAME_VALUE)

template <typename Function>
Function real(Function);
// cuBLAS has a second one of this name, for old C++ code: the one that the library exports is meant.
using GemmEx = cublasStatus_t (*)(cublasHandle_t, cublasOperation_t, cublasOperation_t, int, int, int, const void*,
                                  const void*, cudaDataType, int, const void*, cudaDataType, int, const void*, void*,
                                  cudaDataType, int, cublasComputeType_t, cublasGemmAlgo_t);
GemmEx real(GemmEx);

// Some names are macros of the vendor's for the function meant: both sides go through them.
#define SAME_SIGNATURE(name, result, parameters)                                                   \
  static_assert(headers::Signatures<decltype(Api::name), decltype(real(&::name))>::same,           \
                #name " is declared otherwise");
JOULEMARK_CUDART(SAME_SIGNATURE)
JOULEMARK_CUBLAS(SAME_SIGNATURE)
JOULEMARK_CUBLAS_OPTIONAL(SAME_SIGNATURE)
JOULEMARK_CUDNN(SAME_SIGNATURE)
#if CUDNN_MAJOR >= 9
JOULEMARK_CUDNN_OPTIONAL(SAME_SIGNATURE)
#endif
SAME_SIGNATURE(cudaGraphInstantiateWithFlags, , )
SAME_SIGNATURE(cudaGetDeviceProperties, , )

#define SAME_OFFSET(member)                                                                        \
  static_assert(offsetof(AlgoPerf, member) == offsetof(DnnPerf, member), #member " lies elsewhere"); \
  static_assert(sizeof(AlgoPerf::member) == sizeof(DnnPerf::member), #member " has another size");
#define MEMBERS(X) X(algo) X(status) X(time) X(memory) X(determinism) X(mathType) X(reserved)
using DnnPerf = cudnnConvolutionFwdAlgoPerf_t;
MEMBERS(SAME_OFFSET)
static_assert(sizeof(AlgoPerf) == sizeof(DnnPerf), "AlgoPerf has another size");
static_assert(sizeof(DeviceProperties) >= sizeof(cudaDeviceProp), "the runtime writes beyond DeviceProperties");
static_assert(offsetof(cudaDeviceProp, name) == 0, "the device's name does not come first");
static_assert(sizeof(DeviceProperties::name) == sizeof(cudaDeviceProp::name), "the device's name has another size");

#define COUNT(...) +1
constexpr int kValues = 0 HEADERS_VALUES(COUNT);
constexpr int kLayouts = 4 + 2 * (0 MEMBERS(COUNT));
constexpr int kSignatures = 2 JOULEMARK_CUDART(COUNT) JOULEMARK_CUBLAS(COUNT) JOULEMARK_CUBLAS_OPTIONAL(COUNT)
    JOULEMARK_CUDNN(COUNT)
#if CUDNN_MAJOR >= 9
        JOULEMARK_CUDNN_OPTIONAL(COUNT)
#endif
    ;
}  // namespace

int main() {
  std::printf("{\"values\":%d,\"signatures\":%d,\"layouts\":%d,\"deviceProperties\":%zu,", kValues, kSignatures,
              kLayouts, sizeof(cudaDeviceProp));
  std::printf("\"versions\":\"CUDA %d.%d, cuBLAS %d.%d.%d, cuDNN %d.%d.%d\"}\n", CUDART_VERSION / 1000,
              CUDART_VERSION % 1000 / 10, CUBLAS_VER_MAJOR, CUBLAS_VER_MINOR, CUBLAS_VER_PATCH, CUDNN_MAJOR,
              CUDNN_MINOR, CUDNN_PATCHLEVEL);
}
