#pragma once

#include <chrono>
#include <csignal>

namespace simulator {

/// Thrown when the program is asked to end.
struct Stopped {};

/// Blocks SIGINT and SIGTERM, so that they take effect only in sleep_until().
class StopSignal {
public:
  StopSignal();

  /// Sleeps until the deadline, or not at all if it has passed; throws Stopped.
  void sleep_until(std::chrono::steady_clock::time_point deadline) const;

private:
  sigset_t signals_;
};

} // namespace simulator
