// The back end for CPUs: what the runner loads from the shared object.
#include <memory>
#include <optional>

#include "../backend.h"
#include "checks.h"
#include "execution.h"
#include "facts.h"
#include "threads.h"

namespace runner::onednn {
namespace {

class Onednn : public Backend {
 public:
  explicit Onednn(const BackendOptions& options) : engine_(dnnl::engine::kind::cpu, 0) { useThreads(options.threads); }

  Description describe() override { return factsOf(engine_); }
  Prepared prepare(const Plan& plan, const Weights& weights, const std::vector<float>& input) override;
  void forward() override { execution_->forward(); }
  void finish() override { execution_->finish(); }
  std::vector<float> logits() override { return execution_->read(network_->logits()); }
  std::vector<float> outputs() override { return execution_->read(static_cast<int>(network_->layers.size()) - 1); }

 private:
  dnnl::engine engine_;
  const Network* network_ = nullptr;
  std::optional<Execution> execution_;
};

Prepared summary(const Program& program) {
  Prepared prepared;
  prepared.layers = program.reports;
  prepared.notes = program.notes;
  prepared.weightBytes = static_cast<std::int64_t>(program.weightBytes);
  prepared.activationBytes = static_cast<std::int64_t>(program.activationBytes);
  prepared.workspaceBytes = static_cast<std::int64_t>(program.scratchBytes);
  return prepared;
}

Prepared Onednn::prepare(const Plan& plan, const Weights& weights, const std::vector<float>& input) {
  checkPrecision(plan.precision, engine_);
  const ConvAlgo algo = algoOf(plan.algo);
  network_ = plan.network;
  execution_.reset();
  checkLeastMemory(*network_, plan.batch);
  const bool threadsTold = useThreads(plan.threads);
  Program program = compile(*network_, Site{engine_, plan.batch}, algo);
  checkMemory(*network_, plan.batch, program);
  Prepared prepared = summary(program);
  if (!threadsTold) prepared.notes.push_back("this oneDNN was not built on OpenMP: it decides the threads itself");
  if (plan.fc != FcMethod::automatic)
    prepared.notes.push_back("--fc does nothing on this back end: oneDNN chooses between gemv and gemm itself");
  execution_.emplace(std::move(program), engine_, weights, input);
  return prepared;
}

}  // namespace
}  // namespace runner::onednn

extern "C" __attribute__((visibility("default"))) runner::Backend* runner_backend(const runner::BackendOptions& options) {
  return new runner::onednn::Onednn(options);
}
