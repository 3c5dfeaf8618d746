// What a back end is to the rest of the runner.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "failure.h"
#include "network.h"
#include "tensors.h"

namespace runner {

/// fp16: half storage, float arithmetic. fp16true: half arithmetic.
enum class Precision { fp32, tf32, fp16, fp16true };
enum class FcMethod { automatic, gemv, gemm };

/// What a back end is asked to run.
struct Plan {
  const Network* network = nullptr;
  int batch = 1;
  Precision precision = Precision::fp32;
  FcMethod fc = FcMethod::automatic;
  std::string algo = "auto";  ///< convolution algorithm; names of algorithms are the back end's own
  std::int64_t workspaceBytes = 256 << 20;
  bool graph = true;
  int threads = 0;            ///< 0: one per processor
  int device = 0;
  std::string libraryDir;     ///< where to look for the vendor's libraries first
};

/// A library in use: its file's base name, never the folder.
struct Library {
  std::string name, version, file;
};

struct Description {
  std::string backend;
  std::string version;  ///< of the main library
  std::string device;   ///< e.g. the processor's or the GPU's name
  std::string isa;      ///< instruction set or compute capability
  std::vector<Library> libraries;
  std::vector<std::string> precisions;  ///< that work here
  std::vector<std::string> refusals;    ///< "fp16: why; remedy"
  bool onDevice = false;                ///< passes are computed elsewhere than on the processor
};

/// How one layer is computed.
struct LayerReport {
  std::string name, implementation;
  std::int64_t workspaceBytes = 0;
};

struct Prepared {
  std::vector<LayerReport> layers;
  std::int64_t weightBytes = 0, activationBytes = 0, workspaceBytes = 0;
  std::string graph = "off";       ///< "on", "off", or "refused: why"
  std::vector<std::string> notes;  ///< what was done otherwise than asked
};

/// One way to compute a network. Constructing it loads what it needs or throws Failure(unavailable, code).
class Backend {
 public:
  virtual ~Backend() = default;
  virtual Description describe() = 0;
  /// Allocates, uploads and compiles everything; nothing is allocated after it. `input` is N x C x H x W.
  /// Throws Failure: unsupported-precision, unknown-algo (names the choices), out-of-memory (with the numbers, before
  /// anything is allocated where that can be known), or the code of what the device said.
  virtual Prepared prepare(const Plan& plan, const Weights& weights, const std::vector<float>& input) = 0;
  /// Begins one pass over the batch; waits when more than a few passes are under way. Neither allocates nor writes.
  virtual void forward() = 0;
  /// Waits until every pass begun is over.
  virtual void finish() = 0;
  /// N x outputs of the layer before softmax, of the last pass.
  virtual std::vector<float> logits() = 0;
  /// N x outputs after softmax (or the logits where the network has none).
  virtual std::vector<float> outputs() = 0;
};

/// What a back end needs before it is constructed.
struct BackendOptions {
  int threads = 0;
  int device = 0;
  std::string libraryDir;
};

std::unique_ptr<Backend> makeReference(const BackendOptions& options);
/// Opens the shared object beside the executable that was built against oneDNN.
/// Throws Failure(unavailable, "onednn-missing") when it was not built or libdnnl cannot be loaded.
std::unique_ptr<Backend> loadOnednn(const BackendOptions& options);
/// Opens NVIDIA's libraries at run time.
std::unique_ptr<Backend> makeCudnn(const BackendOptions& options);

/// The entry point of a back end that is a shared object of its own: `extern "C" runner::Backend* runner_backend(const runner::BackendOptions&)`.
using BackendEntry = Backend* (*)(const BackendOptions&);
constexpr const char* kBackendEntry = "runner_backend";

}  // namespace runner
