#pragma once

#include "cause.h"
#include "readout.h"

namespace kaifa {

/// What is known of a run that failed.
struct FailedRun {
  Cause cause;
  const std::string& name; ///< of the files, --name
  int list;                ///< that the run waited for
  const CommonLabels& labels;
  std::int64_t failed_ms;       ///< Unix time at which it failed
  std::int64_t duration_ms;     ///< from its start
  const Statistics& statistics; ///< of what came
};

/// Why and when the run failed, in the exposition format. The labels of these metrics win over the
/// user's of the same name.
[[nodiscard]] std::string exposition(const FailedRun& run);

/// The text of an earlier failure, with the time and duration of this one; empty if the text is
/// none.
[[nodiscard]] std::string renewed(std::string_view earlier, const FailedRun& run);

} // namespace kaifa
