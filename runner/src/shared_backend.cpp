// What is in the shared object beside the executable that was built against oneDNN.
#include <dlfcn.h>

#include "backend.h"
#include "files.h"
#include "peak.h"
#include "pool.h"

namespace runner {

namespace {
constexpr const char* kObject = "libjoulemark-onednn.so";

/// It stays open until the process ends: oneDNN's threads do not survive a dlclose.
void* openObject() {
  const std::string folder = executableFolder();
  if (!isFile(folder + "/" + kObject))
    throw Failure(Exit::unavailable, "onednn-missing", std::string("the runner was built without oneDNN: no ") + kObject,
                  "Install oneDNN (apt-get install libdnnl-dev) and build again: npm run build:runner");
  if (void* object = dlopen((folder + "/" + kObject).c_str(), RTLD_NOW | RTLD_LOCAL)) return object;
  std::string why = dlerror();
  if (why.compare(0, folder.size() + 1, folder + "/") == 0) why.erase(0, folder.size() + 1);
  throw Failure(Exit::unavailable, "onednn-missing", "oneDNN cannot be loaded: " + why,
                "Install the library (apt-get install libdnnl2) or build again: npm run build:runner");
}

void* entry(const char* name) {
  if (void* found = dlsym(openObject(), name)) return found;
  throw Failure(Exit::unavailable, "onednn-missing", std::string(kObject) + " is of another version: it has no " + name,
                "Build again: npm run build:runner");
}
}  // namespace

std::unique_ptr<Backend> loadOnednn(const BackendOptions& options) {
  return std::unique_ptr<Backend>(reinterpret_cast<BackendEntry>(entry(kBackendEntry))(options));
}

Peak measurePeak(int threads) {
  Peak peak;
  peak.threads = threadsFor(threads);
  const auto measure = reinterpret_cast<PeakEntry>(entry(kPeakEntry));
  if (measure(peak.threads, &peak.sgemmGflops, &peak.fmaGflops, &peak.readGBps) == 0) return peak;
  throw Failure(Exit::outOfMemory, "out-of-memory", "not enough memory to measure its speed", "Free some memory");
}

}  // namespace runner
