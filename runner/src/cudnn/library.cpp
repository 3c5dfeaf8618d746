#include "library.h"

#include <algorithm>

#include "folders.h"
#include "shared_object.h"

namespace runner::cuda {

namespace {
using Names = std::vector<std::string>;

const char* const kInstall = "install CUDA's runtime, cuBLAS and cuDNN 8 or 9 of one major (the vendor's packages, or "
                             "Python's nvidia-cudnn-cu12, nvidia-cublas-cu12 and nvidia-cuda-runtime-cu12), or give "
                             "their folder with --cuda-lib-dir";

Failure missing(const std::string& what, const SharedObject& object) {
  const std::string why = object.refusal().empty() ? " was not found" : " cannot be opened: " + object.refusal();
  return Failure(Exit::unavailable, "library-missing", what + why, kInstall);
}

Failure mismatch(const std::string& what) {
  return Failure(Exit::unavailable, "library-mismatch", what,
                 "take CUDA's runtime, cuBLAS and all parts of cuDNN from one installation; --cuda-lib-dir names its folder");
}

template <typename Pointer>
void bind(Pointer& pointer, const SharedObject& object, const char* name, bool needed) {
  pointer = reinterpret_cast<Pointer>(object.symbol(name));
  if (!pointer && needed) throw mismatch(object.file() + " has no function " + name);
}

std::string dotted(int major, int minor, int patch) {
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

std::string blasVersion(const Api& api, int& major) {
  int minor = 0, patch = 0;
  if (api.cublasGetProperty(kMajorVersion, &major) != 0 || api.cublasGetProperty(kMinorVersion, &minor) != 0 ||
      api.cublasGetProperty(kPatchLevel, &patch) != 0)
    throw mismatch("cuBLAS does not tell its version");
  return dotted(major, minor, patch);
}

/// 9.1.2 is 90102, 8.9.7 is 8907.
std::string dnnVersion(std::size_t number, int& major) {
  const int all = static_cast<int>(number), unit = all >= 90000 ? 10000 : 1000;
  major = all / unit;
  return dotted(major, all % unit / 100, all % 100);
}

/// All parts from one folder, before cuDNN looks for them itself: it would take any other it finds first.
void openParts(const SharedObject& dnn, int cudaMajor, const std::vector<std::string>& folders) {
  const int major = dnn.file().back() - '0';
  const std::string folder = dnn.folder(), suffix = ".so." + std::to_string(major);
  const Names needed = major >= 9 ? Names{"graph", "ops", "cnn", "heuristic", "engines_precompiled"}
                                  : Names{"ops_infer", "cnn_infer"};
  for (const std::string& part : needed) {
    const std::string name = "libcudnn_" + part + suffix;
    const SharedObject object = SharedObject::open({folder}, {name});
    if (!object.found()) throw missing(name + ", a part of cuDNN that belongs beside " + dnn.file(), object);
  }
  // Compiles some engines at run time; whoever lacks it has the other engines.
  const std::string compiler = cudaMajor == 11 ? "11.2" : cudaMajor == 10 ? "10.2" : std::to_string(cudaMajor);
  SharedObject::open(folders, {"libnvrtc.so." + compiler});
  for (const std::string& name : matching(folder, "libcudnn_*" + suffix)) SharedObject::open({folder}, {name});
}

SharedObject openBlas(const Libraries& libraries, const std::vector<std::string>& folders) {
  const std::string major = std::to_string(libraries.cudaMajor);
  SharedObject::open(folders, {"libcublasLt.so." + major});
  const SharedObject blas = SharedObject::open(folders, {"libcublas.so." + major});
  if (blas.found()) return blas;
  const SharedObject other = SharedObject::open(
      folders, {"libcublas.so.13", "libcublas.so.12", "libcublas.so.11", "libcublas.so.10"});
  if (other.found()) throw mismatch(other.file() + " does not belong to CUDA " + major + ", whose runtime is open");
  throw missing("libcublas.so." + major, blas);
}
}  // namespace

Libraries openRuntime(const std::vector<std::string>& folders) {
  const SharedObject runtime = SharedObject::open(
      folders, {"libcudart.so.13", "libcudart.so.12", "libcudart.so.11.0", "libcudart.so.10.2"});
  if (!runtime.found()) throw missing("CUDA's runtime (libcudart.so.13, .12, .11.0 or .10.2)", runtime);
  Libraries libraries;
  Api& api = libraries.api;
#define BIND(name, result, parameters) bind(api.name, runtime, #name, true);
#define BIND_OPTIONAL(name, result, parameters) bind(api.name, runtime, #name, false);
  JOULEMARK_CUDART(BIND)
  JOULEMARK_CUDART_OPTIONAL(BIND_OPTIONAL)
#undef BIND
#undef BIND_OPTIONAL
  int version = 0;
  api.cudaRuntimeGetVersion(&version);
  libraries.cudaMajor = version / 1000;
  libraries.opened.push_back({"cudart", dotted(version / 1000, version % 1000 / 10, version % 10), runtime.file()});
  return libraries;
}

void openRest(Libraries& libraries, const std::vector<std::string>& folders) {
  Api& api = libraries.api;
  const SharedObject blas = openBlas(libraries, folders);
  const SharedObject dnn = SharedObject::open(folders, {"libcudnn.so.9", "libcudnn.so.8"});
  if (!dnn.found()) throw missing("cuDNN (libcudnn.so.9 or .8)", dnn);
#define BIND(name, result, parameters) bind(api.name, object, #name, true);
#define BIND_OPTIONAL(name, result, parameters) bind(api.name, object, #name, false);
  {
    const SharedObject& object = blas;
    JOULEMARK_CUBLAS(BIND)
    JOULEMARK_CUBLAS_OPTIONAL(BIND_OPTIONAL)
  }
  openParts(dnn, libraries.cudaMajor, folders);
  {
    const SharedObject& object = dnn;
    JOULEMARK_CUDNN(BIND)
    JOULEMARK_CUDNN_OPTIONAL(BIND_OPTIONAL)
  }
#undef BIND
#undef BIND_OPTIONAL
  libraries.opened.push_back({"cublas", blasVersion(api, libraries.blasMajor), blas.file()});
  libraries.dnnVersion = dnnVersion(api.cudnnGetVersion(), libraries.dnnMajor);
  libraries.opened.push_back({"cudnn", libraries.dnnVersion, dnn.file()});
  const int builtFor = static_cast<int>(api.cudnnGetCudartVersion() / 1000);
  if (builtFor != libraries.cudaMajor)
    throw mismatch("cuDNN " + libraries.dnnVersion + " was built for CUDA " + std::to_string(builtFor) +
                   ", the runtime is CUDA " + std::to_string(libraries.cudaMajor));
}

}  // namespace runner::cuda
