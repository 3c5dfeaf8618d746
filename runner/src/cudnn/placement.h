// Where each layer's output lies: pieces of memory are used again once nothing reads them any more, and what is only
// concatenated is written into the concatenation at once.
#pragma once
#include <cstdint>
#include <vector>

#include "network.h"

namespace runner::cuda {

struct Place {
  int slot = 0;
  std::int64_t offset = 0;       ///< elements from the slot's start, in the first image
  std::int64_t imageStride = 0;  ///< elements from one image to the next
};

struct Placement {
  std::vector<Place> layers;        ///< parallel to Network::layers
  Place input;
  std::vector<std::int64_t> slots;  ///< elements for one image
  std::int64_t elements() const;    ///< of all slots
};

Placement place(const Network& network);

/// Elements for one image if every layer kept its own output, as Caffe does.
std::int64_t elementsUnshared(const Network& network);

}  // namespace runner::cuda
