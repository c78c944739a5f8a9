#include "waiting.h"

#include "failure.h"
#include "formatted.h"
#include "path_remedy.h"

#include <poll.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <system_error>

namespace kaifa {
namespace {

constexpr std::array<int, 3> ending_signals = {SIGINT, SIGTERM, SIGHUP};

/// Without the signals that the process has ignored since its start (nohup).
sigset_t signals_to_watch() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : ending_signals) {
    struct sigaction action {};
    if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_IGN)
      sigaddset(&signals, signal);
  }
  return signals;
}

int pending_signal() {
  sigset_t pending;
  sigpending(&pending);
  return *std::ranges::find_if(
      ending_signals, [&pending](int signal) { return sigismember(&pending, signal) == 1; });
}

/// While this exists, blocking calls are interrupted (EINTR) again and again, even if the process
/// was started with SIGALRM blocked.
class Interruptions {
public:
  Interruptions() {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    sigaction(SIGALRM, &action, &action_before_);
    sigset_t alarm;
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    pthread_sigmask(SIG_UNBLOCK, &alarm, &mask_before_);
    constexpr timeval period = {0, 50'000};
    const itimerval timer = {period, period};
    setitimer(ITIMER_REAL, &timer, &timer_before_);
  }
  ~Interruptions() {
    setitimer(ITIMER_REAL, &timer_before_, nullptr);
    pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
    sigaction(SIGALRM, &action_before_, nullptr);
  }
  Interruptions(const Interruptions&) = delete;
  Interruptions& operator=(const Interruptions&) = delete;

private:
  struct sigaction action_before_ {};
  sigset_t mask_before_{};
  itimerval timer_before_{};
};

/// The time-out for poll: rounded up, so that poll does not return before the deadline.
int milliseconds_until(Deadline deadline) {
  constexpr std::chrono::milliseconds longest = std::chrono::hours(1);
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp(left, std::chrono::milliseconds(0), longest).count());
}

} // namespace

Waiting::Waiting() {
  const sigset_t signals = signals_to_watch();
  signals_ = UniqueFd(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_) {
    constexpr const char* no_path = "";
    const int error = errno;
    throw Failure(Cause::port_unusable,
                  formatted("cannot watch for signals: {}{}", std::strerror(error),
                            path_remedy(no_path, error)));
  }
  if (const int error = pthread_sigmask(SIG_BLOCK, &signals, &signals_before_))
    throw std::system_error(error, std::system_category(), "cannot block signals");
}

Waiting::~Waiting() {
  pthread_sigmask(SIG_SETMASK, &signals_before_, nullptr);
}

bool Waiting::until_ready(int fd, short events, Deadline deadline) const {
  for (;;) {
    std::array<pollfd, 2> polled = {{{signals_.get(), POLLIN, 0}, {fd, events, 0}}};
    const int timeout = milliseconds_until(deadline);
    if (poll(polled.data(), polled.size(), timeout) < 0 && errno != EINTR)
      throw std::system_error(errno, std::system_category(), "cannot wait");
    if (polled[0].revents)
      throw Interrupted{pending_signal()};
    if (polled[1].revents)
      return true;
    if (timeout == 0 && std::chrono::steady_clock::now() >= deadline)
      return false;
  }
}

std::size_t Waiting::write(int fd, std::string_view text, Deadline deadline) const {
  std::size_t written = 0;
  while (written < text.size()) {
    if (!until_ready(fd, POLLOUT, deadline)) {
      errno = ETIMEDOUT;
      break;
    }
    const ssize_t count = write_part(fd, text.substr(written));
    if (count < 0 && errno != EINTR && errno != EAGAIN)
      break;
    if (count > 0)
      written += static_cast<std::size_t>(count);
  }
  return written;
}

bool Waiting::until_locked(int fd, Deadline deadline) const {
  while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      throw std::system_error(errno, std::system_category(), "cannot lock");
    if (!until_next_try(deadline))
      return false;
  }
  return true;
}

bool Waiting::until_next_try(Deadline deadline) const {
  constexpr std::chrono::milliseconds pause(50);
  constexpr int no_fd = -1;
  const Deadline next_try = std::chrono::steady_clock::now() + pause;
  (void)until_ready(no_fd, 0, std::min(next_try, deadline));
  return next_try < deadline;
}

ssize_t write_part(int fd, std::string_view text) {
  const Interruptions interruptions;
  return ::write(fd, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
}

} // namespace kaifa
