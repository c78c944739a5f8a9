#pragma once

#include "options.h"
#include "port/waiting.h"

namespace kaifa {

/// One run, from the port to the file: waits for the first frame that carries the list asked for
/// and writes or prints it. Throws NoReading, the errors of port and files, and Interrupted.
void run(const Options& options, const Waiting& waiting, Deadline start);

} // namespace kaifa
