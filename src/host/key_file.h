#pragma once

#include "waiting.h"
#include "wire/ciphering.h"

#include <string>

namespace kaifa {

/// The key in a file, or in what a pipe brings before the deadline; see parse_key() for how it is
/// written. From now on the process leaves no core dump and cannot be traced. Throws Failure if the
/// file cannot be read, if it holds no key, or if every user may read the key; and Interrupted.
[[nodiscard]] ciphering::Key read_key_file(const std::string& path, const Waiting& waiting,
                                           Deadline deadline);

} // namespace kaifa
