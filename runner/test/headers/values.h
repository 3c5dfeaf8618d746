// Every value of runner/src/cudnn/cuda_api.h beside the vendor's name for it; the script says which is missing here.
#pragma once

#define CUDART_VALUES(X)                                                                           \
  X(kOk, cudaSuccess)                                                                              \
  X(kInvalidValue, cudaErrorInvalidValue)                                                          \
  X(kMemoryAllocation, cudaErrorMemoryAllocation)                                                  \
  X(kInitialization, cudaErrorInitializationError)                                                 \
  X(kInsufficientDriver, cudaErrorInsufficientDriver)                                              \
  X(kDevicesUnavailable, cudaErrorDevicesUnavailable)                                              \
  X(kNoDevice, cudaErrorNoDevice)                                                                  \
  X(kInvalidDevice, cudaErrorInvalidDevice)                                                        \
  X(kSystemNotReady, cudaErrorSystemNotReady)                                                      \
  X(kSystemDriverMismatch, cudaErrorSystemDriverMismatch)                                          \
  X(kCaptureUnsupported, cudaErrorStreamCaptureUnsupported)                                        \
  X(kCaptureInvalidated, cudaErrorStreamCaptureInvalidated)                                        \
  X(kLaunchFailure, cudaErrorLaunchFailure)                                                        \
  X(kUnknown, cudaErrorUnknown)                                                                    \
  X(kHostToDevice, cudaMemcpyHostToDevice)                                                         \
  X(kDeviceToHost, cudaMemcpyDeviceToHost)                                                         \
  X(kCapabilityMajor, cudaDevAttrComputeCapabilityMajor)                                           \
  X(kCapabilityMinor, cudaDevAttrComputeCapabilityMinor)                                           \
  X(kStreamNonBlocking, cudaStreamNonBlocking)                                                     \
  X(kEventDisableTiming, cudaEventDisableTiming)                                                   \
  X(kCaptureThreadLocal, cudaStreamCaptureModeThreadLocal)                                         \
  X(kReal32F, CUDA_R_32F)                                                                          \
  X(kReal16F, CUDA_R_16F)                                                                          \
  X(kMajorVersion, MAJOR_VERSION)                                                                  \
  X(kMinorVersion, MINOR_VERSION)                                                                  \
  X(kPatchLevel, PATCH_LEVEL)

#define CUBLAS_VALUES(X)                                                                           \
  X(kBlasN, CUBLAS_OP_N)                                                                           \
  X(kBlasT, CUBLAS_OP_T)                                                                           \
  X(kBlasDefault, CUBLAS_DEFAULT_MATH)                                                             \
  X(kBlasTensorOp, CUBLAS_TENSOR_OP_MATH)                                                          \
  X(kBlasPedantic, CUBLAS_PEDANTIC_MATH)                                                           \
  X(kBlasTf32, CUBLAS_TF32_TENSOR_OP_MATH)                                                         \
  X(kCompute16F, CUBLAS_COMPUTE_16F)                                                               \
  X(kCompute32F, CUBLAS_COMPUTE_32F)                                                               \
  X(kCompute32FPedantic, CUBLAS_COMPUTE_32F_PEDANTIC)                                              \
  X(kCompute32FTf32, CUBLAS_COMPUTE_32F_FAST_TF32)                                                 \
  X(kBlasGemmDefault, CUBLAS_GEMM_DEFAULT)

#define CUDNN_VALUES(X)                                                                            \
  X(kFloat, CUDNN_DATA_FLOAT)                                                                      \
  X(kHalf, CUDNN_DATA_HALF)                                                                        \
  X(kDnnDefaultMath, CUDNN_DEFAULT_MATH)                                                           \
  X(kDnnTensorOp, CUDNN_TENSOR_OP_MATH)                                                            \
  X(kDnnTensorOpConvert, CUDNN_TENSOR_OP_MATH_ALLOW_CONVERSION)                                    \
  X(kDnnFma, CUDNN_FMA_MATH)                                                                       \
  X(kImplicitGemm, CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_GEMM)                                       \
  X(kPrecompGemm, CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM)                                \
  X(kGemm, CUDNN_CONVOLUTION_FWD_ALGO_GEMM)                                                        \
  X(kDirect, CUDNN_CONVOLUTION_FWD_ALGO_DIRECT)                                                    \
  X(kFft, CUDNN_CONVOLUTION_FWD_ALGO_FFT)                                                          \
  X(kFftTiling, CUDNN_CONVOLUTION_FWD_ALGO_FFT_TILING)                                             \
  X(kWinograd, CUDNN_CONVOLUTION_FWD_ALGO_WINOGRAD)                                                \
  X(kWinogradNonfused, CUDNN_CONVOLUTION_FWD_ALGO_WINOGRAD_NONFUSED)                               \
  X(kAlgoCount, CUDNN_CONVOLUTION_FWD_ALGO_COUNT)                                                  \
  X(kPoolMax, CUDNN_POOLING_MAX)                                                                   \
  X(kPoolAverageIncludePadding, CUDNN_POOLING_AVERAGE_COUNT_INCLUDE_PADDING)                       \
  X(kPoolAverageExcludePadding, CUDNN_POOLING_AVERAGE_COUNT_EXCLUDE_PADDING)                       \
  X(kPoolMaxDeterministic, CUDNN_POOLING_MAX_DETERMINISTIC)                                        \
  X(kRelu, CUDNN_ACTIVATION_RELU)                                                                  \
  X(kIdentity, CUDNN_ACTIVATION_IDENTITY)                                                          \
  X(kNchw, CUDNN_TENSOR_NCHW)                                                                      \
  X(kCrossCorrelation, CUDNN_CROSS_CORRELATION)                                                    \
  X(kNotPropagateNan, CUDNN_NOT_PROPAGATE_NAN)                                                     \
  X(kLrnCrossChannel, CUDNN_LRN_CROSS_CHANNEL_DIM1)                                                \
  X(kSoftmaxAccurate, CUDNN_SOFTMAX_ACCURATE)                                                      \
  X(kSoftmaxChannel, CUDNN_SOFTMAX_MODE_CHANNEL)

#define HEADERS_VALUES(X) CUDART_VALUES(X) CUBLAS_VALUES(X) CUDNN_VALUES(X)
