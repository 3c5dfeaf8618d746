#include "status.h"

namespace runner::cuda {

namespace {
struct Known {
  int error;
  Exit exit;
  const char *code, *remedy;
};

// Without any driver the runtime says 35 as well: who asks for the driver's version first can tell.
constexpr Known kKnown[] = {
    {kMemoryAllocation, Exit::outOfMemory, "out-of-memory",
     "take a smaller --batch, --precision fp16 or a smaller --workspace-mb, or end what else uses the device"},
    {kInsufficientDriver, Exit::unavailable, "driver-too-old", "install a newer NVIDIA driver, or an older CUDA runtime"},
    {kDevicesUnavailable, Exit::unavailable, "device-busy",
     "end what uses the device, or set its compute mode to default (nvidia-smi -c 0)"},
    {kNoDevice, Exit::unavailable, "no-device",
     "check that the GPU is visible: nvidia-smi -L, CUDA_VISIBLE_DEVICES, the container's access to devices"},
    {kInvalidDevice, Exit::unavailable, "no-device", "take a --device that nvidia-smi -L lists"},
    {kSystemDriverMismatch, Exit::unavailable, "driver-mismatch",
     "reboot: the driver's kernel module and its libraries are of two versions (an upgrade is pending)"},
};
constexpr Known kDriverError{kUnknown, Exit::unavailable, "driver-error",
                             "see dmesg for NVRM and Xid messages; reload the driver or reboot"};

Known knownFor(int error) {
  for (const Known& known : kKnown)
    if (known.error == error) return known;
  return kDriverError;
}

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

/// cuBLAS and cuDNN tell by name.
Known knownFor(const std::string& name) {
  // cuDNN 9 spells it out: INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED.
  if (contains(name, "ALLOC_FAILED") || contains(name, "ALLOCATION_FAILED")) return knownFor(kMemoryAllocation);
  if (contains(name, "VERSION_MISMATCH") || contains(name, "LOADING_FAILED"))
    return {0, Exit::unavailable, "library-mismatch",
            "take all parts of cuDNN from one installation; --cuda-lib-dir names its folder"};
  return kDriverError;
}

std::string lastComplaint(const Api& api) {
  if (!api.cudnnGetLastErrorString) return "";
  char text[512] = "";
  api.cudnnGetLastErrorString(text, sizeof text);
  text[sizeof text - 1] = 0;
  return text[0] ? std::string(": ") + text : "";
}
}  // namespace

std::string nameOf(const Api& api, Answer answer) {
  switch (answer.from) {
    case Answer::From::dnn: return api.cudnnGetErrorString(answer.status) + lastComplaint(api);
    case Answer::From::blas:
      return api.cublasGetStatusString ? api.cublasGetStatusString(answer.status)
                                       : "cuBLAS status " + std::to_string(answer.status);
    case Answer::From::runtime: break;
  }
  return std::string(api.cudaGetErrorName(answer.status)) + ": " + api.cudaGetErrorString(answer.status);
}

Failure failureOf(const Api& api, Answer answer, const std::string& doing) {
  const std::string name = nameOf(api, answer);
  const Known known = answer.from == Answer::From::runtime ? knownFor(answer.status) : knownFor(name);
  return Failure(known.exit, known.code, doing + ": " + name, known.remedy);
}

void check(const Api& api, Answer answer, const std::string& doing) {
  if (!answer) throw failureOf(api, answer, doing);
}

Failure deviceLost(const Api& api, Answer answer, const std::string& doing) {
  return Failure(Exit::unavailable, "device-lost", doing + ": " + nameOf(api, answer),
                 "the device stopped answering in mid-run: see dmesg for NVRM and Xid messages, check power and cooling");
}

}  // namespace runner::cuda
