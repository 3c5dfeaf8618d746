// Where NVIDIA's libraries may lie.
#pragma once
#include <string>
#include <vector>

namespace runner::cuda {

/// Folders to look in, in order. What a user names (`given` or JOULEMARK_CUDA_LIB_DIR, colons between) is all there is
/// then: parts of two installations must not be mixed. An empty entry stands for the loader's own search.
std::vector<std::string> libraryFolders(const std::string& given);

/// Names in `folder` that match a shell pattern, sorted.
std::vector<std::string> matching(const std::string& folder, const std::string& pattern);

}  // namespace runner::cuda
