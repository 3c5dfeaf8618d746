#include "facts.h"

#include <dlfcn.h>

#include "../host.h"
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
