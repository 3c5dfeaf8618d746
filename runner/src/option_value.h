// One option's value, read strictly.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "failure.h"

namespace runner {

/// Throws Failure(usage, "usage").
[[noreturn]] void badUsage(const std::string& what, const std::string& remedy);

struct OptionValue {
  std::string name;  ///< with its dashes
  std::string text;

  std::int64_t integer(std::int64_t least, std::int64_t most) const;
  double real(double least, double most) const;
  /// The index of the choice.
  int choice(const std::vector<std::string>& choices) const;
  [[noreturn]] void refuse(const std::string& wanted) const;
};

}  // namespace runner
