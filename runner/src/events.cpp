#include "events.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "clock.h"

namespace runner {

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
  const std::lock_guard<std::mutex> lock(mutex_);
  return writeAll(line.object() + "\n");
}

void Events::writeAtOnce(const JsonLine& line) {
  const std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
  pollfd room = {descriptor_, POLLOUT, 0};
  if (lock.owns_lock() && poll(&room, 1, 0) == 1 && (room.revents & POLLOUT) != 0) writeAll(line.object() + "\n");
}

bool Events::writeAll(const std::string& text) const {
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
