// Streams, events and graphs. Work waits until something waits for it, as on a device that takes its time: who reads a
// result without synchronizing reads nothing.
#pragma once
#include "object.h"

namespace cudadouble {

using Work = std::function<void()>;

/// Does all that waits in a stream.
void finish(runner::cuda::StreamObject& stream);
/// Does all that waits anywhere.
void finishAll();
/// Whether work waits anywhere that nothing has waited for.
bool busy();
/// Into the stream, or into the graph it records. Throws RuntimeError where the recording was spoilt.
void enqueue(runner::cuda::StreamObject& stream, Work work);
/// A call that cannot be recorded: spoils the recordings under way and throws RuntimeError 900.
void forbidWhileCapturing();
bool capturing(const runner::cuda::StreamObject& stream);

}  // namespace cudadouble

namespace runner::cuda {

struct StreamObject final : cudadouble::Object {
  StreamObject() : Object("stream") {}
  std::vector<cudadouble::Work> waiting, recorded;
  bool capturing = false, spoilt = false;
};
struct EventObject final : cudadouble::Object {
  EventObject() : Object("event") {}
  StreamObject* stream = nullptr;
};
struct GraphObject final : cudadouble::Object {
  GraphObject() : Object("graph") {}
  std::vector<cudadouble::Work> nodes;
};
struct GraphExecObject final : cudadouble::Object {
  GraphExecObject() : Object("executable graph") {}
  std::vector<cudadouble::Work> nodes;
};

}  // namespace runner::cuda
