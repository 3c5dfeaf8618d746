// Compiled with -O3 and -ffp-contract=off: only additions, multiplications, divisions and square roots, each rounded as
// IEEE 754 says and in the order written, so that every processor and every width of vector gives the same bits. The
// logarithm and the sine of a C library do not.
#include "gaussian.h"

#include <cmath>
#include <cstring>

namespace runner {

namespace {
constexpr std::size_t kPairs = 128;  // worked on together, in loops that the compiler turns into vectors

double fromBits(std::uint64_t bits) {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// -2 ln((x + 1/2) / 2^32): x + 1/2 = m * 2^e with m from 1 to 2, ln m = 2 atanh((m - 1) / (m + 1)), here with m / sqrt 2.
double minusTwoLog(std::uint32_t x) {
  const double value = static_cast<double>(static_cast<std::int32_t>(x ^ 0x80000000u)) + (2147483648.0 + 0.5);
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const double mantissa = fromBits((bits & 0x000FFFFFFFFFFFFFu) | 0x3FF0000000000000u);
  // The exponent as a double: its bits put below those of 2^52.
  const double exponent = fromBits((bits >> 52) | 0x4330000000000000u) - (4503599627370496.0 + 1023.0);
  const double s = (mantissa - 1.4142135623730951) / (mantissa + 1.4142135623730951);
  const double z = s * s;
  double series = 1.0 / 15;
  series = series * z + 1.0 / 13;
  series = series * z + 1.0 / 11;
  series = series * z + 1.0 / 9;
  series = series * z + 1.0 / 7;
  series = series * z + 1.0 / 5;
  series = series * z + 1.0 / 3;
  series = series * z + 1.0;
  // Up to 2^32 the sum is at most 0 but for rounding, which must not reach the square root.
  const double log = 2 * s * series + (exponent - 31.5) * 0.6931471805599453;
  return log < 0 ? -2 * log : 0;
}

/// Sine and cosine of an angle from -pi/4 to pi/4; the quadrant comes from two other bits.
void sineAndCosine(double angle, double& sine, double& cosine) {
  const double z = angle * angle;
  double s = -1.0 / 39916800;
  s = s * z + 1.0 / 362880;
  s = s * z - 1.0 / 5040;
  s = s * z + 1.0 / 120;
  s = s * z - 1.0 / 6;
  sine = angle + angle * z * s;
  double c = 1.0 / 479001600;
  c = c * z - 1.0 / 3628800;
  c = c * z + 1.0 / 40320;
  c = c * z - 1.0 / 720;
  c = c * z + 1.0 / 24;
  c = c * z - 0.5;
  cosine = 1 + z * c;
}

/// Box and Muller: the distance from 32 bits, the angle from 30, its quadrant from 2.
void pairFrom(std::uint64_t bits, double sigma, float& first, float& second) {
  const auto low = static_cast<std::uint32_t>(bits);
  const auto angleBits = static_cast<std::int32_t>(low & 0x3FFFFFFFu);
  const double radius = std::sqrt(minusTwoLog(static_cast<std::uint32_t>(bits >> 32))) * sigma;
  const double quarter = 1.5707963267948966 / 1073741824;
  double sine, cosine;
  sineAndCosine((angleBits - 536870911.5) * quarter, sine, cosine);
  const double sign = 1.0 - 2.0 * static_cast<double>(static_cast<std::int32_t>((low >> 30) & 1));
  const double swap = static_cast<double>(static_cast<std::int32_t>(low >> 31));
  const double signedRadius = radius * sign;
  first = static_cast<float>(signedRadius * (cosine * (1 - swap) + sine * swap));
  second = static_cast<float>(signedRadius * (sine * (1 - swap) + cosine * swap));
}
}  // namespace

void fillGaussian(float* values, std::size_t count, double sigma, std::uint64_t seed) {
  std::uint64_t bits[kPairs];
  float first[kPairs], second[kPairs];
  for (std::size_t at = 0; at < count; at += 2 * kPairs) {
    for (std::size_t i = 0; i < kPairs; ++i) bits[i] = scramble(seed += 0x9E3779B97F4A7C15u);
    for (std::size_t i = 0; i < kPairs; ++i) pairFrom(bits[i], sigma, first[i], second[i]);
    const std::size_t left = count - at;
    const std::size_t firsts = left < kPairs ? left : kPairs;
    const std::size_t seconds = left - firsts < kPairs ? left - firsts : kPairs;
    std::memcpy(values + at, first, firsts * sizeof(float));
    if (seconds > 0) std::memcpy(values + at + firsts, second, seconds * sizeof(float));
  }
}

}  // namespace runner
