#include "memory.h"

#include <sys/mman.h>

#include <cstdint>
#include <cstring>
#include <map>

namespace cudadouble {

namespace {
constexpr std::size_t kPage = 4096;

/// By address, the freed ones too: addresses are not given out twice.
std::map<const char*, Allocation*>& all() {
  static auto* const allocations = new std::map<const char*, Allocation*>;
  return *allocations;
}

Allocation* find(const void* pointer) {
  const char* const at = static_cast<const char*>(pointer);
  auto next = all().upper_bound(at);
  if (next == all().begin()) return nullptr;
  Allocation* const allocation = (--next)->second;
  return at < allocation->address + allocation->bytes + kPage ? allocation : nullptr;
}
}  // namespace

Allocation::~Allocation() { munmap(address, bytes + kPage); }

void* allocate(std::size_t bytes) {
  demand(bytes > 0, "nothing to allocate");
  const auto most = static_cast<std::size_t>(failingNumber("malloc", INT64_MAX));
  if (bytes > most || allocated() + bytes > capacity()) throw RuntimeError{2};
  void* const address = mmap(nullptr, bytes + kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (address == MAP_FAILED) throw RuntimeError{2};
  auto* const allocation = static_cast<Allocation*>(remember(std::make_unique<Allocation>()));
  allocation->address = static_cast<char*>(address);
  allocation->bytes = bytes;
  allocation->data.assign(bytes, static_cast<char>(0xFF));
  return all()[allocation->address] = allocation, address;
}

void release(void* address) {
  Allocation* const allocation = find(address);
  demand(allocation && allocation->address == address, "not the beginning of an allocation");
  demand(!allocation->freed, "freed twice");
  allocation->freed = true;
  allocation->data = {};
}

std::size_t allocated() {
  std::size_t bytes = 0;
  for (const auto& [address, allocation] : all()) bytes += allocation->freed ? 0 : allocation->bytes;
  return bytes;
}

std::size_t capacity() { return static_cast<std::size_t>(failingNumber("memory", 16ll << 30)); }

bool onDevice(const void* pointer) { return find(pointer) != nullptr; }

char* bytesAt(const void* pointer, std::size_t bytes, std::size_t alignment, const std::string& what) {
  demand(pointer != nullptr, what + " is null");
  Allocation* const allocation = find(pointer);
  demand(allocation != nullptr, what + " is not device memory");
  demand(!allocation->freed, what + " was freed");
  const std::size_t at = static_cast<const char*>(pointer) - allocation->address;
  demand(at + bytes <= allocation->bytes, what + " needs " + std::to_string(bytes) + " bytes from " +
                                              std::to_string(at) + " of an allocation of " +
                                              std::to_string(allocation->bytes));
  demand(at % alignment == 0, what + " is not aligned");
  return allocation->data.data() + at;
}

void demandHost(const void* pointer, const std::string& what) {
  demand(pointer != nullptr, what + " is null");
  demand(!onDevice(pointer), what + " is device memory");
}

float hostFloat(const void* pointer, const std::string& what) {
  demandHost(pointer, what);
  float value;
  std::memcpy(&value, pointer, sizeof value);
  return value;
}

}  // namespace cudadouble
