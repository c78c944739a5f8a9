#pragma once

#include "cause.h"
#include "cli/options.h"
#include "host/waiting.h"

namespace kaifa {

/// Leaves the failure of a run that began at `start`. If another run kept the port, nothing is
/// known of the meter: the cause of an earlier failure stays. If the file cannot be written, there
/// is none: the failure itself is what the user has to hear of.
void leave_failure(const Job& job, Cause cause, const Statistics& statistics, Moment start);

/// Removes the failure of the job after a run that received this list, and with list 3 the failures
/// of both jobs: the list has all that either of them waits for.
void remove_failure(const Job& job, int received_list);

} // namespace kaifa
