// cuDNN: descriptors of convolutions, and which algorithm it would take.
#include <algorithm>

#include "conv.h"
#include "memory.h"

using namespace cudadouble;
using namespace runner::cuda;

namespace {
/// The fast ones first, those that cannot last, one more for each kind of arithmetic, as the heuristics list them.
std::vector<AlgoPerf> ranked(const Convolution& convolution) {
  const int order[] = {7, 6, 1, 4, 5, 2, 0, 3};
  std::vector<AlgoPerf> can, cannot;
  for (const int algo : order) {
    const bool refused = !convolution.refusal(algo).empty();
    const auto add = [&](int math) {
      const std::size_t bytes = refused ? 0 : convolution.workspaceBytes(algo);
      (refused ? cannot : can)
          .push_back({algo, refused ? statusOf(From::cudnn, Kind::notSupported) : 0, refused ? -1.0f : 1.0f, bytes, 1,
                      math, {}});
    };
    if (!refused) add(1);  // tensor cores, whatever was asked for
    add(convolution.conv.math);
  }
  can.insert(can.end(), cannot.begin(), cannot.end());
  return can;
}

void put(const std::vector<AlgoPerf>& all, int most, int* count, AlgoPerf* to) {
  demand(most > 0, "room for no result");
  demandHost(to, "the results");
  *count = std::min(most, static_cast<int>(all.size()));
  std::copy_n(all.begin(), *count, to);
}
/// Times differ from one search to the next, and so does the order, as on a real device.
std::vector<AlgoPerf> measured(const Convolution& convolution) {
  static int searches = 0;
  std::vector<AlgoPerf> all = ranked(convolution);
  const auto able = std::find_if(all.begin(), all.end(), [](const AlgoPerf& one) { return one.status != 0; });
  if (able != all.begin()) std::rotate(all.begin(), all.begin() + searches++ % (able - all.begin()), able);
  return all;
}
}  // namespace

DOUBLE_API int cudnnCreateConvolutionDescriptor(ConvDesc* conv) {
  return dnnEntry("cudnnCreateConvolutionDescriptor", [&] { create(conv); });
}

DOUBLE_API int cudnnDestroyConvolutionDescriptor(ConvDesc conv) {
  return dnnEntry("cudnnDestroyConvolutionDescriptor", [&] { destroy(conv); });
}

DOUBLE_API int cudnnSetConvolution2dDescriptor(ConvDesc conv, int padH, int padW, int strideH, int strideW,
                                               int dilationH, int dilationW, int mode, int type) {
  return dnnEntry("cudnnSetConvolution2dDescriptor", [&] {
    ConvObject& set = living(conv);
    demand(padH >= 0 && padW >= 0, "a negative padding");
    demand(strideH > 0 && strideW > 0, "a stride below 1");
    demand(dilationH == 1 && dilationW == 1, "a dilation that is not used here");
    demand(mode == 1, "not a cross-correlation");
    demand(type == 0 || type == 2, "an arithmetic that is not used here");
    set.pad[0] = padH, set.pad[1] = padW, set.stride[0] = strideH, set.stride[1] = strideW;
    set.halfSums = type == 2;
    set.groups = 1, set.math = 0, set.set = true;
  });
}

DOUBLE_API int cudnnSetConvolutionGroupCount(ConvDesc conv, int groups) {
  return dnnEntry("cudnnSetConvolutionGroupCount", [&] {
    demand(groups > 0, "no group");
    described(conv).groups = groups;
  });
}

DOUBLE_API int cudnnSetConvolutionMathType(ConvDesc conv, int math) {
  return dnnEntry("cudnnSetConvolutionMathType", [&] {
    demand(math >= 0 && math <= 3, "unknown arithmetic");
    described(conv).math = math;
  });
}

DOUBLE_API int cudnnGetConvolution2dForwardOutputDim(ConvDesc conv, TensorDesc in, FilterDesc filter, int* n, int* c,
                                                     int* h, int* w) {
  return dnnEntry("cudnnGetConvolution2dForwardOutputDim", [&] {
    const auto dims = outputOf(described(in), described(filter), described(conv));
    *n = dims[0], *c = dims[1], *h = dims[2], *w = dims[3];
  });
}

DOUBLE_API int cudnnGetConvolutionForwardAlgorithm_v7(Dnn handle, TensorDesc in, FilterDesc filter, ConvDesc conv,
                                                      TensorDesc out, int most, int* count, AlgoPerf* results) {
  return dnnEntry("cudnnGetConvolutionForwardAlgorithm_v7", [&] {
    living(handle);
    const Convolution convolution(in, filter, conv, out);
    if (failing("heuristics-unsupported")) throw Refusal{Kind::notSupported, "forced"};
    put(ranked(convolution), most, count, results);
  });
}

DOUBLE_API int cudnnFindConvolutionForwardAlgorithmEx(Dnn handle, TensorDesc in, const void* x, FilterDesc filter,
                                                      const void* w, ConvDesc conv, TensorDesc out, void* y, int most,
                                                      int* count, AlgoPerf* results, void* workspace,
                                                      std::size_t bytes) {
  return dnnEntry("cudnnFindConvolutionForwardAlgorithmEx", [&] {
    living(handle);
    forbidWhileCapturing();
    const Convolution convolution(in, filter, conv, out);
    const Tensor input(in, x, "x"), output(out, y, "y");
    bytesAt(w, convolution.filterBytes(), convolution.in.half ? 2 : 4, "w");
    if (bytes > 0) bytesAt(workspace, bytes, 1, "the workspace");
    if (failing("find-unsupported")) throw Refusal{Kind::notSupported, "forced"};
    finish(living(handle->stream));
    // What it tries leaves nothing usable behind.
    output.write(std::vector<double>(output.layout.elements(), -1e30), 1, 0);
    put(measured(convolution), most, count, results);
  });
}

DOUBLE_API int cudnnGetConvolutionForwardWorkspaceSize(Dnn handle, TensorDesc in, FilterDesc filter, ConvDesc conv,
                                                       TensorDesc out, int algo, std::size_t* bytes) {
  return dnnEntry("cudnnGetConvolutionForwardWorkspaceSize", [&] {
    living(handle);
    demand(algo >= 0 && algo < kAlgorithms, "unknown algorithm");
    const Convolution convolution(in, filter, conv, out);
    const std::string why = convolution.refusal(algo);
    if (!why.empty()) throw Refusal{Kind::notSupported, why};
    *bytes = convolution.workspaceBytes(algo);
  });
}
