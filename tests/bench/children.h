#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace bench {

/// Starts a program (`arguments` begin with its path) with this standard input and no standard
/// output.
[[nodiscard]] pid_t start(std::vector<std::string> arguments, int standard_input);

/// Waits until the child has ended. Throws std::runtime_error if its status is not 0.
void wait_for(pid_t child);

/// User and system time of all children that have been waited for.
[[nodiscard]] double processor_microseconds();

} // namespace bench
