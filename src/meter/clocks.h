#pragma once

#include "reading.h"

#include <cstdint>
#include <optional>

namespace kaifa {

/// What a clock of the meter shows, and the same time as Unix time.
struct Clock {
  cosem::DateTime shown;
  std::int64_t unix_s;
};

/// The clocks of a reading. A clock that shows an impossible time is absent.
struct Clocks {
  std::optional<Clock> meter;  ///< when the meter sent the frame: frame time, else energy clock
  std::optional<Clock> energy; ///< when the meter read its energy registers
};

/// The Unix time that a clock shows while the host's clock shows about `now_s` (Unix time).
using ToUnixTime = std::optional<std::int64_t> (*)(const cosem::DateTime& time, std::int64_t now_s);

/// If only one of the two clocks states its offset from UTC, the offset holds for both.
[[nodiscard]] Clocks clocks_of(const Reading& reading, std::int64_t now_s, ToUnixTime to_unix_time);

} // namespace kaifa
