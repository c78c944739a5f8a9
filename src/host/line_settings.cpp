#include "line_settings.h"

#include <termios.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace kaifa {

std::span<const unsigned> standard_bauds() {
  static constexpr std::array<unsigned, 20> bauds = {
      300,    600,    1200,   1800,   2400,   4800,   9600,    19200,   38400,   57600,
      115200, 230400, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000, 2000000};
  return bauds;
}

termios raw_mode(const LineSettings& settings) {
  // No output or local processing, and on input at most the parity check. Without IGNPAR a byte
  // with a parity error would arrive as 00, and two of them could leave an 8-bit sum correct.
  termios line{};
  if (settings.check_parity && settings.parity != Parity::none)
    line.c_iflag = INPCK | IGNPAR;
  line.c_cflag = CS8 | CREAD | CLOCAL;
  if (settings.parity != Parity::none)
    line.c_cflag |= PARENB;
  if (settings.parity == Parity::odd)
    line.c_cflag |= PARODD;
  line.c_cc[VMIN] = 1;
  // The C library turns a number of bauds into the constant of termios; from glibc 2.42 on, any.
  if (std::ranges::count(standard_bauds(), settings.baud) == 0 ||
      cfsetspeed(&line, settings.baud) != 0)
    throw std::system_error(EINVAL, std::system_category(), "no standard baud rate");
  return line;
}

void set_raw(int fd, const LineSettings& settings) {
  const termios line = raw_mode(settings);
  // EINVAL: the driver rejected a setting. A pseudo-terminal rejects parity, and needs none.
  if (tcsetattr(fd, TCSANOW, &line) != 0 && errno != EINVAL)
    throw std::system_error(errno, std::system_category(), "cannot set it up");
  termios taken{};
  if (tcgetattr(fd, &taken) != 0)
    throw std::system_error(errno, std::system_category(), "cannot read its settings");
  if (taken.c_iflag != line.c_iflag || taken.c_lflag != line.c_lflag ||
      cfgetispeed(&taken) != cfgetispeed(&line) || (taken.c_cflag & CSIZE) != CS8)
    throw std::system_error(EINVAL, std::system_category(), "it does not take these settings");
}

} // namespace kaifa
