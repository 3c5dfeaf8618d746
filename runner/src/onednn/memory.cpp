#include "memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <new>
#include <numeric>
#include <string>
#include <utility>

namespace runner::onednn {
namespace {

constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

/// The number after `key` in a file of such pairs, or `otherwise`.
std::int64_t numberAfter(const std::string& file, const std::string& key, std::int64_t otherwise) {
  std::ifstream stream(file);
  std::string word;
  std::int64_t value = 0;
  while (stream >> word)
    if (word == key && stream >> value) return value;
  return otherwise;
}

/// The number a file begins with; "max" and no file are `kNoLimit`.
std::int64_t numberIn(const std::string& file) {
  std::ifstream stream(file);
  std::int64_t value = 0;
  return stream >> value ? value : kNoLimit;
}

/// What is left below the limits of this process's control group and of those above it. Cached files are given back.
std::int64_t controlGroupBytes() {
  std::ifstream stream("/proc/self/cgroup");
  std::string line, path;
  while (std::getline(stream, line))
    if (line.rfind("0::", 0) == 0) path = line.substr(3);
  std::int64_t left = kNoLimit;
  for (;;) {
    const std::string folder = "/sys/fs/cgroup" + path;
    const std::int64_t limit = numberIn(folder + "/memory.max"), used = numberIn(folder + "/memory.current");
    if (limit != kNoLimit && used != kNoLimit)
      left = std::min(left, std::max<std::int64_t>(0, limit - used + numberAfter(folder + "/memory.stat", "inactive_file", 0)));
    if (path.empty()) return left;
    path.erase(path.find_last_of('/'));
  }
}

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

std::int64_t availableBytes() {
  const std::int64_t kilobytes = numberAfter("/proc/meminfo", "MemAvailable:", kNoLimit / 1024);
  return std::min(kilobytes * 1024, controlGroupBytes());
}

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
