#include "compiler.h"

#include <algorithm>

namespace runner::onednn {
namespace {

std::string joined(const std::string& list, const std::string& name) { return list.empty() ? name : list + ", " + name; }

Described chooseConcat(const Site& site, const Layer& layer, const std::vector<Desc>& sources) {
  for (const Tag tag : {Tag::aBcd16b, Tag::aBcd8b, Tag::aBcd4b, Tag::acdb})
    if (sources[0] == imageDesc(Shape{layer.in.channels, layer.in.height, layer.in.width}, site.batch, tag))
      return concat(site, sources, imageDesc(layer.out, site.batch, tag));
  return concat(site, sources, imageDesc(layer.out, site.batch, Tag::abcd));
}

}  // namespace

Compiler::Compiler(const Network& network, const Site& site, ConvAlgo algo)
    : network_(network), site_(site), algo_(algo) {
  addBlob(imageDesc(network.input, site.batch, Tag::abcd));
}

void Compiler::add(int index) {
  const Layer& layer = network_.layers[index];
  std::vector<int> sources;
  for (const int input : layer.inputs) sources.push_back(sourceOf(layer, input));
  if (layer.kind == Kind::concat && concatInPlace(index, sources)) return report(layer, "in place", 0);
  const Described described = choose(layer, sources);
  Call call{described, operandsOf(layer, described, sources)};
  if (layer.hasWeights()) addWeights(call, index, isFlat(sources[0]));
  const int output = addBlob(described.dst_desc(0));
  call.operands.push_back({DNNL_ARG_DST, false, output});
  emit(std::move(call));
  program_.blobOf.push_back(output);
  report(layer, described.impl_info_str(), described.scratchpad_desc().get_size());
}

Described Compiler::choose(const Layer& layer, const std::vector<int>& sources) {
  const auto descOf = [&](int blob) { return program_.blobs[blob].desc; };
  switch (layer.kind) {
    case Kind::conv: return chooseConvolution(layer);
    case Kind::fc: return innerProduct(site_, layer, isFlat(sources[0]));
    case Kind::pool: return pooling(site_, layer, descOf(sources[0]));
    case Kind::lrn: return lrn(site_, layer, descOf(sources[0]));
    case Kind::softmax: return softmax(site_, descOf(sources[0]));
    case Kind::concat: break;
  }
  std::vector<Desc> descs;
  for (const int source : sources) descs.push_back(descOf(source));
  return chooseConcat(site_, layer, descs);
}

Described Compiler::chooseConvolution(const Layer& layer) {
  if (algo_ == ConvAlgo::automatic) return convolution(site_, layer, algo_);
  try {
    return convolution(site_, layer, algo_);
  } catch (const dnnl::error& error) {
    if (error.status != dnnl_unimplemented) throw;
    substituted_ = joined(substituted_, layer.name);
    return convolution(site_, layer, ConvAlgo::automatic);
  }
}

std::vector<Operand> Compiler::operandsOf(const Layer& layer, const Described& described,
                                          const std::vector<int>& sources) {
  if (layer.kind != Kind::concat) return {{DNNL_ARG_SRC, false, inLayout(sources[0], described.src_desc(0), layer)}};
  std::vector<Operand> operands;
  for (std::size_t i = 0; i < sources.size(); i++)
    operands.push_back({DNNL_ARG_MULTIPLE_SRC + static_cast<int>(i), false, sources[i]});
  return operands;
}

/// The blob an input is in; what a fully connected layer put out is seen as images of 1 x 1 where images are needed.
int Compiler::sourceOf(const Layer& layer, int input) {
  const int blob = input == kInput ? 0 : program_.blobOf[input];
  if (!isFlat(blob) || layer.kind == Kind::fc || layer.kind == Kind::softmax) return blob;
  const int view = addBlob(imageDesc(network_.layers[input].out, site_.batch, Tag::abcd));
  program_.blobs[view].owner = blob;
  return view;
}

int Compiler::inLayout(int blob, const Desc& wanted, const Layer& layer) {
  if (program_.blobs[blob].desc == wanted) return blob;
  for (const auto& [from, to] : reordered_)
    if (from == blob && program_.blobs[to].desc == wanted) return to;
  const int copy = addBlob(wanted);
  emit({reorder(site_, program_.blobs[blob].desc, wanted), {{DNNL_ARG_FROM, false, blob}, {DNNL_ARG_TO, false, copy}}});
  reordered_.push_back({blob, copy});
  reorders_ = joined(reorders_, layer.name);
  return copy;
}

void Compiler::addWeights(Call& call, int index, bool flat) {
  const Layer& layer = network_.layers[index];
  const int weights = addSlot(index, false, plainWeights(layer, flat), call.described.weights_desc(0));
  const int biases = addSlot(index, true, plainBiases(layer), call.described.weights_desc(1));
  call.operands.push_back({DNNL_ARG_WEIGHTS, true, weights});
  call.operands.push_back({DNNL_ARG_BIAS, true, biases});
}

/// At batch 1 the parts of a concatenation over channels lie one behind the other, so its sources can be written there
/// at once. (A destination with strides would do at any batch, but convolutions then fall back to plain loops.)
bool Compiler::concatInPlace(int index, const std::vector<int>& sources) {
  const Layer& layer = network_.layers[index];
  const auto shapeOf = [&](int input) { return input == kInput ? network_.input : network_.layers[input].out; };
  const auto fits = [&](Tag tag) {
    for (std::size_t i = 0; i < sources.size(); i++)
      if (!(program_.blobs[sources[i]].desc == imageDesc(shapeOf(layer.inputs[i]), 1, tag))) return false;
    return true;
  };
  if (site_.batch != 1) return false;
  for (std::size_t i = 0; i < sources.size(); i++)
    if (sources[i] == 0 || program_.blobs[sources[i]].owner >= 0 ||
        std::count(sources.begin(), sources.end(), sources[i]) > 1)
      return false;
  for (const auto& [tag, block] : {std::pair{Tag::aBcd16b, 16}, {Tag::aBcd8b, 8}, {Tag::aBcd4b, 4}, {Tag::abcd, 1}}) {
    const bool whole = std::all_of(layer.inputs.begin(), layer.inputs.end(),
                                   [&, size = block](int input) { return shapeOf(input).channels % size == 0; });
    if (!whole || !fits(tag)) continue;
    const int output = addBlob(imageDesc(layer.out, 1, tag));
    std::size_t shift = 0;
    for (const int source : sources) {
      program_.blobs[source].owner = output;
      program_.blobs[source].shift = shift;
      shift += program_.blobs[source].desc.get_size();
    }
    program_.blobOf.push_back(output);
    return true;
  }
  return false;
}

void Compiler::report(const Layer& layer, const std::string& implementation, std::size_t scratchBytes) {
  program_.reports.push_back({layer.name, implementation, static_cast<std::int64_t>(scratchBytes)});
  program_.scratchBytes = std::max(program_.scratchBytes, scratchBytes);
  if (implementation.rfind("ref", 0) == 0)
    program_.notes.push_back(layer.name + ": oneDNN has only its plain loops (" + implementation + ") for this layer");
}

}  // namespace runner::onednn
