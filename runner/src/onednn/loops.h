// Loops that do nothing but one thing, on one thread.
#pragma once
#include <cstddef>
#include <cstdint>

namespace runner::onednn {

/// Floating-point operations done in `rounds` of independent fused multiply-adds (2 each) on the widest vectors here.
double multiplyAdd(std::int64_t rounds);
/// Reads all of it, on the widest vectors here; `bytes` is a multiple of 4096.
float readThrough(const float* data, std::size_t bytes);

}  // namespace runner::onednn
