// A program with its memory and compiled primitives: what a pass runs.
#pragma once
#include <vector>

#include "program.h"

namespace runner::onednn {

class Execution {
 public:
  /// Allocates, reorders the weights and compiles. Nothing is allocated by us after it.
  Execution(Program program, const dnnl::engine& engine, const Weights& weights, const std::vector<float>& input);
  void forward();
  void finish() { stream_.wait(); }
  /// A layer's output as plain N x C x H x W.
  std::vector<float> read(int layer);

 private:
  struct Step {
    dnnl::primitive primitive;
    std::vector<dnnl_exec_arg_t> arguments;
  };

  void loadWeights(const Weights& weights);
  void loadInput(const std::vector<float>& input);
  void bind(const Call& call);
  void addArgument(Step& step, int argument, const Desc& desc, void* data);

  Program program_;
  dnnl::engine engine_;
  dnnl::stream stream_;
  Arena weights_, activations_, scratch_;
  std::vector<dnnl::memory> memories_;
  std::vector<Step> steps_;
};

}  // namespace runner::onednn
