// Numbers as the device stores them.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>

#include "../../src/tensors.h"

namespace cudadouble {

inline float loadNumber(const char* from, bool half) {
  float value;
  std::uint16_t bits;
  std::memcpy(half ? static_cast<void*>(&bits) : &value, from, half ? 2 : 4);
  return half ? runner::fromHalf(bits) : value;
}

inline void storeNumber(char* to, bool half, double number) {
  const auto value = static_cast<float>(number);
  const std::uint16_t bits = half ? runner::toHalf(value) : 0;
  std::memcpy(to, half ? static_cast<const void*>(&bits) : &value, half ? 2 : 4);
}

/// What a matrix unit sees of a float: 10 bits of its mantissa.
inline float asTf32(float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, 4);
  bits = (bits + 0xFFF + ((bits >> 13) & 1)) & ~0x1FFFu;
  std::memcpy(&value, &bits, 4);
  return value;
}

inline float rounded(float value, bool half) { return half ? runner::fromHalf(runner::toHalf(value)) : value; }

}  // namespace cudadouble
