#include "protocol.h"

#include <unistd.h>

#include <cstdio>

#include "version.h"

namespace runner {

namespace {
std::string shapeJson(const Shape& shape) {
  return "[" + std::to_string(shape.channels) + "," + std::to_string(shape.height) + "," + std::to_string(shape.width) + "]";
}

std::string libraryJson(const Library& library) {
  return JsonLine().text("name", library.name).text("version", library.version).text("file", library.file).object();
}

std::string layersJson(const Network& network, const std::vector<LayerReport>& reports) {
  std::vector<std::string> layers;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    JsonLine line;
    line.text("name", layer.name).text("type", kindName(layer.kind)).json("out", shapeJson(layer.out));
    const bool reported = i < reports.size();
    line.text("implementation", reported ? reports[i].implementation : "");
    layers.push_back(line.number("workspaceBytes", reported ? reports[i].workspaceBytes : 0).object());
  }
  return jsonList(layers);
}

std::string verifyJson(const Verification& result) {
  return JsonLine()
      .real("relativeError", result.relativeError)
      .real("gate", result.gate)
      .flag("top1", result.top1)
      .number("top5Shared", result.top5Shared)
      .flag("passed", result.passed)
      .object();
}

std::string hex(std::uint64_t value) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

const char* stopName(const RunOptions& options, Stop stop) {
  switch (stop) {
    case Stop::none: return options.iterations > 0 ? "iterations" : "duration";
    case Stop::signal: return "signal";
    default: return "stdin";  // when the reader is gone nobody reads this
  }
}
}  // namespace

void Totals::add(const Window& window) {
  if (iterations == 0) t0 = window.t0;
  t1 = window.t1;
  iterations += window.iterations;
  measuredNs += window.t1 - window.t0;
  insideNs += window.insideNs;
}

void addDescription(JsonLine& line, const Description& description) {
  line.text("backend", description.backend)
      .text("version", description.version)
      .text("device", description.device)
      .text("isa", description.isa)
      .json("libraries", jsonListOf(description.libraries, libraryJson));
}

JsonLine helloLine(const Description& description, int threads) {
  JsonLine line = Events::line("hello");
  line.text("runner", kVersion).number("pid", getpid()).number("threads", threads);
  line.text("computesOn", description.onDevice ? "device" : "processor");
  addDescription(line, description);
  return line;
}

JsonLine readyLine(const RunOptions& options, const Prepared& prepared, const SetUp& setUp) {
  const Network& network = *options.plan.network;
  JsonLine line = Events::line("ready");
  line.text("network", network.name)
      .number("crop", network.input.height)
      .number("batch", options.plan.batch)
      .text("precision", kPrecisions[static_cast<int>(options.plan.precision)])
      .text("input", kInputs[static_cast<int>(options.input)])
      .flag("falsifying", options.input == InputKind::zeros)
      .number("params", network.params())
      .number("macs", network.macs());
  line.json("bytes", JsonLine()
                         .number("weights", prepared.weightBytes)
                         .number("activations", prepared.activationBytes)
                         .number("workspace", prepared.workspaceBytes)
                         .object());
  line.json("layers", layersJson(network, prepared.layers)).text("weightsHash", hex(setUp.weightsHash));
  line.json("setupMs", JsonLine().real("weights", setUp.weightsMs).real("prepare", setUp.prepareMs).object());
  line.text("graph", prepared.graph)
      .text("fc", kFcMethods[static_cast<int>(options.plan.fc)])
      .text("algo", options.plan.algo)
      .texts("notes", prepared.notes);
  return setUp.verified ? line.json("verify", verifyJson(setUp.verification)) : line.null("verify");
}

JsonLine warmLine(const Window& window) {
  return Events::line("warm").instant("t0", window.t0).instant("t1", window.t1).number("iterations", window.iterations);
}

JsonLine windowLine(const Window& window, int batch) {
  return Events::line("window")
      .instant("t0", window.t0)
      .instant("t1", window.t1)
      .number("iterations", window.iterations)
      .number("images", window.iterations * batch)
      .number("cpuNs", window.cpuNs)
      .number("involuntarySwitches", window.involuntarySwitches);
}

JsonLine doneLine(const RunOptions& options, const Totals& totals, Stop stop, const Latency* latency) {
  const std::int64_t images = totals.iterations * options.plan.batch;
  const auto measured = static_cast<double>(totals.measuredNs);
  JsonLine line = Events::line("done");
  line.instant("t0", totals.t0)
      .instant("t1", totals.t1)
      .number("iterations", totals.iterations)
      .number("images", images)
      .real("imagesPerS", static_cast<double>(images) / (measured * 1e-9))
      .text("stopped", stopName(options, stop));
  if (latency == nullptr)
    line.null("latencyMs");
  else
    line.json("latencyMs", JsonLine()
                               .real("median", latency->medianMs)
                               .real("p95", latency->p95Ms)
                               .real("p99", latency->p99Ms)
                               .object());
  return line.real("overheadShare", (measured - static_cast<double>(totals.insideNs)) / measured);
}

}  // namespace runner
