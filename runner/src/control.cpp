#include "control.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "clock.h"
#include "json.h"

namespace runner {

namespace {
constexpr int kGraceMs = 800;  // of the second within which the process has to be gone
constexpr std::size_t kLongestLine = 4096;

/// Wakes the watching thread: 's' from a signal, 'c' at the end.
int wakePipe[2] = {-1, -1};

void wake(char why) {
  const int saved = errno;
  if (write(wakePipe[1], &why, 1) < 0) errno = saved;  // full: it is awake already
  errno = saved;
}

void onSignal(int) { wake('s'); }

void handleSignals() {
  struct sigaction action = {};
  action.sa_handler = onSignal;
  action.sa_flags = SA_RESTART;
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaction(number, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
}

bool isStart(const std::string& line) {
  try {
    const Json command = parseJson(line);
    return command.members.size() == 1 && command.members[0].key == "cmd" && command.members[0].value.text == "start";
  } catch (const std::invalid_argument&) {
    return false;
  }
}
}  // namespace

Control::Control(Events& events, bool readInput) : events_(events), readsInput_(readInput) {
  if (pipe2(wakePipe, O_CLOEXEC | O_NONBLOCK) != 0)
    throw Failure(Exit::internal, "no-pipe", "no pipe could be made", "Raise the limit of open files (ulimit -n)");
  handleSignals();
  thread_ = std::thread([this] { watch(); });
}

Control::~Control() {
  wake('c');
  thread_.join();
}

void Control::stop(Stop reason) {
  Stop none = Stop::none;
  const std::lock_guard<std::mutex> lock(mutex_);
  stop_.compare_exchange_strong(none, reason);
  changed_.notify_all();
}

void Control::waitForStart() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return started_ || stopped() != Stop::none || !badCommand_.empty(); });
  if (started_ || badCommand_.empty()) return;
  throw Failure(Exit::usage, "bad-command", "standard input has the line " + quoted(badCommand_),
                "Write {\"cmd\":\"start\"}, or end the input to stop");
}

/// A descriptor of -1 is none to poll(). That of the events is asked for nothing: that its reader is gone is told anyway.
void Control::watch() {
  while (stopped() == Stop::none) {
    pollfd sources[] = {{wakePipe[0], POLLIN, 0}, {events_.descriptor(), 0, 0}, {readsInput_ ? 0 : -1, POLLIN, 0}};
    if (poll(sources, 3, -1) < 0) continue;
    char why = 0;
    if (read(wakePipe[0], &why, 1) == 1) {
      if (why == 'c') return;
      stop(Stop::signal);
    }
    if ((sources[1].revents & (POLLERR | POLLHUP)) != 0) stop(Stop::reader);
    if (sources[2].revents != 0) readInput();
  }
  endSoon();
}

void Control::readInput() {
  char bytes[512];
  const ssize_t count = read(0, bytes, sizeof bytes);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count <= 0) return stop(Stop::input);
  pending_.append(bytes, static_cast<std::size_t>(count));
  for (std::size_t end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n')) {
    take(pending_.substr(0, end));
    pending_.erase(0, end + 1);
  }
  if (pending_.size() > kLongestLine) {
    take(pending_.substr(0, 40) + "...");
    pending_.clear();
  }
}

/// What comes after the start is not for us to judge.
void Control::take(const std::string& line) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (started_ || !badCommand_.empty()) return;
  started_ = isStart(line);
  if (!started_) badCommand_ = line.empty() ? "(empty)" : line.substr(0, 60);
  changed_.notify_all();
}

/// Whoever is told again and again has no more time for it.
void Control::endSoon() {
  const std::int64_t until = monotonicNs() + std::int64_t{kGraceMs} * 1000000;
  for (char why = 0; why != 'c';) {
    const std::int64_t left = (until - monotonicNs() + 999999) / 1000000;
    pollfd closing = {wakePipe[0], POLLIN, 0};
    if (left <= 0 || poll(&closing, 1, static_cast<int>(left)) == 0) endNow();
    if (read(wakePipe[0], &why, 1) < 0) why = 0;
  }
}

void Control::endNow() {
  const Failure failure(Exit::internal, "stopped-midway", "told to stop, and what was under way took too long to wait for",
                        "Nothing, or use a smaller batch");
  _exit(static_cast<int>(events_.fail(failure)));
}

}  // namespace runner
