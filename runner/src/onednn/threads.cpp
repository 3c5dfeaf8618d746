#include "threads.h"

#include <oneapi/dnnl/dnnl_config.h>
#include <sched.h>

#if defined(_OPENMP) && DNNL_CPU_RUNTIME == DNNL_RUNTIME_OMP
#include <omp.h>
#define RUNNER_OPENMP 1
#endif

namespace runner::onednn {
namespace {

int processors() {
  cpu_set_t allowed;
  return sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
}

}  // namespace

bool useThreads(int threads) {
  const int wanted = threads > 0 ? threads : processors();
#ifdef RUNNER_OPENMP
  omp_set_dynamic(0);
  omp_set_num_threads(wanted);
  return true;
#else
  return wanted == processors();
#endif
}

int threadsInUse() {
#ifdef RUNNER_OPENMP
  return omp_get_max_threads();
#else
  return processors();
#endif
}

}  // namespace runner::onednn
