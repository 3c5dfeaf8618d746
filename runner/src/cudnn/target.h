// Where an operation puts its output: at its place, or packed elsewhere and copied to its place where an engine refuses
// the strides of a concatenation.
#pragma once
#include "operation.h"

namespace runner::cuda {

class Target {
 public:
  Target(const Context& context, const View& view);
  bool canPack() const { return !view_.packed(); }
  void pack(bool packed);
  bool isPacked() const { return packed_; }
  TensorDesc packedDescriptor() const { return packedTensor_.get(); }
  TensorDesc descriptor() const { return packed_ ? packedTensor_.get() : tensor_.get(); }
  void* data() const { return packed_ ? context_.scratch.copies.data() : view_.data(); }
  /// The copy, where there is one to make.
  Answer deliver() const;

 private:
  Context context_;
  View view_;
  OwnedTensor tensor_, packedTensor_;
  bool packed_ = false;
};

}  // namespace runner::cuda
