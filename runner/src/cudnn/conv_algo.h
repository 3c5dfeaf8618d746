// Which algorithm computes a convolution.
#pragma once
#include <string>
#include <vector>

#include "operation.h"

namespace runner::cuda {

/// The name of an algorithm in options and reports.
std::string algoName(int algo);
/// Throws Failure(usage, "unknown-algo") that names the choices.
void checkAlgo(const std::string& name);

/// The descriptors of one convolution.
struct ConvShape {
  OwnedTensor input, output, bias;
  OwnedFilter filter;
  OwnedConv conv;
};
ConvShape describeConv(const Context& context, const Site& site);

/// Best first, none above the workspace cap; last those that write to `packed`, where that is not null: an engine may
/// refuse the strides of the output's place. `refused`: why the algorithm asked for by name is not the first.
std::vector<Candidate> candidates(const Context& context, const ConvShape& shape, TensorDesc packed,
                                  std::string& refused);

/// Measures all algorithms on the layer's own memory; empty where the library refuses to.
std::vector<Candidate> measure(const Context& context, const ConvShape& shape, const void* input, const void* filter,
                               void* output);

}  // namespace runner::cuda
