// One pass over a batch: the operations of a network and the memory they share.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "operation.h"
#include "placement.h"

namespace runner::cuda {

class Pass {
 public:
  /// Allocates and settles everything. Throws Failure out-of-memory before anything is allocated.
  Pass(const Device& device, const Plan& plan, const Weights& weights, const std::vector<float>& input, Found& found);
  Pass(const Pass&) = delete;
  Pass& operator=(const Pass&) = delete;

  /// Puts the whole pass into the stream.
  Answer enqueue();
  /// Of the last pass; the stream has to be idle.
  std::vector<float> output(int layer) const;
  /// All but the graph.
  Prepared report() const;

 private:
  struct Need {
    std::int64_t weights, activations, workspace, blas;
    std::int64_t total() const { return weights + activations + workspace + blas; }
  };
  Need need() const;
  void checkMemory();
  void build(const Weights& weights);
  std::unique_ptr<Operation> operationOf(const Layer& layer, const Site& site) const;
  void allocate(const std::vector<float>& input);
  void prepareBlas();
  void settle();
  View view(int layer) const;

  const Device& device_;
  const Plan& plan_;
  const Network& network_;
  Placement placement_;
  std::vector<Memory> slots_;
  Memory blasWorkspace_;
  Scratch scratch_;
  std::vector<std::string> notes_;
  Context context_;
  std::vector<std::unique_ptr<Operation>> operations_;
};

}  // namespace runner::cuda
