#include "option_value.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "fields.h"

namespace runner {

namespace {
std::string shown(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

/// strtod and strtoll skip spaces and take "inf", "nan" and "0x10": none of these begins with a digit and is decimal.
bool isDecimal(const std::string& text) {
  const std::size_t first = text[0] == '-' ? 1 : 0;
  return first < text.size() && text[first] >= '0' && text[first] <= '9' &&
         text.find_first_not_of("0123456789.eE+-", first) == std::string::npos;
}
}  // namespace

void badUsage(const std::string& what, const std::string& remedy) {
  throw Failure(Exit::usage, "usage", what, remedy);
}

void OptionValue::refuse(const std::string& wanted) const {
  badUsage(name + " cannot be " + quoted(text), "Give " + name + " " + wanted);
}

std::int64_t OptionValue::integer(std::int64_t least, std::int64_t most) const {
  char* end = nullptr;
  errno = 0;
  const std::int64_t value = std::strtoll(text.c_str(), &end, 10);
  if (!isDecimal(text) || *end != '\0' || errno != 0 || value < least || value > most)
    refuse("a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return value;
}

double OptionValue::real(double least, double most) const {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (!isDecimal(text) || *end != '\0' || !(value >= least && value <= most))
    refuse("a number from " + shown(least) + " to " + shown(most));
  return value;
}

int OptionValue::choice(const std::vector<std::string>& choices) const {
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (choices[i] == text) return static_cast<int>(i);
  refuse(alternatives(choices));
}

}  // namespace runner
