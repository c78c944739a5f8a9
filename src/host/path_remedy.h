#pragma once

#include <string>

namespace kaifa {

/// "; name a shorter path": what to try after an error (errno) that means the same whatever a path
/// is for; empty if there is nothing to try.
[[nodiscard]] std::string path_remedy(const std::string& path, int error);

/// The same for a path that is to be written: also "; make room: ...". `directory` is where.
[[nodiscard]] std::string output_remedy(const std::string& directory, int error);

} // namespace kaifa
