#include "conv_algo.h"
#include "target.h"

namespace runner::cuda {

namespace {
class Conv final : public Operation {
 public:
  Conv(const Context& context, const Site& site)
      : context_(context),
        layer_(site.layer),
        input_(site.inputs.front()),
        shape_(describeConv(context, site)),
        target_(context, site.output),
        host_(site.weights),
        activation_(make<OwnedActivation>(api(), api().cudnnCreateActivationDescriptor, "describing ReLU")),
        candidates_(
            candidates(context, shape_, target_.canPack() ? target_.packedDescriptor() : nullptr, refused_)) {
    const int mode = layer_.relu ? kRelu : kIdentity;
    check(api(), dnn(api().cudnnSetActivationDescriptor(activation_.get(), mode, kNotPropagateNan, 0)), "describing ReLU");
    if (candidates_.empty())
      throw Failure(Exit::unavailable, "unsupported-layer", layer_.name + ": cuDNN has no algorithm for it here",
                    "take another --precision or a larger --workspace-mb");
    current_ = candidates_.front();
  }

  std::size_t workspaceBytes() const override {
    return context_.plan.algo == "find" ? context_.plan.workspaceBytes : current_.workspaceBytes;
  }
  std::size_t usedWorkspaceBytes() const override { return current_.workspaceBytes; }
  void settle() override;
  Answer enqueue() override { return fused_ ? enqueueFused() : enqueueSeparately(); }
  std::string implementation() const override;

 private:
  const Api& api() const { return context_.api(); }
  std::vector<Candidate> search();
  bool tryCandidate(const Candidate& candidate);
  bool tryOnce();
  bool mayFuse() const { return layer_.relu || current_.algo == kPrecompGemm; }
  void explain() const;
  Answer enqueueFused();
  Answer enqueueSeparately();

  Context context_;
  const Layer& layer_;
  View input_;
  std::string refused_;  ///< why it is not the algorithm asked for, or what the last attempt was told
  ConvShape shape_;
  Target target_;
  const LayerWeights& host_;
  DeviceWeights weights_;
  OwnedActivation activation_;
  std::vector<Candidate> candidates_;
  Candidate current_;
  bool fused_ = false;
};

void Conv::settle() {
  weights_ = uploadWeights(context_, host_);
  if (context_.plan.algo == "find") {
    const auto measured = search();
    if (measured.empty()) context_.notes.push_back(layer_.name + ": nothing could be measured, the heuristics chose");
    candidates_.insert(candidates_.begin(), measured.begin(), measured.end());
  }
  for (const Candidate& candidate : candidates_) {
    if (!tryCandidate(candidate)) continue;
    return explain();
  }
  throw Failure(Exit::unavailable, "unsupported-layer", layer_.name + ": cuDNN refuses it: " + refused_,
                "take another --precision");
}

/// Measured once, however often the network is prepared.
std::vector<Candidate> Conv::search() {
  const auto before = context_.found.find(layer_.name);
  if (before != context_.found.end()) return before->second;
  context_.scratch.grow(context_.scratch.workspace, context_.plan.workspaceBytes, "the search for algorithms");
  return context_.found[layer_.name] =
             measure(context_, shape_, input_.data(), weights_.weights.data(), target_.data());
}

/// Fused before separate.
bool Conv::tryCandidate(const Candidate& candidate) {
  current_ = candidate;
  check(api(), dnn(api().cudnnSetConvolutionMathType(shape_.conv.get(), candidate.math)), "setting the arithmetic");
  context_.scratch.grow(context_.scratch.workspace, candidate.workspaceBytes, "a convolution's workspace");
  target_.pack(candidate.packed);
  for (const bool fused : {true, false}) {
    if (fused && !mayFuse()) continue;
    fused_ = fused;
    if (tryOnce()) return true;
  }
  return false;
}

bool Conv::tryOnce() {
  const Answer answer = enqueue();
  // A refusal leaves the device well; anything else comes out here.
  context_.device.synchronize(layer_.name);
  if (!answer && refused_.empty()) refused_ = nameOf(api(), answer);
  return static_cast<bool>(answer);
}

void Conv::explain() const {
  const std::string& wanted = context_.plan.algo;
  if (wanted != "auto" && wanted != "find" && algoName(current_.algo) != wanted)
    context_.notes.push_back(layer_.name + ": " + wanted + " refused (" + refused_ + "), " + algoName(current_.algo) +
                             " instead");
  if (target_.isPacked())
    context_.notes.push_back(layer_.name + ": its output is copied into the concatenation, which no engine writes to");
}

Answer Conv::enqueueFused() {
  // With a second scale of 0 the addend is not read, but it has to be described.
  return dnn(api().cudnnConvolutionBiasActivationForward(
             context_.device.dnn(), &kOne, shape_.input.get(), input_.data(), shape_.filter.get(),
             weights_.weights.data(), shape_.conv.get(), current_.algo, context_.scratch.workspace.data(),
             current_.workspaceBytes, &kZero, target_.descriptor(), target_.data(), shape_.bias.get(),
             weights_.biases.data(), activation_.get(), target_.descriptor(), target_.data()))
      .then([&] { return target_.deliver(); });
}

Answer Conv::enqueueSeparately() {
  const TensorDesc out = target_.descriptor();
  return dnn(api().cudnnConvolutionForward(context_.device.dnn(), &kOne, shape_.input.get(), input_.data(),
                                           shape_.filter.get(), weights_.weights.data(), shape_.conv.get(),
                                           current_.algo, context_.scratch.workspace.data(), current_.workspaceBytes,
                                           &kZero, out, target_.data()))
      .then([&] {
        return dnn(api().cudnnAddTensor(context_.device.dnn(), &kOne, shape_.bias.get(), weights_.biases.data(), &kOne,
                                        out, target_.data()));
      })
      .then([&] {
        return layer_.relu ? dnn(api().cudnnActivationForward(context_.device.dnn(), activation_.get(), &kOne, out,
                                                              target_.data(), &kZero, out, target_.data()))
                           : dnn(0);
      })
      .then([&] { return target_.deliver(); });
}

std::string Conv::implementation() const {
  const char* const maths[] = {"default math", "tensor cores", "tensor cores with conversion", "fma"};
  std::string text = algoName(current_.algo) + (fused_ ? ", fused, " : ", bias apart, ");
  text += current_.math >= 0 && current_.math < 4 ? maths[current_.math] : "unknown math";
  return target_.isPacked() ? text + ", packed copy" : text;
}
}  // namespace

std::unique_ptr<Operation> makeConv(const Context& context, const Site& site) {
  return std::make_unique<Conv>(context, site);
}

}  // namespace runner::cuda
