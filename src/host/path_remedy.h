#pragma once

#include "cause.h"

#include <string>

namespace kaifa {

/// "; name a shorter path": what to try after an error (errno) that means the same for any kind of
/// path; empty if there is nothing to try.
[[nodiscard]] std::string path_remedy(const std::string& path, int error);

/// The directory that holds the file; "." for a path without a directory.
[[nodiscard]] std::string directory_of(const std::string& path);

/// The cause of a failure to write, by its errno.
[[nodiscard]] Cause output_cause(int error);

/// The remedy for a file that cannot be written in this directory: also "; make room: ...".
[[nodiscard]] std::string output_remedy(const std::string& directory, int error);

} // namespace kaifa
