// Lines on the descriptor of events.
#pragma once
#include <mutex>
#include <optional>
#include <string>

#include "failure.h"
#include "json_line.h"

namespace runner {

class Events {
 public:
  /// Throws Failure(usage, "event-fd") where the descriptor is not open for writing.
  explicit Events(int descriptor);

  int descriptor() const { return descriptor_; }
  /// A line that begins with version, instant and name.
  static JsonLine line(const char* event);
  /// False when nobody reads any more.
  bool write(const JsonLine& line);
  /// The line after which none comes, and what the process ends with from then on.
  bool writeLast(const JsonLine& line, Exit exit);
  /// For a thread that ends the process while another may be writing: says the failure, if there was no last line and it
  /// need not wait for long. Answers with what to exit with.
  Exit fail(const Failure& failure);

 private:
  bool writeAll(const JsonLine& line) const;

  int descriptor_;
  std::timed_mutex mutex_;
  std::optional<Exit> last_;
};

JsonLine errorLine(const Failure& failure);

}  // namespace runner
