#include "memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>
#include <numeric>
#include <utility>

namespace runner::onednn {
namespace {

bool overlap(const Buffer& a, const Buffer& b) { return a.first <= b.last && b.first <= a.last; }

/// The lowest place for `buffer` between those already placed that live at its time (sorted by offset).
std::size_t lowestGap(const std::vector<Buffer>& neighbours, std::size_t bytes) {
  std::size_t offset = 0;
  for (const Buffer& other : neighbours) {
    if (offset + bytes <= other.offset) break;
    offset = std::max(offset, aligned(other.offset + other.bytes));
  }
  return offset;
}

}  // namespace

Arena::Arena(std::size_t bytes) : bytes_(std::max<std::size_t>(bytes, 1)) {
  base_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base_ == MAP_FAILED) throw std::bad_alloc();
  madvise(base_, bytes_, MADV_HUGEPAGE);
}

Arena::~Arena() {
  if (base_ != nullptr) munmap(base_, bytes_);
}

Arena::Arena(Arena&& other) noexcept
    : base_(std::exchange(other.base_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

Arena& Arena::operator=(Arena&& other) noexcept {
  std::swap(base_, other.base_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

std::size_t place(std::vector<Buffer>& buffers) {
  std::vector<std::size_t> order(buffers.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return buffers[a].bytes > buffers[b].bytes; });
  std::vector<std::size_t> placed;
  std::size_t total = 0;
  for (const std::size_t index : order) {
    std::vector<Buffer> neighbours;
    for (const std::size_t other : placed)
      if (overlap(buffers[index], buffers[other])) neighbours.push_back(buffers[other]);
    std::sort(neighbours.begin(), neighbours.end(), [](auto& a, auto& b) { return a.offset < b.offset; });
    buffers[index].offset = lowestGap(neighbours, buffers[index].bytes);
    placed.push_back(index);
    total = std::max(total, aligned(buffers[index].offset + buffers[index].bytes));
  }
  return total;
}

}  // namespace runner::onednn
