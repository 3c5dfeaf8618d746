// The reference as a back end of its own, so that the whole runner can be tried without any library.
#include <algorithm>

#include "backend.h"
#include "host.h"
#include "reference_pass.h"

namespace runner {

namespace {
class Reference : public Backend {
 public:
  explicit Reference(const BackendOptions& options) : threads_(threadsFor(options.threads)) {}

  Description describe() override {
    return {"reference", "1", processorName(), architecture(), {}, {"fp32"},
            {"tf32, fp16, fp16-true: the reference computes in double precision; use --precision fp32"}};
  }

  Prepared prepare(const Plan& plan, const Weights& weights, const std::vector<float>& input) override {
    check(plan);
    network_ = plan.network;
    input_ = input;
    const std::size_t images = static_cast<std::size_t>(plan.batch);
    logits_.assign(images * outputsOf(network_->logits()), 0);
    outputs_.assign(images * outputsOf(last()), 0);
    pass_ = std::make_unique<ReferencePass>(*network_, weights, threads_);
    return report(plan);
  }

  void forward() override {
    const std::int64_t size = network_->input.elements();
    for (std::size_t at = 0, image = 0; at < input_.size(); at += static_cast<std::size_t>(size), ++image) {
      pass_->compute(input_.data() + at);
      keep(network_->logits(), image, logits_);
      keep(last(), image, outputs_);
    }
  }

  void finish() override {}
  std::vector<float> logits() override { return logits_; }
  std::vector<float> outputs() override { return outputs_; }

 private:
  static void check(const Plan& plan) {
    if (plan.precision != Precision::fp32)
      throw Failure(Exit::usage, "unsupported-precision", "the reference computes in double precision only",
                    "Use --precision fp32");
    if (plan.algo != "auto" && plan.algo != "direct")
      throw Failure(Exit::usage, "unknown-algo", "the reference has no algorithm \"" + plan.algo + "\"",
                    "Use --algo auto or direct");
  }

  Prepared report(const Plan& plan) const {
    Prepared prepared;
    for (const Layer& layer : network_->layers) prepared.layers.push_back({layer.name, "double", 0});
    prepared.weightBytes = network_->params() * static_cast<std::int64_t>(sizeof(float));
    prepared.activationBytes =
        pass_->bytes() + static_cast<std::int64_t>((input_.size() + logits_.size() + outputs_.size()) * sizeof(float));
    if (plan.fc != FcMethod::automatic) prepared.notes.push_back("--fc does nothing on this back end");
    return prepared;
  }

  int last() const { return static_cast<int>(network_->layers.size()) - 1; }
  std::size_t outputsOf(int layer) const { return static_cast<std::size_t>(network_->layers[layer].out.elements()); }

  void keep(int layer, std::size_t image, std::vector<float>& all) const {
    const std::vector<double>& values = pass_->output(layer);
    std::transform(values.begin(), values.end(), all.begin() + static_cast<std::ptrdiff_t>(image * values.size()),
                   [](double value) { return static_cast<float>(value); });
  }

  int threads_;
  const Network* network_ = nullptr;
  std::vector<float> input_, logits_, outputs_;
  std::unique_ptr<ReferencePass> pass_;
};
}  // namespace

std::unique_ptr<Backend> makeReference(const BackendOptions& options) { return std::make_unique<Reference>(options); }

}  // namespace runner
