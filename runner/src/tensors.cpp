#include "tensors.h"

#include <cmath>
#include <cstring>

#include "gaussian.h"
#include "pool.h"

namespace runner {

namespace {
constexpr float kBias = 0.01f;
constexpr std::size_t kPiece = 1 << 16;  // values made from one seed; part of what the hashes in the tests pin
constexpr std::uint64_t kInputStream = ~std::uint64_t{0};

std::uint64_t streamOf(std::uint64_t seed, std::uint64_t layer, std::uint64_t piece) {
  return scramble(scramble(scramble(seed) + layer) + piece);
}

/// Eight bytes a step, in four lanes: one multiplication waiting for the other would take as long as the numbers themselves.
std::uint64_t hashOf(const float* values, std::size_t count) {
  std::uint64_t lanes[4] = {1, 2, 3, 4};
  const std::size_t words = (count + 1) / 2;
  for (std::size_t i = 0; i < words; ++i) {
    std::uint64_t word = 0;
    std::memcpy(&word, values + 2 * i, 2 * i + 1 < count ? 8 : 4);
    std::uint64_t& lane = lanes[i & 3];
    lane = (lane ^ word) * 0x9E3779B97F4A7C15u;
    lane ^= lane >> 29;
  }
  std::uint64_t hash = count;
  for (const std::uint64_t lane : lanes) hash = scramble(hash ^ lane);
  return hash;
}

/// A part of one layer's weights that has a stream of its own.
struct Piece {
  float* values;
  std::size_t count;
  double sigma;
  std::uint64_t stream, hash;
};

double sigmaOf(const Layer& layer, const WeightFill& fill) {
  return fill.he ? std::sqrt(2.0 / static_cast<double>(layer.fanIn())) : fill.sigma;
}

void cut(std::vector<float>& values, double sigma, std::uint64_t seed, std::size_t layer, std::vector<Piece>& pieces) {
  for (std::size_t at = 0; at < values.size(); at += kPiece) {
    const std::size_t count = values.size() - at < kPiece ? values.size() - at : kPiece;
    pieces.push_back({values.data() + at, count, sigma, streamOf(seed, layer, at / kPiece), 0});
  }
}
}  // namespace

Weights generateWeights(const Network& network, WeightFill fill, std::uint64_t seed, int threads) {
  Weights weights;
  weights.layers.resize(network.layers.size());
  Pool pool(threadsFor(threads));
  // The system hands out memory, page by page, when it is first written: with a thread for each layer this overlaps.
  pool.run(static_cast<std::int64_t>(network.layers.size()), [&](std::int64_t i) {
    weights.layers[i].weights.resize(static_cast<std::size_t>(network.layers[i].weights()));
    weights.layers[i].biases.assign(static_cast<std::size_t>(network.layers[i].biases()), kBias);
  });
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < network.layers.size(); ++i)
    cut(weights.layers[i].weights, sigmaOf(network.layers[i], fill), seed, i, pieces);
  pool.run(static_cast<std::int64_t>(pieces.size()), [&](std::int64_t i) {
    Piece& piece = pieces[i];
    fillGaussian(piece.values, piece.count, piece.sigma, piece.stream);
    piece.hash = hashOf(piece.values, piece.count);
  });
  for (const Piece& piece : pieces) weights.hash = scramble(weights.hash + piece.hash);
  for (const LayerWeights& layer : weights.layers)
    weights.hash = scramble(weights.hash + hashOf(layer.biases.data(), layer.biases.size()));
  return weights;
}

std::vector<float> generateInput(const Shape& shape, int batch, InputKind kind, double value, std::uint64_t seed) {
  const float constant = kind == InputKind::constant ? static_cast<float>(value) : 0.0f;
  std::vector<float> input(static_cast<std::size_t>(shape.elements() * batch), constant);
  if (kind != InputKind::gaussian) return input;
  std::vector<Piece> pieces;
  cut(input, value, seed, kInputStream, pieces);
  for (const Piece& piece : pieces) fillGaussian(piece.values, piece.count, piece.sigma, piece.stream);
  return input;
}

}  // namespace runner
