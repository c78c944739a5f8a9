#pragma once

#include "unique_fd.h"

#include <chrono>
#include <csignal>
#include <cstddef>
#include <string_view>

namespace kaifa {

/// By the monotonic clock: setting the host's time does not move it.
using Moment = std::chrono::steady_clock::time_point;
using Deadline = Moment;

/// SIGINT, SIGTERM or SIGHUP came.
struct Interrupted {
  int signal;
};

/// Everything that may take time waits here, until a deadline and no longer, and is interrupted by
/// signals. While this exists SIGINT, SIGTERM and SIGHUP are blocked; a signal that came stays
/// pending and ends the process when this goes, after everything else has been cleaned up.
class Waiting {
public:
  Waiting();
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  /// Whether `events` (of poll) come on `fd` before the deadline; if that has passed already,
  /// whether they are there now. Throws Interrupted.
  [[nodiscard]] bool until_ready(int fd, short events, Deadline deadline) const;

  /// Writes to a descriptor that may take its time: a pipe, a terminal. Gives the number of bytes
  /// that it took before the deadline; if that is not all of them, errno says why. Throws
  /// Interrupted.
  [[nodiscard]] std::size_t write(int fd, std::string_view text, Deadline deadline) const;

  /// Whether `fd` could be locked (flock) for this process alone before the deadline. Throws
  /// Interrupted, and std::system_error if it cannot be locked at all.
  [[nodiscard]] bool until_locked(int fd, Deadline deadline) const;

  /// Waits a moment, for the caller to try again what no event announces; false once the deadline
  /// is past. Throws Interrupted.
  [[nodiscard]] bool until_next_try(Deadline deadline) const;

private:
  sigset_t signals_before_;
  UniqueFd signals_;
};

/// write(2) of at most what a pipe takes at once. If the call blocks all the same, as on a terminal
/// with room for a part only, it is interrupted after a moment.
ssize_t write_part(int fd, std::string_view text);

} // namespace kaifa
