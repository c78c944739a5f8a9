#pragma once

#include "options.h"

#include <stdexcept>

namespace kaifa {

class WrongUsage : public std::runtime_error {
  using std::runtime_error::runtime_error;
};
class WrongConfiguration : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The command line over the configuration file over the defaults. Throws WrongUsage and
/// WrongConfiguration, whose texts name the option, the value and what is allowed.
[[nodiscard]] Options parse_options(int argc, const char* const* argv);

} // namespace kaifa
