#include "operation.h"

namespace runner::cuda {

namespace {
/// Copies the inputs that were not written into their place at once; often there is none.
class Concat final : public Operation {
 public:
  Concat(const Context& context, const Site& site) : context_(context), name_(site.layer.name) {
    std::size_t offset = site.output.byteOffset;
    for (const View& input : site.inputs) {
      const View place{site.output.memory, offset, input.shape, site.output.imageStride};
      offset += input.shape.elements() * context.arithmetic.bytes();
      if (input.memory == place.memory && input.byteOffset == place.byteOffset) continue;
      copies_.push_back({input, place, describe(input), describe(place)});
    }
  }

  void settle() override { settlePlainly(context_, *this, name_); }
  Answer enqueue() override {
    Answer answer = dnn(0);
    for (const Copy& copy : copies_)
      answer = answer.then([&] {
        return dnn(context_.api().cudnnTransformTensor(context_.device.dnn(), &kOne, copy.fromTensor.get(),
                                                       copy.from.data(), &kZero, copy.toTensor.get(), copy.to.data()));
      });
    return answer;
  }
  std::string implementation() const override {
    return copies_.empty() ? "in place" : std::to_string(copies_.size()) + " copies";
  }

 private:
  struct Copy {
    View from, to;
    OwnedTensor fromTensor, toTensor;
  };
  OwnedTensor describe(const View& view) const {
    return tensor(context_.api(), context_.arithmetic.type, context_.plan.batch, view.shape, view.imageStride);
  }

  Context context_;
  std::string name_;
  std::vector<Copy> copies_;
};

class Softmax final : public Operation {
 public:
  Softmax(const Context& context, const Site& site)
      : context_(context),
        site_(site),
        tensor_(tensor(context.api(), context.arithmetic.type, context.plan.batch, site.layer.in,
                       site.layer.in.elements())) {}

  void settle() override { settlePlainly(context_, *this, site_.layer.name); }
  Answer enqueue() override {
    return dnn(context_.api().cudnnSoftmaxForward(context_.device.dnn(), kSoftmaxAccurate, kSoftmaxChannel, &kOne,
                                                  tensor_.get(), site_.inputs.front().data(), &kZero, tensor_.get(),
                                                  site_.output.data()));
  }
  std::string implementation() const override { return "accurate"; }

 private:
  Context context_;
  Site site_;
  OwnedTensor tensor_;
};
}  // namespace

std::unique_ptr<Operation> makeConcat(const Context& context, const Site& site) {
  return std::make_unique<Concat>(context, site);
}

std::unique_ptr<Operation> makeSoftmax(const Context& context, const Site& site) {
  return std::make_unique<Softmax>(context, site);
}

}  // namespace runner::cuda
