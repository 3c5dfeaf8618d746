#include "backend.h"

#include "conv_algo.h"
#include "queue.h"

namespace runner {

namespace {
using namespace cuda;

constexpr Precision kPrecisions[] = {Precision::fp32, Precision::tf32, Precision::fp16, Precision::fp16true};

class CudnnBackend final : public Backend {
 public:
  explicit CudnnBackend(const BackendOptions& options) : device_(options) {}
  ~CudnnBackend() override {
    // What is under way still uses the memory that is about to be freed.
    device_.api().cudaStreamSynchronize(device_.stream());
  }

  Description describe() override;
  Prepared prepare(const Plan& plan, const Weights& weights, const std::vector<float>& input) override;
  void forward() override { queue_->start(); }
  void finish() override { queue_->finish(); }
  std::vector<float> logits() override {
    finish();
    return pass_->output(plan_.network->logits());
  }
  std::vector<float> outputs() override {
    finish();
    return pass_->output(static_cast<int>(plan_.network->layers.size()) - 1);
  }

 private:
  Device device_;
  Plan plan_;
  Found found_;
  std::unique_ptr<Pass> pass_;
  std::unique_ptr<Queue> queue_;
};

Description CudnnBackend::describe() {
  Description description{"cudnn", device_.libraries().dnnVersion, device_.name(), device_.capability(),
                          device_.libraries().opened, {}, {}, true};
  for (const Precision precision : kPrecisions) {
    const std::string refusal = device_.refusal(precision);
    if (refusal.empty())
      description.precisions.push_back(nameOf(precision));
    else
      description.refusals.push_back(std::string(nameOf(precision)) + ": " + refusal);
  }
  return description;
}

Prepared CudnnBackend::prepare(const Plan& plan, const Weights& weights, const std::vector<float>& input) {
  checkAlgo(plan.algo);
  const std::string refusal = device_.refusal(plan.precision);
  if (!refusal.empty()) {
    const auto split = refusal.find("; ");
    throw Failure(Exit::unavailable, "unsupported-precision",
                  std::string(nameOf(plan.precision)) + ": " + refusal.substr(0, split), refusal.substr(split + 2));
  }
  queue_.reset();
  pass_.reset();
  plan_ = plan;
  pass_ = std::make_unique<Pass>(device_, plan_, weights, input, found_);
  queue_ = std::make_unique<Queue>(device_, *pass_);
  // Once call by call: whatever is loaded or compiled late is not to happen while recording.
  queue_->start();
  queue_->finish();
  Prepared prepared = pass_->report();
  if (plan_.graph) prepared.graph = queue_->record();
  return prepared;
}
}  // namespace

std::unique_ptr<Backend> makeCudnn(const BackendOptions& options) { return std::make_unique<CudnnBackend>(options); }

}  // namespace runner
