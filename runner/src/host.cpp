#include "host.h"

#include <sys/utsname.h>

#include <algorithm>
#include <fstream>
#include <limits>

#include "failure.h"

namespace runner {

namespace {
/// The rest of the first line of a file that begins with `label`, or "".
std::string lineOf(const char* path, const std::string& label) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, label.size(), label) != 0) continue;
    const std::size_t value = line.find_first_not_of(" \t:", label.size());
    return value == std::string::npos ? "" : line.substr(value);
  }
  return "";
}

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
    const std::int64_t cached = numberAfter(folder + "/memory.stat", "inactive_file", 0);
    if (limit != kNoLimit && used != kNoLimit) left = std::min(left, std::max<std::int64_t>(0, limit - used + cached));
    if (path.empty()) return left;
    path.erase(path.find_last_of('/'));
  }
}

std::string mib(std::int64_t bytes) { return std::to_string((bytes >> 20) + 1) + " MiB"; }
}  // namespace

std::string architecture() {
  utsname names;
  return uname(&names) == 0 ? names.machine : "unknown";
}

std::string processorName() {
  const std::string model = lineOf("/proc/cpuinfo", "model name");
  if (!model.empty()) return model;
  // ARM kernels do not name the processor, boards do.
  std::ifstream board("/proc/device-tree/model");
  std::string name;
  return std::getline(board, name, '\0') && !name.empty() ? name : architecture();
}

std::int64_t availableBytes() {
  const std::int64_t kibibytes = numberAfter("/proc/meminfo", "MemAvailable:", kNoLimit >> 10);
  return std::min(kibibytes << 10, controlGroupBytes());
}

void checkAvailable(std::int64_t bytes, const std::string& forWhat) {
  const std::int64_t available = availableBytes();
  if (bytes <= available) return;
  throw Failure(Exit::outOfMemory, "out-of-memory",
                forWhat + " take " + mib(bytes) + " of memory, and " + mib(available) + " are free",
                "Use a smaller batch, or free some memory");
}

}  // namespace runner
