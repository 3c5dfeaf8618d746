#include "checks.h"

#include <algorithm>
#include <cstdio>

#include "../host.h"

namespace runner::onednn {
namespace {

constexpr const char* kUseFp32 = "use --precision fp32";

std::string statusOf(dnnl_status_t status) {
  return status == dnnl_unimplemented ? "unimplemented" : "status " + std::to_string(status);
}

/// Why a precision with half storage is refused; the library is asked, for its answer tells one processor from another.
std::string halfReason(const dnnl::engine& engine) {
  const auto ask = [&](auto type) { return tryConvolution(engine, type); };
  const dnnl_status_t half = ask(dnnl::memory::data_type::f16), brain = ask(dnnl::memory::data_type::bf16);
  const std::string library = "oneDNN " + libraryVersion();
  if (half == dnnl_success) return library + " could compute in half here, this back end computes in float only";
  return library + " has no half-precision convolution on this processor (" + statusOf(half) + "; bfloat16: " +
         (brain == dnnl_success ? "there, but not offered" : statusOf(brain)) + ")";
}

std::string reasonAgainst(Precision precision, const dnnl::engine& engine) {
  if (precision == Precision::tf32) return "TF32 is a format of NVIDIA's tensor cores, no processor computes in it";
  return halfReason(engine);
}

std::string gigabytes(std::int64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g GB", static_cast<double>(bytes) / 1e9);
  return text;
}

/// What a network needs: once, and more with every image.
struct Need {
  std::int64_t weights = 0, activations = 0, workspace = 0;
  std::int64_t total() const { return weights + activations + workspace; }
};

void check(const Network& network, int batch, const Need& need, const std::string& atLeast) {
  const std::int64_t available = availableBytes();
  if (need.total() <= available) return;
  const std::int64_t perImage = std::max<std::int64_t>(1, (need.activations + need.workspace) / batch);
  const std::int64_t fits = (available - need.weights) / perImage;
  throw Failure(Exit::outOfMemory, "out-of-memory",
                network.name + " at batch " + std::to_string(batch) + " needs " + atLeast + gigabytes(need.total()) +
                    " (weights " + gigabytes(need.weights) + ", activations " + gigabytes(need.activations) +
                    ", workspace " + gigabytes(need.workspace) + "), " + gigabytes(available) + " are available",
                fits > 0 ? "Use a batch of about " + std::to_string(fits) + " or less." : "Free memory, or use another machine.");
}

}  // namespace

void checkPrecision(Precision precision, const dnnl::engine& engine) {
  if (precision == Precision::fp32) return;
  throw Failure(Exit::unavailable, "unsupported-precision", reasonAgainst(precision, engine),
                std::string("On this back end ") + kUseFp32 + ".");
}

std::vector<std::string> refusals(const dnnl::engine& engine) {
  std::vector<std::string> all;
  for (const auto& [name, precision] : {std::pair{"tf32", Precision::tf32}, {"fp16", Precision::fp16}, {"fp16-true", Precision::fp16true}})
    all.push_back(std::string(name) + ": " + reasonAgainst(precision, engine) + "; " + kUseFp32);
  return all;
}

ConvAlgo algoOf(const std::string& name) {
  if (name == "auto") return ConvAlgo::automatic;
  if (name == "direct") return ConvAlgo::direct;
  if (name == "winograd") return ConvAlgo::winograd;
  throw Failure(Exit::usage, "unknown-algo", "no convolution algorithm \"" + name + "\" on the onednn back end",
                "Choose auto, direct or winograd.");
}

void checkLeastMemory(const Network& network, int batch) {
  std::int64_t largest = network.input.elements();
  for (const Layer& layer : network.layers) largest = std::max(largest, layer.in.elements() + layer.out.elements());
  const std::int64_t size = sizeof(float);
  check(network, batch, {network.params() * size, largest * batch * size, 0}, "at least ");
}

void checkMemory(const Network& network, int batch, const Program& program) {
  const auto bytes = [](std::size_t value) { return static_cast<std::int64_t>(value); };
  check(network, batch, {bytes(program.weightBytes), bytes(program.activationBytes), bytes(program.scratchBytes)}, "");
}

}  // namespace runner::onednn
