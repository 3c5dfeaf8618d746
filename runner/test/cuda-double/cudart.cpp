// The runtime: device and memory.
#include <cstdio>
#include <cstring>

#include "memory.h"
#include "stream.h"

using namespace cudadouble;
using runner::cuda::DeviceProperties;

namespace {
constexpr int kCapabilityMajor = 75, kCapabilityMinor = 76, kToDevice = 1, kToHost = 2;

int call(const char* name, const std::function<void()>& body) { return entry(name, From::cudart, body); }

/// 86: compute capability 8.6.
int capability() { return static_cast<int>(failingNumber("capability", 86)); }

void refuseDevice() {
  if (failing("no-driver") || failing("driver-too-old")) throw RuntimeError{35};
  if (failing("no-device")) throw RuntimeError{100};
  if (failing("driver-mismatch")) throw RuntimeError{803};
}

void copy(void* to, const void* from, std::size_t bytes, int kind) {
  demand(kind == kToDevice || kind == kToHost, "a kind of copy that is not used here");
  demandHost(kind == kToDevice ? from : to, "the host's side");
  if (kind == kToDevice)
    std::memcpy(bytesAt(to, bytes, 1, "the copy's target"), from, bytes);
  else
    std::memcpy(to, bytesAt(from, bytes, 1, "the copy's source"), bytes);
}
}  // namespace

void cudadouble::describeDevice(DeviceProperties* properties, int device) {
  demand(device == 0, "no such device");
  std::snprintf(properties->name, sizeof properties->name, "Test double of a GPU");
}

DOUBLE_API int cudaDriverGetVersion(int* version) {
  return call("cudaDriverGetVersion", [&] {
    demandHost(version, "the version's place");
    *version = failing("no-driver") ? 0 : failing("driver-too-old") ? 10010 : kCudaMajor * 1000 + 80;
  });
}

DOUBLE_API int cudaRuntimeGetVersion(int* version) {
  return call("cudaRuntimeGetVersion", [&] { *version = kCudaMajor * 1000 + kCudaMinor * 10; });
}

DOUBLE_API int cudaGetDeviceCount(int* count) {
  return call("cudaGetDeviceCount", [&] {
    *count = 0;
    refuseDevice();
    *count = 1;
  });
}

DOUBLE_API int cudaSetDevice(int device) {
  return call("cudaSetDevice", [&] {
    refuseDevice();
    if (device != 0) throw RuntimeError{101};
    if (failing("busy")) throw RuntimeError{46};
  });
}

DOUBLE_API int cudaDeviceGetAttribute(int* value, int attribute, int device) {
  return call("cudaDeviceGetAttribute", [&] {
    demand(device == 0, "no such device");
    demand(attribute == kCapabilityMajor || attribute == kCapabilityMinor, "an attribute that is not used here");
    *value = attribute == kCapabilityMajor ? capability() / 10 : capability() % 10;
  });
}

DOUBLE_API int cudaGetDeviceProperties(DeviceProperties* properties, int device) {
  return call("cudaGetDeviceProperties", [&] { describeDevice(properties, device); });
}

DOUBLE_API int cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  return call("cudaMemGetInfo", [&] {
    *total = capacity();
    *free = capacity() - allocated();
  });
}

DOUBLE_API int cudaMalloc(void** to, std::size_t bytes) {
  return call("cudaMalloc", [&] {
    demandHost(to, "the pointer's place");
    forbidWhileCapturing();
    *to = allocate(bytes);
  });
}

DOUBLE_API int cudaFree(void* pointer) {
  return call("cudaFree", [&] {
    forbidWhileCapturing();
    finishAll();  // the real one waits for the device
    if (pointer) release(pointer);
  });
}

/// It waits for the default stream only: what is under way in ours is neither seen nor spared.
DOUBLE_API int cudaMemcpy(void* to, const void* from, std::size_t bytes, int kind) {
  return call("cudaMemcpy", [&] {
    forbidWhileCapturing();
    demand(!busy(), "copied while work is under way in a stream that does not wait for the default one");
    copy(to, from, bytes, kind);
  });
}

DOUBLE_API int cudaGetLastError() {
  return call("cudaGetLastError", [] {});
}

DOUBLE_API const char* cudaGetErrorName(int error) {
  counted("cudaGetErrorName");
  switch (error) {
    case 2: return "cudaErrorMemoryAllocation";
    case 35: return "cudaErrorInsufficientDriver";
    case 46: return "cudaErrorDevicesUnavailable";
    case 100: return "cudaErrorNoDevice";
    case 101: return "cudaErrorInvalidDevice";
    case 719: return "cudaErrorLaunchFailure";
    case 801: return "cudaErrorNotSupported";
    case 803: return "cudaErrorSystemDriverMismatch";
    case 900: return "cudaErrorStreamCaptureUnsupported";
    case 901: return "cudaErrorStreamCaptureInvalidated";
    default: return "cudaErrorUnknown";
  }
}

DOUBLE_API const char* cudaGetErrorString(int error) {
  counted("cudaGetErrorString");
  return error == 719 ? "unspecified launch failure" : "as its name says";
}
