#include "shared_object.h"

#include <dlfcn.h>
#include <link.h>
#include <unistd.h>

namespace runner::cuda {

SharedObject SharedObject::open(const std::vector<std::string>& folders, const std::vector<std::string>& names) {
  SharedObject object;
  for (const std::string& name : names) {
    for (const std::string& folder : folders) {
      const std::string path = folder.empty() ? name : folder + "/" + name;
      if (!folder.empty() && access(path.c_str(), F_OK) != 0) continue;
      // Global: cuDNN opens its own parts late, and they are to find what is open already.
      object.handle_ = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
      object.file_ = name;
      if (object.handle_) return object;
      if (const char* why = dlerror(); why && !folder.empty()) object.refusal_ = why;
    }
  }
  return object;
}

std::string SharedObject::folder() const {
  link_map* map = nullptr;
  if (!handle_ || dlinfo(handle_, RTLD_DI_LINKMAP, &map) != 0 || !map) return "";
  const std::string path = map->l_name;
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

void* SharedObject::symbol(const char* name) const { return dlsym(handle_, name); }

}  // namespace runner::cuda
