#include "stop_signal.h"

#include <algorithm>
#include <ctime>

namespace simulator {

StopSignal::StopSignal() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals_, nullptr);
}

void StopSignal::sleep_until(std::chrono::steady_clock::time_point deadline) const {
  using namespace std::chrono;
  nanoseconds remaining{};
  do {
    remaining = std::max(nanoseconds(deadline - steady_clock::now()), nanoseconds::zero());
    const auto whole = floor<seconds>(remaining);
    const timespec timeout{.tv_sec = static_cast<time_t>(whole.count()),
                           .tv_nsec = static_cast<long>((remaining - whole).count())};
    if (sigtimedwait(&signals_, nullptr, &timeout) > 0)
      throw Stopped();
  } while (remaining > nanoseconds::zero() && steady_clock::now() < deadline);
}

} // namespace simulator
