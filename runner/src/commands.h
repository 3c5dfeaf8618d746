// What the runner can be asked for.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "backend.h"
#include "events.h"
#include "options.h"

namespace runner {

std::unique_ptr<Backend> openBackend(const std::string& name, const BackendOptions& options);
/// Runs a network until it is over or told to stop; what it tells is written to `events`.
void run(RunOptions& options, Events& events);

/// One JSON object each. They throw Failure as everything else does.
std::string infoJson(const std::vector<std::string>& arguments);
std::string networksJson(const std::vector<std::string>& arguments);
std::string peakJson(const std::vector<std::string>& arguments);

}  // namespace runner
