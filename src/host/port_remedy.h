#pragma once

#include <string>

namespace kaifa {

/// What to try if this port cannot be opened, after "cannot open PATH: No such file or directory":
/// "; is the adapter plugged in? ..."; empty if there is nothing to say. `error` is an errno.
[[nodiscard]] std::string port_remedy(const std::string& path, int error);

} // namespace kaifa
