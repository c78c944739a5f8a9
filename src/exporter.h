#pragma once

#include "exit_status.h"
#include "options.h"
#include "port/waiting.h"

#include <stdexcept>

namespace kaifa {

/// The deadline passed, or the input ended, without the list asked for; why, and what to try.
class NoReading : public std::runtime_error {
public:
  NoReading(ExitStatus exit_status, const std::string& message)
      : std::runtime_error(message), status(exit_status) {}

  ExitStatus status;
};

/// One run, from the port to the file: waits for the first frame that carries the list asked for
/// and writes or prints it. Throws NoReading, the errors of port and files, and Interrupted.
void run(const Options& options, const Waiting& waiting, Deadline start);

} // namespace kaifa
