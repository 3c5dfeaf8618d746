#include <algorithm>
#include <limits>

#include "clock.h"
#include "commands.h"
#include "control.h"
#include "files.h"
#include "host.h"
#include "json.h"
#include "loop.h"
#include "pool.h"
#include "protocol.h"

namespace runner {

namespace {
double millisecondsSince(std::int64_t ns) { return static_cast<double>(monotonicNs() - ns) * 1e-6; }

void dumpWeights(const std::string& path, const Weights& weights) {
  std::vector<float> all;
  for (const LayerWeights& layer : weights.layers)
    for (const std::vector<float>* part : {&layer.weights, &layer.biases})
      all.insert(all.end(), part->begin(), part->end());
  writeFile(path, all.data(), all.size() * sizeof(float));
}

/// A system that gives out more memory than it has would let us begin, and kill us later.
void checkHostMemory(const Network& network, const RunOptions& options) {
  const std::int64_t input = network.input.elements() * options.plan.batch;
  // The back end copies the input once more.
  checkAvailable((network.params() + 2 * input) * static_cast<std::int64_t>(sizeof(float)),
                 "weights and input of " + network.name + " at batch " + std::to_string(options.plan.batch));
}

/// A run from its network to its last event. What is told to stop before it began has done nothing, and says so.
class Run {
 public:
  Run(RunOptions& options, Events& events, Control& control)
      : options_(options), events_(events), control_(control), network_(loadNetwork(options.network, options.crop)) {
    options_.plan.network = &network_;
  }

  void all() {
    const Plan& plan = options_.plan;
    // First what is here at all: a smaller batch would not help where there is no back end.
    backend_ = openBackend(options_.backend, {plan.threads, plan.device, plan.libraryDir});
    checkHostMemory(network_, options_);
    tell(helloLine(backend_->describe(), threadsFor(plan.threads)));
    if (goesOn()) setUp();
    if (goesOn() && options_.wait) control_.waitForStart();
    measure();
  }

 private:
  bool goesOn() const { return control_.stopped() == Stop::none; }

  void tell(const JsonLine& line) {
    if (!events_.write(line)) control_.stop(Stop::reader);
  }

  void setUp() {
    const Plan& plan = options_.plan;
    SetUp made;
    std::int64_t since = monotonicNs();
    weights_ = generateWeights(network_, options_.fill, options_.seed, plan.threads);
    made.weightsMs = millisecondsSince(since);
    made.weightsHash = weights_.hash;
    if (!options_.dumpWeights.empty()) dumpWeights(options_.dumpWeights, weights_);
    made.verified = options_.verify && goesOn();
    if (made.verified) made.verification = verify(*backend_, plan, weights_, options_.seed);
    if (!goesOn()) return;
    since = monotonicNs();
    const Prepared prepared = prepare();
    made.prepareMs = millisecondsSince(since);
    if (!options_.dumpLogits.empty()) dumpLogits();
    tell(readyLine(options_, prepared, made));
    if (made.verified && !made.verification.passed) refuse(made.verification);
  }

  Prepared prepare() {
    const std::vector<float> input =
        generateInput(network_.input, options_.plan.batch, options_.input, options_.inputValue, options_.seed);
    return backend_->prepare(options_.plan, weights_, input);
  }

  void dumpLogits() {
    backend_->forward();
    backend_->finish();
    const std::vector<float> logits = backend_->logits();
    writeFile(options_.dumpLogits, logits.data(), logits.size() * sizeof(float));
  }

  [[noreturn]] static void refuse(const Verification& result) {
    const std::string order = result.top1 ? "" : "; the largest output is another one";
    throw Failure(Exit::verifyFailed, "verify-failed",
                  "the logits differ by " + std::to_string(result.relativeError) + " of the reference's, more than " +
                      std::to_string(result.gate) + order,
                  "Try another --algo or --precision; the numbers of this run would be of some other computation");
  }

  void measure() {
    Loop loop(*backend_, control_, options_.latency);
    Totals totals;
    totals.t0 = totals.t1 = monotonicNs();
    if (goesOn()) tell(warmLine(loop.warmUp(options_.warmupMs * 1000000)));
    windows(loop, totals);
    const Latency latency = options_.latency ? loop.durations().percentiles() : Latency{};
    const bool timed = options_.latency && totals.iterations > 0;
    events_.writeLast(doneLine(options_, totals, cause(totals), timed ? &latency : nullptr), Exit::ok);
  }

  void windows(Loop& loop, Totals& totals) {
    const bool counted = options_.iterations > 0;
    const std::int64_t most = counted ? options_.iterations : std::numeric_limits<std::int64_t>::max();
    const std::int64_t until = counted ? 0 : monotonicNs() + options_.durationMs * 1000000;
    while (goesOn() && totals.iterations < most && (counted || monotonicNs() < until)) {
      const Window window = loop.window(most - totals.iterations, until);
      if (window.iterations == 0) break;
      totals.add(window);
      tell(windowLine(window, options_.plan.batch));
    }
    finished_ = goesOn();
  }

  /// A signal that comes when all is done did not stop it.
  Stop cause(const Totals&) const { return finished_ ? Stop::none : control_.stopped(); }

  RunOptions& options_;
  Events& events_;
  Control& control_;
  const Network network_;
  Weights weights_;  // the back end may point into these: it goes first
  std::unique_ptr<Backend> backend_;
  bool finished_ = false;
};
}  // namespace

std::unique_ptr<Backend> openBackend(const std::string& name, const BackendOptions& options) {
  if (name == "onednn") return loadOnednn(options);
  return name == "cudnn" ? makeCudnn(options) : makeReference(options);
}

void run(RunOptions& options, Events& events) {
  Control control(events, options.wait);
  Run run(options, events, control);
  run.all();
}

}  // namespace runner
