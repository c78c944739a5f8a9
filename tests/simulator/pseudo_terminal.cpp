#include "pseudo_terminal.h"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <system_error>
#include <termios.h>
#include <unistd.h>

namespace simulator {

namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

std::string slave_path_of(int master) {
  std::array<char, PATH_MAX> path{};
  if (grantpt(master) != 0 || unlockpt(master) != 0 ||
      ptsname_r(master, path.data(), path.size()) != 0)
    fail("cannot set up a pseudo-terminal");
  return path.data();
}

/// Returns -1 if a reader has claimed the slave for itself (TIOCEXCL).
int open_slave(const std::string& path) {
  const int slave = open(path.c_str(), O_RDONLY | O_NOCTTY | O_NONBLOCK);
  if (slave < 0 && errno != EBUSY)
    fail(path);
  return slave;
}

} // namespace

PseudoTerminal::PseudoTerminal() : master_(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK)) {
  if (master_ < 0)
    fail("cannot open a pseudo-terminal");
  slave_path_ = slave_path_of(master_);
  // Only a slave that has been open before counts as closed.
  close(open_slave(slave_path_));
}

PseudoTerminal::~PseudoTerminal() {
  close(master_);
}

std::size_t PseudoTerminal::write(std::span<const std::uint8_t> bytes) {
  if (is_slave_closed())
    return 0;
  const ssize_t size = ::write(master_, bytes.data(), bytes.size());
  if (size >= 0)
    return static_cast<std::size_t>(size);
  if (errno == EIO || errno == EAGAIN)
    return 0;
  fail(slave_path_);
}

void PseudoTerminal::discard_echo() {
  std::array<char, 4096> echo;
  while (read(master_, echo.data(), echo.size()) > 0) {
  }
}

bool PseudoTerminal::has_raw_reader() const {
  termios settings{};
  if (tcgetattr(master_, &settings) != 0)
    fail(slave_path_);
  const bool is_raw = (settings.c_lflag & ICANON) == 0;
  return is_raw && !is_slave_closed();
}

bool PseudoTerminal::is_slave_closed() const {
  pollfd master{master_, 0, 0};
  return poll(&master, 1, 0) == 1 && (master.revents & POLLHUP) != 0;
}

void PseudoTerminal::discard_unread() const {
  const int slave = open_slave(slave_path_);
  if (slave < 0)
    return;
  tcflush(slave, TCIFLUSH);
  close(slave);
}

bool PseudoTerminal::is_drained() const {
  if (is_slave_closed())
    return true;
  const int slave = open_slave(slave_path_);
  if (slave < 0)
    return false;
  int unread = 0;
  const int status = ioctl(slave, FIONREAD, &unread);
  close(slave);
  if (status != 0)
    fail(slave_path_);
  return unread == 0;
}

} // namespace simulator
