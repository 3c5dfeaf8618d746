#include "folders.h"

#include <glob.h>

#include <cstdlib>
#include <sstream>

namespace runner::cuda {

namespace {
std::vector<std::string> expand(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> paths;
  if (glob(pattern.c_str(), 0, nullptr, &found) == 0) paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  return paths;
}

void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// A folder of libraries, a toolkit's root, or where Python packages are installed (nvidia/cudnn/lib, nvidia/cu13/lib).
std::vector<std::string> below(const std::string& root) {
  std::vector<std::string> folders{root};
  for (const char* inside : {"/lib64", "/lib", "/*/lib", "/nvidia/*/lib"}) append(folders, expand(root + inside));
  return folders;
}

std::vector<std::string> pythonFolders() {
  std::vector<std::string> folders;
  std::vector<std::string> roots{environment("HOME") + "/.local", "/usr/local", "/usr"};
  if (!environment("VIRTUAL_ENV").empty()) roots.insert(roots.begin(), environment("VIRTUAL_ENV"));
  for (const std::string& root : roots)
    append(folders, expand(root + "/lib/python3*/[sd]i[ts][et]-packages/nvidia/*/lib"));
  return folders;
}
}  // namespace

std::vector<std::string> libraryFolders(const std::string& given) {
  std::string named = given.empty() ? environment("JOULEMARK_CUDA_LIB_DIR") : given;
  std::vector<std::string> folders;
  if (named.empty()) {
    folders = pythonFolders();
    folders.emplace_back();
    append(folders, expand("/usr/local/cuda/lib64"));
    append(folders, expand("/usr/local/cuda/targets/*/lib"));
    append(folders, expand("/usr/local/cuda-*/lib64"));
    return folders;
  }
  std::istringstream list(named);
  for (std::string folder; std::getline(list, folder, ':');)
    if (!folder.empty()) append(folders, below(folder));
  return folders;
}

std::vector<std::string> matching(const std::string& folder, const std::string& pattern) {
  std::vector<std::string> names = expand(folder + "/" + pattern);
  for (std::string& name : names) name.erase(0, name.rfind('/') + 1);
  return names;
}

}  // namespace runner::cuda
