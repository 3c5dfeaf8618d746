// What the real cuDNN says without a device: its own sizes of every layer's output, its names of its statuses.
// usage: shapes LIBRARY_FOLDER NETWORK.json...   prints one line of JSON; 1 on any difference
#include <cstdio>
#include <string>

#include "cudnn/folders.h"
#include "cudnn/handles.h"
#include "cudnn/library.h"
#include "cudnn/operation.h"
#include "cudnn/placement.h"

namespace {
using namespace runner;
using namespace runner::cuda;

int compared = 0, differences = 0, roundedUp = 0, strided = 0, statuses = 0;

void same(const std::string& what, const std::string& expected, const std::string& got) {
  ++compared;
  if (expected == got) return;
  ++differences;
  std::fprintf(stderr, "different: %s: expected %s, got %s\n", what.c_str(), expected.c_str(), got.c_str());
}

std::string text(int n, int c, int h, int w) {
  return std::to_string(n) + "x" + std::to_string(c) + "x" + std::to_string(h) + "x" + std::to_string(w);
}

struct Case {
  const Api& api;
  const Layer& layer;
  std::int64_t outStride;
  int batch;
  Precision precision;
};

Arithmetic arithmetic(const Case& one) { return arithmeticOf(one.precision, 12); }

void checkConv(const Case& one, const OwnedTensor& input, const std::string& name) {
  const Api& api = one.api;
  const Layer& layer = one.layer;
  const Arithmetic how = arithmetic(one);
  const auto filter = make<OwnedFilter>(api, api.cudnnCreateFilterDescriptor, "filter");
  const auto conv = make<OwnedConv>(api, api.cudnnCreateConvolutionDescriptor, "convolution");
  check(api, dnn(api.cudnnSetFilter4dDescriptor(filter.get(), how.type, kNchw, layer.out.channels,
                                                layer.in.channels / layer.group, layer.kernel, layer.kernel)), name);
  check(api, dnn(api.cudnnSetConvolution2dDescriptor(conv.get(), layer.pad, layer.pad, layer.stride, layer.stride, 1, 1,
                                                     kCrossCorrelation, how.convCompute)), name);
  check(api, dnn(api.cudnnSetConvolutionGroupCount(conv.get(), layer.group)), name);
  check(api, dnn(api.cudnnSetConvolutionMathType(conv.get(), how.convMath)), name);
  int n = 0, c = 0, h = 0, w = 0;
  const int status =
      api.cudnnGetConvolution2dForwardOutputDim(conv.get(), input.get(), filter.get(), &n, &c, &h, &w);
  check(api, dnn(status), name);
  same(name, text(one.batch, layer.out.channels, layer.out.height, layer.out.width), text(n, c, h, w));
}

/// cuDNN's own answer rounds down; the pass is given sizes rounded up, as Caffe's are.
void checkPool(const Case& one, const OwnedTensor& input, const std::string& name) {
  const Api& api = one.api;
  const Layer& layer = one.layer;
  const auto pool = make<OwnedPool>(api, api.cudnnCreatePoolingDescriptor, "pooling");
  const int mode = layer.pool == PoolMode::max ? kPoolMax : kPoolAverageIncludePadding;
  check(api, dnn(api.cudnnSetPooling2dDescriptor(pool.get(), mode, kNotPropagateNan, layer.kernel, layer.kernel,
                                                 layer.pad, layer.pad, layer.stride, layer.stride)), name);
  int n = 0, c = 0, h = 0, w = 0;
  check(api, dnn(api.cudnnGetPooling2dForwardOutputDim(pool.get(), input.get(), &n, &c, &h, &w)), name);
  const auto down = [&](int size) { return (size + 2 * layer.pad - layer.kernel) / layer.stride + 1; };
  const int height = down(layer.in.height), width = down(layer.in.width);
  if (height != layer.out.height || width != layer.out.width) ++roundedUp;
  same(name, text(one.batch, layer.out.channels, height, width), text(n, c, h, w));
  const bool within = layer.out.height - h <= 1 && layer.out.width - w <= 1;
  same(name + ", rounded up by at most one", "yes", within ? "yes" : "no");
}

void checkLrn(const Case& one, const std::string& name) {
  const auto lrn = make<OwnedLrn>(one.api, one.api.cudnnCreateLRNDescriptor, "LRN");
  const Layer& layer = one.layer;
  const int status = one.api.cudnnSetLRNDescriptor(lrn.get(), layer.lrnSize, layer.lrnAlpha, layer.lrnBeta, layer.lrnK);
  same(name, "CUDNN_STATUS_SUCCESS", one.api.cudnnGetErrorString(status));
}

void checkLayer(const Case& one, const std::string& name) {
  const Layer& layer = one.layer;
  const int type = arithmetic(one).type;
  const OwnedTensor input = tensor(one.api, type, one.batch, layer.in, layer.in.elements());
  const OwnedTensor output = tensor(one.api, type, one.batch, layer.out, one.outStride);
  strided += one.outStride != layer.out.elements();
  if (layer.kind == Kind::conv) checkConv(one, input, name);
  if (layer.kind == Kind::pool) checkPool(one, input, name);
  if (layer.kind == Kind::lrn) checkLrn(one, name);
}

void checkNetwork(const Api& api, const std::string& path, int crop) {
  const Network network = loadNetwork(path, crop);
  const Placement placement = place(network);
  for (const Precision precision : {Precision::fp32, Precision::tf32, Precision::fp16, Precision::fp16true})
    for (const int batch : {1, 128})
      for (std::size_t i = 0; i < network.layers.size(); ++i) {
        const Layer& layer = network.layers[i];
        checkLayer({api, layer, placement.layers[i].imageStride, batch, precision}, network.name + "/" + layer.name);
      }
}

/// Statuses are told apart by name, since their numbers differ between 8 and 9.
void checkStatuses(const Api& api) {
  const std::vector<std::pair<int, const char*>> nine = {
      {1002, "library-mismatch"}, {1008, "library-mismatch"}, {4003, "out-of-memory"}, {4004, "out-of-memory"},
      {2000, "driver-error"}, {5000, "driver-error"}};
  const std::vector<std::pair<int, const char*>> eight = {
      {2, "out-of-memory"}, {13, "library-mismatch"}, {3, "driver-error"}, {8, "driver-error"}};
  for (const auto& [status, code] : api.cudnnGetVersion() >= 90000 ? nine : eight) {
    ++statuses;
    same("the failure of " + std::string(api.cudnnGetErrorString(status)), code, failureOf(api, dnn(status), "").code);
  }
}

int run(int count, char** arguments) {
  if (count < 3) return std::fputs("usage: shapes LIBRARY_FOLDER NETWORK.json...\n", stderr), 64;
  const std::vector<std::string> folders = libraryFolders(arguments[1]);
  Libraries libraries = openRuntime(folders);
  openRest(libraries, folders);
  const Api& api = libraries.api;
  same("the name of status 0", "CUDNN_STATUS_SUCCESS", api.cudnnGetErrorString(0));
  checkStatuses(api);
  for (int i = 2; i < count; ++i) {
    const Network network = loadNetwork(arguments[i], 0);
    for (const int crop : network.crops) checkNetwork(api, arguments[i], crop);
  }
  std::string versions;
  for (const Library& library : libraries.opened)
    versions += (versions.empty() ? "" : ", ") + library.name + " " + library.version;
  std::printf("{\"compared\":%d,\"differences\":%d,\"roundedUp\":%d,\"strided\":%d,\"statuses\":%d,", compared,
              differences, roundedUp, strided, statuses);
  std::printf("\"versions\":\"%s\"}\n", versions.c_str());
  return differences == 0 ? 0 : 1;
}
}  // namespace

int main(int count, char** arguments) {
  try {
    return run(count, arguments);
  } catch (const Failure& failure) {
    std::fprintf(stderr, "shapes: %s: %s\n  -> %s\n", failure.code.c_str(), failure.what(), failure.remedy.c_str());
    return static_cast<int>(failure.exit);
  }
}
