// The runtime: streams, events, graphs.
#include "stream.h"

#include <utility>

using namespace cudadouble;
using namespace runner::cuda;

namespace {
constexpr unsigned kNonBlocking = 1, kDisableTiming = 2;
constexpr int kThreadLocal = 1;

int call(const char* name, const std::function<void()>& body) { return entry(name, From::cudart, body); }

void endCapture(Stream stream, Graph* graph) {
  demand(capturing(living(stream)), "the stream records nothing");
  std::vector<Work> recorded;
  recorded.swap(stream->recorded);
  stream->capturing = false;
  *graph = nullptr;
  if (std::exchange(stream->spoilt, false)) throw RuntimeError{901};
  create(graph);
  (*graph)->nodes = std::move(recorded);
}
}  // namespace

DOUBLE_API int cudaStreamCreateWithFlags(Stream* stream, unsigned flags) {
  return call("cudaStreamCreateWithFlags", [&] {
    demand(flags == 0 || flags == kNonBlocking, "unknown flags");
    create(stream);
  });
}

DOUBLE_API int cudaStreamDestroy(Stream stream) {
  return call("cudaStreamDestroy", [&] {
    finish(living(stream));
    destroy(stream);
  });
}

/// Null is the default stream, where nothing is ever put here.
DOUBLE_API int cudaStreamSynchronize(Stream stream) {
  return call("cudaStreamSynchronize", [&] {
    forbidWhileCapturing();
    if (stream) finish(living(stream));
  });
}

DOUBLE_API int cudaStreamBeginCapture(Stream stream, int mode) {
  return call("cudaStreamBeginCapture", [&] {
    demand(stream != nullptr, "the default stream cannot be recorded");
    demand(mode >= 0 && mode <= 2, "unknown mode");
    demand(mode == kThreadLocal, "other threads' calls are to be left alone");
    demand(!capturing(living(stream)), "the stream is being recorded already");
    if (failing("graph-capture")) throw RuntimeError{900};
    enqueue(*stream, [] {});
    stream->capturing = true;
  });
}

DOUBLE_API int cudaStreamEndCapture(Stream stream, Graph* graph) {
  return call("cudaStreamEndCapture", [&] { endCapture(stream, graph); });
}

DOUBLE_API int cudaGraphLaunch(GraphExec graph, Stream stream) {
  return call("cudaGraphLaunch", [&] {
    demand(!capturing(living(stream)), "a graph started while recording");
    for (const Work& work : living(graph).nodes) enqueue(*stream, work);
  });
}

DOUBLE_API int cudaGraphDestroy(Graph graph) {
  return call("cudaGraphDestroy", [&] { destroy(graph); });
}

DOUBLE_API int cudaGraphExecDestroy(GraphExec graph) {
  return call("cudaGraphExecDestroy", [&] { destroy(graph); });
}

DOUBLE_API int cudaEventCreateWithFlags(Event* event, unsigned flags) {
  return call("cudaEventCreateWithFlags", [&] {
    demand(flags == 0 || flags == kDisableTiming, "unknown flags");
    create(event);
  });
}

DOUBLE_API int cudaEventDestroy(Event event) {
  return call("cudaEventDestroy", [&] { destroy(event); });
}

DOUBLE_API int cudaEventRecord(Event event, Stream stream) {
  return call("cudaEventRecord", [&] { living(event).stream = &living(stream); });
}

/// The work after the event is done early: nothing may rely on its being late.
DOUBLE_API int cudaEventSynchronize(Event event) {
  return call("cudaEventSynchronize", [&] {
    forbidWhileCapturing();
    if (living(event).stream) finish(*event->stream);
  });
}
