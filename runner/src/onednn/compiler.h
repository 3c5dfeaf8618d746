// Turns layers into calls one after the other; see program.h for what comes out.
#pragma once
#include "program.h"

namespace runner::onednn {

class Compiler {
 public:
  Compiler(const Network& network, const Site& site, ConvAlgo algo);
  void add(int index);
  Program finish();

 private:
  /// A layout made of another for a call that wants it; the next that wants the same shares it.
  struct Reordered {
    int from, to;
  };

  Described choose(const Layer& layer, const std::vector<int>& sources);
  Described chooseConvolution(const Layer& layer);
  int sourceOf(const Layer& layer, int input);
  int inLayout(int blob, const Desc& wanted, const Layer& layer);
  bool isFlat(int blob) const;
  int addBlob(const Desc& desc);
  int addSlot(int layer, bool bias, const Desc& plain, const Desc& wanted);
  void addWeights(Call& call, int index, bool flat);
  void emit(Call call);
  int root(int blob) const;
  void live(int blob, int step);
  bool concatInPlace(int index, const std::vector<int>& sources);
  std::vector<Operand> operandsOf(const Layer& layer, const Described& described, const std::vector<int>& sources);
  void report(const Layer& layer, const std::string& implementation, std::size_t scratchBytes);
  void placeBlobs();

  const Network& network_;
  Site site_;
  ConvAlgo algo_;
  Program program_;
  std::vector<Reordered> reordered_;
  std::string reorders_, substituted_;
};

}  // namespace runner::onednn
