#include "events.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "clock.h"

namespace runner {

namespace {
/// A line takes far less to write, unless its reader has gone to sleep.
constexpr std::chrono::milliseconds kPatience{100};
}  // namespace

Events::Events(int descriptor) : descriptor_(descriptor) {
  const int flags = fcntl(descriptor, F_GETFL);
  if (flags != -1 && (flags & O_ACCMODE) != O_RDONLY) return;
  const std::string number = std::to_string(descriptor);
  throw Failure(Exit::usage, "event-fd", "descriptor " + number + " is not open for writing: the events have nowhere to go",
                "Start it with " + number + ">events.ndjson, or with --event-fd 1");
}

JsonLine Events::line(const char* event) {
  JsonLine line;
  return line.number("v", 1).instant("t", monotonicNs()).text("ev", event);
}

bool Events::write(const JsonLine& line) {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  return writeAll(line);
}

bool Events::writeLast(const JsonLine& line, Exit exit) {
  const std::lock_guard<std::timed_mutex> lock(mutex_);
  last_ = exit;
  return writeAll(line);
}

Exit Events::fail(const Failure& failure) {
  const std::unique_lock<std::timed_mutex> lock(mutex_, kPatience);
  if (!lock.owns_lock()) return failure.exit;
  if (last_) return *last_;
  pollfd room = {descriptor_, POLLOUT, 0};
  if (poll(&room, 1, 0) == 1 && (room.revents & POLLOUT) != 0) writeAll(errorLine(failure));
  return failure.exit;
}

bool Events::writeAll(const JsonLine& line) const {
  const std::string text = line.object() + "\n";
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t written = ::write(descriptor_, text.data() + at, text.size() - at);
    if (written > 0) {
      at += static_cast<std::size_t>(written);
    } else if (errno == EAGAIN) {
      pollfd room = {descriptor_, POLLOUT, 0};
      poll(&room, 1, -1);
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

JsonLine errorLine(const Failure& failure) {
  return Events::line("error")
      .text("code", failure.code)
      .text("detail", failure.what())
      .text("remedy", failure.remedy)
      .number("exit", static_cast<int>(failure.exit));
}

}  // namespace runner
