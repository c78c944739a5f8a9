#pragma once

#include "reading.h"

#include <cstdint>
#include <optional>

namespace kaifa {

/// What a clock of the meter shows, and the Unix time that this is.
struct Clock {
  cosem::DateTime shown;
  std::int64_t unix_s;
};

/// The clocks of a reading. A clock that shows no time that exists is absent.
struct Clocks {
  std::optional<Clock> meter;  ///< when the meter sent the frame: of the frame, else of the energy
  std::optional<Clock> energy; ///< of the energy registers
};

/// Gives the Unix time of what a clock shows at about `now_s` (Unix time).
using ToUnixTime = std::optional<std::int64_t> (*)(const cosem::DateTime& time, std::int64_t now_s);

/// If only one of the two clocks states its offset from UTC, the offset holds for both.
[[nodiscard]] Clocks clocks_of(const Reading& reading, std::int64_t now_s, ToUnixTime to_unix_time);

} // namespace kaifa
