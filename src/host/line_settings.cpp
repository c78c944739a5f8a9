#include "line_settings.h"

#include <termios.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace kaifa {
namespace {

struct Rate {
  unsigned baud;
  speed_t speed; ///< constant of termios
};
// clang-format off
constexpr std::array<Rate, 20> rates = {{
    {300, B300}, {600, B600}, {1200, B1200}, {1800, B1800}, {2400, B2400},
    {4800, B4800}, {9600, B9600}, {19200, B19200}, {38400, B38400}, {57600, B57600},
    {115200, B115200}, {230400, B230400}, {460800, B460800}, {500000, B500000}, {576000, B576000},
    {921600, B921600}, {1000000, B1000000}, {1152000, B1152000}, {1500000, B1500000}, {2000000, B2000000},
}};
// clang-format on
static_assert(std::ranges::is_sorted(rates, {}, &Rate::baud));

constexpr auto bauds = [] {
  std::array<unsigned, rates.size()> result{};
  std::ranges::transform(rates, result.begin(), &Rate::baud);
  return result;
}();

speed_t speed_of(unsigned baud) {
  const auto* found = std::ranges::find(rates, baud, &Rate::baud);
  if (found == rates.end())
    throw std::system_error(EINVAL, std::system_category(), "no standard baud rate");
  return found->speed;
}

} // namespace

std::span<const unsigned> standard_bauds() {
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
  cfsetspeed(&line, speed_of(settings.baud));
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
