// One pooling as cuDNN is asked for it.
#pragma once
#include "target.h"

namespace runner::cuda {

/// Rows and columns by which the last window hangs over the right and bottom edge: Caffe rounds pool sizes up.
struct Overhang {
  int rows, columns;
  bool any() const { return rows > 0 || columns > 0; }
};
Overhang overhangOf(const Layer& layer);

class PoolCall {
 public:
  /// `widened`: pools a copy of the input that is larger at the right and bottom, filled with the lowest number.
  PoolCall(const Context& context, const Layer& layer, const View& input, const View& output, bool widened);
  Answer enqueue();
  Target& target() { return target_; }
  const Target& target() const { return target_; }

 private:
  void widen(const Layer& layer);

  Context context_;
  View input_;
  Target target_;
  OwnedTensor inputTensor_, inside_, wideTensor_;
  OwnedPool pool_;
  Memory wide_;
};

}  // namespace runner::cuda
