// The version of the package it was built in.
#pragma once

#ifndef RUNNER_VERSION
#define RUNNER_VERSION "unknown"
#endif

namespace runner {
constexpr const char* kVersion = RUNNER_VERSION;
}
