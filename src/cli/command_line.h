#pragma once

#include "options.h"

namespace kaifa {

/// The command line over the configuration file over the defaults. Throws Failure, whose text
/// names the option, the value and what is allowed.
[[nodiscard]] Options parse_options(int argc, const char* const* argv);

} // namespace kaifa
