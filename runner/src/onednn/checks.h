// What is refused before anything is allocated.
#pragma once
#include "program.h"

namespace runner::onednn {

/// Throws Failure "unsupported-precision" for all but fp32.
void checkPrecision(Precision precision, const dnnl::engine& engine);
/// "fp16: why; remedy" for each precision this back end refuses.
std::vector<std::string> refusals(const dnnl::engine& engine);
/// Throws Failure "unknown-algo" that names the choices.
ConvAlgo algoOf(const std::string& name);
/// A lower bound without asking the library: descriptors of absurd batches are not its strength.
void checkLeastMemory(const Network& network, int batch);
/// Throws Failure "out-of-memory" with the numbers.
void checkMemory(const Network& network, int batch, const Program& program);

}  // namespace runner::onednn
