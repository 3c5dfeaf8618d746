#include "files.h"

#include <dirent.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "failure.h"

namespace runner {

namespace {
struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
  void operator()(DIR* folder) const { closedir(folder); }
};
using File = std::unique_ptr<std::FILE, Close>;

Failure cannotWrite(const std::string& path, int error) {
  return {Exit::usage, "cannot-write", "cannot write " + path + ": " + std::strerror(error),
          "Name a file in a folder that can be written to, with room for it"};
}
}  // namespace

std::string executableFolder() {
  char path[PATH_MAX];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path);
  if (length <= 0) return ".";
  const std::string whole(path, static_cast<std::size_t>(length));
  return whole.substr(0, whole.rfind('/'));
}

bool isFile(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

bool readFile(const std::string& path, std::size_t most, std::string& content) {
  if (!isFile(path)) return false;
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) return false;
  content.resize(most + 1);
  content.resize(std::fread(&content[0], 1, content.size(), file.get()));
  return std::ferror(file.get()) == 0 && content.size() <= most;
}

void writeFile(const std::string& path, const void* bytes, std::size_t size) {
  File file(std::fopen(path.c_str(), "wb"));
  if (!file) throw cannotWrite(path, errno);
  const bool written = size == 0 || std::fwrite(bytes, 1, size, file.get()) == size;
  if (!written || std::fclose(file.release()) != 0) throw cannotWrite(path, errno);
}

std::vector<std::string> namesIn(const std::string& folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, Close> open(opendir(folder.c_str()));
  if (!open) return names;
  while (const dirent* entry = readdir(open.get())) names.push_back(entry->d_name);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace runner
