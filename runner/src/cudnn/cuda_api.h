// What the runner needs of CUDA, cuBLAS and cuDNN, declared here so that it builds where none of them is installed.
// `npm run test:cudnn` compares every value, size and signature with the vendor's own headers.
#pragma once
#include <cstddef>

namespace runner::cuda {

using Stream = struct StreamObject*;
using Event = struct EventObject*;
using Graph = struct GraphObject*;
using GraphExec = struct GraphExecObject*;
using Blas = struct BlasObject*;
using Dnn = struct DnnObject*;
using TensorDesc = struct TensorObject*;
using FilterDesc = struct FilterObject*;
using ConvDesc = struct ConvObject*;
using PoolDesc = struct PoolObject*;
using LrnDesc = struct LrnObject*;
using ActivationDesc = struct ActivationObject*;

/// cudaError: the same numbers since CUDA 10.1.
enum Error {
  kOk = 0, kInvalidValue = 1, kMemoryAllocation = 2, kInitialization = 3, kInsufficientDriver = 35,
  kDevicesUnavailable = 46, kNoDevice = 100, kInvalidDevice = 101, kSystemNotReady = 802, kSystemDriverMismatch = 803,
  kCaptureUnsupported = 900, kCaptureInvalidated = 901, kLaunchFailure = 719, kUnknown = 999
};
enum MemcpyKind { kHostToDevice = 1, kDeviceToHost = 2 };
enum DeviceAttribute { kCapabilityMajor = 75, kCapabilityMinor = 76 };
constexpr unsigned kStreamNonBlocking = 1, kEventDisableTiming = 2;
constexpr int kCaptureThreadLocal = 1;

/// Its size grows with the toolkit; the name has always come first.
struct DeviceProperties {
  char name[256];
  char rest[3840];
};

/// cuBLAS. `kBlasTensorOp` is for 10 only, the others but the default came with 11.
enum BlasOperation { kBlasN = 0, kBlasT = 1 };
enum BlasMath { kBlasDefault = 0, kBlasTensorOp = 1, kBlasPedantic = 2, kBlasTf32 = 3 };
enum BlasCompute { kCompute16F = 64, kCompute32F = 68, kCompute32FPedantic = 69, kCompute32FTf32 = 77 };
enum DataType { kReal32F = 0, kReal16F = 2 };
enum Property { kMajorVersion = 0, kMinorVersion = 1, kPatchLevel = 2 };
constexpr int kBlasGemmDefault = -1;

/// cuDNN. Status numbers differ between 8 and 9: only 0 means the same in both.
enum DnnType { kFloat = 0, kHalf = 2 };
enum DnnMath { kDnnDefaultMath = 0, kDnnTensorOp = 1, kDnnTensorOpConvert = 2, kDnnFma = 3 };
enum DnnAlgo {
  kImplicitGemm = 0, kPrecompGemm = 1, kGemm = 2, kDirect = 3, kFft = 4, kFftTiling = 5, kWinograd = 6,
  kWinogradNonfused = 7, kAlgoCount = 8
};
enum DnnPool { kPoolMax = 0, kPoolAverageIncludePadding = 1, kPoolAverageExcludePadding = 2, kPoolMaxDeterministic = 3 };
enum DnnActivation { kRelu = 1, kIdentity = 5 };
constexpr int kNchw = 0, kCrossCorrelation = 1, kNotPropagateNan = 0, kLrnCrossChannel = 0;
constexpr int kSoftmaxAccurate = 1, kSoftmaxChannel = 1;

struct AlgoPerf {
  int algo, status;
  float time;
  std::size_t memory;
  int determinism, mathType, reserved[3];
};

// X(name, result, parameters)
#define JOULEMARK_CUDART(X)                                                                        \
  X(cudaDriverGetVersion, int, (int*))                                                             \
  X(cudaRuntimeGetVersion, int, (int*))                                                            \
  X(cudaGetDeviceCount, int, (int*))                                                               \
  X(cudaSetDevice, int, (int))                                                                     \
  X(cudaDeviceGetAttribute, int, (int*, int, int))                                                 \
  X(cudaMemGetInfo, int, (std::size_t*, std::size_t*))                                             \
  X(cudaMalloc, int, (void**, std::size_t))                                                        \
  X(cudaFree, int, (void*))                                                                        \
  X(cudaMemcpy, int, (void*, const void*, std::size_t, int))                                       \
  X(cudaStreamCreateWithFlags, int, (Stream*, unsigned))                                           \
  X(cudaStreamDestroy, int, (Stream))                                                              \
  X(cudaStreamSynchronize, int, (Stream))                                                          \
  X(cudaStreamBeginCapture, int, (Stream, int))                                                    \
  X(cudaStreamEndCapture, int, (Stream, Graph*))                                                   \
  X(cudaGraphLaunch, int, (GraphExec, Stream))                                                     \
  X(cudaGraphDestroy, int, (Graph))                                                                \
  X(cudaGraphExecDestroy, int, (GraphExec))                                                        \
  X(cudaEventCreateWithFlags, int, (Event*, unsigned))                                             \
  X(cudaEventDestroy, int, (Event))                                                                \
  X(cudaEventRecord, int, (Event, Stream))                                                         \
  X(cudaEventSynchronize, int, (Event))                                                            \
  X(cudaGetLastError, int, ())                                                                     \
  X(cudaGetErrorName, const char*, (int))                                                          \
  X(cudaGetErrorString, const char*, (int))
// Since 11.4; and the two names that one function has had.
#define JOULEMARK_CUDART_OPTIONAL(X)                                                               \
  X(cudaGraphInstantiateWithFlags, int, (GraphExec*, Graph, unsigned long long))                   \
  X(cudaGetDeviceProperties_v2, int, (DeviceProperties*, int))                                     \
  X(cudaGetDeviceProperties, int, (DeviceProperties*, int))

#define JOULEMARK_CUBLAS(X)                                                                        \
  X(cublasCreate_v2, int, (Blas*))                                                                 \
  X(cublasDestroy_v2, int, (Blas))                                                                 \
  X(cublasSetStream_v2, int, (Blas, Stream))                                                       \
  X(cublasSetMathMode, int, (Blas, int))                                                           \
  X(cublasGetProperty, int, (int, int*))                                                           \
  X(cublasSgemv_v2, int, (Blas, int, int, int, const float*, const float*, int, const float*, int, const float*, float*, int)) \
  X(cublasGemmEx, int, (Blas, int, int, int, int, int, const void*, const void*, int, int, const void*, int, int, const void*, void*, int, int, int, int))
// Since 11, 11.4 and 11.6.
#define JOULEMARK_CUBLAS_OPTIONAL(X)                                                               \
  X(cublasSetWorkspace_v2, int, (Blas, void*, std::size_t))                                        \
  X(cublasGetStatusString, const char*, (int))                                                     \
  X(cublasHSHgemvStridedBatched, int, (Blas, int, int, int, const float*, const void*, int, long long, const void*, int, long long, const float*, void*, int, long long, int))

#define JOULEMARK_CUDNN(X)                                                                         \
  X(cudnnGetVersion, std::size_t, ())                                                              \
  X(cudnnGetCudartVersion, std::size_t, ())                                                        \
  X(cudnnGetErrorString, const char*, (int))                                                       \
  X(cudnnCreate, int, (Dnn*))                                                                      \
  X(cudnnDestroy, int, (Dnn))                                                                      \
  X(cudnnSetStream, int, (Dnn, Stream))                                                            \
  X(cudnnCreateTensorDescriptor, int, (TensorDesc*))                                               \
  X(cudnnDestroyTensorDescriptor, int, (TensorDesc))                                               \
  X(cudnnSetTensor4dDescriptorEx, int, (TensorDesc, int, int, int, int, int, int, int, int, int))  \
  X(cudnnCreateFilterDescriptor, int, (FilterDesc*))                                               \
  X(cudnnDestroyFilterDescriptor, int, (FilterDesc))                                               \
  X(cudnnSetFilter4dDescriptor, int, (FilterDesc, int, int, int, int, int, int))                   \
  X(cudnnCreateConvolutionDescriptor, int, (ConvDesc*))                                            \
  X(cudnnDestroyConvolutionDescriptor, int, (ConvDesc))                                            \
  X(cudnnSetConvolution2dDescriptor, int, (ConvDesc, int, int, int, int, int, int, int, int))      \
  X(cudnnSetConvolutionGroupCount, int, (ConvDesc, int))                                           \
  X(cudnnSetConvolutionMathType, int, (ConvDesc, int))                                             \
  X(cudnnGetConvolution2dForwardOutputDim, int, (ConvDesc, TensorDesc, FilterDesc, int*, int*, int*, int*)) \
  X(cudnnGetConvolutionForwardAlgorithm_v7, int, (Dnn, TensorDesc, FilterDesc, ConvDesc, TensorDesc, int, int*, AlgoPerf*)) \
  X(cudnnFindConvolutionForwardAlgorithmEx, int, (Dnn, TensorDesc, const void*, FilterDesc, const void*, ConvDesc, TensorDesc, void*, int, int*, AlgoPerf*, void*, std::size_t)) \
  X(cudnnGetConvolutionForwardWorkspaceSize, int, (Dnn, TensorDesc, FilterDesc, ConvDesc, TensorDesc, int, std::size_t*)) \
  X(cudnnConvolutionForward, int, (Dnn, const void*, TensorDesc, const void*, FilterDesc, const void*, ConvDesc, int, void*, std::size_t, const void*, TensorDesc, void*)) \
  X(cudnnConvolutionBiasActivationForward, int, (Dnn, const void*, TensorDesc, const void*, FilterDesc, const void*, ConvDesc, int, void*, std::size_t, const void*, TensorDesc, const void*, TensorDesc, const void*, ActivationDesc, TensorDesc, void*)) \
  X(cudnnCreatePoolingDescriptor, int, (PoolDesc*))                                                \
  X(cudnnDestroyPoolingDescriptor, int, (PoolDesc))                                                \
  X(cudnnSetPooling2dDescriptor, int, (PoolDesc, int, int, int, int, int, int, int, int))          \
  X(cudnnGetPooling2dForwardOutputDim, int, (PoolDesc, TensorDesc, int*, int*, int*, int*))        \
  X(cudnnPoolingForward, int, (Dnn, PoolDesc, const void*, TensorDesc, const void*, const void*, TensorDesc, void*)) \
  X(cudnnCreateLRNDescriptor, int, (LrnDesc*))                                                     \
  X(cudnnDestroyLRNDescriptor, int, (LrnDesc))                                                     \
  X(cudnnSetLRNDescriptor, int, (LrnDesc, unsigned, double, double, double))                       \
  X(cudnnLRNCrossChannelForward, int, (Dnn, LrnDesc, int, const void*, TensorDesc, const void*, const void*, TensorDesc, void*)) \
  X(cudnnCreateActivationDescriptor, int, (ActivationDesc*))                                       \
  X(cudnnDestroyActivationDescriptor, int, (ActivationDesc))                                       \
  X(cudnnSetActivationDescriptor, int, (ActivationDesc, int, int, double))                         \
  X(cudnnActivationForward, int, (Dnn, ActivationDesc, const void*, TensorDesc, const void*, const void*, TensorDesc, void*)) \
  X(cudnnAddTensor, int, (Dnn, const void*, TensorDesc, const void*, const void*, TensorDesc, void*)) \
  X(cudnnTransformTensor, int, (Dnn, const void*, TensorDesc, const void*, const void*, TensorDesc, void*)) \
  X(cudnnSoftmaxForward, int, (Dnn, int, int, const void*, TensorDesc, const void*, const void*, TensorDesc, void*))
// Since 9.
#define JOULEMARK_CUDNN_OPTIONAL(X) X(cudnnGetLastErrorString, void, (char*, std::size_t))

#define JOULEMARK_ALL(X)                                                                           \
  JOULEMARK_CUDART(X) JOULEMARK_CUDART_OPTIONAL(X) JOULEMARK_CUBLAS(X) JOULEMARK_CUBLAS_OPTIONAL(X) \
  JOULEMARK_CUDNN(X) JOULEMARK_CUDNN_OPTIONAL(X)

/// One pointer for every function; an optional one may be null.
struct Api {
#define JOULEMARK_MEMBER(name, result, parameters) result(*name) parameters = nullptr;
  JOULEMARK_ALL(JOULEMARK_MEMBER)
#undef JOULEMARK_MEMBER
};

}  // namespace runner::cuda
