// The events of a run, as runner/PROTOCOL.md has them.
#pragma once
#include <cstdint>

#include "backend.h"
#include "control.h"
#include "json_line.h"
#include "measured.h"
#include "options.h"
#include "verify.h"

namespace runner {

struct SetUp {
  double weightsMs = 0, prepareMs = 0;
  std::uint64_t weightsHash = 0;
  bool verified = false;
  Verification verification;
};

/// Sums over windows.
struct Totals {
  std::int64_t t0 = 0, t1 = 0, iterations = 0, measuredNs = 0, insideNs = 0;
  void add(const Window& window);
};

JsonLine helloLine(const Description& description, int threads);
JsonLine readyLine(const RunOptions& options, const Prepared& prepared, const SetUp& setUp);
JsonLine warmLine(const Window& window);
JsonLine windowLine(const Window& window, int batch);
JsonLine doneLine(const RunOptions& options, const Totals& totals, Stop stop, const Latency* latency);

/// Shared by `hello` and `info`.
void addDescription(JsonLine& line, const Description& description);

}  // namespace runner
