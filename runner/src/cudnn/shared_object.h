// One shared library in use. It is never closed: CUDA's own exit handlers outlive whatever closes it.
#pragma once
#include <string>
#include <vector>

namespace runner::cuda {

class SharedObject {
 public:
  /// The first of `names` that opens, names before folders; `found()` is false when none does.
  static SharedObject open(const std::vector<std::string>& folders, const std::vector<std::string>& names);

  bool found() const { return handle_ != nullptr; }
  const std::string& file() const { return file_; }
  /// Where the loader has it from.
  std::string folder() const;
  void* symbol(const char* name) const;
  /// Why the last file that exists did not open; empty where no file exists.
  const std::string& refusal() const { return refusal_; }

 private:
  void* handle_ = nullptr;
  std::string file_, refusal_;
};

}  // namespace runner::cuda
