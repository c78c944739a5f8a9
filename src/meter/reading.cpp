#include "reading.h"

namespace kaifa {

Clocks clocks_of(const Reading& reading, std::int64_t now_s, ToUnixTime to_unix_time) {
  const auto clock_of = [&](std::optional<cosem::DateTime> time,
                            const std::optional<cosem::DateTime>& other) -> std::optional<Clock> {
    if (!time)
      return {};
    if (other && !cosem::deviation_seconds(*time))
      time->deviation_minutes = other->deviation_minutes;
    const auto unix_s = to_unix_time(*time, now_s);
    return unix_s ? std::optional<Clock>({*time, *unix_s}) : std::nullopt;
  };
  const auto energy = clock_of(reading.clock, reading.frame_time);
  const auto frame =
      reading.frame_time == reading.clock ? energy : clock_of(reading.frame_time, reading.clock);
  return {.meter = frame ? frame : energy, .energy = energy};
}

} // namespace kaifa
