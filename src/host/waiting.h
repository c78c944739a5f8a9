#pragma once

#include "unique_fd.h"

#include <chrono>
#include <csignal>

namespace kaifa {

/// The monotonic clock: setting the host's time does not move a deadline.
using Deadline = std::chrono::steady_clock::time_point;

/// SIGINT, SIGTERM or SIGHUP came.
struct Interrupted {};

/// Everything that may take time waits here, until a deadline and no longer, and is interrupted by
/// signals. While this exists SIGINT, SIGTERM and SIGHUP are blocked; one that came stays pending
/// and ends the process when this goes, after everything else has been cleaned up.
class Waiting {
public:
  Waiting();
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  /// Whether `events` (of poll) came on `fd` before the deadline. Throws Interrupted.
  [[nodiscard]] bool until_ready(int fd, short events, Deadline deadline) const;

  /// Whether `fd` could be locked (flock) for this process alone before the deadline. Throws
  /// Interrupted, and std::system_error where it cannot be locked at all.
  [[nodiscard]] bool until_locked(int fd, Deadline deadline) const;

  /// A moment before another try of what cannot be waited for; false once the deadline is past.
  /// Throws Interrupted.
  [[nodiscard]] bool until_next_try(Deadline deadline) const;

private:
  sigset_t signals_before_;
  UniqueFd signals_;
};

} // namespace kaifa
