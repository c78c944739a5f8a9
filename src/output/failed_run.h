#pragma once

#include "cause.h"
#include "readout.h"

namespace kaifa {

/// What is known about a run that failed.
struct FailedRun {
  Cause cause;
  const std::string& name; ///< base name of the files (--name)
  int list;                ///< the list that the run waited for
  const CommonLabels& labels;
  std::int64_t failed_ms;       ///< Unix time of the failure
  std::int64_t duration_ms;     ///< from start to failure
  const Statistics& statistics; ///< counts of what arrived
};

/// Why and when the run failed, in the exposition format. The metrics' own labels override a user's
/// label of the same name.
[[nodiscard]] std::string exposition(const FailedRun& run);

/// The text of an earlier failure, with the time and duration of this run; empty if `earlier` is
/// not such a text.
[[nodiscard]] std::string renewed(std::string_view earlier, const FailedRun& run);

} // namespace kaifa
