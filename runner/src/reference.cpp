#include "reference.h"

#include "reference_pass.h"

namespace runner {

ReferencePass::ReferencePass(const Network& network, const Weights& weights, int threads)
    : network_(network), weights_(weights), image_(network.input.elements()), pool_(threadsFor(threads)) {
  for (const Layer& layer : network.layers) blobs_.emplace_back(layer.out.elements());
  for (const Layer& layer : network.layers) {
    inputs_.emplace_back();
    for (const int input : layer.inputs) {
      const std::vector<double>& blob = input == kInput ? image_ : blobs_[input];
      inputs_.back().push_back({blob.data(), static_cast<std::int64_t>(blob.size())});
    }
  }
}

void ReferencePass::compute(const float* image) {
  for (double& value : image_) value = *image++;
  for (std::size_t i = 0; i < blobs_.size(); ++i)
    computeLayer(network_.layers[i], inputs_[i], weights_.layers[i], blobs_[i].data(), pool_);
}

std::int64_t ReferencePass::bytes() const {
  std::size_t values = image_.size();
  for (const std::vector<double>& blob : blobs_) values += blob.size();
  return static_cast<std::int64_t>(values * sizeof(double));
}

std::vector<double> referenceLayer(const Layer& layer, const std::vector<const std::vector<double>*>& inputs,
                                   const LayerWeights& weights) {
  std::vector<Blob> blobs;
  for (const std::vector<double>* input : inputs)
    blobs.push_back({input->data(), static_cast<std::int64_t>(input->size())});
  std::vector<double> out(layer.out.elements());
  Pool alone(1);
  computeLayer(layer, blobs, weights, out.data(), alone);
  return out;
}

std::vector<double> referenceLogits(const Network& network, const Weights& weights, const std::vector<float>& input,
                                    int batch, int threads) {
  ReferencePass pass(network, weights, threads);
  std::vector<double> logits;
  for (int i = 0; i < batch; ++i) {
    pass.compute(input.data() + i * network.input.elements());
    const std::vector<double>& image = pass.output(network.logits());
    logits.insert(logits.end(), image.begin(), image.end());
  }
  return logits;
}

}  // namespace runner
