#pragma once

#include "host/waiting.h"
#include "options.h"

namespace kaifa {

/// The command line over the configuration file over the defaults. A configuration that is a pipe
/// is waited for until the --timeout of the command line, counted from `start`, else 45 s. Throws
/// Failure, whose text names the option, the value and what is allowed, and Interrupted.
[[nodiscard]] Options parse_options(int argc, const char* const* argv, const Waiting& waiting,
                                    Deadline start);

} // namespace kaifa
