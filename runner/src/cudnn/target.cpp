#include "target.h"

namespace runner::cuda {

Target::Target(const Context& context, const View& view)
    : context_(context),
      view_(view),
      tensor_(tensor(context.api(), context.arithmetic.type, context.plan.batch, view.shape, view.imageStride)),
      packedTensor_(
          tensor(context.api(), context.arithmetic.type, context.plan.batch, view.shape, view.shape.elements())) {}

void Target::pack(bool packed) {
  packed_ = packed;
  if (!packed) return;
  const std::size_t bytes = context_.plan.batch * view_.shape.elements() * context_.arithmetic.bytes();
  context_.scratch.grow(context_.scratch.copies, bytes, "a packed copy of an output");
}

Answer Target::deliver() const {
  const Api& api = context_.api();
  if (!packed_) return dnn(0);
  return dnn(api.cudnnTransformTensor(context_.device.dnn(), &kOne, packedTensor_.get(), data(), &kZero, tensor_.get(),
                                      view_.data()));
}

}  // namespace runner::cuda
