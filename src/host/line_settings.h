#pragma once

#include <span>

struct termios;

namespace kaifa {

enum class Parity { even, odd, none };

/// Rate and parity of a serial line. It always has 8 data bits and 1 stop bit.
struct LineSettings {
  unsigned baud = 2400;
  Parity parity = Parity::even;
  bool check_parity = false; ///< drop bytes whose parity bit is wrong
};

/// The rates that a serial port can be set to.
[[nodiscard]] std::span<const unsigned> standard_bauds();

/// The terminal mode with these settings that leaves bytes unchanged. Throws std::system_error if
/// the rate is not a standard one.
[[nodiscard]] termios raw_mode(const LineSettings& settings);

/// Makes the terminal `fd` pass bytes on unchanged: nothing is echoed, mapped, dropped or replaced,
/// except for the bytes that `check_parity` drops; without it, the checksums have to catch a byte
/// with a parity error. Throws std::system_error.
void set_raw(int fd, const LineSettings& settings);

} // namespace kaifa
