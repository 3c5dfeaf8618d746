// What every entry point of the double does: it is counted, refuses when the device is lost, and turns what its body
// throws into the library's own status.
#pragma once
#include <cstddef>
#include <functional>
#include <string>

#include "../../src/cudnn/cuda_api.h"

#define DOUBLE_API extern "C" __attribute__((visibility("default")))

// Every entry point has the type that the runner calls it with.
namespace runner::cuda {
#define JOULEMARK_DECLARE(name, result, parameters) DOUBLE_API result name parameters;
JOULEMARK_ALL(JOULEMARK_DECLARE)
#undef JOULEMARK_DECLARE
}  // namespace runner::cuda

namespace cudadouble {

enum class From { cudart, cublas, cudnn };
enum class Kind { notInitialized, allocFailed, badParam, notSupported, executionFailed };

/// A status the caller asked for or has to live with: no fault of his.
struct Refusal {
  Kind kind;
  std::string why;
};
/// A number of cudart's own.
struct RuntimeError {
  int error;
};
/// The caller did what the documentation forbids: it goes into the log as well.
struct Violation {
  Kind kind;
  std::string why;
};

/// Throws Violation(badParam) unless it is so.
inline void demand(bool holds, const std::string& why) {
  if (!holds) throw Violation{Kind::badParam, why};
}

/// The major versions this build of the double plays.
extern const int kCudaMajor, kCudaMinor, kDnnMajor;

int entry(const char* name, From from, const std::function<void()>& body);
/// For what has no status: only counted.
void counted(const char* name);
int statusOf(From from, Kind kind);

/// JOULEMARK_DOUBLE_FAIL=name[:argument],…: whether `name` is listed, with `argument` where one is given.
bool failing(const std::string& name, const std::string& argument = "");
/// The number after "name:", or `otherwise`.
long long failingNumber(const std::string& name, long long otherwise);

void describeDevice(runner::cuda::DeviceProperties* properties, int device);

/// A line in JOULEMARK_DOUBLE_LOG, or on standard error.
void note(const std::string& line);
/// One piece of work done by the device; it is lost after "device-lost:N" of them.
void worked();
bool lost();

}  // namespace cudadouble
