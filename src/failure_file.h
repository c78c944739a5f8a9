#pragma once

#include "cause.h"
#include "cli/options.h"
#include "host/waiting.h"

namespace kaifa {

/// Writes the failure of a run that began at `start`. If another run kept the port, this one
/// learned nothing about the meter, so the cause of an earlier failure stays. Ignores that the file
/// cannot be written: the user has to hear of the run's own failure.
void leave_failure(const Job& job, Cause cause, const Statistics& statistics, Moment start);

/// Removes the failure of the job after a run that received this list. List 3 has everything that
/// either job waits for, so after list 3 the failures of both are removed. Ignores that a file does
/// not exist or may not be removed: the reading is published already.
void remove_failure(const Job& job, int received_list);

} // namespace kaifa
