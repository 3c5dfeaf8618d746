#include "loops.h"

namespace runner::onednn {
namespace {

#define RUNNER_INLINE inline __attribute__((always_inline))
#if defined(__x86_64__)
#define RUNNER_KEEP(vector) asm volatile("" : "+v"(vector))
#else
#define RUNNER_KEEP(vector) asm volatile("" : "+w"(vector))
#endif

// The compiler must take the register for changed, or it would compute the fixed point at once.
#define RUNNER_STEP(sum)     \
  sum = sum * factor + term; \
  RUNNER_KEEP(sum)

/// Twelve sums of one register each: enough to cover 4 to 5 cycles of latency on two pipes, and they fit in the 16
/// registers of AVX2. By name: the compiler keeps an array of them in memory.
template <class Vector>
RUNNER_INLINE double multiplyAddOn(std::int64_t rounds) {
  constexpr int kLanes = sizeof(Vector) / sizeof(float);
  constexpr int kSums = 12;
  Vector factor, term;
  for (int lane = 0; lane < kLanes; lane++) factor[lane] = 0.5f, term[lane] = 1.0f;
  Vector a = term, b = term, c = term, d = term, e = term, f = term, g = term, h = term, i = term, j = term, k = term, l = term;
  for (std::int64_t round = 0; round < rounds; round++) {
    RUNNER_STEP(a); RUNNER_STEP(b); RUNNER_STEP(c); RUNNER_STEP(d); RUNNER_STEP(e); RUNNER_STEP(f);
    RUNNER_STEP(g); RUNNER_STEP(h); RUNNER_STEP(i); RUNNER_STEP(j); RUNNER_STEP(k); RUNNER_STEP(l);
  }
  return 2.0 * kLanes * kSums * static_cast<double>(rounds);
}

template <class Vector>
RUNNER_INLINE float readThroughOn(const float* data, std::size_t bytes) {
  constexpr int kAtOnce = 8;
  const auto* vectors = reinterpret_cast<const Vector*>(data);
  const std::size_t count = bytes / sizeof(Vector);
  Vector sums[kAtOnce] = {};
  for (std::size_t i = 0; i < count; i += kAtOnce)
#pragma GCC unroll 8
    for (int k = 0; k < kAtOnce; k++) sums[k] += vectors[i + k];
  for (int k = 1; k < kAtOnce; k++) sums[0] += sums[k];
  return sums[0][0];
}

using Vector16 __attribute__((vector_size(16))) = float;
using Vector32 __attribute__((vector_size(32))) = float;
using Vector64 __attribute__((vector_size(64))) = float;

#if defined(__x86_64__)
__attribute__((target("avx512f"))) double multiplyAdd512(std::int64_t rounds) { return multiplyAddOn<Vector64>(rounds); }
__attribute__((target("fma"))) double multiplyAdd256(std::int64_t rounds) { return multiplyAddOn<Vector32>(rounds); }
__attribute__((target("avx512f"))) float readThrough512(const float* data, std::size_t bytes) {
  return readThroughOn<Vector64>(data, bytes);
}
__attribute__((target("avx"))) float readThrough256(const float* data, std::size_t bytes) {
  return readThroughOn<Vector32>(data, bytes);
}
#endif

}  // namespace

double multiplyAdd(std::int64_t rounds) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return multiplyAdd512(rounds);
  if (__builtin_cpu_supports("fma")) return multiplyAdd256(rounds);
#endif
  return multiplyAddOn<Vector16>(rounds);
}

float readThrough(const float* data, std::size_t bytes) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return readThrough512(data, bytes);
  if (__builtin_cpu_supports("avx")) return readThrough256(data, bytes);
#endif
  return readThroughOn<Vector16>(data, bytes);
}

}  // namespace runner::onednn
