// Lines on the descriptor of events.
#pragma once
#include <mutex>
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
  /// Only where that does not wait: for a thread that ends the process while another may be writing.
  void writeAtOnce(const JsonLine& line);

 private:
  bool writeAll(const std::string& text) const;

  int descriptor_;
  std::mutex mutex_;
};

JsonLine errorLine(const Failure& failure);

}  // namespace runner
