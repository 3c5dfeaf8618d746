// What this computer is and has.
#pragma once
#include <cstdint>
#include <string>

namespace runner {

/// E.g. "AMD EPYC 7B13"; the board's or the architecture where the kernel does not say.
std::string processorName();
std::string architecture();
/// Bytes a process may still take without swapping: the kernel's estimate, or what is left to its control groups. The
/// largest number where nobody says.
std::int64_t availableBytes();
/// Throws Failure(outOfMemory, "out-of-memory") with both numbers.
void checkAvailable(std::int64_t bytes, const std::string& forWhat);

}  // namespace runner
