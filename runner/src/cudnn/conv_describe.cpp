#include "conv_algo.h"

namespace runner::cuda {

namespace {
OwnedFilter describeFilter(const Context& context, const Layer& layer) {
  const Api& api = context.api();
  auto filter = make<OwnedFilter>(api, api.cudnnCreateFilterDescriptor, "describing a filter");
  // Each output channel sees the input channels of its own group only.
  check(api,
        dnn(api.cudnnSetFilter4dDescriptor(filter.get(), context.arithmetic.type, kNchw, layer.out.channels,
                                           layer.in.channels / layer.group, layer.kernel, layer.kernel)),
        layer.name + ": describing its filter");
  return filter;
}

OwnedConv describeWindow(const Context& context, const Layer& layer) {
  const Api& api = context.api();
  auto conv = make<OwnedConv>(api, api.cudnnCreateConvolutionDescriptor, "describing a convolution");
  check(api,
        dnn(api.cudnnSetConvolution2dDescriptor(conv.get(), layer.pad, layer.pad, layer.stride, layer.stride, 1, 1,
                                                kCrossCorrelation, context.arithmetic.convCompute)),
        layer.name + ": describing its convolution");
  check(api, dnn(api.cudnnSetConvolutionGroupCount(conv.get(), layer.group)), layer.name + ": setting its groups");
  check(api, dnn(api.cudnnSetConvolutionMathType(conv.get(), context.arithmetic.convMath)),
        layer.name + ": setting its arithmetic");
  return conv;
}
}  // namespace

ConvShape describeConv(const Context& context, const Site& site) {
  const Api& api = context.api();
  const Layer& layer = site.layer;
  const int type = context.arithmetic.type, batch = context.plan.batch;
  const View& in = site.inputs.front();
  ConvShape shape{tensor(api, type, batch, in.shape, in.imageStride),
                  tensor(api, type, batch, layer.out, site.output.imageStride),
                  tensor(api, type, 1, {layer.out.channels, 1, 1}, layer.out.channels), describeFilter(context, layer),
                  describeWindow(context, layer)};
  int n = 0, c = 0, h = 0, w = 0;
  check(api,
        dnn(api.cudnnGetConvolution2dForwardOutputDim(shape.conv.get(), shape.input.get(), shape.filter.get(), &n, &c,
                                                      &h, &w)),
        layer.name + ": asking for its output's size");
  if (n != batch || c != layer.out.channels || h != layer.out.height || w != layer.out.width)
    throw Failure(Exit::internal, "internal",
                  layer.name + ": cuDNN puts out " + std::to_string(c) + " x " + std::to_string(h) + " x " +
                      std::to_string(w) + ", the network says otherwise",
                  "report this with the network's file");
  return shape;
}

}  // namespace runner::cuda
