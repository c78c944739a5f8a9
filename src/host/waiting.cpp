#include "waiting.h"

#include <poll.h>
#include <sys/file.h>
#include <sys/signalfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace kaifa {
namespace {

/// Those that end the process; one that it was started to ignore (nohup) goes on being ignored.
sigset_t ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action {};
    if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_IGN)
      sigaddset(&signals, signal);
  }
  return signals;
}

/// For poll: rounded up, so that it does not wake before the deadline.
int milliseconds_until(Deadline deadline) {
  constexpr std::chrono::milliseconds longest = std::chrono::hours(1);
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp(left, std::chrono::milliseconds(0), longest).count());
}

} // namespace

Waiting::Waiting() {
  const sigset_t signals = ending_signals();
  if (const int error = pthread_sigmask(SIG_BLOCK, &signals, &signals_before_))
    throw std::system_error(error, std::system_category(), "cannot block signals");
  signals_ = UniqueFd(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_)
    throw std::system_error(errno, std::system_category(), "cannot watch signals");
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
      throw Interrupted();
    if (timeout == 0 && std::chrono::steady_clock::now() >= deadline)
      return false;
    if (polled[1].revents)
      return true;
  }
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

} // namespace kaifa
