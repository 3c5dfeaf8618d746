#include "commands.h"

#include "fields.h"
#include "network_load.h"
#include "option_value.h"
#include "peak.h"
#include "protocol.h"
#include "version.h"

namespace runner {

namespace {
/// Options of one value each, and at most one argument that is none.
OptionValue take(const std::vector<std::string>& arguments, const std::string& option, std::string* plain) {
  OptionValue value{option, ""};
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == option && i + 1 < arguments.size() && !arguments[i + 1].empty())
      value.text = arguments[++i];
    else if (plain != nullptr && plain->empty() && !arguments[i].empty() && arguments[i][0] != '-')
      *plain = arguments[i];
    else
      badUsage("unexpected " + quoted(arguments[i]), "Use " + option + " VALUE, or nothing; see --help");
  }
  return value;
}

std::string layerJson(const Network& network, const Layer& layer) {
  const auto nameOf = [&](int input) { return quoted(input == kInput ? "input" : network.layers[input].name); };
  const auto shape = [](const Shape& s) {
    return jsonListOf(std::vector<int>{s.channels, s.height, s.width}, [](int size) { return std::to_string(size); });
  };
  return JsonLine()
      .text("name", layer.name)
      .text("type", kindName(layer.kind))
      .json("inputs", jsonListOf(layer.inputs, nameOf))
      .json("in", shape(layer.in))
      .json("out", shape(layer.out))
      .number("params", layer.weights() + layer.biases())
      .number("macs", layer.macs())
      .object();
}

std::string networkJson(const std::string& name, int crop) {
  const Network network = loadNetwork(name, crop);
  const Shape& input = network.input;
  return JsonLine()
      .text("name", network.name)
      .json("input", "[" + std::to_string(input.channels) + "," + std::to_string(input.height) + "," +
                         std::to_string(input.width) + "]")
      .json("crops", jsonListOf(network.crops, [](int size) { return std::to_string(size); }))
      .number("params", network.params())
      .number("macs", network.macs())
      .json("layers", jsonListOf(network.layers, [&](const Layer& layer) { return layerJson(network, layer); }))
      .object();
}

std::string backendJson(const std::string& name, const BackendOptions& options) {
  try {
    const Description description = openBackend(name, options)->describe();
    JsonLine line;
    line.flag("available", true);
    addDescription(line, description);
    return line.texts("precisions", description.precisions).texts("refusals", description.refusals).object();
  } catch (const Failure& failure) {
    return JsonLine()
        .flag("available", false)
        .text("backend", name)
        .text("code", failure.code)
        .text("detail", failure.what())
        .text("remedy", failure.remedy)
        .object();
  }
}
}  // namespace

std::string infoJson(const std::vector<std::string>& arguments) {
  BackendOptions options;
  options.libraryDir = take(arguments, "--cuda-lib-dir", nullptr).text;
  const auto describe = [&](const std::string& name) { return backendJson(name, options); };
  return JsonLine()
      .number("v", 1)
      .text("runner", kVersion)
      .json("backends", jsonListOf(kBackends, describe))
      .texts("networks", knownNetworks())
      .object();
}

std::string networksJson(const std::vector<std::string>& arguments) {
  std::string name;
  const OptionValue crop = take(arguments, "--crop", &name);
  const int size = crop.text.empty() ? 0 : static_cast<int>(crop.integer(1, 4096));
  const std::vector<std::string> names = name.empty() ? knownNetworks() : std::vector<std::string>{name};
  const auto describe = [&](const std::string& each) { return networkJson(each, size); };
  return JsonLine().json("networks", jsonListOf(names, describe)).object();
}

std::string peakJson(const std::vector<std::string>& arguments) {
  const OptionValue threads = take(arguments, "--threads", nullptr);
  const Peak peak = measurePeak(threads.text.empty() ? 0 : static_cast<int>(threads.integer(1, 1024)));
  return JsonLine()
      .real("sgemmGflops", peak.sgemmGflops)
      .real("fmaGflops", peak.fmaGflops)
      .real("readGBps", peak.readGBps)
      .number("threads", peak.threads)
      .object();
}

}  // namespace runner
