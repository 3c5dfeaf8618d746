#include "device.h"

#include "folders.h"

namespace runner::cuda {

namespace {
std::string dotted(int version) { return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10); }
}  // namespace

const char* nameOf(Precision precision) {
  switch (precision) {
    case Precision::fp32: return "fp32";
    case Precision::tf32: return "tf32";
    case Precision::fp16: return "fp16";
    case Precision::fp16true: return "fp16-true";
  }
  return "";
}

Device::Device(const BackendOptions& options) {
  const std::vector<std::string> folders = libraryFolders(options.libraryDir);
  libraries_ = openRuntime(folders);
  checkDriver();
  openRest(libraries_, folders);
  identify(options.device);
  createHandles();
}

void Device::checkDriver() {
  int driver = 0, runtimeVersion = 0, count = 0;
  check(api(), runtime(api().cudaDriverGetVersion(&driver)), "asking for the driver's version");
  if (driver == 0)
    throw Failure(Exit::unavailable, "no-driver", "no NVIDIA driver is loaded",
                  "install NVIDIA's driver (nvidia-smi tells whether it works); in a container, start it with access to the GPU");
  api().cudaRuntimeGetVersion(&runtimeVersion);
  const Answer answer = runtime(api().cudaGetDeviceCount(&count));
  const std::string versions =
      "the driver is for CUDA " + dotted(driver) + ", the runtime is CUDA " + dotted(runtimeVersion);
  if (!answer) throw failureOf(api(), answer, answer.status == kInsufficientDriver ? versions : "counting devices");
  if (count == 0) throw failureOf(api(), runtime(kNoDevice), "counting devices");
}

void Device::identify(int device) {
  check(api(), runtime(api().cudaSetDevice(device)), "taking device " + std::to_string(device));
  DeviceProperties properties{};
  const auto ask = api().cudaGetDeviceProperties_v2 ? api().cudaGetDeviceProperties_v2 : api().cudaGetDeviceProperties;
  if (ask) check(api(), runtime(ask(&properties, device)), "asking for the device's name");
  properties.name[sizeof properties.name - 1] = 0;
  name_ = properties.name;
  check(api(), runtime(api().cudaDeviceGetAttribute(&major_, kCapabilityMajor, device)), "asking what the device is");
  check(api(), runtime(api().cudaDeviceGetAttribute(&minor_, kCapabilityMinor, device)), "asking what the device is");
}

void Device::createHandles() {
  Stream stream = nullptr;
  check(api(), runtime(api().cudaStreamCreateWithFlags(&stream, kStreamNonBlocking)), "creating a stream");
  stream_ = OwnedStream(api(), stream);
  Blas blasHandle = nullptr;
  check(api(), cuda::blas(api().cublasCreate_v2(&blasHandle)), "starting cuBLAS");
  blas_ = OwnedBlas(api(), blasHandle);
  check(api(), cuda::blas(api().cublasSetStream_v2(blasHandle, stream)), "giving cuBLAS its stream");
  dnn_ = make<OwnedDnn>(api(), api().cudnnCreate, "starting cuDNN");
  check(api(), cuda::dnn(api().cudnnSetStream(dnn_.get(), stream)), "giving cuDNN its stream");
}

std::string Device::refusal(Precision precision) const {
  const bool nativeHalf = major_ >= 7 || (major_ == 5 && minor_ == 3) || (major_ == 6 && minor_ != 1);
  if (precision == Precision::tf32 && major_ < 8)
    return capability() + " has no TF32 arithmetic, it came with sm_80; take --precision fp32 or fp16";
  if (precision == Precision::tf32 && libraries_.blasMajor < 11)
    return "cuBLAS " + std::to_string(libraries_.blasMajor) +
           " has no TF32 arithmetic, it came with CUDA 11; take --precision fp32 or fp16";
  if (precision == Precision::fp16true && !nativeHalf)
    return capability() + " has no fast half arithmetic (sm_53, 60, 62 and 70 and later have); take --precision fp16";
  return "";
}

Device::MemoryState Device::memory() const {
  MemoryState state;
  check(api(), runtime(api().cudaMemGetInfo(&state.free, &state.total)), "asking for free memory");
  return state;
}

void Device::synchronize(const std::string& doing) const {
  check(api(), runtime(api().cudaStreamSynchronize(stream())), doing);
}

}  // namespace runner::cuda
