#pragma once

#include "waiting.h"
#include "wire/ciphering.h"

#include <string>

namespace kaifa {

/// The key in a file, or in what arrives through a pipe before the deadline, in the format of
/// parse_key(). From then on the process leaves no core dump and cannot be traced. Throws Failure
/// if the file cannot be read, holds no key, or is readable by every user; and Interrupted.
[[nodiscard]] ciphering::Key read_key_file(const std::string& path, const Waiting& waiting,
                                           Deadline deadline);

} // namespace kaifa
