#include "clock.h"

#include <ctime>

namespace kaifa {

std::int64_t unix_time_ms() {
  // On 32-bit ARM system_clock counts seconds in 32 bits, which end in 2038.
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

} // namespace kaifa
