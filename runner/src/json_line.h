// One JSON object, written key by key.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace runner {

class JsonLine {
 public:
  JsonLine& text(const char* key, const std::string& value);
  JsonLine& number(const char* key, std::int64_t value);
  /// What is not finite is null.
  JsonLine& real(const char* key, double value);
  JsonLine& flag(const char* key, bool value);
  /// Nanoseconds as a decimal string: they exceed 2^53 after 104 days.
  JsonLine& instant(const char* key, std::int64_t ns);
  JsonLine& texts(const char* key, const std::vector<std::string>& values);
  /// JSON already.
  JsonLine& json(const char* key, const std::string& value);
  JsonLine& null(const char* key) { return json(key, "null"); }

  std::string object() const { return "{" + members_ + "}"; }

 private:
  std::string members_;
};

/// "[a,b]" of items that are JSON already.
std::string jsonList(const std::vector<std::string>& items);

template <typename Items, typename Write>
std::string jsonListOf(const Items& items, Write write) {
  std::vector<std::string> written;
  for (const auto& item : items) written.push_back(write(item));
  return jsonList(written);
}

}  // namespace runner
