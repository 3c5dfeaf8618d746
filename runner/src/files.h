// Files and folders the runner reads and writes.
#pragma once
#include <string>
#include <vector>

namespace runner {

/// The folder of the executable.
std::string executableFolder();
bool isFile(const std::string& path);
/// False where it cannot be read; no more than `most` bytes.
bool readFile(const std::string& path, std::size_t most, std::string& content);
/// Throws Failure(usage, "cannot-write").
void writeFile(const std::string& path, const void* bytes, std::size_t size);
/// Names in a folder, sorted; none where there is no such folder.
std::vector<std::string> namesIn(const std::string& folder);

}  // namespace runner
