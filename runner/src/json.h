// JSON, read strictly: no comments, no trailing commas, no key twice; errors say line and column.
#pragma once
#include <string>
#include <vector>

namespace runner {

struct JsonMember;

struct Json {
  enum class Type { null, boolean, number, string, array, object };
  Type type = Type::null;
  bool boolean = false;
  double number = 0;
  std::string text;
  std::vector<Json> items;
  std::vector<JsonMember> members;
  int line = 1, column = 1;  ///< where it begins

  /// "line 3, column 14"
  std::string place() const;
  const char* typeName() const;
};

struct JsonMember {
  std::string key;
  Json value;
};

/// Throws std::invalid_argument with "line 3, column 14: what is wrong".
Json parseJson(const std::string& text);

/// A string as JSON writes it, quotes included. Bytes that are not UTF-8 become U+FFFD: a file's name may hold any.
std::string quoted(const std::string& text);

}  // namespace runner
