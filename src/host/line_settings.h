#pragma once

#include <span>

struct termios;

namespace kaifa {

enum class Parity { even, odd, none };

/// Rate and parity of a serial line, which always has 8 data bits and 1 stop bit.
struct LineSettings {
  unsigned baud = 2400;
  Parity parity = Parity::even;
  bool check_parity = false; ///< leave bytes out whose parity bit does not fit
};

/// The rates that a serial port can be set to.
[[nodiscard]] std::span<const unsigned> standard_bauds();

/// The mode of a terminal with these settings that leaves bytes as they are. Throws
/// std::system_error if the rate is not a standard one.
[[nodiscard]] termios raw_mode(const LineSettings& settings);

/// Makes the terminal `fd` hand over the bytes as they come: nothing is echoed, mapped, dropped or
/// replaced, except for what `check_parity` leaves out; otherwise a byte with a parity error is
/// left to the checksums. Throws std::system_error.
void set_raw(int fd, const LineSettings& settings);

} // namespace kaifa
