// The GPU: found, named, with its stream and the handles of cuBLAS and cuDNN on it.
#pragma once
#include <string>
#include <vector>

#include "backend.h"
#include "handles.h"
#include "library.h"

namespace runner::cuda {

const char* nameOf(Precision precision);

class Device {
 public:
  /// Throws Failure: library-missing, library-mismatch, no-driver, driver-too-old, no-device, driver-mismatch,
  /// device-busy, driver-error.
  explicit Device(const BackendOptions& options);

  const Api& api() const { return libraries_.api; }
  const Libraries& libraries() const { return libraries_; }
  Stream stream() const { return stream_.get(); }
  Dnn dnn() const { return dnn_.get(); }
  Blas blas() const { return blas_.get(); }
  const std::string& name() const { return name_; }
  std::string capability() const { return "sm_" + std::to_string(major_) + std::to_string(minor_); }
  /// Why this precision does not work here; empty where it does.
  std::string refusal(Precision precision) const;
  /// Of 9.0 and later cuBLAS wants more memory of its own, says its manual.
  std::size_t blasWorkspaceBytes() const { return std::size_t{major_ >= 9 ? 32u : 4u} << 20; }

  struct MemoryState {
    std::size_t free = 0, total = 0;
  };
  MemoryState memory() const;
  /// Waits for the stream; throws what the device said.
  void synchronize(const std::string& doing) const;

 private:
  void checkDriver();
  void identify(int device);
  void createHandles();

  Libraries libraries_;
  std::string name_;
  int major_ = 0, minor_ = 0;
  OwnedStream stream_;
  OwnedBlas blas_;
  OwnedDnn dnn_;
};

}  // namespace runner::cuda
