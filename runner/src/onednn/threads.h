// How many threads oneDNN computes with.
#pragma once

namespace runner::onednn {

/// One per processor this process may use for 0. False where oneDNN was built on threads that cannot be told.
bool useThreads(int threads);
int threadsInUse();

}  // namespace runner::onednn
