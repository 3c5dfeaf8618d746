#include "object.h"

#include <map>

namespace cudadouble {

namespace {
std::map<const void*, std::unique_ptr<Object>>& all() {
  static auto* const objects = new std::map<const void*, std::unique_ptr<Object>>;
  return *objects;
}
}  // namespace

Object* remember(std::unique_ptr<Object> object) {
  Object* const pointer = object.get();
  all()[pointer] = std::move(object);
  return pointer;
}

Object* recall(const void* pointer) {
  const auto found = all().find(pointer);
  return found == all().end() ? nullptr : found->second.get();
}

std::vector<std::string> leaks() {
  std::vector<std::string> kinds;
  for (const auto& [pointer, object] : all())
    if (!object->freed) kinds.emplace_back(object->kind);
  return kinds;
}

}  // namespace cudadouble
