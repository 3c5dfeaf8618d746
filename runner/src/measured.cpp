#include "measured.h"

#include <algorithm>
#include <cmath>

namespace runner {

void Durations::makeRoom() {
  if (count_ < values_.size() / 2) return;
  for (std::size_t i = 0; 2 * i < count_; ++i) values_[i] = values_[2 * i];
  count_ = (count_ + 1) / 2;
  stride_ *= 2;
}

Latency Durations::percentiles() {
  std::sort(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(count_));
  // The nearest rank: a duration that was seen.
  const auto at = [&](double share) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(count_)));
    return count_ == 0 ? 0 : static_cast<double>(values_[std::max<std::size_t>(rank, 1) - 1]) * 1e-6;
  };
  return {at(0.5), at(0.95), at(0.99)};
}

}  // namespace runner
