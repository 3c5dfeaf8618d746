// What the runtime has since 11.4, and the newer name of one function.
#include "stream.h"

using namespace cudadouble;
using namespace runner::cuda;

DOUBLE_API int cudaGetDeviceProperties_v2(DeviceProperties* properties, int device) {
  return entry("cudaGetDeviceProperties_v2", From::cudart, [&] { describeDevice(properties, device); });
}

DOUBLE_API int cudaGraphInstantiateWithFlags(GraphExec* made, Graph graph, unsigned long long flags) {
  return entry("cudaGraphInstantiateWithFlags", From::cudart, [&] {
    demand(flags == 0, "flags that are not used here");
    living(graph);
    if (failing("graph-instantiate")) throw RuntimeError{801};
    create(made);
    (*made)->nodes = graph->nodes;
  });
}
