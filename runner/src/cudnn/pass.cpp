#include "pass.h"

#include <algorithm>

#include "text.h"

namespace runner::cuda {

Pass::Pass(const Device& device, const Plan& plan, const Weights& weights, const std::vector<float>& input,
           Found& found)
    : device_(device),
      plan_(plan),
      network_(*plan.network),
      placement_(place(network_)),
      slots_(placement_.slots.size()),
      scratch_(device),
      context_{device, plan_, arithmeticOf(plan.precision, device.libraries().blasMajor), scratch_, notes_, found} {
  checkMemory();  // first without workspaces: descriptors of what cannot fit would be refused for their size
  build(weights);
  checkMemory();
  allocate(input);
  prepareBlas();
  settle();
}

Pass::Need Pass::need() const {
  const auto bytes = static_cast<std::int64_t>(context_.arithmetic.bytes());
  std::size_t workspace = 0;
  for (const auto& operation : operations_) workspace = std::max(workspace, operation->workspaceBytes());
  return {network_.params() * bytes, placement_.elements() * plan_.batch * bytes, static_cast<std::int64_t>(workspace),
          static_cast<std::int64_t>(device_.api().cublasSetWorkspace_v2 ? device_.blasWorkspaceBytes() : 0)};
}

void Pass::checkMemory() {
  const Need need = this->need();
  const Device::MemoryState state = device_.memory();
  const auto free = static_cast<std::int64_t>(state.free);
  const std::string has = gigabytes(free) + " of the device's " + gigabytes(state.total) + " are free";
  if (need.total() > free)
    throw Failure(Exit::outOfMemory, "out-of-memory",
                  network_.name + " at batch " + std::to_string(plan_.batch) + " in " + nameOf(plan_.precision) +
                      " needs " + gigabytes(need.total()) + " (weights " + gigabytes(need.weights) + ", activations " +
                      gigabytes(need.activations) + ", workspaces " + gigabytes(need.workspace + need.blas) + "); " + has,
                  "take a smaller --batch, --precision fp16 or a smaller --workspace-mb");
  const std::int64_t unshared = elementsUnshared(network_) * plan_.batch * static_cast<std::int64_t>(context_.arithmetic.bytes());
  const std::int64_t all = need.total() - need.activations + unshared;
  if (!operations_.empty() && all > free)
    notes_.push_back("with an output of its own for every layer, as in Caffe, it would need " + gigabytes(all) + ": " +
                     has + "; memory used again makes it " + gigabytes(need.total()));
}

View Pass::view(int layer) const {
  const Place& place = layer == kInput ? placement_.input : placement_.layers[layer];
  const Shape& shape = layer == kInput ? network_.input : network_.layers[layer].out;
  // One image has no next one: to an engine that wants packed images it is packed.
  const std::int64_t stride = plan_.batch == 1 ? shape.elements() : place.imageStride;
  return {&slots_[place.slot], place.offset * context_.arithmetic.bytes(), shape, stride};
}

std::unique_ptr<Operation> Pass::operationOf(const Layer& layer, const Site& site) const {
  switch (layer.kind) {
    case Kind::conv: return makeConv(context_, site);
    case Kind::pool: return makePool(context_, site);
    case Kind::lrn: return makeLrn(context_, site);
    case Kind::fc: return makeFc(context_, site);
    case Kind::concat: return makeConcat(context_, site);
    case Kind::softmax: return makeSoftmax(context_, site);
  }
  throw Failure(Exit::internal, "internal", layer.name + ": a kind of layer without operation", "report this");
}

void Pass::build(const Weights& weights) {
  for (std::size_t i = 0; i < network_.layers.size(); ++i) {
    const Layer& layer = network_.layers[i];
    std::vector<View> inputs;
    for (const int input : layer.inputs) inputs.push_back(view(input));
    operations_.push_back(operationOf(layer, {layer, inputs, view(static_cast<int>(i)), weights.layers[i]}));
  }
}

void Pass::allocate(const std::vector<float>& input) {
  for (std::size_t i = 0; i < slots_.size(); ++i)
    slots_[i] = Memory(device_.api(), placement_.slots[i] * plan_.batch * context_.arithmetic.bytes(), "activations");
  const std::vector<char> bytes = stored(context_.arithmetic, input);
  slots_[placement_.input.slot].upload(bytes.data(), bytes.size());
}

/// A workspace of cuBLAS's own making would be allocated in the middle of a pass, which a graph cannot record.
void Pass::prepareBlas() {
  const Api& api = device_.api();
  check(api, blas(api.cublasSetMathMode(device_.blas(), context_.arithmetic.blasMath)), "setting cuBLAS's arithmetic");
  if (!api.cublasSetWorkspace_v2) return;
  blasWorkspace_ = Memory(api, device_.blasWorkspaceBytes(), "cuBLAS's workspace");
  check(api, blas(api.cublasSetWorkspace_v2(device_.blas(), blasWorkspace_.data(), blasWorkspace_.bytes())),
        "giving cuBLAS its workspace");
}

void Pass::settle() {
  std::size_t used = 0;
  for (const auto& operation : operations_) {
    operation->settle();
    used = std::max(used, operation->usedWorkspaceBytes());
  }
  if (used == scratch_.workspace.bytes()) return;
  // A search for algorithms was given more than what it found needs.
  scratch_.workspace = Memory();
  scratch_.grow(scratch_.workspace, used, "a convolution's workspace");
}

Answer Pass::enqueue() {
  Answer answer = dnn(0);
  for (const auto& operation : operations_) {
    answer = operation->enqueue();
    if (!answer) break;
  }
  return answer;
}

std::vector<float> Pass::output(int layer) const {
  const Place& place = placement_.layers[layer];
  const std::int64_t elements = network_.layers[layer].out.elements();
  std::vector<char> bytes(static_cast<std::size_t>(plan_.batch * elements) * context_.arithmetic.bytes());
  slots_[place.slot].download(bytes.data(), bytes.size());
  return restored(context_.arithmetic, bytes);
}

Prepared Pass::report() const {
  Prepared prepared;
  const Need need = this->need();
  prepared.weightBytes = need.weights;
  prepared.activationBytes = need.activations;
  prepared.workspaceBytes = static_cast<std::int64_t>(scratch_.workspace.bytes() + scratch_.copies.bytes()) + need.blas;
  for (std::size_t i = 0; i < operations_.size(); ++i)
    prepared.layers.push_back({network_.layers[i].name, operations_[i]->implementation(),
                               static_cast<std::int64_t>(operations_[i]->usedWorkspaceBytes())});
  prepared.notes = notes_;
  return prepared;
}

}  // namespace runner::cuda
