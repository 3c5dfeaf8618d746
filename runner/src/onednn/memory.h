// Memory: one mapping for all that lives as long, and where in it each buffer goes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace runner::onednn {

/// Zeroed pages, on large pages where the kernel gives them: weights are read at memory speed, and small pages cost.
class Arena {
 public:
  Arena() = default;
  explicit Arena(std::size_t bytes);  ///< throws std::bad_alloc
  ~Arena();
  Arena(Arena&& other) noexcept;
  Arena& operator=(Arena&& other) noexcept;
  void* at(std::size_t offset) const { return static_cast<char*>(base_) + offset; }

 private:
  void* base_ = nullptr;
  std::size_t bytes_ = 0;
};

/// A buffer that is needed from one step to another, both included.
struct Buffer {
  std::size_t bytes = 0;
  int first = 0, last = 0;
  std::size_t offset = 0;  ///< what `place` finds
};

/// Gives buffers that are never needed at once the same place; returns the bytes of the whole.
std::size_t place(std::vector<Buffer>& buffers);

/// Next multiple of a cache line.
constexpr std::size_t aligned(std::size_t bytes) { return (bytes + 63) / 64 * 64; }

}  // namespace runner::onednn
