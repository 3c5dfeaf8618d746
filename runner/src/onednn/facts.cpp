#include "facts.h"

#include <dlfcn.h>
#include <sys/utsname.h>

#include <fstream>

#include "checks.h"

#ifdef _OPENMP
#include <omp.h>
#endif

namespace runner::onednn {
namespace {

/// Base name of the file a function came from.
std::string fileOf(void* function) {
  Dl_info info{};
  if (dladdr(function, &info) == 0 || info.dli_fname == nullptr) return "";
  const std::string path = info.dli_fname;
  return path.substr(path.find_last_of('/') + 1);
}

std::string lineAfter(const std::string& file, const std::string& key) {
  std::ifstream stream(file);
  std::string line;
  while (std::getline(stream, line))
    if (line.rfind(key, 0) == 0 && line.find(": ") != std::string::npos) return line.substr(line.find(": ") + 2);
  return "";
}

/// The processor's name; ARM kernels do not give one, boards do.
std::string processorName() {
  const std::string model = lineAfter("/proc/cpuinfo", "model name");
  if (!model.empty()) return model;
  std::ifstream board("/proc/device-tree/model");
  std::string name;
  if (std::getline(board, name, '\0') && !name.empty()) return name;
  utsname system{};
  return uname(&system) == 0 ? system.machine : "unknown";
}

}  // namespace

Description factsOf(const dnnl::engine& engine) {
  Description facts;
  facts.backend = "onednn";
  facts.version = libraryVersion();
  facts.device = processorName();
  facts.isa = isaName();
  facts.libraries.push_back({"oneDNN", facts.version, fileOf(reinterpret_cast<void*>(&dnnl_version))});
#ifdef _OPENMP
  facts.libraries.push_back({"OpenMP", std::to_string(_OPENMP), fileOf(reinterpret_cast<void*>(&omp_get_max_threads))});
#endif
  facts.precisions = {"fp32"};
  facts.refusals = refusals(engine);
  return facts;
}

}  // namespace runner::onednn
