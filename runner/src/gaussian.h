// Gaussian numbers, the same bits on every processor.
#pragma once
#include <cstddef>
#include <cstdint>

namespace runner {

/// Scrambles 64 bits (the last step of splitmix64): neighbouring seeds become unrelated.
inline std::uint64_t scramble(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

/// Fills `values` with Gaussian numbers of standard deviation `sigma` from the stream `seed`.
void fillGaussian(float* values, std::size_t count, double sigma, std::uint64_t seed);

}  // namespace runner
