#pragma once

#include <string>

namespace kaifa {

/// The other processes that have this port open, as far as this process may see them in /proc:
/// "cat (PID 812), agetty (PID 640)", at most three; empty if none is visible.
[[nodiscard]] std::string other_users_of(const std::string& port);

} // namespace kaifa
