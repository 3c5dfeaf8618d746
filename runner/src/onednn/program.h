// A network made into oneDNN calls over numbered blobs, with nothing allocated yet.
#pragma once
#include <string>
#include <vector>

#include "../backend.h"
#include "memory.h"
#include "primitives.h"

namespace runner::onednn {

/// What one call puts out and others read. One with an owner is a part of the owner's memory.
struct Blob {
  Desc desc;
  Buffer buffer;
  int owner = -1;
  std::size_t shift = 0;  ///< bytes into the owner
};

/// A layer's weights or biases in the layout its implementation wants.
struct Slot {
  int layer = 0;
  bool bias = false;
  Desc plain, wanted;
  std::size_t offset = 0;
};

/// An argument (DNNL_ARG_...) of a call: a blob or, where `weight`, a slot.
struct Operand {
  int argument = 0;
  bool weight = false;
  int index = 0;
};

struct Call {
  Described described;
  std::vector<Operand> operands;
};

struct Program {
  std::vector<Call> calls;
  std::vector<Blob> blobs;   ///< 0 is the input
  std::vector<Slot> slots;
  std::vector<int> blobOf;   ///< of each layer's output
  std::vector<LayerReport> reports;
  std::vector<std::string> notes;
  std::size_t weightBytes = 0, activationBytes = 0, scratchBytes = 0;
  /// Where a blob begins among the activations.
  std::size_t offsetOf(int blob) const;
};

/// Chooses implementations, layouts and places. Throws Failure.
Program compile(const Network& network, const Site& site, ConvAlgo algo);

}  // namespace runner::onednn
