#include "conv_algo.h"

#include <algorithm>
#include <array>

namespace runner::cuda {

namespace {
struct Named {
  const char* name;
  int algo;
};
// cuDNN lists a direct one as well and has never had it.
constexpr std::array<Named, 7> kNamed{{{"implicit-gemm", kImplicitGemm},
                                       {"precomp-gemm", kPrecompGemm},
                                       {"gemm", kGemm},
                                       {"fft", kFft},
                                       {"fft-tiling", kFftTiling},
                                       {"winograd", kWinograd},
                                       {"winograd-nonfused", kWinogradNonfused}}};

const Named* findNamed(const std::string& name) {
  const auto found = std::find_if(kNamed.begin(), kNamed.end(), [&](const Named& one) { return name == one.name; });
  return found == kNamed.end() ? nullptr : &*found;
}

/// One algorithm as it would run here; false, with the reason, where it would not.
bool askFor(const Context& context, const ConvShape& shape, TensorDesc output, Candidate& candidate,
            std::string& refused) {
  const Api& api = context.api();
  const Answer answer = dnn(api.cudnnGetConvolutionForwardWorkspaceSize(
      context.device.dnn(), shape.input.get(), shape.filter.get(), shape.conv.get(), output,
      candidate.algo, &candidate.workspaceBytes));
  if (!answer) {
    refused = nameOf(api, answer);
    return false;
  }
  if (candidate.workspaceBytes <= static_cast<std::size_t>(context.plan.workspaceBytes)) return true;
  refused = "wants " + std::to_string(candidate.workspaceBytes) + " bytes of workspace, the cap is " +
            std::to_string(context.plan.workspaceBytes);
  return false;
}

/// The library's list without what failed, what wants too much memory, and what computes otherwise than asked.
std::vector<Candidate> usable(const Context& context, const AlgoPerf* results, int count) {
  std::vector<Candidate> list;
  for (const AlgoPerf* result = results; result < results + count; ++result) {
    // Nor is the size to be believed blindly: searches have reported terabytes.
    if (result->status != 0 || result->memory > static_cast<std::size_t>(context.plan.workspaceBytes)) continue;
    const bool exact = context.arithmetic.convMath == kDnnFma;
    if (exact && result->mathType != kDnnFma && result->mathType != kDnnDefaultMath) continue;
    // In floats, on an H100 with cuDNN 9.19, AlexNet's logits were off by 1.6e-4 with it, and by 1e-6 with any other.
    if (exact && result->algo == kWinogradNonfused) continue;
    list.push_back({result->algo, exact ? int{kDnnFma} : result->mathType, result->memory});
  }
  return list;
}

std::vector<Candidate> candidatesInto(const Context& context, const ConvShape& shape, TensorDesc output,
                                      std::string& refused) {
  const Api& api = context.api();
  AlgoPerf results[kAlgoCount * 2]{};
  int count = 0;
  const Answer answer = dnn(api.cudnnGetConvolutionForwardAlgorithm_v7(
      context.device.dnn(), shape.input.get(), shape.filter.get(), shape.conv.get(), output, kAlgoCount * 2, &count,
      results));
  std::vector<Candidate> list = usable(context, results, answer ? count : 0);
  // The two that need least, in case the heuristics know nothing.
  for (const int algo : {kPrecompGemm, kImplicitGemm}) {
    Candidate last{algo, context.arithmetic.convMath};
    std::string why;
    if (askFor(context, shape, output, last, why)) list.push_back(last);
  }
  if (const Named* named = findNamed(context.plan.algo)) {
    Candidate wanted{named->algo, context.arithmetic.convMath};
    if (askFor(context, shape, output, wanted, refused)) list.insert(list.begin(), wanted);
  }
  return list;
}
}  // namespace

std::string algoName(int algo) {
  for (const Named& one : kNamed)
    if (one.algo == algo) return one.name;
  return "algorithm " + std::to_string(algo);
}

void checkAlgo(const std::string& name) {
  if (name == "auto" || name == "find" || findNamed(name)) return;
  std::string choices = "auto, find";
  for (const Named& one : kNamed) choices += std::string(", ") + one.name;
  throw Failure(Exit::usage, "unknown-algo", "no convolution algorithm is called \"" + name + "\"",
                "take one of: " + choices);
}

std::vector<Candidate> candidates(const Context& context, const ConvShape& shape, TensorDesc packed,
                                  std::string& refused) {
  std::vector<Candidate> list = candidatesInto(context, shape, shape.output.get(), refused);
  if (packed == nullptr) return list;
  for (Candidate candidate : candidatesInto(context, shape, packed, refused)) {
    candidate.packed = true;
    list.push_back(candidate);
  }
  // What was asked for by name comes before what saves a copy.
  if (const Named* named = findNamed(context.plan.algo))
    std::stable_partition(list.begin(), list.end(), [&](const Candidate& one) { return one.algo == named->algo; });
  return list;
}

std::vector<Candidate> measure(const Context& context, const ConvShape& shape, const void* input, const void* filter,
                               void* output) {
  const Api& api = context.api();
  AlgoPerf results[kAlgoCount * 2]{};
  int count = 0;
  const Memory& workspace = context.scratch.workspace;
  const Answer answer = dnn(api.cudnnFindConvolutionForwardAlgorithmEx(
      context.device.dnn(), shape.input.get(), input, shape.filter.get(), filter, shape.conv.get(), shape.output.get(),
      output, kAlgoCount * 2, &count, results, workspace.data(), workspace.bytes()));
  return usable(context, results, answer ? count : 0);
}

}  // namespace runner::cuda
