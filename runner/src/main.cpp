// The runner's command line: one command, its answer, and one exit status for whatever went wrong.
#include <cstdio>
#include <exception>
#include <new>

#include "commands.h"
#include "json.h"
#include "option_value.h"
#include "version.h"

namespace {
using namespace runner;

/// Every exception that may reach the end, as a failure.
Failure failureNow() {
  try {
    throw;
  } catch (const Failure& failure) {
    return failure;
  } catch (const std::bad_alloc&) {
    return {Exit::outOfMemory, "out-of-memory", "the system has no more memory for this", "Use a smaller batch"};
  } catch (const std::exception& error) {
    return {Exit::internal, "internal", error.what(), "Report this, with the command line"};
  }
}

int say(const Failure& failure) {
  std::fprintf(stderr, "joulemark-runner: %s\n  -> %s\n", failure.what(), failure.remedy.c_str());
  return static_cast<int>(failure.exit);
}

void tellWrong(const std::exception_ptr& wrong) {
  try {
    std::rethrow_exception(wrong);
  } catch (...) {
    say(failureNow());
  }
}

int runAndTell(const std::vector<std::string>& arguments) {
  RunOptions options;
  std::exception_ptr wrong;
  try {
    parseRun(arguments, options);
  } catch (const Failure&) {
    wrong = std::current_exception();
  }
  try {
    Events events(options.eventFd);
    try {
      if (wrong) std::rethrow_exception(wrong);
      run(options, events);
      return 0;
    } catch (...) {
      const Failure failure = failureNow();
      events.writeLast(errorLine(failure), failure.exit);
      return say(failure);
    }
  } catch (const Failure& failure) {
    if (wrong) tellWrong(wrong);
    return say(failure);
  }
}

int print(const std::string& text) {
  const bool written = std::puts(text.c_str()) >= 0 && std::fflush(stdout) == 0;
  return written ? 0 : say({Exit::internal, "cannot-write", "standard output cannot be written to", "Free its disk"});
}

int command(const std::vector<std::string>& arguments) {
  const std::string name = arguments.empty() ? "" : arguments[0];
  const std::vector<std::string> rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
  if (name == "run") return runAndTell(rest);
  if (name == "info") return print(infoJson(rest));
  if (name == "networks") return print(networksJson(rest));
  if (name == "peak") return print(peakJson(rest));
  if (name == "--help" || name == "-h") return print(helpText());
  if (name == "--version") return print(kVersion);
  badUsage(name.empty() ? "no command" : "unknown command " + quoted(name),
           "Use run, info, networks, peak, --help or --version");
}
}  // namespace

int main(int count, char** arguments) {
  try {
    return command({arguments + 1, arguments + count});
  } catch (...) {
    return say(failureNow());
  }
}
