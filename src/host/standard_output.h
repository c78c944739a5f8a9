#pragma once

#include "waiting.h"

#include <string_view>

namespace kaifa {

/// Throws Failure if standard output is closed or cannot be written.
void check_standard_output();

/// Prints all of `text`. Waits for the reader until the deadline, and at least 10 s. Throws Failure
/// and Interrupted.
void print(std::string_view text, const Waiting& waiting, Deadline deadline);

} // namespace kaifa
