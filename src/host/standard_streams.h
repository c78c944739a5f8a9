#pragma once

#include "waiting.h"

#include <string_view>

namespace kaifa {

/// Throws Failure if standard output is closed or cannot be written.
void check_standard_output();

/// Prints all of `text`. Waits for the reader until the deadline, and at least 10 s. Throws Failure
/// and Interrupted.
void print(std::string_view text, const Waiting& waiting, Deadline deadline);

/// Standard error, for every message of the program. The outcome of a run is the same if standard
/// error is closed, full, a pipe that nobody reads, or a terminal stopped by Ctrl-S.
class StandardError {
public:
  explicit StandardError(const Waiting& waiting) : waiting_(waiting) {}

  /// Waits up to a second for a slow reader, but not past the deadline; then drops what the reader
  /// has not taken, and never waits again. Throws Interrupted.
  void say(std::string_view text, Deadline deadline);

private:
  const Waiting& waiting_;
  bool is_read_ = true;
};

/// Writes what standard error accepts at once, and drops the rest.
void say_now(std::string_view text);

} // namespace kaifa
