#include "stream.h"

#include <algorithm>

namespace cudadouble {

using runner::cuda::StreamObject;

namespace {
constexpr int kNotPermitted = 900, kInvalidated = 901;

std::vector<StreamObject*>& streams() {
  static auto* const all = new std::vector<StreamObject*>;
  return *all;
}

/// The pointers were good when the work was given; they have to be so still.
void perform(const Work& work) {
  worked();
  if (lost()) return;
  try {
    work();
  } catch (const Violation& violation) {
    note("violation when its turn came: " + violation.why);
  }
}
}  // namespace

void finish(StreamObject& stream) {
  std::vector<Work> waiting;
  waiting.swap(stream.waiting);
  for (const Work& work : waiting) perform(work);
}

void finishAll() {
  for (StreamObject* stream : streams()) finish(*stream);
}

bool busy() {
  return std::any_of(streams().begin(), streams().end(), [](StreamObject* stream) { return !stream->waiting.empty(); });
}

void enqueue(StreamObject& stream, Work work) {
  if (std::find(streams().begin(), streams().end(), &stream) == streams().end()) streams().push_back(&stream);
  if (stream.spoilt) throw RuntimeError{kInvalidated};
  (stream.capturing ? stream.recorded : stream.waiting).push_back(std::move(work));
}

bool capturing(const StreamObject& stream) { return stream.capturing; }

void forbidWhileCapturing() {
  for (StreamObject* stream : streams()) {
    if (!stream->capturing) continue;
    stream->spoilt = true;
    note("violation a call that cannot be recorded, while recording");
    throw RuntimeError{kNotPermitted};
  }
}

}  // namespace cudadouble
