#include "line_settings.h"

#include <termios.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace kaifa {
namespace {

constexpr std::array<unsigned, 20> bauds = {
    300,    600,    1200,   1800,   2400,   4800,   9600,    19200,   38400,   57600,
    115200, 230400, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000, 2000000};
constexpr std::array<speed_t, bauds.size()> speeds = {
    B300,    B600,    B1200,   B1800,   B2400,   B4800,   B9600,    B19200,   B38400,   B57600,
    B115200, B230400, B460800, B500000, B576000, B921600, B1000000, B1152000, B1500000, B2000000};

speed_t speed_of(unsigned baud) {
  const auto* found = std::ranges::find(bauds, baud);
  if (found == bauds.end())
    throw std::system_error(EINVAL, std::system_category(), "no standard baud rate");
  return speeds[static_cast<std::size_t>(found - bauds.begin())];
}

} // namespace

std::span<const unsigned> standard_bauds() {
  return bauds;
}

termios raw_mode(const LineSettings& settings) {
  // No flag of output or local processing, and of input at most the check of parity: without IGNPAR
  // a byte with a parity error would come as 00, and two of them would pass some 8-bit sums.
  termios line{};
  if (settings.check_parity && settings.parity != Parity::none)
    line.c_iflag = INPCK | IGNPAR;
  line.c_cflag = CS8 | CREAD | CLOCAL;
  if (settings.parity != Parity::none)
    line.c_cflag |= PARENB;
  if (settings.parity == Parity::odd)
    line.c_cflag |= PARODD;
  line.c_cc[VMIN] = 1;
  cfsetspeed(&line, speed_of(settings.baud));
  return line;
}

void set_raw(int fd, const LineSettings& settings) {
  const termios line = raw_mode(settings);
  // EINVAL: the driver did not take all of it. A pseudo-terminal takes no parity, and needs none.
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
