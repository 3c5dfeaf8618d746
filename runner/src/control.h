// Who tells the runner to begin and to stop: signals, standard input, the reader of the events.
#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "events.h"

namespace runner {

enum class Stop { none, signal, input, reader };

/// A thread that sleeps until there is something to know: the timed loop only looks at one atomic. What does not stop
/// soon after it was told to (a pass or a set-up that takes long, libraries that do to close) is ended from here. There is
/// one in a process.
class Control {
 public:
  Control(Events& events, bool readInput);
  ~Control();
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

  Stop stopped() const { return stop_.load(std::memory_order_relaxed); }
  /// The first reason stays.
  void stop(Stop reason);
  /// Until the start line or a stop. Throws Failure(usage, "bad-command") for any other line.
  void waitForStart();

 private:
  void watch();
  void readInput();
  void take(const std::string& line);
  void endSoon();
  [[noreturn]] void endNow();

  Events& events_;
  bool readsInput_;
  std::string pending_;  ///< of standard input, the line not yet whole
  std::atomic<Stop> stop_{Stop::none};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool started_ = false;
  std::string badCommand_;
  std::thread thread_;
};

}  // namespace runner
