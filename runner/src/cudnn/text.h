// Numbers as people read them.
#pragma once
#include <cstdio>
#include <string>

namespace runner::cuda {

inline std::string gigabytes(double bytes) {
  char text[32];
  std::snprintf(text, sizeof text, bytes < 99.5e6 ? "%.3g MB" : "%.3g GB", bytes < 99.5e6 ? bytes / 1e6 : bytes / 1e9);
  return text;
}

}  // namespace runner::cuda
