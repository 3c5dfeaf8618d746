// What went wrong, why, and what to do: the only exception that leaves a part of the runner.
#pragma once
#include <stdexcept>
#include <string>

namespace runner {

/// Exit statuses (sysexits.h where it has one).
enum class Exit { ok = 0, usage = 64, unavailable = 69, internal = 70, outOfMemory = 71, verifyFailed = 74 };

/// A failure with a stable code, e.g. "no-driver"; `what()` says what and why, `remedy` the next action.
struct Failure : std::runtime_error {
  Failure(Exit exit, std::string code, const std::string& what, std::string remedy)
      : std::runtime_error(what), exit(exit), code(std::move(code)), remedy(std::move(remedy)) {}
  Exit exit;
  std::string code;
  std::string remedy;
};

}  // namespace runner
