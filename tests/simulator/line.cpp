#include "line.h"

#include <algorithm>

namespace simulator {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr Clock::duration look_again_after = 2ms;

/// A reader may still discard what arrives just after it made the terminal raw.
constexpr Clock::duration reader_settles_in = 20ms;

} // namespace

PacedLine::PacedLine(PseudoTerminal& terminal, const StopSignal& stop, double speed)
    : terminal_(terminal), stop_(stop), speed_(speed), origin_(Clock::now()) {}

void PacedLine::send(std::span<const std::uint8_t> bytes, Duration start) {
  free_from_ = std::max(free_from_, start);
  stop_.sleep_until(host_time(free_from_));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    free_from_ += byte_duration;
    stop_.sleep_until(host_time(free_from_));
    if (terminal_.write(bytes.subspan(i, 1)) == 0 && terminal_.is_slave_closed())
      terminal_.discard_unread();
    terminal_.discard_echo();
  }
}

Clock::time_point PacedLine::host_time(Duration time) const {
  return origin_ + std::chrono::duration_cast<Clock::duration>(time / speed_);
}

HurriedLine::HurriedLine(PseudoTerminal& terminal, const StopSignal& stop)
    : terminal_(terminal), stop_(stop) {}

void HurriedLine::send(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    wait_for_reader();
    const std::size_t size = terminal_.write(bytes);
    bytes = bytes.subspan(size);
    stop_.sleep_until(size > 0 ? Clock::now() : Clock::now() + look_again_after);
  }
}

void HurriedLine::wait_for_reader() {
  if (terminal_.has_raw_reader())
    return;
  while (!terminal_.has_raw_reader()) {
    terminal_.discard_echo();
    stop_.sleep_until(Clock::now() + look_again_after);
  }
  stop_.sleep_until(Clock::now() + reader_settles_in);
}

} // namespace simulator
