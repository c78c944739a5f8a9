#pragma once

#include "exit_status.h"

#include <stdexcept>
#include <string>

namespace kaifa {

/// Why a run cannot go on: the status with which the process ends, and the whole sentence for the
/// user: what failed, on which path, why, and what to try.
class Failure : public std::runtime_error {
public:
  Failure(ExitStatus exit_status, const std::string& message)
      : std::runtime_error(message), status(exit_status) {}

  ExitStatus status;
};

} // namespace kaifa
