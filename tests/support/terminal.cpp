#include "terminal.h"

#include "process.h"

#include <fcntl.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <system_error>
#include <thread>

namespace support {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::system_category(), what);
}

} // namespace

Terminal::Terminal() : master_(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) {
  std::array<char, 64> path{};
  if (!master_ || grantpt(master_.get()) != 0 || unlockpt(master_.get()) != 0 ||
      ptsname_r(master_.get(), path.data(), path.size()) != 0)
    fail("cannot open a pseudo-terminal");
  path_ = path.data();
}

kaifa::UniqueFd Terminal::open_slave() const {
  kaifa::UniqueFd slave(open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!slave)
    fail(path_);
  return slave;
}

termios Terminal::settings() const {
  termios settings{};
  if (tcgetattr(master_.get(), &settings) != 0)
    fail(path_);
  return settings;
}

void Terminal::wait_for_raw_reader() const {
  wait_until("for a raw reader of " + path_, [this] { return is_raw(); });
}

void Terminal::write_when_raw(std::span<const std::uint8_t> bytes,
                              const std::function<bool()>& end) const {
  wait_until("for the end of who reads " + path_, [&, written = false]() mutable {
    if (!written && is_raw()) {
      write(bytes);
      written = true;
    }
    return end();
  });
}

void Terminal::write_until(std::span<const std::uint8_t> bytes,
                           const std::function<bool()>& end) const {
  constexpr std::chrono::milliseconds pause(50);
  wait_until("for the end of who reads " + path_, [&] {
    write(bytes);
    std::this_thread::sleep_for(pause);
    return end();
  });
}

void Terminal::write(std::span<const std::uint8_t> bytes) const {
  wait_until("for room in " + path_, [&] {
    const ssize_t count = ::write(master_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno != EAGAIN)
      fail(path_);
    bytes = bytes.subspan(count < 0 ? 0 : static_cast<std::size_t>(count));
    return bytes.empty();
  });
}

std::string Terminal::read() const {
  std::string text;
  std::array<char, 4096> block;
  for (ssize_t count; (count = ::read(master_.get(), block.data(), block.size())) > 0;)
    text.append(block.data(), static_cast<std::size_t>(count));
  return text;
}

} // namespace support
