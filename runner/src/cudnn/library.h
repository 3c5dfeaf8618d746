// Opens cudart, cuBLAS and cuDNN so that all of them belong together.
#pragma once
#include <string>
#include <vector>

#include "backend.h"
#include "cuda_api.h"

namespace runner::cuda {

struct Libraries {
  Api api;
  int cudaMajor = 0, blasMajor = 0, dnnMajor = 0;
  std::string dnnVersion;
  std::vector<Library> opened;
};

/// The runtime alone, so that a missing driver is told before a missing cuDNN. Throws Failure library-missing.
Libraries openRuntime(const std::vector<std::string>& folders);

/// cuBLAS and cuDNN of the runtime's major. Throws Failure library-missing or library-mismatch.
void openRest(Libraries& libraries, const std::vector<std::string>& folders);

}  // namespace runner::cuda
