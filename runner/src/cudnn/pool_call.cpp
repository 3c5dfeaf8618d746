#include "pool_call.h"

#include <algorithm>
#include <limits>

namespace runner::cuda {

namespace {
int overhang(int size, int out, const Layer& layer) {
  return std::max(0, (out - 1) * layer.stride + layer.kernel - (size + 2 * layer.pad));
}

OwnedPool describe(const Context& context, const Layer& layer) {
  const Api& api = context.api();
  auto pool = make<OwnedPool>(api, api.cudnnCreatePoolingDescriptor, "describing a pooling");
  // Caffe's averages count the padding.
  const int mode = layer.pool == PoolMode::max ? kPoolMax : kPoolAverageIncludePadding;
  check(api,
        dnn(api.cudnnSetPooling2dDescriptor(pool.get(), mode, kNotPropagateNan, layer.kernel, layer.kernel, layer.pad,
                                            layer.pad, layer.stride, layer.stride)),
        layer.name + ": describing its pooling");
  return pool;
}
}  // namespace

Overhang overhangOf(const Layer& layer) {
  return {overhang(layer.in.height, layer.out.height, layer), overhang(layer.in.width, layer.out.width, layer)};
}

PoolCall::PoolCall(const Context& context, const Layer& layer, const View& input, const View& output, bool widened)
    : context_(context),
      input_(input),
      target_(context, output),
      inputTensor_(tensor(context.api(), context.arithmetic.type, context.plan.batch, input.shape, input.imageStride)),
      pool_(describe(context, layer)) {
  if (widened) widen(layer);
}

void PoolCall::widen(const Layer& layer) {
  const Overhang over = overhangOf(layer);
  const Shape wide{layer.in.channels, layer.in.height + over.rows, layer.in.width + over.columns};
  const Api& api = context_.api();
  const int batch = context_.plan.batch, type = context_.arithmetic.type;
  wideTensor_ = tensor(api, type, batch, wide, wide.elements());
  // The image inside the larger one: rows and channels keep the larger one's strides.
  inside_ = make<OwnedTensor>(api, api.cudnnCreateTensorDescriptor, "describing a tensor");
  check(api,
        dnn(api.cudnnSetTensor4dDescriptorEx(inside_.get(), type, batch, layer.in.channels, layer.in.height,
                                             layer.in.width, static_cast<int>(wide.elements()),
                                             wide.height * wide.width, wide.width, 1)),
        layer.name + ": describing its widened input");
  const float lowest = type == kHalf ? -65504.0f : std::numeric_limits<float>::lowest();
  const std::vector<char> fill = stored(context_.arithmetic, std::vector<float>(batch * wide.elements(), lowest));
  context_.scratch.grow(wide_, fill.size(), "a pooling's widened input");
  wide_.upload(fill.data(), fill.size());
}

Answer PoolCall::enqueue() {
  const Api& api = context_.api();
  const Dnn handle = context_.device.dnn();
  Answer copied = dnn(0);
  if (wide_.data())
    copied = dnn(api.cudnnTransformTensor(handle, &kOne, inputTensor_.get(), input_.data(), &kZero, inside_.get(),
                                          wide_.data()));
  return copied
      .then([&] {
        return dnn(api.cudnnPoolingForward(handle, pool_.get(), &kOne, wide_.data() ? wideTensor_.get() : inputTensor_.get(),
                                           wide_.data() ? wide_.data() : input_.data(), &kZero, target_.descriptor(),
                                           target_.data()));
      })
      .then([&] { return target_.deliver(); });
}

}  // namespace runner::cuda
