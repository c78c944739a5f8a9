#pragma once

#include "failure.h"
#include "host/waiting.h"
#include "options.h"

namespace kaifa {

/// The options are wrong. The options that could be read still show to which job the run belongs.
class WrongOptions : public Failure {
public:
  WrongOptions(const Failure& failure, std::optional<Job> of_run)
      : Failure(failure), job(std::move(of_run)) {}

  /// Present only if the command line has a valid --name, as in timers and cron: a person's typo is
  /// not the failure of a job.
  std::optional<Job> job;
};

/// The command line overrides the configuration file, which overrides the defaults. Waits for a
/// piped configuration for the --timeout of the command line, else 45 s, from `start` on. Throws
/// WrongOptions, whose text names the option, the value and what is allowed, and Interrupted.
[[nodiscard]] Options parse_options(int argc, const char* const* argv, const Waiting& waiting,
                                    Moment start);

} // namespace kaifa
