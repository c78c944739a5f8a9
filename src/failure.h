#pragma once

#include "cause.h"

#include <stdexcept>
#include <string>

namespace kaifa {

/// Why a run cannot go on: the cause, which determines the exit status, and the whole sentence for
/// the user: what failed, on which path, why, and what to try.
class Failure : public std::runtime_error {
public:
  Failure(Cause why, const std::string& message) : std::runtime_error(message), cause(why) {}

  [[nodiscard]] ExitStatus status() const { return text_of(cause).status; }

  Cause cause;
};

} // namespace kaifa
