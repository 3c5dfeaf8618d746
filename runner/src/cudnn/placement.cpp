#include "placement.h"

#include <algorithm>
#include <climits>
#include <numeric>

namespace runner::cuda {

namespace {
/// A blob: a layer's output, or a concatenation with all that is written straight into it.
struct Life {
  int owner = 0;              ///< whose memory it is: itself or a concatenation
  std::int64_t offset = 0;    ///< within its owner's image
  int last = 0;               ///< the step after which nothing needs it
};

std::vector<std::vector<int>> readersOf(const Network& network) {
  std::vector<std::vector<int>> readers(network.layers.size());
  for (std::size_t i = 0; i < network.layers.size(); ++i)
    for (const int input : network.layers[i].inputs)
      if (input != kInput) readers[input].push_back(static_cast<int>(i));
  return readers;
}

std::vector<Life> livesOf(const Network& network) {
  const auto readers = readersOf(network);
  const int count = static_cast<int>(network.layers.size());
  std::vector<Life> lives(count);
  for (int i = 0; i < count; ++i) {
    lives[i] = {i, 0, readers[i].empty() ? i : readers[i].back()};
    // What is read back after the pass is never given away.
    if (i == network.logits() || i == count - 1) lives[i].last = INT_MAX;
  }
  for (int i = 0; i < count; ++i) {
    const Layer& concat = network.layers[i];
    if (concat.kind != Kind::concat) continue;
    std::int64_t offset = 0;
    for (const int input : concat.inputs) {
      const Shape& shape = input == kInput ? network.input : network.layers[input].out;
      // Convolution and pooling can write with a stride between images; the others want their output packed.
      const bool writesStrided = input != kInput && (network.layers[input].kind == Kind::conv ||
                                                     network.layers[input].kind == Kind::pool);
      if (writesStrided && readers[input].size() == 1 && lives[input].last != INT_MAX) {
        lives[input].owner = i;
        lives[input].offset = offset;
      }
      offset += shape.elements();
    }
  }
  return lives;
}

class Slots {
 public:
  explicit Slots(std::vector<std::int64_t>& sizes) : sizes_(sizes) {}
  /// The smallest free slot that is large enough; else the largest, made larger; else a new one.
  int take(std::int64_t elements) {
    std::sort(free_.begin(), free_.end(), [&](int a, int b) { return sizes_[a] < sizes_[b]; });
    if (free_.empty()) {
      sizes_.push_back(elements);
      return static_cast<int>(sizes_.size()) - 1;
    }
    auto best = std::find_if(free_.begin(), free_.end(), [&](int slot) { return sizes_[slot] >= elements; });
    if (best == free_.end()) --best;
    const int slot = *best;
    free_.erase(best);
    sizes_[slot] = std::max(sizes_[slot], elements);
    return slot;
  }
  void give(int slot) { free_.push_back(slot); }

 private:
  std::vector<std::int64_t>& sizes_;
  std::vector<int> free_;
};
}  // namespace

std::int64_t Placement::elements() const {
  return std::accumulate(slots.begin(), slots.end(), std::int64_t{0});
}

Placement place(const Network& network) {
  const std::vector<Life> lives = livesOf(network);
  const int count = static_cast<int>(lives.size());
  Placement placement;
  placement.slots.push_back(network.input.elements());  // uploaded once, so nothing else may lie there
  placement.input = {0, 0, network.input.elements()};
  Slots slots(placement.slots);
  std::vector<int> slotOf(count, -1);
  for (int step = 0; step < count; ++step) {
    const int owner = lives[step].owner;
    const std::int64_t elements = network.layers[owner].out.elements();
    if (slotOf[owner] < 0) slotOf[owner] = slots.take(elements);
    placement.layers.push_back({slotOf[owner], lives[step].offset, elements});
    for (int other = 0; other < count; ++other)
      if (lives[other].owner == other && lives[other].last == step && slotOf[other] >= 0) slots.give(slotOf[other]);
  }
  return placement;
}

std::int64_t elementsUnshared(const Network& network) {
  std::int64_t elements = network.input.elements();
  for (const Layer& layer : network.layers) elements += layer.out.elements();
  return elements;
}

}  // namespace runner::cuda
