// Everything the double hands out: remembered for ever, so that a wrong, unset or freed one is recognized.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "entry.h"

namespace cudadouble {

struct Object {
  explicit Object(const char* kind) : kind(kind) {}
  virtual ~Object() = default;
  const char* kind;
  bool set = false;  ///< descriptors: whether it describes something yet
  bool freed = false;
};

Object* remember(std::unique_ptr<Object> object);
Object* recall(const void* pointer);
std::vector<std::string> leaks();

/// Throws Violation unless `pointer` is a living T.
template <typename T>
T& living(T* pointer) {
  T* const object = dynamic_cast<T*>(recall(pointer));
  demand(object != nullptr, "not a handle of this kind");
  demand(!object->freed, std::string(object->kind) + " used after it was destroyed");
  return *object;
}

template <typename T>
T& described(T* pointer) {
  T& object = living(pointer);
  demand(object.set, std::string(object.kind) + " used before it was set");
  return object;
}

template <typename T>
void create(T** to) {
  demand(to != nullptr, "nowhere to put the handle");
  *to = static_cast<T*>(remember(std::make_unique<T>()));
}

template <typename T>
void destroy(T* pointer) {
  living(pointer).freed = true;
}

}  // namespace cudadouble
