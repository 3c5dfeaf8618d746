#include <cstring>

#include "tensors.h"

namespace runner {

namespace {
std::uint32_t bitsOf(float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

/// Shifts right, rounding to nearest, ties to even.
std::uint32_t shiftRounded(std::uint32_t value, int shift) {
  const std::uint32_t half = 1u << (shift - 1), odd = (value >> shift) & 1;
  return (value + half - 1 + odd) >> shift;
}
}  // namespace

std::uint16_t toHalf(float value) {
  const std::uint32_t bits = bitsOf(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000);
  const std::uint32_t magnitude = bits & 0x7FFFFFFF;
  if (magnitude > 0x7F800000) return sign | 0x7E00;                    // not a number
  if (magnitude >= 0x47800000) return sign | 0x7C00;                   // 2^16 and more
  if (magnitude >= 0x38800000)                                         // 2^-14 and more: normal; may round up to infinity
    return static_cast<std::uint16_t>(sign | shiftRounded(magnitude - 0x38000000, 13));
  if (magnitude < 0x33000000) return sign;                             // below half of the smallest subnormal
  const int exponent = static_cast<int>(magnitude >> 23);
  return static_cast<std::uint16_t>(sign | shiftRounded((magnitude & 0x7FFFFF) | 0x800000, 126 - exponent));
}

float fromHalf(std::uint16_t half) {
  const std::uint32_t exponent = (half >> 10) & 31, mantissa = half & 1023;
  if (exponent == 0) {
    const float magnitude = static_cast<float>(mantissa) / 16777216;  // units of 2^-24
    return (half & 0x8000) != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t widened = exponent == 31 ? 255 : exponent + 112;
  const std::uint32_t bits = (std::uint32_t{half} & 0x8000) << 16 | widened << 23 | mantissa << 13;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace runner
