#include "options.h"

#include <algorithm>

#include "fields.h"
#include "option_value.h"

namespace runner {

const std::vector<std::string> kBackends = {"onednn", "cudnn", "reference"};
const std::vector<std::string> kPrecisions = {"fp32", "tf32", "fp16", "fp16-true"};
const std::vector<std::string> kFcMethods = {"auto", "gemv", "gemm"};
const std::vector<std::string> kInputs = {"constant", "gaussian", "zeros"};

namespace {
constexpr std::int64_t kDayMs = 86400000;

using Value = OptionValue;

void setWeights(RunOptions& options, const Value& value) {
  const std::string prefix = "gauss:";
  options.weights = value.text;
  options.fill.he = value.text == "he";
  if (options.fill.he) return;
  if (value.text.compare(0, prefix.size(), prefix) != 0) value.refuse("he or gauss:STD, for example gauss:0.01");
  options.fill.sigma = Value{value.name + " gauss:", value.text.substr(prefix.size())}.real(1e-6, 1000);
}

struct Option {
  const char* name;
  const char* value;  ///< nullptr: takes none
  const char* help;
  void (*set)(RunOptions&, const Value&);
};

const Option kOptions[] = {
    {"--backend", "NAME", "onednn, cudnn or reference",
     [](RunOptions& o, const Value& v) { o.backend = kBackends[v.choice(kBackends)]; }},
    {"--network", "NAME", "a network (see `networks`) or the path of a file",
     [](RunOptions& o, const Value& v) { o.network = v.text; }},
    {"--batch", "N", "images in a pass, 1 to 65536 (1)",
     [](RunOptions& o, const Value& v) { o.plan.batch = static_cast<int>(v.integer(1, 65536)); }},
    {"--precision", "P", "fp32, tf32, fp16 (half storage) or fp16-true (half arithmetic) (fp32)",
     [](RunOptions& o, const Value& v) { o.plan.precision = static_cast<Precision>(v.choice(kPrecisions)); }},
    {"--crop", "N", "height and width of the image (the network's default)",
     [](RunOptions& o, const Value& v) { o.crop = static_cast<int>(v.integer(1, 4096)); }},
    {"--seed", "N", "of weights and Gaussian input (1)",
     [](RunOptions& o, const Value& v) { o.seed = static_cast<std::uint64_t>(v.integer(0, INT64_MAX)); }},
    {"--weights", "he|gauss:STD", "standard deviation of the weights (he: sqrt(2 / fan-in))", setWeights},
    {"--input", "KIND", "constant, gaussian or zeros, which falsify power (constant)",
     [](RunOptions& o, const Value& v) { o.input = static_cast<InputKind>(v.choice(kInputs)); }},
    {"--input-value", "X", "the constant (1) or the standard deviation (50)",
     [](RunOptions& o, const Value& v) { o.inputValue = v.real(1e-6, 1e6); }},
    {"--fc", "HOW", "auto, gemv or gemm (auto)",
     [](RunOptions& o, const Value& v) { o.plan.fc = static_cast<FcMethod>(v.choice(kFcMethods)); }},
    {"--algo", "NAME", "convolution algorithm; each back end has its own (auto)",
     [](RunOptions& o, const Value& v) { o.plan.algo = v.text; }},
    {"--workspace-mb", "N", "most MiB an algorithm may take beside the data (256)",
     [](RunOptions& o, const Value& v) { o.plan.workspaceBytes = v.integer(0, 1 << 20) << 20; }},
    {"--graph", "on|off", "replay one recorded pass where the back end can (on)",
     [](RunOptions& o, const Value& v) { o.plan.graph = v.choice({"on", "off"}) == 0; }},
    {"--threads", "N", "1 to 1024 (one per processor)",
     [](RunOptions& o, const Value& v) { o.plan.threads = static_cast<int>(v.integer(1, 1024)); }},
    {"--device", "N", "which GPU (0)",
     [](RunOptions& o, const Value& v) { o.plan.device = static_cast<int>(v.integer(0, 255)); }},
    {"--cuda-lib-dir", "DIR", "where to look for NVIDIA's libraries first",
     [](RunOptions& o, const Value& v) { o.plan.libraryDir = v.text; }},
    {"--warmup-ms", "N", "before the first window, one pass at least (1000)",
     [](RunOptions& o, const Value& v) { o.warmupMs = v.integer(0, kDayMs); }},
    {"--duration-ms", "N", "of all windows (5000)",
     [](RunOptions& o, const Value& v) { o.durationMs = v.integer(1, kDayMs); }},
    {"--iterations", "N", "passes, instead of a duration",
     [](RunOptions& o, const Value& v) { o.iterations = v.integer(1, 100000000); }},
    {"--mode", "MODE", "throughput, or latency: waits for each pass (throughput)",
     [](RunOptions& o, const Value& v) { o.latency = v.choice({"throughput", "latency"}) == 1; }},
    {"--event-fd", "N", "descriptor the events are written on (3)",
     [](RunOptions& o, const Value& v) { o.eventFd = static_cast<int>(v.integer(1, 1023)); }},
    {"--no-wait", nullptr, "begin without a line on standard input, which is not read",
     [](RunOptions& o, const Value&) { o.wait = false; }},
    {"--verify", nullptr, "first compare the logits of a Gaussian input with those in double precision",
     [](RunOptions& o, const Value&) { o.verify = true; }},
    {"--dump-logits", "FILE", "logits of the first pass as 32-bit floats",
     [](RunOptions& o, const Value& v) { o.dumpLogits = v.text; }},
    {"--dump-weights", "FILE", "weights and biases of each layer as 32-bit floats",
     [](RunOptions& o, const Value& v) { o.dumpWeights = v.text; }},
};

const Option& optionOf(const std::string& name) {
  for (const Option& option : kOptions)
    if (option.name == name) return option;
  std::vector<std::string> names;
  for (const Option& option : kOptions) names.push_back(option.name);
  badUsage("unknown option " + quoted(name), "Use " + alternatives(names));
}

/// Takes "--name value" or "--name=value" from `at` on.
std::string takeOne(const std::vector<std::string>& arguments, std::size_t& at, RunOptions& options) {
  const std::string argument = arguments[at++];
  const std::size_t equals = argument.find('=');
  const std::string name = argument.substr(0, equals);
  const Option& option = optionOf(name);
  Value value{option.name, ""};
  if (option.value == nullptr && equals != std::string::npos) badUsage(value.name + " takes no value", "Leave it out");
  if (equals != std::string::npos)
    value.text = argument.substr(equals + 1);
  else if (option.value != nullptr && at < arguments.size())
    value.text = arguments[at++];
  if (option.value != nullptr && value.text.empty())
    badUsage(value.name + " needs a value", std::string("Give ") + option.help);
  option.set(options, value);
  return value.name;
}

void checkTogether(const RunOptions& options, const std::vector<std::string>& given) {
  const auto has = [&](const char* name) { return std::find(given.begin(), given.end(), name) != given.end(); };
  if (!has("--backend")) badUsage("--backend is missing", "Give --backend " + alternatives(kBackends));
  if (!has("--network")) badUsage("--network is missing", "Give --network alexnet, or another of `networks`");
  if (has("--duration-ms") && has("--iterations"))
    badUsage("--duration-ms and --iterations exclude each other", "Give one of them");
  if (options.input == InputKind::zeros && has("--input-value"))
    badUsage("--input zeros has no value", "Leave --input-value out");
}
}  // namespace

void parseRun(const std::vector<std::string>& arguments, RunOptions& options) {
  std::vector<std::string> given;
  std::vector<Failure> failures;
  for (std::size_t at = 0; at < arguments.size();) {
    try {
      given.push_back(takeOne(arguments, at, options));
    } catch (const Failure& failure) {
      failures.push_back(failure);
    }
  }
  if (!failures.empty()) throw failures.front();
  checkTogether(options, given);
  if (options.inputValue == 0) options.inputValue = options.input == InputKind::gaussian ? 50 : 1;
}

std::string helpText() {
  std::string text =
      "joulemark-runner: forward inference whose power is measured\n\n"
      "  run OPTIONS         runs a network; writes events on descriptor 3 (runner/PROTOCOL.md)\n"
      "  info [--cuda-lib-dir DIR]  the back ends and what works here, as JSON\n"
      "  networks [NAME] [--crop N]  the networks, their layers, parameters and multiply-adds, as JSON\n"
      "  peak [--threads N]  what the processors can do, as JSON\n"
      "  --help, --version\n\nOptions of run:\n";
  for (const Option& option : kOptions) {
    std::string left = std::string("  ") + option.name + (option.value == nullptr ? "" : std::string(" ") + option.value);
    left.resize(std::max<std::size_t>(26, left.size() + 1), ' ');
    text += left + option.help + "\n";
  }
  return text;
}

}  // namespace runner
