// What CUDA, cuBLAS and cuDNN answer, as failures with a code and a remedy.
#pragma once
#include <string>

#include "cuda_api.h"
#include "failure.h"

namespace runner::cuda {

/// An answer of cuDNN or cuBLAS; true when it did what was asked.
struct Answer {
  enum class From { runtime, blas, dnn };
  From from;
  int status;
  explicit operator bool() const { return status == 0; }
  /// The next answer, where this one is a success.
  template <typename Next>
  Answer then(Next&& next) const {
    return *this ? next() : *this;
  }
};
inline Answer dnn(int status) { return {Answer::From::dnn, status}; }
inline Answer blas(int status) { return {Answer::From::blas, status}; }
inline Answer runtime(int status) { return {Answer::From::runtime, status}; }

/// The library's own name for the status, and in cuDNN 9 what it last complained about. Numbers are never compared:
/// cuDNN 9 renumbered them.
std::string nameOf(const Api& api, Answer answer);

/// `doing`: what was asked of it.
Failure failureOf(const Api& api, Answer answer, const std::string& doing);

/// Throws failureOf() unless the answer is a success.
void check(const Api& api, Answer answer, const std::string& doing);

/// Whatever stops a pass that has worked before.
Failure deviceLost(const Api& api, Answer answer, const std::string& doing);

}  // namespace runner::cuda
