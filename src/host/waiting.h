#pragma once

#include "unique_fd.h"

#include <chrono>
#include <csignal>
#include <cstddef>
#include <string_view>

namespace kaifa {

/// A moment of the monotonic clock, which setting the host's time does not move.
using Moment = std::chrono::steady_clock::time_point;
using Deadline = Moment;

/// SIGINT, SIGTERM or SIGHUP arrived.
struct Interrupted {
  int signal;
};

/// Every wait goes through this class, ends by its deadline, and is interrupted by signals. While
/// an object of the class exists, SIGINT, SIGTERM and SIGHUP are blocked; a signal that arrives
/// stays pending and ends the process when the object is destroyed, after everything else has been
/// cleaned up.
class Waiting {
public:
  /// Throws Failure if no file descriptor is left for the signals, since none would be left for a
  /// port either.
  Waiting();
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  /// Whether `events` (of poll) occur on `fd` before the deadline; if the deadline has passed,
  /// whether they have occurred by now. Throws Interrupted.
  [[nodiscard]] bool until_ready(int fd, short events, Deadline deadline) const;

  /// Writes to a descriptor that may be slow: a pipe, a terminal. Returns the number of bytes that
  /// were written before the deadline; if that is not all of them, errno says why. Throws
  /// Interrupted.
  [[nodiscard]] std::size_t write(int fd, std::string_view text, Deadline deadline) const;

  /// Whether `fd` could be locked (flock) for this process alone before the deadline. Throws
  /// Interrupted, and std::system_error if it cannot be locked at all.
  [[nodiscard]] bool until_locked(int fd, Deadline deadline) const;

  /// Waits a moment before the caller tries again, if no event would announce success; false once
  /// the deadline has passed. Throws Interrupted.
  [[nodiscard]] bool until_next_try(Deadline deadline) const;

private:
  sigset_t signals_before_;
  UniqueFd signals_;
};

/// Calls write(2) for at most as many bytes as a pipe accepts at once. If the call blocks all the
/// same, as on a terminal with room for only some of the bytes, it is interrupted after a moment.
ssize_t write_part(int fd, std::string_view text);

} // namespace kaifa
