#include "queue.h"

namespace runner::cuda {

Queue::Queue(const Device& device, Pass& pass) : device_(device), pass_(pass) {
  const Api& api = device.api();
  for (OwnedEvent& event : events_) {
    Event handle = nullptr;
    check(api, runtime(api.cudaEventCreateWithFlags(&handle, kEventDisableTiming)), "creating an event");
    event = OwnedEvent(api, handle);
  }
}

Answer Queue::endCapture(Answer enqueued) {
  const Api& api = device_.api();
  Graph handle = nullptr;
  // Also after a refusal: a stream left capturing takes no more work.
  const Answer ended = runtime(api.cudaStreamEndCapture(device_.stream(), &handle));
  const OwnedGraph graph(api, handle);
  if (!enqueued) return enqueued;
  if (!ended) return ended;
  GraphExec exec = nullptr;
  const Answer made = runtime(api.cudaGraphInstantiateWithFlags(&exec, handle, 0));
  graph_ = OwnedGraphExec(api, exec);
  return made;
}

Answer Queue::capture() {
  const Api& api = device_.api();
  return runtime(api.cudaStreamBeginCapture(device_.stream(), kCaptureThreadLocal))
      .then([&] { return endCapture(pass_.enqueue()); })
      .then([&] { return runtime(api.cudaGraphLaunch(graph_.get(), device_.stream())); })
      .then([&] { return runtime(api.cudaStreamSynchronize(device_.stream())); });
}

std::string Queue::record() {
  const Api& api = device_.api();
  if (!api.cudaGraphInstantiateWithFlags) return "refused: this CUDA runtime cannot (11.4 and later can)";
  const Answer answer = capture();
  if (answer) return "on";
  const std::string why = nameOf(api, answer);
  graph_ = OwnedGraphExec();
  api.cudaGetLastError();  // what the capture left behind is not the next call's
  return "refused: " + why;
}

void Queue::start() {
  const Api& api = device_.api();
  const Event event = events_[started_ % kDepth].get();
  if (started_ >= kDepth) require(runtime(api.cudaEventSynchronize(event)), "waiting for a pass");
  if (graph_)
    require(runtime(api.cudaGraphLaunch(graph_.get(), device_.stream())), "starting a pass");
  else
    require(pass_.enqueue(), "starting a pass");
  require(runtime(api.cudaEventRecord(event, device_.stream())), "marking a pass");
  ++started_;
}

void Queue::finish() {
  require(runtime(device_.api().cudaStreamSynchronize(device_.stream())), "waiting for the passes");
}

}  // namespace runner::cuda
