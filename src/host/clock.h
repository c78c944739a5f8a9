#pragma once

#include <cstdint>

namespace kaifa {

/// What the host's clock shows, as Unix time in milliseconds.
[[nodiscard]] std::int64_t unix_time_ms();

} // namespace kaifa
