#pragma once

#include <cstdint>

namespace kaifa {

/// The host's clock, as Unix time in milliseconds.
[[nodiscard]] std::int64_t unix_time_ms();

} // namespace kaifa
