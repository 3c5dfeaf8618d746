#include "operation.h"

namespace runner::cuda {

namespace {
class Lrn final : public Operation {
 public:
  Lrn(const Context& context, const Site& site)
      : context_(context),
        layer_(site.layer),
        input_(site.inputs.front()),
        output_(site.output),
        native_(tensor(api(), context.arithmetic.type, context.plan.batch, layer_.in, layer_.in.elements())),
        wide_(tensor(api(), kFloat, context.plan.batch, layer_.in, layer_.in.elements())),
        lrn_(make<OwnedLrn>(api(), api().cudnnCreateLRNDescriptor, "describing a normalization")) {
    // cuDNN's own default for k is 2; alpha is divided by the size there as in Caffe.
    check(api(),
          dnn(api().cudnnSetLRNDescriptor(lrn_.get(), layer_.lrnSize, layer_.lrnAlpha, layer_.lrnBeta, layer_.lrnK)),
          layer_.name + ": describing its normalization");
  }

  void settle() override;
  Answer enqueue() override { return throughFloat_ ? enqueueThroughFloat() : normalize(native_.get(), input_.data(), output_.data()); }
  std::string implementation() const override { return throughFloat_ ? "across channels, in fp32" : "across channels"; }

 private:
  const Api& api() const { return context_.api(); }
  Answer normalize(TensorDesc both, const void* in, void* out) {
    return dnn(api().cudnnLRNCrossChannelForward(context_.device.dnn(), lrn_.get(), kLrnCrossChannel, &kOne, both, in,
                                                 &kZero, both, out));
  }
  Answer convert(const OwnedTensor& fromTensor, const void* from, const OwnedTensor& toTensor, void* to) {
    return dnn(api().cudnnTransformTensor(context_.device.dnn(), &kOne, fromTensor.get(), from, &kZero, toTensor.get(), to));
  }
  Answer enqueueThroughFloat();

  Context context_;
  const Layer& layer_;
  View input_, output_;
  OwnedTensor native_, wide_;
  OwnedLrn lrn_;
  bool throughFloat_ = false;
};

void Lrn::settle() {
  const Answer answer = enqueue();
  context_.device.synchronize(layer_.name);
  if (answer) return;
  if (context_.arithmetic.type == kFloat) throw failureOf(api(), answer, layer_.name);
  throughFloat_ = true;
  const std::size_t bytes = 2 * sizeof(float) * context_.plan.batch * layer_.in.elements();
  context_.scratch.grow(context_.scratch.copies, bytes, "a normalization in fp32");
  const Answer converted = enqueue();
  context_.device.synchronize(layer_.name);
  const std::string refusal = layer_.name + ": this cuDNN neither normalizes half nor converts it";
  if (!converted)
    throw Failure(Exit::unavailable, "unsupported-layer", refusal + " (" + nameOf(api(), converted) + ")",
                  "take --precision fp32");
  context_.notes.push_back(layer_.name + ": lrn_precision f32, this cuDNN refuses half (" + nameOf(api(), answer) + ")");
}

Answer Lrn::enqueueThroughFloat() {
  char* in = context_.scratch.copies.data();
  char* out = in + sizeof(float) * context_.plan.batch * layer_.in.elements();
  return convert(native_, input_.data(), wide_, in)
      .then([&] { return normalize(wide_.get(), in, out); })
      .then([&] { return convert(wide_, out, native_, output_.data()); });
}
}  // namespace

std::unique_ptr<Operation> makeLrn(const Context& context, const Site& site) {
  return std::make_unique<Lrn>(context, site);
}

}  // namespace runner::cuda
