#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace bench {

/// Starts a program, its path first, with this standard input and no standard output.
[[nodiscard]] pid_t start(std::vector<std::string> arguments, int standard_input);

/// Waits until it has ended. Throws std::runtime_error if its status is not 0.
void wait_for(pid_t child);

/// User and system time of all children that have ended and were waited for.
[[nodiscard]] double processor_microseconds();

} // namespace bench
