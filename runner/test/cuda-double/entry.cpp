#include "entry.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>

#include "object.h"

namespace cudadouble {

namespace {
constexpr int kLaunchFailure = 719;
long long done = 0;
std::string complaint;

std::map<std::string, long long>& counts() {
  static std::map<std::string, long long> all;
  return all;
}

/// At the process's end: what was called how often, and what was never given back.
struct Report {
  ~Report() {
    for (const auto& [name, count] : counts()) note("count " + name + " " + std::to_string(count));
    for (const std::string& leak : leaks()) note("leak " + leak);
    note("end");
  }
};

std::string setting() {
  const char* value = std::getenv("JOULEMARK_DOUBLE_FAIL");
  return value ? value : "";
}

int refused(const char* name, From from, Kind kind, const std::string& why) {
  complaint = std::string(name) + ": " + why;
  return statusOf(from, kind);
}

int answered(const char* name, From from, const std::function<void()>& body) {
  try {
    body();
    return 0;
  } catch (const RuntimeError& error) {
    return error.error;
  } catch (const Refusal& refusal) {
    return refused(name, from, refusal.kind, refusal.why);
  } catch (const Violation& violation) {
    note(std::string("violation ") + name + ": " + violation.why);
    return refused(name, from, violation.kind, violation.why);
  }
}
}  // namespace

void note(const std::string& line) {
  static const char* const path = std::getenv("JOULEMARK_DOUBLE_LOG");
  static std::FILE* const log = path ? std::fopen(path, "a") : stderr;
  std::fprintf(log, "%s\n", line.c_str());
  std::fflush(log);
}

void counted(const char* name) {
  counts();
  static const Report report;
  ++counts()[name];
}

int entry(const char* name, From from, const std::function<void()>& body) {
  counted(name);
  const int status = answered(name, from, body);
  if (!lost()) return status;
  return from == From::cudart ? kLaunchFailure : statusOf(from, Kind::executionFailed);
}

int statusOf(From from, Kind kind) {
  const int at = static_cast<int>(kind);
  constexpr int kRuntime[] = {3, 2, 1, 801, kLaunchFailure}, kBlas[] = {1, 3, 7, 15, 13}, kDnn8[] = {1, 2, 3, 9, 8},
                kDnn9[] = {1001, 4003, 2000, 3000, 5000};
  if (from == From::cudart) return kRuntime[at];
  if (from == From::cublas) return kBlas[at];
  return kDnnMajor >= 9 ? kDnn9[at] : kDnn8[at];
}

bool failing(const std::string& name, const std::string& argument) {
  std::istringstream list(setting());
  const std::string wanted = argument.empty() ? name : name + ":" + argument;
  for (std::string one; std::getline(list, one, ',');)
    if (one == wanted) return true;
  return false;
}

long long failingNumber(const std::string& name, long long otherwise) {
  std::istringstream list(setting());
  for (std::string one; std::getline(list, one, ',');)
    if (one.compare(0, name.size() + 1, name + ":") == 0) return std::stoll(one.substr(name.size() + 1));
  return otherwise;
}

void worked() {
  ++done;
}

bool lost() {
  static const long long limit = failingNumber("device-lost", -1);
  return limit >= 0 && done >= limit;
}

/// What the last call that failed was told.
const std::string& lastComplaint() { return complaint; }

}  // namespace cudadouble
