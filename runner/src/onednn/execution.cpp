#include "execution.h"

#include <cstring>

namespace runner::onednn {
namespace {

/// oneDNN takes even what it only reads without const.
void* readOnly(const float* data) { return const_cast<float*>(data); }

}  // namespace

Execution::Execution(Program program, const dnnl::engine& engine, const Weights& weights, const std::vector<float>& input)
    : program_(std::move(program)),
      engine_(engine),
      stream_(engine),
      weights_(program_.weightBytes),
      activations_(program_.activationBytes),
      scratch_(program_.scratchBytes) {
  // Pages are handed out at the first write: now, not in the first measured pass.
  std::memset(activations_.at(0), 0, program_.activationBytes);
  std::memset(scratch_.at(0), 0, program_.scratchBytes);
  loadWeights(weights);
  loadInput(input);
  for (const Call& call : program_.calls) bind(call);
}

void Execution::loadWeights(const Weights& weights) {
  for (const Slot& slot : program_.slots) {
    const LayerWeights& layer = weights.layers[slot.layer];
    dnnl::memory from(slot.plain, engine_, readOnly(slot.bias ? layer.biases.data() : layer.weights.data()));
    dnnl::memory to(slot.wanted, engine_, weights_.at(slot.offset));
    dnnl::reorder(from, to).execute(stream_, from, to);
  }
  stream_.wait();
}

void Execution::loadInput(const std::vector<float>& input) {
  std::memcpy(activations_.at(program_.offsetOf(0)), input.data(), input.size() * sizeof(float));
}

void Execution::addArgument(Step& step, int argument, const Desc& desc, void* data) {
  memories_.emplace_back(desc, engine_, data);
  step.arguments.push_back({argument, memories_.back().get()});
}

void Execution::bind(const Call& call) {
  Step step{dnnl::primitive(call.described.get()), {}};
  for (const auto& [argument, weight, index] : call.operands)
    if (weight)
      addArgument(step, argument, program_.slots[index].wanted, weights_.at(program_.slots[index].offset));
    else
      addArgument(step, argument, program_.blobs[index].desc, activations_.at(program_.offsetOf(index)));
  addArgument(step, DNNL_ARG_SCRATCHPAD, call.described.scratchpad_desc(), scratch_.at(0));
  steps_.push_back(std::move(step));
}

/// The C interface: the C++ one makes a list of arguments anew, on the heap, at every call.
void Execution::forward() {
  for (const Step& step : steps_)
    dnnl::error::wrap_c_api(dnnl_primitive_execute(step.primitive.get(), stream_.get(),
                                                   static_cast<int>(step.arguments.size()), step.arguments.data()),
                            "a layer failed");
}

std::vector<float> Execution::read(int layer) {
  const int blob = program_.blobOf[layer];
  const Desc& desc = program_.blobs[blob].desc;
  const Desc plain = plainLike(desc);
  std::vector<float> values(plain.get_size() / sizeof(float));
  dnnl::memory from(desc, engine_, activations_.at(program_.offsetOf(blob))), to(plain, engine_, values.data());
  dnnl::reorder(from, to).execute(stream_, from, to);
  stream_.wait();
  return values;
}

}  // namespace runner::onednn
