#include <algorithm>
#include <map>
#include <stdexcept>

#include "failure.h"
#include "fields.h"
#include "json.h"
#include "network.h"
#include "network_shape.h"

namespace runner {

namespace {
constexpr int kMostChannels = 1 << 16, kMostPixels = 4096, kMostKernel = 1024, kMostLayers = 2000;

void readWindow(Fields& fields, Layer& layer) {
  layer.kernel = fields.integer("kernel", 1, kMostKernel);
  layer.stride = fields.integer("stride", 1, kMostKernel, 1);
  layer.pad = fields.integer("pad", 0, kMostKernel, 0);
}

void readConv(Fields& fields, Layer& layer) {
  layer.out.channels = fields.integer("out", 1, kMostChannels);
  readWindow(fields, layer);
  layer.group = fields.integer("group", 1, kMostChannels, 1);
  layer.relu = fields.flag("relu");
}

void readPool(Fields& fields, Layer& layer) {
  layer.pool = fields.choice("mode", {"max", "average"}) == "max" ? PoolMode::max : PoolMode::average;
  readWindow(fields, layer);
}

/// The limits are cuDNN's; an even window has no middle.
void readLrn(Fields& fields, Layer& layer) {
  layer.lrnSize = fields.integer("size", 1, 15, layer.lrnSize);
  if (layer.lrnSize % 2 == 0) fields.fail("\"size\" has to be odd");
  layer.lrnAlpha = fields.real("alpha", 0, 1000, layer.lrnAlpha);
  layer.lrnBeta = fields.real("beta", 0.01, 1000, layer.lrnBeta);
  layer.lrnK = fields.real("k", 0.00001, 1000, layer.lrnK);
}

void readFc(Fields& fields, Layer& layer) {
  layer.out.channels = fields.integer("out", 1, kMostChannels);
  layer.relu = fields.flag("relu");
}

struct Reader {
  const char* type;
  Kind kind;
  void (*read)(Fields&, Layer&);
};

const Reader kReaders[] = {
    {"conv", Kind::conv, readConv},       {"pool", Kind::pool, readPool},
    {"lrn", Kind::lrn, readLrn},          {"fc", Kind::fc, readFc},
    {"concat", Kind::concat, [](Fields&, Layer&) {}}, {"softmax", Kind::softmax, [](Fields&, Layer&) {}},
};

const Reader& readerOf(Fields& fields) {
  std::vector<std::string> types;
  for (const Reader& reader : kReaders) types.push_back(reader.type);
  const std::string type = fields.choice("type", types);
  return *std::find_if(std::begin(kReaders), std::end(kReaders), [&](const Reader& r) { return r.type == type; });
}

/// Reads the layers one after the other; a layer can only read what is before it, so there are no cycles.
class LayerList {
 public:
  explicit LayerList(Network& network) : network_(network) { index_["input"] = kInput; }

  void add(const Json& json) {
    Fields fields(json, "layer " + std::to_string(network_.layers.size() + 1) + " (" + json.place() + ")");
    Layer layer;
    layer.name = fields.text("name");
    fields.rename("layer " + quoted(layer.name) + " (" + json.place() + ")");
    if (index_.count(layer.name) != 0) fields.fail("there is a layer of this name before it");
    const Reader& reader = readerOf(fields);
    layer.kind = reader.kind;
    reader.read(fields, layer);
    layer.inputs = inputsOf(fields, layer.kind);
    fields.finish();
    fit(fields, layer);
    index_[layer.name] = static_cast<int>(network_.layers.size());
    network_.layers.push_back(layer);
  }

  /// What nothing reads is most likely a slip in some layer's inputs.
  void finish() const {
    const int last = static_cast<int>(network_.layers.size()) - 1;
    std::vector<bool> used(network_.layers.size(), false);
    for (const Layer& layer : network_.layers)
      for (const int input : layer.inputs)
        if (input != kInput) used[input] = true;
    for (int i = 0; i < last; ++i) {
      const std::string where = "layer " + quoted(network_.layers[i].name);
      if (!used[i]) badNetwork(where, "no layer reads its output");
      if (network_.layers[i].kind == Kind::softmax) badNetwork(where, "softmax can only be the last layer");
    }
    const Layer& end = network_.layers[last];
    if (end.kind == Kind::softmax && end.inputs[0] != last - 1)
      badNetwork("layer " + quoted(end.name), "softmax has to read the layer before it");
  }

 private:
  std::vector<int> inputsOf(Fields& fields, Kind kind) {
    if (!fields.has("inputs") && kind != Kind::concat) return {static_cast<int>(network_.layers.size()) - 1};
    std::vector<int> inputs;
    for (const std::string& name : fields.texts("inputs")) {
      const auto found = index_.find(name);
      if (found == index_.end())
        fields.fail("its input " + quoted(name) + " is no layer before it (the image is called \"input\")");
      inputs.push_back(found->second);
    }
    if (kind != Kind::concat && inputs.size() != 1) fields.fail("only a concat has more than one input");
    return inputs;
  }

  void fit(const Fields& fields, Layer& layer) const {
    std::vector<Shape> shapes;
    for (const int input : layer.inputs)
      shapes.push_back(input == kInput ? network_.input : network_.layers[input].out);
    const std::string wrong = fitLayer(layer, shapes);
    if (!wrong.empty()) fields.fail(wrong);
  }

  Network& network_;
  std::map<std::string, int> index_;
};

Shape readInput(const Json& json, int crop, std::vector<int>& crops) {
  Fields fields(json, "input (" + json.place() + ")");
  Shape shape;
  shape.channels = fields.integer("channels", 1, kMostChannels);
  crops = fields.integers("crops", 1, kMostPixels);
  fields.finish();
  if (crop == 0) crop = crops.front();
  if (std::find(crops.begin(), crops.end(), crop) == crops.end()) {
    std::vector<std::string> choices;
    for (const int each : crops) choices.push_back(std::to_string(each));
    throw Failure(Exit::usage, "bad-crop", "this network takes a crop of " + alternatives(choices) + ", not " +
                  std::to_string(crop), "Use one of them with --crop, or none for " + choices.front());
  }
  shape.height = shape.width = crop;
  return shape;
}

Json parsed(const std::string& text) {
  try {
    return parseJson(text);
  } catch (const std::invalid_argument& error) {
    badNetwork("not JSON", error.what());
  }
}
}  // namespace

Network parseNetwork(const std::string& json, int crop) {
  const Json document = parsed(json);
  Fields fields(document, "the network");
  Network network;
  network.name = fields.text("name");
  const Json& input = fields.required("input", Json::Type::object);
  const Json& layers = fields.required("layers", Json::Type::array);
  fields.finish();
  network.input = readInput(input, crop, network.crops);
  if (layers.items.empty() || layers.items.size() > kMostLayers)
    badNetwork("the network", "it has to have 1 to " + std::to_string(kMostLayers) + " layers");
  LayerList list(network);
  for (const Json& layer : layers.items) list.add(layer);
  list.finish();
  if (network.layers[0].kind == Kind::softmax) badNetwork("the network", "it has softmax only");
  return network;
}

}  // namespace runner
