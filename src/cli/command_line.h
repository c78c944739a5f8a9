#pragma once

#include "failure.h"
#include "host/waiting.h"
#include "options.h"

namespace kaifa {

/// The options are wrong. What could be read of them says whose run it was.
class WrongOptions : public Failure {
public:
  WrongOptions(const Failure& failure, std::optional<Job> of_run)
      : Failure(failure), job(std::move(of_run)) {}

  /// None unless the command line has a valid --name, as those of timers and cron have: a typo of a
  /// person is no failure of a job.
  std::optional<Job> job;
};

/// The command line over the configuration file over the defaults. A configuration that is a pipe
/// is waited for until the --timeout of the command line, counted from `start`, else 45 s. Throws
/// WrongOptions, whose text names the option, the value and what is allowed, and Interrupted.
[[nodiscard]] Options parse_options(int argc, const char* const* argv, const Waiting& waiting,
                                    Deadline start);

} // namespace kaifa
