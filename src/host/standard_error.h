#pragma once

#include "waiting.h"

#include <string_view>

namespace kaifa {

/// Standard error, for all that the program says. If it is closed, full, a pipe that nobody reads
/// or a terminal stopped by Ctrl-S, the outcome of a run is the same.
class StandardError {
public:
  explicit StandardError(const Waiting& waiting) : waiting_(waiting) {}

  /// Waits for a slow reader up to a second and not past the deadline; drops what the reader has
  /// not taken by then, and does not wait again. Throws Interrupted.
  void say(std::string_view text, Deadline deadline);

private:
  const Waiting& waiting_;
  bool is_read_ = true;
};

/// Writes what standard error takes at once, and drops the rest.
void say_now(std::string_view text);

} // namespace kaifa
