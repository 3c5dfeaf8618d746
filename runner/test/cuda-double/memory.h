// The device's memory. What callers get are addresses of pages nobody can touch; the bytes are elsewhere, so that a
// host that reads a device pointer crashes, and new ones hold what is not a number.
#pragma once
#include "object.h"

namespace cudadouble {

struct Allocation final : Object {
  Allocation() : Object("memory") {}
  ~Allocation() override;
  char* address = nullptr;
  std::size_t bytes = 0;
  std::vector<char> data;
};

void* allocate(std::size_t bytes);
void release(void* address);
std::size_t allocated();
std::size_t capacity();
bool onDevice(const void* pointer);
/// The bytes behind a device pointer. Throws Violation unless all of them lie in one living allocation, aligned.
char* bytesAt(const void* pointer, std::size_t bytes, std::size_t alignment, const std::string& what);
/// A scale: read at once, from the host.
float hostFloat(const void* pointer, const std::string& what);
/// A pointer that the double can write to or read from itself.
void demandHost(const void* pointer, const std::string& what);

}  // namespace cudadouble
