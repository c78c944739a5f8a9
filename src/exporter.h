#pragma once

#include "cli/options.h"
#include "host/standard_streams.h"

namespace kaifa {

/// One run, from the port to the file: waits for the first frame that contains the list asked for,
/// and writes or prints this list. A run that fails leaves its failure file in the textfile
/// directory. Throws Failure and Interrupted.
void export_list(const Options& options, const Waiting& waiting, StandardError& standard_error,
                 Moment start);

} // namespace kaifa
