#pragma once

#include "pseudo_terminal.h"
#include "stop_signal.h"

#include <chrono>
#include <cstdint>
#include <span>

namespace simulator {

using Duration = std::chrono::duration<double>;

/// 2400 baud, 8 data bits, even parity and 1 stop bit: 11 bits on the air.
constexpr Duration byte_duration{11.0 / 2400};

/// Like a real wire it waits for no reader: what nobody listens to is lost.
class PacedLine {
public:
  /// All durations are the meter's, whose time runs `speed` times as fast as the host's.
  PacedLine(PseudoTerminal& terminal, const StopSignal& stop, double speed);

  /// Begins at `start`, counted from the construction, or after the bytes before it.
  void send(std::span<const std::uint8_t> bytes, Duration start);

private:
  std::chrono::steady_clock::time_point host_time(Duration time) const;

  PseudoTerminal& terminal_;
  const StopSignal& stop_;
  double speed_;
  std::chrono::steady_clock::time_point origin_;
  Duration free_from_{0};
};

/// As fast as the reader takes it: waits for one, and loses nothing.
class HurriedLine {
public:
  HurriedLine(PseudoTerminal& terminal, const StopSignal& stop);

  void send(std::span<const std::uint8_t> bytes);

private:
  void wait_for_reader();

  PseudoTerminal& terminal_;
  const StopSignal& stop_;
};

} // namespace simulator
