#include "host.h"

#include <sys/utsname.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

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

/// -1 for what is no number: cgroups write "max".
std::int64_t numberIn(const std::string& text) {
  return text.empty() || text[0] < '0' || text[0] > '9' ? -1 : std::strtoll(text.c_str(), nullptr, 10);
}

/// Of the cgroup a container sees as its root. The page cache counts as used there, and is given up first.
std::int64_t cgroupBytes() {
  const std::int64_t most = numberIn(lineOf("/sys/fs/cgroup/memory.max", ""));
  const std::int64_t used = numberIn(lineOf("/sys/fs/cgroup/memory.current", ""));
  const std::int64_t cache = numberIn(lineOf("/sys/fs/cgroup/memory.stat", "file "));
  return most < 0 || used < 0 ? -1 : std::max<std::int64_t>(0, most - used + std::max<std::int64_t>(0, cache));
}

std::string mib(std::int64_t bytes) { return std::to_string((bytes >> 20) + 1) + " MiB"; }
}  // namespace

std::string architecture() {
  utsname names;
  return uname(&names) == 0 ? names.machine : "unknown";
}

std::string processorName() {
  const std::string name = lineOf("/proc/cpuinfo", "model name");
  return name.empty() ? architecture() : name;
}

std::int64_t availableBytes() {
  const std::int64_t kibibytes = numberIn(lineOf("/proc/meminfo", "MemAvailable"));
  const std::int64_t host = kibibytes < 0 ? -1 : kibibytes << 10, group = cgroupBytes();
  return host < 0 || group < 0 ? std::max(host, group) : std::min(host, group);
}

void checkAvailable(std::int64_t bytes, const std::string& forWhat) {
  const std::int64_t available = availableBytes();
  if (available < 0 || bytes <= available) return;
  throw Failure(Exit::outOfMemory, "out-of-memory",
                forWhat + " take " + mib(bytes) + " of memory, and " + mib(available) + " are free",
                "Use a smaller batch, or free some memory");
}

}  // namespace runner
