// Does to the double what the documentation forbids, one thing at a time: prints "refused" or "accepted" for each, so
// that a run without violations means something.
#include <cstdio>
#include <functional>
#include <vector>

#include "entry.h"

using namespace runner::cuda;

namespace {
constexpr int kFloatType = 0, kHalfType = 2, kToDevice = 1, kToHost = 2;
constexpr float one = 1, zero = 0;

/// Everything that a right call needs: images of 2 x 4 x 8 x 8, a filter of 3 x 3.
struct World {
  Stream stream = nullptr;
  Blas blas = nullptr;
  Dnn dnn = nullptr;
  TensorDesc image = nullptr, half = nullptr, bias = nullptr, unset = nullptr, gone = nullptr, small = nullptr;
  FilterDesc filter = nullptr;
  ConvDesc conv = nullptr;
  PoolDesc pool = nullptr;
  LrnDesc lrn = nullptr;
  ActivationDesc relu = nullptr, tanh = nullptr;
  static constexpr std::size_t kBytes = 2 * 4 * 8 * 8 * 4;
  char *x = nullptr, *y = nullptr, *w = nullptr, *freed = nullptr, *scratch = nullptr;
  std::vector<float> host = std::vector<float>(kBytes / 4);

  World() {
    cudaStreamCreateWithFlags(&stream, 1);
    cublasCreate_v2(&blas);
    cublasSetStream_v2(blas, stream);
    cudnnCreate(&dnn);
    cudnnSetStream(dnn, stream);
    describe();
    for (char** memory : {&x, &y, &w, &freed}) cudaMalloc(reinterpret_cast<void**>(memory), kBytes);
    cudaMalloc(reinterpret_cast<void**>(&scratch), 1 << 20);
    cudaFree(freed);
  }

  void describe() {
    for (TensorDesc* tensor : {&image, &half, &bias, &unset, &gone, &small}) cudnnCreateTensorDescriptor(tensor);
    cudnnSetTensor4dDescriptorEx(image, kFloatType, 2, 4, 8, 8, 256, 64, 8, 1);
    cudnnSetTensor4dDescriptorEx(half, kHalfType, 2, 4, 8, 8, 256, 64, 8, 1);
    cudnnSetTensor4dDescriptorEx(bias, kFloatType, 1, 4, 1, 1, 4, 1, 1, 1);
    cudnnSetTensor4dDescriptorEx(gone, kFloatType, 2, 4, 8, 8, 256, 64, 8, 1);
    cudnnSetTensor4dDescriptorEx(small, kFloatType, 2, 4, 4, 4, 64, 16, 4, 1);
    cudnnDestroyTensorDescriptor(gone);
    cudnnCreateFilterDescriptor(&filter);
    cudnnSetFilter4dDescriptor(filter, kFloatType, 0, 4, 4, 3, 3);
    cudnnCreateConvolutionDescriptor(&conv);
    cudnnSetConvolution2dDescriptor(conv, 1, 1, 1, 1, 1, 1, 1, kFloatType);
    cudnnCreatePoolingDescriptor(&pool);
    cudnnSetPooling2dDescriptor(pool, 0, 0, 2, 2, 0, 0, 2, 2);
    cudnnCreateLRNDescriptor(&lrn);
    cudnnSetLRNDescriptor(lrn, 5, 1e-4, 0.75, 1);
    cudnnCreateActivationDescriptor(&relu);
    cudnnSetActivationDescriptor(relu, 1, 0, 0);
    cudnnCreateActivationDescriptor(&tanh);
    cudnnSetActivationDescriptor(tanh, 2, 0, 0);
  }

  bool recording = false;
  int record() {
    recording = true;
    return cudaStreamBeginCapture(stream, 1);
  }

  int convolve(TensorDesc in, const void* from, const void* weights, int algo, void* space, std::size_t bytes,
               TensorDesc out, void* to, const void* scale = &one) {
    return cudnnConvolutionForward(dnn, scale, in, from, filter, weights, conv, algo, space, bytes, &zero, out, to);
  }
  int fused(TensorDesc biasDesc, ActivationDesc activation, TensorDesc z, int algo = 1) {
    return cudnnConvolutionBiasActivationForward(dnn, &one, image, x, filter, w, conv, algo, scratch, 1 << 20, &zero, z,
                                                 y, biasDesc, w, activation, image, y);
  }
  int normalize(TensorDesc in, const void* from, TensorDesc out, void* to) {
    return cudnnLRNCrossChannelForward(dnn, lrn, 0, &one, in, from, &zero, out, to);
  }
  int multiply(int lda, int compute, int type = kFloatType, const void* scale = &one) {
    return cublasGemmEx(blas, 1, 0, 4, 2, 8, scale, w, type, lda, x, type, 8, &zero, y, type, 4, compute, -1);
  }
};

struct Case {
  const char* name;
  std::function<int(World&)> call;
};

const Case kRight[] = {
    {"a convolution", [](World& w) { return w.convolve(w.image, w.x, w.w, 1, w.scratch, 1 << 20, w.image, w.y); }},
    {"a fused convolution", [](World& w) { return w.fused(w.bias, w.relu, w.image); }},
    {"a normalization", [](World& w) { return w.normalize(w.image, w.x, w.image, w.y); }},
    {"a product", [](World& w) { return w.multiply(8, 68); }},
};

const Case kTensors[] = {
    {"no channels", [](World& w) { return cudnnSetTensor4dDescriptorEx(w.unset, 0, 1, 0, 8, 8, 64, 64, 8, 1); }},
    {"overlapping rows", [](World& w) { return cudnnSetTensor4dDescriptorEx(w.unset, 0, 1, 1, 8, 8, 64, 64, 4, 1); }},
    {"overlapping images", [](World& w) { return cudnnSetTensor4dDescriptorEx(w.unset, 0, 2, 4, 8, 8, 64, 64, 8, 1); }},
    {"an unknown type", [](World& w) { return cudnnSetTensor4dDescriptorEx(w.unset, 7, 1, 1, 8, 8, 64, 64, 8, 1); }},
    {"a descriptor that is not set", [](World& w) { return w.normalize(w.unset, w.x, w.image, w.y); }},
    {"a descriptor that is gone", [](World& w) { return w.normalize(w.gone, w.x, w.image, w.y); }},
    {"a descriptor destroyed twice", [](World& w) { return cudnnDestroyTensorDescriptor(w.gone); }},
    {"a descriptor of another kind",
     [](World& w) { return w.normalize(reinterpret_cast<TensorDesc>(w.filter), w.x, w.image, w.y); }},
};

const Case kMemory[] = {
    {"a host's input", [](World& w) { return w.normalize(w.image, w.host.data(), w.image, w.y); }},
    {"a null input", [](World& w) { return w.normalize(w.image, nullptr, w.image, w.y); }},
    {"freed memory", [](World& w) { return w.normalize(w.image, w.freed, w.image, w.y); }},
    {"an output that is too short", [](World& w) { return w.normalize(w.image, w.x, w.image, w.y + 4); }},
    {"an unaligned input", [](World& w) { return w.normalize(w.small, w.x + 2, w.small, w.y); }},
    {"a scale on the device",
     [](World& w) { return w.convolve(w.image, w.x, w.w, 1, w.scratch, 1 << 20, w.image, w.y, w.x); }},
    {"memory freed twice", [](World& w) { return cudaFree(w.freed); }},
    {"memory freed in its middle", [](World& w) { return cudaFree(w.x + 256); }},
    {"a copy to the device from the device", [](World& w) { return cudaMemcpy(w.x, w.y, 4, kToDevice); }},
    {"a copy to the host to the device", [](World& w) { return cudaMemcpy(w.x, w.y, 4, kToHost); }},
    {"a copy beyond the end", [](World& w) { return cudaMemcpy(w.x, w.host.data(), World::kBytes + 1, kToDevice); }},
};

const Case kLayers[] = {
    {"a convolution in place",
     [](World& w) { return w.convolve(w.image, w.x, w.w, 1, w.scratch, 1 << 20, w.image, w.x); }},
    {"no workspace", [](World& w) { return w.convolve(w.image, w.x, w.w, 1, nullptr, 0, w.image, w.y); }},
    {"a short workspace", [](World& w) { return w.convolve(w.image, w.x, w.w, 1, w.scratch, 16, w.image, w.y); }},
    {"an output of another size", [](World& w) { return w.convolve(w.image, w.x, w.w, 0, nullptr, 0, w.small, w.y); }},
    {"an output of another type", [](World& w) { return w.convolve(w.image, w.x, w.w, 0, nullptr, 0, w.half, w.y); }},
    {"an unknown algorithm",
     [](World& w) { return w.convolve(w.image, w.x, w.w, 8, w.scratch, 1 << 20, w.image, w.y); }},
    {"groups that do not fit", [](World& w) {
       cudnnSetConvolutionGroupCount(w.conv, 2);
       return w.convolve(w.image, w.x, w.w, 0, nullptr, 0, w.image, w.y);
     }},
    {"a bias as large as the image", [](World& w) { return w.fused(w.image, w.relu, w.image); }},
    {"a fused tanh", [](World& w) { return w.fused(w.bias, w.tanh, w.image); }},
    {"a fused addend of another size", [](World& w) { return w.fused(w.bias, w.relu, w.small); }},
    {"a normalization in place", [](World& w) { return w.normalize(w.image, w.x, w.image, w.x); }},
    {"a normalization into half", [](World& w) { return w.normalize(w.image, w.x, w.half, w.y); }},
    {"a window of 17", [](World& w) { return cudnnSetLRNDescriptor(w.lrn, 17, 1e-4, 0.75, 1); }},
    {"a k of 0", [](World& w) { return cudnnSetLRNDescriptor(w.lrn, 5, 1e-4, 0.75, 0); }},
    {"a beta of 0", [](World& w) { return cudnnSetLRNDescriptor(w.lrn, 5, 1e-4, 0, 1); }},
    {"a padding as large as the window",
     [](World& w) { return cudnnSetPooling2dDescriptor(w.pool, 0, 0, 2, 2, 2, 2, 2, 2); }},
    {"a pooling without change of size",
     [](World& w) { return cudnnPoolingForward(w.dnn, w.pool, &one, w.image, w.x, &zero, w.image, w.y); }},
    {"a softmax of unknown kind",
     [](World& w) { return cudnnSoftmaxForward(w.dnn, 3, 1, &one, w.image, w.x, &zero, w.image, w.y); }},
};

const Case kRest[] = {
    {"a leading dimension below the rows", [](World& w) { return w.multiply(7, 68); }},
    {"TF32 of half", [](World& w) { return w.multiply(8, 77, kHalfType); }},
    {"half sums of floats", [](World& w) { return w.multiply(8, 64); }},
    {"strides of 0", [](World& w) {
       return cublasHSHgemvStridedBatched(w.blas, 1, 8, 4, &one, w.w, 8, 0, w.x, 1, 0, &zero, w.y, 1, 0, 1);
     }},
    {"cuBLAS without a stream", [](World& w) {
       cublasCreate_v2(&w.blas);
       return w.multiply(8, 68);
     }},
    {"cuDNN without a stream", [](World& w) {
       cudnnCreate(&w.dnn);
       return w.normalize(w.image, w.x, w.image, w.y);
     }},
    {"a stream destroyed before its work", [](World& w) {
       cudaStreamDestroy(w.stream);
       return w.normalize(w.image, w.x, w.image, w.y);
     }},
    {"a recording of the default stream", [](World&) { return cudaStreamBeginCapture(nullptr, 1); }},
    {"a recording inside a recording", [](World& w) {
       w.record();
       return w.record();
     }},
    {"a copy of what is not there yet", [](World& w) {
       w.normalize(w.image, w.x, w.image, w.y);
       return cudaMemcpy(w.host.data(), w.y, 4, kToHost);
     }},
    {"an allocation while recording", [](World& w) {
       void* memory;
       w.record();
       return cudaMalloc(&memory, 4);
     }},
    {"a recording that was spoilt", [](World& w) {
       Graph graph;
       w.record();
       cudaStreamSynchronize(w.stream);
       w.recording = false;
       return cudaStreamEndCapture(w.stream, &graph);
     }},
    {"a product recorded without a workspace", [](World& w) {
       w.record();
       return w.multiply(8, 68);
     }},
};

/// A world of its own for each: what one spoils is not the next one's.
template <std::size_t Count>
void tryAll(const Case (&cases)[Count], const char* group) {
  for (const Case& one : cases) {
    World world;
    std::printf("%s %s %s\n", group, one.call(world) == 0 ? "accepted" : "refused", one.name);
    if (Graph graph; world.recording) cudaStreamEndCapture(world.stream, &graph);
  }
}
}  // namespace

int main() {
  tryAll(kRight, "right");
  tryAll(kTensors, "wrong");
  tryAll(kMemory, "wrong");
  tryAll(kLayers, "wrong");
  tryAll(kRest, "wrong");
}
