#pragma once

#include "pseudo_terminal.h"
#include "stop_signal.h"

#include <chrono>
#include <cstdint>
#include <span>

namespace simulator {

using Duration = std::chrono::duration<double>;

/// 2400 baud, 8 data bits, even parity and 1 stop bit: 11 bits on the wire.
constexpr Duration byte_duration{11.0 / 2400};

/// A line as fast as a real one. It never waits for a reader: bytes that nobody reads are lost.
class PacedLine {
public:
  /// All durations are in the meter's time, which runs `speed` times as fast as the host's.
  PacedLine(PseudoTerminal& terminal, const StopSignal& stop, double speed);

  /// Begins at `start`, counted from construction, or after the previous bytes if they end later.
  /// Throws Stopped.
  void send(std::span<const std::uint8_t> bytes, Duration start);

private:
  std::chrono::steady_clock::time_point host_time(Duration time) const;

  PseudoTerminal& terminal_;
  const StopSignal& stop_;
  double speed_;
  std::chrono::steady_clock::time_point origin_;
  Duration free_from_{0};
};

/// A line as fast as its reader. It waits for the reader, and loses nothing.
class HurriedLine {
public:
  HurriedLine(PseudoTerminal& terminal, const StopSignal& stop);

  /// Throws Stopped.
  void send(std::span<const std::uint8_t> bytes);

private:
  void wait_for_reader();

  PseudoTerminal& terminal_;
  const StopSignal& stop_;
};

} // namespace simulator
