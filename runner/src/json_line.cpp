#include "json_line.h"

#include <cmath>
#include <cstdio>

#include "json.h"

namespace runner {

JsonLine& JsonLine::json(const char* key, const std::string& value) {
  if (!members_.empty()) members_ += ',';
  members_ += quoted(key) + ":" + value;
  return *this;
}

JsonLine& JsonLine::text(const char* key, const std::string& value) { return json(key, quoted(value)); }

JsonLine& JsonLine::number(const char* key, std::int64_t value) { return json(key, std::to_string(value)); }

JsonLine& JsonLine::real(const char* key, double value) {
  if (!std::isfinite(value)) return null(key);
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return json(key, text);
}

JsonLine& JsonLine::flag(const char* key, bool value) { return json(key, value ? "true" : "false"); }

JsonLine& JsonLine::instant(const char* key, std::int64_t ns) { return text(key, std::to_string(ns)); }

JsonLine& JsonLine::texts(const char* key, const std::vector<std::string>& values) {
  return json(key, jsonListOf(values, quoted));
}

std::string jsonList(const std::vector<std::string>& items) {
  std::string list;
  for (const std::string& item : items) list += (list.empty() ? "" : ",") + item;
  return "[" + list + "]";
}

}  // namespace runner
